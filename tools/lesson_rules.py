"""What every lesson must satisfy; run before a commit and by the tests.

    python -m tools.lesson_rules notebooks/01_theory.ipynb

Each rule is a function of a notebook (nbformat 4, as read from its JSON) that yields what is wrong with it.
"""

import ast
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat

from tools import exercises

Notebook = dict[str, Any]
Cell = dict[str, Any]

MOST_BYTES = 2_000_000
MOST_LINES = 40
CLOSING = ["Claims", "Key points", "References"]
MACHINE_PATH = re.compile(r"/(home|root|tmp|Users|var/folders)/|[A-Z]:\\+Users")
REAL_DATA = re.compile(r"\breal data: \w+")
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)[^)]*\)")


def source_sha256(notebook: Notebook) -> str:
    """Return the hash of the code: outputs stored with another one come from other code."""
    sources = [text_of(cell["source"]) for cell in code_cells(notebook)]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def text_of(lines: str | list[str]) -> str:
    """Return text that a notebook stores in one string or in a list of lines."""
    return lines if isinstance(lines, str) else "".join(lines)


def code_cells(notebook: Notebook) -> list[Cell]:
    """Return the cells of code that are not empty."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and text_of(cell["source"]).strip()]


def prose(notebook: Notebook) -> list[str]:
    """Return the texts of the Markdown cells."""
    return [text_of(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]


def tags(cell: Cell) -> list[str]:
    """Return the tags of a cell."""
    return cell["metadata"].get("tags", [])


def outputs(notebook: Notebook) -> Iterator[tuple[Cell, dict[str, Any]]]:
    """Yield each output with its cell."""
    for cell in code_cells(notebook):
        for output in cell["outputs"]:
            yield cell, output


def output_texts(notebook: Notebook) -> Iterator[str]:
    """Yield every text that the outputs show: streams, tracebacks, and data that are not pictures."""
    for _, output in outputs(notebook):
        yield text_of(output.get("text", ""))
        yield "\n".join(output.get("traceback", []))
        for kind, data in output.get("data", {}).items():
            if not kind.startswith("image/"):
                yield data if isinstance(data, str) else json.dumps(data)


def is_valid(notebook: Notebook) -> Iterator[str]:
    """The file is a notebook of format 4.5 or later, with a name of its own for each cell."""
    names = [cell.get("id") for cell in notebook["cells"]]
    if len({*names} - {None}) < len(names):
        yield "cells without an id, or with the same one"
    else:
        try:
            nbformat.validate(notebook)
        except nbformat.ValidationError as error:
            yield f"not a valid notebook: {error.message.splitlines()[0]}"
    if notebook["metadata"].get("kernelspec", {}).get("name") != "python3":
        yield "the kernel is not python3"


def is_small(notebook: Notebook) -> Iterator[str]:
    """The file is small enough to be looked at on the web and to be kept in a repository."""
    size = len(json.dumps(notebook))
    if size > MOST_BYTES:
        yield f"{size:,} bytes, more than {MOST_BYTES:,}: save figures at a lower resolution"


def was_run(notebook: Notebook) -> Iterator[str]:
    """Each cell was executed once, in order, without an error, since the code was last changed."""
    counts = [cell["execution_count"] for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield "not executed once from top to bottom: make lessons"
    if notebook["metadata"].get("workbook", {}).get("source_sha256") != source_sha256(notebook):
        yield "code was changed after it was run: make lessons"
    for cell, output in outputs(notebook):
        if output["output_type"] == "error" and "raises-exception" not in tags(cell):
            yield f"cell {cell['execution_count']} raised {output['ename']}"


def shows_only_what_it_may(notebook: Notebook) -> Iterator[str]:
    """The outputs come from the stand-ins, and tell nothing of the machine that made them."""
    for text in output_texts(notebook):
        if found := MACHINE_PATH.search(text):
            yield f"an output shows a path of this machine: …{text[found.start() :][:60]!r}"
        if found := REAL_DATA.search(text):
            yield f"an output comes from real data: {text[: found.end()][-60:]!r}"
    if notebook["metadata"].get("workbook", {}).get("source") != "stand-in":
        yield "not made with the stand-ins: make lessons"


def pictures_have_alt_text(notebook: Notebook) -> Iterator[str]:
    """Whoever does not see a picture can read what it shows."""
    for cell, output in outputs(notebook):
        for kind in output.get("data", {}):
            alt = output["metadata"].get(kind, {}).get("alt", "") if kind.startswith("image/") else "none needed"
            if not alt.strip():
                yield f"cell {cell['execution_count']}: a picture ({kind}) without alt text"
    for text in prose(notebook):
        for picture, alt, target in LINK.findall(text):
            if picture and not alt.strip():
                yield f"a picture ({target}) without alt text"


def opens_and_closes_as_a_lesson(notebook: Notebook) -> Iterator[str]:
    """The first cell says what, how long and after what; the last sections sum up."""
    texts = prose(notebook) or [""]
    opening = text_of(notebook["cells"][0]["source"]) if notebook["cells"] else ""
    if not re.match(r"# \S", opening):
        yield "the first cell does not start with the title (# …)"
    for word in ("Objectives", "Time", "Prerequisites"):
        if not re.search(rf"(\*\*|#+ *){word}\b", opening):
            yield f"the first cell says nothing under {word}"
    sections = re.findall(r"^## (.*)$", "\n".join(texts), flags=re.MULTILINE)
    if sections[-3:] != CLOSING:
        yield f"the last sections (## …) should be {CLOSING}, not {sections[-3:]}"
    if not any(".report()" in text_of(cell["source"]) for cell in code_cells(notebook)):
        yield "no cell shows the table of claims: run.report()"


def uses_the_package(notebook: Notebook) -> Iterator[str]:
    """The lesson is one over the package, and its cells fit on a screen."""
    names = set()
    for cell in code_cells(notebook):
        source = text_of(cell["source"])
        if len(source.splitlines()) > MOST_LINES:
            yield f"cell {cell['execution_count']} has {len(source.splitlines())} lines, more than {MOST_LINES}"
        if "NBVAL_" in source:
            yield f"cell {cell['execution_count']}: use the tag nbval-check-output, not a comment for nbval"
        names |= {name for name in imported(source) if name.split(".")[0] == "helpers"}
    if not names:
        yield "imports nothing from helpers"


def imported(source: str) -> Iterator[str]:
    """Yield the modules that a cell imports; lines for IPython (%, !) count as comments."""
    plain = re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)
    for node in ast.walk(ast.parse(plain)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_compared(notebook: Notebook) -> Iterator[str]:
    """Some outputs are compared when the lesson is tested, and no cell escapes."""
    found = [tag for cell in code_cells(notebook) for tag in tags(cell) if tag.lower().startswith("nbval")]
    if unknown := {*found} - {"nbval-check-output"}:
        yield f"unknown or unwanted tags: {', '.join(sorted(unknown))}"
    if "nbval-check-output" not in found:
        yield "no output is compared: tag some cells nbval-check-output"


def folds_are_closed(notebook: Notebook) -> Iterator[str]:
    """Folded answers are folded, and open with a summary."""
    for text in prose(notebook):
        opened, closed, summaries = (text.count(mark) for mark in ("<details", "</details>", "<summary>"))
        if not opened == closed == summaries == text.count("</summary>"):
            yield f"<details> and <summary> do not pair up in: {text[:60]!r}"


def links_resolve(notebook: Notebook, folder: Path) -> Iterator[str]:
    """Links to other files of the workbook lead somewhere."""
    for text in prose(notebook):
        for _, _, target in LINK.findall(text):
            path = target.split("#")[0]
            if path and not re.match(r"[a-z]+:", path) and not (folder / path).exists():
                yield f"a link to {target}, which is not there"


RULES: tuple[Callable[[Notebook], Iterator[str]], ...] = (
    is_valid,
    is_small,
    was_run,
    shows_only_what_it_may,
    pictures_have_alt_text,
    opens_and_closes_as_a_lesson,
    uses_the_package,
    is_compared,
    folds_are_closed,
)


def problems(path: Path) -> list[str]:
    """Return everything that is wrong with a lesson."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    found = [problem for rule in RULES for problem in rule(notebook)]
    form = [] if [*is_valid(notebook)] else exercises.problems(exercises.read(path), path.name[:2])
    return [*found, *links_resolve(notebook, path.parent), *form]


def main(paths: list[str]) -> int:
    """Print what is wrong with the lessons; return 1 if anything is."""
    found = [f"{path}: {problem}" for path in paths for problem in problems(Path(path))]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
