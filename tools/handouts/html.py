"""A document as one HTML page that needs nothing else: mathematics as MathML, pictures and style inside."""

import base64
import io
import re
from html import escape
from pathlib import Path

from PIL import Image

from tools.handouts import mathml
from tools.handouts.document import Document
from tools.handouts.links import to_lessons
from tools.handouts.pandoc import Node, plain, raw, replaced, write

HERE = Path(__file__).parent
KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}


def render(document: Document, version: str, course: str, home: str, unfold_in_print: bool = True) -> str:
    """Return the document as a page.

    Args:
        document: the handout.
        version: what it calls itself, such as "student version".
        course: the name of the course.
        home: where the index of all handouts is; "" for the index itself.
        unfold_in_print: whether what is folded on the screen is shown on paper.

    Raises:
        HandoutError: when a formula cannot be converted.
    """
    blocks = replaced(document.blocks, lambda node: in_html(node, document.media))
    blocks = to_lessons(blocks, ".html") if home else blocks
    title = write([{"t": "Plain", "c": document.title}], "html5", "--mathml")
    back = f'<a href="{escape(home)}">All lessons</a>' if home else ""
    page = write(
        blocks,
        "html5",
        "--mathml",
        "--standalone",
        "--toc",
        "--toc-depth=3",
        f"--template={HERE / 'page.html'}",
        f"--variable=heading={mathml.finished(title).strip()}",
        f"--variable=pagetitle={escape(f'{document.name} · {version}')}",
        f"--variable=version={escape(version)}",
        f"--variable=course={escape(course)}",
        f"--variable=back={back}",
        f"--variable=style={(HERE / 'style.css').read_text(encoding='utf-8')}",
        f"--variable=script={(HERE / 'page.js').read_text(encoding='utf-8')}",
        f"--variable=body-class={'unfold' if unfold_in_print else 'keep-folds'}",
    )
    return with_roles(mathml.finished(page))


def with_roles(page: str) -> str:
    """Say what Pandoc does not: which cells are a table's column heads, and what may be scrolled sideways."""
    page = re.sub(r"<th(?=[ >])", '<th scope="col"', page)
    page = re.sub(r"<table(?=[ >])", '<div class="table"><table', page).replace("</table>", "</table></div>")
    return page.replace('<pre class="output">', '<pre class="output" aria-label="Output" role="group">')


def in_html(node: Node, media: dict[str, bytes]) -> list[Node] | None:
    """Return what stands for a node on the screen, or None for the node itself."""
    if node["t"] == "Image":
        alt, name = plain(node["c"][1]), node["c"][2][0]
        size = "" if name.endswith(".svg") else ' width="{}" height="{}"'.format(*pixels(media[name]))
        kind = KINDS[Path(name).suffix.lower()]
        source = f"data:{kind};base64,{base64.b64encode(media[name]).decode()}"
        return [{"t": "RawInline", "c": ["html", f'<img alt="{escape(alt)}"{size} src="{source}">']}]
    if node["t"] == "CodeBlock" and node["c"][0][1] != ["python"]:
        return [raw("html", f'<pre class="output">{escape(node["c"][1])}</pre>')]
    if node["t"] == "Div" and node["c"][0][1] == ["details"]:
        summary, *content = node["c"][1]
        inlines = [part for block in summary["c"][1] for part in block["c"]]
        opening = [{"t": "RawInline", "c": ["html", "<details><summary>"]}]
        closing = [{"t": "RawInline", "c": ["html", "</summary>"]}]
        return [{"t": "Plain", "c": [*opening, *inlines, *closing]}, *content, raw("html", "</details>")]
    if node["t"] == "Table":
        for column in node["c"][2]:
            column[1] = {"t": "ColWidthDefault"}
        return [node]
    return None


def pixels(picture: bytes) -> tuple[int, int]:
    """Width and height of a picture."""
    with Image.open(io.BytesIO(picture)) as image:
        return image.size
