"""From a photograph to the boxes of its characters: the steps put together."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from . import components, photo, rules, steps
from .components import Boxes, Components
from .lines import Line, drop_dirt, find_lines
from .seams import seam
from .steps import Levels, Mask

MOST = 2000  # components looked at: the largest; a page has fewer characters
CROSSED = 2.5  # widths of the pen: as much ink a cut between two lines may go through


@dataclass(frozen=True)
class Steps:
    """What each step made of a photograph, all at the size at which the pipeline works.

    Attributes:
        rgb: uint8 (H, W, 3), the photograph at that size.
        grey: float32 (H, W), its brightness.
        background: float32 (H, W), the paper without writing.
        contrast: float32 (H, W), how much darker than the paper: noisy.
        denoised: float32 (H, W), the same, smoothed.
        sheet: bool (H, W), where the sheet lies.
        thresholded: bool (H, W), what is dark enough for ink.
        unruled: bool (H, W), the same without printed lines.
        labels: int32 (H, W), the character that each pixel of ink belongs to, from 1 on; 0 elsewhere.
        boxes: int64 (K, 4), [y1, x1, y2, x2] of the characters in reading order; label k + 1 is box k.
        lines: the lines of writing; their members are indices of boxes.
        thickness: mean width of a stroke, pixels; 0 where nothing was found.
        size: (height, width) of the photograph as it came.
    """

    rgb: photo.Bytes
    grey: Levels
    background: Levels
    contrast: Levels
    denoised: Levels
    sheet: Mask
    thresholded: Mask
    unruled: Mask
    labels: NDArray[np.int32]
    boxes: Boxes
    lines: list[Line]
    thickness: float
    size: tuple[int, int]

    def black_and_white(self) -> Levels:
        """The photograph's characters, float32 (height, width) at its own size: ink 0, paper 1, edges between."""
        ink = (soft_ink(self.denoised, self.labels > 0) * 255).astype(np.uint8)
        paper = Image.fromarray(255 - ink).resize(self.size[::-1], Image.Resampling.BILINEAR)
        return np.asarray(paper, dtype=np.float32) / np.float32(255)

    def original(self, boxes: Boxes) -> Boxes:
        """Boxes at the photograph's own size."""
        scale = np.array(self.size * 2) / np.array(self.grey.shape * 2)
        low, high = np.floor(boxes[:, :2] * scale[:2]), np.ceil(boxes[:, 2:] * scale[2:])
        return np.concatenate([low, np.minimum(high, self.size)], axis=1).astype(np.int64)


def soft_ink(contrast: Levels, mask: Mask) -> Levels:
    """Ink in [0, 1] (H, W), with soft edges: contrast within the mask, 1 where it is as dark as the writing is."""
    if not mask.any():
        return np.zeros(mask.shape, np.float32)
    full = float(np.median(contrast[mask]))
    return np.asarray(np.where(mask, (contrast / np.float32(full)).clip(0, 1), np.float32(0)))


def find_letters(image: Any) -> tuple[Boxes, Levels]:
    """Find the characters on a photographed page.

    Args:
        image: (H, W, 3) RGB; also grey or with alpha; uint8 or float in [0, 1].

    Returns:
        boxes: int64 (K, 4), [y1, x1, y2, x2] in pixels of the image, in reading order; K is 0 on a blank page.
        bw: float32 (H, W) in [0, 1], ink 0, paper 1.

    Raises:
        TypeError, ValueError: if it is no such image; the message says what came.
    """
    found = look_for_letters(image)
    return found.original(found.boxes), found.black_and_white()


def look_for_letters(image: Any) -> Steps:
    """Find the characters and keep what each step made; arguments and errors are those of `find_letters`."""
    full = photo.as_rgb(image)
    rgb = photo.at_work_size(full)
    brightness = steps.grey(rgb)
    paper = steps.background(brightness)
    contrast = steps.contrast(brightness, paper)
    denoised = steps.denoise(contrast)
    on_sheet = steps.sheet(paper)
    weak = steps.weak_threshold(denoised)
    thresholded = (denoised > weak) & on_sheet
    unruled = rules.remove_rules(denoised, thresholded, on_sheet)
    labels, boxes, thickness = characters(unruled, denoised, weak)
    lines = drop_dirt(find_lines(boxes), boxes)
    labels, boxes, lines = _in_reading_order(labels, boxes, lines)
    return Steps(
        rgb, brightness, paper, contrast, denoised, on_sheet, thresholded, unruled, labels, boxes, lines, thickness,
        (full.shape[0], full.shape[1]),
    )  # fmt: skip


def characters(mask: Mask, ink: Levels, weak: float) -> tuple[NDArray[np.int32], Boxes, float]:
    """Components of the mask, put together to characters, dirt left out: labels (H, W), boxes (K, 4), pen's width."""
    nothing = np.zeros(mask.shape, np.int32), np.zeros((0, 4), np.int64), 0.0
    found = components.connect(mask, ink)
    if not len(found):
        return nothing
    found = _keep(found, components.is_writing(found, weak), ink)
    if not len(found):
        return nothing
    thickness = _thickness(found)
    found = components.connect(components.sharpen(found, ink), ink)
    smallest = max(0.5 * thickness**2, np.sort(found.area)[-MOST] if len(found) > MOST else 0)
    found = _keep(found, found.area >= smallest, ink)
    if not len(found):
        return nothing
    height = components.letter_height(found)
    found = _cut_tall(found, ink, height, thickness)
    for join in (components.join_parts, components.join_beside):
        whole = np.concatenate([[0], join(found, height) + 1]).astype(np.int32)
        found = components.measure(whole[found.labels], ink)
    found = _keep(found, components.is_character(found, height), ink)
    return (found.labels, found.boxes, _thickness(found)) if len(found) else nothing


def _cut_tall(found: Components, ink: Levels, height: float, thickness: float) -> Components:
    """Cut characters of two lines that touch apart: where a seam across meets little ink, near the middle."""
    labels = found.labels
    sides = found.boxes[:, 2] - found.boxes[:, 0]
    for k in np.flatnonzero(sides > components.TALL * height).tolist():
        y1, x1, y2, x2 = found.boxes[k].tolist()
        own = labels[y1:y2, x1:x2] == k + 1
        middle = slice(round(0.3 * (y2 - y1)), round(0.7 * (y2 - y1)))
        rows = seam((ink[y1:y2, x1:x2] * own).T, middle.start, middle.stop)
        if own[rows, np.arange(x2 - x1)].sum() < CROSSED * thickness:
            below = own & (np.arange(y2 - y1)[:, None] >= rows)
            labels[y1:y2, x1:x2][below] = labels.max() + 1
    return components.measure(labels, ink)


def _thickness(found: Components) -> float:
    return float(np.average(found.thickness, weights=found.area))


def _keep(found: Components, which: Mask, ink: Levels) -> Components:
    """Only those components for which ``which (K,)`` is true."""
    if which.all():
        return found
    keep = np.concatenate([[False], which])
    return components.measure(np.where(keep[found.labels], found.labels, np.int32(0)), ink)


def _in_reading_order(
    labels: NDArray[np.int32], boxes: Boxes, lines: list[Line]
) -> tuple[NDArray[np.int32], Boxes, list[Line]]:
    """Number the characters line by line, from left to right."""
    order = np.concatenate([line.members for line in lines]) if lines else np.zeros(0, np.int64)
    number = np.zeros(len(boxes) + 1, np.int32)
    number[order + 1] = np.arange(1, len(order) + 1)
    ends = np.cumsum([len(line.members) for line in lines])
    renamed = [
        Line(np.arange(end - len(line.members), end), line.blank, line.slope)
        for line, end in zip(lines, ends, strict=True)
    ]
    return number[labels], boxes[order], renamed
