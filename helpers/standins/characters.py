"""Drawn handwritten characters: the stand-in for MNIST, NIST36 and EMNIST Balanced."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import hand, raster
from .hand import Ink, Ints, Style
from .raster import FINE, Bytes, Levels

CHUNK = 128  # characters rastered together: small enough for the processor's cache


@dataclass(frozen=True)
class Source:
    """How some of the characters came onto paper and off it again; fractions are of the source's characters."""

    style: Style
    share: float = 1.0  # of the characters, relative to the other sources
    cells: tuple[int, int] | None = None  # samples across the box, if scanned at low resolution
    unsharp: float = 0.0  # fraction scanned out of focus ...
    softest: int = 2  # ... and how far at most: 1, 2, 3, ... for blurs of 3, 5, 7, ... half pixels
    gain: tuple[int, int] = (100, 150)  # exposure in per cent; above 100 ink saturates
    cropped: float = 0.0  # fraction that lost one or more of its sides


@dataclass(frozen=True)
class Layout:
    """How a data set presents a character: the picture's side, and the box that the ink fills."""

    side: int
    box: int
    by_mass: bool  # centered by center of mass, or by the middle of the box
    lower: bool  # whether capitals also come in lower-case form
    small: tuple[Source, ...]  # where digits and lower-case letters come from
    capitals: tuple[Source, ...]


SMALL = Style(pen=(0.055, 0.2), slant=(0.12, 0.2))
CAPITAL = Style(pen=(0.04, 0.16), slant=(0.02, 0.13))
# NIST36 and EMNIST pool several collections: clean characters, many out of focus; small ones, scanned coarsely; and
# capitals cut out of forms, black and white, with ragged edges, without the side where the cut went through them.
CLEAN = Source(CAPITAL, share=0.4, unsharp=0.85)
COARSE = Source(Style(pen=(0.06, 0.27), slant=(0.12, 0.2)), share=0.3, cells=(7, 18))
SMOOTH = Source(SMALL, share=0.7, unsharp=0.85)
FORMS = Source(
    Style(pen=(0.04, 0.14), slant=(0.02, 0.13), tremor=0.02, aspect=0.2, flat=0.12, trim=0.07),
    share=0.6,
    cells=(22, 34),
    gain=(110, 230),
    cropped=0.3,
)

LAYOUTS = {
    "mnist": Layout(
        side=28,
        box=20,
        by_mass=True,
        lower=False,
        small=(Source(Style(pen=(0.075, 0.26), slant=(0.2, 0.24)), unsharp=0.15, softest=3, gain=(100, 120)),),
        capitals=(Source(CAPITAL, unsharp=0.12),),
    ),
    "emnist": Layout(side=28, box=22, by_mass=False, lower=True, small=(SMOOTH, COARSE), capitals=(CLEAN, FORMS)),
    "nist36": Layout(side=32, box=24, by_mass=False, lower=False, small=(SMOOTH, COARSE), capitals=(CLEAN, FORMS)),
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
    to = LAYOUTS[layout]
    pictures = np.zeros((len(labels), to.side, to.side), np.uint8)
    is_capital = np.array([label.isupper() for label in labels], dtype=bool)
    for sources, kind in ((to.small, ~is_capital), (to.capitals, is_capital)):
        shares = np.cumsum([source.share for source in sources])
        lot = np.searchsorted(shares, rng.random(len(labels)) * shares[-1], side="right")
        for k, source in enumerate(sources):
            which = np.flatnonzero(kind & (lot == k))
            for i in range(0, len(which), CHUNK):
                some = which[i : i + CHUNK]
                pictures[some] = _draw([labels[j] for j in some], source, to, rng)
    return pictures


def _draw(labels: Sequence[str], source: Source, to: Layout, rng: np.random.Generator) -> Bytes:
    n, side = len(labels), to.box * FINE
    ink = hand.write(labels, rng, source.style, to.lower)
    if source.cropped:
        ink = _crop(ink, n, source.cropped, rng)
    xy, width = raster.fit(ink, n, to.box)
    cells = rng.integers(*source.cells, n) if source.cells else np.zeros(n, np.int64)
    # A coarse scan shows no line thinner than its own pixel.
    width = np.maximum(width, (side * 5 // (4 * cells.clip(1)) * (cells > 0))[ink.char])
    fine = raster.stamp(*raster.between(xy, width, ink.stroke, ink.char), n, side)
    gray = _scan(fine, cells, source, rng)
    return _place(raster.expose(gray, rng.integers(*source.gain, n)), to)


def _crop(ink: Ink, n: int, fraction: float, rng: np.random.Generator) -> Ink:
    """Lose ink at the sides, as when characters are cut out of a form: the left or right more than top or bottom."""
    begin = np.searchsorted(ink.char, np.arange(n))
    low, high = np.minimum.reduceat(ink.xy, begin), np.maximum.reduceat(ink.xy, begin)
    hit = (rng.random((2, n, 2)) < (0.5, 0.2)) & (rng.random(n) < fraction)[:, None]
    depth = hit * (0.06 + np.array((0.4, 0.25)) * (rng.random((2, n, 2)) * rng.random((2, n, 2)))) * (high - low)
    left = ((ink.xy >= (low + depth[0])[ink.char]) & (ink.xy <= (high - depth[1])[ink.char])).all(axis=1)
    left |= np.bincount(ink.char[left], minlength=n)[ink.char] < 20  # never nearly the whole character
    # A stroke that was cut is two: a new one begins after every gap.
    begins = np.diff(ink.stroke, prepend=-1).astype(bool)
    begins[1:] |= ~left[:-1]
    stroke = np.cumsum(begins) - 1
    return Ink(ink.xy[left], ink.width[left], stroke[left], ink.char[left])


def _scan(fine: Bytes, cells: Ints, source: Source, rng: np.random.Generator) -> Levels:
    """Fine ink to gray pixels, at low resolution (``cells`` samples across, 0 = as fine as it is) or out of focus."""
    n, side, _ = fine.shape
    passes = np.where(rng.random(n) < source.unsharp, rng.integers(1, 3, n), 0)
    passes[cells > 0] = 1
    sample = (side // cells.clip(1) + rng.integers(0, 4, n)) // 4
    width = 2 * np.where(cells > 0, sample, rng.integers(1, source.softest + 1, n)) + 1
    gray = np.empty((n, side // FINE, side // FINE), np.int32)
    for c, p, w in np.unique(np.stack([cells, passes, width * (passes > 0)]), axis=1).T:
        group = np.flatnonzero((cells == c) & (passes == p) & (width * (passes > 0) == w))
        some = fine[group].astype(np.int32) * 4080  # 255 × 16: no loss in the mean over a block
        some = raster.reduce(raster.pixelate(some, c) if c else some, FINE // 2)
        for _ in range(p):
            some = raster.blur(some, w)
        gray[group] = raster.reduce(some, 2)
    return gray


def _place(gray: Bytes, to: Layout) -> Bytes:
    """Put the box into the picture: by center of mass or in the middle."""
    n, box, side = len(gray), to.box, to.side
    corner = np.full((n, 2), (side - box) // 2)
    if to.by_mass:
        corner = (side // 2 - raster.center_of_mass(gray)).clip(0, side - box)
    picture = np.zeros((n, side, side), np.uint8)
    rows, columns = (corner[:, i, None] + np.arange(box) for i in (0, 1))
    picture[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]] = gray
    return picture
