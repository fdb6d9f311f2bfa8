"""The form of an exercise: what is wrong with it, in words."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from nbformat import NotebookNode

from .reading import HIDDEN_TESTS, HINT, SOLUTION, Exercise, Kind, exercises, graded, is_check, is_solution, role

QUESTIONS = Path(__file__).with_name("questions.toml")
ROLES = ("task", "go-on", "mistakes", "solution", "target", "shown")
LINE = re.compile(r"(\w+) · (\d+) points? · (\d+) minutes · objective: (.+)")


def questions() -> dict[str, dict[str, Any]]:
    """Return the questions of the assignments by their short names: what, lesson, and the points if published."""
    return tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))


def problems(notebook: NotebookNode, lesson: str | None = None) -> list[str]:
    """Return what is wrong with the form of a notebook's exercises, a line each.

    Args:
        notebook: the source.
        lesson: the two digits with which the ids begin, such as "02" (None: as the first exercise has it). With them,
            ids that are unique in each lesson are unique in the course.
    """
    try:
        found = exercises(notebook)
    except ValueError as error:
        return [str(error)]
    lesson = lesson or (found[0].id[:2] if found else "")
    if found and not lesson.isdigit():
        return [f"{lesson!r}: the names of lessons, and the ids of their exercises, begin with two digits"]
    return [
        *_of_ids(notebook, found),
        *(line for cell in notebook.cells for line in _of_cell(cell)),
        *(f"{one.id}: {line}" for n, one in enumerate(found, start=1) for line in _of(one, n, lesson)),
        *(
            f"{one.id}: its cells should follow each other: task, solution, check, go on, mistakes"
            for one in found
            if one.cells != notebook.cells[one.position : one.position + len(one.cells)]
        ),
    ]


def _of_ids(notebook: NotebookNode, found: list[Exercise]) -> Iterator[str]:
    tasks = Counter(one.id for one in found)
    grades = Counter(graded(cell)["grade_id"] for cell in notebook.cells if graded(cell))
    yield from (f"{name}: more than one task with this id" for name, count in tasks.items() if count > 1)
    yield from (f"{name}: more than one cell with this grade_id" for name, count in grades.items() if count > 1)
    named = {cell.metadata.get("workbook", {}).get("exercise") for cell in notebook.cells} - {None}
    for name in sorted(named.union(name.removesuffix("-check") for name in grades) - set(tasks)):
        yield f"{name}: cells of an exercise that has no task"


def _of_cell(cell: NotebookNode) -> Iterator[str]:
    name = f"cell {cell.get('id')}"
    if role(cell) not in (None, *ROLES):
        yield f"{name}: its role {role(cell)!r} is none of {', '.join(ROLES)}"
    for marks, allowed in ((SOLUTION, is_solution(cell)), (HIDDEN_TESTS, is_check(cell))):
        lines = [mark for line in cell.source.splitlines() for mark in marks if mark in line]
        if lines != list(marks) * (len(lines) // 2):
            yield f"{name}: {marks[0]} and {marks[1]} do not pair up"
        if lines and not allowed:
            yield f"{name}: {marks[0]} does not belong here"


def _of(one: Exercise, n: int, lesson: str) -> Iterator[str]:
    """What is wrong with one exercise, the n-th of its lesson."""
    if not re.fullmatch(rf"{lesson}(-[a-z0-9]+)+", one.id) or one.id.endswith("-check"):
        yield f"the id should be {lesson}-name, in small letters"
    if one.kind not in get_args(Kind):
        yield f"its kind {one.kind!r} is none of {', '.join(get_args(Kind))}"
    if not (one.points > 0 and one.minutes > 0 and one.objective):
        yield "points, minutes and objective are needed"
    if one.number != f"{int(lesson)}.{n}":
        yield f"the task should begin with ### Exercise {int(lesson)}.{n} · and its title"
    line = next((line for line in one.task.source.splitlines()[1:] if line.strip()), "")
    found = LINE.fullmatch(line.strip())
    if found is None or found.groups() != (one.kind, str(one.points), str(one.minutes), one.objective):
        points = f"{one.points} point{'s' * (one.points != 1)}"
        yield (
            "the line below the heading should be, as the metadata say: "
            f"{one.kind} · {points} · {one.minutes} minutes · objective: {one.objective}"
        )
    if [number for number, _ in HINT.findall(one.task.source)] != ["1", "2", "3"] or not all(one.hints):
        yield "it needs three hints: <details><summary>Hint 1</summary> … </details>"
    if unknown := set(one.covers) - set(questions()):
        yield f"it covers {', '.join(sorted(unknown))}: not in {QUESTIONS.name}"
    if one.mistakes is None:
        yield "no cell says what people often get wrong (role mistakes)"
    by_hand = one.kind != "implement"
    flags = {"grade": by_hand, "solution": True, "locked": False}
    yield from _of_graded("solution", one.solution, "markdown" if by_hand else "code", flags, one.points)
    if one.solution is not None and SOLUTION[0] not in one.solution.source:
        yield f"its solution is not marked: {SOLUTION[0]} … {SOLUTION[1]}"
    if not by_hand:
        flags = {"grade": True, "solution": False, "locked": True}
        yield from _of_graded("check", one.check, "code", flags, one.points)
    elif one.check is not None:
        yield "a written answer is graded by hand, and has no check"


def _of_graded(what: str, cell: NotebookNode | None, kind: str, flags: dict[str, bool], points: int) -> Iterator[str]:
    if cell is None:
        yield f"no {what}: no cell with its grade_id"
        return
    expected = {**flags, "task": False, "schema_version": 3} | ({"points": points} if flags["grade"] else {})
    found = {key: value for key, value in graded(cell).items() if key not in ("grade_id", "checksum", "cell_type")}
    if found != expected:
        yield f"metadata.nbgrader of its {what} should be {expected}, not {found}"
    if cell.cell_type != kind:
        yield f"its {what} should be a {kind} cell"
