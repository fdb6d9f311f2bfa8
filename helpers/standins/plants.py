"""How flowers stand: one bloom on a stalk, goblets, nodding bells, spikes and umbels, with their leaves."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .bloom import Palette, Whorl, bloom
from .facets import Mesh, Scene
from .flora import COMMON, Flower
from .paint import Floats, hsv, mix

# Leaves that rise from the ground: how many, how high (in pictures), how wide, how far they bend.
BLADES = {
    "strap": (7, 0.75, 0.022, 0.3),
    "grass": (6, 0.55, 0.009, 0.35),
    "broad": (4, 0.85, 0.13, 0.35),
    "lance": (7, 0.6, 0.035, 0.8),
}
_OUT = [(0.1, -0.3), (0.8, -0.35), (1.5, -0.45)]
# Leaves that spread below a bloom.
ROSETTES = {
    "oval": Whorl(6, _OUT, (0.05, 0.22, 0.34, 0.3, 0), "leaf leaf", uneven=0.25, grid=(5, 2)),
    "heart": Whorl(4, _OUT, (0.2, 0.7, 0.6, 0.3, 0), "leaf leaf", uneven=0.3, grid=(5, 2)),
    "toothed": Whorl(7, _OUT, (0.06, 0.2, 0.1, 0.28, 0.14, 0.34, 0.2, 0), "leaf leaf", uneven=0.2, grid=(8, 2)),
    "cut": Whorl(9, _OUT, (0.03, 0.1, 0.2, 0.1, 0.24, 0.1, 0), "leaf leaf", uneven=0.3, grid=(7, 2)),
}


@dataclass(frozen=True)
class Stand:
    """One plant that is to be drawn: its kind, some blooms to choose from, where it stands, and chance."""

    flower: Flower
    blooms: list[Mesh]
    palette: Palette
    scene: Scene
    x: float
    y: float
    depth: float
    size: float
    rng: np.random.Generator

    def bloom(self) -> Mesh:
        """One of the blooms."""
        return self.blooms[int(self.rng.integers(len(self.blooms)))]

    def stalk(self, way: Floats, share: float = 1.0) -> None:
        """The stem along ``way (K, 3)``, or several along ``(N, K, 3)``; ``share`` of the flower's own width."""
        wide, colour = self.flower.stem
        self.scene.ribbon(way, max(0.005, share * wide * self.size), self.palette[colour], 0.22)


def tones(rng: np.random.Generator, flower: Flower) -> Palette:
    """The colours of one plant: its kind's, a little off."""
    share = np.array([share for share, _ in flower.looks])
    look = flower.looks[int(rng.choice(len(share), p=share / share.sum()))][1]
    hue, saturation, value = rng.uniform(-0.02, 0.016), rng.uniform(0.75, 1.1), rng.uniform(0.78, 1.04)
    return {name: hsv(h + hue, s * saturation, v * value) for name, (h, s, v) in {**COMMON, **look}.items()}


def plant(
    scene: Scene, flower: Flower, rng: np.random.Generator, many: bool, size: float, palette: Palette, fine: float = 1.0
) -> None:
    """Add one plant, or several of different sizes; ``fine`` below 1 draws them more coarsely."""
    count = 1 if not many else int(rng.integers(2, 5) if fine < 1 or rng.random() < 0.6 else rng.integers(5, 12))
    size *= rng.uniform(0.8, 1.1) * (1 if count == 1 else 1.05 / count**0.42)
    detail = float(np.clip(size / 0.32, 0.35, 1.2)) if flower.habit not in ("spike", "umbel") else 0.5
    blooms = [bloom(flower.whorls, palette, rng, detail * fine) for _ in range(min(count, 2))]
    spots: list[tuple[float, float]] = []
    for _ in range(count):
        away = 0.06 if count == 1 else 0.48 - 0.4 * size
        tries = 0.5 + rng.uniform(-away, away, (6, 2))
        near = [min([np.hypot(*(spot - other)) for other in spots], default=0.0) for spot in tries]
        spots.append(tuple(tries[int(np.argmax(near))]))
    for x, y in sorted(spots, key=lambda spot: spot[1]):
        stand = Stand(flower, blooms, palette, scene, x, y, 6 * y, size * rng.uniform(0.85, 1.12), rng)
        leaves(stand, count)
        HABITS[flower.habit](stand)


def leaves(p: Stand, count: int) -> None:
    """Its leaves, behind the bloom."""
    kind, rng = p.flower.leaves, p.rng
    tone = np.array(p.palette["leaf"])
    if kind in BLADES:
        each, high, wide, bend = BLADES[kind]
        n = int(rng.integers(max(1, each // (2 if count < 4 else 3)), (each if count < 4 else each // 2) + 2))
        tall = rng.uniform(0.5, 1.1, (n, 1)) * high * (1 if count < 4 else 0.5)
        foot = np.minimum(1.05, p.y + 0.6 * tall + 0.4 * p.size)
        lean, t = rng.normal(0, bend, (n, 1)), np.linspace(0, 1, 7)
        x = p.x + rng.normal(0, 0.18, (n, 1)) + lean * tall * t**2
        y = foot - tall * (t - 0.35 * np.abs(lean) * t**3)
        widths = wide * rng.uniform(0.7, 1.2, (n, 1)) * np.sin(np.pi * (0.12 + 0.88 * t)).clip(0) ** 0.7
        lit = tone + rng.uniform(0, 0.35, (n, 1)) * (np.array([0.7, 0.85, 0.4]) - tone)
        p.scene.ribbon(np.stack([x, y, np.full((n, 7), p.depth - 2)], axis=2), widths, lit, 0.15)
    elif kind in ROSETTES and rng.random() < 0.7:
        mesh = bloom([ROSETTES[kind]], {"leaf": mix(p.palette["leaf"], (0.6, 0.75, 0.4), rng.uniform(0, 0.3))}, rng)
        at = (p.x + rng.normal(0, 0.1), p.y + (0.2 + 0.8 * rng.random()) * p.size, p.depth - 3)
        axis = (rng.normal(0, 0.3), -rng.uniform(0, 1), 1)
        p.scene.place(mesh, at, p.size * rng.uniform(0.6, 1.0), axis, rng.uniform(0, 6.3))


def _rising(p: Stand, top: tuple[float, float], lean: float, steps: int = 6) -> Floats:
    """A way from the ground, or from below the picture, up to ``top``, behind what stands there."""
    t = np.linspace(0, 1, steps)
    x, y = top
    far = min(1.3 - y, p.flower.tall * p.size)
    return np.stack([x + lean * (1 - t) ** 2, y + far * (1 - t), np.full(steps, p.depth - 1.5)], axis=1)


def face(p: Stand) -> None:
    """A bloom that one looks into, from more or less aside."""
    rng = p.rng
    tilt = abs(rng.normal(0, 0.5)) * p.flower.tilt
    aside = rng.normal(-np.pi / 2, 0.9)
    axis = (np.sin(tilt) * np.cos(aside), np.sin(tilt) * np.sin(aside), np.cos(tilt))
    foot = (p.x - 0.2 * axis[0] * p.size, p.y - 0.2 * axis[1] * p.size)
    p.stalk(_rising(p, foot, rng.normal(0, 0.12)))
    upright = rng.normal(0, 0.12) if p.flower.whorls[0].count == 1 else rng.uniform(0, 6.3)
    p.scene.place(p.bloom(), (p.x, p.y, p.depth), p.size, axis, upright)


def up(p: Stand) -> None:
    """A goblet, or an iris, seen from the side and a little from above."""
    rng = p.rng
    axis = (rng.normal(0, 0.2), -1, rng.uniform(0.1, 0.35 + p.flower.tilt))
    base = p.y + 0.45 * p.size
    p.stalk(_rising(p, (p.x, base), rng.normal(0, 0.08)))
    p.scene.place(
        p.bloom(),
        (p.x, base, p.depth),
        p.size,
        axis,
        rng.normal(0, 0.25) if p.flower.leaves == "strap" else rng.uniform(0, 6.3),
    )


def nod(p: Stand) -> None:
    """A bloom that hangs from a bent stalk."""
    rng = p.rng
    side = float(rng.choice([-1, 1]))
    axis = (side * rng.uniform(0, 0.4), 1, rng.uniform(0, 0.6) * p.flower.tilt)
    top = p.y - 0.6 * p.size
    t = np.linspace(0, 1, 8)[:, None]
    wide, crook = rng.uniform(0.25, 0.7) * p.size * side, rng.uniform(0.25, 0.55) * p.size
    points = [
        (p.x - wide - 0.1 * side, 1.1),
        (p.x - 1.2 * wide, top + 0.2 * p.size),
        (p.x - 0.6 * wide, top - 1.8 * crook),
        (p.x, top),
    ]
    a, b, c, d = (np.array(point) for point in points)
    curve = (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
    p.stalk(np.concatenate([curve, np.full((8, 1), p.depth - 1.5)], axis=1))
    p.scene.place(p.bloom(), (p.x, top, p.depth), p.size, axis, rng.uniform(0, 6.3))


def spike(p: Stand) -> None:
    """Bells along a stalk that bends over; the youngest, at the top, are small."""
    rng = p.rng
    side = float(rng.choice([-1, 1]))
    t = np.linspace(0, 1, 9)
    bend = rng.uniform(0.1, 0.4) * p.size
    way = np.stack(
        [p.x + side * bend * (t**2.2 - 0.4), p.y + p.size * (0.6 - 1.1 * t + 0.15 * t**3), np.full(9, p.depth - 0.5)],
        axis=1,
    )
    p.stalk(np.concatenate([np.array([[p.x - 0.45 * side * bend, 1.1, p.depth - 0.5]]), way]), 0.18)
    count = int(rng.integers(6, 12))
    side_of = np.where((rng.random() < 0.6) | (np.arange(count) % 3 == 0), side, -side)
    share = np.linspace(0.15, 1, count)
    radius = p.size * rng.uniform(0.095, 0.125, count) * (1.25 - 0.5 * share)
    at = np.stack([np.interp(share, t, column) for column in way.T], axis=1)
    out = at + np.stack(
        [side_of * rng.uniform(0.6, 1.5, count) * radius, 0.35 * radius, rng.uniform(0.1, 0.6, count)], axis=1
    )
    bow = (at + out) / 2 - np.stack([0 * radius, 0.3 * radius, 0 * radius], axis=1)
    p.stalk(np.stack([at, bow, out], axis=1), 0.09)
    for place, size, way_out in zip(out, radius, side_of, strict=True):
        p.scene.place(
            p.bloom(), place, size, (way_out * rng.uniform(0, 0.8), 1, rng.uniform(0, 0.7)), rng.uniform(0, 6.3)
        )


def umbel(p: Stand) -> None:
    """Blooms on stalks of their own that all begin at the top of the stem and nod to one side."""
    rng = p.rng
    side = rng.normal(0, 0.6)
    p.stalk(_rising(p, (p.x, p.y), rng.normal(0, 0.1)), 0.5)
    count = int(rng.integers(6, 12))
    angle = rng.uniform(-1.5, 1.5, count) + side
    axis = np.stack([np.sin(angle), rng.uniform(-0.3, 0.9, count), rng.uniform(0.0, 1.0, count)], axis=1)
    axis /= np.sqrt((axis**2).sum(axis=1, keepdims=True))
    radius = p.size * rng.uniform(0.3, 0.4, (count, 1))
    top = np.array([p.x, p.y, p.depth])
    out = top + p.size * rng.uniform(0.3, 0.8, (count, 1)) * axis * (1, 1, 0.3)
    out[:, 2] += 0.02 * np.arange(count)
    neck = out - 1.5 * radius * axis
    p.stalk(
        np.stack(
            [np.broadcast_to(top - (0, 0, 0.1), neck.shape), (neck + top - (0, 0.1 * p.size, 0)) / 2, neck], axis=1
        ),
        0.3,
    )
    for place, size, ahead in zip(out, radius[:, 0], axis, strict=True):
        p.scene.place(p.bloom(), place, size, ahead, rng.uniform(0, 6.3))


HABITS: dict[str, Callable[[Stand], None]] = {"face": face, "up": up, "nod": nod, "spike": spike, "umbel": umbel}
