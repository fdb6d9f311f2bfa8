"""Characters that touch: where they could be cut apart, and where a model says that they should be.

Over-segmentation and recognition together (Casey and Lecolinet 1996): candidate cuts where little ink is in the way,
a model that reads whatever lies between any two of them, and the way from left to right that it is surest of.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .crops import normalize
from .letters import Steps, soft_ink
from .lines import Line, typical_height
from .model import Model
from .seams import seam
from .steps import Levels, Mask

Ints = NDArray[np.int64]

# Lengths in letter heights.
UNSURE = 0.5  # a model less sure of a character has another look at it ...
WIDE = 0.75  # ... if it is that wide
TOO_WIDE = 1.5  # and always if it is this wide
NARROWEST = 0.12
WIDEST = 1.5
SWAY = 0.15  # how far to either side a cut may go round ink
CROSSED = 1.7  # strokes that a cut may go through, in widths of the pen
MOST_CUTS = 14
GAIN = 0.25  # in nats a letter height of width: what cutting must bring


def candidates(ink: Levels, height: float, thickness: float) -> list[Ints]:
    """Cuts through one component's ink (h, w), from left to right, the two outer sides included."""
    profile = ink.sum(axis=0)
    sway = max(1, round(SWAY * height))
    margin = max(2, round(NARROWEST * height))
    cuts: list[tuple[float, int, Ints]] = []
    inner = profile[margin:-margin] if len(profile) > 2 * margin else profile[:0]
    order = np.argsort(inner, kind="stable") + margin
    for x in order.tolist():
        if len(cuts) >= MOST_CUTS or profile[x] > 3 * CROSSED * thickness:
            break
        if all(abs(x - other) >= margin for _, other, _ in cuts):
            path = seam(ink, max(x - sway, 0), min(x + sway + 1, ink.shape[1]))
            crossed = float(ink[np.arange(len(ink)), path].sum())
            if crossed < CROSSED * thickness:
                cuts.append((crossed, x, path))
    inner_cuts = [path for _, x, path in sorted(cuts, key=lambda cut: cut[1])]
    return [np.zeros(len(ink), np.int64), *inner_cuts, np.full(len(ink), ink.shape[1])]


def sureness(probabilities: NDArray[Any]) -> NDArray[np.float64]:
    """How sure a model is that it sees one character: the sum of its two largest probabilities (N,).

    Whether that is an O or a 0 does not matter here; two characters in one picture are like neither of two classes.
    """
    return np.asarray(np.sort(probabilities, axis=1)[:, -2:].sum(axis=1), dtype=np.float64)


def cut_touching(found: Steps, model: Model, probabilities: NDArray[Any], side: int, box: int) -> Steps:
    """Cut characters that touch apart, where the model is surer of the parts than of the whole.

    Args:
        found: what `look_for_letters` returned.
        model: what reads a character.
        probabilities: (K, C) the model's, of each character as it is.
        side: of the pictures that the model takes.
        box: that the ink fills in them.
    """
    if not len(found.boxes):
        return found
    height = typical_height(found.boxes)
    wide = (found.boxes[:, 3] - found.boxes[:, 1]) / height
    doubtful = np.flatnonzero(((sureness(probabilities) < UNSURE) & (wide > WIDE)) | (wide > TOO_WIDE))
    slope = np.concatenate([np.full(len(line.members), line.slope) for line in found.lines])
    ink = soft_ink(found.denoised, found.labels > 0)
    parts: dict[int, list[Mask]] = {}
    for k in doubtful.tolist():
        y1, x1, y2, x2 = found.boxes[k]
        own = found.labels[y1:y2, x1:x2] == k + 1
        pieces = _best_pieces(ink[y1:y2, x1:x2] * own, height, found.thickness, slope[k], model, (side, box))
        if len(pieces) > 1:
            parts[k] = [piece & own for piece in pieces]
    return _apply(found, parts) if parts else found


def _best_pieces(
    ink: Levels, height: float, thickness: float, slope: float, model: Model, shape: tuple[int, int]
) -> list[Mask]:
    """The pieces (h, w) of a component of which the model is surest, its width being what each piece counts by."""
    cuts = candidates(ink, height, thickness)
    x = np.arange(ink.shape[1])
    pairs, masks, pictures = [], [], []
    for i in range(len(cuts) - 1):
        for j in range(i + 1, len(cuts)):
            mask = (x >= cuts[i][:, None]) & (x < cuts[j][:, None])
            piece = _trim(ink * mask)
            whole = (i, j) == (0, len(cuts) - 1)
            fits = piece.size and piece.shape[0] > 0.5 * height and piece.shape[1] < WIDEST * height
            if whole or fits:
                pairs.append((i, j))
                masks.append(mask)
                pictures.append(normalize(piece, slope, thickness, *shape))
    sure = np.log(sureness(np.asarray(model.predict_proba(np.stack(pictures)))).clip(1e-6))
    best: list[tuple[float, list[int]]] = [(0.0 if i == 0 else -np.inf, []) for i in range(len(cuts))]
    for k, (i, j) in enumerate(pairs):  # sorted by i: the best way to i is known when it is needed
        width = float((cuts[j] - cuts[i]).mean()) / height
        score = best[i][0] + float(sure[k]) * width
        if score > best[j][0]:
            best[j] = (score, [*best[i][1], k])
    whole_score = float(sure[pairs.index((0, len(cuts) - 1))]) * ink.shape[1] / height
    if best[-1][0] < whole_score + GAIN * ink.shape[1] / height:
        return [np.ones(ink.shape, bool)]
    return [masks[k] for k in best[-1][1]]


def _trim(ink: Levels) -> Levels:
    """Without empty rows and columns around."""
    rows, columns = (np.flatnonzero((ink > 0.3).any(axis=axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else ink[:0, :0]


def _apply(found: Steps, parts: dict[int, list[Mask]]) -> Steps:
    """Put pieces (h, w) in the place of the characters that they are parts of, and number all anew."""
    labels = np.zeros_like(found.labels)
    boxes: list[list[int]] = []
    lines: list[Line] = []
    number = np.zeros(len(found.boxes) + 1, np.int32)
    for line in found.lines:
        start, blank = len(boxes), []
        for position, k in enumerate(line.members.tolist()):
            y1, x1, y2, x2 = found.boxes[k].tolist()
            for piece in parts.get(k, []):
                boxes.append(_bounds(piece, y1, x1))
                labels[y1:y2, x1:x2][piece] = len(boxes)
                blank.append(False)
            if k not in parts:
                boxes.append([y1, x1, y2, x2])
                number[k + 1] = len(boxes)
                blank.append(False)
            if position < len(line.blank):
                blank[-1] = bool(line.blank[position])
        lines.append(Line(np.arange(start, len(boxes)), np.array(blank[:-1], bool), line.slope))
    labels += number[found.labels]
    return replace(found, labels=labels, boxes=np.array(boxes, np.int64), lines=lines)


def _bounds(piece: Mask, top: int, left: int) -> list[int]:
    rows, columns = (np.flatnonzero(piece.any(axis=axis)) for axis in (1, 0))
    return [top + int(rows[0]), left + int(columns[0]), top + int(rows[-1]) + 1, left + int(columns[-1]) + 1]
