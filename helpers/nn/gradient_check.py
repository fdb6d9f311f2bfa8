"""Is the backward pass right? Compare it with differences of the forward pass, every parameter moved by itself.

Moving the weight W[i, j] of a layer by h moves just one pre-activation of each example, that of unit j, and by
exactly h * A[:, i], A being the layer's input. So the layer's product A @ W is computed once, and a whole block of
moved weights goes through the layers behind it as one large batch. That is the same arithmetic as one forward pass
a weight, without the passes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .functions import LOSSES, Array
from .mlp import MLP

BLOCK_VALUES = 1 << 18  # numbers in a layer of a block: about 2 MB in float64, which stays in the cache


@dataclass(frozen=True)
class GradientCheck:
    """The comparison for one parameter.

    Attributes:
        name: W1, b1, ...
        analytic: the checked entries of the gradient by backprop.
        numerical: the same entries by differences.
    """

    name: str
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
    model: MLP,
    X: Array,
    y: Array,
    *,
    eps: float = 1e-5,
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
        eps: the step. Central differences err by about eps**2 (truncation) plus 1e-16 / eps (rounding).
        method: "central": (J(w + eps) - J(w - eps)) / (2 eps); "complex": Im J(w + i eps) / eps, which
            subtracts nothing, so that eps may be 1e-20 (Squire and Trapp, SIAM Review 40, 1998).
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
    rng = np.random.default_rng(seed)
    analytic = model.gradients(X, y)
    results, A = [], X
    for layer, (W, b) in enumerate(zip(model.weights, model.biases, strict=True)):
        Z = A @ W + b
        entries = _chosen(W.size, sample, rng)
        rows, columns = np.unravel_index(entries, W.shape)
        name = f"W{layer + 1}"
        numerical = _differences(model, layer, Z, A.T, rows, columns, y, eps, method)
        results.append(GradientCheck(name, analytic[name].ravel()[entries], numerical))
        columns = _chosen(b.size, sample, rng)
        name = f"b{layer + 1}"
        ones, first = np.ones((1, len(X))), np.zeros_like(columns)  # a bias is a weight whose input is 1
        numerical = _differences(model, layer, Z, ones, first, columns, y, eps, method)
        results.append(GradientCheck(name, analytic[name][columns], numerical))
        A = model.activations[layer].forward(Z)
    return results


def _chosen(size: int, sample: int | None, rng: np.random.Generator) -> Array:
    everything = np.arange(size)
    return everything if sample is None or sample >= size else np.sort(rng.choice(everything, sample, False))


def _differences(
    model: MLP,
    layer: int,
    Z: Array,
    inputs: Array,
    rows: Array,
    columns: Array,
    y: Array,
    eps: float,
    method: Literal["central", "complex"],
) -> Array:
    """dJ/dw for the weights (rows, columns) of a layer: Z (N, H) its pre-activations, inputs (D, N)."""
    loss = LOSSES[model.loss].value
    result = np.empty(len(rows))
    for block in _blocks(len(rows), max(1, BLOCK_VALUES // (len(Z) * max(model.sizes[layer + 1 :])))):
        k = np.arange(len(rows[block]))

        def losses(step: complex, block: slice = block, k: Array = k) -> Array:
            moved = np.repeat(Z[np.newaxis].astype(type(step)), len(k), axis=0)  # (K, N, H)
            moved[k, :, columns[block]] += step * inputs[rows[block]]
            return loss(model.forward_from(layer, moved), y)  # (K, N)

        # The central difference is taken example by example: that loses fewer digits than subtracting the means
        complex_step = method == "complex"
        slopes = losses(1j * eps).imag / eps if complex_step else (losses(eps) - losses(-eps)) / (2 * eps)
        result[block] = slopes.mean(axis=-1)
    return result


def _blocks(n: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, n, size))
