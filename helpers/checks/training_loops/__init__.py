"""The checks of lesson 03: a linear softmax, gradient descent with momentum, and what is looked at besides.

``X (N, D)`` are examples along rows, ``Y (N, C)`` their classes one-hot, ``W (D, C)`` and ``b (C,)`` the parameters.
"""

from .confused import confusions
from .descent import cost_and_gradients, walk
from .looking import first_of_each, weight_pictures

__all__ = [
    "confusions",
    "cost_and_gradients",
    "first_of_each",
    "walk",
    "weight_pictures",
]
