"""The figures: each is a PNG with alt text, and draws what it was given."""

import io

import ipywidgets
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from helpers import plots
from helpers.history import History

PNG = b"\x89PNG\r\n\x1a\n"
rng = np.random.default_rng(0)
history = History([2.0, 1.0], [0.3, 0.6], [2.1, 1.2], [0.2, 0.5], [0.1, 0.2])
PICTURES = {
    "lines": lambda: plots.lines(
        {"a": ([1, 2], [3, 4]), "b": ([1, 2], [4, 3])}, xlabel="x", ylabel="y", alt="two lines"
    ),
    "learning_curves": lambda: plots.learning_curves({"sigmoid": history}),
    "learning_curves without validation": lambda: plots.learning_curves({"a": History([1.0], [0.5])}),
    "images": lambda: plots.images(np.zeros((12, 8, 8), np.uint8), alt="twelve", titles=[str(i) for i in range(12)]),
    "color images": lambda: plots.images(np.zeros((3, 8, 8, 3), np.uint8), alt="three"),
    "weights": lambda: plots.images(rng.normal(size=(10, 8, 8)), alt="weights", signed=True),
    "confusion": lambda: plots.confusion_matrix([[8, 2], [0, 10]], "OQ"),
    "surface": lambda: plots.surface(
        [0, 1, 2],
        [0, 1],
        np.arange(6.0).reshape(2, 3),
        {"p": [(0, 0), (1, 1)]},
        xlabel="x",
        ylabel="y",
        label="z",
        alt="a",
    ),
    "regions": lambda: plots.decision_regions(
        lambda points: (points[:, 0] > 0).astype(int), [[-1, 0], [1, 0]], [0, 1], alt="two halves"
    ),
    "bars": lambda: plots.bars({"first": 90.0, "second": 95.0}, xlabel="accuracy (%)", alt="two bars"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_figure_is_a_png_with_alt_text(name):
    bundle, metadata = PICTURES[name]()._repr_mimebundle_()
    assert bundle["image/png"].startswith(PNG)
    assert metadata["image/png"]["alt"].strip()


def test_controls_redraw_the_picture(monkeypatch):
    shown = []

    class Handle:
        update = staticmethod(shown.append)

    monkeypatch.setattr(plots, "display", lambda picture, display_id: shown.append(picture) or Handle)
    slider = ipywidgets.IntSlider(1)
    plots.explore(lambda n: plots.lines({"a": ([0], [n])}, xlabel="x", ylabel="y", alt=f"n is {n}"), n=slider)
    slider.value = 3
    assert [picture.alt for picture in shown] == ["n is 1", "n is 3"]


def test_a_picture_without_alt_text_is_refused():
    with pytest.raises(ValueError, match="alt text"):
        plots.Picture(Figure(), " ")


def test_the_same_figure_gives_the_same_bytes():
    assert PICTURES["lines"]().png() == PICTURES["lines"]().png()


def test_curves_hold_the_values_they_were_given():
    axis = PICTURES["lines"]().figure.axes[0]
    assert [line.get_ydata().tolist() for line in axis.lines] == [[3, 4], [4, 3]]
    assert len({line.get_linestyle() for line in axis.lines}) == 2


def test_alt_text_names_the_worst_confusion():
    assert "O read as Q (20%)" in PICTURES["confusion"]().alt


def test_learning_curves_end_in_numbers():
    assert "on validation data, sigmoid: loss 1.2, accuracy 0.5." in PICTURES["learning_curves"]().alt


def test_a_page_can_be_cropped_to_its_boxes():
    photo = np.full((300, 400, 3), 200, np.uint8)
    boxes = [[100, 50, 120, 60], [100, 80, 130, 95]]
    whole, part = (plots.page(photo, boxes, crop=crop).figure.axes[0] for crop in (False, True))
    assert (whole.get_xlim(), whole.get_ylim()) == ((0, 400), (300, 0))
    assert (part.get_xlim(), part.get_ylim()) == ((25, 120), (155, 75))  # a margin of 25, the boxes' median height


def test_photographs_are_kept_with_few_colors_and_look_the_same(monkeypatch):
    noise = np.random.default_rng(0).integers(150, 200, (300, 400, 3), dtype=np.uint8)
    picture = plots.page(noise, [])
    small = picture.png()
    monkeypatch.setattr(plots, "LARGE", 10**9)
    large = picture.png()
    assert len(small) < 0.7 * len(large)
    pixels = [np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=int) for png in (small, large)]
    assert np.abs(np.subtract(*pixels)).mean() < 8
