"""From black and white to the boxes of characters: components, their strength, what belongs together, what is dirt.

A box is [y1, x1, y2, x2], y2 and x2 exclusive; lengths are in pixels of the picture at work.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from .steps import Levels, Mask

Boxes = NDArray[np.int64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HALF = 0.5  # of its own strength: where a stroke's edge is
CLEAR = 1.4  # times the threshold: what is weaker is no ink
FAINT = 0.42  # of the page's strength: what is weaker shows through, or is dirt
# All that follow are in letter heights.
DOT = 0.3  # what is smaller both ways is a full stop or a speck
LEAST = 0.38  # a character is at least this high ...
LEAST_WIDE = 0.7  # ... or, lying flat, this wide and half as high
LARGEST = 4.0  # and at most this high and, several touching, twice as wide
TALL = 1.75  # what is higher may be two characters, one above the other
PART = 0.72  # what is lower than this may be a part of a character
BAR = 1.25  # times its length and thickness is the ink of a bar, which may be the stem of a character ...
NEARER = 0.55  # ... if it is that much nearer than characters are to each other
FAR_ARMS = 0.14  # and no further off than this
BESIDE = 0.1  # parts that near are one character
ABOVE = 0.45  # parts one above the other may be that far apart
SHORTEST = 10  # pixels: no character is that small
LONGER = 2.2  # times as long as it is thick is a stroke at least
BLOT = 3.0  # times the usual width of a stroke: what is thicker is no stroke


@dataclass(frozen=True)
class Components:
    """Connected ink.

    Attributes:
        labels: int32 (H, W), 0 for paper, k + 1 for component k.
        boxes: (K, 4).
        area: (K,) pixels.
        strength: (K,) contrast of the ink, 0 to 1: the mean weighted with the contrast itself.
        thickness: (K,) mean width of its strokes: twice the area over the perimeter.
    """

    labels: NDArray[np.int32]
    boxes: Boxes
    area: Ints
    strength: Floats
    thickness: Floats

    def __len__(self) -> int:
        return len(self.area)


def connect(mask: Mask, ink: Levels) -> Components:
    """Label what hangs together, across corners too."""
    labels, _ = ndimage.label(mask, structure=np.ones((3, 3), int))
    return measure(labels, ink)


def measure(labels: NDArray[np.int32], ink: Levels) -> Components:
    """Number the components anew, without holes in the numbering, and measure each."""
    y, x = np.nonzero(labels)
    _, which = np.unique(labels[y, x], return_inverse=True)
    count = int(which.max()) + 1 if len(which) else 0
    labels = np.zeros_like(labels)
    labels[y, x] = which + 1
    boxes = np.array([[s[0].start, s[1].start, s[0].stop, s[1].stop] for s in ndimage.find_objects(labels)])
    area = np.bincount(which, minlength=count)
    level = ink[y, x].clip(1e-3).astype(np.float64)
    strength = np.bincount(which, level**2, count) / np.bincount(which, level, count)
    inner = np.zeros(count)
    for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        beside = np.pad(labels, 1)[y + 1 + dy, x + 1 + dx] == which + 1
        inner += np.bincount(which, beside, count)
    edges = (4 * area - inner) * np.pi / 4  # the perimeter of a digital line is that much too long, on average
    return Components(labels, boxes.reshape(-1, 4), area, strength, 2 * area / edges.clip(1))


def sharpen(found: Components, ink: Levels) -> Mask:
    """The mask, each component cut at `HALF` of its own strength: blurred edges and light smudges go."""
    own = np.concatenate([[np.inf], HALF * found.strength])
    return np.asarray(ink > own[found.labels])


def letter_height(found: Components) -> float:
    """Height of the writing: the median of the components' heights, weighted with their ink."""
    height, width = _sides(found.boxes)
    order = np.argsort(height)
    weight = np.cumsum((found.area * (np.maximum(height, width) > 4 * found.thickness))[order])
    if not len(weight) or not weight[-1]:
        return float(np.max(height, initial=0))
    return float(height[order][np.searchsorted(weight, weight[-1] / 2)])


def _sides(boxes: Boxes) -> tuple[Ints, Ints]:
    return boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]


def is_writing(found: Components, weak: float) -> Mask:
    """Which components (K,) may be writing: as dark as most, no blot, and not cut off by the picture's edge.

    Args:
        found: all there are.
        weak: the contrast from which on pixels were taken for ink; what hardly exceeds it is the paper's texture.
    """
    shape = found.labels.shape
    typical = _weighted_median(found.strength, found.area)
    thickness = _weighted_median(found.thickness, found.area)
    y1, x1, y2, x2 = found.boxes.T
    at_edge = (y1 <= 1) | (x1 <= 1) | (y2 >= shape[0] - 1) | (x2 >= shape[1] - 1)
    huge = ((y2 - y1) > 0.6 * shape[0]) & (found.thickness < 2) | ((x2 - x1) > 0.6 * shape[1])
    dark = found.strength > max(FAINT * typical, CLEAR * weak)
    return np.asarray(dark & (found.thickness < BLOT * thickness) & ~at_edge & ~huge)


def _weighted_median(values: Floats, weight: Ints) -> float:
    order = np.argsort(values)
    total = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


def join_parts(found: Components, height: float) -> Ints:
    """Which character each component belongs to: strokes that do not touch are put together.

    A bar above its stem, serifs above and below, an arm beside a stem. Two whole characters are not joined, nor is
    a full stop to the character beside it.

    Returns:
        (K,) the character's number, for each component.
    """
    boxes = found.boxes
    group = np.arange(len(boxes))
    current = boxes.copy()
    for first, second in _pairs(boxes, height):
        a, b = group[first], group[second]
        if a != b and _belong(current[a], current[b], height):
            group[group == b] = a
            current[a] = _union(current[a], current[b])
    return np.unique(group, return_inverse=True)[1]


def _pairs(boxes: Boxes, height: float) -> list[tuple[int, int]]:
    """Pairs of components that are near each other, the nearest first."""
    down, right = _gaps(boxes[:, None], boxes[None])
    apart = np.hypot(down.clip(0), right.clip(0)) - 1e-3 * np.minimum(right, 0)
    first, second = np.nonzero(np.triu(apart < ABOVE * height, 1))
    order = np.argsort(apart[first, second], kind="stable")
    return list(zip(first[order].tolist(), second[order].tolist(), strict=True))


def _gaps(a: Boxes, b: Boxes) -> tuple[Ints, Ints]:
    """How far boxes are apart, down and across; negative where they overlap."""
    down = np.maximum(a[..., 0], b[..., 0]) - np.minimum(a[..., 2], b[..., 2])
    return down, np.maximum(a[..., 1], b[..., 1]) - np.minimum(a[..., 3], b[..., 3])


def _union(a: Ints, b: Ints) -> Ints:
    return np.concatenate([np.minimum(a[:2], b[:2]), np.maximum(a[2:], b[2:])])


def _belong(a: Ints, b: Ints, height: float) -> bool:
    """Whether two boxes are parts of one character."""
    (high_a, wide_a), (high_b, wide_b) = (((box[2] - box[0]) / height, (box[3] - box[1]) / height) for box in (a, b))
    both = _union(a, b)
    high, wide = (both[2] - both[0]) / height, (both[3] - both[1]) / height
    if high > 1.6 or wide > 1.5:
        return False
    down, right = (float(gap) / height for gap in _gaps(a, b))
    overlap = -right / max(min(wide_a, wide_b), 1e-6)
    part = min(high_a, high_b) < PART
    small = a if max(high_a, wide_a) < max(high_b, wide_b) else b
    dot = min(max(high_a, wide_a), max(high_b, wide_b)) < DOT
    if dot and (small[0] + small[2]) / 2 > both[0] + 0.7 * (both[2] - both[0]):
        return False  # a full stop
    if overlap > 0.5:  # one above the other, or one inside the other
        stacked = part and high < max(1.3, 1.15 * max(high_a, high_b))
        return (stacked and down < ABOVE and not (dot and down > 0.25)) or down < 0
    near = max(right, 0.0) < BESIDE and max(down, 0.0) < BESIDE
    return near and part and not dot and wide < 1.15 and -down > 0.5 * min(high_a, high_b)


def join_beside(found: Components, height: float) -> Ints:
    """Which character each component belongs to, when a bar stands much nearer to its neighbour than characters do.

    So a K is put together whose stem and arms do not touch. A bar has no more ink than one straight stroke.

    Returns:
        (K,) the character's number, for each component.
    """
    boxes = found.boxes
    group = np.arange(len(boxes))
    down, right = (gap / height for gap in _gaps(boxes[:, None], boxes[None]))
    high, wide = (side / height for side in _sides(boxes))
    level = -down > 0.6 * np.minimum(high[:, None], high[None])
    follows = level & (boxes[:, None, 1] < boxes[None, :, 1])
    gaps = np.where(follows, right, np.inf).min(axis=1, initial=np.inf)
    usual = gaps[(gaps > 0) & (gaps < 1)]
    if not len(usual):
        return group
    both = np.maximum(boxes[:, None, 3], boxes[None, :, 3]) - np.minimum(boxes[:, None, 1], boxes[None, :, 1])
    near = right < min(FAR_ARMS, NEARER * float(np.median(usual)))
    narrow = (both < 1.05 * height) | ((both < 1.3 * height) & (right < FAR_ARMS / 2))
    bar = (found.area < BAR * found.thickness * np.hypot(*_sides(boxes))) & (wide < PART)
    for a, b in zip(*np.nonzero(follows & near & (bar[:, None] | bar[None]) & narrow), strict=True):
        group[group == group[b]] = group[a]
    return np.unique(group, return_inverse=True)[1]


def is_character(found: Components, height: float) -> Mask:
    """Which components (K,) are large enough, and not too large, for a character: full stops and specks are not."""
    longer = found.boxes[:, 2:] - found.boxes[:, :2]
    stroke = longer.max(axis=1) > np.maximum(LONGER * found.thickness, SHORTEST)
    high, wide = (side / height for side in _sides(found.boxes))
    enough = (high > LEAST) | ((wide > LEAST_WIDE) & (high > LEAST / 2))
    return np.asarray(enough & stroke & (high < LARGEST) & (wide < 2 * LARGEST))
