"""A document as PDF: A4, with page numbers and contents, typeset by Typst."""

import io
import json
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from tools.handouts.document import Document
from tools.handouts.links import to_lessons
from tools.handouts.pandoc import HandoutError, Node, div, paragraph, plain, raw, replaced, words, write

PAGE = Path(__file__).with_name("page.typ")
WIDTH, HEIGHT = 481.0, 640.0  # the part of an A4 page that pictures may fill, in points
FIGURE_DPI = 110  # as helpers.plots saves figures
COLUMNS, CODE_POINTS = 100, 7.7  # of code that fit on a line, at this size
MOST_COLUMNS = 124  # of an output, which is set smaller before it is broken
MARK = "↪ "
WHOLE = 15  # lines of code that are kept on one page
FOLDED = "Hints and answers"
SPACED = re.compile(r'(?<!\\)"(\w+)" (?=\\[(\[])')  # of a formula: a function's name, before its bracket


@cache
def compiler() -> Any:
    """The module typst.

    Raises:
        HandoutError: when it is not installed.
    """
    try:
        import typst
    except ImportError:
        raise HandoutError("Typst is missing: `make handouts` installs it, or: pip install typst") from None
    return typst


def render(document: Document, version: str, course: str, folds: bool) -> bytes:
    """Return the document as the bytes of a PDF.

    Args:
        document: the handout.
        version: what it calls itself, such as "student version".
        course: the name of the course, for the page's head.
        folds: whether what is folded goes to the end, where nobody reads it by accident; else it stays in its place.

    Raises:
        HandoutError: when Typst refuses it.
    """
    blocks = at_the_end(document.blocks) if folds else replaced(document.blocks, unfolded)
    blocks = to_lessons(replaced(blocks, lambda node: in_typst(node, document.media)), ".pdf")
    heads = {"title": document.name, "version": version, "course": course}
    text = "\n".join(
        [
            f"#let heads = {typst_of(heads)}",
            f"#let title = [{write([{'t': 'Plain', 'c': document.title}], 'typst').strip()}]",
            PAGE.read_text(encoding="utf-8"),
            SPACED.sub(r'"\1"', write(blocks, "typst")),
        ]
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, content in document.media.items():
            Path(folder, name).write_bytes(content)
        main = Path(folder, "main.typ")
        main.write_text(text, encoding="utf-8")
        typst = compiler()
        try:
            pdf: bytes = typst.compile(str(main), root=folder, ignore_system_fonts=True)
        except typst.TypstError as error:
            raise HandoutError(f"Typst: {' '.join(str(error).split())[:300]}") from None
    return pdf


def typst_of(value: dict[str, str]) -> str:
    """A dictionary of texts in Typst's own notation."""
    pairs = (f"{key}: {json.dumps(text, ensure_ascii=False)}" for key, text in value.items())
    return f"({', '.join(pairs)})"


def in_typst(node: Node, media: dict[str, bytes]) -> list[Node] | None:
    """Return what stands for a node on paper, or None for the node itself."""
    if node["t"] == "CodeBlock":
        (name, classes, _), text = node["c"]
        whole = "true" if text.count("\n") < WHOLE else "false"
        code = classes == ["python"]
        longest = max(map(len, text.expandtabs(4).split("\n")))
        columns = longest if not code and COLUMNS < longest <= MOST_COLUMNS else COLUMNS  # a table stays a table
        lines = {"t": "CodeBlock", "c": [[name, classes, []], wrapped(text, columns)]}
        size = f"{CODE_POINTS * COLUMNS / columns:.2f}pt"
        return [raw("typst", f"#listing({whole}, {'true' if code else 'false'}, {size})["), lines, END]
    if node["t"] == "Div" and node["c"][0][1] in (["output"], ["controls"]):
        return [raw("typst", f"#{node['c'][0][1][0]}["), *node["c"][1], END]
    if node["t"] == "Image":
        alt, name = plain(node["c"][1]), node["c"][2][0]
        width = printed_width(media[name]) if not name.endswith(".svg") else WIDTH
        call = f"#picture({json.dumps(name)}, {width:.1f}pt, {json.dumps(alt, ensure_ascii=False)})"
        return [{"t": "RawInline", "c": ["typst", call]}]
    if node["t"] == "Table":
        for column in node["c"][2]:
            column[0] = {"t": "AlignLeft"} if column[0]["t"] == "AlignDefault" else column[0]
        return [node]
    if node["t"] == "RawInline" and node["c"][0] == "html" and node["c"][1].startswith("<br"):
        return [{"t": "LineBreak"}]
    return None


END = raw("typst", "]")


def wrapped(text: str, columns: int) -> str:
    """Break the lines that are too long, at a space where there is one; what was one line goes on after a mark."""
    lines = []
    for line in text.expandtabs(4).split("\n"):
        indent = " " * min(len(line) - len(line.lstrip()) + 2, columns // 2)
        while len(line) > columns:
            start = len(line) - len(line.lstrip())
            at = line.rfind(" ", start + len(MARK) + columns // 3, columns + 1)
            at = at if at > 0 else columns
            lines.append(line[:at].rstrip())
            line = indent + MARK + line[at:].lstrip()
        lines.append(line)
    return "\n".join(lines)


def printed_width(picture: bytes) -> float:
    """The width in points at which a picture is printed: its own, unless that is too much for a page."""
    with Image.open(io.BytesIO(picture)) as image:
        width, height = (side * 72 / FIGURE_DPI for side in image.size)
    return float(width * min(1, WIDTH / width, HEIGHT / height))


def unfolded(node: Node) -> list[Node] | None:
    """Show in its place what is folded on the screen."""
    if node["t"] != "Div" or node["c"][0][1] != ["details"]:
        return None
    summary, *content = node["c"][1]
    return [paragraph(inline("#unfolded["), *inlines_of(summary), inline("][")), *content, END]


def inlines_of(summary: Node) -> list[Node]:
    """What a fold's summary says."""
    return [part for block in summary["c"][1] for part in block["c"]]


def at_the_end(blocks: list[Node]) -> list[Node]:
    """Move what is folded to the end, and leave in its place the page where it is found."""
    result: list[Node] = []
    entries: list[Node] = []
    under, count, first = "", 0, 0
    together: list[Node] = []  # the line that names what is folded at this place
    for block in [*blocks, div([], "")]:
        if block["t"] == "Div" and block["c"][0][1] == ["details"]:
            if not together and result and result[-1]["t"] == "Para":  # the question stays with it
                result[-1:] = [raw("typst", "#keep["), result[-1], END]
            count += 1
            first = first if together else count
            summary, *content = block["c"][1]
            inlines = inlines_of(summary)
            together += [*words(" · "), inline(f"#link(<fold-{count}>)["), *inlines, inline("]")]
            where = f"{json.dumps(under, ensure_ascii=False)}, <place-{count}>"
            entry = inline(f"#metadata(none) <fold-{count}>#entry({where})[")
            entries += [paragraph(entry, *inlines, inline("][")), *replaced(content, unfolded), END]
            result.append(raw("typst", f"#metadata(none) <place-{count}>"))
            continue
        if together:
            page = inline(f" on page #page-of(<fold-{first}>)")
            result += [raw("typst", "#folds["), paragraph(*together[1:], page), END]
            together = []
        if block["t"] == "Header":
            under = plain(block["c"][2])
        result.append(block)
    if entries:
        heading = {"t": "Header", "c": [2, ["hints-and-answers-at-the-end", [], []], words(FOLDED)]}
        result += [raw("typst", "#pagebreak(weak: true)"), heading, *entries]
    return result


def inline(text: str) -> Node:
    """Typst among inlines."""
    return {"t": "RawInline", "c": ["typst", text]}
