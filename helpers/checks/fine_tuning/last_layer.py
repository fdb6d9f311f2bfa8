"""A network that others trained, with a last layer for other classes: renew_last_layer."""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..check import Cases, Function, Mistake, checked
from ..differences import kind

OLD_CLASSES = 200
WIDTH = 96
LAST = {"a fully connected layer": "classifier.6", "a convolution": "classifier.1"}


def _ends(rng: np.random.Generator) -> Cases:
    classes, seed = int(rng.integers(20, 40)), int(rng.integers(2**32))
    return {f"{end} at the end": (end, classes, seed) for end in LAST}


def _network(end: str) -> nn.Sequential:
    """A small network with the parts of torchvision's VGG or SqueezeNet."""
    layers: list[nn.Module] = [nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten()]
    classifier: list[nn.Module] = [nn.Linear(16, 48), nn.ReLU(), nn.Dropout(), nn.Linear(48, WIDTH), nn.ReLU()]
    classifier += [nn.Dropout(), nn.Linear(WIDTH, OLD_CLASSES)]
    if end == "a convolution":
        layers = [nn.Conv2d(3, WIDTH, 3), nn.ReLU()]
        classifier = [nn.Dropout(), nn.Conv2d(WIDTH, OLD_CLASSES, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(OrderedDict(features=nn.Sequential(*layers), classifier=nn.Sequential(*classifier)))


def _looked_at(renew_last_layer: Function, end: str, classes: int, seed: int) -> dict[str, Any]:
    """What its classifier is made of then, what it gives, and which of its weights are new."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        network = _network(end)
        before = {name: values.detach().clone() for name, values in network.named_parameters()}
        network = renew_last_layer(network, classes)
        if not isinstance(network, nn.Module):
            raise Mistake(f"renew_last_layer: expected the network with its new layer, got {kind(network)}")
        with torch.no_grad():
            shape = tuple(network.eval()(torch.rand(2, 3, 8, 8)).shape)
    classifier: Any = network.classifier
    layers = list(classifier) if isinstance(classifier, nn.Sequential) else [classifier]
    last = [layer for layer in layers if _weight(layer) is not None][-1]
    weights, bias, old = _weight(last), getattr(last, "bias", None), before[f"{LAST[end]}.weight"]
    assert weights is not None
    after = dict(network.named_parameters())
    others = [name for name in before if not name.startswith(LAST[end])]
    return {
        "the classifier": ", ".join(map(_described, layers)),
        "shape of the logits": shape,
        "the other weights stay": all(name in after and torch.equal(before[name], after[name]) for name in others),
        "the new weights have been the old layer's": torch.equal(weights, old[: len(weights)]),
        "the new weights have mean 0 and spread 0.01": _is_normal(weights),
        "the new biases are 0": bias is not None and not bias.any(),
        "the new layer learns": all(values.requires_grad for values in last.parameters()),
        "the other layers still learn": all(after[name].requires_grad for name in others if name in after),
    }


def _weight(layer: nn.Module) -> Tensor | None:
    return getattr(layer, "weight", None)


def _described(layer: nn.Module) -> str:
    weight = _weight(layer)
    padded = isinstance(layer, nn.Conv2d) and any(layer.padding)
    return type(layer).__name__ + ("" if weight is None else f" {tuple(weight.shape)}") + " padded" * padded


def _is_normal(weights: Tensor) -> bool:
    """With some 2,000 weights or more the spread is found to within 2 %."""
    with torch.no_grad():
        return bool(0.0085 < weights.std() < 0.0115 and weights.mean().abs() < 0.002)


def _drawn(layer: nn.Module) -> nn.Module:
    """The weights of a new layer as they should be."""
    assert isinstance(layer, nn.Linear | nn.Conv2d)
    nn.init.normal_(layer.weight, std=0.01)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


def _as_they_come(layer: nn.Module) -> nn.Module:
    return layer


def _like(old: nn.Module, classes: int, kernel: int = 1, bias: bool = True) -> nn.Module:
    """A layer of the same kind with so many outputs."""
    if isinstance(old, nn.Conv2d):
        return nn.Conv2d(old.in_channels, classes, kernel, bias=bias)
    assert isinstance(old, nn.Linear)
    return nn.Linear(old.in_features, classes, bias=bias)


def _renew_with(
    new: Callable[[Any, int], nn.Module] = lambda old, classes: _drawn(_like(old, classes)),
    then: Callable[[Any, int], object] = lambda network, classes: None,
) -> Function:
    """A new last layer of which one part is replaced; ``then`` may change the network afterwards."""

    def renew_last_layer(network: Any, classes: int) -> Any:
        places = [i for i, layer in enumerate(network.classifier) if isinstance(layer, nn.Conv2d | nn.Linear)]
        network.classifier[places[-1]] = new(network.classifier[places[-1]], classes)
        then(network, classes)
        return network

    return renew_last_layer


def _renamed(old: Any, classes: int) -> nn.Module:
    """The number is another one; the weights are as many as before."""
    setattr(old, "out_channels" if isinstance(old, nn.Conv2d) else "out_features", classes)
    assert isinstance(old, nn.Module)
    return old


def _cut(old: Any, classes: int) -> nn.Module:
    new: Any = _like(old, classes)
    new.weight.data, new.bias.data = old.weight.data[:classes].clone(), old.bias.data[:classes].clone()
    assert isinstance(new, nn.Module)
    return new


def _freeze_others(network: Any, classes: int) -> None:
    last = [layer for layer in network.classifier if isinstance(layer, nn.Conv2d | nn.Linear)][-1]
    network.requires_grad_(False)
    last.requires_grad_(True)


def _all_anew(network: Any, classes: int) -> None:
    for layer in network.features.modules():
        if isinstance(layer, nn.Conv2d):
            layer.reset_parameters()


def _ended(end: Callable[..., nn.Module], network: Any, classes: int) -> None:
    network.classifier.append(end(dim=1))


def _alone(init: Function) -> Function:
    """One layer instead of the whole classifier."""

    def replace(network: Any, classes: int) -> None:
        first = next(layer for layer in network.classifier if isinstance(layer, nn.Conv2d | nn.Linear))
        network.classifier = init(_like(first, classes))

    return _renew_with(then=replace)


def _behind(init: Function) -> Function:
    """The old layer stays, and a further one follows."""
    return _renew_with(
        lambda old, classes: old,
        lambda network, classes: network.classifier.append(init(nn.Linear(OLD_CLASSES, classes))),
    )


@checked(
    cases=_ends,
    use=_looked_at,
    mistakes=[
        *(
            (
                _behind(init),
                "the old layer is still there, and a new one stands behind it: then flowers are told by how much they "
                "look like each of the old classes. Put the new layer in the old one's place",
            )
            for init in (_drawn, _as_they_come)
        ),
        *(
            (
                _alone(init),
                "the whole classifier is gone: only its last layer with weights belongs to the old classes. In VGG16 "
                "the layers before it hold most of what was learned",
            )
            for init in (_drawn, _as_they_come)
        ),
        (
            _renew_with(_renamed),
            "only the number has changed that the layer prints (out_features, out_channels): its weights are as many "
            "as before. A layer of another size is another layer: make a new one",
        ),
        *(
            (
                _renew_with(then=partial(_ended, end)),
                "there is a softmax behind the new layer: the network gives logits, cross_entropy takes the softmax",
            )
            for end in (nn.Softmax, nn.LogSoftmax)
        ),
        (
            _renew_with(_cut),
            "the new layer has the first rows of the old one: class 0 would begin as ImageNet's first fish. Draw new "
            "weights",
        ),
        (
            _renew_with(_like),
            "the new weights are as PyTorch draws them by itself; asked for are weights from N(0, 0.01²) and biases of "
            "0, so that all classes begin nearly equal: nn.init.normal_(…, std=0.01), nn.init.zeros_",
        ),
        (
            _renew_with(lambda old, classes: _drawn(_like(old, classes, bias=False))),
            "the new layer has no biases: leave bias=False out",
        ),
        (
            _renew_with(lambda old, classes: _drawn(_like(old, classes, kernel=3))),
            "the kernels of the new convolution are 3×3; the old ones are 1×1: each place is asked for itself",
        ),
        (
            _renew_with(then=_freeze_others),
            "the other layers have been frozen: here they stay as they are; what is to learn is said afterwards "
            "(exercise 8.3)",
        ),
        (
            _renew_with(then=_all_anew),
            "the features have been drawn anew: what was learned from a million photographs is gone. Only the last "
            "layer is to change",
        ),
    ],
)
def renew_last_layer(network: Any, classes: int) -> Any:
    """Put a new last layer for so many classes into ``network.classifier``; returns the network."""
    return _renew_with()(network, classes)
