"""Is the backward pass right? Compare it with differences of the forward pass, every parameter moved by itself.

Moving the weight W[i, j] of a layer by h moves the pre-activation of one unit, j, by h * A[:, i], where A is the
layer's input; and that unit reaches the next layer through one row of its weights. So a moved weight costs one
activation and one row instead of a forward pass, and a whole block of them goes through the rest of the network as
one large batch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .functions import LOSSES, Array
from .network import Network

BLOCK_VALUES = 1 << 18  # numbers in a layer of a block: about 2 MB in float64, which stays in the cache


@dataclass(frozen=True)
class GradientCheck:
    """The comparison for one parameter.

    Attributes:
        name: W1, b1, ...
        entries: flat indices of the checked entries, into the raveled parameter.
        analytic: the checked entries of the gradient by backprop.
        numerical: the same entries by differences.
    """

    name: str
    entries: Array
    analytic: Array
    numerical: Array

    @property
    def relative_error(self) -> float:
        """Norm-wise: |a - n| / (|a| + |n|), with Euclidean norms over all checked entries."""
        scale = float(np.linalg.norm(self.analytic) + np.linalg.norm(self.numerical))
        return float(np.linalg.norm(self.analytic - self.numerical)) / scale if scale else 0.0

    @property
    def summed_relative_error(self) -> float:
        """The metric of CMU 2022: |a - n| / max(|a|, |n|) of each entry, added up over the entries."""
        largest = np.maximum(np.abs(self.analytic), np.abs(self.numerical))
        error = np.abs(self.analytic - self.numerical)
        return float(np.divide(error, largest, out=np.zeros_like(error), where=largest > 0).sum())


def gradient_check(
    model: Network,
    X: Array,
    y: Array,
    *,
    eps: float | None = None,
    method: Literal["central", "complex"] = "central",
    sample: int | None = None,
    seed: int = 0,
) -> list[GradientCheck]:
    """Compare ``model.gradients(X, y)`` with numerical derivatives of the mean loss.

    Args:
        model: a network in float64 (float32 has too few digits to tell a bug from rounding), without weight
            decay (whose gradient is not part of the loss).
        X: ``(N, D)``.
        y: labels or targets, as for ``model.fit``.
        eps: the step; None is 1e-5 for central differences, which err by about eps**2 (truncation) plus
            1e-16 / eps (rounding), and 1e-20 for the complex step.
        method: "central": (J(w + eps) - J(w - eps)) / (2 eps); "complex": Im J(w + i eps) / eps, which
            subtracts nothing, so that eps may be tiny (Squire and Trapp, SIAM Review 40, 1998).
        sample: check only so many entries of each parameter, drawn at random; None checks all.
        seed: for that draw.

    Returns:
        One ``GradientCheck`` a parameter, in the order W1, b1, W2, ...

    Raises:
        ValueError: for a network in float32 or with weight decay.
    """
    if model.dtype != np.float64 or model.l2:
        raise ValueError(
            f"gradient_check: expected a float64 network with l2=0, got {model.dtype.name} with l2={model.l2:g}; "
            "build it with dtype=np.float64, l2=0"
        )
    step = eps or (1e-20 if method == "complex" else 1e-5)
    rng = np.random.default_rng(seed)
    analytic = model.gradients(X, y)
    results, A = [], X
    for layer, (W, b) in enumerate(zip(model.weights, model.biases, strict=True)):
        Z = A @ W + b
        bias_input = np.ones((len(X), 1))  # a bias is a weight whose input is always 1
        for name, values, inputs in ((f"W{layer + 1}", W, A), (f"b{layer + 1}", b, bias_input)):
            entries = _chosen(values.size, sample, rng)
            i, j = np.divmod(entries, len(b))
            numerical = np.empty(len(entries))
            for block in _blocks(len(entries), max(1, BLOCK_VALUES // (len(X) * max(model.sizes[layer + 1 :])))):
                numerical[block] = _differences(model, layer, Z, inputs.T[i[block]], j[block], y, step, method)
            results.append(GradientCheck(name, entries, analytic[name].ravel()[entries], numerical))
        A = model.activations[layer].forward(Z)
    return results


def _chosen(size: int, sample: int | None, rng: np.random.Generator) -> Array:
    everything = np.arange(size)
    return everything if sample is None or sample >= size else np.sort(rng.choice(everything, sample, replace=False))


def _blocks(n: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, n, size))


def _differences(
    model: Network, layer: int, Z: Array, inputs: Array, units: Array, y: Array, eps: float, method: str
) -> Array:
    """dJ/dw of K weights: ``Z (N, H)`` pre-activations of their layer, ``inputs (K, N)``, ``units (K,)`` they feed."""
    loss, activation = LOSSES[model.loss].value, model.activations[layer]
    A = activation.forward(Z.copy())
    last = layer + 1 == len(model.weights)

    def losses(step: complex) -> Array:
        moved = activation.forward(Z.T[units] + step * inputs)  # (K, N)
        if last:
            output = np.repeat(A[np.newaxis].astype(moved.dtype), len(units), axis=0)  # (K, N, C)
            output[np.arange(len(units)), :, units] = moved
            return loss(output, y)
        W, b = model.weights[layer + 1], model.biases[layer + 1]
        Z_next = A @ W + b + (moved - A.T[units])[:, :, np.newaxis] * W[units, np.newaxis]  # (K, N, H of the next)
        return loss(model.forward_from(layer + 1, Z_next), y)

    # The central difference is taken example by example: that loses fewer digits than subtracting the means
    complex_step = method == "complex"
    slopes: Array = losses(1j * eps).imag / eps if complex_step else (losses(eps) - losses(-eps)) / (2 * eps)
    slopes = slopes.mean(axis=-1)
    return slopes
