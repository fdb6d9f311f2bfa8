"""Data that is always there: the real files if they are on this machine, else a stand-in that the project drew.

    ds = data.load("mnist")           # Dataset: name, classes, source ("real" | "stand-in"), train, valid, test
    ds.train.images, ds.train.labels  # uint8 (N, H, W), upright, ink bright on dark, or (N, H, W, 3); int64 (N,)
    ds.train.flat()                   # float32 (N, H * W) in [0, 1]

Real files are looked for in the folder that $WORKBOOK_DATA names, then in the repository's data/;
$WORKBOOK_SOURCE (real or stand-in) forces the one or the other. Nothing here touches the network;
``python -m helpers.data fetch mnist`` does, and ``python -m helpers.data list`` says what is where.
"""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import cache, readers
from .splits import PARTS, DataError, Sifted, Splits

Source = Literal["real", "stand-in"]

NAMES = tuple(readers.SETS)
FOLDER = Path(__file__).resolve().parents[1] / "data"

_told: set[str] = set()


@dataclass(frozen=True, eq=False, repr=False)
class Split:
    """Images with their labels.

    This is the one place where polarity is promised: whatever a file stores, images are upright, and of characters
    and garments the ink or the object is bright on dark (255 is full ink, 0 is paper). Photographs are left as they
    are: what was bright is bright.

    Attributes:
        images: uint8 (N, H, W) gray or (N, H, W, 3) RGB.
        labels: int64 (N,), each an index into the data set's classes.

    Raises:
        TypeError: images are not uint8 or labels are not int64.
        ValueError: wrong shapes, or not one label for each image.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def __post_init__(self) -> None:
        for name, array, dtype in (("images", self.images, np.uint8), ("labels", self.labels, np.int64)):
            if not isinstance(array, np.ndarray) or array.dtype != dtype:
                got = getattr(array, "dtype", type(array).__name__)
                raise TypeError(f"Split: expected {name} as a NumPy array of {np.dtype(dtype)}, got {got}")
        shape, expected = self.images.shape, (len(self.images),)
        if len(shape) != 3 and (len(shape) != 4 or shape[3] != 3):
            raise ValueError(f"Split: expected images of shape (N, H, W) or (N, H, W, 3), got {shape}")
        if self.labels.shape != expected:
            raise ValueError(f"Split: expected labels of shape {expected}, got {self.labels.shape}")

    def __len__(self) -> int:
        return len(self.images)

    def __repr__(self) -> str:
        return f"Split({len(self):,} images of {' x '.join(map(str, self.images.shape[1:]))})"

    def flat(self) -> NDArray[np.float32]:
        """Each image as one row: float32 (N, D) in [0, 1], D = H * W (or H * W * 3)."""
        return self.images.reshape(len(self), -1).astype(np.float32) / np.float32(255)

    def take(self, index: ArrayLike | slice) -> "Split":
        """The examples at `index`: integers, booleans (N,) or a slice, as NumPy understands them."""
        chosen = index if isinstance(index, slice) else np.atleast_1d(np.asarray(index))
        return Split(self.images[chosen], self.labels[chosen])


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A data set in three splits. A stand-in says so in its name, hence in every figure and row of results.

    Attributes:
        name: "mnist", or "mnist (stand-in)".
        classes: the classes' names; label k means `classes[k]`.
        source: "real" or "stand-in".
        train: what is learned from.
        valid: what settings are chosen on.
        test: what is touched once, for the final number.
        left_out: of pictures in folders, why -> which: "cannot be used", "there twice", "in test, too" (or valid).

    Raises:
        ValueError: a label has no class, the splits' images differ in shape, or the source is a third one.
    """

    name: str
    classes: tuple[str, ...]
    source: Source
    train: Split
    valid: Split
    test: Split
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.source not in ("real", "stand-in"):
            raise ValueError(f"{self.name}: expected source 'real' or 'stand-in', got {self.source!r}")
        shape, last = self.train.images.shape[1:], len(self.classes) - 1
        for part in PARTS:
            split: Split = getattr(self, part)
            if (got := split.images.shape[1:]) != shape:
                raise ValueError(f"{self.name}: expected {part} images of shape {shape}, got {got}")
            if len(split) and (split.labels.min() < 0 or split.labels.max() > last):
                span = f"{split.labels.min()} to {split.labels.max()}"
                raise ValueError(f"{self.name}: expected {part} labels 0 to {last}, got {span}")

    def __repr__(self) -> str:
        counts = ", ".join(f"{part} {len(getattr(self, part)):,}" for part in PARTS)
        shape = " x ".join(map(str, self.train.images.shape[1:]))
        return f"{self.name}: {counts}; images {shape}; {len(self.classes)} classes: {' '.join(self.classes)}"


def load(name: str, source: Source | None = None) -> Dataset:
    """Load a data set: the real one if its files are there, else the drawn stand-in.

    Args:
        name: one of ``NAMES``.
        source: "real" or "stand-in" to have that and nothing else; None leaves it to $WORKBOOK_SOURCE, and where
            that is not set takes what is there, and says in one line, once a process, when it is the stand-in.

    Returns:
        The data set, in arrays of your own: changing them changes nobody else's.

    Warns:
        UserWarning: names pictures that cannot be used and are left out.

    Raises:
        ValueError: no such set or source; or a real file is damaged (never answered with the stand-in).
        FileNotFoundError: $WORKBOOK_DATA is no folder, a set is there in part, or it is not there and
            ``source="real"``.
    """
    _check_name(name)
    wanted = source or os.environ.get("WORKBOOK_SOURCE") or None
    if wanted not in (None, "real", "stand-in"):
        where_from = "source" if source else "WORKBOOK_SOURCE"
        raise ValueError(f"{where_from}: expected 'real', 'stand-in' or None, got {wanted!r}.")
    if wanted != "stand-in" and (root := where(name)) is not None:
        return read(name, root)
    if wanted == "real":
        looked = " or ".join(map(str, folders()))
        raise FileNotFoundError(f"{name}: no real files in {looked}. Fetch them: {_fetch_command(name)}")
    if source is None and name not in _told:
        _told.add(name)
        print(f"{name}: no real files here, so the drawn stand-in is used. Real data: {_fetch_command(name)}")
    drawn = cache.stand_in(name, FOLDER)
    return _dataset(name, "stand-in", {part: (x.copy(), y.copy()) for part, (x, y) in drawn.items()})


def read(name: str, root: Path) -> Dataset:
    """Read the real data set ``name`` from the data folder ``root``; raises as ``load`` does."""
    _check_name(name)
    remedy = f"Fetch it again: {_fetch_command(name, root)}"
    if missing := readers.SETS[name].missing(root):
        raise FileNotFoundError(f"{name}: {', '.join(missing)} not found in {root}. {remedy}")
    try:
        return _dataset(name, "real", readers.SETS[name].read(root, keep=FOLDER / "decoded"))
    except DataError as error:
        raise ValueError(f"{error} {remedy}, or move it away to use the stand-in.") from error


def where(name: str) -> Path | None:
    """The data folder in which real files of ``name`` lie (all of them, or some; in any layout), or None."""
    _check_name(name)
    return next((root for root in folders() if readers.SETS[name].present(root)), None)


def _check_name(name: str) -> None:
    if name not in NAMES:
        close = difflib.get_close_matches(str(name).lower(), NAMES, n=1, cutoff=0.5)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"no data set {name!r}: expected one of {', '.join(NAMES)}.{hint}")


def folders() -> list[Path]:
    """The data folders, in the order in which they are searched; raises FileNotFoundError as ``load`` does."""
    chosen = os.environ.get("WORKBOOK_DATA")
    if not chosen:
        return [FOLDER]
    folder = Path(chosen).expanduser()
    for start in (Path.cwd(), FOLDER.parent):  # a relative path may be meant from here, or from the project's root
        if (start / folder).is_dir():
            return [(start / folder).resolve(), FOLDER]
    raise FileNotFoundError(f"WORKBOOK_DATA={chosen}: no such folder. Correct it, or unset it.")


def _fetch_command(name: str, root: Path | None = None) -> str:
    destination = "" if root in (None, FOLDER) else f" --to {root}"
    return f"python -m helpers.data fetch {name}{destination}"


def _dataset(name: str, source: Source, splits: Splits) -> Dataset:
    parts = {part: Split(images, labels) for part, (images, labels) in splits.items()}
    title = name if source == "real" else f"{name} (stand-in)"
    left_out = splits.left_out if isinstance(splits, Sifted) else {}
    return Dataset(title, readers.SETS[name].classes, source, **parts, left_out=left_out)


if __name__ == "__main__":
    from . import fetch

    raise SystemExit(fetch.main())
