"""What grading leaves: tables for the teacher (CSV and HTML), feedback for each student, answers to grade by hand."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from tools.exercises import Exercise
from tools.grading.by_hand import COLUMNS, FORMULAS, Row
from tools.grading.submissions import Lesson
from tools.grading.verdicts import Verdict
from tools.grading.written import rendered
from tools.handouts.bundle import replace

WRAPPED = "pre { white-space: pre-wrap } tbody th { border-bottom: 1px solid #ccc; font-weight: 600 }"
STYLE = Path(__file__).resolve().parent.parent / "handouts" / "style.css"
MARKS = {"right": "✓", "wrong": "✗", "stopped": "stopped", "not done": "–", "by hand": "by hand"}


@dataclass(frozen=True)
class Graded:
    """One submission, graded; or why it cannot be."""

    student: str
    file: str
    lesson: Lesson | None
    verdicts: tuple[Verdict, ...]
    problem: str = ""

    @property
    def points(self) -> int:
        """The points given so far."""
        return sum(verdict.points or 0 for verdict in self.verdicts)

    @property
    def open(self) -> int:
        """The answers that are still to be graded by hand."""
        return sum(verdict.points is None for verdict in self.verdicts)

    @property
    def notes(self) -> str:
        """What a teacher should know."""
        notes = [f"{verdict.exercise.number}: {verdict.note}" for verdict in self.verdicts if verdict.note]
        return "; ".join([self.problem] * bool(self.problem) + notes)


def write(graded: Sequence[Graded], rows: list[Row], target: Path, protection: str) -> None:
    """Write all of it into a folder; files are written under another name, then renamed."""
    target.mkdir(parents=True, exist_ok=True)
    lessons = {one.lesson.name: one.lesson for one in graded if one.lesson}
    page = overview(graded, lessons, protection)
    replace(target / "by_hand.csv", table([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)]))
    replace(target / "grades.csv", table(totals(graded, lessons)))
    for name, lesson in lessons.items():
        of_lesson = [one for one in graded if one.lesson and one.lesson.name == name]
        replace(target / f"grades_{name}.csv", table(grades(of_lesson, lesson)))
        for exercise in lesson.exercises:
            if exercise.kind != "implement":
                replace(target / f"by_hand_{exercise.id}.html", to_grade(exercise, of_lesson).encode())
    for one in graded:
        folder = target / "feedback" / one.student
        folder.mkdir(parents=True, exist_ok=True)
        replace(folder / f"{Path(one.file).stem}.html", feedback(one).encode())
    replace(target / "index.html", page.encode())


def table(lines: Iterable[Sequence[object]]) -> bytes:
    """Return CSV (RFC 4180) in UTF-8 with the mark by which spreadsheets know it."""
    file = io.StringIO()
    csv.writer(file).writerows([_cell(value) for value in line] for line in lines)
    return file.getvalue().encode("utf-8-sig")


def grades(graded: Sequence[Graded], lesson: Lesson) -> list[list[object]]:
    """Return the table of one lesson: a student a line, a question a column."""
    head = ["student", "file", *(one.id for one in lesson.exercises), "points", "of", "to grade by hand", "notes"]
    total = sum(one.points for one in lesson.exercises)
    lines: list[list[object]] = [list(head)]
    for one in graded:
        points = ["" if verdict.points is None else verdict.points for verdict in one.verdicts]
        lines.append([one.student, one.file, *points, one.points, total, one.open, one.notes])
    return lines


def totals(graded: Sequence[Graded], lessons: dict[str, Lesson]) -> list[list[object]]:
    """Return the table of all lessons: a student a line, a lesson a column; of several submissions of one, the best."""
    best: dict[str, dict[str, int]] = {}
    for one in graded:
        points = best.setdefault(one.student, {})
        if one.lesson:
            points[one.lesson.name] = max(one.points, points.get(one.lesson.name, 0))
    lines: list[list[object]] = [["student", *lessons, "points"]]
    for student, points in sorted(best.items()):
        lines.append([student, *(points.get(name, "") for name in lessons), sum(points.values())])
    return lines


def overview(graded: Sequence[Graded], lessons: dict[str, Lesson], protection: str) -> str:
    """Return the page with a table for each lesson."""
    parts = [f'<p>{escape(protection)}</p><p><a href="grades.csv">all lessons, in one table (CSV)</a></p>']
    for name, lesson in lessons.items():
        of_lesson = [one for one in graded if one.lesson and one.lesson.name == name]
        heads = "".join(f'<th scope="col">{_question(one)}</th>' for one in lesson.exercises)
        lines = "".join(_line(one) for one in of_lesson)
        total = sum(one.points for one in lesson.exercises)
        parts.append(
            f'<h2>{escape(name)}</h2><p><a href="grades_{name}.csv">as a table (CSV)</a> · '
            '<a href="by_hand.csv">points to give by hand (CSV)</a></p><div class="table" tabindex="0" role="region" '
            f'aria-label="{escape(name)}"><table><thead><tr><th scope="col">student</th>{heads}<th scope="col">of '
            f'{total}</th><th scope="col">notes</th></tr></thead><tbody>{lines}</tbody></table></div>'
        )
    if broken := [one for one in graded if one.problem]:
        lines = "".join(f"<li>{escape(one.student)}, {escape(one.file)}: {escape(one.problem)}</li>" for one in broken)
        parts.append(f"<h2>Not graded</h2><ul>{lines}</ul>")
    return _page("Grades", "\n".join(parts))


def feedback(one: Graded) -> str:
    """Return a student's page: what each answer was worth, and why."""
    if one.lesson is None:
        return _page(f"Feedback for {one.student}", f"<p>This could not be graded: {escape(one.problem)}</p>")
    total = sum(verdict.exercise.points for verdict in one.verdicts)
    waiting = f", {one.open} answers still to be read" if one.open else ""
    parts = [f"<p><strong>{one.points} of {total} points{waiting}</strong></p>"]
    for verdict in one.verdicts:
        exercise = verdict.exercise
        points = "to be read" if verdict.points is None else f"{verdict.points} of {exercise.points}"
        parts.append(
            f"<h2>Exercise {escape(exercise.number)} · {escape(exercise.title)}</h2>"
            f"<p>{points}: {verdict.state}</p>{_said(verdict.message)}"
        )
        if verdict.answer and verdict.state != "not done":
            parts.append(f'<pre aria-label="Answer" role="group"><code>{escape(verdict.answer)}</code></pre>')
    return _page(f"{one.lesson.name} · feedback for {one.student}", "\n".join(parts))


def to_grade(exercise: Exercise, graded: Sequence[Graded]) -> str:
    """Return the page with all answers to one question, below ours; points go into by_hand.csv."""
    assert exercise.solution is not None
    read = [
        (one.student, verdict)
        for one in graded
        for verdict in one.verdicts
        if verdict.exercise.id == exercise.id and verdict.state == "by hand"
    ]
    ours, *theirs = rendered([exercise.solution.source, *(verdict.answer for _, verdict in read)])
    parts = [
        f"<p>{exercise.points} points; into by_hand.csv, {escape(exercise.id)}. Then grade again: it keeps them.</p>",
        f"<details><summary>Ours</summary>{ours}</details>",
    ]
    for (student, verdict), answer in zip(read, theirs, strict=True):
        points = "" if verdict.points is None else f" · {verdict.points} points"
        parts.append(f"<h2>{escape(student)}{points}</h2>{answer}")
    return _page(f"Exercise {exercise.number} · {exercise.title}", "\n".join(parts))


def _line(one: Graded) -> str:
    cells = "".join(
        f'<td title="{escape(verdict.message[:300])}">'
        f"{'?' if verdict.points is None else verdict.points} {MARKS[verdict.state]}</td>"
        for verdict in one.verdicts
    )
    address = quote(f"feedback/{one.student}/{Path(one.file).stem}.html")
    return (
        f'<tr><th scope="row"><a href="{address}">{escape(one.student)}</a></th>{cells}<td>{one.points}'
        f"{f' and {one.open} to read' if one.open else ''}</td><td>{escape(one.notes)}</td></tr>"
    )


def _question(one: Exercise) -> str:
    name = f"{one.number} ({one.points})"
    return name if one.kind == "implement" else f'<a href="by_hand_{one.id}.html">{name}</a>'


def _said(message: str) -> str:
    return f"<blockquote><p>{escape(message).replace(chr(10), '<br>')}</p></blockquote>" if message else ""


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{STYLE.read_text(encoding='utf-8')}{WRAPPED}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>\n{body}\n</main></body></html>\n"
    )
