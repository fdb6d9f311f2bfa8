"""Stand-ins are drawn once: kept in memory for the process, and in data/standins/*.npz for the next one."""

import functools
import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .readers import PARTS, Splits

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
    file = folder / "standins" / f"{name}-{seed}-{_drawing_key()}.npz"
    splits = _read(file)
    if splits is None:
        splits = _draw(name, seed)
        if folder.is_dir():  # else this is no source checkout, and nobody asked for a folder
            _write(file, splits)
    return splits


def _draw(name: str, seed: int) -> Splits:
    from . import standins  # here, for who has the real data, or a cache, need not import it

    drawn = standins.draw(name, seed=seed)
    return {part: (images, labels.astype(np.int64)) for part, (images, labels) in drawn.items()}


def _drawing_key() -> str:
    """A hash of everything in the drawing package: a changed stroke makes a new cache."""
    digest = hashlib.sha256()
    sources = (path for path in DRAWING.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    for path in sorted(sources):
        digest.update(path.relative_to(DRAWING).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _read(file: Path) -> Splits | None:
    """What the cache holds, or None if there is none or it is damaged, which the zip's own check sums tell."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return {part: (arrays[f"{part}_images"], arrays[f"{part}_labels"]) for part in PARTS}
    except Exception:  # whatever is wrong with it, it is only a cache
        return None


def _write(file: Path, splits: Splits) -> None:
    """Write beside the cache, then rename: another process sees a whole file or none."""
    arrays: dict[str, NDArray[Any]] = {}
    for part in PARTS:
        arrays[f"{part}_images"], arrays[f"{part}_labels"] = splits[part]
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
