"""What a drawn flower consists of, and the parts that many of them share.

Colours are hue, saturation and value; midlines are points (distance from the axis, height along it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .bloom import Whorl

Tone = tuple[float, float, float]
Look = Mapping[str, Tone]


@dataclass(frozen=True)
class Flower:
    """A kind of flower.

    Attributes:
        whorls: of one bloom.
        looks: how often it comes in which colours (names beyond ``COMMON``).
        habit: how it stands, one of ``plants.HABITS``.
        sizes: radius of a bloom that is alone in the picture, in pictures; of a spike or umbel, its length.
        many: how often there are several.
        places: how often it grows where, of ``meadows.PLACES``.
        leaves: which, of ``plants.BLADES`` or ``plants.ROSETTES``; empty for none.
        tilt: how far a bloom looks away from the viewer, in radians, at most as a rule.
        stem: half its width, in radii of a bloom, and its colour.
        tall: how much of it is seen, in radii.
    """

    whorls: tuple[Whorl, ...]
    looks: tuple[tuple[float, Look], ...]
    habit: str
    sizes: tuple[float, float]
    many: float
    places: Mapping[str, float]
    leaves: str
    tilt: float = 0.6
    stem: tuple[float, str] = (0.05, "green")
    tall: float = 9.0


# Of all flowers.
COMMON: Look = {
    "green": (0.26, 0.6, 0.5),
    "leaf": (0.29, 0.62, 0.42),
    "lime": (0.2, 0.6, 0.72),
    "rust": (0.03, 0.45, 0.45),
    "dark": (0.08, 0.6, 0.2),
    "ink": (0.78, 0.8, 0.2),
    "gold": (0.135, 0.92, 0.95),
    "orange": (0.07, 0.95, 0.95),
    "pale": (0.17, 0.25, 0.95),
    "white": (0.15, 0.02, 0.98),
    "shade": (0.25, 0.1, 0.8),
}
# Of several flowers: a petal's own colour, that of its base and of what is drawn on it.
YELLOW: Look = {"petal": (0.15, 0.92, 0.98), "deep": (0.12, 0.95, 0.9), "mark": (0.11, 0.95, 0.85)}
PURPLE: Look = {"petal": (0.74, 0.7, 0.62), "deep": (0.76, 0.8, 0.4), "mark": (0.75, 0.75, 0.45)}
LILAC: Look = {"petal": (0.76, 0.32, 0.86), "deep": (0.77, 0.55, 0.6), "mark": (0.77, 0.6, 0.6)}
WHITE: Look = {"petal": (0.15, 0.03, 0.98), "deep": (0.18, 0.15, 0.85), "mark": (0.76, 0.4, 0.7)}

# Half widths of petals, from base to tip, and midlines.
OVAL = (0.08, 0.2, 0.3, 0.36, 0.38, 0.37, 0.3, 0.06)
POINTED = (0.1, 0.24, 0.33, 0.36, 0.34, 0.27, 0.17, 0.02)
ROUND = (0.08, 0.2, 0.34, 0.44, 0.49, 0.49, 0.4, 0.1)
STAR = ((0.04, 0), (0.35, 0.08), (0.7, 0.16), (1, 0.15))
GOBLET = ((0.08, 0), (0.3, 0.15), (0.46, 0.5), (0.48, 0.95), (0.36, 1.4))
CHALICE = ((0.08, 0), (0.4, 0.1), (0.7, 0.4), (0.95, 0.75), (1.15, 1.0))


def within(line: Sequence[tuple[float, float]], share: float = 0.9) -> tuple[tuple[float, float], ...]:
    """The midline of petals that stand inside of others."""
    return tuple((share * r, 0.97 * z) for r, z in line)


def stamens(count: int, out: float, up: float, colours: str = "pale pale gold gold", wide: float = 0.022) -> Whorl:
    """Thin threads with thick ends."""
    line = ((0.06, 0), (0.4 * out, 0.7 * up), (0.85 * out, up), (out, up))
    return Whorl(count, line, (wide, wide, wide, wide, 2.4 * wide, 2.4 * wide), colours, uneven=0.14, grid=(4, 1))


def rays(count: int, begin: float, high: float, wide: float, uneven: float = 0.05, turn: float = 0.0) -> Whorl:
    """Straps around a disc, ``high`` above its plane at their tips."""
    line = ((begin, 0), (0.6, 0.75 * high), (1, high))
    form = (0.5 * wide, wide, wide, 0.9 * wide, 0.35 * wide)
    return Whorl(count, line, form, "deep petal petal", turn=turn, uneven=uneven, grid=(3, 2 if wide > 0.08 else 1))


def disc(radius: float, dome: float, colours: str) -> Whorl:
    """What the florets stand on."""
    line = ((radius, -0.02), (0.9 * radius, 0.4 * dome), (0.5 * radius, 0.75 * dome), (0, dome))
    return Whorl(14, line, (1, 1, 1, 1), colours, colours, fused=True, uneven=0.0, grid=(4, 1))


def florets(count: int, radius: float, dome: float, colours: str, long: float) -> Whorl:
    """The florets of a disc."""
    line = ((0, 0), (0.6 * long, 0.4 * long), (long, 0.5 * long))
    form = (0.3 * long, 0.6 * long, 0.2 * long)
    return Whorl(count, line, form, colours, uneven=0.2, disc=radius, dome=dome, grid=(1, 1))
