"""The shape of a head: where its parts are in the picture, and how light falls on it.

The front is a bent surface, on which a relief of nose, brows, cheeks and chin stands out. Lengths are as in `people`.
"""

import numpy as np
from numpy.typing import ArrayLike

from .paint import Floats, pose
from .people import Look, Person

BOTH = (-1.0, 1.0)  # what there is on the left is there on the right


def place(points: ArrayLike, look: Look, out: float = 0.0) -> Floats:
    """Where points ``(V, 2)`` of the head, ``out`` before its front, are in the picture."""
    x, y = np.asarray(points, dtype=np.float64).T
    z = _depth(x, y) + out
    x, z = x * np.cos(look.yaw) + z * np.sin(look.yaw), z * np.cos(look.yaw) - x * np.sin(look.yaw)
    return pose(np.stack([x, y * np.cos(look.pitch) - z * np.sin(look.pitch)], 1), look.at, look.size, look.roll)


def light(p: Person, look: Look, side: int) -> Floats:
    """How bright each pixel is lit, ``(side, side)``; about 1 where the head faces the camera (Lambert's law)."""
    at = (np.arange(side) + 0.5) / side
    dx, dy = np.meshgrid((at - look.at[0]) / look.size, (at - look.at[1]) / look.size)
    cos, sin = np.cos(look.roll), np.sin(look.roll)
    across, down = dx * cos + dy * sin, dy * cos - dx * sin
    x, y = across, down
    for _ in range(4):  # where on the head a pixel looks: the inverse of `place`
        z = _depth(x, y)
        x = (across - z * np.sin(look.yaw)) / np.cos(look.yaw)
        z = z * np.cos(look.yaw) - x * np.sin(look.yaw)
        y = (down + z * np.sin(look.pitch)) / np.cos(look.pitch)
    z = _depth(x, y) + _relief(p, look, x, y)
    z = (z * np.cos(look.yaw) - x * np.sin(look.yaw)) * np.cos(look.pitch) + y * np.sin(look.pitch)
    slope_y, slope_x = np.gradient(z, 1 / (side * look.size))
    far = (np.abs(x) > 1.1) | (np.abs(y) > 1.4)
    slope_x, slope_y = np.where(far, 0, slope_x), np.where(far, 0, slope_y)
    lx, ly = look.light
    lit = (1 - slope_x * lx - slope_y * ly) / np.sqrt((1 + slope_x**2 + slope_y**2) * (1 + lx**2 + ly**2))
    bright: Floats = look.ambient + (1.05 - look.ambient) * lit.clip(0) + 0.2 * lit.clip(0) ** 24  # skin shines
    return bright


def _depth(x: Floats, y: Floats) -> Floats:
    """How far the front of a head stands out at x, y, without nose and chin."""
    depth: Floats = 0.5 - 0.62 * np.minimum(x * x, 1.25) - 0.2 * np.minimum(y * y, 2)
    return depth


def _relief(p: Person, look: Look, x: Floats, y: Floats) -> Floats:
    """How far nose, brows, cheeks, chin stand out of the front of the head, at x, y."""

    def bump(at: float, down: float, wide: float, high: float) -> Floats:
        return np.asarray(np.exp(-(((x - at) / wide) ** 2 + ((y - down) / high) ** 2) / 2))

    wide, low, out = p.nose
    nx, ny = x - 0.7 * out * np.sin(look.yaw), y + 0.7 * out * np.sin(look.pitch)
    up = ((ny - p.eyes[1] + 0.1) / (low - p.eyes[1])).clip(0, 1) * ((low + 0.14 - ny) / 0.25).clip(0, 1)
    z = out * up * np.exp(-((nx / (0.075 + 0.35 * wide * up)) ** 2) / 2)
    z = z + 0.08 * bump(0, p.mouth[1], 0.4, 0.26) - 0.07 * bump(0, p.mouth[1] + 0.22, 0.2, 0.07)
    z += 0.12 * bump(0, p.chin - 0.16, 0.22, 0.13) + 0.04 * bump(0, -0.65, 0.5, 0.25)
    z += 0.012 * p.folds * np.sin(36 * y) * bump(0, -0.6, 0.4, 0.12)
    for s in BOTH:
        z -= 0.17 * bump(s * p.eyes[0], p.eyes[1] - 0.02, 0.2, 0.13)
        z += 0.05 * bump(s * p.eyes[0], p.eyes[1] - 0.25, 0.28, 0.08)
        z += (0.07 + 0.06 * look.smile) * bump(s * 0.55, 0.28, 0.22, 0.2)
        z += 0.25 * out * np.exp(-(((s * nx - 0.7 * wide) / 0.07) ** 2 + ((ny - low + 0.06) / 0.07) ** 2) / 2)
        fold = (s * x - 0.33 - 0.5 * (y - 0.35)) / 0.07
        z -= (0.02 * p.folds + 0.018 * max(look.smile, 0)) * np.exp(-(fold**2) / 2) * bump(s * 0.4, 0.5, 0.3, 0.14)
    return np.asarray(z)
