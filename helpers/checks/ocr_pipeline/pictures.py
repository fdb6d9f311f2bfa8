"""Characters cut out and made to look like those of the training set."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.transform import resize

from ..check import Cases, Function, checked

Array = NDArray[Any]
SIDE, FILLED = 32, 24
FRAME = 3  # pixels of ink around a box: the neighbours of a character
DARKEST = 0.75  # of the ink of a character


def _placed(small: Array, paper: float = 0.0) -> Array:
    """A small picture in the middle of one of 32 × 32."""
    picture = np.full((SIDE, SIDE), paper)
    top, left = ((SIDE - side) // 2 for side in small.shape)
    picture[top : top + small.shape[0], left : left + small.shape[1]] = small
    return picture


def _resized(ink: Array, height: int, width: int) -> Array:
    return np.asarray(resize(ink, (height, width), anti_aliasing=True))  # type: ignore[no-untyped-call]


def _scaled(ink: Array, longest: int = FILLED) -> Array:
    """Scaled such that the longer side has that many pixels."""
    height, width = (max(1, round(side * longest / max(ink.shape))) for side in ink.shape)
    return _resized(ink, height, width)


def _normalized_with(
    part: Function = lambda y1, x1, y2, x2: (slice(y1, y2), slice(x1, x2)),
    ink: Function = lambda bw: 1 - bw,
    scaled: Function = _scaled,
    placed: Function = _placed,
) -> Function:
    """A character as the training set shows it, of which one part is replaced."""

    def normalized(bw: Array, box: Array) -> Any:
        return placed(scaled(ink(bw[part(*map(int, box))])))

    return normalized


def _in_the_corner(small: Array) -> Array:
    return np.pad(small, [(0, SIDE - side) for side in small.shape])


def _characters(rng: np.random.Generator) -> Cases:
    def character(height: int, width: int, y: int, x: int) -> tuple[Array, Array]:
        """A page with one character, and others' ink all around; soft where it is scaled, so that all ways agree.

        Its darkest pixel is not black: nobody has asked for the contrast to be stretched.
        """
        ink = rng.random((height, width))
        soft = ndimage.gaussian_filter(ink, min(height, width) / 4 if max(height, width) != FILLED else 0)
        soft = DARKEST * (soft - soft.min()) / np.ptp(soft)
        bw = np.ones((96, 96))
        bw[y - FRAME : y + height + FRAME, x - FRAME : x + width + FRAME] = 0
        bw[y : y + height, x : x + width] = 1 - soft
        return bw, np.array([y, x, y + height, x + width])

    return {
        "as wide as high": character(24, 24, 10, 60),
        "high and narrow": character(48, 12, 30, 10),
        "wide and low": character(20, 60, 64, 20),
    }


@checked(
    cases=_characters,
    tolerance=0.15,
    mistakes=[
        (
            _normalized_with(part=lambda y1, x1, y2, x2: (slice(x1, x2), slice(y1, y2))),
            "the box is read as x1, y1, x2, y2: y comes first, and rows are the first index of bw",
        ),
        (
            _normalized_with(part=lambda y1, x1, y2, x2: (slice(y1, y2 + 1), slice(x1, x2 + 1))),
            "a row and a column of the neighbours are in the picture: y2 and x2 are exclusive, as in slices",
        ),
        (
            _normalized_with(part=lambda y1, x1, y2, x2: (slice(y1, y2 - 1), slice(x1, x2 - 1))),
            "the last row and column are cut off: y2 and x2 are exclusive already",
        ),
        (
            _normalized_with(ink=lambda bw: bw),
            "ink and paper are inverted within the box: in bw ink is 0; the training set has it bright, 1, on dark",
        ),
        (
            _normalized_with(ink=lambda bw: bw, placed=lambda small: _placed(small, 1.0)),
            "ink and paper are inverted: in bw ink is 0; the training set has it bright, 1, on dark, 0",
        ),
        (
            _normalized_with(scaled=lambda ink: _resized(ink, FILLED, FILLED)),
            "the character is stretched to a square: an I becomes as wide as an O. One scale for both sides",
        ),
        (
            _normalized_with(scaled=lambda ink: _resized(ink, SIDE, SIDE)),
            "the character is stretched to a square that fills the picture: one scale for both sides, and a margin",
        ),
        (
            _normalized_with(scaled=lambda ink: _scaled(ink, SIDE)),
            "the character fills the whole picture; the longer side should have 24 of the 32 pixels",
        ),
        (
            _normalized_with(scaled=lambda ink: _scaled(ink / ink.max())),
            "the contrast is stretched, such that the darkest pixel is 1; ink is 1 − bw, as strong as it is",
        ),
        (
            _normalized_with(placed=_in_the_corner),
            "the character stands in the upper left corner; it should be in the middle",
        ),
        (
            _normalized_with(placed=lambda small: _placed(small).T),
            "the character lies on its side: the assignment's file holds pictures transposed, but in this course they "
            "stand upright",
        ),
        (_normalized_with(placed=lambda small: small), "the margin is missing: the picture has 32 × 32 pixels"),
    ],
)
def normalized(bw: Array, box: Array) -> Any:
    """A character as the training set shows it: (32, 32), ink 1 on 0, its longer side 24 pixels, in the middle."""
    return _normalized_with()(bw, box)
