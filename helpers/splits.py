"""What all readers of real data share: the arrays of a split, the one error, how valid is taken from train."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Arrays = tuple[NDArray[np.uint8], NDArray[np.int64]]
Splits = dict[str, Arrays]
PARTS = ("train", "valid", "test")


class Sifted(Splits):
    """The parts of a data set of which something was left out.

    Attributes:
        left_out: the reason -> the files, each with what there is to say about it.
    """

    def __init__(self, splits: Splits, left_out: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(splits)
        self.left_out = dict(left_out)


class DataError(ValueError):
    """A file of a data set is there, but is not what it should be."""

    def __init__(self, path: Path, expected: str, got: str) -> None:
        super().__init__(f"{path}: expected {expected}, got {got}.")


def expect(right: bool, path: Path, expected: str, got: str) -> None:
    """Raise a ``DataError`` about a file or folder, unless all is right."""
    if not right:
        raise DataError(path, expected, got)


def existing(root: Path, file: str) -> Path | None:
    """The file below `root` or, of an idx file, the gzipped one beside it; None where neither is.

    A name that ends in a slash is a folder's.
    """
    if file.endswith("/"):
        return root / file if (root / file).is_dir() else None
    candidates = [root / file, root / f"{file}.gz"] if file.endswith("-ubyte") else [root / file]
    return next((path for path in candidates if path.is_file()), None)


def hold_out(labels: NDArray[np.int64], share: float, seed: int = 0) -> NDArray[np.bool_]:
    """Choose the same share of every class by chance.

    Which examples of a class are chosen depends only on how many there are and on the seed, not on the other classes
    nor on the order in which the classes come.

    Args:
        labels: int64 (N,).
        share: of each class, in (0, 1), rounded to whole examples, but one at least.
        seed: what the choice starts from.

    Returns:
        bool (N,): whether an example is chosen.
    """
    chosen = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        order = np.random.default_rng([seed, label]).permutation(len(members))
        chosen[members[order[: max(1, round(share * len(members)))]]] = True
    return chosen


def shuffled(arrays: Arrays, seed: int = 0) -> Arrays:
    """The same examples in random order, for what was read class by class."""
    images, labels = arrays
    order = np.random.default_rng(seed).permutation(len(labels))
    return images[order], labels[order]
