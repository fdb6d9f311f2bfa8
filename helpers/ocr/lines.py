"""Lines of writing: which boxes stand on one line, in which order they are read, and where the blanks are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.int64]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

STEEPEST = 16.0  # degrees that a page may be turned
APART = 0.62  # letter heights: what is further up or down is on another line
MEMORY = 6  # characters after which an earlier one hardly says any more where the line is
SMALL = 0.6  # letter heights: what stands alone and is lower is dirt

# Gaps between characters, in letter heights.
BLANK = 0.62  # mean gap from which on separate characters are taken for words
WIDE = 0.95  # a gap that wide is a blank anyway, where others are much narrower
PARTED = 0.8  # share of the gaps' variance that two kinds of gaps must explain
TWICE = 2.0  # a blank is on average that many times a gap between letters


@dataclass(frozen=True)
class Line:
    """A line of writing.

    Attributes:
        members: (K,) indices of its boxes, from left to right.
        blank: (K - 1,) whether there is a blank between each and the next.
        slope: of the line, dy/dx.
    """

    members: Ints
    blank: NDArray[np.bool_]
    slope: float


def find_lines(boxes: Boxes) -> list[Line]:
    """Group boxes (K, 4) into lines from top to bottom.

    The page's slope is found first: the one at which the boxes' centers, looked at along it, fall into the
    sharpest rows. Then characters are taken from left to right, and each joins the line that it continues, or
    begins one; at last every line is fitted by a straight one, and what strayed goes to the nearest.
    """
    if not len(boxes):
        return []
    height = typical_height(boxes)
    centers = np.stack([(boxes[:, 1] + boxes[:, 3]) / 2, (boxes[:, 0] + boxes[:, 2]) / 2], axis=1)
    slope = page_slope(centers, height)
    across, down = centers[:, 0], centers[:, 1] - slope * centers[:, 0]
    rows = _refine(_sweep(across, down, height), across, down, height)
    fits = [_fit(across[row], down[row], height) for row in rows]
    middle = float(np.median(across))
    order = np.argsort([a + b * middle for a, b in fits], kind="stable")
    blanks = find_blanks([boxes[rows[i]] for i in order])
    return [Line(rows[i], blank, slope + fits[i][1]) for i, blank in zip(order, blanks, strict=True)]


def drop_dirt(lines: list[Line], boxes: Boxes) -> list[Line]:
    """Leave out lines of one or two boxes that are far smaller than the page's characters, and so are dirt."""
    if not lines:
        return lines
    height = typical_height(boxes)

    def is_dirt(line: Line) -> bool:
        tall = boxes[line.members, 2] - boxes[line.members, 0]
        return len(line.members) <= 2 and bool(tall.max() < SMALL * height)

    return [line for line in lines if not is_dirt(line)]


def typical_height(boxes: Boxes) -> float:
    """Median height of boxes (K, 4), at least one pixel."""
    return float(max(np.median(boxes[:, 2] - boxes[:, 0]), 1))


def page_slope(centers: Floats, height: float) -> float:
    """The slope dy/dx at which centers (K, 2) of x, y lie in the sharpest rows; near 0 where several are as good."""
    angles = np.arange(-STEEPEST, STEEPEST + 0.1, 0.5)
    slopes = np.tan(np.radians(angles))
    sharpness = np.empty(len(slopes))
    for i, slope in enumerate(slopes):
        down = np.sort(centers[:, 1] - slope * centers[:, 0]) / height
        near = np.abs(down[:, None] - down[None])
        sharpness[i] = np.exp(-((near / 0.22) ** 2)).sum() - len(down)
    return float(slopes[np.argmax(sharpness - 0.004 * np.abs(angles) * sharpness.max())])


def _sweep(across: Floats, down: Floats, height: float) -> list[list[int]]:
    """From left to right, each character joins the line that comes nearest, or begins a new one."""
    lines: list[list[int]] = []
    for i in np.argsort(across, kind="stable").tolist():
        off = [abs(down[i] - _expected(across[line], down[line], across[i], height)) for line in lines]
        best = int(np.argmin(off)) if off else -1
        if off and off[best] < APART * height:
            lines[best].append(i)
        else:
            lines.append([i])
    return lines


def _expected(x: Floats, y: Floats, at: float, height: float) -> float:
    """Where a line goes on: the mean of its last characters, carried on with a slope that a few cannot turn much."""
    x, y = x[-MEMORY:], y[-MEMORY:]
    dx = x - x.mean()
    steady = len(x) * (4 * height) ** 2  # so much spread in x as evidence that the slope is that of the page
    slope = float((dx * (y - y.mean())).sum() / ((dx**2).sum() + steady))
    return float(y.mean() + slope * (at - x.mean()))


def _fit(x: Floats, y: Floats, height: float) -> tuple[float, float]:
    """A straight line y = a + b x through a row, b drawn to 0 where the row is short."""
    dx = x - x.mean()
    slope = float((dx * (y - y.mean())).sum() / ((dx**2).sum() + (3 * height) ** 2))
    return float(y.mean() - slope * x.mean()), slope


def _refine(lines: list[list[int]], across: Floats, down: Floats, height: float) -> list[Ints]:
    """Join lines that one straight line fits, and move each character to the line that it is nearest to."""
    for _ in range(3):
        fits = [_fit(across[line], down[line], height) for line in lines]
        lines = _join(lines, fits, across, height)
        fits = [_fit(across[line], down[line], height) for line in lines]
        off = np.abs(np.stack([down - a - b * across for a, b in fits]))
        own = np.empty(len(across), np.int64)
        for k, line in enumerate(lines):
            own[line] = k
        nearest = off.argmin(axis=0)
        strayed = off[own, np.arange(len(own))] > off[nearest, np.arange(len(own))] + 0.25 * height
        own[strayed] = nearest[strayed]
        lines = [np.flatnonzero(own == k).tolist() for k in range(len(lines)) if (own == k).any()]
    return [np.array(sorted(line, key=lambda i: across[i]), dtype=np.int64) for line in lines]


def _join(lines: list[list[int]], fits: list[tuple[float, float]], across: Floats, height: float) -> list[list[int]]:
    """Join what the sweep took for two lines: nearly the same height where they meet, and nothing above another."""
    order = sorted(range(len(lines)), key=lambda k: -len(lines[k]))
    joined: list[list[int]] = []
    kept: list[tuple[float, float]] = []
    for k in order:
        line, (a, b) = lines[k], fits[k]
        middle = float(across[line].mean())
        for j, (other_a, other_b) in enumerate(kept):
            apart = abs(a + b * middle - other_a - other_b * middle)
            crowded = np.abs(across[line][:, None] - across[joined[j]][None]).min() < 0.4 * height
            if apart < 0.5 * height and not crowded:
                joined[j] = joined[j] + line
                break
        else:
            joined.append(list(line))
            kept.append((a, b))
    return joined


def find_blanks(rows: list[Boxes]) -> list[NDArray[np.bool_]]:
    """Where blanks are between the boxes of each row, told from all gaps of the page together.

    If the gaps, in letter heights, fall into two kinds (Otsu 1979: the threshold that explains most of their
    variance), the wider ones are blanks. If they are of one kind, all are blanks if that is wide, else only those few
    that are far wider than usual.
    """
    if not rows:
        return []
    height = typical_height(np.concatenate(rows))
    gaps = [(row[1:, 1] - np.maximum.accumulate(row[:, 3])[:-1]) / height for row in rows]
    threshold = blank_threshold(np.concatenate(gaps))
    return [gap > threshold for gap in gaps]


def blank_threshold(gaps: Floats) -> float:
    """The gap in letter heights above which there is a blank."""
    if not len(gaps):
        return BLANK
    values = np.sort(gaps.clip(0.05, 2.5))
    count = np.arange(1, len(values))
    total = np.cumsum(values)
    low, high = total[:-1] / count, (total[-1] - total[:-1]) / (len(values) - count)
    between = count * (len(values) - count) * (high - low) ** 2 / len(values) ** 2
    if len(values) > 2 and values.var() > 0:
        k = int(between.argmax())
        few = len(values) < 6
        parted = few or between[k] / values.var() > PARTED or (high[k] > WIDE and k >= len(values) // 2)
        if parted and high[k] > TWICE * low[k] and high[k] > BLANK:
            return float(low[k] + 0.5 * (high[k] - low[k]))
    middle = float(np.median(values))
    return -np.inf if middle > BLANK else max(1.15 * BLANK, 1.75 * middle)
