"""Grade the submissions in a folder.

python -m tools.grading SUBMISSIONS             NAME.ipynb, or NAME/….ipynb, into dist/grades/SUBMISSIONS/
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tqdm import tqdm

from helpers.lesson import cores
from tools.grading import by_hand, report, sandbox
from tools.grading.submissions import Lesson, SubmissionError, find, lesson, submission
from tools.grading.verdicts import verdicts

ROOT = Path(__file__).resolve().parent.parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Grade; return 1 if that was not possible."""
    parser = argparse.ArgumentParser(prog="python -m tools.grading", description="Grade submissions.")
    parser.add_argument("submissions", type=Path, help="the folder with NAME.ipynb, or NAME/….ipynb")
    parser.add_argument("--notebooks", type=Path, default=ROOT / "notebooks", help="the folder with the lessons")
    parser.add_argument("--target", type=Path, help="the folder for grades and feedback")
    parser.add_argument("--seconds", type=float, default=sandbox.Limits.seconds, help="for each answer")
    parser.add_argument("--megabytes", type=int, default=sandbox.Limits.megabytes, help="of memory, for all answers")
    parser.add_argument("--jobs", type=int, default=cores(), help="how many submissions at the same time")
    options = parser.parse_args(arguments)
    target = options.target or ROOT / "dist" / "grades" / options.submissions.resolve().name
    began = time.monotonic()
    try:
        graded = grade(
            options.submissions,
            options.notebooks,
            target,
            sandbox.Limits(options.seconds, options.megabytes),
            options.jobs,
        )
    except (SubmissionError, sandbox.GradingError) as error:
        print(error, file=sys.stderr)
        return 1
    broken, waiting = sum(bool(one.problem) for one in graded), sum(one.open for one in graded)
    print(
        f"{len(graded)} submissions, {broken} of which cannot be graded; {waiting} answers to read; "
        f"{time.monotonic() - began:.0f} s: {target / 'index.html'}"
    )
    return 0


def grade(folder: Path, notebooks: Path, target: Path, limits: sandbox.Limits, jobs: int) -> list[report.Graded]:
    """Grade all submissions in a folder, and write tables and feedback.

    Args:
        folder: with the submissions.
        notebooks: with the lessons.
        target: for what is written; points that a person has given there are kept.
        limits: for each submission.
        jobs: how many at the same time.

    Raises:
        SubmissionError: when there are no submissions, or by_hand.csv cannot be read.
        sandbox.GradingError: when answers cannot be run on this machine.
    """
    lessons = {path.stem: lesson(path) for path in sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))}
    lessons = {name: found for name, found in lessons.items() if found.exercises}
    found, rows = find(folder), by_hand.read(target / "by_hand.csv")
    with ThreadPoolExecutor(jobs) as pool:
        tasks = [pool.submit(one, student, path, lessons, limits) for student, path in found]
        try:
            graded = [task.result() for task in tqdm(tasks, desc="submissions", unit="")]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    finished = []
    for each in graded:
        rows, with_points = by_hand.updated(rows, {each.student: list(each.verdicts)})
        verdicts_ = tuple(with_points[each.student])
        finished.append(report.Graded(each.student, each.file, each.lesson, verdicts_, each.problem))
    report.write(finished, rows, target, protection())
    return finished


def one(student: str, path: Path, lessons: dict[str, Lesson], limits: sandbox.Limits) -> report.Graded:
    """Grade one submission; one that cannot be graded says why."""
    try:
        of, submitted = submission(student, path, lessons)
    except SubmissionError as error:
        return report.Graded(student, path.name, None, (), str(error))
    return report.Graded(student, path.name, of, tuple(verdicts(of, submitted, limits)))


def protection() -> str:
    """What kept the answers from doing harm, in a sentence."""
    if sandbox.bubblewrap():
        return "Answers ran without network, on a file system that they could only read (bubblewrap)."
    return (
        "Answers ran in processes of their own, in which Python refused network, other programs and writing elsewhere."
        " That holds against accidents. Against people who break Python itself, install bubblewrap (Linux)."
    )


if __name__ == "__main__":
    sys.exit(main())
