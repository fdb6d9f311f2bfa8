"""The two classic activations: from_sigmoid."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import nn
from ..check import Cases, Function, Mistake, checked
from ..differences import difference

Array = NDArray[Any]

RESULTS = ("the sigmoid's slope", "tanh", "tanh's slope")


def _points(rng: np.random.Generator) -> Cases:
    return {
        "twelve points between -2 and 2": (rng.uniform(-2, 2, size=(4, 3)),),
        "some far from 0": (rng.permutation([-9.0, -4.0, -1.0, 0.0, 0.5, 3.0, 9.0]) + rng.uniform(-0.3, 0.3, size=7),),
    }


def _with_a_sigmoid(function: Function, z: Array) -> Any:
    """What the function makes of z with a sigmoid that notices whether it is called.

    With a steeper sigmoid in its place the right formulas, and only those, give what they make of *its* values.
    """
    calls = 0

    def sigmoid(Z: Any, steepness: float = 1) -> Array:
        nonlocal calls
        calls += 1
        values = steepness * np.asarray(Z, dtype=np.float64)
        return nn.sigmoid(values.reshape(-1)).reshape(values.shape)

    def steeper(Z: Any) -> Array:
        return sigmoid(Z, steepness=1.5)

    points = z.copy()
    result = _as_three(function(sigmoid, z), points)
    if not calls:
        raise Mistake("from_sigmoid: the sigmoid that is passed is never called; all three follow from its values")
    right = _from_sigmoid_with()
    if not difference(right(sigmoid, points), result, 1e-6):
        others = _as_three(function(steeper, points.copy()), points)
        for name, expected, came in zip(RESULTS, right(steeper, points), others, strict=True):
            if difference(expected, came, 1e-6):
                raise Mistake(
                    f"from_sigmoid: {name}: the numbers are right, but they are not made of values of the sigmoid that "
                    "is passed alone: with another one in its place they do not follow it. No np.exp, no np.tanh here"
                )
    return result


def _as_three(result: Any, z: Array) -> Any:
    """Three arrays, also if they came as one array with three parts."""
    return tuple(result) if isinstance(result, np.ndarray) and result.shape == (3, *z.shape) else result


def _from_sigmoid_with(
    slope: Function = lambda a, s: a * (1 - a),
    tanh: Function = lambda s, z: 2 * s(2 * z) - 1,
    tanh_slope: Function = lambda t, s, z: 1 - t**2,
) -> Function:
    """All three, of which one is replaced: s is the sigmoid, a its value, t the value of tanh as it is made here."""

    def from_sigmoid(s: Function, z: Array) -> tuple[Array, Array, Array]:
        t = tanh(s, z)
        return slope(s(z), s), t, tanh_slope(t, s, z)

    return from_sigmoid


_WRONG_TANH: list[tuple[Function, str]] = [
    (
        lambda s, z: 2 * s(z) - 1,
        "tanh: it rises too slowly, this is tanh(z/2); divide by e^z: what stands in the exponent is then −2z",
    ),
    (
        lambda s, z: s(2 * z),
        "tanh: its values lie in (0, 1), and tanh's in (−1, 1): stretch it, and move it",
    ),
    (lambda s, z: 2 * s(2 * z), "tanh: it is 1 too large everywhere, and tanh(0) is 0"),
    (lambda s, z: 2 * s(2 * z) + 1, "tanh: it is 2 too large everywhere; tanh(0) is 0"),
    (lambda s, z: s(2 * z) - 0.5, "tanh: it lies around 0 now, but only half as high as it should be"),
]
_TANH_SLOPES: list[Function] = [lambda t, s, z: 1 - t**2, lambda t, s, z: 4 * s(2 * z) * (1 - s(2 * z))]
"""With a wrong tanh its slope may be wrong too (the first), or still be right."""


@checked(
    cases=_points,
    use=_with_a_sigmoid,
    returns=RESULTS,
    mistakes=[
        (
            _from_sigmoid_with(slope=lambda a, s: s(a) * (1 - s(a))),
            "the sigmoid's slope: the sigmoid is applied twice; the formula takes its value, a = σ(z), not σ(a)",
        ),
        (
            _from_sigmoid_with(slope=lambda a, s: 1 - a**2),
            "the sigmoid's slope: one minus the square is the rule for tanh",
        ),
        (
            _from_sigmoid_with(slope=lambda a, s: a * (a - 1)),
            "the sigmoid's slope: the sign is wrong; the sigmoid rises everywhere (two minus signs cancel)",
        ),
        (
            _from_sigmoid_with(slope=lambda a, s: 1 - a),
            "the sigmoid's slope: this is only one of the two factors, e^(−z) / (1 + e^(−z))",
        ),
        *[
            (_from_sigmoid_with(tanh=tanh, tanh_slope=slope), message)
            for tanh, message in _WRONG_TANH
            for slope in _TANH_SLOPES
        ],
        (_from_sigmoid_with(tanh_slope=lambda t, s, z: 1 - t), "tanh's slope: the square is missing"),
        (
            _from_sigmoid_with(tanh_slope=lambda t, s, z: t * (1 - t)),
            "tanh's slope: the rule of the sigmoid's slope holds for the sigmoid only, not for t = tanh(z)",
        ),
        (
            _from_sigmoid_with(tanh_slope=lambda t, s, z: 2 * s(2 * z) * (1 - s(2 * z))),
            "tanh's slope: half of what it should be: the inner derivative of 2z is missing",
        ),
        (
            _from_sigmoid_with(tanh_slope=lambda t, s, z: s(2 * z) * (1 - s(2 * z))),
            "tanh's slope: a quarter of what it should be: the 2 in front and the 2 of 2z are missing",
        ),
        (
            _from_sigmoid_with(tanh_slope=lambda t, s, z: 4 * s(z) * (1 - s(z))),
            "tanh's slope: the sigmoid is to be taken at 2z here too, not at z",
        ),
    ],
)
def from_sigmoid(sigmoid: Function, z: Array) -> tuple[Array, Array, Array]:
    """The derivative of the sigmoid at z, tanh(z), and the derivative of tanh at z, each of the shape of z."""
    slope, tanh, tanh_slope = _from_sigmoid_with()(sigmoid, z)
    return slope, tanh, tanh_slope
