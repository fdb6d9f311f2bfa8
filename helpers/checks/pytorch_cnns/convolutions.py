"""What convolutional networks are made of: convolve, published_network."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import signal
from torch import Tensor, nn

from ..check import Cases, Function, Mistake, checked
from ..differences import kind
from .chance import chance_from

Array = NDArray[Any]

# --- a convolution by hand -------------------------------------------------------------------------------------


def _pictures(rng: np.random.Generator) -> Cases:
    def picture(height: int, width: int, k: int) -> tuple[Array, Array]:
        return rng.normal(size=(height, width)), rng.normal(size=(k, k))

    return {"a square image": picture(6, 6, 3), "a wide image, an even kernel": picture(5, 9, 2)}


def _correlated(image: Array, kernel: Array, mode: str = "valid") -> Array:
    result: Array = signal.correlate2d(image, kernel, mode=mode)
    return result


@checked(
    cases=_pictures,
    mistakes=[
        (
            lambda image, kernel: signal.convolve2d(image, kernel, mode="valid"),
            "the kernel is flipped: that is a convolution as mathematics has it; networks do not flip theirs",
        ),
        (
            lambda image, kernel: _correlated(image, kernel.T),
            "the kernel is transposed: its rows go with the rows of the window",
        ),
        (
            lambda image, kernel: _correlated(image, kernel)[:-1, :-1],
            "the last row and column are missing: a window of k pixels fits into H pixels at H − k + 1 places",
        ),
        (
            lambda image, kernel: _correlated(image, kernel, "same"),
            "the image is padded with zeros, so the output is as large as the image; here only windows that lie within "
            "the image count",
        ),
        (
            lambda image, kernel: _correlated(image, kernel, "full"),
            "the image is padded with zeros on all sides; here only windows that lie within the image count",
        ),
        (
            lambda image, kernel: _correlated(image, kernel) / kernel.size,
            "this is the mean over the window: the products are added up, not averaged",
        ),
        (
            lambda image, kernel: _correlated(image, kernel)[:: len(kernel), :: len(kernel)],
            "the windows do not overlap: the next one begins a pixel further on",
        ),
        (
            lambda image, kernel: _correlated(image, np.ones_like(kernel)),
            "the pixels of each window are added up, but not multiplied with the kernel",
        ),
        (
            lambda image, kernel: _correlated(image, np.ones_like(kernel)) * kernel.sum(),
            "the sum of the window is multiplied with the sum of the kernel: multiply entry by entry, then add up",
        ),
        (
            lambda image, kernel: (np.lib.stride_tricks.sliding_window_view(image, kernel.shape) @ kernel).sum((2, 3)),
            "np.dot and @ make a product of matrices of window and kernel: multiply entry by entry (*)",
        ),
    ],
)
def convolve(image: Array, kernel: Array) -> Array:
    """Cross-correlation: ``(H, W)`` with ``(k, k)`` gives ``(H - k + 1, W - k + 1)``."""
    return _correlated(image, kernel)


# --- a network from its description ----------------------------------------------------------------------------


def _descriptions(rng: np.random.Generator) -> Cases:
    seed = int(rng.integers(1000))
    return {
        "the network for capitals and digits": (32, 1, (8, 16), 3, (True, True), (48,), 36, seed),
        "the network for CIFAR-10": (32, 3, (16, 16), 5, (True, False), (64, 32), 10, seed),
        "three convolutions, no hidden dense layer": (19, 2, (3, 4, 5), 2, (False, True, True), (), 7, seed),
    }


def _given(network: nn.Module, seed: int) -> None:
    """Put in weights that depend on a layer's kind, and on its place among those of this kind, only."""
    rng, modules = np.random.default_rng(seed), list(network.modules())
    for kind_of_layer in (nn.Conv2d, nn.BatchNorm2d, nn.Linear):
        for module in (module for module in modules if isinstance(module, kind_of_layer)):
            for values in module.parameters(recurse=False):
                values.copy_(torch.from_numpy(rng.normal(size=values.shape) / np.sqrt(np.prod(values.shape[1:]))))
            if isinstance(module, nn.BatchNorm2d):
                module.reset_running_stats()


def _looked_at(
    build: Function,
    side: int,
    channels: int,
    maps: tuple[int, ...],
    kernel: int,
    pooled: tuple[bool, ...],
    dense: tuple[int, ...],
    classes: int,
    seed: int,
) -> tuple[str, Tensor, Tensor]:
    """The shapes of a network's parameters, and its outputs for given weights, in training and in evaluation mode."""
    with chance_from(seed), torch.no_grad():
        network = build(side, channels, maps, kernel, pooled, dense, classes)
        if not isinstance(network, nn.Module):
            raise Mistake(f"expected a network (an nn.Module), got {kind(network)}")
        images = torch.rand(4, channels, side, side, generator=torch.Generator().manual_seed(seed))
        network(images)  # layers that find out for themselves how many inputs they have do it now
        _given(network, seed)
        shapes = sorted(tuple(parameter.shape) for parameter in network.parameters())
        return " ".join(map(str, shapes)), network.train()(images), network.eval()(images)


def _network_with(
    after: Function = lambda maps: [nn.BatchNorm2d(maps), nn.ReLU()],
    pool: Function = lambda: nn.MaxPool2d(2),
    padding: Function = lambda kernel: 0,
    left: Function = lambda side, kernel: side - kernel + 1,
    halved: Function = lambda side: side // 2,
    flat: Function = lambda: [nn.Flatten()],
    bend: Function = lambda: [nn.Sigmoid()],
    end: Function = lambda: [],
    first: Function = lambda channels: channels,
    biases: bool = True,
) -> Function:
    """The network of which one part is replaced."""

    def published_network(
        side: int,
        channels: int,
        maps: tuple[int, ...],
        kernel: int,
        pooled: tuple[bool, ...],
        dense: tuple[int, ...],
        classes: int,
    ) -> nn.Module:
        layers: list[nn.Module] = []
        inputs = first(channels)
        for outputs, pooling in zip(maps, pooled, strict=True):
            layers += [nn.Conv2d(inputs, outputs, kernel, padding=padding(kernel), bias=biases)]
            layers += after(outputs)
            layers += [pool()] * pooling
            side, inputs = left(side, kernel), outputs
            side = halved(side) if pooling else side
        layers += flat()
        inputs *= side**2
        for units in dense:
            layers += [nn.Linear(inputs, units), *bend()]
            inputs = units
        return nn.Sequential(*layers, nn.Linear(inputs, classes), *end())

    return published_network


@checked(
    cases=_descriptions,
    use=_looked_at,
    returns=("shapes of the parameters", "logits in training mode", "logits in evaluation mode"),
    tolerance=1e-4,
    mistakes=[
        (
            _network_with(end=lambda: [nn.Softmax(dim=1)]),
            "there is a softmax at the end: the network gives logits, cross_entropy takes the softmax",
        ),
        (
            _network_with(end=lambda: [nn.Sigmoid()]),
            "there is a sigmoid at the end: only the hidden units have one, the last layer gives logits",
        ),
        (_network_with(bend=lambda: []), "the sigmoid is missing: dense layers without it are together only one"),
        (_network_with(bend=lambda: [nn.ReLU()]), "the dense hidden units are ReLUs; the published ones are sigmoids"),
        (
            _network_with(
                padding=lambda kernel: kernel // 2, left=lambda side, kernel: side + 2 * (kernel // 2) - kernel + 1
            ),
            "the images are padded; the published convolutions are not: a kernel of 3 leaves 30 of 32 pixels",
        ),
        (
            _network_with(left=lambda side, kernel: side - kernel),
            "the dense layer has too few inputs: a kernel of k pixels fits into a side of s at s − k + 1 places, not "
            "s − k",
        ),
        (
            _network_with(left=lambda side, kernel: side),
            "the dense layer has too many inputs, as if the images were padded: each convolution leaves s − k + 1 of s "
            "pixels",
        ),
        (
            _network_with(halved=lambda side: -(-side // 2)),
            "the dense layer has too many inputs: pooling by 2 leaves 6 of 13 pixels and drops the last row and column",
        ),
        (
            _network_with(halved=lambda side: side),
            "the dense layer has too many inputs: pooling halves the side, and that is not counted",
        ),
        (
            _network_with(flat=lambda: []),
            "nn.Flatten is missing: nn.Linear takes the last axis, here the width, for its inputs",
        ),
        (
            _network_with(end=lambda: [nn.LogSoftmax(dim=1)]),
            "there is a log_softmax at the end: the network gives logits, cross_entropy takes it",
        ),
        (
            _network_with(bend=lambda: [nn.Tanh()]),
            "the dense hidden units are tanh units; the published ones are sigmoids",
        ),
        (
            _network_with(biases=False),
            "the convolutions have no biases (bias=False). Before a normalization that costs nothing, but asked "
            "for are layers as PyTorch makes them if nothing else is said",
        ),
        (_network_with(after=lambda maps: [nn.ReLU()]), "the batch normalizations are missing"),
        (_network_with(after=lambda maps: [nn.BatchNorm2d(maps)]), "the ReLUs are missing"),
        (
            _network_with(after=lambda maps: [nn.ReLU(), nn.BatchNorm2d(maps)]),
            "ReLU comes before batch normalization; published is normalization, then ReLU",
        ),
        (
            _network_with(pool=lambda: nn.AvgPool2d(2)),
            "pooling takes the mean of 2 × 2 pixels; the published networks take their maximum",
        ),
        (
            _network_with(first=lambda channels: 3),
            "the first convolution always wants three channels: grey images have one, as `channels` says",
        ),
    ],
)
def published_network(
    side: int,
    channels: int,
    maps: tuple[int, ...],
    kernel: int,
    pooled: tuple[bool, ...],
    dense: tuple[int, ...],
    classes: int,
) -> nn.Module:
    """Convolutions, some pooled, and dense layers of sigmoids: ``(N, channels, side, side)`` to ``(N, classes)``."""
    network: nn.Module = _network_with()(side, channels, maps, kernel, pooled, dense, classes)
    return network
