"""Nine flowers whose parts come in threes: lilies and their kin, as data."""

from .bloom import Whorl
from .flora import (
    CHALICE,
    GOBLET,
    LILAC,
    OVAL,
    POINTED,
    PURPLE,
    STAR,
    WHITE,
    YELLOW,
    Flower,
    stamens,
    within,
)

INNER = -0.52  # radians: between the outer petals
OVATE = (0.12, 0.34, 0.46, 0.48, 0.42, 0.3, 0.16, 0)
EGG = ((0.06, 0), (0.4, 0.1), (0.56, 0.5), (0.52, 0.95), (0.36, 1.35))
STARRY = ((0.06, 0), (0.42, 0.1), (0.78, 0.35), (1.05, 0.65), (1.3, 0.85))

# fmt: off
LILIES = {
    "daffodil": Flower(
        whorls=(
            Whorl(6, STAR, POINTED, "deep petal petal petal", uneven=0.04, cup=0.3, grid=(8, 4)),
            Whorl(10, ((0.2, 0), (0.3, 0.35), (0.36, 0.62), (0.54, 0.72)), (1.05, 1.05, 1.05, 0.95), "trumpet",
                  "trumpet trumpet petal", fused=True, uneven=0.04, wave=0.06, grid=(6, 2)),
            stamens(5, 0.12, 0.5, "deep gold gold"),
        ),
        looks=((0.55, {**YELLOW, "trumpet": (0.125, 0.95, 0.95)}), (0.25, {**YELLOW, "trumpet": (0.09, 0.95, 0.95)}),
               (0.2, {**WHITE, "trumpet": (0.14, 0.75, 0.95)})),
        habit="face", sizes=(0.3, 0.47), many=0.35, leaves="strap", tilt=0.9,
        places={"meadow": 0.4, "litter": 0.2, "dark": 0.2, "plain": 0.2},
    ),
    "snowdrop": Flower(
        whorls=(
            Whorl(3, ((0.04, 0), (0.2, 0.2), (0.38, 0.65), (0.48, 1.1), (0.48, 1.4)),
                  (0.08, 0.14, 0.24, 0.32, 0.36, 0.34, 0.24, 0.04), "shade petal petal petal", "petal", cup=0.5,
                  uneven=0.07, grid=(9, 5), opened=((0.04, 0), (0.4, 0.1), (0.8, 0.35), (1.1, 0.75), (1.25, 1.05))),
            Whorl(3, ((0.03, 0), (0.18, 0.2), (0.26, 0.75)), (0.1, 0.22, 0.26, 0.22), marks="tip", mark="leaf",
                  grid=(8, 4)),
            Whorl(6, ((0.02, -0.34), (0.13, -0.25), (0.13, -0.08), (0.05, 0)), (1, 1, 1, 1), "lime", "leaf green",
                  fused=True, grid=(3, 1)),
        ),
        looks=((1, WHITE),),
        habit="nod", sizes=(0.26, 0.42), many=0.6, leaves="strap", tilt=0.5,
        places={"dark": 0.3, "soil": 0.25, "litter": 0.2, "meadow": 0.25},
    ),
    "lilyvalley": Flower(
        whorls=(
            Whorl(6, ((0.1, 0), (0.45, 0.15), (0.6, 0.55), (0.52, 0.9), (0.5, 1), (0.78, 1.12)),
                  (1, 1, 1, 1, 0.9, 0.1), "shade shade petal", "petal petal petal", fused=True, uneven=0.02,
                  grid=(7, 2)),
        ),
        looks=((0.88, {"petal": (0.16, 0.05, 0.98)}), (0.12, {"petal": (0.98, 0.18, 0.95)})),
        habit="spike", sizes=(0.75, 1.1), many=0.4, leaves="broad", tilt=0.5, stem=(0.06, "lime"),
        places={"meadow": 0.45, "dark": 0.4, "litter": 0.15},
    ),
    "bluebell": Flower(
        whorls=(
            Whorl(6, ((0.06, 0), (0.24, 0.15), (0.3, 0.6), (0.36, 1.1), (0.62, 1.4), (0.78, 1.25)),
                  (1, 1, 0.95, 0.9, 0.5, 0), "mark petal petal", "petal petal mark petal", fused=True, uneven=0.04,
                  grid=(7, 2)),
            stamens(4, 0.12, 1.1, "pale pale"),
        ),
        looks=((0.5, {"petal": (0.68, 0.55, 0.82), "mark": (0.69, 0.7, 0.65)}), (0.25, LILAC), (0.1, PURPLE),
               (0.15, {"petal": (0.64, 0.35, 0.92), "mark": (0.66, 0.55, 0.75)})),
        habit="spike", sizes=(0.75, 1.1), many=0.45, leaves="strap", tilt=0.6, stem=(0.07, "green"),
        places={"meadow": 0.45, "dark": 0.25, "litter": 0.3},
    ),
    "crocus": Flower(
        whorls=(
            Whorl(3, GOBLET, OVAL, "pale petal petal petal", "mark petal petal", "stripes", cup=0.5, grid=(8, 6),
                  opened=CHALICE),
            Whorl(3, within(GOBLET), OVAL, "pale petal petal petal", turn=INNER, cup=0.5, grid=(8, 4),
                  opened=within(CHALICE)),
            stamens(4, 0.14, 0.95, "gold orange orange", 0.05),
        ),
        looks=((0.4, PURPLE), (0.3, LILAC), (0.15, WHITE), (0.15, YELLOW)),
        habit="up", sizes=(0.26, 0.4), many=0.6, leaves="grass", tilt=0.9, stem=(0.07, "pale"), tall=1.2,
        places={"soil": 0.35, "litter": 0.35, "meadow": 0.3},
    ),
    "iris": Flower(
        whorls=(
            Whorl(3, ((0.05, 0), (0.5, 0.14), (0.88, -0.05), (1.02, -0.55), (0.9, -1.0)),
                  (0.1, 0.24, 0.44, 0.56, 0.5, 0.15), "gold falls falls falls", "falls", "beard", "gold",
                  turn=-INNER, wave=0.09, grid=(13, 9)),
            Whorl(3, ((0.05, 0), (0.45, 0.35), (0.62, 0.8), (0.42, 1.15), (0.12, 1.2)),
                  (0.08, 0.26, 0.44, 0.5, 0.4, 0.15), "deep petal petal", "petal", turn=INNER, wave=0.1,
                  grid=(13, 8), opened=((0.05, 0), (0.4, 0.4), (0.6, 0.85), (0.62, 1.2), (0.4, 1.4))),
        ),
        looks=((0.3, {**PURPLE, "falls": (0.76, 0.8, 0.45)}), (0.2, {**LILAC, "falls": (0.78, 0.4, 0.75)}),
               (0.2, {**YELLOW, "falls": (0.13, 0.85, 0.9)}),
               (0.15, {**WHITE, "petal": (0.13, 0.35, 0.97), "falls": (0.95, 0.7, 0.45)}),
               (0.15, {"petal": (0.01, 0.6, 0.4), "deep": (0.0, 0.7, 0.3), "falls": (0.02, 0.75, 0.5)})),
        habit="up", sizes=(0.36, 0.46), many=0.15, leaves="strap", tilt=0.5, stem=(0.06, "green"),
        places={"meadow": 0.5, "dark": 0.25, "plain": 0.1, "litter": 0.15},
    ),
    "tigerlily": Flower(
        whorls=(
            Whorl(6, ((0.06, 0.1), (0.34, 0.5), (0.68, 0.6), (0.98, 0.35), (1.02, -0.1), (0.78, -0.4)),
                  (0.1, 0.22, 0.3, 0.34, 0.32, 0.26, 0.16, 0.02), "petal petal petal deep", "petal", "spots", "dark",
                  cup=0.15, uneven=0.04, grid=(16, 7)),
            stamens(6, 0.55, 1.45, "lime petal dark dark", 0.028),
        ),
        looks=((0.55, {"petal": (0.035, 0.85, 0.95), "deep": (0.02, 0.88, 0.85)}),
               (0.45, {"petal": (0.08, 0.9, 0.97), "deep": (0.05, 0.9, 0.9)})),
        habit="nod", sizes=(0.3, 0.44), many=0.4, leaves="lance", tilt=1.0, stem=(0.04, "green"),
        places={"meadow": 0.4, "dark": 0.25, "plain": 0.2, "sky": 0.15},
    ),
    "tulip": Flower(
        whorls=(
            Whorl(3, EGG, OVATE, "deep petal petal", "lime petal petal", cup=0.5, grid=(9, 5), opened=STARRY),
            Whorl(3, within(EGG), OVATE, "deep petal petal", turn=INNER, cup=0.5, grid=(9, 5), opened=within(STARRY)),
            stamens(6, 0.16, 0.4, "gold gold gold", 0.04),
        ),
        looks=((0.5, YELLOW), (0.2, {"petal": (0.09, 0.9, 0.97), "deep": (0.03, 0.9, 0.9)}),
               (0.2, {"petal": (0.98, 0.85, 0.85), "deep": (0.13, 0.8, 0.9)}),
               (0.1, {"petal": (0.93, 0.55, 0.85), "deep": (0.15, 0.3, 0.95)})),
        habit="up", sizes=(0.28, 0.42), many=0.45, leaves="grass", tilt=0.9,
        places={"meadow": 0.45, "dark": 0.25, "litter": 0.2, "stone": 0.1},
    ),
    "fritillary": Flower(
        whorls=(
            Whorl(6, ((0.08, 0), (0.42, 0.1), (0.6, 0.5), (0.6, 1.0), (0.46, 1.4)), (0.9, 1.15, 1.1, 1.05, 0.75, 0.05),
                  "deep deep", "petal petal", "chequers", fused=True, uneven=0.03, grid=(10, 6)),
        ),
        looks=((0.6, {"petal": (0.87, 0.55, 0.48), "mark": (0.88, 0.25, 0.8), "deep": (0.88, 0.6, 0.3)}),
               (0.25, {"petal": (0.9, 0.65, 0.35), "mark": (0.92, 0.45, 0.6), "deep": (0.9, 0.6, 0.25)}),
               (0.15, {"petal": (0.77, 0.45, 0.6), "mark": (0.2, 0.08, 0.92), "deep": (0.8, 0.4, 0.4)})),
        habit="nod", sizes=(0.3, 0.46), many=0.35, leaves="grass", tilt=0.5, stem=(0.045, "green"),
        places={"meadow": 0.6, "dark": 0.3, "plain": 0.1},
    ),
}
