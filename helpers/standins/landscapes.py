"""Drawn landscapes: deserts and windmills."""

import numpy as np

from .paint import Canvas, Colour, hsv, mix, oval, pose
from .scenery import BLACK, WHITE, below, between, blobs, chance, grass, leaves, ridge, sky, tree, vary

CAMEL = np.array([(-1, -0.95), (-0.75, -1.05), (-0.65, -0.6), (-0.35, -0.75), (0, -1.1), (0.3, -0.75), (0.6, -0.6),
                  (0.7, 0), (0.55, 0), (0.45, -0.4), (-0.2, -0.4), (-0.3, 0), (-0.45, 0), (-0.6, -0.45),
                  (-0.85, -0.8)])  # fmt: skip


def desert(canvas: Canvas, rng: np.random.Generator) -> None:
    """Dunes with a bright and a dark side, or a plain with far mountains; tufts, cacti, a caravan."""
    horizon = rng.uniform(0.08, 0.72)
    sky(canvas, rng, horizon, low=0.25)
    sand = hsv(*between(rng, (0.03, 0.13), (0.12, 0.85), (0.55, 0.98)))
    shadow = mix(sand, hsv(*between(rng, (0, 1), (0.1, 0.5), (0.05, 0.3))), float(rng.uniform(0.3, 0.9)))
    if chance(rng, 0.5):
        far = mix(mix(sand, hsv(*between(rng, (0.55, 0.75), (0.1, 0.5), (0.3, 0.7))), 0.6), BLACK, 0.1)
        canvas.polygon(below(ridge(rng, horizon - 0.02, rng.uniform(0.03, 0.15), 0.6)), far)
    if chance(rng, 0.12):
        canvas.ellipse(rng.uniform(0.1, 0.9), rng.uniform(0, horizon), 0.05, 0.05, (1, 0.98, 0.85))
    canvas.shade(mix(sand, shadow, float(rng.uniform(0.1, 0.5))), mix(sand, shadow, 0.2), horizon, 1)
    plain = chance(rng, 0.15)
    if not plain:
        n, sun = int(rng.integers(2, 8)), chance(rng, 0.5)
        for y in horizon + (0.95 - horizon) * np.sort(rng.uniform(0, 1, n)) ** 1.4:
            _dune(canvas, rng, float(y), horizon, sand, shadow, sun)
    plants = rng.choice(["none", "tufts", "cacti"], p=[0, 0.65, 0.35] if plain else [0.62, 0.3, 0.08])
    if plants == "tufts":
        green = hsv(*between(rng, (0.1, 0.3), (0.2, 0.6), (0.15, 0.6)))
        for y in np.sort(rng.uniform(horizon + 0.05, 1.02, rng.integers(3, 40))):
            near = (y - horizon) ** 1.5
            at = rng.normal((rng.uniform(0, 1), y), 0.03 * near, (4, 2))
            blobs(canvas, at, rng.uniform(0.03, 0.09, (4, 1)) * near * (1, 0.6), [mix(green, BLACK, 0.4), green])
    elif plants == "cacti":
        green = hsv(*between(rng, (0.2, 0.36), (0.3, 0.6), (0.2, 0.5)))
        for y in np.sort(rng.uniform(horizon + 0.05, 1, rng.integers(1, 5))):
            _cactus(canvas, rng, float(rng.uniform(0.05, 0.95)), float(y), 0.1 + 0.6 * float(y - horizon), green)
    if chance(rng, 0.2):
        x, y, size, slope = *between(rng, (0.1, 0.5), (horizon + 0.06, 0.85), (0.02, 0.06)), rng.normal(0, 0.1)
        for k in range(rng.integers(1, 8)):
            camel = pose(CAMEL, (x + 2.6 * size * k, y + slope * size * k), (size, 1.1 * size))
            canvas.polygon(camel, mix(shadow, BLACK, 0.75))
    if plain or chance(rng, 0.4):
        _ripples(canvas, rng, max(horizon + 0.1, 0.55), sand, shadow)


def _dune(
    canvas: Canvas, rng: np.random.Generator, base: float, horizon: float, sand: Colour, shadow: Colour, sun: bool
) -> None:
    """A dune whose foot is at ``base``: its crest winds down between the side in the sun and the other."""
    near = (base - horizon) / (1 - horizon)
    x, reach, tall = (
        rng.uniform(-0.1, 1.1),
        rng.uniform(0.25, 0.6) + 0.7 * near,
        (0.06 + 0.38 * near) * rng.uniform(0.6, 1.4),
    )
    u = np.linspace(-1, 1, 25)
    skirt = base + 0.05 + 0.5 * near
    crest = base - tall * (1 - np.abs(u)) ** rng.uniform(1, 1.7) + 0.01 * near * np.sin(7 * u + 9 * x)
    outline = np.stack([x + reach * u, crest], axis=1)
    one, other = (sand, shadow) if sun else (shadow, sand)
    haze = float(0.3 * (1 - near))
    one, other = vary(mix(one, sand, haze), rng, 0.04), vary(mix(other, sand, haze), rng, 0.04)
    canvas.polygon(np.concatenate([outline, [(x + reach, skirt), (x - reach, skirt)]]), one)
    t = np.linspace(0, 1, 12)
    wind = x + reach * (rng.normal(0, 0.3) * t + rng.normal(0, 0.25) * np.sin(np.pi * t * rng.uniform(0.6, 2)))
    edge = np.stack([wind, outline[12, 1] + (skirt - outline[12, 1]) * t], axis=1)
    canvas.polygon(np.concatenate([outline[12:], [(x + reach, skirt)], edge[::-1]]), other)


def _ripples(canvas: Canvas, rng: np.random.Generator, begin: float, sand: Colour, shadow: Colour) -> None:
    """What the wind draws into sand, closer and closer to the eye."""
    x, lean, colour = np.linspace(0, 1, 13), rng.normal(0, 0.15), mix(sand, shadow, float(rng.uniform(0.2, 0.6)))
    y, step = begin, 0.015
    while y < 1.15:
        line = y + lean * (x - 0.5) + 0.35 * step * np.sin(x * rng.uniform(8, 20) + rng.uniform(0, 6))
        canvas.line(np.stack([x, line], axis=1), step * 0.28, colour)
        y, step = y + step, step * 1.12


def _cactus(canvas: Canvas, rng: np.random.Generator, x: float, y: float, height: float, green: Colour) -> None:
    wide = height * 0.11
    canvas.line([(x, y), (x, y - height)], wide, green)
    for side in (-1, 1):
        arm, up, out = y - height * rng.uniform(0.35, 0.6), height * rng.uniform(0.15, 0.35), side * height * 0.22
        canvas.line([(x, arm), (x + out, arm), (x + out, arm - up)], wide * 0.75, mix(green, BLACK, 0.1 + 0.1 * side))


def windmill(canvas: Canvas, rng: np.random.Generator) -> None:
    """A mill with four sails, or a wind pump with many; alone or in a row, among fields, water, trees, houses."""
    horizon = rng.uniform(0.45, 0.95)
    sky(canvas, rng, horizon, low=0.22)
    lot = rng.random()
    if lot < 0.65:
        ground = grass(rng)
    elif lot < 0.85:
        ground = hsv(*between(rng, (0.07, 0.14), (0.2, 0.6), (0.4, 0.8)))
    else:
        ground = hsv(*between(rng, (0.5, 0.62), (0.1, 0.5), (0.3, 0.7)))
    if chance(rng, 0.5):
        canvas.polygon(below(ridge(rng, horizon - 0.02, rng.uniform(0.02, 0.1), 0.7)), mix(leaves(rng), BLACK, 0.4))
    canvas.shade(ground, mix(ground, BLACK, float(rng.uniform(0, 0.4))), horizon, 1)
    if lot > 0.5:
        n = int(rng.integers(10, 60))
        at = rng.uniform((0, horizon), (1, 1), (n, 2))
        blobs(canvas, at, (0.05, 0.008) * rng.uniform(0.4, 1.5, (n, 1)), [vary(ground, rng, 0.25) for _ in range(5)])
    for x in rng.uniform(0, 1, rng.integers(0, 5)):
        tree(canvas, rng, float(x), horizon + 0.02, rng.uniform(0.08, 0.35), leaves(rng))
    pump, size = chance(rng, 0.22), rng.uniform(0.3, 0.25 + horizon / 2)
    look = _Look(rng)
    for k in range(rng.choice([1, 2, 3], p=[0.75, 0.15, 0.1])):
        scale = size * (1, 0.55, 0.4)[k]
        x = rng.uniform(0.22, 0.78) if k == 0 else rng.uniform(0.05, 0.95)
        foot = horizon + rng.uniform(0, 0.08) if k == 0 else horizon + 0.01
        (_pump if pump else _mill)(canvas, rng, x, foot, scale, look)
    if chance(rng, 0.3):
        x, wide, y, high = *between(rng, (0, 0.9), (0.08, 0.2), (horizon, horizon + 0.06)), rng.uniform(0.06, 0.14)
        wall, roof = vary((0.6, 0.45, 0.38), rng, 0.3), vary((0.42, 0.22, 0.18), rng, 0.3)
        canvas.polygon([(x, y), (x + wide, y), (x + wide, y - high), (x, y - high)], wall)
        canvas.polygon([(x - 0.02, y - high), (x + wide + 0.02, y - high), (x + wide * 0.8, y - high * 1.7),
                        (x + wide * 0.2, y - high * 1.7)], roof)  # fmt: skip
    for x in rng.uniform(0, 1, rng.integers(0, 4)):
        green, n = mix(leaves(rng), BLACK, 0.3), 9
        at = (x, horizon + rng.uniform(0.02, 0.15)) + rng.normal(0, 0.04, (n, 2)) * (1.5, 0.6)
        blobs(canvas, at, rng.uniform(0.02, 0.06, (n, 1)), [green, mix(green, BLACK, 0.4), vary(green, rng, 0.2)])
    if chance(rng, 0.15):
        tree(canvas, rng, float(rng.choice([-0.02, 1.02])), 1.1, rng.uniform(0.7, 1.3), mix(leaves(rng), BLACK, 0.3))


class _Look:
    """How the mills of a place are built."""

    def __init__(self, rng: np.random.Generator) -> None:
        lot = rng.random()
        if lot < 0.4:
            self.wall = hsv(*between(rng, (0.05, 0.14), (0, 0.2), (0.65, 0.97)))
        elif lot < 0.75:
            self.wall = hsv(*between(rng, (0.02, 0.1), (0.25, 0.65), (0.25, 0.6)))
        else:
            self.wall = hsv(*between(rng, (0, 1), (0, 0.3), (0.08, 0.3)))
        self.cap = mix(hsv(*between(rng, (0, 0.12), (0.1, 0.5), (0.12, 0.5))), self.wall, 0.2)
        self.sail = hsv(*between(rng, (0.02, 0.12), (0, 0.3), (0.05, 0.3) if chance(rng, 0.75) else (0.9, 1)))
        self.wide, self.taper = between(rng, (0.15, 0.26), (0.45, 0.8))
        self.round, self.cloth, self.gallery = chance(rng, 0.5), chance(rng, 0.35), chance(rng, 0.35)
        self.aside = rng.uniform(0.35, 1)  # how far the sails are seen from the front


def _mill(canvas: Canvas, rng: np.random.Generator, x: float, foot: float, size: float, look: _Look) -> None:
    """A tower ``size`` high that narrows upward, its cap, and four sails."""
    top, w = foot - size, size * look.wide
    n = w * look.taper
    canvas.polygon([(x - w, foot), (x + w, foot), (x + n, top), (x - n, top)], look.wall)
    canvas.polygon([(x + w * 0.3, foot), (x + w, foot), (x + n, top), (x + n * 0.3, top)], mix(look.wall, BLACK, 0.25))
    if look.round:
        canvas.ellipse(x, top, n * 1.1, size * 0.13, look.cap)
    else:
        ridge_pole = [(x + n * 0.3, top - size * 0.17), (x - n * 0.5, top - size * 0.15)]
        canvas.polygon([(x - n * 1.2, top), (x + n * 1.2, top), *ridge_pole], look.cap)
    for share, dx in ((0.12, 0.0), (0.4, -0.3), (0.68, 0.1)):
        y, s = foot - size * share, size * 0.03
        window = pose([(-1, 0), (1, 0), (1, -2.4), (-1, -2.4)], (x + w * dx, y), s)
        canvas.polygon(window, mix(look.wall, BLACK, 0.7))
    if look.gallery:
        y = foot - size * 0.35
        canvas.line([(x - w * 1.3, y), (x + w * 1.3, y)], size * 0.03, mix(look.wall, BLACK, 0.6))
    hub, angle = np.array((x + n * rng.uniform(-0.5, 0.5), top - size * 0.05)), rng.uniform(0, np.pi / 2)
    for k in range(4):
        along = np.array((np.cos(angle + k * np.pi / 2), np.sin(angle + k * np.pi / 2)))
        aside = along[::-1] * (1, -1) * size * 0.13
        reach = along * size * rng.uniform(0.6, 0.64)

        def at(share: float, out: float, r=reach, s=aside) -> tuple[float, float]:  # type: ignore[no-untyped-def]
            xy = (share * r + out * s) * (look.aside, 1) + hub
            return float(xy[0]), float(xy[1])

        if look.cloth:
            canvas.polygon([at(0.2, 0), at(1, 0), at(1, 1), at(0.2, 1)], mix(look.sail, WHITE, 0.15))
        else:
            for out in (0.5, 1):
                canvas.line([at(0.2, out), at(1, out)], size * 0.012, look.sail)
            for share in np.linspace(0.2, 1, 8):
                canvas.line([at(share, 0), at(share, 1)], size * 0.012, look.sail)
        canvas.line([at(0, 0), at(1, 0)], size * 0.03, mix(look.sail, BLACK, 0.2))


def _pump(canvas: Canvas, rng: np.random.Generator, x: float, foot: float, size: float, look: _Look) -> None:
    """A lattice tower ``size`` high with a wheel of many blades and a vane."""
    top, w, steel = foot - size, size * 0.2, mix(vary((0.25, 0.25, 0.27), rng, 0.4), look.sail, 0.15)
    for side in (-1, 1, 0.3):
        canvas.line([(x + side * w, foot), (x, top)], size * 0.022, steel)
    for share in (0.2, 0.45, 0.7):
        out, up = w * (1 - share), foot - size * share
        canvas.line([(x - out, up), (x + out, up)], size * 0.015, steel)
        canvas.line([(x - out, up), (x + out * 0.7, up - size * 0.2)], size * 0.012, steel)
    r, side = size * rng.uniform(0.2, 0.28), rng.choice([-1, 1])
    canvas.polygon([(x, top), (x + side * r * 1.3, top - r * 0.35), (x + side * r * 1.3, top + r * 0.3)], steel)
    rim = oval(24) * (r * look.aside, r) + (x, top)
    for k in range(0, 24, 2):
        inner = (rim[k] - (x, top)) * 0.25 + (x, top)
        canvas.polygon([inner, rim[k], rim[(k + 1) % 24]], steel)
    canvas.line(np.concatenate([rim, rim[:1]]), size * 0.015, steel)
