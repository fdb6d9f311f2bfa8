"""JupyterLab on the student versions: a copy to work in, that is never overwritten once somebody has."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat

from tools import exercises
from tools.handouts.bundle import replace
from tools.handouts.versions import read

FOLDER = "student"
GIVEN = ".given.json"
"""The hash of each notebook as it was given out: who has not changed it gets the new one."""


def start(lessons: list[Path], root: Path, arguments: list[str]) -> int:
    """Give out what is new, and open JupyterLab on it.

    Raises:
        HandoutError: when a lesson is no notebook.
    """
    folder = root / FOLDER
    for name in give_out(lessons, folder):
        print(f"{FOLDER}/{name}: you have worked in it, so it stays; to get the new version, rename yours")
    command = [sys.executable, "-m", "jupyterlab", str(folder), *arguments]
    if os.name == "nt":
        return subprocess.call(command)
    os.execv(sys.executable, command)


def give_out(lessons: list[Path], folder: Path) -> list[str]:
    """Put the student version of each lesson into a folder; return which were kept though there is a newer one.

    A notebook is written only where there is none, or where it is still as it was given out.

    Raises:
        HandoutError: when a lesson is no notebook.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        given: dict[str, str] = json.loads((folder / GIVEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        given = {}
    kept = []
    for lesson in lessons:
        content = (nbformat.writes(exercises.student(read(lesson))).rstrip("\n") + "\n").encode()
        path, new = folder / lesson.name, hashlib.sha256(content).hexdigest()
        there = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None
        if there in (None, given.get(lesson.name)):
            if there != new:
                replace(path, content)
            given[lesson.name] = new
        elif given.get(lesson.name) != new:
            kept.append(lesson.name)
    replace(folder / GIVEN, json.dumps(given, indent=1).encode())
    return kept
