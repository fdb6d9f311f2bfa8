"""The three versions of a lesson, as notebooks: for students, with solutions, and for those who teach it."""

import copy
import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.claims import ledger
from tools import exercises
from tools.exercises import Exercise
from tools.handouts.pandoc import HandoutError
from tools.reproduce import row

VERSIONS = {"student": "student version", "solution": "with solutions", "instructor": "instructor's version"}
"""What each version calls itself."""


def read(path: Path) -> NotebookNode:
    """Read a lesson.

    Raises:
        HandoutError: when the file is no notebook of format 4.
    """
    try:
        notebook = exercises.read(path)
        nbformat.validate(notebook)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError) as error:
        reason = " ".join(str(error).split())[:160]
        raise HandoutError(f"not a notebook of format 4 ({reason}); `make lessons` writes it anew") from None
    return notebook


def versions(notebook: NotebookNode, results: Path) -> dict[str, NotebookNode]:
    """Return each version by name.

    Args:
        notebook: the lesson's source.
        results: the file with the numbers that were measured in full, which need not be there.

    Raises:
        HandoutError: when the exercises do not have the form that they should.
    """
    try:
        solution = exercises.solution(notebook)
        return {
            "student": exercises.student(notebook),
            "solution": solution,
            "instructor": instructor(solution, exercises.exercises(notebook), results),
        }
    except (ValueError, KeyError, SyntaxError) as error:
        raise HandoutError(f"{error}; `python -m tools.exercises` lists what is wrong with the exercises") from None


def instructor(solution: NotebookNode, found: list[Exercise], results: Path) -> NotebookNode:
    """Return the version with solutions, and what a teacher wants to know: at the top, and before each exercise."""
    version = copy.deepcopy(solution)
    tasks = {one.task.get("id"): one for one in found}
    cells = []
    for position, cell in enumerate(version.cells):
        if cell.get("id") in tasks:
            cells.append(note(about(tasks[cell.get("id")]), f"instructor-{cell.get('id')}"))
        cells.append(cell)
        if position == 0:
            cells.append(note("\n\n".join(filter(None, [overview(found), measured(results)])), "instructor-overview"))
    version.cells = cells
    version.metadata.workbook = {**version.metadata.get("workbook", {}), "version": "instructor"}
    return version


def note(text: str, name: str) -> NotebookNode:
    """A cell for the instructor."""
    cell: NotebookNode = nbformat.v4.new_markdown_cell(
        text, id=name[:64], metadata={"workbook": {"role": "instructor"}}
    )
    return cell


def about(one: Exercise) -> str:
    """What to know about an exercise before it is set."""
    graded = "its check decides" if one.kind == "implement" else "graded by hand"
    lines = [
        f"**For the instructor: exercise {one.number}** (`{one.id}`)",
        f"- {plural(one.points, 'point')}, {one.minutes} minutes; {one.kind}, {graded}",
        f"- Objective: {one.objective}",
        f"- Covers: {', '.join(one.covers) or 'no question of the assignments'}",
    ]
    if one.mistakes is not None:
        lines.append("- Common mistakes stand after the solution.")
    return "\n".join(f"> {line}" if line.startswith("-") else f"> {line}\n>" for line in lines)


def overview(found: list[Exercise]) -> str:
    """The lesson's exercises in a table, with their sums."""
    heading = "## For the instructor\n\n"
    if not found:
        return heading + "This lesson has no exercises to be graded; its questions, answers folded, are for discussion."
    rows = [
        f"| {one.number} {one.title} | {one.kind} | {one.points} | {one.minutes} | {', '.join(one.covers) or '–'} |"
        for one in found
    ]
    points, minutes = sum(one.points for one in found), sum(one.minutes for one in found)
    return (
        f"{heading}{plural(len(found), 'exercise')}, {plural(points, 'point')}, about {hours(minutes)} of work.\n\n"
        "| exercise | kind | points | minutes | covers |\n|---|---|---|---|---|\n" + "\n".join(rows)
    )


def measured(results: Path) -> str:
    """What was measured for the lesson in full, on real data, beside what is promised and what was published."""
    if not results.is_file():
        return "### Measured numbers\n\nNot measured in full yet; the table at the lesson's end is of a quick run."
    content = json.loads(results.read_text(encoding="utf-8"))
    rows = [row(name, entry) for name, entry in content["claims"].items() if name in ledger()]
    where = content.get("measured", {})
    told = f"{where['date']}, {where['processor']}, {where['minutes']} minutes" if where else "no date given"
    return (
        f"### Measured numbers\n\nIn full, on real data ({told}).\n\n"
        "| measured | published | promised | ours |\n|---|---|---|---|\n" + "\n".join(rows)
    )


def plural(count: int, word: str) -> str:
    """A count with its word: "1 point", "2 points"."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def hours(minutes: int) -> str:
    """A time in words: "45 minutes", "2 h", "2 h 30 min"."""
    if minutes < 60:
        return f"{minutes} minutes"
    return f"{minutes // 60} h" + (f" {minutes % 60} min" if minutes % 60 else "")
