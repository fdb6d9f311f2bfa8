"""Drawn airplanes and ships, as bodies in space (see `solid`): each function adds one and says how it is seen.

Lengths are in widths of an airplane's body, and in about ten meters of a ship.
"""

import math

import numpy as np

from .paint import Colour, hsv, mix
from .solid import BLACK, WHITE, Model, Point, Rectangle, View
from .vehicles import RUBBER, lacquer

GLASS = (0.1, 0.13, 0.18)


def airplane(m: Model, rng: np.random.Generator) -> View:
    """An airliner, a fighter or a propeller plane, in the air or on the ground."""
    kind = rng.choice(["liner", "fighter", "propeller"], p=[0.5, 0.28, 0.22])
    body = lacquer(rng, plain=0.6)
    wing = mix(body, WHITE if rng.random() < 0.5 else BLACK, rng.uniform(0, 0.35))
    fin = lacquer(rng, plain=0.2) if rng.random() < 0.5 else wing
    long = {"liner": rng.uniform(7, 10), "fighter": rng.uniform(6, 8), "propeller": rng.uniform(5, 6)}[kind]
    nose, tail = long * 0.45, -long * 0.55
    front, end = (0.06, 0.35) if kind == "fighter" else (0.28, 0.12)
    m.part("body")
    stations = ((nose, 0.0, 0.0), front), ((nose - 1.2, 0.0, 0.0), 0.5), ((tail * 0.5, 0.05, 0.0), 0.5)
    m.chain(*stations, ((tail, 0.3, 0), end), colour=body)
    if kind != "liner":
        m.limb((nose - 1.7, 0.42, 0), (nose - 2.9, 0.42, 0), 0.2, 0.25, GLASS, on=(nose - 2, 0.2, 0))
    else:
        m.limb((nose - 0.35, 0.22, -0.2), (nose - 0.35, 0.22, 0.2), 0.13, 0.13, GLASS, on=(nose - 1.2, -0.1, 0))
        if rng.random() < 0.5:
            stripe = lacquer(rng, plain=0.1)
            for z in (-0.5, 0.5):
                m.limb((nose - 1, 0, z), (tail * 0.6, 0.05, z * 0.9), 0.1, 0.1, stripe, on=(0, 0, 0))
    span = _wings(m, rng, kind, long, wing)
    m.part("tail")
    x, reach = tail + 0.2, span * (0.55 if kind == "fighter" else 0.4)
    for z in (-reach, reach):
        m.face([(x + 1, 0.25, 0), (x + 0.1, 0.3, z), (x - 0.4, 0.3, z), (x, 0.25, 0)], wing)
    for z in (-0.5, 0.5) if kind == "fighter" and rng.random() < 0.4 else (0.0,):
        m.face([(x + 1.5, 0.3, z), (x + 0.2, rng.uniform(1.5, 2.1), z), (x - 0.4, 1.7, z), (x, 0.3, z)], fin)
    dark = mix(body, BLACK, 0.5)
    if kind == "propeller":
        turn = rng.uniform(0, math.pi)
        y, z = 1.1 * math.cos(turn), 1.1 * math.sin(turn)
        m.part("propeller")
        m.limb((nose + 0.2, y, z), (nose + 0.2, -y, -z), 0.07, 0.07, dark)
    grounded = rng.random() < 0.25
    if grounded or kind == "propeller":
        m.part("wheels")
        for x, z in ((nose - 1.6, 0.0), (-0.4, 0.9), (-0.4, -0.9)):
            m.limb((x, -0.3, z), (x, -1.0, z), 0.07, 0.07, dark)
            m.ball((x, -1.05, z), 0.25, RUBBER)
    extent = rng.uniform(0.65, 1.05)
    at = (0.5 + rng.normal(0, 0.06), 0.5 + rng.normal(0, 0.06))
    if grounded:
        yaw = rng.choice([0, math.pi]) + rng.normal(0, 0.6)
        foot = 0.5 + extent * 0.2 + rng.uniform(0.02, 0.15)
        return View(yaw, rng.uniform(0.05, 0.35), 0, min(1.1, extent + 0.15), at, foot=foot)
    pitch = rng.uniform(0.1, 1.2) * rng.choice([-1, 1])
    return View(rng.uniform(0, 2 * math.pi), pitch, rng.normal(0, 0.3), extent, at)


def _wings(m: Model, rng: np.random.Generator, kind: str, long: float, colour: Colour) -> float:
    """Add the wings, with the engines of an airliner, and say how far they reach."""
    if kind == "liner":
        span, sweep, chord, tip, level = rng.uniform(4, 5.2), rng.uniform(1.5, 3), 2.0, 0.7, -0.2
    elif kind == "fighter":
        span, sweep, chord, tip, level = rng.uniform(2.2, 3.2), rng.uniform(2, 3.4), 3.6, 0.6, 0.0
    else:
        level = rng.choice([-0.3, 0.5])
        span, sweep, chord, tip = rng.uniform(3.5, 4.5), rng.uniform(-0.2, 0.2), 1.3, 1.0
    x = chord / 2 + (-0.4 if kind == "fighter" else 0.6)
    lift, end = level + 0.12 * span, x - sweep - tip
    biplane = kind == "propeller" and level > 0 and rng.random() < 0.6
    for side in (-1, 1):
        root, z = 0.3 * side, span * side
        m.part(f"wing {side}")
        m.face([(x, level, root), (x - sweep, lift, z), (end, lift, z), (x - chord, level, root)], colour)
        if biplane:
            m.face([(x, -0.5, 0), (x, -0.4, z), (x - chord, -0.4, z), (x - chord, -0.5, 0)], colour)
            m.limb((x - 0.5, -0.4, z * 0.7), (x - 0.5, level, z * 0.7), 0.06, 0.06, mix(colour, BLACK, 0.5))
        if kind == "liner":
            for share in (0.35, 0.6) if long > 9.3 else (0.4,):
                ex, ey, ez = x - share * sweep, level - 0.35, share * z
                m.part(f"engine {side} {share}")
                m.limb((ex + 0.5, ey, ez), (ex - 0.7, ey, ez), 0.3, 0.24, mix(colour, BLACK, 0.15))
                m.ball((ex + 0.6, ey, ez), 0.22, GLASS, on=(ex + 0.3, ey, ez))
    return span


def ship(m: Model, rng: np.random.Generator) -> View:
    """A freighter, a liner, a warship, a motorboat or a sailing boat."""
    kind = str(rng.choice(list(RIGS), p=[0.25, 0.2, 0.15, 0.22, 0.18]))
    long = {"freighter": 12, "liner": 12, "warship": 13}.get(kind, 6) * rng.uniform(0.85, 1.15)
    wide, deck = long * rng.uniform(0.09, 0.12), long * rng.uniform(0.06, 0.1)
    hull = lacquer(rng, plain=0.5)
    upper = mix(lacquer(rng, plain=0.8), WHITE, rng.uniform(0.3, 0.9))
    if kind == "warship":
        hull = upper = hsv(0.58, rng.uniform(0.02, 0.12), rng.uniform(0.4, 0.65))
    bow, inside = long / 2, (0.0, deck / 2, 0.0)
    low: list[Point] = [(bow * 0.88, 0, 0), (bow * 0.5, 0, wide * 0.75), (-bow * 0.96, 0, wide * 0.8)]
    high: list[Point] = [(bow, deck * 1.35, 0), (bow * 0.5, deck * 1.05, wide), (-bow, deck, wide)]
    line = hsv(rng.choice([0.0, 0.6, 0.33]), 0.6, 0.5) if rng.random() < 0.5 else hull
    m.part("hull")
    for side in (-1, 1):
        below, above = ([(x, y, z * side) for x, y, z in edge] for edge in (low, high))
        for k in (0, 1):
            m.face([below[k], below[k + 1], above[k + 1], above[k]], hull, on=inside)
            m.limb(below[k], below[k + 1], 0.015 * long, 0.015 * long, line, on=inside)
    left, right = ([(x, y, z * side) for x, y, z in high] for side in (-1, 1))
    stern = [(x, y, z) for x, y, z in (low[2], high[2])]
    m.face([*stern, *((x, y, -z) for x, y, z in stern[::-1])], hull, on=inside)
    m.face([*left, *right[::-1]], mix(upper, (0.5, 0.35, 0.25), 0.4))
    RIGS[kind](m, rng, bow, wide, deck, upper)
    facing = rng.choice([0, math.pi]) if rng.random() < 0.92 else -math.pi / 2
    at = (0.5 + rng.normal(0, 0.06), 0.5)
    pitch, roll, extent = rng.uniform(0.03, 0.3), rng.normal(0, 0.04), rng.uniform(0.7, 1.05)
    return View(facing + rng.normal(0, 0.5), pitch, roll, extent, at, foot=rng.uniform(0.6, 0.82))


def _freighter(m: Model, rng: np.random.Generator, bow: float, wide: float, deck: float, upper: Colour) -> None:
    aft, z = rng.choice([-0.75, -0.75, 0.45]) * bow, wide * 0.8
    m.part("bridge")
    m.block((aft - 0.9, aft + 0.6, -z, z), deck, (aft - 0.8, aft + 0.5, -z, z), deck * 3.2, upper)
    m.limb((aft - 0.5, deck * 3.2, 0), (aft - 0.6, deck * 4, 0), 0.3, 0.3, lacquer(rng, plain=0.3))
    crane = mix(upper, BLACK, 0.4)
    for x in (-0.45 * bow, -0.15 * bow, 0.15 * bow, 0.45 * bow):
        if abs(x - aft) < 1.5:
            continue
        m.part(f"load {x}")
        if rng.random() < 0.6:
            box = (x - 0.8, x + 0.8, -z, z)
            m.block(box, deck, box, deck * rng.uniform(1.4, 2.4), lacquer(rng, plain=0.2))
        else:
            m.limb((x, deck, 0), (x, deck * 3.2, 0), 0.1, 0.08, crane)
            m.limb((x, deck * 1.5, 0), (x + 1, deck * 3, 0), 0.07, 0.06, crane)


def _liner(m: Model, rng: np.random.Generator, bow: float, wide: float, deck: float, upper: Colour) -> None:
    m.part("decks")
    y, windows = deck, hsv(0.58, 0.3, 0.25)
    for k in range(int(rng.integers(2, 5))):
        x0, x1, z = -bow * (0.92 - 0.08 * k), bow * (0.6 - 0.12 * k), wide * (0.92 - 0.06 * k)
        m.block((x0, x1, -z, z), y, (x0, x1, -z, z), y + deck * 0.7, upper)
        y += deck * 0.35
        for side in (-z, z):
            m.limb((x0 + 0.2, y, side), (x1 - 0.2, y, side), 0.07, 0.07, windows, on=(0, y, 0))
        y += deck * 0.35
    m.part("funnels")
    paint = lacquer(rng, plain=0.2)
    for share in rng.choice([-0.3, 0.1], int(rng.integers(1, 3)), replace=False).tolist():
        m.limb((share * bow, y, 0), (share * bow - 0.3, y + deck * 1.2, 0), 0.4, 0.38, paint)


def _warship(m: Model, rng: np.random.Generator, bow: float, wide: float, deck: float, upper: Colour) -> None:
    dark = mix(upper, BLACK, 0.25)

    def storey(x0: float, x1: float, z: float) -> Rectangle:
        return x0 * bow, x1 * bow, -z * wide, z * wide

    m.part("tower")
    m.block(storey(-0.5, 0.35, 0.7), deck, storey(-0.45, 0.25, 0.6), deck * 1.9, upper)
    m.block(storey(-0.05, 0.22, 0.5), deck * 1.9, storey(0, 0.18, 0.4), deck * 3, upper)
    m.limb((-bow * 0.3, deck * 1.9, 0), (-bow * 0.32, deck * 2.9, 0), 0.35, 0.3, dark)
    m.limb((bow * 0.05, deck * 3, 0), (bow * 0.05, deck * 5.5, 0), 0.12, 0.08, dark)
    m.limb((bow * 0.05, deck * 4.4, -0.7), (bow * 0.05, deck * 4.4, 0.7), 0.08, 0.08, dark)
    m.part("gun")
    m.ball((bow * 0.6, deck * 1.3, 0), 0.4, upper)
    m.limb((bow * 0.6, deck * 1.4, 0), (bow * 0.85, deck * 1.7, 0), 0.1, 0.08, dark)


def _motorboat(m: Model, rng: np.random.Generator, bow: float, wide: float, deck: float, upper: Colour) -> None:
    m.part("cabin")
    x0, x1, high = -bow * rng.uniform(0.1, 0.6), bow * rng.uniform(0.25, 0.5), deck * rng.uniform(1.9, 2.8)
    low, z = (x0, x1, -wide * 0.8, wide * 0.8), wide * 0.62
    m.block(low, deck, (x0, x1 - 0.6, -z, z), high, upper, glass=GLASS)
    if rng.random() < 0.5:
        m.block((x0, x1 - 0.9, -z, z), high, (x0, x1 - 1.1, -z, z), high + deck * 0.4, upper)
    m.limb((x0, high, 0), (x0 - 0.2, high + deck * 1.5, 0), 0.05, 0.03, mix(upper, BLACK, 0.3))


def _sails(m: Model, rng: np.random.Generator, bow: float, wide: float, deck: float, upper: Colour) -> None:
    m.part("sails")
    cloth = mix(lacquer(rng, plain=0.8), WHITE, rng.uniform(0.3, 1))
    one = rng.random() < 0.7
    for x, tall in ((0.15, rng.uniform(1.6, 2.8)),) if one else ((0.35, 1.8), (-0.35, 1.5)):
        x, high, out, boom = x * bow, tall * bow, rng.uniform(-0.6, 0.6), deck * 1.8
        m.limb((x, deck, 0), (x, high, 0), 0.06, 0.04, hsv(0.09, 0.3, 0.4))
        m.face([(x - 0.1, boom, 0), (x - bow * 0.75, boom, out), (x - 0.1, high, 0)], cloth)
        jib = [(x + 0.1, high * 0.85, 0.0), (x + bow * 0.7, boom, 0.0), (x + 0.15, boom, out * 0.6)]
        m.face(jib, mix(cloth, BLACK, 0.08))


RIGS = {"freighter": _freighter, "liner": _liner, "warship": _warship, "motorboat": _motorboat, "sail": _sails}
