"""Printed lines on paper: found as what is thin across, straight and long, and taken away from under the writing.

A line is y = slope * x + height. Each thin vertical run of dark pixels votes, for each slope, for one height (the
Hough transform, 1962, in its first form, by slope and intercept: slopes are small here). For the lines of squared
paper that go down the page, the same is done on the transposed picture.
"""

import numpy as np
from numpy.typing import NDArray

from .steps import Levels, Mask

THICKEST = 0.008  # of the longer side: a printed line is thinner
STEEPEST = 0.27  # slope, about 15 degrees
SLOPES = 109
COVERED = 0.35  # of the sheet's width that a line's votes must cover
MOST_RUNS = 200_000  # more than that is no writing on lines, but texture
NEAR = 2.5  # pixels from a line within which a run belongs to it
DARKER = 1.5  # ink over a line is at least this much darker than the line itself

Floats = NDArray[np.float64]


def remove_rules(ink: Levels, mask: Mask, sheet: Mask) -> Mask:
    """The mask without printed lines; strokes that cross them stay.

    Args:
        ink: contrast (H, W).
        mask: bool (H, W), what may be ink.
        sheet: bool (H, W), where the sheet lies, which printed lines cross.
    """
    height, width = (int(sheet.any(axis=axis).sum()) for axis in (1, 0))
    kept = mask & ~_lines(ink, mask, COVERED * width)
    return kept & ~_lines(ink.T, mask.T, COVERED * height).T


def _lines(ink: Levels, mask: Mask, needed: float) -> Mask:
    """The pixels (H, W) of the lines across the picture that cover as many columns as needed."""
    found = np.zeros(mask.shape, bool)
    top, bottom, x = _thin_runs(mask, max(3, round(THICKEST * max(mask.shape))))
    if not needed <= len(x) <= MOST_RUNS:
        return found
    y = (top + bottom - 1) / 2
    ends = np.stack([x * len(ink) + top, x * len(ink) + bottom], axis=1).ravel()
    darkest = np.maximum.reduceat(np.append(ink.T.ravel(), np.float32(0)), ends)[::2]
    for slope, height in _vote(x, y, needed, mask.shape):
        near = np.abs(y - slope * x - height) < NEAR
        near[near] = darkest[near] < DARKER * np.median(darkest[near])
        for column, first, last in zip(x[near].tolist(), top[near].tolist(), bottom[near].tolist(), strict=True):
            found[first:last, column] = True
    return found


def _thin_runs(mask: Mask, thickest: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Vertical runs of at most so many pixels: first row, row after the last, column."""
    padded = np.zeros((mask.shape[1], mask.shape[0] + 1), np.int8)
    padded[:, :-1] = mask.T
    change = np.diff(padded.ravel(), prepend=0)
    start, end = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    thin = end - start <= thickest
    column, top = np.divmod(start[thin], padded.shape[1])
    return top, top + (end - start)[thin], column


def _vote(x: NDArray[np.int64], y: Floats, needed: float, shape: tuple[int, ...]) -> list[tuple[float, float]]:
    """Slope and height of every line with enough votes; of lines that share votes the strongest only."""
    slopes = np.linspace(-STEEPEST, STEEPEST, SLOPES)
    lowest = -int(STEEPEST * shape[1]) - 2
    bins = (shape[0] - 2 * lowest) // 2 + 2
    votes = np.empty((SLOPES, bins), np.int64)
    for i, slope in enumerate(slopes):
        votes[i] = np.bincount(((y - slope * x - lowest) / 2).astype(np.int64), minlength=bins)[:bins]
    votes[:, 1:] += votes[:, :-1].copy()  # a line that lies across the border of two bins
    found: list[tuple[float, float]] = []
    left = np.ones(len(x), bool)
    for flat in np.argsort(votes, axis=None)[::-1][: 40 * SLOPES]:
        i, k = divmod(int(flat), bins)
        if votes[i, k] < needed:
            break
        off = y - slopes[i] * x - (lowest + 2 * k)
        mine = left & (np.abs(off) < NEAR)
        if len(np.unique(x[mine])) >= needed:
            found.append((float(slopes[i]), lowest + 2 * k + float(np.median(off[mine]))))
            left &= ~mine
    return found
