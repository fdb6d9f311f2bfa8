"""Eight flowers whose parts come in fives, or in heads of many small ones: daisies, buttercups and others, as data."""

from .bloom import Whorl
from .flora import ROUND, STAR, WHITE, YELLOW, Flower, disc, florets, rays, stamens


def _face(turn: float, long: float, colours: str, high: float, marks: str = "") -> Whorl:
    """One petal of a flower with a face."""
    width = (0.12, 0.4, 0.62, 0.7, 0.6, 0.28) if colours.endswith("lower") else ROUND
    line = ((0.03, high), (0.4 * long, high), (0.75 * long, high + 0.04), (long, high))
    return Whorl(1, line, width, colours, marks=marks, mark="ink", turn=turn, notch=0.06, wave=0.03, uneven=0.03,
                 grid=(9, 10))  # fmt: skip


# fmt: off
HERBS = {
    "sunflower": Flower(
        whorls=(
            rays(22, 0.3, 0.02, 0.13), rays(20, 0.3, 0.12, 0.12, turn=0.1),
            disc(0.44, 0.08, "brown brown core core"), florets(80, 0.43, 0.1, "brown tip", 0.09),
            florets(24, 0.2, 0.12, "core", 0.08),
        ),
        looks=((0.55, {**YELLOW, "brown": (0.07, 0.75, 0.28), "core": (0.08, 0.6, 0.16), "tip": (0.08, 0.75, 0.45)}),
               (0.45, {**YELLOW, "brown": (0.1, 0.8, 0.55), "core": (0.16, 0.6, 0.5), "tip": (0.12, 0.85, 0.8)})),
        habit="face", sizes=(0.3, 0.46), many=0.25, leaves="heart", stem=(0.07, "green"),
        places={"sky": 0.3, "meadow": 0.35, "dark": 0.2, "plain": 0.15},
    ),
    "daisy": Flower(
        whorls=(
            rays(21, 0.2, 0.0, 0.1), disc(0.25, 0.12, "centre centre"), florets(46, 0.25, 0.14, "centre rim", 0.07),
        ),
        looks=((1, {"petal": (0.15, 0.02, 0.99), "deep": (0.17, 0.25, 0.95), "centre": (0.125, 0.95, 0.92),
                    "rim": (0.1, 0.95, 0.8)}),),
        habit="face", sizes=(0.3, 0.47), many=0.4, leaves="oval", tilt=0.8,
        places={"meadow": 0.5, "dark": 0.35, "plain": 0.15},
    ),
    "coltsfoot": Flower(
        whorls=(
            rays(60, 0.2, 0.0, 0.026, 0.06), rays(50, 0.2, 0.12, 0.026, 0.07, 0.07),
            disc(0.24, 0.06, "core core"), florets(34, 0.24, 0.08, "core petal", 0.08),
        ),
        looks=((1, {**YELLOW, "core": (0.11, 0.95, 0.88)}),),
        habit="face", sizes=(0.25, 0.44), many=0.5, leaves="", tilt=0.8, stem=(0.12, "rust"),
        places={"stone": 0.35, "soil": 0.35, "litter": 0.3},
    ),
    "dandelion": Flower(
        whorls=(
            rays(44, 0.15, -0.05, 0.055, 0.04), rays(44, 0.12, 0.22, 0.05, turn=0.1),
            Whorl(40, ((0.1, 0.05), (0.45, 0.35), (0.78, 0.45)), (0.03, 0.05, 0.05, 0.04), "deep petal petal",
                  uneven=0.06, grid=(2, 1)),
            Whorl(34, ((0.05, 0.1), (0.3, 0.45), (0.56, 0.6)), (0.02, 0.045, 0.045, 0.03), "deep deep petal",
                  uneven=0.08, grid=(2, 1)),
            Whorl(26, ((0.02, 0.2), (0.16, 0.55), (0.32, 0.7)), (0.02, 0.04, 0.03), "deep deep petal", uneven=0.1,
                  grid=(2, 1)),
            Whorl(14, ((0.02, 0.2), (0.06, 0.6), (0.12, 0.72)), (0.02, 0.04, 0.03), "deep", uneven=0.1, grid=(2, 1)),
        ),
        looks=((0.6, YELLOW), (0.4, {"petal": (0.125, 0.95, 0.98), "deep": (0.105, 0.97, 0.88)})),
        habit="face", sizes=(0.3, 0.47), many=0.3, leaves="toothed", tilt=0.9, stem=(0.07, "lime"),
        places={"meadow": 0.5, "dark": 0.25, "plain": 0.15, "litter": 0.1},
    ),
    "cowslip": Flower(
        whorls=(
            Whorl(5, ((0.12, -1.5), (0.3, -1.2), (0.3, -0.5), (0.2, 0)), (1, 1, 1, 1), "lime", "lime lime pale",
                  fused=True, grid=(3, 2)),
            Whorl(5, ((0.08, 0), (0.3, 0.12), (0.62, 0.2)), (0.06, 0.25, 0.34, 0.3), "mark petal petal", notch=0.28,
                  grid=(4, 4)),
        ),
        looks=((1, {**YELLOW, "mark": (0.08, 0.95, 0.9)}),),
        habit="umbel", sizes=(0.34, 0.5), many=0.4, leaves="oval", stem=(0.06, "lime"),
        places={"meadow": 0.5, "dark": 0.3, "litter": 0.2},
    ),
    "buttercup": Flower(
        whorls=(
            Whorl(5, ((0.05, 0), (0.35, 0.1), (0.72, 0.32), (0.97, 0.62)), ROUND, "deep petal petal petal", cup=0.3,
                  uneven=0.03, grid=(8, 6)),
            stamens(22, 0.3, 0.26, "deep gold gold"), florets(14, 0.1, 0.14, "lime", 0.08),
        ),
        looks=((1, {**YELLOW, "deep": (0.13, 0.97, 0.8)}),),
        habit="face", sizes=(0.26, 0.46), many=0.35, leaves="cut", tilt=0.9, stem=(0.035, "green"),
        places={"meadow": 0.5, "dark": 0.3, "plain": 0.2},
    ),
    "windflower": Flower(
        whorls=(
            Whorl(7, STAR, (0.08, 0.2, 0.29, 0.33, 0.33, 0.29, 0.2, 0.03), "shade petal petal petal",
                  cup=0.35, uneven=0.07, grid=(8, 4)),
            stamens(22, 0.26, 0.22, "white pale gold gold"), florets(9, 0.08, 0.1, "lime", 0.07),
        ),
        looks=((0.8, WHITE), (0.2, {**WHITE, "petal": (0.85, 0.12, 0.95)})),
        habit="face", sizes=(0.28, 0.47), many=0.35, leaves="cut", tilt=0.8, stem=(0.03, "rust"),
        places={"dark": 0.35, "litter": 0.35, "meadow": 0.3},
    ),
    "pansy": Flower(
        whorls=(
            _face(-2.0, 1.05, "upper upper", 0.0), _face(-1.14, 1.05, "upper upper", 0.03),
            _face(3.22, 0.85, "gold side side side", 0.08, "veins"),
            _face(-0.08, 0.85, "gold side side side", 0.08, "veins"),
            _face(1.57, 0.95, "gold lower lower lower", 0.14, "veins"), florets(6, 0.07, 0.2, "gold", 0.08),
        ),
        looks=((0.35, {"upper": (0.74, 0.65, 0.6), "side": (0.73, 0.45, 0.8), "lower": (0.15, 0.75, 0.97)}),
               (0.2, {"upper": (0.78, 0.85, 0.35), "side": (0.15, 0.1, 0.97), "lower": (0.14, 0.6, 0.97)}),
               (0.25, {"upper": (0.71, 0.45, 0.85), "side": (0.7, 0.3, 0.92), "lower": (0.68, 0.12, 0.97)}),
               (0.2, {"upper": (0.15, 0.3, 0.97), "side": (0.15, 0.65, 0.97), "lower": (0.14, 0.9, 0.96)})),
        habit="face", sizes=(0.28, 0.44), many=0.25, leaves="oval", tilt=0.5, stem=(0.04, "green"),
        places={"meadow": 0.35, "dark": 0.3, "soil": 0.2, "litter": 0.15},
    ),
}
