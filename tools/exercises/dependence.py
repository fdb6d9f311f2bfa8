"""Which code cells show something that comes from a solution: read from the names that cells make and use."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

GIVEN = {"run"}
"""Names that every cell of a lesson calls, and that carry nothing from cell to cell but claims (see `.report()`)."""


def dependent(notebook: NotebookNode, solutions: set[int]) -> set[int]:
    """Return the positions of the code cells whose outputs may come from the cells at ``solutions``.

    A cell depends on a solution if it uses a name that a solution, or a cell that depends on one, has made or may
    have changed. The table of claims sums up all cells, and so depends on solutions wherever there are any.
    """
    found: set[int] = set()
    tainted: set[str] = set()
    modules: set[str] = set(GIVEN)
    for position, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        tree = parsed(cell.source)
        modules |= imported(tree)
        made = bound(tree)
        if position in solutions or used(tree) & tainted or (solutions and ".report()" in cell.source):
            found.add(position)
            tainted |= (made | changed(tree)) - modules
        else:
            tainted -= made
    return found


def parsed(source: str) -> ast.Module:
    """Return the syntax tree of a cell; lines for IPython (%, !) count as nothing."""
    return ast.parse(re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE))


def imported(tree: ast.AST) -> set[str]:
    """Return the names that import statements bind."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {(alias.asname or alias.name).split(".")[0] for node in imports for alias in node.names}


def used(tree: ast.AST) -> set[str]:
    """Return the names that are read, in functions too."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def bound(tree: ast.Module) -> set[str]:
    """Return the names that a cell makes: functions, classes, assigned variables."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return names | {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def changed(tree: ast.AST) -> set[str]:
    """Return the names of objects that a cell may change: a method is called, or a part is assigned."""
    return {name for node in ast.walk(tree) for name in _root(_target(node))}


def _target(node: ast.AST) -> Any:
    if isinstance(node, ast.Call):
        return node.func if isinstance(node.func, ast.Attribute) else None
    stores = isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del)
    return node if stores else None


def _root(node: Any) -> Iterator[str]:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name):
        yield node.id
