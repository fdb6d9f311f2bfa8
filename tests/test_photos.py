"""Photographs: pictures in folders, CIFAR-10's batches, the Olivetti faces; what is wrong with them is said."""

import dataclasses
import hashlib
import os
import pickle
import time
import warnings
import zlib
from pathlib import Path

import joblib
import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat
from sklearn.datasets import fetch_olivetti_faces
from torchvision.datasets import CIFAR10

from helpers import data, folders, photos, readers, splits, standins

SETS_OF_PHOTOGRAPHS = ("cifar10", "scenes8", "olivetti", "facescrub6")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder in the place of the repository's."""
    monkeypatch.setattr(data, "FOLDER", tmp_path / "data")
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def write_pictures(
    folder: Path, classes: tuple[str, ...], counts: dict[str, int], size: tuple[int, int] = (40, 30)
) -> None:
    """Pictures of one colour: red says the class, green which one of it, blue the part."""
    for part, count in counts.items():
        for label, name in enumerate(classes):
            (folder / part / name).mkdir(parents=True, exist_ok=True)
            for k in range(count):
                image = Image.new("RGB", size, (10 * label, 10 * k, len(part)))
                image.save(folder / part / name / f"{k:03}.png")


def colour_codes(split: data.Split) -> np.ndarray:
    """Of each picture (class, which one of it, length of its part's name), read from its colour."""
    assert (np.ptp(split.images.reshape(len(split), -1, 3), axis=1) == 0).all()
    return split.images[:, 0, 0] // [10, 10, 1]


def write_faces(path: Path, seed: int = 0) -> np.ndarray:
    """A file like S. Roweis', of stripes; returns the rows (400, 4096) of gray values."""
    rows = np.repeat(np.random.default_rng(seed).integers(0, 256, (400, 64), dtype=np.uint8), 64, axis=1)
    rows[0, :2] = 0, 255  # so that scikit-learn, which stretches them, gives the same
    path.parent.mkdir(parents=True, exist_ok=True)
    savemat(path, {"faces": rows.T, "p": np.zeros((1, 40))})
    return rows


TINY = folders.Folders("tiny", ("ant", "bee"), 16, 0.25)


@pytest.fixture
def tiny(folder: Path) -> Path:
    """Eight and four pictures of each of two classes; returns the set's folder."""
    write_pictures(folder / "tiny", TINY.classes, {"train": 8, "test": 4})
    return folder / "tiny"


def codes(part: tuple[np.ndarray, np.ndarray]) -> list[tuple[int, ...]]:
    return sorted(map(tuple, colour_codes(data.Split(*part)).tolist()))


# Folders of pictures


def test_scenes_are_squashed_to_a_square_with_a_seventh_of_each_as_valid(folder: Path) -> None:
    write_pictures(folder / "scenes8", readers.SCENES, {"train": 14, "test": 2})
    ds = data.load("scenes8")
    assert (ds.name, ds.source) == ("scenes8", "real")
    assert ds.classes == ("aquarium", "desert", "highway", "kitchen", "laundromat", "park", "waterfall", "windmill")
    side = readers.SCENE_SIDE
    assert ds.train.images.shape == (96, side, side, 3)
    for part, each, blue in ((ds.train, 12, 5), (ds.valid, 2, 5), (ds.test, 2, 4)):
        np.testing.assert_array_equal(np.bincount(part.labels), np.full(8, each))
        np.testing.assert_array_equal(colour_codes(part)[:, 0], part.labels)
        assert set(colour_codes(part)[:, 2]) == {blue}
    everything = np.concatenate([colour_codes(ds.train), colour_codes(ds.valid)])
    assert len(np.unique(everything, axis=0)) == 8 * 14, "each picture is in one part"


def test_the_order_is_random_and_always_the_same(tiny: Path) -> None:
    first, second = TINY.read(tiny.parent), TINY.read(tiny.parent)
    for part in splits.PARTS:
        np.testing.assert_array_equal(first[part][0], second[part][0])
        np.testing.assert_array_equal(first[part][1], second[part][1])
    assert (np.diff(first["train"][1]) < 0).any(), "not class by class"


def test_a_folder_of_its_own_may_be_the_valid_part(folder: Path) -> None:
    flowers = dataclasses.replace(TINY, name="flowers", valid="val")
    assert flowers.files == ("flowers/train/", "flowers/val/", "flowers/test/")
    write_pictures(folder / "flowers", flowers.classes, {"train": 1, "val": 2, "test": 3})
    read = flowers.read(folder)
    assert {part: len(labels) for part, (_, labels) in read.items()} == {"train": 2, "valid": 4, "test": 6}
    assert codes(read["valid"]) == [(0, 0, 3), (0, 1, 3), (1, 0, 3), (1, 1, 3)]


def test_a_picture_that_lies_there_twice_counts_once(folder: Path) -> None:
    flowers = dataclasses.replace(TINY, name="flowers", valid="val")
    write_pictures(folder / "flowers", flowers.classes, {"train": 6, "val": 5, "test": 4})

    def copy(source: str, to: str) -> None:
        (folder / "flowers" / to).write_bytes((folder / "flowers" / source).read_bytes())

    copy("test/ant/000.png", "train/ant/000.png")
    copy("test/ant/000.png", "val/bee/000.png")
    copy("val/ant/001.png", "train/ant/001.png")
    copy("train/ant/002.png", "train/ant/003.png")
    read = flowers.read(folder)
    assert codes(read["test"]) == [(label, k, 4) for label in (0, 1) for k in range(4)]
    assert codes(read["valid"]) == [(0, k, 3) for k in range(5)] + [(1, k, 3) for k in range(1, 5)]
    assert codes(read["train"]) == [(0, k, 5) for k in (2, 4, 5)] + [(1, k, 5) for k in range(6)]
    assert read.left_out == {
        "in test, too": (
            "val/bee/000.png (the same as test/ant/000.png)",
            "train/ant/000.png (the same as test/ant/000.png)",
        ),
        "in valid, too": ("train/ant/001.png (the same as val/ant/001.png)",),
        "there twice": ("train/ant/003.png (the same as train/ant/002.png)",),
    }


def test_what_cannot_be_used_is_left_out_and_named_once(tiny: Path, folder: Path) -> None:
    bee = tiny / "train/bee"
    noise = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    Image.fromarray(noise).save(bee / "a.jpg")
    (bee / "a.jpg").write_bytes((bee / "a.jpg").read_bytes()[:-300])
    (bee / "b.txt").write_text("no picture")
    (bee / "c.png").touch()
    Image.new("RGB", (1, 1)).save(bee / "d.png")
    Image.new("RGB", (400, 20)).save(bee / "e.png")
    (bee / "f.png").mkdir()
    Image.new("F", (20, 20)).save(bee / "g.tif")
    (bee / "h.png").symlink_to("nowhere")
    message = (
        r"tiny: 8 of 32 files in .*tiny cannot be used and are left out: train/bee/a\.jpg \(.*truncated.*\), "
        r"train/bee/b\.txt \(cannot identify.*\), train/bee/c\.png \(.*\) and 5 more\.$"
    )
    for _ in range(2):  # decoded, and from the cache
        with pytest.warns(UserWarning, match=message) as caught:
            read = TINY.read(folder, keep=folder / "decoded")
        assert len(caught) == 1
        assert {part: len(labels) for part, (_, labels) in read.items()} == {"train": 12, "valid": 4, "test": 8}
    for name in "abc":
        next(bee.glob(f"{name}.*")).unlink()
    with pytest.warns(UserWarning, match=r"d\.png \(1 x 1 pixels\), .*e\.png \(400 x 20 pixels\), .*f\.png .* 2 more"):
        TINY.read(folder, keep=folder / "decoded")


def test_what_systems_leave_behind_is_ignored(tiny: Path, folder: Path) -> None:
    for name in (".DS_Store", "._000.png", "Thumbs.db", "desktop.ini"):
        (tiny / "train/ant" / name).write_bytes(b"rubbish")
    (tiny / "train/.ipynb_checkpoints").mkdir()
    (tiny / "test/__MACOSX").mkdir()
    (tiny / "test/readme.txt").write_text("beside the classes")
    assert len(TINY.read(folder)["test"][1]) == 8


def test_missing_and_unknown_class_folders_are_named(folder: Path) -> None:
    write_pictures(folder / "scenes8", readers.SCENES, {"train": 2, "test": 1})
    (folder / "scenes8/test/park").rename(folder / "scenes8/test/Parks")
    (folder / "scenes8/test/zoo").mkdir()
    expected = r"scenes8/test: expected 8 class folders, got none named park; unknown Parks, zoo\..*fetch scenes8"
    with pytest.raises(ValueError, match=expected):
        data.load("scenes8")


@pytest.mark.parametrize(("part", "left", "needed"), [("train", 1, 2), ("test", 0, 1)])
def test_a_class_of_which_too_little_is_left_is_named(tiny: Path, part: str, left: int, needed: int) -> None:
    for path in sorted((tiny / part / "bee").iterdir())[left:]:
        path.unlink()
    with pytest.raises(ValueError, match=rf"tiny/{part}: expected {needed} or more pictures .*, got {left} of bee"):
        TINY.read(tiny.parent)


def test_a_part_without_its_folder_is_named(folder: Path) -> None:
    write_pictures(folder / "scenes8", readers.SCENES, {"train": 2})
    assert data.where("scenes8") == folder
    with pytest.raises(FileNotFoundError, match=r"scenes8: scenes8/test/ not found in .*data\..*fetch scenes8"):
        data.load("scenes8")


def test_a_data_set_says_what_was_left_out_of_it(folder: Path) -> None:
    write_pictures(folder / "facescrub6", readers.ACTORS, {"train": 7, "test": 2})
    ds = data.load("facescrub6")
    assert ds.classes == tuple(f"person {k}" for k in range(1, 7))
    assert (len(ds.train), len(ds.valid), len(ds.test), dict(ds.left_out)) == (36, 6, 12, {})
    train = folder / "facescrub6/train" / readers.ACTORS[0]
    (train / "copy.png").write_bytes((train / "003.png").read_bytes())
    (train / "damaged.png").touch()
    for _ in range(2):  # decoded, and from the cache
        with pytest.warns(
            UserWarning, match=r"facescrub6: 1 of 56 files .* cannot be used and are left out: .*damaged"
        ):
            ds = data.load("facescrub6")
        assert {why: len(files) for why, files in ds.left_out.items()} == {"cannot be used": 1, "there twice": 1}


# Lists of digests


def listed(root: Path) -> list[str]:
    """A line for each picture below a set's folder."""
    files = sorted(root.glob("*/*/*"))
    return [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(root).as_posix()}" for file in files]


@pytest.mark.parametrize("how", ["as it is", "Windows", "find", "binary"])
def test_pictures_that_are_as_listed_are_used(tiny: Path, how: str) -> None:
    lines = listed(tiny)
    if how == "Windows":
        lines = [line[:64].upper() + line[64:] for line in lines]
    elif how != "as it is":
        lines = [line.replace("  ", "  ./" if how == "find" else " *") for line in lines]
    ends = "\r\n" if how == "Windows" else "\n"
    text = ends.join([*lines, ""])
    (tiny / "sha256.txt").write_bytes(text.encode("utf-8-sig" if how == "Windows" else "utf-8"))
    read = TINY.read(tiny.parent)
    assert {part: len(labels) for part, (_, labels) in read.items()} == {"train": 12, "valid": 4, "test": 8}
    assert read.left_out == {}


def test_a_picture_that_is_not_as_listed_is_left_out_and_named(tiny: Path, folder: Path) -> None:
    (tiny / "sha256.txt").write_text("\n".join([*listed(tiny)[3:], f"{'0' * 64}  test/bee/gone.png"]))
    Image.new("RGB", (40, 30), (0, 250, 5)).save(tiny / "train/ant/003.png")
    message = (
        r"tiny: 2 of 25 files in .*tiny cannot be used and are left out: "
        r"test/bee/gone\.png \(not there, but in sha256\.txt\), "
        r"train/ant/003\.png \(SHA-256 is not that of sha256\.txt\)\.$"
    )
    for _ in range(2):  # decoded, and from the cache
        with pytest.warns(UserWarning, match=message):
            read = TINY.read(folder, keep=folder / "decoded")
        assert len(read["train"][1]) + len(read["valid"][1]) == 15
        assert len(read.left_out["cannot be used"]) == 2


def test_a_new_list_is_checked_although_there_is_a_cache(tiny: Path, folder: Path) -> None:
    TINY.read(folder, keep=folder / "decoded")
    (tiny / "sha256.txt").write_text(f"{'0' * 64}  train/bee/001.png\n")
    with pytest.warns(UserWarning, match=r"train/bee/001\.png \(SHA-256"):
        read = TINY.read(folder, keep=folder / "decoded")
    assert (1, 1, 5) not in codes(read["train"]) + codes(read["valid"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "got an empty list"),
        (b"\n \n", "got an empty list"),
        (b"<!DOCTYPE html>\n", r"got '<!DOCTYPE html>' in line 1"),
        (b"1" * 64 + b"  train/ant/000.png\n" + b"2" * 63 + b"  train/ant/001.png", r"got '2+  train/.*' in line 2"),
        (b"SHA256 (train/ant/000.png) = " + b"1" * 64, "in line 1"),
        (b"1" * 64 + b"  ../train/ant/000.png", "in line 1"),
        (b"1" * 64 + b"  /train/ant/000.png", "in line 1"),
        (b"1" * 64 + b"  a\n" + b"2" * 64 + b"  a", "one digest for each file, got two for a, the second in line 2"),
        (b"\xff\xfe", "got what cannot be read"),
    ],
)
def test_what_is_no_list_of_digests_is_refused(folder: Path, content: bytes, message: str) -> None:
    write_pictures(folder / "facescrub6", readers.ACTORS, {"train": 2, "test": 1})
    (folder / "facescrub6/sha256.txt").write_bytes(content)
    with pytest.raises(ValueError, match=rf"sha256\.txt: expected .*{message}.* Fetch it again: .* fetch facescrub6"):
        data.load("facescrub6")


def test_a_folder_in_the_place_of_the_list_is_refused(tiny: Path) -> None:
    (tiny / "sha256.txt").mkdir()
    with pytest.raises(ValueError, match=r"sha256\.txt: expected lines of 64 .*, got what cannot be read"):
        TINY.read(tiny.parent)


# One picture


def test_a_picture_is_upright_as_its_exif_says(tmp_path: Path) -> None:
    pixels = np.zeros((32, 32, 3), np.uint8)
    pixels[:16, :16] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate clockwise by a quarter to see it upright
    Image.fromarray(pixels).save(tmp_path / "turned.png", exif=exif)
    read = folders.picture(tmp_path / "turned.png", 32)
    np.testing.assert_array_equal(read, np.rot90(pixels, -1))


def test_a_picture_that_is_made_smaller_is_not_aliased(tmp_path: Path) -> None:
    stripes = np.zeros((120, 160, 3), np.uint8)
    stripes[:, ::2] = 255
    Image.fromarray(stripes).save(tmp_path / "stripes.png")
    read = folders.picture(tmp_path / "stripes.png", 32).astype(int)
    assert read.shape == (32, 32, 3)
    assert np.abs(read[:, 2:-2] - 127.5).max() < 10


def test_a_picture_of_the_right_size_is_left_as_it_is(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    np.testing.assert_array_equal(folders.picture(tmp_path / "a.png", 32), pixels)


def palette(colour: tuple[int, int, int]) -> Image.Image:
    image = Image.new("P", (20, 20), 1)
    image.putpalette([0, 0, 0, *colour])
    return image


@pytest.mark.parametrize(
    ("image", "ending", "expected"),
    [
        (Image.new("L", (20, 20), 90), "png", (90, 90, 90)),
        (Image.new("1", (20, 20), 1), "png", (255, 255, 255)),
        (palette((200, 100, 50)), "png", (200, 100, 50)),
        (palette((200, 100, 50)), "gif", (200, 100, 50)),
        (Image.fromarray(np.full((20, 20), 40_000, np.uint16)), "png", (156, 156, 156)),
        (Image.fromarray(np.full((20, 20), 40_000, np.uint16)), "tif", (156, 156, 156)),
        (Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "jpg", (255, 0, 0)),
        (Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "tif", (255, 0, 0)),
        (Image.new("RGBA", (20, 20), (255, 0, 0, 0)), "png", (255, 255, 255)),
        (Image.new("RGBA", (20, 20), (200, 0, 0, 255)), "png", (200, 0, 0)),
        (Image.new("LA", (20, 20), (0, 51)), "png", (204, 204, 204)),
    ],
    ids=lambda value: value.mode if isinstance(value, Image.Image) else None,
)
def test_every_kind_of_pixel_becomes_rgb(
    image: Image.Image, ending: str, expected: tuple[int, ...], tmp_path: Path
) -> None:
    image.save(tmp_path / f"a.{ending}")
    read = folders.picture(tmp_path / f"a.{ending}", 10)
    assert (read.dtype, read.shape) == (np.uint8, (10, 10, 3))
    np.testing.assert_allclose(read.astype(int), np.broadcast_to(expected, read.shape), atol=2)


# Decoded once


def no_decoding(*_: object) -> None:
    raise AssertionError("decoded although there is a cache")


def test_pictures_are_decoded_once_into_the_projects_own_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    write_pictures(elsewhere / "scenes8", readers.SCENES, {"train": 3, "test": 1})
    before = sorted(elsewhere.rglob("*"))
    monkeypatch.setenv("WORKBOOK_DATA", str(elsewhere))
    first = data.load("scenes8")
    assert sorted(elsewhere.rglob("*")) == before
    assert [path.suffix for path in (folder / "decoded").iterdir()] == [".npz"]
    monkeypatch.setattr(folders.Folders, "_decode", no_decoding)
    second = data.load("scenes8")
    np.testing.assert_array_equal(first.train.images, second.train.images)
    np.testing.assert_array_equal(first.valid.labels, second.valid.labels)


@pytest.mark.parametrize("how", ["changed", "touched", "added", "removed", "other side"])
def test_a_cache_of_other_pictures_is_not_used(tiny: Path, folder: Path, how: str) -> None:
    TINY.read(folder, keep=folder / "decoded")
    [old] = (folder / "decoded").iterdir()
    file, changed = tiny / "train/ant/003.png", TINY
    if how == "changed":
        Image.new("RGB", (40, 30), (0, 250, 5)).save(file)
    elif how == "touched":
        os.utime(file, (1, 1))
    elif how == "added":
        Image.new("RGB", (40, 30), (0, 250, 5)).save(file.with_name("new.png"))
    elif how == "removed":
        file.unlink()
    else:
        changed = dataclasses.replace(TINY, side=8)
    read = changed.read(folder, keep=folder / "decoded")
    [new] = (folder / "decoded").iterdir()
    assert new.name != old.name
    green = [code[1] for part in ("train", "valid") for code in codes(read[part]) if code[0] == 0]
    assert sorted(green) == sorted({
        "changed": [0, 1, 2, 4, 5, 6, 7, 25], "added": [*range(8), 25], "removed": [0, 1, 2, 4, 5, 6, 7],
    }.get(how, range(8)))  # fmt: skip


@pytest.mark.parametrize("how", ["truncated", "empty", "other arrays"])
def test_a_damaged_cache_of_pictures_is_made_again_silently(tiny: Path, folder: Path, how: str) -> None:
    first = TINY.read(folder, keep=folder / "decoded")
    [file] = (folder / "decoded").iterdir()
    if how == "other arrays":
        np.savez(file, train_images=np.zeros(3))
    else:
        file.write_bytes(file.read_bytes()[:-100] if how == "truncated" else b"")
    damaged = file.read_bytes()
    again = TINY.read(folder, keep=folder / "decoded")
    np.testing.assert_array_equal(first["train"][0], again["train"][0])
    assert file.read_bytes() != damaged


def test_where_no_cache_can_be_written_pictures_are_decoded_each_time(tiny: Path, folder: Path) -> None:
    (folder / "decoded").write_text("a file where the folder should be")
    assert len(TINY.read(folder, keep=folder / "decoded")["test"][1]) == 8
    assert len(TINY.read(folder, keep=folder / "missing/decoded")["test"][1]) == 8
    assert not (folder / "missing").exists()


def test_long_decoding_shows_its_progress(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bar = folders.tqdm
    monkeypatch.setattr(folders, "tqdm", lambda *args, **options: bar(*args, **(options | {"delay": 0})))
    TINY.read(tiny.parent)
    output, error = capsys.readouterr()
    assert output == ""
    assert "tiny: decoding, once" in error
    assert "24" in error


# CIFAR-10


@pytest.fixture
def batches(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """CIFAR-10's seven files with 20 pictures each, and their md5 in the place of the published ones."""
    made = folder / "cifar-10-batches-py"
    made.mkdir()

    def write(name: str, content: dict) -> list[str]:
        (made / name).write_bytes(pickle.dumps(content, protocol=2))
        return [name, hashlib.md5((made / name).read_bytes()).hexdigest()]

    def batch(k: int) -> dict:
        rows = np.zeros((20, 3, 32, 32), np.uint8)
        rows[:, 0] = k
        rows[:, 1] = np.arange(20)[:, None, None]
        rows[:, 2, 0] = 255  # the first line of pixels is blue
        return {"data": rows.reshape(20, 3072), "labels": (np.arange(20) % 10).tolist()}

    lists = [write(f"data_batch_{k}", batch(k)) for k in range(1, 6)]
    meta = write("batches.meta", {"label_names": list(readers.OBJECTS)})
    monkeypatch.setattr(CIFAR10, "train_list", lists)
    monkeypatch.setattr(CIFAR10, "test_list", [write("test_batch", batch(6))])
    monkeypatch.setattr(CIFAR10, "meta", {"filename": meta[0], "key": "label_names", "md5": meta[1]})
    return made


def test_cifar10_is_read_from_its_batches_with_a_tenth_of_each_class_as_valid(batches: Path) -> None:
    ds = data.load("cifar10")
    assert " ".join(ds.classes) == "airplane automobile bird cat deer dog frog horse ship truck"
    assert [part.images.shape for part in (ds.train, ds.valid, ds.test)] == [
        (90, 32, 32, 3),
        (10, 32, 32, 3),
        (20, 32, 32, 3),
    ]
    np.testing.assert_array_equal(np.bincount(ds.valid.labels), np.ones(10))
    for part in (ds.train, ds.valid, ds.test):
        np.testing.assert_array_equal(part.images[:, 5, 5, 1] % 10, part.labels)
        assert (part.images[:, 0, :, 2] == 255).all(), "upright"
        assert (part.images[:, 1:, :, 2] == 0).all()
    assert set(ds.test.images[:, 5, 5, 0]) == {6}
    assert (np.diff(ds.train.images[:, 5, 5, 0].astype(int)) >= 0).all(), "in the order of the files"
    ds.test.images[0] = 0


def test_a_batch_that_is_not_the_published_one_is_never_unpickled(batches: Path, tmp_path: Path) -> None:
    (batches / "data_batch_3").write_bytes(pickle.dumps(Touches(tmp_path / "was here")))
    with pytest.raises(ValueError, match=r"data_batch_3: expected the published file \(md5 .*fetch cifar10"):
        data.load("cifar10")
    assert not (tmp_path / "was here").exists()


def test_cifar10_may_be_folders_of_pictures(folder: Path) -> None:
    write_pictures(folder / "cifar10", readers.OBJECTS, {"train": 10, "test": 2}, (32, 32))
    assert data.where("cifar10") == folder
    ds = data.load("cifar10", "real")
    assert [len(part) for part in (ds.train, ds.valid, ds.test)] == [90, 10, 20]
    np.testing.assert_array_equal(colour_codes(ds.train)[:, 0], ds.train.labels)


def test_the_layout_that_is_complete_is_read(batches: Path, folder: Path) -> None:
    write_pictures(folder / "cifar10", readers.OBJECTS, {"train": 10, "test": 2}, (32, 32))
    assert data.load("cifar10").train.images[0, 5, 5, 0] == 1, "the published files come first"
    (batches / "test_batch").unlink()
    np.testing.assert_array_equal(colour_codes(data.load("cifar10").test)[:, 2], 4)
    for part in ("train", "test"):
        (folder / "cifar10" / part).rename(folder / part)
    with pytest.raises(FileNotFoundError, match=r"cifar10: cifar-10-batches-py/test_batch not found"):
        data.load("cifar10")


# The Olivetti faces


class Touches:
    """An object that writes a file when it is unpickled: what a malicious one would do."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return os.open, (str(self.path), os.O_CREAT)


def test_faces_from_either_file_are_those_of_scikit_learn(folder: Path) -> None:
    rows = write_faces(folder / "olivetti/olivettifaces.mat")
    from_mat = data.load("olivetti")
    (folder / "olivetti/olivettifaces.mat").unlink()
    for kept in (rows, np.asfortranarray(rows), (rows / 255).astype(np.float32), rows.astype(">f8")):
        joblib.dump(kept, folder / "olivetti/olivetti_py3.pkz", compress=1)
        from_pkz = data.load("olivetti")
        for part in splits.PARTS:
            np.testing.assert_array_equal(getattr(from_mat, part).images, getattr(from_pkz, part).images)
    everything = np.concatenate([getattr(from_pkz, part).images for part in splits.PARTS])
    theirs = fetch_olivetti_faces(data_home=folder / "olivetti", download_if_missing=False)
    expected = np.rint(255 * theirs.images).astype(np.uint8)
    assert {image.tobytes() for image in everything} == {image.tobytes() for image in expected}
    labels = np.concatenate([getattr(from_pkz, part).labels for part in splits.PARTS])
    people = {image.tobytes(): person for image, person in zip(expected, theirs.target, strict=True)}
    assert [people[image.tobytes()] for image in everything] == labels.tolist()


def test_each_person_has_six_two_and_two_pictures(folder: Path) -> None:
    write_faces(folder / "olivetti/olivettifaces.mat")
    ds = data.load("olivetti")
    assert (ds.classes[0], ds.classes[39], len(ds.classes)) == ("person 1", "person 40", 40)
    for part, each in ((ds.train, 6), (ds.valid, 2), (ds.test, 2)):
        assert part.images.shape == (40 * each, 64, 64)
        np.testing.assert_array_equal(np.bincount(part.labels), np.full(40, each))
    assert (np.diff(ds.train.labels) < 0).any(), "in random order"


@pytest.mark.parametrize("where", ["alone", "in a list", "in an array of objects"])
def test_what_a_pickle_asks_for_is_not_run(folder: Path, tmp_path: Path, where: str) -> None:
    evil = Touches(tmp_path / "was here")
    (folder / "olivetti").mkdir()
    content = {"alone": evil, "in a list": [np.zeros(3), evil], "in an array of objects": np.array([evil, None])}[where]
    joblib.dump(content, folder / "olivetti/olivetti_py3.pkz", compress=1)
    with pytest.raises(ValueError, match=r"olivetti_py3\.pkz: expected .*fetch olivetti"):
        data.load("olivetti")
    assert not (tmp_path / "was here").exists()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        joblib.load(folder / "olivetti/olivetti_py3.pkz")
    assert (tmp_path / "was here").exists(), "a plain load would have run it"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "a single array"),
        (b"<!DOCTYPE html>", "a single array"),
        (zlib.compress(b""), "a single array"),
        (zlib.compress(pickle.dumps({"faces": 1})), "a single array, as scikit-learn keeps it, got something else"),
        (np.zeros((400, 4096)), "not all the same, got values from 0 to 0"),
        (np.full((400, 4096), np.nan), r"gray values in \[0, 255\] or \[0, 1\].*, got values from nan to nan"),
        (np.tile([0.0, 256.0], (400, 2048)), "got values from 0 to 256"),
        (np.tile([-1, 1.0], (400, 2048)), "got values from -1 to 1"),
        (np.zeros((400, 4000)), r"shape \(400, 4096\), got float64 \(400, 4000\)"),
        (np.array(["a", "b"]), "an array of numbers, got one of <U1"),
    ],
)
def test_other_contents_of_a_cache_of_faces_are_refused(folder: Path, content: object, message: str) -> None:
    file = folder / "olivetti/olivetti_py3.pkz"
    file.parent.mkdir()
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        joblib.dump(content, file, compress=1)
    with pytest.raises(ValueError, match=rf"olivetti_py3\.pkz: expected .*{message}"):
        data.load("olivetti")


def test_a_truncated_cache_of_faces_is_refused(folder: Path) -> None:
    rows = write_faces(folder / "olivetti/made.mat")
    file = folder / "olivetti/olivetti_py3.pkz"
    joblib.dump(rows, file, compress=1)
    whole = file.read_bytes()
    for length in (60, len(whole) // 2, len(whole) - 20):
        file.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"olivetti_py3\.pkz: expected"):
            data.load("olivetti")


def test_a_cache_of_faces_that_would_fill_the_memory_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = write_faces(folder / "olivetti/made.mat")
    joblib.dump(rows, folder / "olivetti/olivetti_py3.pkz", compress=1)
    monkeypatch.setattr(photos, "PKZ_LIMIT", 1_000_000)
    with pytest.raises(ValueError, match=r"expected 1,638,400 bytes of uint8 \(400, 4096\), got 999,"):
        data.load("olivetti")


def test_other_contents_of_the_mat_file_are_refused(folder: Path) -> None:
    file = folder / "olivetti/olivettifaces.mat"
    write_faces(file)
    file.write_bytes(file.read_bytes()[:-100_000])
    with pytest.raises(ValueError, match=r"olivettifaces\.mat: expected a MATLAB 5 \.mat file"):
        data.load("olivetti")
    for content, message in (({"face": 1}, "a variable 'faces'"), ({"faces": np.zeros((4096, 400))}, "not all the")):
        savemat(file, content)
        with pytest.raises(ValueError, match=message):
            data.load("olivetti")


# Choosing valid


def test_the_same_share_of_each_class_is_held_out() -> None:
    labels = np.random.default_rng(0).permutation(np.repeat([0, 1, 2], [100, 10, 2]))
    chosen = splits.hold_out(labels, 0.1)
    assert np.bincount(labels[chosen]).tolist() == [10, 1, 1]
    np.testing.assert_array_equal(chosen, splits.hold_out(labels, 0.1))
    assert (chosen != splits.hold_out(labels, 0.1, seed=1)).any()
    by_class = splits.hold_out(np.sort(labels), 0.1)
    for label in range(3):
        np.testing.assert_array_equal(by_class[np.sort(labels) == label], chosen[labels == label])


# Beside the drawn stand-ins


@pytest.mark.parametrize("name", SETS_OF_PHOTOGRAPHS)
def test_the_stand_in_has_the_shape_of_the_real_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = standins.SPECS.get(name)
    if spec is None:
        pytest.skip("the stand-in is not drawn yet")
    few = dict.fromkeys(splits.PARTS, len(spec.classes))
    monkeypatch.setitem(standins.SPECS, name, dataclasses.replace(spec, sizes=few))
    side = readers.SCENE_SIDE
    shapes = {"cifar10": (32, 32, 3), "olivetti": (photos.SIDE, photos.SIDE), "facescrub6": (64, 64, 3)}
    assert standins.draw(name)["train"][0].shape[1:] == shapes.get(name, (side, side, 3))


# Real data


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "counts", "shape"),
    [
        ("cifar10", (45_000, 5_000, 10_000), (32, 32, 3)),
        ("scenes8", (1_008, 165, 400), (readers.SCENE_SIDE, readers.SCENE_SIDE, 3)),
        ("olivetti", (240, 80, 80), (64, 64)),
        ("facescrub6", (524, 104, 120), (64, 64, 3)),
    ],
)
def test_real_photographs_are_complete_and_in_one_part_each(
    name: str, counts: tuple[int, ...], shape: tuple[int, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    if data.where(name) is None:
        pytest.skip(f"needs real {name}")
    started = time.perf_counter()
    ds = data.load(name, "real")
    first = time.perf_counter() - started
    again = data.load(name, "real")
    second = time.perf_counter() - started - first
    with capsys.disabled():
        print(f"\n{name}: {first:.1f} s, again {second:.2f} s")
    parts = [getattr(ds, part) for part in splits.PARTS]
    assert tuple(map(len, parts)) == counts
    for part, same in zip(parts, (again.train, again.valid, again.test), strict=True):
        assert part.images.shape[1:] == shape
        each = np.bincount(part.labels, minlength=len(ds.classes))
        assert each.min() > (0.5 if name == "facescrub6" else 0.8) * each.max()
        np.testing.assert_array_equal(part.images, same.images)
    assert second < max(1, first / 3)
    contents = [{image.tobytes() for image in part.images} for part in parts]
    shared = [len(contents[a] & contents[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert shared == [0, 0, 0]


@pytest.mark.real
@pytest.mark.parametrize("name", ["facescrub6", "scenes8"])
def test_copies_among_real_photographs_are_counted(name: str) -> None:
    if data.where(name) is None:
        pytest.skip(f"needs real {name}")
    left_out = data.load(name, "real").left_out
    assert {why: len(files) for why, files in left_out.items()} == {"there twice": 2, "in test, too": 2}


@pytest.mark.real
def test_real_faces_are_those_of_scikit_learn() -> None:
    root = data.where("olivetti")
    if root is None or not (root / "olivetti/olivetti_py3.pkz").is_file():
        pytest.skip("needs scikit-learn's cache of the faces")
    ds = data.load("olivetti", "real")
    theirs = fetch_olivetti_faces(data_home=root / "olivetti", download_if_missing=False)
    brightest = max(part.images.max() for part in (ds.train, ds.valid, ds.test))
    faces = np.rint(brightest * theirs.images).astype(np.uint8)  # they stretch to [0, 1]
    people = {face.tobytes(): person for face, person in zip(faces, theirs.target, strict=True)}
    for part in (ds.train, ds.valid, ds.test):
        assert [people[image.tobytes()] for image in part.images] == part.labels.tolist()
