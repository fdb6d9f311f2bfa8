"""A notebook as one document: Pandoc's tree, with the pictures beside it; what HTML and PDF are both made from."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.handouts.pandoc import HandoutError, Node, attributes, code, div, nodes, paragraph, parse, plain, words
from tools.lesson_rules import Notebook, text_of

PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
WIDGET = "application/vnd.jupyter.widget-view+json"
CONTROLS = "Controls to play with stand here when the lesson runs in Jupyter."
LOADS = re.compile(r"<\s*(img|script|iframe|link|video|audio|object|embed|style)\b", flags=re.IGNORECASE)
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
DETAILS = re.compile(r"[ \t]*<details[^>]*>\s*<summary>(.*?)</summary>[ \t]*\n?", flags=re.DOTALL)


@dataclass
class Document:
    """A lesson's handout before it is HTML or PDF.

    Attributes:
        title: the heading of the first level, as inlines.
        blocks: everything below it. Code cells are Divs of class "cell", outputs "output", folded parts "details"
            (whose first block is a Div "summary"); pictures are Images whose target is a key of ``media``.
        media: the pictures' bytes by file name.
    """

    title: list[Node]
    blocks: list[Node]
    media: dict[str, bytes] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The title as plain text."""
        return plain(self.title)


def read(notebook: Notebook, folder: Path) -> Document:
    """Return a notebook as a document.

    Args:
        notebook: nbformat 4, as read from its JSON.
        folder: where pictures lie that its Markdown names.

    Raises:
        HandoutError: when it has no title, loads something from elsewhere, or has Markdown that cannot be read.
    """
    media: dict[str, bytes] = {}
    texts: list[str] = []
    plan: list[tuple[str, Any]] = []  # what the document is made of: Markdown by its number, or blocks
    for number, cell in enumerate(notebook["cells"]):
        source = text_of(cell["source"]).strip("\n")
        if cell["cell_type"] == "markdown":
            plan.append(("markdown", len(texts)))
            texts.append(with_attachments(unfolded(source), cell, number, folder, media))
        elif cell["cell_type"] == "code":
            if source.strip():
                plan.append(("blocks", [div([code(source, "python")], "cell")]))
            for output in cell["outputs"]:
                shown = output_of(output, number, media)
                if isinstance(shown, str):
                    plan.append(("output", len(texts)))
                    texts.append(shown)
                elif shown:
                    plan.append(("blocks", [div(shown, "output")]))
    parsed = parse(texts)
    blocks: list[Node] = []
    for kind, what in plan:
        if kind == "markdown":
            blocks += folded(parsed[what])
        else:
            blocks += what if kind == "blocks" else [div(parsed[what], "output")]
    return checked(Document(*title_of(blocks), media))


def unfolded(text: str) -> str:
    """Give each part of ``<details>`` lines of its own, so that what is folded is read as Markdown."""
    opened = DETAILS.sub(lambda found: f"\n\n<details>\n\n{found[1].strip()}\n\n</summary>\n\n", text)
    return re.sub(r"\s*</details>[ \t]*\n?", "\n\n</details>\n\n", opened)


def folded(blocks: list[Node]) -> list[Node]:
    """Make Divs of class "details" from what stands between the tags.

    Raises:
        HandoutError: when the tags do not pair up.
    """
    stack: list[list[Node]] = [[]]
    for block in blocks:
        tag = block["c"][1].strip() if block["t"] == "RawBlock" and block["c"][0] == "html" else ""
        if tag == "<details>":
            stack.append([])
        elif tag == "</summary>":
            stack[-1] = [div(stack[-1], "summary")]
        elif tag == "</details>" and len(stack) > 1:
            part = stack.pop()
            stack[-1].append(div(part, "details"))
        elif tag == "</details>":
            raise HandoutError("a </details> without its <details>")
        else:
            stack[-1].append(block)
    if len(stack) > 1:
        raise HandoutError(f"a <details> that is not closed: {plain(stack[1])[:60]!r}")
    return stack[0]


def output_of(output: dict[str, Any], number: int, media: dict[str, bytes]) -> str | list[Node]:
    """Return what one output shows: Markdown, or blocks; its picture is added to ``media``."""
    if output["output_type"] == "stream":
        return [code(ANSI.sub("", text_of(output["text"])).rstrip())]
    if output["output_type"] == "error":
        return [code(ANSI.sub("", "\n".join(output["traceback"])) or f"{output['ename']}: {output['evalue']}", "error")]
    data = output["data"]
    for kind, ending in PICTURES.items():
        if kind in data:
            name = f"cell{number:03}-{len(media):03}.{ending}"
            content = text_of(data[kind])
            media[name] = content.encode() if ending == "svg" else base64.b64decode(content)
            alt = output.get("metadata", {}).get(kind, {}).get("alt", "")
            return [paragraph({"t": "Image", "c": [attributes(), words(alt), [name, ""]]})]
    if WIDGET in data:
        return [div([paragraph({"t": "Emph", "c": words(CONTROLS)})], "controls")]
    if "text/markdown" in data:
        return text_of(data["text/markdown"])
    latex = text_of(data.get("text/latex", ""))
    if latex.startswith("$"):
        return "$$" + latex.strip("$ \n").removeprefix("\\displaystyle").strip() + "$$"
    return [code(text_of(data.get("text/plain", "")).rstrip())] if data.get("text/plain") else []


def with_attachments(text: str, cell: dict[str, Any], number: int, folder: Path, media: dict[str, bytes]) -> str:
    """Take in the pictures that Markdown names, from the cell's attachments or from files; return it with new names.

    Raises:
        HandoutError: for a picture that is not there, or on the network.
    """

    def taken(found: re.Match[str]) -> str:
        alt, target = found[1], found[2]
        name = f"cell{number:03}-{len(media):03}{Path(target).suffix}"
        if target.startswith("attachment:"):
            data = cell.get("attachments", {}).get(target.removeprefix("attachment:"), {})
            media[name] = base64.b64decode(text_of(next(iter(data.values()), "")))
        elif "://" not in target and (folder / target).is_file():
            media[name] = (folder / target).read_bytes()
        if not media.get(name):
            raise HandoutError(f"the picture {target} is not there: a handout holds all its pictures, so attach it")
        return f"![{alt}]({name})"

    return re.sub(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)", taken, text)


def title_of(blocks: list[Node]) -> tuple[list[Node], list[Node]]:
    """Return the title and the rest, its headings in order: each at most one level below the one before.

    Raises:
        HandoutError: when the notebook does not begin with its title.
    """
    if not blocks or blocks[0]["t"] != "Header" or blocks[0]["c"][0] != 1:
        raise HandoutError("the first cell does not start with the title (# …)")
    level = 1
    for heading in headings(blocks[1:]):
        heading["c"][0] = level = min(max(heading["c"][0], 2), level + 1)
    return blocks[0]["c"][2], blocks[1:]


def headings(blocks: list[Node]) -> Iterator[Node]:
    """Yield the headings in reading order."""
    return (node for node in nodes(blocks) if node["t"] == "Header")


def checked(document: Document) -> Document:
    """Return the document, if each picture has its alt text and nothing in it would be loaded from elsewhere.

    Raises:
        HandoutError: otherwise.
    """
    for node in nodes(document.blocks):
        if node["t"] == "Image" and not plain(node["c"][1]).strip():
            raise HandoutError(f"a picture without alt text ({node['c'][2][0]})")
        if node["t"] in ("RawBlock", "RawInline") and (found := LOADS.search(node["c"][1])):
            raise HandoutError(f"<{found[1]}> in Markdown: a handout cannot take it in; use ![alt text](file)")
    return document
