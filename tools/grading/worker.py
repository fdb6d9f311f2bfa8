"""The process that runs one submission's answers. It says what they gave, and decides nothing.

python -m tools.grading.worker FOLDER: reads a line of JSON with the jobs from stdin, and writes lines of JSON:
{"ready": …} after the imports, then for each job {"begin": id}, {"check": name, "answers": text} for each check it
calls, and {"end": id, "error": text or null}. What the answers print goes nowhere.
"""

import dataclasses
import inspect
import json
import linecache
import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any, TextIO

import numpy as np

from helpers.checks import Check
from tools.grading import guard
from tools.grading.transport import encode

Send = Callable[..., None]
ANSWER = "<answer>"


def main(folder: str) -> None:
    """Run the jobs that stdin names; the folder is the only one that answers may write to."""
    jobs = json.loads(sys.stdin.readline())
    send = sender(os.fdopen(os.dup(1), "w", encoding="utf-8"))
    prepared = [(job, prepare(job)) for job in jobs]
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    os.chdir(folder)
    guard.close(folder)
    send(ready=True)
    for job, (names, modules) in prepared:
        send(begin=job["id"])
        send(end=job["id"], error=run(job, names, modules, send))


def sender(channel: TextIO) -> Send:
    """Return what sends a line to whoever started this process."""

    def send(**message: Any) -> None:
        channel.write(json.dumps(message) + "\n")
        channel.flush()

    return send


def prepare(job: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the names that the lesson gives an answer, and the checks without what is right."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for statement in job["before"]:
        exec(compile(statement, "<lesson>", "exec"), names)
    module = import_module(job["module"])
    checks = {name: secretive(check) for name, check in vars(module).items() if isinstance(check, Check)}
    for name, check in checks.items():
        setattr(module, name, check)
    return names, checks


def secretive(check: Check) -> Check:
    """A check that can be asked for answers, but knows neither the right function nor mistakes."""

    def right(*_: Any, **__: Any) -> Any:
        raise PermissionError("the right function is not here while grading")

    right.__name__ = check.name
    right.__signature__ = inspect.signature(check.right)  # type: ignore[attr-defined]
    return dataclasses.replace(check, right=right, mistakes=())


def run(job: dict[str, Any], names: dict[str, Any], checks: dict[str, Any], send: Send) -> str | None:
    """Run a student's cells and the check; return the error that they end with, if any."""
    for statement in job["added"]:
        try:
            exec(compile(statement, "<added cell>", "exec"), names)
        except Exception:
            continue  # it may want what only the whole lesson has
    try:
        linecache.cache[ANSWER] = (0, None, job["solution"].splitlines(keepends=True), ANSWER)
        exec(compile(job["solution"], ANSWER, "exec"), names)
        recorders = {name: recorder(name, check, job["seed"], send) for name, check in checks.items()}
        names[job["alias"]] = SimpleNamespace(**recorders)
        exec(compile(job["check"], "<check>", "exec"), names)
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        return told(error)
    return None


def recorder(name: str, check: Check, seed: int, send: Send) -> Callable[[Any], None]:
    """Return what takes a check's place: it sends what the function gives."""

    def record(function: Any) -> None:
        cases = check.cases(np.random.default_rng(seed))
        send(check=name, answers=encode(check.answers(function, cases)))

    return record


def told(error: BaseException) -> str:
    """An error in one line, with the line of the answer that it came from."""
    if isinstance(error, SyntaxError):
        return f"SyntaxError in line {error.lineno}: {error.msg}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == ANSWER]
    where = f" in line {lines[-1]}" if lines else ""
    return f"{type(error).__name__}{where}: {error}"


if __name__ == "__main__":
    main(sys.argv[1])
