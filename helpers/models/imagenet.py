"""Networks that others trained on ImageNet, in torchvision's layers, for images in [0, 1]."""

from collections import OrderedDict
from typing import Any

import torch
from torch import nn

from .. import data
from ..splits import DataError
from . import weights
from .networks import Normalize, check_classes


def pretrained(name: str, num_classes: int | None = None, *, fetch: bool = False) -> nn.Sequential:
    """A network with the weights that it learned on 1.3 million photographs of ImageNet.

    Its parts have names: `.normalize` (ImageNet's mean and spread; constants), `.features`, with AlexNet and VGG
    `.avgpool` and `.flatten`, and `.classifier`. Inside, layers have torchvision's numbers, so the state_dict is
    torchvision's. A slice is a network, too: ``model[:2]`` gives the features of images, and of SqueezeNet
    ``model.classifier`` the logits of features. No ReLU works in place: what a hook sees of a layer stays.

    Args:
        name: "squeezenet1_1", "alexnet", "vgg13" or "vgg16".
        num_classes: None keeps ImageNet's 1000, named by ``labels()``. Else the last layer is new: SqueezeNet's 1x1
            convolution classifier.1, the linear layer classifier.6 of the others. Its weights are drawn from N(0,
            0.01²) by torch's global generator (``torch.manual_seed``), its biases are 0.
        fetch: download torchvision's file into the repository's data/weights if there is none.

    Returns:
        A network in train mode, nothing frozen: images (N, 3, H, W) in [0, 1] -> logits (N, num_classes). Sides of at
        least 17 pixels (SqueezeNet), 63 (AlexNet), 32 (VGG); it learned at 224.

    Raises:
        ValueError: no such network, fewer than one class, or a file that is damaged or of something else.
        FileNotFoundError: no file of weights, or $WORKBOOK_DATA is no folder.
        FetchError: the download failed.

    Source: Iandola et al., "SqueezeNet" (arXiv:1602.07360, 2016), version 1.1; Krizhevsky, "One weird trick for
    parallelizing convolutional neural networks" (arXiv:1404.5997, 2014), after Krizhevsky, Sutskever and Hinton (NIPS
    2012); Simonyan and Zisserman, "Very deep convolutional networks" (arXiv:1409.1556, 2014).
    """
    weights.known(name)
    if num_classes is not None:
        check_classes(num_classes)
    path = weights.where(name)
    if path is None and fetch:
        from .. import fetch as fetching  # reads the manifest, which only a checkout has

        fetching.fetch(name, data.FOLDER)
        path = weights.where(name)
    if path is None:
        looked = " or ".join(dict.fromkeys(str(file.parent) for file in weights.candidates(name)))
        command = f"python -m helpers.data fetch {name}"
        raise FileNotFoundError(f"{name}: no {name}.pth and no {weights.FILES[name]} in {looked}. Fetch it: {command}")

    model = architecture(name)
    last = f"classifier.{1 if name == 'squeezenet1_1' else 6}"
    try:
        learned = weights.read(path, name, model.state_dict(), last)
    except DataError as error:
        remedy = f"Move it away and fetch the right one: python -m helpers.data fetch {name}"
        raise ValueError(f"{error} {remedy}") from error
    model.load_state_dict(learned, assign=True)
    if num_classes is not None:
        model.set_submodule(last, _renewed(model.get_submodule(last), num_classes))
    return model


def architecture(name: str) -> nn.Sequential:
    """A network of ``weights.NAMES`` on torch's meta device: shapes without numbers, which a file then brings."""
    from torchvision import models  # takes a second, which lessons that need none of this are spared

    with torch.device("meta"):
        network = models.get_model(name, weights=None)
    for module in network.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = False
    known: Any = models.get_model_weights(name).DEFAULT
    preset = known.transforms()
    parts = OrderedDict[str, nn.Module](
        normalize=Normalize(preset.mean, preset.std, side=known.meta["min_size"][0]), features=network.features
    )
    if hasattr(network, "avgpool"):
        parts |= {"avgpool": network.avgpool, "flatten": nn.Flatten(), "classifier": network.classifier}
    else:
        parts["classifier"] = network.classifier.append(nn.Flatten())
    return nn.Sequential(parts)


def _renewed(layer: nn.Module, outputs: int) -> nn.Module:
    """A layer with so many outputs in the place of this one, its weights drawn as SqueezeNet and VGG draw them."""
    new: nn.Conv2d | nn.Linear
    if isinstance(layer, nn.Conv2d):
        new = nn.Conv2d(layer.in_channels, outputs, 1)
    else:
        assert isinstance(layer, nn.Linear)
        new = nn.Linear(layer.in_features, outputs)
    assert new.bias is not None
    nn.init.normal_(new.weight, std=0.01)
    nn.init.zeros_(new.bias)
    return new


def labels() -> tuple[str, ...]:
    """The names of ImageNet's 1000 classes, in the order of the logits, as torchvision ships them."""
    from torchvision.models import SqueezeNet1_1_Weights

    return tuple(SqueezeNet1_1_Weights.DEFAULT.meta["categories"])
