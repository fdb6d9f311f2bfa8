"""The exercises of all lessons: their form, their stubs, their solutions, and what a student gets to see."""

import ast
import contextlib
import copy
import functools
import json
import time
from collections import Counter
from pathlib import Path

import nbclient
import nbformat
import pytest

from tools import exercises
from tools.exercises import tables
from tools.exercises.reading import SOLUTION
from tools.run_lessons import kernel_environment

ROOT = Path(__file__).resolve().parent.parent
LESSONS = [path for path in sorted((ROOT / "notebooks").glob("*.ipynb")) if '"role": "task"' in path.read_text("utf-8")]
EXERCISES = {one.id: (path, one) for path in LESSONS for one in exercises.exercises(exercises.read(path))}
IMPLEMENT = [name for name, (_, one) in EXERCISES.items() if one.kind == "implement"]

read = functools.cache(exercises.read)
a_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@a_lesson
def test_exercises_are_in_form(path):
    found = exercises.problems(read(path), path.name[:2])
    assert not found, "\n".join(found)


@a_lesson
def test_a_lesson_has_four_to_eight_exercises(path):
    assert 4 <= len(exercises.exercises(read(path))) <= 8


def test_ids_are_unique_in_the_course():
    ids = Counter(one.id for path in LESSONS for one in exercises.exercises(read(path)))
    assert [name for name, count in ids.items() if count > 1] == []


def namespace(notebook, position):
    """What the cells before a position import and define: all that a solution may use.

    But for functions that cannot be defined without having run the lesson: for their defaults, say.
    """
    kinds = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
    names = {}
    for cell in notebook.cells[:position]:
        if cell.cell_type == "code":
            for node in (node for node in ast.parse(cell.source).body if isinstance(node, kinds)):
                with contextlib.suppress(NameError):
                    exec(compile(ast.Module([node], []), cell.id, "exec"), names)
    return names


@pytest.mark.parametrize("name", IMPLEMENT)
def test_a_solution_passes_its_check_within_two_seconds(name):
    path, one = EXERCISES[name]
    names = namespace(read(path), one.position)
    exec(one.solution.source, names)
    began = time.process_time()
    exec(one.check.source, names)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("name", IMPLEMENT)
def test_a_stub_raises_that_it_is_not_done_and_nothing_else(name):
    path, one = EXERCISES[name]
    stub = exercises.answers(exercises.student(read(path)))[name]
    assert '"""' in stub
    assert stub.endswith("raise NotImplementedError")
    names = namespace(read(path), one.position)
    exec(stub, names)
    with pytest.raises(NotImplementedError):
        exec(one.check.source, names)


def telling_lines(one):
    """The lines of a solution that nobody would write by chance."""
    solution = one.solution.source.partition(SOLUTION[0])[2].partition(SOLUTION[1])[0]
    lines = (line.split("  #")[0].strip() for line in solution.splitlines())
    return [line for line in lines if len(line) > 24 and " " in line]


@a_lesson
def test_a_student_sees_no_solution(path):
    seen = nbformat.writes(exercises.student(read(path)))
    for one in exercises.exercises(read(path)):
        lines = telling_lines(one)
        assert lines, one.id
        assert [line for line in lines if json.dumps(line, ensure_ascii=False)[1:-1] in seen] == [], one.id
    for mark in ("BEGIN SOLUTION", "HIDDEN TESTS", "people often get wrong"):
        assert mark not in seen


@a_lesson
def test_the_student_version_with_its_solutions_is_the_source(path):
    source, before = read(path), copy.deepcopy(read(path))
    student = exercises.student(source)
    nbformat.validate(student)
    assert exercises.restore(student, source) == source == before
    student.cells[0].source += " "
    assert exercises.restore(student, source) != source


@pytest.mark.students
@a_lesson
def test_a_student_who_has_done_nothing_can_run_the_lesson(path, tmp_path):
    notebook = exercises.student(read(path))
    folder = {"metadata": {"path": str(path.parent)}}
    client = nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=folder)
    client.execute(env=kernel_environment(tmp_path))
    raised = [
        (cell.id, output.ename)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]
    assert raised == [
        (one.check.id, "NotImplementedError") for one in exercises.exercises(read(path)) if one.kind == "implement"
    ]


def test_every_question_of_the_assignments_is_covered_in_a_lesson_that_it_names():
    covered = {(question, path.name[:2]) for path, one in EXERCISES.values() for question in one.covers}
    assert [
        name
        for name, question in exercises.questions().items()
        if not covered.intersection((name, lesson) for lesson in question["lessons"])
    ] == []


def test_the_teaching_guide_shows_the_exercises_as_they_are():
    text = tables.GUIDE.read_text(encoding="utf-8")
    assert tables.with_tables(text, tables.lessons()) == text, "run: python -m tools.exercises --tables"


def test_a_guide_without_its_marks_is_refused():
    with pytest.raises(ValueError, match="once each"):
        tables.with_tables("# A guide", {})


def test_the_points_of_the_assignment_are_as_published():
    assert sum(question.get("points", 0) for question in exercises.questions().values()) == 136
