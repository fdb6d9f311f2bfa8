"""Training a PyTorch network: what `fit` promises, around the loop over one epoch."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn
from tqdm import tqdm

from ..history import History
from ..nn import DivergenceError
from . import choices
from .average import Average
from .checkpoint import State, checksum, copied, seeded
from .choices import OptimizerOf
from .examples import Examples, Loss, Pairs, examples, fits
from .loop import evaluate, stop_unless_finite, train_epoch

Augment = Callable[[Tensor, torch.Generator], Tensor]


def fit(
    model: nn.Module,
    train: Pairs,
    valid: Pairs | None = None,
    *,
    epochs: int,
    batch_size: int = 128,
    learning_rate: float = 3e-3,
    optimizer: str | OptimizerOf = "adamw",
    schedule: str | None = "one_cycle",
    momentum: float = 0.9,
    weight_decay: float = 0.0,
    loss: Loss | None = None,
    smoothing: float = 0.0,
    augment: Augment | None = None,
    average: float | None = None,
    keep_best: bool = True,
    patience: int | None = None,
    checkpoint: str | Path | None = None,
    seed: int = 0,
    device: str | torch.device | None = None,
    precision: str | None = None,
    progress: bool = True,
) -> History:
    """Train a network; its weights are changed in place, and it is left in eval mode on the device.

    The examples are shuffled by ``torch.randperm(N, generator=g)``, once an epoch, with
    ``g = torch.Generator().manual_seed(seed)``; each ``batch_size`` of them are a batch, and the last may be smaller.
    Dropout draws from torch's global generator, which is set to ``seed`` meanwhile, and put back. So with
    ``schedule=None, precision="float32"`` a loop written by hand gives the same weights to the last digit.

    The interrupt key (Ctrl-C, the notebook's stop button) ends training early: what was learned so far stays.

    Args:
        model: takes what the batches hold, and gives logits (N, C), or for other targets their shape.
        train: a ``data.Split``, or a pair (X, y) of arrays or tensors. uint8 X are images, (N, H, W), (N, H, W, 3) or
            (N, C, H, W): they stay bytes in memory, and each batch becomes (B, C, H, W) in [0, 1]. Float X are taken
            as they are. Integer y (N,) are labels; float y, or uint8 images, are targets that need a ``loss``.
        valid: the same, evaluated after each epoch and never learned from.
        epochs: passes over the training set.
        batch_size: examples an update.
        learning_rate: of the named optimizers; with a schedule, its peak.
        optimizer: "adamw", "sgd" (with Nesterov's momentum), or a function from the parameters to an optimizer, which
            then has its own learning rate, momentum and weight decay.
        schedule: "one_cycle" (up from a 25th of the rate, then down to almost nothing), "cosine" (down to 0), each over
            the whole run, step by step; None keeps the rate as it is.
        momentum: of "sgd".
        weight_decay: of the named optimizers.
        loss: function (output, target) -> mean over the batch; None is cross-entropy.
        smoothing: label smoothing of the cross-entropy, in [0, 1); ``valid_loss`` is measured without.
        augment: function (batch, generator) -> batch of other looks, such as ``helpers.augment.flip()``.
        average: decay of a running mean of the weights, such as 0.99: the mean is what is measured on valid and kept.
        keep_best: whether the model ends with the weights of the best epoch on valid (the highest accuracy, of equal
            ones the lowest loss) instead of the last.
        patience: stop after so many epochs in a row that were not the best so far on valid.
        checkpoint: a file that is written at the start and after each epoch. A call with the same settings goes on from it, and ends
            with the same numbers, to the last bit, as if it had never been interrupted.
        seed: of the order, the augmentation and dropout. (The first weights were drawn when the model was made.)
        device: "cuda", "mps", "cpu"; None is the best there is.
        precision: of the layers, "bfloat16" (with losses and weights in float32) or "float32"; None is bfloat16 for
            networks with convolutions where the processor computes in it.
        progress: whether to show a progress bar (TQDM_DISABLE=1 turns all of them off).

    Returns:
        The record of all epochs. With a checkpoint, those of earlier calls included.

    Raises:
        TypeError: for data that are no images, numbers or labels.
        ValueError: for settings that no training can have, data that the model cannot take, NaN among them, or a
            checkpoint that is damaged or of another run.
        DivergenceError: when the loss or a weight is no longer finite. The weights are then those after the last epoch
            that ended well.
    """
    choices.numbers(epochs, batch_size, patience, valid is not None, smoothing, loss is not None, average)
    where = choices.device_of(device)
    model.to(where)
    sets = {"train": examples(train, where, "train")}
    if valid is not None:
        sets["valid"] = examples(valid, where, "valid")
    fits(model, sets, loss)
    compute = choices.precision_of(precision, where, model)
    compute.arrange(model)
    n, steps = len(sets["train"]), -(-len(sets["train"]) // batch_size)
    updates = choices.optimizer_of(optimizer, model, learning_rate, momentum, weight_decay)
    rates = choices.schedule_of(schedule, updates, epochs * steps)
    order, chance = torch.Generator().manual_seed(seed), torch.Generator(where).manual_seed(seed)
    mean = Average(model, updates, average) if average is not None else None
    state = State(where, model, updates, rates, order, chance, History(), mean)
    options: dict[str, object] = {
        "epochs": epochs if schedule else None,  # with a constant rate, a run may be made longer
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "optimizer": optimizer,
        "schedule": schedule,
        "momentum": momentum,
        "weight_decay": weight_decay,
        "loss": loss,
        "smoothing": smoothing,
        "augment": augment,
        "average": average,
        "keep_best": keep_best,
        "seed": seed,
        "device": where.type,
        "precision": compute.name,
    }
    valid_loss = loss or nn.functional.cross_entropy
    train_loss = loss or partial(nn.functional.cross_entropy, label_smoothing=smoothing)
    validated: tuple[float | None, float | None] = None, None
    augmented = (lambda batch: augment(batch, chance)) if augment else None

    with seeded(seed, where):
        settings = described(options, sets) if checkpoint else {}
        if checkpoint and Path(checkpoint).exists():
            state.load(checkpoint, settings)
        elif checkpoint:
            state.save(checkpoint, settings)  # the first weights: a run interrupted in its first epoch begins anew
        history = state.history
        began = time.perf_counter() - (history.seconds[-1] if history.epochs else 0.0)
        switch = {} if progress else {"disable": True}  # left out, TQDM_DISABLE has its say
        bar = tqdm(total=epochs * steps, initial=history.epochs * steps, unit="batch", leave=False, **switch)
        try:
            while history.epochs < epochs and not waited(history, patience):
                good = copied(model)
                try:
                    batches = torch.randperm(n, generator=order).to(where).split(batch_size)
                    trained = train_epoch(
                        model, sets["train"], batches, train_loss, updates, rates, compute, augmented, bar.update
                    )
                    stop_unless_finite(model)
                    if "valid" in sets:
                        validated = evaluate(state.learned, sets["valid"], valid_loss, compute)
                except DivergenceError as problem:
                    model.load_state_dict(good)
                    raise diverged(problem, history, updates) from None
                history.append(*trained, *validated, time.perf_counter() - began)
                if keep_best and "valid" in sets and best_epoch(history) == history.epochs - 1:
                    state.best = copied(state.learned)
                if checkpoint:
                    state.save(checkpoint, settings)
                bar.set_postfix_str(summary(history))
        except KeyboardInterrupt:
            print(f"Stopped by hand after {history.epochs} of {epochs} epochs; what was learned is kept.")
        finally:
            bar.close()
            model.eval()
    model.load_state_dict(state.best or state.learned.state_dict())
    return history


def described(options: dict[str, object], sets: dict[str, Examples]) -> dict[str, object]:
    """What tells one run from another, in numbers and strings: the options, functions by name, and the data."""
    data = [[list(some.X.shape), checksum(some.X), checksum(some.y)] for some in sets.values()]
    return {name: choices.name_of(option) for name, option in options.items()} | {"data": data}


def best_epoch(history: History) -> int:
    """The first epoch (from 0) with the highest accuracy on valid, and of those the one with the lowest loss."""
    accuracies = history.valid_accuracy or [0.0] * history.epochs
    scores = [(accuracy, -loss) for accuracy, loss in zip(accuracies, history.valid_loss, strict=True)]
    return scores.index(max(scores))


def waited(history: History, patience: int | None) -> bool:
    """Whether the last so many epochs were not the best so far."""
    return patience is not None and history.epochs > 0 and history.epochs - 1 - best_epoch(history) >= patience


def diverged(problem: DivergenceError, history: History, optimizer: torch.optim.Optimizer) -> DivergenceError:
    """The error with all that helps: where, at which rate, what to try."""
    rate = optimizer.param_groups[0]["lr"]
    return DivergenceError(
        f"training diverged in epoch {history.epochs + 1}: {problem}, learning rate {rate:.3g}. "
        f"The weights are those from before this epoch. Try a learning_rate of {rate / 10:.2g}, "
        'or precision="float32", and check that the inputs lie in about [0, 1].'
    )


def summary(history: History) -> str:
    """The last epoch in a few words, for the progress bar."""
    words = [f"epoch {history.epochs}", f"loss {history.train_loss[-1]:.4g}"]
    columns = {"accuracy": history.train_accuracy, "valid loss": history.valid_loss, "valid": history.valid_accuracy}
    return ", ".join(words + [f"{name} {values[-1]:.3f}" for name, values in columns.items() if values])
