"""Networks that several lessons share. Each gives logits (N, C); images are (N, channels, H, W) in [0, 1].

models.cnn(36)                                # a small residual network
models.squeezenet(10)                         # a small network of Fire modules: .normalize, .features, .classifier
models.pretrained("squeezenet1_1")            # what others trained on ImageNet's photographs, in the same parts
models.pretrained("squeezenet1_1", 17)        # the same with a new last layer for 17 classes
models.where("squeezenet1_1")                 # the file it would read, or None

Nothing is downloaded unless a call says ``fetch=True``.
"""

from .fire import squeezenet
from .imagenet import labels, pretrained
from .networks import Normalize, Residual, cnn, convolution, parameters
from .weights import NAMES, where

__all__ = [
    "NAMES",
    "Normalize",
    "Residual",
    "cnn",
    "convolution",
    "labels",
    "parameters",
    "pretrained",
    "squeezenet",
    "where",
]
