"""Verdicts: what each answer of a submission is worth."""

import ast
import zlib
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

import numpy as np

from helpers.checks import Check, Mistake
from tools.exercises import Exercise
from tools.exercises.reading import HIDDEN_TESTS
from tools.exercises.versions import CODE_STUB
from tools.grading import sandbox
from tools.grading.sources import definitions, needed, plain
from tools.grading.submissions import Lesson, Submission, untouched
from tools.grading.transport import decode

State = Literal["right", "wrong", "stopped", "not done", "by hand"]
SUSPICIOUS = ("helpers.checks", "tools.", "checks.", "__globals__", "__closure__", "_getframe", "gc.get_", "ctypes")
"""What no answer needs; a teacher should look at one that has it."""


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth.

    Attributes:
        exercise: which one.
        state: "stopped" means that it took too long, too much memory, or ended its process.
        points: None as long as nobody has given any ("by hand").
        message: for the student: what is wrong, in the check's words.
        note: for the teacher.
        answer: as submitted.
    """

    exercise: Exercise
    state: State
    points: int | None
    message: str
    note: str
    answer: str


def verdicts(lesson: Lesson, submission: Submission, limits: sandbox.Limits) -> list[Verdict]:
    """Grade a submission: code is run and judged, what is written is left to be graded by hand.

    Raises:
        sandbox.GradingError: when answers cannot be run here at all.
    """
    code = [one for one in lesson.exercises if one.kind == "implement" and _submitted(one, submission)]
    jobs = {one.id: job(one, lesson, submission) for one in code}
    said = sandbox.run(list(jobs.values()), limits)
    result = []
    for one in lesson.exercises:
        answer, note = submission.answers[one.id], submission.notes.get(one.id, "")
        if one.id in jobs:
            state, message = judged(jobs[one.id], said[one.id])
            found = [word for word in SUSPICIOUS if word in "\n".join([answer, *jobs[one.id]["added"]])]
            note = "; ".join([note] * bool(note) + [f"look at it: it uses {', '.join(found)}"] * bool(found))
            result.append(Verdict(one, state, one.points * (state == "right"), message, note, answer))
        elif one.kind != "implement" and not untouched(answer):
            result.append(Verdict(one, "by hand", None, "", note, answer))
        else:
            result.append(Verdict(one, "not done", 0, "", note, answer))
    return result


def job(one: Exercise, lesson: Lesson, submission: Submission) -> dict[str, Any]:
    """Return what a worker is told of an exercise."""
    assert one.check is not None
    alias, module = _checks(lesson)
    check, answer = one.check.source, submission.answers[one.id]
    before = [line for place, source in lesson.code if place < one.position for line in definitions(source)]
    added = needed(submission.added, f"{answer}\n{check}")
    names = needed(before, "\n".join([*added, answer, check]))
    return {
        "id": one.id,
        "before": names,
        "added": added,
        "solution": plain(answer),
        "check": _without_marks(check),
        "alias": alias,
        "module": module,
        "seed": zlib.crc32(f"{submission.student} {one.id}".encode()),
    }


def judged(job: dict[str, Any], said: list[dict[str, Any]]) -> tuple[State, str]:
    """Return an answer's state and the message for the student, from what the worker said of it."""
    last = said[-1] if said else {}
    if "stopped" in last:
        return "stopped", f"It was stopped: {last['stopped']}"
    checks = vars(import_module(job["module"]))
    names = called(job["check"], job["alias"])
    given = [message for message in said if "check" in message]
    try:
        for name, message in zip(names, given, strict=False):
            check = checks[name]
            assert isinstance(check, Check)
            if message["check"] != name:
                raise ValueError(f"expected answers for {name}, got some for {message['check']}")
            cases = check.cases(np.random.default_rng(job["seed"]))
            answers = decode(message["answers"])
            if set(answers) != set(cases):
                raise ValueError(f"expected answers for {', '.join(cases)}")
            check.judge(answers, cases)
    except NotImplementedError:
        return "not done", ""
    except Mistake as mistake:
        return "wrong", str(mistake)
    except (ValueError, TypeError, KeyError) as error:
        return "wrong", f"The answers could not be read: {error}"
    if last.get("error"):
        return ("not done", "") if last["error"].startswith(NotImplementedError.__name__) else ("wrong", last["error"])
    if len(given) != len(names):
        return "wrong", "The check was not run to its end."
    return "right", ""


def called(source: str, alias: str) -> list[str]:
    """Return the checks that a check's cell calls, in order."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [
        function.attr
        for function in calls
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == alias
    ]


def _submitted(one: Exercise, submission: Submission) -> bool:
    """Whether there is any code: in the answer's cell, or the function in one of the student's own."""
    assert one.solution is not None
    answer = submission.answers[one.id]
    if not untouched(answer):
        return True
    names = [line.name for line in ast.parse(one.solution.source).body if isinstance(line, ast.FunctionDef)]
    own = [statement for statement in submission.added if statement.startswith(tuple(f"def {name}(" for name in names))]
    return any(CODE_STUB not in statement for statement in own)


def _checks(lesson: Lesson) -> tuple[str, str]:
    """The name that a lesson gives its module of checks, and the module."""
    for _, source in lesson.code:
        for statement in definitions(source):
            (node,) = ast.parse(statement).body
            if isinstance(node, ast.ImportFrom) and node.module == "helpers.checks":
                (name,) = node.names
                return name.asname or name.name, f"helpers.checks.{name.name}"
    raise sandbox.GradingError(f"{lesson.name}: no cell imports its checks (from helpers.checks import … as checks)")


def _without_marks(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if not any(mark in line for mark in HIDDEN_TESTS))
