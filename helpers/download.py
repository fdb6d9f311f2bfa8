"""Downloading one archive so that it can be trusted, and unpacking it.

A download goes to a ``.part`` file and is continued there by the next run where the server allows it; it counts only
when its size, its checksum and the kind of file are right. Written on ``urllib``: pooch, the usual tool for this,
neither continues a download nor looks into a file for which nobody published a checksum.
"""

import gzip
import hashlib
import http.client
import shutil
import tarfile
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from tqdm import tqdm

SIGNATURES = {"gz": b"\x1f\x8b", "tar.gz": b"\x1f\x8b", "zip": b"PK\x03\x04", "plain": b""}


class FetchError(RuntimeError):
    """A file could not be fetched; the message says why."""


@dataclass(frozen=True)
class Archive:
    """One file to download, as the manifest describes it.

    Attributes:
        addresses: where the same bytes are served, tried in order.
        format: "gz", "tar.gz", "zip", or "plain" for a file that is not packed.
        unpack: name of the member -> file below the data folder. A gz or plain file has one member.
        size: in bytes, where published.
        sha256: where published, or its first digits, where only those were.
    """

    addresses: tuple[str, ...]
    format: str
    unpack: dict[str, str]
    size: int | None = None
    sha256: str | None = None


def download(address: str, archive: Archive, part: Path, timeout: float = 30, progress: bool = True) -> None:
    """Download one address to ``part``, going on where an earlier run stopped, and verify what came.

    Raises:
        FetchError: no answer, a broken one (what came of it stays in ``part`` for the next run), or one with
            another file than the manifest promises (which is deleted).
    """
    resumed = part.exists()
    _transfer(address, archive, part, timeout, progress)
    problem = _wrong(archive, part)
    if problem and resumed:  # what the earlier run left may have been of another file: once more, from the start
        part.unlink()
        _transfer(address, archive, part, timeout, progress)
        problem = _wrong(archive, part)
    if problem:
        part.unlink()
        raise FetchError(problem)


def _transfer(address: str, archive: Archive, part: Path, timeout: float, progress: bool) -> None:
    offset = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": "recognition-workbook", "Accept-Encoding": "identity"}
    if offset:
        headers["Range"] = f"bytes={offset}-"
    try:
        response = urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=timeout)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # there is nothing after what is there already: all of it, or of another file
        raise FetchError(f"answered {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException) as error:
        raise FetchError(f"no answer ({getattr(error, 'reason', error)})") from error
    with response:
        if response.status != http.client.PARTIAL_CONTENT:
            offset = 0  # the server starts again, so do we
        total = None if response.length is None else offset + response.length
        if response.headers.get_content_type() == "text/html":
            raise FetchError("answered with a web page")
        if total is not None and archive.size is not None and total != archive.size:
            raise FetchError(f"expected {archive.size:,} bytes, the server has {total:,}")
        bar = tqdm(
            total=total, initial=offset, unit="B", unit_scale=True, desc=base_name(address), disable=not progress
        )
        with part.open("ab" if offset else "wb") as file, bar:
            for chunk in _chunks(response):
                file.write(chunk)
                bar.update(len(chunk))
    if total is not None and (got := part.stat().st_size) < total:
        raise FetchError(f"the connection was closed after {got:,} of {total:,} bytes")


def _chunks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """The body in pieces. Only what the network does is the address's fault; a full disk is not."""
    while True:
        try:
            chunk = response.read1(1 << 16)
        except (OSError, http.client.HTTPException) as error:
            raise FetchError(f"the connection was lost ({error})") from error
        if not chunk:
            return
        yield chunk


def _wrong(archive: Archive, part: Path) -> str | None:
    """What is wrong with a downloaded file, or None."""
    size = part.stat().st_size
    if archive.size is not None and size != archive.size:
        return f"expected {archive.size:,} bytes, got {size:,}"
    with part.open("rb") as file:
        start = file.read(4)
        if not start.startswith(SIGNATURES[archive.format]):
            return f"expected a {archive.format} file, got one that starts with {start!r}"
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if archive.sha256 is not None and not sha256.startswith(archive.sha256):
        return f"expected sha256 {archive.sha256}, got {sha256}"
    return None


def unpack(archive: Archive, part: Path, folder: Path) -> None:
    """Unpack the members that the manifest names, to where it says: no name in the archive is taken for a path.

    Raises:
        FetchError: the archive is damaged (it is deleted), or a member is not in it.
    """
    try:
        _unpack(archive, part, folder)
    except (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, NotImplementedError) as error:
        part.unlink()
        raise FetchError(f"the archive is damaged ({error})") from error


def _unpack(archive: Archive, part: Path, folder: Path) -> None:
    if archive.format in ("gz", "plain"):
        with gzip.open(part) if archive.format == "gz" else part.open("rb") as stream:
            _save(stream, folder / next(iter(archive.unpack.values())))
        return
    if archive.format == "tar.gz":
        wanted = dict(archive.unpack)
        with gzip.open(part) as stream:
            with tarfile.open(fileobj=stream, mode="r|") as tape:
                for entry in tape:
                    packed = tape.extractfile(entry) if entry.isfile() else None
                    if packed is not None and (file := wanted.pop(base_name(entry.name), None)):
                        _save(packed, folder / file)
            while stream.read(1 << 16):
                pass  # to the end, where the check sum is
        if wanted:
            raise tarfile.TarError(f"no {', '.join(wanted)} in it")
        return
    with zipfile.ZipFile(part) as box:
        members = {base_name(member.filename): member for member in box.infolist()}
        for name, file in archive.unpack.items():
            if name not in members:
                raise zipfile.BadZipFile(f"no {name} in it")
            with box.open(members[name]) as member, gzip.open(member) if name.endswith(".gz") else member as stream:
                _save(stream, folder / file)


def _save(stream: gzip.GzipFile | IO[bytes], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("wb") as file:
        shutil.copyfileobj(stream, file)
    unfinished.rename(path)


def base_name(address: str) -> str:
    """The last part of an address, or of a path in an archive."""
    return PurePosixPath(address).name
