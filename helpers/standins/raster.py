"""The pen, the scissors and the scanner: ink or outlines to small gray pictures, in whole numbers only.

Coordinates are rounded to a grid of `FINE` steps a pixel first; from there on everything is integer arithmetic, so
that a picture does not depend on how a machine rounds.
"""

import numpy as np
from numpy.typing import NDArray

from .hand import Floats, Ink, Ints

FINE = 4  # fine pixels to a pixel, in each direction
SUB = 16  # steps to a pixel on which the corners of outlines lie
FULL = FINE * SUB  # what `fill` says of a pixel that is all inside
Bytes = NDArray[np.uint8]
Levels = NDArray[np.int32]  # sums of ink, before they become bytes


def fit(ink: Ink, n: int, box: int) -> tuple[Ints, Ints]:
    """Scale each character so that its ink, pen included, fills a box; center it there.

    Args:
        ink: of ``n`` characters.
        n: how many characters.
        box: side of the box in pixels.

    Returns:
        Points ``(P, 2)`` in fine pixels, and the diameters ``(P,)`` of the pen in fine pixels.
    """
    side = box * FINE
    begin = np.searchsorted(ink.char, np.arange(n))
    half = ink.width[:, None] / 2
    scale, shift = center(np.minimum.reduceat(ink.xy - half, begin), np.maximum.reduceat(ink.xy + half, begin), side)
    xy = ink.xy * scale[ink.char, None] + shift[ink.char]
    width = np.rint(ink.width * scale[ink.char]).astype(np.int64)
    return np.floor(xy).astype(np.int64), width.clip(FINE // 2, side)


def center(low: Floats, high: Floats, side: int) -> tuple[Floats, Floats]:
    """How to put what reaches from ``low (n, 2)`` to ``high (n, 2)`` into the middle of a square that it just fills.

    Returns:
        ``scale (n,)`` and ``shift (n, 2)``: a point goes to ``scale * point + shift``.
    """
    scale = side / (high - low).max(axis=1)
    return scale, side / 2 - scale[:, None] * (low + high) / 2


def fill(xy: Ints, side: int) -> Levels:
    """Fill closed outlines.

    Each row of fine pixels is crossed by an outline's edges an even number of times; each crossing notes how much of
    its pixel lies to the right of it, and summing along the rows fills all outlines at once.

    Args:
        xy: corners ``(n, V, 2)`` of ``n`` outlines, in 1/`SUB` of a pixel.
        side: of the pictures, in pixels.

    Returns:
        ``(n, side, side)``: how much of each pixel is inside, from 0 to `FULL`.
    """
    x, y = xy[..., 0], xy[..., 1]
    rows = np.arange(side * FINE) * (SUB // FINE) + SUB // FINE // 2
    below = y[:, :, None] <= rows  # (n, V, rows): which corners lie above, on each row, ...
    outline, edge, row = np.nonzero(below != np.roll(below, -1, axis=1))  # ... so which edges cross it
    far = (edge + 1) % xy.shape[1]
    x0, y0, x1, y1 = x[outline, edge], y[outline, edge], x[outline, far], y[outline, far]
    crossing = (x0 + (rows[row] - y0) * (x1 - x0) // (y1 - y0)).clip(0, side * SUB)
    sign = np.where(y1 > y0, 1, -1)
    pixel, part = crossing // SUB, crossing % SUB
    cell = (outline * side + row // FINE) * (side + 2) + pixel
    size = len(xy) * side * (side + 2)
    change = np.bincount(cell, sign * (SUB - part), size) + np.bincount(cell + 1, sign * part, size)
    inside = np.cumsum(change.astype(np.int32).reshape(-1, side, side + 2), axis=2, dtype=np.int32)
    return np.abs(inside[:, :, :side]).clip(max=FULL)


def between(xy: Ints, width: Ints, stroke: Ints, char: Ints, parts: int = 3) -> tuple[Ints, Ints, Ints]:
    """Fill the way from each point to the next of its stroke with ``parts - 1`` points more."""
    same = np.flatnonzero(stroke[1:] == stroke[:-1])
    a, b = xy[same], xy[same + 1]
    more = [(a * (parts - k) + b * k) // parts for k in range(1, parts)]
    return (
        np.concatenate([xy, *more]),
        np.concatenate([width, *(width[same] for _ in more)]),
        np.concatenate([char, *(char[same] for _ in more)]),
    )


def stamp(xy: Ints, width: Ints, char: Ints, n: int, side: int) -> Bytes:
    """Press a round pen of the given diameter down at each point.

    A disc is a few rows of ink; each row is noted as one start and one end, and summing along the rows fills all
    discs of all characters at once.

    Returns:
        ``(n, side, side)``, 1 where there is ink, else 0.
    """
    starts, ends = [], []
    for d in np.unique(width):
        at = np.flatnonzero(width == d)
        x, y, base = xy[at, 0, None], xy[at, 1, None], char[at, None] * side
        rows = np.arange(-((d - 1) // 2), d // 2 + 1)
        # The chord at each row; it is odd or even like the diameter, so that it sits on whole pixels.
        off_center = 2 * rows + d % 2 - 1
        chord = np.array([2 * round(((d * d - o * o) ** 0.5 - d % 2) / 2) + d % 2 for o in off_center.tolist()])
        left = x - chord // 2
        right = left + chord
        line = (base + (y + rows).clip(0, side - 1)) * (side + 1)
        starts.append((line + left.clip(0, side)).ravel())
        ends.append((line + right.clip(0, side)).ravel())
    size = n * side * (side + 1)
    change = np.bincount(np.concatenate(starts), minlength=size) - np.bincount(np.concatenate(ends), minlength=size)
    ink = np.cumsum(change.astype(np.int16).reshape(n, side, side + 1), axis=2, dtype=np.int16)
    return (ink[:, :, :side] > 0).view(np.uint8)


def pixelate(fine: Levels, cells: int) -> Levels:
    """What a coarse scanner sees: ``cells`` × ``cells`` samples, as large squares. Shape stays ``(n, side, side)``."""
    side = fine.shape[1]
    at = (np.arange(side) * cells // side * 2 + 1) * side // (2 * cells)
    return fine[:, at[:, None], at]


def blur(fine: Levels, width: int) -> Levels:
    """Mean over a square of ``width`` × ``width`` (``width`` odd), the border repeated: unsharp optics."""
    for axis in (1, 2):
        pad = [(0, 0)] * 3
        pad[axis] = (width // 2 + 1, width // 2)
        total = np.cumsum(np.pad(fine, pad, mode="edge"), axis=axis, dtype=np.int32)
        a, b = [slice(None)] * 3, [slice(None)] * 3
        a[axis], b[axis] = slice(width, None), slice(None, -width)
        fine = (total[tuple(a)] - total[tuple(b)]) // width
    return fine


def reduce(fine: Levels, by: int) -> Levels:
    """Mean over each ``by`` × ``by`` block."""
    rows = sum(fine[:, k::by] for k in range(1, by)) + fine[:, ::by]
    total: Levels = sum(rows[:, :, k::by] for k in range(1, by)) + rows[:, :, ::by]
    return total // by**2


def expose(gray: Levels, gain: Ints) -> Bytes:
    """Stretch each picture so that its brightest pixel is white, times ``gain`` per cent (above 100: saturated)."""
    white = gray.max(axis=(1, 2)).clip(1)
    full = white * 100 // gain  # the level from which on it is white
    bright: Bytes = np.minimum(gray * 255 // full.clip(1)[:, None, None], 255).astype(np.uint8)
    return bright


def center_of_mass(gray: Bytes) -> Ints:
    """Center of mass ``(n, 2)`` as y, x of each picture, in whole pixels."""
    mass = gray.astype(np.int64)
    total = mass.sum(axis=(1, 2)).clip(1)
    where = np.arange(gray.shape[1])
    y, x = (mass.sum(axis=2) * where).sum(axis=1), (mass.sum(axis=1) * where).sum(axis=1)
    return np.stack([(2 * y + total) // (2 * total), (2 * x + total) // (2 * total)], axis=1)
