"""Networks that several lessons share. Each gives logits; images are (N, C, H, W) in [0, 1]."""

from collections.abc import Sequence
from itertools import pairwise

from torch import nn

ACTIVATIONS: dict[str, type[nn.Module]] = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}


def mlp(sizes: Sequence[int], activation: str = "relu") -> nn.Sequential:
    """A fully connected network: inputs of any shape with ``sizes[0]`` numbers -> (N, sizes[-1]).

    Args:
        sizes: units of each layer, input and output included.
        activation: of the hidden layers: "relu", "sigmoid" or "tanh".

    Raises:
        ValueError: for fewer than two sizes, or another activation.
    """
    if len(sizes) < 2 or any(size < 1 for size in sizes):
        raise ValueError(f"sizes: expected at least two positive whole numbers, got {tuple(sizes)}")
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation: expected one of {', '.join(ACTIVATIONS)}, got {activation!r}")
    layers: list[nn.Module] = [nn.Flatten()]
    for n_in, n_out in pairwise(sizes):
        layers += [nn.Linear(n_in, n_out), ACTIVATIONS[activation]()]
    return nn.Sequential(*layers[:-1])  # no activation after the last layer


def cnn(classes: int, channels: int = 1, width: int = 32) -> nn.Sequential:
    """Six convolutions in three stages of ``width``, 2 and 4 times ``width`` channels; images of any side from 8.

    The first layer learns the mean and spread of each channel of the pixels; the last averages over all places, so
    that the side of the images does not matter.

    Args:
        classes: how many outputs.
        channels: 1 for grey images, 3 for colour.
        width: channels of the first convolution.
    """

    def conv(inputs: int, outputs: int) -> list[nn.Module]:
        return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]

    return nn.Sequential(
        nn.BatchNorm2d(channels, affine=False),
        *conv(channels, width),
        *conv(width, width),
        nn.MaxPool2d(2),
        *conv(width, 2 * width),
        *conv(2 * width, 2 * width),
        nn.MaxPool2d(2),
        *conv(2 * width, 4 * width),
        *conv(4 * width, 4 * width),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(4 * width, classes),
    )


def parameters(model: nn.Module) -> int:
    """How many numbers a network learns."""
    return sum(values.numel() for values in model.parameters() if values.requires_grad)
