"""The checks of lesson 08: a new last layer, what is frozen, features that are kept, and two ways to count.

Networks are made in the checks, from numbers of their own: no file of weights is needed, and torch's global generator
is left as it was.
"""

from .counting import interval, two_by_two
from .frozen import freeze
from .kept import features
from .last_layer import renew_last_layer

__all__ = ["features", "freeze", "interval", "renew_last_layer", "two_by_two"]
