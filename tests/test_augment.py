"""Distorted copies of images."""

import numpy as np
import pytest

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
