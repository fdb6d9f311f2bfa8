"""Backward: the gradient of the loss for every parameter."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import nn
from ..check import Cases, Function, checked

Array = NDArray[Any]
Parameters = dict[str, Array]


def _networks(rng: np.random.Generator) -> Cases:
    def network(n: int, d: int, h: int, c: int) -> tuple[Any, ...]:
        shapes = {"W1": (d, h), "b1": (h,), "W2": (h, c), "b2": (c,)}
        parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        X, Y = rng.normal(size=(n, d)), np.eye(c)[rng.integers(c, size=n)]
        A = nn.sigmoid(X @ parameters["W1"] + parameters["b1"])
        return X, Y, A, nn.softmax(A @ parameters["W2"] + parameters["b2"]), parameters

    return {
        "as many examples as inputs, units and classes": network(4, 4, 4, 4),
        "seven examples": network(7, 3, 5, 4),
    }


def _backward_with(
    logits: Function = lambda P, Y: P - Y,
    back: Function = lambda d, W2: d @ W2.T,
    slope: Function = lambda A: A * (1 - A),
    weights: Function = lambda A, d: A.T @ d,
    bias: Function = lambda d: d.sum(axis=0),
) -> Function:
    """A backward pass of which one part is replaced."""

    def backward(X: Array, Y: Array, A: Array, P: Array, parameters: Parameters) -> Parameters:
        d_logits = logits(P, Y)
        d_hidden = back(d_logits, parameters["W2"]) * slope(A)
        return {
            "W1": weights(X, d_hidden),
            "b1": bias(d_hidden),
            "W2": weights(A, d_logits),
            "b2": bias(d_logits),
        }

    return backward


backward_without_slope = _backward_with(slope=lambda A: 1)
"""A backward pass that forgets the derivative of the sigmoid: what lesson 02 lets the gradient check find."""


@checked(
    cases=_networks,
    mistakes=[
        (_backward_with(logits=lambda P, Y: Y - P), "all signs are wrong: predicted minus true, P − Y"),
        (
            backward_without_slope,
            "on the way back through the hidden layer the derivative of the sigmoid is missing",
        ),
        (
            _backward_with(slope=lambda A: nn.sigmoid(A) * (1 - nn.sigmoid(A))),
            "the derivative of the sigmoid is taken at A, its output; A is the sigmoid already, so σ′ is A (1 − A)",
        ),
        (_backward_with(slope=lambda A: 1 - A**2), "this is the derivative of tanh; the sigmoid's is A (1 − A)"),
        (
            _backward_with(logits=lambda P, Y: (P - Y) / len(P)),
            "everything is divided by the number of examples: that is the mean loss; the total is asked for",
        ),
        (
            _backward_with(logits=lambda P, Y: (P - Y) * P * (1 - P)),
            "P (1 − P) is a derivative too many: P − Y is that of softmax and cross-entropy together",
        ),
        (
            _backward_with(logits=lambda P, Y: P),
            "the gradient at the logits does not depend on Y: predicted minus true, P − Y",
        ),
        (
            _backward_with(back=lambda d, W2: d @ W2),
            "W2 is to be transposed on the way back: (N, C) @ (C, H) gives (N, H)",
        ),
        (
            _backward_with(weights=lambda A, d: d.T @ A),
            "the gradients of the weights are transposed: a gradient has the shape of its parameter",
        ),
        (
            _backward_with(weights=lambda A, d: A @ d),
            "the layer's input is to be transposed: (D, N) @ (N, H) gives (D, H), and adds up over the examples",
        ),
        (_backward_with(bias=lambda d: d), "the gradients of the biases are not added up over the examples"),
        (
            _backward_with(bias=lambda d: d.mean(axis=0)),
            "the gradients of the biases are means; like those of the weights they are sums over the examples",
        ),
        (
            _backward_with(bias=lambda d: d.sum(axis=1)),
            "the gradients of the biases are added up over the units; add up over the examples (axis=0)",
        ),
        (
            _backward_with(bias=lambda d: d.sum(axis=0, keepdims=True)),
            "the gradients of the biases have shape (1, H); the biases have (H,)",
        ),
    ],
)
def backward(X: Array, Y: Array, A: Array, P: Array, parameters: Parameters) -> Parameters:
    """Gradient of the total loss for each parameter, by the parameter's name."""
    return dict(_backward_with()(X, Y, A, P, parameters))
