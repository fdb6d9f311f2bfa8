"""A fully connected network and its gradient: layers, forward, backward.

Lesson 02 writes the plain version. This one computes the same, in float32 if nobody asks for more, which is where its
speed comes from (lesson 04 measures it); besides, all parameters are views into one vector ``theta``, all gradients
into another, so that an update is two operations in place (four with momentum), and each layer's activations are
written into a buffer that every mini-batch uses again.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import DTypeLike

from . import validation
from .functions import ACTIVATIONS, LOSSES, Array, xavier_uniform


class Network:
    """Layers Z = A W + b with an activation each, and a loss at the end; ``MLP`` adds the training.

    Attributes:
        sizes: units of each layer, input and output included.
        weights: one ``(n_in, n_out)`` array a layer; ``biases``: one ``(n_out,)`` array a layer (views into
            ``theta``, the vector of all parameters).
        activations: what follows each layer.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: str,
        output: str,
        loss: str,
        l2: float,
        dtype: DTypeLike,
        rng: np.random.Generator,
    ) -> None:
        validation.known("activation", activation, ACTIVATIONS)
        validation.known("output", output, ACTIVATIONS)
        validation.known("loss", loss, LOSSES)
        validation.architecture(sizes, l2, dtype)
        self.sizes = tuple(int(size) for size in sizes)
        self.activation, self.output, self.loss, self.l2 = activation, output, loss, l2
        self.dtype = np.dtype(dtype)
        self.activations = [ACTIVATIONS[activation]] * (len(self.sizes) - 2) + [ACTIVATIONS[output]]
        self._loss = LOSSES[loss]

        self.theta = np.zeros(sum((n_in + 1) * n_out for n_in, n_out in self._layers()), self.dtype)
        self._d_theta = np.zeros_like(self.theta)
        self.weights, self.biases = self._views(self.theta)
        self._d_weights, self._d_biases = self._views(self._d_theta)
        self._buffers: list[Array] = []
        for W, (n_in, n_out) in zip(self.weights, self._layers(), strict=True):
            W[:] = xavier_uniform(n_in, n_out, rng, self.dtype)

    def _layers(self) -> Iterator[tuple[int, int]]:
        return zip(self.sizes[:-1], self.sizes[1:], strict=True)

    def _views(self, vector: Array) -> tuple[list[Array], list[Array]]:
        """The matrices (n_in, n_out) and rows (n_out,) that lie one behind the other in a flat vector."""
        weights, biases, start = [], [], 0
        for n_in, n_out in self._layers():
            middle, end = start + n_in * n_out, start + (n_in + 1) * n_out
            weights.append(vector[start:middle].reshape(n_in, n_out))
            biases.append(vector[middle:end])
            start = end
        return weights, biases

    def parameters(self) -> dict[str, Array]:
        """The parameters by name, W1, b1, W2, ... (views: writing to them changes the network)."""
        return self._named(self.weights, self.biases)

    def gradients(self, X: Array, y: Array) -> dict[str, Array]:
        """Gradient of the mean loss over ``X (N, D)`` for each parameter, by the parameter's name (copies)."""
        X, y = self._checked(X, y)
        self._backward(self._forward(X), y)
        return {name: d.copy() for name, d in self._named(self._d_weights, self._d_biases).items()}

    @staticmethod
    def _named(weights: list[Array], biases: list[Array]) -> dict[str, Array]:
        pairs = enumerate(zip(weights, biases, strict=True), start=1)
        return {f"{kind}{i}": values for i, pair in pairs for kind, values in zip("Wb", pair, strict=True)}

    def _forward(self, X: Array) -> list[Array]:
        """Activations of every layer, the input first: ``[(N, D), (N, H1), ..., (N, C)]`` (buffers)."""
        if not self._buffers or len(self._buffers[0]) < len(X):
            self._buffers = [np.empty((len(X), size), self.dtype) for size in self.sizes[1:]]
        activations = [X]
        for W, b, activation, buffer in zip(self.weights, self.biases, self.activations, self._buffers, strict=True):
            Z = np.matmul(activations[-1], W, out=buffer[: len(X)])
            Z += b
            activations.append(activation.forward(Z, out=Z))
        return activations

    def _backward(self, activations: list[Array], y: Array) -> None:
        """Gradient of the mean loss (and of the weight decay) with respect to every parameter, into buffers."""
        n = len(y)
        d_A = self._loss.backward(activations[-1], y)
        d_A /= n
        for layer in reversed(range(len(self.weights))):
            d_Z = self.activations[layer].backward(d_A, activations[layer + 1])
            np.matmul(activations[layer].T, d_Z, out=self._d_weights[layer])
            np.add.reduce(d_Z, axis=0, out=self._d_biases[layer])
            if self.l2:
                self._d_weights[layer] += self.l2 / n * self.weights[layer]
            if layer:
                d_A = d_Z @ self.weights[layer].T

    def forward_from(self, layer: int, Z: Array) -> Array:
        """Output of the network from the pre-activations ``Z (..., H)`` of a layer (0 is the first) onwards."""
        A = self.activations[layer].forward(Z)
        for W, b, activation in zip(
            self.weights[layer + 1 :], self.biases[layer + 1 :], self.activations[layer + 1 :], strict=True
        ):
            A = activation.forward(A @ W + b)
        return A

    def _checked(self, X: Array, y: Array, prefix: str = "") -> tuple[Array, Array]:
        X = validation.inputs(X, self.sizes[0], self.dtype, f"{prefix}X")
        if self.loss == "cross_entropy":
            return X, validation.labels(y, len(X), self.sizes[-1], f"{prefix}y")
        return X, validation.targets(y, (len(X), self.sizes[-1]), self.dtype, f"{prefix}y")
