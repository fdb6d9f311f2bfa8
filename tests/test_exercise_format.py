"""Reading exercises, finding what is wrong with their form, and making versions: on a notebook of a few cells."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import exercises
from tools.exercises.__main__ import main
from tools.exercises.dependence import dependent

LINE = "implement · 2 points · 10 minutes · objective: double a number"
HINTS = "\n".join(f"<details><summary>Hint {n}</summary>\nAdd.\n</details>" for n in (1, 2, 3))
GRADED = {"locked": False, "task": False, "schema_version": 3}
PICTURE = new_output("display_data", {"image/png": "aGk="}, metadata={"image/png": {"alt": "A [line]."}})


def code(name, source, *outputs, **metadata):
    return new_code_cell(source, id=name, outputs=list(outputs), execution_count=1, metadata=metadata)


def text(name, source, **metadata):
    return new_markdown_cell(source, id=name, metadata=metadata)


def part(role, **facts):
    """Metadata of a cell that belongs to the exercise."""
    return {"exercise": "02-twice", "role": role, **facts}


def shown(words):
    return new_output("stream", text=words)


TASK = part("task", kind="implement", points=2, minutes=10, objective="double a number", covers=["HKUST 2.2.2"])
WRITTEN = GRADED | {"grade_id": "02-twice", "grade": True, "solution": True, "points": 2}
SOLUTION = GRADED | {"grade_id": "02-twice", "grade": False, "solution": True}
CHECK = GRADED | {"grade_id": "02-twice-check", "grade": True, "solution": False, "locked": True, "points": 2}
SOLVED = "def twice(x):\n    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION"
TESTED = "assert twice(1) == 2\n### BEGIN HIDDEN TESTS\nassert twice(2) == 4\n### END HIDDEN TESTS"


@pytest.fixture
def notebook():
    """A notebook with one exercise, and nothing wrong with it."""
    cells = [
        code("given", "import math\nthree = 3", shown("given")),
        text("task", f"### Exercise 2.1 · Twice\n\n{LINE}\n\n{HINTS}", workbook=TASK),
        code("solution", SOLVED, nbgrader=SOLUTION),
        code("check", TESTED, nbgrader=CHECK),
        code("go-on", "twice = twice", workbook=part("go-on")),
        text("mistakes", "They add too much.", workbook=part("mistakes")),
        code("uses", "six = twice(three)", shown("6"), workbook={}),
        code("uses-again", "math.sqrt(six)", shown("2.4")),
        code("figure", "plot(six)", PICTURE, workbook={"role": "target"}),
        code("shown", "print(six)", shown("6"), workbook={"role": "shown"}),
        text("answer", "The result is 6.", workbook={"role": "solution"}),
        code("own", "three + 1", shown("own")),
    ]
    return copy.deepcopy(new_notebook(cells=cells))


def at(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def put(name, source=None, swap=("", ""), **metadata):
    """Return a function that changes a cell's source or its metadata."""

    def change(notebook):
        found = at(notebook, name)
        found.source = (found.source if source is None else source).replace(*swap)
        for key, values in metadata.items():
            found.metadata[key].update(values)

    return change


def without(name):
    return lambda notebook: notebook.cells.remove(at(notebook, name))


def twice_over(name):
    return lambda notebook: notebook.cells.append(copy.deepcopy(at(notebook, name)))


BROKEN = {
    "metadata.workbook of a task lacks points": lambda notebook: at(notebook, "task").metadata.workbook.pop("points"),
    "the id should be 02-name": put("task", workbook={"exercise": "03-twice"}),
    "cells of an exercise that has no task": put("go-on", workbook={"exercise": "02-thrice"}),
    "more than one task with this id": twice_over("task"),
    "more than one cell with this grade_id": twice_over("solution"),
    "its kind 'guess' is none of derive": put("task", workbook={"kind": "guess"}),
    "points, minutes and objective are needed": put("task", workbook={"minutes": 0}),
    "the task should begin with ### Exercise 2.1 ·": put("task", swap=("2.1", "2.2")),
    f"as the metadata say: {LINE.replace('2', '3')}": put("task", workbook={"points": 3}),
    "it needs three hints": put("task", swap=("Hint 3", "Hint 4")),
    "it covers HKUST 9.9: not in questions.toml": put("task", workbook={"covers": ["HKUST 9.9"]}),
    "no cell says what people often get wrong": without("mistakes"),
    "no solution: no cell with its grade_id": without("solution"),
    "no check: no cell with its grade_id": without("check"),
    "metadata.nbgrader of its check should be": put("check", nbgrader={"points": 1}),
    "metadata.nbgrader of its solution should be": put("solution", nbgrader={"schema_version": 1}),
    "its solution is not marked": put("solution", "def twice(x):\n    return x + x"),
    "### BEGIN SOLUTION and ### END SOLUTION do not pair up": put("solution", swap=("### END SOLUTION", "")),
    "cell uses: ### BEGIN SOLUTION does not belong here": put("uses", "### BEGIN SOLUTION\n### END SOLUTION"),
    "### BEGIN HIDDEN TESTS does not belong here": put("uses", "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS"),
    "its role 'hint' is none of task, go-on": put("figure", workbook={"role": "hint"}),
    "begin with two digits": put("task", workbook={"exercise": "xx-twice"}),
    "its cells should follow each other": lambda notebook: notebook.cells.insert(3, notebook.cells.pop()),
}


def test_a_good_exercise_has_no_problems(notebook):
    assert exercises.problems(notebook, "02") == []


@pytest.mark.parametrize("problem", BROKEN)
def test_what_is_wrong_with_the_form_is_found(notebook, problem):
    BROKEN[problem](notebook)
    found = [*exercises.problems(notebook, "02"), *exercises.problems(notebook)]
    assert any(problem in line for line in found), found


@pytest.mark.parametrize("kind", ["derive", "implement", "investigate"])
@pytest.mark.parametrize("points", [1, 3])
def test_a_new_exercise_has_no_problems(kind, points):
    settings = {
        "points": points,
        "minutes": 5,
        "objective": "double",
        "covers": ["HKUST 1.1"],
        "hints": ("a", "b", "c"),
    }
    solution = SOLVED if kind == "implement" else "Because."
    texts = {"task": "Do it.", "mistakes": "None.", "solution": solution, "function": "twice"}
    cells = exercises.new_exercise("02-twice", "2.1", "Twice", kind, **settings, **texts)
    assert exercises.problems(new_notebook(cells=cells), "02") == []
    assert [cell.source for cell in cells][2:4] == (
        ["checks.twice(twice)", "twice = checks.twice.go_on(twice)"]
        if kind == "implement"
        else ["**What people often get wrong**\n\nNone."]
    )


def test_an_exercise_is_read(notebook):
    (one,) = exercises.exercises(notebook)
    assert (one.id, one.number, one.title, one.kind, one.points) == ("02-twice", "2.1", "Twice", "implement", 2)
    assert (one.covers, one.hints, one.position) == (("HKUST 2.2.2",), ("Add.",) * 3, 1)
    assert [cell.id for cell in one.cells] == ["task", "solution", "check", "go-on", "mistakes"]


def test_the_student_version_has_stubs_and_no_outputs_that_come_from_solutions(notebook):
    student = exercises.student(notebook)
    assert [cell.id for cell in student.cells] == [
        "given", "task", "solution", "check", "go-on", "uses", "uses-again", "figure", "shown", "own"
    ]  # fmt: skip
    assert at(student, "solution").source == "def twice(x):\n    raise NotImplementedError"
    assert at(student, "check").source == "assert twice(1) == 2"
    assert at(student, "check").metadata.tags == ["raises-exception"]
    assert [cell.id for cell in student.cells if cell.get("outputs")] == ["given", "shown", "own"]
    assert {cell.execution_count for cell in student.cells if cell.cell_type == "code"} == {None}
    figure = at(student, "figure")
    assert (figure.cell_type, figure.attachments) == ("markdown", {"target-1.png": {"image/png": "aGk="}})
    assert figure.source.endswith("![A (line).](attachment:target-1.png)")
    nbformat.validate(student)


def test_a_written_answer_is_replaced_by_a_request(notebook):
    answer = "**Answer.**\n\n<!-- ### BEGIN SOLUTION -->\n\nTwice.\n\n<!-- ### END SOLUTION -->"
    notebook.cells[2] = text("solution", answer, nbgrader=WRITTEN)
    assert exercises.student(notebook).cells[2].source == "**Answer.**\n\n*Your answer here.*"
    assert exercises.solution(notebook).cells[2].source == "**Answer.**\n\n\nTwice."


def test_the_solution_version_has_everything_but_the_marks(notebook):
    version = exercises.solution(notebook)
    assert at(version, "solution").source == "def twice(x):\n    return x + x"
    assert at(version, "check").source == "assert twice(1) == 2\nassert twice(2) == 4"
    assert len(version.cells) == len(notebook.cells)


def test_some_answers_can_be_put_into_a_students_notebook(notebook):
    student = exercises.student(notebook)
    merged = exercises.merge(student, {"02-twice": "def twice(x):\n    return 2 * x"})
    assert at(merged, "solution").source == "def twice(x):\n    return 2 * x"
    assert exercises.merge(student, {}) == student
    assert exercises.merge(student, exercises.answers(notebook)).cells[2].source == notebook.cells[2].source
    with pytest.raises(KeyError):
        exercises.merge(student, {"02-thrice": ""})


def test_nothing_changes_the_notebook_it_is_given(notebook):
    before = copy.deepcopy(notebook)
    exercises.restore(exercises.student(notebook), notebook)
    exercises.solution(notebook)
    assert notebook == before


@pytest.mark.parametrize(
    ("sources", "expected"),
    {
        "a name": (["f = 1", "f + 1", "2"], {0, 1}),
        "a name of a name": (["f = 1", "g = f", "print(g)"], {0, 1, 2}),
        "within a function": (["f = 1", "def g():\n    return f", "g()"], {0, 1, 2}),
        "variables of functions": (["def f(x):\n    n = x\n    return n", "n = 1\n[f for f in 'a']", "n"], {0}),
        "made anew": (["f = 1", "f = 2", "f"], {0}),
        "a method called": (["f = 1", "model.fit(f)", "model.score()"], {0, 1, 2}),
        "a part assigned": (["f = 1", "table['a'].b = f", "table"], {0, 1, 2}),
        "a module": (["f = 1", "import numpy as np\nnp.sum(f)", "np.ones(3)"], {0, 1}),
        "the run": (["f = 1", "run.claim('a', f)", "run.rng()", "run.report()"], {0, 1, 3}),
        "magic": (["f = 1", "%matplotlib inline\n2", "!ls"], {0}),
    }.values(),
    ids=lambda value: "",
)
def test_a_cell_depends_on_what_it_uses(sources, expected):
    assert dependent(new_notebook(cells=[new_code_cell(source) for source in sources]), {0}) == expected


def test_the_command_lists_the_exercises_or_what_is_wrong(notebook, tmp_path, capsys):
    path = tmp_path / "02_lesson.ipynb"
    nbformat.write(notebook, path)
    assert main([str(path)]) == 0
    assert capsys.readouterr().out.split()[:4] == ["2.1", "02-twice", "implement", "2"]
    notebook.cells.pop(3)
    nbformat.write(notebook, path)
    assert main([str(path)]) == 1
    assert "02-twice: no check" in capsys.readouterr().out
