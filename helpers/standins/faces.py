"""Drawn people: the stand-in for the Olivetti faces.

A face is painted in flat colours on the bent front of a head, so that its parts shift as the head turns; then light
falls on a relief of nose, brows, cheeks and chin.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter

from .heads import BOTH, light, place
from .paint import Canvas, Colour, Floats, mix, oval, smooth
from .people import HAIR, Look, Person, glance, meet

SIDE = 64
SEED = 40  # whose child each person is
OLIVETTI = tuple(f"person {k + 1}" for k in range(40))
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)


def draw(labels: Sequence[str], rng: np.random.Generator, people: str = "olivetti") -> NDArray[np.uint8]:
    """Draw portraits as the Olivetti faces show people: close up, grey, before a dark wall.

    Args:
        labels: who is in each picture, "person 1" to "person 40"; somebody looks the same in every call.
        rng: where the chance comes from: expression, pose, light, and whether glasses are on. The same seed gives the
            same pictures, but for single pixels at edges, which versions of Pillow round differently.
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
        grey = 0.12 + 0.78 * gaussian_filter(grey, 0.5) + rng.normal(0, 0.008, (SIDE, SIDE))
        picture[:] = (255 * grey.clip(0, 1)).round()
    return pictures


@cache
def _person(number: int) -> Person:
    return meet(np.random.default_rng((SEED, number)))


def portrait(person: Person, look: Look, side: int, wall: Floats | None = None) -> Floats:
    """Paint somebody: ``(side, side, 3)`` in [0, 1]; ``wall`` ``(n, n, 3)`` is what is behind, out of focus."""
    sketch = _Sketch(person, look, Canvas(side, person.wall))
    if wall is not None:
        sketch.canvas.cover(wall)
        empty = sketch.canvas.image()
    sketch.behind()
    sketch.head()
    sketch.eyes()
    sketch.mouth()
    sketch.hair()
    if look.glasses:
        sketch.glasses()
    image, lit = sketch.canvas.image(), light(person, look, side)
    if wall is not None:  # it has its own light
        lit = np.where((image != empty).any(axis=2), lit, 1.0)
    return image * (look.gain * lit[:, :, None])


class _Sketch:
    """Somebody on the canvas, part by part, from back to front."""

    def __init__(self, person: Person, look: Look, canvas: Canvas) -> None:
        self.person, self.look, self.canvas = person, look, canvas

    def area(self, points: ArrayLike, colour: Colour, out: float = 0.0) -> None:
        self.canvas.polygon(place(points, self.look, out), colour)

    def between(self, x: Floats, top: Floats, bottom: Floats, colour: Colour, out: float = 0.0) -> None:
        """Fill what lies between two curves, ``top`` and ``bottom``, over ``x``."""
        self.area(np.stack([np.r_[x, x[::-1]], np.r_[top, bottom[::-1]]], axis=1), colour, out)

    def stroke(self, points: ArrayLike, width: float, colour: Colour, out: float = 0.0) -> None:
        self.canvas.line(place(points, self.look, out), width * self.look.size, colour)

    def behind(self) -> None:
        """Hair that hangs down, neck, clothes, ears."""
        p = self.person
        if p.long:
            wide = p.width + p.volume + 0.1
            back = [(0, -1.5), (0.8, -1.3), (wide, -0.6), (wide + 0.05, 0.2), (wide, p.long), (0.5, p.long + 0.3)]
            self.area(smooth([*back, *_mirrored(back[:0:-1])]), mix(p.hair, BLACK, 0.25), -0.5)
        neck = [(0.9 * p.jaw, 0.6), (0.9 * p.jaw + 0.05, 1.5)]
        self.area([*neck, *_mirrored(neck[::-1])], mix(p.skin, BLACK, 0.4), -0.3)
        for s in BOTH:
            collar = [(0.2, 1.75), (0.9 * p.jaw + 0.02, 1.2), (1.1, 1.38), (2, 1.6), (2, 2.5), (0, 2.5)]
            self.area(np.array(collar) * (s, 1), p.clothes, -0.3)
            self.area(oval(16) * (0.13, 0.26) + (s * (p.width + 0.05), 0.05), mix(p.skin, BLACK, 0.12), -0.15)

    def head(self) -> None:
        """Skin, beard, nostrils."""
        p = self.person
        x, y, _ = p.mouth
        half = [(0.4, -1.32), (0.75, -1.08), (0.95 * p.width, -0.6), (p.width, -0.1), (0.95 * p.width, 0.4)]
        half += [(p.jaw, 0.68 * p.chin), (0.5 * p.jaw, 0.93 * p.chin)]
        outline = smooth([(0, -1.35), *half, (0, p.chin), *_mirrored(half[::-1])])
        self.area(outline, p.skin)
        if p.beard in ("stubble", "full"):
            dense, grown = (0.9, 1.04) if p.beard == "full" else (0.35, 1.0)
            rim = outline[outline[:, 1] > -0.1]
            rim = rim[np.argsort(-rim[:, 0])] * (1, grown)
            cheek = [(0.3, y - 0.2), (0.5, y - 0.12), (0.72, 0.5), (0.86 * p.width, 0.2), (p.width, -0.1)]
            top = np.array([*_mirrored(cheek[::-1]), (0, y - 0.17), *cheek])
            for k in range(4):  # the edge is soft
                self.area([*rim, *(top + np.array([0, 0.04 * (k - 1)]))], mix(p.skin, p.hair, dense * (k + 1) / 4))
        elif p.beard == "goatee":
            chin = [(x + 0.03, y - 0.1), (0.95 * x, y + 0.2), (0.5 * x, p.chin)]
            self.area(smooth([*chin, *_mirrored(chin[::-1])]), mix(p.skin, p.hair, 0.65))
        wide, low, _ = p.nose
        for s in BOTH:
            nostril = oval(12) * (0.25 * wide + 0.02, 0.03) + (s * 0.5 * wide, low + 0.02)
            self.area(nostril, mix(p.skin, BLACK, 0.6), 0.15)
            wing = [(s * wide, low - 0.12), (s * (wide + 0.03), low - 0.03), (s * 0.8 * wide, low + 0.02)]
            self.stroke(_curve(wing), 0.03, mix(p.skin, BLACK, 0.3), 0.1)

    def eyes(self) -> None:
        """Eyes and brows."""
        p, look = self.person, self.look
        at, y, wide, high = p.eyes
        over, thick, slant, dark = p.brows
        t = np.linspace(-1, 1, 13)
        lower = y + 0.6 * high * (1 - t**2) * min(look.lids + 0.4, 1)
        upper = y - high * look.lids * (1 - t**2) ** 0.7 if look.lids else lower
        for s in BOTH:
            x = s * at + wide * t
            self.between(x, upper, lower, (0.8, 0.79, 0.78))
            if look.lids:
                for radius, colour in ((0.95 * high, p.iris), (0.5 * high, BLACK)):
                    ring = oval(20) * radius + (s * at + look.gaze * wide, y - 0.15 * high)
                    above, below = (np.interp(ring[:, 0], x, lid) for lid in (upper, lower))
                    self.area(np.stack([ring[:, 0], ring[:, 1].clip(above, below)], axis=1), colour)
                self.area(oval(8) * 0.02 + (s * at + look.gaze * wide + 0.03, y - 0.4 * high), WHITE)
                self.stroke(np.stack([x, upper - 0.05], axis=1), 0.025, mix(p.skin, BLACK, 0.25))
            self.stroke(np.stack([x, upper], axis=1), 0.045, mix(p.skin, BLACK, 0.75))
            self.stroke(np.stack([x, lower], axis=1), 0.02, mix(p.skin, BLACK, 0.35))
            arch = y - over - look.raised - 0.2 * slant * t - 0.07 * (1 - t**2)
            taper = thick * (1.1 - 0.35 * t - 0.25 * t**2)
            self.between(s * (at + 0.02 + 0.27 * t), arch - taper, arch + taper, mix(p.skin, p.hair, dark), 0.05)

    def mouth(self) -> None:
        """Lips, teeth, moustache."""
        p, look = self.person, self.look
        wide, y, lips = p.mouth
        t = np.linspace(-1, 1, 13)
        x = wide * (1 + 0.25 * max(look.smile, 0) - 0.15 * look.open) * t
        gap = 0.24 * look.open * (1 - t**2)
        upper = y - look.smile * (0.14 * t**2 - 0.04) - 0.3 * gap
        lower = upper + 1.3 * gap
        cupid = lips * (1 - t**2) * (0.85 + 0.3 * np.abs(t))
        self.between(x, upper - cupid, lower, p.lips, 0.08)
        self.between(x, lower, lower + 1.25 * lips * (1 - t**4), mix(p.lips, p.skin, 0.3), 0.08)
        if look.open > 0.05:
            self.between(x, upper, lower, (0.16, 0.06, 0.06), 0.06)
            mid = np.abs(t) < 0.7
            teeth = np.minimum(upper + 0.1 * (1 - (t / 0.75) ** 4), lower)
            self.between(x[mid], upper[mid], teeth[mid], (0.8, 0.78, 0.74), 0.06)
        else:
            self.stroke(np.stack([x, upper], axis=1), 0.03, mix(p.lips, BLACK, 0.6), 0.08)
        if p.beard in ("moustache", "full", "goatee"):
            low = upper - 0.4 * lips
            self.between(1.08 * x, low - 0.2 * (1 - 0.7 * t**2), low + 0.05 * t**2, mix(p.skin, p.hair, 0.8), 0.12)

    def hair(self) -> None:
        """The hair on top, down to the hairline; locks over the ears; strands."""
        p = self.person
        line = HAIR[p.style]
        for s in BOTH if p.long else ():
            wide, inside = p.width + p.volume + 0.08, p.width - 0.03
            lock = [(0.85, -0.7), (inside, -0.2), (inside, 0.5), (p.width + 0.1, p.long), (wide, p.long), (wide, -0.2)]
            self.area(smooth(np.array(lock) * (s, 1)), mix(p.hair, BLACK, 0.1), -0.1)
        if p.style == "ring":
            for s in BOTH:
                ring = [*line, (p.width + 0.12, 0.1), (p.width + 0.16, -0.5)]
                self.area(smooth(np.array(ring) * (s, 1)), p.hair, -0.1)
        elif line:
            half = np.array(line) * (p.width, 1)
            tips = np.concatenate([half[:0:-1] * (-1, 1), half])
            tips[:, 1] += 0.6 * p.sweep * tips[:, 0] * (np.abs(tips[:, 0]) < 0.8)
            angle = np.linspace(0.15, np.pi - 0.15, 25)
            bumps = 1 + 0.04 * np.cos(9 * angle) * (p.style == "curly")
            across = np.cos(angle) * (p.width + 0.04 + p.volume * np.sin(angle) ** 0.5) * bumps
            outer = np.stack([across, -1.4 * np.sin(angle) * (1 + p.volume) * bumps], axis=1)
            self.area(np.concatenate([_curve(tips), outer]), p.hair, 0.05)
            for k, (x, y) in enumerate(tips[1:-1]):
                strand = [(x, y), (0.75 * x - 0.3 * p.sweep, 0.5 * y - 0.8), (0.5 * x - 0.6 * p.sweep, -1.5)]
                self.stroke(strand, 0.05, mix(p.hair, (BLACK, WHITE)[k % 2], 0.13), 0.05)

    def glasses(self) -> None:
        """Two lenses, the bridge, and the arms to the ears."""
        p = self.person
        wide, high, power, thick = p.frame
        angle = np.linspace(0, 2 * np.pi, 33)
        lens = np.stack([np.sign(f) * np.abs(f) ** (2 / power) for f in (np.cos(angle), np.sin(angle))], axis=1)
        at, y = max(p.eyes[0], wide + 0.07), p.eyes[1] + 0.04
        for s in BOTH:
            self.stroke(lens * (wide, high) + (s * at, y), thick, p.frame_colour, 0.15)
            self.stroke([(s * (at + wide), y - 0.05), (s * (p.width + 0.05), y - 0.08)], thick, p.frame_colour)
        self.stroke([(wide - at, y - 0.05), (0, y - 0.09), (at - wide, y - 0.05)], thick, p.frame_colour, 0.15)


def _mirrored(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(-x, y) for x, y in points]


def _curve(points: ArrayLike) -> Floats:
    """The smooth way through ``points (V, 2)``, from the first to the last."""
    p = np.asarray(points, dtype=np.float64)
    return np.concatenate([smooth(np.concatenate([p[:1], p, p[-1:]]), 6)[6:-12], p[-1:]])
