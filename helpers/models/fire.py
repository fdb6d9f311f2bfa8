"""A small SqueezeNet, to be trained from the first weights on in seconds."""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from .networks import Normalize, check_classes, check_widths

DROPOUT = 0.2


class FreezableNorm(nn.BatchNorm2d):
    """Batch normalization that, once its weights are frozen, uses its running statistics and leaves them as they are.

    PyTorch's goes on to follow the batches in train mode: a network frozen by ``requires_grad_(False)`` would change.
    """

    def train(self, mode: bool = True) -> "FreezableNorm":
        """Go to train mode, unless it is frozen."""
        super().train(mode and self.weight.requires_grad)
        return self


def _convolution(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    layer = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
    return nn.Sequential(layer, FreezableNorm(outputs), nn.ReLU())


class Fire(nn.Module):
    """Squeeze to few channels by a 1x1 convolution, then expand to half the outputs by 1x1, half by 3x3 convolutions.

    Source: Iandola et al., "SqueezeNet" (arXiv:1602.07360, 2016), section 3.2; here with batch normalization before
    each ReLU, and squeezed to a quarter of the outputs instead of an eighth.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        few = max(1, outputs // 4)
        self.squeeze = _convolution(inputs, few, 1)
        self.expand1x1 = _convolution(few, outputs - outputs // 2, 1)
        self.expand3x3 = _convolution(few, outputs // 2, 3)

    def forward(self, images: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, H, W)."""
        squeezed: Tensor = self.squeeze(images)
        return torch.cat([self.expand1x1(squeezed), self.expand3x3(squeezed)], dim=1)


def squeezenet(num_classes: int, widths: Sequence[int] = (32, 128, 256)) -> nn.Sequential:
    """A small network of the family of SqueezeNet for colour images of 32 to 128 pixels.

    Its parts are named as those of ``pretrained``: `.normalize`, `.features` (a convolution of stride 2 and ReLU, then
    again and again max-pooling and a Fire module) and `.classifier` (dropout, the 1x1 convolution classifier.1, global
    average pooling). So ``model[:2]`` gives features, and ``model.classifier`` their logits.

    Two things differ from SqueezeNet, for they helped on the drawn objects: batch normalization after each convolution
    of the features, and no ReLU after the last one (a class whose logits it sets to 0 everywhere learns no more).
    Frozen by ``model.features.requires_grad_(False)``, the normalization keeps its statistics. It learns best at a
    high rate: ``training.fit(..., learning_rate=0.01)``.

    Args:
        num_classes: how many outputs.
        widths: channels of the first convolution, then of each Fire module. The first convolution and each pooling
            halve the side: 32 pixels are 4 after three widths, 128 are 16.

    Returns:
        A network in train mode: images (N, 3, H, W) in [0, 1] -> logits (N, num_classes).

    Raises:
        ValueError: fewer than one class, or fewer than two widths.

    Source: Iandola, Han, Moskewicz, Ashraf, Dally and Keutzer, "SqueezeNet: AlexNet-level accuracy with 50x fewer
    parameters and <0.5MB model size" (arXiv:1602.07360, 2016).
    """
    check_classes(num_classes)
    check_widths(widths)
    layers: list[nn.Module] = [_convolution(3, widths[0], 3, stride=2)]
    for inputs, outputs in pairwise(widths):
        layers += [nn.MaxPool2d(3, 2, ceil_mode=True), Fire(inputs, outputs)]
    last = nn.Conv2d(widths[-1], num_classes, 1)
    nn.init.normal_(last.weight, std=0.01)
    assert last.bias is not None
    nn.init.zeros_(last.bias)
    parts = OrderedDict[str, nn.Module](
        normalize=Normalize((0.45, 0.45, 0.45), (0.25, 0.25, 0.25)),
        features=nn.Sequential(*layers),
        classifier=nn.Sequential(nn.Dropout(DROPOUT), last, nn.AdaptiveAvgPool2d(1), nn.Flatten()),
    )
    return nn.Sequential(parts)
