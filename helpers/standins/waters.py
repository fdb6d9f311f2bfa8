"""Drawn waters: aquariums and waterfalls."""

from itertools import pairwise

import numpy as np

from .paint import Canvas, Colour, Floats, hsv, mix, pose, smooth
from .scenery import BLACK, WHITE, below, between, blobs, chance, grass, person, ridge, sky, tree, vary

FISH = smooth([(-1, -0.05), (-0.55, -0.4), (0.1, -0.42), (0.6, -0.12), (1, -0.42), (0.9, 0), (1, 0.42), (0.6, 0.12),
               (0.1, 0.42), (-0.55, 0.38)], steps=3)  # fmt: skip
SHARK = np.array([(-1, 0.02), (-0.6, -0.16), (-0.15, -0.2), (0.05, -0.42), (0.18, -0.17), (0.65, -0.05), (1, -0.36),
                  (0.88, 0.02), (0.98, 0.2), (0.65, 0.05), (0.1, 0.16), (-0.1, 0.42), (-0.25, 0.17),
                  (-0.7, 0.12)])  # fmt: skip
RAY = np.array([(0, -0.5), (0.35, -0.3), (1, 0.1), (0.3, 0.25), (0.06, 0.35), (0.02, 1), (-0.02, 1), (-0.06, 0.35),
                (-0.3, 0.25), (-1, 0.1), (-0.35, -0.3)])  # fmt: skip


def aquarium(canvas: Canvas, rng: np.random.Generator) -> None:
    """Fish behind glass: a great tank with visitors before it, nothing but water, a tunnel, or windows in the dark."""
    water = hsv(*between(rng, (0.36, 0.66), (0.15, 0.9), (0.35, 0.95)))
    dark = vary((0.05, 0.05, 0.07), rng, 0.5) if chance(rng, 0.6) else hsv(*between(rng, (0, 1), (0, 0.4), (0.2, 0.8)))
    kind = rng.choice(["tank", "water", "tunnel", "windows"], p=[0.36, 0.3, 0.16, 0.18])
    _water(canvas, rng, water)
    if kind == "windows":
        _windows(canvas, rng, dark)
    elif kind == "tunnel":
        _tunnel(canvas, rng, dark)
    elif kind == "tank":
        left, right = rng.uniform(-0.2, 0.15), rng.uniform(0.85, 1.2)
        top, bottom, lean = rng.uniform(-0.1, 0.25), rng.uniform(0.7, 0.92), rng.uniform(-0.15, 0.15)
        canvas.polygon([(0, 0), (1, 0), (1, top + lean), (0, top - lean)], dark)
        canvas.polygon([(0, bottom + lean), (1, bottom - lean), (1, 1), (0, 1)], mix(dark, WHITE, 0.05))
        canvas.polygon([(0, 0), (left, 0), (left, 1), (0, 1)], dark)
        canvas.polygon([(right, 0), (1, 0), (1, 1), (right, 1)], dark)
        if chance(rng, 0.3):
            bar = rng.uniform(0.2, 0.8)
            canvas.line([(bar, 0), (bar, bottom)], rng.uniform(0.01, 0.05), dark)
    if kind != "water" or chance(rng, 0.25):
        tall, silhouette = rng.uniform(0.2, 0.65), chance(rng, 0.75)
        for _ in range(rng.integers(0 if kind == "tunnel" else 1, 7)):
            height = tall * rng.uniform(0.7, 1.1)
            person(canvas, rng, rng.uniform(0, 1), rng.uniform(0.9, 1) + height * 0.3, height, silhouette)


def _water(canvas: Canvas, rng: np.random.Generator, water: Colour) -> None:
    """Water lit from above, rocks and weeds at its ground, fish in it."""
    deep = mix(water, BLACK, float(rng.uniform(0.2, 0.8)))
    bright = mix(water, WHITE, float(rng.uniform(0, 0.55)))
    canvas.shade(*((bright, deep) if chance(rng, 0.8) else (deep, water)))
    for x in rng.uniform(-0.2, 1.2, rng.integers(0, 6)):
        lean, wide = rng.normal(0, 0.2), rng.uniform(0.02, 0.09)
        ray = [(x, 0), (x + wide, 0), (x + wide * 2 + lean, 0.7), (x + lean, 0.7)]
        canvas.polygon(ray, mix(water, WHITE, float(rng.uniform(0.05, 0.2))))
    if chance(rng, 0.7):
        stone = hsv(*between(rng, (0, 0.7), (0.1, 0.7), (0.1, 0.6)))
        for k in range(rng.integers(1, 4)):
            line = ridge(rng, rng.uniform(0.65, 0.95), rng.uniform(0.05, 0.4), 0.65)
            canvas.polygon(below(line), mix(stone, deep, 0.65 - 0.2 * k))
        for x, y in rng.uniform((0, 0.7), (1, 1), (rng.integers(0, 14), 2)):
            coral = hsv(*between(rng, (0, 1), (0.3, 0.9), (0.3, 0.9)))
            at = rng.normal((x, y), 0.025, (5, 2))
            blobs(canvas, at, rng.uniform(0.01, 0.04, (5, 1)), [mix(coral, deep, 0.3)])
    if chance(rng, 0.25):
        for x in rng.uniform(0, 1, rng.integers(2, 9)):
            y = np.linspace(rng.uniform(0, 0.6), 1, 7)
            weed = np.stack([x + 0.03 * np.sin(9 * y + 9 * x), y], axis=1)
            canvas.line(
                weed, rng.uniform(0.01, 0.03), mix(hsv(*between(rng, (0.15, 0.35), (0.5, 0.9), (0.3, 0.8))), water, 0.3)
            )
    _fish(canvas, rng, deep)


def _fish(canvas: Canvas, rng: np.random.Generator, deep: Colour) -> None:
    """Shoals of small fish, some larger ones, now and then a shark or a ray."""
    for _ in range(rng.integers(0, 3)):
        kind, n = hsv(*between(rng, (0, 1), (0, 0.9), (0.3, 1))), rng.integers(8, 30)
        center, size, way = rng.uniform(0.1, 0.8, 2), rng.uniform(0.012, 0.035), rng.normal(0, 0.3)
        for x, y in center + rng.normal(0, 0.16, (n, 2)):
            one = pose(FISH, (x, y), size * rng.uniform(0.7, 1.3), way + rng.normal(0, 0.3))
            canvas.polygon(one, vary(kind, rng, 0.2))
    for _ in range(rng.integers(2, 10)):
        colour = hsv(*between(rng, (0, 0.2) if chance(rng, 0.6) else (0, 1), (0, 1), (0.35, 1)))
        at, size, flip, turn = _place(rng), rng.uniform(0.03, 0.1), chance(rng, 0.5), rng.normal(0, 0.25)
        tall = size * rng.uniform(0.7, 1.3)
        canvas.polygon(pose(FISH, at, (size, tall), turn, flip), mix(colour, deep, float(rng.uniform(0, 0.5))))
        if chance(rng, 0.4):
            canvas.polygon(pose(FISH, at, (size * 0.25, tall * 0.8), turn, flip), mix(colour, WHITE, 0.6))
    if chance(rng, 0.35):
        shape = (SHARK, RAY, SHARK)[rng.integers(3)]
        tint = mix(deep, BLACK if chance(rng, 0.5) else WHITE, 0.4)
        size, turn = rng.uniform(0.15, 0.35), rng.normal(0, 0.3)
        canvas.polygon(pose(shape, _place(rng, 0.2), size, turn, chance(rng, 0.5)), tint)


def _place(rng: np.random.Generator, margin: float = 0.0) -> tuple[float, float]:
    """Somewhere in the water."""
    return rng.uniform(margin, 1 - margin), rng.uniform(margin, 0.85 - margin)


def _windows(canvas: Canvas, rng: np.random.Generator, dark: Colour) -> None:
    """A dark wall that leaves some of the water to be seen: what is between the windows is painted over."""
    edges = np.sort(np.r_[-0.02, rng.uniform(0, 1, rng.integers(1, 3)), 1.02])
    top, bottom, slope = rng.uniform(0.05, 0.35), rng.uniform(0.6, 0.85), rng.normal(0, 0.12)
    canvas.polygon([(0, 0), (1, 0), (1, top + slope), (0, top - slope)], dark)
    canvas.polygon([(0, 1), (1, 1), (1, bottom - slope), (0, bottom + slope)], mix(dark, BLACK, 0.3))
    for x in edges:
        wide = rng.uniform(0.02, 0.08)
        canvas.polygon([(x - wide, 0), (x + wide, 0), (x + wide, 1), (x - wide, 1)], vary(dark, rng, 0.2))
    for _ in range(rng.integers(0, 4)):
        canvas.ellipse(rng.uniform(0, 1), rng.uniform(0, top), 0.02, 0.015, (1, 0.95, 0.8))


def _tunnel(canvas: Canvas, rng: np.random.Generator, dark: Colour) -> None:
    """Ribs of an arch of glass overhead, one behind the other, and the path below."""
    x, y, wide = rng.uniform(0.35, 0.65), rng.uniform(0.5, 0.65), rng.uniform(0.9, 1.2)
    rib, floor = mix(dark, WHITE, float(rng.uniform(0, 0.5))), hsv(*between(rng, (0, 1), (0, 0.5), (0.15, 0.6)))
    canvas.polygon([(x - 0.07, y + 0.06), (x + 0.07, y + 0.06), (x + wide, 1.1), (x - wide, 1.1)], floor)
    for share in (0.12, 0.2, 0.34, 0.6, 1.0):
        angle = np.linspace(np.pi, 2 * np.pi, 15)
        arch = (x, y + 0.3 * share) + share * np.stack([wide * 0.75 * np.cos(angle), 0.75 * np.sin(angle)], axis=1)
        canvas.line(arch, 0.012 + 0.04 * share, rib)
    canvas.ellipse(x, y + 0.02, 0.07, 0.07, mix(dark, BLACK, 0.4))


def waterfall(canvas: Canvas, rng: np.random.Generator) -> None:
    """Water over a cliff: one fall or several, a curtain, or cascades; forest or sky above, a pool and rocks below."""
    if chance(rng, 0.6):
        rock = hsv(*between(rng, (0.04, 0.13), (0.05, 0.6), (0.2, 0.6)))
    else:
        rock = hsv(*between(rng, (0.2, 0.65), (0.05, 0.45), (0.15, 0.5)))
    leaf, lip, pool = grass(rng, 0.05), rng.uniform(-0.1, 0.45), rng.uniform(0.62, 1.0)
    water = hsv(*between(rng, (0.3, 0.62), (0, 0.3), (0.75, 1)))
    sky(canvas, rng, max(lip, 0.02))
    _cliff(canvas, rng, rock, leaf, lip, pool)
    kind = rng.choice(["plunge", "curtain", "cascade"], p=[0.45, 0.28, 0.27])
    tone = mix(hsv(*between(rng, (0.25, 0.62), (0.1, 0.7), (0.2, 0.6))), rock, 0.3)
    canvas.shade(mix(tone, WHITE, 0.25), mix(tone, BLACK, 0.3), pool, 1)
    if kind == "plunge":
        for x in rng.uniform(0.15, 0.85, rng.integers(1, 4)):
            wide, spread = rng.uniform(0.025, 0.13), rng.uniform(1.1, 2.4)
            _fall(canvas, rng, (x - wide, lip), (x + wide, lip), (x, pool, wide * spread), water, rock)
    elif kind == "curtain":
        left, right, slope = rng.uniform(-0.2, 0.2), rng.uniform(0.7, 1.3), rng.normal(0, 0.12)
        ends = (left, lip - slope), (right, lip + slope)
        _fall(canvas, rng, *ends, ((left + right) / 2, pool, (right - left) / 2 * rng.uniform(0.9, 1.1)), water, rock)
    else:
        _cascade(canvas, rng, lip, pool, water, rock)
    for y in rng.uniform(pool, 1, rng.integers(2, 12)):
        x, long = rng.uniform(0, 1), rng.uniform(0.03, 0.25)
        canvas.line(
            [(x, y), (x + long, y + rng.normal(0, 0.01))], 0.008, mix(tone, WHITE, float(rng.uniform(0.2, 0.7)))
        )
    for x, y in rng.uniform((0, pool), (1, 1.05), (rng.integers(0, 9), 2)):
        size = rng.uniform(0.02, 0.1)
        blobs(canvas, [(x, y), (x - size * 0.2, y - size * 0.25)], [(size * 1.3, size), (size * 0.9, size * 0.6)],
              [mix(rock, BLACK, 0.45), vary(rock, rng, 0.2)])  # fmt: skip
    for x in rng.uniform(-0.05, 1.05, rng.integers(0, 3)):
        edge = 0.12 * rng.normal() if x < 0.5 else 1 - 0.12 * rng.normal()
        tree(canvas, rng, edge, 1.05, rng.uniform(0.3, 0.8), mix(leaf, BLACK, 0.4))


def _cliff(canvas: Canvas, rng: np.random.Generator, rock: Colour, leaf: Colour, lip: float, pool: float) -> None:
    """Rock in all its facets, forest upon it and green patches in it."""
    if chance(rng, 0.75):
        canvas.polygon(below(ridge(rng, lip - rng.uniform(0.05, 0.25), 0.1, 0.8)), mix(leaf, BLACK, 0.4))
        n = 40
        at = rng.uniform((0, lip - 0.15), (1, lip + 0.1), (n, 2))
        blobs(canvas, at, rng.uniform(0.02, 0.07, (n, 1)), [mix(leaf, BLACK, float(t)) for t in rng.uniform(0, 0.7, 9)])
    canvas.polygon(below(ridge(rng, lip, rng.uniform(0.02, 0.12), 0.7)), rock)
    n = int(rng.integers(25, 60))
    for x, y in rng.uniform((0, lip + 0.03), (1, pool + 0.05), (n, 2)):
        corners = (x, y) + rng.normal(0, 1, (4, 2)) * (0.035, 0.06)
        canvas.polygon(corners, mix(rock, BLACK if chance(rng, 0.6) else WHITE, float(rng.uniform(0, 0.4))))
    if chance(rng, 0.6):
        n = int(rng.integers(10, 70))
        at, greens = (
            rng.uniform((0, lip), (1, pool), (n, 2)),
            [mix(leaf, BLACK, float(t)) for t in rng.uniform(0, 0.7, 9)],
        )
        blobs(canvas, at, rng.uniform(0.015, 0.06, (n, 1)), greens)


def _fall(
    canvas: Canvas, rng: np.random.Generator, left: tuple[float, float], right: tuple[float, float],
    foot: tuple[float, float, float], water: Colour, rock: Colour,
) -> None:  # fmt: skip
    """Water from the line between two points to its foot (x, y, half width): ragged threads of it, and spray below."""
    x, y, wide = foot
    n = int(9 + 45 * wide)
    dark = mix(mix(water, rock, float(rng.uniform(0.25, 0.75))), (0.3, 0.36, 0.42), float(rng.uniform(0, 0.5)))
    u, hang = np.linspace(0, 1, n + 1), rng.uniform(0.55, 0.9)

    def across(share: float, uneven: float) -> Floats:
        """Points of the fall at a share of its height, from left to right."""
        top = np.array(left) + u[:, None] * (np.array(right) - left)
        end = np.stack([x + (2 * u - 1) * wide, np.full(n + 1, y)], axis=1)
        return top + (end - top) * (share**hang, share) + rng.normal(0, 1, (n + 1, 2)) * (0.1 * wide / n, uneven)

    lip, ends = across(0, 0.006), across(1, 0.025)
    canvas.polygon(np.concatenate([lip, across(0.5, 0)[-1:], ends[::-1], across(0.5, 0)[:1]]), dark)
    levels = [lip, across(0.25, 0.03), across(0.6, 0.05), ends]
    for k in rng.permutation(n):
        first, last = (0 if chance(rng, 0.75) else 1), (3 if chance(rng, 0.7) else 2)
        thread = np.array([level[k] for level in levels[first : last + 1]])
        back = np.array([level[k + 1] for level in levels[first : last + 1]])
        tint = mix(water, dark, float(rng.uniform(0, 0.7))) if chance(rng, 0.55) else mix(water, WHITE, 0.7)
        canvas.polygon(np.concatenate([thread, (thread + (back - thread) * rng.uniform(0.5, 1.3))[::-1]]), tint)
    n = 16
    spray = np.stack([rng.normal(x, wide * 0.7, n), rng.normal(y, 0.015, n)], axis=1)
    blobs(
        canvas, spray, rng.uniform((0.02, 0.01), (0.07, 0.03), (n, 2)), [mix(water, WHITE, 0.4), mix(water, WHITE, 0.9)]
    )


def _cascade(canvas: Canvas, rng: np.random.Generator, lip: float, pool: float, water: Colour, rock: Colour) -> None:
    """Falls one below the other, each beginning in the spray of the one before."""
    steps = int(rng.integers(2, 6))
    heights = lip + (pool - lip) * np.sort(np.r_[0, rng.uniform(0.1, 0.9, steps - 1), 1])
    x, wide = rng.uniform(0.3, 0.7), rng.uniform(0.05, 0.25)
    for top, bottom in pairwise(heights.tolist()):
        spread = wide * rng.uniform(0.9, 1.5)
        _fall(canvas, rng, (x - wide, top), (x + wide, top), (x + rng.normal(0, 0.02), bottom, spread), water, rock)
        x, wide = float(np.clip(x + rng.normal(0, 0.1), 0.15, 0.85)), spread * rng.uniform(0.7, 1.3)
