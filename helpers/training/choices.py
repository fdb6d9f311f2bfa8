"""The names that `fit` takes, and what each of them is."""

import math
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, OneCycleLR

from .. import lesson
from ..nn.validation import known

OptimizerOf = Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer]


@dataclass(frozen=True)
class Precision:
    """In which numbers the layers compute; weights, losses and updates are float32 in any case."""

    name: str
    device: torch.device

    def autocast(self) -> AbstractContextManager[object]:
        """The context in which the model is called."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.name == "bfloat16")

    def arrange(self, model: nn.Module) -> None:
        """Put a network's kernels in the memory order in which bfloat16 convolutions are fast (channels last)."""
        if self.name == "bfloat16":
            model.to(memory_format=torch.channels_last)


def device_of(name: str | torch.device | None) -> torch.device:
    """The device of that name; None is the best one here: CUDA, else MPS, else the CPU.

    Raises:
        ValueError: no such device, or not on this machine.
    """
    try:
        device = torch.device(name or lesson.device())
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as problem:
        reason = str(problem).splitlines()[0]
        raise ValueError(
            f"device: expected cuda, mps, cpu or None for the best one here, got {name!r}: {reason}"
        ) from None
    return device


def precision_of(name: str | None, device: torch.device, model: nn.Module) -> Precision:
    """The precision of that name; None is bfloat16 for networks with convolutions where the processor computes in it.

    Raises:
        ValueError: for another name than "bfloat16", "float32" or None.
    """
    if name is None:
        convolves = any(isinstance(layer, nn.Conv2d) for layer in model.modules())
        name = "bfloat16" if convolves and has_bfloat16(device) else "float32"
    known("precision", name, ("bfloat16", "float32"))
    return Precision(name, device)


def has_bfloat16(device: torch.device) -> bool:
    """Whether the device multiplies bfloat16 in hardware (a CPU: AVX-512 BF16 or AMX), so that it is faster."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        can = torch.cpu.get_capabilities()
        return bool(can.get("avx512_bf16") or can.get("amx_bf16"))
    return False


def optimizer_of(
    optimizer: str | OptimizerOf, model: nn.Module, learning_rate: float, momentum: float, weight_decay: float
) -> torch.optim.Optimizer:
    """The optimizer of that name (or that the function makes) for the parameters that are not frozen.

    Raises:
        ValueError: for an unknown name, numbers that no training can have, or a model with nothing to learn.
    """
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if not parameters:
        raise ValueError("model: expected parameters that learn, got none (requires_grad is False for all)")
    if callable(optimizer):
        return optimizer(parameters)
    known("optimizer", optimizer, ("adamw", "sgd"))
    positive("learning_rate", learning_rate)
    if not (math.isfinite(weight_decay) and weight_decay >= 0):
        raise ValueError(f"weight_decay: expected a number >= 0, got {weight_decay}")
    if not 0 <= momentum < 1:
        raise ValueError(f"momentum: expected 0 <= momentum < 1, got {momentum}")
    if optimizer == "adamw":
        return torch.optim.AdamW(parameters, learning_rate, weight_decay=weight_decay)
    return torch.optim.SGD(parameters, learning_rate, momentum, weight_decay=weight_decay, nesterov=momentum > 0)


def schedule_of(name: str | None, optimizer: torch.optim.Optimizer, steps: int) -> LRScheduler | None:
    """How the learning rate goes over so many steps: "one_cycle", "cosine" or, with None, not at all.

    Raises:
        ValueError: for another name.

    Source: Smith and Topin, "Super-convergence" (2018), as torch's OneCycleLR has it; Loshchilov and Hutter, "SGDR"
    (ICLR 2017), without restarts.
    """
    if name is None:
        return None
    known("schedule", name, ("one_cycle", "cosine"))
    if name == "cosine":
        return CosineAnnealingLR(optimizer, steps)
    peaks = [group["lr"] for group in optimizer.param_groups]
    return OneCycleLR(optimizer, peaks, total_steps=steps, cycle_momentum=False)


def numbers(
    epochs: int, batch_size: int, patience: int | None, valid: bool, smoothing: float, loss: bool, average: float | None
) -> None:
    """Raise ValueError for numbers that no training can have."""
    for name, value in (("epochs", epochs), ("batch_size", batch_size), ("patience", patience)):
        if value is not None and (value != int(value) or value < 1):
            raise ValueError(f"{name}: expected a whole number of at least 1, got {value}")
    if patience is not None and not valid:
        raise ValueError("patience: expected valid too, which tells the best epoch, got none")
    if not 0 <= smoothing < 1:
        raise ValueError(f"smoothing: expected 0 <= smoothing < 1, got {smoothing}")
    if smoothing and loss:
        raise ValueError("smoothing: belongs to the cross-entropy; leave it out with a loss of your own")
    if average is not None and not 0 < average < 1:
        raise ValueError(f"average: expected 0 < average < 1, or None for no average, got {average}")


def positive(name: str, value: float) -> None:
    """Raise ValueError unless the number is finite and above zero."""
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name}: expected a positive number, got {value}")


def name_of(option: object) -> object:
    """What stands for an option in a checkpoint: a number or a string; a function by its name and what it encloses."""
    if isinstance(option, np.generic):
        return option.item()
    if option is None or isinstance(option, bool | int | float | str):
        return option
    if isinstance(option, tuple | list):
        return str([name_of(part) for part in option])
    name = getattr(option, "__qualname__", type(option).__name__)
    if isinstance(option, partial):
        return f"{name}{[name_of(option.func), name_of(option.args), *map(name_of, option.keywords.items())]}"
    enclosed = [name_of(cell.cell_contents) for cell in getattr(option, "__closure__", None) or ()]
    return f"{name}{enclosed}" if enclosed else name
