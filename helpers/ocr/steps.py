"""From a photograph to black and white, in steps that can be looked at one by one.

All pictures are float32 (H, W) at the size at which the pipeline works; lengths are in its pixels.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from skimage.filters import threshold_otsu

from .photo import Bytes

Levels = NDArray[np.float32]
Mask = NDArray[np.bool_]

COARSE_SIDE = 400  # pixels of the longer side at which the background is looked at
THICKEST = 17  # coarse pixels: whatever is wider than this is background, not a stroke
NOISE = 4.5  # standard deviations of the paper's noise that no ink is as weak as
FAINTEST = 0.05  # contrast below which nothing is ink
DESK = 0.5  # a desk is at most this bright, relative to the sheet on it
SHEET_SHARE = 0.12  # of the photograph that a sheet fills at least


def grey(rgb: Bytes) -> Levels:
    """Brightness in [0, 1] (ITU-R BT.601 luma, as in television and JPEG)."""
    return np.asarray(Image.fromarray(rgb).convert("L"), dtype=np.float32) / np.float32(255)


def background(brightness: Levels) -> Levels:
    """The paper without the writing: a morphological closing fills what is dark and thin, then all is smoothed.

    It works on a reduced picture: paper and light change slowly.
    """
    height, width = brightness.shape
    scale = COARSE_SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    coarse = np.asarray(Image.fromarray(brightness).resize(size, Image.Resampling.BOX))
    coarse = ndimage.median_filter(coarse, 3)
    filled = ndimage.gaussian_filter(ndimage.grey_closing(coarse, (THICKEST, THICKEST), mode="nearest"), 3)
    return np.asarray(Image.fromarray(filled).resize((width, height), Image.Resampling.BILINEAR))


def contrast(brightness: Levels, paper: Levels) -> Levels:
    """How much darker than its background each pixel is, relatively: 0 is paper, 1 is black; noise goes below 0."""
    return np.asarray(1 - brightness / np.maximum(paper, np.float32(1 / 255)))


def denoise(ink: Levels) -> Levels:
    """Smooth away what the sensor and JPEG added: a Gaussian of one pixel."""
    return np.asarray(ndimage.gaussian_filter(ink, 1.0, mode="nearest"))


def sheet(paper: Levels) -> Mask:
    """Where the sheet lies: everything, unless much around it is far darker, with a sharp edge, as a desk is.

    Otsu's threshold parts the background into bright and dark. The largest bright region is the sheet if across its
    edge the brightness falls to less than `DESK`; a shadow is less dark, and uneven light has no edge.

    Returns:
        bool (H, W); the sheet's very edge, which casts a shadow, is not in it.
    """
    height, width = paper.shape
    small = np.asarray(Image.fromarray(paper).resize((200, max(20, round(200 * height / width)))))
    everything = np.ones(paper.shape, bool)
    if small.min() > DESK * small.max():
        return everything
    threshold = threshold_otsu(small)  # type: ignore[no-untyped-call]
    labels, count = ndimage.label(small > threshold)
    if not count:
        return everything
    bright = ndimage.binary_fill_holes(labels == np.bincount(labels.ravel())[1:].argmax() + 1)
    inside, outside = ndimage.binary_erosion(bright, iterations=2, border_value=1), ~bright
    outside &= ~ndimage.binary_dilation(bright, iterations=5)
    near_in = inside & ndimage.binary_dilation(outside, iterations=14)
    near_out = outside & ndimage.binary_dilation(bright, iterations=9)
    if bright.mean() < SHEET_SHARE or not near_in.any() or not near_out.any():
        return everything
    if np.median(small[near_out]) > DESK * np.median(small[near_in]):
        return everything
    kept = Image.fromarray(ndimage.binary_erosion(bright, iterations=2, border_value=1))
    return np.asarray(kept.resize((width, height), Image.Resampling.NEAREST))


def noise(ink: Levels) -> float:
    """Standard deviation of the paper's noise, from the median absolute deviation, which strokes hardly change."""
    sample = ink[::4, ::4]
    return float(1.4826 * np.median(np.abs(sample - np.median(sample))))


def weak_threshold(ink: Levels) -> float:
    """The contrast above which a pixel may be ink: what noise does not reach."""
    return max(FAINTEST, NOISE * noise(ink))
