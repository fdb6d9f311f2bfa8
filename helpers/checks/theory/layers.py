"""Linear layers: collapse, linear_backward."""

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..check import Cases, Function, checked

Array = NDArray[Any]
Layer = tuple[Array, Array]


# --- 1.3 many layers in one ------------------------------------------------------------------------------------


def _stacks(rng: np.random.Generator) -> Cases:
    def stack(*sizes: int) -> tuple[list[Array], list[Array]]:
        shapes = list(itertools.pairwise(sizes))
        return [rng.normal(size=shape) for shape in shapes], [rng.normal(size=shape[1]) for shape in shapes]

    return {
        "three layers of four units": stack(4, 4, 4, 4),
        "four layers": stack(3, 5, 2, 4, 6),
        "a single layer": stack(3, 2),
    }


def _collapse_with(
    weights: Function = lambda W, next_W: W @ next_W,
    biases: Function = lambda b, next_W, next_b: b @ next_W + next_b,
    layers: slice = slice(None),
) -> Function:
    """Layers put into one, one after the other, by these rules."""

    def collapse(all_weights: list[Array], all_biases: list[Array]) -> Layer:
        W, b = all_weights[0], all_biases[0]
        for next_W, next_b in list(zip(all_weights, all_biases, strict=True))[1:][layers]:
            W, b = weights(W, next_W), biases(b, next_W, next_b)
        return W, b

    return collapse


@checked(
    cases=_stacks,
    returns=("W", "b"),
    mistakes=[
        (
            _collapse_with(biases=lambda b, next_W, next_b: b + next_b),
            "b: the biases are only added up; that of a layer passes through the weights of all layers behind it",
        ),
        (
            _collapse_with(biases=lambda b, next_W, next_b: next_b),
            "b: only the last bias is left; the earlier ones pass through the weights behind them",
        ),
        (
            _collapse_with(biases=lambda b, next_W, next_b: b @ next_W),
            "b: only the first bias is left; each layer adds its own",
        ),
        (
            _collapse_with(biases=lambda b, next_W, next_b: (b + next_b) @ next_W),
            "b: a layer's bias is added behind its weights, and does not pass through them",
        ),
        (
            _collapse_with(biases=lambda b, next_W, next_b: next_W @ b + next_b),
            "b: the bias stands on the wrong side: it is a row, b @ W",
        ),
        (
            _collapse_with(weights=lambda W, next_W: next_W @ W),
            "W: the product is in the wrong order; the input meets the first layer first: X @ W1 @ W2 …",
        ),
        (
            _collapse_with(weights=lambda W, next_W: W * next_W),
            "W: this is the product entry by entry (*); one layer behind the other is the matrix product (@)",
        ),
        (
            _collapse_with(weights=lambda W, next_W: W + next_W),
            "W: the weights are added; layers one behind the other multiply",
        ),
        (_collapse_with(layers=slice(1)), "W: only the first two layers are in it; all that follow belong to it too"),
    ],
)
def collapse(weights: list[Array], biases: list[Array]) -> Layer:
    """The one ``W`` and ``b`` that do the same as a stack of linear layers, the first layer first."""
    W, b = _collapse_with()(weights, biases)
    return W, b


# --- 1.6 a layer, backwards ------------------------------------------------------------------------------------


def _layers(rng: np.random.Generator) -> Cases:
    def layer(n: int, d: int, k: int) -> tuple[Array, Array, Array]:
        return rng.normal(size=(n, d)), rng.normal(size=(d, k)), rng.normal(size=(n, k))

    return {
        "as many examples as inputs and outputs": layer(4, 4, 4),
        "seven examples": layer(7, 5, 3),
        "one example": layer(1, 3, 2),
    }


def _backward_with(
    weights: Function = lambda X, D: X.T @ D,
    biases: Function = lambda D: D.sum(axis=0),
    inputs: Function = lambda D, W: D @ W.T,
    order: tuple[int, ...] = (0, 1, 2),
) -> Function:
    """A backward pass of which one part is replaced."""

    def linear_backward(X: Array, W: Array, Delta: Array) -> tuple[Array, ...]:
        gradients = weights(X, Delta), biases(Delta), inputs(Delta, W)
        return tuple(gradients[i] for i in order)

    return linear_backward


@checked(
    cases=_layers,
    returns=("d_W", "d_b", "d_X"),
    mistakes=[
        (
            _backward_with(weights=lambda X, D: D.T @ X, inputs=lambda D, W: D @ W),
            "d_W and d_X: these are the formulas for y = Wx + b with examples along columns; here it is Y = XW + b",
        ),
        (
            _backward_with(weights=lambda X, D: D.T @ X),
            "d_W: it is transposed: entry [i, j] should be that of the weight from input i to output j",
        ),
        (
            _backward_with(weights=lambda X, D: X @ D),
            "d_W: X is to be transposed, so that the product adds up over the examples: (d, N) @ (N, k)",
        ),
        (_backward_with(weights=lambda X, D: X * D), "d_W: this is the product entry by entry; it adds up nothing"),
        (
            _backward_with(weights=lambda X, D: X.T @ D / len(X)),
            "d_W: it is divided by the number of examples; if J is a mean, that 1/N is in Delta already",
        ),
        (
            _backward_with(weights=lambda X, D: X.T @ D / len(X), biases=lambda D: D.mean(axis=0)),
            "d_W and d_b: they are divided by the number of examples; if J is a mean, that 1/N is in Delta already",
        ),
        (
            _backward_with(lambda X, D: X.T @ D / len(X), lambda D: D.mean(axis=0), lambda D, W: D @ W.T / len(D)),
            "all three are divided by the number of examples; if J is a mean, that 1/N is in Delta already",
        ),
        (
            _backward_with(weights=lambda X, D: np.tile(X.sum(axis=1) @ D, (X.shape[1], 1))),
            "d_W: all inputs are added up; the derivative of an output for *one* weight is that weight's own input",
        ),
        (
            _backward_with(biases=lambda D: D),
            "d_b: it is not added up over the examples: all of them share the same biases",
        ),
        (
            _backward_with(biases=lambda D: D.mean(axis=0)),
            "d_b: this is the mean over the examples; the sum is asked for, as for the weights",
        ),
        (
            _backward_with(biases=lambda D: D.sum(axis=1)),
            "d_b: it is added up over the outputs; add up over the examples (axis=0)",
        ),
        (
            _backward_with(biases=lambda D: D.sum(axis=0, keepdims=True)),
            "d_b: its shape is (1, k); b has (k,), and a gradient has the shape of its variable",
        ),
        (
            _backward_with(inputs=lambda D, W: D @ W),
            "d_X: W is to be transposed, so that the product adds up over the outputs: (N, k) @ (k, d)",
        ),
        (
            _backward_with(inputs=lambda D, W: W @ D),
            "d_X: the factors are the other way round; W Delta is for examples along columns: (N, k) @ (k, d) here",
        ),
        (
            _backward_with(inputs=lambda D, W: np.tile(W.sum(axis=1), (len(D), 1))),
            "d_X: Delta is missing: each output's gradient weighs the weights that lead to it",
        ),
        (_backward_with(order=(2, 0, 1)), "the order is that for X, W, b; asked for are W, b, X"),
        (_backward_with(order=(2, 1, 0)), "the order is that for X, b, W; asked for are W, b, X"),
        (_backward_with(order=(0, 2, 1)), "the order is that for W, X, b; asked for are W, b, X"),
    ],
)
def linear_backward(X: Array, W: Array, Delta: Array) -> tuple[Array, Array, Array]:
    """Gradients of ``Y = XW + b`` for ``W (d, k)``, ``b (k,)`` and ``X (N, d)``, from ``Delta (N, k)``, that for Y."""
    d_W, d_b, d_X = _backward_with()(X, W, Delta)
    return d_W, d_b, d_X
