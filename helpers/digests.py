"""SHA-256 lists as ``sha256sum`` writes them: a line for each file, its digest in hexadecimal and its path.

    cd scenes8; sha256sum */*/* > sha256.txt

FaceScrub is published so: a list of addresses and digests, for what lies at an address may have changed since.
"""

import hashlib
import posixpath
import re
from pathlib import Path

from .splits import DataError, expect

NAME = "sha256.txt"  # of the list, in the folder of a data set
LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](.+)")


def read_list(folder: Path) -> dict[str, str]:
    """The list in a data set's folder.

    Args:
        folder: where the list lies, if there is one, and below which its paths lie.

    Returns:
        The path of each file, with slashes, -> its digest in small letters; empty where there is no list.

    Raises:
        DataError: it is no such list, or an empty one, or has two digests for one file.
    """
    file = folder / NAME
    if not file.exists():
        return {}
    wanted = "lines of 64 hexadecimal digits, two blanks and a path below this folder, as sha256sum writes them"
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(file, wanted, f"what cannot be read ({error})") from error
    digests: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = LINE.fullmatch(line.rstrip("\r"))
        path = posixpath.normpath(found[2]) if found else ".."
        expect(not path.startswith(("..", "/")), file, wanted, f"{line[:100]!r} in line {number}")
        digest = found[1].lower() if found else ""
        again = digests.setdefault(path, digest)
        expect(again == digest, file, "one digest for each file", f"two for {path}, the second in line {number}")
    expect(bool(digests), file, wanted, "an empty list")
    return digests


def sha256(path: Path) -> str:
    """The digest of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
