"""Data: what a file says is what comes out, a damaged file is refused, and without files there is the stand-in."""

import gzip
import multiprocessing
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from helpers import cache, characters, data, readers, splits, standins

# An F: no turn or mirror image of it looks the same.
GLYPH = np.zeros((28, 28), np.uint8)
GLYPH[4:24, 6:9] = GLYPH[4:7, 6:20] = 255
GLYPH[12:15, 6:16] = 200


def write_idx(path: Path, array: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()
    path.write_bytes(gzip.compress(content, 1) if path.suffix == ".gz" else content)


def write_pair(stem: Path, images: np.ndarray, labels: np.ndarray, suffix: str = "") -> None:
    write_idx(stem.with_name(f"{stem.name}-images-idx3-ubyte{suffix}"), images)
    write_idx(stem.with_name(f"{stem.name}-labels-idx1-ubyte{suffix}"), labels)


def images_like(glyph: np.ndarray, count: int) -> np.ndarray:
    """The glyph `count` times, each marked with its number in one corner."""
    images = np.repeat(glyph[None], count, axis=0)
    images[:, 0, 0] = np.arange(count) % 251
    return images


def write_mat(path: Path, part: str, count: int = 72, **changes: object) -> None:
    """A small NIST36 file: transposed, paper = 1; `changes` replace variables (None removes one)."""
    glyph = np.zeros((32, 32))
    glyph[2:30, 2:30] = GLYPH / 255.0
    rows = np.repeat(1 - glyph.T.reshape(1, -1), count, axis=0)
    variables = {f"{part}_data": rows, f"{part}_labels": np.eye(36)[np.arange(count) % 36], **changes}
    path.parent.mkdir(parents=True, exist_ok=True)
    savemat(path, {name: value for name, value in variables.items() if value is not None})


def drawn(name: str, seed: int = 0) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """In the place of the drawing, which has its own tests."""
    side, classes = (32, 36) if name == "nist36" else (28, len(readers.SETS[name].classes))
    labels = np.arange(2 * classes, dtype=np.int32) % classes
    images = np.random.default_rng(seed).integers(0, 256, (len(labels), side, side), dtype=np.uint8)
    return {part: (images, labels) for part in splits.PARTS}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder in the place of the repository's, and a fresh process's memory."""
    monkeypatch.setattr(data, "FOLDER", tmp_path / "data")
    monkeypatch.setattr(data, "_told", set())
    monkeypatch.setattr("helpers.standins.draw", drawn)
    (tmp_path / "data").mkdir()
    cache.stand_in.cache_clear()
    yield tmp_path / "data"
    cache.stand_in.cache_clear()


@pytest.fixture
def mnist(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """MNIST's files with 60 + 10 images; returns the folder of the raw files."""
    monkeypatch.setattr(characters, "MNIST_COUNTS", {"train": 60, "t10k": 10})
    monkeypatch.setattr(characters, "MNIST_VALID", {"MNIST": 5, "FashionMNIST": 6})
    for part, count in characters.MNIST_COUNTS.items():
        write_pair(folder / "MNIST/raw" / part, images_like(GLYPH, count), np.arange(count) % 10)
    return folder / "MNIST/raw"


@pytest.fixture
def nist36(folder: Path) -> Path:
    for part in splits.PARTS:
        write_mat(folder / f"nist36/nist36_{part}.mat", part)
    return folder / "nist36"


@pytest.fixture
def emnist(folder: Path) -> Path:
    for part, count in (("train", 940), ("test", 94)):
        stem = folder / "EMNIST/raw" / f"emnist-balanced-{part}"
        write_pair(stem, images_like(GLYPH.T, count), np.arange(count) % 47)
    return folder / "EMNIST/raw"


# Reading


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_mnist_is_read_as_it_is_and_its_last_images_are_valid(mnist: Path, suffix: str) -> None:
    if suffix:
        for file in list(mnist.iterdir()):
            file.with_name(file.name + ".gz").write_bytes(gzip.compress(file.read_bytes()))
            file.unlink()
    ds = data.load("mnist")
    assert (ds.name, ds.source, ds.classes) == ("mnist", "real", tuple("0123456789"))
    assert [len(split) for split in (ds.train, ds.valid, ds.test)] == [55, 5, 10]
    np.testing.assert_array_equal(ds.train.images[0], GLYPH)
    np.testing.assert_array_equal(ds.valid.images[:, 0, 0], np.arange(55, 60))
    np.testing.assert_array_equal(ds.valid.labels, np.arange(55, 60) % 10)
    ds.train.images[0] = 0  # an array of one's own


def test_fashion_mnist_is_split_80_10_10_with_the_official_test_set_beside_it(mnist: Path, folder: Path) -> None:
    (folder / "MNIST").rename(folder / "FashionMNIST")
    ds = data.load("fashion_mnist")
    assert (ds.name, ds.source, ds.classes[0], ds.classes[9]) == ("fashion_mnist", "real", "T-shirt", "Ankle boot")
    assert [len(part) for part in (ds.train, ds.valid, ds.test)] == [54, 6, 10]
    assert ds.valid.labels.tolist() == [4, 5, 6, 7, 8, 9]


def test_emnist_comes_upright_with_a_stratified_tenth_as_valid(emnist: Path) -> None:
    ds = data.load("emnist")
    assert "".join(ds.classes) == "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"
    assert [len(split) for split in (ds.train, ds.valid, ds.test)] == [846, 94, 94]
    np.testing.assert_array_equal(ds.test.images[0], GLYPH)
    np.testing.assert_array_equal(ds.train.images[5, 1:], GLYPH[1:])
    np.testing.assert_array_equal(np.bincount(ds.train.labels), np.full(47, 18))
    np.testing.assert_array_equal(np.bincount(ds.valid.labels), np.full(47, 2))
    np.testing.assert_array_equal(ds.valid.images, data.load("emnist").valid.images)


def test_nist36_comes_upright_with_bright_ink(nist36: Path) -> None:
    ds = data.load("nist36")
    assert "".join(ds.classes) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    assert ds.train.images.shape == (72, 32, 32)
    np.testing.assert_array_equal(ds.train.images[7, 2:30, 2:30], GLYPH)
    assert ds.train.images[:, :2].max() == 0
    np.testing.assert_array_equal(ds.test.labels, np.arange(72) % 36)


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    path.write_bytes({
        "truncated": content[:-100], "longer": content + b"\0", "empty": b"", "short header": content[:7],
        "web page": b"<!DOCTYPE html><html>", "other type": content[:2] + b"\x0d" + content[3:],
    }[how])  # fmt: skip


@pytest.mark.parametrize("how", ["truncated", "longer", "empty", "short header", "web page", "other type"])
def test_a_damaged_idx_file_is_named_and_never_replaced_by_the_stand_in(mnist: Path, how: str) -> None:
    damage(mnist / "train-images-idx3-ubyte", how)
    with pytest.raises(ValueError, match=r"train-images-idx3-ubyte: expected .*, got .*fetch mnist, or move it away"):
        data.load("mnist")


@pytest.mark.parametrize("how", ["truncated", "web page"])
def test_a_damaged_gzip_file_is_named(mnist: Path, how: str) -> None:
    file = mnist / "train-images-idx3-ubyte"
    (mnist / f"{file.name}.gz").write_bytes(gzip.compress(np.random.default_rng(0).bytes(1000)))
    file.unlink()
    damage(mnist / f"{file.name}.gz", how)
    with pytest.raises(ValueError, match=r"ubyte\.gz: expected a whole gzip file, got a damaged one"):
        data.load("mnist")


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (np.zeros((60, 27, 28)), np.zeros(60), r"images of shape \(N, 28, 28\), got \(60, 27, 28\)"),
        (np.zeros((0, 28, 28)), np.zeros(0), r"images of shape \(N, 28, 28\), got \(0, 28, 28\)"),
        (np.zeros((60, 28, 28)), np.zeros(59), r"60 labels, one an image, got 59"),
        (np.zeros((60, 28, 28)), np.full(60, 10), r"labels 0 to 9, got a label 10"),
        (np.zeros((50, 28, 28)), np.zeros(50), r"60 images, got 50"),
    ],
)
def test_idx_files_with_other_contents_are_refused(
    mnist: Path, images: np.ndarray, labels: np.ndarray, message: str
) -> None:
    write_pair(mnist / "train", images, labels)
    with pytest.raises(ValueError, match=message):
        data.load("mnist")


def test_emnist_with_too_few_examples_says_so(emnist: Path) -> None:
    write_pair(emnist / "emnist-balanced-train", images_like(GLYPH, 47), np.arange(47))
    with pytest.raises(ValueError, match="two or more of each of 47 classes"):
        data.load("emnist")


NOT_A_NUMBER = np.full((72, 1024), np.nan)
TWO_ONES = np.eye(36)[np.arange(72) % 36] + np.eye(36)[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"train_data": None}, "a variable 'train_data', got variables: train_labels"),
        ({"train_data": NOT_A_NUMBER}, r"train_data in \[0, 1\], got values from nan to nan"),
        ({"train_data": np.full((72, 1024), 255.0)}, r"train_data in \[0, 1\], got values from 255 to 255"),
        ({"train_data": np.zeros((72, 1000))}, r"shape \(N, 1024\), got float64 \(72, 1000\)"),
        ({"train_data": np.array(["text"] * 72)}, r"train_data to be numbers"),
        ({"train_data": np.zeros((72, 1024), complex)}, r"train_data to be numbers"),
        ({"train_data": np.zeros((71, 1024))}, "71 rows of train_labels, one an image, got 72"),
        ({"train_labels": np.zeros((72, 35))}, r"train_labels to be numbers of shape \(N, 36\)"),
        ({"train_labels": np.zeros((72, 36))}, "one-hot"),
        ({"train_labels": TWO_ONES}, "one-hot"),
    ],
)
def test_mat_files_with_other_contents_are_refused(nist36: Path, changes: dict, message: str) -> None:
    write_mat(nist36 / "nist36_train.mat", "train", **changes)
    with pytest.raises(ValueError, match=rf"nist36_train\.mat: expected .*{message}.*fetch nist36"):
        data.load("nist36")


@pytest.mark.parametrize("how", ["truncated", "empty", "web page"])
def test_a_damaged_mat_file_is_named(nist36: Path, how: str) -> None:
    damage(nist36 / "nist36_valid.mat", how)
    with pytest.raises(ValueError, match=r"nist36_valid\.mat: expected a MATLAB 5 \.mat file, got"):
        data.load("nist36")


# Finding


def test_a_set_that_is_there_in_part_names_what_is_missing(mnist: Path) -> None:
    (mnist / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(FileNotFoundError, match=r"mnist: MNIST/raw/t10k-labels-idx1-ubyte not found in .*fetch mnist"):
        data.load("mnist")


def test_workbook_data_comes_first_then_the_repository(
    mnist: Path, nist36: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "chosen"
    for part, count in characters.MNIST_COUNTS.items():
        write_pair(chosen / "MNIST/raw" / part, images_like(255 - GLYPH, count), np.arange(count) % 10)
    monkeypatch.setenv("WORKBOOK_DATA", str(chosen))
    assert data.load("mnist").train.images[0, 5, 5] == 255
    assert data.where("mnist") == chosen
    assert data.where("nist36") == data.FOLDER
    assert data.where("emnist") is None
    damage(chosen / "MNIST/raw/train-images-idx3-ubyte", "truncated")
    with pytest.raises(ValueError, match=rf"fetch mnist --to {chosen}"):
        data.load("mnist")


def test_workbook_data_must_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match=r"WORKBOOK_DATA=.*nowhere: no such folder"):
        data.load("mnist")


def test_without_files_the_stand_in_comes_and_says_so_once(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = data.load("mnist"), data.load("mnist")
    line = "mnist: no real files here, so the drawn stand-in is used. Real data: python -m helpers.data fetch mnist\n"
    assert capsys.readouterr().out == line
    assert (first.name, first.source) == ("mnist (stand-in)", "stand-in")
    assert first.train.labels.dtype == np.int64
    first.train.images[:] = 0
    assert second.train.images.any(), "one lesson's changes must not reach another's"


@pytest.mark.parametrize("name", [name for name in data.NAMES if readers.SETS[name].drawn])
def test_the_stand_in_is_drawn_for_the_classes_of_the_real_set(name: str) -> None:
    assert standins.SPECS[name].classes == readers.SETS[name].classes


def test_without_a_stand_in_the_remedy_is_said() -> None:
    assert [name for name in data.NAMES if name not in standins.SPECS] == ["flowers102"]
    with pytest.raises(FileNotFoundError, match=r"flowers102: no real files in .*Fetch them: .*fetch flowers102"):
        data.load("flowers102")
    with pytest.raises(ValueError, match=r"flowers102: there is no stand-in\. Real data: .*fetch flowers102"):
        data.load("flowers102", "stand-in")


def test_a_source_can_be_forced(mnist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert data.load("mnist", "stand-in").source == "stand-in"
    assert capsys.readouterr().out == ""
    assert data.load("mnist", "real").source == "real"
    with pytest.raises(
        FileNotFoundError, match=r"emnist: no real files in .*data\. Fetch them: python -m helpers\.data"
    ):
        data.load("emnist", "real")
    with pytest.raises(ValueError, match="expected 'real', 'stand-in' or None, got 'reel'"):
        data.load("mnist", "reel")  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "hint"), [("MNIST", "'mnist'"), ("nist", "nist"), ("emnst", "'emnist'")])
def test_an_unknown_name_gets_a_suggestion(name: str, hint: str) -> None:
    with pytest.raises(ValueError, match=rf"no data set '{name}': expected one of mnist, .*Did you mean .*{hint}"):
        data.load(name)
    with pytest.raises(ValueError, match=rf"{data.NAMES[-1]}\.$"):
        data.load("zebra")


# Split and Dataset


def split(count: int = 4, side: int = 3) -> data.Split:
    images = np.arange(count * side * side, dtype=np.uint8).reshape(count, side, side)
    return data.Split(images, np.arange(count, dtype=np.int64))


def test_split_flat_and_take() -> None:
    whole = split()
    assert len(whole) == 4
    assert repr(whole) == "Split(4 images of 3 x 3)"
    flat = whole.flat()
    assert flat.dtype == np.float32
    np.testing.assert_array_equal(flat, whole.images.reshape(4, 9).astype(np.float32) / np.float32(255))
    for index in ([2, 0], np.array([2, 0]), slice(2, None, -2)):
        np.testing.assert_array_equal(whole.take(index).labels, [2, 0])
    np.testing.assert_array_equal(whole.take(whole.labels > 2).images, whole.images[3:])
    assert len(whole.take(1)) == 1
    rgb = data.Split(np.zeros((2, 5, 4, 3), np.uint8), np.zeros(2, np.int64))
    assert rgb.flat().shape == (2, 60)


@pytest.mark.parametrize(
    ("images", "labels", "error", "message"),
    [
        (np.zeros((2, 3, 3)), np.zeros(2, int), TypeError, "images as a NumPy array of uint8, got float64"),
        ([[[1]]], np.zeros(1, int), TypeError, "images as a NumPy array of uint8, got list"),
        (np.zeros((2, 3, 3), "u1"), np.zeros(2, "u1"), TypeError, "labels as a NumPy array of int64, got uint8"),
        (np.zeros((2, 9), "u1"), np.zeros(2, int), ValueError, r"\(N, H, W\) or \(N, H, W, 3\), got \(2, 9\)"),
        (np.zeros((2, 3, 3, 4), "u1"), np.zeros(2, int), ValueError, r"got \(2, 3, 3, 4\)"),
        (np.zeros((2, 3, 3), "u1"), np.zeros(3, int), ValueError, r"labels of shape \(2,\), got \(3,\)"),
    ],
)
def test_split_refuses_other_arrays(images: object, labels: np.ndarray, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        data.Split(images, labels.astype(np.int64) if labels.dtype == int else labels)  # type: ignore[arg-type]


def test_dataset_checks_its_splits_and_says_what_it_is() -> None:
    ds = data.Dataset("tiny", ("a", "b", "c", "d"), "real", split(), split(), split())
    assert repr(ds) == "tiny: train 4, valid 4, test 4; images 3 x 3; 4 classes: a b c d"
    with pytest.raises(ValueError, match="tiny: expected valid labels 0 to 2, got 0 to 3"):
        data.Dataset("tiny", ("a", "b", "c"), "real", split(3), split(), split())
    with pytest.raises(ValueError, match=r"tiny: expected test images of shape \(3, 3\), got \(2, 2\)"):
        data.Dataset("tiny", ("a", "b", "c", "d"), "real", split(), split(), split(side=2))
    with pytest.raises(ValueError, match="expected source 'real' or 'stand-in', got 'fake'"):
        data.Dataset("tiny", ("a", "b", "c", "d"), "fake", split(), split(), split())  # type: ignore[arg-type]


# The cache of stand-ins


def no_drawing(name: str, seed: int = 0) -> None:
    raise AssertionError("drawn although there is a cache")


def test_a_stand_in_is_drawn_once_in_a_process_and_once_on_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    first = data.load("nist36")
    monkeypatch.setattr("helpers.standins.draw", no_drawing)
    data.load("nist36")
    cache.stand_in.cache_clear()  # another process
    second = data.load("nist36")
    np.testing.assert_array_equal(first.valid.images, second.valid.images)
    np.testing.assert_array_equal(first.valid.labels, second.valid.labels)


@pytest.mark.parametrize("how", ["truncated", "empty", "web page", "flipped bit", "other arrays"])
def test_a_damaged_cache_is_drawn_again_without_fuss(
    folder: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first = data.load("mnist", "stand-in")
    [file] = (folder / "standins").iterdir()
    if how == "flipped bit":
        content = bytearray(file.read_bytes())
        content[len(content) // 3] ^= 1
        file.write_bytes(content)
    elif how == "other arrays":
        np.savez(file, something=np.zeros(3))
    else:
        damage(file, how)
    before = file.read_bytes()
    cache.stand_in.cache_clear()
    np.testing.assert_array_equal(data.load("mnist", "stand-in").train.images, first.train.images)
    assert file.read_bytes() != before
    assert capsys.readouterr() == ("", "")


def test_another_drawing_makes_another_cache_and_removes_the_old_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = tmp_path / "drawing"
    drawing.mkdir()
    (drawing / "strokes.py").write_text("A = 1\n")
    monkeypatch.setattr(cache, "DRAWING", drawing)
    data.load("mnist", "stand-in")
    data.load("emnist", "stand-in")
    [old] = (folder / "standins").glob("mnist-*")
    (drawing / "strokes.py").write_text("A = 2\n")
    cache.stand_in.cache_clear()
    data.load("mnist", "stand-in")
    [new] = (folder / "standins").glob("mnist-*")
    assert new.name != old.name
    assert len(list((folder / "standins").iterdir())) == 2, "another set's cache is left alone"


def test_where_nothing_can_be_written_there_is_no_cache_and_no_complaint(folder: Path) -> None:
    (folder / "standins").write_text("a file where the folder should be")
    assert data.load("mnist", "stand-in").source == "stand-in"
    (folder / "standins").unlink()
    folder.rmdir()
    cache.stand_in.cache_clear()
    assert data.load("mnist", "stand-in").source == "stand-in"
    assert not folder.exists(), "no data folder is made where there is none"


def _write_and_read(file: Path, start: object) -> None:
    start.wait()  # type: ignore[attr-defined]
    for seed in range(30):
        images = np.random.default_rng(seed).integers(0, 256, (20, 28, 28), dtype=np.uint8)
        cache._write(file, {"images": images})
        arrays = cache._read(file, ("images",))
        assert arrays is not None
        assert arrays["images"].shape == (20, 28, 28)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_processes_that_cache_at_once_never_see_half_a_file(folder: Path) -> None:
    context = multiprocessing.get_context("fork")
    start = context.Barrier(2)
    file = folder / "standins" / "mnist-0-key.npz"
    both = [context.Process(target=_write_and_read, args=(file, start)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(30)
    assert [process.exitcode for process in both] == [0, 0]
    assert [path.name for path in file.parent.iterdir()] == [file.name]


# Real data


@pytest.mark.real
@pytest.mark.filterwarnings("ignore")  # torchvision's affair
@pytest.mark.parametrize(
    ("name", "kind", "valid"), [("mnist", "MNIST", 5_000), ("fashion_mnist", "FashionMNIST", 6_000)]
)
def test_real_mnist_is_what_torchvision_reads(name: str, kind: str, valid: int) -> None:
    import torchvision

    ds, root = data.load(name, "real"), data.where(name)
    assert [len(part) for part in (ds.train, ds.valid, ds.test)] == [60_000 - valid, valid, 10_000]
    torchvision_set = getattr(torchvision.datasets, kind)
    train, test = torchvision_set(root, train=True), torchvision_set(root, train=False)
    np.testing.assert_array_equal(np.concatenate([ds.train.images, ds.valid.images]), train.data.numpy())
    np.testing.assert_array_equal(np.concatenate([ds.train.labels, ds.valid.labels]), train.targets.numpy())
    np.testing.assert_array_equal(ds.test.images, test.data.numpy())
    np.testing.assert_array_equal(ds.test.labels, test.targets.numpy())
    assert np.bincount(ds.valid.labels).min() > 400


@pytest.mark.real
@pytest.mark.filterwarnings("ignore")
def test_real_emnist_is_what_torchvision_reads_turned_upright() -> None:
    import torchvision

    ds, root = data.load("emnist", "real"), data.where("emnist")
    train = torchvision.datasets.EMNIST(root, split="balanced", train=True)
    test = torchvision.datasets.EMNIST(root, split="balanced", train=False)
    assert ds.classes == tuple(train.classes)
    assert len(ds.train) + len(ds.valid) == len(train)
    np.testing.assert_array_equal(ds.test.images, test.data.numpy().transpose(0, 2, 1))
    np.testing.assert_array_equal(ds.test.labels, test.targets.numpy())
    whole = np.bincount(train.targets.numpy(), minlength=47)
    assert np.abs(np.bincount(ds.valid.labels, minlength=47) - whole / 10).max() <= 1
    assert is_upright(ds)


@pytest.mark.real
def test_real_nist36_is_balanced_and_upright() -> None:
    ds = data.load("nist36", "real")
    for part in (ds.train, ds.valid, ds.test):
        counts = np.bincount(part.labels, minlength=36)
        assert counts.min() == counts.max() > 0
    assert is_upright(ds)
    assert np.median(ds.train.images) == 0, "most of an image is paper, and paper is dark"


def is_upright(ds: data.Dataset) -> bool:
    """An L has its ink at the left and below, a T above: true of the mean image, and of no turn or mirror of it."""
    half = ds.train.images.shape[1] // 2
    mean = {letter: ds.train.images[ds.train.labels == ds.classes.index(letter)].mean(axis=0) for letter in "LT"}
    left, below = mean["L"][:, :half].sum(), mean["L"][half:].sum()
    above = mean["T"][:half].sum()
    return bool(left > 0.5 * mean["L"].sum() < below and above > 0.5 * mean["T"].sum())


def test_the_environment_can_force_the_source(monkeypatch):
    monkeypatch.setenv("WORKBOOK_SOURCE", "real")
    with pytest.raises(FileNotFoundError, match="no real files"):
        data.load("mnist")
    assert data.load("mnist", source="stand-in").source == "stand-in"
    monkeypatch.setenv("WORKBOOK_SOURCE", "drawn")
    with pytest.raises(ValueError, match=r"WORKBOOK_SOURCE.*'drawn'"):
        data.load("mnist")


def test_a_relative_data_folder_may_be_meant_from_the_projects_root(monkeypatch, tmp_path):
    (tmp_path / "project/data").mkdir(parents=True)
    (tmp_path / "shared").mkdir()
    monkeypatch.setattr(data, "FOLDER", tmp_path / "project/data")
    monkeypatch.setenv("WORKBOOK_DATA", "../shared")
    monkeypatch.chdir(tmp_path / "project/data")  # from here ../shared is no folder, from the root it is
    assert data.folders()[0].resolve() == tmp_path / "shared"
