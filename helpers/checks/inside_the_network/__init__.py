"""The checks of lesson 09: which units matter, and maps of what a network looks at.

Images ``X (N, 3, H, W)``, classes ``k (N,)`` as whole numbers, maps ``(N, H, W)``; all are tensors of PyTorch. A
``model`` has the parts ``features`` and ``classifier``, and gives logits ``(N, C)``.
"""

from .ascent import ascend
from .cam import grad_cam
from .covering import occlusion
from .gradients import gradient, strength
from .smooth import smooth_gradient
from .units import contributions

__all__ = ["ascend", "contributions", "grad_cam", "gradient", "occlusion", "smooth_gradient", "strength"]
