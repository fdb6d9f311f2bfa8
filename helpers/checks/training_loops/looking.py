"""Looking at examples and at weights: first_of_each, weight_pictures."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..check import Cases, checked

Array = NDArray[Any]

# --- 3.1 some of each class ------------------------------------------------------------------------------------


def _labels(rng: np.random.Generator) -> Cases:
    def labels(n: int, classes: int) -> tuple[Array, int]:
        """More than n labels of each class, in random order behind n + 1 of the last class."""
        mixed = rng.permutation(np.repeat(np.arange(classes), n + rng.integers(2, 5, size=classes)))
        return np.concatenate([np.full(n + 1, classes - 1), mixed]), n

    return {"four of each of four classes": labels(4, 4), "two of each of twelve": labels(2, 12)}


def _each(labels: Array, n: int) -> list[Array]:
    return [np.flatnonzero(labels == k)[:n] for k in range(labels.max() + 1)]


@checked(
    cases=_labels,
    mistakes=[
        (
            lambda labels, n: np.array([np.flatnonzero(labels == k)[-n:] for k in range(labels.max() + 1)]).ravel(),
            "these are the last n of each class; the first n are asked for",
        ),
        (
            lambda labels, n: np.array(_each(labels, n)).T.ravel(),
            "one of each class follows another: put all of class 0 first, then all of class 1, so that each class "
            "fills a row of the figure",
        ),
        (
            lambda labels, n: np.array(_each(labels, n)),
            "this is a table with a row for each class; join the rows into one",
        ),
        (lambda labels, n: labels[np.concatenate(_each(labels, n))], "these are the labels, not where they stand"),
        (
            lambda labels, n: np.sort(np.concatenate(_each(labels, n))),
            "the right examples, but in the order of the data set: all of class 0 come first, then all of class 1",
        ),
        (
            lambda labels, n: np.argsort(labels, kind="stable")[: n * (labels.max() + 1)],
            "the first class fills all the places: the examples are sorted by class, but nothing stops after n of each",
        ),
        (lambda labels, n: np.arange(n * (labels.max() + 1)), "these are the first examples, whatever their class"),
        (
            lambda labels, n: np.concatenate(_each(labels, n)[1:]),
            "class 0 is missing: classes are counted from 0",
        ),
        (
            lambda labels, n: np.concatenate(_each(labels, n)[:-1]),
            "the last class is missing: range(labels.max()) ends before it",
        ),
        (
            lambda labels, n: np.concatenate([np.flatnonzero(labels == k)[:n] for k in range(10)]),
            "only the classes 0 to 9 are looked for; there may be more, as with letters: the last one is labels.max()",
        ),
        (lambda labels, n: _each(labels, n)[-1], "only the last class is returned: join the indices of all classes"),
    ],
)
def first_of_each(labels: Array, n: int) -> Array:
    """Indices ``(n * C,)`` of the first n examples of each class, class 0 first, for ``labels (N,)``."""
    return np.concatenate(_each(labels, n))


# --- 3.4 weights as pictures -----------------------------------------------------------------------------------


@checked(
    cases=lambda rng: {
        "nine units, pictures of 3 × 3": (rng.normal(size=(9, 9)), 3, 3),
        "five units, pictures of 3 × 4": (rng.normal(size=(12, 5)), 3, 4),
    },
    mistakes=[
        (
            lambda W, height, width: W.reshape(-1, height, width),
            "each picture is mixed from the weights of several units: a unit is a *column* of W, and reshape goes "
            "along rows",
        ),
        (
            lambda W, height, width: W.T.reshape(-1, width, height).transpose(0, 2, 1),
            "the pictures are turned about their diagonal: a picture's rows follow each other, as in the inputs",
        ),
        (
            lambda W, height, width: W.reshape(height, width, -1),
            "the pictures lie along the last axis: the unit should be the first one, (K, height, width)",
        ),
        (
            lambda W, height, width: W.T.reshape(-1, width, height),
            "height and width are swapped: (K, height, width)",
        ),
        (lambda W, height, width: W.T, "these are rows of weights: each is still to be cut into a picture"),
        (
            lambda W, height, width: np.abs(W).T.reshape(-1, height, width),
            "the signs are lost: what forbids ink looks like what asks for it",
        ),
        (
            lambda W, height, width: ((W - W.min(0)) / np.ptp(W, axis=0)).T.reshape(-1, height, width),
            "each picture is stretched to [0, 1]: then a weight of 0 has another colour in each",
        ),
        (
            lambda W, height, width: W[:, 0].reshape(height, width),
            "this is the picture of one unit; one for each column is asked for",
        ),
    ],
)
def weight_pictures(W: Array, height: int, width: int) -> Array:
    """The columns of ``W (height * width, K)`` as pictures ``(K, height, width)``."""
    return W.T.reshape(-1, height, width)
