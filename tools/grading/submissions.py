"""Submissions: which notebooks are in a folder, whose they are, and the answers in them."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from tools.exercises import Exercise, exercises, read
from tools.exercises.versions import CODE_STUB, TEXT_STUB
from tools.grading.sources import definitions

LARGEST = 50_000_000
"""Bytes; the largest lesson with its figures has two million."""


class SubmissionError(Exception):
    """A submission cannot be graded; the message says what is wrong with it."""


@dataclass(frozen=True)
class Lesson:
    """A lesson, whose exercises are graded: its name, exercises, and code cells with their places."""

    name: str
    exercises: tuple[Exercise, ...]
    code: tuple[tuple[int, str], ...]
    ids: frozenset[str]


@dataclass(frozen=True)
class Submission:
    """One student's notebook: where it is, and what was submitted.

    Attributes:
        student: from the name of the file or folder.
        path: the file.
        answers: the source of each answer, by the exercise's id: what the student wrote, or the stub.
        added: what the student's own cells import and define, a statement each.
        notes: by the exercise's id, what a teacher should know of the answer ("" for the whole notebook).
    """

    student: str
    path: Path
    answers: dict[str, str]
    added: list[str]
    notes: dict[str, str]


def lesson(path: Path) -> Lesson:
    """Read a lesson (the source, with solutions)."""
    notebook = read(path)
    code = tuple((i, cell.source) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    return Lesson(path.stem, tuple(exercises(notebook)), code, frozenset(cell.id for cell in notebook.cells))


def find(folder: Path) -> list[tuple[str, Path]]:
    """Return the notebooks in a folder with their students: NAME.ipynb, or NAME/….ipynb.

    Raises:
        SubmissionError: when there is no folder, or no notebook in it.
    """
    if not folder.is_dir():
        raise SubmissionError(f"no folder {folder}; name the one with the submissions: make grade SUBMISSIONS=folder")
    found = [(path.stem, path) for path in folder.glob("*.ipynb")]
    found += [(path.relative_to(folder).parts[0], path) for path in folder.glob("*/**/*.ipynb")]
    hidden = (".ipynb_checkpoints", "__MACOSX")
    found = [(name, path) for name, path in found if not any(part in path.parts for part in hidden)]
    if not found:
        raise SubmissionError(f"no notebook in {folder}; expected NAME.ipynb, or NAME/….ipynb for more than one lesson")
    return sorted(found)


def submission(student: str, path: Path, lessons: dict[str, Lesson]) -> tuple[Lesson, Submission]:
    """Read a submission, and find out which lesson it answers.

    Raises:
        SubmissionError: when it is no notebook, or of no lesson.
    """
    cells = _cells(path)
    answers: dict[str, list[str]] = {}
    for cell in cells:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if isinstance(name, str):
            answers.setdefault(name, []).append(cell["source"])
    known = {one.id: found for found in lessons.values() for one in found.exercises}
    counts = [known[name].name for name in answers if name in known]
    if not counts:
        raise SubmissionError(f"no cell for an answer of any lesson ({', '.join(lessons)})")
    found = lessons[max(lessons, key=counts.count)]
    added = [
        cell for cell in cells
        if cell["cell_type"] == "code" and cell.get("id") not in found.ids and not cell["metadata"].get("nbgrader")
    ]  # fmt: skip
    chosen: dict[str, str] = {}
    notes: dict[str, str] = {}
    for one in found.exercises:
        chosen[one.id], notes[one.id] = _chosen(answers.get(one.id, []))
    statements = [statement for cell in added for statement in definitions(cell["source"])]
    return found, Submission(student, path, chosen, statements, {name: note for name, note in notes.items() if note})


def untouched(source: str) -> bool:
    """Whether an answer is still the stub."""
    text = source.strip()
    return not text or CODE_STUB in text.splitlines()[-1] or TEXT_STUB in text


def _chosen(sources: list[str]) -> tuple[str, str]:
    """The answer among the cells with its id: the last one that is not the stub, as when the notebook is run."""
    written = [source for source in sources if not untouched(source)]
    if not sources:
        return "", "its cell is missing"
    if len(written) > 1 and len(set(written)) > 1:
        return written[-1], f"{len(written)} cells with different answers: the last one counts"
    return (written or sources)[-1], ""


def _cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook, each with its metadata and source."""
    if not path.is_file() or path.is_symlink():
        raise SubmissionError("not a file")
    if (size := path.stat().st_size) > LARGEST:
        raise SubmissionError(f"{size / 1e6:.0f} MB; more than {LARGEST / 1e6:.0f} MB are not read")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cells copied with their ids are found below
            notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        cells: list[dict[str, Any]] = list(notebook.cells)
        wrong = [n for n, cell in enumerate(cells, start=1) if not _is_cell(cell)]
    except Exception as error:
        reason = str(error).partition("\n")[0][:200]
        raise SubmissionError(f"not a notebook ({type(error).__name__}: {reason})") from error
    if wrong:
        raise SubmissionError(f"not a notebook (cell {wrong[0]} has no source, or metadata that nobody can read)")
    return cells


def _is_cell(cell: Any) -> bool:
    metadata, source, kind = (cell.get(name) for name in ("metadata", "source", "cell_type"))
    own = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else None
    return isinstance(own, dict) and isinstance(source, str) and isinstance(kind, str)
