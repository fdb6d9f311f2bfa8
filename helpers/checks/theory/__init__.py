"""The checks of lesson 01: formulas that are derived on paper, written down as functions.

A layer is ``Y = XW + b`` with examples along rows: ``X (N, d)``, ``W (d, k)``, ``b (k,)``.
"""

from .activations import from_sigmoid
from .layers import collapse, linear_backward
from .softmax import softmax_jacobian

__all__ = ["collapse", "from_sigmoid", "linear_backward", "softmax_jacobian"]
