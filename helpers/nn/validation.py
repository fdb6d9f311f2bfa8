"""What a network refuses, and how it says so: what was expected, what came, what to do."""

import warnings
from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import DTypeLike

from .functions import Array


def known(what: str, name: str, names: Collection[str]) -> None:
    """Raise ValueError unless ``name`` is one of ``names``."""
    if name not in names:
        raise ValueError(f"{what}: expected one of {', '.join(sorted(names))}, got {name!r}")


def architecture(sizes: Sequence[int], l2: float, dtype: DTypeLike) -> None:
    """Raise ValueError for what makes no network."""
    if len(sizes) < 2 or any(size < 1 or size != int(size) for size in sizes):
        raise ValueError(f"sizes: expected at least two positive whole numbers, got {tuple(sizes)}")
    if not (np.isfinite(l2) and l2 >= 0):
        raise ValueError(f"l2: expected a number >= 0, got {l2}")
    if np.dtype(dtype) not in (np.float32, np.float64):
        raise ValueError(f"dtype: expected float32 or float64, got {np.dtype(dtype).name}")


def training(learning_rate: float | Callable[[int], float], momentum: float, batch_size: int | None) -> None:
    """Raise ValueError for settings that no training can have."""
    if not callable(learning_rate) and not (np.isfinite(learning_rate) and learning_rate > 0):
        raise ValueError(f"learning_rate: expected a positive number, got {learning_rate}")
    if not 0 <= momentum < 1:
        raise ValueError(f"momentum: expected 0 <= momentum < 1, got {momentum}")
    if batch_size is not None and batch_size < 1:
        raise ValueError(f"batch_size: expected at least 1, or None for the whole training set, got {batch_size}")


def inputs(X: Array, n_features: int, dtype: DTypeLike, name: str = "X") -> Array:
    """X as a ``(N, n_features)`` array of the network's dtype, or a ValueError that says what is wrong."""
    X = np.asarray(X)
    if X.ndim != 2 or X.shape[1] != n_features:
        hint = ""
        if X.ndim == 2 and X.shape[0] == n_features:
            hint = "; did you pass X transposed?"
        elif X.ndim > 2 and np.prod(X.shape[1:]) == n_features:
            hint = "; flatten the images first: X.reshape(len(X), -1)"
        elif X.ndim == 1 and len(X) == n_features:
            hint = "; for a single example pass X[np.newaxis]"
        raise ValueError(f"{name}: expected shape (N, {n_features}), got {X.shape}{hint}")
    if X.dtype.kind != "f":
        raise ValueError(f"{name}: expected floats, got {X.dtype}; scale pixels to [0, 1]: X / 255")
    if not len(X):
        raise ValueError(f"{name}: expected at least one example, got none")
    if not _finite(X):
        rows = np.flatnonzero(~np.isfinite(X).all(axis=1))
        raise ValueError(f"{name}: {len(rows)} of {len(X)} examples hold NaN or infinity, the first is row {rows[0]}")
    return X.astype(dtype, copy=False)


def labels(y: Array, n_examples: int, n_classes: int, name: str = "y") -> Array:
    """Y as integer labels ``(n_examples,)`` in [0, n_classes), or a ValueError that says what is wrong."""
    y = np.asarray(y)
    if y.shape != (n_examples,):
        hint = "; turn one-hot rows into labels: y.argmax(axis=1)" if y.shape == (n_examples, n_classes) else ""
        raise ValueError(f"{name}: expected integer labels of shape ({n_examples},), got {y.shape}{hint}")
    if y.dtype.kind not in "iu":
        raise ValueError(f"{name}: expected integer labels, got {y.dtype}")
    if y.min() < 0 or y.max() >= n_classes:
        raise ValueError(f"{name}: expected labels from 0 to {n_classes - 1}, got {y.min()} to {y.max()}")
    return y


def targets(y: Array, shape: tuple[int, int], dtype: DTypeLike, name: str = "y") -> Array:
    """Y as float targets of that shape, or a ValueError that says what is wrong."""
    y = np.asarray(y)
    if y.shape != shape or y.dtype.kind != "f":
        raise ValueError(f"{name}: expected float targets of shape {shape}, got {y.dtype} of shape {y.shape}")
    if not _finite(y):
        raise ValueError(f"{name}: the targets hold NaN or infinity")
    return y.astype(dtype, copy=False)


def _finite(values: Array) -> bool:
    """Whether all values are finite: NaN and infinity show in the smallest or the largest."""
    return bool(np.isfinite(values.min()) and np.isfinite(values.max()))


def scaled(X: Array) -> None:
    """Warn about inputs that look like raw pixels from 0 to 255."""
    if X.min() >= 0 and X.max() > 100:
        warnings.warn(
            f"X reaches {X.max():g}: networks learn badly from inputs that large. Scale pixels to [0, 1]: X / 255.",
            stacklevel=3,
        )
