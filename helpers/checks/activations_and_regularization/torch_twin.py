"""A NumPy network's twin in PyTorch."""

import itertools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..check import Cases, Function, Mistake, checked

Array = NDArray[Any]
Tensor = torch.Tensor


def _cases(rng: np.random.Generator) -> Cases:
    def network(*sizes: int) -> tuple[Any, Array]:
        weights = [rng.normal(size=shape) for shape in itertools.pairwise(sizes)]
        biases = [rng.normal(size=size) for size in sizes[1:]]
        return SimpleNamespace(weights=weights, biases=biases), rng.normal(size=(8, sizes[0]))

    return {
        "as many inputs as units and classes": network(4, 4, 4, 4),
        "three layers": network(5, 7, 6, 3),
        "a single layer": network(5, 3),
    }


def _compared(twin_of: Callable[[Any], Any], model: Any, X: Array) -> dict[str, Any]:
    """The twin's logits, what it can learn, and the NumPy network's parameters after the twin's have been moved."""
    with torch.random.fork_rng(devices=[]):  # the lesson's own random numbers stay as they are
        network, again = twin_of(model), twin_of(model)
    if not isinstance(network, torch.nn.Module):
        missing = "; is a return missing?" if network is None else ""
        raise Mistake(f"expected a torch.nn.Module, got a value of type {type(network).__name__}{missing}")
    logits, others = network(torch.from_numpy(X)), again(torch.from_numpy(X))
    if logits.shape == others.shape and not torch.equal(logits, others):
        raise Mistake(
            "two calls give two different networks: some weights or biases are still those that PyTorch has drawn; "
            "copy those of the model"
        )
    learned = [p for p in network.parameters() if p.requires_grad]
    with torch.no_grad():
        for p in learned:
            p.add_(1)
    return {
        "logits": logits,
        "numbers that PyTorch's optimizers find": sum(p.numel() for p in learned),
        "the model's own weights, after a step of the twin": np.concatenate([W.ravel() for W in model.weights]),
        "the model's own biases, after a step of the twin": np.concatenate(model.biases),
    }


def _twin_with(
    weight: Callable[[Array], Any] = lambda W: torch.from_numpy(W.T.copy()),
    bias: Callable[[Array], Any] = lambda b: torch.from_numpy(b.copy()),
    between: Callable[[], Any] = torch.nn.ReLU,
    end: Callable[[list[Any]], list[Any]] = lambda layers: layers[:-1],
) -> Function:
    """A twin of which one part is made otherwise."""

    def twin_of(model: Any) -> torch.nn.Module:
        layers: list[torch.nn.Module] = []
        for W, b in zip(model.weights, model.biases, strict=True):
            linear = torch.nn.Linear(*W.shape)
            linear.weight, linear.bias = torch.nn.Parameter(weight(W)), torch.nn.Parameter(bias(b))
            layers += [linear, between()]
        return torch.nn.Sequential(*end(layers))

    return twin_of


def _rounded(values: Array) -> Tensor:
    return torch.from_numpy(values.astype(np.float32)).double()


SHARED = "shares its memory with the model's: torch.from_numpy does not copy, so what the twin learns changes the model"


@checked(
    cases=_cases,
    use=_compared,
    tolerance=1e-12,
    mistakes=[
        (
            _twin_with(end=lambda layers: layers),
            "there is a ReLU behind the last layer: it cuts the negative logits off",
        ),
        (_twin_with(between=torch.nn.Identity), "the ReLUs between the layers are missing: this is a linear network"),
        (_twin_with(between=torch.nn.Sigmoid), "there are sigmoids between the layers; the model has ReLU units"),
        (
            _twin_with(end=lambda layers: [*layers[:-1], torch.nn.Softmax(dim=1)]),
            "there is a softmax at the end: cross_entropy of PyTorch has its own, and wants the logits",
        ),
        (
            _twin_with(end=lambda layers: [*layers[:-1], torch.nn.LogSoftmax(dim=1)]),
            "there is a logarithm of the softmax at the end; the logits are asked for",
        ),
        (
            _twin_with(weight=lambda W: torch.from_numpy(W.copy())),
            "the weights are to be transposed: PyTorch keeps those of a Linear as (outputs, inputs)",
        ),
        (
            _twin_with(bias=lambda b: torch.zeros(len(b), dtype=torch.float64)),
            "the biases are zero: copy those of the model",
        ),
        (
            _twin_with(weight=lambda W: torch.from_numpy(W.T)),
            f"the weight of a layer {SHARED}",
        ),
        (_twin_with(bias=torch.from_numpy), f"the bias of a layer {SHARED}"),
        (_twin_with(weight=lambda W: torch.from_numpy(W.T), bias=torch.from_numpy), f"each layer {SHARED}"),
        (
            _twin_with(weight=lambda W: _rounded(W.T), bias=_rounded),
            "the parameters went through float32, and lost half of their digits: make the layers in float64",
        ),
        (
            _twin_with(weight=lambda W: _rounded(W.T).float(), bias=lambda b: _rounded(b).float()),
            "the parameters are float32 (PyTorch's default); the model and its inputs are float64",
        ),
    ],
)
def twin_of(model: Any) -> Any:
    """A PyTorch network with the layers and the weights of a NumPy one with ReLU units."""
    return _twin_with()(model)
