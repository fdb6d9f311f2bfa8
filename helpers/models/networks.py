"""A residual network for images of any side, its blocks, and what every network of this package begins with."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn


def convolution(inputs: int, outputs: int, kernel: int = 3, stride: int = 1, pool: bool = False) -> nn.Sequential:
    """A convolution, pooling by 2 if asked for, batch normalization and ReLU.

    With an odd kernel and stride 1 the side of the images stays; an even one takes a pixel off.

    Pooling comes first: normalization and ReLU then have a quarter of the numbers to work on.
    """
    layers: list[nn.Module] = [nn.Conv2d(inputs, outputs, kernel, stride, (kernel - 1) // 2, bias=False)]
    layers += [nn.MaxPool2d(2)] if pool else []
    return nn.Sequential(*layers, nn.BatchNorm2d(outputs), nn.ReLU())


class Residual(nn.Module):
    """Halve the side of the images and go to so many channels, then add what one more convolution finds.

    Source: He, Zhang, Ren and Sun, "Deep residual learning for image recognition" (CVPR 2016): x + f(x).
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.halve = convolution(inputs, outputs, pool=True)
        self.refine = convolution(outputs, outputs)

    def forward(self, images: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, H / 2, W / 2)."""
        halved: Tensor = self.halve(images)
        refined: Tensor = self.refine(halved)
        return halved + refined


def cnn(
    classes: int, channels: int = 1, widths: Sequence[int] = (32, 64, 128, 256), kernel: int = 3, stride: int = 1
) -> nn.Sequential:
    """A small residual network for images of any side.

    The first layer brings each channel of the pixels to mean 0 and spread 1, as learned from the batches; the last
    but one takes each feature's maximum over all places, so that the side of the images does not matter.

    Args:
        classes: how many outputs.
        channels: 1 for grey images, 3 for colour.
        widths: channels of the first convolution, then of each residual block, which halves the side.
        kernel: side of the first convolution; 2 is cheaper than 3.
        stride: of the first convolution: 2 for larger images, a quarter of the work.

    Raises:
        ValueError: for fewer than two widths.
    """
    check_widths(widths)
    return nn.Sequential(
        nn.BatchNorm2d(channels, affine=False),
        convolution(channels, widths[0], kernel, stride),
        *(Residual(n_in, n_out) for n_in, n_out in pairwise(widths)),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(widths[-1], classes),
    )


def check_widths(widths: Sequence[int]) -> None:
    """Raise ValueError for channels that make no network."""
    if len(widths) < 2 or any(width != int(width) or width < 1 for width in widths):
        raise ValueError(f"widths: expected at least two positive whole numbers, got {tuple(widths)}")


def check_classes(num_classes: int) -> None:
    """Raise ValueError unless there is a class to tell."""
    if num_classes != int(num_classes) or num_classes < 1:
        raise ValueError(f"num_classes: expected a whole number of at least 1, got {num_classes}")


class Normalize(nn.Module):
    """The first part of a network: bring each channel of the pixels to about mean 0 and spread 1, by fixed numbers.

    They are constants, kept out of the state_dict.

    Args:
        mean: of each channel.
        std: the spread of each channel.
        side: the least height and width that the network behind it can take, in pixels.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, mean: Sequence[float], std: Sequence[float], side: int = 1) -> None:
        super().__init__()
        self.side = side
        for name, values in (("mean", mean), ("std", std)):
            self.register_buffer(name, torch.tensor(values).view(-1, 1, 1), persistent=False)

    def forward(self, images: Tensor) -> Tensor:
        """(N, channels, H, W) in [0, 1] -> the same, normalized.

        Raises:
            TypeError: the images are not floating-point numbers.
            ValueError: they have another shape, or a side that is too small.
        """
        channels, shape = len(self.mean), tuple(images.shape)
        if not images.is_floating_point():
            raise TypeError(f"images: expected floats in [0, 1], got {images.dtype}; divide bytes by 255")
        if len(shape) != 4 or shape[1] != channels:
            raise ValueError(f"images: expected shape (N, {channels}, H, W), got {shape}")
        if min(shape[2:]) < self.side:
            raise ValueError(f"images: this network needs at least {self.side} x {self.side} pixels, got {shape}")
        return (images - self.mean) / self.std


def parameters(model: nn.Module) -> int:
    """How many numbers a network learns (frozen ones are not counted)."""
    return sum(values.numel() for values in model.parameters() if values.requires_grad)
