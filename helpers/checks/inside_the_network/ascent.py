"""Uphill in the space of pictures: ascend."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..check import Cases, Function, Mistake, checked
from .networks import images, normal

Score = Callable[[Tensor], Tensor]


def _hills(rng: np.random.Generator) -> Cases:
    def hill(n: int, side: tuple[int, int]) -> tuple[Tensor, Score]:
        waves, scale = 2 * normal(rng, n, 3, *side), 1 + 9 * images(rng, n)
        return images(rng, n, 3, *side), lambda X: scale * (waves * X).sin().sum((1, 2, 3))

    steps, size = int(rng.integers(4, 7)), float(rng.uniform(0.03, 0.05))
    return {
        "three pictures of 3 × 3": (*hill(3, (3, 3)), steps, size),
        "wide pictures, large steps": (*hill(2, (4, 6)), 5, 0.2),
        "a score that does not depend on the picture": (
            images(rng, 2, 3, 4, 4),
            lambda X: 0 * X.sum((1, 2, 3)),
            3,
            0.1,
        ),
    }


def _used(ascend: Function, X: Tensor, score: Score, steps: int, size: float) -> Any:
    before = X.clone()
    way = ascend(X, score, steps, size)
    if not torch.equal(X.detach(), before):
        raise Mistake("ascend: the first pictures are changed in their place: make new ones in each step")
    if isinstance(way, Tensor) and way.requires_grad:
        raise Mistake("ascend: the pictures still hang on the graph of all steps (requires_grad): detach each of them")
    return way


def _size(g: Tensor) -> Tensor:
    return g.std((1, 2, 3), keepdim=True).clamp(min=1e-12)


def _with(
    direction: Function = lambda g: g / _size(g),
    where: Function = lambda way: way[-1],
    kept: Function = lambda X: X.clamp(0, 1),
    from_start: bool = False,
    count: int | None = None,
    length: float | None = None,
    of_all: Function = torch.stack,
) -> Function:
    """The ascent of which one part is replaced."""

    def ascend(X: Tensor, score: Score, steps: int = 40, size: float = 0.02) -> Any:
        way = [X.detach()]
        for _ in range(steps if count is None else count):
            here = where(way).clone().requires_grad_()
            (g,) = torch.autograd.grad(score(here).sum(), here)
            stepped = (way[0] if from_start else way[-1]) + (length or size) * direction(g)
            way.append(kept(stepped).detach())
        return of_all(way)

    return ascend


@checked(
    cases=_hills,
    use=_used,
    mistakes=[
        (
            _with(direction=lambda g: -g / _size(g)),
            "the steps go downhill, as in training; here the score is to grow: add the gradient",
        ),
        (
            _with(direction=lambda g: g),
            "the gradient is not divided by its size: the steps then depend on the units of the layer",
        ),
        (
            _with(direction=lambda g: g / g.std().clamp(min=1e-12)),
            "one standard deviation of the whole batch: a picture's way then depends on the others. Each has its own",
        ),
        (
            _with(direction=lambda g: g / g.std((2, 3), keepdim=True).clamp(min=1e-12)),
            "each channel has a standard deviation of its own; one for each picture is asked for, over its channels, "
            "too",
        ),
        (
            _with(direction=lambda g: g / g.std((1, 2, 3), correction=0, keepdim=True).clamp(min=1e-12)),
            "this standard deviation divides by n, as NumPy's does; g.std of PyTorch divides by n − 1",
        ),
        (
            _with(direction=lambda g: g / g.square().mean((1, 2, 3), keepdim=True).sqrt().clamp(min=1e-12)),
            "the gradient is divided by the root of its mean square; the standard deviation is asked for, which "
            "is taken around the mean",
        ),
        (
            _with(direction=lambda g: g / g.flatten(1).norm(dim=1)[:, None, None, None].clamp(min=1e-12)),
            "the gradient is divided by its length (norm), not by its standard deviation: steps far too small",
        ),
        (
            _with(direction=lambda g: g / g.abs().mean((1, 2, 3), keepdim=True).clamp(min=1e-12)),
            "the gradient is divided by its mean size; the standard deviation is asked for",
        ),
        (_with(direction=lambda g: g.sign()), "only the sign of the gradient is used: divide it by its size instead"),
        (
            _with(direction=lambda g: g / g.std((1, 2, 3), keepdim=True)),
            "a gradient that is zero is divided by zero, which gives NaN: keep the divisor above 1e-12 (clamp)",
        ),
        (
            _with(kept=lambda X: X),
            "pixels leave [0, 1], and are no colours any more: clamp after each step",
        ),
        (
            _with(where=lambda way: way[0]),
            "the gradient is always that of the first picture: take a new one where the last step has led",
        ),
        (
            _with(from_start=True),
            "each step starts again from the first picture: go on from where you are",
        ),
        (
            _with(where=lambda way: way[0], from_start=True),
            "each step starts again from the first picture: all steps are the first one",
        ),
        (_with(count=40), "there are always 40 steps: use the argument"),
        (_with(length=0.02), "the steps always have the size 0.02: use the argument"),
        (
            _with(of_all=lambda way: way[-1]),
            "only the last pictures are returned: all on the way are asked for, stacked",
        ),
        (
            _with(of_all=lambda way: torch.stack(way[1:])),
            "the pictures at the start are missing: the way begins with them, so there are steps + 1",
        ),
        (
            _with(of_all=lambda way: torch.stack(way, dim=1)),
            "the steps come second: pictures on the way are (steps + 1, N, 3, H, W)",
        ),
    ],
)
def ascend(X: Tensor, score: Score, steps: int = 40, size: float = 0.02) -> Tensor:
    """Gradient ascent on the pixels: all pictures on the way, ``(steps + 1, N, 3, H, W)``."""
    way: Tensor = _with()(X, score, steps, size)
    return way
