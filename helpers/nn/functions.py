"""The pieces of a network: initialization, activations, softmax, losses; each beside its derivative.

Examples lie along rows: ``X (N, D)``, ``W (D, H)``, ``b (H,)``, ``Z = X @ W + b (N, H)``. Every function accepts
leading axes before ``(N, ...)`` and complex numbers where a complex-step derivative needs them.
"""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]


def xavier_uniform(n_in: int, n_out: int, rng: np.random.Generator, dtype: DTypeLike = np.float32) -> Array:
    """Weights ``(n_in, n_out)`` drawn from U(-a, a) with a = sqrt(6 / (n_in + n_out)).

    Then Var[w] = a**2 / 3 = 2 / (n_in + n_out), the compromise between keeping the spread of the activations
    (1 / n_in) and of the gradients (1 / n_out) from layer to layer.

    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks"
    (AISTATS 2010), equation 16.
    """
    a = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-a, a, size=(n_in, n_out)).astype(dtype)


def cosine(peak: float, epochs: int) -> Callable[[int], float]:
    """A learning rate that falls from ``peak`` to zero along half a cosine, as a function of the epoch (from 0).

    Source: Loshchilov and Hutter, "SGDR: Stochastic gradient descent with warm restarts" (ICLR 2017), equation 5.
    """

    def rate(epoch: int) -> float:
        return peak * (1 + math.cos(math.pi * epoch / epochs)) / 2

    return rate


# --- activations: forward, and backward from the activation's *output* --------------------------------------


def sigmoid(Z: Array, out: Array | None = None) -> Array:
    """1 / (1 + exp(-Z)), elementwise, in (0, 1)."""
    with np.errstate(over="ignore"):  # exp(1000) = inf is meant: 1 / (1 + inf) = 0 is the right limit
        A = np.exp(np.negative(Z, out=out), out=out)
    A += 1
    return np.reciprocal(A, out=A)


def sigmoid_backward(d_A: Array, A: Array) -> Array:
    """In place: d_A, the gradient with respect to A = sigmoid(Z), becomes that with respect to Z."""
    d_A *= A - A * A
    return d_A


def tanh(Z: Array, out: Array | None = None) -> Array:
    """(exp(Z) - exp(-Z)) / (exp(Z) + exp(-Z)), elementwise, in (-1, 1)."""
    return np.tanh(Z, out=out)


def tanh_backward(d_A: Array, A: Array) -> Array:
    """In place: d_A, the gradient with respect to A = tanh(Z), becomes that with respect to Z."""
    d_A *= 1 - A * A
    return d_A


def relu(Z: Array, out: Array | None = None) -> Array:
    """max(Z, 0), elementwise (a complex Z is compared by its real part)."""
    return np.maximum(Z, 0, out=out)


def relu_backward(d_A: Array, A: Array) -> Array:
    """In place: d_A, the gradient with respect to A = relu(Z), becomes that with respect to Z."""
    d_A *= A > 0
    return d_A


def linear(Z: Array, out: Array | None = None) -> Array:
    """Z itself: a layer without a non-linearity."""
    return Z


def linear_backward(d_A: Array, A: Array) -> Array:
    """d_A itself."""
    return d_A


@dataclass(frozen=True)
class Activation:
    """An elementwise non-linearity: ``forward(Z, out=None) -> A`` and ``backward(d_A, A) -> d_Z`` (in place).

    The derivative is written in terms of the output A (sigmoid: A (1 - A)), so Z need not be kept.
    """

    forward: Callable[..., Array]
    backward: Callable[[Array, Array], Array]


ACTIVATIONS = {
    "sigmoid": Activation(sigmoid, sigmoid_backward),
    "tanh": Activation(tanh, tanh_backward),
    "relu": Activation(relu, relu_backward),
    "linear": Activation(linear, linear_backward),
}


# --- the end of the network: softmax and the losses --------------------------------------------------------


def _shift(logits: Array) -> Array:
    """The logits less the largest of each row, which then is 0 (a complex row is compared by its real parts).

    The maximum is taken class by class: with few classes that is ten times faster than NumPy's max over a short
    last axis, which starts its inner loop anew for each row.
    """
    largest: Array = functools.reduce(np.maximum, np.moveaxis(logits.real, -1, 0))
    return logits - largest[..., np.newaxis]


def _sum_of_rows(values: Array) -> Array:
    total: Array = np.einsum("...j->...", values)  # as sum(axis=-1), but five times faster over a short axis
    return total


def softmax(logits: Array) -> Array:
    """exp(z_i) / sum_j exp(z_j) along the last axis: positive numbers that add up to 1.

    The largest logit is subtracted first. That changes nothing (the factor exp(-max) cancels), but the largest
    numerator is then exp(0) = 1 and nothing overflows.
    """
    P: Array = np.exp(_shift(logits))
    P /= _sum_of_rows(P)[..., np.newaxis]
    return P


def one_hot(labels: Array, n_classes: int, dtype: DTypeLike = np.float32) -> Array:
    """Labels ``(N,)`` as rows ``(N, n_classes)`` with a single 1."""
    return np.eye(n_classes, dtype=dtype)[labels]


def cross_entropy(logits: Array, targets: Array) -> Array:
    """-sum_j y_j log softmax(logits)_j of each example: shape ``(..., N)``.

    It is computed from the logits as log(sum exp(z)) - sum_j y_j z_j, so log 0 cannot occur.

    Args:
        logits: ``(..., N, C)``.
        targets: integer labels ``(N,)``, or distributions ``(N, C)`` whose rows add up to 1.
    """
    shifted = _shift(logits)
    loss: Array = np.log(_sum_of_rows(np.exp(shifted)))
    if targets.ndim == 1:
        loss -= shifted[..., np.arange(len(targets)), targets]
    else:
        loss -= _sum_of_rows(targets * shifted)
    return loss


def cross_entropy_backward(logits: Array, targets: Array) -> Array:
    """Gradient of the summed ``cross_entropy`` with respect to the logits: p - y, shape ``(N, C)``."""
    d_logits = softmax(logits)
    if targets.ndim == 1:
        d_logits[np.arange(len(targets)), targets] -= 1
    else:
        d_logits -= targets
    return d_logits


def squared_error(output: Array, targets: Array) -> Array:
    """sum_j (output_j - target_j)**2 of each example: shape ``(..., N)``."""
    error: Array = np.square(output - targets).sum(axis=-1)
    return error


def squared_error_backward(output: Array, targets: Array) -> Array:
    """Gradient of the summed ``squared_error`` with respect to the output, shape ``(N, D)``."""
    return 2 * (output - targets)


@dataclass(frozen=True)
class Loss:
    """A loss of each example, ``value(output, targets) -> (..., N)``, and the gradient of their sum."""

    value: Callable[[Array, Array], Array]
    backward: Callable[[Array, Array], Array]


LOSSES = {
    "cross_entropy": Loss(cross_entropy, cross_entropy_backward),
    "squared_error": Loss(squared_error, squared_error_backward),
}
