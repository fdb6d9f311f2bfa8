"""A page that was read: its text, and for each character where it stands, what it is taken for, and how surely."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .components import Boxes
from .crops import cut_out
from .cuts import cut_touching
from .letters import Steps, look_for_letters
from .lines import Line
from .model import SIDE, Model
from .photo import Bytes

BOX_OF = {32: 24, 28: 22}  # the side of NIST36's and EMNIST's pictures, and of the box that the ink fills there


@dataclass(frozen=True, eq=False)
class Page:
    """What was read on a page.

    Attributes:
        letters: the K characters in reading order, without blanks.
        boxes: int64 (K, 4), [y1, x1, y2, x2] of each, in pixels of the photograph.
        probabilities: (K, C), the model's, of each class.
        classes: the C classes.
        images: uint8 (K, side, side), what the model was shown.
        rows: the lines of writing; their members are indices of characters.
    """

    letters: str
    boxes: Boxes = field(repr=False)
    probabilities: NDArray[Any] = field(repr=False)
    classes: tuple[str, ...] = field(repr=False)
    images: Bytes = field(repr=False)
    rows: list[Line] = field(repr=False)

    @property
    def lines(self) -> list[str]:
        """The text, a line of writing a string, words separated by one blank."""
        return [
            "".join(
                self.letters[k] + " " * int(blank) for k, blank in zip(row.members, [*row.blank, False], strict=True)
            )
            for row in self.rows
        ]

    @property
    def text(self) -> str:
        """The text, with a line break between lines."""
        return "\n".join(self.lines)

    @property
    def confidence(self) -> NDArray[Any]:
        """(K,) probability of each character as it was read."""
        columns = [self.classes.index(letter) for letter in self.letters]
        return self.probabilities[np.arange(len(columns)), columns]

    def alternatives(self, k: int, count: int = 5) -> list[tuple[str, float]]:
        """The classes that character k most probably is, with their probabilities, the most probable first."""
        best = np.argsort(-self.probabilities[k], kind="stable")[:count]
        return [(self.classes[c], float(self.probabilities[k, c])) for c in best]

    def with_letters(self, letters: Sequence[str]) -> "Page":
        """The same page with other characters, as after a repair by context.

        Raises:
            ValueError: if there is not one for each box, or one is not among the classes.
        """
        if len(letters) != len(self.boxes) or set(letters) - set(self.classes):
            raise ValueError(
                f"with_letters: expected {len(self.boxes)} characters of {''.join(self.classes)}, got {letters!r}"
            )
        return replace(self, letters="".join(letters))


def read_page(image: Any, model: Model) -> Page:
    """Read a photographed page.

    Args:
        image: as for `find_letters`.
        model: what reads a character: `reader()`, or another one with ``classes`` and ``predict_proba``.

    Raises:
        TypeError, ValueError: if it is no such image, or the model's answer is not one row of probabilities for
            each character.
    """
    return read_letters(look_for_letters(image), model)


def read_letters(found: Steps, model: Model) -> Page:
    """Read characters that were found already; else as `read_page`."""
    side = getattr(model, "side", SIDE)
    box = BOX_OF.get(side, round(0.75 * side))
    images = cut_out(found, side, box)
    probabilities = _ask(model, images)
    apart = cut_touching(found, model, probabilities, side, box)
    if apart is not found:
        found, images = apart, cut_out(apart, side, box)
        probabilities = _ask(model, images)
    classes = tuple(model.classes)
    letters = "".join(classes[c] for c in probabilities.argmax(axis=1))
    return Page(letters, found.original(found.boxes), probabilities, classes, images, found.lines)


def _ask(model: Model, images: Bytes) -> NDArray[Any]:
    """The model's probabilities (K, C), checked."""
    expected = (len(images), len(model.classes))
    if not len(images):
        return np.zeros(expected, np.float32)
    probabilities = np.asarray(model.predict_proba(images))
    if probabilities.shape != expected or not np.isfinite(probabilities).all():
        raise ValueError(
            f"read_page: expected finite probabilities of shape {expected} from the model, one row for each character "
            f"and one column for each class, got shape {probabilities.shape}"
        )
    return probabilities
