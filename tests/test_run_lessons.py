"""What `make lessons` writes into a lesson."""

import json
import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import run_lessons
from tools.lesson_rules import source_sha256

WIDGET = "a" * 32
LAYOUT = "b" * 32


def test_a_lesson_is_run_and_written(tmp_path):
    path = tmp_path / "lesson.ipynb"
    cells = [
        new_markdown_cell("# A lesson", id="opening"),
        new_code_cell("import os; print(os.environ['WORKBOOK_SOURCE'], os.environ['WORKBOOK_PROFILE'])", id="first"),
        new_code_cell("import warnings; warnings.warn('look out')", id="second"),
        new_code_cell("1 / 0", id="third", metadata={"tags": ["raises-exception"]}),
    ]
    nbformat.write(new_notebook(cells=cells), path)

    assert run_lessons.run(path).startswith("lesson ")

    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    _, first, second, third = notebook["cells"]
    assert [cell["id"] for cell in notebook["cells"]] == ["opening", "first", "second", "third"]
    assert [cell["execution_count"] for cell in (first, second, third)] == [1, 2, 3]
    assert first["outputs"][0]["text"] == ["stand-in quick\n"]
    assert second["outputs"][0]["text"][0] == "<cell>:1: UserWarning: look out\n"
    assert third["outputs"][0]["ename"] == "ZeroDivisionError"
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "workbook": {"source": "stand-in", "source_sha256": source_sha256(notebook)},
    }
    assert text.endswith("}\n")
    run_lessons.run(path)
    assert path.read_text(encoding="utf-8") == text
    assert os.listdir(tmp_path) == ["lesson.ipynb"]


def test_a_lesson_that_fails_is_left_as_it_was(tmp_path, monkeypatch, capsys):
    path = tmp_path / "lesson.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("int('x')", id="first")]), path)
    before = path.read_bytes()
    monkeypatch.setattr(run_lessons, "LESSONS", tmp_path)
    monkeypatch.setattr("sys.argv", ["run_lessons", "lesson"])
    assert run_lessons.main() == 1
    assert path.read_bytes() == before
    assert "ValueError" in capsys.readouterr().err


def test_an_unknown_lesson_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(run_lessons, "LESSONS", tmp_path)
    (tmp_path / "01_theory.ipynb").touch()
    assert run_lessons.find(["notebooks/01_theory.ipynb"]) == run_lessons.find([]) == [tmp_path / "01_theory.ipynb"]
    with pytest.raises(SystemExit, match="no lesson 02; there are: 01_theory"):
        run_lessons.find(["02"])


def test_streams_are_joined_and_progress_bars_end():
    pieces = [
        new_output("stream", name="stderr", text=" 50%\r"),
        new_output("stream", name="stderr", text="100%\n"),
        new_output("stream", name="stdout", text="a\r\n"),
        new_output("stream", name="stdout", text="b"),
    ]
    assert [output["text"] for output in run_lessons.joined_streams(pieces)] == ["100%\n", "a\nb"]
    gone = new_output("stream", name="stderr", text=" 50%\r100%\r    \r")
    assert run_lessons.joined_streams([gone]) == []


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (f"File {run_lessons.ROOT}{os.sep}helpers/nn.py:3", "File helpers/nn.py:3"),
        ("/tmp/ipykernel_12/345.py:1: UserWarning", "<cell>:1: UserWarning"),
        (r"C:\Users\me\Temp\ipykernel_12\345.py:1: UserWarning", "<cell>:1: UserWarning"),
        ("File /x/lib/python3.11/site-packages/numpy/core.py", "File numpy/core.py"),
        ("File /x/lib/python3.12/json/decoder.py:1", "File json/decoder.py:1"),
    ],
)
def test_outputs_tell_nothing_of_the_machine(told, kept):
    output = {"traceback": [told], "data": {"text/plain": told, "image/png": told}}
    cleaned = run_lessons.without_machine(output)
    assert cleaned == {"traceback": [kept], "data": {"text/plain": kept, "image/png": told}}


def test_widgets_that_are_shown_are_kept_under_names_that_last():
    view = new_output("display_data", data={run_lessons.WIDGET_VIEW: {"model_id": WIDGET}})
    notebook = new_notebook(cells=[new_code_cell("slider", outputs=[view], id="slider")])
    state = {
        LAYOUT: {"state": {}},
        WIDGET: {"state": {"layout": f"IPY_MODEL_{LAYOUT}"}},
        "c" * 32: {"state": {"closed": True}},
    }
    kept = run_lessons.with_widgets(notebook, state)
    assert kept["cells"][0]["outputs"][0]["data"][run_lessons.WIDGET_VIEW]["model_id"] == f"{0:032x}"
    assert kept["metadata"]["widgets"][run_lessons.WIDGETS]["state"] == {
        f"{0:032x}": {"state": {"layout": f"IPY_MODEL_{1:032x}"}},
        f"{1:032x}": {"state": {}},
    }
