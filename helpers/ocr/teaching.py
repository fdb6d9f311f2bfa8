"""Characters to teach a reader with: cut out of drawn pages by the pipeline that will cut them out of photographs."""

import numpy as np
from numpy.typing import NDArray

from ..standins import pages
from .crops import cut_out
from .letters import look_for_letters
from .model import CLASSES
from .scores import match_boxes

SHUFFLED = 0.4  # share of words drawn at random: all characters come up, the common ones more often


def from_pages(count: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Characters found on so many drawn pages, each under conditions of its own; about 80 a page.

    Args:
        count: how many pages; one takes about half a second.
        seed: the same seed draws the same pages.

    Returns:
        images uint8 (N, 32, 32), ink bright on dark, and labels int64 (N,), indices of `CLASSES`.
    """
    images, labels = [], []
    for child in np.random.SeedSequence(seed).spawn(count):
        rng = np.random.default_rng(child)
        page = pages.draw(
            pages.text(rng, lines=7, shuffled=SHUFFLED), pages.any_conditions(rng), int(rng.integers(2**31))
        )
        found = look_for_letters(page.image)
        true, read = match_boxes(page.boxes, found.original(found.boxes))
        text = "".join(page.lines).replace(" ", "")
        images.append(cut_out(found)[read])
        labels.append(np.array([CLASSES.index(text[k]) for k in true], np.int64))
    return np.concatenate(images), np.concatenate(labels)
