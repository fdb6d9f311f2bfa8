"""What a trained network reads: classify, in_capitals."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ...characters import EMNIST_CLASSES
from ..check import Cases, Function, Mistake, checked

Array = NDArray[Any]

# --- from bytes to classes -------------------------------------------------------------------------------------


class _Watched(nn.Module):
    """A linear classifier that remembers what it was shown, and in which state it was then."""

    def __init__(self, weights: Tensor) -> None:
        super().__init__()
        self.weights = nn.Parameter(weights)
        self.shown: list[Tensor] = []
        self.modes: set[str] = set()
        self.noted = False

    def forward(self, images: Tensor) -> Tensor:
        self.shown.append(images.detach().clone())
        self.modes.add("training" if self.training else "evaluation")
        self.noted |= torch.is_grad_enabled()
        return (images.flatten(1).float() - 0.5) @ self.weights


def _photographs(rng: np.random.Generator) -> Cases:
    def photographs(n: int, height: int, width: int, batch_size: int) -> tuple[Any, ...]:
        images = rng.integers(256, size=(n, height, width, 3), dtype=np.uint8)
        return torch.from_numpy(rng.normal(size=(height * width * 3, 4))).float(), images, batch_size

    return {
        "photographs of 3 x 3 pixels": photographs(8, 3, 3, 4),
        "a last batch of one": photographs(7, 4, 6, 3),
    }


def _watched(read: Function, weights: Tensor, images: Array, batch_size: int) -> tuple[Any, ...]:
    """What a function says, and what it did with the network, which it gets as training leaves it."""
    model = _Watched(weights).train()
    classes = read(model, images, batch_size)
    sizes = [len(batch) for batch in model.shown]
    if any(images.dtype is torch.float64 for images in model.shown):
        raise Mistake(
            "classify: the network is shown float64 (which is what NumPy makes of bytes / 255); its weights are "
            "float32, and a convolution takes nothing else. Make a tensor of the bytes first: .float() / 255"
        )
    shown = torch.cat(model.shown).numpy() if model.shown else np.zeros(0, np.float32)
    return shown, "+".join(sorted(model.modes)), model.noted, max(sizes, default=0) <= batch_size, classes


def _reading_with(
    floats: Function = lambda images: images.float() / 255,
    turned: Function = lambda images: images.movedim(3, 1),
    mode: bool = False,
    noted: bool = False,
    cut: Function = lambda images, batch_size: images.split(batch_size),
    answer: Function = lambda logits: logits.argmax(dim=1),
) -> Function:
    """The reading, of which one part is replaced."""

    def classify(model: nn.Module, images: Array, batch_size: int = 500) -> Array:
        model.train(mode)
        with torch.set_grad_enabled(noted):
            batches = cut(torch.from_numpy(images), batch_size)
            said = [answer(model(turned(floats(batch)))).detach().numpy() for batch in batches]
        return np.concatenate(said)

    return classify


@checked(
    cases=_photographs,
    use=_watched,
    returns=(
        "the images as the network was shown them",
        "the network's mode",
        "operations noted for backward",
        "at most batch_size images at once",
        "classes",
    ),
    mistakes=[
        (
            _reading_with(mode=True),
            "the network is still in training mode: batch normalization then uses the batch, and dropout drops, so "
            "what is read depends on the other images. Call model.eval() first",
        ),
        (
            _reading_with(noted=True),
            "each operation is noted for backward, which takes memory for nothing: read within torch.inference_mode()",
        ),
        (
            _reading_with(turned=lambda images: images.reshape(len(images), 3, *images.shape[1:3])),
            "reshape does not turn axes: it reads the same numbers in the same order, and mixes the colours of "
            "neighbouring pixels. movedim(3, 1), or permute(0, 3, 1, 2), turns them",
        ),
        (
            _reading_with(turned=lambda images: images.transpose(1, 3)),
            "height and width have changed places: transpose(1, 3) swaps two axes; the channels are to come first, and "
            "the others to keep their order: movedim(3, 1)",
        ),
        (
            _reading_with(turned=lambda images: images),
            "the channels are still last, (N, H, W, 3); PyTorch wants (N, 3, H, W)",
        ),
        (
            _reading_with(floats=lambda images: images.float()),
            "the pixels go from 0 to 255; the network has learned from pixels in [0, 1]",
        ),
        (
            _reading_with(floats=lambda images: images),
            "the network is shown bytes: make them floats in [0, 1]",
        ),
        (
            _reading_with(cut=lambda images, batch_size: [images]),
            "all images go through the network at once: for thousands of photographs the memory does not suffice",
        ),
        (
            _reading_with(cut=lambda images, size: images[: len(images) // size * size].split(size)),
            "the last batch, which is smaller, is missing",
        ),
        (
            _reading_with(cut=lambda images, batch_size: [images[:batch_size]]),
            "only the first batch is read: is the return in the loop?",
        ),
        (
            _reading_with(answer=lambda logits: logits.argmax(dim=0)),
            "argmax(dim=0) finds the best *image* for each class; the best class of each image is argmax(dim=1)",
        ),
        (_reading_with(answer=lambda logits: logits), "these are logits; the class is where the largest one is"),
        (
            _reading_with(answer=lambda logits: logits.amax(dim=1)),
            "this is the largest logit itself; asked for is *where* it is: argmax",
        ),
    ],
)
def classify(model: nn.Module, images: Array, batch_size: int = 500) -> Array:
    """The class ``(N,)`` that a network gives each of the images ``uint8 (N, H, W, 3)``."""
    classes: Array = _reading_with()(model, images, batch_size)
    return classes


# --- 47 classes as 36 ------------------------------------------------------------------------------------------


def _alphabets(rng: np.random.Generator) -> Cases:
    def shares(n: int, classes: str) -> Array:
        return rng.dirichlet(np.ones(len(classes)), size=n)

    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    emnist = "".join(EMNIST_CLASSES)
    return {
        "four classes, two of them one letter": (shares(4, "1ABb"), tuple("1ABb"), tuple("AB1")),
        "the 47 classes of EMNIST": (shares(5, emnist), tuple(emnist), tuple(letters)),
    }


def _columns(shares: Array, classes: tuple[str, ...], letter: str) -> Array:
    return shares[:, [k for k, name in enumerate(classes) if name.upper() == letter]]


def _merged_by(merge: Function) -> Function:
    """Merging each letter's columns ``(N, 1 or 2)`` into one in this way."""
    return lambda shares, classes, capitals: np.stack(
        [merge(_columns(shares, classes, letter)) for letter in capitals], axis=1
    )


def _in_order_of_classes(shares: Array, classes: tuple[str, ...], capitals: tuple[str, ...]) -> Array:
    order = tuple(name for name in classes if name in capitals)
    merged: Array = in_capitals.right(shares, classes, order)
    return merged


def _votes(shares: Array, classes: tuple[str, ...], capitals: tuple[str, ...]) -> Array:
    """1 for the capital of each row's most probable class."""
    merged: Array = in_capitals.right(np.eye(len(classes))[shares.argmax(axis=1)], classes, capitals)
    return merged


@checked(
    cases=_alphabets,
    mistakes=[
        (
            _votes,
            "the answers are merged (argmax, then upper), not the probabilities: an A that is half a and half A loses "
            "to a class that is less probable than the two together",
        ),
        (
            lambda shares, classes, capitals: np.stack(
                [
                    sum(shares[:, classes.index(name)] for name in (letter, letter.lower()) if name in classes)
                    for letter in capitals
                ],
                axis=1,
            ),
            "the digits count twice: '1'.lower() is '1', so its column is found a second time",
        ),
        (
            _merged_by(lambda both: both[:, 0]),
            "the lower-case letters are dropped, and their probabilities with them: the rows no longer add up to 1",
        ),
        (
            _merged_by(lambda both: both[:, -1]),
            "a letter with two columns keeps only the last: P[:, where] += … writes to a place once, however often it "
            "occurs in `where` (np.add.at adds each time)",
        ),
        (
            _merged_by(lambda both: both.max(axis=1)),
            "the larger of the two is taken; a and A exclude each other, so their probabilities add up",
        ),
        (
            _merged_by(lambda both: both.mean(axis=1)),
            "the mean of the two is taken; a and A exclude each other, so their probabilities add up",
        ),
        (
            _merged_by(lambda both: both.prod(axis=1)),
            "the two are multiplied: that is for events that happen together; a character is one *or* the other",
        ),
        (
            _in_order_of_classes,
            "the columns are in the order of the network's classes; those of the result go by `capitals`",
        ),
        (
            lambda shares, classes, capitals: (
                _merged_by(lambda both: both[:, 0])(shares, classes, capitals)
                / _merged_by(lambda both: both[:, 0])(shares, classes, capitals).sum(axis=1, keepdims=True)
            ),
            "the lower-case letters are dropped, and the rest is made to add up to 1: what was seen as an a should "
            "speak for A",
        ),
    ],
)
def in_capitals(shares: Array, classes: tuple[str, ...], capitals: tuple[str, ...]) -> Array:
    """Probabilities ``(N, C)`` of ``classes`` as probabilities ``(N, len(capitals))``: those of a and A are added."""
    return np.stack([_columns(shares, classes, letter).sum(axis=1) for letter in capitals], axis=1)
