"""Lines of writing: boxes clustered by their centres."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import ocr
from ..check import Cases, Function, Mistake, checked
from ..differences import kind

Array = NDArray[Any]
Lines = list[list[int]]
NORMAL, TALL, SMALL = 1.0, 2.4, 0.4  # heights of characters, in letter heights


def _pages(rng: np.random.Generator) -> Cases:
    def page(lines: int, height: float, others: tuple[float, ...] = (), stray: float = 0.05) -> tuple[Array]:
        """Boxes in random order, no two equally high up: level lines of five letters and of others."""
        boxes = []
        for line in range(lines):
            sides = height * np.array([NORMAL] * 5 + list(others)) * rng.uniform(0.92, 1.08, 5 + len(others))
            middle = height * (2 + 3 * line + rng.permutation(np.linspace(-stray, stray, len(sides))))
            left = height * (1 + np.arange(len(sides)) + 0.05 * line + rng.uniform(0, 0.04, len(sides)))
            right = left + height * rng.uniform(0.5, 0.7, len(sides))
            rng.shuffle(sides)
            boxes.append(np.stack([middle - sides / 2, left, middle + sides / 2, right], axis=1))
        return (rng.permutation(np.rint(np.concatenate(boxes)).astype(np.int64)),)

    return {
        "two lines": page(2, 200),
        "tall and small characters": page(3, 120, (TALL, SMALL)),
        "large letters": page(4, 300, stray=0.2),
        "small letters": page(4, 16),
        "one character": (np.array([[5, 7, 30, 20]]),),
        "no character": (np.zeros((0, 4), np.int64),),
    }


def _as_lists(function: Function, boxes: Array) -> Any:
    """The lines that a function finds, whatever it keeps them in."""
    lines = function(boxes)
    try:
        found = [[int(k) for k in line] for line in lines]
    except (TypeError, ValueError):
        got = "a list that holds other things" if isinstance(lines, list | tuple) else kind(lines)
        raise Mistake(
            f"group_lines: expected a list with a list for each line, of the positions of its boxes, got {got}"
        ) from None
    return {"number of lines": len(found), "lines": found}


def _lines_with(
    level: Function = lambda boxes: (boxes[:, 0] + boxes[:, 2]) / 2,
    apart: Function = lambda boxes: np.median(boxes[:, 2] - boxes[:, 0]) / 2,
    along: Function = lambda boxes, k: boxes[k, 1],
    lines: Function = lambda lines, boxes: lines,
) -> Function:
    """Lines by clustering, of which one part is replaced."""

    def group_lines(boxes: Array) -> Lines:
        levels, found = level(boxes), list[list[int]]()
        for k in np.argsort(levels, kind="stable").tolist():
            if found and levels[k] - np.mean(levels[found[-1]]) < apart(boxes):
                found[-1].append(k)
            else:
                found.append([k])
        return list(lines([sorted(line, key=lambda k: along(boxes, k)) for line in found], boxes))

    return group_lines


def _positions(lines: Lines, boxes: Array) -> Lines:
    """The same, with each box's place in the order from top to bottom instead of its number."""
    place = np.argsort(np.argsort((boxes[:, 0] + boxes[:, 2]) / 2, kind="stable"))
    return [place[line].tolist() for line in lines]


@checked(
    cases=_pages,
    use=_as_lists,
    mistakes=[
        (
            _lines_with(level=lambda boxes: boxes[:, 0]),
            "boxes are put into lines by their tops (y1); a tall letter begins further up than its neighbours, and a "
            "small one further down: take the centres, (y1 + y2) / 2",
        ),
        (
            _lines_with(level=lambda boxes: boxes[:, 2]),
            "boxes are put into lines by their lower ends (y2); take the centres, (y1 + y2) / 2",
        ),
        (
            _lines_with(apart=lambda boxes: 20),
            "a new line begins 20 pixels further down, however large the writing is; take half the median height",
        ),
        (
            _lines_with(apart=lambda boxes: 0),
            "every box is a line of its own: centres on one line are nearly equal, not equal",
        ),
        (_lines_with(apart=lambda boxes: np.inf), "all boxes are in one line: when does a new one begin?"),
        (
            _lines_with(along=lambda boxes, k: boxes[k, 0] + boxes[k, 2]),
            "within a line the boxes go from top to bottom; sort each line from left to right (x1)",
        ),
        (_lines_with(along=lambda boxes, k: -boxes[k, 1]), "within a line the boxes go from right to left"),
        (
            _lines_with(along=lambda boxes, k: k),
            "within a line the boxes are in the order in which they were given; sort each line from left to right (x1)",
        ),
        (
            _lines_with(lines=lambda lines, boxes: lines[::-1]),
            "the lines go from the bottom to the top: y grows downwards in a picture",
        ),
        (
            _lines_with(lines=lambda lines, boxes: lines[:-1]),
            "the last line is missing: is a line kept only when the next one begins?",
        ),
        (
            _lines_with(lines=_positions),
            "these are positions in the sorted list; positions in the array boxes, as it was given, are asked for",
        ),
    ],
)
def group_lines(boxes: Array) -> Lines:
    """Indices of boxes (K, 4), a list for each line from top to bottom, in each from left to right."""
    return [line.members.tolist() for line in ocr.find_lines(boxes)]
