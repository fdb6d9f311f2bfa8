"""The shapes of garments: outlines one upon the other, whose corners depend on measures such as a sleeve's length.

Ten garments need four shapes only, for a shirt, a coat and a dress are cut alike, as are a boot and a sandal. A measure
is an array ``(n,)``, of ``n`` garments that are cut together. Lengths are about pixels of the picture; y points down.
Only + - * / and square roots are used: they are rounded alike on every machine.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TypeAlias

import numpy as np

from .hand import Floats

Measures: TypeAlias = SimpleNamespace  # each attribute (n,): a length, a gray, or 1 where there is such a part, else 0
Number: TypeAlias = Floats | float
Point: TypeAlias = tuple[Number, Number]

ALL, WHITE, HOLE = np.ones(1), np.full(1, 255.0), np.full(1, -1.0)
SQUARE = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) / 2


@dataclass(frozen=True)
class Layer:
    """A part of ``n`` garments, laid upon the parts before it; arrays may have 1 in place of ``n``."""

    shown: Floats  # (n,) whether a garment has it
    outline: Floats  # (n, V, 2)
    tone: Floats  # (n,) gray, 0 to 255; `HOLE` to cut the part out


def outline(*points: Point, mirror: bool = False) -> Floats:
    """Corners ``(n, V, 2)``; mirrored, the points are the right half from top to bottom."""
    columns = np.broadcast_arrays(*(np.atleast_1d(coordinate) for point in points for coordinate in point))
    xy = np.stack(columns, axis=1).astype(np.float64).reshape(len(columns[0]), -1, 2)
    return np.concatenate([xy, flip(xy)[:, ::-1]], axis=1) if mirror else xy


def flip(points: Floats) -> Floats:
    """The same on the other side of x = 0."""
    return np.asarray(points * (-1, 1))


def pair(shown: Floats, points: Floats, tone: Floats) -> tuple[Layer, Layer]:
    """A part that is there on both sides of x = 0."""
    return Layer(shown, points, tone), Layer(shown, flip(points), tone)


def band(width: Number, *points: Point) -> Floats:
    """The outline of a strap, a seam or a handle along the points."""
    path = outline(*points)
    along = np.concatenate([path[:, 1:2], path[:, 2:], path[:, -1:]], axis=1)
    along -= np.concatenate([path[:, :1], path[:, :-2], path[:, -2:-1]], axis=1)
    along /= np.sqrt((along**2).sum(axis=2, keepdims=True)) + 1e-9
    aside = along[:, :, ::-1] * (0.5, -0.5) * np.atleast_1d(width)[:, None, None]
    return np.concatenate([path + aside, (path - aside)[:, ::-1]], axis=1)


def dots(size: Number, x: Number, *rows: Number) -> Floats:
    """Squares one below the other, joined by nothing but a line."""
    corners = [(x + dx * size, y + dy * size) for y in rows for dx, dy in SQUARE]
    return outline(*corners, *corners[-1:4:-5])


def top(m: Measures) -> list[Layer]:
    """T-shirt, pullover, dress, coat, shirt: x from the middle, y from the neck."""
    throat, halfway, cuff = m.neck * (1 - m.vee), (m.armpit + m.length) / 2, m.slope + m.sleeve
    out = m.shoulder + m.spread
    elbow = out - m.spread / 4
    body = outline(
        (throat, m.depth), (m.neck, 0), (m.shoulder, m.slope), (m.chest, m.armpit), (m.waist, halfway),
        (m.hem, m.length), (m.hem / 2, m.length + m.tail), mirror=True,
    )  # fmt: skip
    sleeve = outline(
        (m.shoulder - 1, m.slope - 0.4), (m.shoulder + 0.6, m.slope + 0.6), (elbow, m.slope + m.sleeve * 0.45),
        (out, cuff - 0.6), (out - m.cuff, cuff + 0.4),
        (elbow - m.cuff - 0.3, np.maximum(m.slope + m.sleeve / 2, m.armpit)), (m.chest - 0.5, m.armpit - 1),
    )  # fmt: skip
    seam = band(0.7, (m.shoulder - 0.6, m.slope), (m.chest - 0.4, m.armpit), (m.chest - 0.4, m.armpit + 3))
    side = band(0.8, (m.chest, m.armpit), (m.waist, halfway), (m.hem, m.length))
    fold = (m.neck + 0.8, m.slope / 2 + m.lapel)
    collar = outline((0.2, m.depth + 0.5), fold, (m.neck + 0.2, -1), (m.neck / 2, -1.3))
    hood = outline((m.neck / 2, -2.6), (m.neck + 0.8, -2), (m.neck + 1.5, m.slope), mirror=True)
    inside = outline((m.neck - 0.5, -0.2), (m.neck, 0), (throat, m.depth), mirror=True)
    buttons = dots(0.9, 0, *(m.depth + k * (m.length - m.depth) for k in (0.1, 0.27, 0.44, 0.61, 0.78, 0.95)))
    arms = np.asarray(m.sleeve > 3.5)
    return [
        Layer(m.hood, hood, m.tone - m.line),
        Layer(m.inside, inside, m.tone + 40),
        *pair(arms, sleeve, m.tone + m.sheen),
        Layer(ALL, body, m.tone),
        *pair(arms, seam, m.tone + m.line),
        *pair(m.side, side, m.tone - m.line),
        Layer(m.front, band(m.placket, (0, m.depth), (0, m.length)), m.tone + 1.5 * m.line),
        Layer(m.buttons, buttons, m.tone + 3 * m.line),
        *pair(m.collar, collar, m.tone + m.sheen),
        Layer(m.belt, band(1, (-m.waist, m.length * 0.42), (m.waist, m.length * 0.42)), m.tone + 2 * m.line),
        Layer(m.rib, band(1.2, (-m.hem, m.length - 0.6), (m.hem, m.length - 0.6)), m.tone + m.sheen),
        Layer(ALL, dots(m.glint, m.spot / 4, m.depth * 0.7), WHITE),
    ]


def legs(m: Measures) -> list[Layer]:
    """Trousers: x from the middle, y from the waist."""
    knee, foot = (m.crotch + 28) / 2, m.apart + m.ankle / 2
    both = outline(
        (m.waist, 0), (m.hip, m.crotch * 0.6), (m.knee + m.apart / 2, knee), (m.apart + m.ankle, 28), (m.apart, 28),
        (m.apart * 0.7, knee), (0.05, m.crotch), mirror=True,
    )  # fmt: skip
    crease = band(1.3, (m.hip * 0.55, m.crotch * 0.7), ((m.knee + m.apart) / 2 + 0.3, knee), (foot, 27))
    return [
        Layer(ALL, both, m.tone),
        *pair(ALL, crease, m.tone + m.sheen),
        Layer(m.belt, band(1.4, (-m.waist, 0.7), (m.waist, 0.7)), m.tone + m.line),
        Layer(m.front, band(0.6, (0, 0.5), (0, m.crotch)), m.tone - m.line),
        Layer(ALL, dots(m.glint, m.spot, 1, 3), WHITE),
    ]


def shoe(m: Measures) -> list[Layer]:
    """Sandal, sneaker, boot, the toe to the left: x from the toe, y from the ground, so that up is negative."""
    ball, back = 9 - 0.2 * m.rise, 28 - 0.5 * m.rise
    arch, bend, far, high = (ball + back) / 2, m.throat - m.lean, ball + m.reach, m.toe + m.vamp
    ankle = -m.sole - m.rise - m.shaft

    def foot(x: Number, up: Number = 0) -> Point:
        """A point above the bed of the foot, which climbs from the ball to the heel."""
        return x, -m.sole - m.rise * ((x - ball) / (back - ball)).clip(0, 1) - up

    bed = [foot(ball), foot(arch), foot(back)]
    toes = [(0.2, -m.sole), (0.5, -m.sole - 0.6 * m.toe), (2.5, -m.sole - m.toe)]
    sole = outline((0.3, -m.sole - 0.3), *bed, foot(back, -m.sole), foot(arch, -m.sole), (ball, 0), (1, 0))
    width = np.where(m.wedge, back - ball, m.heel)
    block = outline(foot(back - width), foot(back), (back - m.taper, 0), (back - width + m.taper * (1 - m.wedge), 0))
    upper = outline(
        *toes, (6, -m.sole - m.toe - 0.35 * m.vamp), foot(bend, high), foot(m.throat, m.shaft + m.peak),
        foot(m.throat + 1.5, m.shaft + 0.7 * m.peak), foot(m.throat + 4, m.shaft - m.dip),
        foot(back - 2, m.shaft - 0.6 * m.dip), foot(back, m.shaft + m.tab), foot(back + 0.3, m.shaft / 2), *bed[::-1],
    )  # fmt: skip
    laces = band(0.9, foot(bend - 2, high - 1), foot(bend + 0.5, high - 0.5), foot(m.throat + 1, m.shaft))
    cup = outline(foot(back), foot(back, m.shaft), foot(back - 1.5, m.shaft - m.dip), foot(back - m.heel))
    vamp = outline((2, -m.sole), (3, -m.sole - m.toe), foot(ball, high), foot(far))
    cross = band(m.strap, foot(far - 3, m.toe), foot(arch, 0.7 * m.shaft), foot(back - 1, m.shaft))
    first = band(m.strap, foot(1 + m.reach), foot(2 + m.reach, m.toe), foot(far - 1, m.toe), foot(far))
    peep = outline((-1, -m.sole - 0.2), (-1, -20), (2 + m.reach, -20), foot(1 + m.reach, 0.2))
    side = outline(foot(far, 0.4), foot(far + 1, m.toe), foot(m.throat, high), foot(arch + 3, 0.4))
    sling = outline(foot(m.throat + 3, 1), (m.throat + 2, ankle + 2.5), (back - 1, ankle + 2.5), foot(back - 1, 1))
    welt = band(0.8, (1, -m.sole - 0.6), foot(ball, 0.6), foot(arch, 0.6), foot(back, 0.6))
    return [
        Layer(np.asarray(m.rise > 1), block, m.tone + m.other),
        Layer(m.closed, upper, m.tone),
        Layer(m.peep, peep, HOLE),
        Layer(m.side, side, HOLE),
        Layer(m.sling, sling, HOLE),
        Layer(ALL, sole, m.tone + m.other),
        Layer(m.closed, laces, m.tone + m.line),
        Layer(m.closed, welt, m.tone - m.line),
        Layer(m.bars, band(m.strap, foot(bend, m.toe), foot(bend + 4)), m.tone + 3 * m.line),
        Layer(m.bars, band(m.strap, foot(bend + 3, m.toe + 1), foot(bend + 7)), m.tone + 3 * m.line),
        Layer(m.cup, cup, m.tone + m.line),
        Layer(m.cap, outline(*toes, foot(m.heel, m.toe), foot(m.heel)), m.tone + 2 * m.line),
        Layer(m.mule, vamp, m.tone),
        Layer(m.first, first, m.tone),
        Layer(m.second, band(m.strap, foot(far - 4), foot(far, high), foot(far + 4)), m.tone + m.line),
        Layer(m.cross, cross, m.tone),
        Layer(m.ankle, band(m.strap, (back - m.loop, ankle), (back - 0.5, ankle - 0.5), foot(back - 0.5)), m.tone),
        Layer(m.tee, band(m.strap, (back - m.loop, ankle), foot(far - 1, m.toe)), m.tone),
        Layer(ALL, dots(m.glint, arch + m.spot, -0.5 * m.rise - m.sole - 0.5), WHITE),
    ]


def bag(m: Measures) -> list[Layer]:
    """Bags: x from the middle, y from the upper edge."""
    c, foot = m.corner, m.height - 1
    body = outline((m.upper - c, 0), (m.upper, c), (m.lower, m.height - c), (m.lower - c, m.height), mirror=True)
    half = [(m.grip, 1), (m.grip * 0.9, -0.6 * m.reach), (m.grip * 0.4, -m.reach)]
    loop = [(m.upper - 1, 1), (m.upper + m.loop, 2), (m.lower + m.loop, m.height * 0.6), (m.lower - 1, m.height * 0.7)]
    flap = outline((m.upper - 0.5, 0.5), (m.upper - 0.7, m.flap * 0.7), (m.upper * 0.6, m.flap), mirror=True)
    return [
        Layer(m.handle, band(m.strap, *((-x, y) for x, y in half), *half[::-1]), m.tone + m.line),
        *pair(m.side, band(m.strap, *loop), m.tone + m.line),
        Layer(ALL, body, m.tone),
        Layer(m.flapped, flap, m.tone + m.sheen),
        Layer(m.flapped, band(0.8, (-m.upper, m.flap), (m.upper, m.flap)), m.tone - 1.5 * m.line),
        Layer(m.rim, band(1, (-m.upper, 0.8), (m.upper, 0.8)), m.tone + 2 * m.line),
        Layer(m.rim, band(1, (0.5 - m.lower, foot), (m.lower - 0.5, foot)), m.tone + 2 * m.line),
        *pair(m.front, band(1, (m.grip, 0), (m.grip, m.height)), m.tone - 2 * m.line),
        Layer(ALL, dots(1.3 * m.glint, 2 * m.spot, m.flap, m.flap + 1), WHITE),
    ]


SHAPES = {"top": top, "legs": legs, "shoe": shoe, "bag": bag}
