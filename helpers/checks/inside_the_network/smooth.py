"""The mean of many noisy gradients: smooth_gradient."""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..check import Cases, Function, Mistake, checked
from .gradients import gradient
from .networks import images


class Watched(nn.Module):
    """Logits (N, C) with a gradient that is linear in X, so that noise averages out; it keeps what it is shown."""

    def __init__(self, curvature: Tensor) -> None:
        super().__init__()
        self.curvature = curvature  # (C, 3, H, W)
        self.shown: list[Tensor] = []

    def forward(self, X: Tensor) -> Tensor:
        """Return the logits, and keep the images."""
        self.shown.append(X.detach().clone())
        return torch.einsum("nrhw,crhw->nc", X**2 / 2, self.curvature)


def _noisy(rng: np.random.Generator) -> Cases:
    def case(n: int, side: tuple[int, int], copies: int, noise: float) -> tuple[Any, ...]:
        signs = torch.from_numpy(rng.choice([-1.0, 1.0], size=(4, 3, *side)))
        X, k = images(rng, n, 3, *side), torch.from_numpy(rng.integers(0, 4, size=n))
        return Watched(signs * (0.7 + 0.3 * images(rng, 4, 3, *side))), X, k, copies, noise

    return {"120 copies": case(2, (3, 3), 120, 0.3), "60 copies, less noise": case(2, (2, 4), 60, 0.1)}


def _measured(
    smooth_gradient: Function, model: Watched, X: Tensor, k: Tensor, copies: int, noise: float
) -> dict[str, Any]:
    """What is known of it beforehand, though it draws at random."""
    result = smooth_gradient(model, X, k, copies, noise)
    if not isinstance(result, Tensor) or result.shape != X.shape:
        came = f"shape {tuple(result.shape)}" if isinstance(result, Tensor) else type(result).__name__
        raise Mistake(f"smooth_gradient: expected a tensor of shape {tuple(X.shape)}, as X, got {came}")
    if not model.shown:
        raise Mistake("smooth_gradient: the network has not been asked: call gradient(model, …) for each copy")
    shown = torch.cat([x.reshape(-1, *X.shape[1:]) for x in model.shown])  # whole batches, or image by image
    if len(shown) % len(X):
        raise Mistake(
            f"smooth_gradient: the network saw {len(shown)} pictures in all, of {len(X)} images: not equally many"
        )
    shown = shown.reshape(-1, *X.shape)  # (copies, N, 3, H, W)
    added = shown - X
    by_chance = added.mean(0) * model.curvature[k]  # what the mean of the noise adds to the mean gradient
    state = torch.random.get_rng_state()
    first, again = (smooth_gradient(model, X, k, 3, noise) for _ in range(2))
    if torch.equal(first, again) and not torch.equal(state, torch.random.get_rng_state()):
        raise Mistake(
            "smooth_gradient: the draws come from PyTorch's global generator, and whatever draws from it later gets "
            "other numbers: make one of your own, torch.Generator().manual_seed(0)"
        )
    return {
        "pictures that the network saw, of each image": len(shown),
        "spread of the noise": float(added.std()) if len(shown) > 1 else 0.0,
        "noise to both sides": bool(added.min() < 0 < added.max()),
        "each copy has noise of its own": len(added[:20].unique(dim=0)) == min(len(added), 20),
        "each image has noise of its own": not bool(torch.isclose(added[:, 0], added[:, 1]).all()),
        "the same in a second call": bool(torch.equal(first, again)),
        "result, less what the mean of the noise adds": result - by_chance,
    }


def _normal(shape: Any, generator: torch.Generator) -> Tensor:
    return torch.randn(shape, generator=generator)


def _with(
    draw: Function = _normal,
    of_all: Function = lambda gradients: gradients.mean(0),
    copies: int | None = None,
    noise: float | None = None,
    seeded: bool = True,
    change: Function = lambda added: added,
    kept: Function = lambda shown: shown,
) -> Function:
    """SmoothGrad of which one part is replaced. The noise is drawn as the right one draws it, copy by copy."""

    def smooth_gradient(model: nn.Module, X: Tensor, k: Tensor, asked: int = 25, spread: float = 0.15) -> Any:
        n, generator = copies or asked, torch.Generator().manual_seed(0)
        if not seeded:
            generator.seed()
        added = change(torch.stack([draw(X.shape, generator) for _ in range(n)])) * (spread if noise is None else noise)
        gradients = gradient.right(model, kept(X + added).flatten(0, 1), k.repeat(n))
        return of_all(gradients.reshape(n, *X.shape))

    return smooth_gradient


@checked(
    cases=_noisy,
    use=_measured,
    tolerance=0.12,  # wrong functions are known by what they give on average
    mistakes=[
        (
            _with(change=lambda added: added[:1].expand_as(added)),
            "the noise is drawn once, and all copies are the same picture: draw anew for each copy",
        ),
        (
            _with(of_all=lambda gradients: gradients.abs().mean(0)),
            "this is the mean of the absolute values, in which nothing cancels: average the gradients with their sign "
            "(`strength` comes afterwards)",
        ),
        (
            _with(of_all=lambda gradients: gradients.mean(0).abs()),
            "the sign of the mean is lost: `strength` takes it away later",
        ),
        (
            _with(of_all=lambda gradients: gradients.square().mean(0)),
            "the squares of the gradients are averaged: that is another method (SmoothGrad squared)",
        ),
        (_with(of_all=lambda gradients: gradients.sum(0)), "the sum is not divided by the number of copies"),
        (_with(of_all=lambda gradients: gradients[-1]), "this is the gradient of the last copy alone: add them up"),
        (_with(copies=25), "there are always 25 copies: use the argument"),
        (_with(noise=0.15), "the noise is always 0.15: use the argument"),
        (
            _with(noise=0.0),
            "the network never sees noise: add it to the picture, before the gradient is taken",
        ),
        (
            _with(lambda shape, generator: torch.rand(shape, generator=generator)),
            "the noise is never negative, so the copies are brighter than the picture: torch.randn, not torch.rand",
        ),
        (
            _with(kept=lambda shown: shown.clamp(0, 1)),
            "the noisy copies are clamped to [0, 1], which makes the noise smaller, and one-sided at the ends: do not "
            "clamp",
        ),
        (
            _with(change=lambda added: added.cumsum(0)),
            "each copy is made from the copy before, so the noise adds up: start from the picture each time",
        ),
        (
            _with(change=lambda added: added[:, :1].expand_as(added)),
            "all images of the batch get the same noise: draw it in the shape of X",
        ),
        (
            _with(seeded=False),
            "a second call gives another map: draw with a torch.Generator that begins at seed 0 in each call",
        ),
    ],
)
def smooth_gradient(model: nn.Module, X: Tensor, k: Tensor, copies: int = 25, noise: float = 0.15) -> Tensor:
    """SmoothGrad: the mean of the gradients of noisy copies, ``(N, 3, H, W)``."""
    generator = torch.Generator().manual_seed(0)
    total = torch.zeros_like(X)
    for _ in range(copies):
        total = total + gradient.right(model, X + noise * torch.randn(X.shape, generator=generator), k)
    return total / copies
