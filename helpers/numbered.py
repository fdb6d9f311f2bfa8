"""Data sets that are one folder of numbered pictures, ``jpg/image_0001.jpg``; MATLAB files say which is what.

This is how the Oxford flowers are published. The pictures are treated as those in folders are (``helpers.folders``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .folders import Folders, Listed, state_of
from .splits import PARTS, DataError, expect

FLOWERS17_EACH = 80  # pictures of each species, one species after the other
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Numbered(Folders):
    """A data set as numbered pictures.

    Attributes:
        mats: the MATLAB files below the data folder.
        pattern: a picture's file below the data folder, with its number from 1 to be filled in.
        tell: of the MATLAB files' variables, all in one dictionary, and the number of classes: each picture's label
            (N,) from 0, and for "train", "valid" and "test" the numbers of its pictures.
    """

    mats: tuple[str, ...]
    pattern: str
    tell: Callable[[dict[str, Numbers], int], tuple[Numbers, dict[str, Numbers]]]

    @property
    def files(self) -> tuple[str, ...]:
        """The MATLAB files and the folder of pictures, below the data folder."""
        return *self.mats, self.pattern.rpartition("/")[0] + "/"

    def _listing(self, root: Path) -> tuple[Path, dict[str, Listed]]:
        contents: dict[str, Numbers] = {}
        for mat in self.mats:
            contents |= _integers(root / mat)
        where = root / self.mats[-1]
        try:
            labels, numbers = self.tell(contents, len(self.classes))
        except KeyError as error:
            raise DataError(where, f"a variable {error}", f"variables: {', '.join(sorted(contents))}") from error
        span = f"labels {labels.min()} to {labels.max()}" if len(labels) else "none"
        right = len(labels) and labels.min() == 0 and labels.max() == len(self.classes) - 1
        expect(bool(right), where, f"labels of {len(self.classes)} classes", span)
        everything = np.concatenate(list(numbers.values()))
        span = f"different pictures from 1 to {len(labels)} in its parts"
        right = len(everything) and everything.min() >= 1 and everything.max() <= len(labels)
        expect(bool(right) and len(np.unique(everything)) == len(everything), where, span, "others")
        folder, _, pattern = self.pattern.rpartition("/")
        listed: dict[str, Listed] = {}
        for part in PARTS:
            names = [(pattern.format(k), int(labels[k - 1])) for k in sorted(numbers[part].tolist())]
            missing = [name for name, _ in names if not (root / folder / name).is_file()]
            expect(not missing, root / folder, f"the {part} pictures", f"no {', '.join(missing[:3])}")
            listed[part] = [(name, label, state_of(root / folder / name)) for name, label in names]
        return root / folder, listed


def flowers17(contents: dict[str, Numbers], classes: int) -> tuple[Numbers, dict[str, Numbers]]:
    """Labels by position, 80 of each species; the first of the three published splits."""
    labels = np.repeat(np.arange(classes, dtype=np.int64), FLOWERS17_EACH)
    return labels, {part: contents[name] for part, name in zip(PARTS, ("trn1", "val1", "tst1"), strict=True)}


def flowers102(contents: dict[str, Numbers], classes: int) -> tuple[Numbers, dict[str, Numbers]]:
    """The published labels, which begin at 1, and the published split."""
    labels = contents["labels"] - 1
    return labels, {part: contents[name] for part, name in zip(PARTS, ("trnid", "valid", "tstid"), strict=True)}


def _integers(path: Path) -> dict[str, Numbers]:
    """The numeric variables of a MATLAB file, flat."""
    from scipy.io import loadmat

    try:
        content: dict[str, Any] = loadmat(path)
    except Exception as error:  # scipy raises almost anything on a damaged file
        raise DataError(path, "a MATLAB 5 .mat file", f"{type(error).__name__} ({error})") from error
    arrays = {name: np.ravel(value) for name, value in content.items() if not name.startswith("__")}
    return {name: value.astype(np.int64) for name, value in arrays.items() if value.dtype.kind in "uif"}
