"""The versions of a notebook: for students, with solutions, and back."""

import copy
import re
from collections.abc import Mapping

import nbformat
from nbformat import NotebookNode

from .dependence import dependent
from .reading import HIDDEN_TESTS, SOLUTION, answers, graded, is_check, is_solution, role

CODE_STUB = "raise NotImplementedError"
TEXT_STUB = "*Your answer here.*"
MAY_RAISE = "raises-exception"
DROPPED = ("mistakes", "solution")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def student(notebook: NotebookNode) -> NotebookNode:
    """Return the version for students: a stub for each solution, and nothing that gives one away.

    Cells of the roles "mistakes" and "solution" are gone, and hidden tests. Of a "target" there is a Markdown cell with
    the figure that its code made. Gone is the output of each cell that uses, however indirectly, what a solution made,
    unless its role is "shown": then code and output stay, and the student sees what is to come out.
    Checks are tagged raises-exception, so that "Run all" goes on behind those of exercises that are not done yet.
    """
    version = copy.deepcopy(notebook)
    secret = {i for i, cell in enumerate(version.cells) if is_solution(cell) or role(cell) in DROPPED}
    cleared = dependent(version, secret)
    for position, cell in enumerate(version.cells):
        if is_solution(cell):
            cell.source = _stubbed(cell)
        cell.source = _without(HIDDEN_TESTS, cell.source)
        if role(cell) == "target":
            version.cells[position] = _target(cell)
        elif cell.cell_type == "code":
            cell.outputs = [] if position in cleared and role(cell) != "shown" else cell.outputs
            cell.execution_count = None
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = None
            if is_check(cell):
                cell.metadata.tags = [*cell.metadata.get("tags", []), MAY_RAISE]
    version.cells = [cell for cell in version.cells if role(cell) not in DROPPED]
    shown = [output for cell in version.cells for output in cell.get("outputs", [])]
    kept = ["kernelspec", "language_info", *["widgets"] * any(WIDGET_VIEW in one.get("data", {}) for one in shown)]
    version.metadata = nbformat.from_dict({key: version.metadata[key] for key in kept if key in version.metadata})
    version.metadata.workbook = {"version": "student"}
    return version


def solution(notebook: NotebookNode) -> NotebookNode:
    """Return the version with solutions: the source without the lines that mark solutions and hidden tests."""
    version = copy.deepcopy(notebook)
    for cell in (cell for cell in version.cells if graded(cell)):
        lines = cell.source.split("\n")
        kept = (line for line in lines if not any(mark in line for mark in SOLUTION + HIDDEN_TESTS))
        cell.source = "\n".join(kept).strip("\n")
    version.metadata.workbook = {**version.metadata.get("workbook", {}), "version": "solution"}
    return version


def merge(student: NotebookNode, solutions: Mapping[str, str]) -> NotebookNode:
    """Return a student's notebook with these solutions, by the exercise's id; other exercises stay as they are.

    Raises:
        KeyError: when the notebook has no such exercise.
    """
    merged = copy.deepcopy(student)
    places = {graded(cell)["grade_id"]: cell for cell in merged.cells if is_solution(cell)}
    for name, source in solutions.items():
        places[name].source = source
    return merged


def restore(student: NotebookNode, source: NotebookNode) -> NotebookNode:
    """Return the student version with its solutions, and with all that was taken out put back from the source.

    What both have, text and code, comes from the student version. So the result is the source if and only if the
    student version says, beside its stubs, just what the source says.
    """
    filled = {cell.id: cell for cell in merge(student, answers(source)).cells}
    restored = copy.deepcopy(source)
    for cell in restored.cells:
        own = filled.pop(cell.id, None)
        if own is None or role(cell) == "target":
            continue
        if own.source != _without(HIDDEN_TESTS, cell.source):
            cell.source = own.source
        if is_check(cell):
            own.metadata.tags.remove(MAY_RAISE)
        cell.cell_type, cell.metadata = own.cell_type, own.metadata
    restored.cells += filled.values()
    return restored


def _stubbed(cell: NotebookNode) -> str:
    stub = CODE_STUB if cell.cell_type == "code" else TEXT_STUB
    return _without(SOLUTION, cell.source, stub) if SOLUTION[0] in cell.source else stub


def _without(marks: tuple[str, str], source: str, stub: str | None = None) -> str:
    """Take away what stands from one mark's line to the other's, and put the stub there, as far to the right."""
    begin, end = map(re.escape, marks)
    region = re.compile(rf"^([ \t]*)[^\n]*{begin}.*?{end}[^\n]*(\n|\Z)", re.DOTALL | re.MULTILINE)
    if not region.search(source):
        return source
    return region.sub(lambda found: "" if stub is None else f"{found[1]}{stub}{found[2]}", source).rstrip("\n")


def _target(cell: NotebookNode) -> NotebookNode:
    """A Markdown cell with the pictures that a code cell made."""
    target = nbformat.v4.new_markdown_cell("**The figure to aim at.**", id=cell.id, metadata=cell.metadata)
    pictures = [output for output in cell.outputs if "image/png" in output.get("data", {})]
    target.attachments = {}
    for number, output in enumerate(pictures, start=1):
        name, alt = f"target-{number}.png", output.metadata.get("image/png", {}).get("alt", "")
        target.attachments[name] = {"image/png": output.data["image/png"]}
        target.source += f"\n\n![{alt.replace('[', '(').replace(']', ')')}](attachment:{name})"
    return target
