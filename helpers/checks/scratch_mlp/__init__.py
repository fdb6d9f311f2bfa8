"""The checks of lesson 02: a network with one hidden layer of sigmoid units, from its first weights to its gradient.

``X (N, D)`` are examples along rows, ``y (N,)`` their classes, ``Y (N, C)`` the same one-hot, and ``parameters`` the
dictionary ``W1 (D, H), b1 (H,), W2 (H, C), b2 (C,)``.
"""

from .backpropagation import backward, backward_without_slope
from .forward import layer, loss_and_accuracy, softmax
from .training import numerical_gradients, train_epoch
from .weights import initialize

__all__ = [
    "backward",
    "backward_without_slope",
    "initialize",
    "layer",
    "loss_and_accuracy",
    "numerical_gradients",
    "softmax",
    "train_epoch",
]
