"""A canvas for the drawn photographs: coloured shapes in a unit square, then the light and the camera.

    canvas = Canvas(32, hsv(0.58, 0.4, 0.9))      # a blue sky; x to the right, y down, both from 0 to 1
    canvas.polygon(pose(WING, at=(0.5, 0.4), size=0.3, turn=0.1), (0.8, 0.8, 0.85))
    photograph(canvas.image(), rng)                # uint8 (32, 32, 3)

Shapes are drawn by Pillow `FINE` times as large and reduced, which smooths their edges. A colour is three numbers
(red, green, blue) from 0 to 1.
"""

import colorsys

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
    """

    def __init__(self, side: int, colour: Colour) -> None:
        self.side = side
        self._picture = Image.new("RGB", (side * FINE, side * FINE), _bytes(colour))
        self._brush = ImageDraw.Draw(self._picture)

    def polygon(self, points: ArrayLike, colour: Colour) -> None:
        """Fill the outline through the corners ``points (V, 2)``, x and y."""
        self._brush.polygon(self._fine(points), fill=_bytes(colour))

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour, turn: float = 0.0) -> None:
        """Fill an ellipse with center (x, y) and half axes (rx, ry), turned by ``turn`` radians clockwise."""
        self.polygon(pose(oval(), at=(x, y), size=(rx, ry), turn=turn), colour)

    def line(self, points: ArrayLike, width: float, colour: Colour) -> None:
        """Draw the way through ``points (V, 2)``, ``width`` wide (at least one fine pixel)."""
        wide = max(1, round(width * self.side * FINE))
        self._brush.line(self._fine(points), fill=_bytes(colour), width=wide, joint="curve")

    def shade(self, top: Colour, bottom: Colour, begin: float = 0.0, end: float = 1.0) -> None:
        """Fill the band of rows from ``begin`` to ``end`` with a colour that changes from ``top`` to ``bottom``."""
        first, last = (round(y * self.side * FINE) for y in (begin, end))
        for row in range(max(first, 0), min(last, self.side * FINE)):
            between = mix(top, bottom, (row - first) / max(last - first - 1, 1))
            self._brush.line([(0, row), (self.side * FINE, row)], fill=_bytes(between))

    def image(self) -> Floats:
        """The picture as it is now: ``(side, side, 3)`` in [0, 1]."""
        return np.asarray(self._picture.reduce(FINE), dtype=np.float64) / 255

    def _fine(self, points: ArrayLike) -> list[tuple[float, float]]:
        return [(float(x), float(y)) for x, y in np.asarray(points) * self.side * FINE - 0.5]


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """A colour by hue (a fraction of the circle: 0 red, 1/3 green, 2/3 blue), saturation and value."""
    return colorsys.hsv_to_rgb(hue % 1, min(max(saturation, 0), 1), min(max(value, 0), 1))


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """The colour between ``a`` (share 0) and ``b`` (share 1); black and white as ``b`` darken and lighten."""
    red, green, blue = ((1 - share) * one + share * other for one, other in zip(a, b, strict=True))
    return red, green, blue


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
    field: Floats = zoom(rng.normal(size=(cells + 3, cells + 3)), side / cells, order=3)[:side, :side]
    return field


def photograph(image: Floats, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Take the picture: uneven light, exposure, contrast, white balance, a little blur, the sensor's noise.

    Args:
        image: ``(side, side, 3)`` in [0, 1].
        rng: every picture is taken in another light.

    Returns:
        uint8 ``(side, side, 3)``.
    """
    side = len(image)
    light = 1 + rng.uniform(0, 0.12) * clouds(rng, side, 1)
    balance = rng.normal(1, 0.04, 3)
    seen = 0.5 + (image * light[:, :, None] * balance - 0.5) * rng.uniform(0.75, 1.15) + rng.normal(0, 0.06)
    seen = gaussian_filter(seen, (sigma := rng.uniform(0.2, 0.6) * side / 32, sigma, 0))
    seen = seen + rng.normal(0, rng.uniform(0.005, 0.03), seen.shape)
    exposed: NDArray[np.uint8] = (seen.clip(0, 1) * 255).round().astype(np.uint8)
    return exposed


def _bytes(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (round(255 * min(max(c, 0.0), 1.0)) for c in colour)
    return red, green, blue
