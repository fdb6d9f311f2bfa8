"""What is counted at the end: two_by_two, interval."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from ..check import Cases, Function, checked

Array = NDArray[Any]

# --- 8.6 a 2×2 matrix for each class ---------------------------------------------------------------------------


def _matrices(rng: np.random.Generator) -> Cases:
    def matrix(classes: int) -> tuple[Array]:
        """Counts that are all different, so that none can stand for another."""
        return (rng.permutation(np.arange(1, 20 * classes**2))[: classes**2].reshape(classes, classes),)

    return {"two classes": matrix(2), "five classes": matrix(5), "ten classes": matrix(10)}


def _counts(matrix: Array) -> tuple[Array, Array, Array, Array]:
    """Found, missed, false alarms, rightly left: (C,) each."""
    found = np.diag(matrix)
    missed, alarms = matrix.sum(axis=1) - found, matrix.sum(axis=0) - found
    return found, missed, alarms, matrix.sum() - found - missed - alarms


def _boxes(*counts: Array) -> Array:
    return np.stack(counts, axis=1).reshape(-1, 2, 2)


def _of_counts(change: Function) -> Function:
    """The right four counts in another order, or changed."""
    return lambda matrix: _boxes(*change(matrix, *_counts(matrix)))


@checked(
    cases=_matrices,
    mistakes=[
        (
            _of_counts(lambda m, found, missed, alarms, left: (found, alarms, missed, left)),
            "missed and false alarms are exchanged: rows of the large matrix are what the images are, columns what was "
            "said. So the rest of its row is missed (axis=1), the rest of its column are false alarms",
        ),
        (
            _of_counts(lambda m, found, missed, alarms, left: (left, alarms, missed, found)),
            "this is scikit-learn's order, [[rightly left, false alarms], [missed, found]]; asked for is the class "
            "itself first: [[found, missed], [false alarms, rightly left]]",
        ),
        (
            _of_counts(lambda m, found, missed, alarms, left: (found, missed, alarms, np.trace(m) - found)),
            "“rightly left” counts only images that were named rightly: a sandal that was taken for a sneaker is "
            "rightly no coat, too. It is everything outside of the class's row and column",
        ),
        (
            _of_counts(lambda m, found, missed, alarms, left: (found, missed + found, alarms + found, left)),
            "missed and false alarms are the whole row and the whole column: what was found is in them, take it out",
        ),
        (
            _of_counts(lambda m, found, missed, alarms, left: (found, missed, alarms, m.sum() - found)),
            "“rightly left” is all but the found ones: missed ones and false alarms are still in it",
        ),
        (
            _of_counts(lambda m, found, missed, alarms, left: (found, missed, alarms, left - found)),
            "what was found is taken away twice from “rightly left”: row and column share the diagonal",
        ),
        (
            lambda matrix: _boxes(*_counts(matrix)) / matrix.sum(),
            "these are shares; counts are asked for, whole numbers that add up to all images",
        ),
        (
            lambda matrix: np.stack(_counts(matrix), axis=1),
            "the four counts of a class stand in one row: (C, 4). Give each class a matrix: reshape to (C, 2, 2)",
        ),
        (
            lambda matrix: np.reshape(_counts(matrix), (2, 2, -1)),
            "the classes are the last axis, (2, 2, C); they should be the first one",
        ),
        (
            lambda matrix: np.reshape(_counts(matrix), (-1, 2, 2)),
            "counts of several classes are mixed: stacked along axis 0, (4, C), they do not stand class by class. "
            "Stack along axis 1 before you reshape",
        ),
    ],
)
def two_by_two(matrix: Array) -> Array:
    """Of each class of a confusion matrix (C, C): [[found, missed], [false alarms, rightly left]], (C, 2, 2)."""
    return _boxes(*_counts(matrix))


# --- 8.7 the mean of some runs, and how sure it is -------------------------------------------------------------


def _runs(rng: np.random.Generator) -> Cases:
    def runs(n: int) -> Array:
        values: Array = 75 + rng.normal(size=n) + 3 * (np.arange(n) % 2)
        return values

    return {"five seeds": (runs(5),), "a list of three": (runs(3).tolist(),), "ten seeds": (runs(10),)}


def _interval_with(
    quantile: Function = lambda n: t.ppf(0.975, n - 1),
    spread: Function = lambda values: np.std(values, ddof=1),
    root: Function = np.sqrt,
) -> Function:
    """An interval of which one part is replaced."""

    def interval(values: Sequence[float] | Array) -> tuple[float, float]:
        n = len(values)
        return float(np.mean(values)), float(quantile(n) * spread(values) / root(n))

    return interval


def _ends_of(values: Any) -> tuple[float, float]:
    mean, reach = _interval_with()(values)
    return mean - reach, mean + reach


@checked(
    cases=_runs,
    returns=("mean", "reach"),
    tolerance=1e-5,  # it may have been computed in float32
    mistakes=[
        (
            _interval_with(spread=np.std),
            "the spread is divided by n, not n − 1: np.std does that unless it is told ddof=1. Of five runs it is a "
            "tenth too small",
        ),
        *(
            (
                _interval_with(lambda n, q=q: q),
                "1.96 is the normal distribution's: it takes the spread for known. From few runs it is an estimate "
                "itself, and Student's t is wider: 2.78 for five runs",
            )
            for q in (1.96, norm.ppf(0.975), 2.0)
        ),
        (
            _interval_with(lambda n: t.ppf(0.95, n - 1)),
            "95 % of t lie below this quantile, so only 90 % lie within it on both sides: leave 2.5 % on each, 0.975",
        ),
        (
            _interval_with(lambda n: t.ppf(0.975, n)),
            "there are n degrees of freedom; one has gone into the mean: n − 1",
        ),
        (
            _interval_with(root=lambda n: 1),
            "this is how far single runs lie from the mean; the mean of n runs is surer by √n",
        ),
        (_interval_with(root=lambda n: n), "divided by n instead of √n: the variance of a mean falls with n"),
        (
            _interval_with(lambda n: 1),
            "this is the standard error of the mean; the quantile of Student's t is missing, by which it is multiplied",
        ),
        (
            _interval_with(lambda n: 1, root=lambda n: 1),
            "this is the spread of single runs; asked for is the interval of their mean",
        ),
        (
            _interval_with(spread=lambda values: np.var(values, ddof=1)),
            "the variance stands where its square root belongs: np.std, not np.var",
        ),
        (
            _interval_with(lambda n: 2 * t.ppf(0.975, n - 1)),
            "this is the whole width of the interval; asked for is half of it, what stands behind ±",
        ),
        (_ends_of, "these are the two ends; asked for are the mean and half the width"),
    ],
)
def interval(values: Sequence[float] | Array) -> tuple[float, float]:
    """The mean of some runs, and half the width of its 95 % interval (Student's t)."""
    mean, reach = _interval_with()(values)
    return mean, reach
