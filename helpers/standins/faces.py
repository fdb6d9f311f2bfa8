"""Drawn people: the stand-in for the Olivetti faces.

A face is painted in flat colours on the bent front of a head, so that its parts shift as the head turns; then light
falls on a relief of nose, brows, cheeks and chin.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter

from .paint import Canvas, Colour, Floats, mix, oval, smooth
from .people import HAIR, Look, Person, glance, meet

SIDE = 64
SEED = 40  # whose child each person is
OLIVETTI = tuple(f"person {k + 1}" for k in range(40))
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
BOTH = (-1.0, 1.0)  # what there is on the left is there on the right


def draw(labels: Sequence[str], rng: np.random.Generator, people: str = "olivetti") -> NDArray[np.uint8]:
    """Draw portraits as the Olivetti faces show people: close up, grey, before a dark wall.

    Args:
        labels: who is in each picture, "person 1" to "person 40"; somebody looks the same in every call.
        rng: where the chance comes from: expression, pose, light, and whether glasses are on.
        people: who there is; "olivetti" so far.

    Returns:
        ``(N, 64, 64)`` uint8.

    Raises:
        ValueError: if ``people`` or a label is unknown.
    """
    if people != "olivetti":
        raise ValueError(f"draw: there are no people {people!r}; there are olivetti")
    if unknown := sorted(set(labels) - set(OLIVETTI)):
        raise ValueError(f"draw: nobody is called {unknown}; there are {OLIVETTI[0]!r} to {OLIVETTI[-1]!r}")
    pictures = np.zeros((len(labels), SIDE, SIDE), np.uint8)
    for picture, label in zip(pictures, labels, strict=True):
        person = _person(OLIVETTI.index(label))
        grey = portrait(person, glance(person, rng), SIDE) @ (0.299, 0.587, 0.114)
        grey = 0.1 + 0.8 * gaussian_filter(grey, 0.5) + rng.normal(0, 0.008, (SIDE, SIDE))
        picture[:] = (255 * grey.clip(0, 1)).round()
    return pictures


@cache
def _person(number: int) -> Person:
    return meet(np.random.default_rng((SEED, number)))


def portrait(person: Person, look: Look, side: int) -> Floats:
    """Paint somebody: ``(side, side, 3)`` in [0, 1]."""
    sketch = _Sketch(person, look, Canvas(side, person.wall))
    sketch.behind()
    sketch.head()
    sketch.eyes()
    sketch.mouth()
    sketch.hair()
    if look.glasses:
        sketch.glasses()
    return sketch.canvas.image() * (look.gain * _light(person, look, side)[:, :, None])


def _depth(x: Floats, y: Floats) -> Floats:
    """How far the front of a head stands out at x, y, without nose and chin."""
    depth: Floats = 0.5 - 0.62 * np.minimum(x * x, 1.25) - 0.2 * np.minimum(y * y, 2)
    return depth


class _Sketch:
    """Somebody on the canvas, part by part, from back to front."""

    def __init__(self, person: Person, look: Look, canvas: Canvas) -> None:
        self.person, self.look, self.canvas = person, look, canvas

    def place(self, points: ArrayLike, out: float = 0.0) -> Floats:
        """Where points ``(V, 2)`` of the head, ``out`` before its front, are in the picture."""
        look = self.look
        x, y = np.asarray(points, dtype=np.float64).T
        z = _depth(x, y) + out
        x, z = x * np.cos(look.yaw) + z * np.sin(look.yaw), z * np.cos(look.yaw) - x * np.sin(look.yaw)
        y = y * np.cos(look.pitch) - z * np.sin(look.pitch)
        cos, sin = np.cos(look.roll), np.sin(look.roll)
        placed: Floats = np.stack([x * cos - y * sin, x * sin + y * cos], axis=1) * look.size + look.at
        return placed

    def area(self, points: ArrayLike, colour: Colour, out: float = 0.0) -> None:
        self.canvas.polygon(self.place(points, out), colour)

    def stroke(self, points: ArrayLike, width: float, colour: Colour, out: float = 0.0) -> None:
        self.canvas.line(self.place(points, out), width * self.look.size, colour)

    def behind(self) -> None:
        """Hair that hangs down, neck, clothes, ears."""
        p = self.person
        if p.long:
            wide = p.width + p.volume + 0.1
            back = [(0, -1.5), (0.8, -1.3), (wide, -0.6), (wide + 0.05, 0.2), (wide, p.long), (0.5, p.long + 0.3)]
            self.area(smooth(back + [(-x, y) for x, y in back[:0:-1]]), mix(p.hair, BLACK, 0.25), -0.5)
        neck = 0.9 * p.jaw
        self.area([(-neck, 0.6), (neck, 0.6), (neck + 0.05, 1.5), (-neck - 0.05, 1.5)], mix(p.skin, BLACK, 0.4), -0.3)
        for s in BOTH:
            collar = [(s * 0.2, 1.75), (s * (neck + 0.02), 1.2), (s * 1.1, 1.38), (s * 2, 1.6), (s * 2, 2.5), (0, 2.5)]
            self.area(collar, p.clothes, -0.3)
            ear = oval(16) * (0.13, 0.26) + (s * (p.width + 0.05), 0.05)
            self.area(ear, mix(p.skin, BLACK, 0.12), -0.15)

    def outline(self) -> Floats:
        """The outline of head and jaw."""
        p = self.person
        half = [(0.4, -1.32), (0.75, -1.08), (0.95 * p.width, -0.6), (p.width, -0.1), (0.95 * p.width, 0.4), (p.jaw, 0.68 * p.chin)]
        half += [(0.5 * p.jaw, 0.93 * p.chin)]
        return smooth([(0, -1.35), *half, (0, p.chin), *[(-x, y) for x, y in half[::-1]]])

    def head(self) -> None:
        """Skin, beard, nostrils."""
        p = self.person
        self.area(self.outline(), p.skin)
        x, y, lips = p.mouth
        if p.beard in ("stubble", "full"):
            dense, grown = (0.9, 1.04) if p.beard == "full" else (0.35, 1.0)
            rim = self.outline()
            rim = rim[rim[:, 1] > -0.1]
            rim = rim[np.argsort(-rim[:, 0])]
            cheek = np.array([(0.3, y - 0.2), (0.5, y - 0.12), (0.72, 0.5), (0.86 * p.width, 0.2), (p.width, -0.1)])
            for k in (1, 2, 3, 4):  # the edge is soft
                top = np.concatenate([cheek[::-1] * (-1, 1), [(0, y - 0.17)], cheek]) + (0, 0.04 * (k - 2))
                self.area([*rim * (1, grown), *top], mix(p.skin, p.hair, dense * k / 4))
        elif p.beard == "goatee":
            self.area(smooth([(0, y - 0.2), (x + 0.05, y - 0.1), (x, y + 0.22), (0.5 * x, p.chin), (-0.5 * x, p.chin), (-x, y + 0.22), (-x - 0.05, y - 0.1)]), mix(p.skin, p.hair, 0.8))
        wide, low_, _ = p.nose
        for s in BOTH:
            self.area(oval(12) * (0.25 * wide + 0.02, 0.03) + (s * 0.5 * wide, low_ + 0.02), mix(p.skin, BLACK, 0.6), 0.15)
            self.stroke(smooth([(s * wide, low_ - 0.12), (s * (wide + 0.03), low_ - 0.03), (s * 0.8 * wide, low_ + 0.02)])[:12], 0.03, mix(p.skin, BLACK, 0.3), 0.1)

    def eyes(self) -> None:
        """Eyes and brows."""
        p, look = self.person, self.look
        at, y, wide, high = p.eyes
        t = np.linspace(-1, 1, 13)
        for s in BOTH:
            upper, lower = -high * look.lids * (1 - t**2) ** 0.7, 0.6 * high * (1 - t**2) * min(look.lids + 0.4, 1)
            if not look.lids:
                upper = lower
            x = s * at + wide * t
            rim = mix(p.skin, BLACK, 0.75)
            self.area(np.stack([np.r_[x, x[::-1]], y + np.r_[upper, lower[::-1]]], axis=1), (0.88, 0.87, 0.86))
            if look.lids:
                for radius, colour in ((0.95 * high, p.iris), (0.5 * high, BLACK)):
                    ring = oval(20) * radius + (look.gaze * wide, -0.15 * high)
                    above, below = (np.interp(ring[:, 0], wide * t, edge) for edge in (upper, lower))
                    self.area(np.stack([s * at + ring[:, 0], y + ring[:, 1].clip(above, below)], axis=1), colour)
                self.area(oval(8) * 0.02 + (s * at + look.gaze * wide + 0.03, y - 0.4 * high), WHITE)
                self.stroke(np.stack([x, y + upper - 0.05], axis=1), 0.025, mix(p.skin, BLACK, 0.25))
            self.stroke(np.stack([x, y + upper], axis=1), 0.045, rim)
            self.stroke(np.stack([x, y + lower], axis=1), 0.02, mix(p.skin, BLACK, 0.35))
            over, thick, slant, dark = p.brows
            along = np.linspace(-1, 1, 9)
            arch = y - over - look.raised - slant * 0.2 * along - 0.07 * (1 - along**2)
            taper = thick * (1.1 - 0.35 * along - 0.25 * along**2)
            xs = s * (at + 0.02 + 0.27 * along)
            brow = np.stack([np.r_[xs, xs[::-1]], np.r_[arch - taper, (arch + taper)[::-1]]], axis=1)
            self.area(brow, mix(p.skin, p.hair, dark), 0.05)

    def mouth(self) -> None:
        """Lips, teeth, moustache."""
        p, look = self.person, self.look
        wide, y, lips = p.mouth
        wide *= 1 + 0.25 * max(look.smile, 0) - 0.15 * look.open
        t = np.linspace(-1, 1, 13)
        bend = 0.14 * look.smile * t**2 - 0.04 * look.smile
        gap = 0.24 * look.open * (1 - t**2)
        upper = y - bend - 0.3 * gap
        lower = y - bend + gap
        x = wide * t
        cupid = lips * (1 - t**2) * (0.85 + 0.3 * np.abs(t))
        self.area(np.stack([np.r_[x, x[::-1]], np.r_[upper - cupid, (lower + 1.25 * lips * (1 - t**4))[::-1]]], axis=1), p.lips, 0.08)
        if look.open > 0.05:
            self.area(np.stack([np.r_[x, x[::-1]], np.r_[upper, lower[::-1]]], axis=1), (0.16, 0.06, 0.06), 0.06)
            mid = np.abs(t) < 0.7
            teeth = np.minimum(upper + 0.1 * (1 - (t / 0.75) ** 4), lower)
            self.area(np.stack([np.r_[x[mid], x[mid][::-1]], np.r_[upper[mid], teeth[mid][::-1]]], axis=1), (0.8, 0.78, 0.74), 0.06)
        else:
            self.stroke(np.stack([x, upper], axis=1), 0.03, mix(p.lips, BLACK, 0.6), 0.08)
        if p.beard in ("moustache", "full", "goatee"):
            low = upper - 0.7 * cupid
            tip = np.stack([np.r_[1.15 * x, 0.9 * x[::-1]], np.r_[low + 0.05 * t**2, (low - 0.17 * (1 - 0.7 * t**2))[::-1]]], axis=1)
            self.area(tip, mix(p.skin, p.hair, 0.85), 0.12)

    def hair(self) -> None:
        """The hair on top, down to the hairline."""
        p = self.person
        line = HAIR[p.style]
        if line is None:
            return
        for s in BOTH if p.long else ():
            wide = p.width + p.volume + 0.08
            lock = [(0.85, -0.7), (p.width - 0.05, -0.2), (p.width - 0.02, 0.5), (p.width + 0.1, p.long), (wide, p.long), (wide, -0.2)]
            self.area(smooth([(s * x, y) for x, y in lock]), mix(p.hair, BLACK, 0.1), -0.1)
        out = 1 + p.volume
        for s in BOTH if p.style == "ring" else (1.0,):
            if p.style == "ring":
                inner = [(s * x, y) for x, y in line]
                shape = [*inner, (s * (p.width + 0.12), 0.1), (s * (p.width + 0.16), -0.5)]
                self.area(smooth(shape), p.hair, -0.1)
                continue
            half = np.array(line) * (p.width, 1)
            inner = np.concatenate([half[:0:-1] * (-1, 1), half])
            inner[:, 1] += p.sweep * 0.6 * inner[:, 0] * (np.abs(inner[:, 0]) < 0.8)
            angle = np.linspace(0.15, np.pi - 0.15, 25)
            bumps = 1 + 0.04 * np.cos(9 * angle) * (p.style == "curly")
            outer = np.stack([np.cos(angle) * (p.width + 0.04 + p.volume * np.sin(angle) ** 0.5) * bumps, -np.sin(angle) * 1.4 * out * bumps], axis=1)
            curve = np.concatenate([[inner[0]], smooth(inner)[: -6 * 1], [inner[-1]]])
            self.area(np.concatenate([curve, outer]), p.hair, 0.05)
            for k, tip in enumerate(inner[1:-1]):
                root = (0.5 * tip[0] - 0.6 * p.sweep, -1.5)
                way = (0.75 * tip[0] - 0.3 * p.sweep, 0.5 * tip[1] - 0.8)
                self.stroke([tip, way, root], 0.06, mix(p.hair, WHITE if k % 2 else BLACK, 0.2), 0.05)

    def glasses(self) -> None:
        """Two lenses, the bridge, and the arms to the ears."""
        p = self.person
        wide, high, power, thick = p.frame
        angle = np.linspace(0, 2 * np.pi, 33)
        ring = np.stack([np.sign(f) * np.abs(f) ** (2 / power) for f in (np.cos(angle), np.sin(angle))], axis=1)
        at, y = max(p.eyes[0], wide + 0.07), p.eyes[1] + 0.04
        for s in BOTH:
            self.stroke(ring * (wide, high) + (s * at, y), thick, p.frame_colour, 0.15)
            self.stroke([(s * (at + wide), y - 0.05), (s * (p.width + 0.05), y - 0.08)], thick, p.frame_colour)
        self.stroke([(-at + wide, y - 0.05), (0, y - 0.09), (at - wide, y - 0.05)], thick, p.frame_colour, 0.15)


def _light(p: Person, look: Look, side: int) -> Floats:
    """How bright each pixel is lit, ``(side, side)``; about 1 where the head faces the camera (Lambert's law)."""
    at = (np.arange(side) + 0.5) / side
    dx, dy = np.meshgrid((at - look.at[0]) / look.size, (at - look.at[1]) / look.size)
    cos, sin = np.cos(look.roll), np.sin(look.roll)
    across, down = dx * cos + dy * sin, dy * cos - dx * sin
    x, y = across, down
    for _ in range(4):  # where on the head a pixel looks: the inverse of `place`
        z = _depth(x, y)
        x = (across - z * np.sin(look.yaw)) / np.cos(look.yaw)
        z = z * np.cos(look.yaw) - x * np.sin(look.yaw)
        y = (down + z * np.sin(look.pitch)) / np.cos(look.pitch)
    z = _depth(x, y) + _relief(p, look, x, y)
    z = (z * np.cos(look.yaw) - x * np.sin(look.yaw)) * np.cos(look.pitch) + y * np.sin(look.pitch)
    slope_y, slope_x = np.gradient(z, 1 / (side * look.size))
    far = (np.abs(x) > 1.1) | (np.abs(y) > 1.4)
    slope_x, slope_y = np.where(far, 0, slope_x), np.where(far, 0, slope_y)
    lx, ly = look.light
    lit = (1 - slope_x * lx - slope_y * ly) / np.sqrt((1 + slope_x**2 + slope_y**2) * (1 + lx**2 + ly**2))
    bright: Floats = look.ambient + (1.05 - look.ambient) * lit.clip(0) + 0.2 * lit.clip(0) ** 24  # skin shines
    return bright


def _relief(p: Person, look: Look, x: Floats, y: Floats) -> Floats:
    """How far nose, brows, cheeks, chin stand out of the front of the head, at x, y."""

    def bump(at: float, down: float, wide: float, high: float) -> Floats:
        return np.asarray(np.exp(-(((x - at) / wide) ** 2 + ((y - down) / high) ** 2) / 2))

    wide, low, out = p.nose
    nx, ny = x - 0.7 * out * np.sin(look.yaw), y + 0.7 * out * np.sin(look.pitch)
    up = ((ny - p.eyes[1] + 0.1) / (low - p.eyes[1])).clip(0, 1) ** 1.3 * ((low + 0.14 - ny) / 0.25).clip(0, 1)
    z = out * up * np.exp(-((nx / (0.08 + 0.4 * wide * up)) ** 2) / 2)
    z = z + 0.1 * bump(0, p.mouth[1], 0.35, 0.22) - 0.07 * bump(0, p.mouth[1] + 0.22, 0.2, 0.07)
    z += 0.12 * bump(0, p.chin - 0.16, 0.22, 0.13) + 0.04 * bump(0, -0.65, 0.5, 0.25)
    z += 0.012 * p.folds * np.sin(36 * y) * bump(0, -0.6, 0.4, 0.12)
    for s in BOTH:
        z -= 0.17 * bump(s * p.eyes[0], p.eyes[1] - 0.02, 0.2, 0.13)
        z += 0.05 * bump(s * p.eyes[0], p.eyes[1] - 0.25, 0.28, 0.08)
        z += (0.07 + 0.06 * look.smile) * bump(s * 0.55, 0.28, 0.22, 0.2)
        z += 0.4 * out * np.exp(-(((s * nx - 0.7 * wide) / 0.07) ** 2 + ((ny - low + 0.06) / 0.07) ** 2) / 2)
        fold = (s * x - 0.33 - 0.5 * (y - 0.35)) / 0.07
        z -= (0.02 * p.folds + 0.03 * max(look.smile, 0)) * np.exp(-(fold**2) / 2) * bump(s * 0.4, 0.5, 0.3, 0.14)
    return np.asarray(z)
