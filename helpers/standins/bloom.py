"""Flowers as bodies in space: whorls of petals, each a bent sheet of small facets.

    tulip = [Whorl(6, midline=[(0, 0), (0.5, 0.3), (0.6, 1.0)], width=[0.1, 0.4, 0.0], colours="throat petal petal")]
    scene = Scene()
    scene.place(bloom(tulip, palette, rng), at=(0.5, 0.4, 0.0), size=0.3, axis=(0.0, -1.0, 0.3))
    scene.draw(canvas, light=(-0.4, -0.6, 0.7))

A flower's own frame has its axis along z, towards whoever looks into it; its radius is about 1. The scene has x to
the right and y down, as the canvas, and z towards the viewer. Petals, tubes, trumpets, stamens and the florets of a
disc are all whorls; they differ only in their numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .paint import Canvas, Colour, Floats

GOLDEN = np.pi * (3 - 5**0.5)  # the angle from floret to floret of a disc
Palette = dict[str, Colour]


@dataclass(frozen=True)
class Whorl:
    """Petals around an axis.

    Attributes:
        count: how many.
        midline: a petal's middle from base to tip: distance from the axis, and height along it.
        width: half of a petal's width at equal steps from base to tip.
        colours: names in the palette, from base to tip.
        opened: the midline when the flower is wide open; empty where it does not open.
        outside: the same for the back; empty where it is as the front.
        marks: what is drawn on it (one of ``MARKS``), in the colour ``mark``.
        mark: a name in the palette.
        turn: direction of the first petal, in radians, clockwise from the right.
        fused: a tube or bell: the width is a share of the petal's sector, bent around the axis.
        cup: how far the middle lies below the edges.
        wave: height of the ruffles at the edges.
        notch: how deep the tip is cut in.
        uneven: relative spread of the petals' lengths and directions.
        disc: radius of the disc on which the petals stand in a spiral, each as a floret of its own.
        dome: height of that disc's middle.
        grid: facets along and across.
    """

    count: int
    midline: Sequence[tuple[float, float]]
    width: Sequence[float]
    colours: str = "petal"
    outside: str = ""
    marks: str = ""
    mark: str = "mark"
    turn: float = -np.pi / 2
    fused: bool = False
    cup: float = 0.0
    wave: float = 0.0
    notch: float = 0.0
    uneven: float = 0.05
    disc: float = 0.0
    dome: float = 0.0
    grid: tuple[int, int] = (7, 4)
    opened: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Mesh:
    """Facets with four corners (N, 4, 3), in front and behind of the colours (N, 3)."""

    corners: Floats
    front: Floats
    back: Floats


MARKS: dict[str, Callable[[Floats, Floats, Floats], NDArray[np.bool_]]] = {
    # of the way along (0 to 1), across (-1 to 1), and chance (0 to 1) of each facet
    "chequers": lambda u, s, r: ((u * 8).astype(int) + (s * 2 + 2).astype(int) + (r < 0.12)) % 2 == 1,
    "spots": lambda u, s, r: (u > 0.15) & (u < 0.85) & (r < 0.2),
    "veins": lambda u, s, r: (u > 0.06) & (u < 0.36 + 0.3 * r) & (np.cos(4.5 * np.pi * s) > 0.2),
    "stripes": lambda u, s, r: (u < 0.85) & (np.cos(3 * np.pi * s) > 0.1),
    "rib": lambda u, s, r: np.abs(s) < 0.3,
    "edge": lambda u, s, r: (np.abs(s) > 0.72) | (u > 0.9),
    "beard": lambda u, s, r: (np.abs(s) < 0.25) & (u < 0.5),
    "blotch": lambda u, s, r: (u > 0.08) & (u < 0.42 + 0.16 * r),
    "tip": lambda u, s, r: (u > 0.72) & (u < 0.93),
}


def bloom(whorls: Sequence[Whorl], palette: Palette, rng: np.random.Generator, detail: float = 1.0) -> Mesh:
    """Grow one flower; no two are alike. ``detail`` below 1 makes coarser facets, for what is small."""
    opening = rng.random()
    meshes = [_grow(whorl, palette, rng, detail, opening) for whorl in whorls]
    return Mesh(*(np.concatenate([getattr(m, name) for m in meshes]) for name in ("corners", "front", "back")))


def _grow(w: Whorl, palette: Palette, rng: np.random.Generator, detail: float, opening: float) -> Mesh:
    long, wide = (
        max(least, round(cells * detail)) for cells, least in zip(w.grid, (2, min(2, w.grid[1])), strict=True)
    )
    u = (1 - (1 - np.linspace(0, 1, long + 1)) ** 1.4)[:, None]  # closer towards the tip, which is round
    s = np.linspace(-1, 1, wide + 1)
    k = np.arange(w.count)
    length = rng.normal(1, w.uneven, w.count).clip(0.3, 1.7)[:, None, None]
    lift = rng.normal(0, 2 * w.uneven, w.count)[:, None, None]
    angle = w.turn + 2 * np.pi * k / w.count + rng.normal(0, w.uneven, w.count) * 4 / max(w.count, 4)
    line = np.array(w.midline, dtype=np.float64)
    if w.opened:
        line = line + opening * (np.array(w.opened) - line)
    r, z = (_along(u, line[:, axis]) for axis in (0, 1))
    half = _along(u, w.width)
    far = (r * (1 - w.notch * (1 - np.abs(s)) ** 1.5 * u**4)) * length
    if w.fused:
        around = angle[:, None, None] + half * s * np.pi / w.count
        x, y = far * np.cos(around), far * np.sin(around)
        z = z * length + 0 * x
    else:
        across = half * s * length**0.5
        cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
        x, y = far * cos - across * sin, far * sin + across * cos
        z = (z + lift * r) * length + w.cup * (s**2 - 0.3) * half
    if w.wave:
        phase = rng.uniform(0, 2 * np.pi, (2, w.count, 1, 1))
        z = z + w.wave * np.abs(s) * u * np.sin(9 * u + phase[0] + 2 * s) * (0.6 + 0.4 * np.sin(phase[1]))
    if w.disc:
        out = (w.disc * np.sqrt((k + 0.5) / w.count))[:, None, None]
        spiral = (k * GOLDEN)[:, None, None]
        x, y = x + out * np.cos(spiral), y + out * np.sin(spiral)
        z = z + w.dome * (1 - (out / w.disc) ** 2)
    points = np.stack([x, y, z], axis=-1)
    a, b, c, d = points[:, :-1, :-1], points[:, 1:, :-1], points[:, 1:, 1:], points[:, :-1, 1:]
    corners = np.stack([a, b, c, d], axis=-2).reshape(-1, 4, 3)
    mid_u = np.broadcast_to((u[1:] + u[:-1]) / 2, (w.count, long, wide))
    mid_s = np.broadcast_to((s[1:] + s[:-1]) / 2, mid_u.shape)
    each = (
        rng.normal(1, 0.05, (w.count, 1, 1, 1)) * (1 - 0.14 * (np.abs(mid_s) > 1 - 1.5 / wide) * (wide > 2))[..., None]
    )
    front = _shades(mid_u, w.colours, palette)
    back = _shades(mid_u, w.outside, palette) if w.outside else front * 0.94
    if w.marks:
        marked = MARKS[w.marks](mid_u, mid_s, rng.random(mid_u.shape))[..., None]
        front, back = (np.where(marked, 0.2 * side + 0.8 * np.array(palette[w.mark]), side) for side in (front, back))
    return Mesh(corners, (front * each).reshape(-1, 3), (back * each).reshape(-1, 3))


def _along(u: Floats, values: ArrayLike) -> Floats:
    """Values at equal steps from 0 to 1, between them interpolated."""
    steps = np.asarray(values, dtype=np.float64)
    found: Floats = np.interp(u, np.arange(len(steps)) / max(len(steps) - 1, 1), steps)
    return found


def _shades(u: Floats, names: str, palette: Palette) -> Floats:
    colours = np.array([palette[name] for name in names.split()])
    return np.stack([_along(u, channel) for channel in colours.T], axis=-1)


class Scene:
    """What is to be drawn: facets in space, nearest last."""

    def __init__(self) -> None:
        self._meshes: list[Mesh] = []

    def place(
        self, mesh: Mesh, at: ArrayLike, size: float, axis: ArrayLike = (0.0, 0.0, 1.0), roll: float = 0.0
    ) -> None:
        """Put a flower at ``at`` (x, y, z), looking along ``axis``, rolled around it."""
        front = np.asarray(axis, dtype=np.float64) / np.linalg.norm(axis)
        up = np.array([0.0, 1.0, 0.0]) if abs(front[1]) < 0.95 else np.array([0.0, 0.0, -np.sign(front[1])])
        right = np.cross(up, front)
        right /= np.linalg.norm(right)
        down = np.cross(front, right)
        cos, sin = np.cos(roll), np.sin(roll)
        frame = np.stack([cos * right + sin * down, cos * down - sin * right, front]) * size
        self._meshes.append(Mesh(mesh.corners @ frame + np.asarray(at), mesh.front, mesh.back))

    def ribbon(self, way: ArrayLike, width: ArrayLike, colour: Colour, fold: float = 0.12) -> None:
        """Lay a stem or a leaf along ``way (K, 3)``, with half widths ``(K,)``; ``fold`` tells its halves apart."""
        path = np.asarray(way, dtype=np.float64)
        ahead = path[np.r_[1 : len(path), -1]] - path[np.r_[0, : len(path) - 1]]
        across = np.zeros_like(path)
        across[:, :2] = ahead[:, 1::-1] * (-1, 1) * (np.asarray(width) / (np.hypot(*ahead.T[:2]) + 1e-9))[:, None]
        rows = np.stack([path - across, path, path + across], axis=1)
        corners = np.stack([rows[:-1, :-1], rows[1:, :-1], rows[1:, 1:], rows[:-1, 1:]], axis=2).reshape(-1, 4, 3)
        halves = np.tile(np.array([[1 + fold], [1 - fold]]) * np.array(colour), (len(path) - 1, 1))
        self._meshes.append(Mesh(corners, halves, halves))

    def draw(self, canvas: Canvas, light: ArrayLike) -> None:
        """Draw all from back to front, in a light that comes from the direction ``light``."""
        if not self._meshes:
            return
        corners, front, back = (
            np.concatenate([getattr(mesh, name) for mesh in self._meshes]) for name in ("corners", "front", "back")
        )
        low, high = corners[:, :, :2].min(axis=(1, 2)), corners[:, :, :2].max(axis=(1, 2))
        inside = (low < 1) & (high > 0)
        corners, front, back = corners[inside], front[inside], back[inside]
        normal = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
        normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-12
        seen = normal[:, 2:] > 0
        sun = np.asarray(light) / np.linalg.norm(light)
        lit = 0.76 + 0.34 * (np.where(seen, normal, -normal) @ sun)[:, None]
        order = np.argsort(corners[:, :, 2].mean(axis=1), kind="stable")
        canvas.facets(corners[order, :, :2], (np.where(seen, front, back) * lit)[order])
