"""The teaching guide's tables: what each lesson asks for, and which exercise answers which question."""

from collections.abc import Mapping
from pathlib import Path

from .form import questions
from .reading import Exercise, exercises, read

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = ROOT / "TEACHING.md"
MARKS = ("<!-- {}: made by python -m tools.exercises --tables, do not edit -->", "<!-- end of {} -->")
KINDS = ("derive", "implement", "investigate")


def lessons(folder: Path = ROOT / "notebooks") -> dict[str, list[Exercise]]:
    """Return the exercises of all lessons, by the lesson's name."""
    return {path.stem: exercises(read(path)) for path in sorted(folder.glob("[0-9][0-9]_*.ipynb"))}


def of_lessons(found: Mapping[str, list[Exercise]]) -> str:
    """Return a table with a line for each lesson: how many exercises, points by kind, minutes."""
    lines = ["| lesson | exercises | " + " | ".join(f"{kind}, points" for kind in KINDS) + " | points | hours |"]
    lines.append("|---|" + "---:|" * (len(KINDS) + 3))
    for name, ones in [*found.items(), ("together", [one for each in found.values() for one in each])]:
        points = [sum(one.points for one in ones if one.kind == kind) for kind in KINDS]
        cells = [str(len(ones)), *map(str, points), str(sum(points)), f"{sum(one.minutes for one in ones) / 60:.1f}"]
        label = f"[{name}](notebooks/{name}.ipynb)" if name in found else f"**{name}**"
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def of_questions(found: Mapping[str, list[Exercise]]) -> str:
    """Return a table with a line for each question of the assignments, and the exercises that answer it."""
    lines = ["| question | asks for | its points | exercises | points |", "|---|---|---:|---|---:|"]
    for name, question in questions().items():
        ones = [one for each in found.values() for one in each if name in one.covers]
        told = "; ".join(f"{one.number} {one.title} ({one.kind})" for one in ones) or "none"
        points = " + ".join(str(one.points) for one in ones)
        lines.append(f"| {name} | {question['what']} | {question.get('points', '')} | {told} | {points} |")
    return "\n".join(lines)


def with_tables(text: str, found: Mapping[str, list[Exercise]]) -> str:
    """Return the guide with its tables as they should be.

    Raises:
        ValueError: when the guide lacks the marks between which a table stands.
    """
    for name, table in (("lessons", of_lessons(found)), ("questions", of_questions(found))):
        begin, end = (mark.format(name) for mark in MARKS)
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"expected {begin} and {end} once each in {GUIDE.name}")
        head, _, rest = text.partition(begin)
        text = f"{head}{begin}\n\n{table}\n\n{end}{rest.partition(end)[2]}"
    return text
