"""A multilayer perceptron in NumPy with scikit-learn's verbs: mini-batches, momentum, validation, checkpoints."""

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
from .functions import Array, softmax
from .network import Network

PREDICT_ROWS = 4096  # examples pushed through at once when nothing is learned: bounds the memory used


class DivergenceError(ArithmeticError):
    """The loss or a weight became NaN or infinite. The message says when, at which rate, and what to try."""


class MLP(Network):
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
        validation.known("reduction", reduction, ("mean", "sum"))
        validation.training(learning_rate, momentum, batch_size)
        self._rng = np.random.default_rng(seed)
        super().__init__(sizes, activation, output, loss, l2, dtype, self._rng)
        self.learning_rate, self.momentum, self.batch_size = learning_rate, momentum, batch_size
        self.reduction, self.seed = reduction, seed
        self._velocity = np.zeros_like(self.theta)
        self.history = History()

    def _update(self, rate: float) -> None:
        """One step of gradient descent with momentum: M = momentum * M - rate * gradient; theta = theta + M."""
        self._d_theta *= rate
        if not self.momentum:  # then M = -rate * gradient, and two passes over memory do instead of four
            self.theta -= self._d_theta
            return
        self._velocity *= self.momentum
        self._velocity -= self._d_theta
        self.theta += self._velocity

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
            ValueError: for inputs of the wrong shape, type or range, NaN, or no examples; or when validation data
                were passed to some calls and not to others.
            DivergenceError: when the loss or a weight is no longer finite. Parameters and history are then
                those of the last epoch that ended well.
        """
        X, y = self._checked(X, y)
        validation.scaled(X)
        if self.history.epochs and (valid is None) == bool(self.history.valid_loss):
            raise ValueError("valid: pass it to every call of fit or to none, so that each epoch of the history has it")
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
                seconds = time.perf_counter() - began
                self.history.append(loss, accuracy, valid_loss, valid_accuracy, seconds)
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
        if not self.momentum:
            np.negative(self._d_theta, out=self._velocity)  # M of the last update, should momentum be set later
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
            ValueError: for a file that is truncated, not a checkpoint, or inconsistent in its shapes; or without
                ``learning_rate`` where that was a function.
        """
        settings, theta, velocity, random_state, history = read_checkpoint(path)
        if "learning_rate" not in settings | changes:
            raise ValueError(f"{path}: its learning rate was a function, which no file holds; pass learning_rate=...")
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
