"""In what two results differ, in words: the kind of thing, shape, type, not a number, a factor, the first entry."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
KINDS = {"f": "floats", "i": "whole numbers", "u": "whole numbers", "b": "true or false", "c": "complex numbers"}


def difference(expected: Any, came: Any, tolerance: float, names: tuple[str, ...] = ()) -> str:
    """Say in what ``came`` differs first from what was expected; "" if in nothing.

    Args:
        expected: an array, a tensor, a number, text; or a tuple or a dictionary of such things.
        came: the result to look at.
        tolerance: how far an entry may be off, relative to the largest expected one.
        names: of the entries of a tuple.
    """
    if hasattr(expected, "detach"):  # a tensor of PyTorch is compared as an array
        if not hasattr(came, "detach"):
            return f"expected {kind(expected)}, got {kind(came)}"
        return difference(expected.detach().cpu().numpy(), came.detach().cpu().numpy(), tolerance)
    if isinstance(expected, Mapping):
        if not isinstance(came, Mapping) or set(came) != set(expected):
            keys = f" with {', '.join(map(str, came))}" if isinstance(came, Mapping) else ""
            return f"expected a dictionary with {', '.join(map(str, expected))}, got {kind(came)}{keys}"
        parts = [(str(key), expected[key], came[key]) for key in expected]
    elif isinstance(expected, tuple | list) and not all(isinstance(part, int) for part in expected):
        wanted = ", ".join(names) or f"{len(expected)} results"
        if not isinstance(came, tuple | list) or len(came) != len(expected):
            return f"expected {wanted}, got {kind(came)}{f' of {len(came)}' if isinstance(came, tuple | list) else ''}"
        parts = [
            (names[i] if names else f"result {i + 1}", *pair) for i, pair in enumerate(zip(expected, came, strict=True))
        ]
    elif isinstance(expected, np.ndarray | np.generic | float):
        return _of_arrays(np.asarray(expected), came, tolerance)
    else:
        return "" if type(came) is type(expected) and came == expected else f"expected {expected!r}, got {came!r}"
    return next((f"{name}: {found}" for name, one, other in parts if (found := difference(one, other, tolerance))), "")


def kind(value: Any) -> str:
    """What kind of thing a value is: "an array of shape (3, 4)", "None", "a list"."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if hasattr(value, "detach"):
        return f"a tensor of shape {tuple(value.shape)}"
    return "None (is a return missing?)" if value is None else f"a value of type {type(value).__name__}"


def described(value: Any) -> str:
    """A value in a few characters: the shape of an array, a number; "" for what says nothing, as a function."""
    if isinstance(value, np.ndarray) or hasattr(value, "detach"):
        return str(tuple(value.shape))
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} {described(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"of {len(value)}"
    if isinstance(value, float):
        return f"{value:.4g}"
    return "" if callable(value) or isinstance(value, np.random.Generator) else repr(value)


def _of_arrays(expected: Array, came: Any, tolerance: float) -> str:
    scalar = expected.ndim == 0 and isinstance(came, int | float | complex | np.generic)
    if not (isinstance(came, np.ndarray) or scalar):
        return f"expected {kind(expected) if expected.ndim else 'a number'}, got {kind(came)}"
    came = np.asarray(came)
    if came.shape != expected.shape:
        turned = "; is it transposed?" if came.ndim > 1 and came.shape == expected.shape[::-1] else ""
        return f"expected shape {expected.shape}, got {came.shape}{turned}"
    if KINDS.get(came.dtype.kind) != KINDS.get(expected.dtype.kind):
        return (
            f"expected {KINDS.get(expected.dtype.kind, expected.dtype)}, got {KINDS.get(came.dtype.kind, came.dtype)}"
        )
    wrong = _wrong(expected, came, tolerance)
    return _entry(expected, came, wrong, tolerance) if wrong.any() else ""


def _wrong(expected: Array, came: Array, tolerance: float) -> Array:
    """Which entries differ by more than the tolerance, relative to the largest expected one."""
    if expected.dtype.kind not in "fc":
        return np.asarray(came != expected)
    scale = np.abs(expected[np.isfinite(expected)]).max(initial=0)
    return np.asarray(~np.isclose(came, expected, rtol=0, atol=tolerance * scale, equal_nan=True))


def _entry(expected: Array, came: Array, wrong: Array, tolerance: float) -> str:
    """The first wrong entry, and what all of them have in common."""
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    where = f"entry {list(first)}: " if first else ""
    many = f" ({wrong.sum()} of {wrong.size} entries differ)" if first else ""
    return f"{where}expected {expected[first]:.6g}, got {came[first]:.6g}{many}{_pattern(expected, came, tolerance)}"


def _pattern(expected: Array, came: Array, tolerance: float) -> str:
    if expected.dtype.kind != "f" or not (np.isfinite(expected).all() and np.abs(expected).max() > 0):
        return ""
    if not np.isfinite(came).all():
        return "; NaN comes from 0/0, inf − inf or the logarithm of a negative number, inf from an exp that overflows"
    if came.ndim == 2 and came.shape == came.T.shape and not _wrong(expected.T, came, tolerance).any():
        return "; this is the transpose"
    if not _wrong(-expected, came, tolerance).any():
        return "; only the sign is wrong"
    factor = float((came * expected).sum() / np.square(expected).sum())
    if expected.size == 1 or factor == 0 or _wrong(factor * expected, came, tolerance).any():
        return ""
    times = f"{factor:.4g} times" if abs(factor) > 1 else f"1/{1 / factor:.4g} of"
    return f"; every entry is {times} what it should be"
