"""Reading photographs that are published as arrays: CIFAR-10's batches, the Olivetti faces.

Both are (or may be) pickles, and unpickling runs whatever the file says. CIFAR-10's are read only if they are the
published ones; of scikit-learn's cache of the faces, which is another file on every machine, only the one array.
"""

import io
import math
import pickle
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .splits import PARTS, Arrays, DataError, Splits, expect, hold_out, shuffled

CIFAR10_BATCHES = (*(f"cifar-10-batches-py/data_batch_{k}" for k in range(1, 6)), "cifar-10-batches-py/test_batch")
CIFAR10_FILES = (*CIFAR10_BATCHES, "cifar-10-batches-py/batches.meta")
CIFAR10_VALID = 0.1  # of each class of train

PEOPLE, PICTURES, SIDE = 40, 10, 64  # of the Olivetti faces
PKZ_LIMIT = 32_000_000  # bytes; the array of float64 has 13 million


def read_cifar10(root: Path) -> Splits:
    """CIFAR-10 from its official Python batches, in their order; a stratified tenth of train is valid.

    Args:
        root: the data folder; all of ``CIFAR10_FILES`` are there.

    Raises:
        DataError: a file has not the md5 that torchvision knows. Such a file is not unpickled.
    """
    from torchvision.datasets import CIFAR10
    from torchvision.datasets.utils import check_integrity

    published = [*CIFAR10.train_list, *CIFAR10.test_list, (CIFAR10.meta["filename"], CIFAR10.meta["md5"])]
    for name, md5 in published:
        file = root / CIFAR10.base_folder / name
        expect(check_integrity(file, md5), file, f"the published file (md5 {md5})", "another one")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's, of how the old pickles write a dtype
        parts = {part: CIFAR10(root, train=part == "train") for part in ("train", "test")}
    images, labels = parts["train"].data, np.array(parts["train"].targets, dtype=np.int64)
    chosen = hold_out(labels, CIFAR10_VALID)
    return {
        "train": (images[~chosen], labels[~chosen]),
        "valid": (images[chosen], labels[chosen]),
        "test": (np.ascontiguousarray(parts["test"].data), np.array(parts["test"].targets, dtype=np.int64)),
    }


def read_olivetti_mat(path: Path) -> Splits:
    """The Olivetti faces from S. Roweis' .mat file, the one that scikit-learn fetches: `faces` (4096, 400)."""
    from scipy.io import loadmat

    try:
        content = loadmat(path, variable_names=["faces"])
    except Exception as error:  # scipy raises almost anything on a damaged file
        raise DataError(path, "a MATLAB 5 .mat file", f"{type(error).__name__} ({error})") from error
    expect("faces" in content, path, "a variable 'faces'", "none of that name")
    return _split_faces(np.asarray(content["faces"]).T, path)


def read_olivetti_pkz(path: Path) -> Splits:
    """The Olivetti faces from scikit-learn's cache of them, without running what a pickle may say.

    ``sklearn.datasets.fetch_olivetti_faces`` would unpickle the file; nobody can publish a checksum of it, for it
    depends on the versions that wrote it.
    """
    return _split_faces(read_joblib_array(path), path)


def _split_faces(rows: NDArray[Any], path: Path) -> Splits:
    """Of each person's ten pictures, chosen by chance, six are train, two valid and two test.

    The gray values are those of the file, where scikit-learn stretches them: their brightest is 242.
    """
    shape = (PEOPLE * PICTURES, SIDE * SIDE)
    good = rows.shape == shape and rows.dtype.kind in "uf"
    expect(good, path, f"numbers of shape {shape}", f"{rows.dtype} {rows.shape}")
    low, high = float(rows.min()), float(rows.max())
    good = bool(np.isfinite(rows).all()) and 0 <= low < high <= 255
    expect(good, path, "gray values in [0, 255] or [0, 1], not all the same", f"values from {low:g} to {high:g}")
    grays = np.rint(rows.astype(np.float64) * (255 if high <= 1 else 1)).astype(np.uint8)
    images = np.ascontiguousarray(grays.reshape(-1, SIDE, SIDE).transpose(0, 2, 1))  # they are stored transposed
    labels = np.arange(PEOPLE * PICTURES, dtype=np.int64) // PICTURES
    chosen = np.zeros(len(labels), dtype=np.int64)
    test = hold_out(labels, 0.2, seed=0)
    chosen[test] = PARTS.index("test")
    chosen[np.flatnonzero(~test)[hold_out(labels[~test], 0.25, seed=1)]] = PARTS.index("valid")
    split: dict[str, Arrays] = {part: (images[chosen == k], labels[chosen == k]) for k, part in enumerate(PARTS)}
    return {part: shuffled(arrays) for part, arrays in split.items()}


class _ArrayFollows(Exception):  # noqa: N818 - no error, but the end of what has to be unpickled
    """Raised where a joblib pickle has described an array, whose bytes come next."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.state = state


class _Description:
    """In the place of joblib's NumpyArrayWrapper."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        raise _ArrayFollows(state)


class _OneArray(pickle.Unpickler):
    """Knows the three names that describe an array, and no other."""

    names = {  # noqa: RUF012
        ("joblib.numpy_pickle", "NumpyArrayWrapper"): _Description,
        ("numpy", "ndarray"): "ndarray",  # named, never called
        ("numpy", "dtype"): np.dtype,
    }

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.names:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return self.names[module, name]


def read_joblib_array(path: Path) -> NDArray[Any]:
    """Read a file that is one array of numbers, as ``joblib.dump(array, path, compress=...)`` writes it.

    Unlike ``joblib.load`` this runs nothing that the file may ask for.

    Raises:
        DataError: anything else is in the file.
    """
    expected = "a single array, as scikit-learn keeps it"
    try:
        stream = io.BytesIO(zlib.decompressobj().decompress(path.read_bytes(), PKZ_LIMIT))
        _OneArray(stream).load()
        raise DataError(path, expected, "something else")
    except _ArrayFollows as found:
        state = found.state
    except DataError:
        raise
    except Exception as error:  # unpickling raises almost anything on a damaged file
        raise DataError(path, expected, f"something else ({error})") from error
    try:
        dtype, shape, columns_first = state["dtype"], tuple(map(int, state["shape"])), state["order"] == "F"
        if state.get("numpy_array_alignment_bytes") is not None:
            stream.read(stream.read(1)[0])  # so many bytes of padding
    except Exception as error:
        raise DataError(path, expected, f"a damaged description of it ({error!r})") from error
    expect(isinstance(dtype, np.dtype) and dtype.kind in "uf", path, "an array of numbers", f"one of {dtype}")
    content = stream.read()[:-1]  # the last one ends the pickle
    length = math.prod(shape) * dtype.itemsize
    expect(
        len(content) == length and min(shape, default=0) >= 0,
        path,
        f"{length:,} bytes of {dtype} {shape}",
        f"{len(content):,}",
    )
    array: NDArray[Any] = np.frombuffer(content, dtype=dtype)
    return array.reshape(shape[::-1]).T if columns_first else array.reshape(shape)
