"""The drawn characters and garments: the same everywhere, laid out as promised, legible and not too easy."""

import dataclasses
import hashlib
import time

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from helpers import standins
from helpers.standins import characters, garments, glyphs, hand, outlines, raster

FASHION = ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
ALL = glyphs.DIGITS + glyphs.CAPITALS + glyphs.LOWERCASE


@pytest.fixture(scope="module")
def digits():
    """Images (3000, 28, 28) in the layout of MNIST, and labels."""
    labels = np.arange(3000) % 10
    return characters.draw([str(k) for k in labels], "mnist", np.random.default_rng(5)), labels


@pytest.fixture(scope="module")
def fashion():
    """Images (5000, 28, 28) of garments, and labels."""
    labels = np.arange(5000) % 10
    return garments.draw([FASHION[k] for k in labels], np.random.default_rng(5)), labels


@pytest.fixture(scope="module")
def confusion(fashion):
    """What a linear model takes 1,500 garments for, of which it has seen none: (10, 10), fractions of a row's class."""
    images, labels = fashion
    x = images.reshape(-1, 784) / 255
    guessed = LogisticRegression(C=0.02, tol=0.01, max_iter=200).fit(x[:3500], labels[:3500]).predict(x[3500:])
    return np.bincount(labels[3500:] * 10 + guessed, minlength=100).reshape(10, 10) / 150


def test_every_machine_draws_the_same():
    rng = np.random.default_rng(2024)
    drawn = b"".join(characters.draw(ALL, layout, rng).tobytes() for layout in characters.LAYOUTS)
    assert hashlib.sha256(drawn).hexdigest()[:16] == "f1692c7944473c85", (
        "the drawing changed: if that was meant, put the new hash here and run tools/measure_standins.py"
    )


def test_every_machine_draws_the_same_garments():
    drawn = garments.draw(FASHION * 20, np.random.default_rng(2024)).tobytes()
    assert hashlib.sha256(drawn).hexdigest()[:16] == "e097c27227095e6b", (
        "the drawing changed: if that was meant, put the new hash here, and look at the pictures"
    )


@pytest.mark.parametrize("what", ["characters", "garments"])
def test_same_seed_same_images_other_seed_others(what):
    def draw(seed):
        rng = np.random.default_rng(seed)
        return characters.draw("A1b" * 20, "emnist", rng) if what == "characters" else garments.draw(FASHION * 3, rng)

    assert np.array_equal(draw(3), draw(3))
    assert not np.array_equal(draw(3), draw(4))


@pytest.mark.parametrize(
    ("name", "side", "sizes"),
    [
        ("mnist", 28, (10_000, 2_000, 2_000)),
        ("nist36", 32, (9_000, 2_700, 1_620)),
        ("emnist", 28, (9_400, 940, 1_880)),
        ("fashion_mnist", 28, (9_000, 1_000, 2_000)),
    ],
)
def test_a_data_set_has_the_promised_shape(name, side, sizes, monkeypatch):
    spec = standins.SPECS[name]
    assert tuple(spec.sizes.values()) == sizes
    fewer = {split: size // 10 for split, size in spec.sizes.items()}  # a tenth shows the same and takes less time
    monkeypatch.setitem(standins.SPECS, name, dataclasses.replace(spec, sizes=fewer))
    splits = standins.draw(name)
    assert tuple(splits) == ("train", "valid", "test")
    for (images, labels), size in zip(splits.values(), sizes, strict=True):
        assert images.shape == (size // 10, side, side)
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        counts = np.bincount(labels, minlength=len(spec.classes))
        assert len(counts) == len(spec.classes)
        assert counts.max() - counts.min() <= 1  # balanced
        assert (np.diff(labels) < 0).mean() > 0.3  # shuffled
        assert images.max(axis=(1, 2)).min() == 255  # ink bright ...
        assert (images == 0).mean() > 0.45  # ... on dark
    first = [images[:50].tobytes() for images, _ in splits.values()]
    assert len(set(first)) == 3  # each split has its own chance


def test_classes_are_in_the_order_of_the_real_sets():
    assert "".join(standins.SPECS["mnist"].classes) == "0123456789"
    assert "".join(standins.SPECS["nist36"].classes) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    assert "".join(standins.SPECS["emnist"].classes) == "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"
    assert list(standins.SPECS["fashion_mnist"].classes) == FASHION


def test_mnist_layout(digits):
    images, _ = digits
    ink = images > 0
    height, width = (ink.any(axis=a).sum(axis=1) for a in (2, 1))
    assert np.maximum(height, width).max() <= 20
    assert np.median(np.maximum(height, width)) == 20
    mass = images.astype(float) / images.sum(axis=(1, 2), keepdims=True)
    for axis in (1, 2):
        center = (mass.sum(axis=3 - axis) * np.arange(28)).sum(axis=1)
        assert np.abs(center - 14).max() <= 1


@pytest.mark.parametrize(("layout", "side", "box"), [("nist36", 32, 24), ("emnist", 28, 22)])
def test_layouts_centered_by_their_box(layout, side, box):
    images = characters.draw(ALL * 5, layout, np.random.default_rng(0))
    margin = (side - box) // 2
    outside = images.copy()
    outside[:, margin:-margin, margin:-margin] = 0
    assert not outside.any()


def test_every_character_can_be_drawn():
    assert set(glyphs.FORMS) == set(ALL)
    for label in ALL:
        pictures = characters.draw([label] * 12, "nist36", np.random.default_rng(0))
        covered = (pictures > 127).mean(axis=(1, 2))
        assert covered.min() > 0.005, label
        assert covered.max() < 0.6, label
        assert len({p.tobytes() for p in pictures}) == 12, label


def test_strokes_are_geometry_at_any_scale():
    written = hand.strokes("Ag7", np.random.default_rng(0))
    assert len(written) == 3
    for character in written:
        for xy, width in character:
            assert xy.shape == (len(width), 2)
            assert np.isfinite(xy).all()
            assert (width > 0).all()
            assert -0.7 < xy[:, 1].min() < xy[:, 1].max() < 1.7
    assert len(written[0]) >= 2  # an A has a crossbar


def test_a_neat_hand_writes_the_form_itself():
    neat = hand.Style(
        pressure=0, trim=0, place=0, turn=0, stretch=0, bow=0, warp=0,
        tremor=0, tilt=0, slant=(0, 0), aspect=0, flat=0, haste=0,
    )  # fmt: skip
    ends = [[[stroke[0], stroke[-1]] for stroke in form] for form in glyphs.FORMS["H"]]
    for written in hand.strokes("H" * 20, np.random.default_rng(3), neat):
        found = [[xy[0] * 10, xy[-1] * 10] for xy, _ in written]
        assert any(len(f) == len(found) and np.abs(np.array(f) - found).max() < 0.35 for f in ends)


def test_speed():
    """3,000 a second are promised on one core; asked here is what a busy machine still gives."""
    labels = ALL * 20
    characters.draw(ALL, "nist36", np.random.default_rng(0))
    start = time.process_time()
    characters.draw(labels, "nist36", np.random.default_rng(0))
    assert len(labels) / (time.process_time() - start) > 1000


def test_digits_can_be_learned_but_not_at_once(digits):
    """A linear model reads most digits, as it does on MNIST (92 %), and not all."""
    images, labels = digits
    x = images[:, ::2, ::2].reshape(-1, 196) / 255
    score = LogisticRegression(C=0.1, max_iter=100).fit(x[:2200], labels[:2200]).score(x[2200:], labels[2200:])
    assert 0.8 < score < 0.98


def test_garments_fill_the_picture_and_leave_the_background_black(fashion):
    images, labels = fashion
    for label, name in enumerate(FASHION):
        some = images[labels == label]
        there = some > 0
        height, width = (there.any(axis=a).sum(axis=1) for a in (2, 1))
        assert np.maximum(height, width).min() >= 27, name
        assert 0.2 < there.mean() < 0.75, name  # from a strappy sandal to a wide coat
        assert 80 < np.median(some[there]) < 220, name
        assert some[there].min() >= garments.DIM, name
        low, high = there.any(axis=2).argmax(axis=1), there[:, ::-1].any(axis=2).argmax(axis=1)
        assert np.abs(low - high).max() <= 2, name  # in the middle
        assert len({p.tobytes() for p in some}) == len(some), name


def test_speed_of_garments():
    """4,000 a second are promised on one core; asked here is what a busy machine still gives."""
    garments.draw(FASHION, np.random.default_rng(0))
    start = time.process_time()
    garments.draw(FASHION * 100, np.random.default_rng(0))
    assert 1000 / (time.process_time() - start) > 1000


def test_a_linear_model_finds_most_garments_and_not_all(confusion):
    """As on Fashion-MNIST: 84 %, with trousers and bags nearly always right."""
    assert 0.75 < confusion.trace() / 10 < 0.88
    for name in ("Trouser", "Bag"):
        k = FASHION.index(name)
        assert confusion[k, k] > 0.9, name


def test_shirts_are_the_hardest_garments(confusion):
    right = confusion.diagonal()
    assert FASHION[right.argmin()] == "Shirt"
    assert 0.3 < right.min() < 0.75


def test_garments_are_mistaken_for_the_same_others_as_real_ones(confusion):
    tops = {"T-shirt", "Pullover", "Dress", "Coat", "Shirt"}
    alike = [{"Sneaker", "Ankle boot"}, {"Sneaker", "Sandal"}, {"Sandal", "Ankle boot"}]
    wrong = confusion * (1 - np.eye(10))
    among = [
        {FASHION[i], FASHION[k]} <= tops or {FASHION[i], FASHION[k]} in alike for i in range(10) for k in range(10)
    ]
    assert wrong.ravel()[among].sum() > 0.85 * wrong.sum()  # by chance 29 %
    shirt = dict(zip(FASHION, wrong[FASHION.index("Shirt")], strict=True))
    assert set(sorted(shirt, key=shirt.get)[-3:]) == {"T-shirt", "Pullover", "Coat"}
    assert min(shirt["T-shirt"], shirt["Pullover"], shirt["Coat"]) > 0.04
    for one, other in (("Pullover", "Coat"), ("Sneaker", "Ankle boot")):
        i, k = FASHION.index(one), FASHION.index(other)
        assert min(wrong[i, k], wrong[k, i]) > 0.01, (one, other)


def test_outlines_are_filled_smoothly():
    square = np.array([[[8, 16], [40, 16], [40, 48], [8, 48]]])  # from x = 0.5 to 2.5, from y = 1 to 3
    half, full = raster.FULL // 2, raster.FULL
    for corners in (square, square[:, ::-1]):  # clockwise or not
        filled = raster.fill(corners, 4)[0]
        assert filled[1].tolist() == filled[2].tolist() == [half, full, half, 0]
        assert not filled[[0, 3]].any()
    assert not raster.fill(np.full((1, 5, 2), 24), 4).any()  # a single point
    rows = outlines.dots(2, 3, 2, 6)  # two squares and nothing between them
    filled = raster.fill((rows * raster.SUB).astype(int), 8)[0]
    assert (filled == full).sum() == 8
    assert filled.sum() == 8 * full
    strap = outlines.band(2, (1, 3), (7, 3))
    assert strap[0, :, 1].tolist() == pytest.approx([2, 2, 4, 4])


def test_the_pen_and_the_scanner():
    one = np.zeros(1, np.int64)
    for diameter in (1, 2, 5, 8):
        disc = raster.stamp(np.array([[20, 20]]), one + diameter, one, 1, 40)[0]
        assert (disc.any(axis=0).sum(), disc.any(axis=1).sum()) == (diameter, diameter)
    flat = np.full((1, 8, 8), 100, np.int32)
    assert np.array_equal(raster.blur(flat, 3), flat)
    assert np.array_equal(raster.reduce(flat, 4), np.full((1, 2, 2), 100))
    stripes = np.arange(8, dtype=np.int32) * np.ones((1, 8, 1), np.int32)
    assert raster.pixelate(stripes, 2)[0, 0].tolist() == [2, 2, 2, 2, 6, 6, 6, 6]


def test_errors_say_what_there_is():
    with pytest.raises(
        ValueError, match=r"kmnist.*mnist, nist36, emnist, fashion_mnist, cifar10, olivetti, scenes8, facescrub6"
    ):
        standins.draw("kmnist")
    with pytest.raises(ValueError, match="mnist, emnist, nist36"):
        characters.draw("A", "cifar", np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"no letter form for .*'ä'"):
        characters.draw("Aä", "nist36", np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"no garment .*'Sock'.*T-shirt, Trouser"):
        garments.draw(["Bag", "Sock"], np.random.default_rng(0))
    assert garments.draw([], np.random.default_rng(0)).shape == (0, 28, 28)
    assert hand.strokes("", np.random.default_rng(0)) == []
    assert characters.draw("", "mnist", np.random.default_rng(0)).shape == (0, 28, 28)
