"""Other looks of the same image: training on them teaches what does not matter.

Source: Simard, Steinkraus and Platt, "Best practices for convolutional neural networks applied to visual document
analysis" (ICDAR 2003).
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional


def distorted(
    images: NDArray[np.float32],
    rng: np.random.Generator,
    shift: float = 1.5,
    turn: float = 0.15,
    slant: float = 0.2,
    stretch: float = 0.12,
) -> NDArray[np.float32]:
    """Each image shifted, turned, slanted and stretched a little, each differently.

    Args:
        images: float32 (N, H, W) in [0, 1], square, ink bright on dark.
        rng: where the chance comes from.
        shift: pixels at most, along each axis.
        turn: radians at most.
        slant: radians at most.
        stretch: at most, along each axis, as the logarithm of a factor.

    Returns:
        float32 (N, H, W).
    """
    n, side = len(images), images.shape[1]
    angle, shear = rng.uniform(-turn, turn, n), rng.uniform(-slant, slant, n)
    width, height = np.exp(rng.uniform(-stretch, stretch, (2, n)))
    dx, dy = rng.uniform(-shift, shift, (2, n)) * 2 / side  # affine_grid counts from -1 to 1
    rows = [
        [np.cos(angle) * width, (shear - np.sin(angle)) * height, dx],
        [np.sin(angle) * width, np.cos(angle) * height, dy],
    ]
    matrices = torch.from_numpy(np.array(rows, np.float32).transpose(2, 0, 1))
    grid = functional.affine_grid(matrices, [n, 1, side, side], align_corners=False)
    result: NDArray[np.float32] = functional.grid_sample(
        torch.from_numpy(images)[:, None], grid, align_corners=False
    ).numpy()[:, 0]
    return result
