"""Drawn data sets that stand in for the real ones: same shapes, classes and splits, no download, no license.

    splits = draw("mnist")
    images, labels = splits["train"]  # uint8 (N, H, W), ink bright on dark; int64 (N,)

A drawn character is laid out exactly like a real one of its data set; how well that is done is measured by
tools/measure_standins.py: a network that has seen nothing else reads real characters. A drawn garment fills its
picture like a real one, and is mistaken for the same others. Drawn faces are told apart, and compressed by PCA, about
as well as real ones. Drawn objects, in colour, are seen from any side, and are confused as real ones are. A drawn
scene is a place that a person names at a glance; a linear model often does not. Six drawn people in colour stand in for
the actors, each the same person under other hair, light and walls.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import actors, characters, faces, garments, objects, scenes
from . import pages as pages  # a part of the package that lessons use as standins.pages
from .garments import FASHION
from .glyphs import CAPITALS, DIGITS, LOWERCASE
from .scenes import SCENES

Split = tuple[NDArray[np.uint8], NDArray[np.int64]]
Draw = Callable[[Sequence[str], np.random.Generator], NDArray[np.uint8]]


@dataclass(frozen=True)
class Spec:
    """A drawn data set.

    Attributes:
        classes: in the order of their labels.
        sizes: how many images each split has.
        draw: what draws them, from their classes and a source of chance.
    """

    classes: tuple[str, ...]
    sizes: dict[str, int]
    draw: Draw


def _written(layout: str) -> Draw:
    return lambda labels, rng: characters.draw(labels, layout, rng)


SPECS = {
    "mnist": Spec(tuple(DIGITS), {"train": 10_000, "valid": 2_000, "test": 2_000}, _written("mnist")),
    "nist36": Spec(tuple(CAPITALS + DIGITS), {"train": 9_000, "valid": 2_700, "test": 1_620}, _written("nist36")),
    "emnist": Spec(
        tuple(DIGITS + CAPITALS + LOWERCASE), {"train": 9_400, "valid": 940, "test": 1_880}, _written("emnist")
    ),
    "fashion_mnist": Spec(tuple(FASHION), {"train": 9_000, "valid": 1_000, "test": 2_000}, garments.draw),
    "cifar10": Spec(tuple(objects.OBJECTS), {"train": 8_000, "valid": 1_000, "test": 2_000}, objects.draw),
    "olivetti": Spec(faces.OLIVETTI, {"train": 240, "valid": 80, "test": 80}, faces.draw),
    "scenes8": Spec(tuple(SCENES), {"train": 1_600, "valid": 240, "test": 400}, scenes.draw),
    "facescrub6": Spec(tuple(actors.ACTORS), {"train": 528, "valid": 108, "test": 120}, actors.draw),
}


def draw(name: str, seed: int = 0) -> dict[str, Split]:
    """Draw a stand-in.

    Args:
        name: one of ``SPECS``: "mnist", "nist36", "emnist", "fashion_mnist", "cifar10", "olivetti",
            "scenes8", or "facescrub6".
        seed: the same seed draws the same images on every machine; each split has its own child of it.

    Returns:
        For "train", "valid" and "test": images, uint8 ``(N, H, W)`` or in colour ``(N, H, W, 3)``, and labels,
        int64 ``(N,)``. All classes are equally frequent, in random order.

    Raises:
        ValueError: if there is no stand-in of that name.
    """
    if name not in SPECS:
        raise ValueError(f"draw: there is no stand-in for {name!r}; there are {', '.join(SPECS)}")
    spec = SPECS[name]
    children = np.random.SeedSequence(seed).spawn(len(spec.sizes))
    splits = {}
    for (split, size), child in zip(spec.sizes.items(), children, strict=True):
        rng = np.random.default_rng(child)
        labels = rng.permutation(np.arange(size, dtype=np.int64) % len(spec.classes))
        splits[split] = spec.draw([spec.classes[k] for k in labels], rng), labels
    return splits
