"""Drawn handwritten characters: the stand-in for MNIST, NIST36 and EMNIST Balanced."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helpers.standins import hand, raster
from helpers.standins.hand import Floats, Ints
from helpers.standins.raster import FINE, Bytes

CHUNK = 128  # characters rastered together: small enough for the processor's cache


@dataclass(frozen=True)
class Scan:
    """How characters of one kind came onto paper and off it again; fractions are of all characters."""

    thin: float = 0.06  # thinnest and thickest mean pen width, in character heights
    thick: float = 0.26
    coarse: float = 0.0  # fraction scanned at low resolution
    cells: tuple[int, int] = (9, 24)  # samples across the box in such a scan
    unsharp: float = 0.3  # fraction scanned out of focus
    cut: float = 0.0  # fraction that lost ink at the sides


@dataclass(frozen=True)
class Layout:
    """How a data set presents a character: the picture's side, the box that the ink fills, how it was scanned."""

    side: int
    box: int
    by_mass: bool  # centered by center of mass, or by the middle of the box
    lower: bool  # whether capitals also come in lower-case form
    digits: Scan
    letters: Scan


LAYOUTS = {
    "mnist": Layout(28, 20, True, False, Scan(thin=0.085, thick=0.28, unsharp=0.12), Scan()),
    "emnist": Layout(
        28,
        22,
        False,
        True,
        Scan(coarse=0.35, unsharp=0.6),
        Scan(coarse=0.35, unsharp=0.6, cut=0.1),
    ),
    "nist36": Layout(
        32,
        24,
        False,
        False,
        Scan(thin=0.08, thick=0.32, coarse=0.4, cells=(8, 20), unsharp=0.7),
        Scan(thin=0.06, thick=0.22, coarse=0.3, cells=(14, 24), unsharp=0.5, cut=0.25),
    ),
}


def draw(labels: Sequence[str], layout: str, rng: np.random.Generator) -> Bytes:
    """Draw characters as a data set would show them: ink bright on dark, upright.

    Args:
        labels: the characters: digits, capitals and EMNIST Balanced's lower-case letters "abdefghnqrt".
        layout: "mnist" (28×28: longest side 20, centered by center of mass), "emnist" (28×28: longest side 22 before
            blurring) or "nist36" (32×32: longest side 24); the last two centered by their bounding box.
        rng: where the chance comes from; the same seed gives the same pictures on every machine.

    Returns:
        ``(N, side, side)`` uint8.

    Raises:
        ValueError: if the layout or a label is unknown.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"draw: unknown layout {layout!r}; there are {', '.join(LAYOUTS)}")
    form = LAYOUTS[layout]
    chunks = [_draw(labels[i : i + CHUNK], form, rng) for i in range(0, len(labels), CHUNK)]
    return np.concatenate([np.zeros((0, form.side, form.side), np.uint8), *chunks])


def _draw(labels: Sequence[str], layout: Layout, rng: np.random.Generator) -> Bytes:
    n, side = len(labels), layout.box * FINE
    digit = np.array([label.isdigit() for label in labels], dtype=bool)

    def of_kind(setting: Callable[[Scan], float]) -> NDArray[np.float64]:
        return np.where(digit, setting(layout.digits), setting(layout.letters))

    pen = hand.choose_pen(rng, n, of_kind(lambda s: s.thin), of_kind(lambda s: s.thick))
    ink = hand.write(labels, rng, lower=layout.lower, pen=pen)
    ink = _lose_sides(ink, n, of_kind(lambda s: s.cut), rng)
    xy, width = raster.fit(ink, n, layout.box)

    few, many = of_kind(lambda s: s.cells[0]), of_kind(lambda s: s.cells[1])
    cells = (few + rng.random(n) * (many - few)).astype(np.int64)
    cells *= rng.random(n) < of_kind(lambda s: s.coarse)
    # A coarse scan shows no line thinner than its own pixel.
    width = np.maximum(width, (side // cells.clip(1) * (cells > 0))[ink.char])
    fine = raster.stamp(*raster.between(xy, width, ink.stroke, ink.char), n, side).view(np.uint8)
    soft = np.where(rng.random(n) < of_kind(lambda s: s.unsharp), 1 + 2 * rng.integers(1, 6, n), 1)
    return _place(_scan(fine, cells, soft, layout, rng), layout)


def _lose_sides(ink: hand.Ink, n: int, fraction: Floats, rng: np.random.Generator) -> hand.Ink:
    """Cut ink away at the sides, as scanning does when it removes the boxes of a form, with what stood on them."""
    begin = np.searchsorted(ink.char, np.arange(n))
    low, high = np.minimum.reduceat(ink.xy, begin), np.maximum.reduceat(ink.xy, begin)
    hit = (rng.random((2, n, 2)) < 0.5) & (rng.random(n) < fraction)[:, None]
    depth = hit * (0.02 + 0.24 * rng.random((2, n, 2)) * rng.random((2, n, 2))) * (high - low)
    left = ((ink.xy >= (low + depth[0])[ink.char]) & (ink.xy <= (high - depth[1])[ink.char])).all(axis=1)
    left |= np.bincount(ink.char[left], minlength=n)[ink.char] < 8  # never the whole character
    return hand.Ink(ink.xy[left], ink.width[left], ink.stroke[left], ink.char[left])


def _scan(fine: Bytes, cells: Ints, soft: Ints, layout: Layout, rng: np.random.Generator) -> Bytes:
    """Fine ink to grey pixels: coarse scans, focus, exposure."""
    n = len(fine)
    soft = np.where(cells > 0, fine.shape[1] // cells.clip(1) // 2 * 2 + 1, soft)
    grey = np.empty((n, layout.box, layout.box), np.int32)
    for c, s in np.unique(np.stack([cells, soft]), axis=1).T:
        group = np.flatnonzero((cells == c) & (soft == s))
        some = raster.pixelate(fine[group], c) if c else fine[group]
        wide = some.astype(np.int32) * 4080
        for _ in range(2 if s > 1 and not c else 1):
            wide = raster.blur(wide, s) if s > 1 else wide
        grey[group] = raster.reduce(wide)
    return raster.expose(grey, 100 + rng.integers(0, 60, n))


def _place(grey: Bytes, layout: Layout) -> Bytes:
    """Put the box into the picture: by center of mass or in the middle."""
    n, box, side = len(grey), layout.box, layout.side
    corner = np.full((n, 2), (side - box) // 2)
    if layout.by_mass:
        corner = (side // 2 - raster.center_of_mass(grey)).clip(0, side - box)
    picture = np.zeros((n, side, side), np.uint8)
    rows, columns = (corner[:, i, None] + np.arange(box) for i in (0, 1))
    picture[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]] = grey
    return picture
