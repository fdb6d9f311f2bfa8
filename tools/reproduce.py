"""Measure the course's numbers again: every lesson in the full profile on real data, into results/ and README.

python -m tools.reproduce                          all lessons (hours), then README's tables
python -m tools.reproduce 03_training_loops        one of them
python -m tools.reproduce --tables                only README's tables, from what results/ holds

The executed notebooks show real data, so they go to dist/full/, which git ignores.
"""

import argparse
import datetime
import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat

from helpers import claims, data, fetch, lesson
from tools.run_lessons import ROOT, execute, find, kernel_environment

RESULTS = ROOT / "results"
README = ROOT / "README.md"
BEGIN, END = "<!-- results: made by tools/reproduce.py, do not edit -->", "<!-- end of results -->"
SECONDS_A_CELL = 4 * 3600


def measure(path: Path) -> None:
    """Run a lesson in full on real data; its numbers go to results/, the executed notebook to dist/full/."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as settings:
        environment = kernel_environment(Path(settings), "real") | {
            "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", str(lesson.cores())),
            "WORKBOOK_PROFILE": "full",
            "WORKBOOK_RESULTS": str(RESULTS),
        }
        notebook = execute(path, environment, SECONDS_A_CELL)
    shown = ROOT / "dist" / "full" / path.name
    shown.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, shown)
    file = RESULTS / f"{path.stem}.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["measured"] = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "processor": processor(),
        "cores": lesson.cores(),
        "device": lesson.device(),
        "minutes": round((time.monotonic() - began) / 60, 1),
        "versions": lesson.versions(),
    }
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def processor() -> str:
    """The processor's name."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def tables() -> str:
    """README's tables of results, in Markdown, from the ledger and what results/ holds."""
    parts = [stand_ins()]
    for file in sorted(RESULTS.glob("[0-9][0-9]_*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        where = content["measured"]
        parts.append(
            f"**[{content['lesson']}](notebooks/{content['lesson']}.ipynb)** ({where['date']}, {where['processor']}, "
            f"{where['cores']} cores, {where['minutes']} minutes)\n\n"
            "| measured | published | promised | ours |\n|---|---|---|---|\n"
            + "\n".join(row(claim_id, entry) for claim_id, entry in content["claims"].items())
        )
    parts += speed(RESULTS / "bench.json")
    return "\n\n".join(parts)


def stand_ins() -> str:
    """How well a network reads real characters that has seen drawn ones only, as tools/measure_standins.py found."""
    content = json.loads((RESULTS / "standins.json").read_text(encoding="utf-8"))
    lines = [
        f"| {name}: {entry['real_test_characters']:,} real test characters, mean of {len(entry['runs'])} runs (%) "
        f"| at least {100 * entry['target']:.0f} | **{100 * entry['test_mean']:.1f}** |"
        for name in ("mnist", "nist36")
        for entry in (content[name],)
    ]
    return (
        f"**Drawn characters**, read by a small CNN that has seen nothing else ({content['date']}, "
        f"{content['processor']})\n\n| measured | aim | ours |\n|---|---|---|\n" + "\n".join(lines)
    )


def speed(file: Path) -> list[str]:
    """How long the course's code takes beside the field's own tools: a table a section of tools/bench.py."""
    parts = []
    for section in json.loads(file.read_text(encoding="utf-8")).values():
        where = section["measured"]
        threads = f"{where['threads']} thread" + ("s" if where["threads"] > 1 else "")
        quiet = (
            "" if where["quiet"] else f"; not to be relied on: other work may have been running, load {where['load']}"
        )
        lines = [
            f"| {row['what']} | {row['seconds']:#.3g} | {row['beside']} | {row['beside_seconds']:#.3g} "
            f"| {row['aim'] or 'as it comes'} | **{row['ratio']:.2f}** |"
            for row in section["rows"]
        ]
        parts.append(
            f"**{section['title']}** ({where['date']}, {where['processor']}, {threads}, medians of {where['repeats']} "
            f"pairs in turn{quiet})\n\n| what | seconds | beside | seconds | aim | ratio |\n|---|---|---|---|---|---|\n"
            + "\n".join(lines)
        )
    return parts


def row(claim_id: str, entry: dict[str, Any]) -> str:
    """One claim as a row of a table."""
    claim = claims.ledger()[claim_id]
    published = "–" if claim.published is None else f"{claim.published:{claim.form}} ({claim.by})"
    promised = claim.bands["promised"].show(claim.form)
    return f"| {claim.what} | {published} | {promised} | **{entry['value']:{claim.form}}** |"


def with_tables(readme: str) -> str:
    """README's text with its tables made anew.

    Raises:
        ValueError: when the two comments that enclose them are missing.
    """
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        raise ValueError(f"README.md: expected the lines {BEGIN} and {END}, once each")
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{rest.split(END)[1]}"


def write_tables() -> None:
    """Make README's tables anew from what results/ holds."""
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> int:
    """Measure, and write README's tables."""
    parser = argparse.ArgumentParser(description="Measure the course's numbers in full, on real data.")
    parser.add_argument("lessons", nargs="*", help="names such as 03_training_loops; all, if none is given")
    parser.add_argument("--tables", action="store_true", help="only make README's tables anew")
    arguments = parser.parse_args()
    if not arguments.tables:
        wanted = {path.stem for path in find(arguments.lessons)}
        needed = [name for name in data.NAMES if wanted & set(fetch.manifest()[name]["lessons"])]
        missing = [name for name in needed if data.where(name) is None]
        if missing:
            print(f"no real data for {', '.join(missing)}; set WORKBOOK_DATA, or make data", file=sys.stderr)
            return 1
        os.environ.setdefault("WORKBOOK_DATA", str(data.FOLDER))
        for path in find(arguments.lessons):
            print(path.stem, flush=True)
            measure(path)
    write_tables()
    return 0


if __name__ == "__main__":
    sys.exit(main())
