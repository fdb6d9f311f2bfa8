"""Drawn birds and frogs, as bodies in space (see `solid`): each function adds one and says from where it is seen."""

import math

import numpy as np

from .paint import Colour, hsv, mix
from .solid import BLACK, WHITE, Model, Point, View

INK = (0.06, 0.05, 0.05)


def bird(m: Model, rng: np.random.Generator) -> View:
    """Perched, standing on long legs, swimming or flying."""
    back, breast = _feathers(rng)
    wing = mix(back, rng.choice([0, 1]) * np.ones(3), rng.uniform(0, 0.4))
    kind = rng.choice(["perch", "wade", "swim", "fly"], p=[0.5, 0.17, 0.13, 0.2])
    plump = rng.uniform(0.85, 1.15)
    rise = {"perch": rng.uniform(0.1, 0.8), "wade": 0.2, "swim": 0.05, "fly": 0.0}[kind]
    cos, sin = math.cos(rise), math.sin(rise)

    def at(x: float, y: float, z: float) -> Point:
        """The body's own lengths, its breast raised."""
        return x * cos - y * sin, x * sin + y * cos, z

    m.part("body")
    m.chain((at(0.4, 0, 0), 0.36 * plump), (at(-0.1, 0, 0), 0.42 * plump), (at(-0.75, 0.05, 0), 0.16), colour=back)
    m.limb(at(0.42, -0.1, 0), at(-0.1, -0.16, 0), 0.31 * plump, 0.33 * plump, breast)
    m.part("rump")
    tail = rng.uniform(0.4, 1.0)
    m.limb(at(-0.75, 0.06, 0), at(-0.8 - tail, rng.uniform(-0.05, 0.2), 0), 0.13, 0.1, wing)
    neck = {"perch": 0.25, "wade": rng.uniform(0.6, 1.1), "swim": rng.uniform(0.3, 0.8), "fly": 0.2}[kind]
    ahead = 0.9 if kind == "fly" else 0.55
    root = at(0.42, 0.12, 0)
    head = (root[0] + 0.25 * ahead, root[1] + neck + 0.1, 0.0) if kind != "fly" else at(0.95, 0.12, 0)
    size = rng.uniform(0.24, 0.3) if kind == "perch" else rng.uniform(0.17, 0.22)
    colour = back if rng.random() < 0.75 else hsv(rng.random(), rng.uniform(0.1, 0.8), rng.uniform(0.1, 0.8))
    m.part("head")
    long = neck > 0.5
    m.limb(root, head, 0.14 if long else 0.27 * plump, 0.1 if long else size * 0.9, colour)
    m.ball(head, size, colour)
    turn = rng.normal(0, 0.5) if rng.random() < 0.4 else 0.0
    fx, fz = math.cos(turn), math.sin(turn)
    beak = hsv(rng.uniform(0.03, 0.14), rng.uniform(0.2, 0.9), rng.choice([0.2, 0.6, 0.9]))
    reach = size + (rng.uniform(0.12, 0.28) if not long and kind != "swim" else rng.uniform(0.3, 0.5))
    x, y, z = head
    m.part("beak")
    m.limb((x + size * 0.8 * fx, y, z + size * 0.8 * fz), (x + reach * fx, y - 0.06, z + reach * fz), 0.09, 0.03, beak)
    m.part("eyes")
    for side in (-1, 1):
        eye = (x + size * (0.5 * fx - 0.75 * side * fz), y + 0.05, z + size * (0.5 * fz + 0.75 * side * fx))
        m.ball(eye, 0.085, WHITE if sum(colour) < 1 else INK, (x + 0.1 * fx, y, z + 0.1 * fz))
        m.ball(eye, 0.055, INK, (x + 0.1 * fx, y, z + 0.1 * fz))
    if kind == "fly":
        return _flight(m, rng, wing, breast)
    for side in (-1, 1):
        m.part(f"wing {side}")
        inside = at(-0.1, 0, 0)
        m.limb(at(0.2, 0.08, 0.3 * side * plump), at(-0.75, 0.0, 0.16 * side), 0.22 * plump, 0.07, wing, inside)
        m.limb(
            at(-0.1, -0.06, 0.38 * side * plump),
            at(-0.85, -0.02, 0.16 * side),
            0.07,
            0.04,
            mix(wing, BLACK, 0.4),
            inside,
        )
    if kind != "swim":
        legs = hsv(rng.uniform(0.03, 0.12), rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8))
        down = rng.uniform(0.28, 0.45) if kind == "perch" else rng.uniform(0.9, 1.3)
        m.part("legs")
        for side in (-1, 1):
            foot = (0.05, -0.36 * plump - down, 0.15 * side)
            m.limb((-0.05, -0.25, 0.15 * side), foot, 0.05, 0.04, legs)
            m.limb(foot, (0.25, foot[1], 0.15 * side), 0.04, 0.03, legs)
        if kind == "perch" and rng.random() < 0.55:
            bark, tilt = hsv(0.08, rng.uniform(0.1, 0.5), rng.uniform(0.15, 0.6)), rng.normal(0, 0.12)
            m.part("branch")
            level = -0.36 * plump - down - 0.06
            m.limb((0.1 - 4 * tilt, level - 4 * tilt, -4), (0.1, level + 4 * tilt, 4), 0.08, 0.08, bark)
            m.limb((-4, level - 4 * tilt, 0), (4, level + 4 * tilt, 0), 0.07, 0.08, bark)
    focus = tuple(name for name in m.parts if name != "branch")
    portrait = rng.random() < 0.12
    facing = rng.choice([0, math.pi]) if rng.random() < 0.75 else -math.pi / 2
    extent = rng.uniform(0.65, 1.0)
    center = (0.5 + rng.normal(0, 0.06), 0.52 + rng.normal(0, 0.06))
    pitch = rng.uniform(0, 0.25)
    if portrait:
        return View(facing + rng.normal(0, 0.35), pitch, 0, rng.uniform(0.6, 0.85), center, ("head", "beak"))
    return View(facing + rng.normal(0, 0.4), pitch, rng.normal(0, 0.08), extent, center, focus)


def _flight(m: Model, rng: np.random.Generator, wing: Colour, under: Colour) -> View:
    """Spread the wings and the tail."""
    span, beat, back = rng.uniform(1.5, 2.3), rng.uniform(-0.5, 1.1), rng.uniform(-0.6, 0.3)
    tip = mix(wing, BLACK, rng.uniform(0, 0.6))
    for side in (-1, 1):
        m.part(f"wing {side}")
        half = (0.55 * span * side, beat * 0.5 * span)
        far = (span * side * math.cos(0.6 * beat), beat * 0.65 * span)
        inner = [
            (0.45, 0.15, 0.15 * side),
            (0.5, half[1], half[0]),
            (-0.25, half[1], half[0]),
            (-0.5, 0.1, 0.15 * side),
        ]
        outer = [(0.5, half[1], half[0]), (0.25 + back, far[1], far[0]), (back - 0.2, far[1], far[0] * 0.96),
                 (-0.3, half[1], half[0])]  # fmt: skip
        m.face(inner, mix(wing, under, 0.2))
        m.face(outer, tip)
    m.part("fan")
    m.face([(-0.6, 0.05, 0.1), (-1.2, 0.05, 0.4), (-1.2, 0.05, -0.4), (-0.6, 0.05, -0.1)], wing)
    pitch = rng.uniform(0.3, 1.1) * rng.choice([-1, 1])
    at = (0.5 + rng.normal(0, 0.08), 0.5 + rng.normal(0, 0.08))
    return View(rng.uniform(0, 2 * math.pi), pitch, rng.normal(0, 0.3), rng.uniform(0.65, 1.0), at)


def _feathers(rng: np.random.Generator) -> tuple[Colour, Colour]:
    """The colours of a back and of a breast."""
    lot = rng.random()
    if lot < 0.45:  # brown or gray
        back = hsv(rng.uniform(0.05, 0.12), rng.uniform(0.05, 0.55), rng.uniform(0.2, 0.65))
    elif lot < 0.6:
        back = hsv(0.6, rng.uniform(0, 0.3), rng.uniform(0.05, 0.2))
    elif lot < 0.72:
        back = hsv(0.1, 0.03, rng.uniform(0.85, 1))
    else:
        back = hsv(rng.random(), rng.uniform(0.4, 0.9), rng.uniform(0.3, 0.9))
    if rng.random() < 0.4:
        return back, mix(back, WHITE, rng.uniform(0.3, 0.9))
    if rng.random() < 0.3:
        return back, hsv(rng.uniform(0, 0.16), rng.uniform(0.5, 0.9), rng.uniform(0.6, 0.95))
    return back, back


def frog(m: Model, rng: np.random.Generator) -> View:
    """A wide, low body, eyes that stand out above, folded legs; green, brown or bright."""
    lot = rng.random()
    if lot < 0.45:
        skin = hsv(rng.uniform(0.2, 0.38), rng.uniform(0.35, 0.8), rng.uniform(0.3, 0.8))
    elif lot < 0.88:
        skin = hsv(rng.uniform(0.06, 0.16), rng.uniform(0.2, 0.6), rng.uniform(0.25, 0.7))
    else:
        skin = hsv(rng.choice([0.0, 0.04, 0.13, 0.6]), 0.8, rng.uniform(0.5, 0.9))
    belly = mix(skin, (0.95, 0.93, 0.75), rng.uniform(0.4, 0.9))
    fat, up = rng.uniform(0.9, 1.15), rng.uniform(0.15, 0.55)
    x, y = 0.55, 0.45 + up * 0.6
    m.part("body")
    m.limb((-0.6, 0.36, 0), (0.2, 0.42 + up * 0.4, 0), 0.34 * fat, 0.44 * fat, skin)
    m.limb((-0.35, 0.36, -0.22), (0.2, 0.4 + up * 0.4, -0.2), 0.32 * fat, 0.36 * fat, skin)
    m.limb((-0.35, 0.36, 0.22), (0.2, 0.4 + up * 0.4, 0.2), 0.32 * fat, 0.36 * fat, skin)
    m.part("head")
    m.limb((x, y, -0.2), (x, y, 0.2), 0.33, 0.33, skin)
    m.limb((x, y, 0), (x + 0.42, y - 0.05, 0), 0.36, 0.2, skin)
    inside = (x - 0.1, y, 0.0)
    m.limb((x + 0.2, y - 0.3, -0.16), (x + 0.2, y - 0.3, 0.16), 0.19, 0.19, belly, inside)
    lips = mix(skin, BLACK, 0.6)
    for side in (-1, 1):
        m.limb((x + 0.58, y - 0.1, 0), (x + 0.1, y - 0.12, 0.48 * side), 0.035, 0.035, lips, (x - 0.2, y, -0.3 * side))
    m.part("eyes")
    iris = hsv(rng.choice([0.0, 0.1, 0.13, 0.16]), rng.uniform(0.4, 0.9), rng.uniform(0.5, 0.95))
    for side in (-1, 1):
        m.ball((x + 0.12, y + 0.3, 0.33 * side), 0.19, skin)
        m.ball((x + 0.2, y + 0.32, 0.42 * side), 0.14, iris, (x - 0.05, y + 0.25, 0.2 * side))
        m.ball((x + 0.26, y + 0.32, 0.48 * side), 0.09, INK, (x - 0.05, y + 0.25, 0.2 * side))
    dark = mix(skin, BLACK, 0.15)
    spread = rng.uniform(0.8, 1.15)
    for side in (-1, 1):
        m.part(f"hind {side}")
        knee: Point = (0.05, 0.45, 0.85 * side * spread)
        heel: Point = (-0.75, 0.12, 0.75 * side * spread)
        m.limb((-0.65, 0.3, 0.3 * side), knee, 0.26, 0.19, dark)
        m.limb(knee, heel, 0.17, 0.11, dark)
        for out in (0.75, 1.05, 1.3):
            m.limb(heel, (-0.1, 0.06, out * side * spread), 0.08, 0.06, skin)
        m.part(f"fore {side}")
        hand: Point = (0.65, 0.07, 0.68 * side)
        m.chain(
            ((0.4, 0.35 + up * 0.3, 0.42 * side), 0.15), ((0.4, 0.22, 0.72 * side), 0.11), (hand, 0.08), colour=skin
        )
        for out in (0.5, 0.7, 0.95):
            m.limb(hand, (0.88, 0.05, out * side), 0.06, 0.06, skin)
    if rng.random() < 0.6:
        mark = mix(skin, BLACK, 0.55) if rng.random() < 0.75 else mix(skin, (0.9, 0.9, 0.3), 0.7)
        m.part("marks")
        for _ in range(8):
            a, z = rng.uniform(-0.7, 0.3), rng.uniform(-0.4, 0.4)
            level = 0.4 + up * 0.3 * (a + 0.6)
            m.ball((a, level + 0.42 * fat * math.cos(z * 2), z * 1.3), rng.uniform(0.05, 0.1), mark, (a, level, 0))
    if rng.random() < 0.18:
        view = rng.uniform(0.6, 0.9)
        return View(
            -math.pi / 2 + rng.normal(0, 0.7), rng.uniform(0.1, 0.5), rng.normal(0, 0.1), view, focus=("head", "eyes")
        )
    lot = rng.random()
    facing = rng.choice([0, math.pi]) if lot < 0.4 else -math.pi / 2 if lot < 0.85 else rng.uniform(0, math.pi)
    at = (0.5 + rng.normal(0, 0.06), 0.52 + rng.normal(0, 0.06))
    return View(facing + rng.normal(0, 0.45), rng.uniform(0.1, 0.9), rng.normal(0, 0.15), rng.uniform(0.7, 1.05), at)
