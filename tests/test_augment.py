"""Distorted copies of images."""

import numpy as np
import pytest
import torch

from helpers import augment


def test_each_copy_looks_a_little_different_and_like_the_image():
    image = np.zeros((20, 32, 32), np.float32)
    image[:, 8:24, 14:18] = 1  # a bar in the middle
    copies = augment.distorted(image, np.random.default_rng(0))
    assert copies.shape == image.shape
    assert copies.dtype == np.float32
    assert 0 <= copies.min() <= copies.max() <= 1
    assert len({copy.tobytes() for copy in copies}) == 20
    overlap = (copies * image).sum(axis=(1, 2)) / image[0].sum()
    assert overlap.min() > 0.4
    assert overlap.max() < 1


def test_the_same_seed_gives_the_same_copies():
    image = np.random.default_rng(1).random((3, 28, 28), dtype=np.float32)
    first, again, other = (augment.distorted(image, np.random.default_rng(seed)) for seed in (2, 2, 3))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_nothing_moves_where_nothing_may():
    image = np.random.default_rng(1).random((3, 28, 28), dtype=np.float32)
    copies = augment.distorted(image, np.random.default_rng(0), shift=0, turn=0, slant=0, stretch=0)
    assert copies == pytest.approx(image, abs=1e-5)


# --- for mini-batches -----------------------------------------------------------------------------------------------

BATCHWISE = {
    "shift": augment.shift(3),
    "flip": augment.flip(),
    "cutout": augment.cutout(4),
    "affine": augment.affine(0.2, 0.2, 0.1, 2),
    "crop": augment.crop(0.5),
    "light": augment.light(0.2),
    "all": augment.compose(augment.flip(), augment.shift(2, "reflection"), augment.cutout(3)),
}


def batch(n=64, channels=3, height=12, width=16):
    return torch.rand(n, channels, height, width, generator=torch.Generator().manual_seed(0))


def chance(seed=1):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("name", BATCHWISE)
def test_a_batch_keeps_its_shape_and_only_the_generator_decides(name):
    images, change = batch(), BATCHWISE[name]
    before = images.clone()
    first, again, other = (change(images, chance(seed)) for seed in (1, 1, 2))
    assert first.shape == images.shape
    assert first.dtype == images.dtype
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(images, before)


def test_flip_mirrors_about_half_of_the_images():
    images = batch()
    flipped = augment.flip()(images, chance())
    mirrored = [torch.equal(new, old.flip(2)) for new, old in zip(flipped, images, strict=True)]
    same = [torch.equal(new, old) for new, old in zip(flipped, images, strict=True)]
    assert all(a != b for a, b in zip(mirrored, same, strict=True))
    assert 20 < sum(mirrored) < 44


@pytest.mark.parametrize("outside", ["zeros", "border", "reflection"])
def test_shift_moves_each_image_by_whole_pixels_up_to_the_limit(outside):
    images, seen = batch(200, height=8, width=8), set()
    mode = {"zeros": "constant", "border": "edge", "reflection": "reflect"}[outside]
    padded = np.pad(images.numpy(), ((0, 0), (0, 0), (2, 2), (2, 2)), mode)
    for k, moved in enumerate(augment.shift(2, outside)(images, chance()).numpy()):
        where = [
            (down, right)
            for down in range(5)
            for right in range(5)
            if np.array_equal(moved, padded[k, :, down : down + 8, right : right + 8])
        ]
        assert len(where) == 1
        seen.update(where)
    assert len(seen) == 25


def test_cutout_fills_one_square_with_the_mean_of_the_image():
    images = batch()
    cut = augment.cutout(4)(images, chance())
    sizes = set()
    for new, old in zip(cut, images, strict=True):
        rows, columns = (new != old).all(0).nonzero(as_tuple=True)
        height, width = int(rows.max() - rows.min()) + 1, int(columns.max() - columns.min()) + 1
        assert len(rows) == height * width
        inside = new[:, rows, columns]
        assert torch.allclose(inside, old.mean((1, 2))[:, None].expand_as(inside))
        sizes.add((height, width))
    assert max(sizes) == (4, 4)


def test_affine_moves_by_pixels_along_both_axes_and_turns_by_radians():
    images = torch.zeros(300, 1, 32, 64)
    images[:, :, 15:17, 31:33] = 1
    moved = augment.affine(shift=4)(images, chance())
    mass = moved.sum((1, 2, 3))
    rows = (moved.sum((1, 3)) * torch.arange(32)).sum(1) / mass - 15.5
    columns = (moved.sum((1, 2)) * torch.arange(64)).sum(1) / mass - 31.5
    for far in (rows.abs().max(), columns.abs().max()):
        assert 3.5 < far < 4.1
    still = augment.affine()(images, chance())
    assert torch.allclose(still, images, atol=1e-5)


def test_crop_shows_windows_of_every_size_from_the_smallest_and_never_the_outside():
    ramp = torch.linspace(-1, 1, 64).expand(1, 64, 64)  # brightness is the place along the x axis, from -1 to 1
    images = torch.stack([ramp, ramp.transpose(1, 2)], dim=1).expand(500, 1, 2, 64, 64)[:, 0]
    shown = augment.crop(0.25, ratio=1)(images, chance())
    assert shown.abs().max() <= 1 + 1e-6
    widths = (shown[:, 0, 0, -1] - shown[:, 0, 0, 0]) / 2
    heights = (shown[:, 1, -1, 0] - shown[:, 1, 0, 0]) / 2
    assert torch.allclose(widths, heights, atol=0.02)
    assert 0.45 < widths.min() < 0.55
    assert 0.95 < widths.max() < 1.001
    middles = shown[:, 0].mean((1, 2))
    assert middles.min() < -0.35
    assert middles.max() > 0.35


def test_light_changes_levels_and_colours_and_moves_nothing():
    image = torch.zeros(200, 3, 4, 4)
    image[:, :, 1:3, 1:3] = 0.8
    lit = augment.light(0.2)(image, chance())
    assert all(len(picture.unique(dim=1).reshape(3, -1).unique(dim=1).T) == 2 for picture in lit.flatten(2))
    spread = lit[:, :, 1, 1].std(dim=0)
    assert ((spread > 0.02) & (spread < 0.3)).all()
    contrast = (lit[:, :, 1, 1] - lit[:, :, 0, 0]).mean(dim=1) / 0.8
    assert contrast.min() < 0.75 < 1.2 < contrast.max()
    assert torch.equal(augment.light(0.0)(image, chance()), image)


def test_sometimes_leaves_the_other_images_as_they_are():
    images = batch(400)
    changed = augment.sometimes(lambda some, generator: 1 - some, 0.75)(images, chance())
    share = (changed != images).any(3).any(2).any(1).float().mean()
    assert 0.68 < share < 0.82
    assert all(torch.equal(new, old) or torch.equal(new, 1 - old) for new, old in zip(changed, images, strict=True))


def test_looks_are_the_image_its_corners_and_their_mirrored_twins():
    images = batch(2, height=8, width=8)
    assert [torch.equal(look(images), images) for look in augment.looks()] == [True]
    plain, mirrored = (look(images) for look in augment.looks(mirror=True))
    assert torch.equal(plain, images)
    assert torch.equal(mirrored, images.flip(3))
    moved = [look(images) for look in augment.looks(1)]
    assert len(moved) == 5
    assert torch.equal(moved[1][:, :, 1:, 1:], images[:, :, :-1, :-1])
    assert torch.equal(moved[4][:, :, :-1, :-1], images[:, :, 1:, 1:])
    assert len(augment.looks(1, mirror=True)) == 10


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: augment.shift(0), "pixels: expected a whole number of at least 1, got 0"),
        (lambda: augment.cutout(0), "side: expected a whole number of at least 1, got 0"),
        (lambda: augment.crop(0), "smallest: expected a share of the area, 0 < smallest <= 1, got 0"),
        (lambda: augment.crop(0.5, 0.5), "ratio: expected a number >= 1, got 0.5"),
        (lambda: augment.sometimes(augment.flip(), 1), "share: expected 0 < share < 1, got 1"),
        (lambda: augment.shift(2, "black"), "outside: expected one of border, reflection, zeros, got 'black'"),
        (lambda: augment.affine(outside="black"), "outside: expected one of border, reflection, zeros, got 'black'"),
        (lambda: augment.looks(outside="black"), "outside: expected one of border, reflection, zeros, got 'black'"),
        (lambda: augment.light(0.6), "amount: expected"),
    ],
)
def test_changes_that_do_not_exist_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
