"""What a trained network says."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .. import data, metrics
from . import choices
from .examples import Values, as_floats, inputs
from .loop import LOOK


@torch.inference_mode()
def predict(
    model: nn.Module,
    images: data.Split | Values,
    *,
    batch_size: int = LOOK,
    looks: Sequence[Callable[[Tensor], Tensor]] = (),
    precision: str | None = None,
) -> NDArray[np.float32]:
    """The outputs of a network in eval mode, on the device where it is.

    Args:
        model: the network; it is left in eval mode.
        images: a Split, or inputs X as for `fit`.
        batch_size: examples pushed through at once: bounds the memory used.
        looks: functions from a batch to other looks of it, such as ``(same, flipped)``: the mean of the outputs for all
            of them is given. None leaves the images as they are.
        precision: as in `fit`.

    Returns:
        float32 (N, C) logits, or what else the network gives.

    Raises:
        TypeError, ValueError: as `fit` does for such inputs.
    """
    device = next(model.parameters()).device
    X = inputs(images.images if isinstance(images, data.Split) else images, device)
    compute = choices.precision_of(precision, device, model)
    model.eval()
    parts = []
    for some in X.split(batch_size):
        batch = as_floats(some)
        with compute.autocast():
            outputs = [model(look(batch)).float() for look in looks] or [model(batch).float()]
        parts.append((sum(outputs[1:], outputs[0]) / len(outputs)).cpu())
    result: NDArray[np.float32] = torch.cat(parts).numpy()
    return result


def accuracy(
    model: nn.Module,
    split: data.Split,
    *,
    looks: Sequence[Callable[[Tensor], Tensor]] = (),
    precision: str | None = None,
) -> metrics.Accuracy:
    """Accuracy of a classifier on a split in per cent, with its 95 % interval; arguments as for `predict`."""
    labels = predict(model, split, looks=looks, precision=precision).argmax(1)
    return metrics.accuracy(int((labels == split.labels).sum()), len(split))
