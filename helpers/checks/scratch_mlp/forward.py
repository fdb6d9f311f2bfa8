"""Forward: layer, softmax, loss_and_accuracy."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import nn
from ..check import Cases, checked

Array = NDArray[Any]


def _layers(rng: np.random.Generator) -> Cases:
    def layer(n: int, n_in: int, n_out: int, scale: float = 1) -> tuple[Array, ...]:
        return scale * rng.normal(size=(n, n_in)), rng.normal(size=(n_in, n_out)), rng.normal(size=n_out)

    return {
        "as many examples as inputs and units": layer(4, 4, 4),
        "six examples": layer(6, 3, 5),
        "inputs in the thousands": layer(6, 3, 5, scale=3000),
    }


@checked(
    cases=_layers,
    mistakes=[
        (lambda X, W, b: nn.sigmoid(X @ W), "the bias is missing"),
        (lambda X, W, b: X @ W + b, "the sigmoid is missing: these are the pre-activations"),
        (lambda X, W, b: nn.sigmoid(X @ W) + b, "the bias is added after the sigmoid; it belongs to the sum inside"),
        (lambda X, W, b: nn.sigmoid(-X @ W - b), "the sign in the exponent is wrong: the sigmoid is 1 / (1 + exp(−Z))"),
        (
            lambda X, W, b: nn.sigmoid(X @ W.T + b),
            "W is transposed: it has a row for each input, so X @ W is right as it is",
        ),
        (
            lambda X, W, b: nn.sigmoid(X @ W + b[:, np.newaxis]),
            "the bias is added along the wrong axis: every row gets the same b, one number a unit",
        ),
        (lambda X, W, b: np.tanh(X @ W + b), "this is tanh: its values lie in (−1, 1), the sigmoid's in (0, 1)"),
        (
            lambda X, W, b: np.exp(X @ W + b) / (1 + np.exp(X @ W + b)),
            "exp overflows, and inf / inf is NaN. With 1 / (1 + exp(−Z)) an overflow does no harm: 1 / inf is 0",
        ),
    ],
)
def layer(X: Array, W: Array, b: Array) -> Array:
    """Activations ``(N, H)`` of a layer of sigmoid units: ``X (N, D)``, ``W (D, H)``, ``b (H,)``."""
    return nn.sigmoid(X @ W + b)


def _logits(rng: np.random.Generator) -> Cases:
    far_apart = rng.permutation([-2000.0, -1000.0, 0.0, 500.0, 2000.0])[:, np.newaxis] * np.ones(4)
    mixed = rng.permutation([-2000.0, 0.0, 2000.0, 2000.0])  # the mean of such a row is far from its maximum
    huge = np.vstack([far_apart, mixed]) + rng.normal(size=(6, 4))
    return {
        "as many classes as examples": (rng.normal(size=(5, 5)),),
        "seven examples": (rng.normal(size=(7, 4)),),
        "huge logits": (huge.astype(np.float32).astype(np.float64),),  # so that float32 loses nothing of them
    }


def _normalized(E: Array, axis: int | None = 1) -> Array:
    normalized: Array = E / E.sum(axis=axis, keepdims=True)
    return normalized


def _shifted(Z: Array) -> Array:
    shifted: Array = np.exp(Z - Z.max(axis=1, keepdims=True))
    return shifted


@checked(
    cases=_logits,
    mistakes=[
        (lambda Z: _normalized(np.exp(Z - Z.max(axis=0)), 0), "the columns add up to 1; the rows should (axis=1)"),
        (
            lambda Z: _normalized(np.exp(Z - Z.max()), None),
            "all entries together add up to 1; each row should (axis=1)",
        ),
        (
            lambda Z: _shifted(Z) / _shifted(Z).sum(axis=1),
            "the sums of the rows are laid along a row, so entry j is divided by the sum of row j: keepdims=True keeps "
            "them a column",
        ),
        (_shifted, "the rows do not add up to 1: the division by their sum is missing"),
        (lambda Z: np.exp(Z), "the rows do not add up to 1: the division by their sum is missing"),
        (
            _normalized,
            "the logits are divided by their sum, without exp: then a negative logit gives a negative probability",
        ),
        (lambda Z: np.log(_normalized(_shifted(Z))), "these are the logarithms of the probabilities"),
        (
            lambda Z: _normalized(np.exp(Z)),
            "exp overflows for large logits, and vanishes for very negative ones: subtract each row's maximum first, "
            "which changes nothing else",
        ),
        (
            lambda Z: _normalized(np.exp(Z + Z.max(axis=1, keepdims=True))),
            "the maximum is added: the shift is c = −max, not c = max as a printed tip has it",
        ),
        (
            lambda Z: _normalized(np.exp(Z - Z.max())),
            "one maximum is subtracted from all rows: in a row far below it every exp vanishes, and 0 / 0 is NaN. Take "
            "each row's own",
        ),
        (
            lambda Z: _normalized(np.exp(Z - Z.mean(axis=1, keepdims=True))),
            "the mean of the row is subtracted: the largest exponent may be huge all the same; "
            "with the maximum it is 0",
        ),
        (
            lambda Z: _normalized(np.exp(np.clip(Z, -700, 700))),
            "the logits are clipped, so all beyond the limit count the same: subtract each row's maximum instead, "
            "which changes nothing",
        ),
    ],
)
def softmax(Z: Array) -> Array:
    """Rows of logits ``(N, C)`` as rows of probabilities."""
    return nn.softmax(Z)


def _predictions(rng: np.random.Generator) -> Cases:
    def predicted(n: int, classes: int) -> tuple[Array, Array]:
        """Probabilities whose largest is at the right class for the first two fifths of the examples."""
        P = rng.dirichlet(np.ones(classes), size=n)
        y = (P.argmax(axis=1) + (np.arange(n) >= 2 * n // 5)) % classes
        return P, y

    return {"as many classes as examples": predicted(10, 10), "forty examples": predicted(40, 4)}


def _nats(P: Array, y: Array) -> Array:
    nats: Array = -np.log(P[np.arange(len(y)), y])
    return nats


def _accuracy(P: Array, y: Array) -> float:
    return float((P.argmax(axis=1) == y).mean())


@checked(
    cases=_predictions,
    returns=("loss", "accuracy"),
    mistakes=[
        (
            lambda P, y: (-_nats(P, y).sum(), _accuracy(P, y)),
            "the loss is negative: its minus sign is missing, as in the printed formula; log p is below 0 for p < 1",
        ),
        (
            lambda P, y: (_nats(P, y).mean(), _accuracy(P, y)),
            "this is the mean loss; the total over all examples is asked for",
        ),
        (lambda P, y: (_nats(P, y), _accuracy(P, y)), "the loss is not added up: there is one for each example"),
        (
            lambda P, y: (-np.log(P).sum(), _accuracy(P, y)),
            "the logarithms of all classes are added up; only that of each example's own class counts",
        ),
        (
            lambda P, y: (-np.log(P.max(axis=1)).sum(), _accuracy(P, y)),
            "the logarithm of each row's largest probability is taken; that of the right class, y, is asked for",
        ),
        (
            lambda P, y: (-np.log(P[:, y]).sum(), _accuracy(P, y)),
            "P[:, y] takes column y[n] of *every* row, N × N numbers; P[np.arange(N), y] takes one of each row",
        ),
        (
            lambda P, y: (
                _nats(P, y).sum() - np.log(1 - P).sum() + np.log(1 - P[np.arange(len(y)), y]).sum(),
                _accuracy(P, y),
            ),
            "this is a binary cross-entropy: log(1 − p) of all other classes does not belong to a softmax",
        ),
        (
            lambda P, y: (_nats(P, y).sum() / np.log(2), _accuracy(P, y)),
            "this loss is in bits (log2); nats are asked for: np.log",
        ),
        (
            lambda P, y: (_nats(P, y).sum(), _accuracy(P, y) * len(y)),
            "this is the number of right answers, not their share",
        ),
        (
            lambda P, y: (_nats(P, y).sum(), _accuracy(P, y) * 100),
            "this accuracy is in per cent; a share in [0, 1] is asked for",
        ),
        (
            lambda P, y: (_nats(P, y).sum(), float((P.argmax(axis=0) == y).mean())),
            "argmax(axis=0) finds the best *example* for each class; the best class of each example is argmax(axis=1)",
        ),
        (lambda P, y: (_nats(P, y).sum(), 1 - _accuracy(P, y)), "this is the share of wrong answers"),
    ],
)
def loss_and_accuracy(P: Array, y: Array) -> tuple[float, float]:
    """Total cross-entropy (nats) and accuracy of probabilities ``P (N, C)`` for labels ``y (N,)``."""
    return float(_nats(P, y).sum()), _accuracy(P, y)
