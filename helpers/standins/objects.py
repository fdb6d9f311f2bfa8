"""Drawn objects: the stand-in for CIFAR-10.

An object is a body in space (`animals`, `critters`, `vehicles`, `crafts`), seen from any side, in a place (`places`), in some
light. What is learned from such pictures is shape: colours and places are shared by many kinds of objects.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from . import animals, crafts, critters, places, vehicles
from .paint import Canvas, mix, photograph
from .solid import BLACK, Model, View, render

SIDE = 32

# In the order of CIFAR-10's labels: who draws it, and how often it is seen where.
OBJECTS: dict[str, tuple[Callable[[Model, np.random.Generator], View], dict[str, float]]] = {
    "airplane": (crafts.airplane, {"sky": 12, "road": 3, "meadow": 2, "studio": 2, "sea": 1}),
    "automobile": (
        vehicles.automobile,
        {"road": 9, "studio": 3, "meadow": 3, "sand": 2, "snow": 1, "forest": 2, "room": 1},
    ),
    "bird": (
        critters.bird,
        {"ground": 5, "sky": 4, "forest": 4, "meadow": 3, "sea": 2, "studio": 2, "sand": 1, "snow": 1},
    ),
    "cat": (animals.cat, {"room": 10, "ground": 3, "studio": 2, "meadow": 3, "road": 2}),
    "deer": (animals.deer, {"meadow": 8, "forest": 6, "sand": 2, "snow": 2, "ground": 2}),
    "dog": (animals.dog, {"room": 7, "meadow": 5, "studio": 2, "sand": 2, "road": 2, "snow": 1, "ground": 1}),
    "frog": (critters.frog, {"ground": 11, "studio": 3, "meadow": 2, "room": 2, "sea": 1, "forest": 1}),
    "horse": (animals.horse, {"meadow": 9, "sand": 4, "forest": 2, "studio": 1, "snow": 2, "road": 2}),
    "ship": (crafts.ship, {"sea": 17, "road": 1, "sky": 1, "studio": 1}),
    "truck": (vehicles.truck, {"road": 11, "studio": 3, "sand": 2, "meadow": 2, "forest": 1, "snow": 1}),
}
UNLIKE = 0.2  # how much an object and a place should differ in red, green or blue


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
    for _ in range(3):  # a photographer would look for a place where it can be seen, too
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
