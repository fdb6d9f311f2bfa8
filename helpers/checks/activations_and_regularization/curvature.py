"""The largest curvature of a loss, from its gradient alone."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..check import Cases, Function, Mistake, checked

Array = NDArray[Any]
Gradient = Callable[[Array], Array]


def _cases(rng: np.random.Generator) -> Cases:
    def gradient(*eigenvalues: float, bend: float = 0.0) -> tuple[Gradient, Array]:
        """That of a quadratic with this curvature, plus a fourth power, and a point near its bottom."""
        size = len(eigenvalues)
        Q, _ = np.linalg.qr(rng.normal(size=(size, size)))
        bottom = rng.normal(size=size)
        return (
            lambda theta: Q @ (np.array(eigenvalues) * (Q.T @ (theta - bottom))) + bend * (theta - bottom) ** 3,
            bottom + rng.uniform(-0.5, 0.5, size=size),
        )

    return {
        "a quadratic loss": (*gradient(12, 4, 2, 0.5), 60, 0.01),
        "a saddle, steepest downwards": (*gradient(-9, 3, 1), 60, 0.01),
        "a loss that is no quadratic, eps = 0.3": (*gradient(10, 3, 1, 0.2, 0.1, bend=0.5), 80, 0.3),
    }


def _measured(
    largest_curvature: Callable[..., Any], gradient: Gradient, theta: Array, iterations: int, eps: float
) -> Any:
    """The curvature; and a Mistake if the number of gradients does not fit the number of iterations."""
    calls = 0

    def counted(at: Array) -> Array:
        nonlocal calls
        calls += 1
        return gradient(at)

    curvature = largest_curvature(counted, theta, iterations, eps)
    if not iterations <= calls <= 3 * iterations + 5:
        raise Mistake(
            f"gradient was called {calls} times for {iterations} iterations; each iteration needs two gradients, "
            "and their number is the argument iterations"
        )
    return curvature


def _hessian(gradient: Gradient, theta: Array, v: Array, eps: float) -> Array:
    return (gradient(theta + eps * v) - gradient(theta - eps * v)) / (2 * eps)


def _curvature_with(
    product: Function = _hessian,
    value: Function = lambda v, Hv: v @ Hv,
    unit: Function = lambda v: v / np.linalg.norm(v),
    turn: Function = lambda v, Hv: Hv,
) -> Function:
    """A power iteration of which one part is replaced."""

    def largest_curvature(gradient: Gradient, theta: Array, iterations: int, eps: float) -> Any:
        v, curvature = np.random.default_rng(0).normal(size=theta.size), 0.0
        for _ in range(iterations):
            v = unit(v)
            Hv = product(gradient, theta, v, eps)
            curvature, v = value(v, Hv), turn(v, Hv)
        return curvature

    return largest_curvature


@checked(
    cases=_cases,
    use=_measured,
    mistakes=[
        (
            _curvature_with(product=lambda g, at, v, eps: (g(at + eps * v) - g(at)) / eps),
            "this is the forward difference of the gradient; go ε v to both sides, as in lesson 02",
        ),
        (
            _curvature_with(product=lambda g, at, v, eps: (g(at + eps * v) - g(at - eps * v)) / eps),
            "everything is twice too large: the two points lie 2 ε apart",
        ),
        (
            _curvature_with(product=lambda g, at, v, eps: (g(at + eps * v) - g(at - eps * v)) / 2 * eps),
            "/ 2 * eps divides by 2 and multiplies by ε: write / (2 * eps)",
        ),
        (
            _curvature_with(product=lambda g, at, v, eps: g(at + eps * v) - g(at - eps * v)),
            "the difference of the gradients is not divided by 2 ε",
        ),
        (
            _curvature_with(product=lambda g, at, v, eps: _hessian(g, at, v, 0.01)),
            "ε is always 0.01: use the argument eps",
        ),
        (
            _curvature_with(product=lambda g, at, v, eps: _hessian(g, at, v, 1e-5)),
            "ε is always 0.00001: use the argument eps",
        ),
        (
            _curvature_with(product=lambda g, at, v, eps: _hessian(g, np.zeros_like(at), v, eps)),
            "the curvature is measured at θ = 0, not at theta",
        ),
        (
            _curvature_with(unit=lambda v: v),
            "v is never made a unit vector, so it grows with every iteration, and so does the result",
        ),
        (
            _curvature_with(value=lambda v, Hv: np.linalg.norm(Hv)),
            "the norm of H v is never negative; the eigenvalue may be: v · H v, with v a unit vector, has its sign",
        ),
        (
            _curvature_with(value=lambda v, Hv: Hv @ Hv),
            "this is the square of the eigenvalue: H v · H v. Take v · H v before v becomes H v",
        ),
        (_curvature_with(value=lambda v, Hv: 2 / (v @ Hv)), "this is 2/λ; the curvature λ itself is asked for"),
        (
            _curvature_with(turn=lambda v, Hv: v),
            "v stays as it was drawn: this is the curvature along a random direction. The next v is H v",
        ),
    ],
)
def largest_curvature(gradient: Gradient, theta: Array, iterations: int = 20, eps: float = 0.01) -> Any:
    """The eigenvalue of the Hessian at ``theta (P,)`` that is largest in size."""
    return _curvature_with()(gradient, theta, iterations, eps)
