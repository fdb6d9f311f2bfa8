"""What stands beside the handouts: the index, and for each version a zip that a course can upload."""

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tools.handouts import index
from tools.handouts.index import Entry
from tools.handouts.versions import VERSIONS

FOLDER = "recognition-workbook"
GUIDE = "instructor/teaching"
RUNTIME = (
    "LICENSE", "Makefile", "environment.yml", "pyproject.toml", "requirements.txt",
    "data/README.md", "data/datasets.toml", "tools/bootstrap.py",
)  # fmt: skip
"""What a lesson needs to run, besides the package helpers."""
DATE = (1980, 1, 1, 0, 0, 0)  # the same files make the same zip
README = """# {course}: {called}

Open `index.html`: it lists the lessons as web pages, PDFs and notebooks. The pages and PDFs need nothing else.

To work in the notebooks, with Python 3.11, 3.12 or 3.13: `make lab`, or without make, as on Windows,
`py tools\\bootstrap.py lab`. It installs what is needed into this folder (some minutes, 6 GB), then opens them.
"""


def write(entries: list[Entry], target: Path, root: Path, course: str) -> None:
    """Write the index of all versions, and each version's zip."""
    zips = "\n".join(f"- [{called[0].upper()}{called[1:]}]({zip_name(name)})" for name, called in VERSIONS.items())
    teaching = guide_files(target)
    lead = f"Each version in one file, for a course to upload:\n\n{zips}{guide_line(teaching)}"
    page = index.render(entries, course, VERSIONS, lambda name, kind, ending: f"{kind}/{name}.{ending}", lead)
    replace(target / "index.html", page.encode())
    for version, called in VERSIONS.items():
        replace(target / zip_name(version), zipped(entries, target, root, course, version, called))


def zip_name(version: str) -> str:
    """The file's name of a version's zip."""
    return f"{FOLDER}-{version}.zip"


def zipped(entries: list[Entry], target: Path, root: Path, course: str, version: str, called: str) -> bytes:
    """A version's zip: its own index, pages and PDFs, the notebooks, and what they need to run."""

    def place(name: str, _: str, ending: str) -> str:
        return f"notebooks/{name}.ipynb" if ending == "ipynb" else f"{version}/{name}.{ending}"

    lead = "The pages and PDFs need nothing else; README.md says how to run the notebooks."
    teaching = guide_files(target) if version == GUIDE.split("/")[0] else []
    page = index.render(entries, course, {version: called}, place, lead + guide_line(teaching))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:

        def add(path: str, content: bytes) -> None:
            packed = zipfile.ZIP_STORED if path.endswith((".pdf", ".npz")) else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(f"{FOLDER}/{path}", DATE), content, packed, compresslevel=6)

        add("index.html", page.encode())
        add("README.md", README.format(course=course, called=called).encode())
        for one in entries:
            for ending in ("html", "pdf", "ipynb"):
                add(place(one.name, version, ending), (target / version / f"{one.name}.{ending}").read_bytes())
        for path in teaching:
            add(path.relative_to(target).as_posix(), path.read_bytes())
        for path in runtime(root):
            add(path.relative_to(root).as_posix(), path.read_bytes())
    return buffer.getvalue()


def guide_files(target: Path) -> list[Path]:
    """The teaching guide's files, those that are there."""
    return [path for path in (target / f"{GUIDE}.{ending}" for ending in ("html", "pdf")) if path.exists()]


def guide_line(there: list[Path]) -> str:
    """The line of an index that leads to the guide, Markdown."""
    return f"\n\nFor teachers: the [teaching guide]({GUIDE}.html), also as [PDF]({GUIDE}.pdf)." if there else ""


def runtime(root: Path) -> Iterator[Path]:
    """Yield the files of the workbook that a lesson needs to run."""
    yield from (path for path in (root / name for name in RUNTIME) if path.is_file())
    for path in sorted((root / "helpers").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and not path.name.endswith((".partial", ".log")):
            yield path


def runtime_key(root: Path) -> str:
    """A hash of those files."""
    digest = hashlib.sha256()
    for path in runtime(root):
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()


def replace(path: Path, content: bytes) -> None:
    """Write a file under another name, then rename it."""
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(content)
    os.replace(partial, path)
