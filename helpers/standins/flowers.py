"""Drawn flowers: the stand-in for the Oxford flowers of 17 species (Nilsback and Zisserman, 2006).

A flower is not its colour: seven of them are yellow, four white, and crocus, iris, tulip and pansy come in many. What
tells them apart is how many petals they have, of what form, how these stand, and what is drawn on them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from . import meadows
from .facets import Scene
from .flora import Flower
from .herbs import HERBS
from .lilies import LILIES
from .paint import Canvas, Floats, photograph
from .plants import plant, tones

FLORA: dict[str, Flower] = {**LILIES, **HERBS}  # in the order of the published pictures
SIDE = 128
FINE = 2
FAR = 40  # pixels to a side of what is out of focus, blooms among it


def draw(labels: Sequence[str], rng: np.random.Generator, side: int = SIDE) -> NDArray[np.uint8]:
    """Draw flowers as one photographs them: close up or a group, where they grow.

    Args:
        labels: each one of ``FLORA``.
        rng: where the chance comes from; the same seed gives the same pictures.
        side: of the pictures, in pixels.

    Returns:
        ``(N, side, side, 3)`` uint8, RGB.

    Raises:
        ValueError: if a label is unknown.
    """
    if unknown := sorted(set(labels) - set(FLORA)):
        raise ValueError(f"draw: no flower {unknown}; there are {', '.join(FLORA)}")
    pictures = np.zeros((len(labels), side, side, 3), np.uint8)
    for k, label in enumerate(labels):
        pictures[k] = photograph(0.5 + 1.12 * (_draw(FLORA[label], side, rng) - 0.5), rng, sharpness=2.5)
    return pictures


def _draw(flower: Flower, side: int, rng: np.random.Generator) -> Floats:
    share = np.array(list(flower.places.values()))
    place = str(rng.choice(list(flower.places), p=share / share.sum()))
    picture, ground = meadows.behind(place, rng)
    palette = tones(rng, flower)
    many = rng.random() < flower.many
    light = (rng.normal(0, 0.5), -rng.uniform(0.2, 0.9), rng.uniform(0.5, 1.0))
    if rng.random() < 0.3 + 0.3 * many:  # others of its kind, out of focus
        far, others = Canvas(FAR, ground, FINE), Scene()
        far.cover(picture)
        plant(others, flower, rng, True, rng.uniform(0.5, 0.8) * flower.sizes[0], palette, 0.5)
        others.draw(far, light)
        picture = far.image()
    canvas = Canvas(side, ground, FINE)
    canvas.cover(picture)
    meadows.scatter(canvas, place, ground, rng)
    scene = Scene()
    plant(scene, flower, rng, many, rng.uniform(*flower.sizes), palette)
    scene.draw(canvas, light)
    return canvas.image()
