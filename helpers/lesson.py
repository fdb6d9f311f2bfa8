"""Starting a lesson: its profile, seed and device, and the claims that it measures.

``python -m helpers.lesson`` says what this environment has: versions, cores, device, and which real data is there.
"""

import json
import os
import platform
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import numpy as np

from . import claims, data

T = TypeVar("T")
PROFILES: tuple[claims.Profile, ...] = ("quick", "full")
PACKAGES = ("numpy", "scipy", "torch", "torchvision", "scikit-learn", "scikit-image", "matplotlib", "jupyterlab")


@dataclass
class Run:
    """One run of a lesson, made by ``start``.

    Attributes:
        lesson: the notebook's name without its ending.
        profile: "quick" or "full".
        seed: where the run's randomness begins.
        device: the PyTorch device that is used: "cuda", "mps" or "cpu".
        measurements: the claims measured so far.
    """

    lesson: str
    profile: claims.Profile
    seed: int
    device: str
    measurements: list[claims.Measurement] = field(default_factory=list)

    def pick(self, quick: T, full: T) -> T:
        """The setting for the profile that is being run."""
        return quick if self.profile == "quick" else full

    def rng(self, stream: int = 0) -> np.random.Generator:
        """A fresh generator; another ``stream`` gives independent numbers, the same one the same numbers."""
        return np.random.default_rng([self.seed, stream])

    def claim(self, claim_id: str, value: float, dataset: data.Dataset | None = None) -> None:
        """Hold a measured number to its claim, and print published, promised and measured side by side.

        Args:
            claim_id: a key of ``claims.toml``.
            value: the number, in the unit that the claim names.
            dataset: the data set on which it was measured, for a claim about data.

        Raises:
            ClaimError: when the number lies outside its band.
        """
        measurement = claims.measure(claim_id, value, self.profile, dataset.source if dataset else None)
        self.measurements = [m for m in self.measurements if m.claim.id != claim_id] + [measurement]
        print(measurement)

    def report(self) -> "Report":
        """The table of all claims of this run; written to $WORKBOOK_RESULTS too, if that is set.

        Raises:
            AssertionError: when the ledger has a claim for this lesson that was not measured.
        """
        expected = {claim.id for claim in claims.ledger().values() if claim.lesson == self.lesson}
        missing = expected - {m.claim.id for m in self.measurements}
        if missing:
            raise AssertionError(f"{self.lesson}: claims not measured: {', '.join(sorted(missing))}")
        if folder := os.environ.get("WORKBOOK_RESULTS"):
            self._write(Path(folder))
        return Report(self.measurements)

    def _write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        numbers = {m.claim.id: {"value": m.value, "data": m.claim.data, "source": m.source} for m in self.measurements}
        content = {"lesson": self.lesson, "profile": self.profile, "seed": self.seed, "claims": numbers}
        (folder / f"{self.lesson}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Report:
    """A table of measurements that a notebook shows as a table, and a terminal as text."""

    measurements: list[claims.Measurement]

    def _repr_markdown_(self) -> str:
        rows = [m.row for m in self.measurements]
        if not rows:
            return "No claims."
        lines = [list(rows[0]), ["---"] * len(rows[0]), *(list(row.values()) for row in rows)]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)

    def __repr__(self) -> str:
        return self._repr_markdown_()


def start(lesson: str, seed: int = 0) -> Run:
    """Begin a lesson; prints one line that says what is being run on what.

    The profile comes from $WORKBOOK_PROFILE ("quick" if unset).

    Raises:
        ValueError: when $WORKBOOK_PROFILE is neither "quick" nor "full".
    """
    name = os.environ.get("WORKBOOK_PROFILE", "quick")
    profile = next((p for p in PROFILES if p == name), None)
    if profile is None:
        raise ValueError(f"WORKBOOK_PROFILE: expected quick or full, got {name!r}")
    run = Run(lesson, profile, seed, device())
    print(f"{lesson} · profile {profile} · seed {seed} · {run.device}, {cores()} cores · {_data_line()}")
    return run


def device() -> str:
    """The PyTorch device to use: "cuda" or "mps" if there is one, else "cpu"."""
    import torch  # here, because loading PyTorch takes seconds that a lesson in plain NumPy need not wait

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def versions() -> dict[str, str]:
    """The installed versions of the packages that the lessons' numbers depend on."""
    return {name: version(name) for name in PACKAGES}


def _data_line() -> str:
    drawn = os.environ.get("WORKBOOK_SOURCE") == "stand-in"
    real = [] if drawn else [name for name in data.NAMES if data.where(name)]
    return f"real data: {', '.join(real)}" if real else "no real data, drawn stand-ins instead"


def environment() -> str:
    """What is installed and what is there, a line each."""
    lines = [
        f"Python        {platform.python_version()} ({platform.system()}, {platform.machine()})",
        *(f"{name:<13} {installed}" for name, installed in versions().items()),
        f"cores         {cores()}",
        f"device        {device()}",
        "",
        "Data (WORKBOOK_DATA = " + os.environ.get("WORKBOOK_DATA", "not set, looking in data/") + "):",
    ]
    for name in data.NAMES:
        lines.append(f"  {name:<12} " + (f"real, in {folder}" if (folder := data.where(name)) else "drawn stand-in"))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(print(environment()))
