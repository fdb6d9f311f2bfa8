"""The cost of a linear softmax and its gradient; gradient descent: cost_and_gradients, walk."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import nn
from ..check import Cases, Function, checked

Array = NDArray[Any]

# --- 3.2 cost and gradients ------------------------------------------------------------------------------------


def _examples(rng: np.random.Generator) -> Cases:
    def examples(n: int, inputs: int, classes: int) -> tuple[Array, ...]:
        Y = np.eye(classes)[rng.integers(classes, size=n)]
        return rng.normal(size=(n, inputs)), Y, rng.normal(size=(inputs, classes)), rng.normal(size=classes)

    return {"as many examples as inputs and classes": examples(5, 5, 5), "eight examples": examples(8, 6, 4)}


def _linear_with(
    logits: Function = lambda X, W, b: X @ W + b,
    cost: Function = lambda Z, Y: nn.cross_entropy(Z, Y).mean(),
    delta: Function = lambda P, Y: (P - Y) / len(Y),
    d_W: Function = lambda X, D: X.T @ D,
    d_b: Function = lambda D: D.sum(axis=0),
) -> Function:
    """Cost and gradients of which one part is replaced."""

    def cost_and_gradients(X: Array, Y: Array, W: Array, b: Array) -> tuple[Any, Array, Array]:
        Z = logits(X, W, b)
        D = delta(nn.softmax(Z), Y)
        return cost(Z, Y), d_W(X, D), d_b(D)

    return cost_and_gradients


def _total(Z: Array, Y: Array) -> Any:
    return nn.cross_entropy(Z, Y).sum()


@checked(
    cases=_examples,
    returns=("cost", "d_W", "d_b"),
    mistakes=[
        (
            _linear_with(cost=_total, delta=lambda P, Y: P - Y),
            "cost and gradients are sums over the examples, as Toronto 2018 has them; the mean is asked for: divide "
            "all three by N",
        ),
        (
            _linear_with(delta=lambda P, Y: P - Y),
            "the cost is a mean over the examples, and the gradients are those of the sum: divide by N in both",
        ),
        (
            _linear_with(cost=_total),
            "the gradients are those of the mean, and the cost is the sum over the examples: divide by N in both",
        ),
        (
            _linear_with(cost=lambda Z, Y: nn.cross_entropy(Z, Y).mean() / Y.shape[1]),
            "the cost is divided by the number of classes too: np.mean of an array (N, C) divides by N × C. Add up "
            "each row first, and take the mean over the examples",
        ),
        (
            _linear_with(cost=lambda Z, Y: -nn.cross_entropy(Z, Y).mean()),
            "the cost is negative: its minus sign is lost",
        ),
        (
            _linear_with(delta=lambda P, Y: (Y - P) / len(Y)),
            "both gradients point the wrong way: it is predicted minus true, P − Y, not true minus predicted",
        ),
        (
            _linear_with(delta=lambda P, Y: (P - Y) * P * (1 - P) / len(Y)),
            "there is a derivative too many: that of the softmax is in P − Y already",
        ),
        (
            _linear_with(delta=lambda P, Y: -Y / P / len(Y)),
            "this is the gradient at the probabilities, −Y / P; the derivative of the softmax is still to come",
        ),
        (
            _linear_with(d_W=lambda X, D: X @ D),
            "X is to be transposed in d_W: the sum goes over the examples, and d_W has a row for each input",
        ),
        (_linear_with(d_W=lambda X, D: (X.T @ D).T), "d_W is transposed: it has the shape of W, (D, C)"),
        (
            _linear_with(d_W=lambda X, D: np.ones_like(X).T @ (X.sum(axis=1, keepdims=True) * D)),
            "each weight gets the sum of all pixels: the derivative of o_j with respect to w_ij is x_i alone (this "
            "slip is in the derivation of Toronto 2018)",
        ),
        (
            _linear_with(d_b=lambda D: D.mean(axis=0)),
            "d_b is divided by the number of examples twice: its entries are sums of (P − Y) / N",
        ),
        (_linear_with(d_b=lambda D: D), "d_b is not added up: one bias belongs to all examples, so sum over them"),
        (_linear_with(logits=lambda X, W, b: X @ W), "the bias is missing in the logits"),
    ],
)
def cost_and_gradients(X: Array, Y: Array, W: Array, b: Array) -> tuple[float, Array, Array]:
    """Mean cross-entropy (nats) of a linear softmax, and its gradients ``(D, C)`` and ``(C,)``."""
    cost, d_W, d_b = _linear_with()(X, Y, W, b)
    return float(cost), d_W, d_b


# --- 3.3 gradient descent with momentum ------------------------------------------------------------------------


def _slopes(rng: np.random.Generator) -> Cases:
    def slope(dimensions: int, momentum: float, steps: int) -> tuple[Any, ...]:
        A = rng.normal(size=(dimensions, dimensions))
        curvatures, lowest = A @ A.T + np.eye(dimensions), rng.normal(size=dimensions)
        rate = 0.5 / float(np.linalg.eigvalsh(curvatures).max())
        return lambda w: curvatures @ (w - lowest), lowest + rng.uniform(1, 2, dimensions), rate, momentum, steps

    return {
        "three steps in four dimensions": slope(4, float(rng.uniform(0.7, 0.9)), 3),
        "no momentum": slope(2, 0.0, 5),
        "eight steps": slope(3, 0.9, 8),
    }


def _moved_first(gradient: Any, start: Array, rate: float, momentum: float, steps: int) -> Array:
    """Each move is made with the M of the step before."""
    points, M = [start], np.zeros_like(start)
    for _ in range(steps):
        points.append(points[-1] + M)
        M = momentum * M - rate * gradient(points[-1])
    return np.array(points)


def _walk_with(
    step: Function = lambda M, g, rate, momentum: momentum * M - rate * g,
    move: Function = lambda w, M, g, rate: w + M,
    at: Function = lambda points, M, momentum: points[-1],
    returned: Function = np.array,
) -> Function:
    """A descent of which one part is replaced."""

    def walk(gradient: Callable[[Array], Array], start: Array, rate: float, momentum: float, steps: int) -> Any:
        points, M = [start], np.zeros_like(start)
        for _ in range(steps):
            g = gradient(at(points, M, momentum))
            M = step(M, g, rate, momentum)
            points.append(move(points[-1], M, g, rate))
        return returned(points)

    return walk


@checked(
    cases=_slopes,
    mistakes=[
        (
            _walk_with(lambda M, g, rate, momentum: momentum * M + rate * g),
            "the steps go uphill: the gradient points to where the cost grows. M holds minus rate × gradient, and W "
            "moves by plus M",
        ),
        (
            _walk_with(lambda M, g, rate, momentum: -rate * g),
            "each step forgets the one before: M is to be kept from step to step, times the momentum",
        ),
        (
            _walk_with(lambda M, g, rate, momentum: M - rate * g),
            "the momentum is not used: the step before counts momentum times, not once",
        ),
        (
            _walk_with(lambda M, g, rate, momentum: momentum * M - (1 - momentum) * rate * g),
            "the gradient is multiplied by 1 − momentum: that is a running mean, with steps (1 − momentum) times as "
            "long",
        ),
        (
            _walk_with(lambda M, g, rate, momentum: momentum * (M - rate * g)),
            "the new gradient is multiplied by the momentum too; only the step before is",
        ),
        (
            _walk_with(lambda M, g, rate, momentum: momentum * M - g),
            "the rate is not used: a step adds −rate × gradient",
        ),
        (
            _walk_with(move=lambda w, M, g, rate: w + M - rate * g),
            "the gradient is counted twice: it is in M already, and W moves by M alone",
        ),
        (
            _moved_first,
            "each move is made with the M of the step before, so the first goes nowhere: renew M first, and then move",
        ),
        (
            _walk_with(at=lambda points, M, momentum: points[0]),
            "each step uses the gradient at the start: take it where the step before has led",
        ),
        (
            _walk_with(at=lambda points, M, momentum: points[-1] + momentum * M),
            "the gradient is taken where the momentum would lead: that is Nesterov's variant; take it where you are",
        ),
        (
            _walk_with(returned=lambda points: np.array(points[1:])),
            "the start is missing: it is the first of the points",
        ),
        (_walk_with(returned=lambda points: np.array(points[:-1])), "the last point is missing: steps + 1 points"),
        (
            _walk_with(returned=lambda points: points[-1]),
            "this is the last point; all points are asked for, a row each",
        ),
        (
            _walk_with(returned=lambda points: np.array([points[-1]] * len(points))),
            "all rows are the last point: the list holds the same array again and again, which += changes. W + M "
            "makes a new one",
        ),
        (_walk_with(returned=lambda points: np.array(points).T), "a point is a row, not a column: (steps + 1, D)"),
    ],
)
def walk(gradient: Callable[[Array], Array], start: Array, rate: float, momentum: float, steps: int) -> Array:
    """The points ``(steps + 1, D)`` that gradient descent with momentum visits, the start included."""
    points: Array = _walk_with()(gradient, start, rate, momentum, steps)
    return points
