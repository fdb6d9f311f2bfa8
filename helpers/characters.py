"""Reading published characters and garments (idx, .mat) into upright, ink-bright images, refusing what is not right.

The idx format is described at MNIST's homepage (http://yann.lecun.com/exdb/mnist/). torchvision's reader of it checks
by ``assert`` and needs torch, so its few lines are written out here.
"""

import gzip
import math
import string
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .splits import Arrays, DataError, Splits, existing, expect

DIGITS = tuple(string.digits)
NIST36_CLASSES = tuple(string.ascii_uppercase + string.digits)
# In the order of EMNIST's mapping file; lower-case letters that look like their capitals are merged with them.
EMNIST_CLASSES = tuple(string.digits + string.ascii_uppercase + "abdefghnqrt")

# In the order of the labels, as the authors name them; their first class is "T-shirt/top".
GARMENTS = ("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")

MNIST_COUNTS = {"train": 60_000, "t10k": 10_000}  # of MNIST and of Fashion-MNIST
MNIST_VALID = {"MNIST": 5_000, "FashionMNIST": 6_000}
EMNIST_SEED = 0


def idx_files(stem: str) -> tuple[str, str]:
    """The two files of which a part of MNIST or EMNIST consists."""
    return f"{stem}-images-idx3-ubyte", f"{stem}-labels-idx1-ubyte"


def read_idx(path: Path, ndim: int) -> NDArray[np.uint8]:
    """Read an idx file of unsigned bytes, plain or gzipped.

    Args:
        path: the file; a name that ends in .gz is unpacked on the way.
        ndim: how many axes the array must have (3 for images, 1 for labels).

    Returns:
        uint8 array with the shape that the file's header states.

    Raises:
        DataError: wrong magic number, header or length, or a damaged gzip stream.
    """
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(path, "a whole gzip file", f"a damaged one ({error})") from error
    magic, header = bytes([0, 0, 8, ndim]), 4 + 4 * ndim
    starts = f"first bytes {content[:4].hex(' ')}" if content else "an empty file"
    expect(content[:4] == magic, path, f"an idx{ndim}-ubyte file (first bytes {magic.hex(' ')})", starts)
    expect(len(content) >= header, path, f"a header of {header} bytes", f"{len(content)} bytes")
    shape = tuple(np.frombuffer(content, dtype=">u4", count=ndim, offset=4).tolist())
    length = header + math.prod(shape)
    expect(len(content) == length, path, f"{length:,} bytes for shape {shape}", f"{len(content):,} bytes")
    return np.frombuffer(content, dtype=np.uint8, offset=header).reshape(shape)


def _read_idx_pair(root: Path, images_file: str, labels_file: str, classes: int) -> Arrays:
    """Images (N, 28, 28) as they are stored, and labels (N,) below `classes`."""
    images_path, labels_path = existing(root, images_file), existing(root, labels_file)
    assert images_path is not None  # `data.load` has looked
    assert labels_path is not None
    images, labels = read_idx(images_path, ndim=3), read_idx(labels_path, ndim=1)
    good = len(images) > 0 and images.shape[1:] == (28, 28)
    expect(good, images_path, "images of shape (N, 28, 28)", f"{images.shape}")
    expect(len(labels) == len(images), labels_path, f"{len(images):,} labels, one an image", f"{len(labels):,}")
    expect(labels.max() < classes, labels_path, f"labels 0 to {classes - 1}", f"a label {labels.max()}")
    return images, labels.astype(np.int64)


def read_mnist(root: Path, folder: str) -> Splits:
    """MNIST, or Fashion-MNIST in files of the same kind; the last images of the training file are valid."""
    pairs: Splits = {}
    for part, count in MNIST_COUNTS.items():
        images_file, labels_file = idx_files(f"{folder}/raw/{part}")
        images, labels = _read_idx_pair(root, images_file, labels_file, 10)
        expect(len(images) == count, root / images_file, f"{count:,} images", f"{len(images):,}")
        pairs[part] = (images.copy(), labels)  # what is read from bytes cannot be written to, which torch minds
    (images, labels), valid = pairs["train"], MNIST_VALID[folder]
    return {
        "train": (images[:-valid], labels[:-valid]),
        "valid": (images[-valid:], labels[-valid:]),
        "test": pairs["t10k"],
    }


def read_emnist(root: Path) -> Splits:
    """EMNIST Balanced, upright; a stratified tenth of the training file, drawn with a fixed seed, is valid."""
    from sklearn.model_selection import train_test_split  # here, for it takes a second to import

    pairs: Splits = {}
    for part in ("train", "test"):
        files = idx_files(f"EMNIST/raw/emnist-balanced-{part}")
        images, labels = _read_idx_pair(root, *files, len(EMNIST_CLASSES))
        pairs[part] = (np.ascontiguousarray(images.transpose(0, 2, 1)), labels)
    images, labels = pairs["train"]
    rarest = np.bincount(labels, minlength=len(EMNIST_CLASSES)).min()
    expect(
        len(labels) >= 470 and rarest >= 2,
        root / "EMNIST/raw/emnist-balanced-train-labels-idx1-ubyte",
        "470 examples or more, two or more of each of 47 classes, to take a tenth of them",
        f"{len(labels)} examples, {rarest} of the rarest class",
    )
    everything = np.arange(len(labels))
    train, valid = train_test_split(everything, test_size=0.1, stratify=labels, random_state=EMNIST_SEED)
    chosen = {"train": np.sort(train), "valid": np.sort(valid)}
    return {part: (images[index], labels[index]) for part, index in chosen.items()} | {"test": pairs["test"]}


def read_nist36(path: Path, part: str) -> Arrays:
    """Read one .mat file of NIST36: `{part}_data` (N, 1024) in [0, 1], `{part}_labels` (N, 36) one-hot.

    The file stores each image transposed and with paper = 1; what is returned is upright with ink = 255.

    Args:
        path: the .mat file.
        part: "train", "valid" or "test", the names' first half.

    Returns:
        images uint8 (N, 32, 32) and labels int64 (N,), A to Z and then 0 to 9.

    Raises:
        DataError: not a .mat file, a missing variable, wrong shapes, values or labels.
    """
    from scipy.io import loadmat

    try:
        content = loadmat(path)
    except Exception as error:  # scipy raises almost anything on a damaged file
        raise DataError(path, "a MATLAB 5 .mat file", f"{type(error).__name__} ({error})") from error
    arrays = []
    for name, width in ((f"{part}_data", 1024), (f"{part}_labels", len(NIST36_CLASSES))):
        found = ", ".join(key for key in content if not key.startswith("__")) or "none"
        expect(name in content, path, f"a variable {name!r}", f"variables: {found}")
        array = np.asarray(content[name])
        good = array.dtype.kind in "buif" and array.ndim == 2 and array.shape[1] == width and len(array) > 0
        expect(good, path, f"{name} to be numbers of shape (N, {width})", f"{array.dtype} {array.shape}")
        arrays.append(array)
    pixels, one_hot = arrays
    count = f"{len(pixels):,} rows of {part}_labels, one an image"
    expect(len(one_hot) == len(pixels), path, count, f"{len(one_hot):,}")
    span = f"values from {pixels.min():g} to {pixels.max():g}"
    good = bool(np.isfinite(pixels).all()) and pixels.min() >= 0 and pixels.max() <= 1
    expect(good, path, f"{part}_data in [0, 1]", span)
    good = bool(np.isin(one_hot, (0, 1)).all() and (one_hot.sum(axis=1) == 1).all())
    expect(good, path, f"{part}_labels one-hot (a single 1 in each row)", "other rows")
    images = np.rint(255 * (1 - pixels.astype(np.float32))).astype(np.uint8)
    upright = np.ascontiguousarray(images.reshape(-1, 32, 32).transpose(0, 2, 1))
    return upright, one_hot.argmax(axis=1).astype(np.int64)
