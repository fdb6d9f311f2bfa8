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
    ],
)
def convolve(image: Array, kernel: Array) -> Array:
    """Cross-correlation: ``(H, W)`` with ``(k, k)`` gives ``(H - k + 1, W - k + 1)``."""
    return _correlated(image, kernel)


# --- a network from its description ----------------------------------------------------------------------------


def _batches(rng: np.random.Generator) -> Cases:
    images = torch.from_numpy(rng.random(size=(6, 1, 32, 32))).float()
    return {"six images": (images, int(rng.integers(1000)))}


def _given(network: nn.Module, seed: int) -> None:
    """Put in weights that depend on a parameter's shape, and on its place among those of this shape, only."""
    rng, seen = np.random.default_rng(seed), dict[tuple[int, ...], list[Tensor]]()
    for parameter in network.parameters():
        seen.setdefault(tuple(parameter.shape), []).append(parameter.data)
    for shape, parameters in sorted(seen.items()):
        for values in parameters:
            values.copy_(torch.from_numpy(rng.normal(size=shape) / np.sqrt(np.prod(shape[1:]))))
    for module in network.modules():
        if isinstance(module, nn.modules.batchnorm._NormBase):
            module.reset_running_stats()


def _looked_at(build: Function, images: Tensor, seed: int) -> tuple[str, Tensor, Tensor]:
    """The shapes of a network's parameters, and its outputs for given weights, in training and in evaluation mode."""
    with chance_from(seed), torch.no_grad():
        network = build()
        if not isinstance(network, nn.Module):
            raise Mistake(f"expected a network (an nn.Module), got {kind(network)}")
        network(images)  # layers that find out for themselves how many inputs they have do it now
        _given(network, seed)
        shapes = sorted(tuple(parameter.shape) for parameter in network.parameters())
        return " ".join(map(str, shapes)), network.train()(images), network.eval()(images)


def _network_with(
    first: Function = lambda: [nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)],
    second: Function = lambda: [nn.Conv2d(8, 16, 3), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2)],
    flat: Function = lambda: [nn.Flatten()],
    inputs: int = 16 * 6 * 6,
    bend: Function = lambda: [nn.Sigmoid()],
    end: Function = lambda: [],
) -> Function:
    """The published network, of which one part is replaced."""
    return lambda: nn.Sequential(
        *first(), *second(), *flat(), nn.Linear(inputs, 48), *bend(), nn.Linear(48, 36), *end()
    )


@checked(
    cases=_batches,
    use=_looked_at,
    returns=("shapes of the parameters", "logits in training mode", "logits in evaluation mode"),
    tolerance=1e-4,
    mistakes=[
        (
            _network_with(end=lambda: [nn.Softmax(dim=1)]),
            "there is a softmax at the end: the network gives logits, cross_entropy takes the softmax",
        ),
        (_network_with(end=lambda: [nn.Sigmoid()]), "there is a sigmoid at the end: only the 48 hidden units have one"),
        (_network_with(bend=lambda: []), "the sigmoid is missing: two dense layers without it are one"),
        (_network_with(bend=lambda: [nn.ReLU()]), "the 48 hidden units are ReLUs; the published ones are sigmoids"),
        (
            _network_with(
                lambda: [nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)],
                lambda: [nn.Conv2d(8, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2)],
                inputs=16 * 8 * 8,
            ),
            "the images are padded: the published convolutions take two pixels off each side's length, 32 to 30",
        ),
        (
            _network_with(inputs=16 * 7 * 7),
            "the dense layer has 16·7·7 inputs: 13 pixels, pooled by 2, are 6; the last row and column are dropped",
        ),
        (
            _network_with(inputs=16 * 8 * 8),
            "the dense layer has 16·8·8 inputs, as if the convolutions were padded: a window of 3 fits into 32 pixels "
            "at 30 places",
        ),
        (
            _network_with(flat=lambda: []),
            "nn.Flatten is missing: nn.Linear takes the last axis, here the width, for its inputs",
        ),
        (
            _network_with(
                lambda: [nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2)],
                lambda: [nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2)],
            ),
            "the batch normalizations are missing",
        ),
        (
            _network_with(
                lambda: [nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.MaxPool2d(2)],
                lambda: [nn.Conv2d(8, 16, 3), nn.BatchNorm2d(16), nn.MaxPool2d(2)],
            ),
            "the ReLUs are missing",
        ),
        (
            _network_with(
                lambda: [nn.Conv2d(1, 8, 3), nn.ReLU(), nn.BatchNorm2d(8), nn.MaxPool2d(2)],
                lambda: [nn.Conv2d(8, 16, 3), nn.ReLU(), nn.BatchNorm2d(16), nn.MaxPool2d(2)],
            ),
            "ReLU comes before batch normalization; published is normalization, then ReLU",
        ),
        (
            _network_with(lambda: [nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)]),
            "the first convolution wants three channels: these images are grey, (N, 1, 32, 32)",
        ),
    ],
)
def published_network() -> nn.Module:
    """Two convolutions of 8 and 16 maps, 48 sigmoid units: ``(N, 1, 32, 32)`` to logits ``(N, 36)``."""
    network: nn.Module = _network_with()()
    return network
