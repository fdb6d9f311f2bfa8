"""Drawn animals: a bird, a cat, a deer, a dog, a frog and a horse, as bodies in space (see `solid`).

Four-legged animals differ in their measures, in their heads and in what they do; each function below takes its
chances from ``rng``, adds one animal to the model and says from where it is seen. Lengths are in the height of a
shoulder above the ground, but in a head they are in the radius of the skull.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .paint import Colour, hsv, mix
from .solid import BLACK, WHITE, Model, Point, View

Frame = Callable[[float, float, float], Point]  # from a head's own lengths to the model's
Range = tuple[float, float]
Coat = tuple[Range, Range, Range]  # hue, saturation, value

PINK, INK = (0.85, 0.5, 0.5), (0.06, 0.05, 0.05)
GINGER: Coat = ((0.05, 0.09), (0.5, 0.8), (0.6, 0.9))
BROWN: Coat = ((0.04, 0.09), (0.4, 0.7), (0.3, 0.65))
CREAM: Coat = ((0.08, 0.13), (0.15, 0.4), (0.75, 0.95))
GRAY: Coat = ((0.08, 0.6), (0, 0.12), (0.3, 0.65))
DARK: Coat = ((0.05, 0.6), (0, 0.25), (0.08, 0.2))
PALE: Coat = ((0.08, 0.14), (0, 0.1), (0.85, 1))


@dataclass(frozen=True)
class Build:
    """The measures of a four-legged animal, each between two numbers."""

    long: Range  # from shoulder to hip
    chest: Range  # radius
    belly: Range  # radius, as a share of the chest
    leg: Range  # radius above
    hoof: Range  # radius below
    neck: Range  # length
    rise: Range  # of the neck, in radians above the horizon
    nape: Range  # radius of the neck
    skull: Range  # radius


CAT = Build((0.85, 1.1), (0.25, 0.32), (0.9, 1.15), (0.12, 0.14), (0.07, 0.09), (0.2, 0.32), (0.4, 1), (0.18, 0.22),
            (0.25, 0.3))  # fmt: skip
DOG = Build((0.8, 1.15), (0.24, 0.34), (0.7, 0.95), (0.1, 0.15), (0.07, 0.1), (0.3, 0.5), (0.6, 1.1), (0.15, 0.22),
            (0.2, 0.27))  # fmt: skip
DEER = Build((0.75, 0.95), (0.2, 0.25), (0.85, 1), (0.08, 0.1), (0.03, 0.045), (0.5, 0.65), (0.7, 1.2), (0.09, 0.13),
             (0.11, 0.13))  # fmt: skip
HORSE = Build((0.8, 0.95), (0.26, 0.3), (0.9, 1.05), (0.1, 0.13), (0.05, 0.065), (0.55, 0.65), (0.6, 1.0),
              (0.14, 0.18), (0.12, 0.14))  # fmt: skip


def cat(m: Model, rng: np.random.Generator) -> View:
    """Standing, sitting, lying, or its face alone: pointed ears, a short muzzle, large eyes."""
    coat, light = _coat(rng, (GINGER, GRAY, GRAY, BROWN, DARK, PALE, CREAM))
    portrait = rng.random() < 0.4
    view = _view(rng, front=0.5, portrait=portrait)
    pose = rng.choice(["stand", "sit", "lie"], p=[0.35, 0.35, 0.3])
    at = _beast(m, rng, CAT, coat, light if rng.random() < 0.4 else coat, pose, view.yaw if rng.random() < 0.85 else None)
    hip = m.parts["body"][0]
    x, y, z = m.points[hip.last - 1]
    up = rng.uniform(0.1, 0.8) if pose == "stand" else -0.05
    m.part("tail")
    m.chain(((x, y + 0.05, z), 0.07), ((x - 0.4, max(y + up * 0.4, 0.08), z + 0.1), 0.065),
            ((x - 0.5, max(y + up, 0.08), z + 0.3), 0.06), colour=coat)  # fmt: skip
    m.part("head")
    bright = light if rng.random() < 0.6 else mix(coat, WHITE, 0.15)
    middle = at(0, 0, 0)
    for side in (-1, 1):
        m.limb(at(0.1, -0.2, 0), at(0.35, -0.35, 0.5 * side), 0.7 * _unit(at), 0.4 * _unit(at), coat)
    m.ball(middle, _unit(at), coat)
    for side in (-1, 1):
        ear = [at(0.15, 0.75, 0.15 * side), at(-0.05, 0.3, 0.95 * side), at(0.05, 1.6, 0.85 * side)]
        m.face(ear, mix(coat, BLACK, 0.25))
        inner = [at(0.2, 0.85, 0.35 * side), at(0.1, 0.6, 0.8 * side), at(0.12, 1.35, 0.75 * side)]
        m.face(inner, mix(PINK, coat, 0.3), on=at(-0.5, 0.8, 0.6 * side))
    stripes = rng.random() < 0.5
    for side in (-1, 1):
        m.limb(at(0.7, -0.4, 0.1 * side), at(0.85, -0.45, 0.2 * side), 0.3 * _unit(at), 0.28 * _unit(at), bright, middle)
        if stripes:
            m.limb(at(0.5, 0.85, 0.2 * side), at(0.8, 0.5, 0.15 * side), 0.07 * _unit(at), 0.05 * _unit(at),
                   mix(coat, BLACK, 0.5), middle)  # fmt: skip
    iris = hsv(rng.choice([0.12, 0.17, 0.28, 0.55]), rng.uniform(0.3, 0.8), rng.uniform(0.6, 0.95))
    _eyes(m, at, (0.8, 0.15, 0.42), 0.22, iris, pupil=rng.uniform(0.09, 0.15))
    m.ball(at(1.08, -0.22, 0), 0.14 * _unit(at), PINK if rng.random() < 0.6 else INK, middle)
    m.limb(at(1.0, -0.6, -0.2), at(1.0, -0.6, 0.2), 0.04 * _unit(at), 0.04 * _unit(at), mix(coat, INK, 0.7), middle)
    return view


def dog(m: Model, rng: np.random.Generator) -> View:
    """Standing, sitting, lying, or its face alone: a long muzzle with a black nose, ears that hang or stand."""
    coat, light = _coat(rng, (BROWN, BROWN, CREAM, PALE, DARK, GINGER, GRAY))
    view = _view(rng, front=0.45, portrait=rng.random() < 0.35)
    pose = rng.choice(["stand", "sit", "lie"], p=[0.55, 0.3, 0.15])
    below = light if rng.random() < 0.4 else coat
    at = _beast(m, rng, DOG, coat, below, pose, view.yaw if rng.random() < 0.75 else None)
    hip = m.parts["body"][0]
    x, y, z = m.points[hip.last - 1]
    m.part("tail")
    m.limb((x - 0.1, y + 0.1, z), (x - 0.4, max(y + rng.uniform(-0.2, 0.5), 0.05), z), 0.07, 0.04, coat)
    m.part("head")
    u, middle = _unit(at), at(0, 0, 0)
    if shaggy := rng.random() < 0.3:
        for y, z in ((0.5, 0.6), (0.5, -0.6), (-0.5, 0.75), (-0.5, -0.75)):
            m.ball(at(0, y, z), 0.6 * u, coat)
    m.ball(middle, 0.95 * u, coat)
    snout = light if rng.random() < 0.5 else mix(coat, BLACK, rng.choice([0, 0, 0.6]))
    reach = rng.uniform(1.1, 1.8)
    m.limb(at(0.4, -0.3, 0), at(reach, -0.5, 0), 0.6 * u, 0.42 * u, snout)
    dark = mix(coat, BLACK, rng.uniform(0.25, 0.6))
    hang = shaggy or rng.random() < 0.65
    long = rng.uniform(-1.1, -0.5)
    for side in (-1, 1):
        if hang:
            m.limb(at(-0.1, 0.55, 0.75 * side), at(-0.05, long, 1.1 * side), 0.3 * u, 0.38 * u, dark, at(0, 0, -side))
        else:
            m.face([at(0, 0.8, 0.25 * side), at(-0.1, 0.4, 0.95 * side), at(0, 1.5, 0.8 * side)], dark)
    _eyes(m, at, (0.75, 0.2, 0.4), 0.15, INK, pupil=0.1)
    m.ball(at(reach + 0.3, -0.3, 0), 0.25 * u, INK, middle)
    if rng.random() < 0.4:
        m.limb(at(reach, -0.95, 0), at(reach + 0.1, -1.3, 0), 0.2 * u, 0.18 * u, (0.85, 0.35, 0.4), middle)
    if rng.random() < 0.3:
        m.part("neck")
        m.ball(at(-0.6, -0.95, 0), 0.75 * u, hsv(rng.random(), 0.8, 0.7))  # a collar
    return view


def deer(m: Model, rng: np.random.Generator) -> View:
    """A slender animal with large ears and a white tail, most with antlers, some with white spots."""
    coat, light = _coat(rng, (((0.05, 0.1), (0.35, 0.65), (0.4, 0.75)), BROWN, ((0.07, 0.1), (0.2, 0.4), (0.4, 0.6))))
    view = _view(rng, front=0.25, portrait=rng.random() < 0.2)
    graze = rng.random() < 0.2
    at = _beast(m, rng, DEER, coat, light if rng.random() < 0.5 else coat, "graze" if graze else "stand",
                view.yaw if rng.random() < 0.5 else None)  # fmt: skip
    hip = m.parts["body"][0]
    x, y, z = m.points[hip.last - 1]
    m.part("tail")
    m.limb((x - 0.16, y + 0.06, z), (x - 0.22, y - 0.12, z), 0.07, 0.05, mix(light, WHITE, 0.6))
    if rng.random() < 0.3:
        m.part("spots")
        for _ in range(9):
            spot = (rng.uniform(-0.45, 0.4), 0.85 + rng.uniform(-0.1, 0.12))
            for side in (-1, 1):
                m.ball((*spot, 0.22 * side), 0.025, WHITE, (*spot, 0))
    m.part("head")
    u, middle = _unit(at), at(0, 0, 0)
    m.ball(middle, u, coat)
    m.limb(at(0.2, -0.1, 0), at(2.1, -0.9, 0), 0.85 * u, 0.5 * u, coat)
    m.ball(at(2.4, -0.8, 0), 0.35 * u, INK, middle)
    for side in (-1, 1):
        m.limb(at(-0.3, 0.5, 0.6 * side), at(-0.6, 1.2, 1.7 * side), 0.25 * u, 0.4 * u, coat)
        m.limb(at(-0.6, 1.2, 1.7 * side), at(-0.7, 1.4, 2.2 * side), 0.4 * u, 0.1 * u, mix(coat, PINK, 0.4))
    _eyes(m, at, (0.6, 0.25, 0.7), 0.22, INK, pupil=0)
    if rng.random() < 0.65:
        m.part("antlers")
        horn = hsv(0.09, rng.uniform(0.15, 0.45), rng.uniform(0.4, 0.85))
        tall, wide, thick = rng.uniform(2.2, 5), rng.uniform(1.2, 2.8), rng.uniform(0.16, 0.24) * u
        for side in (-1, 1):
            beam = [(-0.1, 0.7, 0.4), (-0.9, 0.4 * tall, 0.8 * wide), (-0.6, 0.75 * tall, wide), (0.5, tall, 0.8 * wide)]
            path = [at(px, py, pz * side) for px, py, pz in beam]
            m.chain(*((p, thick) for p in path), colour=horn)
            for k in (1, 2):
                bx, by, bz = beam[k]
                m.limb(path[k], at(bx + 1.0, by + 0.35 * tall, bz * side), thick, 0.6 * thick, horn)
            m.limb(path[1], at(beam[1][0] + 1.1, beam[1][1] + 0.1 * tall, beam[1][2] * side * 0.9), thick, thick / 2, horn)
    return view


def horse(m: Model, rng: np.random.Generator) -> View:
    """A large animal with a long head, a mane and a long tail; some are ridden."""
    coat, light = _coat(rng, (((0.03, 0.07), (0.5, 0.8), (0.3, 0.65)), BROWN, DARK, PALE, GRAY))
    view = _view(rng, front=0.2, portrait=rng.random() < 0.18)
    pose = rng.choice(["stand", "walk", "graze"], p=[0.45, 0.4, 0.15])
    at = _beast(m, rng, HORSE, coat, light if rng.random() < 0.15 else coat, pose, None)
    hair = rng.choice([0, 0.6, 0.85])
    mane = mix(coat, BLACK, hair) if rng.random() < 0.8 else mix(coat, WHITE, 0.6)
    x, y, z = m.points[m.parts["body"][0].last - 1]
    blown = rng.uniform(0.05, 0.35) if pose == "walk" else 0.05
    m.part("tail")
    m.chain(((x - 0.22, y + 0.12, z), 0.05), ((x - 0.3 - blown, y - 0.1, z), 0.09), ((x - 0.3 - blown, 0.4, z), 0.05),
            colour=mane)  # fmt: skip
    m.part("head")
    u, middle = _unit(at), at(0, 0, 0)
    m.ball(middle, u, coat)
    m.chain((at(0.2, -0.1, 0), 1.0 * u), (at(1.6, -0.9, 0), 0.7 * u), (at(2.7, -1.5, 0), 0.6 * u), colour=coat)
    if rng.random() < 0.4:
        m.limb(at(0.9, 0.4, 0), at(2.6, -0.95, 0), 0.2 * u, 0.2 * u, WHITE, at(0.8, -0.8, 0))
    for side in (-1, 1):
        m.limb(at(-0.2, 0.6, 0.5 * side), at(-0.1, 1.7, 0.6 * side), 0.3 * u, 0.08 * u, coat)
        m.ball(at(2.9, -1.3, 0.3 * side), 0.2 * u, mix(coat, BLACK, 0.6), at(2.4, -1.3, 0))
    _eyes(m, at, (0.6, 0.1, 0.75), 0.2, INK, pupil=0)
    neck = m.parts["neck"][0]
    (ax, ay, az), (bx, by, bz) = m.points[neck.first], m.points[neck.last - 1]
    m.part("neck")
    m.limb((bx - 0.06, by + 0.1, bz), (ax - 0.12, ay + 0.18, az), 0.07, 0.06, mane)
    if pose != "graze" and rng.random() < 0.2:
        cloth, trousers = hsv(rng.random(), rng.uniform(0.1, 0.8), rng.uniform(0.3, 0.95)), hsv(0.6, 0.3, rng.random())
        m.part("rider")
        m.limb((0, 1.2, 0), (0.02, 1.55, 0), 0.13, 0.15, cloth)
        m.ball((0.05, 1.82, 0), 0.1, hsv(0.06, 0.45, rng.uniform(0.4, 0.9)))
        m.limb((0.04, 1.88, 0), (0.05, 1.9, 0), 0.11, 0.1, mix(trousers, BLACK, 0.4))
        for side in (-1, 1):
            m.limb((0.05, 1.58, 0.14 * side), (0.3, 1.3, 0.1 * side), 0.06, 0.05, cloth)
            m.chain(((0, 1.2, 0.15 * side), 0.1), ((0.15, 0.95, 0.3 * side), 0.08), ((0.05, 0.7, 0.3 * side), 0.07),
                    colour=trousers)  # fmt: skip
    return view


def _beast(
    m: Model, rng: np.random.Generator, build: Build, coat: Colour, below: Colour, pose: str, seen: float | None
) -> Frame:
    """Add the body, the legs and the neck of a four-legged animal.

    Args:
        m: the model.
        rng: the chance.
        build: its measures.
        coat: colour of the body.
        below: colour of the breast and of the feet.
        pose: "stand", "walk", "graze", "sit" or "lie".
        seen: the yaw of the view if the animal looks at the viewer, else None.

    Returns:
        Where the head is: what turns its lengths into the model's.
    """
    long, chest, belly, leg, hoof, length, rise, nape, skull = (
        rng.uniform(*r)
        for r in (build.long, build.chest, build.belly, build.leg, build.hoof, build.neck, build.rise, build.nape, build.skull)
    )
    belly *= chest
    height = {"sit": 0.95, "lie": chest + 0.02}.get(pose, 1.0 - chest * 0.6)
    shoulder: Point = (long / 2 if pose != "sit" else long * 0.28, height, 0)
    hip: Point = (-long / 2, height, 0) if pose != "sit" else (-long * 0.28, chest + 0.05, 0)
    middle: Point = ((shoulder[0] + hip[0]) / 2, (shoulder[1] + hip[1]) / 2 - 0.03, 0)
    m.part("body")
    m.chain((shoulder, chest), (middle, belly), (hip, chest * 0.92), colour=coat)
    if below != coat:
        front = shoulder[0] + 0.6 * chest
        m.limb((front, shoulder[1], 0), (front - 0.5 * chest, shoulder[1] - 0.6 * chest, 0), chest * 0.5, chest * 0.5, below)
    swing = rng.uniform(0.2, 0.4) if pose == "walk" else rng.uniform(0, 0.12)
    for side in (-1, 1):
        z, stride = chest * 0.6 * side, swing * side * rng.choice([-1, 1])
        m.part(f"fore {side}")
        x, y, _ = shoulder
        if pose == "lie":
            m.chain(((x, y, z), leg), ((x + 0.15, leg, z), leg), ((x + 0.55, hoof, z * 0.8), hoof), colour=coat)
        else:
            m.limb((x, y - 0.05, z), (x + stride * 0.4, y * 0.5, z), leg * 1.2, leg * 0.75, coat)
            m.limb((x + stride * 0.4, y * 0.5, z), (x + stride, hoof, z), leg * 0.7, hoof, mix(coat, below, 0.5))
            m.ball((x + stride + hoof * 0.7, hoof, z), hoof * 1.15, below if below != coat else mix(coat, BLACK, 0.4))
        m.part(f"hind {side}")
        x, y, _ = hip
        if pose in ("sit", "lie"):
            m.limb((x, y, z), (x + 0.25, chest * 0.75, z * 1.4), chest * 0.85, chest * 0.7, coat)
            m.limb((x + 0.1, hoof, z * 1.6), (x + 0.5, hoof, z * 1.6), hoof * 1.2, hoof * 1.2, below)
        else:
            m.limb((x, y, z), (x + 0.05 - stride * 0.3, y * 0.55, z), leg * 1.7, leg * 0.9, coat)
            m.chain(((x + 0.05 - stride * 0.3, y * 0.55, z), leg * 0.8), ((x - 0.1 - stride * 0.8, y * 0.35, z), hoof * 1.2),
                    ((x - 0.04 - stride, hoof, z), hoof), colour=coat)  # fmt: skip
    if pose == "graze":
        rise = rng.uniform(-1.0, -0.6)
    turn = 0.0
    if seen is not None and pose != "graze":
        turn = (seen + math.pi / 2 + math.pi) % (2 * math.pi) - math.pi
        turn = max(-1.7, min(1.7, turn)) + rng.normal(0, 0.3)
    base: Point = (shoulder[0] + chest * 0.3, shoulder[1] + chest * (0.3 if rise > 0 else -0.1), 0)
    end: Point = (base[0] + length * math.cos(rise), max(base[1] + length * math.sin(rise), skull * 1.5), 0)
    m.part("neck")
    m.limb(base, end, max(nape * 1.5, chest * 0.7), nape, coat)
    tilt = rng.uniform(-0.15, 0.35) + (0.5 if pose == "graze" else 0)
    return _frame((end[0] + skull * 0.4 * math.cos(turn), end[1] + skull * 0.4, skull * 0.4 * math.sin(turn)), skull, turn, tilt)


def _frame(origin: Point, unit: float, turn: float, tilt: float) -> Frame:
    """A head's own lengths: x to the nose, y up, z to its right; turned to the right and tilted down."""
    cos, sin, down, dip = math.cos(turn), math.sin(turn), math.cos(tilt), math.sin(tilt)

    def at(x: float, y: float, z: float) -> Point:
        ahead, up = x * down + y * dip, y * down - x * dip
        return (
            origin[0] + unit * (ahead * cos - z * sin),
            origin[1] + unit * up,
            origin[2] + unit * (ahead * sin + z * cos),
        )

    return at


def _unit(at: Frame) -> float:
    return math.dist(at(1, 0, 0), at(0, 0, 0))


def _eyes(m: Model, at: Frame, where: Point, size: float, iris: Colour, pupil: float) -> None:
    """Add two eyes, with a pupil if that is not 0, and a glint."""
    x, y, z = where
    unit = _unit(at)
    for side in (-1, 1):
        inside = at(0.25, y, z * side * 0.5)
        m.ball(at(x, y, z * side), size * unit, iris, inside)
        if pupil:
            m.ball(at(x + size * 0.6, y, z * side * 1.05), pupil * unit, INK, inside)


def _coat(rng: np.random.Generator, coats: Sequence[Coat]) -> tuple[Colour, Colour]:
    """The colour of a coat, and that of its light parts."""
    hue, saturation, value = (rng.uniform(*r) for r in coats[int(rng.integers(len(coats)))])
    coat = hsv(hue, saturation, value)
    return coat, mix(coat, WHITE, rng.uniform(0.5, 0.95))


def _view(rng: np.random.Generator, front: float, portrait: bool) -> View:
    """From the side, from the front with the chance ``front``, seldom from behind; near by for a portrait."""
    if portrait:
        yaw = -math.pi / 2 + rng.normal(0, 0.5)
        center = (rng.uniform(0.35, 0.65), rng.uniform(0.35, 0.6))
        return View(yaw, rng.uniform(-0.1, 0.3), rng.normal(0, 0.1), rng.uniform(0.6, 0.95), center, ("head",))
    lot = rng.random()
    if lot < front:
        yaw = -math.pi / 2 + rng.normal(0, 0.45)
    elif lot < 0.94:
        yaw = rng.choice([0, math.pi]) + rng.normal(0, 0.35)
    else:
        yaw = math.pi / 2 + rng.normal(0, 0.4)
    extent = rng.uniform(0.6, 1.05)
    at = (0.5 + rng.normal(0, 0.07), 0.5)
    foot = min(0.5 + extent / 2 + rng.uniform(-0.1, 0.12), 1.08)
    return View(yaw, rng.uniform(0, 0.35), rng.normal(0, 0.04), extent, at, foot=foot)
