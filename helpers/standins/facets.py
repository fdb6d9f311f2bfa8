"""Things made of small facets in space, and the scene in which they stand.

The scene has x to the right and y down, as the canvas, and z towards the viewer. There is no perspective: the distance
only says what hides what.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .paint import Canvas, Floats


@dataclass(frozen=True)
class Mesh:
    """Facets with four corners (N, 4, 3), in front and behind of the colours (N, 3)."""

    corners: Floats
    front: Floats
    back: Floats


class Scene:
    """What is to be drawn: facets in space, nearest last."""

    def __init__(self) -> None:
        self._meshes: list[Mesh] = []

    def place(
        self, mesh: Mesh, at: ArrayLike, size: float, axis: ArrayLike = (0.0, 0.0, 1.0), roll: float = 0.0
    ) -> None:
        """Put a flower at ``at`` (x, y, z), looking along ``axis``, rolled around it."""
        fx, fy, fz = np.asarray(axis, dtype=np.float64) / np.linalg.norm(axis)
        level = float(np.hypot(fx, fz))
        rx, ry, rz = (fz / level, 0.0, -fx / level) if level > 0.3 else (1.0, 0.0, 0.0)
        if level <= 0.3:  # looking up or down: right is what is at right angles to it and to the line of sight
            ahead = float(np.hypot(fx, fy))
            rx, ry = abs(fy) / ahead, -fx / ahead * np.sign(fy)
        right, front = np.array([rx, ry, rz]), np.array([fx, fy, fz])
        down = np.array([fy * rz - fz * ry, fz * rx - fx * rz, fx * ry - fy * rx])
        cos, sin = np.cos(roll), np.sin(roll)
        frame = np.stack([cos * right + sin * down, cos * down - sin * right, front]) * size
        self._meshes.append(Mesh(mesh.corners @ frame + np.asarray(at), mesh.front, mesh.back))

    def ribbon(self, ways: ArrayLike, widths: ArrayLike, colours: ArrayLike, fold: float = 0.12) -> None:
        """Lay stems or leaves along ``ways (N, K, 3)``, or one along ``(K, 3)``.

        Args:
            ways: points in the scene.
            widths: half widths, (N, K) or what can be broadcast to it.
            colours: (N, 3) or (3,).
            fold: how much lighter one half is than the other.
        """
        path = np.asarray(ways, dtype=np.float64)
        path = path[None] if path.ndim == 2 else path
        n, k = path.shape[:2]
        ahead = path[:, [*range(1, k), -1], :2] - path[:, [0, *range(k - 1)], :2]
        across = np.zeros_like(path)
        across[..., :2] = ahead[..., ::-1] * (-1, 1)
        across *= (np.broadcast_to(widths, (n, k)) / (np.hypot(ahead[..., 0], ahead[..., 1]) + 1e-9))[..., None]
        rows = np.stack([path - across, path, path + across], axis=2)
        corners = np.stack([rows[:, :-1, :-1], rows[:, 1:, :-1], rows[:, 1:, 1:], rows[:, :-1, 1:]], axis=3)
        halves = np.broadcast_to(colours, (n, 3))[:, None, None] * np.array([[1 + fold], [1 - fold]])
        shades = np.broadcast_to(halves, (n, k - 1, 2, 3)).reshape(-1, 3)
        self._meshes.append(Mesh(corners.reshape(-1, 4, 3), shades, shades))

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
        one, two = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
        normal = one[:, [1, 2, 0]] * two[:, [2, 0, 1]] - one[:, [2, 0, 1]] * two[:, [1, 2, 0]]
        normal /= np.sqrt((normal**2).sum(axis=1, keepdims=True)) + 1e-12
        seen = normal[:, 2:] > 0
        sun = np.asarray(light) / np.linalg.norm(light)
        lit = 0.76 + 0.34 * (np.where(seen, normal, -normal) @ sun)[:, None]
        order = np.argsort(corners[:, :, 2].mean(axis=1), kind="stable")
        canvas.facets(corners[order, :, :2], (np.where(seen, front, back) * lit)[order])
