"""Where the last features speak for a class: grad_cam."""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..check import Cases, Function, Mistake, checked
from .networks import chosen, images, network, others


def _networks(rng: np.random.Generator) -> Cases:
    def case(n: int, channels: int, side: tuple[int, int], classes: int, *more: Any) -> tuple[Any, ...]:
        model, X = network(rng, channels, side, classes).requires_grad_(False), images(rng, n, 3, *side)
        return model, X, others(model, X, rng), *more

    inner = case(4, 5, (4, 6), 6)
    return {
        "four images, four channels, 4 × 4 places": case(4, 4, (8, 8), 4, None, True),
        "five images": case(5, 6, (6, 10), 3, None, True),
        "with what speaks against": case(5, 6, (6, 10), 3, None, False),
        "another layer": (*inner, inner[0].get_submodule("features.0"), True),
    }


def _used(grad_cam: Function, model: nn.Sequential, X: Tensor, k: Tensor, layer: Any, only_for: bool) -> Any:
    result = grad_cam(model, X, k, layer, only_for)
    if any(part._forward_hooks for part in model.modules()):
        raise Mistake("grad_cam: a hook is still there afterwards, and is called for ever: use `with listening(…)`")
    if X.requires_grad:
        raise Mistake("grad_cam: the images still ask for gradients afterwards: work on a copy (X.detach().clone())")
    if isinstance(result, Tensor) and result.requires_grad:
        raise Mistake("grad_cam: the maps still hang on the graph (requires_grad): detach them")
    return result


def _logits(logits: Tensor, k: Tensor) -> Tensor:
    return chosen(logits, k).sum()


def _mean_slope(slopes: Tensor, A: Tensor) -> Tensor:
    return slopes.mean((2, 3), keepdim=True)


def _positive(total: Tensor) -> Tensor:
    return total.relu()


def _upsampled(total: Tensor, size: Any) -> Tensor:
    return functional.interpolate(total, size=size, mode="bilinear", align_corners=False)[:, 0]


def _with(
    score: Function = _logits,
    weights: Function = _mean_slope,
    total: Function = lambda weighted: weighted.sum(1, keepdim=True),
    positive: Function = _positive,
    upsampled: Function = _upsampled,
    always: bool = False,
    late: bool = False,
    listens: bool = True,
    otherwise: str = "features",
) -> Function:
    """Grad-CAM of which one part is replaced."""

    def grad_cam(
        model: nn.Sequential, X: Tensor, k: Tensor, layer: nn.Module | None = None, only_for: bool = True
    ) -> Tensor:
        heard: list[Tensor] = []
        listened = layer if listens and layer is not None else model.get_submodule(otherwise)
        hook = listened.register_forward_hook(lambda layer, inputs, output: heard.append(output))
        logits = model(X.detach().clone().requires_grad_())
        hook.remove()
        A = heard[0]
        (slopes,) = torch.autograd.grad(score(logits, k), A)
        added: Tensor = total(weights(slopes, A) * A)
        added = positive(added) if (only_for or always) and not late else added
        result: Tensor = upsampled(added, X.shape[2:])
        result = positive(result) if only_for and late else result
        return result.detach()

    return grad_cam


@checked(
    cases=_networks,
    use=_used,
    mistakes=[
        (
            _with(positive=lambda total: total),
            "the ReLU is missing: places that speak against the class are negative, and belong out of the map",
        ),
        (_with(always=True), "with only_for=False the ReLU should be left out: the map then keeps its sign"),
        (
            _with(total=lambda weighted: weighted.relu().sum(1, keepdim=True)),
            "the ReLU comes before the sum over the channels: what speaks against the class cannot weigh against what "
            "speaks for it. First add up, then the ReLU",
        ),
        (
            _with(late=True),
            "the ReLU comes after the enlargement: between a place for and a place against, both have then been mixed. "
            "First the ReLU, then enlarge",
        ),
        (
            _with(positive=lambda total: total.abs()),
            "the absolute value turns what speaks against the class into what speaks for it: take the ReLU",
        ),
        (
            _with(weights=lambda slopes, A: slopes.mean(1, keepdim=True)),
            "the mean goes over the channels (dim=1) and gives a weight for each place; it should go over the places "
            "(the last two dimensions), for each channel",
        ),
        (
            _with(weights=lambda slopes, A: slopes.mean((0, 2, 3), keepdim=True)),
            "the mean goes over the images, too: each has its own weights",
        ),
        (
            _with(weights=lambda slopes, A: A.mean((2, 3), keepdim=True)),
            "the weights come from the activations: how active a channel is, not how much class k depends on it. "
            "Average the gradients",
        ),
        (
            _with(weights=lambda slopes, A: slopes),
            "the gradients are not averaged over the places: this is gradient times activation, place by place",
        ),
        (
            _with(weights=lambda slopes, A: slopes.sum((2, 3), keepdim=True)),
            "the weights are sums over the places; their means are asked for",
        ),
        (
            _with(total=lambda weighted: weighted.mean(1, keepdim=True)),
            "this is the mean over the channels; they are to be added up",
        ),
        (
            _with(score=lambda logits, k: functional.cross_entropy(logits, k, reduction="sum")),
            "the gradient is the loss's: the loss falls where the logit rises, so the map shows what speaks against "
            "the class. Take the logit",
        ),
        (
            _with(score=lambda logits, k: chosen(logits.softmax(1), k).sum()),
            "the gradient is that of the probability; take the logit, without softmax",
        ),
        (
            _with(score=lambda logits, k: logits.max(1).values.sum()),
            "the gradient is that of the highest logit, whatever k is",
        ),
        (
            _with(upsampled=lambda total, size: total[:, 0]),
            "the map has the size of the feature maps: enlarge it to that of the images",
        ),
        (
            _with(upsampled=lambda total, size: functional.interpolate(total, size=size)[:, 0]),
            'the map is enlarged in squares, without interpolation: mode="bilinear"',
        ),
        (
            _with(
                upsampled=lambda total, size: functional.interpolate(
                    total, size=size, mode="bilinear", align_corners=True
                )[:, 0]
            ),
            "the map is stretched a little (align_corners=True), so places do not lie over what they saw: "
            "align_corners=False",
        ),
        (
            _with(upsampled=lambda total, size: _upsampled(total, size)[:, None]),
            "there is still a dimension of length 1 for the channels: the maps are (N, H, W)",
        ),
        (
            _with(otherwise="normalize"),
            "the first part of the network is heard: without an argument layer, it should be model.features",
        ),
        (_with(listens=False), "the argument layer has no effect: listen to it, if it is not None"),
    ],
)
def grad_cam(
    model: nn.Sequential, X: Tensor, k: Tensor, layer: nn.Module | None = None, only_for: bool = True
) -> Tensor:
    """Where the feature maps of a layer speak for class k: ``(N, H, W)``, at the size of the images."""
    maps: Tensor = _with()(model, X, k, layer, only_for)
    return maps
