"""What a function gave, as text and back: numbers, text, arrays and what holds them, and never code.

Not pickle: what an untrusted process has pickled may run anything in the one that reads it.
"""

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.checks.check import Raised


@dataclass(frozen=True)
class Tensor:
    """A tensor of PyTorch that has come over: what checks ask of one."""

    array: NDArray[Any]

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        return self.array.shape

    def detach(self) -> "Tensor":
        """Itself."""
        return self

    def cpu(self) -> "Tensor":
        """Itself."""
        return self

    def numpy(self) -> NDArray[Any]:
        """Its numbers."""
        return self.array


@dataclass(frozen=True)
class Other:
    """A thing that does not travel: only its type's name does."""

    kind: str


def encode(value: Any) -> str:
    """Return a value as one line of text."""
    return json.dumps(_packed(value))


def decode(line: str) -> Any:
    """Return the value that was encoded; arrays hold numbers, everything else that is unknown is an ``Other``.

    Raises:
        ValueError: when the line is not what ``encode`` makes.
    """
    try:
        return _unpacked(json.loads(line))
    except (TypeError, KeyError, EOFError, RecursionError) as error:
        raise ValueError(f"expected an encoded value, got {line[:60]!r}") from error


def _packed(value: Any) -> Any:
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, Raised):
        return {"raised": [value.kind, value.text]}
    if isinstance(value, Mapping):
        return {"map": [[_packed(key), _packed(part)] for key, part in value.items()]}
    if isinstance(value, tuple | list):
        return {type(value).__name__ if type(value) in (tuple, list) else "tuple": [_packed(part) for part in value]}
    if hasattr(value, "detach"):
        return {"tensor": _saved(value.detach().cpu().numpy())}
    if isinstance(value, np.ndarray | np.generic) and not value.dtype.hasobject:
        return {"scalar" if isinstance(value, np.generic) else "array": _saved(np.asarray(value))}
    return {"other": type(value).__name__}


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    if kind == "raised":
        return Raised(str(content[0]), str(content[1]))
    if kind == "map":
        return {_unpacked(key): _unpacked(part) for key, part in content}
    if kind in ("tuple", "list"):
        parts = [_unpacked(part) for part in content]
        return parts if kind == "list" else tuple(parts)
    if kind in ("tensor", "array", "scalar"):
        array = np.load(io.BytesIO(base64.b64decode(content)), allow_pickle=False)
        return Tensor(array) if kind == "tensor" else array[()] if kind == "scalar" else array
    return Other(str(value["other"]))


def _saved(array: NDArray[Any]) -> str:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return base64.b64encode(file.getvalue()).decode()
