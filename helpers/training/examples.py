"""What a network learns from: two tensors, checked once, and turned into numbers batch by batch."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .. import data

Values = NDArray[Any] | Tensor
Pairs = data.Split | tuple[Values, Values]
Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class Examples:
    """Inputs and what belongs to them, on the device.

    Attributes:
        X: (N, ...) uint8 or float32; images (N, C, H, W).
        y: labels int64 (N,), or targets (N, ...) uint8 or float32.
    """

    X: Tensor
    y: Tensor

    def __len__(self) -> int:
        return len(self.X)

    @property
    def labelled(self) -> bool:
        """Whether y holds labels, so that an accuracy can be measured."""
        return self.y.dtype == torch.int64

    def batch(self, chosen: Tensor) -> tuple[Tensor, Tensor]:
        """The examples at these indices (B,); uint8 becomes float32 in [0, 1], all else stays as it is."""
        return as_floats(self.X.index_select(0, chosen)), as_floats(self.y.index_select(0, chosen))


def as_floats(values: Tensor) -> Tensor:
    """Bytes 0 to 255 as float32 in [0, 1]; anything else as it is."""
    return values.float().div_(255) if values.dtype == torch.uint8 else values


def examples(pairs: Pairs, device: torch.device, name: str) -> Examples:
    """Inputs and targets as tensors on the device.

    Raises:
        TypeError: neither a Split nor a pair of arrays or tensors, or numbers of a kind that is not understood.
        ValueError: no examples, not one target for each input, or NaN.
    """
    if isinstance(pairs, data.Split):
        pairs = pairs.images, pairs.labels
    if not isinstance(pairs, tuple | list) or len(pairs) != 2:
        raise TypeError(f"{name}: expected a data.Split or a pair (X, y), got {type(pairs).__name__}")
    X = inputs(pairs[0], device, f"{name} X")
    y = _tensor(pairs[1], f"{name} y")
    if y.dtype == torch.uint8 and y.ndim > 1:
        y = _channels_first(y)
    elif not y.is_floating_point():
        y = y.long()
        if y.ndim != 1:
            hint = "; turn one-hot rows into labels: y.argmax(1)" if y.ndim == 2 else ""
            raise ValueError(f"{name} y: expected labels of shape ({len(X)},), got {tuple(y.shape)}{hint}")
    _finite(y, f"{name} y")
    if len(X) != len(y):
        raise ValueError(f"{name}: expected one target for each input, got {len(X):,} inputs and {len(y):,} targets")
    return Examples(X, y.to(device))


def inputs(values: Values, device: torch.device, name: str = "X") -> Tensor:
    """Inputs as a tensor on the device: images (N, H, W) or (N, H, W, 3) uint8 as (N, C, H, W), floats as float32."""
    X = _tensor(values, name)
    if X.ndim < 2:
        raise ValueError(f"{name}: expected examples along the first of several axes, got shape {tuple(X.shape)}")
    if not len(X):
        raise ValueError(f"{name}: expected at least one example, got none")
    if X.dtype == torch.uint8:
        X = _channels_first(X)
    elif not X.is_floating_point():
        raise TypeError(f"{name}: expected uint8 images or floats, got {X.dtype}; scale them: X.astype('float32')")
    _finite(X, name)
    return X.to(device)


def _tensor(values: Values, name: str) -> Tensor:
    if not isinstance(values, Tensor):
        if not isinstance(values, np.ndarray):
            raise TypeError(f"{name}: expected a NumPy array or a tensor, got {type(values).__name__}")
        if values.dtype.kind not in "fiu":
            raise TypeError(f"{name}: expected numbers, got {values.dtype}")
        values = torch.from_numpy(np.ascontiguousarray(values))
    return values.float() if values.is_floating_point() else values


def _channels_first(images: Tensor) -> Tensor:
    """(N, H, W) -> (N, 1, H, W) and (N, H, W, 3) -> (N, 3, H, W); what has its channels in front stays."""
    if images.ndim == 3:
        return images.unsqueeze(1)
    if images.ndim == 4 and images.shape[3] == 3 and images.shape[1] not in (1, 3):
        return images.permute(0, 3, 1, 2).contiguous()
    return images


def _finite(values: Tensor, name: str) -> None:
    if values.is_floating_point() and not bool(values.isfinite().all()):
        bad = (~values.reshape(len(values), -1).isfinite().all(1)).nonzero()
        raise ValueError(
            f"{name}: {len(bad)} of {len(values)} rows hold NaN or infinity, the first is row {int(bad[0])}"
        )


def fits(model: nn.Module, sets: dict[str, Examples], loss: Loss | None) -> None:
    """Push an example of each set through the model, learning nothing, and hold its output against the target.

    Raises:
        ValueError: the model does not take these inputs, its output is not what the targets need, a label has no
            output, or float targets come without a loss.
    """
    model.eval()
    for name, some in sets.items():
        if loss is None and not some.labelled:
            raise ValueError(
                f"{name} y: {some.y.dtype} targets need a loss, such as loss=nn.functional.mse_loss; "
                "for a classifier pass integer labels (N,)"
            )
        X, y = some.batch(torch.zeros(1, dtype=torch.int64, device=some.X.device))
        try:
            with torch.inference_mode():
                shape = tuple(model(X).shape)
        except (RuntimeError, ValueError) as problem:
            raise ValueError(
                f"{name} X: the model does not take inputs of shape {tuple(X.shape)} (N, ...): {problem}"
            ) from problem
        if not some.labelled:
            if shape != tuple(y.shape):
                raise ValueError(f"{name} y: the model's output is {shape}, the targets are {tuple(y.shape)}")
        elif len(shape) != 2:
            raise ValueError(f"{name}: expected a model with logits (N, C), got an output of shape {shape}")
        else:
            low, high = int(some.y.min()), int(some.y.max())
            if low < 0 or high >= shape[1]:
                raise ValueError(f"{name} y: the model has {shape[1]} outputs, but labels go from {low} to {high}")
