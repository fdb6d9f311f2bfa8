"""What takes long to make is made once: kept as .npz files below data/, which may be deleted at any time.

Stand-ins are drawn once, and kept in memory for the process; pictures in folders are decoded once.
"""

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .splits import PARTS, Splits

Arrays = dict[str, NDArray[Any]]

DRAWING = Path(__file__).resolve().parent / "standins"


@functools.cache
def stand_in(name: str, folder: Path, seed: int = 0) -> Splits:
    """The drawn splits of a data set, from the cache if these very sources drew it.

    Args:
        name: the data set.
        folder: the data folder; the cache is its subfolder ``standins``, if that can be written.
        seed: what the drawing starts from.

    Returns:
        For "train", "valid" and "test", images uint8 and labels int64. Every call returns the same arrays: copy
        them before changing them.
    """
    names = tuple(f"{part}_{what}" for part in PARTS for what in ("images", "labels"))
    arrays = kept(folder / "standins", f"{name}-{seed}", _drawing_key(), names, lambda: _draw(name, seed))
    return {part: (arrays[f"{part}_images"], arrays[f"{part}_labels"]) for part in PARTS}


def kept(folder: Path, name: str, key: str, names: tuple[str, ...], make: Callable[[], Arrays]) -> Arrays:
    """Arrays from the cache, or made and put there.

    A damaged file is made again. Where the folder cannot be written nothing is kept, and nobody complains.

    Args:
        folder: where the cache lies; made if need be, but not its parent: where that is missing, this is no source
            checkout, and nobody asked for a folder.
        name: what is kept; a file of the same name with another key is removed.
        key: a hash of all on which the arrays depend.
        names: of the arrays.
        make: makes them, without Python objects in them.
    """
    file = folder / f"{name}-{key}.npz"
    arrays = _read(file, names)
    if arrays is None:
        arrays = make()
        if folder.parent.is_dir():
            _write(file, arrays)
    return arrays


def _draw(name: str, seed: int) -> Arrays:
    from . import standins  # here, for who has the real data, or a cache, need not import it

    arrays: Arrays = {}
    for part, (images, labels) in standins.draw(name, seed=seed).items():
        arrays |= {f"{part}_images": images, f"{part}_labels": labels.astype(np.int64)}
    return arrays


def _drawing_key() -> str:
    """A hash of everything in the drawing package: a changed stroke makes a new cache."""
    digest = hashlib.sha256()
    sources = (path for path in DRAWING.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    for path in sorted(sources):
        digest.update(path.relative_to(DRAWING).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _read(file: Path, names: tuple[str, ...]) -> Arrays | None:
    """What the cache holds, or None if there is none or it is damaged, which the zip's own check sums tell."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in names}
    except Exception:  # whatever is wrong with it, it is only a cache
        return None


def _write(file: Path, arrays: Arrays) -> None:
    """Write beside the cache, then rename: another process sees a whole file or none."""
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.stem}-", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                np.savez(stream, **arrays)  # type: ignore[arg-type]  # taken for savez's own options
            os.replace(temporary, file)
        finally:
            Path(temporary).unlink(missing_ok=True)
        for stale in file.parent.glob(f"{file.stem.rpartition('-')[0]}-*.npz"):
            if stale != file:
                stale.unlink()
