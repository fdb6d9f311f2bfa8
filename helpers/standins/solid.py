"""Bodies in space, to be drawn from any side: round limbs and flat faces, light from above.

    model = Model()
    model.part("body")
    model.limb((0.5, 1, 0), (-0.5, 1, 0), 0.3, 0.25, BROWN)  # from the shoulder to the hip
    render(model, canvas, View(yaw=0.4, pitch=0.2, extent=0.8))

In a model x points ahead, y up and z to its right hand side, which is the side that a viewer sees at yaw 0, the nose
to the right. Lengths are in any unit: the view says how much of the picture the model fills.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from .paint import Canvas, Colour, Floats, mix

Point = tuple[float, float, float]
Rectangle = tuple[float, float, float, float]  # x from, x to, z from, z to

ARC = np.linspace(-1, 1, 9)  # how an end of a limb is rounded: nine corners
DISC = np.stack([0.5 * np.cos(turns := np.linspace(0, 6, 20)), 0 * turns, 0.5 * np.sin(turns)], axis=1)
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
SIDES = ((0, 1, 2, 3), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7))  # of a block


class _Shape(NamedTuple):
    """A limb (with radii) or a face, whose points are ``first`` to ``last`` of the model's."""

    first: int
    last: int
    radii: tuple[float, float] | None
    colour: Colour
    behind: int | None  # the shape is seen only where it is nearer than this point


@dataclass
class Model:
    """A body: parts that hide one another as a whole, each made of limbs and faces."""

    points: list[Point] = field(default_factory=list)
    parts: dict[str, list[_Shape]] = field(default_factory=dict)
    _now: list[_Shape] = field(default_factory=list)

    def part(self, name: str) -> None:
        """Begin a part: what is added from now on belongs to it."""
        self._now = self.parts.setdefault(name, [])

    def limb(self, p: Point, q: Point, r: float, s: float, colour: Colour, on: Point | None = None) -> None:
        """Add a limb from ``p``, with radius ``r``, to ``q``, with radius ``s``. Successive limbs flow together.

        Args:
            p: where it begins.
            q: where it ends.
            r: radius at ``p``.
            s: radius at ``q``.
            colour: where the light falls.
            on: of something small upon a part, such as an eye: the middle of that part. It is not seen from behind.
        """
        self._add((p, q), (r, s), colour, on)

    def ball(self, p: Point, r: float, colour: Colour, on: Point | None = None) -> None:
        """Add a ball."""
        self._add((p, p), (r, r), colour, on)

    def chain(self, *stations: tuple[Point, float], colour: Colour) -> None:
        """Add limbs from each station, a point and a radius, to the next."""
        for (p, r), (q, s) in itertools.pairwise(stations):
            self._add((p, q), (r, s), colour, None)

    def face(self, points: Sequence[Point], colour: Colour, on: Point | None = None) -> None:
        """Add a flat face; ``on`` as for a limb, and without it both of its sides are seen."""
        self._add(points, None, colour, on)

    def block(
        self, foot: Rectangle, low: float, top: Rectangle, high: float, colour: Colour, glass: Colour | None = None
    ) -> None:
        """Add a block from the rectangle ``foot`` at height ``low`` to ``top`` at ``high``, perhaps with windows."""
        corners = [
            (x, y, z)
            for (x0, x1, z0, z1), y in ((foot, low), (top, high))
            for x, z in ((x0, z0), (x1, z0), (x1, z1), (x0, z1))
        ]
        x, y, z = (sum(c) / 8 for c in zip(*corners, strict=True))
        for k, side in enumerate(SIDES):
            points = [corners[i] for i in side]
            self.face(points, colour, on=(x, y, z))
            if glass is not None and k > 1:  # not in the floor nor in the roof
                a, b, c, d = points
                e, f, g, h = (_between(*pqt) for pqt in ((a, d, 0.12), (b, c, 0.12), (b, c, 0.85), (a, d, 0.85)))
                pane = [_between(p, q, t) for p, q, t in ((e, f, 0.08), (f, e, 0.08), (g, h, 0.08), (h, g, 0.08))]
                self.face(pane, glass, on=(x, y, z))

    def colour(self) -> Colour:
        """What its parts' colours are on the whole."""
        colours = [shape.colour for part in self.parts.values() for shape in part]
        red, green, blue = (sum(levels) / len(colours) for levels in zip(*colours, strict=True))
        return red, green, blue

    def _add(
        self, points: Sequence[Point], radii: tuple[float, float] | None, colour: Colour, on: Point | None
    ) -> None:
        first = len(self.points)
        self.points.extend(points)
        last = len(self.points)
        if on is not None:
            self.points.append(on)
        self._now.append(_Shape(first, last, radii, colour, None if on is None else last))


@dataclass(frozen=True)
class View:
    """Where a model is seen from, and where in the picture."""

    yaw: float  # radians: at 0 it looks to the right, at -pi/2 at the viewer, at pi to the left
    pitch: float = 0.1  # radians that the viewer looks down
    roll: float = 0.0  # radians, clockwise in the picture
    extent: float = 0.8  # of the picture: how much of it the model's longer side fills
    at: tuple[float, float] = (0.5, 0.5)  # the middle of the model in the picture
    focus: tuple[str, ...] = ()  # the parts that fill the picture, if not all
    foot: float | None = None  # where the model's lowest point is to be, instead of its middle at ``at[1]``
    near: float = 0.12  # how much larger is what is nearer


def render(model: Model, canvas: Canvas, view: View, shadow: Colour | None = None) -> None:
    """Draw a model.

    Args:
        model: what to draw.
        canvas: where to draw.
        view: from where.
        shadow: the colour of its shadow on the ground, if it has one.
    """
    xyz, size = _turn(model, view)
    flat, thick = _fit(model, view, xyz, size)
    if shadow is not None:
        canvas.polygon(flat[len(model.points) :], shadow)
    limbs = [shape for part in model.parts.values() for shape in part if shape.radii]
    outlines = dict(zip([limb.first for limb in limbs], _outlines(flat, thick, limbs), strict=True))
    corners = xyz.tolist()
    depth = [z for _, _, z in corners]
    middles = {
        name: [sum(depth[s.first : s.last]) / (s.last - s.first) for s in part]
        for name, part in model.parts.items()
        if part
    }
    far = {name: sum(z) / len(z) for name, z in middles.items()}
    for name in sorted(far, key=lambda name: far[name]):
        dim = min(max(-0.25 * far[name], 0), 0.3)  # what is farther off gets less light
        lit: list[tuple[Floats, Colour]] = []  # the lit sides of limbs that flow together: drawn after all of them
        for shape, z in zip(model.parts[name], middles[name], strict=True):
            colour = mix(shape.colour, BLACK, dim)
            if shape.radii is None or shape.behind is not None:
                while lit:
                    canvas.polygon(*lit.pop(0))
            if shape.radii is None:
                if (darker := _light(corners, shape)) is not None:
                    canvas.polygon(flat[shape.first : shape.last], mix(colour, BLACK, darker))
            elif shape.behind is None or z > depth[shape.behind]:
                shaded, bright = outlines[shape.first]
                canvas.polygon(shaded, mix(colour, BLACK, 0.33))
                lit.append((bright, colour))
        while lit:
            canvas.polygon(*lit.pop(0))


def _fit(model: Model, view: View, xyz: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Where the points are in the picture ``(P, 2)``, and the radii of limbs there ``(P,)``."""
    thick, counted = np.zeros(len(xyz)), np.zeros(len(xyz), dtype=bool)
    for name, part in model.parts.items():
        for shape in part:
            if shape.radii:
                thick[shape.first : shape.last] = shape.radii
            counted[shape.first : shape.last] = not view.focus or name in view.focus
    thick *= size
    flat, reach = xyz[counted, :2], thick[counted, None]
    low, high = (flat - reach).min(axis=0), (flat + reach).max(axis=0)
    scale = view.extent / (high - low).max()
    shift = np.array(view.at) - (low + high) / 2 * scale
    if view.foot is not None:
        shift[1] = view.foot - high[1] * scale
    return xyz[:, :2] * scale + shift, thick * scale


def _turn(model: Model, view: View) -> tuple[Floats, Floats]:
    """The points as the viewer sees them, x to the right, y down, z to the viewer; and how much enlarged.

    After the model's own points come those of its shadow, an ellipse on the ground.
    """
    cos, sin = math.cos(view.yaw), math.sin(view.yaw)
    up, down = math.cos(view.pitch), math.sin(view.pitch)
    turn = np.array([[cos, 0, sin], [-sin * down, -up, cos * down], [-sin * up, down, cos * up]])
    body = np.array(model.points)
    low, high = body.min(axis=0), body.max(axis=0)
    below = np.array([0, low[1], 0]) + (low + high) * (0.5, 0, 0.5) + (high - low) * DISC
    middle = turn @ (low + high) / 2
    xyz = np.concatenate([body, below]) @ turn.T - middle
    size = 1 / (1 - view.near * xyz[:, 2] / (np.abs(xyz).max() + 1e-9))
    xyz[:, :2] *= size[:, None]
    cos, sin = math.cos(view.roll), math.sin(view.roll)
    xyz[:, :2] = xyz[:, :2] @ np.array([[cos, sin], [-sin, cos]])
    return xyz, size


def _outlines(flat: Floats, thick: Floats, limbs: list[_Shape]) -> Floats:
    """Two outlines of each limb ``(L, 2, V, 2)``: of all of it, and of what the light falls on."""
    if not limbs:
        return np.zeros((0, 2, 2 * len(ARC), 2))
    first = np.array([limb.first for limb in limbs])
    p, q, r, s = flat[first], flat[first + 1], thick[first], thick[first + 1]
    way = q - p
    length = np.hypot(way[:, 0], way[:, 1])
    toward = np.arctan2(way[:, 1], way[:, 0])
    open_ = np.arccos(((r - s) / np.maximum(length, 1e-9)).clip(-1, 1))  # from the axis to where the sides touch
    there = toward[:, None] + open_[:, None] * ARC
    back = toward[:, None] + np.pi + (np.pi - open_)[:, None] * ARC
    angle = np.concatenate([there, back], axis=1)
    n = len(ARC)
    unit = np.stack([np.cos(angle), np.sin(angle)], axis=2)
    radius = np.concatenate([np.repeat(s[:, None], n, axis=1), np.repeat(r[:, None], n, axis=1)], axis=1)[:, :, None]
    center = np.concatenate([np.repeat(q[:, None], n, axis=1), np.repeat(p[:, None], n, axis=1)], axis=1)
    whole = center + radius * unit
    lit = center + radius * (0.8 * unit + (-0.08, -0.2))
    return np.stack([whole, lit], axis=1)


def _light(corner: list[list[float]], shape: _Shape) -> float | None:
    """How dark a face is, from 0 to 0.5; None if it is not seen."""
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = corner[shape.first : shape.first + 3]
    ux, uy, uz, vx, vy, vz = bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az
    nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
    if shape.behind is None:
        outward = nz
    else:
        ox, oy, oz = corner[shape.behind]
        outward = nx * (ax - ox) + ny * (ay - oy) + nz * (az - oz)
    if outward < 0:
        nx, ny, nz = -nx, -ny, -nz
    if nz <= 0:
        return None
    toward = (-0.35 * nx - 0.8 * ny + 0.45 * nz) / (math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-12)
    return 0.5 * (1 - max(toward, 0.0))


def _between(p: Point, q: Point, share: float) -> Point:
    return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share, p[2] + (q[2] - p[2]) * share
