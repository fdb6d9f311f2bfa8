"""A multilayer perceptron in NumPy, of any depth, with scikit-learn's verbs.

Lesson 02 writes the plain version. This one computes the same and is fast because it allocates nothing inside the
loop: all parameters are views into one vector ``theta``, all gradients into another, so that an update is four
operations in place; and each layer's activations are written into a buffer that every mini-batch uses again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import DTypeLike
from tqdm import tqdm

from ..history import History
from . import validation
from .checkpoint import read_checkpoint, write_checkpoint
from .functions import ACTIVATIONS, LOSSES, Array, softmax, xavier_uniform

PREDICT_ROWS = 4096  # examples pushed through at once when nothing is learned: bounds the memory used


class DivergenceError(ArithmeticError):
    """The loss or a weight became NaN or infinite. The message says when, at which rate, and what to try."""


class MLP:
    """A fully connected network: ``sizes[0]`` inputs, hidden layers, ``sizes[-1]`` outputs.

    The weights are drawn (Xavier uniform) and the biases set to zero when the object is made, so the untrained
    network can be looked at. ``fit`` may be called again and goes on from where it stopped.

    Args:
        sizes: units of each layer, input and output included, such as ``(1024, 64, 36)``.
        activation: of the hidden layers: "sigmoid", "tanh", "relu" or "linear".
        output: of the last layer. Classifiers keep "linear": the softmax belongs to their loss.
        loss: "cross_entropy" (integer labels) or "squared_error" (targets of shape ``(N, sizes[-1])``).
        learning_rate: a number, or a function from the epoch (counted from 0) to a number.
        momentum: the 0.9 of M = 0.9 M - rate * gradient; W = W + M. 0 is plain gradient descent.
        l2: lambda of the weight decay: (lambda / m) W is added to the gradient, m being the batch size, as in
            scikit-learn's ``alpha``. Biases are not decayed.
        batch_size: examples per update, drawn without replacement; None is the whole training set.
        reduction: whether the gradient of a batch is the "mean" or the "sum" over its examples.
        dtype: numpy.float32 (fast) or numpy.float64 (for checking).
        seed: for the first weights and the order of the examples.

    Attributes:
        weights: one ``(n_in, n_out)`` array a layer; ``biases``: one ``(n_out,)`` array a layer (views).
        history: the ``History`` of all that was fitted so far.

    Raises:
        ValueError: for an unknown name, or sizes, dtype or rates that make no network.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        *,
        activation: str = "sigmoid",
        output: str = "linear",
        loss: str = "cross_entropy",
        learning_rate: float | Callable[[int], float] = 0.1,
        momentum: float = 0.0,
        l2: float = 0.0,
        batch_size: int | None = 64,
        reduction: Literal["mean", "sum"] = "mean",
        dtype: DTypeLike = np.float32,
        seed: int = 0,
    ) -> None:
        validation.known("activation", activation, ACTIVATIONS)
        validation.known("output", output, ACTIVATIONS)
        validation.known("loss", loss, LOSSES)
        validation.known("reduction", reduction, ("mean", "sum"))
        validation.settings(sizes, learning_rate, momentum, l2, batch_size, dtype)
        self.sizes = tuple(int(size) for size in sizes)
        self.activation, self.output, self.loss = activation, output, loss
        self.learning_rate, self.momentum, self.l2 = learning_rate, momentum, l2
        self.batch_size, self.reduction, self.seed = batch_size, reduction, seed
        self.dtype = np.dtype(dtype)

        self.activations = [ACTIVATIONS[activation]] * (len(self.sizes) - 2) + [ACTIVATIONS[output]]
        self._loss = LOSSES[loss]
        n_parameters = sum((n_in + 1) * n_out for n_in, n_out in self._layers())
        self.theta = np.zeros(n_parameters, self.dtype)
        self._d_theta = np.zeros_like(self.theta)
        self._velocity = np.zeros_like(self.theta)
        self.weights, self.biases = self._views(self.theta)
        self._d_weights, self._d_biases = self._views(self._d_theta)
        self._buffers: list[Array] = []

        self.history = History()
        self._rng = np.random.default_rng(seed)
        for W, (n_in, n_out) in zip(self.weights, self._layers(), strict=True):
            W[:] = xavier_uniform(n_in, n_out, self._rng, self.dtype)

    # --- parameters and gradients by name ---------------------------------------------------------------

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

    # --- forward, backward, update ----------------------------------------------------------------------

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

    def _update(self, rate: float) -> None:
        """One step of gradient descent with momentum: M = momentum * M - rate * gradient; theta = theta + M."""
        self._d_theta *= rate
        self._velocity *= self.momentum
        self._velocity -= self._d_theta
        self.theta += self._velocity

    def forward_from(self, layer: int, Z: Array) -> Array:
        """Output of the network from the pre-activations ``Z (..., H)`` of a layer (0 is the first) onwards."""
        A = self.activations[layer].forward(Z)
        for W, b, activation in zip(
            self.weights[layer + 1 :], self.biases[layer + 1 :], self.activations[layer + 1 :], strict=True
        ):
            A = activation.forward(A @ W + b)
        return A

    # --- scikit-learn's verbs ---------------------------------------------------------------------------

    def fit(
        self, X: Array, y: Array, *, epochs: int, valid: tuple[Array, Array] | None = None, progress: bool = True
    ) -> History:
        """Train for so many epochs more, and return the history of all epochs so far.

        Args:
            X: ``(N, D)`` float, scaled to about [0, 1] or standardized.
            y: integer labels ``(N,)``; for "squared_error" the targets ``(N, sizes[-1])``.
            epochs: passes over the training set.
            valid: ``(X, y)`` that is evaluated after each epoch and never learned from.
            progress: whether to show a progress bar (TQDM_DISABLE=1 turns all of them off).

        Raises:
            ValueError: for inputs of the wrong shape, type or range, NaN, or no examples.
            DivergenceError: when the loss or a weight is no longer finite. Parameters and history are then
                those of the last epoch that ended well.
        """
        X, y = self._checked(X, y)
        validation.scaled(X)
        if valid is not None:
            valid = self._checked(*valid, prefix="valid ")
        began = time.perf_counter() - (self.history.seconds[-1] if self.history.seconds else 0.0)
        switch = {} if progress else {"disable": True}  # left out, TQDM_DISABLE has its say
        with tqdm(total=epochs, unit="epoch", leave=False, **switch) as bar:
            for _ in range(epochs):
                good = self.theta.copy(), self._velocity.copy()
                try:
                    loss, accuracy = self._epoch(X, y)
                    valid_loss, valid_accuracy = self._validate(*valid) if valid is not None else (None, None)
                except DivergenceError:
                    self.theta[:], self._velocity[:] = good
                    raise
                self._record(loss, accuracy, valid_loss, valid_accuracy, time.perf_counter() - began)
                bar.set_postfix_str(f"loss {loss:.4g}" if accuracy is None else f"accuracy {accuracy:.3f}")
                bar.update()
        return self.history

    def _epoch(self, X: Array, y: Array) -> tuple[float, float | None]:
        """One pass over the training set: mean loss and accuracy of its batches, each before its update."""
        rate = self._rate()
        total, correct = 0.0, 0
        for X_batch, y_batch in self._batches(X, y):
            with np.errstate(over="ignore", invalid="ignore"):  # what overflows here is reported just below
                activations = self._forward(X_batch)
                loss = float(self._loss.value(activations[-1], y_batch).sum())
                if not np.isfinite(loss):
                    raise self._diverged(f"the loss became {loss}")
                self._backward(activations, y_batch)
                self._update(rate * len(y_batch) if self.reduction == "sum" else rate)
            total += loss
            if self.loss == "cross_entropy":
                correct += int((activations[-1].argmax(axis=1) == y_batch).sum())
        if not np.isfinite(self.theta).all():
            raise self._diverged("a weight became NaN or infinite")
        return total / len(y), correct / len(y) if self.loss == "cross_entropy" else None

    def _batches(self, X: Array, y: Array) -> Iterator[tuple[Array, Array]]:
        """Mini-batches that together hold every example once, in random order (the last may be smaller)."""
        if self.batch_size is None or self.batch_size >= len(X):
            yield X, y
            return
        order = self._rng.permutation(len(X))
        for start in range(0, len(X), self.batch_size):
            chosen = order[start : start + self.batch_size]
            yield X[chosen], y[chosen]

    def _validate(self, X: Array, y: Array) -> tuple[float, float | None]:
        """Mean loss and accuracy after an epoch, whose last update may have left weights that are far too large."""
        with np.errstate(over="ignore", invalid="ignore"):
            loss, accuracy = self.evaluate(X, y)
        if not np.isfinite(loss):
            raise self._diverged(f"the validation loss became {loss}")
        return loss, accuracy

    def _rate(self) -> float:
        """Learning rate of the epoch that is under way."""
        return self.learning_rate(self.history.epochs) if callable(self.learning_rate) else self.learning_rate

    def _diverged(self, what: str) -> DivergenceError:
        rate = self._rate()
        return DivergenceError(
            f"training diverged in epoch {self.history.epochs + 1}: {what}, learning rate {rate:g} "
            f"({self.activation} units, {self.reduction} over the batch). "
            "The parameters of the last good epoch are kept. "
            f"Try a rate of {rate / 10:g}, and check that the inputs lie in about [0, 1]."
        )

    def _record(
        self,
        loss: float,
        accuracy: float | None,
        valid_loss: float | None,
        valid_accuracy: float | None,
        seconds: float,
    ) -> None:
        history = self.history
        for column, value in (
            (history.train_loss, loss),
            (history.train_accuracy, accuracy),
            (history.valid_loss, valid_loss),
            (history.valid_accuracy, valid_accuracy),
            (history.seconds, seconds),
        ):
            if value is not None:
                column.append(value)

    def decision_function(self, X: Array) -> Array:
        """Output of the last layer, ``(N, sizes[-1])``: the logits of a classifier."""
        X = validation.inputs(X, self.sizes[0], self.dtype)
        parts = (X[start : start + PREDICT_ROWS] for start in range(0, len(X), PREDICT_ROWS))
        return np.concatenate([self.forward_from(0, part @ self.weights[0] + self.biases[0]) for part in parts])

    def predict_proba(self, X: Array) -> Array:
        """Softmax of the logits: probabilities ``(N, C)``."""
        self._classifies("predict_proba")
        return softmax(self.decision_function(X))

    def predict(self, X: Array) -> Array:
        """The most probable label of each example ``(N,)``; with "squared_error" the output ``(N, D)``."""
        output = self.decision_function(X)
        return output.argmax(axis=1) if self.loss == "cross_entropy" else output

    def score(self, X: Array, y: Array) -> float:
        """Accuracy: the share of examples whose most probable label is theirs."""
        self._classifies("score")
        X, y = self._checked(X, y)
        return float((self.predict(X) == y).mean())

    def evaluate(self, X: Array, y: Array) -> tuple[float, float | None]:
        """Mean loss and accuracy (None with "squared_error") without learning anything."""
        X, y = self._checked(X, y)
        output = self.decision_function(X)
        accuracy = float((output.argmax(axis=1) == y).mean()) if self.loss == "cross_entropy" else None
        return float(self._loss.value(output, y).mean()), accuracy

    def _classifies(self, verb: str) -> None:
        if self.loss != "cross_entropy":
            raise ValueError(f"{verb} is for classifiers; this network was built with loss={self.loss!r}")

    def _checked(self, X: Array, y: Array, prefix: str = "") -> tuple[Array, Array]:
        X = validation.inputs(X, self.sizes[0], self.dtype, f"{prefix}X")
        if self.loss == "cross_entropy":
            return X, validation.labels(y, len(X), self.sizes[-1], f"{prefix}y")
        return X, validation.targets(y, (len(X), self.sizes[-1]), self.dtype, f"{prefix}y")

    # --- files ------------------------------------------------------------------------------------------

    def settings(self) -> dict[str, Any]:
        """What the constructor was given; a learning-rate function is left out, as no file can hold it."""
        names = ("activation", "output", "loss", "momentum", "l2", "batch_size", "reduction", "seed")
        rate = {} if callable(self.learning_rate) else {"learning_rate": self.learning_rate}
        return {"sizes": list(self.sizes), "dtype": self.dtype.name, **rate, **{n: getattr(self, n) for n in names}}

    def save(self, path: str | Path) -> None:
        """Write everything that going on needs (parameters, velocity, random state, history) to an ``.npz``."""
        write_checkpoint(path, self.settings(), self.theta, self._velocity, self._rng, self.history)

    @classmethod
    def load(cls, path: str | Path, **changes: Any) -> "MLP":
        """The network that ``save`` wrote; training goes on as if it had never stopped.

        Args:
            path: the ``.npz`` file.
            changes: settings to replace, such as ``learning_rate=...`` (needed again where it was a function).

        Raises:
            FileNotFoundError: when there is no such file.
            ValueError: for a file that is truncated, not a checkpoint, or inconsistent in its shapes.
        """
        settings, theta, velocity, random_state, history = read_checkpoint(path)
        try:
            model = cls(**{**settings, **changes})
            if theta.shape != model.theta.shape:
                raise ValueError(f"expected {model.theta.size:,} parameters for {model.sizes}, got {theta.size:,}")
            model._rng.bit_generator.state = random_state
        except (TypeError, ValueError, KeyError) as problem:
            raise ValueError(f"{path}: no network can be made of this file: {problem}") from problem
        model.theta[:], model._velocity[:] = theta, velocity
        model.history = history
        return model
