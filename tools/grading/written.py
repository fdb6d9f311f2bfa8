"""Answers in Markdown as HTML: mathematics as MathML, and nothing in them that a browser would run or load."""

from html import escape

from tools.handouts import mathml
from tools.handouts.pandoc import CUT, HandoutError, Node, paragraph, parse, plain, raw, replaced, words, write


def rendered(texts: list[str]) -> list[str]:
    """Return each text as HTML; one that Pandoc does not understand, as it is."""
    try:
        parts = parse(texts)
        blocks = [block for part in parts for block in [*replaced(part, harmless), raw("html", CUT)]]
        pages = mathml.finished(write(blocks, "html5", "--mathml")).split(CUT)[:-1]
    except HandoutError:
        if len(texts) > 1:
            return [rendered([text])[0] for text in texts]
        return [f"<pre>{escape(text)}</pre>" for text in texts]
    return pages if len(pages) == len(texts) else [f"<pre>{escape(text)}</pre>" for text in texts]


def harmless(node: Node) -> list[Node] | None:
    """Return what stands for a node that could do harm, or belongs to the page around it; None for all others."""
    if node["t"] in ("RawBlock", "RawInline"):
        shown = [] if node["c"][1].startswith("<!--") else words(node["c"][1])
        return [paragraph(*shown)] * bool(shown) if node["t"] == "RawBlock" else shown
    if node["t"] == "Image":
        return words(f"(picture: {plain(node['c'][1])})")
    if node["t"] == "Link":
        return [*node["c"][1], *words(f" ({node['c'][2][0]})")]
    if node["t"] == "Header":
        return [paragraph({"t": "Strong", "c": node["c"][2]})]
    return None
