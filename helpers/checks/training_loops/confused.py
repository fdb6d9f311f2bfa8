"""Which classes are confused: confusions."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..check import Cases, Function, Mistake, checked

Array = NDArray[Any]

TOTALS = (14, 13, 11, 9, 7, 5, 3, 2, 1, 0)  # errors of each pair, both ways, and how many of them are one way
ONE_WAY = (8, 13, 7, 9, 4, 5, 2, 2, 1, 0)  # so that counted one way the order is another one


def _answers(rng: np.random.Generator) -> Cases:
    def answers(n_classes: int, k: int) -> tuple[Any, ...]:
        """Labels and predictions of the first five classes, with no two pairs confused equally often."""
        matrix = np.diag(20 + rng.permutation(n_classes)) * (np.arange(n_classes) < 5)
        pairs = rng.permutation(np.argwhere(np.triu(np.ones((5, 5)), 1)))
        for pair, total, one_way in zip(pairs, TOTALS, ONE_WAY, strict=True):
            i, j = rng.permutation(pair)
            matrix[i, j], matrix[j, i] = one_way, total - one_way
        labels, predicted = np.repeat(np.argwhere(matrix >= 0), matrix.ravel(), axis=0).T
        order = rng.permutation(len(labels))
        return labels[order], predicted[order], n_classes, k

    return {"three of ten pairs": answers(5, 3), "a class that never occurs": answers(6, 4)}


def _both(confusions: Function, labels: Array, predicted: Array, n_classes: int, k: int) -> tuple[Any, Any]:
    """Matrix and pairs; the pairs may be a list too."""
    result = confusions(labels, predicted, n_classes, k)
    if not (isinstance(result, tuple | list) and len(result) == 2):
        raise Mistake("confusions: expected two things, the matrix and the pairs: return matrix, pairs")
    matrix, pairs = result
    return matrix, np.asarray(pairs)


def _counts(labels: Array, predicted: Array, n_classes: int) -> Array:
    matrix = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(matrix, (labels, predicted), 1)
    return matrix


def _once(labels: Array, predicted: Array, n_classes: int) -> Array:
    return np.minimum(_counts(labels, predicted, n_classes), 1)


def _occurring(labels: Array, predicted: Array, n_classes: int) -> Array:
    occur = np.union1d(labels, predicted)
    part: Array = _counts(labels, predicted, n_classes)[np.ix_(occur, occur)]
    return part


def _shares(labels: Array, predicted: Array, n_classes: int) -> Array:
    matrix = _counts(labels, predicted, n_classes)
    shares: Array = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    return shares


def _largest(scores: Array, k: int) -> Array:
    """Row and column ``(k, 2)`` of the k largest entries, the largest first."""
    order = np.argsort(scores, axis=None)[::-1][:k]
    return np.stack(np.unravel_index(order, scores.shape), axis=1)


def _confusions_with(
    counts: Function = _counts,
    scores: Function = lambda matrix: np.triu(matrix + matrix.T, 1),
    pairs: Function = _largest,
) -> Function:
    """Matrix and pairs, of which one part is replaced."""

    def confusions(labels: Array, predicted: Array, n_classes: int, k: int) -> tuple[Array, Array]:
        matrix = counts(labels, predicted, n_classes)
        return matrix, pairs(scores(matrix), k)

    return confusions


@checked(
    cases=_answers,
    use=_both,
    returns=("matrix", "pairs"),
    mistakes=[
        (
            _confusions_with(lambda labels, predicted, n_classes: _counts(predicted, labels, n_classes)),
            "the matrix is transposed: a row is a true class, a column a predicted one",
        ),
        (
            _confusions_with(_once),
            "no count is above 1: matrix[labels, predicted] += 1 adds one to each entry, however often its pair "
            "occurs. np.add.at adds every time",
        ),
        (
            _confusions_with(_occurring),
            "the matrix has no row for a class that never occurs: it is (n_classes, n_classes), whatever the labels",
        ),
        (_confusions_with(_shares), "these are shares of each true class; counts are asked for, whole numbers"),
        (
            _confusions_with(scores=lambda matrix: matrix * (1 - np.eye(len(matrix), dtype=int))),
            "the errors are counted one way only: i read as j and j read as i belong to the same pair",
        ),
        (
            _confusions_with(scores=lambda matrix: np.triu(matrix, 1)),
            "only the errors above the diagonal are counted: add those below it, where j was read as i",
        ),
        (
            _confusions_with(scores=lambda matrix: matrix),
            "right answers are counted as confusions: the diagonal of the matrix is no error",
        ),
        (
            _confusions_with(scores=lambda matrix: np.triu(matrix + matrix.T)),
            "right answers are counted as confusions: the diagonal of the matrix is no error",
        ),
        (
            _confusions_with(scores=lambda matrix: (matrix + matrix.T) * (1 - np.eye(len(matrix), dtype=int))),
            "each pair is there twice, as (i, j) and as (j, i): keep one of the two",
        ),
        (
            _confusions_with(pairs=lambda scores, k: _largest(scores, k)[::-1]),
            "the right pairs in the wrong order: the most frequent comes first",
        ),
        (
            _confusions_with(pairs=lambda scores, k: _largest(scores, k)[:, ::-1]),
            "in each pair the smaller number of a class comes first: (i, j) with i < j",
        ),
        (_confusions_with(pairs=lambda scores, k: _largest(scores, k).T), "a pair is a row, not a column: (k, 2)"),
        (
            _confusions_with(pairs=lambda scores, k: np.argsort(scores, axis=None)[::-1][:k]),
            "these are places in the flattened matrix: np.unravel_index turns each into a row and a column",
        ),
    ],
)
def confusions(labels: Array, predicted: Array, n_classes: int, k: int) -> tuple[Array, Array]:
    """The confusion matrix ``(C, C)``, true classes along rows, and the k pairs ``(k, 2)`` confused most often."""
    matrix, pairs = _confusions_with()(labels, predicted, n_classes, k)
    return matrix, pairs
