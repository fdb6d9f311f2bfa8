"""A training run as one file: written whole or not at all, checked when it is read, and gone on with exactly."""

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import LRScheduler

from ..history import History
from .average import Average

FORMAT = "helpers.training 1"

Weights = dict[str, Tensor]


@dataclass
class State:
    """Everything that training changes.

    Attributes:
        device: where the model computes.
        model: its weights, and what else it keeps (the running means of batch normalization).
        optimizer: its moments.
        schedule: how far the learning rate has got.
        order: the generator that shuffles the examples.
        chance: the generator that augmentation draws from.
        history: of the epochs so far.
        average: the running mean of the weights, if there is one.
        best: the weights after the best epoch on valid, if they are kept.
    """

    device: torch.device
    model: nn.Module
    optimizer: torch.optim.Optimizer
    schedule: LRScheduler | None
    order: torch.Generator
    chance: torch.Generator
    history: History
    average: Average | None = None
    best: Weights | None = None

    @property
    def learned(self) -> nn.Module:
        """What is measured and kept: the averaged model if there is one, else the model itself."""
        return self.average.module if self.average else self.model

    def save(self, path: str | Path, settings: dict[str, Any]) -> None:
        """Write a checkpoint beside its final name first, then rename: a crash leaves the old file as it was."""
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "format": FORMAT,
            "settings": settings,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict() if self.schedule else None,
            "order": self.order.get_state(),
            "chance": self.chance.get_state(),
            "dropout": _global_chance(self.device),
            "history": asdict(self.history),
            "average": (self.average.module.state_dict(), self.average.steps) if self.average else None,
            "best": self.best,
        }
        temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            torch.save(content, temporary)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)

    def load(self, path: str | Path, settings: dict[str, Any]) -> None:
        """Go back to what ``save`` wrote.

        Raises:
            ValueError: when the file is damaged, not a checkpoint of this kind, or of another run; the message says
                what differs. Nothing has been changed then.
        """
        remedy = "delete it, or pass another path"
        try:
            with zipfile.ZipFile(path) as archive:
                if (part := archive.testzip()) is not None:  # torch does not look at the check sums
                    raise ValueError(f"{part} is damaged")
            content = torch.load(path, map_location="cpu", weights_only=True)
            if content["format"] != FORMAT:
                raise ValueError(f"format {content['format']!r}, expected {FORMAT!r}")
            theirs, shapes = content["settings"], {name: v.shape for name, v in content["model"].items()}
            history = History(**content["history"])
        except Exception as problem:  # a damaged file can make zipfile and pickle raise nearly anything
            reason = " ".join(str(problem).split())[:200]
            raise ValueError(
                f"{path}: not a checkpoint that training.fit wrote, or a damaged one ({reason}); {remedy}"
            ) from problem
        other = [f"{k} {theirs.get(k)!r}, now {settings.get(k)!r}" for k in settings if theirs.get(k) != settings[k]]
        if shapes != {name: v.shape for name, v in self.model.state_dict().items()}:
            other.append("another network")
        if other:
            raise ValueError(f"{path}: a checkpoint of another run ({'; '.join(other)}); {remedy}")
        self.model.load_state_dict(content["model"])
        self.optimizer.load_state_dict(content["optimizer"])
        if self.schedule:
            self.schedule.load_state_dict(content["schedule"])
        self.order.set_state(content["order"])
        self.chance.set_state(content["chance"])
        _set_global_chance(self.device, content["dropout"])
        if self.average:
            weights, self.average.steps = content["average"]
            self.average.module.load_state_dict(weights)
        self.history, self.best = history, content["best"]


def copied(model: nn.Module) -> Weights:
    """The weights of a model as they are now."""
    return {name: values.detach().clone() for name, values in model.state_dict().items()}


def checksum(values: Tensor) -> int:
    """A number that says whether data are the same: CRC-32 of their bytes."""
    return zlib.crc32(values.detach().cpu().contiguous().numpy().tobytes())


@contextmanager
def seeded(seed: int, device: torch.device) -> Iterator[None]:
    """Torch's global chance (dropout) begins at the seed, and afterwards goes on as if nothing had been drawn."""
    before = _global_chance(device)
    torch.manual_seed(seed)
    try:
        yield
    finally:
        _set_global_chance(device, before)


def _global_chance(device: torch.device) -> dict[str, Tensor]:
    states = {"cpu": torch.get_rng_state()}
    if device.type != "cpu":
        states[device.type] = torch.get_device_module(device).get_rng_state()
    return states


def _set_global_chance(device: torch.device, states: dict[str, Tensor]) -> None:
    torch.set_rng_state(states["cpu"])
    if device.type != "cpu":
        torch.get_device_module(device).set_rng_state(states[device.type])
