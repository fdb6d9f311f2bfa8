"""The autoencoder, forward and backward: autoencoder_gradients."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import nn
from ..check import Cases, Function, checked

Array = NDArray[Any]
Parameters = dict[str, Array]
LAYERS = 4


def _networks(rng: np.random.Generator) -> Cases:
    def network(n: int, *sizes: int) -> tuple[Parameters, Array]:
        """A network in which each image has units that are on in each layer, and some units are off."""
        while True:
            parameters: Parameters = {}
            for i, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
                parameters[f"W{i}"] = rng.normal(size=(n_in, n_out)) / 1.5
                parameters[f"b{i}"] = rng.normal(size=n_out) / 2
            images = rng.uniform(size=(n, sizes[0]))
            hidden = _forward(parameters, images, nn.relu, nn.sigmoid)[1:-1]
            if all((A > 0).any(axis=1).all() and not A.all() for A in hidden):
                return parameters, images

    return {"as many images as pixels and units": network(5, 5, 5, 5, 5, 5), "six images": network(6, 7, 5, 4, 5, 7)}


def _forward(parameters: Parameters, images: Array, hidden: Function, output: Function) -> list[Array]:
    A = [images]
    for i in range(1, LAYERS + 1):
        Z = A[-1] @ parameters[f"W{i}"] + parameters[f"b{i}"]
        A.append(output(Z) if i == LAYERS else hidden(Z))
    return A


def _gradients_with(
    hidden: Function = nn.relu,
    mask: Function = lambda A: A > 0,
    output: Function = nn.sigmoid,
    error: Function = lambda A, X: 2 * (A - X),
    slope: Function = lambda A: A * (1 - A),
    back: Function = lambda d, W: d @ W.T,
    weights: Function = lambda A, d: A.T @ d,
    bias: Function = lambda d: d.sum(axis=0),
    total: Function = lambda A, X: np.square(A - X).sum(),
) -> Function:
    """Total error and gradients, of which one part is replaced."""

    def autoencoder_gradients(parameters: Parameters, images: Array) -> tuple[Any, Parameters]:
        A = _forward(parameters, images, hidden, output)
        d_Z = error(A[-1], images) * slope(A[-1])
        gradients: Parameters = {}
        for i in range(LAYERS, 0, -1):
            gradients |= {f"W{i}": weights(A[i - 1], d_Z), f"b{i}": bias(d_Z)}
            d_Z = back(d_Z, parameters[f"W{i}"]) * mask(A[i - 1])
        return total(A[-1], images), gradients

    return autoencoder_gradients


@checked(
    cases=_networks,
    returns=("total", "gradients"),
    mistakes=[
        (
            _gradients_with(total=lambda A, X: np.square(A - X).mean()),
            "this is the mean squared error; the total is asked for, the sum over images and pixels",
        ),
        (
            _gradients_with(total=lambda A, X: np.square(A - X).sum() / len(X)),
            "this is the mean over the images; the total is asked for",
        ),
        (
            _gradients_with(total=lambda A, X: np.square(A - X).sum() / 2),
            "this is half the total squared error",
        ),
        (
            _gradients_with(
                error=lambda A, X: 2 * (A - X) / A.size, total=lambda A, X: np.square(A - X).sum() / A.size
            ),
            "both are those of the mean squared error; the total is asked for, the sum over images and pixels",
        ),
        (
            _gradients_with(
                error=lambda A, X: 2 * (A - X) / len(X), total=lambda A, X: np.square(A - X).sum() / len(X)
            ),
            "both are means over the images; the total is asked for, the sum over images and pixels",
        ),
        (
            _gradients_with(error=lambda A, X: A - X, total=lambda A, X: np.square(A - X).sum() / 2),
            "both are those of half the squared error; here there is no ½ before the sum",
        ),
        (_gradients_with(output=nn.relu, slope=lambda A: A > 0), "the last layer has a ReLU; a sigmoid is asked for"),
        (_gradients_with(output=lambda Z: Z, slope=lambda A: 1), "the sigmoid of the last layer is missing"),
        (
            _gradients_with(hidden=nn.sigmoid, mask=lambda A: A * (1 - A)),
            "the hidden layers have sigmoids; ReLU is asked for: np.maximum(Z, 0)",
        ),
        (_gradients_with(hidden=lambda Z: Z, mask=lambda A: 1), "the ReLU of the hidden layers is missing"),
        (
            _gradients_with(error=lambda A, X: A - X),
            "all gradients are half of what they should be: the derivative of a square has a factor 2",
        ),
        (
            _gradients_with(slope=lambda A: 1),
            "the derivative of the sigmoid is missing at the end: d_Z is 2 (A − X) times A (1 − A)",
        ),
        (
            _gradients_with(error=lambda A, X: A - X, slope=lambda A: 1),
            "A − X is the gradient of a cross-entropy behind the sigmoid; the squared error has 2 (A − X) A (1 − A)",
        ),
        (
            _gradients_with(slope=lambda A: nn.sigmoid(A) * (1 - nn.sigmoid(A))),
            "the derivative of the sigmoid is taken at its output; A is the sigmoid already, so it is A (1 − A)",
        ),
        (_gradients_with(error=lambda A, X: 2 * (X - A)), "all signs are wrong: output minus image"),
        (
            _gradients_with(mask=lambda A: 1),
            "on the way back the derivative of ReLU is missing: 1 where a unit was on, and 0 where it was off",
        ),
        (
            _gradients_with(mask=lambda A: A),
            "on the way back the gradient is multiplied with the activations; the derivative of ReLU is 1 where they "
            "are above 0, and 0 elsewhere",
        ),
        (
            _gradients_with(error=lambda A, X: 2 * (A - X) / len(X)),
            "the gradients are divided by the number of images; they belong to the total, not to a mean",
        ),
        (
            _gradients_with(error=lambda A, X: 2 * (A - X) / X.shape[1]),
            "the gradients are divided by the number of pixels; they belong to the total, not to a mean",
        ),
        (_gradients_with(bias=lambda d: d.mean(axis=0)), "the gradients of the biases are means; they are sums"),
        (_gradients_with(bias=lambda d: d), "the gradients of the biases are not added up over the images (axis=0)"),
        (
            _gradients_with(weights=lambda A, d: d.T @ A),
            "the gradients of the weights are transposed: a gradient has the shape of its parameter",
        ),
        (
            _gradients_with(back=lambda d, W: d @ W),
            "the weights are to be transposed on the way back: (N, units after) @ (units after, units before)",
        ),
    ],
)
def autoencoder_gradients(parameters: Parameters, images: Array) -> tuple[float, Parameters]:
    """Total squared error of ``images (N, D)``, and its gradient for each parameter, by the parameter's name."""
    total, gradients = _gradients_with()(parameters, images)
    return float(total), gradients
