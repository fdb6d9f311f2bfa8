"""The checks of lesson 05: from a photographed page to boxes, to lines, to pictures of characters, to an error rate.

A box is ``[y1, x1, y2, x2]`` in pixels, y2 and x2 exclusive.
"""

from .boxes import letter_boxes
from .ink import threshold_ink
from .pictures import normalized
from .rates import character_error_rate
from .rows import group_lines

__all__ = ["character_error_rate", "group_lines", "letter_boxes", "normalized", "threshold_ink"]
