"""Wait until JupyterLab answers at an address, and check that it lists the lessons of a folder."""

import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

MOST_SECONDS = 600  # the first start installs


def get(address: str) -> Any:
    """Return what a JSON address answers."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return json.load(answer)


def main(server: str, folder: str) -> int:
    """Return 0 if the server runs and lists what the folder holds."""
    started = time.monotonic()
    while True:
        try:
            get(f"{server}/api/status")
            break
        except (urllib.error.URLError, OSError):
            if time.monotonic() - started > MOST_SECONDS:
                print(f"JupyterLab did not answer at {server} within {MOST_SECONDS} s", file=sys.stderr)
                return 1
            time.sleep(1)
    listed = sorted(entry["name"] for entry in get(f"{server}/api/contents")["content"])
    lessons = sorted(path.name for path in Path(folder).glob("*.ipynb"))
    seconds = time.monotonic() - started
    print(f"JupyterLab answered after {seconds:.0f} s and lists {len(listed)} files")
    if not lessons or not {*lessons} <= {*listed}:
        print(f"expected {lessons}, but it lists {listed}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
