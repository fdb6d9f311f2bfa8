"""Gradient descent with momentum: momentum_step."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..check import Cases, Function, Mistake, checked

Array = NDArray[Any]
Parameters = dict[str, Array]


def _some_steps(
    momentum_step: Function,
    parameters: Parameters,
    accumulators: Parameters,
    targets: list[Parameters],
    rate: float,
    momentum: float,
) -> tuple[Parameters, Parameters]:
    """Steps along the gradients of half the squared distance to targets, one behind the other."""
    for target in targets:
        gradients = {name: values - target[name] for name, values in parameters.items()}
        stepped = momentum_step(parameters, accumulators, gradients, rate, momentum)
        if (
            not isinstance(stepped, tuple | list)
            or len(stepped) != 2
            or not all(isinstance(part, dict) and part.keys() >= parameters.keys() for part in stepped)
        ):
            raise Mistake("momentum_step: expected two dictionaries: return the new parameters, the new accumulators")
        parameters, accumulators = stepped
    return parameters, accumulators


def _descents(rng: np.random.Generator) -> Cases:
    def descent(shapes: dict[str, tuple[int, ...]], momentum: float, begun: float) -> tuple[Any, ...]:
        def draw() -> Parameters:
            return {name: rng.normal(size=shape) for name, shape in shapes.items()}

        accumulators = {name: begun * values for name, values in draw().items()}
        return draw(), accumulators, [draw() for _ in range(3)], float(rng.uniform(0.1, 0.2)), momentum

    return {
        "accumulators of zero": descent({"W1": (2, 3), "W2": (2, 3)}, 0.9, 0.0),
        "accumulators that hold something": descent({"W1": (3, 2), "b1": (2,)}, 0.9, 1.0),
        "another momentum": descent({"W1": (3, 2), "b1": (2,)}, 0.5, 1.0),
    }


def _step_with(
    accumulator: Function = lambda M, g, rate, momentum: momentum * M - rate * g,
    step: Function = lambda values, new, old, g, rate, momentum: values + new,
    kept: Function = lambda new, old: new,
) -> Function:
    """A step with momentum of which one part is replaced."""

    def momentum_step(
        parameters: Parameters, accumulators: Parameters, gradients: Parameters, rate: float, momentum: float = 0.9
    ) -> tuple[Parameters, Parameters]:
        moved, remembered = {}, {}
        for name, values in parameters.items():
            old, g = accumulators[name], gradients[name]
            new = accumulator(old, g, rate, momentum)
            moved[name], remembered[name] = step(values, new, old, g, rate, momentum), kept(new, old)
        return moved, remembered

    return momentum_step


def _shared(
    parameters: Parameters, accumulators: Parameters, gradients: Parameters, rate: float, momentum: float
) -> tuple[Parameters, Parameters]:
    M: Any = accumulators["W1"]
    moved, remembered = {}, {}
    for name, values in parameters.items():
        M = momentum * M - rate * gradients[name]
        moved[name], remembered[name] = values + M, M
    return moved, remembered


@checked(
    use=_some_steps,
    cases=_descents,
    returns=("parameters", "accumulators"),
    mistakes=[
        (
            _step_with(accumulator=lambda M, g, rate, momentum: -rate * g),
            "this is plain gradient descent: the old accumulator, momentum times, is missing in the new one",
        ),
        (
            _step_with(kept=lambda new, old: old),
            "the accumulators are forgotten between the steps: return the new ones, or the next step begins with the "
            "old ones again",
        ),
        (
            _step_with(accumulator=lambda M, g, rate, momentum: momentum * M + rate * g),
            "the steps go uphill: the gradient enters the accumulator with a minus, and the accumulator is added",
        ),
        (
            _step_with(step=lambda values, new, *rest: values - new),
            "the accumulator is subtracted, though the minus is in it already: the steps go uphill",
        ),
        (
            _step_with(
                accumulator=lambda M, g, rate, momentum: momentum * M + rate * g,
                step=lambda values, new, *rest: values - new,
            ),
            "the accumulators have the wrong sign: M is momentum · M minus rate times the gradient, and then added",
        ),
        (
            _step_with(
                accumulator=lambda M, g, rate, momentum: momentum * M + g,
                step=lambda values, new, old, g, rate, momentum: values - rate * new,
            ),
            "this is PyTorch's form, in which the rate comes after the accumulator; here it is in it, with a minus",
        ),
        (_shared, "all parameters share one accumulator; each needs one of its own"),
        (
            _step_with(step=lambda values, new, old, *rest: values + old),
            "each step is made with the accumulator of the step before: first the new accumulator, then the step",
        ),
        (
            _step_with(accumulator=lambda M, g, rate, momentum: momentum * M - (1 - momentum) * rate * g),
            "the gradient is multiplied with 1 − momentum, a running mean: the steps are then ten times shorter",
        ),
        (
            _step_with(accumulator=lambda M, g, rate, momentum: momentum * M - g),
            "the learning rate is not used",
        ),
        (
            _step_with(accumulator=lambda M, g, rate, momentum: momentum * (M - rate * g)),
            "the gradient is multiplied with the momentum, too; only the old accumulator is",
        ),
        (
            _step_with(accumulator=lambda M, g, rate, momentum: M - rate * g),
            "the accumulator keeps all of what it was (momentum 1): nothing slows it down",
        ),
        (
            _step_with(step=lambda values, new, old, g, rate, momentum: momentum * values - rate * g),
            "it is the parameter that is multiplied with the momentum; that lets weights decay. The accumulator is",
        ),
        (
            _step_with(step=lambda values, new, old, g, rate, momentum: values + momentum * new - rate * g),
            "this is Nesterov's momentum, which looks one step ahead; here the parameter moves by the accumulator",
        ),
        (
            _step_with(accumulator=lambda M, g, rate, momentum: 0.9 * M - rate * g),
            "the momentum is always 0.9: use the argument",
        ),
    ],
)
def momentum_step(
    parameters: Parameters, accumulators: Parameters, gradients: Parameters, rate: float, momentum: float = 0.9
) -> tuple[Parameters, Parameters]:
    """New parameters and new accumulators, each a dictionary with the names of ``parameters``."""
    stepped: tuple[Parameters, Parameters] = _step_with()(parameters, accumulators, gradients, rate, momentum)
    return stepped
