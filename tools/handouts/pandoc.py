"""Pandoc: Markdown to its document tree, and the tree to HTML or Typst; and the few pieces of a tree built here.

Pandoc's tree is JSON (https://hackage.haskell.org/package/pandoc-types): a node is {"t": type, "c": content}.
"""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

Node = dict[str, Any]
MARKDOWN = "gfm-emoji-tex_math_gfm-alerts-yaml_metadata_block"
"""What JupyterLab understands: GitHub's Markdown, with mathematics between dollars."""
CUT = "<!-- handouts: cut here -->"
SECONDS = 120


class HandoutError(Exception):
    """A handout cannot be made; the message names the file and says what to do."""


@cache
def program() -> str:
    """The path of the Pandoc that comes with the wheel pypandoc-binary.

    Raises:
        HandoutError: when it is not installed.
    """
    try:
        import pypandoc
    except ImportError:
        raise HandoutError("Pandoc is missing: `make handouts` installs it, or: pip install pypandoc-binary") from None
    return str(pypandoc.get_pandoc_path())


@cache
def api_version() -> list[int]:
    """The version of the tree that this Pandoc reads and writes."""
    version: list[int] = json.loads(run("", "--from=markdown", "--to=json"))["pandoc-api-version"]
    return version


def run(text: str, *options: str) -> str:
    """Return what Pandoc makes of a text.

    Raises:
        HandoutError: when it fails, or meets a formula that it cannot convert.
    """
    done = subprocess.run(
        [program(), *options], input=text, capture_output=True, encoding="utf-8", check=False, timeout=SECONDS
    )
    complaint = re.search(r"Could not convert TeX math.*", done.stderr, flags=re.DOTALL)
    if done.returncode or complaint:
        raise HandoutError(" ".join((complaint.group() if complaint else done.stderr).split())[:300])
    return done.stdout


def parse(texts: list[str]) -> list[list[Node]]:
    """Return the blocks of each of several Markdown texts, parsed in one go so that no heading's id comes twice.

    Raises:
        HandoutError: when a text does not end where it should, as with a fence that is never closed.
    """
    joined = f"\n\n{CUT}\n\n".join(texts)
    blocks = json.loads(run(joined, f"--from={MARKDOWN}", "--to=json"))["blocks"]
    parts: list[list[Node]] = [[]]
    for block in blocks:
        if block["t"] == "RawBlock" and block["c"][1].strip() == CUT:
            parts.append([])
        else:
            parts[-1].append(block)
    if len(parts) != len(texts):
        raise HandoutError(f"Markdown that swallows what follows it: {_unclosed(texts)[:60]!r}; is a fence left open?")
    return parts


def _unclosed(texts: list[str]) -> str:
    """The first text with an odd number of fences, or nothing."""
    return next((text for text in texts if len(re.findall(r"^ {0,3}```", text, flags=re.MULTILINE)) % 2), "")


def write(blocks: list[Node], to: str, *options: str) -> str:
    """Return a tree in another format ("html5", "typst")."""
    tree = {"pandoc-api-version": api_version(), "meta": {}, "blocks": blocks}
    return run(json.dumps(tree), "--from=json", f"--to={to}", "--wrap=none", *options)


def attributes(*classes: str, name: str = "", **others: str) -> list[Any]:
    """The attributes of a node: its id, classes and other pairs."""
    return [name, list(classes), [[key, value] for key, value in others.items()]]


def code(text: str, *classes: str) -> Node:
    """A block of code; the first class is its language."""
    return {"t": "CodeBlock", "c": [attributes(*classes), text]}


def div(blocks: list[Node], *classes: str, **others: str) -> Node:
    """Blocks that belong together."""
    return {"t": "Div", "c": [attributes(*classes, **others), blocks]}


def raw(form: str, text: str) -> Node:
    """A block in the format that is written."""
    return {"t": "RawBlock", "c": [form, text]}


def words(text: str) -> list[Node]:
    """Plain text as inlines."""
    return [{"t": "Str", "c": text}]


def paragraph(*inlines: Node) -> Node:
    """A paragraph."""
    return {"t": "Para", "c": list(inlines)}


def link(inlines: list[Node], target: str) -> Node:
    """A link."""
    return {"t": "Link", "c": [attributes(), inlines, [target, ""]]}


def nodes(tree: Any) -> Iterator[Node]:
    """Yield every node of a tree, in reading order."""
    if isinstance(tree, dict):
        if "t" in tree:
            yield tree
        yield from nodes(tree.get("c"))
    elif isinstance(tree, list):
        for part in tree:
            yield from nodes(part)


def replaced(tree: Any, change: Callable[[Node], list[Node] | None]) -> Any:
    """Return a copy of a tree in which each node that ``change`` answers is replaced by its answer, from the inside."""
    if isinstance(tree, list):
        result: list[Any] = []
        for part in tree:
            new = replaced(part, change)
            answer = change(new) if isinstance(new, dict) and "t" in new else None
            result += [new] if answer is None else answer
        return result
    if isinstance(tree, dict):
        return {key: replaced(value, change) for key, value in tree.items()}
    return tree


def plain(tree: Any) -> str:
    """The text of a tree, without its marks."""
    parts = []
    for node in nodes(tree):
        if node["t"] == "Str":
            parts.append(node["c"])
        elif node["t"] in ("Code", "Math"):
            parts.append(node["c"][1])
        elif node["t"] in ("Space", "SoftBreak", "LineBreak"):
            parts.append(" ")
    return "".join(parts)
