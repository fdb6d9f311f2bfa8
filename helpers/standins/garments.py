"""Drawn garments: the stand-in for Fashion-MNIST.

A class is a table of how the measures of a shape vary (the shapes are in `outlines`). Where the tables of two classes
overlap, so do their pictures, and nobody can tell them apart: a shirt without a collar may be a T-shirt or a pullover.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import raster
from .hand import Floats, bell
from .outlines import ALL, HOLE, SHAPES, Measures
from .raster import FULL, SUB, Bytes, Levels

SIDE = 28
CHUNK = 128  # garments drawn together: small enough for the processor's cache
FAINT = 4  # of `FULL`: a pixel that is covered no more than that is background
DIM = 12  # the darkest gray of a garment

# How a measure varies: between two numbers, or, where it is something to have or not, the fraction that has it.
Table = dict[str, tuple[float, float] | float]


@dataclass(frozen=True)
class Cut:
    """A way to make a garment: one of `SHAPES`, its share of the class, and how its measures vary."""

    shape: str
    share: float
    table: Table


# Tables are joined by |; the last has the last word.
CLOTH: Table = {
    "dark": 0.5, "line": (-50, 50), "sheen": (-10, 50), "across": (-2, 2), "along": (-2, 2), "folds": (5, 35),
    "stripes": 0.04, "checks": 0.01, "print": 0.06, "logo": 0.0, "period": (1, 5), "contrast": (20, 80),
    "noise": (1, 10), "glint": (0.4, 1.1), "spot": (-3, 3), "tilt": (-0.09, 0.09),
}  # fmt: skip
TOP: Table = CLOTH | {
    "neck": (2.2, 4), "depth": (0.8, 2.5), "vee": (0, 0.7), "shoulder": (5.8, 7.4), "slope": (1.5, 3),
    "armpit": (8, 10.5), "chest": (5.4, 6.9), "waist": (5.2, 6.8), "hem": (5.5, 7), "length": (26.5, 28),
    "tail": (0, 0.8), "sleeve": (22, 25), "spread": (2.4, 4.8), "cuff": (1.9, 2.9), "lapel": (0, 2),
    "placket": (0.5, 1.2), "hood": 0.0, "inside": 0.75, "side": 0.3, "front": 0.0, "buttons": 0.0, "collar": 0.0,
    "belt": 0.0, "rib": 0.2,
}  # fmt: skip
BARE: Table = {"sleeve": (0, 2), "side": 0.0}
SHORT: Table = {
    "shoulder": (6, 7.8), "chest": (5.8, 7.4), "hem": (5.8, 7.6), "sleeve": (6.5, 11), "spread": (3, 5.4),
    "cuff": (3.4, 5.6), "side": 0.05,
}  # fmt: skip
NARROW: Table = {
    "neck": (1.6, 3), "shoulder": (4, 5.8), "chest": (3.8, 5.8), "waist": (3.4, 6), "hem": (4.2, 8), "armpit": (5, 8),
    "belt": 0.25, "print": 0.2, "dark": 0.28,
}  # fmt: skip
WARM: Table = {"length": (23.5, 27), "rib": 0.5, "logo": 0.15}
OUTER: Table = {"front": 0.9, "collar": 0.8, "inside": 1.0, "lapel": (0, 4), "cuff": (2.6, 3.8), "dark": 0.2}
BLOUSE: Table = {"depth": (1, 5), "vee": (0, 1), "print": 0.2, "tail": (0, 2)}
BUTTONED: Table = {
    "collar": 0.85, "front": 0.85, "buttons": 0.6, "length": (25.5, 28), "checks": 0.12, "tail": (0, 2),
}  # fmt: skip
LONG: Table = {"shoulder": (4.6, 6), "chest": (4.6, 6), "sleeve": (16, 21), "length": (27, 28)}
LOOSE: Table = {"side": 0.6, "cuff": (2.2, 4.2)}
LEGS: Table = CLOTH | {
    "waist": (3.6, 4.8), "hip": (4.5, 5.6), "crotch": (7.5, 11), "knee": (3.2, 4.6), "apart": (0.5, 2.2),
    "ankle": (2.2, 3.2), "belt": 0.5, "front": 0.4, "dark": 0.15, "print": 0.04,
}  # fmt: skip
WIDE: Table = {"waist": (6, 8), "hip": (8, 9.5), "knee": (7, 9), "ankle": (5.5, 7), "crotch": (12, 16)}
SHOE: Table = CLOTH | {
    "sole": (1.6, 3.4), "rise": (0, 1), "toe": (2, 3.2), "vamp": (1.5, 3), "throat": (16.5, 19), "lean": (4, 7),
    "shaft": (6, 9), "peak": (0.5, 3), "dip": (1, 3.5), "tab": (0, 1.8), "wedge": 0.0, "heel": (3, 7), "taper": (0, 1),
    "strap": (1, 2.6), "reach": (0, 4), "loop": (5, 9), "other": (-110, 40), "closed": 1.0, "bars": 0.0, "cup": 0.4,
    "cap": 0.3, "mule": 0.0, "first": 0.0, "second": 0.0, "cross": 0.0, "ankle": 0.0, "tee": 0.0, "peep": 0.0,
    "side": 0.0, "sling": 0.0, "print": 0.02, "stripes": 0.0,
}  # fmt: skip
HIGH: Table = {"shaft": (8, 14), "throat": (15, 19)}
BOOT: Table = {
    "throat": (13.5, 16.5), "lean": (1, 4), "peak": (0, 1), "dip": (0, 0.6), "toe": (2.2, 3.5), "vamp": (2.5, 4.5),
    "dark": 0.12, "cup": 0.2, "cap": 0.15, "other": (-50, 20),
}  # fmt: skip
STRAPS: Table = {
    "closed": 0.0, "cap": 0.0, "mule": 0.5, "first": 0.8, "second": 0.7, "cross": 0.45, "ankle": 0.75, "tee": 0.15,
    "dark": 0.6,
}  # fmt: skip
HOLES: Table = {"peep": 0.7, "side": 0.7, "sling": 0.7, "cap": 0.0, "dark": 0.6, "vamp": (1, 4), "dip": (0, 2)}
BAG: Table = CLOTH | {
    "upper": (9, 13.5), "lower": (10, 13.5), "height": (14, 20), "corner": (0.3, 3), "strap": (0.8, 1.6),
    "grip": (3, 6.5), "reach": (5, 10), "loop": (0.5, 2), "flap": (5, 11), "handle": 1.0, "side": 0.1, "flapped": 0.4,
    "rim": 0.5, "front": 0.25, "dark": 0.2, "print": 0.12, "logo": 0.15,
}  # fmt: skip
TOTE: Table = {"upper": (7, 11), "lower": (7, 11), "reach": (8, 13), "grip": (2.5, 5), "side": 0.0}
CLUTCH: Table = {"handle": 0.0, "height": (14, 24), "side": 0.4}

FASHION = {  # in the order of Fashion-MNIST's labels
    "T-shirt": (
        Cut("top", 0.8, TOP | SHORT | {"logo": 0.3}),
        Cut("top", 0.12, TOP | BARE | {"shoulder": (4, 6.5), "depth": (2, 5), "logo": 0.2}),
        Cut("top", 0.08, TOP | {"sleeve": (12, 24)}),
    ),
    "Trouser": (Cut("legs", 0.93, LEGS), Cut("legs", 0.07, LEGS | WIDE)),
    "Pullover": (Cut("top", 0.85, TOP | WARM), Cut("top", 0.15, TOP | WARM | {"hood": 0.7})),
    "Dress": (
        Cut("top", 0.35, TOP | NARROW | BARE | {"shoulder": (2.8, 4.6), "depth": (1, 4)}),
        Cut("top", 0.35, TOP | SHORT | NARROW | {"sleeve": (3.8, 7), "spread": (1.5, 3), "cuff": (1.6, 3)}),
        Cut("top", 0.2, TOP | NARROW | {"sleeve": (10, 22), "spread": (1.5, 3.5), "cuff": (1.6, 2.4)}),
        Cut("top", 0.1, TOP | {"sleeve": (5, 22), "length": (28, 32), "print": 0.2}),
    ),
    "Coat": (
        Cut("top", 0.7, TOP | OUTER | {"length": (24, 27.5), "hood": 0.2, "buttons": 0.15}),
        Cut("top", 0.3, TOP | OUTER | LONG),
    ),
    "Sandal": (
        Cut("shoe", 0.25, SHOE | STRAPS | {"rise": (0, 2.5), "shaft": (3.5, 7)}),
        Cut("shoe", 0.25, SHOE | STRAPS | {"rise": (4, 14), "shaft": (5, 10), "heel": (1.5, 4), "wedge": 0.35}),
        Cut("shoe", 0.2, SHOE | HOLES | {"shaft": (4, 8)}),
        Cut("shoe", 0.3, SHOE | BOOT | HOLES | {"rise": (3, 12), "shaft": (5, 11), "heel": (1.5, 5), "wedge": 0.4}),
    ),
    "Shirt": (
        Cut("top", 0.43, TOP | BUTTONED | LOOSE),
        Cut("top", 0.16, TOP | BLOUSE | LOOSE),
        Cut("top", 0.32, TOP | SHORT | BLOUSE | {"collar": 0.5, "front": 0.5, "buttons": 0.3, "checks": 0.06}),
        Cut("top", 0.09, TOP | BARE | BLOUSE | {"shoulder": (6.5, 9)}),
    ),
    "Sneaker": (Cut("shoe", 0.85, SHOE | {"bars": 0.35}), Cut("shoe", 0.15, SHOE | HIGH | {"bars": 0.2})),
    "Bag": (Cut("bag", 0.25, BAG | TOTE), Cut("bag", 0.3, BAG), Cut("bag", 0.45, BAG | CLUTCH)),
    "Ankle boot": (
        Cut("shoe", 0.15, SHOE | HIGH | {"dark": 0.2}),
        Cut("shoe", 0.35, SHOE | BOOT | {"rise": (0.5, 3), "shaft": (9, 16)}),
        Cut("shoe", 0.5, SHOE | BOOT | {"rise": (3, 10), "shaft": (10, 17), "heel": (2.5, 7), "sole": (0.8, 1.6)}),
    ),
}


def draw(labels: Sequence[str], rng: np.random.Generator) -> Bytes:
    """Draw garments as Fashion-MNIST shows them: bright on black, filling the picture along their longer side.

    Args:
        labels: each one of ``FASHION``.
        rng: where the chance comes from; the same seed gives the same pictures on every machine.

    Returns:
        ``(N, 28, 28)`` uint8, 0 where there is no garment.

    Raises:
        ValueError: if a label is unknown.
    """
    if unknown := sorted(set(labels) - set(FASHION)):
        raise ValueError(f"draw: no garment {unknown}; there are {', '.join(FASHION)}")
    pictures = np.zeros((len(labels), SIDE, SIDE), np.uint8)
    lot = rng.random(len(labels))
    for name, cuts in FASHION.items():
        which = np.flatnonzero(np.array([label == name for label in labels], dtype=bool))
        shares = np.cumsum([cut.share for cut in cuts])
        chosen = np.searchsorted(shares, lot[which] * shares[-1], side="right")
        for k, cut in enumerate(cuts):
            of_cut = which[chosen == k]
            for i in range(0, len(of_cut), CHUNK):
                some = of_cut[i : i + CHUNK]
                pictures[some] = _draw(cut, len(some), rng)
    return pictures


def _draw(cut: Cut, n: int, rng: np.random.Generator) -> Bytes:
    """Cut out the parts of ``n`` garments, lay them one upon the other, and let the cloth be seen."""
    m = _measure(cut.table, n, rng)
    layers = SHAPES[cut.shape](m)
    somewhere = next(layer.outline[:, :1] for layer in layers if layer.shown is ALL)  # for the parts that are not there
    parts = []
    for layer in layers:
        points = layer.outline + 0.12 * bell(rng, n, layer.outline.shape[1], 2)
        points = np.where(layer.shown[:, None, None] > 0, points, somewhere)
        parts.append(points + m.tilt[:, None, None] * points[:, :, ::-1] * (1, -1))
    seen = np.concatenate([p for p, layer in zip(parts, layers, strict=True) if layer.tone is not HOLE], axis=1)
    scale, shift = raster.center(seen.min(axis=1), seen.max(axis=1), SIDE * SUB)
    gray: Levels = np.zeros((n, SIDE, SIDE), np.int32)
    cover: Levels = np.zeros((n, SIDE, SIDE), np.int32)
    for layer, points in zip(layers, parts, strict=True):
        inside = raster.fill(np.floor(points * scale[:, None, None] + shift[:, None]).astype(np.int64), SIDE)
        tone: Levels = _whole(layer.tone.clip(15, 255))
        gray = (gray * (FULL - inside) + 16 * tone * inside) // FULL
        cover = cover * (FULL - inside) // FULL if layer.tone is HOLE else np.maximum(cover, inside)
    gray = (gray + _cloth(m, n, rng) * cover // FULL * 16).clip(16 * DIM, 16 * 255)
    return raster.expose(gray * (cover > FAINT), np.full(n, 102))


def _measure(table: Table, n: int, rng: np.random.Generator) -> Measures:
    """Take the measures of ``n`` garments: all of the table, and the gray of the cloth, which is dark or light."""
    m = Measures()
    for name, how in table.items():
        lot = rng.random(n)
        setattr(m, name, how[0] + (how[1] - how[0]) * lot if isinstance(how, tuple) else (lot < how).astype(np.float64))
    m.tone = np.where(m.dark > 0, 35 + 90 * rng.random(n), 125 + 105 * rng.random(n))
    return m


def _whole(measure: Floats) -> Levels:
    """A measure ``(n,)`` as whole numbers ``(n, 1, 1)``, to be used on pictures."""
    return np.rint(measure).astype(np.int32)[:, None, None]


def _cloth(m: Measures, n: int, rng: np.random.Generator) -> Levels:
    """What the cloth adds to its gray: light from a side, folds, a pattern, and noise."""

    def chance(*grid: int) -> NDArray[np.int32]:
        return rng.integers(-64, 65, (n, *grid), dtype=np.int32)

    at = np.arange(SIDE, dtype=np.int32)
    x, y, fine = at[None, None, :], at[None, :, None], chance(SIDE, SIDE)
    blots = chance(14, 14).repeat(2, axis=1).repeat(2, axis=2)
    folds = chance(4, 14).repeat(9, axis=1).repeat(2, axis=2)[:, 4 : 4 + SIDE]
    stripe, check = (np.where(where // _whole(m.period) % 2 > 0, 64, -64) for where in (y, x))
    chest = (x > 9) & (x < 18) & (y > 7) & (y < 17)
    pattern = _whole(m.stripes) * stripe + _whole(m.checks) * (stripe + check) // 2
    pattern += _whole(m.print) * (blots + fine) // 2 + _whole(m.logo) * chest * (blots + fine)
    pattern = pattern * _whole(m.contrast) // 64
    light = (_whole(m.across * 16) * (x - 14) + _whole(m.along * 16) * (y - 14)) // 16
    folded = raster.blur(raster.blur(folds, 3), 3) * _whole(m.folds) // 32
    cloth: Levels = light + folded + pattern + fine * _whole(m.noise) // 64
    return cloth
