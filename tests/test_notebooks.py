"""Every lesson satisfies the rules, and every rule can be broken."""

import copy
import json
from pathlib import Path

import pytest

from tools import lesson_rules

ROOT = Path(__file__).resolve().parent.parent
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))

OPENING = "# A title\n\n**Objectives.** …\n\n**Time.** …\n\n**Prerequisites.** [none](none.md)"
FIGURE = {
    "output_type": "display_data",
    "data": {"image/png": "AAAA", "text/plain": "<Figure>"},
    "metadata": {"image/png": {"alt": "A curve that falls."}},
}
FOLDED = "Why?\n<details><summary>Answer</summary>\nBecause.\n</details>"


@pytest.mark.skipif(not LESSONS, reason="there are no lessons yet")
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lesson_satisfies_the_rules(path):
    found = lesson_rules.problems(path)
    assert not found, "\n".join(found)


def code(number, source, *outputs, tags=()):
    return {
        "cell_type": "code",
        "id": f"code-{number}",
        "execution_count": number,
        "metadata": {"tags": list(tags)},
        "outputs": list(outputs),
        "source": source,
    }


def markdown(name, source):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def sealed(notebook):
    """Store the hash of the code, as a run does."""
    notebook["metadata"]["workbook"]["source_sha256"] = lesson_rules.source_sha256(notebook)
    return notebook


@pytest.fixture
def lesson():
    """A lesson with nothing wrong."""
    return sealed(
        {
            "cells": [
                markdown("opening", OPENING),
                code(1, ["%matplotlib inline\n", "from helpers import lesson"], stream(["no real data\n"])),
                markdown("question", FOLDED),
                code(2, "print(1)", stream("1\n"), tags=["nbval-check-output"]),
                code(3, "1 / 0", {"output_type": "error", "ename": "E", "evalue": "", "traceback": []},
                     tags=["raises-exception"]),
                code(4, "show()", copy.deepcopy(FIGURE)),
                markdown("claims", "## Claims\nAll hold."),
                code(5, "run.report()"),
                markdown("references", "## Key points\n\n## References\n[web](https://example.org) ![A cat](none.md)"),
            ],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"},
                         "workbook": {"source": "stand-in"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )  # fmt: skip


def problems(lesson, folder):
    (folder / "none.md").touch()
    path = folder / "lesson.ipynb"
    path.write_text(json.dumps(lesson), encoding="utf-8")
    return lesson_rules.problems(path)


def test_a_good_lesson_has_no_problems(lesson, tmp_path):
    assert problems(lesson, tmp_path) == []


def set_in(*path, to, seal=True):
    """Return a function that changes a lesson at a path of keys."""

    def change(lesson):
        value = lesson
        for key in path[:-1]:
            value = value[key]
        value[path[-1]] = to
        if seal:
            sealed(lesson)

    return change


def drop(index):
    """Return a function that takes a cell away."""
    return lambda lesson: (lesson["cells"].pop(index), sealed(lesson))


CELLS = "cells"
BROKEN = {
    "not a valid notebook": set_in(CELLS, 1, "outputs", to=[{"output_type": "nonsense"}]),
    "cells without an id, or with the same one": set_in(CELLS, 1, "id", to="code-2"),
    "the kernel is not python3": set_in("metadata", "kernelspec", "name", to="my-env"),
    "more than 2,000,000": set_in(CELLS, 5, "outputs", 0, "data", "image/png", to="A" * 2_000_000),
    "not executed once": set_in(CELLS, 3, "execution_count", to=7),
    "code was changed after it was run": set_in(CELLS, 3, "source", to="print(2)", seal=False),
    "cell 3 raised E": set_in(CELLS, 4, "metadata", "tags", to=[]),
    "shows a path of this machine: …'/home/": set_in(CELLS, 3, "outputs", 0, to=stream("in /home/me/x.py")),
    "shows a path of this machine: …'/tmp/": set_in(CELLS, 4, "outputs", 0, "traceback", to=["at /tmp/x"]),
    "shows a path of this machine: …'C:": set_in(CELLS, 5, "outputs", 0, "data", "text/plain", to="C:\\Users\\me"),
    "an output comes from real data": set_in(CELLS, 1, "outputs", 0, to=stream("quick · real data: mnist")),
    "not made with the stand-ins": set_in("metadata", "workbook", "source", to="real"),
    "cell 4: a picture (image/png) without alt text": set_in(CELLS, 5, "outputs", 0, "metadata", to={}),
    "a picture (none.md) without alt text": set_in(CELLS, 8, "source", to="## Key points\n## References\n![](none.md)"),
    "the first cell does not start with the title": set_in(CELLS, 0, "source", to=OPENING[2:]),
    "nothing under Objectives": set_in(CELLS, 0, "source", to=OPENING.replace("Objectives", "Aims")),
    "nothing under Time": set_in(CELLS, 0, "source", to=OPENING.replace("Time", "Length")),
    "nothing under Prerequisites": set_in(CELLS, 0, "source", to=OPENING.replace("Prerequisites", "Before")),
    "the last sections": drop(6),
    "no cell shows the table of claims": drop(7),
    "cell 2 has 41 lines": set_in(CELLS, 3, "source", to="print(1)\n" * 41),
    "not a comment for nbval": set_in(CELLS, 3, "source", to="# NBVAL_SKIP\nprint(1)"),
    "imports nothing from helpers": set_in(CELLS, 1, "source", to="from os import path"),
    "unknown or unwanted tags: nbval-skip": set_in(CELLS, 1, "metadata", "tags", to=["nbval-skip"]),
    "no output is compared": set_in(CELLS, 3, "metadata", "tags", to=[]),
    "<details> and <summary> do not pair up": set_in(CELLS, 2, "source", to=FOLDED[: -len("</details>")]),
    "its role 'hint' is none of task": set_in(CELLS, 1, "metadata", to={"workbook": {"role": "hint"}}),
    "a link to gone.ipynb#part": set_in(CELLS, 8, "source", to="## Key points\n## References\n[x](gone.ipynb#part)"),
}  # fmt: skip


@pytest.mark.parametrize("problem", BROKEN)
def test_a_broken_rule_is_found(lesson, tmp_path, problem):
    BROKEN[problem](lesson)
    found = problems(lesson, tmp_path)
    assert any(problem in line for line in found), found


def test_the_command_prints_the_problems(lesson, tmp_path, capsys):
    lesson["cells"][3]["source"] = "print(3)"
    problems(lesson, tmp_path)
    assert lesson_rules.main([str(tmp_path / "lesson.ipynb")]) == 1
    assert "code was changed after it was run" in capsys.readouterr().out
