"""A cost with weight decay, and the gradients that belong to it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import nn
from ..check import Cases, Function, checked

Array = NDArray[Any]


def _cases(rng: np.random.Generator) -> Cases:
    def layer(n: int, d: int, c: int, l2: float) -> tuple[Any, ...]:
        X, y = rng.normal(size=(n, d)), rng.integers(c, size=n)
        return X, y, rng.normal(size=(d, c)), rng.normal(size=c), l2

    return {
        "as many examples as inputs and classes": layer(4, 4, 4, 0.8),
        "without decay": layer(6, 3, 4, 0.0),
        "seven examples": layer(7, 5, 3, 2.5),
    }


def _mean_cross_entropy(P: Array, y: Array) -> Any:
    return -np.log(P[np.arange(len(y)), y]).mean()


def _binary(P: Array, y: Array) -> Any:
    Y = nn.one_hot(y, P.shape[1], P.dtype)
    return -(Y * np.log(P) + (1 - Y) * np.log(1 - P)).sum() / len(y)


def _half(W: Array, b: Array) -> Any:
    return (W**2).sum() / 2


def _with(
    loss: Function = _mean_cross_entropy,
    penalty: Function = _half,
    share: Function = lambda n, c: 1 / n,
    logits: Function = lambda P, Y: (P - Y) / len(P),
    decay: Function = lambda W: W,
    decay_share: Function | None = None,
    weights: Function = lambda X, d: X.T @ d,
    bias: Function = lambda d: d.sum(axis=0),
    bias_decay: float = 0.0,
) -> Function:
    """The cost and its gradients, of which one part is replaced; the shares are of λ, for n examples and c classes."""

    def cost_and_gradients(X: Array, y: Array, W: Array, b: Array, l2: float) -> tuple[Any, Array, Array]:
        P = nn.softmax(X @ W + b)
        shares = [l2 * part(*P.shape) for part in (share, decay_share or share)]
        d = logits(P, nn.one_hot(y, P.shape[1], P.dtype))
        return (
            loss(P, y) + shares[0] * penalty(W, b),
            weights(X, d) + shares[1] * decay(W),
            bias(d) + bias_decay * shares[1] * b,
        )

    return cost_and_gradients


def _both(W: Array, b: Array) -> Any:
    return _half(W, b) + _half(b, b)


@checked(
    cases=_cases,
    returns=("cost", "d_W", "d_b"),
    mistakes=[
        (
            _with(penalty=lambda W, b: 0),
            "the cost leaves the penalty out, and the gradient does not: they belong to different functions",
        ),
        (
            _with(decay=lambda W: 0 * W),
            "the gradient leaves the penalty out, and the cost does not: they belong to different functions",
        ),
        (_with(penalty=lambda W, b: 0, decay=lambda W: 0 * W), "l2 is not used: there is no weight decay"),
        (
            _with(loss=_binary),
            "the cost is a binary cross-entropy, added up over the classes; the gradient P − Y belongs to the "
            "cross-entropy of the softmax, −log p of the right class",
        ),
        (_with(penalty=lambda W, b: 2 * _half(W, b)), "in the cost the ½ of the penalty is missing: λ / (2 m)"),
        (
            _with(penalty=lambda W, b: np.sqrt((W**2).sum()) / 2),
            "in the cost the norm of W is not squared: the penalty is the sum of the squares",
        ),
        (_with(penalty=lambda W, b: np.abs(W).sum() / 2), "the penalty adds up |w|, not w²"),
        (
            _with(decay=lambda W: W / 2),
            "in the gradient the decay is half of what it should be: the 2 of the derivative of w² cancels the ½",
        ),
        (_with(decay=lambda W: 2 * W), "in the gradient the decay is twice what it should be: the ½ cancels the 2"),
        (_with(decay=lambda W: -W), "the decay has the wrong sign in the gradient: the weights would grow"),
        (
            _with(share=lambda n, c: 1),
            "the penalty is not divided by the number of examples, neither in the cost nor in the gradient",
        ),
        (_with(share=lambda n, c: 1, decay_share=lambda n, c: 1 / n), "in the cost λ is not divided by m"),
        (_with(decay_share=lambda n, c: 1), "in the gradient λ is not divided by m"),
        (
            _with(loss=lambda P, y: _mean_cross_entropy(P, y) * len(y)),
            "the cross-entropies are added up in the cost; their mean is asked for",
        ),
        (
            _with(loss=lambda P, y: _mean_cross_entropy(P, y) / P.shape[1]),
            "the cost divides by the number of classes, too: the mean is over the examples",
        ),
        (
            _with(logits=lambda P, Y: P - Y),
            "the gradient is that of the sum of the cross-entropies; the cost has their mean",
        ),
        (_with(logits=lambda P, Y: (Y - P) / len(P)), "P and Y are the wrong way round in the gradient: P − Y"),
        (
            _with(logits=lambda P, Y: (P - Y) * P * (1 - P) / len(P)),
            "P (1 − P) is a derivative too many: P − Y is that of softmax and cross-entropy together",
        ),
        (
            _with(penalty=_both, bias_decay=1),
            "the biases decay, too, in the cost and in the gradient: the penalty is of the weights alone",
        ),
        (_with(penalty=_both), "the biases are in the penalty of the cost: it is of the weights alone"),
        (_with(bias_decay=1), "the gradient of the biases has a decay: the penalty is of the weights alone"),
        (_with(bias=lambda d: d.mean(axis=0)), "d_b divides by the number of examples twice"),
        (
            _with(weights=lambda X, d: X @ d),
            "X is to be transposed in the gradient of the weights: (D, N) @ (N, C) gives (D, C)",
        ),
    ],
)
def cost_and_gradients(X: Array, y: Array, W: Array, b: Array, l2: float) -> Any:
    """Mean cross-entropy of a linear softmax with weight decay, and its gradients for W and b."""
    return _with()(X, y, W, b, l2)
