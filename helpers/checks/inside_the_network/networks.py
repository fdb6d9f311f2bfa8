"""Small networks to try functions on. They leave PyTorch's global generator alone: the lesson's numbers rest on it."""

from collections import OrderedDict

import numpy as np
import torch
from torch import Tensor, nn

from ... import models

FLOAT = torch.float64


def normal(rng: np.random.Generator, *shape: int) -> Tensor:
    """Standard normal numbers."""
    return torch.from_numpy(rng.normal(size=shape))


def images(rng: np.random.Generator, *shape: int) -> Tensor:
    """Uniform numbers in [0, 1]."""
    return torch.from_numpy(rng.random(shape))


def filled(layer: nn.Module, rng: np.random.Generator) -> nn.Module:
    """The layer with new weights: so large that logits differ by some units."""
    with torch.no_grad():
        for values in layer.parameters():
            fan = values[0].numel() if values.ndim > 1 else 1
            values.copy_(normal(rng, *values.shape) * (2 / fan**0.5 if values.ndim > 1 else 0.3))
    return layer


def network(rng: np.random.Generator, channels: int, side: tuple[int, int], classes: int) -> nn.Sequential:
    """Images (N, 3, H, W) of that side -> logits (N, classes).

    Its parts are named as those of the lesson's networks. The features halve the side, and are of either sign.
    """
    convolution = nn.utils.skip_init(nn.Conv2d, 3, channels, 3, padding=1, bias=False, dtype=FLOAT)
    hidden = nn.utils.skip_init(nn.Linear, channels * (side[0] // 2) * (side[1] // 2), 8, dtype=FLOAT)
    last = nn.utils.skip_init(nn.Linear, 8, classes, dtype=FLOAT)
    features = nn.Sequential(filled(convolution, rng), nn.Tanh(), nn.AvgPool2d(2))
    with torch.no_grad():
        convolution.weight -= convolution.weight.mean((1, 2, 3), keepdim=True)
    classifier = nn.Sequential(nn.Flatten(), filled(hidden, rng), nn.Softplus(), filled(last, rng))
    parts = OrderedDict[str, nn.Module](
        normalize=models.Normalize((0.5,) * 3, (0.5,) * 3), features=features, classifier=classifier
    )
    return nn.Sequential(parts).eval()


def others(model: nn.Module, X: Tensor, rng: np.random.Generator) -> Tensor:
    """A class (N,) for each image that is not the one with the highest logit."""
    with torch.no_grad():
        logits = model(X)
    other: Tensor = (logits.argmax(1) + torch.from_numpy(rng.integers(1, logits.shape[1], size=len(X)))) % logits.shape[
        1
    ]
    return other


def chosen(values: Tensor, k: Tensor) -> Tensor:
    """Of each row of ``values (N, C)`` the one of class ``k (N,)``."""
    return values.gather(1, k[:, None])[:, 0]
