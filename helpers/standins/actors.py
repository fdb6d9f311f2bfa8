"""Drawn people in colour: the stand-in for six actors of FaceScrub (Ng and Winkler, 2014)."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .faces import portrait
from .paint import photograph
from .people import Person, glance, meet

SIDE = 64
ACTORS = tuple(f"person {k + 1}" for k in range(6))


def draw(labels: Sequence[str], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw portraits of six people: ``(N, 64, 64, 3)`` uint8, RGB."""
    if unknown := sorted(set(labels) - set(ACTORS)):
        raise ValueError(f"draw: nobody is called {unknown}; there are {ACTORS[0]!r} to {ACTORS[-1]!r}")
    pictures = np.zeros((len(labels), SIDE, SIDE, 3), np.uint8)
    for picture, label in zip(pictures, labels, strict=True):
        person = _person(ACTORS.index(label))
        picture[:] = photograph(portrait(person, glance(person, rng), SIDE), rng)
    return pictures


@cache
def _person(number: int) -> Person:
    return meet(np.random.default_rng((6, number)))
