"""The checks of lesson 04: other people's networks with our settings, curvature, weight decay.

``X (N, D)`` are examples along rows, ``y (N,)`` their classes; a layer is ``W (D, H)`` and ``b (H,)``.
"""

from .curvature import largest_curvature
from .decay import cost_and_gradients
from .sklearn_twin import sklearn_twin
from .torch_twin import twin_of

__all__ = ["cost_and_gradients", "largest_curvature", "sklearn_twin", "twin_of"]
