"""What of a network learns, and what does not: freeze."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..check import Cases, Function, checked


def _parts(rng: np.random.Generator) -> Cases:
    channels, seed = int(rng.integers(3, 9)), int(rng.integers(2**32))
    return {
        "a part that learns, to be frozen": (channels, seed, (True,)),
        "frozen, then to learn again": (channels, seed, (True, False)),
        "frozen twice": (channels, seed, (True, True)),
    }


def _frozen(freeze: Function, channels: int, seed: int, calls: tuple[bool, ...]) -> dict[str, Any]:
    """Which parameters of a network learn after its body has been frozen, or let learn again."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        block = nn.Sequential(nn.Conv2d(channels, channels, 1), nn.BatchNorm2d(channels), nn.ReLU())
        body = nn.Sequential(nn.Conv2d(3, channels, 3), nn.ReLU(), nn.Sequential(block, nn.Conv2d(channels, 4, 1)))
        network = nn.Sequential(OrderedDict(body=body, head=nn.Linear(4, 2)))
    before = [values.detach().clone() for values in network.parameters()]
    for frozen in calls:
        freeze(network.body) if frozen else freeze(network.body, frozen=False)
    return {
        "which learn": {name: bool(values.requires_grad) for name, values in network.named_parameters()},
        "the weights are as they were": all(map(torch.equal, before, network.parameters())),
    }


def _freeze_with(
    chosen: Callable[[nn.Module], Any] = lambda part: part.parameters(),
    learns: Callable[[bool], bool] = lambda frozen: not frozen,
    then: Callable[[Tensor], object] = lambda weights: None,
) -> Function:
    """Freezing of which one part is replaced."""

    def freeze(part: nn.Module, frozen: bool = True) -> None:
        for weights in chosen(part):
            weights.requires_grad = learns(frozen)
            then(weights)

    return freeze


def _toggled(part: nn.Module, frozen: bool = True) -> None:
    for weights in part.parameters():
        weights.requires_grad = not weights.requires_grad


def _direct(part: nn.Module) -> list[Tensor]:
    """The parameters of the layers that are not in a block of their own."""
    return [weights for layer in part.children() for weights in layer.parameters(recurse=False)]


@checked(
    cases=_parts,
    use=_frozen,
    mistakes=[
        (
            _freeze_with(lambda part: []),
            "everything still learns. `part.requires_grad = False` only hangs a new attribute on the module, "
            "`weights.detach()` makes a new tensor, and `part.eval()` concerns dropout and normalization: the flag "
            "belongs to each tensor of part.parameters()",
        ),
        (
            _freeze_with(lambda part: [one for name, one in part.named_parameters() if name.endswith("weight")]),
            "the biases still learn: they are parameters, too",
        ),
        (
            _freeze_with(_direct),
            "blocks within the part still learn: part.parameters() goes through all depths, a loop over the part's "
            "layers does not",
        ),
        (
            _freeze_with(
                lambda part: [
                    weights
                    for layer in part.modules()
                    if isinstance(layer, nn.Conv2d | nn.Linear)
                    for weights in layer.parameters()
                ]
            ),
            "the scale and shift of the batch normalization still learn: freeze every parameter of the part",
        ),
        (
            _freeze_with(learns=lambda frozen: False),
            "the argument `frozen` is not used: with frozen=False the part is to learn again",
        ),
        (
            _toggled,
            "each call turns the flag over, so a second call undoes the first: the flag should say what `frozen` says, "
            "whatever it was before",
        ),
        (
            _freeze_with(learns=lambda frozen: frozen),
            "it is the wrong way round: requires_grad says that something learns, `frozen` that it does not",
        ),
        (
            _freeze_with(then=lambda weights: weights.data.zero_()),
            "the weights have been set to 0: frozen means kept as they are, only no longer changed",
        ),
    ],
)
def freeze(part: nn.Module, frozen: bool = True) -> None:
    """Keep the weights of a part of a network as they are, or let them learn again."""
    _freeze_with()(part, frozen)
