"""The boxes of characters: connected pieces of ink that are large enough."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.measure import label, regionprops

from ..check import Cases, Function, checked

Array = NDArray[Any]
CELL = 32


def _boxes_with(
    box: Function = lambda y1, x1, y2, x2: (y1, x1, y2, x2),
    fair: Function = lambda areas: np.mean(areas) / 5,
    area: Callable[[Any], float] = lambda region: float(region.area),
    connectivity: int = 2,
    ink: Function = lambda ink: ink,
) -> Function:
    """The simple method's boxes, of which one part is replaced."""

    def letter_boxes(given: Array) -> Array:
        labels = label(ink(given), connectivity=connectivity)  # type: ignore[no-untyped-call]
        regions = regionprops(labels)  # type: ignore[no-untyped-call]
        least = fair([area(region) for region in regions]) if regions else 0
        return np.array([box(*region.bbox) for region in regions if area(region) > least], int).reshape(-1, 4)

    return letter_boxes


def _inks(rng: np.random.Generator) -> Cases:
    def ink(rows: int, columns: int) -> tuple[Array]:
        """One piece of ink a cell: letters, large and small, two squares that meet at a corner, dirt, a hair."""
        letters = rng.integers((14, 8), (21, 15), size=(rows * columns - 7, 2)).tolist()
        blocks = [np.ones(size, bool) for size in [*letters, (26, 24), (10, 10), (9, 6), (2, 2), (2, 1)]]
        blocks += [np.kron(np.eye(2), np.ones((8, 8))).astype(bool), np.eye(14, dtype=bool)]
        page = np.zeros((rows * CELL, columns * CELL), bool)
        for cell, k in enumerate(rng.permutation(len(blocks))):
            height, width = blocks[k].shape
            y = CELL * (cell // columns) + rng.integers(1, CELL - height)
            x = CELL * (cell % columns) + rng.integers(1, CELL - width)
            page[y : y + height, x : x + width] = blocks[k]
        return (page,)

    def with_a_blot(page: Array) -> tuple[Array]:
        """A blot below, so large that a fifth of the mean area is as large as some of the letters."""
        below = np.zeros((5 * CELL, page.shape[1]), bool)
        below[4:-4, 4 : 4 + rng.integers(90, 120)] = True
        return (np.vstack([page, below]),)

    return {
        "a square page": ink(4, 4),
        "a wide page": ink(3, 5),
        "a page with a large blot": with_a_blot(*ink(4, 4)),
        "a blank page": (np.zeros((40, 60), bool),),
    }


def _sorted(function: Function, ink: Array) -> Any:
    """The boxes that a function finds, from top to bottom: their order is free."""
    boxes = function(ink)
    if not isinstance(boxes, np.ndarray) or boxes.ndim != 2:
        return boxes
    return boxes[np.lexsort(boxes.T[::-1])] if len(boxes) else boxes.astype(int)


@checked(
    cases=_inks,
    use=_sorted,
    mistakes=[
        (_boxes_with(box=lambda y1, x1, y2, x2: (x1, y1, x2, y2)), "the boxes are [x1, y1, x2, y2]: y comes first"),
        (
            _boxes_with(box=lambda y1, x1, y2, x2: (y1, x1, y2 - 1, x2 - 1)),
            "y2 and x2 are the last row and column of ink; they should be one further (half-open, as slices are), "
            "so that y2 − y1 is the height",
        ),
        (
            _boxes_with(box=lambda y1, x1, y2, x2: (y1, x1, y2 - y1, x2 - x1)),
            "the boxes are [y, x, height, width]; [y1, x1, y2, x2] is asked for",
        ),
        (
            _boxes_with(box=lambda y1, x1, y2, x2: (x1, y1, x2 - x1, y2 - y1)),
            "the boxes are [x, y, width, height], as OpenCV gives them; [y1, x1, y2, x2] is asked for",
        ),
        (_boxes_with(fair=lambda areas: 0), "specks count as characters: small pieces are to be left out"),
        (
            _boxes_with(fair=np.mean),
            "small letters are lost: a piece counts if it is larger than a fifth of the mean area, not than the mean",
        ),
        (
            _boxes_with(fair=lambda areas: np.median(areas) / 5),
            "the border is a fifth of the median area; a fifth of the mean is asked for",
        ),
        (
            _boxes_with(fair=lambda areas: max(areas) / 5),
            "small letters are lost: a fifth of the *mean* area is the border, not of the largest",
        ),
        (
            _boxes_with(fair=lambda areas: np.mean(areas) / 2),
            "small letters are lost: the border is a fifth of the mean area, not half of it",
        ),
        (
            _boxes_with(area=lambda region: float(region.area_bbox)),
            "the area is that of the box; count the pixels of ink, else a thin hair is as large as a letter",
        ),
        (
            _boxes_with(connectivity=1),
            "pieces that touch at a corner only are taken apart: eight neighbours, not four",
        ),
        (
            _boxes_with(ink=lambda ink: ~ink),
            "these are boxes of the paper: label the ink (True), and what is 0 is background",
        ),
        (
            lambda ink: np.vstack([_boxes_with()(ink), [0, 0, *ink.shape]]),
            "the background counts as a piece: its label, 0, is to be left out",
        ),
        (
            lambda ink: boxes if len(boxes := _boxes_with()(ink)) else np.array([]),
            "on a blank page there is no box, and the array should have shape (0, 4): reshape(-1, 4)",
        ),
    ],
)
def letter_boxes(ink: Array) -> Any:
    """Boxes (K, 4), [y1, x1, y2, x2], of the connected pieces of ink (H, W) larger than a fifth of their mean area."""
    return _boxes_with()(ink)
