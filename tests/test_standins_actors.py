"""The six drawn people in colour: the same everywhere, neither told by a colour nor lost in what varies."""

import dataclasses
import time

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from helpers import standins
from helpers.standins import actors, faces

NAMES = [f"person {k}" for k in range(1, 7)]
# A picture of each person, brightness of 4 x 4 blocks. Not a hash of all pixels: libraries may round otherwise.
KNOWN = """
6b78e2d27d80ccf27487dbf36774cdad68575f7366c4c07096dcc1838b9a968d
77ae825eb5cb947ca2cd92719b9b7e7c45444c4f42a6bd6050a5a65a9976836b
57603d296a785642866b4f476343374a6eab817272ccb6696b9db973707c7875
"""


@pytest.fixture(scope="module")
def drawn():
    """The whole stand-in: images (N, 64, 64, 3) uint8 and labels (N,) for "train", "valid" and "test"."""
    return standins.draw("facescrub6")


def blocks(images, size):
    """Mean colour of blocks of size x size pixels: (N, 64 / size, 64 / size, 3)."""
    few = 64 // size
    return images.reshape(len(images), few, size, few, size, 3).mean(axis=(2, 4))


def score(train, test, strength):
    """Of a linear model, on examples that it has not seen."""
    return LogisticRegression(C=strength, tol=0.01, max_iter=300).fit(*train).score(*test)


def test_every_machine_draws_the_same():
    found = blocks(actors.draw(NAMES, np.random.default_rng(2024)), 16).mean(axis=3).round().astype(np.uint8)
    known = np.frombuffer(bytes.fromhex("".join(KNOWN.split())), np.uint8)
    message = "the drawing changed: if that was meant, look at the pictures and put this here"
    assert known.size == found.size, f"{message}: {found.tobytes().hex()}"
    off = np.abs(found.astype(int) - known.reshape(found.shape)).max(axis=(1, 2))
    assert off.max() <= 2, f"{message}: {found.tobytes().hex()} ({off.tolist()} levels off)"


def test_same_seed_same_pictures_other_seed_others():
    one, same, other = (actors.draw(NAMES, np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not (one == other).all(axis=(1, 2, 3)).any()


def test_the_data_set_has_the_promised_shape(drawn):
    assert list(standins.SPECS["facescrub6"].classes) == NAMES
    assert {part: len(labels) for part, (_, labels) in drawn.items()} == {"train": 528, "valid": 108, "test": 120}
    for images, labels in drawn.values():
        assert images.shape == (len(labels), 64, 64, 3)
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        assert np.bincount(labels, minlength=6).tolist() == [len(labels) // 6] * 6
    every = np.concatenate([images for images, _ in drawn.values()])
    assert len({image.tobytes() for image in every}) == 756


def test_no_two_people_have_a_feature_in_common():
    for one, other in ((a, b) for k, a in enumerate(NAMES) for b in NAMES[:k]):
        a, b = dataclasses.asdict(actors.ACTORS[one]), dataclasses.asdict(actors.ACTORS[other])
        for feature in ("width", "jaw", "chin", "eyes", "brows", "nose", "mouth", "folds"):
            assert a[feature] != b[feature], (one, other, feature)


def test_neither_colour_nor_what_is_behind_tells_who_it_is(drawn):
    (x, y), (x_test, y_test) = drawn["train"], drawn["test"]
    for seen in (lambda images: images.mean(axis=(1, 2)) / 255, lambda images: images[:, 2:24:4, [2, -3]] / 255):
        train, test = ((seen(some).reshape(len(some), -1), who) for some, who in ((x, y), (x_test, y_test)))
        assert score(train, test, 1) < 0.4


def test_a_linear_model_knows_more_than_half_of_them(drawn):
    """Of the real ones, 82 %."""
    train, test = ((blocks(x, 4).reshape(len(x), -1) / 127.5 - 1, y) for x, y in (drawn["train"], drawn["test"]))
    assert 0.4 < score(train, test, 0.01) < 0.7


def test_pictures_come_in_any_size():
    assert actors.draw(["person 2"], np.random.default_rng(0), side=96).shape == (1, 96, 96, 3)
    assert actors.draw([], np.random.default_rng(0)).shape == (0, 64, 64, 3)


def test_the_wall_behind_has_its_own_light():
    rng = np.random.default_rng(0)
    person = actors.ACTORS["person 3"]
    look = dataclasses.replace(actors.posed(person, rng), size=0.25, at=(0.5, 0.5), gain=1.0, light=(2.0, 0.0))
    image = faces.portrait(person, look, 64, np.full((2, 2, 3), 0.6))
    np.testing.assert_allclose(image[:4], 0.6, atol=0.003)
    np.testing.assert_allclose(image[:24, :6], 0.6, atol=0.003)
    assert image[20:40, 24:40].std() > 0.05


def test_speed():
    """150 a second are promised on one core; asked here is what a busy machine still gives."""
    actors.draw(NAMES, np.random.default_rng(0))
    start = time.process_time()
    actors.draw(NAMES * 6, np.random.default_rng(0))
    assert 36 / (time.process_time() - start) > 50


def test_somebody_unknown_is_named_with_those_that_there_are():
    with pytest.raises(ValueError, match=r"nobody is called \['person 7'\]; there are person 1, .*, person 6"):
        actors.draw(["person 1", "person 7"], np.random.default_rng(0))
