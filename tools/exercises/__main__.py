"""List the exercises of notebooks, or what is wrong with them.

python -m tools.exercises notebooks/02_scratch_mlp.ipynb    lists them
python -m tools.exercises --tables                          writes the tables of TEACHING.md
"""

import sys
from pathlib import Path

from . import exercises, problems, read, tables


def main(paths: list[str]) -> int:
    """Print a line for each exercise; return 1 if anything is wrong with them."""
    if paths == ["--tables"]:
        text = tables.GUIDE.read_text(encoding="utf-8")
        tables.GUIDE.write_text(tables.with_tables(text, tables.lessons()), encoding="utf-8", newline="\n")
        return 0
    wrong = 0
    for path in map(Path, paths):
        notebook = read(path)
        found = problems(notebook, path.name[:2])
        wrong += len(found)
        print(*(f"{path}: {line}\n" for line in found), sep="", end="")
        for one in [] if found else exercises(notebook):
            print(f"{one.number:5} {one.id:22} {one.kind:12} {one.points:2} points {one.minutes:3} min  {one.title}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
