"""Run the lessons and write their outputs into them: quick, on the stand-ins, the same on every machine.

python -m tools.run_lessons                              all of them
python -m tools.run_lessons 03_training_loops            one of them
python -m tools.run_lessons --jobs 2                     two at a time
"""

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbclient
import nbformat

from tools.lesson_rules import source_sha256

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "notebooks"
SECONDS_A_CELL = 600

# What is run here enters nobody's history; what a kernel says of its encryption concerns no lesson
KERNEL_CONFIG = "c.HistoryManager.enabled = False\nc.IPKernelApp.log_level = 'ERROR'\n"
WIDGETS = "application/vnd.jupyter.widget-state+json"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KEPT_OF_CELLS = ("tags", "nbgrader", "workbook")
MACHINE_PATHS = (
    (re.compile(re.escape(f"{ROOT}{os.sep}")), ""),
    (re.compile(r"\S*[/\\]ipykernel_\d+[/\\]\d+\.py"), "<cell>"),
    (re.compile(r"[^\s\"']*[/\\]site-packages[/\\]"), ""),
    (re.compile(r"[^\s\"']*[/\\]lib[/\\]python3\.\d+[/\\]"), ""),
)


def kernel_environment(settings: Path, source: str = "stand-in") -> dict[str, str]:
    """Return the environment of a lesson's kernel: the same whoever runs it.

    Args:
        settings: an empty folder, which takes the place of the user's own settings of IPython and Jupyter.
        source: "stand-in", or "real" for the data in $WORKBOOK_DATA.
    """
    profile = settings / "profile_default"
    profile.mkdir()
    (profile / "ipython_kernel_config.py").write_text(KERNEL_CONFIG, encoding="utf-8")
    unwanted = ("MPLBACKEND", "PYTHONWARNINGS", "WORKBOOK_DATA", "WORKBOOK_RESULTS")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    fixed = {
        "IPYTHONDIR": str(settings),
        "JUPYTER_CONFIG_DIR": str(settings),
        "JUPYTER_DATA_DIR": str(settings),
        "OMP_NUM_THREADS": "1",  # two lessons run side by side
        "TQDM_DISABLE": "1",  # nobody watches the progress
        "WORKBOOK_SOURCE": source,
    }
    if source == "real":
        fixed["WORKBOOK_DATA"] = str(Path(os.environ["WORKBOOK_DATA"]).resolve())
    return {"WORKBOOK_PROFILE": "quick"} | kept | fixed


def run(path: Path) -> str:
    """Run one lesson, write it, and return a line about it.

    Raises:
        nbclient.exceptions.CellExecutionError: when a cell fails; the file is then left as it was.
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as settings:
        notebook = execute(path, kernel_environment(Path(settings)) | {"WORKBOOK_PROFILE": "quick"}, SECONDS_A_CELL)
    written = write(path, normalized(notebook))
    largest = max((len(json.dumps(cell.get("outputs", []))) for cell in notebook["cells"]), default=0)
    seconds = time.monotonic() - started
    return f"{path.stem:<40} {seconds:5.1f} s  {written / 1e3:7.0f} kB, largest output {largest / 1e3:.0f} kB"


def execute(path: Path, environment: dict[str, str], seconds_a_cell: int) -> Any:
    """Run a lesson from top to bottom in a kernel with that environment, and return it with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook,
        timeout=seconds_a_cell,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    asyncio.run(client.async_execute(env=environment))
    return notebook


def write(path: Path, notebook: Any) -> int:
    """Write a notebook under another name, then rename it; return its size in bytes."""
    nbformat.validate(notebook)
    content = nbformat.writes(notebook).rstrip("\n") + "\n"
    partial = path.with_suffix(".partial")
    partial.write_text(content, encoding="utf-8", newline="\n")
    os.replace(partial, path)
    return len(content.encode())


def normalized(notebook: Any) -> Any:
    """Keep what a reader needs, and nothing that differs from run to run or from machine to machine."""
    widgets = notebook["metadata"].get("widgets", {}).get(WIDGETS, {}).get("state", {})
    notebook["metadata"] = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "workbook": {"source": "stand-in", "source_sha256": source_sha256(notebook)},
        }
    )
    for cell in notebook["cells"]:
        cell["metadata"] = {key: cell["metadata"][key] for key in KEPT_OF_CELLS if key in cell["metadata"]}
        if cell["cell_type"] == "code":
            cell["outputs"] = [without_machine(output) for output in joined_streams(cell["outputs"])]
    return with_widgets(notebook, widgets)


def joined_streams(outputs: Iterable[Any]) -> list[Any]:
    """Join what was printed in pieces, and keep of a progress bar what it showed last."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output["output_type"] == last.get("output_type") == "stream" and output["name"] == last["name"]:
            last["text"] += output["text"]
        else:
            joined.append(output)
    for output in joined:
        if output["output_type"] == "stream":
            lines = output["text"].replace("\r\n", "\n").split("\n")
            output["text"] = "\n".join(shown_last(line) for line in lines)
    return [output for output in joined if output.get("name") != "stderr" or output["text"].strip()]


def shown_last(line: str) -> str:
    """Return what is seen of a line in the end, when carriage returns let it be written over."""
    return line.rstrip("\r").rsplit("\r", 1)[-1].rstrip() if "\r" in line else line


def without_machine(value: Any) -> Any:
    """Take out of all texts the paths that only the machine that ran the lesson knows; pictures have none."""
    if isinstance(value, str):
        for path, short in MACHINE_PATHS:
            value = path.sub(short, value)
    elif isinstance(value, list):
        value = [without_machine(part) for part in value]
    elif isinstance(value, dict):
        for key in value:
            if not key.startswith("image/"):
                value[key] = without_machine(value[key])
    return value


def with_widgets(notebook: Any, state: dict[str, Any]) -> Any:
    """Keep the state of the widgets that are shown, under names that do not change from run to run."""
    views = [
        output["data"][WIDGET_VIEW]["model_id"]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if WIDGET_VIEW in output.get("data", {})
    ]
    order: list[str] = []
    while views:
        name = views.pop(0)
        if name in state and name not in order:
            order.append(name)
            views += re.findall(r"IPY_MODEL_(\w+)", json.dumps(state[name]))
    if not order:
        return notebook
    notebook["metadata"]["widgets"] = {
        WIDGETS: {"state": {name: state[name] for name in order}, "version_major": 2, "version_minor": 0}
    }
    text = json.dumps(notebook)
    for number, name in enumerate(order):
        text = text.replace(name, f"{number:032x}")
    return nbformat.from_dict(json.loads(text))


def find(names: list[str]) -> list[Path]:
    """Return the files of the lessons named, or of all."""
    lessons = sorted(LESSONS.glob("*.ipynb"))
    if not names:
        return lessons
    wanted = {Path(name).stem for name in names}
    if unknown := wanted - {path.stem for path in lessons}:
        there = ", ".join(path.stem for path in lessons)
        raise SystemExit(f"no lesson {', '.join(sorted(unknown))}; there are: {there}")
    return [path for path in lessons if path.stem in wanted]


def main() -> int:
    """Run the lessons; return 1 if one of them fails."""
    parser = argparse.ArgumentParser(description="Run the lessons and write their outputs into them.")
    parser.add_argument("lessons", nargs="*", help="names such as 03_training_loops; all, if none is given")
    parser.add_argument("--jobs", type=int, default=1, help="how many to run at the same time")
    arguments = parser.parse_args()
    failures = 0

    def attempt(path: Path) -> None:
        nonlocal failures
        try:
            print(run(path), flush=True)
        except (nbclient.exceptions.CellExecutionError, nbclient.exceptions.CellTimeoutError) as error:
            failures += 1
            print(f"{path.stem} FAILED, its file is left as it was:\n{error}", file=sys.stderr, flush=True)

    with ThreadPoolExecutor(arguments.jobs) as pool:
        list(pool.map(attempt, find(arguments.lessons)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
