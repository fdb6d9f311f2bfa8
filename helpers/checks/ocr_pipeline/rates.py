"""Character error rate: edits over the length of the true text."""

from difflib import SequenceMatcher
from typing import Any

import numpy as np

from ... import ocr
from ..check import Cases, Function, checked

ALPHABET = np.array(list("ABC0O"))
TOO_MUCH = "characters that were read too much cost nothing: insertions are edits too"
TOO_FEW = "characters that were missed cost nothing: deletions are edits too"


def _texts(rng: np.random.Generator) -> Cases:
    def text(length: int) -> str:
        return "".join(rng.choice(ALPHABET, length))

    shifted = "".join(rng.permutation(list("READ1234")))
    true, short = text(6), text(3)
    others = str.maketrans("ABCD", "".join(rng.permutation(list("WXYZ"))))
    return {
        "shifted by one": (shifted, shifted[1:] + "X"),
        "a character too many": (true, true[:3] + "X" + true[3:]),
        "a character too few": (true + "Y", true),
        "a wrong character": (true, true[:2] + "X" + true[3:]),
        "much too long": (short, "XYZ" + short + "QW"),
        "nothing": (text(5), ""),
        "a blank lost": (text(3) + " " + text(4), text(7)),
        "two neighbours swapped": (true[:3] + "XY" + true[3:], true[:3] + "YX" + true[3:]),
        "a match far away": ("AACBD".translate(others), "DBBBA".translate(others)),
        "by chance": (text(7), text(6)),
    }


def _as_numbers(function: Function, true: str, read: str) -> Any:
    """Edits and rate, both as floats: whether the edits are whole numbers is of no importance."""
    result = function(true, read)
    try:
        edits, rate = result
        return float(edits), float(rate)
    except (TypeError, ValueError):
        return result


def _rate_with(
    insertion: int = 1,
    deletion: int = 1,
    substitution: int = 1,
    same: int = 0,
    first_row: int | None = None,
    first_column: int | None = None,
    rate: Function = lambda edits, true, read: edits / len(true),
    text: Function = lambda text: text,
) -> Function:
    """Edits and rate by filling the table, with other costs, another beginning, another denominator.

    The first row has insertions only, the first column deletions: they begin with that, unless told otherwise.
    """

    def character_error_rate(true: str, read: str) -> tuple[int, float]:
        true, read = text(true), text(read)
        row = [j * (insertion if first_row is None else first_row) for j in range(len(read) + 1)]
        for i, a in enumerate(true, start=1):
            above, row = row, [i * (deletion if first_column is None else first_column)]
            for j, b in enumerate(read, start=1):
                diagonal = above[j - 1] + (same if a == b else substitution)
                row.append(min(diagonal, above[j] + deletion, row[j - 1] + insertion))
        return row[-1], rate(row[-1], true, read)

    return character_error_rate


def _by_position(counted: Function) -> Function:
    """Characters compared at the same position only."""

    def character_error_rate(true: str, read: str) -> tuple[int, float]:
        edits = sum(a != b for a, b in zip(true, read, strict=False)) + counted(len(true), len(read))
        return edits, edits / len(true)

    return character_error_rate


def _by_matching_blocks(true: str, read: str) -> tuple[int, float]:
    """What difflib would change: it takes the longest common part first, which may cost edits elsewhere."""
    parts = SequenceMatcher(None, true, read, autojunk=False).get_opcodes()
    edits = sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in parts if kind != "equal")
    return edits, edits / len(true)


def _with_swaps(true: str, read: str) -> tuple[int, float]:
    """Damerau's distance: two neighbours that have changed places count 1."""
    table = np.add.outer(np.arange(len(true) + 1), np.arange(len(read) + 1))
    for i, a in enumerate(true, start=1):
        for j, b in enumerate(read, start=1):
            table[i, j] = min(table[i - 1, j - 1] + (a != b), table[i - 1, j] + 1, table[i, j - 1] + 1)
            if true[i - 2 : i] == read[j - 2 : j][::-1] and min(i, j) > 1:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return int(table[-1, -1]), table[-1, -1] / len(true)


@checked(
    cases=_texts,
    use=_as_numbers,
    returns=("edits", "rate"),
    mistakes=[
        (
            _rate_with(rate=lambda edits, true, read: edits / len(read)),
            "the rate is per character that was *read*: who reads nothing, or twice too much, looks better than he is. "
            "Divide by the length of the true text",
        ),
        (
            _rate_with(rate=lambda edits, true, read: edits / max(len(true), len(read))),
            "the edits are divided by the length of the longer text; divide by that of the true one",
        ),
        (_rate_with(insertion=0), TOO_MUCH),
        (_rate_with(insertion=0, first_row=1), TOO_MUCH),
        (_rate_with(deletion=0), TOO_FEW),
        (_rate_with(deletion=0, first_column=1), TOO_FEW),
        (
            _rate_with(substitution=2),
            "a wrong character counts twice, as a deletion and an insertion; a substitution is one edit",
        ),
        (_rate_with(same=1), "the step along the diagonal costs one even where the two characters are equal"),
        (
            _by_position(lambda true, read: abs(true - read)),
            "characters are compared at the same position: one that is missing makes all behind it wrong",
        ),
        (
            _by_position(lambda true, read: 0),
            "characters are compared at the same position, and what is too much or too little is not counted",
        ),
        (
            _rate_with(first_row=0),
            "the table's first row is zero: what was read before the true text costs nothing. Let it be 0, 1, 2 …",
        ),
        (
            _rate_with(first_column=0),
            "the table's first column is zero: characters missed at the beginning cost nothing. Let it be 0, 1, 2 …",
        ),
        (
            lambda true, read: _rate_with()(true, read) if read else (0, 0.0),
            "where nothing was read, every character was missed: that is not 0 edits, but one for each",
        ),
        (_by_matching_blocks, "these edits come from matching blocks (difflib), and are not always the fewest"),
        (_with_swaps, "two neighbours that have changed places count one edit (Damerau); they are two"),
        (
            _rate_with(rate=lambda edits, true, read: 100 * edits / len(true)),
            "the rate is in per cent; a share is asked for",
        ),
        (
            _rate_with(rate=lambda edits, true, read: min(1, edits / len(true))),
            "the rate is cut off at 1: it may be larger, where more is read than there is",
        ),
        (
            _rate_with(rate=lambda edits, true, read: 1 - edits / len(true)),
            "this is the share of right characters; the *error* rate is asked for",
        ),
        (
            _rate_with(text=lambda text: text.replace(" ", "")),
            "blanks are left out; a blank is a character, and one lost is an error",
        ),
    ],
)
def character_error_rate(true: str, read: str) -> tuple[int, float]:
    """Fewest edits from one text to the other, and their number per character of the true text."""
    edits = ocr.scores.distance(true, read)
    return edits, edits / len(true)
