"""What an answer needs of the code around it: the imports and definitions that it uses, and no more."""

import ast
import re
import symtable

from tools.exercises.dependence import globals_used

MAGIC = re.compile(r"^(\s*)[%!].*$", flags=re.MULTILINE)
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def plain(source: str) -> str:
    """The source without IPython's own lines."""
    return MAGIC.sub(r"\1pass", source)


def definitions(source: str) -> list[str]:
    """Return what a cell imports, defines, and names as constants, a statement each; [] if it is no Python."""
    try:
        nodes = ast.parse(plain(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [ast.unparse(node) for node in nodes if isinstance(node, DEFINITIONS) or _constant(node)]


def needed(statements: list[str], source: str) -> list[str]:
    """Return, in order, those of the statements that the source needs, directly or through one another."""
    wanted = _used(source)
    kept: set[int] = set()
    while found := {n for n, one in enumerate(statements) if n not in kept and _made(one) & wanted}:
        kept |= found
        wanted = wanted.union(*(_used(statements[n]) for n in found))
    return [statements[n] for n in sorted(kept)]


def _constant(node: ast.stmt) -> bool:
    """Whether a statement gives names to numbers or text that it writes out."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return False
    try:
        ast.literal_eval(node.value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False
    return True


def _used(source: str) -> set[str]:
    try:
        return set(globals_used(symtable.symtable(plain(source), "answer", "exec")))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()


def _made(statement: str) -> set[str]:
    table = symtable.symtable(statement, "statement", "exec")
    return {
        one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported() or one.is_namespace()
    }
