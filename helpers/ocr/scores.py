"""How well a page was read: character and word error rates, and what kind of error each one is.

The error rates are those of the field: the Levenshtein distance (1966: the fewest insertions, deletions and
substitutions that turn one text into the other) over the length of the true text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .components import Boxes

Ints = NDArray[np.int64]
Text = str | Sequence[str]
Pair = tuple[int | None, int | None]

SAME = 0.5  # intersection over union from which on two boxes are the same character's
COVERED = 0.5  # share of a box that must lie in another one to be a part of it


def cer(true: Text, read: Text, blanks: bool = True) -> float:
    """Character error rate: edits per character of the true text; above 1 where more is read than there is.

    Args:
        true: the transcription, one string or one a line.
        read: what was read, likewise. Line breaks count as blanks in both, several blanks as one.
        blanks: whether blanks are characters; if not, they are left out of both texts.

    Raises:
        ValueError: if the true text is empty.
    """
    expected, got = (_letters(text, blanks) for text in (true, read))
    return _rate(expected, got, "cer")


def wer(true: Text, read: Text) -> float:
    """Word error rate: words inserted, deleted or substituted per word of the true text; else as `cer`."""
    return _rate(_letters(true).split(), _letters(read).split(), "wer")


def _letters(text: Text, blanks: bool = True) -> str:
    words = (text if isinstance(text, str) else "\n".join(text)).split()
    return (" " if blanks else "").join(words)


def _rate(true: Sequence[str], read: Sequence[str], name: str) -> float:
    if not true:
        raise ValueError(f"{name}: expected a true text with at least one character, got an empty one")
    return distance(true, read) / len(true)


def distance(true: Sequence[str], read: Sequence[str]) -> int:
    """Levenshtein distance between two strings, or two lists of words."""
    return sum(1 for i, j in align(true, read) if i is None or j is None or true[i] != read[j])


def align(true: Sequence[str], read: Sequence[str]) -> list[Pair]:
    """A shortest way from one sequence to the other, as pairs of indices; None where one has no counterpart.

    Where several ways are equally short, counterparts that are equal, then substitutions are preferred.
    """
    cost = np.zeros((len(true) + 1, len(read) + 1), np.int64)
    cost[:, 0], cost[0] = np.arange(len(true) + 1), np.arange(len(read) + 1)
    table = cost.tolist()
    for i, a in enumerate(true, start=1):
        above, row = table[i - 1], table[i]
        for j, b in enumerate(read, start=1):
            row[j] = min(above[j - 1] + (a != b), above[j] + 1, row[j - 1] + 1)
    pairs: list[Pair] = []
    i, j = len(true), len(read)
    while i or j:
        if i and j and table[i][j] == table[i - 1][j - 1] + (true[i - 1] != read[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and table[i][j] == table[i - 1][j] + 1:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


def line_errors(true: Sequence[str], read: Text, blanks: bool = True) -> tuple[Ints, Ints]:
    """Edits in each true line (L,), and its characters (L,), from one alignment of the whole page.

    Their sums give `cer`. The blank between two lines belongs to the first; what is read too much belongs to the
    line in which it stands.
    """
    lines = [_letters(line, blanks) for line in true]
    lines = [line for line in lines if line]
    owner = np.repeat(np.arange(len(lines)), [len(line) + blanks for line in lines])
    expected, got = (" " if blanks else "").join(lines), _letters(read, blanks)
    errors, at = np.zeros(len(lines), np.int64), 0
    for i, j in align(expected, got):
        at = at if i is None else i
        errors[owner[at]] += i is None or j is None or expected[i] != got[j]
    return errors, np.bincount(owner[: len(expected)], minlength=len(lines))


def bootstrap(
    errors: ArrayLike, lengths: ArrayLike, seed: int = 0, samples: int = 2000, level: float = 0.95
) -> tuple[float, float]:
    """Interval of an error rate by the percentile bootstrap (Efron 1979): whole lines are drawn, with replacement.

    Characters of a line are not independent of each other: one hand, one light. Lines nearly are.

    Args:
        errors: (L,) of each line, as from `line_errors`.
        lengths: (L,) characters of each line.
        seed: of the drawing.
        samples: how often as many lines as there are are drawn.
        level: share of the samples within the interval.

    Raises:
        ValueError: if there is no line, or not one length for each.
    """
    wrong, total = np.asarray(errors), np.asarray(lengths)
    if wrong.ndim != 1 or wrong.shape != total.shape or not len(wrong):
        raise ValueError(
            f"bootstrap: expected errors (L,) and lengths (L,), L > 0, got {wrong.shape} and {total.shape}"
        )
    drawn = np.random.default_rng(seed).integers(0, len(wrong), (samples, len(wrong)))
    rates = wrong[drawn].sum(axis=1) / total[drawn].sum(axis=1)
    low, high = np.quantile(rates, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


@dataclass(frozen=True)
class Errors:
    """How many errors of each kind: of finding the characters, of reading them, of finding the blanks."""

    missed: int = 0
    extra: int = 0
    merged: int = 0
    split: int = 0
    wrong_letter: int = 0
    wrong_blank: int = 0

    @property
    def total(self) -> int:
        """All of them together."""
        return self.missed + self.extra + self.merged + self.split + self.wrong_letter + self.wrong_blank


def split_by_text(true: Text, read: Text) -> Errors:
    """Tell the errors of a page apart where no true boxes are known, from the alignment of both texts.

    A character that is missing beside one that is wrong was merged with it; one too many beside a wrong one is the
    other half of a split. What is left is missed, extra, or a wrong letter.
    """
    expected, got = _letters(true), _letters(read)
    kinds = [_kind(None if i is None else expected[i], None if j is None else got[j]) for i, j in align(expected, got)]
    count = dict.fromkeys(("missed", "extra", "merged", "split", "wrong_letter", "wrong_blank"), 0)
    while kinds:
        kind, following = kinds.pop(0), kinds[0] if kinds else ""
        for gone, both in (("missed", "merged"), ("extra", "split")):
            if {kind, following} == {gone, "wrong_letter"}:
                kind = both
                kinds.pop(0)
        if kind:
            count[kind] += 1
    return Errors(**count)


def _kind(true: str | None, read: str | None) -> str:
    """What kind of error two aligned characters are, "" if none."""
    if true == read:
        return ""
    if " " in (true, read):
        return "wrong_blank"
    return "missed" if read is None else "extra" if true is None else "wrong_letter"


def split_by_boxes(true: Sequence[str], true_boxes: Boxes, read: Sequence[str], boxes: Boxes) -> Errors:
    """Tell the errors of a page apart where the true boxes are known, as on drawn pages.

    Args:
        true: its lines; the characters other than blanks belong to the boxes, in order.
        true_boxes: (K, 4).
        read: the lines read.
        boxes: (M, 4), found, in the order of the characters read.

    Raises:
        ValueError: if there is not one box for each character.
    """
    expected, got = (_letters(lines, blanks=False) for lines in (true, read))
    if len(expected) != len(true_boxes) or len(got) != len(boxes):
        raise ValueError(
            f"split_by_boxes: expected a box for each character, got {len(expected)} characters and "
            f"{len(true_boxes)} boxes, {len(got)} read and {len(boxes)} boxes"
        )
    both, area_true, area_found = overlap(true_boxes, boxes)
    in_found = both > COVERED * area_true[:, None]  # a true box lies in a found one
    in_true = both > COVERED * area_found[None]
    same_true, same_found = match_boxes(true_boxes, boxes)
    merged = in_found.sum(axis=0) > 1
    split = in_true.sum(axis=1) > 1
    near = both > 0.25 * np.minimum(area_true[:, None], area_found[None])
    pairs = [
        (i, j) for i, j in zip(same_true.tolist(), same_found.tolist(), strict=True) if not merged[j] and not split[i]
    ]
    return Errors(
        missed=int((~near.any(axis=1)).sum()),
        extra=int((~near.any(axis=0)).sum()),
        merged=int((in_found.sum(axis=0)[merged] - 1).sum()),
        split=int((in_true.sum(axis=1)[split] - 1).sum()),
        wrong_letter=sum(expected[i] != got[j] for i, j in pairs),
        wrong_blank=_wrong_blanks(true, read, pairs),
    )


def _wrong_blanks(true: Sequence[str], read: Sequence[str], pairs: Sequence[tuple[int, int]]) -> int:
    """Of neighbours that are neighbours in both texts, how many have a blank between them in one text only."""
    before_true, before_read = (_blank_before(lines) for lines in (true, read))
    neighbours = [b for a, b in pairwise(pairs) if (b[0] - a[0], b[1] - a[1]) == (1, 1)]
    return sum(before_true[i] != before_read[j] for i, j in neighbours)


def _blank_before(lines: Sequence[str]) -> list[bool]:
    """For each character other than a blank, whether it begins a word."""
    return [k == 0 for word in _letters(lines).split() for k in range(len(word))]


def overlap(a: Boxes, b: Boxes) -> tuple[Ints, Ints, Ints]:
    """Areas in pixels: of the intersections (A, B), of the boxes a (A,), of the boxes b (B,)."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    area_a, area_b = ((box[:, 2:] - box[:, :2]).prod(axis=1) for box in (a, b))
    return (high - low).clip(0).prod(axis=2), area_a, area_b


def match_boxes(true: Boxes, found: Boxes) -> tuple[Ints, Ints]:
    """Pairs of boxes that are the same: indices into ``true`` and into ``found``, each used at most once.

    Two boxes are the same if their intersection over union is above `SAME` and none fits either one better.
    """
    if not len(true) or not len(found):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    both, area_true, area_found = overlap(true, found)
    union = both / (area_true[:, None] + area_found[None] - both)
    best = union.argmax(axis=1)
    mutual = (union.argmax(axis=0)[best] == np.arange(len(true))) & (union.max(axis=1) > SAME)
    return np.flatnonzero(mutual), best[mutual]
