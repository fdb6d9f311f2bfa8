"""What covering a part costs: occlusion."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..check import Cases, Function, Mistake, checked
from .networks import chosen, images, network, others


def _pictures(rng: np.random.Generator) -> Cases:
    def case(n: int, side: tuple[int, int], patch: int, step: int) -> tuple[Any, ...]:
        model = network(rng, 4, side, 4).requires_grad_(False)
        X = images(rng, n, 3, *side) * torch.tensor([0.2, 0.5, 1.0])[:, None, None]  # channels of different means
        return model, X, others(model, X, rng), patch, step

    return {
        "squares that touch": case(3, (6, 6), 2, 2),
        "squares that overlap": case(3, (6, 8), 4, 2),
        "a step that does not fit": case(2, (8, 6), 3, 2),
    }


def _used(occlusion: Function, model: nn.Module, X: Tensor, k: Tensor, patch: int, step: int) -> Any:
    before = X.clone()
    result = occlusion(model, X, k, patch, step)
    if not torch.equal(X, before):
        raise Mistake("occlusion: the images are changed: each square stays where it was. Cover a copy (X.clone())")
    return result


def _squares(side: Any, patch: int, step: int, end: int = 1) -> Iterator[tuple[int, int]]:
    for y in range(0, side[0] - patch + end, step):
        for x in range(0, side[1] - patch + end, step):
            yield y, x


def _mean_colour(X: Tensor) -> Tensor:
    return X.mean((2, 3), keepdim=True)


def _own_colour(square: Tensor) -> Tensor:
    return _mean_colour(square)


def _logits(model: nn.Module, X: Tensor, k: Tensor) -> Tensor:
    return chosen(model(X), k)


def _with(
    end: int = 1,
    colour: Function = _mean_colour,
    score: Function = _logits,
    fall: Function = lambda before, after: before - after,
    added: Function = lambda there, fall: there + fall,
    averaged: bool = False,
    turned: bool = False,
    cumulative: bool = False,
) -> Function:
    """Occlusion of which one part is replaced."""

    def occlusion(model: nn.Module, X: Tensor, k: Tensor, patch: int = 16, step: int = 8) -> Tensor:
        before, total = score(model, X, k), torch.zeros(len(X), *X.shape[2:])
        covered, times = X.clone(), torch.zeros(*X.shape[2:])
        for y, x in _squares(X.shape[2:], patch, step, end):
            covered = covered if cumulative else X.clone()
            rows, columns = (slice(start, start + patch) for start in ((x, y) if turned else (y, x)))
            covered[:, :, rows, columns] = colour(X if colour is not _own_colour else X[:, :, rows, columns])
            rows, columns = slice(y, y + patch), slice(x, x + patch)
            cost = fall(before, score(model, covered, k))[:, None, None]
            total[:, rows, columns] = added(total[:, rows, columns], cost)
            times[rows, columns] += 1
        return total / times.clamp(min=1) if averaged else total

    return occlusion


@checked(
    cases=_pictures,
    use=_used,
    tolerance=1e-5,  # the maps are float32
    mistakes=[
        (
            _with(fall=lambda before, after: after - before),
            "the sign is wrong: where covering costs most the map should be largest, so before minus after",
        ),
        (
            _with(end=0),
            "the last squares are missing, those at the right and lower border: a range ends before its end, so up to "
            "size − patch + 1",
        ),
        (
            _with(colour=lambda X: 0.0),
            "the squares are black: black is a colour, and a strong one. The mean colour of each picture is asked for",
        ),
        (
            _with(colour=lambda X: X.mean()),
            "all squares have one grey, the mean of everything; each picture has a mean colour of its own, "
            "a number for each channel",
        ),
        (
            _with(colour=lambda X: X.mean((1, 2, 3), keepdim=True)),
            "the squares are grey: the mean goes over the channels, too. The mean colour has a number for each channel",
        ),
        (
            _with(colour=lambda X: X.mean((0, 2, 3), keepdim=True)),
            "this is the mean colour of the whole batch; each picture has its own",
        ),
        (
            _with(colour=_own_colour),
            "each square gets its own mean colour, which is hardly to be seen on an even place; the mean colour of the "
            "whole picture is asked for",
        ),
        (
            _with(averaged=True),
            "the falls are averaged over the squares that cover a pixel; they are to be added up",
        ),
        (
            _with(fall=lambda before, after: (before - after).relu()),
            "falls below zero are dropped: where covering helps, the map should be negative",
        ),
        (
            _with(score=lambda model, X, k: chosen(model(X).softmax(1), k)),
            "this is the fall of the probability; the logit's is asked for",
        ),
        (
            _with(score=lambda model, X, k: chosen(model(X).log_softmax(1), k)),
            "this is the fall of the log-probability (as on letters, in section 9); here the logit's is asked for",
        ),
        (
            _with(score=lambda model, X, k: model(X).max(1).values),
            "this is the fall of the highest logit, whatever k is",
        ),
        (
            _with(added=lambda there, fall: fall.expand_as(there)),
            "where squares overlap only the last one counts: add its fall to what is there (+=)",
        ),
        (
            _with(cumulative=True),
            "the squares before are still there: begin each time with a fresh copy of the images",
        ),
        (
            _with(turned=True),
            "rows and columns are swapped: X[:, :, y, x], the rows first. The square covers one place, and another one "
            "gets its fall",
        ),
        (
            _with(fall=lambda before, after: -after),
            "this is what is left of the logit, not how much it falls: compare with the whole picture's",
        ),
    ],
)
def occlusion(model: nn.Module, X: Tensor, k: Tensor, patch: int = 16, step: int = 8) -> Tensor:
    """How much the logit of k falls, added up for each pixel over the squares that cover it: ``(N, H, W)``."""
    maps: Tensor = _with()(model, X, k, patch, step)
    return maps
