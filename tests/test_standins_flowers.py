"""The drawn flowers: the same everywhere, of all seventeen species, and neither too easy nor too hard."""

import dataclasses
import time

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from helpers import standins
from helpers.standins import bloom, facets, flowers, meadows, plants
from helpers.standins.flora import COMMON
from helpers.standins.paint import Canvas

NAMES = [
    *("daffodil", "snowdrop", "lilyvalley", "bluebell", "crocus", "iris", "tigerlily", "tulip", "fritillary"),
    *("sunflower", "daisy", "coltsfoot", "dandelion", "cowslip", "buttercup", "windflower", "pansy"),
]
# A picture of each species, brightness of 4 x 4 blocks. Not a hash of all pixels: libraries may round otherwise.
KNOWN = """
3e5f5854435f6335666f5f2a6f2e625854393e54468e49433a8e59356144403d
2b352c313467313532793a4a315e664c422e2b46365540383b594f4a49465c34
79726a616161697c5d54565f6b507a85569d9d407f5f868e5f61a87c4a4e5a84
414b4b484d5a4a48605f4b525d4f4d454e6563684f56614947555f49535f5b4f
655d45545a624f5b605e6052515947453b5d58546c839365708296684a736440
d2bd3f3dd0db53496d77cccc3963e3d7887c645e87698a8e6769754a61667c7c
336b6e4672736c7c79827c7e568b8c4e1c21291d2440491f2c516222474b4929
985d8841745093865f4e8a7e943e9c4c535a5c56558198695c7db55c5b5c5d4f
6838373638a8a4456483a25136337553
"""
FLAT = bloom.Whorl(4, ((0, 0), (1, 0)), (0.2, 0.2), "red", "blue", turn=0.0, uneven=0.0, grid=(3, 2))
PALETTE = {"red": (1.0, 0.0, 0.0), "blue": (0.0, 0.0, 1.0)}


@pytest.fixture(scope="module")
def drawn():
    """Images (374, 128, 128, 3) of all species in turn, and labels."""
    labels = np.arange(374) % 17
    return flowers.draw([NAMES[k] for k in labels], np.random.default_rng(5)), labels


def blocks(images, size):
    """Mean colour of blocks of size x size pixels: (N, 128 / size, 128 / size, 3)."""
    few = 128 // size
    return images.reshape(len(images), few, size, few, size, 3).mean(axis=(2, 4))


def share_right(x, labels):
    """Share of the last third that a linear model finds, having learned from the others: in [0, 1]."""
    return LogisticRegression(C=0.01, max_iter=100).fit(x[:255], labels[:255]).score(x[255:], labels[255:])


def shown(mesh, axis=(0.0, 0.0, 1.0), light=(0, 0, 1)):
    """A bloom on black, in the middle of a picture (32, 32, 3)."""
    canvas, scene = Canvas(32, (0, 0, 0)), facets.Scene()
    scene.place(mesh, (0.5, 0.5, 0), 0.45, axis)
    scene.draw(canvas, light)
    return canvas.image()


def test_every_machine_draws_the_same():
    found = blocks(flowers.draw(NAMES, np.random.default_rng(2024)), 32).mean(axis=3).round().astype(np.uint8)
    known = np.frombuffer(bytes.fromhex("".join(KNOWN.split())), np.uint8).reshape(17, 4, 4)
    off = np.abs(found.astype(int) - known).max(axis=(1, 2))
    assert off.max() <= 2, (
        f"the drawing changed: {dict(zip(NAMES, off.tolist(), strict=True))} levels off; if that was meant, "
        f"look at the pictures and put this here: {found.tobytes().hex()}"
    )


def test_same_seed_same_flowers_other_seed_others():
    def draw(seed):
        return flowers.draw(NAMES, np.random.default_rng(seed))

    assert np.array_equal(draw(3), draw(3))
    assert not (draw(3) == draw(4)).all(axis=(1, 2, 3)).any()


def test_the_data_set_has_the_promised_shape(monkeypatch):
    spec = standins.SPECS["flowers17"]
    assert list(spec.classes) == NAMES
    assert spec.sizes == {"train": 680, "valid": 170, "test": 340}
    monkeypatch.setitem(standins.SPECS, "flowers17", dataclasses.replace(spec, sizes=dict.fromkeys(spec.sizes, 17)))
    splits = standins.draw("flowers17")
    assert tuple(splits) == ("train", "valid", "test")
    for images, labels in splits.values():
        assert images.shape == (17, 128, 128, 3)
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        assert np.bincount(labels).tolist() == [1] * 17
    assert len({images.tobytes() for images, _ in splits.values()}) == 3


def test_flowers_come_in_any_size():
    assert flowers.draw(["daisy"], np.random.default_rng(0), side=48).shape == (1, 48, 48, 3)
    assert flowers.draw([], np.random.default_rng(0)).shape == (0, 128, 128, 3)


def test_an_unknown_flower_is_named_with_those_that_there_are():
    with pytest.raises(ValueError, match=r"no flower \['rose'\]; there are daffodil, snowdrop, .*, pansy"):
        flowers.draw(["daisy", "rose"], np.random.default_rng(0))


def test_no_two_pictures_are_alike_and_none_is_empty(drawn):
    images, labels = drawn
    assert len({image.tobytes() for image in images}) == len(images)
    spread = blocks(images, 4).std(axis=(1, 2)).max(axis=1)
    for label, name in enumerate(NAMES):
        some = spread[labels == label]
        assert np.median(some) > 25, name
        assert some.min() > 5, name
    assert 60 < images.mean() < 140


def test_colour_alone_does_not_give_a_flower_away(drawn):
    images, labels = drawn
    colours = np.concatenate([images.mean(axis=(1, 2)), images.std(axis=(1, 2))], axis=1) / 16
    assert 0.15 < share_right(colours, labels) < 0.55


def test_a_linear_model_finds_some_flowers_and_not_most(drawn):
    images, labels = drawn
    assert 0.25 < share_right(blocks(images, 4).reshape(len(images), -1) / 255 - 0.5, labels) < 0.65


def test_speed():
    """100 a second are promised on one core; asked here is what a busy machine still gives."""
    flowers.draw(NAMES, np.random.default_rng(0))
    start = time.process_time()
    flowers.draw(NAMES, np.random.default_rng(0))
    assert 17 / (time.process_time() - start) > 25


@pytest.mark.parametrize("name", NAMES)
def test_what_the_data_name_is_there(name):
    flower = flowers.FLORA[name]
    assert flower.habit in plants.HABITS
    assert not flower.leaves or flower.leaves in {**plants.BLADES, **plants.ROSETTES}
    assert set(flower.places) <= set(meadows.PLACES)
    assert sum(flower.places.values()) == pytest.approx(1)
    assert sum(share for share, _ in flower.looks) == pytest.approx(1)
    for _, look in flower.looks:
        for whorl in flower.whorls:
            names = {*whorl.colours.split(), *whorl.outside.split(), *([whorl.mark] if whorl.marks else [])}
            assert names <= {*COMMON, *look}
            assert not whorl.opened or len(whorl.opened) == len(whorl.midline)


def test_some_flowers_come_in_several_colours_and_colours_in_several_flowers():
    hues = {
        name: [look["petal"][0] for _, look in flower.looks if "petal" in look]
        for name, flower in flowers.FLORA.items()
    }
    assert all(max(hues[name]) - min(hues[name]) > 0.5 for name in ("crocus", "iris", "tulip"))
    assert sum(any(0.12 < hue < 0.16 for hue in some) for some in hues.values()) >= 8, "yellow"
    assert sum(any(0.7 < hue < 0.8 for hue in some) for some in hues.values()) >= 4, "purple"


def test_a_whorl_has_its_petals_where_its_turn_says():
    seen = shown(bloom.bloom([FLAT], PALETTE, np.random.default_rng(0)))[..., 0] > 0.5
    assert seen[16, 28]
    assert seen[28, 16]
    assert seen[16, 3]
    assert not seen[7, 7]
    assert not seen[26, 26]


def test_the_back_of_a_petal_has_its_own_colour_and_a_turned_flower_is_foreshortened():
    mesh = bloom.bloom([FLAT], PALETTE, np.random.default_rng(0))
    front, back = shown(mesh), shown(mesh, (0.0, 0.0, -1.0))
    assert (front[..., 0] > front[..., 2]).sum() > 100
    assert front[..., 2].max() < 0.05
    assert back[..., 0].max() < 0.05
    aside = shown(mesh, (0.0, -1.0, 0.5)).max(axis=2) > 0.3
    assert np.ptp(np.flatnonzero(aside.any(axis=0))) > 1.7 * np.ptp(np.flatnonzero(aside.any(axis=1)))


def test_the_nearer_bloom_hides_the_other():
    scene, canvas = facets.Scene(), Canvas(32, (0, 0, 0))
    mesh = bloom.bloom([FLAT], PALETTE, np.random.default_rng(0))
    scene.place(mesh, (0.5, 0.5, 1), 0.45)
    scene.place(mesh, (0.5, 0.5, 0), 0.45, (0.0, 0.0, -1.0))
    scene.draw(canvas, (0, 0, 1))
    assert canvas.image()[..., 2].max() < 0.05


def test_a_frame_turns_without_stretching():
    mesh = facets.Mesh(np.eye(4, 3)[None], np.zeros((1, 3)), np.zeros((1, 3)))
    for axis in ((0, 0, 1), (0, 1, 0), (0, -1, 0.2), (0.3, 1, 0), (1, 0, 0), (0.5, -0.6, 0.1)):
        scene = facets.Scene()
        scene.place(mesh, (0, 0, 0), 2.0, axis, 0.7)
        [placed] = scene._meshes
        frame = placed.corners[0, :3] / 2
        np.testing.assert_allclose(frame @ frame.T, np.eye(3), atol=1e-12)
        np.testing.assert_allclose(np.linalg.det(frame), 1)
        np.testing.assert_allclose(frame[2], np.array(axis) / np.linalg.norm(axis))


def test_a_smooth_way_passes_through_its_points():
    weights = bloom._curve(12, 4)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    np.testing.assert_allclose(weights[[0, -1]], np.eye(4)[[0, 3]], atol=1e-12)
