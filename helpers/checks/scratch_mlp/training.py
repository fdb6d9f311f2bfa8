"""Learning, and proving the gradient right: train_epoch, numerical_gradients."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..check import Cases, Function, checked

Array = NDArray[Any]
Parameters = dict[str, Array]
Loss = Callable[[Parameters], float]
Gradients = Callable[[Array, Array, Parameters], Parameters]

# --- 2.7 an epoch ----------------------------------------------------------------------------------------------


def _gradients(X: Array, Y: Array, parameters: Parameters) -> Parameters:
    """Of a linear layer with the squared error: quick, and different after each step."""
    d = X @ parameters["W"] + parameters["b"] - Y
    return {"W": X.T @ d, "b": d.sum(axis=0)}


def _epochs(rng: np.random.Generator) -> Cases:
    def epoch(*sizes: int) -> tuple[Any, ...]:
        n = sum(sizes)
        batches = np.split(rng.permutation(n), np.cumsum(sizes)[:-1])
        parameters = {"W": rng.normal(size=(3, 2)), "b": rng.normal(size=2)}
        X, Y = rng.normal(size=(n, 3)), rng.normal(size=(n, 2))
        return X, Y, parameters, batches, float(rng.uniform(0.02, 0.04)), _gradients

    return {"three batches of four": epoch(4, 4, 4), "a last batch that is smaller": epoch(5, 5, 2)}


def _step(parameters: Parameters, gradients: Parameters, rate: float) -> Parameters:
    return {name: values - rate * gradients[name] for name, values in parameters.items()}


def _epoch_with(
    rate: Function = lambda rate, batch: rate,
    chosen: Function = lambda batches: batches,
    batch: Function = lambda batch: batch,
    names: Function = lambda parameters: parameters,
) -> Function:
    """An epoch of which one part is replaced."""

    def train_epoch(
        X: Array, Y: Array, parameters: Parameters, batches: list[Array], learning_rate: float, gradients: Gradients
    ) -> Parameters:
        for one in map(batch, chosen(batches)):
            stepped = _step(parameters, gradients(X[one], Y[one], parameters), rate(learning_rate, one))
            parameters = {**parameters, **{name: stepped[name] for name in names(parameters)}}
        return parameters

    return train_epoch


def _from_the_start(X: Array, Y: Array, parameters: Parameters, batches: Any, rate: float, g: Gradients) -> Parameters:
    """All gradients are taken at the first parameters, and the last one wins."""
    return _step(parameters, g(X[batches[-1]], Y[batches[-1]], parameters), rate)


def _one_after_the_other(
    X: Array, Y: Array, parameters: Parameters, batches: Any, rate: float, g: Gradients
) -> Parameters:
    """Each parameter steps along a gradient that is taken where the one before has already led."""
    for batch in batches:
        for name in parameters:
            parameters = {**parameters, name: _step(parameters, g(X[batch], Y[batch], parameters), rate)[name]}
    return parameters


@checked(
    cases=_epochs,
    mistakes=[
        (
            _epoch_with(rate=lambda rate, batch: -rate),
            "the step goes uphill: the gradient points to where the loss grows, so subtract it",
        ),
        (_epoch_with(rate=lambda rate, batch: 1), "the learning rate is not used: a step is rate × gradient"),
        (
            _epoch_with(rate=lambda rate, batch: rate / len(batch)),
            "the steps are divided by the size of the batch: the rate belongs to the batch's total loss",
        ),
        (
            _epoch_with(chosen=lambda batches: [np.concatenate(batches)]),
            "there is one step an epoch, with the gradient of all examples at the first parameters: that is descent on "
            "the whole set. Step after each batch, and take the next gradient where that step has led",
        ),
        (
            _from_the_start,
            "each step starts again from the first parameters, so only the last one counts: go on from where you are",
        ),
        (_epoch_with(chosen=lambda batches: batches[:1]), "only the first batch is used: is the return in the loop?"),
        (
            _epoch_with(batch=lambda batch: slice(None)),
            "each step uses all examples: X and Y are to be indexed with the batch",
        ),
        (
            _epoch_with(batch=lambda batch: slice(len(batch))),
            "each step uses the first examples again: a batch is an array of indices, not a number of examples",
        ),
        (
            _one_after_the_other,
            "the gradient of the second parameter is taken after the first has moved: all gradients of a step belong "
            "to the same parameters, so compute them once for each batch",
        ),
        (_epoch_with(names=lambda parameters: ["W"]), "the biases do not learn: step with every parameter"),
        (_epoch_with(chosen=lambda batches: []), "nothing has been learned: the parameters are those of the start"),
    ],
)
def train_epoch(
    X: Array, Y: Array, parameters: Parameters, batches: list[Array], learning_rate: float, gradients: Gradients
) -> Parameters:
    """New parameters after a step along the gradient of each batch in turn."""
    for batch in batches:
        parameters = _step(parameters, gradients(X[batch], Y[batch], parameters), learning_rate)
    return parameters


# --- 2.8 numerical gradients -----------------------------------------------------------------------------------


def _losses(rng: np.random.Generator) -> Cases:
    def loss(rows: int, columns: int) -> tuple[Loss, Parameters]:
        factors = {"W": rng.normal(size=(rows, columns)), "b": rng.normal(size=columns)}

        def value(parameters: Parameters) -> float:
            W, b = parameters["W"], parameters["b"]
            return float((factors["W"] * np.exp(W)).sum() + (factors["b"] * b**3).sum() + (W @ b).sum() ** 2)

        return value, {name: rng.uniform(-1, 1, size=values.shape) for name, values in factors.items()}

    return {"a large step": (*loss(3, 3), 0.1), "a small step": (*loss(2, 4), 1e-4)}


def _numerical_with(
    formula: Function = lambda plus, minus, here, eps: (plus - minus) / (2 * eps),
    step: float | None = None,
    restored: bool = True,
    together: bool = False,
) -> Function:
    """A gradient by differences of which one part is replaced."""

    def numerical_gradients(loss: Loss, parameters: Parameters, eps: float) -> Parameters:
        numerical = {name: np.empty_like(values) for name, values in parameters.items()}
        point = {name: values.copy() for name, values in parameters.items()}
        eps = step or eps
        for name, values in parameters.items():
            for index in np.ndindex(values.shape):
                here, entry = loss(point), ... if together else index
                start = point[name][entry].copy()
                point[name][entry] = start + eps
                plus = loss(point)
                point[name][entry] = start - eps
                numerical[name][index] = formula(plus, loss(point), here, eps)
                if restored:
                    point[name][entry] = start
        return numerical

    return numerical_gradients


@checked(
    cases=_losses,
    mistakes=[
        (
            _numerical_with(lambda plus, minus, here, eps: (plus - here) / eps),
            "this is the forward difference, whose error falls with ε only; central differences are asked for, ε to "
            "both sides, whose error falls with ε²",
        ),
        (
            _numerical_with(lambda plus, minus, here, eps: (here - minus) / eps),
            "this is the backward difference, whose error falls with ε only; go ε to both sides",
        ),
        (
            _numerical_with(lambda plus, minus, here, eps: (plus - minus) / eps),
            "everything is twice too large: the two points lie 2 ε apart",
        ),
        (
            _numerical_with(lambda plus, minus, here, eps: (minus - plus) / (2 * eps)),
            "the sign is wrong: C(w + ε) minus C(w − ε)",
        ),
        (
            _numerical_with(lambda plus, minus, here, eps: (plus - minus) / 2 * eps),
            "/ 2 * eps divides by 2 and multiplies by ε: write / (2 * eps)",
        ),
        (
            _numerical_with(lambda plus, minus, here, eps: plus - minus),
            "the difference of the losses is not divided by 2 ε",
        ),
        (_numerical_with(step=1e-6), "ε is always 1e-6: use the argument eps"),
        (
            _numerical_with(restored=False),
            "an entry that has been moved is not put back, so the next ones are measured somewhere else",
        ),
        (
            _numerical_with(together=True),
            "all entries of a parameter are moved at once: that gives one number, not one for each entry",
        ),
    ],
)
def numerical_gradients(loss: Loss, parameters: Parameters, eps: float = 1e-6) -> Parameters:
    """Central differences of ``loss(parameters)`` for every entry of every parameter."""
    return dict(_numerical_with()(loss, parameters, eps))
