"""Links between the lessons, which lead from a handout to the same kind of handout."""

import re

from tools.handouts.pandoc import Node, nodes, replaced

ELSEWHERE = re.compile(r"(https?|mailto|doi):")


def to_lessons(blocks: list[Node], ending: str) -> list[Node]:
    """Let links to lessons lead to files of that ending; of links to files that are not handed out keep the text."""
    names = {node["c"][1][0] for node in nodes(blocks) if node["t"] == "Header"}

    def changed(node: Node) -> list[Node] | None:
        if node["t"] != "Link":
            return None
        attributes, inlines, (target, title) = node["c"]
        path, _, fragment = target.partition("#")
        if ELSEWHERE.match(target) or (not path and fragment in names):
            return None
        if re.fullmatch(r"[\w.-]+\.ipynb", path):
            new = path.removesuffix(".ipynb") + ending
            return [{"t": "Link", "c": [attributes, inlines, [new, title]]}]
        return [{"t": "Span", "c": [["", [], []], inlines]}]

    result: list[Node] = replaced(blocks, changed)
    return result
