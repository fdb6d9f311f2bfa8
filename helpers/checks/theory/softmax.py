"""Softmax: softmax_jacobian."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import nn
from ..check import Cases, checked

Array = NDArray[Any]


def _probabilities(rng: np.random.Generator) -> Cases:
    return {
        "five classes": (rng.dirichlet(np.full(5, 3.0)),),
        "two classes": (rng.dirichlet(np.full(2, 3.0)),),
    }


def _jacobian(p: Array) -> Array:
    jacobian: Array = np.diag(p) - np.outer(p, p)
    return jacobian


@checked(
    cases=_probabilities,
    mistakes=[
        (
            lambda p: p * (1 - p),
            "these are the derivatives of each probability for its own logit; every logit changes every probability: "
            "a C × C matrix",
        ),
        (
            lambda p: np.diag(p * (1 - p)),
            "beside the diagonal there is 0, but a logit changes the other probabilities too: it is in their sum S",
        ),
        (
            lambda p: np.diag(p * (1 - p)) + np.outer(p, p) - np.diag(p**2),
            "the sign beside the diagonal: when one logit grows, the other probabilities shrink",
        ),
        (lambda p: np.diag(p) + np.outer(p, p), "the sign of the second term: the quotient rule has a minus there"),
        (lambda p: -np.outer(p, p), "on the diagonal the derivative of the numerator is missing"),
        (lambda p: np.diag(p), "the derivative of the sum S in the denominator is missing"),
        (lambda p: -_jacobian(p), "all signs are wrong: a probability grows with its own logit"),
        (
            lambda p: p[:, np.newaxis] * (np.eye(len(p)) - p[:, np.newaxis]),
            "row i has p_i² where p_i p_j belongs: the second factor is the probability of the logit that changes",
        ),
        (
            lambda p: np.diag(p) - p @ p,
            "p @ p of two vectors is one number, the sum of the squares; np.outer(p, p) is the matrix of all products",
        ),
        (
            lambda p: np.diag(p) - p * p,
            "p * p (and p * p.T) of a vector works entry by entry; np.outer(p, p) is the matrix of all products",
        ),
        (
            lambda p: _jacobian(nn.softmax(p)),
            "softmax is taken a second time: p holds probabilities already, not logits",
        ),
    ],
)
def softmax_jacobian(p: Array) -> Array:
    """The derivatives ``(C, C)`` of probabilities ``p (C,)`` for the logits: ``[i, j]`` is that of p_i for x_j."""
    return _jacobian(p)
