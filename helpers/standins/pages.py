r"""Drawn pages: handwriting in lines on a sheet of paper, photographed, with the text and every character's box.

    page = pages.draw("TO DO LIST\n1. A NAP", pages.CONDITIONS["pencil, ruled"], seed=3)
    page.image, page.lines, page.boxes  # uint8 (H, W, 3); ["TO DO LIST", "1 A NAP"]; int64 (12, 4)

A page is laid out in letter heights, put on a sheet, and seen by a camera (a homography: tilt and perspective act on
the pen's points, so that the boxes are exact). Paper, light and camera follow in `photograph`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import hand, raster
from .camera import Conditions, Layers, homography, photograph, project
from .hand import Floats, Style

Boxes = NDArray[np.int64]
FINE = 2  # fine pixels to a pixel, in each direction
STOP = 0.13  # diameter of a full stop, in letter heights

WORDS = (
    "A I TO DO IT IS AND THE FOR YOU NOT ARE BUT ALL CAN MILK BOOK TIME WORK READ PAGE LINE HAND WORD PLAN LIST MAKE "
    "QUICK BROWN FOX JUMPS OVER LAZY DOG ZEBRA JAZZ QUIZ WAX VEX PIXEL LEARNING DEEP NETWORK WEIGHTS SIGMOID GRADIENT "
    "PAPER PENCIL MARKER LETTER DIGIT KITCHEN WINDOW JOURNEY SIX SEVEN EIGHT MONDAY FRIDAY JULY CALL BUY BREAD COFFEE "
    "2 3 7 10 12 24 36 48 59 60 81 100 1997 2024 365 B52 R2D2 4U X9 K8 M6 Z5"
)


@dataclass(frozen=True)
class Page:
    """A drawn page.

    Attributes:
        image: uint8 (H, W, 3), RGB.
        lines: the text, a line of writing a string; full stops are on the paper but not here.
        boxes: int64 (K, 4), [y1, x1, y2, x2] of each character in reading order, y2 and x2 exclusive.
    """

    image: NDArray[np.uint8]
    lines: list[str]
    boxes: Boxes = field(repr=False)


def _presets() -> dict[str, Conditions]:
    plain = Conditions()
    pencil = replace(plain, ink=(95, 95, 98), pen=0.07, grain=0.35)
    marker = replace(plain, ink=(25, 25, 30), pen=0.17)
    return {
        "plain": plain,
        "thin pen": replace(plain, pen=0.035, ink=(35, 50, 120), letter=70),
        "marker": marker,
        "pencil": pencil,
        "pencil, grey paper": replace(pencil, paper=(150, 152, 150), texture=3.0),
        "brown paper": replace(marker, pen=0.1, paper=(158, 122, 84), texture=5.0),
        "uneven light": replace(plain, light=0.55),
        "show-through": replace(pencil, ink=(70, 70, 72), paper=(190, 185, 170), through=0.1),
        "ruled": replace(plain, grid="ruled"),
        "pencil, ruled": replace(pencil, grid="ruled", rule=0.18),
        "squared": replace(plain, grid="squared", rule=0.18),
        "tilted": replace(plain, tilt=9.0),
        "tilted the other way": replace(plain, tilt=-9.0),
        "dark desk": replace(plain, perspective=0.12, tilt=-4.0),
        "specks": replace(plain, specks=60),
        "blurred": replace(plain, blur=2.2, noise=4.0),
        "coarse JPEG": replace(plain, quality=25, noise=5.0),
        "small": replace(plain, height=450, width=600, letter=20, pen=0.1, blur=0.6),
        "large letters": replace(plain, letter=150, pen=0.04),
        "tight hand": replace(plain, gap=0.08),
        "loose hand": replace(plain, drift=0.14, uneven=0.16, gap=0.4),
    }


CONDITIONS = _presets()


def any_conditions(rng: np.random.Generator) -> Conditions:
    """Conditions of a photograph taken by somebody, somewhere: each one drawn for itself."""

    def between(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    grey = between(130, 240)
    tint = np.array(((1, 1, 1), (1, 0.98, 0.93), (1, 0.8, 0.58), (0.96, 0.98, 1)))[
        rng.choice(4, p=(0.4, 0.3, 0.1, 0.2))
    ]
    pencil = rng.random() < 0.35
    dark = between(0.3, 0.55) if pencil else between(0.1, 0.35)
    blue = np.array((0.8, 0.9, 1.9)) if not pencil and rng.random() < 0.4 else np.ones(3)
    letter = between(26, 110)
    return Conditions(
        letter=letter,
        pen=max(between(0.03, 0.1) if rng.random() < 0.75 else between(0.1, 0.2), 1.6 / letter),
        ink=_rgb(grey * dark * blue),
        grain=between(0.1, 0.4) if pencil else 0.0,
        paper=_rgb(grey * tint),
        texture=between(0.5, 5),
        light=between(0, 0.5),
        grid=(None, None, None, "ruled", "squared")[int(rng.integers(5))],
        rule=between(0.08, 0.25),
        through=between(0.02, 0.1) if rng.random() < 0.25 else 0.0,
        specks=int(rng.integers(0, 40)) if rng.random() < 0.3 else 0,
        blur=between(0.4, 1.0 + 0.012 * letter),
        noise=between(0.5, 5),
        quality=int(rng.integers(40, 96)),
        tilt=float(rng.normal(0, 2)) if rng.random() < 0.8 else between(-10, 10),
        perspective=between(0.03, 0.15) if rng.random() < 0.25 else 0.0,
        drift=between(0.02, 0.1),
        uneven=between(0.03, 0.12),
        gap=between(0.2, 0.5),
        word=between(1.0, 1.6),
    )


def _rgb(color: Floats) -> tuple[int, int, int]:
    red, green, blue = np.clip(color, 0, 250).astype(int).tolist()
    return red, green, blue


def text(rng: np.random.Generator, lines: int = 6, columns: int = 20, shuffled: float = 0.3) -> str:
    """Something to write: a title, then lines of words, some numbered "1.", "2.", ...; full stops here and there.

    Args:
        rng: where the chance comes from.
        lines: how many lines.
        columns: about how many characters a line has at most.
        shuffled: the share of words whose characters are drawn at random, so that all 36 come up.
    """
    alphabet = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    vocabulary, written, number = WORDS.split(), [], 0
    for i in range(lines):
        words = []
        if i and rng.random() < 0.3:
            number += 1
            words.append(f"{number}.")
        while sum(map(len, words)) + len(words) < columns - 4 or not words:
            word = vocabulary[int(rng.integers(len(vocabulary)))]
            words.append("".join(rng.choice(alphabet, len(word))) if rng.random() < shuffled else word)
            if rng.random() < 0.12:
                break
        written.append(" ".join(words) + ("." if rng.random() < 0.15 else ""))
    return "\n".join(written)


def draw(written: str, conditions: Conditions | None = None, seed: int = 0) -> Page:
    """Write a text on a sheet and photograph it.

    Args:
        written: lines of capitals, digits and blanks; full stops are written, but are no characters of the page.
        conditions: paper, pen, hand, light and camera.
        seed: the same seed and conditions give the same page.

    Raises:
        ValueError: if the text holds a character that cannot be written, or none at all.
    """
    c = conditions or Conditions()
    rng = np.random.default_rng(seed)
    lines = [" ".join(line.replace(".", "").split()) for line in written.splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        raise ValueError("draw: expected a text with at least one character A-Z or 0-9, got none")
    to_image = homography(c, rng)
    xy, width, char, stroke = _on_sheet(
        [line for line in written.splitlines() if line.replace(".", "").strip()], c, rng
    )
    xy, width = project(to_image, xy, width)
    ink = char >= 0
    boxes = _boxes(xy[ink], width[ink], char[ink])
    layers = Layers(_stamp(xy, width, stroke, c, rng), _show_through(written, c, to_image, rng), to_image)
    return Page(photograph(layers, c, rng), lines, boxes)


def _on_sheet(lines: Sequence[str], c: Conditions, rng: np.random.Generator) -> tuple[Floats, Floats, Any, Any]:
    """Pen points (P, 2) x, y and widths (P,) in pixels of the sheet, their characters (-1: a full stop) and strokes."""
    labels = [letter for line in lines for letter in line if letter not in " ."]
    style = Style(pen=(c.pen, c.pen), slant=(float(rng.normal(0.06, 0.08)), 0.05), flat=0.02, trim=0.04)
    ink = hand.write(labels, rng, style)
    x, y, widths, char, stroke = _layout(lines, ink, c, rng)
    extent = np.array((x.max() - x.min(), y.max() - y.min()))
    lost = 0.5 * np.sin(np.radians(abs(c.tilt))) * np.array((c.height, c.width))
    room = np.array((c.width, c.height)) * (0.94 - 0.16 * bool(c.perspective)) - 2 * lost
    scale = min(c.letter, float((room / extent).min()))
    slack = room - scale * extent
    corner = (np.array((c.width, c.height)) - room) / 2 + slack * rng.uniform(0.1, 0.5, 2)
    xy = np.stack([x - x.min(), y - y.min()], axis=1) * scale + corner
    return xy, np.maximum(widths * scale, 1.2), char, stroke


def _layout(lines: Sequence[str], ink: hand.Ink, c: Conditions, rng: np.random.Generator) -> tuple[Any, ...]:
    """Put characters side by side and line below line: x, y, width of the pen, character, stroke; in letter heights."""
    count = int(ink.char[-1]) + 1
    begin = np.searchsorted(ink.char, np.arange(count))
    left = np.minimum.reduceat(ink.xy[:, 0] - ink.width / 2, begin)
    right = np.maximum.reduceat(ink.xy[:, 0] + ink.width / 2, begin)
    size = 1 + c.uneven * hand.bell(rng, count)
    at = np.zeros((count, 2))
    stops: list[tuple[float, float]] = []
    k = 0
    for row, line in enumerate(lines):
        slope, level = 0.01 * hand.bell(rng, 1)[0], row * c.spacing + 0.08 * hand.bell(rng, 1)[0]
        x = float(rng.uniform(0, 1.5))
        for letter in line:
            gap = c.gap * (1 + 0.3 * float(hand.bell(rng, 1)[0]))
            if letter == " ":
                x += (c.word - c.gap) * float(rng.uniform(0.85, 1.3))
            elif letter == ".":
                stops.append((x - 0.5 * c.gap, level + slope * x + 1))
                x += 0.3
            else:
                at[k] = x - left[k] * size[k], level + slope * x + c.drift * hand.bell(rng, 1)[0] + 1 - size[k]
                x += float((right[k] - left[k]) * size[k]) + gap
                k += 1
    xy = ink.xy * size[ink.char, None] + at[ink.char]
    dots = np.array(stops).reshape(-1, 2)
    x, y = np.concatenate([xy, dots]).T
    dot = np.full(len(dots), max(STOP, 1.3 * c.pen))
    strokes = np.concatenate([ink.stroke, ink.stroke[-1] + 1 + np.arange(len(dots))])
    return x, y, np.concatenate([ink.width, dot]), np.concatenate([ink.char, np.full(len(dots), -1)]), strokes


def _boxes(xy: Floats, width: Floats, char: Any) -> Boxes:
    begin = np.searchsorted(char, np.arange(int(char[-1]) + 1))
    low = np.minimum.reduceat(xy - width[:, None] / 2, begin)
    high = np.maximum.reduceat(xy + width[:, None] / 2, begin)
    corners = np.concatenate([np.floor(low[:, ::-1]), np.ceil(high[:, ::-1])], axis=1)
    return corners.astype(np.int64)


def _stamp(xy: Floats, width: Floats, stroke: Any, c: Conditions, rng: np.random.Generator) -> NDArray[np.float32]:
    """Ink (H, W) in [0, 1] from the pen's points, which lie close together along the strokes; and specks."""
    specks = rng.uniform(0, 1, (c.specks, 2)) * (c.width, c.height)
    xy, width = np.concatenate([xy, specks]), np.concatenate([width, rng.uniform(1.5, 3.5, c.specks)])
    stroke = np.concatenate([stroke, -1 - np.arange(c.specks)])
    fine = np.floor(xy * FINE).astype(np.int64)
    diameter = np.rint(width * FINE).astype(np.int64).clip(1)
    points = raster.between(fine, diameter, stroke, np.zeros(len(xy), np.int64), parts=4)
    ink = raster.stamp(*points, 1, FINE * max(c.height, c.width))[0, : FINE * c.height, : FINE * c.width]
    blocks = ink.reshape(c.height, FINE, c.width, FINE).sum(axis=(1, 3), dtype=np.float32)
    return np.asarray(blocks / np.float32(FINE**2))


def _show_through(
    written: str, c: Conditions, to_image: Floats, rng: np.random.Generator
) -> NDArray[np.float32] | None:
    """What is written on the other side, mirrored: ink (H, W), or None where nothing shows through."""
    if not c.through:
        return None
    lines = [line for line in written.splitlines()[::-1] if line.replace(".", "").strip()]
    xy, width, _, stroke = _on_sheet(lines, replace(c, letter=0.8 * c.letter), rng)
    xy[:, 0] = c.width - xy[:, 0]
    return _stamp(*project(to_image, xy, width), stroke, replace(c, specks=0), rng)
