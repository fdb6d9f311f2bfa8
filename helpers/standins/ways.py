"""Drawn ways: highways and parks, seen by somebody who stands on the ground or on a bridge."""

from collections.abc import Callable
from functools import partial

import numpy as np

from .paint import Canvas, Colour, Floats, hsv, mix
from .scenery import BLACK, WHITE, View, below, between, blobs, chance, grass, leaves, person, ridge, sky, tree, vary

FAR = np.r_[0.2, np.geomspace(1.5, 400, 26)]  # m: where a way is measured


class _Way:
    """A way with a bend; x at distance z is where its middle is."""

    def __init__(self, view: View, rng: np.random.Generator, offset: float, bend: float) -> None:
        self.view, self.offset = view, offset
        self.bend = rng.normal(0, bend) / 1000

    def x(self, z: float | Floats) -> Floats:
        """The middle at distance ``z``."""
        return np.asarray(self.offset + 60 * np.tanh(self.bend * np.asarray(z) ** 2 / 60))

    def strip(self, left: float, right: float, colour: Colour, z: Floats = FAR) -> None:
        """Paint from ``left`` to ``right`` of the middle, in meters."""
        x, y = self.x(z), np.zeros_like(z)
        sides = [np.stack([x + side, y, z], axis=1) for side in (left, right)]
        self.view.polygon(np.concatenate([sides[0], sides[1][::-1]]), colour)


def highway(canvas: Canvas, rng: np.random.Generator) -> None:
    """Lanes that run to the horizon, with cars; seen from a car or from a bridge; signs, lamps, rails, hills, trees."""
    horizon, bridge = rng.uniform(0.15, 0.72), chance(rng, 0.4)
    eye = rng.uniform(4, 11) if bridge else rng.uniform(1.2, 2.6)
    view = View(canvas, eye=eye, horizon=horizon, focal=rng.uniform(0.7, 1.6), turn=rng.normal(0, 0.22))
    sky(canvas, rng, horizon)
    land = grass(rng, 0.4)
    if chance(rng, 0.7):
        hills = mix(leaves(rng) if chance(rng, 0.6) else land, (0.4, 0.45, 0.55), float(rng.uniform(0.1, 0.7)))
        canvas.polygon(below(ridge(rng, horizon - 0.01, rng.uniform(0.02, 0.16), rng.uniform(0.4, 0.7))), hills)
    canvas.shade(mix(land, (0.6, 0.62, 0.65), 0.3), land, horizon, 1)
    lanes = int(rng.integers(1, 5))
    way = _Way(view, rng, rng.uniform(-3.6, 3.6) * lanes / 2 if not bridge else rng.uniform(-8, 8), 4.0)
    asphalt = vary(hsv(*between(rng, (0.5, 0.7), (0, 0.1), (0.25, 0.7))), rng, 0.05)
    half, gap = lanes * 1.8, rng.uniform(0.8, 6)
    both = lanes > 1 and chance(rng, 0.65)
    middles = [0.0, -2 * half - gap] if both else [0.0]
    for middle in middles:
        way.strip(middle - half - 1.6, middle + half + 1.6, mix(asphalt, land, 0.15))
        way.strip(middle - half - 1.2, middle + half + 1.2, asphalt)
        paint = (0.95, 0.95, 0.93)
        yellow = (0.9, 0.72, 0.2) if chance(rng, 0.4) else paint
        for side, colour in ((-half, yellow), (half, paint)):
            way.strip(middle + side - 0.12, middle + side + 0.12, colour)
        begin = rng.uniform(0, 4)
        for lane in range(1, max(lanes, 2)):
            at = middle - half + (3.6 * lane if lanes > 1 else half)
            for z in begin + np.arange(0, 70, 9.0):
                way.strip(at - 0.1, at + 0.1, paint, np.array([max(z, 0.2), z + 3.5]))
    if both and chance(rng, 0.5):
        _barrier(way, -half - gap / 2)
    _roadside(canvas, rng, way, (min(middles) - half - 3, half + 3), middles, half)


def _barrier(way: _Way, offset: float) -> None:
    z = FAR[FAR < 200]
    x = way.x(z) + offset
    for low, high, colour in ((0.0, 0.9, (0.55, 0.55, 0.53)), (0.75, 0.9, (0.78, 0.78, 0.76))):
        rows = [np.stack([x, np.full_like(z, y), z], axis=1) for y in (low, high)]
        way.view.polygon(np.concatenate([rows[0], rows[1][::-1]]), colour)


def _roadside(
    canvas: Canvas, rng: np.random.Generator, way: _Way, edge: tuple[float, float], middles: list[float], half: float
) -> None:
    """All that stands or drives, the farthest first."""
    things: list[tuple[float, Callable[[], None]]] = []
    wood, leaf = rng.choice([0, 4, 14, 30], p=[0.25, 0.25, 0.3, 0.2]), leaves(rng)
    for z in rng.uniform(12, 160, wood):
        side = edge[rng.integers(2)]
        x = float(side + np.sign(side) * rng.exponential(6) + way.x(z))
        things.append((z, partial(_stand_tree, canvas, rng, way.view, x, z, vary(leaf, rng, 0.15))))
    for _ in range(rng.integers(0, 9)):
        middle = middles[rng.integers(len(middles))]
        x, z = middle + rng.uniform(-half + 1, max(half - 1, -half + 1.1)), rng.uniform(6, 90)
        things.append((z, partial(_car, way.view, rng, x + float(way.x(z)), z, away=middle == 0)))
    if chance(rng, 0.3):
        z = rng.uniform(12, 45)
        left, right = (float(way.x(z)) + side for side in edge)
        things.append((z, partial(_gantry, way.view, rng, left, right, z)))
    if chance(rng, 0.25):
        side = edge[rng.integers(2)]
        for z in np.arange(rng.uniform(8, 20), 160, 30):
            things.append((float(z), partial(_lamp, canvas, way.view, side + float(way.x(z)), float(z))))
    if chance(rng, 0.12):
        z = rng.uniform(30, 80)
        gray = vary((0.55, 0.55, 0.52), rng, 0.2)
        things.append((z, partial(way.view.box, (-80, 5.2, z), (80, 7, z + 9), gray)))
    if chance(rng, 0.4):
        things.append((7.9, partial(_rail, way, edge[rng.integers(2)])))
    for _, paint in sorted(things, key=lambda thing: -thing[0]):
        paint()


def _stand_tree(canvas: Canvas, rng: np.random.Generator, view: View, x: float, z: float, leaf: Colour) -> None:
    right, down, meter = view.spot(x, 0, z)
    if meter and -0.3 < right < 1.3:
        tree(canvas, rng, right, down, rng.uniform(4, 11) * meter, leaf)


def _car(view: View, rng: np.random.Generator, x: float, z: float, away: bool) -> None:
    """A car or a lorry, from behind or from the front."""
    paint = hsv(*between(rng, (0, 1), (0, 0.9 if chance(rng, 0.4) else 0.1), (0.1, 0.95)))
    lights = (0.8, 0.1, 0.1) if away else (1, 1, 0.85)
    view.box((x - 1, 0, z), (x + 1, 0.3, z + 4), (0.06, 0.06, 0.07))
    if chance(rng, 0.2):
        view.box((x - 1.2, 0.6, z), (x + 1.2, 3.6, z + 10), mix(paint, WHITE, 0.3))
    else:
        view.box((x - 0.95, 0.25, z), (x + 0.95, 0.9, z + 4.2), paint)
        view.box((x - 0.8, 0.9, z + 0.5), (x + 0.8, 1.45, z + 3), mix(paint, BLACK, 0.2))
        view.box((x - 0.7, 0.95, z + 0.45), (x + 0.7, 1.35, z + 0.5), (0.12, 0.14, 0.17))
    for side in (-0.75, 0.75):
        view.box((x + side - 0.2, 0.55, z - 0.05), (x + side + 0.2, 0.75, z), lights)


def _gantry(view: View, rng: np.random.Generator, left: float, right: float, z: float) -> None:
    """Signs over the road, green or blue."""
    steel, board = (0.5, 0.52, 0.54), ((0.02, 0.35, 0.22), (0.08, 0.22, 0.55))[rng.integers(2)]
    for x in (left, right):
        view.box((x - 0.2, 0, z), (x + 0.2, 6.2, z + 0.3), steel)
    view.box((left, 5.8, z), (right, 6.2, z + 0.3), steel)
    for share in rng.uniform(0.05, 0.75, rng.integers(1, 4)):
        x = left + share * (right - left)
        wide = rng.uniform(2.5, 4.5)
        view.box((x, 4.9, z - 0.2), (x + wide, 7.2, z - 0.1), board)
        for y in (5.4, 6.2):
            view.box((x + 0.4, y, z - 0.3), (x + wide * 0.75, y + 0.35, z - 0.25), WHITE)


def _lamp(canvas: Canvas, view: View, x: float, z: float) -> None:
    right, down, meter = view.spot(x, 0, z)
    if meter:
        head = (right - np.sign(x) * 1.6 * meter, down - 9 * meter)
        canvas.line([(right, down), (right, down - 9 * meter), head], 0.16 * meter, (0.45, 0.46, 0.48))


def _rail(way: _Way, offset: float) -> None:
    """A guard rail on its posts."""
    z = FAR[FAR < 120]
    x, steel = way.x(z) + offset, (0.68, 0.7, 0.72)
    rows = [np.stack([x, np.full_like(z, y), z], axis=1) for y in (0.5, 0.8)]
    way.view.polygon(np.concatenate([rows[0], rows[1][::-1]]), steel)
    for at in np.arange(3.0, 40, 4):
        x0 = float(way.x(at)) + offset
        way.view.box((x0 - 0.08, 0, at), (x0 + 0.08, 0.55, at + 0.1), mix(steel, BLACK, 0.4))


def park(canvas: Canvas, rng: np.random.Generator) -> None:
    """Trees on a lawn, their shadows, a winding path, benches, a pond, flower beds, people."""
    horizon = rng.uniform(0.25, 0.68)
    view = View(canvas, eye=rng.uniform(1.3, 4), horizon=horizon, focal=rng.uniform(0.7, 1.3), turn=rng.normal(0, 0.3))
    sky(canvas, rng, horizon)
    lawn, leaf = grass(rng), leaves(rng)
    back = mix(leaf, BLACK, float(rng.uniform(0.1, 0.5)))
    if chance(rng, 0.65):
        canvas.polygon(below(ridge(rng, horizon - rng.uniform(0.03, 0.2), 0.08, 0.85)), back)
        at = rng.uniform((0, horizon - 0.2), (1, horizon), (30, 2))
        blobs(canvas, at, rng.uniform(0.02, 0.06, (30, 1)), [vary(back, rng, 0.25) for _ in range(6)])
    elif chance(rng, 0.5):
        for x in rng.uniform(0, 1, rng.integers(1, 6)):
            wide, high = between(rng, (0.04, 0.2), (0.05, 0.3))
            wall = hsv(*between(rng, (0, 0.12), (0, 0.4), (0.4, 0.9)))
            canvas.polygon([(x, horizon), (x, horizon - high), (x + wide, horizon - high), (x + wide, horizon)], wall)
    canvas.shade(mix(lawn, WHITE, float(rng.uniform(0, 0.2))), mix(lawn, BLACK, float(rng.uniform(0, 0.3))), horizon, 1)
    n = 50
    at = rng.uniform((0, horizon), (1, 1.02), (n, 2))
    size = (0.06, 0.012) * (at[:, 1:] - horizon + 0.05) * 2
    blobs(canvas, at, size, [vary(lawn, rng, 0.12) for _ in range(6)])
    if chance(rng, 0.6):
        path, wide = hsv(*between(rng, (0.04, 0.14), (0, 0.3), (0.45, 0.9))), rng.uniform(0.7, 2.5)
        _Way(view, rng, rng.uniform(-3, 3), 30.0).strip(-wide, wide, path)
    elif chance(rng, 0.4):
        x, y, wide = *between(rng, (0.1, 0.9), (horizon + 0.08, 0.85)), rng.uniform(0.2, 0.6)
        water = hsv(*between(rng, (0.3, 0.6), (0.05, 0.5), (0.3, 0.85)))
        canvas.ellipse(x, y, wide, wide * rng.uniform(0.15, 0.3), water)
        canvas.ellipse(x, y + 0.02, wide * 0.6, wide * 0.06, mix(water, leaf, 0.5))
    _furnish(canvas, rng, view, lawn, leaf)


def _furnish(canvas: Canvas, rng: np.random.Generator, view: View, lawn: Colour, leaf: Colour) -> None:
    """What stands in a park, the farthest first."""
    shadow, lean = mix(lawn, BLACK, float(rng.uniform(0.2, 0.6))), rng.normal(0, 3)
    things = [(float(z), "tree") for z in 1 / rng.uniform(1 / 70, 1 / 9, rng.integers(4, 13))]
    for kind, most in (("bench", 4), ("flowers", 4), ("person", 4), ("lamp", 3)):
        things += [(float(z), kind) for z in rng.uniform(4.5, 25, max(0, int(rng.integers(-2, most))))]
    for z, kind in sorted(things, reverse=True):
        x = float(rng.uniform(-0.75, 0.75) * z / view.focal - view.turn * z)
        right, down, meter = view.spot(x, 0, z)
        if kind == "tree":
            wide = rng.uniform(2, 4) * meter
            canvas.ellipse(right + lean * 0.4 * meter, down, wide, wide * 0.18, shadow)
            tree(canvas, rng, right, down, rng.uniform(5, 11) * meter, vary(leaf, rng, 0.2))
        elif kind == "bench":
            wood, long = vary((0.45, 0.3, 0.18), rng, 0.3), rng.uniform(0.8, 1.2)
            for side in (-0.8, 0.7):
                view.box((x + side * long, 0, z), (x + side * long + 0.1, 0.45, z + 0.4), (0.15, 0.15, 0.16))
            view.box((x - long, 0.42, z), (x + long, 0.5, z + 0.5), wood)
            for y in (0.6, 0.8):
                view.box((x - long, y, z + 0.5), (x + long, y + 0.12, z + 0.55), wood)
        elif kind == "flowers":
            n, hue = 16, rng.uniform(0, 1)
            at = (right, down) + rng.normal(0, 1, (n, 2)) * (0.8 * meter, 0.15 * meter)
            bloom = [hsv(hue + rng.normal(0, 0.05), *between(rng, (0.4, 0.9), (0.6, 1))) for _ in range(5)]
            blobs(canvas, at, np.full((n, 2), 0.12 * meter), [*bloom, mix(lawn, BLACK, 0.3)])
        elif kind == "person":
            person(canvas, rng, right, down, 1.7 * meter)
        else:
            canvas.line([(right, down), (right, down - 3.2 * meter)], 0.09 * meter, (0.15, 0.16, 0.16))
            canvas.ellipse(right, down - 3.3 * meter, 0.2 * meter, 0.25 * meter, (0.95, 0.93, 0.85))
