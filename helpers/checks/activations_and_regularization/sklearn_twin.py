"""The published settings in scikit-learn: which of its defaults have to be changed."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier

from ..check import Cases, Function, Mistake, checked

Array = NDArray[Any]
Settings = dict[str, Any]

NAMES = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu", "linear": "identity"}


def _settings(activation: str, hidden: tuple[int, ...], rate: float, momentum: float, epochs: int) -> Settings:
    """What has to be passed to scikit-learn's network."""
    return {
        "hidden_layer_sizes": hidden,
        "activation": NAMES[activation],
        "solver": "sgd",
        "learning_rate_init": rate,
        "momentum": momentum,
        "alpha": 0.0,
        "batch_size": 32,
        "max_iter": epochs,
        "n_iter_no_change": epochs,
        "random_state": 0,
    }


def _without(*names: str, **others: Any) -> Function:
    """A network that keeps scikit-learn's default for these settings, or has others."""

    def sklearn_twin(
        activation: str, hidden: tuple[int, ...], rate: float, momentum: float, epochs: int
    ) -> MLPClassifier:
        settings = _settings(activation, hidden, rate, momentum, epochs)
        return MLPClassifier(**{name: value for name, value in settings.items() if name not in names} | others)

    return sklearn_twin


DEFAULTS = {
    "solver": "the solver is still Adam, the default; plain gradient descent is called sgd",
    "alpha": "alpha is not 0: by default the weights decay a little (0.0001)",
    "momentum": "the momentum is not passed on: by default it is 0.9",
    "n_iter_no_change": "training stops early when the loss stalls (tol, n_iter_no_change), before max_iter",
    "max_iter": "the number of epochs is not passed on (max_iter)",
    "batch_size": 'batch_size is not 32: the default, "auto", takes up to 200 examples',
    "learning_rate_init": "the learning rate is not passed on (learning_rate_init; learning_rate is its schedule)",
    "activation": "the activation is not passed on: by default it is ReLU",
    "hidden_layer_sizes": "the sizes of the hidden layers are not passed on: by default it is one of 100 units",
}
OTHERS: list[tuple[Settings, str]] = [
    ({"activation": "identity"}, "the activation is identity, whichever was asked for"),
    ({"learning_rate": "invscaling"}, 'learning_rate is not "constant": the rate falls during training'),
    ({"early_stopping": True}, "early_stopping holds a tenth of the examples back, and stops on them"),
    ({"shuffle": False}, "the examples always come in the same order: leave shuffle as it is"),
    ({"random_state": 1}, "random_state is not 0: other first weights, another order"),
]

TOGETHER = ("solver", "alpha", "momentum", "n_iter_no_change")
"""Settings that are forgotten together, because nothing asks for them."""
ADAM = {"solver", "momentum"}
"""Not told apart when forgotten together: Adam has no use for the momentum."""


def _forgotten() -> list[tuple[Function, str]]:
    """Networks that keep one default, or several of those that are forgotten together, with what is to be said."""
    groups: list[tuple[str, ...]] = [(name,) for name in DEFAULTS]
    groups += [group for size in (2, 3) for group in itertools.combinations(TOGETHER, size) if not {*group} >= ADAM]
    return [(_without(*group), "; ".join(DEFAULTS[name] for name in group)) for group in groups]


def _trained(
    sklearn_twin: Callable[..., Any],
    activation: str,
    hidden: tuple[int, ...],
    rate: float,
    momentum: float,
    epochs: int,
    X: Array,
    y: Array,
) -> dict[str, Any]:
    """What becomes of the network on a few examples: two that train alike have the same settings."""
    network = sklearn_twin(activation, hidden, rate, momentum, epochs)
    if not isinstance(network, MLPClassifier):
        missing = "; is a return missing?" if network is None else ""
        raise Mistake(f"sklearn_twin: expected an MLPClassifier, got a value of type {type(network).__name__}{missing}")
    if network.random_state is None:
        raise Mistake("sklearn_twin: random_state is not set: each call gives other first weights and another order")
    network.set_params(nesterovs_momentum=True)  # either kind will do: nothing is said about it
    network.fit(X, y)
    return {
        "sizes of its layers": str([len(W) for W in network.coefs_]),
        "epochs that it trained": int(network.n_iter_),
        "loss of each epoch": np.array(network.loss_curve_),
        "first weights": network.coefs_[0],
    }


def _cases(rng: np.random.Generator) -> Cases:
    X, y = rng.normal(size=(70, 5)), rng.permutation(np.arange(70) % 3)
    return {
        "sigmoid units": ("sigmoid", (6,), 0.1, 0.0, 2, X, y),
        "tanh units, a rate so small that the loss stalls": ("tanh", (4,), 1e-5, 0.0, 15, X, y),
        "two layers of ReLU units, with momentum": ("relu", (5, 4), 0.02, 0.5, 2, X, y),
        "linear units": ("linear", (6,), 0.05, 0.0, 2, X, y),
    }


@checked(
    cases=_cases,
    use=_trained,
    mistakes=[*((_without(**others), message) for others, message in OTHERS), *_forgotten()],
)
def sklearn_twin(
    activation: str, hidden: tuple[int, ...] = (128,), rate: float = 0.1, momentum: float = 0.0, epochs: int = 100
) -> MLPClassifier:
    """scikit-learn's network with the published settings, not trained yet."""
    return MLPClassifier(**_settings(activation, hidden, rate, momentum, epochs))
