"""Drawn vehicles: an airplane, an automobile, a ship and a truck, as bodies in space (see `solid`).

Each function takes its chances from ``rng``, adds one to the model and says from where it is seen. Lengths are in
meters; a length of the airplane is in widths of its body.
"""

import math

import numpy as np

from .paint import Colour, hsv, mix
from .solid import BLACK, WHITE, Model, Point, View

RUBBER = (0.07, 0.07, 0.08)


def airplane(m: Model, rng: np.random.Generator) -> View:
    """An airliner, a fighter or a propeller plane, in the air or on the ground."""
    kind = rng.choice(["liner", "fighter", "propeller"], p=[0.5, 0.28, 0.22])
    body = _paint(rng, plain=0.6)
    wing = mix(body, rng.choice([0, 1]) * np.ones(3), rng.uniform(0, 0.35))
    fin = _paint(rng, plain=0.2) if rng.random() < 0.5 else wing
    r = 0.5
    long = {"liner": rng.uniform(7, 10), "fighter": rng.uniform(6, 8), "propeller": rng.uniform(5, 6)}[kind]
    nose, tail = long * 0.45, -long * 0.55
    m.part("body")
    m.chain(((nose, 0, 0), 0.28 if kind != "fighter" else 0.06), ((nose - 1.2, 0, 0), r),
            ((tail * 0.5, 0.05, 0), r), ((tail, 0.3, 0), 0.12 if kind != "fighter" else 0.35), colour=body)  # fmt: skip
    glass = (0.1, 0.13, 0.18)
    if kind == "liner":
        if rng.random() < 0.5:
            stripe = _paint(rng, plain=0.1)
            for side in (-1, 1):
                m.limb((nose - 1, 0, r * side), (tail * 0.6, 0.05, r * 0.9 * side), 0.1, 0.1, stripe, (0, 0, 0))
        m.limb((nose - 0.35, 0.22, -0.2), (nose - 0.35, 0.22, 0.2), 0.13, 0.13, glass, (nose - 1.2, -0.1, 0))
    else:
        m.limb((nose - 1.7, 0.42, 0), (nose - 2.9, 0.42, 0), 0.2, 0.25, glass, (nose - 2, 0.2, 0))
    if kind == "propeller":
        span, sweep, chord, tip, level = rng.uniform(3.5, 4.5), rng.uniform(-0.2, 0.2), 1.3, 1.0, rng.choice([-0.3, 0.5])
    elif kind == "liner":
        span, sweep, chord, tip, level = rng.uniform(4, 5.2), rng.uniform(1.5, 3), 2.0, 0.7, -0.2
    else:
        span, sweep, chord, tip, level = rng.uniform(2.2, 3.2), rng.uniform(2, 3.4), 3.6, 0.6, 0.0
    front = chord / 2 + (0.6 if kind != "fighter" else -0.4)
    for side in (-1, 1):
        m.part(f"wing {side}")
        lift = level + 0.12 * span
        tip_z = span * side
        m.face([(front, level, 0.3 * side), (front - sweep, lift, tip_z), (front - sweep - tip, lift, tip_z),
                (front - chord, level, 0.3 * side)], wing)  # fmt: skip
        if kind == "propeller" and level > 0 and rng.random() < 0.6:  # a biplane
            m.face([(front, -0.5, 0), (front, -0.4, tip_z), (front - chord, -0.4, tip_z), (front - chord, -0.5, 0)], wing)
            m.limb((front - 0.5, -0.4, tip_z * 0.7), (front - 0.5, level, tip_z * 0.7), 0.06, 0.06, mix(body, BLACK, 0.5))
        if kind == "liner":
            for share in ((0.35, 0.6) if long > 9.3 else (0.4,)):
                x, z = front - share * sweep, share * span * side
                m.part(f"engine {side} {share}")
                m.limb((x + 0.5, level - 0.35, z), (x - 0.7, level - 0.35, z), 0.3, 0.24, mix(wing, BLACK, 0.15))
                m.ball((x + 0.6, level - 0.35, z), 0.22, (0.1, 0.1, 0.12), (x + 0.3, level - 0.35, z))
    m.part("tail")
    back, small = tail + 0.2, 0.4 * span if kind != "fighter" else 0.55 * span
    for side in (-1, 1):
        m.face([(back + 1, 0.25, 0), (back + 0.1, 0.3, small * side), (back - 0.4, 0.3, small * side), (back, 0.25, 0)], wing)
    for z in (-0.5, 0.5) if kind == "fighter" and rng.random() < 0.4 else (0,):
        m.face([(back + 1.5, 0.3, z), (back + 0.2, rng.uniform(1.5, 2.1), z), (back - 0.4, 1.7, z), (back, 0.3, z)], fin)
    grounded = rng.random() < 0.3
    if kind == "propeller":
        m.part("propeller")
        blade, turn = mix(body, BLACK, 0.6), rng.uniform(0, math.pi)
        y, z = 1.1 * math.cos(turn), 1.1 * math.sin(turn)
        m.limb((nose + 0.2, y, z), (nose + 0.2, -y, -z), 0.07, 0.07, blade)
    if grounded or kind == "propeller":
        m.part("wheels")
        for x, z in ((nose - 1.6, 0.0), (-0.4, 0.9), (-0.4, -0.9)):
            m.limb((x, -0.3, z), (x, -1.0, z), 0.07, 0.07, mix(body, BLACK, 0.5))
            m.ball((x, -1.05, z), 0.25, RUBBER)
    extent = rng.uniform(0.55, 1.05)
    at = (0.5 + rng.normal(0, 0.06), 0.5 + rng.normal(0, 0.06))
    if grounded:
        yaw = rng.choice([0, math.pi]) + rng.normal(0, 0.6)
        return View(yaw, rng.uniform(0.02, 0.3), 0, extent, at, foot=0.5 + extent * 0.2 + rng.uniform(0.02, 0.15))
    pitch = rng.uniform(0.1, 1.2) * rng.choice([-1, 1])
    return View(rng.uniform(0, 2 * math.pi), pitch, rng.normal(0, 0.3), extent, at)


def automobile(m: Model, rng: np.random.Generator) -> View:
    """A sedan, a hatchback, an estate, a sports car or a jeep."""
    paint = _paint(rng, plain=0.4)
    kind = rng.choice(["sedan", "hatch", "estate", "sport", "jeep"])
    long = {"sedan": 4.5, "hatch": 3.7, "estate": 4.5, "sport": 4.2, "jeep": 4.2}[kind] * rng.uniform(0.95, 1.05)
    wide, r = rng.uniform(0.82, 0.92), {"jeep": 0.42, "sport": 0.34}.get(kind, 0.35)
    floor, belt = (0.45, 1.1) if kind == "jeep" else (0.28, 0.82) if kind != "sport" else (0.24, 0.72)
    top = {"jeep": 1.85, "sport": 1.15}.get(kind, 1.45) * rng.uniform(0.97, 1.03)
    a, b = long / 2, -long / 2
    hood = {"sedan": 1.25, "hatch": 0.95, "estate": 1.2, "sport": 1.5, "jeep": 1.2}[kind]
    boot = {"sedan": 0.85, "sport": 0.8}.get(kind, 0.1)
    glass = hsv(0.58, rng.uniform(0.05, 0.3), rng.uniform(0.08, 0.5))
    m.part("car")
    m.block((b + 0.1, a - 0.1, -wide, wide), floor - 0.08, (b, a, -wide, wide), floor + 0.15, mix(paint, BLACK, 0.35))
    m.block((b, a, -wide, wide), floor + 0.1, (b + 0.08, a - 0.25, -wide * 0.97, wide * 0.97), belt, paint)
    lean = 0.7 if kind not in ("jeep",) else 0.25
    m.block((b + boot, a - hood, -wide * 0.95, wide * 0.95), belt,
            (b + boot + (0.5 if kind in ("sedan", "sport") else 0.15), a - hood - lean, -wide * 0.78, wide * 0.78), top, paint,
            glass)  # fmt: skip
    middle = (0.0, (floor + top) / 2, 0.0)
    if rng.random() < 0.7:  # the pillar between the windows
        for side in (-1, 1):
            x, z = (a - hood + b + boot) / 2 - 0.1, wide * side
            m.face([(x - 0.07, belt, z * 0.95), (x + 0.07, belt, z * 0.95), (x + 0.07, top, z * 0.79), (x - 0.07, top, z * 0.79)],
                   paint, on=(x, belt, 0))  # fmt: skip
    _front(m, rng, a, wide, floor + 0.12, belt - 0.05, mix(paint, BLACK, 0.5), middle)
    for side in (-1, 1):  # lights behind
        z = wide * side
        m.face([(b - 0.01, belt - 0.3, z * 0.6), (b - 0.01, belt - 0.3, z * 0.97), (b - 0.01, belt - 0.05, z * 0.97),
                (b - 0.01, belt - 0.05, z * 0.6)], (0.75, 0.1, 0.1), on=middle)  # fmt: skip
    for x in (a - 0.75, b + 0.75):
        _wheels(m, rng, x, wide, r)
    return _parked(rng)


def truck(m: Model, rng: np.random.Generator) -> View:
    """A box truck, a tanker, a dump truck, a fire engine, a pickup or a semi-trailer, with or without a hood."""
    paint = _paint(rng, plain=0.3)
    kind = rng.choice(["box", "semi", "tank", "dump", "fire", "pickup"], p=[0.27, 0.25, 0.1, 0.14, 0.14, 0.1])
    if kind == "fire":
        paint = hsv(rng.uniform(-0.02, 0.03), rng.uniform(0.75, 0.95), rng.uniform(0.55, 0.9))
    load = paint if rng.random() < 0.3 or kind == "fire" else _paint(rng, plain=0.6)
    glass = hsv(0.58, rng.uniform(0.05, 0.3), rng.uniform(0.08, 0.4))
    pickup, hooded = kind == "pickup", kind in ("semi", "dump") and rng.random() < 0.6
    wide, r = (0.95, 0.42) if pickup else (1.25, 0.6)
    floor, belt, top = (0.5, 1.1, 1.85) if pickup else (0.75, 1.7, rng.uniform(2.6, 3.0))
    long = {"semi": rng.uniform(6, 9), "tank": 6, "fire": 5.5, "pickup": 2.0}.get(kind, rng.uniform(4, 5.5))
    cab = 1.5 if pickup else 2.0
    front = 1.3 if hooded or pickup else 0.1
    m.part("cab")
    end = cab + front
    m.block((0, end, -wide, wide), floor - 0.1, (0, end, -wide, wide), floor + 0.2, mix(paint, BLACK, 0.5))
    if front > 1:
        m.block((cab, end, -wide * 0.85, wide * 0.85), floor + 0.1, (cab, end - 0.1, -wide * 0.8, wide * 0.8), belt, paint)
    m.block((0, cab + 0.05, -wide, wide), floor + 0.1, (0, cab, -wide, wide), belt, paint)
    m.block((0, cab, -wide, wide), belt, (0, cab - 0.3, -wide * 0.92, wide * 0.92), top, paint, glass)
    middle = (end / 2, belt, 0.0)
    _front(m, rng, end, wide * (0.8 if front > 1 else 1), floor, belt - 0.15, mix(paint, BLACK, rng.choice([0.3, 0.7])), middle)
    if hooded:
        for side in (-1, 1):
            m.limb((-0.1, belt, 1.15 * side), (-0.1, top + 0.6, 1.15 * side), 0.09, 0.09, (0.75, 0.75, 0.78))
    _wheels(m, rng, end - 0.9, wide, r)
    m.part("load")
    back = -long - 0.15
    m.block((back, 0, -wide * 0.6, wide * 0.6), floor - 0.1, (back, 0, -wide * 0.6, wide * 0.6), floor + 0.2, (0.12, 0.12, 0.13))
    side_ = (back, -0.15, -wide, wide)
    if kind == "tank":
        m.limb((back + 0.9, 1.85, 0), (-1.1, 1.85, 0), 1.05, 1.05, load)
    elif kind == "dump":
        m.block((back + 0.6, -0.3, -wide * 0.9, wide * 0.9), floor + 0.2, (back, -0.1, -wide, wide), 2.2, load)
        m.block((back + 0.5, -0.5, -0.9, 0.9), 2.2, (back + 1.5, -1.5, -0.3, 0.3), 2.7, hsv(0.09, 0.4, rng.uniform(0.3, 0.6)))
    else:
        high = {"fire": top - 0.1, "pickup": belt}.get(kind, rng.uniform(3.0, 3.7))
        m.block(side_, floor + 0.15, side_, high, load)
        stripe = _paint(rng, plain=0.5)
        for side in (-1, 1):
            z, inside = wide * side * 1.01, (back / 2, high / 2, 0.0)
            if kind == "fire" or (not pickup and rng.random() < 0.4):
                y, h = (1.3, 0.25) if kind == "fire" else (rng.uniform(1.2, 2.2), rng.uniform(0.3, 0.8))
                m.face([(back, y, z), (-0.15, y, z), (-0.15, y + h, z), (back, y + h, z)],
                       WHITE if kind == "fire" else stripe, on=inside)  # fmt: skip
        if kind == "fire":
            for z in (-0.5, 0.5):
                m.limb((back, high + 0.15, z), (-0.2, high + 0.25, z), 0.1, 0.1, (0.8, 0.8, 0.82))
    for x in (back + 0.9, back + 2.0) if kind in ("semi", "tank", "dump") else (back + 1.1 if not pickup else back + 0.8,):
        _wheels(m, rng, x, wide, r)
    return _parked(rng)


def ship(m: Model, rng: np.random.Generator) -> View:
    """A freighter, a liner, a warship, a motorboat or a sailing boat."""
    kind = rng.choice(["freighter", "liner", "warship", "motor", "sail"], p=[0.25, 0.2, 0.15, 0.22, 0.18])
    long = {"freighter": 12, "liner": 12, "warship": 13, "motor": 6, "sail": 6}[kind] * rng.uniform(0.85, 1.15)
    wide, deck = long * rng.uniform(0.09, 0.12), long * rng.uniform(0.06, 0.1)
    hull = _paint(rng, plain=0.5)
    upper = mix(_paint(rng, plain=0.8), WHITE, rng.uniform(0.3, 0.9))
    if kind == "warship":
        hull = upper = hsv(0.58, rng.uniform(0.02, 0.12), rng.uniform(0.4, 0.65))
    a, b = long / 2, -long / 2
    m.part("hull")
    low = [(a * 0.88, 0.0), (a * 0.5, wide * 0.75), (b * 0.96, wide * 0.8)]
    high = [(a, 0.0), (a * 0.5, wide), (b, wide)]
    rise = [deck * 1.35, deck * 1.05, deck]
    inside = (0.0, deck / 2, 0.0)
    for side in (-1, 1):
        for k in (0, 1):
            quad = [(low[k][0], 0.0, low[k][1] * side), (low[k + 1][0], 0.0, low[k + 1][1] * side),
                    (high[k + 1][0], rise[k + 1], high[k + 1][1] * side), (high[k][0], rise[k], high[k][1] * side)]  # fmt: skip
            m.face(quad, hull, on=inside)
    m.face([(b * 0.96, 0, -wide * 0.8), (b * 0.96, 0, wide * 0.8), (b, deck, wide), (b, deck, -wide)], hull, on=inside)
    floor = [(x, y, z * side) for side in (1, -1) for (x, z), y in list(zip(high, rise, strict=True))[::side]]
    m.face(floor, mix(upper, hsv(0.08, 0.5, 0.5), 0.4))
    if rng.random() < 0.5:
        red = hsv(rng.choice([0.0, 0.6, 0.33]), 0.6, 0.5)
        for side in (-1, 1):
            m.limb((a * 0.88, 0.02 * long, 0), (a * 0.5, 0.02 * long, wide * 0.78 * side), 0.01 * long, 0.01 * long, red, inside)
            m.limb((a * 0.5, 0.02 * long, wide * 0.78 * side), (b, 0.02 * long, wide * 0.82 * side), 0.01 * long, 0.01 * long, red, inside)
    RIGS[kind](m, rng, a, wide, deck, upper)
    yaw = rng.choice([0, math.pi]) + rng.normal(0, 0.5) if rng.random() < 0.92 else -math.pi / 2 + rng.normal(0, 0.5)
    extent = rng.uniform(0.6, 1.05)
    at = (0.5 + rng.normal(0, 0.06), 0.5)
    return View(yaw, rng.uniform(0.03, 0.3), rng.normal(0, 0.04), extent, at, foot=rng.uniform(0.6, 0.82))


def _freighter(m: Model, rng: np.random.Generator, a: float, wide: float, deck: float, upper: Colour) -> None:
    m.part("bridge")
    aft = rng.choice([-0.75, -0.75, 0.45]) * a
    m.block((aft - 0.9, aft + 0.6, -wide * 0.9, wide * 0.9), deck, (aft - 0.8, aft + 0.5, -wide * 0.8, wide * 0.8), deck * 3.2, upper)
    m.limb((aft - 0.5, deck * 3.2, 0), (aft - 0.6, deck * 4, 0), 0.3, 0.3, _paint(rng, plain=0.3))
    for k in range(4):
        x = a * (-0.45 + 0.3 * k)
        if abs(x - aft) < 1.5:
            continue
        m.part(f"load {k}")
        if rng.random() < 0.6:
            m.block((x - 0.8, x + 0.8, -wide * 0.8, wide * 0.8), deck, (x - 0.8, x + 0.8, -wide * 0.8, wide * 0.8),
                    deck * rng.uniform(1.4, 2.4), _paint(rng, plain=0.2))  # fmt: skip
        else:
            m.limb((x, deck, 0), (x, deck * 3.2, 0), 0.1, 0.08, mix(upper, BLACK, 0.4))
            m.limb((x, deck * 1.5, 0), (x + 1, deck * 3, 0), 0.07, 0.06, mix(upper, BLACK, 0.4))


def _liner(m: Model, rng: np.random.Generator, a: float, wide: float, deck: float, upper: Colour) -> None:
    m.part("decks")
    y, dark = deck, hsv(0.58, 0.3, 0.25)
    for k in range(int(rng.integers(2, 5))):
        x0, x1, z = -a * (0.92 - 0.08 * k), a * (0.6 - 0.12 * k), wide * (0.92 - 0.06 * k)
        m.block((x0, x1, -z, z), y, (x0, x1, -z, z), y + deck * 0.7, upper)
        for side in (-1, 1):
            m.limb((x0 + 0.2, y + deck * 0.35, z * side), (x1 - 0.2, y + deck * 0.35, z * side), 0.07, 0.07, dark, (0, y, 0))
        y += deck * 0.7
    m.part("funnels")
    paint = _paint(rng, plain=0.2)
    for x in rng.choice([-0.3, 0.1], int(rng.integers(1, 3)), replace=False).tolist():
        m.limb((x * a, y, 0), (x * a - 0.3, y + deck * 1.2, 0), 0.4, 0.38, paint)


def _warship(m: Model, rng: np.random.Generator, a: float, wide: float, deck: float, upper: Colour) -> None:
    m.part("tower")
    dark = mix(upper, BLACK, 0.25)
    m.block((-a * 0.5, a * 0.35, -wide * 0.7, wide * 0.7), deck, (-a * 0.45, a * 0.25, -wide * 0.6, wide * 0.6), deck * 1.9, upper)
    m.block((-a * 0.05, a * 0.22, -wide * 0.5, wide * 0.5), deck * 1.9, (0, a * 0.18, -wide * 0.4, wide * 0.4), deck * 3, upper)
    m.limb((-a * 0.3, deck * 1.9, 0), (-a * 0.32, deck * 2.9, 0), 0.35, 0.3, dark)
    m.limb((a * 0.05, deck * 3, 0), (a * 0.05, deck * 5.5, 0), 0.12, 0.08, dark)
    m.limb((a * 0.05, deck * 4.4, -0.7), (a * 0.05, deck * 4.4, 0.7), 0.08, 0.08, dark)
    m.part("gun")
    m.ball((a * 0.6, deck * 1.3, 0), 0.4, upper)
    m.limb((a * 0.6, deck * 1.4, 0), (a * 0.85, deck * 1.7, 0), 0.1, 0.08, dark)


def _motor(m: Model, rng: np.random.Generator, a: float, wide: float, deck: float, upper: Colour) -> None:
    m.part("cabin")
    x0, x1 = -a * rng.uniform(0.1, 0.6), a * rng.uniform(0.25, 0.5)
    high = deck * rng.uniform(1.9, 2.8)
    m.block((x0, x1, -wide * 0.8, wide * 0.8), deck, (x0, x1 - 0.6, -wide * 0.65, wide * 0.65), high, upper, (0.12, 0.15, 0.2))
    if rng.random() < 0.5:
        m.block((x0, x1 - 0.9, -wide * 0.6, wide * 0.6), high, (x0, x1 - 1.1, -wide * 0.6, wide * 0.6), high + deck * 0.4, upper)
    m.limb((x0, high, 0), (x0 - 0.2, high + deck * 1.5, 0), 0.05, 0.03, mix(upper, BLACK, 0.3))


def _sail(m: Model, rng: np.random.Generator, a: float, wide: float, deck: float, upper: Colour) -> None:
    m.part("sails")
    cloth = mix(_paint(rng, plain=0.8), WHITE, rng.uniform(0.3, 1))
    for x, tall in ((a * 0.15, rng.uniform(1.6, 2.8)),) if rng.random() < 0.7 else ((a * 0.35, 1.8), (-a * 0.35, 1.5)):
        high, out = tall * a, rng.uniform(-0.6, 0.6)
        m.limb((x, deck, 0), (x, high, 0), 0.06, 0.04, hsv(0.09, 0.3, 0.4))
        m.face([(x - 0.1, deck * 1.8, 0), (x - a * 0.75, deck * 1.8, out), (x - 0.1, high, 0)], cloth)
        m.face([(x + 0.1, high * 0.85, 0), (x + a * 0.7, deck * 1.6, 0), (x + 0.15, deck * 1.9, out * 0.6)], mix(cloth, BLACK, 0.08))


RIGS = {"freighter": _freighter, "liner": _liner, "warship": _warship, "motor": _motor, "sail": _sail}


def _paint(rng: np.random.Generator, plain: float) -> Colour:
    """The colour of a vehicle: white, silver or black with the chance ``plain``, else any."""
    if rng.random() < plain:
        return hsv(0.6, rng.uniform(0, 0.06), rng.choice([rng.uniform(0.05, 0.25), rng.uniform(0.5, 0.8), rng.uniform(0.85, 1)]))
    return hsv(rng.choice([0.0, 0.07, 0.14, 0.35, 0.6]) + rng.normal(0, 0.03), rng.uniform(0.5, 0.95), rng.uniform(0.3, 0.95))


def _front(
    m: Model, rng: np.random.Generator, x: float, wide: float, low: float, high: float, dark: Colour, middle: Point
) -> None:
    """Add a grille, two lights and a number plate to what ends at ``x``."""
    y0, y1, x = low + 0.25 * (high - low), low + 0.85 * (high - low), x + 0.02

    def plate(z0: float, z1: float, low: float, high: float, colour: Colour) -> None:
        m.face([(x, low, z0), (x, low, z1), (x, high, z1), (x, high, z0)], colour, on=middle)

    plate(-0.55 * wide, 0.55 * wide, y0, y1, dark)
    light = mix((0.95, 0.93, 0.85), BLACK, rng.uniform(0, 0.3))
    for side in (-1, 1):
        plate(0.6 * wide * side, 0.97 * wide * side, (y0 + y1) / 2 - 0.08, y1 + 0.05, light)
    plate(-0.3, 0.3, low - 0.05, low + 0.1, (0.9, 0.9, 0.85))


def _wheels(m: Model, rng: np.random.Generator, x: float, wide: float, r: float) -> None:
    """Add a wheel on either side at ``x``."""
    hub = hsv(0.6, 0.03, rng.uniform(0.4, 0.85))
    for side in (-1, 1):
        z = wide * side
        for radius, colour, out in ((r, RUBBER, 1.02), (r * 0.55, hub, 1.04)):
            circle = [(x + radius * math.cos(t), r + radius * math.sin(t), z * out) for t in np.arange(0, 6.2, 0.52)]
            m.face(circle, colour, on=(x, r, 0))
        m.face([(x + r, r * 1.2, z * 0.75), (x + r, r * 1.2, z), (x + r * 0.6, 0, z), (x + r * 0.6, 0, z * 0.75)], RUBBER,
               on=(x, r, z))  # fmt: skip


def _parked(rng: np.random.Generator) -> View:
    """A view of a car or a truck: from the side, from ahead or, seldom, from behind; mostly between them."""
    side = rng.choice([-1, 1])
    lot = rng.random()
    angle = rng.normal(0, 0.2) if lot < 0.3 else rng.uniform(0.3, 1.3) if lot < 0.82 else -rng.uniform(0.3, 1.4)
    yaw = -angle if side > 0 else math.pi + angle
    extent = rng.uniform(0.65, 1.02)
    at = (0.5 + rng.normal(0, 0.05), 0.5)
    foot = 0.5 + extent * rng.uniform(0.28, 0.42)
    return View(yaw, rng.uniform(0.03, 0.4), rng.normal(0, 0.03), extent, at, foot=foot, near=rng.uniform(0.1, 0.28))
