"""Fetching real data: ``python -m helpers.data fetch mnist``, and ``python -m helpers.data list``.

The manifest data/datasets.toml says what is served where. What was downloaded is read as a lesson would read it
before it is moved to its place, so that whatever goes wrong leaves nothing that is mistaken for data.
"""

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import data, readers
from .download import Archive, FetchError, base_name, download, unpack
from .splits import DataError, existing


def manifest() -> dict[str, dict[str, Any]]:
    """The manifest: the set's name -> what is known of it."""
    path = data.FOLDER / "datasets.toml"
    if not path.is_file():
        raise FetchError(f"{path} not found: fetching needs a checkout of the repository (pip install -e .)")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def archives(entry: dict[str, Any]) -> list[Archive]:
    """The archives of one set of the manifest; none if it must be put there by hand."""
    return [Archive(**(a | {"addresses": tuple(a["addresses"])})) for a in entry.get("archives", [])]


def fetch(name: str, folder: Path, timeout: float = 30, progress: bool = True) -> None:
    """Fetch a data set into a data folder, unless it is there and in order.

    Args:
        name: a set of the manifest.
        folder: the data folder; made if need be.
        timeout: seconds without a byte after which an address is given up.
        progress: whether to show a progress bar.

    Raises:
        FetchError: no such set, nobody serves it, or no address gave the right files.
        OSError: the folder cannot be written.
    """
    sets = manifest()
    if name not in sets:
        raise FetchError(f"no data set {name!r}: expected {', '.join(sets)} or all")
    files = _files(name, sets[name])
    if not (problem := _problem(name, files, folder)):
        print(f"{name}: already in {folder}")
        return
    if "by_hand" in sets[name]:
        raise FetchError(f"{name}: {problem}. Nobody serves this set: {sets[name]['by_hand']} ({folder})")
    downloads = folder / "downloads" / name
    downloads.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=downloads, prefix="unpacked-") as temporary:
        unpacked = Path(temporary)
        reasons = _fetch_archives(archives(sets[name]), downloads, unpacked, timeout, progress)
        if problem := _problem(name, files, unpacked):
            if all(existing(unpacked, file) for file in files):
                reasons.append(problem)  # as downloaded, but not what a lesson can read: keep nothing of it
                for part in downloads.glob("*.part"):
                    part.unlink()
            hand = f"download it by hand (see {sets[name]['homepage']}) and put {', '.join(files)} into {folder}"
            why = "; ".join(reasons)
            raise FetchError(f"{name}: no address gave the right files, so try later or {hand} ({why}).")
        for file in files:
            for path in sorted((unpacked / file).iterdir()) if file.endswith("/") else [unpacked / file]:
                place = folder / path.relative_to(unpacked)
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, place)
    shutil.rmtree(downloads)
    print(f"{name}: fetched into {folder}")


def _fetch_archives(todo: list[Archive], downloads: Path, unpacked: Path, timeout: float, progress: bool) -> list[str]:
    """Download and unpack until every file is there, or one cannot be had; returns what went wrong on the way."""
    reasons: list[str] = []
    while todo:
        archive = todo.pop(0)
        if all(existing(unpacked, file) for file in archive.unpack.values()):
            continue  # an earlier archive had the same files
        for address in archive.addresses:
            part = downloads / f"{hashlib.sha256(address.encode()).hexdigest()[:8]}-{base_name(address)}.part"
            try:
                download(address, archive, part, timeout, progress)
                unpack(archive, part, unpacked)
                break
            except FetchError as error:
                reasons.append(f"{address}: {error}")
        else:
            if all(other.unpack != archive.unpack for other in todo):
                break  # nobody else has these files, so the rest is of no use now
    return reasons


def _files(name: str, entry: dict[str, Any]) -> list[str]:
    """The files of a set as it is published, below the data folder."""
    if name in readers.SETS:
        return list(readers.SETS[name].files)
    return list(dict.fromkeys(file for archive in archives(entry) for file in archive.unpack.values()))


def _problem(name: str, files: list[str], folder: Path) -> str | None:
    """What is wrong with a set's files in a folder, or None: they are all there and, where we can, were read."""
    known = readers.SETS.get(name)
    if missing := known.missing(folder) if known else [file for file in files if existing(folder, file) is None]:
        return f"{', '.join(missing)} missing"
    try:
        if known:
            known.read(folder, keep=data.FOLDER / "decoded")
    except DataError as error:
        return str(error)
    return None


def _list() -> None:
    for name, entry in manifest().items():
        files = _files(name, entry)
        drawn = name in data.NAMES and readers.SETS[name].drawn
        status = "not here; the stand-in is drawn" if drawn else "not here"
        for root in data.folders():
            layout = readers.SETS[name].layout(root).files if name in data.NAMES else files
            if found := sum(existing(root, file) is not None for file in layout):
                kind = "folders" if layout[0].endswith("/") else "files"
                status = f"{found} of {len(layout)} {kind} in {root}"
                break
        print(f"{name:8} {entry['title']}: {status}")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.data", description="Real data: what is here, and fetching."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="say which real data are here")
    fetching = commands.add_parser("fetch", help="download real data")
    fetching.add_argument("names", nargs="+", metavar="NAME", help="sets of data/datasets.toml, or all that are served")
    fetching.add_argument(
        "--to", type=Path, default=data.FOLDER, metavar="FOLDER", help="default: the repository's data/"
    )
    options = parser.parse_args(arguments)
    try:
        if options.command == "list":
            _list()
            return 0
        served = [name for name, entry in manifest().items() if "by_hand" not in entry]
        for name in served if "all" in options.names else options.names:
            fetch(name, options.to.expanduser())
    except (FetchError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; the same command goes on from here", file=sys.stderr)
        return 130
    return 0
