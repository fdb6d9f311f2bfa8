"""What drawn scenes have in common: a camera that looks into space, sky, ridges, trees, people, light.

view = View(canvas, eye=1.6, horizon=0.4)               # meters; x to the right, y up, z away from the eye
view.box((-1, 0, 5), (1, 1.4, 9), (0.7, 0.1, 0.1))      # something like a van, 5 m away
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .paint import Canvas, Colour, Floats, hsv, mix, oval

BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
NEAR = 0.15  # m: nothing nearer to the eye is seen
FACETS = oval(9)


@dataclass(frozen=True)
class View:
    """A camera above (0, 0, 0), level, which may look aside.

    Attributes:
        canvas: what it draws on.
        eye: height above the ground, m.
        horizon: where the eye's height is in the picture, 0 at the top to 1 at the bottom.
        focal: focal length in widths of the picture.
        turn: to the left, radians.
    """

    canvas: Canvas
    eye: float = 1.6
    horizon: float = 0.5
    focal: float = 1.0
    turn: float = 0.0

    def polygon(self, points: ArrayLike, colour: Colour) -> None:
        """Fill the outline through the corners ``points (V, 3)``, as far as it is before the eye."""
        if len(seen := self._before_the_eye(np.asarray(points, dtype=np.float64))) > 2:
            self.canvas.polygon(self._project(seen), colour)

    def box(self, low: tuple[float, float, float], high: tuple[float, float, float], colour: Colour) -> None:
        """A box along the axes: its front as ``colour`` says, its top lighter, its sides darker."""
        (x0, y0, z0), (x1, y1, z1) = low, high
        for x, seen in ((x0, x0 > 0), (x1, x1 < 0)):
            if seen:
                self.polygon([(x, y0, z0), (x, y1, z0), (x, y1, z1), (x, y0, z1)], mix(colour, BLACK, 0.22))
        for y, seen, tint in ((y1, y1 < self.eye, WHITE), (y0, y0 > self.eye, BLACK)):
            if seen:
                self.polygon([(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)], mix(colour, tint, 0.25))
        self.polygon([(x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)], colour)

    def spot(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        """Where a point is in the picture, x and y, and how long a meter is there (0 if behind the eye)."""
        turned = self._turn(np.array([[x, y, z]]))
        if turned[0, 2] < NEAR:
            return 0.0, 0.0, 0.0
        (right, down), *_ = self._project(turned)
        return float(right), float(down), self.focal / float(turned[0, 2])

    def _turn(self, points: Floats) -> Floats:
        cos, sin = np.cos(self.turn), np.sin(self.turn)
        turned: Floats = points @ np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]])
        return turned

    def _project(self, turned: Floats) -> Floats:
        x, y = turned[:, 0] / turned[:, 2], (self.eye - turned[:, 1]) / turned[:, 2]
        return np.stack([0.5 + self.focal * x, self.horizon + self.focal * y], axis=1)

    def _before_the_eye(self, points: Floats) -> Floats:
        """Cut off what is behind the eye (Sutherland and Hodgman, 1974, with one plane)."""
        p = self._turn(points)
        if p[:, 2].min() >= NEAR:
            return p
        kept: list[Floats] = []
        for a, b in zip(p, np.roll(p, -1, axis=0), strict=True):
            if a[2] >= NEAR:
                kept.append(a)
            if (a[2] >= NEAR) != (b[2] >= NEAR):
                kept.append(a + (NEAR - a[2]) / (b[2] - a[2]) * (b - a))
        return np.array(kept)


def chance(rng: np.random.Generator, share: float) -> bool:
    """True with that probability."""
    return bool(rng.random() < share)


def between(rng: np.random.Generator, *span: tuple[float, float]) -> tuple[float, ...]:
    """A number from each span."""
    return tuple(float(rng.uniform(*s)) for s in span)


def vary(colour: Colour, rng: np.random.Generator, by: float = 0.06) -> Colour:
    """Nearly the same colour: lighter or darker, and a little of another hue."""
    red, green, blue = np.array(colour) * rng.normal(1, by) + rng.normal(0, by / 4, 3)
    return float(red), float(green), float(blue)


def blobs(canvas: Canvas, at: ArrayLike, size: ArrayLike, colours: list[Colour]) -> None:
    """Round spots at ``at (N, 2)``, half axes ``size (N, 2)``, the colours in turn."""
    outlines = np.asarray(at)[:, None] + FACETS * np.asarray(size)[:, None]
    for k, outline in enumerate(outlines):
        canvas.polygon(outline, colours[k % len(colours)])


def ridge(rng: np.random.Generator, y: float, height: float, rough: float = 0.5) -> Floats:
    """A line across the picture, ``(33, 2)``, from midpoint to midpoint displaced: hills if smooth, rocks if rough."""
    line = rng.uniform(-1, 1, 2)
    for k in range(5):
        middle = (line[1:] + line[:-1]) / 2 + rng.uniform(-1, 1, len(line) - 1) * rough**k
        line = np.insert(line, np.arange(1, len(line)), middle)
    return np.stack([np.linspace(-0.02, 1.02, 33), y + height * (line - line.mean()) / 2], axis=1)


def below(line: Floats, y: float = 1.02) -> Floats:
    """The outline of all that is between a line across the picture and the height ``y``."""
    return np.concatenate([line, [[line[-1, 0], y], [line[0, 0], y]]])


def sky(canvas: Canvas, rng: np.random.Generator, horizon: float, low: float = 0.15) -> None:
    """Blue, overcast, hazy or evening sky down to the horizon, most often with clouds; ``low``: share of evenings."""
    lot = rng.random()
    if lot < low:
        top = hsv(*between(rng, (0.55, 0.72), (0.15, 0.5), (0.25, 0.7)))
        bottom = hsv(*between(rng, (0.02, 0.13), (0.3, 0.8), (0.7, 1)))
    elif lot < low + 0.5:
        top = hsv(*between(rng, (0.54, 0.63), (0.3, 0.85), (0.5, 0.95)))
        bottom = mix(top, WHITE, float(rng.uniform(0.1, 0.75)))
    else:
        top = hsv(*between(rng, (0.5, 0.65), (0, 0.15), (0.45, 0.97)))
        bottom = mix(top, WHITE, float(rng.uniform(0, 0.6)))
    canvas.shade(top, bottom, 0, min(horizon + 0.12, 1))
    if chance(rng, 0.6):
        cloud = mix(bottom, WHITE if chance(rng, 0.7) else BLACK, float(rng.uniform(0.15, 0.7)))
        for x, y in rng.uniform((-0.1, 0), (1.1, horizon), (rng.integers(1, 6), 2)):
            wide, high, n = rng.uniform(0.08, 0.3), rng.uniform(0.01, 0.06), 7
            at = np.stack([x + wide * rng.normal(0, 0.6, n), y + high * rng.normal(0, 0.6, n)], axis=1)
            blobs(canvas, at, rng.uniform((wide / 4, high / 2), (wide / 2, high), (n, 2)), [cloud])


def leaves(rng: np.random.Generator) -> Colour:
    """The colour of a tree: mostly green, sometimes yellow, brown or in flower."""
    lot = rng.random()
    if lot < 0.82:
        return hsv(*between(rng, (0.2, 0.36), (0.3, 0.8), (0.2, 0.65)))
    if lot < 0.93:
        return hsv(*between(rng, (0.04, 0.15), (0.5, 0.85), (0.4, 0.8)))
    return hsv(*between(rng, (0.88, 0.96), (0.15, 0.45), (0.7, 0.9)))


def grass(rng: np.random.Generator, dry: float = 0.15) -> Colour:
    """The colour of open land: green, or dry, as a share ``dry`` is."""
    if chance(rng, dry):
        return hsv(*between(rng, (0.06, 0.16), (0.15, 0.55), (0.4, 0.85)))
    return hsv(*between(rng, (0.18, 0.34), (0.25, 0.75), (0.3, 0.75)))


def tree(canvas: Canvas, rng: np.random.Generator, x: float, base: float, height: float, leaf: Colour) -> None:
    """A tree of that height, standing at (x, base): broad, a fir, a poplar, or bare."""
    kind = rng.choice(["broad", "fir", "poplar", "bare"], p=[0.6, 0.2, 0.1, 0.1])
    bark = vary((0.25, 0.19, 0.14), rng, 0.25)
    canvas.line([(x, base), (x + height * rng.normal(0, 0.02), base - height * 0.5)], height * 0.055, bark)
    if kind == "fir":
        for k, share in enumerate((1.0, 0.75, 0.5)):
            wide, low = height * 0.24 * share, base - height * (0.95 - 0.82 * share)
            outline = [(x, low - height * 0.42), (x - wide, low), (x + wide, low)]
            canvas.polygon(outline, mix(leaf, BLACK, 0.35 - 0.12 * k))
    elif kind == "bare":
        for angle in rng.normal(0, 0.6, 9):
            fork, reach = base - height * rng.uniform(0.25, 0.6), height * rng.uniform(0.25, 0.45)
            canvas.line([(x, fork), (x + reach * np.sin(angle), fork - reach * np.cos(angle))], height * 0.015, bark)
    else:
        wide = height * (0.12 if kind == "poplar" else rng.uniform(0.25, 0.42))
        high, middle, n = height * rng.uniform(0.28, 0.36), base - height * 0.66, 22
        around = rng.normal(0, 0.5, (n, 2)).clip(-0.8, 0.8)
        around = around[np.argsort(-around[:, 1] + 0.3 * around[:, 0])]  # the light comes from above
        colours = [mix(mix(leaf, BLACK, 0.45), mix(leaf, WHITE, 0.18), k / n) for k in range(n)]
        blobs(canvas, (x, middle) + around * (wide, high), rng.uniform(0.2, 0.5, (n, 1)) * (wide, high), colours)


def person(canvas: Canvas, rng: np.random.Generator, x: float, base: float, height: float, dark: bool = False) -> None:
    """Somebody standing, in the clothes of the day, or as a silhouette."""
    coat, legs = (hsv(*between(rng, (0, 1), (0, 0.8), (0.1, 0.9))) for _ in range(2))
    skin = hsv(*between(rng, (0.03, 0.09), (0.25, 0.6), (0.4, 0.9)))
    if dark:
        coat = legs = skin = vary((0.04, 0.04, 0.06), rng, 0.3)
    w = height * rng.uniform(0.1, 0.14)
    hip, neck = base - height * 0.45, base - height * 0.84
    for side in (-1, 1):
        canvas.line([(x + side * w * 0.4, hip), (x + side * w * rng.uniform(0.3, 0.9), base)], w * 0.7, legs)
    shoulders = [(x - w * 0.8, hip + w * 0.4), (x - w * 1.2, neck + w * 0.6), (x - w * 0.3, neck)]
    canvas.polygon([*shoulders, *((2 * x - a, b) for a, b in shoulders[::-1])], coat)
    canvas.ellipse(x, base - height * 0.91, height * 0.065, height * 0.09, skin)


def lit(image: Floats, rng: np.random.Generator, inside: bool) -> Floats:
    """The picture ``(side, side, 3)`` at another hour, or under other lamps."""
    hue, strength = (0.09, 0.3) if inside else (float(rng.choice([0.07, 0.6])), 0.32)
    tint = np.array(hsv(hue + rng.normal(0, 0.04), strength * rng.beta(1, 2), 1))
    gray = image.mean(axis=2, keepdims=True)
    image = gray + (image - gray) * rng.uniform(0.6, 1.25)
    level = rng.uniform(0.9, 1.25) if chance(rng, 0.7) else rng.uniform(0.5, 0.9)
    seen: Floats = image * tint * max(level, min(0.22 / gray.mean(), 1.3))  # nobody takes a picture in the dark
    return seen
