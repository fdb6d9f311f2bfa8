"""Files of weights that others trained: where they lie, and reading them so that they can be trusted."""

import hashlib
import pickle
import re
import zipfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .. import data
from ..splits import DataError

FILES = {
    "squeezenet1_1": "squeezenet1_1-b8a52dc0.pth",
    "alexnet": "alexnet-owt-7be5be79.pth",
    "vgg13": "vgg13-19584684.pth",
    "vgg16": "vgg16-397923af.pth",
}
"""Name -> torchvision's file, whose own name ends in the first eight digits of its SHA-256."""

NAMES = tuple(FILES)


def where(name: str) -> Path | None:
    """The file from which ``pretrained`` would read a network's weights, or None.

    Looked for in the folder weights/ of each data folder (as ``data.load`` does), as NAME.pth or as torchvision's file.

    Raises:
        ValueError: no such network.
        FileNotFoundError: $WORKBOOK_DATA is no folder.
    """
    known(name)
    return next((path for path in candidates(name) if path.is_file()), None)


def candidates(name: str) -> list[Path]:
    """Where the weights of a network may lie, in the order in which they are looked for."""
    return [root / "weights" / file for root in data.folders() for file in (f"{name}.pth", FILES[name])]


def known(name: str) -> None:
    """Raise ValueError for the name of another network than those in ``NAMES``."""
    if name not in FILES:
        raise ValueError(f"no pretrained network {name!r}: expected one of {', '.join(NAMES)}")


def read(path: Path, name: str, expected: dict[str, Tensor], last: str) -> dict[str, Tensor]:
    """Read a state_dict, running nothing that a pickle may ask for.

    Args:
        path: the file.
        name: of the network.
        expected: a state_dict with the names and shapes that the file must have.
        last: the name of the last layer, which people replace.

    Returns:
        The weights as float32 on the CPU.

    Raises:
        DataError: the file is damaged, holds something else, asks for code, is another network's, or holds NaN.
    """
    promise = f"the weights of {name}"
    if problem := _damage(path):
        raise DataError(path, promise, problem)
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file can make pickle raise nearly anything
        raise DataError(path, promise, _reason(error)) from error
    if problem := _difference(content, expected, last):
        raise DataError(path, promise, problem)
    return {key: values.float() for key, values in content.items()}


def _damage(path: Path) -> str | None:
    """What the file's check sums say, or None: torch does not look at them."""
    if path.name in FILES.values():
        digits = path.stem.rpartition("-")[2]
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if not sha256.startswith(digits):
            return f"a damaged file, or another one: its sha256 is {sha256[:8]}..., not {digits}..."
    elif zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                part = archive.testzip()
        except Exception as error:  # as above
            return _reason(error)
        return f"a damaged file ({part})" if part else None
    return None


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    if isinstance(error, pickle.UnpicklingError) and (asked := re.search(r"GLOBAL ([\w.]+)", text)):
        return f"a pickle that asks for {asked[1]}; only plain tensors are read, and nothing of it was run"
    return f"a damaged file, or one of another kind ({type(error).__name__}: {text[:100] or 'no more is known'})"


def _difference(content: Any, expected: dict[str, Tensor], last: str) -> str | None:
    """How what was read differs from what is needed, or None."""
    if not isinstance(content, dict) or not all(isinstance(values, Tensor) for values in content.values()):
        some = f" with {', '.join(map(str, list(content)[:4]))}" if isinstance(content, dict) else ""
        return f"a {type(content).__name__}{some} instead of a state_dict, parameter names with tensors"
    shapes = {key: tuple(values.shape) for key, values in expected.items()}
    theirs = {key: tuple(values.shape) for key, values in content.items()}
    other = [key for key in [*shapes, *theirs] if shapes.get(key) != theirs.get(key)]
    if other and set(other) == {f"{last}.weight", f"{last}.bias"} and set(theirs) == set(shapes):
        outputs, ours = theirs[f"{last}.weight"][:1], shapes[f"{last}.weight"][0]
        return f"the same network with {', '.join(map(str, outputs))} classes instead of {ours}: somebody fine-tuned it"
    if other:
        first = other[0]
        if first not in theirs:
            return f"another network's: it has no {first}"
        if first not in shapes:
            return f"another network's: it has {first} besides"
        return f"another network's: {first} has shape {theirs[first]}, not {shapes[first]}"
    if bad := [key for key, values in content.items() if not values.isfinite().all()]:
        return f"NaN or infinity in {', '.join(bad[:3])}{' and more' if len(bad) > 3 else ''}"
    return None
