"""What conftest.py mends in nbval, each on a lesson of a few cells."""

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parent.parent
CHECKED = {"tags": ["nbval-check-output"]}
RAISES = {"tags": ["raises-exception"]}


def cell(source, *outputs, metadata=CHECKED):
    return new_code_cell(source, outputs=list(outputs), execution_count=1, metadata=metadata)


def stream(text, name="stdout"):
    return new_output("stream", text=text, name=name)


def display(**data):
    return new_output("display_data", data=data)


def error(name):
    return new_output("error", ename=name, evalue="", traceback=[])


SHOWS_WHAT_DIFFERS = """
import sys
from IPython.display import display
display({'image/svg+xml': '<svg>new</svg>', 'image/png': 'bmV3', 'text/plain': 'same'}, raw=True)
display({'application/vnd.jupyter.widget-view+json': {'model_id': 'new'}, 'text/plain': 'new'}, raw=True)
print('new', file=sys.stderr)
"""
SHOWN_BEFORE = [
    display(**{"image/svg+xml": "<svg>old</svg>", "image/png": "b2xk", "text/plain": "same"}),
    display(**{"application/vnd.jupyter.widget-view+json": {"model_id": "old"}, "text/plain": "old"}),
    stream("old\n", name="stderr"),
]
SHOWS_TEXT_WITH_A_PICTURE = """
from IPython.display import display
display({'image/png': 'b2xk', 'text/plain': 'new'}, raw=True)
"""
LOOKS_AROUND = """
import os, sys
from pathlib import Path
assert Path.cwd().name == 'notebooks', Path.cwd()
assert os.environ['WORKBOOK_PROFILE'] == 'quick'
assert os.environ['WORKBOOK_SOURCE'] == 'stand-in'
assert 'WORKBOOK_DATA' not in os.environ
assert os.environ['OMP_NUM_THREADS'] == '1'
assert get_ipython().history_manager.enabled is False
import matplotlib
assert 'inline' in matplotlib.get_backend()
"""
LESSONS = {
    "good": [
        cell(LOOKS_AROUND),
        cell("print(1)", stream("2\n"), metadata={}),
        cell(SHOWS_WHAT_DIFFERS, *SHOWN_BEFORE),
        cell("1;"),
        cell("2", new_output("execute_result", data={"text/plain": "2"}, execution_count=5)),
        cell("1 / 0", error("ZeroDivisionError"), metadata=RAISES),
    ],
    "differs": [cell("print(1)", stream("2\n"))],
    "differs_beside_picture": [cell(SHOWS_TEXT_WITH_A_PICTURE, display(**{"image/png": "b2xk", "text/plain": "old"}))],
    "raises": [cell("x = 1"), cell("1 / 0", metadata={}), cell("print('reached')"), cell("x = 2")],
    "raises_nothing": [cell("1", error("ZeroDivisionError"), metadata=RAISES)],
    "raises_another": [cell("int('x')", error("ZeroDivisionError"), metadata=RAISES)],
}


def run_nbval(folder, lessons, *arguments, **environment):
    """Run notebooks as `make test` does; return what pytest prints, and by notebook what became of its cells."""
    (folder / "conftest.py").write_text((ROOT / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "notebooks").mkdir()
    for name, cells in lessons.items():
        nbformat.write(new_notebook(cells=cells), folder / "notebooks" / f"{name}.ipynb")
    pytest_run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--junitxml=report.xml"]
    nbval = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=60", "notebooks"]
    done = subprocess.run(
        [*pytest_run, *nbval, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    outcomes = defaultdict(list)
    if (folder / "report.xml").exists():
        for case in ElementTree.parse(folder / "report.xml").iter("testcase"):
            lesson = case.get("classname").split(".")[-2]
            outcomes[lesson].append(
                [*(f"{part.tag}: {part.get('message')}\n{part.text}" for part in case), "passed"][0]
            )
    return done.stdout + done.stderr, outcomes


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Run all lessons above once, for a user with settings of their own."""
    folder = tmp_path_factory.mktemp("nbval")
    mine = folder / "mine" / "profile_default"
    mine.mkdir(parents=True)
    (mine / "ipython_config.py").write_text("raise SystemExit('these are my own settings')")
    environment = {"MPLBACKEND": "agg", "WORKBOOK_DATA": str(folder), "IPYTHONDIR": str(mine.parent)}
    return run_nbval(folder, LESSONS, **environment)[1]


def test_what_is_the_same_or_need_not_be_passes(outcomes):
    assert outcomes["good"] == ["passed"] * len(LESSONS["good"])


@pytest.mark.parametrize("lesson", ["differs", "differs_beside_picture"])
def test_another_output_fails(outcomes, lesson):
    assert "Cell outputs differ" in outcomes[lesson][0]


def test_nothing_runs_after_a_cell_that_failed(outcomes):
    before, failed, *after = outcomes["raises"]
    assert before == "passed"
    assert "ZeroDivisionError" in failed
    assert [outcome.splitlines()[0] for outcome in after] == ["skipped: Cell 1 of this lesson failed"] * 2


@pytest.mark.parametrize(("lesson", "raised"), [("raises_nothing", "nothing"), ("raises_another", "['ValueError']")])
def test_a_cell_that_should_raise_must_raise_what_it_promises(outcomes, lesson, raised):
    assert f"raised {raised}" in outcomes[lesson][0]


def test_on_real_data_nothing_is_compared(tmp_path):
    asks = "import os; print(os.environ['WORKBOOK_SOURCE'], os.environ['WORKBOOK_DATA'])"
    _, outcomes = run_nbval(tmp_path, {"lesson": [cell(asks, stream("old"))]}, "--real", WORKBOOK_DATA=str(tmp_path))
    assert outcomes["lesson"] == ["passed"]


def test_real_data_must_be_somewhere(tmp_path):
    assert "--real needs WORKBOOK_DATA" in run_nbval(tmp_path, {}, "--real", WORKBOOK_DATA="")[0]
