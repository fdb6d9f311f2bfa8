"""What a frozen network says of images, computed once: features."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ... import training
from ...data import Split
from ..check import Cases, Function, Mistake, checked

Array = NDArray[Any]

IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))  # mean and spread of the channels of its images in [0, 1]


class ThreeChannels(nn.Module):
    """Grey images come as colour images, as behind the lesson's Prepare."""

    def forward(self, images: Tensor) -> Tensor:
        """(N, 1 or 3, H, W) -> (N, 3, H, W)."""
        return images.expand(-1, 3, -1, -1)


def _splits(rng: np.random.Generator) -> Cases:
    def body(features: int | None) -> nn.Module:
        """A network that has seen other pictures; without a number of features it gives maps."""
        with torch.random.fork_rng(devices=[]):
            normalize, layer = nn.BatchNorm2d(3), nn.Linear(3 * 4 * 4, features or 1)
        with torch.no_grad():
            for values, low in ((normalize.running_mean, 0.0), (normalize.running_var, 0.1), (layer.weight, -1.0)):
                assert values is not None
                values.copy_(torch.from_numpy(rng.uniform(low, 1, values.shape)))
            layer.bias.zero_()
        maps = nn.Sequential(ThreeChannels(), normalize, nn.AdaptiveAvgPool2d(4))
        return maps.extend([nn.Flatten(), layer]) if features else maps

    def split(n: int, *shape: int) -> Split:
        images = rng.integers(0, 256, size=(n, *shape), dtype=np.uint8)
        return Split(images, rng.permutation(np.arange(n) % 5))

    return {
        "both looks": (body(6), split(6, 8, 8, 3), True),
        "one look": (body(4), split(5, 12, 12, 3), False),
        "more pictures than a batch": (body(3), split(70, 4, 4, 3), True),
        "grey pictures and maps": (body(None), split(6, 8, 8), True),
    }


def _kept(features: Function, body: nn.Module, split: Split, mirror: bool) -> tuple[Any, Any]:
    """Features and labels; the network comes in train mode, as after it was made."""
    body.train()
    result = features(body, split, mirror=True) if mirror else features(body, split)
    if isinstance(result, tuple | list) and getattr(result[0], "requires_grad", False):
        raise Mistake(
            "features: they still hang on the graph that autograd keeps for the gradient, which holds every layer's "
            "activations of every picture. Compute them in torch.inference_mode() (training.predict does), and return "
            "arrays"
        )
    kept, labels = result if isinstance(result, tuple | list) and len(result) == 2 else (result, None)
    return (kept, labels) if labels is not None else result


def _mirrored(images: Tensor) -> Tensor:
    return images.flip(3)


def _said(body: nn.Module, split: Split, *looks: Callable[[Tensor], Tensor]) -> Array:
    """The body's answers to looks of the images, averaged."""
    return training.predict(body, split, looks=looks, batch_size=64)


def _in_rows(answers: Array) -> Array:
    return answers.reshape(len(answers), -1)


def _features_with(
    second: Function = lambda body, split: _said(body, split, _mirrored),
    first: Function = _said,
    joined: Function = lambda plain, mirrored: np.concatenate([plain, mirrored]),
    labels: Function = lambda y: np.tile(y, 2),
    both: Function = lambda mirror: mirror,
) -> Function:
    """Features of which one part is replaced."""

    def features(body: nn.Module, split: Split, mirror: bool = False) -> tuple[Array, Array]:
        plain = first(body, split)
        if not both(mirror):
            return plain, split.labels
        return joined(plain, second(body, split)), labels(split.labels)

    return features


def _by_hand(
    turned: Callable[[Array], Array] = lambda images: images.transpose(0, 3, 1, 2),
    scaled: Callable[[Tensor], Tensor] = lambda images: images / 255,
    mode: bool = False,
) -> Function:
    """Features without ``training.predict``, of which one part is replaced."""

    def said(body: nn.Module, split: Split, mirror: bool = False) -> Array:
        body.train(mode)
        images = scaled(torch.from_numpy(turned(split.images).astype(np.float32)))
        with torch.no_grad():
            result: Array = body(_mirrored(images) if mirror else images).numpy()
        return result

    return _features_with(first=said, second=lambda body, split: said(body, split, True))


def _normalized(images: Tensor) -> Tensor:
    mean, spread = (torch.tensor(values).view(3, 1, 1) for values in IMAGENET)
    return (images / 255 - mean) / spread


@checked(
    cases=_splits,
    use=_kept,
    returns=("features", "labels"),
    tolerance=1e-4,  # float32 in other batches
    mistakes=[
        (
            _features_with(labels=lambda y: np.repeat(y, 2)),
            "the labels do not belong to the features any more: np.repeat puts each label twice behind each other "
            "(a a b b), but the features come first of all plain pictures, then of all mirrored ones (a b a b)",
        ),
        (
            _features_with(labels=lambda y: y),
            "there are labels for the plain pictures only: the mirrored ones have the same labels once more",
        ),
        (
            _features_with(labels=lambda y: np.concatenate([y, y[::-1]])),
            "the labels of the mirrored pictures are in reverse: a picture is mirrored, the order of pictures is not",
        ),
        (
            _features_with(second=lambda body, split: _said(body, split, lambda images: images.flip(2))),
            "the second look is upside down: of images (N, 3, H, W), axis 2 is the height, axis 3 the width",
        ),
        (
            _features_with(second=lambda body, split: _said(body, split, lambda images: images.flip(1))),
            "the second look has its colours exchanged: axis 1 of images (N, 3, H, W) is the channels, 3 the width",
        ),
        (
            _features_with(second=lambda body, split: _said(body, split, lambda images: images.flip(0))),
            "the second look is the same pictures in reverse order: axis 0 counts the pictures, axis 3 is the width",
        ),
        (_features_with(second=_said), "both halves are the features of the plain pictures"),
        (
            _features_with(joined=lambda plain, mirrored: np.concatenate([mirrored, plain])),
            "the mirrored pictures come first: later cells count on the plain ones being the first half",
        ),
        *(
            (
                _features_with(joined=lambda plain, mirrored: (plain + mirrored) / 2, labels=labels),
                "the features of both looks are averaged: training.predict means its looks, so ask it once for each; "
                "every look is an example of its own here",
            )
            for labels in (lambda y: y, lambda y: np.tile(y, 2))
        ),
        (
            _features_with(
                joined=lambda plain, mirrored: np.concatenate([plain, mirrored], axis=1), labels=lambda y: y
            ),
            "the two looks stand beside each other, as one example with twice as many features; they should be two "
            "examples, one behind the other (axis 0)",
        ),
        (
            _features_with(
                second=lambda body, split: _in_rows(_said(body, split, _mirrored)),
                first=lambda body, split: _in_rows(_said(body, split)),
            ),
            "the features stand in rows: keep the shape that the network gives, (N, …), for the head needs the places",
        ),
        (_features_with(both=lambda mirror: True), "the mirrored pictures are there without being asked for (mirror)"),
        (
            _by_hand(mode=True),
            "these are the features of a network in train mode: its normalization follows the batch, and dropout would "
            "draw. A frozen network says the same of a picture only in eval mode: body.eval(), or training.predict",
        ),
        (
            _by_hand(scaled=lambda images: images),
            "the network was shown pixels from 0 to 255: it expects images in [0, 1]",
        ),
        (
            _by_hand(scaled=_normalized),
            "the pictures are normalized twice: that is the first layer of the network already, so images in [0, 1] go "
            "in",
        ),
        (
            _by_hand(turned=lambda images: images.reshape(len(images), 3, *images.shape[1:3])),
            "reshape has mixed pixels and channels: images (N, H, W, 3) become (N, 3, H, W) by a transposition of axes",
        ),
    ],
)
def features(body: nn.Module, split: Split, mirror: bool = False) -> tuple[Array, Array]:
    """What a frozen network says of images, and of their mirror images too: features (N, ...) and labels (N,)."""
    kept, labels = _features_with()(body, split, mirror)
    return kept, labels
