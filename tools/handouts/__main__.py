"""Build the handouts of all lessons, or of some.

python -m tools.handouts                        all of them, into dist/handouts/
python -m tools.handouts --lab                  JupyterLab on the student versions, in student/
"""

import argparse
import sys
import time
from pathlib import Path

from tools.handouts import lab
from tools.handouts.build import build
from tools.handouts.pandoc import HandoutError

ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = ROOT / "dist" / "handouts"


def main(arguments: list[str] | None = None) -> int:
    """Build, or open JupyterLab; return 1 if something went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.handouts", description="Build the handouts of the lessons.")
    parser.add_argument("--notebooks", type=Path, default=ROOT / "notebooks", help="the folder with the lessons")
    parser.add_argument("--target", type=Path, default=TARGET, help="the folder for the handouts")
    parser.add_argument("--jobs", type=int, help="how many to make at the same time (default: one a core)")
    parser.add_argument("--lab", action="store_true", help="open JupyterLab on the student versions instead")
    options, rest = parser.parse_known_args(arguments)
    if rest and not options.lab:
        parser.error(f"unknown: {' '.join(rest)}")
    lessons = sorted(options.notebooks.glob("[0-9][0-9]_*.ipynb"))
    if not lessons:
        print(f"no lessons (NN_topic.ipynb) in {options.notebooks}", file=sys.stderr)
        return 1
    try:
        if options.lab:
            return lab.start(lessons, ROOT, rest)
        began = time.monotonic()
        built = build(lessons, options.target, ROOT, options.jobs)
    except HandoutError as error:
        print(error, file=sys.stderr)
        return 1
    for name, reason in built.errors.items():
        print(f"{options.notebooks.name}/{name}: {reason}", file=sys.stderr)
    seconds = time.monotonic() - began
    print(f"{built.made} made, {built.kept} as they were, {seconds:.0f} s: {options.target / 'index.html'}")
    return 1 if built.errors else 0


if __name__ == "__main__":
    sys.exit(main())
