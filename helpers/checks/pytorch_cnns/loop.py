"""The training loop: train_plainly."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from ...history import History
from ..check import Cases, Function, Mistake, checked
from ..differences import kind
from .chance import chance_from

OptimizerOf = Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer]
EPOCHS = 2


def _sets(rng: np.random.Generator) -> Cases:
    def examples(n: int, batch_size: int, classes: int) -> tuple[Any, ...]:
        labels = torch.from_numpy(rng.permutation(np.arange(n) % classes))
        return torch.from_numpy(rng.normal(size=(n, 6))).float(), labels, batch_size, classes, int(rng.integers(1000))

    return {
        "batches of as many examples as classes": examples(15, 5, 5),
        "a last batch of a single example": examples(16, 5, 4),  # its loss and its hit or miss weigh too much in a mean
    }


class _Rows:
    """Examples of which batches can be taken, and nothing else: such are those that the lesson fetches one by one."""

    def __init__(self, examples: Tensor) -> None:
        self._examples = examples

    def __getitem__(self, rows: Any) -> Tensor:
        return self._examples[rows]

    def __len__(self) -> int:
        raise self._mistake("len(X)")

    def __getattr__(self, name: str) -> Any:
        raise self._mistake(f"X.{name}")

    @staticmethod
    def _mistake(what: str) -> Mistake:
        return Mistake(
            f"train_plainly uses {what}. Section 4 passes examples that are no tensor: of X use batches only, X[rows], "
            "and take N from y"
        )


def _trained(
    train: Function, X: Tensor, y: Tensor, batch_size: int, classes: int, seed: int
) -> tuple[NDArray[Any], NDArray[Any], Tensor]:
    """Losses and accuracies that a loop reports of a small network, and the weights with which it ends."""
    with chance_from(seed):
        model = nn.Sequential(nn.Linear(X.shape[1], 8), nn.Tanh(), nn.Linear(8, classes))
        generator = torch.Generator().manual_seed(seed + 1)
        began = time.perf_counter()
        history = train(model, _Rows(X), y, EPOCHS, batch_size, _sgd, generator)
        passed = time.perf_counter() - began
    if not isinstance(history, History):
        raise Mistake(f"expected the History, got {kind(history)}")
    for what, values in (("losses", history.train_loss), ("accuracies", history.train_accuracy)):
        if any(isinstance(value, Tensor) for value in values):
            raise Mistake(
                f"the {what} in the History are tensors. A loss that is kept or added up as a tensor keeps the graph "
                "of its batch, with all that the network saw, in memory: loss.item() is the number alone"
            )
    if history.seconds and not (min(history.seconds) >= 0 and max(history.seconds) <= passed + 0.02):
        raise Mistake(
            f"the History says {history.seconds[-1]:.4g} seconds, where training took {passed:.4g}: those since the "
            "training began are asked for, the clock now less the clock then"
        )
    weights = nn.utils.parameters_to_vector(model.parameters()).detach()
    return np.array(history.train_loss, float), np.array(history.train_accuracy, float), weights


def _sgd(parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=0.3, momentum=0.9)


def _right_order(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def _without_zero(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    loss.backward()
    optimizer.step()


def _step_first(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()


def _shuffled(n: int, generator: torch.Generator, epoch: int) -> Tensor:
    return torch.randperm(n, generator=generator)


def _shuffled_once(n: int, generator: torch.Generator, epoch: int) -> Tensor:
    return torch.randperm(n, generator=generator.manual_seed(generator.initial_seed()))


def _weighted(values: list[float], sizes: list[int]) -> float:
    return sum(value * size for value, size in zip(values, sizes, strict=True)) / sum(sizes)


def _unweighted(values: list[float], sizes: list[int]) -> float:
    return sum(values) / len(values)


def _loop_with(
    loss_of: Function = functional.cross_entropy,
    update: Function = _right_order,
    order: Function = _shuffled,
    loss_over: Function = _weighted,
    accuracy_over: Function = _weighted,
    along: int = 1,
    one_optimizer: bool = True,
    measured_after: bool = False,
) -> Function:
    """The loop, of which one part is replaced."""

    def train_plainly(
        model: nn.Module,
        X: Tensor,
        y: Tensor,
        epochs: int,
        batch_size: int,
        make_optimizer: OptimizerOf,
        generator: torch.Generator,
    ) -> History:
        optimizer, history, began = make_optimizer(model.parameters()), History(), time.perf_counter()
        for epoch in range(epochs):
            optimizer = optimizer if one_optimizer else make_optimizer(model.parameters())
            batches = order(len(y), generator, epoch).split(batch_size)
            losses, shares = [], []
            for rows in batches:
                logits = model(X[rows])
                loss = loss_of(logits, y[rows])
                update(optimizer, loss)
                if measured_after:
                    logits = model(X[rows])
                    loss = loss_of(logits, y[rows])
                losses.append(loss.item())
                shares.append(int((logits.argmax(dim=along) == y[rows]).sum()) / len(rows))
            sizes = [len(rows) for rows in batches]
            history.append(
                loss_over(losses, sizes), accuracy_over(shares, sizes), None, None, time.perf_counter() - began
            )
        return history

    return train_plainly


@checked(
    cases=_sets,
    use=_trained,
    returns=("losses", "accuracies", "final weights"),
    tolerance=1e-4,
    mistakes=[
        (
            _loop_with(update=_without_zero),
            "the gradients of all steps so far add up: backward *adds* to what is there, so call zero_grad before it",
        ),
        (
            _loop_with(update=lambda optimizer, loss: loss.backward()),
            "nothing is learned: step is missing, or there is no gradient when it is called. The order is zero_grad, "
            "backward, step",
        ),
        (
            _loop_with(update=_step_first),
            "step comes before backward: each step follows the gradient of the batch before",
        ),
        (
            _loop_with(loss_of=lambda logits, y: functional.cross_entropy(logits.softmax(dim=1), y)),
            "the softmax is taken twice: cross_entropy wants logits, and takes the softmax itself",
        ),
        (
            _loop_with(loss_of=lambda logits, y: functional.nll_loss(logits, y)),
            "nll_loss wants logarithms of probabilities, not logits: cross_entropy takes both steps",
        ),
        (
            _loop_with(
                loss_of=lambda logits, y: functional.cross_entropy(logits, functional.one_hot(y, logits.shape[1]))
            ),
            "the labels are one-hot; cross_entropy wants the numbers of the classes, y as it is",
        ),
        (
            _loop_with(loss_of=lambda logits, y: functional.cross_entropy(logits, y, reduction="sum")),
            "the loss is added up over the batch: the published rate belongs to its mean, which cross_entropy gives by "
            "itself",
        ),
        (
            _loop_with(measured_after=True),
            "loss and accuracy are measured after the step, on a batch that has just been learned from: before it is "
            "asked for, with the logits that the step needs anyway",
        ),
        (
            _loop_with(loss_over=_unweighted),
            "the losses of the batches are averaged as if all were of one size; the last batch is smaller. Weight each "
            "by its number of examples",
        ),
        (
            _loop_with(loss_over=lambda losses, sizes: sum(losses) / sum(sizes)),
            "cross_entropy gives the *mean* over a batch: multiply it by the size of the batch before you divide the "
            "sum by the number of all examples",
        ),
        (
            _loop_with(accuracy_over=_unweighted),
            "the accuracies of the batches are averaged as if all were of one size: count the right answers, and "
            "divide by the number of all examples",
        ),
        (
            _loop_with(accuracy_over=lambda shares, sizes: _weighted(shares, sizes) * sum(sizes)),
            "this is the number of right answers, not their share",
        ),
        (
            _loop_with(accuracy_over=lambda shares, sizes: 100 * _weighted(shares, sizes)),
            "this accuracy is in per cent; a share in [0, 1] is asked for",
        ),
        (
            _loop_with(along=0),
            "argmax(dim=0) finds the best *example* for each class; the best class of each example is argmax(dim=1)",
        ),
        (
            _loop_with(order=lambda n, generator, epoch: torch.arange(n)),
            "the examples come in the order of the file: shuffle them anew in each epoch",
        ),
        (_loop_with(order=_shuffled_once), "the examples are shuffled once, not anew in each epoch"),
        (
            _loop_with(order=lambda n, generator, epoch: torch.randperm(n)),
            "the order is not drawn from the generator that was passed: torch.randperm(N, generator=generator)",
        ),
        (
            _loop_with(one_optimizer=False),
            "the optimizer is made anew in each epoch, so its momentum begins from nothing again: make it once",
        ),
    ],
)
def train_plainly(
    model: nn.Module,
    X: Tensor,
    y: Tensor,
    epochs: int,
    batch_size: int,
    make_optimizer: OptimizerOf,
    generator: torch.Generator,
) -> History:
    """Mini-batch training and nothing else; the History of loss and accuracy on the training set."""
    history: History = _loop_with()(model, X, y, epochs, batch_size, make_optimizer, generator)
    return history
