"""Drawn rooms: kitchens and laundromats."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .paint import Canvas, Colour, hsv, mix, oval
from .scenery import BLACK, WHITE, View, between, chance, person, vary

ROUND = oval(20)
Side = Literal["back", "left", "right"]


@dataclass(frozen=True)
class Room:
    """A room from its front side, where the eye is: walls at x = left and right, z = depth; meters."""

    view: View
    left: float
    right: float
    depth: float
    height: float

    def paint(self, rng: np.random.Generator, wall: Colour, floor: Colour, ceiling: Colour) -> None:
        """Walls, floor, ceiling; tiles and lamps as chance has it."""
        x0, x1, d, h, near = self.left, self.right, self.depth, self.height, -2.0
        polygon = self.view.polygon
        polygon([(x0, 0, near), (x1, 0, near), (x1, 0, d), (x0, 0, d)], floor)
        if (tile := rng.uniform(0.3, 0.8)) < 0.65:
            other = mix(floor, BLACK if chance(rng, 0.6) else WHITE, float(rng.uniform(0.15, 0.5)))
            for i in range(int((x1 - x0) / tile)):
                for j in range(int(min(d, 5) / tile)):
                    if (i + j) % 2:
                        x, z = x0 + i * tile, d - j * tile
                        polygon([(x, 0, z), (x + tile, 0, z), (x + tile, 0, z - tile), (x, 0, z - tile)], other)
        polygon([(x0, h, near), (x1, h, near), (x1, h, d), (x0, h, d)], ceiling)
        for x in (x0, x1):
            polygon([(x, 0, near), (x, h, near), (x, h, d), (x, 0, d)], mix(wall, BLACK, float(rng.uniform(0, 0.3))))
        polygon([(x0, 0, d), (x0, h, d), (x1, h, d), (x1, 0, d)], wall)

    def lamps(self, rng: np.random.Generator) -> None:
        """Bright strips or squares in the ceiling."""
        long, wide, h = rng.uniform(0.3, 1.5), rng.uniform(0.2, 0.6), self.height - 0.01
        for x in np.arange(self.left + 0.8, self.right - 0.5, rng.uniform(1.2, 2.5)):
            for z in np.arange(self.depth - 1, 0.8, -rng.uniform(1.6, 2.6)):
                corners = [(x, h, z), (x + wide, h, z), (x + wide, h, z - long), (x, h, z - long)]
                self.view.polygon(corners, (1, 1, 0.95))


@dataclass(frozen=True)
class Wall:
    """A wall of a room, with its own coordinates: u along it, y up, v out into the room."""

    room: Room
    side: Side

    def at(self, u: float, y: float, v: float) -> tuple[float, float, float]:
        """In the coordinates of the room."""
        if self.side == "back":
            return u, y, self.room.depth - v
        return (self.room.left + v if self.side == "left" else self.room.right - v), y, u

    def panel(self, u: tuple[float, float], y: tuple[float, float], v: float, colour: Colour) -> None:
        """A rectangle parallel to the wall."""
        corners = [(u[0], y[0]), (u[1], y[0]), (u[1], y[1]), (u[0], y[1])]
        self.room.view.polygon([self.at(a, b, v) for a, b in corners], colour)

    def disc(self, u: float, y: float, v: float, radius: float, colour: Colour) -> None:
        """A disc parallel to the wall."""
        self.room.view.polygon([self.at(u + radius * a, y + radius * b, v) for a, b in ROUND], colour)

    def block(self, u: tuple[float, float], y: tuple[float, float], v: tuple[float, float], colour: Colour) -> None:
        """A box along the wall."""
        a, b = self.at(u[0], y[0], v[0]), self.at(u[1], y[1], v[1])
        low, high = tuple(map(min, a, b)), tuple(map(max, a, b))
        self.room.view.box((low[0], low[1], low[2]), (high[0], high[1], high[2]), colour)

    def places(self, begin: float, end: float, step: float) -> list[float]:
        """Where things of width ``step`` begin, the farthest first."""
        starts = begin + step * np.arange(int((end - begin) / step))
        return [float(u) for u in (starts if self.side == "back" else starts[::-1])]


def _room(canvas: Canvas, rng: np.random.Generator, share: float) -> tuple[Room, list[Side]]:
    """Someone in a room looks at one wall, two or three; ``share``: of the views with the back wall in them."""
    sides: list[Side] = [side for side in ("left", "right") if chance(rng, 0.45)]
    if not sides or chance(rng, share):
        sides.insert(0, "back")
    turn = rng.normal(0, 0.15) + 0.3 * (("left" in sides) - ("right" in sides)) * (1 if "back" in sides else 1.6)
    width, aside = rng.uniform(3, 5.5), rng.uniform(0.3, 0.7)
    depth = rng.uniform(2.6, 4.2) if "back" in sides else rng.uniform(4, 9)
    eye, horizon, focal = between(rng, (1.3, 2.0), (0.25, 0.55), (0.7, 1.05))
    view = View(canvas, eye=eye, horizon=horizon, focal=focal, turn=float(turn))
    return Room(view, -width * aside, width * (1 - aside), depth, rng.uniform(2.4, 3)), sides


def _paint(rng: np.random.Generator) -> Colour:
    """The colour of a wall."""
    if chance(rng, 0.55):
        return hsv(*between(rng, (0.05, 0.17), (0, 0.25), (0.65, 0.97)))
    return hsv(*between(rng, (0, 1), (0.05, 0.45), (0.5, 0.9)))


def kitchen(canvas: Canvas, rng: np.random.Generator) -> None:
    """Cupboards above and below a worktop, along one wall or more; stove, fridge, window, table, hanging lamps."""
    room, sides = _room(canvas, rng, 0.9)
    floor = hsv(*between(rng, (0.04, 0.12), (0.05, 0.6), (0.35, 0.85)))
    room.paint(rng, _paint(rng), floor, mix(_paint(rng), WHITE, 0.6))
    if chance(rng, 0.4):
        room.lamps(rng)
    lot = rng.random()
    if lot < 0.5:
        wood = hsv(*between(rng, (0.03, 0.1), (0.4, 0.75), (0.25, 0.8)))
    elif lot < 0.85:
        wood = hsv(*between(rng, (0.08, 0.16), (0, 0.2), (0.75, 0.97)))
    else:
        wood = hsv(*between(rng, (0, 1), (0.1, 0.6), (0.3, 0.8)))
    top = hsv(*between(rng, (0, 0.15), (0, 0.3), (0.12, 0.9)))
    for side in sides:
        wall = Wall(room, side)
        begin, end = (room.left, room.right) if side == "back" else (rng.uniform(-0.5, 0.8), room.depth)
        _cupboards(wall, rng, float(begin), float(end), wood, top)
    if chance(rng, 0.4):
        _table(room, rng, wood, top)
    if chance(rng, 0.35):
        for x in np.arange(rng.uniform(-1, 0), 1.2, rng.uniform(0.5, 0.9)):
            right, down, meter = room.view.spot(float(x), room.height - 0.8, room.depth * 0.6)
            canvas.line([(right, down), (right, -0.1)], 0.006, (0.2, 0.2, 0.2))
            canvas.ellipse(right, down, 0.13 * meter, 0.1 * meter, (1, 0.93, 0.7))


def _cupboards(wall: Wall, rng: np.random.Generator, begin: float, end: float, wood: Colour, top: Colour) -> None:
    """What stands along a wall, unit by unit."""
    unit, gap = rng.uniform(0.4, 0.65), mix(wood, BLACK, float(rng.uniform(0.25, 0.6)))
    metal = hsv(*between(rng, (0.5, 0.65), (0, 0.08), (0.12, 0.95)))
    low, high = rng.uniform(1.35, 1.5), rng.uniform(2.0, 2.4)
    places = wall.places(begin, end, unit)
    kinds = rng.choice(["door", "drawers", "stove", "window", "fridge"], len(places), p=[0.52, 0.13, 0.13, 0.14, 0.08])
    tiles = vary(_paint(rng), rng)
    wall.panel((begin, end), (0.9, low), 0.005, tiles)
    for u, kind in zip(places, kinds, strict=True):
        span, inner = (u, u + unit), (u + 0.04, u + unit - 0.04)
        if kind == "fridge":
            wall.block(span, (0, 1.85), (0, 0.7), metal)
            wall.panel(span, (1.2, 1.23), 0.705, mix(metal, BLACK, 0.5))
            wall.panel((u + 0.06, u + 0.1), (0.6, 1.7), 0.71, mix(metal, BLACK, 0.6))
            continue
        if kind == "window":
            wall.panel(inner, (1.05, 2.1), 0.01, WHITE)
            wall.panel(
                (u + 0.08, u + unit - 0.08), (1.1, 2.05), 0.02, hsv(*between(rng, (0.3, 0.6), (0, 0.4), (0.7, 1)))
            )
        elif kind == "stove":
            wall.block((u + 0.1, u + unit - 0.1), (1.6, 2.6), (0, 0.25), metal)
            wall.block(span, (1.5, 1.65), (0, 0.45), mix(metal, WHITE, 0.2))
        else:
            wall.block(span, (low, high), (0, 0.35), wood)
            wall.panel(inner, (low + 0.05, high - 0.05), 0.355, vary(mix(wood, gap, 0.15), rng, 0.04))
            wall.panel((u, u + 0.03), (low, high), 0.36, gap)
        body = metal if kind == "stove" else wood
        wall.block(span, (0.1, 0.86), (0, 0.6), body)
        wall.panel(span, (0, 0.1), 0.56, BLACK)
        if kind == "stove":
            wall.panel((u + 0.07, u + unit - 0.07), (0.3, 0.65), 0.61, (0.06, 0.06, 0.07))
            wall.panel(inner, (0.7, 0.73), 0.62, WHITE)
        else:
            for y in (0.32, 0.58) if kind == "drawers" else (0.66,):
                wall.panel(span, (y, y + 0.025), 0.61, gap)
            wall.panel((u, u + 0.03), (0.1, 0.86), 0.61, gap)
            wall.panel((u + unit * 0.4, u + unit * 0.6), (0.74, 0.77), 0.62, mix(wood, metal, 0.8))
        wall.block(span, (0.86, 0.92), (0, 0.64), (0.07, 0.07, 0.08) if kind == "stove" else top)
        for _ in range(rng.integers(0, 3)):
            x, tall = u + rng.uniform(0.05, unit - 0.1), rng.uniform(0.08, 0.32)
            colour = hsv(*between(rng, (0, 1), (0, 0.8), (0.2, 1)))
            wall.panel((x, x + rng.uniform(0.05, 0.2)), (0.92, 0.92 + tall), 0.3, colour)


def _table(room: Room, rng: np.random.Generator, wood: Colour, top: Colour) -> None:
    """An island with a worktop, or a table, and stools before it."""
    x, z = rng.uniform(room.left * 0.6, room.right * 0.3), room.depth - rng.uniform(1.6, 2.2)
    wide, island = rng.uniform(0.8, 1.8), chance(rng, 0.6)
    box, colour = room.view.box, vary(wood, rng, 0.1)
    if island:
        box((x, 0, z), (x + wide, 0.86, z + 0.7), colour)
    else:
        for dx in (0.05, wide - 0.1):
            box((x + dx, 0, z), (x + dx + 0.06, 0.72, z + 0.06), colour)
    y = 0.86 if island else 0.72
    box((x - 0.1, y, z - 0.1), (x + wide + 0.1, y + 0.06, z + 0.75), top)
    for dx in np.arange(0.2, wide, 0.55) if chance(rng, 0.6) else ():
        seat = x + float(dx)
        for leg in (-0.15, 0.12):
            box((seat + leg, 0, z - 0.35), (seat + leg + 0.03, 0.6, z - 0.32), mix(colour, BLACK, 0.4))
        box((seat - 0.17, 0.6, z - 0.4), (seat + 0.17, 0.66, z - 0.1), mix(colour, BLACK, 0.2))


def laundromat(canvas: Canvas, rng: np.random.Generator) -> None:
    """Washing machines in rows, one upon the other or not, along one wall or more; carts, people, signs."""
    room, sides = _room(canvas, rng, 0.5)
    floor = hsv(*between(rng, (0.04, 0.14), (0, 0.4), (0.35, 0.9)))
    room.paint(rng, _paint(rng), floor, mix(_paint(rng), WHITE, 0.6))
    if chance(rng, 0.7):
        room.lamps(rng)
    lot = rng.random()
    body = hsv(*between(rng, (0.08, 0.6), (0, 0.12 if lot < 0.75 else 0.4), (0.55, 0.97)))
    glass = mix(hsv(*between(rng, (0.5, 0.65), (0, 0.4), (0.1, 0.45))), body, float(rng.uniform(0, 0.25)))
    ring = mix(body, BLACK, float(rng.uniform(0.15, 0.6))) if chance(rng, 0.6) else mix(body, WHITE, 0.7)
    for side in sides:
        wall = Wall(room, side)
        begin, end = (room.left, room.right) if side == "back" else (0.3, room.depth)
        wide, stacked, lids = rng.uniform(0.6, 0.85), chance(rng, 0.45), chance(rng, 0.07)
        tall = wide * rng.uniform(1.2, 1.45)
        foot = rng.uniform(0, 0.25)
        wall.block((begin, end), (0, foot), (0, 0.75), mix(body, BLACK, 0.5))
        for u in wall.places(float(begin), float(end), wide):
            for level in range(2 if stacked else 1):
                _machine(wall, rng, u, foot + level * tall, (wide, tall), (body, ring, glass), lids)
        for u in wall.places(float(begin), float(end), 1.1) if chance(rng, 0.5) else ():
            if not stacked or side != "back":
                y, wide = rng.uniform(1.7, 2), rng.uniform(0.3, 0.8)
                sign = hsv(*between(rng, (0, 1), (0, 0.9), (0.3, 1)))
                wall.panel((u, u + wide), (y, y + rng.uniform(0.2, 0.5)), 0.01, sign)
    for _ in range(rng.integers(0, 3)):
        x, z = rng.uniform(room.left + 0.9, room.right - 0.9), rng.uniform(1.8, max(2.2, room.depth - 1))
        right, down, meter = room.view.spot(x, 0, z)
        if chance(rng, 0.5):
            person(canvas, rng, right, down, 1.7 * meter)
        else:
            cart = hsv(*between(rng, (0, 1), (0, 0.8), (0.3, 1)))
            room.view.box((x, 0.35, z), (x + 0.7, 0.8, z + 0.5), cart)


def _machine(
    wall: Wall, rng: np.random.Generator, u: float, y: float, size: tuple[float, float],
    colours: tuple[Colour, Colour, Colour], lid: bool,
) -> None:  # fmt: skip
    """A washing machine: a round door below a panel, or a lid on top."""
    (wide, tall), (body, ring, glass) = size, colours
    wall.block((u, u + wide), (y, y + tall), (0, 0.75), vary(body, rng, 0.03))
    for edge in ((u, u + 0.03), (u + wide - 0.03, u + wide)):
        wall.panel(edge, (y, y + tall), 0.755, mix(body, BLACK, 0.45))
    wall.panel((u + 0.05, u + wide - 0.05), (y + tall * 0.84, y + tall * 0.95), 0.76, mix(ring, BLACK, 0.3))
    wall.panel((u + 0.1, u + 0.22), (y + tall * 0.86, y + tall * 0.93), 0.765, vary(glass, rng, 0.2))
    if lid:
        wall.block((u, u + wide), (y + tall, y + tall * 1.18), (0, 0.15), mix(body, BLACK, 0.3))
        return
    middle = y + tall * 0.45
    wall.disc(u + wide / 2, middle, 0.77, wide * 0.4, ring)
    wall.disc(u + wide / 2, middle, 0.78, wide * 0.29, vary(glass, rng, 0.1))
    wall.disc(u + wide * 0.45, middle + 0.05, 0.785, wide * 0.1, mix(glass, WHITE, float(rng.uniform(0.1, 0.5))))
