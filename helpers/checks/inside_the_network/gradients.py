"""How a logit changes with the pixels: gradient, strength."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..check import Cases, Function, Mistake, checked
from ..differences import difference
from .networks import chosen, images, network, normal, others


def _networks(rng: np.random.Generator) -> Cases:
    def case(n: int, channels: int, side: tuple[int, int], classes: int, frozen: bool) -> tuple[Any, ...]:
        model, X = network(rng, channels, side, classes).requires_grad_(not frozen), images(rng, n, 3, *side)
        return model, X, others(model, X, rng)

    return {
        "as many images as classes": case(4, 4, (4, 4), 4, frozen=False),
        "a network with frozen weights": case(5, 6, (6, 8), 7, frozen=True),
    }


def _second(gradient: Function, model: nn.Module, X: Tensor, k: Tensor) -> Any:
    """The result of a second call with the same images: what the first one left behind is in it."""
    before = X.detach().clone()
    gradient(model, X, k)
    result = gradient(model, X, k)
    if not torch.equal(X.detach(), before):
        raise Mistake("gradient: the images have other values afterwards: work on a copy (X.detach().clone())")
    if model.training:
        raise Mistake("gradient: the network is in train mode afterwards; a map belongs to the network as it predicts")
    if isinstance(result, Tensor) and result.requires_grad:
        raise Mistake("gradient: the result still hangs on the graph (requires_grad): leave create_graph, or detach it")
    right = _right(model, X, k)
    if X.requires_grad and isinstance(result, Tensor) and difference(right, result, 1e-6) == "":
        raise Mistake("gradient: the images still ask for gradients afterwards: work on a copy (X.detach().clone())")
    return result


def _of(score: Callable[[nn.Module, Tensor, Tensor], Tensor]) -> Function:
    """The gradient of another number than the sum of the logits k."""

    def gradient(model: nn.Module, X: Tensor, k: Tensor) -> Tensor:
        X = X.detach().clone().requires_grad_()
        return torch.autograd.grad(score(model, X, k), X)[0]

    return gradient


_right = _of(lambda model, X, k: chosen(model(X), k).sum())


def _of_weights(model: nn.Module, X: Tensor, k: Tensor) -> Tensor:
    return torch.autograd.grad(chosen(model(X), k).sum(), next(model.parameters()))[0]


def _added_up(model: nn.Module, X: Tensor, k: Tensor) -> Tensor | None:
    """What X.grad holds if it is not emptied between two calls."""
    X.requires_grad_()
    chosen(model(X), k).sum().backward()
    return X.grad


@checked(
    cases=_networks,
    use=_second,
    mistakes=[
        (
            _of(lambda model, X, k: functional.cross_entropy(model(X), k)),
            "this is the gradient of the loss: all other classes are in it, its sign is turned, and where the network "
            "is sure it vanishes. Take the logit itself",
        ),
        (
            _of(lambda model, X, k: functional.cross_entropy(model(X), k, reduction="sum")),
            "this is the gradient of the (total) loss: all other classes are in it, its sign is turned, and where the "
            "network is sure it vanishes. Take the logit itself",
        ),
        (
            _of(lambda model, X, k: chosen(model(X).softmax(1), k).sum()),
            "this is the gradient of the probability after the softmax: a pixel may raise it by harming another class. "
            "Take the logit, without softmax",
        ),
        (
            _of(lambda model, X, k: chosen(model(X).log_softmax(1), k).sum()),
            "this is the gradient of the log-probability: all other classes are in it. Take the logit",
        ),
        (
            _of(lambda model, X, k: model(X).sum()),
            "the logits of all classes are added up; only that of class k counts, of each image its own",
        ),
        (
            _of(lambda model, X, k: model(X).max(1).values.sum()),
            "this is the gradient of the highest logit, whatever k is: the map should answer for the class asked for",
        ),
        (
            _of(lambda model, X, k: model(X)[:, k].sum()),
            "logits[:, k] takes the columns k of *every* image, N × N numbers; gather(1, k[:, None]) takes one of each",
        ),
        (
            _of(lambda model, X, k: chosen(model(X), k).mean()),
            "everything is divided by the number of images: with the mean, an image's map depends on how many there "
            "are. The sum's gradient is each image's own",
        ),
        (
            _of_weights,
            "this is the gradient with respect to weights, which training needs; asked for is the one with respect to "
            "the images",
        ),
        (
            _added_up,
            "a second call with the same images gives twice as much: X.grad still holds the first one's, and backward "
            "adds to it. Take a fresh copy of X, or torch.autograd.grad",
        ),
        (
            lambda model, X, k: _right(model, X, k).abs(),
            "the sign is lost: `strength` takes it away later, and SmoothGrad needs it",
        ),
        (
            lambda model, X, k: _right(model, X, k) * X,
            "this is the gradient times the image, another method",
        ),
        (
            lambda model, X, k: _right(model, X, k).abs().amax(1),
            "this is the map already: without sign, and the largest of the channels. `gradient` keeps both",
        ),
    ],
)
def gradient(model: nn.Module, X: Tensor, k: Tensor) -> Tensor:
    """How each image's logit k changes with its pixels: ``(N, 3, H, W)``."""
    slopes: Tensor = _right(model, X, k)
    return slopes


@checked(
    cases=lambda rng: {"three images of 3 × 3": (normal(rng, 3, 3, 3, 3),), "wide images": (normal(rng, 2, 3, 4, 6),)},
    mistakes=[
        (
            lambda gradients: gradients.amax(1),
            "the sign has not been taken away: where all channels are negative the map is, too, and a pixel that "
            "speaks strongly against the class looks like one that does not matter",
        ),
        (
            lambda gradients: gradients.amax(1).abs(),
            "the maximum comes before the absolute value, so a strong negative channel loses against a weak positive "
            "one: first abs, then the maximum",
        ),
        (lambda gradients: gradients.abs(), "there are still three channels: one number a pixel is asked for"),
        (lambda gradients: gradients.abs().mean(1), "this is the mean over the channels; asked for is the largest"),
        (lambda gradients: gradients.abs().sum(1), "this is the sum over the channels; asked for is the largest"),
        (
            lambda gradients: gradients.mean(1).abs(),
            "this is the mean over the channels, in which opposite signs cancel; asked for is the largest size",
        ),
        (lambda gradients: gradients.norm(dim=1), "this is the length over the channels; asked for is the largest"),
        (
            lambda gradients: gradients.abs().amax(3),
            "the maximum goes along the rows of pixels; the channels are dimension 1",
        ),
        (lambda gradients: gradients.abs().amax(0), "the maximum goes over the images; the channels are dimension 1"),
        (
            lambda gradients: gradients.abs().amax(1, keepdim=True),
            "there is still a dimension of length 1 for the channels: leave keepdim",
        ),
    ],
)
def strength(gradients: Tensor) -> Tensor:
    """One number a pixel ``(N, H, W)`` of gradients ``(N, 3, H, W)``: the largest of the channels, without sign."""
    return gradients.abs().amax(1)
