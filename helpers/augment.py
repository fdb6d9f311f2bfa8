"""Other looks of the same image: training on them teaches what does not matter.

Source: Simard, Steinkraus and Platt, "Best practices for convolutional neural networks applied to visual document
analysis" (ICDAR 2003).
"""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

Augment = Callable[[Tensor, torch.Generator], Tensor]


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
    matrices = _matrices(*(torch.from_numpy(values) for values in (angle, shear, width, height, dx, dy)))
    grid = functional.affine_grid(matrices.float(), [n, 1, side, side], align_corners=False)
    result: NDArray[np.float32] = functional.grid_sample(
        torch.from_numpy(images)[:, None], grid, align_corners=False
    ).numpy()[:, 0]
    return result


def _matrices(angle: Tensor, shear: Tensor, wide: Tensor, high: Tensor, dx: Tensor, dy: Tensor) -> Tensor:
    """The matrix (N, 2, 3) of each image, as affine_grid takes it: from where it looks to where it takes it from."""
    rows = [
        torch.stack([angle.cos() * wide, (shear - angle.sin()) * high, dx], dim=1),
        torch.stack([angle.sin() * wide, angle.cos() * high, dy], dim=1),
    ]
    return torch.stack(rows, dim=1)


def _positive(name: str, value: int) -> None:
    if value != int(value) or value < 1:
        raise ValueError(f"{name}: expected a whole number of at least 1, got {value}")


# --- for mini-batches, as `training.fit` takes them: functions (images (B, C, H, W), generator) -> images ---------


def shift(pixels: int) -> Augment:
    """Move each image by up to so many whole pixels along each axis; what comes in from outside is 0."""
    _positive("pixels", pixels)

    def shifted(images: Tensor, generator: torch.Generator) -> Tensor:
        n, _, height, width = images.shape
        padded = functional.pad(images, (pixels, pixels, pixels, pixels))
        down, right = torch.randint(0, 2 * pixels + 1, (2, n, 1), generator=generator, device=generator.device)
        rows = down + torch.arange(height, device=down.device)
        columns = right + torch.arange(width, device=down.device)
        each = torch.arange(n, device=down.device)[:, None, None]
        return padded.permute(0, 2, 3, 1)[each, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)

    return shifted


def flip() -> Augment:
    """Mirror half of the images, left to right."""

    def flipped(images: Tensor, generator: torch.Generator) -> Tensor:
        mirrored = torch.rand(len(images), 1, 1, 1, generator=generator, device=generator.device) < 0.5
        return torch.where(mirrored, images.flip(3), images)

    return flipped


def cutout(side: int) -> Augment:
    """Set a square of each image to 0; its middle lies anywhere, so part of it may lie outside.

    Source: DeVries and Taylor, "Improved regularization of convolutional neural networks with cutout" (2017).
    """
    _positive("side", side)

    def cut(images: Tensor, generator: torch.Generator) -> Tensor:
        n, _, height, width = images.shape
        centre = torch.rand(2, n, 1, generator=generator, device=generator.device)
        rows, columns = (
            (torch.arange(size, device=centre.device) - (c * size).floor() + side // 2).div(side, rounding_mode="floor")
            == 0
            for size, c in zip((height, width), centre, strict=True)
        )
        return images.masked_fill((rows[:, :, None] & columns[:, None, :])[:, None], 0.0)

    return cut


def affine(turn: float = 0.0, slant: float = 0.0, stretch: float = 0.0, shift: float = 0.0) -> Augment:
    """Turn, slant, stretch and shift each image a little, each differently; what comes in from outside is 0.

    Args:
        turn: radians at most.
        slant: radians at most.
        stretch: at most, along each axis, as the logarithm of a factor.
        shift: pixels at most, along each axis.
    """

    def transformed(images: Tensor, generator: torch.Generator) -> Tensor:
        n, _, height, width = images.shape
        chance = torch.rand(6, n, generator=generator, device=generator.device) * 2 - 1
        limits = torch.tensor([turn, slant, stretch, stretch, 2 * shift / width, 2 * shift / height])
        angle, shear, wide, high, dx, dy = chance * limits.to(chance.device)[:, None]
        grid = functional.affine_grid(
            _matrices(angle, shear, wide.exp(), high.exp(), dx, dy), list(images.shape), align_corners=False
        )
        return functional.grid_sample(images, grid, align_corners=False)

    return transformed


def compose(*steps: Augment) -> Augment:
    """One after the other."""

    def composed(images: Tensor, generator: torch.Generator) -> Tensor:
        for step in steps:
            images = step(images, generator)
        return images

    return composed
