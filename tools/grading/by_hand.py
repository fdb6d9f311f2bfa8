"""Points that a person gives: a table that is written for them to fill in, and never loses what they filled in."""

import csv
import dataclasses
import hashlib
import io
from pathlib import Path

from tools.grading.submissions import SubmissionError
from tools.grading.verdicts import Verdict

COLUMNS = ("exercise", "student", "points", "of", "comment", "answer")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What begins with one of these is a formula to a spreadsheet, and it may come from a file's name."""
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """Return the rows of the table; [] if there is none yet.

    Raises:
        SubmissionError: when it is not such a table, or has points that cannot be.
    """
    if not path.exists():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SubmissionError(f"{path}: expected UTF-8; save it from the spreadsheet as CSV UTF-8") from None
    table = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    if missing := [name for name in COLUMNS if name not in (table.fieldnames or ())]:
        raise SubmissionError(f"{path}: the first line lacks {', '.join(missing)}; expected {', '.join(COLUMNS)}")
    rows = [{name: _plain((row[name] or "").strip()) for name in COLUMNS} for row in table]
    for number, row in enumerate(rows, start=2):
        _points(row, f"{path}, line {number}")
    return rows


def updated(rows: list[Row], graded: dict[str, list[Verdict]]) -> tuple[list[Row], dict[str, list[Verdict]]]:
    """Put the points of the table into the verdicts, and the answers that are not in it yet into the table.

    Args:
        rows: of the table as it is.
        graded: the verdicts, by student.

    Returns:
        The table, in which no row is lost: points for an answer that has changed since then stand in its comment;
        and the verdicts with their points.
    """
    known = {(row["exercise"], row["student"]): row for row in rows}
    finished: dict[str, list[Verdict]] = {}
    for student, verdicts in graded.items():
        finished[student] = []
        for verdict in verdicts:
            if verdict.state == "by hand":
                place = (verdict.exercise.id, student)
                known[place] = _row(known.get(place), verdict, student)
                points = _points(known[place], "points")
                verdict = dataclasses.replace(verdict, points=points, message=known[place]["comment"])
            finished[student].append(verdict)
    return [known[place] for place in sorted(known)], finished


def _row(old: Row | None, verdict: Verdict, student: str) -> Row:
    digest = hashlib.sha256(verdict.answer.strip().encode()).hexdigest()[:8]
    row = {"exercise": verdict.exercise.id, "student": student, "of": str(verdict.exercise.points), "answer": digest}
    if old is None:
        return {**row, "points": "", "comment": ""}
    if old["answer"] == digest or not old["points"]:
        return {**row, "points": old["points"], "comment": old["comment"]}
    comment = f"(the answer has changed; it had {old['points']}) {old['comment']}".strip()
    return {**row, "points": "", "comment": comment}


def _plain(value: str) -> str:
    """A value without the mark that keeps a spreadsheet from taking it for a formula."""
    return value[1:] if value[:1] == "'" and value[1:].startswith(FORMULAS) else value


def _points(row: Row, where: str) -> int | None:
    if not row["points"]:
        return None
    if not (row["points"].isdecimal() and row["of"].isdecimal() and int(row["points"]) <= int(row["of"])):
        raise SubmissionError(
            f"{where}: expected whole points from 0 to {row['of']} for {row['exercise']} of {row['student']}, "
            f"or nothing, got {row['points']!r}"
        )
    return int(row["points"])
