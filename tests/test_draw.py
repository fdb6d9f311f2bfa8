"""The drawing pad on Python's side; tests/test_browser.py draws on it."""

import json

import numpy as np
import pytest
from traitlets import TraitError

from helpers import draw
from helpers.standins import characters

A = [[(200, 220), (240, 20), (280, 220)], [(215, 150), (265, 150)]]


@pytest.fixture
def pad():
    return draw.Pad()


def test_strokes_come_back_as_arrays(pad):
    pad.value = "[[[1, 2], [3.5, 4]], [[5, 6]]]"
    first, second = pad.strokes
    np.testing.assert_array_equal(first, [[1, 2], [3.5, 4]])
    np.testing.assert_array_equal(second, [[5, 6]])
    assert first.dtype == second.dtype == np.float64


def test_strokes_set_from_python_are_sent_rounded(pad):
    pad.strokes = [np.array([[1.04, 2.26]]), [(3, 4), (5, 6)]]
    assert json.loads(pad.value) == [[[1.0, 2.3]], [[3.0, 4.0], [5.0, 6.0]]]
    assert draw.Pad(pad.strokes).value == pad.value
    assert draw.Pad(value=pad.value).value == pad.value


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "expected JSON"),
        ("[[[1, 2]", "expected JSON"),
        ("[" * 100_000, "expected JSON"),
        ("5", "expected a list of strokes, got '5'"),
        ('{"strokes": []}', "expected a list of strokes"),
        ("[[]]", r"stroke 0: expected points \[x, y\], got \[\]"),
        ("[[[1, 2]], [3, 4]]", "stroke 1: expected points"),
        ("[[[1, 2], [3]]]", "stroke 0: expected points"),
        ("[[[1, 2, 3]]]", "stroke 0: expected points"),
        ('[[["1", "2"]]]', "stroke 0: expected points"),
        ("[[[1, null]]]", "stroke 0: expected points"),
        ("[[[true, false]]]", "stroke 0: expected points"),
        ("[[[1" + "0" * 400 + ", 1]]]", "stroke 0: expected points"),
        ("[[[1, NaN]]]", r"stroke 0: the point \(1.0, nan\) is not on the pad"),
        ("[[[1, Infinity]]]", "is not on the pad"),
        ("[[[1, 2]], [[3, 4], [480.1, 5]]]", "stroke 1: the point .* is not on the pad of 480 × 240 pixels"),
        ("[[[-1, 2]]]", "is not on the pad"),
        ("[[[1e300, 2]]]", "is not on the pad"),
    ],
)
def test_wrong_strokes_are_refused_and_nothing_is_lost(pad, text, complaint):
    pad.strokes = A
    before = pad.value
    with pytest.raises(TraitError, match=f"(?s)not taken, the pad keeps what it has: .*{complaint}"):
        pad.value = text
    with pytest.raises(TraitError, match=complaint):
        pad.set_state({"value": text})  # how it comes from the browser
    assert pad.value == before


def test_the_edges_are_on_the_pad():
    pad = draw.Pad([[(0, 0), (600, 100)]], width=600, height=100)
    assert len(pad.strokes) == 1
    with pytest.raises(TraitError):
        draw.Pad([[(0, 0), (601, 100)]], width=600, height=100)


@pytest.mark.parametrize("settings", [{"width": 10}, {"height": 10**6}, {"pen": 0}, {"pen": float("nan")}, {"pen": 81}])
def test_sizes_out_of_range_are_refused(settings):
    with pytest.raises(TraitError, match=next(iter(settings))):
        draw.Pad(**settings)


def test_each_stroke_is_one_change(pad):
    seen = []
    pad.observe(lambda change: seen.append(len(pad.strokes)), names="value")
    for n in (1, 2):
        pad.set_state({"value": json.dumps(A[:n])})
    pad.undo()
    pad.clear()
    pad.clear()
    pad.undo()
    assert seen == [1, 2, 1, 0, 1]


def test_undo_takes_strokes_back_and_brings_back_what_was_cleared(pad):
    pad.undo()
    pad.clear()
    assert pad.strokes == []
    pad.strokes = A
    pad.clear()
    assert pad.strokes == []
    pad.strokes = [[(5, 5)]]
    pad.undo()
    assert pad.strokes == []
    pad.undo()
    assert len(pad.strokes) == 2
    pad.undo()
    pad.undo()
    pad.undo()
    assert pad.strokes == []


def test_an_empty_pad_is_dark_and_its_page_white(pad):
    for picture, shape in ((pad.image(), (240, 480)), (pad.image(side=32), (32, 32))):
        assert picture.shape == shape
        assert picture.dtype == np.uint8
        assert not picture.any()
    assert pad.page().shape == (480, 960, 3)
    assert (pad.page() == 255).all()


def test_the_whole_pad_shows_the_ink_where_it_is(pad):
    pad.strokes = [[(100, 50), (300, 50)]]
    picture = pad.image()
    rows, columns = np.nonzero(picture)
    assert (rows.min(), rows.max() + 1) == pytest.approx((42, 58), abs=0.6)
    assert (columns.min(), columns.max() + 1) == pytest.approx((92, 308), abs=0.6)
    assert picture[50, 200] == 255
    assert picture.flags.writeable


def test_ink_has_smooth_edges(pad):
    pad.strokes = [[(100, 50), (300, 110)]]
    assert len(np.unique(pad.image())) > 8


def test_a_single_dot_is_a_disc_of_the_pen(pad):
    pad.strokes = [[(100, 100)]]
    area = pad.image().sum() / 255
    assert area == pytest.approx(np.pi * 8**2, rel=0.05)
    cut = pad.image(side=32)
    assert cut[16, 16] == 255
    assert cut[5, 5] == 0


@pytest.mark.parametrize(("side", "box"), [(32, 24), (28, 20), (64, 64)])
def test_a_character_is_cut_out_scaled_and_centered(pad, side, box):
    pad.strokes = A
    picture = pad.image(side, box)
    rows, columns = np.nonzero(picture > 40)
    assert picture.shape == (side, side)
    assert np.ptp(rows) + 1 == pytest.approx(box, abs=1)
    assert rows.min() + rows.max() == pytest.approx(side - 1, abs=1)
    assert columns.min() + columns.max() == pytest.approx(side - 1, abs=1)
    assert np.abs(picture.astype(int) - picture[:, ::-1]).max() <= 64, "an A is its own mirror image"


def test_a_character_looks_the_same_anywhere_and_at_any_size():
    small = [np.array(stroke) / 2 for stroke in A]
    first = draw.Pad(A).image(32).astype(int)
    np.testing.assert_allclose(first, draw.Pad(small, pen=8).image(32), atol=40)
    np.testing.assert_allclose(first, draw.Pad([np.array(s) - (150, 10) for s in A]).image(32), atol=40)


def test_a_box_larger_than_the_picture_is_refused(pad):
    with pytest.raises(ValueError, match="box between 1 and side = 32 pixels, got 40"):
        pad.image(side=32, box=40)


def test_a_cut_out_character_has_the_ink_of_a_drawn_one():
    drawn = characters.draw(["A"] * 100, "nist36", np.random.default_rng(0)).mean(axis=(1, 2))
    assert drawn.min() < draw.Pad(A).image(32).mean() < drawn.max()


def test_the_page_is_dark_ink_on_white(pad):
    pad.strokes = A
    page = pad.page(scale=3)
    assert page.shape == (720, 1440, 3)
    assert page.dtype == np.uint8
    assert page[0, 0].tolist() == [255, 255, 255]
    assert page[450, 720].tolist() == [0, 0, 0]


def test_without_a_browser_words_stand_for_the_pad(pad):
    words = pad._repr_mimebundle_()[0]["text/plain"]
    assert words == "<Pad to draw on, 480 × 240 pixels, nothing drawn yet>"
    pad.strokes = A
    assert repr(pad).endswith("2 strokes drawn>")


def test_the_browser_part_is_complete_and_asks_for_nothing_from_elsewhere(pad):
    state = pad.get_state()
    assert "export default" in state["_esm"]
    assert "touch-action: none" in state["_css"]
    for text in (state["_esm"], state["_css"]):
        assert "import " not in text
        assert "https:" not in text
