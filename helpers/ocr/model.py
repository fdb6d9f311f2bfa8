"""What reads a character: the small interface that `read_page` needs, and the trained network that ships with it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .photo import Bytes

if TYPE_CHECKING:
    from torch import nn

CLASSES = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")  # in NIST36's order
SIDE = 32
FORMAT = "helpers.ocr.reader 1"
WEIGHTS = Path(__file__).resolve().with_name("reader.npz")
BATCH = 256  # characters read at once: bounds the memory used

Probabilities = NDArray[np.float32]


class Model(Protocol):
    """Anything that reads characters.

    Attributes:
        classes: the characters, in the order of the columns of `predict_proba`.
    """

    @property
    def classes(self) -> tuple[str, ...]:
        """The characters that it knows."""

    def predict_proba(self, images: Bytes, /) -> NDArray[Any]:
        """Probabilities (N, C) of the classes for images uint8 (N, side, side), ink bright on dark.

        The side is ``model.side`` where the model has one (28, for a network trained on EMNIST), else 32.
        """


class Flat:
    """Makes a network that takes rows of numbers in [0, 1], as `helpers.nn.MLP` does, a model that reads.

    Args:
        network: has ``predict_proba(X)``, X float32 (N, side * side).
        classes: the characters, in the order of its outputs.
        side: of the pictures that it was trained on, in pixels.
    """

    def __init__(self, network: Any, classes: tuple[str, ...] = CLASSES, side: int = SIDE) -> None:
        self.network, self.classes, self.side = network, tuple(classes), side

    def predict_proba(self, images: Bytes, /) -> NDArray[Any]:
        """Probabilities (N, C) for images uint8 (N, side, side)."""
        rows = images.reshape(len(images), -1).astype(np.float32) / np.float32(255)
        return np.asarray(self.network.predict_proba(rows))


class Torch:
    """Makes a PyTorch module (N, 1, side, side) -> logits (N, C) a model that reads; arguments as for `Flat`."""

    def __init__(self, module: "nn.Module", classes: tuple[str, ...] = CLASSES, side: int = SIDE) -> None:
        self.module, self.classes, self.side = module.eval(), tuple(classes), side

    def predict_proba(self, images: Bytes, /) -> Probabilities:
        """Probabilities (N, C) for images uint8 (N, side, side)."""
        import torch

        where = next(self.module.parameters()).device
        parts = []
        with torch.inference_mode():
            for i in range(0, len(images), BATCH):
                x = torch.tensor(images[i : i + BATCH], dtype=torch.float32, device=where).div_(255).unsqueeze(1)
                parts.append(torch.softmax(self.module(x), dim=1).cpu().numpy())
        return np.concatenate(parts) if parts else np.zeros((0, len(self.classes)), np.float32)


def network(width: int = 32, classes: int = len(CLASSES), last: "nn.Module | None" = None) -> "nn.Sequential":
    """Five convolutions and one linear layer: (N, 1, 32, 32) in [0, 1] -> logits (N, classes).

    Args:
        width: channels of the first convolution.
        classes: how many outputs.
        last: the last pooling, to 4 × 4, if that is not the maximum over 2 × 2; for pictures of another side.
    """
    from torch import nn

    def conv(inputs: int, outputs: int) -> list[nn.Module]:
        return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]

    return nn.Sequential(
        *conv(1, width),
        nn.MaxPool2d(2),
        *conv(width, 2 * width),
        *conv(2 * width, 2 * width),
        nn.MaxPool2d(2),
        *conv(2 * width, 4 * width),
        *conv(4 * width, 4 * width),
        last or nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(4 * width * 16, classes),
    )


def save(module: "nn.Module", path: str | Path, about: dict[str, Any]) -> None:
    """Write the weights of a `network` as float16 into an .npz, with what is to be known about them."""
    arrays = {name: value.detach().cpu().numpy() for name, value in module.state_dict().items()}
    half = {name: a.astype(np.float16) if a.dtype.kind == "f" else a for name, a in arrays.items()}
    described = json.dumps({"format": FORMAT, "classes": "".join(CLASSES), **about})
    with Path(path).open("wb") as file:
        np.savez_compressed(file, about=np.array(described), **half)


def reader(path: str | Path = WEIGHTS) -> Torch:
    """The trained reader: a small CNN that has seen drawn characters only (`tools/train_reader.py` trained it).

    Args:
        path: of the weights; those that ship with the project if none is given.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is damaged, or holds something else; the message says what was expected.
    """
    import torch

    path = Path(path)
    remedy = "restore it with git, or train it again: python tools/train_reader.py"
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; {remedy}")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        about = json.loads(str(arrays.pop("about")))
        if about["format"] != FORMAT:
            raise ValueError(f"format {about['format']!r}")
        module = network(int(about["width"]), len(about["classes"]))
        state = {
            name: torch.from_numpy(a.astype(np.float32) if a.dtype.kind == "f" else a) for name, a in arrays.items()
        }
        module.load_state_dict(state)
        if not all(bool(torch.isfinite(value).all()) for value in state.values()):
            raise ValueError("NaN or infinite weights")
    except Exception as problem:  # a damaged file makes zipfile, NumPy, json and PyTorch raise nearly anything
        reason = " ".join(str(problem).split())[:200]
        raise ValueError(
            f"{path}: expected the weights of a reader ({FORMAT}), got something else: {reason}; {remedy}"
        ) from problem
    return Torch(module, tuple(about["classes"]))
