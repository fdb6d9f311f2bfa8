"""The page that lists all lessons: title, objectives, time, points, and where the handouts are."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from nbformat import NotebookNode

from tools import exercises
from tools.handouts import html
from tools.handouts.document import Document
from tools.handouts.pandoc import Node, attributes, paragraph, parse, plain, replaced, words
from tools.handouts.versions import hours, plural

FORMATS = {"html": "web page", "pdf": "PDF", "ipynb": "notebook"}


@dataclass(frozen=True)
class Entry:
    """A lesson in the list.

    Attributes:
        name: the file's name without its ending.
        opening: its first cell, Markdown.
        points: of its exercises together; ``minutes``, too.
        count: of its exercises.
    """

    name: str
    opening: str
    points: int
    minutes: int
    count: int


def entry(name: str, notebook: NotebookNode) -> Entry:
    """Return what the list says of a lesson."""
    found = exercises.exercises(notebook)
    points, minutes = sum(one.points for one in found), sum(one.minutes for one in found)
    return Entry(name, notebook.cells[0].source, points, minutes, len(found))


def render(
    entries: list[Entry], course: str, versions: dict[str, str], where: Callable[[str, str, str], str], lead: str
) -> str:
    """Return the page.

    Args:
        entries: the lessons.
        course: the name of the course.
        versions: the versions that are linked to, with what they are called.
        where: the address of a file, by lesson, version and ending.
        lead: what stands above the list, Markdown.
    """
    above, *openings = parse([lead, *(one.opening for one in entries)])
    blocks = above
    for one, opening in zip(entries, openings, strict=True):
        title, time, objectives = parts(without_links(opening))
        blocks.append({"t": "Header", "c": [2, [f"lesson-{one.name}", [], []], title]})
        facts = [*time]
        if one.count:
            told = f"{plural(one.count, 'exercise')}, {plural(one.points, 'point')}, {hours(one.minutes)}."
            facts += [*words(" " if facts else ""), {"t": "Strong", "c": words("Exercises.")}, *words(f" {told}")]
        blocks += [paragraph(*facts)] if facts else []
        blocks += objectives
        rows = [links(one.name, version, called, where, plain(title)) for version, called in versions.items()]
        blocks.append({"t": "BulletList", "c": [[{"t": "Plain", "c": row}] for row in rows]})
    return html.render(Document(words(course), blocks), "all lessons", course, home="")


def links(name: str, version: str, called: str, where: Callable[[str, str, str], str], title: str) -> list[Node]:
    """A version's name and the links to a lesson's files in it, in a line."""
    line: list[Node] = [{"t": "Strong", "c": words(called[0].upper() + called[1:])}, *words(":")]
    for number, (ending, told) in enumerate(FORMATS.items()):
        said = {"aria-label": f"{told}: {title}, {called}"}
        target = [where(name, version, ending), ""]
        line += [*words(", " if number else " "), {"t": "Link", "c": [attributes(**said), words(told), target]}]
    return line


def parts(opening: list[Node]) -> tuple[list[Node], list[Node], list[Node]]:
    """Return from a lesson's first cell its title, its time (both as inlines) and its objectives (as blocks)."""
    title: list[Node] = []
    time: list[Node] = []
    objectives: list[Node] = []
    for block, after in zip(opening, [*opening[1:], None], strict=True):
        text = plain(block)
        if block["t"] == "Header" and not title:
            title = block["c"][2]
        elif block["t"] == "Para" and re.match(r"Time\b", text):
            time = block["c"]
        elif block["t"] == "Para" and re.match(r"Objectives\b", text):
            objectives = [block] + ([after] if after and after["t"] in ("BulletList", "OrderedList") else [])
    return title, time, objectives


def without_links(blocks: list[Node]) -> list[Node]:
    """Keep of the links in a lesson's first cell only their words: the list leads to the lessons itself."""
    result: list[Node] = replaced(blocks, lambda node: node["c"][1] if node["t"] == "Link" else None)
    return result
