"""Drawn scenes: the stand-in for eight of the SUN database's (Xiao et al., 2010).

A scene is not its colour: an aquarium is blue, and so are falls and skies; a park is green, and so is the land around
a highway or a windmill; a kitchen and a laundromat may have the same walls. What is in them tells them apart.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .landscapes import desert, windmill
from .paint import Canvas, photograph
from .rooms import kitchen, laundromat
from .scenery import lit
from .waters import aquarium, waterfall
from .ways import highway, park

SCENES = {
    "aquarium": aquarium,
    "desert": desert,
    "highway": highway,
    "kitchen": kitchen,
    "laundromat": laundromat,
    "park": park,
    "waterfall": waterfall,
    "windmill": windmill,
}
INSIDE = {"aquarium", "kitchen", "laundromat"}
SIDE = 64


def draw(labels: Sequence[str], rng: np.random.Generator, side: int = SIDE) -> NDArray[np.uint8]:
    """Draw scenes as a camera would show them.

    Args:
        labels: each one of ``SCENES``.
        rng: where the chance comes from; the same seed gives the same pictures.
        side: of the pictures, in pixels.

    Returns:
        ``(N, side, side, 3)`` uint8, RGB.

    Raises:
        ValueError: if a label is unknown.
    """
    if unknown := sorted(set(labels) - set(SCENES)):
        raise ValueError(f"draw: no scene {unknown}; there are {', '.join(SCENES)}")
    pictures = np.zeros((len(labels), side, side, 3), np.uint8)
    for k, label in enumerate(labels):
        canvas = Canvas(side, (0.5, 0.5, 0.5))
        SCENES[label](canvas, rng)
        pictures[k] = photograph(lit(canvas.image(), rng, label in INSIDE), rng)
    return pictures
