"""Drawn objects: the stand-in for CIFAR-10.

An object is a body in space (`animals`, `critters`, `vehicles`, `crafts`), seen from any side, in a place (`places`),
in some light. What is learned from such pictures is shape: colours and places are shared by many kinds of objects.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from . import animals, crafts, critters, places, vehicles
from .paint import Canvas, mix, photograph
from .solid import BLACK, WHITE, Model, View, render

SIDE = 32

# In the order of CIFAR-10's labels: who makes it, and how often it is seen where.
Maker: TypeAlias = Callable[[Model, np.random.Generator], View]
OBJECTS: dict[str, tuple[Maker, dict[str, float]]] = {
    "airplane": (crafts.airplane, {"sky": 0.6, "road": 0.15, "meadow": 0.1, "studio": 0.1, "sea": 0.05}),
    "automobile": (
        vehicles.automobile,
        {"road": 0.45, "studio": 0.14, "meadow": 0.14, "sand": 0.09, "forest": 0.09, "snow": 0.05, "room": 0.04},
    ),
    "bird": (
        critters.bird,
        {"ground": 0.25, "sky": 0.2, "forest": 0.18, "meadow": 0.12, "sea": 0.1, "studio": 0.1, "sand": 0.05},
    ),
    "cat": (animals.cat, {"room": 0.5, "ground": 0.15, "meadow": 0.15, "studio": 0.1, "road": 0.1}),
    "deer": (animals.deer, {"meadow": 0.4, "forest": 0.3, "sand": 0.1, "snow": 0.1, "ground": 0.1}),
    "dog": (
        animals.dog,
        {"room": 0.35, "meadow": 0.25, "studio": 0.1, "sand": 0.1, "road": 0.1, "snow": 0.05, "ground": 0.05},
    ),
    "frog": (
        critters.frog,
        {"ground": 0.55, "studio": 0.15, "meadow": 0.1, "room": 0.1, "sea": 0.05, "forest": 0.05},
    ),
    "horse": (
        animals.horse,
        {"meadow": 0.45, "sand": 0.2, "forest": 0.1, "snow": 0.1, "road": 0.1, "studio": 0.05},
    ),
    "ship": (crafts.ship, {"sea": 0.9, "road": 0.05, "studio": 0.05}),
    "truck": (
        vehicles.truck,
        {"road": 0.52, "studio": 0.15, "sand": 0.1, "meadow": 0.1, "forest": 0.07, "snow": 0.06},
    ),
}
UNLIKE = 0.27  # how much an object and a place should differ in red, green or blue


def draw(labels: Sequence[str], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw objects.

    Args:
        labels: each one of ``OBJECTS``.
        rng: where the chance comes from; the same seed gives the same pictures.

    Returns:
        ``(N, 32, 32, 3)`` uint8.

    Raises:
        ValueError: if a label is unknown.
    """
    return draw_with_masks(labels, rng, SIDE, masks=False)[0]


def draw_with_masks(
    labels: Sequence[str], rng: np.random.Generator, side: int, masks: bool = True
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Draw objects at any size, and where they are.

    Args:
        labels: each one of ``OBJECTS``.
        rng: where the chance comes from; one seed gives the same objects at every size, in other noise.
        side: of the pictures, in pixels.
        masks: False to leave the masks empty, which saves the time to draw them.

    Returns:
        The pictures ``(N, side, side, 3)`` uint8, and how much of each pixel the object covers (its shadow does not
        count), ``(N, side, side)`` float32 in [0, 1].

    Raises:
        ValueError: if a label is unknown, or the side is not positive.
    """
    if unknown := sorted(set(labels) - set(OBJECTS)):
        raise ValueError(f"draw: no object {unknown}; there are {', '.join(OBJECTS)}")
    if side != int(side) or side < 1:
        raise ValueError(f"side: expected a whole number of pixels, at least 1, got {side}")
    pictures = np.zeros((len(labels), side, side, 3), np.uint8)
    covered = np.zeros((len(labels) if masks else 0, side, side), np.float32)
    for k, label in enumerate(labels):
        model = Model()
        view = OBJECTS[label][0](model, rng)
        pictures[k] = _draw(label, model, view, side, rng)
        if masks:
            covered[k] = _mask(model, view, side)
    return pictures, covered


def _draw(label: str, model: Model, view: View, side: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    where = OBJECTS[label][1]
    if view.foot is not None:  # it stands on something
        where = {name: share for name, share in where.items() if name != "sky"}
    share = np.array(list(where.values())) / sum(where.values())
    low = view.foot if view.foot is not None else 0.75
    colour = model.colour()
    for _ in range(4):  # a photographer would look for a place where it can be seen, too
        place = str(rng.choice(list(where), p=share))
        horizon = min(low - rng.uniform(0.02, 0.35), 0.8)
        behind, ground = places.draw(place, horizon, rng)
        if np.abs(behind[8:28].mean(axis=(0, 1)) - colour).max() > UNLIKE:
            break
    canvas = Canvas(side, ground)
    canvas.cover(behind)
    shadow = mix(ground, BLACK, rng.uniform(0.2, 0.6)) if view.foot is not None else None
    render(model, canvas, view, shadow)
    return photograph(canvas.image(), rng)


def _mask(model: Model, view: View, side: int) -> NDArray[np.float32]:
    """Where a black and a white canvas with the model on them are alike."""
    seen = []
    for colour in (BLACK, WHITE):
        canvas = Canvas(side, colour)
        render(model, canvas, view)
        seen.append(canvas.image().mean(axis=2))
    covered: NDArray[np.float32] = (1 - (seen[1] - seen[0])).astype(np.float32)
    return covered
