"""The pages that lesson 05 reads: the assignment's photographs where they are, else pages that the project draws."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .. import data
from ..standins import pages
from .components import Boxes
from .photo import open_photo

NAMES = ("01_list", "02_letters", "03_haiku", "04_deep")  # of the assignment's photographs

LETTER = 70  # height of a letter on a drawn page, in pixels
# Drawn pages: name, conditions, text. A full stop is written, but is no character of the page.
DRAWN = (
    ("list", "plain", "SHOPPING LIST\n1. BREAD AND 12 EGGS\n2. COFFEE\n3. PAPER A4 500 SHEETS\n4. STAMPS"),
    ("letters", "uneven light", "ABCDEFGHI\nJKLMNOPQR\nSTUVWXYZ\n0123456789"),
    ("haiku", "pencil, ruled", "INK DRIES ON PAPER.\nTHE NETWORK LOOKS AT A RING.\nZERO OR AN O"),
    ("notes", "dark desk", "LESSON 5\nFIND THE BOXES FIRST.\nTHEN LINES THEN WORDS.\nREAD 36 CLASSES"),
)


@dataclass(frozen=True, eq=False)
class Sample:
    """A page with what is written on it.

    Attributes:
        name: of the page.
        image: uint8 (H, W, 3), RGB.
        lines: the text, a line of writing a string, words separated by one blank, without full stops.
        boxes: int64 (K, 4) of its characters in reading order, where the project drew them; None of a photograph.
    """

    name: str
    image: NDArray[np.uint8] = field(repr=False)
    lines: tuple[str, ...]
    boxes: Boxes | None = field(repr=False, default=None)


@dataclass(frozen=True, eq=False)
class Samples:
    """Some pages; drawn ones say so in the name.

    Attributes:
        name: "pages", or "pages (stand-in)".
        source: "real" or "stand-in".
        pages: the pages.
    """

    name: str
    source: data.Source
    pages: tuple[Sample, ...] = field(repr=False)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{page.name} {page.image.shape[0]} x {page.image.shape[1]}" for page in self.pages)
        return f"{self.name}: {sizes}"


def samples(source: data.Source | None = None) -> Samples:
    """The assignment's four photographs if they are in the data folder, else four drawn pages.

    Args:
        source: "real" or "stand-in"; None leaves it to $WORKBOOK_SOURCE, and where that is not set takes the
            photographs if they are there with their transcriptions, and says in one line if only those are missing.

    Raises:
        FileNotFoundError: if the photographs are wanted and not there, or one of them, or its transcription, is
            missing.
        ValueError: if a photograph is damaged.
    """
    wanted = source or os.environ.get("WORKBOOK_SOURCE") or None
    folders = (root / "pages" for root in data.folders())
    folder = next((f for f in folders if any((f / f"{name}.jpg").is_file() for name in NAMES)), None)
    if wanted != "stand-in" and folder is not None:
        missing = [f"{name}.txt" for name in NAMES if not (folder / f"{name}.txt").is_file()]
        remedy = f"{folder}: no {', '.join(missing)}. Write into each what its page says, as data/README.md shows"
        if not missing:
            return Samples("pages", "real", tuple(_photograph(folder, name) for name in NAMES))
        if wanted == "real":
            raise FileNotFoundError(remedy)
        print(f"{remedy}. Until then the pages are drawn ones.")
    elif wanted == "real":
        raise FileNotFoundError(f"pages: no photographs in {data.FOLDER / 'pages'}. Fetch them: make data ARGS=pages")
    drawn = []
    for seed, (name, conditions, text) in enumerate(DRAWN):
        page = pages.draw(text, replace(pages.CONDITIONS[conditions], letter=LETTER), seed)
        drawn.append(Sample(name, page.image, tuple(page.lines), page.boxes))
    return Samples("pages (stand-in)", "stand-in", tuple(drawn))


def _photograph(folder: Path, name: str) -> Sample:
    """A photograph and the text beside it, without empty lines."""
    lines = (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return Sample(name, open_photo(folder / f"{name}.jpg"), tuple(line.strip() for line in lines if line.strip()))
