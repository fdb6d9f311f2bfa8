"""Characters cut out of a page and made to look like those of the training sets: upright, one size, one pen."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from .letters import Steps, soft_ink
from .photo import Bytes

FINE = 3  # fine pixels to a pixel while a character is turned and its pen thickened
THINNEST = 0.1  # width of the pen relative to the character's longer side; thinner ones are thickened
UPRIGHT = 0.01  # slope below which a line is not turned


def cut_out(found: Steps, side: int = 32, box: int = 24) -> Bytes:
    """Every character of a page as a picture of its own.

    Only a character's own ink is in it. The line's slope is turned back; the longer side fills the box, which is in
    the middle; a pen thinner than `THINNEST` is thickened, as scaling down a large character would leave it faint.

    Args:
        found: what `look_for_letters` returned.
        side: of the pictures in pixels: 32 as in NIST36, 28 as in EMNIST.
        box: that the ink fills: 24 as in NIST36, 22 as in EMNIST.

    Returns:
        uint8 (K, side, side), ink bright on dark, in the order of ``found.boxes``.
    """
    pictures = np.zeros((len(found.boxes), side, side), np.uint8)
    ink = soft_ink(found.denoised, ndimage.binary_dilation(found.labels > 0))
    for line in found.lines:
        for k in line.members.tolist():
            y1, x1, y2, x2 = found.boxes[k]
            at = slice(max(y1 - 1, 0), y2 + 1), slice(max(x1 - 1, 0), x2 + 1)
            own = ndimage.binary_dilation(found.labels[at] == k + 1)
            pictures[k] = normalize(ink[at] * own, line.slope, found.thickness, side, box)
    return pictures


def normalize(ink: NDArray[np.float32], slope: float, thickness: float, side: int = 32, box: int = 24) -> Bytes:
    """One character as a training set would show it: uint8 (side, side), ink bright on dark.

    Args:
        ink: (h, w) in [0, 1], of any size.
        slope: dy/dx of its line, turned back.
        thickness: width of its pen, in pixels of ``ink``.
        side: of the picture returned.
        box: that the ink fills.
    """
    picture = _to_longest(Image.fromarray((ink * 255).astype(np.uint8)), FINE * box)
    thickness *= max(picture.size) / max(ink.shape)
    if abs(slope) > UPRIGHT:
        degrees = float(np.degrees(np.arctan(slope)))
        picture = picture.rotate(degrees, Image.Resampling.BILINEAR, expand=True)
        picture = picture.crop(picture.point(lambda level: 255 * (level > 64)).getbbox())
    missing = THINNEST * max(picture.size) - thickness
    if missing > 1:
        radius = round(missing / 2 + 0.2)
        padded = np.pad(np.asarray(picture), radius)
        picture = Image.fromarray(ndimage.maximum_filter(padded, footprint=_disc(radius)))
    small = np.asarray(_to_longest(picture, box), dtype=np.float32)
    small = small * np.float32(255 / max(float(small.max()), 1.0))
    result = np.zeros((side, side), np.uint8)
    top, left = (side - small.shape[0]) // 2, (side - small.shape[1]) // 2
    result[top : top + small.shape[0], left : left + small.shape[1]] = np.rint(small)
    return result


def _to_longest(picture: Image.Image, longest: int) -> Image.Image:
    """Scale so that the longer side has that many pixels."""
    scale = longest / max(picture.size)
    width, height = (max(1, round(length * scale)) for length in picture.size)
    return picture.resize((width, height), Image.Resampling.BILINEAR)


def _disc(radius: int) -> NDArray[np.bool_]:
    y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray(x * x + y * y <= radius * radius + 1)
