"""Other looks of the same image: training on them teaches what does not matter.

Source: Simard, Steinkraus and Platt, "Best practices for convolutional neural networks applied to visual document
analysis" (ICDAR 2003).
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from .nn.validation import known

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


# --- for mini-batches, as `training.fit` takes them: functions (images (B, C, H, W), generator) -> images ---------

PADDING = {"zeros": "constant", "border": "replicate", "reflection": "reflect"}  # grid_sample's names, and pad's


def shift(pixels: int, outside: str = "zeros") -> Augment:
    """Move each image by up to so many whole pixels along each axis.

    Args:
        pixels: at most, at least 1.
        outside: what comes in at the border: "zeros" (right for ink on paper), "border" (the last row again and
            again) or "reflection" (for photographs).
    """
    if pixels != int(pixels) or pixels < 1:
        raise ValueError(f"pixels: expected a whole number of at least 1, got {pixels}")
    known("outside", outside, PADDING)

    def shifted(images: Tensor, generator: torch.Generator) -> Tensor:
        n, _, height, width = images.shape
        padded = functional.pad(images, (pixels,) * 4, PADDING[outside])
        down, right = torch.randint(0, 2 * pixels + 1, (2, n), generator=generator, device=images.device)
        windows = padded.unfold(2, height, 1).unfold(3, width, 1)  # (N, C, down, right, H, W), without a copy
        return windows[torch.arange(n, device=images.device), :, down, right]

    return shifted


def flip() -> Augment:
    """Mirror half of the images, left to right."""

    def flipped(images: Tensor, generator: torch.Generator) -> Tensor:
        mirrored = torch.rand(len(images), 1, 1, 1, generator=generator, device=images.device) < 0.5
        return torch.where(mirrored, images.flip(3), images)

    return flipped


def cutout(side: int) -> Augment:
    """Fill a square of each image with the image's mean; its middle lies anywhere, so part may lie outside.

    Source: DeVries and Taylor, "Improved regularization of convolutional neural networks with cutout" (2017).
    """
    if side != int(side) or side < 1:
        raise ValueError(f"side: expected a whole number of at least 1, got {side}")

    def cut(images: Tensor, generator: torch.Generator) -> Tensor:
        chance = torch.rand(2, len(images), 1, generator=generator, device=images.device)
        inside = []
        for size, where in zip(images.shape[2:], chance, strict=True):
            first = (where * size).floor() - side // 2
            place = torch.arange(size, device=images.device)
            inside.append((place >= first) & (place < first + side))
        square = inside[0][:, None, :, None] & inside[1][:, None, None, :]
        return torch.where(square, images.mean((2, 3), keepdim=True), images)

    return cut


def affine(
    turn: float = 0.0, slant: float = 0.0, stretch: float = 0.0, shift: float = 0.0, outside: str = "zeros"
) -> Augment:
    """Turn, slant, stretch and shift each image a little, each differently, as `distorted` does.

    Args:
        turn: radians at most.
        slant: radians at most.
        stretch: at most, along each axis, as the logarithm of a factor.
        shift: pixels at most, along each axis.
        outside: as for `shift`.
    """
    known("outside", outside, PADDING)

    def transformed(images: Tensor, generator: torch.Generator) -> Tensor:
        n, _, height, width = images.shape
        most = torch.tensor([turn, slant, stretch, stretch, 2 * shift / width, 2 * shift / height])
        chance = 2 * torch.rand(n, 6, generator=generator, device=images.device) - 1
        angle, shear, wide, high, dx, dy = (chance * most.to(images.device)).unbind(1)
        matrices = _matrices(angle, shear, wide.exp(), high.exp(), dx, dy)
        grid = functional.affine_grid(matrices, list(images.shape), align_corners=False)
        return functional.grid_sample(images, grid, padding_mode=outside, align_corners=False)

    return transformed


def crop(smallest: float, ratio: float = 4 / 3, outside: str = "border") -> Augment:
    """Enlarge a window of each image, anywhere in it, to the size of the image.

    Args:
        smallest: the least share of the image's area, in (0, 1], that the window has.
        ratio: of the window's width to its height, or the other way round, at most.
        outside: as for `shift`; long windows may reach a little over the border.

    Source: Szegedy and others, "Going deeper with convolutions" (CVPR 2015).
    """
    if not 0 < smallest <= 1:
        raise ValueError(f"smallest: expected a share of the area, 0 < smallest <= 1, got {smallest}")
    if ratio < 1:
        raise ValueError(f"ratio: expected a number >= 1, got {ratio}")
    known("outside", outside, PADDING)

    def cropped(images: Tensor, generator: torch.Generator) -> Tensor:
        area, longer, right, down = torch.rand(4, len(images), generator=generator, device=images.device)
        stretch = ratio ** (longer - 0.5)
        side = (smallest + (1 - smallest) * area).sqrt()
        width, height = side * stretch, side / stretch
        still = torch.zeros_like(side)
        dx, dy = (1 - width).clamp(0) * (2 * right - 1), (1 - height).clamp(0) * (2 * down - 1)
        grid = functional.affine_grid(
            _matrices(still, still, width, height, dx, dy), list(images.shape), align_corners=False
        )
        return functional.grid_sample(images, grid, padding_mode=outside, align_corners=False)

    return cropped


def light(amount: float) -> Augment:
    """Take each colour image in another light: its contrast, saturation, brightness and the balance of its colours.

    Args:
        amount: 0.2 changes contrast and saturation by up to 40 %, brightness and each colour by up to 10 %.
    """
    if not 0 <= amount < 0.5:
        raise ValueError(f"amount: expected 0 <= amount < 0.5, got {amount}")

    def lit(images: Tensor, generator: torch.Generator) -> Tensor:
        n = len(images)
        chance = amount * (2 * torch.rand(6, n, 1, 1, 1, generator=generator, device=images.device) - 1)
        mean = images.mean((1, 2, 3), keepdim=True)
        seen = mean + (images - mean) * (1 + 2 * chance[0])
        seen = seen * (1 + chance[1:4, :, 0].permute(1, 0, 2, 3) / 2) + chance[4] / 2
        gray = seen.mean(1, keepdim=True)
        return gray + (seen - gray) * (1 + 2 * chance[5])

    return lit


def sometimes(change: Augment, share: float) -> Augment:
    """Change about so large a share of the images, in (0, 1), and leave the others as they are."""
    if not 0 < share < 1:
        raise ValueError(f"share: expected 0 < share < 1, got {share}")

    def changed(images: Tensor, generator: torch.Generator) -> Tensor:
        chosen = torch.rand(len(images), 1, 1, 1, generator=generator, device=images.device) < share
        return torch.where(chosen, change(images, generator), images)

    return changed


def compose(*steps: Augment) -> Augment:
    """One after the other, such as ``compose(flip(), shift(4))``."""

    def composed(images: Tensor, generator: torch.Generator) -> Tensor:
        for step in steps:
            images = step(images, generator)
        return images

    return composed


def looks(pixels: int = 0, mirror: bool = False, outside: str = "zeros") -> list[Callable[[Tensor], Tensor]]:
    """Fixed looks for `training.predict`: the image itself, moved to its four corners, and each of them mirrored.

    Args:
        pixels: how far to move along both axes; 0 for not at all.
        mirror: whether left and right mean the same.
        outside: as for `shift`.
    """
    known("outside", outside, PADDING)

    def look(images: Tensor, down: int, right: int, mirrored: bool) -> Tensor:
        height, width = images.shape[2:]
        if pixels:
            padded = functional.pad(images, (pixels,) * 4, PADDING[outside])
            images = padded[:, :, pixels + down : pixels + down + height, pixels + right : pixels + right + width]
        return images.flip(3) if mirrored else images

    corners = [(0, 0), *((d, r) for d in (-pixels, pixels) for r in (-pixels, pixels) if pixels)]
    return [
        partial(look, down=d, right=r, mirrored=m) for d, r in corners for m in ((False, True) if mirror else (False,))
    ]
