"""One epoch of training, and one of measuring."""

import math
from collections.abc import Callable, Sequence
from itertools import chain

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import LRScheduler

from ..nn import DivergenceError
from .choices import Precision
from .examples import Examples, Loss

CHECK = 50  # steps between two looks at the loss: on a GPU each look waits until all work is done
LOOK = 512  # examples pushed through at once when nothing is learned: bounds the memory used


def train_epoch(
    model: nn.Module,
    train: Examples,
    batches: Sequence[Tensor],
    loss_of: Loss,
    optimizer: torch.optim.Optimizer,
    schedule: LRScheduler | None,
    precision: Precision,
    augment: Callable[[Tensor], Tensor] | None,
    step_done: Callable[[], object],
) -> tuple[float, float | None]:
    """One pass over the training set: mean loss and accuracy of its batches, each before its update."""
    model.train()
    losses: list[Tensor] = []
    right = torch.zeros((), dtype=torch.int64, device=train.X.device)
    for chosen in batches:
        X, y = train.batch(chosen)
        if augment:
            X = augment(X)
        with precision.autocast():
            output = model(X)
        loss = loss_of(output.float(), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if schedule:
            schedule.step()
        losses.append(loss.detach())  # a number would make a GPU wait: they are read all at once
        if train.labelled:
            right += (output.argmax(1) == y).sum()
        if len(losses) % CHECK == 0:
            stop_if_diverged(losses[-CHECK:], len(losses) - CHECK)
        step_done()
    stop_if_diverged(losses[-CHECK:], max(0, len(losses) - CHECK))
    return mean_over(losses, batches), right.item() / len(train) if train.labelled else None


def stop_if_diverged(losses: list[Tensor], before: int) -> None:
    """Raise DivergenceError if one of these losses, the first of which came after so many steps, is not finite."""
    values = torch.stack(losses)
    if not values.isfinite().all():
        step = int((~values.isfinite()).nonzero()[0])
        raise DivergenceError(f"the loss of step {before + step + 1} became {float(values[step])}")


def stop_unless_finite(model: nn.Module) -> None:
    """Raise DivergenceError if a weight, or a running statistic, is NaN or infinite."""
    values = chain(model.parameters(), model.buffers())
    if not torch.stack([some.isfinite().all() for some in values]).all():  # one wait for the device, not one a tensor
        raise DivergenceError("a weight became NaN or infinite")


def mean_over(losses: list[Tensor], batches: Sequence[Tensor]) -> float:
    """The mean over all examples of the batches' mean losses."""
    total = 0.0
    for loss, batch in zip(torch.stack(losses).tolist(), batches, strict=True):
        total += loss * len(batch)
    return total / sum(map(len, batches))


@torch.inference_mode()
def evaluate(model: nn.Module, examples: Examples, loss_of: Loss, precision: Precision) -> tuple[float, float | None]:
    """Mean loss and accuracy (None without labels), learning nothing."""
    model.eval()
    losses, right = [], torch.zeros((), dtype=torch.int64, device=examples.X.device)
    batches = torch.arange(len(examples), device=examples.X.device).split(LOOK)
    for chosen in batches:
        X, y = examples.batch(chosen)
        with precision.autocast():
            output = model(X)
        losses.append(loss_of(output.float(), y))
        if examples.labelled:
            right += (output.argmax(1) == y).sum()
    loss = mean_over(losses, batches)
    if not math.isfinite(loss):
        raise DivergenceError(f"the validation loss became {loss}")
    return loss, right.item() / len(examples) if examples.labelled else None
