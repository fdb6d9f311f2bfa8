"""The exercises of lesson 05: right answers written in other ways pass, and typical mistakes are named."""

import functools
from difflib import SequenceMatcher
from itertools import groupby

import numpy as np
from answers import Answers
from PIL import Image
from scipy import ndimage
from skimage.color import rgb2gray
from skimage.filters import gaussian, threshold_otsu
from skimage.measure import label, regionprops
from skimage.morphology import closing, dilation, disk, erosion, footprint_rectangle
from skimage.transform import resize

from helpers import ocr
from helpers.checks import ocr_pipeline as checks

FIVE, NINE = footprint_rectangle((5, 5)), footprint_rectangle((9, 9))

# --- right answers ---------------------------------------------------------------------------------------------


def otsu_by_hand(grey):
    levels = np.linspace(grey.min(), grey.max(), 64)[1:-1]
    shares = np.array([(grey < level).mean() for level in levels])
    between = [
        share * (1 - share) * (grey[grey < level].mean() - grey[grey >= level].mean()) ** 2
        for level, share in zip(levels, shares, strict=True)
    ]
    return levels[np.argmax(between)]


def ink_by_maximum_filters(image):
    grey = ndimage.gaussian_filter(rgb2gray(image), 1, mode="nearest")
    ink = grey < otsu_by_hand(grey)
    closed = ndimage.minimum_filter(ndimage.maximum_filter(ink, 5), 5)
    return ndimage.maximum_filter(closed, 9)


def ink_of_a_mean(image):
    smooth = gaussian(image.mean(axis=2), sigma=1)
    return dilation(closing(smooth <= threshold_otsu(smooth), FIVE), NINE).astype(bool)


def ink_without_closing(photo):
    dark = -gaussian(rgb2gray(photo), 1)
    return dilation(dilation(dark > threshold_otsu(dark), FIVE), FIVE)


def ink_of_the_inverse(image):
    dark = 1 - gaussian(rgb2gray(image), 1)
    return ndimage.binary_dilation(ndimage.binary_closing(dark > threshold_otsu(dark), FIVE), NINE)


def ink_of_the_paper(image):
    smooth = gaussian(rgb2gray(image), 1)
    paper = smooth >= threshold_otsu(smooth)
    return ~erosion(paper, NINE)


def pieces(ink):
    labels, count = ndimage.label(ink, np.ones((3, 3)))
    return [np.argwhere(labels == k) for k in range(1, count + 1)]


def boxes_by_pixels(ink):
    found = pieces(ink)
    border = sum(map(len, found)) / max(len(found), 1) / 5
    boxes = [[*yx.min(axis=0), *(yx.max(axis=0) + 1)] for yx in found if len(yx) > border]
    return np.array(boxes, dtype=np.int64) if boxes else np.empty((0, 4), dtype=int)


def boxes_by_slices(ink):
    labels, count = ndimage.label(ink, structure=np.ones((3, 3)))
    areas = np.bincount(labels.ravel(), minlength=1)[1:]
    boxes = np.zeros((0, 4), int)
    for k, (rows, columns) in enumerate(ndimage.find_objects(labels)):
        if 5 * areas[k] * count > areas.sum():
            boxes = np.vstack([[rows.start, columns.start, rows.stop, columns.stop], boxes])
    return boxes


def boxes_by_mask(ink):
    regions = regionprops(label(ink))
    if not regions:
        return np.zeros((0, 4))
    areas = np.array([region.area for region in regions])
    return np.array([region.bbox for region in regions])[areas > areas.mean() / 5]


def boxes_by_flood(ink):
    left, found = {(int(y), int(x)) for y, x in np.argwhere(ink)}, []
    while left:
        todo, piece = [left.pop()], []
        while todo:
            y, x = todo.pop()
            piece.append((y, x))
            near = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & left
            left -= near
            todo += near
        found.append(np.array(piece))
    fair = ink.sum() / len(found) / 5 if found else 0
    boxes = [(*piece.min(0), *piece.max(0) + 1) for piece in found if len(piece) > fair]
    return np.array(boxes).reshape(len(boxes), 4)


def middles(boxes):
    return boxes[:, [0, 2]].mean(axis=1)


def lines_by_gaps(boxes):
    if len(boxes) == 0:
        return []
    order = np.argsort(middles(boxes))
    new = np.diff(middles(boxes)[order]) > np.median(boxes[:, 2] - boxes[:, 0]) / 2
    return [row[np.argsort(boxes[row, 1])] for row in np.split(order, np.flatnonzero(new) + 1)]


def lines_from_the_left(boxes):
    lines = []
    for k in sorted(range(len(boxes)), key=lambda k: boxes[k][1]):
        y1, _, y2, _ = boxes[k]
        for line in lines:
            level = np.mean([(boxes[j][0] + boxes[j][2]) / 2 for j in line])
            if abs(level - (y1 + y2) / 2) < np.median(boxes[:, 2] - boxes[:, 0]) / 2:
                line.append(k)
                break
        else:
            lines.append([k])
    return sorted(lines, key=lambda line: middles(boxes)[line].mean())


def lines_by_overlap(boxes):
    lines = []
    for k in np.argsort(middles(boxes)).tolist():
        if lines and boxes[k, 0] < max(boxes[j, 2] for j in lines[-1]):
            lines[-1] = (*lines[-1], k)
        else:
            lines.append((k,))
    return tuple(tuple(sorted(line, key=lambda j: boxes[j, 3])) for line in lines)


def lines_by_number(boxes):
    if not boxes.size:
        return []
    middle, half = middles(boxes), np.median(boxes[:, 2] - boxes[:, 0]) / 2
    order = np.argsort(middle)
    number = np.zeros(len(boxes), int)
    number[order] = np.cumsum(np.diff(middle[order], prepend=middle[order[0]]) > half)
    ordered = np.lexsort((boxes[:, 1], number))
    return [list(line) for _, line in groupby(ordered, key=lambda k: number[k])]


def sides(height, width, longest=24):
    return tuple(max(1, round(side * longest / max(height, width))) for side in (height, width))


def with_pillow(resample):
    def normalized(bw, box):
        y1, x1, y2, x2 = (int(end) for end in box)
        height, width = sides(y2 - y1, x2 - x1)
        picture = Image.new("L", (32, 32))
        ink = Image.fromarray(np.uint8(255 - 255 * bw[y1:y2, x1:x2])).resize((width, height), resample)
        picture.paste(ink, ((32 - width) // 2, (32 - height) // 2))
        return np.asarray(picture) / 255

    return normalized


def normalized_by_padding(bw, box):
    ink = (1 - bw)[box[0] : box[2], box[1] : box[3]]
    small = resize(ink, sides(*ink.shape))
    margins = [((32 - side) // 2, 32 - side - (32 - side) // 2) for side in small.shape]
    return np.pad(small, margins)


def normalized_by_a_square(bw, box):
    y1, x1, y2, x2 = box
    side = max(y2 - y1, x2 - x1)
    square = np.zeros((side, side))
    top, left = (side - (y2 - y1)) // 2, (side - (x2 - x1)) // 2
    square[top : top + y2 - y1, left : left + x2 - x1] = 1.0 - bw[y1:y2, x1:x2]
    return np.pad(resize(square, (24, 24)), 4)


def normalized_by_interpolation(bw, box):
    y1, x1, y2, x2 = box
    picture = np.zeros((32, 32), dtype=np.float32)
    height, width = sides(y2 - y1, x2 - x1)
    ys = (np.arange(height) + 0.5) * (y2 - y1) / height - 0.5
    xs = (np.arange(width) + 0.5) * (x2 - x1) / width - 0.5
    ink = ndimage.map_coordinates(1 - bw[y1:y2, x1:x2], np.meshgrid(ys, xs, indexing="ij"), order=1, mode="nearest")
    picture[16 - height // 2 :, 16 - width // 2 :][:height, :width] = ink
    return picture


def rate_by_table(true, read):
    table = np.zeros((len(true) + 1, len(read) + 1))
    table[:, 0], table[0] = range(len(true) + 1), range(len(read) + 1)
    for i in range(1, len(true) + 1):
        for j in range(1, len(read) + 1):
            diagonal = table[i - 1, j - 1] + (0 if true[i - 1] == read[j - 1] else 1)
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, diagonal)
    return table[-1, -1], table[-1, -1] / len(true)


def rate_by_recursion(true, read):
    @functools.cache
    def edits(i, j):
        if not (i and j):
            return i + j
        return min(edits(i - 1, j) + 1, edits(i, j - 1) + 1, edits(i - 1, j - 1) + (true[i - 1] != read[j - 1]))

    n = edits(len(true), len(read))
    return n, n / len(true)


def rate_from_the_end(true, read):
    if not true or not read:
        edits = len(true) + len(read)
    elif true[0] == read[0]:
        edits = rate_from_the_end(true[1:], read[1:])[0]
    else:
        parts = (true[1:], read), (true, read[1:]), (true[1:], read[1:])
        edits = 1 + min(rate_from_the_end(*part)[0] for part in parts)
    return [edits, edits / max(len(true), 1)]


def rate_by_search(true, read):
    front, seen, edits = {(0, 0)}, set(), 0
    while True:
        todo = list(front)
        while todo:
            i, j = todo.pop()
            if i < len(true) and j < len(read) and true[i] == read[j] and (i + 1, j + 1) not in front:
                front.add((i + 1, j + 1))
                todo.append((i + 1, j + 1))
        if (len(true), len(read)) in front:
            return edits, edits / len(true)
        seen |= front
        steps = {(i + di, j + dj) for i, j in front for di, dj in ((0, 1), (1, 0), (1, 1))}
        front = {(i, j) for i, j in steps - seen if i <= len(true) and j <= len(read)}
        edits += 1


RIGHT = {
    "threshold_ink": [
        ink_by_maximum_filters,
        ink_of_a_mean,
        ink_without_closing,
        ink_of_the_paper,
        ink_of_the_inverse,
        lambda image: dilation(
            closing((g := gaussian(image, 1, channel_axis=2) @ (0.3, 0.59, 0.11)) < threshold_otsu(g), FIVE), NINE
        ),
    ],
    "letter_boxes": [
        boxes_by_pixels,
        boxes_by_slices,
        boxes_by_mask,
        boxes_by_flood,
        lambda ink: boxes_by_pixels(ink)[::-1].astype(np.int32),
    ],
    "group_lines": [
        lines_by_gaps,
        lines_from_the_left,
        lines_by_overlap,
        lines_by_number,
        lambda boxes: [line.members for line in ocr.find_lines(boxes)],
    ],
    "normalized": [
        with_pillow(Image.Resampling.BILINEAR),
        with_pillow(Image.Resampling.LANCZOS),
        normalized_by_padding,
        normalized_by_a_square,
        normalized_by_interpolation,
    ],
    "character_error_rate": [
        rate_by_table,
        rate_by_recursion,
        rate_from_the_end,
        rate_by_search,
        lambda true, read: (ocr.scores.distance(true, read), ocr.scores.distance(true, read) / len(true)),
        lambda true, read: np.array(rate_by_table(true, read)),
        lambda true, read: tuple(np.array(number) for number in rate_by_recursion(true, read)),
    ],
}

# --- mistakes, as students write them --------------------------------------------------------------------------


def ink(image, is_ink=lambda g: g < threshold_otsu(g), sigma=1, thick=NINE):
    smooth = gaussian(rgb2gray(image), sigma) if sigma else rgb2gray(image)
    mask = closing(is_ink(smooth), FIVE)
    return mask if thick is None else dilation(mask, thick)


def ink_closed_at_last(image):
    smooth = gaussian(rgb2gray(image), 1)
    return closing(dilation(smooth < threshold_otsu(smooth), NINE), FIVE)


def ink_of_dilated_grey(image):
    smooth = dilation(closing(gaussian(rgb2gray(image), 1), FIVE), NINE)
    return smooth < threshold_otsu(smooth)


def boxes(ink, take=lambda region: region.bbox, keep=lambda areas: areas > areas.mean() / 5, **options):
    regions = regionprops(label(ink, **options))
    if not regions:
        return np.zeros((0, 4), int)
    kept = keep(np.array([region.area for region in regions]))
    return np.array([take(region) for region, yes in zip(regions, kept, strict=True) if yes])


def boxes_of_last_pixels(ink):
    found = pieces(ink)
    return np.array(
        [[*yx.min(axis=0), *yx.max(axis=0)] for yx in found if len(yx) > np.mean([len(piece) for piece in found]) / 5]
    ).reshape(-1, 4)


def boxes_with_the_background(ink):
    labels = label(ink)
    areas = [(labels == k).sum() for k in np.unique(labels)]
    found = [np.argwhere(labels == k) for k in np.unique(labels)]
    kept = [yx for yx, area in zip(found, areas, strict=True) if area > np.mean(areas[1:] or 0) / 5]
    return np.array([[*yx.min(axis=0), *(yx.max(axis=0) + 1)] for yx in kept])


def xywh(region):
    y1, x1, y2, x2 = region.bbox
    return x1, y1, x2 - x1, y2 - y1


def lines(boxes, level=middles, apart=None, key=lambda box: box[1], kept_late=False):
    apart = apart if apart is not None else np.median(boxes[:, 2] - boxes[:, 0]) / 2
    found, current = [], []
    for k in np.argsort(level(boxes)):
        if current and level(boxes)[k] - np.mean(level(boxes)[current]) > apart:
            found.append(current)
            current = []
        current.append(k)
    if current and not kept_late:
        found.append(current)
    return [sorted(line, key=lambda k: key(boxes[k])) for line in found]


def lines_of_sorted_boxes(given):
    ordered = given[np.argsort(middles(given))]
    return lines(ordered)


def picture(bw, box, invert=True, shape=None, longest=24, at=None, paper=0.0):
    y1, x1, y2, x2 = box
    part = bw[y1:y2, x1:x2]
    part = 1 - part if invert else part
    small = resize(part, shape or sides(*part.shape, longest))
    result = np.full((32, 32), paper)
    top, left = at or ((32 - small.shape[0]) // 2, (32 - small.shape[1]) // 2)
    result[top : top + small.shape[0], left : left + small.shape[1]] = small
    return result


def rate(true, read, over=lambda true, read: len(true), scale=1):
    edits = rate_by_recursion(true, read)[0]
    return edits, scale * edits / over(true, read)


def rate_without_insertions(true, read):
    row = [0] * (len(read) + 1)
    for i, a in enumerate(true, start=1):
        above, row = row, [i]
        for j, b in enumerate(read, start=1):
            row.append(min(above[j - 1] + (a != b), above[j] + 1, row[j - 1]))
    return row[-1], row[-1] / len(true)


def rate_with_zeros_before(true, read):
    table = np.zeros((len(true) + 1, len(read) + 1))
    table[:, 0] = range(len(true) + 1)
    for i, a in enumerate(true, start=1):
        for j, b in enumerate(read, start=1):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b))
    return table[-1, -1], table[-1, -1] / len(true)


def rate_of_common_subsequence(true, read):
    @functools.cache
    def common(i, j):
        if i == len(true) or j == len(read):
            return 0
        return 1 + common(i + 1, j + 1) if true[i] == read[j] else max(common(i + 1, j), common(i, j + 1))

    edits = len(true) + len(read) - 2 * common(0, 0)
    return edits, edits / len(true)


def rate_by_difflib(true, read):
    edits = 0
    for what, i, i_end, j, j_end in SequenceMatcher(None, true, read).get_opcodes():
        edits += {"equal": 0, "replace": max(i_end - i, j_end - j)}.get(what, i_end - i + j_end - j)
    return edits, edits / len(true)


def rate_by_position(true, read):
    edits = abs(len(true) - len(read)) + sum(a != b for a, b in zip(true, read, strict=False))
    return edits, edits / len(true)


MISTAKES = {
    "threshold_ink": [
        (lambda image: ink(image, lambda g: g > threshold_otsu(g)), "ink and paper are inverted: ink is darker"),
        (lambda image: np.logical_not(ink(image)), "ink and paper are inverted: True is ink here"),
        (lambda image: ink(image, lambda g: g < 0.5), "the threshold is ½ for every page"),
        (lambda image: ink(image, lambda g: g < g.mean()), "the threshold is the page's mean"),
        (lambda image: ink(image, sigma=0), "the picture is not smoothed"),
        (lambda image: ink(image, thick=None), "the strokes are not thickened"),
        (lambda image: ink(image, thick=FIVE), "by a square of 5 × 5"),
        (lambda image: ink(image, thick=footprint_rectangle((7, 7))), "by a square of 7 × 7"),
        (ink_closed_at_last, "the closing comes after the dilation"),
        (lambda image: erosion(ink(image, thick=None), NINE), "the strokes are thinned"),
        (lambda image: 1.0 - ink(image), "expected true or false, got floats"),
        (ink_of_dilated_grey, "expected"),
        (lambda image: ink(image, thick=disk(12)), "entries differ"),
    ],
    "letter_boxes": [
        (lambda ink: boxes(ink, lambda r: (r.bbox[1], r.bbox[0], r.bbox[3], r.bbox[2])), "y comes first"),
        (boxes_of_last_pixels, "half-open"),
        (lambda ink: boxes(ink, xywh), "as OpenCV gives them"),
        (
            lambda ink: boxes(ink, lambda r: (*r.bbox[:2], r.bbox[2] - r.bbox[0], r.bbox[3] - r.bbox[1])),
            "the boxes are [y, x, height, width]",
        ),
        (lambda ink: boxes(ink, keep=lambda areas: areas > 0), "specks count as characters"),
        (lambda ink: boxes(ink, keep=lambda areas: areas > areas.mean()), "not than the mean"),
        (lambda ink: boxes(ink, keep=lambda areas: areas > areas.max() / 5), "not of the largest"),
        (lambda ink: boxes(ink, keep=lambda areas: areas > np.median(areas) / 5), "a fifth of the median area"),
        (lambda ink: boxes(ink, keep=lambda areas: areas > 50), "letter_boxes, a page with a large blot"),
        (lambda ink: boxes(ink, connectivity=1), "eight neighbours, not four"),
        (lambda ink: boxes(~ink), "these are boxes of the paper"),
        (boxes_with_the_background, "the background counts as a piece"),
        (lambda ink: np.array(boxes(ink).tolist()), "should have shape (0, 4)"),
        (lambda ink: boxes(ink) + 0.0, "expected whole numbers, got floats"),
        (lambda ink: boxes(ink).tolist(), "got a value of type list"),
    ],
    "group_lines": [
        (lambda boxes: lines(boxes, level=lambda boxes: boxes[:, 0]), "by their tops (y1)"),
        (lambda boxes: lines(boxes, level=lambda boxes: boxes[:, 2]), "by their lower ends (y2)"),
        (lambda boxes: lines(boxes, apart=20), "20 pixels further down"),
        (lambda boxes: lines(boxes, apart=0), "every box is a line of its own"),
        (lambda boxes: [np.argsort(boxes[:, 1])], "all boxes are in one line"),
        (lambda boxes: lines(boxes, key=lambda box: box[0] + box[2]), "sort each line from left to right"),
        (lambda boxes: lines(boxes, key=lambda box: -box[1]), "from right to left"),
        (lambda boxes: [sorted(line) for line in lines(boxes)], "in the order in which they were given"),
        (lambda boxes: lines(boxes)[::-1], "from the bottom to the top"),
        (lambda boxes: lines(boxes, kept_late=True), "the last line is missing"),
        (lines_of_sorted_boxes, "positions in the sorted list"),
        (lambda boxes: [boxes[line] for line in lines(boxes)], "got a list that holds other things"),
        (lambda boxes: None, "got None"),
    ],
    "normalized": [
        (lambda bw, box: picture(bw, box[[1, 0, 3, 2]]), "y comes first"),
        (lambda bw, box: picture(bw, box + np.array([0, 0, 1, 1])), "of the neighbours"),
        (lambda bw, box: picture(bw, box - np.array([0, 0, 1, 1])), "exclusive already"),
        (lambda bw, box: picture(bw, box, invert=False), "inverted within the box"),
        (lambda bw, box: 1 - picture(bw, box), "ink and paper are inverted: in bw ink is 0"),
        (lambda bw, box: picture(bw, box, shape=(24, 24)), "stretched to a square: an I"),
        (lambda bw, box: picture(bw, box, shape=(32, 32)), "that fills the picture"),
        (lambda bw, box: picture(bw, box, longest=32), "the character fills the whole picture"),
        (lambda bw, box: picture(bw, box, at=(0, 0)), "in the upper left corner"),
        (lambda bw, box: picture(bw, box).T, "lies on its side"),
        (lambda bw, box: picture(bw, box) / picture(bw, box).max(), "the contrast is stretched"),
        (lambda bw, box: 255 * picture(bw, box), "every entry is 255 times what it should be"),
        (lambda bw, box: (255 * picture(bw, box)).astype(np.uint8), "expected floats, got whole numbers"),
    ],
    "character_error_rate": [
        (lambda true, read: rate(true, read, lambda true, read: max(len(read), 1)), "per character that was *read*"),
        (lambda true, read: rate(true, read, lambda true, read: max(len(true), len(read))), "of the longer text"),
        (lambda true, read: rate(true, read, scale=100), "in per cent"),
        (rate_without_insertions, "insertions are edits too"),
        (lambda true, read: rate_without_insertions(read, true)[:1] * 2, "expected"),
        (rate_with_zeros_before, "the table's first row is zero"),
        (rate_of_common_subsequence, "a wrong character counts twice"),
        (lambda true, read: rate(true, read) if read else (0, 0.0), "every character was missed"),
        (rate_by_difflib, "matching blocks (difflib)"),
        (rate_by_position, "compared at the same position: one that is missing"),
        (lambda true, read: (rate(true, read)[0], 1 - rate(true, read)[1]), "the share of right characters"),
        (lambda true, read: (rate(true, read)[0], min(rate(true, read)[1], 1)), "cut off at 1"),
        (lambda true, read: rate_by_table(true.replace(" ", ""), read.replace(" ", "")), "blanks are left out"),
        (lambda true, read: rate(true, read)[1], "expected edits, rate, got a value of type float"),
        (lambda true, read: rate(true, read)[::-1], "edits: expected"),
    ],
}


class TestAnswers(Answers):
    checks = checks
    right = RIGHT
    mistakes = MISTAKES
