"""The teaching guide, TEACHING.md, as a page and as PDF beside the instructor's version of the lessons."""

import hashlib
from pathlib import Path

from tools.handouts import document, html, pdf
from tools.handouts.bundle import GUIDE, replace

FILE = "TEACHING.md"


def key(root: Path, code: str) -> str:
    """A hash of what the guide is made from; "" if there is none."""
    path = root / FILE
    return hashlib.sha256(path.read_bytes() + code.encode()).hexdigest() if path.is_file() else ""


def files(target: Path) -> list[Path]:
    """Where it lies."""
    return [target / f"{GUIDE}.{ending}" for ending in ("html", "pdf")]


def make(root: Path, target: Path, course: str) -> None:
    """Write it.

    Raises:
        HandoutError: when something in it cannot be converted.
    """
    text = (root / FILE).read_text(encoding="utf-8").replace("](notebooks/", "](")
    guide = document.read({"cells": [{"cell_type": "markdown", "source": text}]}, root)
    page, paper = files(target)
    page.parent.mkdir(parents=True, exist_ok=True)
    replace(page, html.render(guide, "for teachers", course, home="../index.html").encode())
    replace(paper, pdf.render(guide, "for teachers", course, folds=False))
