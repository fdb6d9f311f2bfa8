"""A pad to draw on with mouse, finger, pen or keys: one character, or a word.

    pad = draw.Pad()                       # the last expression of a cell shows it
    pad.image(side=32)                     # what was drawn, laid out as NIST36 would show one character
    pad.page()                             # what was drawn, like a photograph of paper
    pad.observe(look, names="value")       # calls look(change) at the end of each stroke, after undo and after clear

The browser's part is ``draw.js``. ``value`` is what travels: the strokes as JSON, a list of ``[x, y]`` a stroke.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw
from traitlets import Int, TraitError, Unicode, validate

Strokes = list[NDArray[np.float64]]

FINE = 4  # ink is drawn this many times finer than asked for, and reduced: its edges are smooth


class Pad(anywidget.AnyWidget):
    """A drawing pad; its size, pen and label are chosen when it is made.

    Attributes:
        width: of the pad, in pixels; 480 holds a character or a short word.
        height: of the pad, in pixels.
        pen: diameter of the pen, in pixels.
        label: what a screen reader calls the pad.
        value: the strokes as JSON; ``strokes`` is the same as arrays.
        cleared: the strokes that clear took away, as JSON, for undo to bring back.
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = Path(__file__).with_suffix(".css")

    width = Int(480, min=80, max=2000).tag(sync=True)
    height = Int(240, min=80, max=2000).tag(sync=True)
    pen = Int(16, min=1, max=80).tag(sync=True)
    label = Unicode("Drawing pad").tag(sync=True)
    value = Unicode("[]").tag(sync=True)
    cleared = Unicode("[]").tag(sync=True)

    def __init__(self, strokes: Sequence[ArrayLike] = (), **settings: Any) -> None:
        super().__init__(**settings)
        if len(strokes):
            self.strokes = strokes

    @property
    def strokes(self) -> Strokes:
        """The strokes in the order drawn: ``(N, 2)`` each, x to the right and y down, in pixels of the pad."""
        return parse(self.value, self.width, self.height)

    @strokes.setter
    def strokes(self, strokes: Sequence[ArrayLike]) -> None:
        self.value = json.dumps([np.asarray(stroke, dtype=np.float64).round(1).tolist() for stroke in strokes])

    def undo(self) -> None:
        """Take the last stroke away, or bring back what was cleared."""
        if strokes := self.strokes:
            self.strokes = strokes[:-1]
        else:
            self.value, self.cleared = self.cleared, "[]"

    def clear(self) -> None:
        """Take all strokes away."""
        if self.strokes:
            self.value, self.cleared = "[]", self.value

    def image(self, side: int | None = None, box: int | None = None) -> NDArray[np.uint8]:
        """The ink, bright on dark.

        Args:
            side: of the picture of one character, cut out by its ink, scaled and centered; None for the whole pad.
            box: pixels that the longest side of the ink fills; by default three quarters of ``side``, as in NIST36.

        Returns:
            uint8 ``(side, side)``, or ``(height, width)`` for the whole pad; all 0 where nothing is drawn.
        """
        strokes = self.strokes
        if side is None:
            return _ink(strokes, self.pen, (self.height, self.width))
        box = 3 * side // 4 if box is None else box
        if not 0 < box <= side:
            raise ValueError(f"image: expected a box between 1 and side = {side} pixels, got {box}")
        if strokes:
            points = np.concatenate(strokes)
            low, high = points.min(axis=0), points.max(axis=0)
            scale = box / float((high - low).max() + self.pen)
            strokes = [(stroke - (low + high) / 2) * scale + side / 2 for stroke in strokes]
            return _ink(strokes, self.pen * scale, (side, side))
        return np.zeros((side, side), np.uint8)

    def page(self, scale: float = 2.0) -> NDArray[np.uint8]:
        """The pad like a photograph of paper: dark ink on white, RGB uint8 ``(scale·height, scale·width, 3)``."""
        shape = round(self.height * scale), round(self.width * scale)
        paper = 255 - _ink([stroke * scale for stroke in self.strokes], self.pen * scale, shape)
        return np.stack([paper] * 3, axis=2)

    @validate("value", "cleared")
    def _check(self, proposal: dict[str, Any]) -> str:
        try:
            parse(proposal["value"], self.width, self.height)
        except ValueError as wrong:
            raise TraitError(f"these strokes were not taken, the pad keeps what it has: {wrong}") from None
        return str(proposal["value"])

    def __repr__(self) -> str:
        drawn = {0: "nothing drawn yet", 1: "1 stroke drawn"}.get(n := len(self.strokes), f"{n} strokes drawn")
        return f"<Pad to draw on, {self.width} × {self.height} pixels, {drawn}>"


def parse(text: str, width: float, height: float) -> Strokes:
    """Read strokes from JSON, each an ``(N, 2)`` array of points on a pad of this size.

    Raises:
        ValueError: if it is not a list of strokes, if a stroke is not a list of points ``[x, y]``, or if a point
            is not on the pad.
    """
    try:
        strokes = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise ValueError(f"expected JSON, got {text[:40]!r}: {wrong}") from None
    if not isinstance(strokes, list):
        raise ValueError(f"expected a list of strokes, got {text[:40]!r}")
    parsed = []
    for i, stroke in enumerate(strokes):
        try:
            points = np.array(stroke)
        except ValueError:  # rows of different lengths
            points = np.array(None)
        if points.ndim != 2 or points.shape[1] != 2 or points.dtype.kind not in "if":
            raise ValueError(f"stroke {i}: expected points [x, y], got {str(stroke)[:40]}")
        outside = ~((points >= 0) & (points <= (width, height))).all(axis=1)  # NaN too
        if outside.any():
            point = tuple(points[outside][0].tolist())
            raise ValueError(f"stroke {i}: the point {point} is not on the pad of {width} × {height} pixels")
        parsed.append(points.astype(np.float64))
    return parsed


def _ink(strokes: Strokes, pen: float, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Draw strokes (N, 2) with a round pen into a picture of this shape, bright on dark."""
    picture = Image.new("L", (shape[1] * FINE, shape[0] * FINE))
    ink = ImageDraw.Draw(picture)
    for stroke in strokes:
        points = [(x, y) for x, y in stroke * FINE - 0.5]  # pixel 0 has its middle at 0.5
        ink.line(points, fill=255, width=max(1, round(pen * FINE)))
        for point in points:
            ink.circle(point, (pen * FINE - 1) / 2, fill=255)
    return np.array(picture.reduce(FINE))
