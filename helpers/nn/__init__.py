"""The NumPy network: what the assignments ask to be written by hand, once."""

from .functions import (
    ACTIVATIONS,
    Activation,
    cosine,
    cross_entropy,
    cross_entropy_backward,
    one_hot,
    relu,
    sigmoid,
    softmax,
    squared_error,
    squared_error_backward,
    tanh,
    xavier_uniform,
)
from .gradient_check import GradientCheck, gradient_check
from .mlp import MLP, DivergenceError

__all__ = [
    "ACTIVATIONS",
    "MLP",
    "Activation",
    "DivergenceError",
    "GradientCheck",
    "cosine",
    "cross_entropy",
    "cross_entropy_backward",
    "gradient_check",
    "one_hot",
    "relu",
    "sigmoid",
    "softmax",
    "squared_error",
    "squared_error_backward",
    "tanh",
    "xavier_uniform",
]
