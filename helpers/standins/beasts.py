"""Bodies of four-legged animals in space (see `solid`): they differ in their measures and in what they do.

Lengths are in the height of a shoulder above the ground, but in a head they are in the radius of the skull.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .paint import Colour, hsv, mix
from .solid import BLACK, WHITE, Model, Point, View

Range = tuple[float, float]
Coat = tuple[Range, Range, Range]  # hue, saturation, value

INK = (0.06, 0.05, 0.05)  # of eyes and noses
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
    belly: Range  # radius, as a share of the chest's
    leg: Range  # radius above
    hoof: Range  # radius below
    neck: Range  # length
    rise: Range  # of the neck, in radians above the horizon
    nape: Range  # radius of the neck at the head
    skull: Range  # radius


class Head:
    """What a head's parts are added to: x points to the nose, y up, z to the animal's right, the skull has radius 1.

    Args:
        model: the animal.
        origin: the middle of the skull.
        unit: the radius of the skull.
        turn: to the right, in radians.
        tilt: down, in radians.
    """

    def __init__(self, model: Model, origin: Point, unit: float, turn: float, tilt: float) -> None:
        self.model, self.origin, self.unit = model, origin, unit
        self._cos, self._sin = math.cos(turn), math.sin(turn)
        self._down, self._dip = math.cos(tilt), math.sin(tilt)

    def at(self, x: float, y: float, z: float) -> Point:
        """A point of the head as a point of the model."""
        ahead, up = x * self._down + y * self._dip, y * self._down - x * self._dip
        cx, cy, cz = self.origin
        return (
            cx + self.unit * (ahead * self._cos - z * self._sin),
            cy + self.unit * up,
            cz + self.unit * (ahead * self._sin + z * self._cos),
        )

    def limb(self, p: Point, q: Point, r: float, s: float, colour: Colour, on: Point | None = None) -> None:
        """Add a limb; arguments as of `Model.limb`, in the head's lengths."""
        inside = None if on is None else self.at(*on)
        self.model.limb(self.at(*p), self.at(*q), r * self.unit, s * self.unit, colour, inside)

    def ball(self, p: Point, r: float, colour: Colour, on: Point | None = None) -> None:
        """Add a ball."""
        self.limb(p, p, r, r, colour, on)

    def face(self, points: Sequence[Point], colour: Colour, on: Point | None = None) -> None:
        """Add a flat face."""
        self.model.face([self.at(*p) for p in points], colour, None if on is None else self.at(*on))

    def eyes(self, where: Point, size: float, iris: Colour, pupil: float = 0.0) -> None:
        """Add the right eye at ``where`` and the left one, with a pupil of radius ``pupil`` if that is not 0."""
        x, y, z = where
        for side in (-1, 1):
            inside = (0.25, y, z * side * 0.5)
            self.ball((x, y, z * side), size, iris, inside)
            if pupil:
                self.ball((x + size * 0.6, y, z * side * 1.05), pupil, INK, inside)


@dataclass(frozen=True)
class Beast:
    """What is known of a body when its tail and its head are added."""

    head: Head
    hip: Point
    neck: tuple[Point, Point]  # from the shoulder to the head


def beast(
    m: Model,
    rng: np.random.Generator,
    build: Build,
    coat: Colour,
    below: Colour,
    pose: str = "stand",
    seen: float | None = None,
) -> Beast:
    """Add the body, the legs and the neck of an animal.

    Args:
        m: the model.
        rng: where the chance comes from.
        build: the animal's measures.
        coat: colour of the body.
        below: colour of the breast and of the feet.
        pose: "stand", "walk", "graze", "sit" or "lie".
        seen: the yaw of the view if the animal looks at the viewer, else None.
    """
    long, chest, leg, hoof = (rng.uniform(*r) for r in (build.long, build.chest, build.leg, build.hoof))
    low = pose in ("sit", "lie")
    height = {"sit": 0.95, "lie": chest + 0.02}.get(pose, 1.0 - chest * 0.6)
    shoulder: Point = (long * (0.28 if pose == "sit" else 0.5), height, 0)
    hip: Point = (-long * 0.28, chest + 0.05, 0) if pose == "sit" else (-long / 2, height, 0)
    middle: Point = ((shoulder[0] + hip[0]) / 2, (shoulder[1] + hip[1]) / 2 - 0.03, 0)
    m.part("body")
    m.chain((shoulder, chest), (middle, chest * rng.uniform(*build.belly)), (hip, chest * 0.92), colour=coat)
    if below != coat:
        front = shoulder[0] + 0.6 * chest
        breast: Point = (front - 0.5 * chest, shoulder[1] - 0.6 * chest, 0)
        m.limb((front, shoulder[1], 0), breast, chest * 0.5, chest * 0.5, below)
    swing = rng.uniform(0.2, 0.4) if pose == "walk" else rng.uniform(0, 0.12)
    foot = below if below != coat else mix(coat, BLACK, 0.4)
    for side in (-1, 1):
        z, stride = chest * 0.6 * side, swing * side * rng.choice([-1, 1])
        m.part(f"fore {side}")
        x, y, _ = shoulder
        if pose == "lie":
            m.chain(((x, y, z), leg), ((x + 0.15, leg, z), leg), ((x + 0.55, hoof, z * 0.8), hoof), colour=coat)
        else:
            knee: Point = (x + stride * 0.4, y * 0.5, z)
            m.limb((x, y - 0.05, z), knee, leg * 1.2, leg * 0.75, coat)
            m.limb(knee, (x + stride, hoof, z), leg * 0.7, hoof, mix(coat, below, 0.5))
            m.ball((x + stride + hoof * 0.7, hoof, z), hoof * 1.15, foot)
        m.part(f"hind {side}")
        x, y, _ = hip
        if low:
            m.limb((x, y, z), (x + 0.25, chest * 0.75, z * 1.4), chest * 0.85, chest * 0.7, coat)
            m.limb((x + 0.1, hoof, z * 1.6), (x + 0.5, hoof, z * 1.6), hoof * 1.2, hoof * 1.2, below)
        else:
            knee = (x + 0.05 - stride * 0.3, y * 0.55, z)
            hock: Point = (x - 0.1 - stride * 0.8, y * 0.35, z)
            m.limb((x, y, z), knee, leg * 1.7, leg * 0.9, coat)
            m.chain((knee, leg * 0.8), (hock, hoof * 1.2), ((x - 0.04 - stride, hoof, z), hoof), colour=coat)
    return _neck(m, rng, build, coat, shoulder, hip, chest, pose, seen)


def _neck(
    m: Model, rng: np.random.Generator, build: Build, coat: Colour, shoulder: Point, hip: Point, chest: float,
    pose: str, seen: float | None,
) -> Beast:  # fmt: skip
    """Add the neck and find where the head is."""
    length, rise, nape, skull = (rng.uniform(*r) for r in (build.neck, build.rise, build.nape, build.skull))
    turn = 0.0
    if pose == "graze":
        rise = rng.uniform(-1.0, -0.6)
    elif seen is not None:
        turn = (seen + 1.5 * math.pi) % (2 * math.pi) - math.pi  # to the viewer, ...
        turn = max(-1.7, min(1.7, turn)) + rng.normal(0, 0.3)  # ... as far as a neck can turn
    base: Point = (shoulder[0] + chest * 0.3, shoulder[1] + chest * (0.3 if rise > 0 else -0.1), 0)
    end: Point = (base[0] + length * math.cos(rise), max(base[1] + length * math.sin(rise), skull * 1.5), 0)
    m.part("neck")
    m.limb(base, end, max(nape * 1.5, chest * 0.7), nape, coat)
    tilt = rng.uniform(-0.15, 0.35) + (0.5 if pose == "graze" else 0)
    origin: Point = (end[0] + skull * 0.4 * math.cos(turn), end[1] + skull * 0.4, skull * 0.4 * math.sin(turn))
    return Beast(Head(m, origin, skull, turn, tilt), hip, (base, end))


def fur(rng: np.random.Generator, *coats: Coat) -> tuple[Colour, Colour]:
    """The colour of a coat, one of several, and that of its light parts."""
    hue, saturation, value = (rng.uniform(*r) for r in coats[int(rng.integers(len(coats)))])
    coat = hsv(hue, saturation, value)
    return coat, mix(coat, WHITE, rng.uniform(0.5, 0.95))


def look(rng: np.random.Generator, front: float, portrait: float) -> View:
    """A view from the side, or from the front with the chance ``front``, seldom from behind; or of the head alone."""
    if rng.random() < portrait:
        yaw = -math.pi / 2 + rng.normal(0, 0.5)
        center = (rng.uniform(0.35, 0.65), rng.uniform(0.35, 0.6))
        return View(yaw, rng.uniform(-0.1, 0.3), rng.normal(0, 0.1), rng.uniform(0.65, 0.95), center, ("head",))
    lot = rng.random()
    if lot < front:
        yaw = -math.pi / 2 + rng.normal(0, 0.45)
    elif lot < 0.96:
        yaw = rng.choice([0, math.pi]) + rng.normal(0, 0.35)
    else:
        yaw = math.pi / 2 + rng.normal(0, 0.4)
    extent = rng.uniform(0.7, 1.05)
    foot = min(0.5 + extent / 2 + rng.uniform(-0.1, 0.12), 1.08)
    return View(yaw, rng.uniform(0, 0.35), rng.normal(0, 0.04), extent, (0.5 + rng.normal(0, 0.07), 0.5), foot=foot)
