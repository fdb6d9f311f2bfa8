"""The versions of a lesson: a stand-in until the real one is merged."""

import copy
import re
from typing import Any

from tools.lesson_rules import Notebook, text_of

SOLUTION = re.compile(r"^([ \t]*)### BEGIN SOLUTION.*?### END SOLUTION[^\n]*\n?", flags=re.DOTALL | re.MULTILINE)
MARKERS = re.compile(r"^[ \t]*### (BEGIN|END) (SOLUTION|HIDDEN TESTS)[^\n]*\n?", flags=re.MULTILINE)
HIDDEN = re.compile(r"^[ \t]*### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[^\n]*\n?", flags=re.DOTALL | re.MULTILINE)


def _role(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("workbook", {}).get("role", ""))


def student(notebook: Notebook) -> Notebook:
    """The version without solutions."""
    result = copy.deepcopy(notebook)
    result["cells"] = [cell for cell in result["cells"] if _role(cell) not in ("mistakes", "solution")]
    for cell in result["cells"]:
        source = HIDDEN.sub("", text_of(cell["source"]))
        if cell["cell_type"] == "markdown":
            cell["source"] = SOLUTION.sub("*Your answer here.*\n", source)
        else:
            cell["source"] = SOLUTION.sub(r"\1raise NotImplementedError\n", source)
            if cell["source"] != text_of(source):
                cell["outputs"] = []
    return result


def solution(notebook: Notebook) -> Notebook:
    """The version with solutions, without their marks."""
    result = copy.deepcopy(notebook)
    for cell in result["cells"]:
        cell["source"] = MARKERS.sub("", text_of(cell["source"]))
    return result
