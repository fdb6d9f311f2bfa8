"""The hand: letter forms with the jitter of somebody writing, as pen strokes at any scale.

All characters of a call are written together: their points lie one after the other in flat arrays, and each step
of the hand is a few lines of arithmetic on all of them. Only + - * / and comparisons are used (no sine, no matrix
product): they are rounded alike on every machine, so that one seed gives the same ink everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .glyphs import FORMS, LOWER, WIDER, Form

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SPACING = 0.03  # between neighboring points of a form, in character heights
OVERSHOOT = 0.15  # how far a form is continued straight on at both ends of a stroke, in character heights


@dataclass(frozen=True)
class Ink:
    """Written characters as points, one character after the other, stroke by stroke, in pen order.

    ``xy (P, 2)`` in heights of the letter form (y down), ``width (P,)`` of the pen in the same unit, ``stroke (P,)``
    and ``char (P,)``: which stroke and which character a point belongs to, both counted from 0 and ascending.
    """

    xy: Floats
    width: Floats
    stroke: Ints
    char: Ints


@dataclass(frozen=True)
class Style:
    """How much a hand varies; lengths in character heights, as standard deviations where not said otherwise."""

    pen: tuple[float, float] = (0.05, 0.22)  # thinnest and thickest mean width
    pressure: float = 0.2  # relative change of the width along a stroke
    trim: float = 0.05  # where a stroke begins and ends
    place: float = 0.025  # of a stroke in the character
    turn: float = 0.06  # rotation of a stroke, radians
    stretch: float = 0.07  # size of a stroke, relative
    bow: float = 0.03  # bend of a stroke
    warp: float = 0.05  # smooth deformation of the whole
    tilt: float = 0.06  # rotation of the whole, radians
    slant: tuple[float, float] = (0.08, 0.18)  # mean and spread of the lean to the right
    tremor: float = 0.012  # jagged lines, the largest
    aspect: float = 0.16  # width against height, relative
    flat: float = 0.06  # fraction of characters written or scanned much too wide
    haste: float = 0.5  # fraction of characters whose corners are rounded


@dataclass(frozen=True)
class _Forms:
    """All forms of a table, sampled at equal distances: points one after the other, where each form's begin."""

    xy: Floats  # (P, 2)
    center: Floats  # (P, 2) middle of the stroke that the point belongs to
    along: Floats  # (P,) 0 where the pen comes down, 1 where it lifts
    before: Floats  # (P,) distance from where the pen comes down, negative on the overshoot
    after: Floats  # (P,) distance to where it lifts
    stroke: Ints  # (P,) which stroke of its form
    first: Ints  # (F,) index of a form's first point
    points: Ints  # (F,) number of its points
    strokes: Ints  # (F,) number of its strokes
    of: dict[str, tuple[int, int]]  # label -> first of its forms, how many


def _sample(stroke: Floats) -> tuple[Floats, Floats, float]:
    """Points at equal distances along a stroke, overshoot included; their distance from its start; its length."""
    step = np.sqrt(((stroke[1:] - stroke[:-1]) ** 2).sum(1))
    keep = np.concatenate([[True], step > 1e-9])
    stroke, distance = stroke[keep], np.concatenate([[0.0], np.cumsum(step[keep[1:]])])
    length = float(distance[-1])
    ahead, beyond = ((stroke[i] - stroke[j]) for i, j in ((0, 1), (-1, -2)))
    stretch = [OVERSHOOT / np.sqrt((d**2).sum()) for d in (ahead, beyond)]
    stroke = np.vstack([stroke[0] + ahead * stretch[0], stroke, stroke[-1] + beyond * stretch[1]])
    distance = np.concatenate([[-OVERSHOOT], distance, [length + OVERSHOOT]])
    at = np.linspace(-OVERSHOOT, length + OVERSHOOT, 2 + round((length + 2 * OVERSHOOT) / SPACING))
    return np.stack([np.interp(at, distance, stroke[:, i]) for i in (0, 1)], axis=1), at, length


@cache
def _forms(lower: bool) -> _Forms:
    """The table of forms, with the lower-case forms of capitals or without; rounded, see the module's text."""
    columns: list[tuple[Floats, Floats, Floats, Floats, Floats, Ints]] = []
    points: list[int] = []
    strokes: list[int] = []
    of: dict[str, tuple[int, int]] = {}
    for label, forms in FORMS.items():
        every: list[Form] = [*forms, *(LOWER.get(label, []) if lower else [])]
        of[label] = (len(points), len(every))
        for form in every:
            points.append(0)
            strokes.append(len(form))
            for i, stroke in enumerate(form):
                xy, at, length = _sample(stroke / 10 * (WIDER.get(label, 1), 1))
                center = np.broadcast_to((xy.min(0) + xy.max(0)) / 2, xy.shape)
                columns.append((xy, center, np.clip(at / length, 0, 1), at, length - at, np.full(len(xy), i)))
                points[-1] += len(xy)
    xy, center, along, before, after = (np.concatenate([c[k] for c in columns]).round(5) for k in range(5))
    which = np.concatenate([c[5] for c in columns])
    count = np.array(points)
    return _Forms(xy, center, along, before, after, which, np.cumsum(count) - count, count, np.array(strokes), of)


def bell(rng: np.random.Generator, *shape: int) -> Floats:
    """Bell-shaped random numbers, mean 0, variance 1, within ±3.5: a sum of uniform ones, exact on every machine."""
    u = rng.random((4, *shape))
    return np.asarray((u[0] + u[1] + u[2] + u[3] - 2) * 3**0.5)


def write(labels: Sequence[str], rng: np.random.Generator, style: Style | None = None, lower: bool = False) -> Ink:
    """Write characters, each in its own hand.

    Args:
        labels: the characters, each one of ``glyphs.FORMS``.
        rng: where the chance comes from.
        style: how much the hands vary.
        lower: whether capitals may also take their lower-case form, as in EMNIST Balanced.

    Raises:
        ValueError: if there is no form for a label.
    """
    style, forms = style or Style(), _forms(lower)
    point, stroke, char = _choose(labels, forms, rng)
    written = _land_and_lift(point, stroke, forms, style, rng)
    point, stroke, char = point[written], stroke[written], char[written]
    n, along = len(labels), forms.along[point]

    xy = _place(point, stroke, forms, style, rng)
    xy = _hurry(xy, stroke, char, n, style, rng)
    xy = _shake(xy, char, n, style, rng)
    xy = _warp(xy, char, n, style, rng)
    xy = _lean(xy, char, n, style, rng)
    return Ink(xy, _press(along, stroke, char, n, style, rng), stroke, char)


def strokes(
    labels: Sequence[str], rng: np.random.Generator, style: Style | None = None
) -> list[list[tuple[Floats, Floats]]]:
    """Write characters and give each as a list of strokes: points ``(K, 2)`` and pen widths ``(K,)``.

    In heights of the letter form, y down: a capital fills about 0 to 1 in y. The arguments are those of `write`.
    """
    ink = write(labels, rng, style)
    lifts = np.flatnonzero(np.diff(ink.stroke)) + 1
    characters: list[list[tuple[Floats, Floats]]] = [[] for _ in labels]
    for i in np.split(np.arange(len(ink.char)), lifts):
        if len(i):
            characters[ink.char[i[0]]].append((ink.xy[i], ink.width[i]))
    return characters


def _choose(labels: Sequence[str], forms: _Forms, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Choose one of its forms for each character: indices of the points, their strokes, their characters."""
    if unknown := sorted(set(labels) - set(forms.of)):
        raise ValueError(f"write: no letter form for {unknown}; there are {''.join(forms.of)}")
    first, several = np.array([forms.of[label] for label in labels], dtype=np.int64).reshape(-1, 2).T
    form = first + (rng.random(len(labels)) * several).astype(np.int64)
    points, strokes = forms.points[form], forms.strokes[form]
    char = np.repeat(np.arange(len(labels)), points)
    point = np.arange(len(char)) + (forms.first[form] - (np.cumsum(points) - points))[char]
    return point, forms.stroke[point] + (np.cumsum(strokes) - strokes)[char], char


def _land_and_lift(
    point: Ints, stroke: Ints, forms: _Forms, style: Style, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Which points are written: pens come down and lift too early or too late (open loops, gaps, overshoot)."""
    down, up = style.trim * bell(rng, 2, _count(stroke)).clip(-2.5, 2.5)
    return np.asarray((forms.before[point] >= down[stroke]) & (forms.after[point] >= up[stroke]))


def _place(point: Ints, stroke: Ints, forms: _Forms, style: Style, rng: np.random.Generator) -> Floats:
    """Put the strokes on paper: each comes out a little too long or short, turned, bent, and beside its place."""
    n = _count(stroke)
    xy = forms.xy[point] - forms.center[point]
    xy = _turn(xy, (style.turn * bell(rng, n))[stroke])
    xy *= (1 + style.stretch * bell(rng, n, 2))[stroke]
    t = forms.along[point][:, None]
    bend, twist, beside = bell(rng, 3, n, 2)
    xy += style.bow * 4 * t * (1 - t) * (bend[stroke] + 2 * (1 - 2 * t) * twist[stroke])
    return np.asarray(xy + forms.center[point] + style.place * beside[stroke])


def _hurry(xy: Floats, stroke: Ints, char: Ints, n: int, style: Style, rng: np.random.Generator) -> Floats:
    """In haste corners are rounded off: each point moves towards its neighbors on the stroke; the ends stay."""
    pull = ((rng.random(n) < style.haste) * rng.random(n))[char][:, None]
    for reach in (2, 4):
        before, here, after = xy[: -2 * reach], xy[reach:-reach], xy[2 * reach :]
        inner = stroke[: -2 * reach] == stroke[2 * reach :]
        mean = xy.copy()
        mean[reach:-reach][inner] = (after[inner] + before[inner] + here[inner]) / 3
        xy = xy + pull * (mean - xy)
    return xy


def _shake(xy: Floats, char: Ints, n: int, style: Style, rng: np.random.Generator) -> Floats:
    """Every second hand (or scanner) shakes, more or less: ragged lines."""
    tremor = style.tremor * rng.random(n) * 2 * (rng.random(n) < 0.5)
    return np.asarray(xy + tremor[char][:, None] * bell(rng, *xy.shape))


def _warp(xy: Floats, char: Ints, n: int, style: Style, rng: np.random.Generator) -> Floats:
    """Proportions differ from hand to hand: a smooth deformation, another in each corner of the character."""
    centered = 2 * xy - (1, 1)
    x, y = centered[:, :1], centered[:, 1:]
    w = style.warp * bell(rng, 6, n, 2)[:, char]
    xy = xy + w[0] * x * y + w[1] * (x * x - 0.5) + w[2] * (y * y - 0.5)
    return np.asarray(xy + 0.7 * (w[3] * x * x * x + w[4] * y * y * y + w[5] * (x * x * y - x * y * y)))


def _lean(xy: Floats, char: Ints, n: int, style: Style, rng: np.random.Generator) -> Floats:
    """Some write narrow, some wide, a few very wide; most lean to the right; paper lies askew."""
    wider = style.aspect * bell(rng, n)
    width = np.where(wider > 0, 1 + wider, 1 / (1 - wider))
    width *= np.where(rng.random(n) < style.flat, 1 + rng.random(n), 1)
    lean = style.slant[0] + style.slant[1] * bell(rng, n)
    x = xy[:, 0] * width[char] - lean[char] * (xy[:, 1] - 0.5)
    return _turn(np.stack([x, xy[:, 1]], axis=1), (style.tilt * bell(rng, n))[char])


def _press(along: Floats, stroke: Ints, char: Ints, n: int, style: Style, rng: np.random.Generator) -> Floats:
    """Width of the pen at each point: one pen a character, thin ones more often, pressed harder here than there."""
    thin, thick = style.pen
    pen = thin + (thick - thin) * rng.random(n) * rng.random(n)
    start, end, middle = style.pressure * bell(rng, 3, _count(stroke))
    relative = 1 + start[stroke] * (1 - along) + end[stroke] * along + middle[stroke] * 4 * along * (1 - along)
    return np.asarray(pen[char] * relative.clip(0.35, 1.8))


def _count(stroke: Ints) -> int:
    """Number of strokes."""
    return int(stroke[-1]) + 1 if len(stroke) else 0


def _turn(xy: Floats, angle: Floats) -> Floats:
    """Rotate each point by its own small angle (rational form of sine and cosine: rounded alike everywhere)."""
    half = angle / 2
    cosine, sine = (1 - half * half) / (1 + half * half), 2 * half / (1 + half * half)
    x, y = xy[:, 0], xy[:, 1]
    return np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)
