"""Cuts through ink: the way across a picture that meets as little of it as possible."""

import numpy as np
from numpy.typing import NDArray

from .steps import Levels

Ints = NDArray[np.int64]


def seam(ink: Levels, low: int, high: int) -> Ints:
    """The column (h,) at each row of a cut from top to bottom through least ink, within columns low to high - 1.

    Dynamic programming: a cut moves by at most one column a row, as in seam carving (Avidan and Shamir 2007).
    """
    cost = ink[:, low:high].astype(np.float64) + 1e-3 * np.abs(np.arange(low, high) - (low + high) / 2)
    total = cost.copy()
    for y in range(1, len(cost)):
        before = np.pad(total[y - 1], 1, constant_values=np.inf)
        total[y] += np.minimum(np.minimum(before[:-2], before[2:]), before[1:-1])
    path = np.empty(len(cost), np.int64)
    path[-1] = total[-1].argmin()
    for y in range(len(cost) - 2, -1, -1):
        first = max(path[y + 1] - 1, 0)
        path[y] = first + total[y, first : path[y + 1] + 2].argmin()
    return path + low
