"""A trained network as one ``.npz`` file: written whole or not at all, and checked when it is read."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ..history import History
from .functions import Array

FORMAT = "helpers.nn.MLP 1"


def write_checkpoint(
    path: str | Path,
    settings: dict[str, Any],
    theta: Array,
    velocity: Array,
    rng: np.random.Generator,
    history: History,
) -> None:
    """Write a checkpoint beside its final name first, then rename: a crash leaves the old file as it was."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {
        "format": FORMAT,
        "settings": settings,
        "random_state": rng.bit_generator.state,
        "history": asdict(history),
    }
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            np.savez(file, about=np.array(json.dumps(about)), theta=theta, velocity=velocity)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def read_checkpoint(path: str | Path) -> tuple[dict[str, Any], Array, Array, dict[str, Any], History]:
    """Settings, parameters, velocity, random state and history, as ``write_checkpoint`` was given them.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when the file is damaged or not a checkpoint of this kind; the message names it.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such checkpoint; write one with model.save({str(path)!r})")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            about = json.loads(str(archive["about"]))
            theta, velocity = archive["theta"], archive["velocity"]
        if about["format"] != FORMAT:
            raise ValueError(f"format {about['format']!r}, expected {FORMAT!r}")
        if theta.shape != velocity.shape or theta.ndim != 1:
            raise ValueError(f"parameters {theta.shape} and velocity {velocity.shape} do not belong together")
        if {theta.dtype.name, velocity.dtype.name} != {about["settings"]["dtype"]}:
            raise ValueError(f"parameters {theta.dtype}, velocity {velocity.dtype}, not {about['settings']['dtype']}")
        if not (np.isfinite(theta).all() and np.isfinite(velocity).all()):
            raise ValueError("it holds NaN or infinite parameters")
        return about["settings"], theta, velocity, about["random_state"], History(**about["history"])
    except Exception as problem:  # a damaged file can make zipfile, NumPy and json raise nearly anything
        raise ValueError(
            f"{path}: not a checkpoint that MLP.save wrote, or a damaged one ({problem}); train and save it again"
        ) from problem
