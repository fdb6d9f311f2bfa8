"""Build the handouts: what changed, side by side, each file written under another name and then renamed."""

import hashlib
import json
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

from helpers.lesson import cores
from tools.handouts import bundle, document, guide, html, index, pdf
from tools.handouts.bundle import replace
from tools.handouts.pandoc import HandoutError
from tools.handouts.versions import VERSIONS, read, versions

COURSE = "Neural networks for recognition"
ENDINGS = ("ipynb", "html", "pdf")
STAMP = ".built.json"
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Built:
    """What a build did: how many versions of lessons were made, how many were there, and what went wrong, by lesson."""

    made: int
    kept: int
    errors: dict[str, str]


def build(lessons: list[Path], target: Path, root: Path, jobs: int | None = None, quiet: bool = False) -> Built:
    """Make all that is not there yet, or was made from something else.

    Args:
        lessons: the notebooks.
        target: the folder for the handouts; what is not of these lessons is removed from it.
        root: the workbook's folder, with results/ and what students need to run a lesson.
        jobs: how many to make at the same time; None for one a core.
        quiet: whether to show no progress bar.
    """
    errors: dict[str, str] = {}
    sources: dict[str, NotebookNode] = {}
    wanted: dict[tuple[str, str], NotebookNode] = {}
    for path in lessons:
        try:
            source = read(path)
            for version, notebook in versions(source, root / "results" / f"{path.stem}.json").items():
                wanted[path.stem, version] = notebook
            sources[path.stem] = source
        except HandoutError as error:
            errors[path.name] = str(error)
    keys = {"/".join(pair): key_of(notebook) for pair, notebook in wanted.items()}
    stamp = stamp_of(target)
    stale = [pair for pair in wanted if not ready(target, pair, keys, stamp)]
    stale.sort(key=lambda pair: -len(str(wanted[pair])))  # the longest first, so that none is left alone at the end
    with ThreadPoolExecutor(jobs or cores()) as pool:
        tasks: dict[Future[None], tuple[str, str]] = {
            pool.submit(make, wanted[pair], pair, target, lessons[0].parent): pair for pair in stale
        }
        for task in tqdm(as_completed(tasks), total=len(tasks), desc="handouts", disable=quiet or not tasks):
            pair = tasks[task]
            try:
                task.result()
                stamp["/".join(pair)] = keys["/".join(pair)]
            except HandoutError as error:
                errors.setdefault(f"{pair[0]}.ipynb", f"{error} ({VERSIONS[pair[1]]})")
    whole = {name for name in sources if f"{name}.ipynb" not in errors}
    stamp = {pair: key for pair, key in stamp.items() if pair.split("/")[0] in whole and pair in keys}
    tidy(target, whole)
    if stamp_guide := guide.key(root, code_key()):
        if stamp_of(target).get("guide") != stamp_guide or not all(path.exists() for path in guide.files(target)):
            try:
                guide.make(root, target, COURSE)
            except HandoutError as error:
                errors[guide.FILE] = str(error)
        stamp["guide"] = stamp_guide
    entries = [index.entry(name, source) for name, source in sources.items() if name in whole]
    key = hashlib.sha256(json.dumps([stamp, bundle.runtime_key(root)], sort_keys=True).encode()).hexdigest()
    if entries and (stale or stamp_of(target).get("all") != key or not (target / "index.html").exists()):
        bundle.write(entries, target, root, COURSE)
    target.mkdir(parents=True, exist_ok=True)
    replace(target / STAMP, json.dumps({**stamp, "all": key}, indent=1).encode())
    return Built(len(stale), len(wanted) - len(stale), errors)


def make(notebook: NotebookNode, pair: tuple[str, str], target: Path, folder: Path) -> None:
    """Write one version of one lesson as notebook, page and PDF.

    Raises:
        HandoutError: when something in it cannot be converted.
    """
    name, version = pair
    path = target / version
    path.mkdir(parents=True, exist_ok=True)
    lesson = document.read(notebook, folder)
    folds = version == "student"
    page = html.render(lesson, VERSIONS[version], COURSE, home="../index.html", unfold_in_print=not folds)
    paper = pdf.render(lesson, VERSIONS[version], COURSE, folds=folds)
    replace(path / f"{name}.html", page.encode())
    replace(path / f"{name}.pdf", paper)
    replace(path / f"{name}.ipynb", (nbformat.writes(notebook).rstrip("\n") + "\n").encode())


def key_of(notebook: NotebookNode) -> str:
    """A hash of all that a handout is made from: the notebook, this code, and the programs."""
    return hashlib.sha256(nbformat.writes(notebook).encode() + code_key().encode()).hexdigest()


def code_key() -> str:
    """A hash of this code, and of the programs' versions."""
    digest = hashlib.sha256()
    for path in sorted(HERE.glob("*.*")):
        digest.update(path.read_bytes())
    for package in ("pypandoc-binary", "typst"):
        try:
            digest.update(installed(package).encode())
        except ImportError:
            raise HandoutError(f"{package} is missing: `make handouts` installs it") from None
    return digest.hexdigest()


def stamp_of(target: Path) -> dict[str, str]:
    """What the files in a folder were made from, by lesson/version; empty if nobody knows."""
    try:
        stamp: dict[str, str] = json.loads((target / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def ready(target: Path, pair: tuple[str, str], keys: dict[str, str], stamp: dict[str, str]) -> bool:
    """Whether a version's files are there, made from what would be used now."""
    name = "/".join(pair)
    there = all((target / pair[1] / f"{pair[0]}.{ending}").exists() for ending in ENDINGS)
    return there and stamp.get(name) == keys[name]


def tidy(target: Path, names: set[str]) -> None:
    """Remove the files of lessons that are no more, or that cannot be made as they are now."""
    for version in VERSIONS:
        for path in (target / version).glob("*.*"):
            if path.stem not in names and path not in guide.files(target):
                path.unlink()
