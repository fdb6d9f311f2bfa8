"""Which code cells show something that comes from a solution: read from the names that cells make and use."""

import ast
import re
import symtable
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
    modules = set(GIVEN)
    for position, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        source = re.sub(r"^(\s*)[%!].*$", r"\1pass", cell.source, flags=re.MULTILINE)  # lines for IPython
        table = symtable.symtable(source, "cell", "exec")
        modules |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_imported()}
        made = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
        used = set(globals_used(table))
        if position in solutions or used & tainted or (solutions and ".report()" in source):
            found.add(position)
            tainted |= (made | (changed(source) & used)) - modules
        else:
            tainted -= made
    return found


def globals_used(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the names of the notebook that a cell reads, in its functions too; their own variables are none."""
    top = table.get_type() == "module"
    yield from (one.get_name() for one in table.get_symbols() if one.is_referenced() and (top or one.is_global()))
    for child in table.get_children():
        yield from globals_used(child)


def changed(source: str) -> set[str]:
    """Return the names of what a cell may change: a method is called, or a part is assigned."""
    return {name for node in ast.walk(ast.parse(source)) for name in _root(_target(node))}


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
