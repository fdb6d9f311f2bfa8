"""What seventeen flowers look like, as data: their whorls, their colours, how they stand and where they grow.

Names and kinds are those of the Oxford flowers (Nilsback and Zisserman, 2006). Colours are hue, saturation, value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .bloom import Whorl

Tone = tuple[float, float, float]
COMMON: Mapping[str, Tone] = {
    "green": (0.26, 0.6, 0.5), "leaf": (0.29, 0.62, 0.42), "lime": (0.2, 0.6, 0.72), "dark": (0.08, 0.6, 0.2),
    "gold": (0.135, 0.92, 0.95), "pale": (0.17, 0.25, 0.95), "white": (0.15, 0.02, 0.98), "shade": (0.25, 0.1, 0.8),
    "orange": (0.07, 0.95, 0.95), "rust": (0.03, 0.45, 0.45), "ink": (0.78, 0.8, 0.15), "beard": (0.12, 0.95, 0.95),
}  # fmt: skip
YELLOW = {"petal": (0.15, 0.92, 0.98), "deep": (0.12, 0.95, 0.9)}


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
        leaves: which, of ``plants.LEAVES``; empty for none.
        tilt: how far a bloom looks away from the viewer, in radians, at most as a rule.
        stem: half its width, in radii of a bloom, and its colour.
    """

    whorls: tuple[Whorl, ...]
    looks: tuple[tuple[float, Mapping[str, Tone]], ...]
    habit: str
    sizes: tuple[float, float]
    many: float
    places: Mapping[str, float]
    leaves: str
    tilt: float = 0.6
    stem: tuple[float, str] = (0.05, "green")


def _stamens(count: int, out: float, up: float, colours: str = "pale pale gold gold", wide: float = 0.022) -> Whorl:
    """Thin threads with thick ends."""
    line = [(0.06, 0), (0.4 * out, 0.7 * up), (0.85 * out, up), (out, up)]
    return Whorl(count, line, (wide, wide, wide, wide, 2.4 * wide, 2.4 * wide), colours, uneven=0.14, grid=(4, 1))


def _florets(count: int, disc: float, dome: float, colours: str, long: float = 0.08) -> Whorl:
    """The florets of a daisy's disc."""
    line = [(0, 0), (0.6 * long, 0.4 * long), (long, 0.5 * long)]
    return Whorl(count, line, (0.3 * long, 0.6 * long, 0.2 * long), colours, uneven=0.2, disc=disc, dome=dome, grid=(1, 1))  # fmt: skip


def _disc(disc: float, dome: float, colours: str) -> Whorl:
    """What the florets stand on."""
    line = [(disc, -0.02), (0.9 * disc, 0.4 * dome), (0.5 * disc, 0.75 * dome), (0, dome)]
    return Whorl(14, line, (1, 1, 1, 1), colours, colours, fused=True, uneven=0.0, grid=(4, 1))


def _rays(
    count: int, begin: float, high: float, wide: float, colours: str = "deep petal petal", **more: float
) -> Whorl:
    """Straps around a disc, ``high`` above its plane at their tips."""
    line = [(begin, 0), (0.6, 0.75 * high), (1, high)]
    return Whorl(count, line, (0.5 * wide, wide, wide, 0.9 * wide, 0.35 * wide), colours, grid=(3, 2), **more)  # type: ignore[arg-type]


def _face(
    turn: float, long: float, width: tuple[float, ...], colours: str, high: float, marks: str = "", notch: float = 0.04
) -> Whorl:
    """One petal of a flower with a face."""
    line = [(0.03, high), (0.4 * long, high), (0.75 * long, high + 0.04), (long, high)]
    return Whorl(
        1, line, width, colours, marks=marks, mark="ink", turn=turn, notch=notch, wave=0.04, uneven=0.03, grid=(9, 10)
    )


OPEN_STAR = ((0.04, 0), (0.35, 0.08), (0.7, 0.16), (1, 0.15))
GOBLET = ((0.08, 0), (0.3, 0.15), (0.46, 0.5), (0.48, 0.95), (0.36, 1.4))
CHALICE = ((0.08, 0), (0.4, 0.1), (0.7, 0.4), (0.95, 0.75), (1.15, 1.0))
OVAL = (0.08, 0.2, 0.3, 0.36, 0.38, 0.37, 0.3, 0.06)
POINTED = (0.1, 0.24, 0.33, 0.36, 0.34, 0.27, 0.17, 0.02)
ROUND = (0.08, 0.22, 0.36, 0.46, 0.52, 0.53, 0.46, 0.14)
OVATE = (0.12, 0.34, 0.46, 0.48, 0.42, 0.3, 0.16, 0)
STARRY = ((0.06, 0), (0.42, 0.1), (0.78, 0.35), (1.05, 0.65), (1.3, 0.85))
PURPLES = {"petal": (0.74, 0.7, 0.62), "mark": (0.76, 0.85, 0.35), "deep": (0.76, 0.8, 0.4)}
LILAC = {"petal": (0.76, 0.32, 0.86), "mark": (0.77, 0.6, 0.6), "deep": (0.77, 0.55, 0.6)}
SNOW = {"petal": (0.15, 0.03, 0.97), "mark": (0.76, 0.4, 0.7), "deep": (0.18, 0.15, 0.85)}

FLORA: dict[str, Flower] = {
    "daffodil": Flower(
        (
            Whorl(6, OPEN_STAR, POINTED, "deep petal petal petal", uneven=0.04, cup=0.3, grid=(8, 4)),
            Whorl(
                10,
                ((0.2, 0), (0.3, 0.35), (0.36, 0.62), (0.54, 0.72)),
                (1.05, 1.05, 1.05, 0.95),
                "trumpet",
                "trumpet trumpet petal",
                fused=True,
                uneven=0.04,
                wave=0.06,
                grid=(6, 2),
            ),
            _stamens(5, 0.12, 0.5, "deep gold gold"),
        ),
        (
            (0.6, {**YELLOW, "trumpet": (0.125, 0.95, 0.95)}),
            (0.25, {**YELLOW, "trumpet": (0.09, 0.95, 0.95)}),
            (0.15, {**SNOW, "petal": (0.16, 0.14, 0.97), "trumpet": (0.14, 0.75, 0.95)}),
        ),
        "face",
        (0.3, 0.47),
        0.35,
        {"meadow": 0.4, "litter": 0.2, "dark": 0.2, "plain": 0.2},
        "strap",
        0.9,
    ),
    "snowdrop": Flower(
        (
            Whorl(
                3,
                ((0.04, 0), (0.2, 0.2), (0.38, 0.65), (0.48, 1.1), (0.48, 1.4)),
                (0.08, 0.14, 0.24, 0.32, 0.36, 0.34, 0.24, 0.04),
                "shade petal petal petal",
                "petal",
                cup=0.5,
                uneven=0.07,
                grid=(9, 5),
                opened=((0.04, 0), (0.4, 0.1), (0.8, 0.35), (1.1, 0.75), (1.25, 1.05)),
            ),
            Whorl(
                3,
                ((0.03, 0), (0.18, 0.2), (0.26, 0.75)),
                (0.1, 0.22, 0.26, 0.22),
                marks="tip",
                mark="leaf",
                grid=(6, 4),
            ),
            Whorl(
                6,
                ((0.02, -0.34), (0.13, -0.25), (0.13, -0.08), (0.05, 0)),
                (1, 1, 1, 1),
                "lime",
                "leaf green",
                fused=True,
                grid=(3, 1),
            ),
        ),
        ((1, {"petal": (0.2, 0.02, 0.99)}),),
        "nod",
        (0.26, 0.42),
        0.6,
        {"dark": 0.3, "soil": 0.25, "litter": 0.2, "meadow": 0.25},
        "strap",
        0.5,
    ),
    "lilyvalley": Flower(
        (
            Whorl(
                6,
                ((0.1, 0), (0.45, 0.15), (0.6, 0.55), (0.52, 0.9), (0.5, 1), (0.78, 1.12)),
                (1, 1, 1, 1, 0.9, 0.1),
                "shade shade petal",
                "petal petal petal",
                fused=True,
                uneven=0.02,
                grid=(6, 2),
            ),
        ),
        ((0.88, {"petal": (0.16, 0.05, 0.98)}), (0.12, {"petal": (0.98, 0.18, 0.95)})),
        "spike",
        (0.75, 1.1),
        0.4,
        {"meadow": 0.45, "dark": 0.4, "litter": 0.15},
        "broad",
        0.5,
        (0.06, "lime"),
    ),
    "bluebell": Flower(
        (
            Whorl(
                6,
                ((0.06, 0), (0.24, 0.15), (0.3, 0.6), (0.36, 1.1), (0.62, 1.4), (0.78, 1.25)),
                (1, 1, 0.95, 0.9, 0.5, 0),
                "mark petal petal",
                "petal petal mark petal",
                fused=True,
                uneven=0.04,
                grid=(6, 2),
            ),
            _stamens(4, 0.12, 1.1, "pale pale"),
        ),
        (
            (0.6, {"petal": (0.67, 0.55, 0.82), "mark": (0.68, 0.7, 0.65)}),
            (0.25, LILAC),
            (0.15, {"petal": (0.63, 0.35, 0.92), "mark": (0.65, 0.55, 0.75)}),
        ),
        "spike",
        (0.75, 1.1),
        0.45,
        {"meadow": 0.45, "dark": 0.25, "litter": 0.3},
        "strap",
        0.6,
        (0.07, "green"),
    ),
    "crocus": Flower(
        (
            Whorl(
                3,
                GOBLET,
                OVAL,
                "pale petal petal petal",
                "mark petal petal",
                marks="stripes",
                cup=0.5,
                grid=(8, 6),
                opened=CHALICE,
            ),
            Whorl(
                3,
                [(r * 0.9, z * 0.97) for r, z in GOBLET],
                OVAL,
                "pale petal petal petal",
                turn=-0.52,
                cup=0.5,
                grid=(8, 4),
                opened=[(r * 0.9, z * 0.97) for r, z in CHALICE],
            ),
            _stamens(4, 0.14, 0.95, "gold orange orange", 0.05),
        ),
        (
            (0.4, PURPLES | {"mark": (0.75, 0.72, 0.5)}),
            (0.3, LILAC),
            (0.15, SNOW),
            (0.15, {**YELLOW, "mark": (0.11, 0.95, 0.85)}),
        ),
        "up",
        (0.26, 0.4),
        0.6,
        {"soil": 0.35, "litter": 0.35, "meadow": 0.3},
        "grass",
        0.9,
        (0.07, "pale"),
    ),
    "iris": Flower(
        (
            Whorl(
                3,
                ((0.05, 0), (0.5, 0.1), (0.85, -0.1), (0.95, -0.55), (0.9, -0.95)),
                (0.1, 0.24, 0.42, 0.52, 0.42, 0.1),
                "gold falls falls falls",
                "falls",
                "beard",
                "beard",
                turn=0.52,
                wave=0.1,
                grid=(10, 7),
            ),
            Whorl(
                3,
                ((0.05, 0), (0.42, 0.3), (0.55, 0.75), (0.3, 1.1), (0.05, 1.15)),
                (0.08, 0.3, 0.5, 0.5, 0.35, 0.1),
                "deep petal petal",
                "petal petal petal",
                wave=0.14,
                turn=-0.52,
                grid=(9, 6),
            ),
        ),
        (
            (0.3, PURPLES | {"falls": (0.76, 0.8, 0.45)}),
            (0.2, LILAC | {"falls": (0.78, 0.4, 0.75)}),
            (0.2, {**YELLOW, "falls": (0.13, 0.85, 0.9)}),
            (0.15, {**SNOW, "petal": (0.13, 0.35, 0.97), "falls": (0.95, 0.7, 0.45)}),
            (0.15, {"petal": (0.01, 0.6, 0.4), "deep": (0.0, 0.7, 0.3), "falls": (0.02, 0.75, 0.5)}),
        ),
        "up",
        (0.36, 0.46),
        0.15,
        {"meadow": 0.5, "dark": 0.25, "plain": 0.1, "litter": 0.15},
        "strap",
        0.5,
        (0.06, "green"),
    ),
    "tigerlily": Flower(
        (
            Whorl(
                6,
                ((0.06, 0.1), (0.34, 0.5), (0.68, 0.6), (0.98, 0.35), (1.02, -0.1), (0.78, -0.4)),
                (0.1, 0.22, 0.3, 0.34, 0.32, 0.26, 0.16, 0.02),
                "petal petal petal deep",
                "petal",
                "spots",
                "dark",
                cup=0.15,
                uneven=0.04,
                grid=(14, 6),
            ),
            _stamens(6, 0.55, 1.45, "lime petal dark dark", 0.028),
        ),
        (
            (0.6, {"petal": (0.035, 0.85, 0.95), "deep": (0.02, 0.88, 0.85)}),
            (0.4, {"petal": (0.075, 0.9, 0.97), "deep": (0.05, 0.9, 0.9)}),
        ),
        "nod",
        (0.3, 0.44),
        0.4,
        {"meadow": 0.4, "dark": 0.25, "plain": 0.2, "sky": 0.15},
        "lance",
        1.0,
        (0.04, "green"),
    ),
    "tulip": Flower(
        (
            Whorl(
                3,
                ((0.06, 0), (0.4, 0.1), (0.56, 0.5), (0.52, 0.95), (0.36, 1.35)),
                OVATE,
                "deep petal petal",
                "lime petal petal",
                cup=0.5,
                uneven=0.05,
                grid=(9, 5),
                opened=STARRY,
            ),
            Whorl(
                3,
                ((0.05, 0), (0.36, 0.1), (0.5, 0.5), (0.46, 0.95), (0.34, 1.35)),
                OVATE,
                "deep petal petal",
                turn=-0.52,
                cup=0.5,
                uneven=0.05,
                grid=(9, 5),
                opened=[(r * 0.92, z) for r, z in STARRY],
            ),
            _stamens(6, 0.16, 0.4, "gold gold gold", 0.04),
        ),
        (
            (0.55, YELLOW),
            (0.2, {"petal": (0.09, 0.9, 0.97), "deep": (0.03, 0.9, 0.9)}),
            (0.25, {"petal": (0.98, 0.85, 0.85), "deep": (0.13, 0.8, 0.9)}),
        ),
        "up",
        (0.28, 0.42),
        0.45,
        {"meadow": 0.45, "dark": 0.25, "litter": 0.2, "stone": 0.1},
        "grass",
        0.9,
        (0.05, "green"),
    ),
    "fritillary": Flower(
        (
            Whorl(
                6,
                ((0.08, 0), (0.42, 0.1), (0.6, 0.5), (0.6, 1.0), (0.46, 1.4)),
                (0.9, 1.15, 1.1, 1.05, 0.75, 0.05),
                "deep deep",
                "petal petal",
                "chequers",
                "mark",
                fused=True,
                uneven=0.03,
                grid=(10, 6),
            ),
        ),
        (
            (0.75, {"petal": (0.88, 0.55, 0.48), "mark": (0.88, 0.25, 0.8), "deep": (0.88, 0.6, 0.3)}),
            (0.25, {"petal": (0.9, 0.65, 0.35), "mark": (0.92, 0.45, 0.6), "deep": (0.9, 0.6, 0.25)}),
        ),
        "nod",
        (0.3, 0.46),
        0.35,
        {"meadow": 0.6, "dark": 0.3, "plain": 0.1},
        "grass",
        0.5,
        (0.045, "green"),
    ),
    "sunflower": Flower(
        (
            _rays(22, 0.3, 0.02, 0.13, "deep petal petal", uneven=0.05),
            _rays(20, 0.3, 0.12, 0.12, "deep petal petal", uneven=0.05, turn=0.1),
            _disc(0.44, 0.08, "brown brown core core"),
            _florets(90, 0.44, 0.1, "brown tip", 0.1),
            _florets(24, 0.2, 0.12, "core", 0.08),
        ),
        (
            (0.55, {**YELLOW, "brown": (0.07, 0.75, 0.28), "core": (0.08, 0.6, 0.16), "tip": (0.08, 0.75, 0.45)}),
            (0.45, {**YELLOW, "brown": (0.1, 0.8, 0.55), "core": (0.16, 0.6, 0.5), "tip": (0.12, 0.85, 0.8)}),
        ),
        "face",
        (0.3, 0.46),
        0.25,
        {"sky": 0.4, "meadow": 0.3, "dark": 0.15, "plain": 0.15},
        "heart",
        0.6,
        (0.07, "green"),
    ),
    "daisy": Flower(
        (
            _rays(21, 0.2, 0.0, 0.1, "pale petal petal", uneven=0.05),
            _disc(0.25, 0.12, "disc disc"),
            _florets(46, 0.25, 0.14, "disc rim", 0.07),
        ),
        ((1, {"petal": (0.15, 0.02, 0.99), "disc": (0.125, 0.95, 0.92), "rim": (0.1, 0.95, 0.8)}),),
        "face",
        (0.3, 0.47),
        0.4,
        {"meadow": 0.5, "dark": 0.35, "plain": 0.15},
        "oval",
        0.8,
    ),
    "coltsfoot": Flower(
        (
            _rays(60, 0.2, 0.0, 0.026, "petal petal", uneven=0.06),
            _rays(50, 0.2, 0.12, 0.026, "deep petal petal", uneven=0.07, turn=0.07),
            _disc(0.24, 0.06, "core core"),
            _florets(34, 0.24, 0.08, "core petal", 0.08),
        ),
        ((1, {**YELLOW, "core": (0.11, 0.95, 0.88)}),),
        "face",
        (0.25, 0.44),
        0.5,
        {"stone": 0.35, "soil": 0.35, "litter": 0.3},
        "scales",
        0.8,
        (0.12, "rust"),
    ),
    "dandelion": Flower(
        (
            _rays(44, 0.15, -0.05, 0.055, "deep petal petal", uneven=0.04),
            _rays(44, 0.12, 0.22, 0.05, "deep petal petal", uneven=0.05, turn=0.1),
            Whorl(
                40,
                ((0.1, 0.05), (0.45, 0.35), (0.78, 0.45)),
                (0.03, 0.05, 0.05, 0.04),
                "deep petal petal",
                uneven=0.06,
                grid=(2, 2),
            ),
            Whorl(
                34,
                ((0.05, 0.1), (0.3, 0.45), (0.56, 0.6)),
                (0.02, 0.045, 0.045, 0.03),
                "deep deep petal",
                uneven=0.08,
                grid=(2, 2),
            ),
            Whorl(
                26,
                ((0.02, 0.2), (0.16, 0.55), (0.32, 0.7)),
                (0.02, 0.04, 0.03),
                "deep deep petal",
                uneven=0.1,
                grid=(2, 1),
            ),
            Whorl(
                14, ((0.02, 0.2), (0.06, 0.6), (0.12, 0.72)), (0.02, 0.04, 0.03), "deep deep", uneven=0.1, grid=(2, 1)
            ),
        ),
        ((0.6, YELLOW), (0.4, {"petal": (0.125, 0.95, 0.98), "deep": (0.105, 0.97, 0.88)})),
        "face",
        (0.3, 0.47),
        0.3,
        {"meadow": 0.6, "dark": 0.2, "plain": 0.2},
        "toothed",
        0.9,
        (0.07, "lime"),
    ),
    "cowslip": Flower(
        (
            Whorl(
                5,
                ((0.12, -1.5), (0.3, -1.2), (0.3, -0.5), (0.2, 0)),
                (1, 1, 1, 1),
                "lime lime",
                "lime lime pale",
                fused=True,
                grid=(3, 2),
            ),
            Whorl(
                5,
                ((0.08, 0), (0.3, 0.12), (0.62, 0.2)),
                (0.06, 0.25, 0.34, 0.3),
                "mark petal petal",
                notch=0.28,
                grid=(4, 4),
            ),
        ),
        ((1, {**YELLOW, "mark": (0.08, 0.95, 0.9)}),),
        "umbel",
        (0.34, 0.5),
        0.45,
        {"meadow": 0.5, "dark": 0.3, "litter": 0.2},
        "oval",
        0.6,
        (0.06, "lime"),
    ),
    "buttercup": Flower(
        (
            Whorl(
                5,
                ((0.05, 0), (0.35, 0.1), (0.72, 0.32), (0.97, 0.62)),
                ROUND,
                "deep petal petal petal",
                cup=0.25,
                uneven=0.03,
            ),
            _stamens(26, 0.3, 0.26, "deep gold gold"),
            _florets(14, 0.1, 0.14, "lime", 0.08),
        ),
        ((1, {**YELLOW, "deep": (0.14, 0.97, 0.86)}),),
        "face",
        (0.26, 0.46),
        0.35,
        {"meadow": 0.5, "dark": 0.3, "plain": 0.2},
        "cut",
        0.9,
        (0.035, "green"),
    ),
    "windflower": Flower(
        (
            Whorl(7, OPEN_STAR, (0.1, 0.26, 0.34, 0.3, 0.18, 0), "shade petal petal petal", cup=0.35, uneven=0.07),
            _stamens(24, 0.26, 0.22, "white pale gold gold"),
            _florets(9, 0.08, 0.1, "lime", 0.07),
        ),
        ((0.85, {"petal": (0.2, 0.02, 0.98)}), (0.15, {"petal": (0.87, 0.1, 0.95)})),
        "face",
        (0.28, 0.47),
        0.35,
        {"dark": 0.4, "litter": 0.35, "meadow": 0.25},
        "cut",
        0.8,
        (0.03, "rust"),
    ),
    "pansy": Flower(
        (
            _face(-2.05, 1.0, ROUND, "upper upper", 0.0),
            _face(-1.09, 1.0, ROUND, "upper upper", 0.03),
            _face(3.0, 0.9, ROUND, "gold side side side", 0.08, "veins"),
            _face(0.14, 0.9, ROUND, "gold side side side", 0.08, "veins"),
            _face(1.57, 0.95, (0.12, 0.4, 0.62, 0.72, 0.62, 0.3), "gold lower lower lower", 0.14, "veins", 0.12),
            _florets(6, 0.07, 0.2, "gold", 0.08),
        ),
        (
            (0.35, {"upper": (0.74, 0.65, 0.6), "side": (0.73, 0.45, 0.8), "lower": (0.15, 0.75, 0.97)}),
            (0.2, {"upper": (0.78, 0.85, 0.35), "side": (0.15, 0.1, 0.97), "lower": (0.14, 0.6, 0.97)}),
            (0.25, {"upper": (0.71, 0.45, 0.85), "side": (0.7, 0.3, 0.92), "lower": (0.68, 0.12, 0.97)}),
            (0.2, {"upper": (0.15, 0.3, 0.97), "side": (0.15, 0.65, 0.97), "lower": (0.14, 0.9, 0.96)}),
        ),
        "face",
        (0.28, 0.44),
        0.25,
        {"meadow": 0.35, "dark": 0.3, "soil": 0.2, "litter": 0.15},
        "oval",
        0.5,
        (0.04, "green"),
    ),
}
