"""Reading the exercises of a notebook."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbformat import NotebookNode

Kind = Literal["derive", "implement", "investigate"]
SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
HIDDEN_TESTS = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
TITLE = re.compile(r"### Exercise (\d+\.\d+) · (.+)")
HINT = re.compile(r"<details><summary>Hint (\d)</summary>(.*?)</details>", re.DOTALL)
FACTS = ("exercise", "kind", "points", "minutes", "objective", "covers")


@dataclass(frozen=True)
class Exercise:
    """One exercise, and its cells in the notebook.

    Attributes:
        id: such as "02-softmax": the lesson's two digits and a name; it is the ``grade_id`` of the solution.
        number: such as "2.4"; ``title``: both as the task's heading has them ("" if there is none).
        kind: "derive" and "investigate" are answered in Markdown and graded by hand; "implement" is code, checked.
        points: whole points; ``minutes`` it should take; ``objective`` that it serves.
        covers: the questions of the assignments that it covers, such as "HKUST 2.2.2".
        hints: the text of each hint.
        position: where the task is among the notebook's cells; the other cells follow it in the order below.
        task: the cell that sets the task.
        solution: the cell for the answer.
        check: the cell that checks it, of "implement" only.
        go_on: the cell that goes on with the student's function or with ours, if there is one.
        mistakes: the cell on what people often get wrong.
    """

    id: str
    number: str
    title: str
    kind: Kind
    points: int
    minutes: int
    objective: str
    covers: tuple[str, ...]
    hints: tuple[str, ...]
    position: int
    task: NotebookNode
    solution: NotebookNode | None
    check: NotebookNode | None
    go_on: NotebookNode | None
    mistakes: NotebookNode | None

    @property
    def cells(self) -> list[NotebookNode]:
        """The cells that there are, in order."""
        return [cell for cell in (self.task, self.solution, self.check, self.go_on, self.mistakes) if cell is not None]


def read(path: Path) -> NotebookNode:
    """Read a notebook."""
    return nbformat.read(path, as_version=4)


def role(cell: NotebookNode) -> str | None:
    """Return the role that ``metadata.workbook`` gives a cell."""
    return cell.metadata.get("workbook", {}).get("role")


def graded(cell: NotebookNode) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell; {} if it has none."""
    return cell.metadata.get("nbgrader", {})


def is_solution(cell: NotebookNode) -> bool:
    """Whether a student writes here."""
    return bool(graded(cell).get("solution"))


def is_check(cell: NotebookNode) -> bool:
    """Whether this cell gives points for what a student wrote in another one."""
    return bool(graded(cell).get("grade")) and not is_solution(cell)


def answers(notebook: NotebookNode) -> dict[str, str]:
    """Return the source of each cell for an answer, by the exercise's id: of the source, the solutions with marks."""
    return {graded(cell)["grade_id"]: cell.source for cell in notebook.cells if is_solution(cell)}


def exercises(notebook: NotebookNode) -> list[Exercise]:
    """Return the exercises in the order of the notebook.

    Raises:
        ValueError: for a task whose metadata lack something.
    """
    return [_exercise(notebook, position) for position, cell in enumerate(notebook.cells) if role(cell) == "task"]


def _exercise(notebook: NotebookNode, position: int) -> Exercise:
    task = notebook.cells[position]
    facts = task.metadata["workbook"]
    if missing := [name for name in FACTS if name not in facts]:
        raise ValueError(f"cell {task.get('id')}: metadata.workbook of a task lacks {', '.join(missing)}")
    name, title = facts["exercise"], TITLE.match(task.source)
    by_grade = {graded(cell).get("grade_id"): cell for cell in notebook.cells}
    by_role = {role(cell): cell for cell in notebook.cells if cell.metadata.get("workbook", {}).get("exercise") == name}
    return Exercise(
        id=name,
        number=title[1] if title else "",
        title=title[2].strip() if title else "",
        kind=facts["kind"],
        points=facts["points"],
        minutes=facts["minutes"],
        objective=facts["objective"],
        covers=tuple(facts["covers"]),
        hints=tuple(text.strip() for _, text in HINT.findall(task.source)),
        position=position,
        task=task,
        solution=by_grade.get(name),
        check=by_grade.get(f"{name}-check"),
        go_on=by_role.get("go-on"),
        mistakes=by_role.get("mistakes"),
    )
