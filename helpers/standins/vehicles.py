"""Drawn automobiles and trucks, as bodies in space (see `solid`), in meters.

Each function adds one to the model and says from where it is seen.
"""

import math

import numpy as np

from .paint import Colour, hsv, mix
from .solid import BLACK, WHITE, Model, Point, View

RUBBER = (0.07, 0.07, 0.08)
GREASE = (0.12, 0.12, 0.13)
CHROME = (0.78, 0.78, 0.8)


def automobile(m: Model, rng: np.random.Generator) -> View:
    """A sedan, a hatchback, an estate, a sports car or a jeep."""
    paint = lacquer(rng, plain=0.4)
    kind = rng.choice(["sedan", "hatch", "estate", "sport", "jeep"])
    half = {"sedan": 4.5, "hatch": 3.7, "estate": 4.5, "sport": 4.2, "jeep": 4.2}[kind] * rng.uniform(0.475, 0.525)
    wide, radius = rng.uniform(0.82, 0.92), {"jeep": 0.42, "sport": 0.34}.get(kind, 0.35)
    floor, belt, roof = {"jeep": (0.45, 1.1, 1.85), "sport": (0.24, 0.72, 1.15)}.get(kind, (0.28, 0.82, 1.45))
    roof *= rng.uniform(0.97, 1.03)
    hood = {"sedan": 1.25, "hatch": 0.95, "estate": 1.2, "sport": 1.5, "jeep": 1.2}[kind]
    boot = {"sedan": 0.85, "sport": 0.8}.get(kind, 0.1)
    lean, back = 0.25 if kind == "jeep" else 0.7, 0.5 if boot > 0.1 else 0.15
    m.part("car")
    under = (0.1 - half, half - 0.1, -wide, wide)
    m.block(under, floor - 0.08, (-half, half, -wide, wide), floor + 0.15, mix(paint, BLACK, 0.35))
    waist = (0.08 - half, half - 0.25, -wide * 0.97, wide * 0.97)
    m.block((-half, half, -wide, wide), floor + 0.1, waist, belt, paint)
    x0, x1 = boot - half, half - hood
    cabin, top = (x0, x1, -wide * 0.95, wide * 0.95), (x0 + back, x1 - lean, -wide * 0.78, wide * 0.78)
    m.block(cabin, belt, top, roof, paint, glass=_glass(rng))
    middle = (0.0, (floor + roof) / 2, 0.0)
    if rng.random() < 0.7:  # the pillar between the windows
        x = (x0 + x1) / 2 - 0.1
        for side in (-1, 1):
            low, high = wide * side * 0.95, wide * side * 0.79
            pillar = [(x - 0.07, belt, low), (x + 0.07, belt, low), (x + 0.07, roof, high), (x - 0.07, roof, high)]
            m.face(pillar, paint, on=(x, belt, 0))
    _front(m, rng, half, wide, floor + 0.12, belt - 0.05, mix(paint, BLACK, 0.5), middle)
    for side in (-1, 1):
        _plate(
            m,
            -half - 0.01,
            (0.6 * wide * side, 0.97 * wide * side),
            (belt - 0.3, belt - 0.05),
            (0.75, 0.1, 0.1),
            middle,
        )
    for x in (half - 0.75, 0.75 - half):
        _wheels(m, rng, x, wide, radius)
    return _parked(rng)


def truck(m: Model, rng: np.random.Generator) -> View:
    """A box truck, a semi-trailer, a tanker, a dump truck, a fire engine or a pickup, with or without a hood."""
    paint = lacquer(rng, plain=0.3)
    kind = rng.choice(["box", "semi", "tank", "dump", "fire", "pickup"], p=[0.27, 0.25, 0.1, 0.14, 0.14, 0.1])
    if kind == "fire":
        paint = hsv(rng.uniform(-0.02, 0.03), rng.uniform(0.75, 0.95), rng.uniform(0.55, 0.9))
    wide, radius = (0.95, 0.42) if kind == "pickup" else (1.25, 0.6)
    floor, belt, roof = (0.5, 1.1, 1.85) if kind == "pickup" else (0.75, 1.7, rng.uniform(2.6, 3.0))
    cab = 1.5 if kind == "pickup" else 2.0
    hooded = kind == "pickup" or (kind in ("semi", "dump") and rng.random() < 0.6)
    end = cab + (1.3 if hooded else 0.1)
    m.part("cab")
    m.block((0, end, -wide, wide), floor - 0.1, (0, end, -wide, wide), floor + 0.2, mix(paint, BLACK, 0.5))
    if hooded:
        hood, narrow = (cab, end, -wide * 0.85, wide * 0.85), (cab, end - 0.1, -wide * 0.8, wide * 0.8)
        m.block(hood, floor + 0.1, narrow, belt, paint)
    m.block((0, cab + 0.05, -wide, wide), floor + 0.1, (0, cab, -wide, wide), belt, paint)
    m.block((0, cab, -wide, wide), belt, (0, cab - 0.3, -wide * 0.92, wide * 0.92), roof, paint, glass=_glass(rng))
    grille = mix(paint, BLACK, rng.choice([0.3, 0.7]))
    _front(m, rng, end, wide * (0.8 if hooded else 1), floor, belt - 0.15, grille, (end / 2, belt, 0))
    if hooded and kind != "pickup":  # its exhausts
        for side in (-1, 1):
            m.limb((-0.1, belt, 1.15 * side), (-0.1, roof + 0.6, 1.15 * side), 0.09, 0.09, CHROME)
    _wheels(m, rng, end - 0.9, wide, radius)
    _load(m, rng, kind, paint, wide, radius, (floor, belt, roof))
    return _parked(rng)


def _load(
    m: Model, rng: np.random.Generator, kind: str, paint: Colour, wide: float, radius: float, heights: Point
) -> None:
    """Add what is behind a truck's cab, with its wheels."""
    floor, belt, roof = heights
    colour = paint if kind == "fire" or rng.random() < 0.3 else lacquer(rng, plain=0.6)
    long = {"semi": rng.uniform(6, 9), "tank": 6, "fire": 5.5, "pickup": 2}.get(kind, rng.uniform(4, 5.5))
    back = -long - 0.15
    m.part("load")
    frame = (back, 0.0, -wide * 0.6, wide * 0.6)
    m.block(frame, floor - 0.1, frame, floor + 0.2, GREASE)
    if kind == "tank":
        m.limb((back + 0.9, 1.85, 0), (-1.1, 1.85, 0), 1.05, 1.05, colour)
    elif kind == "dump":
        m.block((back + 0.6, -0.3, -wide * 0.9, wide * 0.9), floor + 0.2, (back, -0.1, -wide, wide), 2.2, colour)
        heap = hsv(0.09, 0.4, rng.uniform(0.3, 0.6))
        m.block((back + 0.5, -0.5, -0.9, 0.9), 2.2, (back + 1.5, -1.5, -0.3, 0.3), 2.7, heap)
    else:
        high = {"fire": roof - 0.1, "pickup": belt}.get(kind, rng.uniform(3.0, 3.7))
        box = (back, -0.15, -wide, wide)
        m.block(box, floor + 0.15, box, high, colour)
        if kind == "fire" or (kind != "pickup" and rng.random() < 0.4):
            stripe = WHITE if kind == "fire" else lacquer(rng, plain=0.5)
            low, broad = (1.3, 0.25) if kind == "fire" else (rng.uniform(1.2, 2.2), rng.uniform(0.3, 0.8))
            for z in (-wide * 1.01, wide * 1.01):
                band = [(back, low, z), (-0.15, low, z), (-0.15, low + broad, z), (back, low + broad, z)]
                m.face(band, stripe, on=(back / 2, high / 2, 0))
        if kind == "fire":  # a ladder
            for z in (-0.5, 0.5):
                m.limb((back, high + 0.15, z), (-0.2, high + 0.25, z), 0.1, 0.1, CHROME)
    rear = {"box": (1.1,), "fire": (1.1,), "pickup": (0.8,)}.get(kind, (0.9, 2.0))
    for x in rear:
        _wheels(m, rng, back + x, wide, radius)


def lacquer(rng: np.random.Generator, plain: float) -> Colour:
    """The colour of a vehicle: white, silver or black with the chance ``plain``, else any."""
    if rng.random() < plain:
        low, high = ((0.05, 0.25), (0.5, 0.8), (0.85, 1.0))[int(rng.integers(3))]
        return hsv(0.6, rng.uniform(0, 0.06), rng.uniform(low, high))
    hue = rng.choice([0.0, 0.07, 0.14, 0.35, 0.6]) + rng.normal(0, 0.03)
    return hsv(hue, rng.uniform(0.5, 0.95), rng.uniform(0.3, 0.95))


def _glass(rng: np.random.Generator) -> Colour:
    return hsv(0.58, rng.uniform(0.05, 0.3), rng.uniform(0.08, 0.45))


def _plate(
    m: Model, x: float, across: tuple[float, float], up: tuple[float, float], colour: Colour, middle: Point
) -> None:
    """Add a rectangle that looks ahead or back."""
    (z0, z1), (y0, y1) = across, up
    m.face([(x, y0, z0), (x, y0, z1), (x, y1, z1), (x, y1, z0)], colour, on=middle)


def _front(
    m: Model, rng: np.random.Generator, x: float, wide: float, low: float, high: float, grille: Colour, middle: Point
) -> None:
    """Add a grille, two lights and a number plate to what ends at ``x``."""
    y0, y1, x = low + 0.25 * (high - low), low + 0.85 * (high - low), x + 0.02
    _plate(m, x, (-0.55 * wide, 0.55 * wide), (y0, y1), grille, middle)
    light = mix((0.95, 0.93, 0.85), BLACK, rng.uniform(0, 0.3))
    for side in (-1, 1):
        _plate(m, x, (0.6 * wide * side, 0.97 * wide * side), ((y0 + y1) / 2 - 0.08, y1 + 0.05), light, middle)
    _plate(m, x, (-0.3, 0.3), (low - 0.05, low + 0.1), (0.9, 0.9, 0.85), middle)


def _wheels(m: Model, rng: np.random.Generator, x: float, wide: float, radius: float) -> None:
    """Add a wheel on either side at ``x``."""
    hub = hsv(0.6, 0.03, rng.uniform(0.4, 0.85))
    turns = np.linspace(0, 2 * np.pi, 12, endpoint=False).tolist()
    for z in (-wide, wide):
        for r, colour, out in ((radius, RUBBER, 1.02), (radius * 0.55, hub, 1.04)):
            rim = [(x + r * math.cos(t), radius + r * math.sin(t), z * out) for t in turns]
            m.face(rim, colour, on=(x, radius, 0))
        ahead, below, inner = x + radius, x + radius * 0.6, z * 0.75
        tread = [(ahead, radius * 1.2, inner), (ahead, radius * 1.2, z), (below, 0.0, z), (below, 0.0, inner)]
        m.face(tread, RUBBER, on=(x, radius, z))


def _parked(rng: np.random.Generator) -> View:
    """A view of a car or a truck from the side or from ahead, mostly between them, sometimes from behind."""
    lot = rng.random()
    angle = rng.normal(0, 0.2) if lot < 0.3 else rng.uniform(0.3, 1.3) if lot < 0.85 else -rng.uniform(0.3, 1.3)
    yaw = -angle if rng.random() < 0.5 else math.pi + angle
    extent = rng.uniform(0.72, 1.02)
    at, foot = (0.5 + rng.normal(0, 0.05), 0.5), 0.5 + extent * rng.uniform(0.28, 0.42)
    near = rng.uniform(0.1, 0.28)
    return View(yaw, rng.uniform(0.03, 0.4), rng.normal(0, 0.03), extent, at, foot=foot, near=near)
