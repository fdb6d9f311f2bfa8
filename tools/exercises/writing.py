"""Writing an exercise into a lesson: its cells, with all their metadata."""

from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from .reading import SOLUTION, Kind

COMPARED = ["nbval-check-output"]


def new_exercise(
    name: str,
    number: str,
    title: str,
    kind: Kind,
    *,
    points: int,
    minutes: int,
    objective: str,
    covers: Sequence[str],
    task: str,
    hints: tuple[str, str, str],
    solution: str,
    mistakes: str,
    function: str = "",
    goes_on: bool = True,
) -> list[NotebookNode]:
    """Return the cells of an exercise, to be put into a notebook one behind the other.

    Args:
        name: the exercise's id, such as "02-softmax".
        number: such as "2.4".
        title: without a full stop.
        kind: "derive" and "investigate" are answered in Markdown, "implement" in code.
        points: whole points.
        minutes: that a student should need.
        objective: the objective of the lesson that it serves.
        covers: questions of the assignments, by the names in questions.toml.
        task: Markdown: what is asked for, with shapes and units.
        hints: each gives more than the one before; the last one is almost the solution, in words.
        solution: of "implement", the function with its docstring and the lines that mark the solution; otherwise the
            answer without marks.
        mistakes: Markdown: what people often get wrong.
        function: of "implement", its name, also in the lesson's module of checks.
        goes_on: whether later cells use the function.
    """
    line = f"{kind} · {points} point{'s' * (points != 1)} · {minutes} minutes · objective: {objective}"
    folded = [f"<details><summary>Hint {n}</summary>\n\n{hint}\n\n</details>" for n, hint in enumerate(hints, start=1)]
    facts = {"kind": kind, "points": points, "minutes": minutes, "objective": objective, "covers": list(covers)}
    cells = [
        new_markdown_cell(
            "\n\n".join([f"### Exercise {number} · {title}", line, task.strip(), *folded]),
            id=f"{name}-task",
            metadata={"workbook": {"exercise": name, "role": "task", **facts}},
        )
    ]
    if kind == "implement":
        check = {"tags": COMPARED, "nbgrader": _nbgrader(f"{name}-check", points=points, locked=True)}
        cells += [
            new_code_cell(solution.strip(), id=name, metadata={"nbgrader": _nbgrader(name, solution=True)}),
            new_code_cell(f"checks.{function}({function})", id=f"{name}-check", metadata=check),
        ]
        if goes_on:
            source = f"{function} = checks.{function}.go_on({function})"
            metadata = {"tags": COMPARED, "workbook": {"exercise": name, "role": "go-on"}}
            cells.append(new_code_cell(source, id=f"{name}-go-on", metadata=metadata))
    else:
        marked = [f"<!-- {SOLUTION[0]} -->", solution.strip(), f"<!-- {SOLUTION[1]} -->"]
        metadata = {"nbgrader": _nbgrader(name, solution=True, points=points)}
        cells.append(new_markdown_cell("\n\n".join(["**Answer.**", *marked]), id=name, metadata=metadata))
    metadata = {"workbook": {"exercise": name, "role": "mistakes"}}
    text = f"**What people often get wrong**\n\n{mistakes.strip()}"
    return [*cells, new_markdown_cell(text, id=f"{name}-mistakes", metadata=metadata)]


def _nbgrader(name: str, *, points: int = 0, solution: bool = False, locked: bool = False) -> dict[str, Any]:
    """The metadata that nbgrader wants of a cell; with points it is graded."""
    flags = {"grade": bool(points), "solution": solution, "locked": locked, "task": False, "schema_version": 3}
    return {"grade_id": name, **flags, **({"points": points} if points else {})}
