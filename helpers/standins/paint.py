"""A canvas for the drawn photographs: coloured shapes in a unit square, then the light and the camera.

    canvas = Canvas(32, hsv(0.58, 0.4, 0.9))      # a blue sky; x to the right, y down, both from 0 to 1
    canvas.polygon(pose(WING, at=(0.5, 0.4), size=0.3, turn=0.1), (0.8, 0.8, 0.85))
    photograph(canvas.image(), rng)                # uint8 (32, 32, 3)

Shapes are drawn by Pillow `FINE` times as large and reduced, which smooths their edges. A colour is three numbers
(red, green, blue) from 0 to 1.
"""

import colorsys
import functools

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter, zoom

Floats = NDArray[np.float64]
Colour = tuple[float, float, float]

FINE = 4  # fine pixels to a pixel, in each direction


class Canvas:
    """A square picture under the brush.

    Args:
        side: of the finished picture, in pixels.
        colour: of the empty canvas.
        fine: fine pixels to a pixel, in each direction; 2 is enough for large pictures.
    """

    def __init__(self, side: int, colour: Colour, fine: int = FINE) -> None:
        self.side = side
        self.fine = fine
        self._picture = Image.new("RGB", (side * fine, side * fine), _bytes(colour))
        self._brush = ImageDraw.Draw(self._picture)

    def polygon(self, points: ArrayLike, colour: Colour) -> None:
        """Fill the outline through the corners ``points (V, 2)``, x and y."""
        self._brush.polygon(self._fine(points), fill=_bytes(colour))

    def facets(self, corners: Floats, colours: Floats) -> None:
        """Fill many polygons of as many corners: ``corners (N, V, 2)``, ``colours (N, 3)`` in [0, 1]."""
        fine = (corners * self.side * self.fine - 0.5).reshape(len(corners), -1).tolist()
        fills = (255 * colours.clip(0, 1)).round().astype(np.int64) @ (1, 1 << 8, 1 << 16)  # as Pillow packs them
        for points, fill in zip(fine, fills.tolist(), strict=True):
            self._brush.polygon(points, fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour, turn: float = 0.0) -> None:
        """Fill an ellipse with center (x, y) and half axes (rx, ry), turned by ``turn`` radians clockwise."""
        self.polygon(pose(oval(), at=(x, y), size=(rx, ry), turn=turn), colour)

    def line(self, points: ArrayLike, width: float, colour: Colour) -> None:
        """Draw the way through ``points (V, 2)``, ``width`` wide (at least one fine pixel)."""
        wide = max(1, round(width * self.side * self.fine))
        self._brush.line(self._fine(points), fill=_bytes(colour), width=wide, joint="curve")

    def shade(self, top: Colour, bottom: Colour, begin: float = 0.0, end: float = 1.0) -> None:
        """Fill the band of rows from ``begin`` to ``end`` with a colour that changes from ``top`` to ``bottom``."""
        first, last = (round(y * self.side * self.fine) for y in (begin, end))
        share = (np.arange(max(first, 0), min(last, self.side * self.fine)) - first)[:, None] / max(last - first - 1, 1)
        if len(share):
            rows = (255 * ((1 - share) * top + share * bottom).clip(0, 1)).round().astype(np.uint8)
            band = Image.fromarray(np.repeat(rows[:, None], self.side * self.fine, axis=1))
            self._picture.paste(band, (0, max(first, 0)))

    def cover(self, picture: Floats) -> None:
        """Cover the canvas with a picture ``(n, n, 3)`` in [0, 1], smoothly enlarged: what is out of focus behind."""
        coarse = Image.fromarray((picture.clip(0, 1) * 255).round().astype(np.uint8))
        self._picture.paste(coarse.resize(self._picture.size, Image.Resampling.BICUBIC))

    def image(self) -> Floats:
        """The picture as it is now: ``(side, side, 3)`` in [0, 1]."""
        return np.asarray(self._picture.reduce(self.fine), dtype=np.float64) / 255

    def _fine(self, points: ArrayLike) -> list[float]:
        fine: list[float] = (np.asarray(points) * self.side * self.fine - 0.5).ravel().tolist()  # x, y, x, y, ...
        return fine


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """A colour by hue (a fraction of the circle: 0 red, 1/3 green, 2/3 blue), saturation and value."""
    return colorsys.hsv_to_rgb(hue % 1, min(max(saturation, 0), 1), min(max(value, 0), 1))


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """The colour between ``a`` (share 0) and ``b`` (share 1); black and white as ``b`` darken and lighten."""
    keep = 1 - share  # written out, for it is called most often of all
    return keep * a[0] + share * b[0], keep * a[1] + share * b[1], keep * a[2] + share * b[2]


def oval(corners: int = 40) -> Floats:
    """The unit circle as an outline ``(corners, 2)``."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def smooth(corners: ArrayLike, steps: int = 6) -> Floats:
    """The closed Catmull-Rom curve through ``corners (V, 2)``, as an outline ``(V * steps, 2)``."""
    p = np.asarray(corners, dtype=np.float64)
    before, after, then = np.roll(p, 1, axis=0), np.roll(p, -1, axis=0), np.roll(p, -2, axis=0)
    t = (np.arange(steps) / steps)[:, None, None]
    curve = p + t * (after - before) / 2 + t**2 * (before - 2.5 * p + 2 * after - then / 2)
    curve = curve + t**3 * (1.5 * (p - after) + (then - before) / 2)
    outline: Floats = curve.transpose(1, 0, 2).reshape(-1, 2)
    return outline


def pose(
    points: ArrayLike,
    at: tuple[float, float] = (0.5, 0.5),
    size: float | tuple[float, float] = 1.0,
    turn: float = 0.0,
    flip: bool = False,
) -> Floats:
    """Put an outline ``(V, 2)`` drawn around (0, 0) into the picture: mirrored, scaled, turned clockwise, moved."""
    p = np.asarray(points, dtype=np.float64) * size * np.array([-1.0 if flip else 1.0, 1.0])
    cos, sin = np.cos(turn), np.sin(turn)
    placed: Floats = p @ np.array([[cos, sin], [-sin, cos]]) + at
    return placed


def clouds(rng: np.random.Generator, side: int, cells: int) -> Floats:
    """A smooth random field ``(side, side)`` with mean about 0 and spread about 1, ``cells`` bumps to a side."""
    between = _splines(side, cells)
    field: Floats = between @ rng.normal(size=(cells + 3, cells + 3)) @ between.T
    return field


@functools.cache
def _splines(side: int, cells: int) -> Floats:
    """How ``side`` values along a line depend on ``cells + 3`` random ones: as a matrix, for it is needed often."""
    weights: Floats = zoom(np.eye(cells + 3), (side / cells, 1), order=3)[:side]
    return weights


def photograph(image: Floats, rng: np.random.Generator, sharpness: float = 1.0) -> NDArray[np.uint8]:
    """Take the picture: uneven light, exposure, contrast, white balance, a little blur, the sensor's noise.

    Args:
        image: ``(side, side, 3)`` in [0, 1].
        rng: every picture is taken in another light.
        sharpness: of the lens; of a better one the noise is less, too.

    Returns:
        uint8 ``(side, side, 3)``.
    """
    side = len(image)
    light = 1 + rng.uniform(0, 0.12) * clouds(rng, side, 1)
    balance = rng.normal(1, 0.04, 3)
    seen = 0.5 + (image * light[:, :, None] * balance - 0.5) * rng.uniform(0.75, 1.15) + rng.normal(0, 0.06)
    seen = gaussian_filter(seen, (sigma := rng.uniform(0.2, 0.6) * side / 32 / sharpness, sigma, 0))
    seen = seen + rng.normal(0, rng.uniform(0.005, 0.03) / sharpness**0.5, seen.shape)
    exposed: NDArray[np.uint8] = (seen.clip(0, 1) * 255).round().astype(np.uint8)
    return exposed


def _bytes(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = [round(255 * (0.0 if c < 0 else 1.0 if c > 1 else c)) for c in colour]
    return red, green, blue
