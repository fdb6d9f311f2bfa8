"""The drawn scenes: the same everywhere, of all eight kinds, and neither too easy nor too hard."""

import dataclasses
import time

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from helpers import standins
from helpers.standins import scenes
from helpers.standins.paint import Canvas
from helpers.standins.scenery import View

NAMES = ["aquarium", "desert", "highway", "kitchen", "laundromat", "park", "waterfall", "windmill"]
# A picture of each kind, brightness of 4 x 4 blocks. Not a hash of all pixels: libraries may round otherwise.
KNOWN = """
5b5448456c6e725e545c69534c43463c8483817f9d8f8095737e91958a766462
696c6f745a5a635e46474a4d48584b48a1a09f9f8476737d6e686e75605d5d7b
70797474686a6b6c5f5f6468575256546c60494a6a634f3d5a5f595a6666605f
325a43422b674133265d3f261b6650239b8ac6caa187b7cd7e6e8c994f515358
"""


@pytest.fixture(scope="module")
def drawn():
    """Images (480, 64, 64, 3) of all kinds in turn, and labels."""
    labels = np.arange(480) % 8
    return scenes.draw([NAMES[k] for k in labels], np.random.default_rng(5)), labels


def blocks(images, size):
    """Mean colour of blocks of size x size pixels: (N, 64 / size, 64 / size, 3)."""
    few = 64 // size
    return images.reshape(len(images), few, size, few, size, 3).mean(axis=(2, 4))


def test_every_machine_draws_the_same():
    found = blocks(scenes.draw(NAMES, np.random.default_rng(2024)), 16).mean(axis=3).round().astype(np.uint8)
    known = np.frombuffer(bytes.fromhex("".join(KNOWN.split())), np.uint8).reshape(8, 4, 4)
    off = np.abs(found.astype(int) - known).max(axis=(1, 2))
    assert off.max() <= 2, (
        f"the drawing changed: {dict(zip(NAMES, off.tolist(), strict=True))} levels off; if that was meant, "
        f"look at the pictures and put this here: {found.tobytes().hex()}"
    )


def test_same_seed_same_scenes_other_seed_others():
    def draw(seed):
        return scenes.draw(NAMES, np.random.default_rng(seed))

    assert np.array_equal(draw(3), draw(3))
    assert not (draw(3) == draw(4)).all(axis=(1, 2, 3)).any()


def test_the_data_set_has_the_promised_shape(monkeypatch):
    spec = standins.SPECS["scenes8"]
    assert list(spec.classes) == NAMES
    assert spec.sizes == {"train": 1_600, "valid": 240, "test": 400}
    few = {"train": 32, "valid": 24, "test": 16}
    monkeypatch.setitem(standins.SPECS, "scenes8", dataclasses.replace(spec, sizes=few))
    splits = standins.draw("scenes8")
    assert tuple(splits) == ("train", "valid", "test")
    for (images, labels), size in zip(splits.values(), few.values(), strict=True):
        assert images.shape == (size, 64, 64, 3)
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        assert np.bincount(labels, minlength=8).tolist() == [size // 8] * 8
    assert len({images[:16].tobytes() for images, _ in splits.values()}) == 3


def test_scenes_come_in_any_size():
    assert scenes.draw(["park"], np.random.default_rng(0), side=32).shape == (1, 32, 32, 3)
    assert scenes.draw([], np.random.default_rng(0)).shape == (0, 64, 64, 3)


def test_an_unknown_scene_is_named_with_those_that_there_are():
    with pytest.raises(ValueError, match=r"no scene \['beach'\]; there are aquarium, desert, .*, windmill"):
        scenes.draw(["park", "beach"], np.random.default_rng(0))


def test_no_two_scenes_are_alike_and_none_is_empty(drawn):
    images, labels = drawn
    assert len({image.tobytes() for image in images}) == len(images)
    spread = blocks(images, 4).std(axis=(1, 2)).max(axis=1)
    for label, name in enumerate(NAMES):
        some = spread[labels == label]
        assert np.median(some) > 20, name
        assert some.min() > 3, name
    assert 70 < images.mean() < 160


def test_colour_alone_does_not_give_a_scene_away(drawn):
    images, labels = drawn
    colour = images.mean(axis=(1, 2)) / 255
    score = LogisticRegression(C=100, max_iter=300).fit(colour[:360], labels[:360]).score(colour[360:], labels[360:])
    assert 0.15 < score < 0.45


def test_a_linear_model_finds_some_scenes_and_not_most(drawn):
    images, labels = drawn
    x = blocks(images, 4).reshape(len(images), -1) / 255 - 0.5
    score = LogisticRegression(C=0.01, max_iter=100).fit(x[:360], labels[:360]).score(x[360:], labels[360:])
    assert 0.3 < score < 0.65


def test_speed():
    """100 a second are promised on one core; asked here is what a busy machine still gives."""
    scenes.draw(NAMES, np.random.default_rng(0))
    start = time.process_time()
    scenes.draw(NAMES * 4, np.random.default_rng(0))
    assert 32 / (time.process_time() - start) > 30


def test_a_view_shows_things_in_perspective():
    view = View(Canvas(64, (0, 0, 0)), eye=1.5, horizon=0.4, focal=1.0)
    assert view.spot(0, 1.5, 7) == pytest.approx((0.5, 0.4, 1 / 7))
    assert view.spot(1, 0, 5) == pytest.approx((0.7, 0.7, 0.2))
    assert view.spot(0, 0, -3) == (0, 0, 0)
    left = dataclasses.replace(view, turn=np.pi / 2)
    assert left.spot(-4, 1.5, 0) == pytest.approx((0.5, 0.4, 0.25))


def test_what_reaches_behind_the_eye_is_cut_off():
    canvas = Canvas(64, (0, 0, 0))
    view = View(canvas, eye=1.5, horizon=0.5)
    view.polygon([(-50, 0, -9), (50, 0, -9), (50, 0, 900), (-50, 0, 900)], (1, 1, 1))
    assert canvas.image()[:31].max() == 0
    assert canvas.image()[34:].min() == 1
    view.polygon([(-1, 0, -9), (1, 0, -9), (0, 2, -1)], (1, 0, 0))
    assert canvas.image()[40:].min() == 1
