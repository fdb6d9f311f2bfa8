"""The first weights: initialize."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import nn
from ..check import Function, Mistake, checked

Array = NDArray[Any]
Generator = np.random.Generator


def _of_draws(initialize: Function, n_in: int, n_out: int, seed: int) -> dict[str, Any]:
    """What is known of random weights beforehand: shapes, limits, variance, and whether the generator is used."""
    draws = [initialize(n_in, n_out, np.random.default_rng(s)) for s in (seed, seed, seed + 1)]
    if not all(isinstance(draw, tuple | list) and len(draw) == 2 for draw in draws):
        raise Mistake("initialize: expected two arrays, W and b: return W, b")
    (W, b), (same, _), (other, _) = draws
    return {
        "shape of W": np.shape(W),
        "b": b,
        "smallest weight": W.min(),
        "largest weight": W.max(),
        "variance of the weights": W.var(),
        "the same rng, the same weights": bool(np.array_equal(W, same)),
        "another rng, other weights": not np.array_equal(W, other),
        "nearly all weights differ": bool(len(np.unique(W)) > 0.9 * np.size(W)),
    }


def _uniform(bound: Callable[[int, int], float]) -> Function:
    """Weights drawn from U(-bound, bound)."""

    def initialize(n_in: int, n_out: int, rng: Generator) -> tuple[Array, Array]:
        return rng.uniform(-bound(n_in, n_out), bound(n_in, n_out), (n_in, n_out)), np.zeros(n_out)

    return initialize


def _glorot(n_in: int, n_out: int) -> float:
    return float(np.sqrt(6 / (n_in + n_out)))


@checked(
    use=_of_draws,
    tolerance=0.04,  # the variance is estimated from 20,000 draws or more: its standard error is 0.6 %
    cases=lambda rng: {
        "a layer that narrows": (200, 100, int(rng.integers(2**32))),
        "a layer that widens": (100, 250, int(rng.integers(2**32))),
    },
    mistakes=[
        (
            _uniform(lambda n_in, n_out: 6 / (n_in + n_out)),
            "the limits are ±6 / (n_in + n_out): the square root is missing",
        ),
        (
            _uniform(lambda n_in, n_out: np.sqrt(2 / (n_in + n_out))),
            "sqrt(2 / (n_in + n_out)) is the standard deviation, not the limit: a uniform variable on (−a, a) has "
            "variance a²/3, so a is √3 times as large",
        ),
        (
            _uniform(lambda n_in, n_out: np.sqrt(6 / n_in)),
            "the limits depend on n_in only: He's rule for ReLU. Xavier's has n_in + n_out, for the gradient's sake",
        ),
        (
            _uniform(lambda n_in, n_out: 1),
            "the limits do not depend on the size of the layer: ±1 saturates wide layers",
        ),
        (
            lambda n_in, n_out, rng: (rng.uniform(0, _glorot(n_in, n_out), (n_in, n_out)), np.zeros(n_out)),
            "no weight is negative: draw from −a to a, so that their mean is 0",
        ),
        (
            lambda n_in, n_out, rng: (rng.normal(0, _glorot(n_in, n_out) / 3**0.5, (n_in, n_out)), np.zeros(n_out)),
            "the variance is right, but the weights are normal; a uniform distribution is asked for: rng.uniform",
        ),
        (
            lambda n_in, n_out, rng: (_uniform(_glorot)(n_out, n_in, rng)[0], np.zeros(n_out)),
            "W has shape (n_out, n_in): it is transposed. X @ W needs one row for each input",
        ),
        (
            lambda n_in, n_out, rng: (np.zeros((n_in, n_out)), np.zeros(n_out)),
            "all weights are zero: then all units of the layer stay the same for ever",
        ),
    ],
)
def initialize(n_in: int, n_out: int, rng: Generator) -> tuple[Array, Array]:
    """Weights ``W (n_in, n_out)``, Xavier uniform, and biases ``b (n_out,)``, zero."""
    return nn.xavier_uniform(n_in, n_out, rng, np.float64), np.zeros(n_out)
