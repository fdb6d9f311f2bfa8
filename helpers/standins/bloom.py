"""Flowers as bodies in space: whorls of petals, each a bent sheet of small facets.

    tulip = [Whorl(6, midline=[(0, 0), (0.5, 0.3), (0.6, 1.0)], width=[0.1, 0.4, 0.0], colours="throat petal petal")]
    scene = Scene()
    scene.place(bloom(tulip, palette, rng), at=(0.5, 0.4, 0.0), size=0.3, axis=(0.0, -1.0, 0.3))
    scene.draw(canvas, light=(-0.4, -0.6, 0.7))

A flower's own frame has its axis along z, towards whoever looks into it; its radius is about 1. The scene has x to
the right and y down, as the canvas, and z towards the viewer. Petals, tubes, trumpets, stamens and the florets of a
disc are all whorls; they differ only in their numbers.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .facets import Mesh
from .paint import Colour, Floats

EDGE = 0.14  # how much darker a petal is at its edges
MANY = 12  # petals; of so many or more, some are left out where they are small
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


MARKS: dict[str, Callable[[Floats, Floats, Floats], NDArray[np.bool_]]] = {
    # of the way along (0 to 1), across (-1 to 1), and chance (0 to 1) of each facet
    "chequers": lambda u, s, r: ((u * 8).astype(int) + (s * 2 + 2).astype(int) + (r < 0.12)) % 2 == 1,
    "spots": lambda u, s, r: (u > 0.15) & (u < 0.85) & (r < 0.14),
    "veins": lambda u, s, r: (u > 0.06) & (u < 0.3 + 0.25 * r) & (np.cos(5 * np.pi * s) > 0.3) & (np.abs(s) < 0.75),
    "stripes": lambda u, s, r: (u < 0.85) & (np.cos(3 * np.pi * s) > 0.1),
    "beard": lambda u, s, r: (np.abs(s) < 0.25) & (u < 0.5),
    "tip": lambda u, s, r: (u > 0.72) & (u < 0.93),
}


def bloom(whorls: Sequence[Whorl], palette: Palette, rng: np.random.Generator, detail: float = 1.0) -> Mesh:
    """Grow one flower; no two are alike. ``detail`` below 1 makes coarser facets, for what is small."""
    opening = rng.random()
    meshes = [_grow(whorl, palette, rng, detail, opening) for whorl in whorls]
    return Mesh(*(np.concatenate([getattr(m, name) for m in meshes]) for name in ("corners", "front", "back")))


def _grow(w: Whorl, palette: Palette, rng: np.random.Generator, detail: float, opening: float) -> Mesh:
    long = max(2, round(w.grid[0] * detail))
    wide = max(min(2, w.grid[1]), round(w.grid[1] * detail))
    u, s = _steps(long), np.arange(wide + 1) * (2 / wide) - 1
    count = w.count if w.count < MANY else round(w.count * min(1, 0.4 + 0.6 * detail))
    k = np.arange(count)
    length, lift, aside = rng.normal(0, w.uneven, (3, count, 1, 1)).clip(-0.6, 0.6)
    length = 1 + length
    angle = (w.turn + 2 * np.pi / count * k)[:, None, None] + aside * 4 / max(count, 4)
    line = np.array(w.midline)
    if w.opened:
        line = line + opening * (np.array(w.opened) - line)
    r, z = (_curve(long, len(line)) @ line).T[:, :, None]
    half = _curve(long, len(w.width)) @ np.array(w.width)[:, None]
    ruffle = rng.uniform(0, 2 * np.pi, (2, count, 1, 1)) if w.wave else np.zeros((2, 1, 1, 1))
    far = r * (1 - w.notch * (1 - np.abs(s)) ** 1.5 * u**4) * length
    if w.fused:
        around = angle + half * s * np.pi / count
        x, y = far * np.cos(around), far * np.sin(around)
        z = z * length + 0 * x
    else:
        across = half * s * length**0.5 * (1 + w.wave * np.sin(25 * u + ruffle[0]))
        cos, sin = np.cos(angle), np.sin(angle)
        x, y = far * cos - across * sin, far * sin + across * cos
        z = (z + 2 * lift * r) * length + w.cup * (s**2 - 0.3) * half
    if w.wave:
        z = z + w.wave * np.abs(s) * u * np.sin(9 * u + ruffle[1] + 2 * s)
    if w.disc:
        out = (w.disc * np.sqrt((k + 0.5) / count))[:, None, None]
        spiral = (k * GOLDEN)[:, None, None]
        x, y = x + out * np.cos(spiral), y + out * np.sin(spiral)
        z = z + w.dome * (1 - (out / w.disc) ** 2)
    points = np.empty((*x.shape, 3))
    points[..., 0], points[..., 1], points[..., 2] = x, y, z
    corners = np.empty((count, long, wide, 4, 3))
    for corner, (du, ds) in enumerate(((0, 0), (1, 0), (1, 1), (0, 1))):
        corners[..., corner, :] = points[:, du : du + long, ds : ds + wide]
    mid_u, mid_s = (u[1:] + u[:-1]) / 2, (s[1:] + s[:-1]) / 2
    each = rng.normal(1, 0.05, (count, 1, 1, 1))
    if wide > 2:
        each = each * (1 - EDGE * (np.abs(mid_s) > 1 - 1.5 / wide))[:, None]
    front = _shades(mid_u, w.colours, palette) * each
    back = _shades(mid_u, w.outside, palette) * each if w.outside else 0.94 * front
    shape = (count, long, wide, 3)
    if w.marks:
        marked = MARKS[w.marks](mid_u, mid_s, rng.random(shape[:3]))[..., None]
        front, back = (np.where(marked, 0.2 * side + 0.8 * np.array(palette[w.mark]), side) for side in (front, back))
    front, back = (np.broadcast_to(side, shape).reshape(-1, 3) for side in (front, back))
    return Mesh(corners.reshape(-1, 4, 3), front, back)


@functools.cache
def _steps(long: int) -> Floats:
    """The way along a petal (long + 1, 1), from 0 to 1, in steps that are smaller towards the tip, which is round."""
    way: Floats = (1 - (1 - np.linspace(0, 1, long + 1)) ** 1.4)[:, None]
    return way


@functools.cache
def _curve(long: int, count: int) -> Floats:
    """How the smooth way through ``count`` points depends on them at ``_steps``: (long + 1, count), Catmull-Rom."""
    at = _steps(long)[:, 0] * (count - 1)
    first = np.minimum(at.astype(int), count - 2)
    t = at - first
    weights = np.zeros((long + 1, count))
    for k, share in enumerate(
        (-t / 2 + t**2 - t**3 / 2, 1 - 2.5 * t**2 + 1.5 * t**3, t / 2 + 2 * t**2 - 1.5 * t**3, (t**3 - t**2) / 2)
    ):
        point = first + k - 1
        inside = point.clip(0, count - 1)
        np.add.at(weights, (np.arange(long + 1), inside), share)
    return weights


def _shades(u: Floats, names: str, palette: Palette) -> Floats:
    """The colours along a petal: (1, long, 1, 3)."""
    colours = np.array([palette[name] for name in names.split()])
    at = u * (len(colours) - 1)
    first = np.minimum(at.astype(int), max(len(colours) - 2, 0))
    after = np.minimum(first + 1, len(colours) - 1)
    share = (at - first)[..., None]
    shades: Floats = ((1 - share) * colours[first] + share * colours[after])[None]
    return shades
