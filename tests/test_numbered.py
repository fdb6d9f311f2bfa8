"""Numbered pictures in one folder, as the Oxford flowers are published; MATLAB files say which is what."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat
from test_photos import write_pictures
from torchvision.datasets import Flowers102

from helpers import data, readers

SPLIT17 = {"trn1": [2, 4], "val1": [1], "tst1": [80]}  # of each species


def write_jpg(path: Path, red: int, green: int, blue: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (20, 16), (red, green, blue)).save(path, quality=95, subsampling=0)


def write_flowers(root: Path, **changes: object) -> None:
    """The published layout of the 17 species, with those pictures only that are in a part; red says the species."""
    starts = 80 * np.arange(17)[:, None]
    numbers = {name: (starts + chosen).reshape(1, -1).astype(np.uint16) for name, chosen in SPLIT17.items()}
    for chosen in numbers.values():
        for k in chosen[0].tolist():
            write_jpg(root / f"flowers17/jpg/image_{k:04}.jpg", 15 * ((k - 1) // 80), 3 * ((k - 1) % 80), 0)
    savemat(root / "flowers17/datasplits.mat", numbers | {"trn2": numbers["tst1"]} | changes)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder in the place of the repository's."""
    monkeypatch.setattr(data, "FOLDER", tmp_path / "data")
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def red(split: data.Split) -> list[int]:
    """What the red of each picture says."""
    return np.rint(split.images[:, 5, 5, 0] / 15).astype(int).tolist()


def test_flowers_are_read_as_they_are_published(folder: Path) -> None:
    write_flowers(folder)
    ds = data.load("flowers17")
    assert (ds.source, ds.classes[0], ds.classes[16]) == ("real", "daffodil", "pansy")
    assert [part.images.shape for part in (ds.train, ds.valid, ds.test)] == [
        (34, 128, 128, 3),
        (17, 128, 128, 3),
        (17, 128, 128, 3),
    ]
    for part in (ds.train, ds.valid, ds.test):
        assert red(part) == part.labels.tolist()
        assert (np.diff(part.labels) < 0).any(), "in random order"
    assert (ds.test.images[:, 5, 5, 1] > 200).all()
    np.testing.assert_array_equal(data.load("flowers17").train.images, ds.train.images)


def test_flowers_in_folders_give_the_same_labels(folder: Path) -> None:
    write_pictures(folder / "flowers17", readers.FLOWERS, {"train": 2, "val": 1, "test": 1})
    ds = data.load("flowers17")
    assert [len(part) for part in (ds.train, ds.valid, ds.test)] == [34, 17, 17]
    np.testing.assert_array_equal(ds.train.images[:, 5, 5, 0] // 10, ds.train.labels)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"trn1": [[1.0, 2.0]], "val1": [[2.0]]}, r"different pictures from 1 to 1360 in its parts, got others"),
        ({"trn1": [[0.0]]}, "different pictures from 1 to 1360"),
        ({"trn1": [[1361.0]]}, "different pictures from 1 to 1360"),
        ({"trn1": [["text"]]}, "a variable 'trn1', got variables: trn2, tst1, val1"),
        ({"trn1": [[3.0, 4.0]]}, r"the train pictures, got no image_0003\.jpg"),
    ],
)
def test_other_splits_are_refused(folder: Path, changes: dict, message: str) -> None:
    write_flowers(folder, **changes)
    with pytest.raises(ValueError, match=rf"flowers17.*: expected .*{message}.*fetch flowers17"):
        data.load("flowers17")


def test_a_damaged_file_of_splits_is_named(folder: Path) -> None:
    write_flowers(folder)
    (folder / "flowers17/datasplits.mat").write_bytes(b"<!DOCTYPE html>")
    with pytest.raises(ValueError, match=r"datasplits\.mat: expected a MATLAB 5 \.mat file, got"):
        data.load("flowers17")


def test_a_picture_that_cannot_be_used_is_named_and_left_out(folder: Path) -> None:
    write_flowers(folder)
    (folder / "flowers17/jpg/image_0002.jpg").write_bytes(b"no picture")
    with pytest.warns(UserWarning, match=r"1 of 68 files in .*jpg cannot be .*image_0002\.jpg"):
        assert len(data.load("flowers17").train) == 33


@pytest.fixture
def flowers102(folder: Path) -> Path:
    """Three pictures of each of the 102 kinds, in mixed order; red and green say the kind."""
    kinds = np.random.default_rng(0).permutation(np.repeat(np.arange(102), 3))
    order = np.argsort(kinds, kind="stable").reshape(102, 3) + 1
    for k, kind in enumerate(kinds.tolist(), 1):
        write_jpg(
            folder / f"flowers-102/jpg/image_{k:05}.jpg",
            15 * (kind % 16),
            15 * (kind // 16),
            60 * (order[kind].tolist().index(k)),
        )
    savemat(folder / "flowers-102/imagelabels.mat", {"labels": (kinds + 1)[None].astype(np.uint8)})
    parts = {name: order[:, [k]].T.astype(np.uint16) for k, name in enumerate(("trnid", "valid", "tstid"))}
    savemat(folder / "flowers-102/setid.mat", parts)
    return folder


def test_102_kinds_of_flowers_are_read_as_torchvision_reads_them(
    flowers102: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ds = data.load("flowers102")
    assert list(ds.classes) == Flowers102.classes
    monkeypatch.setattr(Flowers102, "_check_integrity", lambda self: True)
    for part, theirs in ((ds.train, "train"), (ds.valid, "val"), (ds.test, "test")):
        assert sorted(part.labels.tolist()) == list(range(102))
        seen = np.rint(part.images[:, 5, 5, :2] / 15).astype(int) @ (1, 16)
        assert seen.tolist() == part.labels.tolist()
        found = {picture.getpixel((5, 5)): label for picture, label in Flowers102(flowers102, theirs)}
        assert [found[tuple(image[5, 5].tolist())] for image in part.images] == part.labels.tolist()


def test_labels_of_other_classes_are_refused(flowers102: Path) -> None:
    savemat(flowers102 / "flowers-102/imagelabels.mat", {"labels": np.arange(1, 103)[None]})
    with pytest.raises(ValueError, match=r"setid\.mat: expected different pictures from 1 to 102"):
        data.load("flowers102")
    savemat(flowers102 / "flowers-102/imagelabels.mat", {"labels": np.arange(0, 306)[None] % 102})
    with pytest.raises(ValueError, match=r"setid\.mat: expected labels of 102 classes, got labels -1 to 100"):
        data.load("flowers102")
