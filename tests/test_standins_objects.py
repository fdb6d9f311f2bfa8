"""The drawn objects: the same everywhere, of the promised shape, told apart by shape and not by colour."""

import dataclasses
import time

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from helpers import standins
from helpers.standins import objects, places, solid
from helpers.standins.paint import Canvas

CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
RED, BLUE, GRAY = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.5, 0.5, 0.5)

# The ten objects of `test_every_machine_draws_the_same`, gray and reduced to 4 × 4 pixels of two hexadecimal digits.
DRAWN = """
c2c2d6d9bc5caedda96db5e0e6d0e3e3
d4b38281811e258688392a45bca4a6b1
858787878889868a8f7c8e8f92899494
6e747f7386636d639b778c5cab71655f
2d212020226b4a17295c592b3c3b4b4a
f0d3f3efc383d7e8eaa67ee1dec0c6d9
a1738971424635354d3c34424d42433f
ad8471a6ab6e47a3a77161aca39a96ad
41514d3f5b706b5d5153555375626670
ffffffff7c7482d06b716aadf6e9d4f8
"""


@pytest.fixture(scope="module")
def drawn():
    """Pictures (1500, 32, 32, 3) and labels."""
    labels = np.arange(1500) % 10
    return objects.draw([CLASSES[k] for k in labels], np.random.default_rng(5)), labels


def share_right(x, labels):
    """How many of the last 500 a linear model finds that was trained on those before."""
    model = LogisticRegression(C=0.01, tol=0.01, max_iter=100).fit(x[:-500], labels[:-500])
    return model.score(x[-500:], labels[-500:])


def shown(model, **view):
    """The picture (32, 32, 3) of a model upon gray."""
    canvas = Canvas(32, GRAY)
    solid.render(model, canvas, solid.View(**{"yaw": 0.0, "pitch": 0.0, "near": 0.0} | view))
    return canvas.image()


def test_every_machine_draws_the_same():
    """To a few levels: how a polygon's edge is filled may change with Pillow, where an object is may not."""
    pictures = objects.draw(CLASSES, np.random.default_rng(2024)).astype(float)
    small = pictures.reshape(10, 4, 8, 4, 8, 3).mean(axis=(2, 4, 5)).ravel()
    expected = np.frombuffer(bytes.fromhex(DRAWN), np.uint8)
    assert small.shape == expected.shape
    assert np.abs(small - expected).max() < 3, (
        "the drawing changed: if that was meant, look at the pictures, and put the new ones here: "
        + small.round().astype(np.uint8).tobytes().hex()
    )


def test_the_mask_tells_where_the_object_is():
    """Upon two places the same object: what differs is outside of its mask."""
    for label, seed in zip(CLASSES, range(10), strict=True):
        model = solid.Model()
        view = objects.OBJECTS[label][0](model, np.random.default_rng(seed))
        _, (mask,) = objects.draw_with_masks([label], np.random.default_rng(seed), 48)
        blue, red = Canvas(48, BLUE), Canvas(48, RED)
        for canvas in (blue, red):
            solid.render(model, canvas, view)
        differs = np.abs(blue.image() - red.image())[..., 0]
        np.testing.assert_allclose(mask, 1 - differs, atol=0.02)
        assert 0.02 < mask.mean() < 0.9


def test_an_object_is_the_same_at_every_size():
    small, small_masks = objects.draw_with_masks(["cat", "ship"], np.random.default_rng(3), 32)
    _, large_masks = objects.draw_with_masks(["cat"], np.random.default_rng(3), 96)
    again, none = objects.draw_with_masks(["cat", "ship"], np.random.default_rng(3), 32, masks=False)
    assert (small.shape, large_masks.shape, none.shape) == ((2, 32, 32, 3), (1, 96, 96), (0, 32, 32))
    np.testing.assert_array_equal(small, again)
    np.testing.assert_allclose(large_masks[0].reshape(32, 3, 32, 3).mean(axis=(1, 3)), small_masks[0], atol=0.3)


def test_a_side_without_pixels_is_refused():
    with pytest.raises(ValueError, match="side: expected a whole number of pixels, at least 1, got 0"):
        objects.draw_with_masks(["cat"], np.random.default_rng(0), 0)


def test_same_seed_same_objects_other_seed_others():
    def draw(seed):
        return objects.draw(CLASSES * 2, np.random.default_rng(seed))

    assert np.array_equal(draw(3), draw(3))
    assert (draw(3) != draw(4)).any(axis=(1, 2, 3)).all()


def test_the_data_set_has_the_promised_shape(monkeypatch):
    spec = standins.SPECS["cifar10"]
    assert list(spec.classes) == CLASSES
    assert spec.sizes == {"train": 8_000, "valid": 1_000, "test": 2_000}
    monkeypatch.setitem(standins.SPECS, "cifar10", dataclasses.replace(spec, sizes=dict.fromkeys(spec.sizes, 40)))
    splits = standins.draw("cifar10")
    assert tuple(splits) == ("train", "valid", "test")
    for images, labels in splits.values():
        assert images.shape == (40, 32, 32, 3)
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        assert np.bincount(labels).tolist() == [4] * 10
    assert len({images.tobytes() for images, _ in splits.values()}) == 3


def test_pictures_are_exposed_and_all_different(drawn):
    images, labels = drawn
    for k, name in enumerate(CLASSES):
        some = images[labels == k].astype(float)
        assert len({p.tobytes() for p in some}) == len(some), name
        assert 80 < some.mean() < 190, name
        assert np.median(some.std(axis=(1, 2, 3))) > 25, name
        assert some.std(axis=0).min() > 25, name  # no pixel is always alike


def test_a_linear_model_finds_some_objects_and_not_many(drawn):
    """As on CIFAR-10, 40 %: shape in any pose is more than a sum over pixels."""
    images, labels = drawn
    assert 0.2 < share_right(images[:, ::2, ::2].reshape(len(images), -1) / 255, labels) < 0.55


def test_colour_alone_tells_little(drawn):
    images, labels = drawn
    colours = np.concatenate([images.mean(axis=(1, 2)), images.std(axis=(1, 2))], axis=1) / 64
    assert share_right(colours, labels) < 0.4


def test_speed_of_objects():
    """500 a second are promised on one core; asked here is what a busy machine still gives."""
    objects.draw(CLASSES, np.random.default_rng(0))
    start = time.process_time()
    objects.draw(CLASSES * 10, np.random.default_rng(0))
    assert 100 / (time.process_time() - start) > 150


@pytest.mark.parametrize("name", places.PLACES)
def test_a_place_is_a_picture_with_a_ground(name):
    for seed in range(20):
        picture, ground = places.draw(name, 0.05 * seed, np.random.default_rng(seed))
        assert picture.shape == (32, 32, 3)
        assert np.isfinite(picture).all()
        assert len(ground) == 3
        assert -0.5 < picture.min() < picture.max() < 1.5


def test_the_nearer_part_hides_the_other():
    model = solid.Model()
    for name, z, colour in (("right", 1.0, RED), ("left", -1.0, BLUE)):
        model.part(name)
        model.ball((0, 0, z), 0.5, colour)
    seen = shown(model)
    assert seen[16, 16, 0] > 0.9
    assert seen[16, 16, 2] < 0.1
    behind = shown(model, yaw=np.pi)
    assert behind[16, 16, 2] > 0.5 > behind[16, 16, 0]
    ahead = shown(model, yaw=-np.pi / 2)[16]
    assert ahead[4:12, 0].max() > 0.9  # what looks at us has its right on our left ...
    assert ahead[20:28, 2].max() > 0.5  # ... and its left on our right


def test_a_model_is_fitted_into_the_picture():
    model = solid.Model()
    model.part("body")
    model.limb((-3, 5, 0), (3, 5, 0), 0.5, 0.5, RED)
    model.part("head")
    model.ball((4, 7, 0), 0.5, BLUE)
    there = np.abs(shown(model, extent=0.75, foot=1.0) - GRAY).max(axis=2) > 0.1
    assert abs(there.any(axis=0).sum() - 24) <= 1
    assert there[-1].any()
    row = shown(model, extent=0.5, focus=("head",))[16]
    assert abs((row[:, 2] > row[:, 0] + 0.1).sum() - 16) <= 1


def test_details_are_not_seen_from_behind():
    model = solid.Model()
    model.part("head")
    model.ball((0, 0, 0), 1, RED)
    model.ball((1, 0, 0), 0.3, BLUE, on=(0, 0, 0))
    model.face([(0.9, -0.2, 0.2), (0.9, -0.2, -0.2), (0.9, 0.2, 0)], BLUE, on=(0, 0, 0))

    def blue(yaw):
        seen = shown(model, yaw=yaw)
        return (seen[:, :, 2] > seen[:, :, 0] + 0.2).sum()

    assert blue(-np.pi / 2) > 20
    assert blue(np.pi / 2) == 0


def test_errors_say_what_objects_there_are():
    with pytest.raises(ValueError, match=r"no object .*'zebra'.*airplane, automobile"):
        objects.draw(["cat", "zebra"], np.random.default_rng(0))
    assert objects.draw([], np.random.default_rng(0)).shape == (0, 32, 32, 3)
