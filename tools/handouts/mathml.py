"""What Pandoc's MathML lacks: the thin space around the names of functions, and a box to scroll a wide formula in."""

import re
import xml.etree.ElementTree as ET

SPACE = "http://www.w3.org/1998/Math/MathML"
APPLY = "\u2061"  # stands behind a function's name, and takes no room in browsers
MATH = re.compile(r"<math .*?</math>", flags=re.DOTALL)
SCRIPTS = ("msub", "msup", "msubsup", "munder", "mover", "munderover")
LONG = 30  # characters of a formula in running text that may not fit on a phone's screen

ET.register_namespace("", SPACE)


def finished(page: str) -> str:
    """Return a page with its formulas finished; their TeX is left out."""
    return MATH.sub(lambda found: formula(found[0]), page)


def formula(text: str) -> str:
    """Return one formula: spaced, and in a box if it stands alone or is long."""
    math = ET.fromstring(text)
    for parent in [*math.iter(f"{{{SPACE}}}semantics")]:
        for note in parent.findall(f"{{{SPACE}}}annotation"):
            parent.remove(note)
    for row in [*math.iter()]:
        if name_of(row) in ("mrow", "semantics", "mtd", "mstyle"):
            space_functions(row)
    written = ET.tostring(math, encoding="unicode")
    if math.get("display") == "block":
        return f'<span class="formula">{written}</span>'
    return f'<span class="formula inline">{written}</span>' if len("".join(math.itertext())) > LONG else written


def name_of(element: ET.Element) -> str:
    """The element's name, without its namespace."""
    return element.tag.removeprefix(f"{{{SPACE}}}")


def is_function(element: ET.Element) -> bool:
    """Whether this begins with a function's name (log, or max with its subscript)."""
    if name_of(element) in SCRIPTS:
        return is_function(element[0])
    return name_of(element) == "mrow" and len(element) > 1 and element[1].text == APPLY


def is_bare(element: ET.Element) -> bool:
    """Whether this is a function's name and no more, so that what it is applied to comes next."""
    return is_function(element) and (name_of(element) in SCRIPTS or len(element) == 2)


def space_functions(row: ET.Element) -> None:
    """Put TeX's thin space between a function's name and its neighbours that are no operators."""
    parts = [*row]
    for i in range(len(parts) - 1, 0, -1):
        left, right = parts[i - 1], parts[i]
        if "mo" in (name_of(left), name_of(right)) or "mspace" in (name_of(left), name_of(right)):
            continue
        if is_bare(left) or is_function(right):
            row.insert(i, ET.Element(f"{{{SPACE}}}mspace", width="0.167em"))
