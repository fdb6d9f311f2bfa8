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
from .solid import BLACK, Model, View, render

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
    if unknown := sorted(set(labels) - set(OBJECTS)):
        raise ValueError(f"draw: no object {unknown}; there are {', '.join(OBJECTS)}")
    pictures = np.zeros((len(labels), SIDE, SIDE, 3), np.uint8)
    for picture, label in zip(pictures, labels, strict=True):
        picture[:] = _draw(label, rng)
    return pictures


def _draw(label: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    make, where = OBJECTS[label]
    model = Model()
    view = make(model, rng)
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
    canvas = Canvas(SIDE, ground)
    canvas.cover(behind)
    shadow = mix(ground, BLACK, rng.uniform(0.2, 0.6)) if view.foot is not None else None
    render(model, canvas, view, shadow)
    return photograph(canvas.image(), rng)
