"""Grading: right answers, wrong ones, and what goes wrong, or is meant to."""

import csv
import io
import json
import re
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch
from nbformat.v4 import new_code_cell

from helpers.checks.check import Raised
from tools import exercises
from tools.exercises.versions import CODE_STUB
from tools.grading import __main__ as grading
from tools.grading import by_hand, sandbox, sources, transport, written
from tools.grading.submissions import SubmissionError
from tools.handouts.pandoc import CUT

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
LESSON = "02_scratch_mlp"
SOURCE = exercises.read(NOTEBOOKS / f"{LESSON}.ipynb")
STUDENT = exercises.student(SOURCE)
OURS = exercises.answers(SOURCE)
CODE = [one for one in exercises.exercises(SOURCE) if one.kind == "implement"]
BESIDE = {name: OURS[name] for name in ("02-layer", "02-softmax", "02-loss")}
LIMITS = sandbox.Limits(seconds=6, megabytes=600)
ALL = {one.id: "right" if one.id in BESIDE else "not done" for one in CODE}


def answered(**answers):
    """A submission with our answers to three exercises of lesson 02, but for those that are given: softmax="…"."""
    return exercises.merge(STUDENT, BESIDE | {f"02-{name}": source for name, source in answers.items()})


def without(notebook, name):
    notebook.cells = [cell for cell in notebook.cells if exercises.graded(cell).get("grade_id") != name]
    return notebook


def with_cell(notebook, source, before):
    place = next(i for i, cell in enumerate(notebook.cells) if exercises.graded(cell).get("grade_id") == before)
    notebook.cells.insert(place, new_code_cell(source))
    return notebook


def copied(notebook, name, source):
    """The cell of an answer twice, as copying it in JupyterLab does."""
    place = next(i for i, cell in enumerate(notebook.cells) if exercises.graded(cell).get("grade_id") == name)
    twin = nbformat.from_dict({**notebook.cells[place], "source": source})
    notebook.cells.insert(place + 1, twin)
    return notebook


def softmax(body):
    return answered(softmax="import numpy as np\ndef softmax(Z):\n    " + body.replace("\n", "\n    "))


BY_ROW = "def softmax(rows):\n    return np.array([shifted(z) / shifted(z).sum() for z in rows])"
HELPER = "LIMIT = 0\ndef shifted(z):\n    return np.exp(z - z.max() + LIMIT)\n1 / 0"
FORGED = """import os
for fd in range(1, 10):
    try:
        os.write(fd, b'{"end": "02-softmax", "error": null}\\n{"begin": "02-loss"}\\n')
    except OSError:
        pass
return Z"""
RIGHT = {
    "as ours": lambda: answered(),
    "in own words, with a cell of their own": lambda: with_cell(answered(softmax=BY_ROW), HELPER, "02-softmax"),
    "with checks deleted": lambda: without(answered(), "02-softmax-check"),
    "with the check changed": lambda: merge_source(answered(), "02-softmax-check", "1 / 0"),
    "with the answer copied": lambda: copied(answered(), "02-softmax", OURS["02-softmax"]),
    "with a stub copied behind": lambda: copied(answered(), "02-softmax", f"def softmax(Z):\n    {CODE_STUB}"),
    "with the answer's cell replaced": lambda: with_cell(
        without(answered(), "02-softmax"), OURS["02-softmax"], "02-softmax-check"
    ),
    "with magics": lambda: answered(softmax="%matplotlib inline\n!ls\n" + OURS["02-softmax"]),
}
SOFTMAX = {
    "over the wrong axis": (lambda: softmax("e = np.exp(Z - Z.max())\nreturn e / e.sum(axis=0)"), "wrong", "column"),
    "a constant": (lambda: softmax("return np.ones_like(Z) / Z.shape[1]"), "wrong", "expected"),
    "copied, the last one wrong": (lambda: copied(answered(), "02-softmax", BY_ROW), "wrong", "NameError"),
    "no Python": (lambda: answered(softmax="def softmax(Z)\n    return Z"), "wrong", "SyntaxError in line 1"),
    "another name": (lambda: answered(softmax="def soft_max(Z):\n    return Z"), "wrong", "NameError"),
    "no function": (lambda: answered(softmax="softmax = 3"), "wrong", "expected a function, got 3"),
    "deleted": (lambda: without(answered(), "02-softmax"), "not done", ""),
    "a loop without end": (lambda: softmax("while True: pass"), "stopped", "longer than 6 s"),
    "a loop without end, outside": (lambda: answered(softmax="while True: pass"), "stopped", "longer than 6 s"),
    "too much memory": (lambda: softmax("x = [bytearray(10**7) for _ in range(10**4)]"), "stopped", "600 MB"),
    "the end of the process": (lambda: softmax("import os\nos._exit(0)"), "stopped", "ended its process"),
    "an exit": (lambda: softmax("raise SystemExit"), "wrong", "SystemExit"),
    "endless recursion": (lambda: softmax("return softmax(Z)"), "wrong", "RecursionError"),
    "a file elsewhere": (lambda: softmax(f"open({str(NOTEBOOKS / 'x')!r}, 'w')"), "wrong", "outside of the answer"),
    "a file removed": (lambda: softmax(f"import os\nos.remove({str(NOTEBOOKS / 'x')!r})"), "wrong", "os.remove"),
    "the network": (lambda: softmax("import socket\nsocket.socket()"), "wrong", "socket.__new__"),
    "another program": (lambda: softmax("import os\nos.system('true')"), "wrong", "os.system"),
    "a fork": (lambda: softmax("import os\nwhile True: os.fork()"), "wrong", "os.fork"),
    "a kill": (lambda: softmax("import os\nos.kill(os.getppid(), 9)"), "wrong", "os.kill"),
    "the right function": (
        lambda: softmax("from helpers.checks import scratch_mlp\nreturn scratch_mlp.softmax.right(Z)"), "wrong",
        "the right function is not here",
    ),
    "checks replaced": (
        lambda: softmax(
            "from helpers.checks.check import Check\nCheck.judge = Check._difference = lambda *_: ''\nreturn Z"
        ), "wrong", "expected",
    ),
    "its own repr": (lambda: softmax("return type('A', (), {'shape': Z.shape})()"), "wrong", "expected an array"),
}  # fmt: skip


def merge_source(notebook, name, source):
    for cell in notebook.cells:
        if exercises.graded(cell).get("grade_id") == name:
            cell.source = source
    return notebook


def write(notebook, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook if isinstance(notebook, str) else json.dumps(notebook), encoding="utf-8")


def graded(folder, target, jobs=2):
    found = grading.grade(folder, NOTEBOOKS, target, LIMITS, jobs)
    return {one.student: one for one in found}


@pytest.fixture(scope="module")
def everybody(tmp_path_factory):
    """All of the above in one folder, graded once; "file" is what no answer may have written."""
    folder = tmp_path_factory.mktemp("submissions")
    for name, make in RIGHT.items():
        write(make(), folder / f"{name}.ipynb")
    for name, (make, _, _) in SOFTMAX.items():
        write(make(), folder / f"{name}.ipynb")
    write(STUDENT, folder / "untouched.ipynb")
    text = nbformat.writes(STUDENT)
    write(text[: len(text) // 2], folder / "cut off.ipynb")
    write("", folder / "empty.ipynb")
    write('{"cells": [{"source": 3}], "nbformat": 4}', folder / "odd.ipynb")
    write("PK\x03\x04", folder / "no notebook.ipynb")
    write(nbformat.v4.new_notebook(), folder / "of no lesson.ipynb")
    target = tmp_path_factory.mktemp("grades")
    return graded(folder, target), target


def states(one):
    return {verdict.exercise.id: verdict.state for verdict in one.verdicts if verdict.exercise.kind == "implement"}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_get_all_points(everybody, name):
    one = everybody[0][name]
    assert states(one) == ALL, [verdict.message for verdict in one.verdicts]
    assert one.points == sum(exercise.points for exercise in CODE if exercise.id in BESIDE)


@pytest.mark.parametrize("name", SOFTMAX)
def test_a_wrong_or_hostile_answer_loses_its_own_points_and_no_others(everybody, name):
    _, state, words = SOFTMAX[name]
    verdict = next(one for one in everybody[0][name].verdicts if one.exercise.id == "02-softmax")
    assert states(everybody[0][name]) == ALL | {"02-softmax": state}, verdict.message
    assert words in verdict.message
    assert verdict.points == 0


def test_our_answers_get_all_points(tmp_path):
    write(exercises.merge(STUDENT, OURS), tmp_path / "in" / "ada" / f"{LESSON}.ipynb")
    one = graded(tmp_path / "in", tmp_path / "out")["ada"]
    assert one.points == sum(exercise.points for exercise in CODE)
    assert one.open == len(OURS) - len(CODE)
    together = (tmp_path / "out" / "grades.csv").read_text("utf-8-sig").splitlines()
    assert together == [f"student,{LESSON},points", f"ada,{one.points},{one.points}"]


def test_what_was_not_done_is_not_called_wrong(everybody):
    assert {verdict.state for verdict in everybody[0]["untouched"].verdicts} == {"not done"}
    assert everybody[0]["untouched"].points == 0


@pytest.mark.parametrize(
    ("name", "words"),
    {
        "cut off": "not a notebook", "empty": "not a notebook", "odd": "not a notebook",
        "no notebook": "not a notebook", "of no lesson": "no cell for an answer of any lesson",
    }.items(),
)  # fmt: skip
def test_what_is_no_submission_says_so(everybody, name, words):
    assert words in everybody[0][name].problem


def test_nothing_was_written_elsewhere(everybody):
    assert not (NOTEBOOKS / "x").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    {
        "copied, the last one wrong": "different answers", "deleted": "missing",
        "the right function": "look at it", "checks replaced": "look at it",
    }.items(),
)  # fmt: skip
def test_a_teacher_is_told_what_to_look_at(everybody, name, words):
    assert words in everybody[0][name].notes


def test_a_forged_message_gains_nothing(tmp_path):
    write(softmax(FORGED), tmp_path / "in" / "eve.ipynb")
    found = states(graded(tmp_path / "in", tmp_path / "out")["eve"])
    assert found["02-softmax"] != "right"
    assert found["02-layer"] == "right"
    assert found["02-backward"] == "not done"


def test_the_tables_have_a_line_for_each_and_the_pages_show_no_code_as_code(everybody):
    found, target = everybody
    lines = list(csv.DictReader(io.StringIO((target / f"grades_{LESSON}.csv").read_text("utf-8-sig"))))
    assert {line["student"] for line in lines} == {name for name, one in found.items() if one.lesson}
    of_one = next(line for line in lines if line["student"] == "over the wrong axis")
    assert (of_one["02-softmax"], of_one["02-layer"], of_one["02-start"]) == ("0", "4", "0")
    assert "cut off.ipynb" in (target / "index.html").read_text("utf-8")
    page = (target / "feedback" / "over the wrong axis" / "over the wrong axis.html").read_text("utf-8")
    assert "column" in page
    assert "np.exp(Z - Z.max())" in page


def test_points_given_by_hand_are_kept_and_a_changed_answer_loses_them(tmp_path):
    folder, target, table = tmp_path / "in", tmp_path / "out", tmp_path / "out" / "by_hand.csv"
    only = exercises.merge(STUDENT, {"02-start": "**Answer.** <script>alert(1)</script>"})
    write(only, folder / "=2+3.ipynb")
    assert graded(folder, target)["=2+3"].open == 1
    assert "<script>" not in (target / "by_hand_02-start.html").read_text("utf-8").partition("<main>")[2]
    text = table.read_text("utf-8-sig")
    assert "'=2+3" in text
    table.write_text(text.replace("02-start,'=2+3,,", "02-start,'=2+3,2,"), "utf-8")
    one = graded(folder, target)["=2+3"]
    assert (one.points, one.open) == (2, 0)
    write(exercises.merge(STUDENT, {"02-start": "**Answer.** Another."}), folder / "=2+3.ipynb")
    one = graded(folder, target)["=2+3"]
    assert (one.points, one.open) == (0, 1)
    assert "it had 2" in table.read_text("utf-8-sig")


HOSTILE = (
    "# Big\n\n$x^2$ <script>alert(1)</script> [a](javascript:alert(1)) ![p](http://x/y.png)\n\n<img src=x>\n\n```\n"
)


def test_what_students_write_is_shown_with_its_mathematics_and_runs_nothing():
    pages = written.rendered([HOSTILE, "$\\frac{1$ <!-- handouts: cut here -->", f"a\n\n{CUT}\n\nb", "**right**"])
    assert len(pages) == 4
    assert "<math" in pages[0]
    assert pages[3].strip() == "<p><strong>right</strong></p>"
    for page in pages:
        assert not re.search(r"<(script|img|a|h1)\b", page)


@pytest.mark.parametrize(
    ("text", "words"),
    [("a,b\n1,2\n", "the first line lacks exercise"), ("{head}02-start,ada,7,3,,x\n", "line 2: expected whole points")],
)
def test_a_table_that_cannot_be_read_is_named_and_left_alone(tmp_path, text, words):
    table = tmp_path / "by_hand.csv"
    text = text.format(head=",".join(by_hand.COLUMNS) + "\n")
    table.write_text(text, "utf-8")
    with pytest.raises(SubmissionError, match=words):
        by_hand.read(table)
    assert table.read_text("utf-8") == text


def test_a_folder_without_submissions_is_refused(tmp_path, capsys):
    assert grading.main([str(tmp_path / "none")]) == 1
    assert grading.main([str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "no folder" in told
    assert "no notebook in" in told


def test_a_process_that_does_not_start_is_reported(monkeypatch):
    job = {"id": "a", "before": ["import no_such_module"], "module": "helpers.checks.scratch_mlp"}
    with pytest.raises(sandbox.GradingError, match="no_such_module"):
        sandbox.run([job], LIMITS)


def test_without_bubblewrap_python_alone_keeps_answers_in(monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "bubblewrap", lambda: ())
    for name in ("a file elsewhere", "the network", "a fork", "a kill", "the end of the process"):
        write(SOFTMAX[name][0](), tmp_path / "in" / f"{name}.ipynb")
    for name, one in graded(tmp_path / "in", tmp_path / "out").items():
        assert states(one) == ALL | {"02-softmax": SOFTMAX[name][1]}, name
    assert not (NOTEBOOKS / "x").exists()
    assert "install bubblewrap" in grading.protection()


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 2.5, float("inf"), "text", np.arange(6.0).reshape(2, 3), np.float32(2), np.array(["a"]),
     {"W": np.eye(2), 1: (2, [3])}, Raised("ValueError", "no")],
    ids=str,
)  # fmt: skip
def test_values_travel(value):
    np.testing.assert_equal(transport.decode(transport.encode(value)), value)


def test_tensors_travel_as_their_numbers_and_objects_as_their_names():
    came = transport.decode(transport.encode(torch.eye(2)))
    assert came.shape == (2, 2)
    np.testing.assert_array_equal(came.detach().cpu().numpy(), np.eye(2))
    assert transport.decode(transport.encode(object())) == transport.Other("object")
    assert transport.decode(transport.encode(np.array([object()]))) == transport.Other("ndarray")


@pytest.mark.parametrize("line", ["", "{}", '{"array": "AAAA"}', '{"map": 3}', '{"x": 1, "y": 2}', "[" * 100_000])
def test_what_was_not_encoded_is_refused(line):
    with pytest.raises(ValueError, match=r"."):
        transport.decode(line)


def test_an_answer_gets_what_it_needs_of_the_code_above():
    above = [*sources.definitions("import numpy as np\nimport os\nX = load()\nN = 3\n%time\ndef f():\n    return g(N)"),
             *sources.definitions("def g(n):\n    return np.ones(n)"), *sources.definitions("def (")]  # fmt: skip
    assert sources.needed(above, "f()") == [above[0], "N = 3", *above[3:]]
    assert sources.needed(above, "1 +") == []


@pytest.mark.students
@pytest.mark.parametrize("count", [50, 200])
def test_two_hundred_submissions_get_the_right_verdicts(tmp_path, count):
    """How the time grows: pytest -s prints it."""
    kinds = {name: (make, "right", "") for name, make in RIGHT.items()} | SOFTMAX
    names = list(kinds)
    expected = {f"{n:03} {names[n % len(names)]}": names[n % len(names)] for n in range(count)}
    for student, name in expected.items():
        write(kinds[name][0](), tmp_path / "in" / f"{student}.ipynb")
    began = time.monotonic()
    found = graded(tmp_path / "in", tmp_path / "out")
    print(f"{count} submissions: {time.monotonic() - began:.0f} s")
    assert {student: states(one)["02-softmax"] for student, one in found.items()} == {
        student: kinds[name][1] for student, name in expected.items()
    }
    assert all(states(one) | {"02-softmax": ""} == ALL | {"02-softmax": ""} for one in found.values())
