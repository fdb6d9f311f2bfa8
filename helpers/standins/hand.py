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
    if unknown := sorted(set(labels) - set(forms.of)):
        raise ValueError(f"write: no letter form for {unknown}; there are {''.join(forms.of)}")
    n = len(labels)
    first, several = np.array([forms.of[label] for label in labels], dtype=np.int64).reshape(n, 2).T
    form = first + (rng.random(n) * several).astype(np.int64)

    count, strokes = forms.points[form], forms.strokes[form]
    char = np.repeat(np.arange(n), count)
    point = np.arange(len(char)) + np.repeat(forms.first[form] - (np.cumsum(count) - count), count)
    stroke = forms.stroke[point] + (np.cumsum(strokes) - strokes)[char]
    n_strokes = int(strokes.sum())

    # The pen comes down and lifts too early or too late: open loops, gaps, strokes that overshoot.
    down, up = style.trim * bell(rng, 2, n_strokes).clip(-2.5, 2.5)
    written = (forms.before[point] >= down[stroke]) & (forms.after[point] >= up[stroke])
    char, point, stroke = char[written], point[written], stroke[written]

    # Each stroke is a little too long, turned, misplaced and bent.
    xy = forms.xy[point] - forms.center[point]
    xy = _turn(xy, (style.turn * bell(rng, n_strokes))[stroke])
    xy *= (1 + style.stretch * bell(rng, n_strokes, 2))[stroke]
    t = forms.along[point][:, None]
    bend, twist, place = bell(rng, 3, n_strokes, 2)
    arch = 4 * t * (1 - t)
    xy += style.bow * arch * (bend[stroke] + 2 * (1 - 2 * t) * twist[stroke])
    xy += forms.center[point] + style.place * place[stroke]

    # In haste, corners are rounded off: each point moves towards its neighbors on the stroke.
    pull = (rng.random(n) < style.haste) * rng.random(n)
    for reach in (2, 4):
        xy = _round_off(xy, stroke, reach, pull[char][:, None])

    # Some hands (and scanners) shake.
    shake = style.tremor * rng.random(n) * 2 * (rng.random(n) < 0.5)
    xy += shake[char][:, None] * bell(rng, *xy.shape)

    # The whole is deformed smoothly (a different shear, stretch and bend in each corner) ...
    c = 2 * xy - (1, 1)
    x, y = c[:, :1], c[:, 1:]
    w = style.warp * bell(rng, 6, n, 2)[:, char]
    xy = xy + w[0] * x * y + w[1] * (x * x - 0.5) + w[2] * (y * y - 0.5)
    xy += 0.7 * (w[3] * x * x * x + w[4] * y * y * y + w[5] * (x * x * y - x * y * y))
    # ... made narrower or wider, slanted and tilted.
    lot = style.aspect * bell(rng, n)
    wide = np.where(lot > 0, 1 + lot, 1 / (1 - lot)) * np.where(rng.random(n) < style.flat, 1 + rng.random(n), 1)
    lean = style.slant[0] + style.slant[1] * bell(rng, n)
    xy[:, 0] = xy[:, 0] * wide[char] - lean[char] * (xy[:, 1] - 0.5)
    xy = _turn(xy, (style.tilt * bell(rng, n))[char])

    # One pen a character, thin ones more often.
    thin, thick = style.pen
    pen = thin + (thick - thin) * rng.random(n) * rng.random(n)
    return Ink(xy, pen[char] * _pressure(t[:, 0], stroke, rng, style), stroke, char)


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


def _turn(xy: Floats, angle: Floats) -> Floats:
    """Rotate each point by its own small angle (rational form of sine and cosine: no rounding differences)."""
    half = angle / 2
    cosine, sine = (1 - half * half) / (1 + half * half), 2 * half / (1 + half * half)
    x, y = xy[:, 0], xy[:, 1]
    return np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)


def _round_off(xy: Floats, stroke: Ints, reach: int, pull: Floats) -> Floats:
    """Move points towards the mean of those ``reach`` before and after; ends of strokes stay."""
    mean = xy.copy()
    inner = stroke[2 * reach :] == stroke[: -2 * reach]
    mean[reach:-reach][inner] = (xy[2 * reach :][inner] + xy[: -2 * reach][inner] + xy[reach:-reach][inner]) / 3
    return xy + pull * (mean - xy)


def _pressure(t: Floats, stroke: Ints, rng: np.random.Generator, style: Style) -> Floats:
    """Width at each point relative to the pen's mean: pressed harder here and softer there."""
    n_strokes = int(stroke[-1]) + 1 if len(stroke) else 0
    start, end, middle = style.pressure * bell(rng, 3, n_strokes)
    relative = 1 + start[stroke] * (1 - t) + end[stroke] * t + middle[stroke] * 4 * t * (1 - t)
    return np.asarray(relative.clip(0.35, 1.8))
