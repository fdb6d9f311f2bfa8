"""Ink by one threshold for the page."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2gray
from skimage.filters import gaussian, threshold_otsu
from skimage.morphology import closing, dilation, erosion, footprint_rectangle

from ..check import Cases, Function, checked

Array = NDArray[Any]
SPECKS = 20  # pixels to one speck, on the rows between the strokes
LOWEST = 0.36  # where somebody's threshold may lie between ink and paper, from either end, as a share of the contrast,
DOUBT = 0.12  # and how far from ours, if that is more


def _smoothed(grey: Array) -> Any:
    return gaussian(grey, 1)  # type: ignore[no-untyped-call]


def _otsu(grey: Array) -> Any:
    return threshold_otsu(grey)  # type: ignore[no-untyped-call]


def _square(side: int) -> Any:
    return footprint_rectangle((side, side))  # type: ignore[no-untyped-call]


def _ink_with(
    smooth: Function = _smoothed,
    is_ink: Function = lambda grey: grey < _otsu(grey),
    close: Function = lambda ink: closing(ink, _square(5)),
    thicken: Function = lambda ink: dilation(ink, _square(9)),
) -> Function:
    """The simple method's ink, of which one part is replaced."""

    def threshold_ink(image: Array) -> Any:
        return thicken(close(is_ink(smooth(rgb2gray(image)))))

    return threshold_ink


def _pages(rng: np.random.Generator) -> Cases:
    def page(shape: tuple[int, int], paper: float, ink: float, shade: float = 0.0) -> tuple[Array, Array]:
        """Strokes and specks on paper, at the right darker by ``shade``; and where there is no doubt what is ink.

        Two strokes are so near that thickened they do not touch yet, but a closing would join them; and a smear has all
        greys from ink to paper, so that Otsu's threshold is one number (without it, any between two greys would do).
        """
        grey = np.full(shape, paper)
        grey[:, 3 * shape[1] // 4 :] -= shade
        for y in range(0, shape[0], 48):
            for x in range(0, shape[1], 48):
                sides = rng.permutation((rng.integers(24, 33), rng.integers(4, 7)))
                top, left = rng.integers(6, 42 - sides)
                if (y, x) == (0, 0):
                    grey[10:38, [*range(8, 13), *range(24, 29)]] = ink
                else:
                    grey[y + top : y + top + sides[0], x + left : x + left + sides[1]] = ink
        grey[-42:-14, -42:-6] = np.linspace(ink, paper, 36)
        grey[48 : shape[0] : 48, rng.integers(4, 16) + np.arange(0, shape[1] - 20, SPECKS)] = (
            ink  # where no stroke is near
        )
        image = 255 * grey[..., None] * (1, 0.99, 0.97) + rng.normal(0, 1, (*shape, 3))
        image = image.clip(0, 255).astype(np.uint8)
        contrast, ours = paper - ink, _otsu(_smoothed(rgb2gray(image)))
        lower = min(ink + LOWEST * contrast, ours - DOUBT * contrast)
        higher = max(paper - LOWEST * contrast, ours + DOUBT * contrast)
        surely, perhaps = (_ink_with(is_ink=lambda grey, t=t: grey < t)(image) for t in (lower, higher))
        return image, surely == perhaps

    return {
        "dark ink on white paper": page((96, 96), rng.uniform(0.85, 0.95), rng.uniform(0.05, 0.2)),
        "ink on grey paper": page((96, 144), rng.uniform(0.38, 0.45), rng.uniform(0.05, 0.1)),
        "a pencil": page((144, 96), rng.uniform(0.9, 0.95), rng.uniform(0.6, 0.65)),
        "a light shade": page((96, 192), 0.9, 0.05, shade=0.2),
    }


def _where_clear(function: Function, image: Array, clear: Array) -> Any:
    """What a function takes for ink, without the pixels about which a slightly other threshold decides otherwise."""
    ink = function(image)
    return ink & clear if isinstance(ink, np.ndarray) and (ink.shape, ink.dtype) == (clear.shape, bool) else ink


@checked(
    cases=_pages,
    use=_where_clear,
    mistakes=[
        (
            _ink_with(is_ink=lambda grey: grey > _otsu(grey)),
            "ink and paper are inverted: ink is darker than the threshold, so True where grey < threshold",
        ),
        (
            lambda image: ~_ink_with()(image),
            "ink and paper are inverted: True is ink here (the picture with ink 0 on paper 1 is made from it later)",
        ),
        (
            _ink_with(is_ink=lambda grey: grey < 0.5),
            "the threshold is ½ for every page; Otsu's is found for each page from its own histogram (threshold_otsu)",
        ),
        (
            _ink_with(is_ink=lambda grey: grey < grey.mean()),
            "the threshold is the page's mean, which lies close to the paper's grey: a light shade becomes ink. "
            "Otsu's threshold parts the histogram in two (threshold_otsu)",
        ),
        (
            _ink_with(smooth=lambda grey: grey),
            "the picture is not smoothed: each dark pixel of dirt becomes a blot of 9 × 9",
        ),
        (_ink_with(thicken=lambda ink: ink), "the strokes are not thickened: the dilation by 9 × 9 is missing"),
        (
            _ink_with(thicken=lambda ink: dilation(ink, _square(5))),
            "the strokes are thickened by a square of 5 × 5; 9 × 9 is asked for",
        ),
        (
            _ink_with(thicken=lambda ink: dilation(ink, _square(7))),
            "the strokes are thickened by a square of 7 × 7; 9 × 9 is asked for",
        ),
        (
            _ink_with(close=lambda ink: dilation(ink, _square(9)), thicken=lambda ink: closing(ink, _square(5))),
            "the closing comes after the dilation, and joins what the thick strokes have left apart: first the closing",
        ),
        (
            _ink_with(thicken=lambda ink: erosion(ink, _square(9))),
            "the strokes are thinned, not thickened: an erosion, or a dilation of the paper instead of the ink",
        ),
        (
            lambda image: ~dilation(~_ink_with(thicken=lambda ink: ink)(image), _square(9)),
            "the strokes are thinned, not thickened: an erosion, or a dilation of the paper instead of the ink",
        ),
    ],
)
def threshold_ink(image: Array) -> Any:
    """Where ink is: bool (H, W), for a photo (H, W, 3), by one threshold for the whole page."""
    return _ink_with()(image)
