"""How flowers stand: one bloom on a stalk, goblets, nodding bells, spikes and umbels, with their leaves."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .bloom import Mesh, Palette, Scene, Whorl, bloom
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
    "scales": Whorl(0, _OUT, (0.0,)),
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
        """The stem along ``way (K, 3)``; ``share`` of the flower's own width."""
        wide, colour = self.flower.stem
        self.scene.ribbon(way, np.full(len(way), max(0.005, share * wide * self.size)), self.palette[colour], 0.22)


def tones(rng: np.random.Generator, flower: Flower) -> Palette:
    """The colours of one plant: its kind's, a little off."""
    share = np.array([share for share, _ in flower.looks])
    look = flower.looks[int(rng.choice(len(share), p=share / share.sum()))][1]
    hue, saturation, value = rng.normal(0, 0.012), rng.uniform(0.85, 1.1), rng.uniform(0.88, 1.04)
    return {name: hsv(h + hue, s * saturation, v * value) for name, (h, s, v) in {**COMMON, **look}.items()}


def plant(scene: Scene, flower: Flower, rng: np.random.Generator, many: bool, size: float, palette: Palette) -> None:
    """Add one plant, or several of different sizes."""
    count = 1 if not many else int(rng.integers(2, 5) if rng.random() < 0.6 else rng.integers(5, 12))
    size *= rng.uniform(0.8, 1.1) * (1 if count == 1 else 1.05 / count**0.42)
    detail = float(np.clip(size / 0.3, 0.35, 1.1)) if flower.habit not in ("spike", "umbel") else 0.5
    blooms = [bloom(flower.whorls, palette, rng, detail) for _ in range(min(count, 3))]
    spots: list[tuple[float, float]] = []
    for _ in range(count):
        away = 0.06 if count == 1 else 0.5 - 0.4 * size
        tries = 0.5 + rng.uniform(-away, away, (6, 2)) * ((1, 1) if count == 1 else (1.15, 1))
        near = [min([np.hypot(*(spot - other)) for other in spots], default=0.0) for spot in tries]
        spots.append(tuple(tries[int(np.argmax(near))]))
    for x, y in sorted(spots, key=lambda spot: spot[1]):
        stand = Stand(flower, blooms, palette, scene, x, y, 6 * y, size * rng.uniform(0.85, 1.12), rng)
        leaves(stand, count)
        HABITS[flower.habit](stand)


def leaves(p: Stand, count: int) -> None:
    """Its leaves, behind the bloom."""
    kind, rng = p.flower.leaves, p.rng
    tone = p.palette["leaf"]
    if kind in BLADES:
        each, high, wide, bend = BLADES[kind]
        for _ in range(int(rng.integers(max(1, each // (2 if count < 4 else 3)), each + 1))):
            top = rng.uniform(0.5, 1.1) * high * (1 if count < 4 else 0.5)
            _blade(
                p,
                p.x + rng.normal(0, 0.18),
                min(1.05, p.y + top * 0.6 + 0.4 * p.size),
                top,
                wide,
                bend,
                mix(tone, (0.7, 0.85, 0.4), rng.uniform(0, 0.35)),
            )
    elif kind and kind != "scales" and rng.random() < 0.7:
        palette = {"leaf": mix(tone, (0.6, 0.75, 0.4), rng.uniform(0, 0.3))}
        mesh = bloom([ROSETTES[kind]], palette, rng)
        at = (p.x + rng.normal(0, 0.1), p.y + (0.2 + 0.8 * rng.random()) * p.size, p.depth - 3)
        p.scene.place(
            mesh, at, p.size * rng.uniform(0.6, 1.0), (rng.normal(0, 0.3), -rng.uniform(0, 1), 1), rng.uniform(0, 6.3)
        )


def _blade(
    p: Stand, x: float, y: float, high: float, wide: float, bend: float, tone: tuple[float, float, float]
) -> None:
    t = np.linspace(0, 1, 7)
    lean = p.rng.normal(0, bend)
    way = np.stack([x + lean * high * t**2, y - high * (t - 0.35 * abs(lean) * t**3), p.depth - 2 + 0 * t], axis=1)
    width = wide * p.rng.uniform(0.7, 1.2) * np.sin(np.pi * (0.12 + 0.88 * t)) ** 0.7
    p.scene.ribbon(way, width, tone, 0.15)


def _rising(p: Stand, top: tuple[float, float], lean: float, steps: int = 6) -> Floats:
    """A way from below the picture up to ``top``, behind what stands there."""
    t = np.linspace(0, 1, steps)
    x, y = top
    return np.stack([x + lean * (1 - t) ** 2, y + (1.05 - y + 0.3) * (1 - t), np.full(steps, p.depth - 1.5)], axis=1)


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
    p.stalk(np.concatenate([[[p.x - 0.45 * side * bend, 1.1, p.depth - 0.5]], way]), 0.18)
    count = int(rng.integers(6, 12))
    around = rng.random() < 0.4
    for k, share in enumerate(np.linspace(0.15, 1, count)):
        at = np.array([np.interp(share, t, column) for column in way.T])
        way_out = side if not around or k % 3 == 0 else -side
        radius = p.size * rng.uniform(0.095, 0.125) * (1.25 - 0.5 * share)
        out = at + (way_out * rng.uniform(0.6, 1.5) * radius, 0.35 * radius, rng.uniform(0.1, 0.6))
        p.stalk(np.stack([at, (at + out) / 2 - (0, 0.3 * radius, 0), out]), 0.09)
        p.scene.place(
            p.bloom(), out, radius, (way_out * rng.uniform(0, 0.8), 1, rng.uniform(0, 0.7)), rng.uniform(0, 6.3)
        )


def umbel(p: Stand) -> None:
    """Blooms on stalks of their own that all begin at the top of the stem and nod to one side."""
    rng = p.rng
    side = rng.normal(0, 0.6)
    p.stalk(_rising(p, (p.x, p.y), rng.normal(0, 0.1)), 0.5)
    for k in range(int(rng.integers(6, 12))):
        angle = rng.uniform(-1.5, 1.5) + side
        long = p.size * rng.uniform(0.3, 0.8)
        radius = p.size * rng.uniform(0.27, 0.36)
        axis = np.array([np.sin(angle), rng.uniform(-0.3, 0.9), rng.uniform(0.0, 1.0)])
        axis /= np.linalg.norm(axis)
        end = np.array([p.x, p.y, p.depth + 0.02 * k]) + long * axis * (1, 1, 0.3)
        neck = end - 1.5 * radius * axis
        p.stalk(np.stack([[p.x, p.y, p.depth - 0.1], (neck + [p.x, p.y - 0.1 * p.size, p.depth]) / 2, neck]), 0.3)
        p.scene.place(p.bloom(), end, radius, axis, rng.uniform(0, 6.3))


HABITS: dict[str, Callable[[Stand], None]] = {"face": face, "up": up, "nod": nod, "spike": spike, "umbel": umbel}
