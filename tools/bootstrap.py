"""Make .venv once, then run something in it.

    python tools/bootstrap.py                   make or mend .venv, and nothing else
    python tools/bootstrap.py lab [...]         then open JupyterLab on the lessons
    python tools/bootstrap.py test [...]        then run the tests
    python tools/bootstrap.py python [...]      then run its Python

Needs nothing but Python. Pythons too old for the workbook read this file too, down to the line that tells
them so: no syntax newer than 3.6.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {
    "lab": ["-m", "jupyterlab", "notebooks"],
    "test": ["-m", "pytest"],
    "python": [],
}
NEEDS_NETWORK = "is there a network connection? Run the same command again: what was downloaded is kept"
NEEDS_VENV = "on Debian and Ubuntu it needs the package python3-venv"


def unsuitable(version, executable):
    """Return one line that says why this Python will not do, or nothing."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return ""
    found = "{} is Python {}.{}.{}".format(executable, *version[:3])
    return (
        f"The workbook needs Python 3.11, 3.12 or 3.13, but {found}: install one from "
        "https://www.python.org/downloads/ and name it, as in: make lab PYTHON=python3.13"
    )


if __name__ == "__main__" and unsuitable(sys.version_info, sys.executable):
    sys.exit(unsuitable(sys.version_info, sys.executable))


class InstallError(Exception):
    """A step of the installation failed; the message is for the user."""


def wanted(root: Path) -> dict[str, str]:
    """Return what .venv must have been made from: what its stamp is compared with."""
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    relevant = [project["build-system"], project["project"], project["tool"]["setuptools"]]
    return {
        "folder": str(root),
        "Python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "requirements.txt": hashlib.sha256((root / "requirements.txt").read_bytes()).hexdigest(),
        "pyproject.toml": hashlib.sha256(json.dumps(relevant).encode()).hexdigest(),
    }


def python_in(venv: Path) -> Path:
    """Return the path of the environment's Python."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def reason_to_install(root: Path) -> tuple[str, bool]:
    """Return why .venv must be installed (nothing if it is ready), and whether it must be made anew."""
    venv = root / ".venv"
    try:
        have = json.loads((venv / "stamp.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        have = {}
    changed = [name for name, value in wanted(root).items() if have.get(name) != value]
    if not venv.exists():
        return "This is the first run", True
    if not python_in(venv).exists():
        return "The Python of .venv is gone", True
    if not changed:
        return "", False
    if have:
        return f"Changed since .venv was made: {', '.join(changed)}", bool({"folder", "Python"} & {*changed})
    if (root / ".venv.unfinished").exists():  # nobody knows which files are whole
        return "An earlier installation did not finish", True
    return ".venv was not made by this script", False


def set_up(root: Path) -> None:
    """Make .venv ready, or do nothing if it is.

    The stamp is removed first and written last. The file `.venv.unfinished`, there in between, tells an
    interrupted installation from an environment made by hand; the lock on it, from one going on elsewhere.
    """
    reason, anew = reason_to_install(root)
    if not reason:
        return
    unfinished = root / ".venv.unfinished"
    with unfinished.open("a") as lock:
        if wait_for(lock):
            reason, anew = reason_to_install(root)
        if reason:
            print(f"{reason}: installing into .venv (once; a minute or two, and some GB on Linux).", flush=True)
            started = time.monotonic()
            install(root, anew, lock)
            print(f"Ready after {time.monotonic() - started:.0f} s.", flush=True)
    unfinished.unlink(missing_ok=True)


def wait_for(lock: IO[str]) -> bool:
    """Take the lock; return whether another set-up had to be waited for."""
    waited = False
    while True:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return waited
        except OSError:
            if not waited:
                print("Another installation is going on: waiting for it.", flush=True)
            waited = True
            time.sleep(0.5)


def install(root: Path, anew: bool, lock: IO[str]) -> None:
    """Install what requirements.txt lists, and the project: with uv if it is there, into the .venv or a new one."""
    venv = root / ".venv"
    stamp = venv / "stamp.json"
    stamp.unlink(missing_ok=True)
    if anew:
        shutil.rmtree(venv, ignore_errors=True)
        base = getattr(sys, "_base_executable", sys.executable)  # this may be the Python of the old .venv
        step([base, "-m", "venv", str(venv)], lock, NEEDS_VENV)
    python, uv = str(python_in(venv)), shutil.which("uv")
    pip = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    step([*pip, "--require-hashes", "-r", str(root / "requirements.txt")], lock, NEEDS_NETWORK)
    step([*pip, "--no-deps", "--no-build-isolation", "-e", str(root)], lock, NEEDS_NETWORK)
    stamp.write_text(json.dumps(wanted(root), indent=1), encoding="utf-8")


def step(command: "list[str]", lock: IO[str], hint: str) -> None:
    """Run a command, on a terminal with its last line and the seconds; if it fails, say so with a hint.

    The command inherits the lock: should this script be killed, the next one waits for the command's end too.
    """
    inherit = {} if os.name == "nt" else {"pass_fds": [lock.fileno()]}
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **inherit
            )
            try:
                while process.poll() is None:
                    time.sleep(0.2)
                    show(f"{time.monotonic() - started:4.0f} s  {last_lines(log, 1)}")
            finally:
                process.kill()
                process.wait()
                show("")
        if process.returncode:
            raise InstallError(f"{last_lines(log, 8)}\n\nThe installation failed: {hint}.")


def last_lines(log: Path, count: int) -> str:
    """Return the last lines of a file that are not empty."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join([line.strip() for line in lines if line.strip()][-count:])


def show(progress: str) -> None:
    """Write over the terminal's last line."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 1
        print("\r" + progress[:width].ljust(width), end="\r", flush=True)


def main(arguments: "list[str]") -> int:
    """Set up, then run what was asked for; return its exit status."""
    command, *rest = arguments or [""]
    if command not in (*COMMANDS, ""):
        print(f"bootstrap.py: expected one of {', '.join(COMMANDS)}, got {command!r}", file=sys.stderr)
        return 2
    try:
        set_up(ROOT)
    except InstallError as failed:
        print(failed, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: the next call finishes the installation.", file=sys.stderr)
        return 130
    if not command:
        return 0
    python = python_in(ROOT / ".venv")
    # Lessons call programs by name, such as torchrun
    os.environ["PATH"] = f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    if os.environ.get("WORKBOOK_DATA"):  # lessons run in another folder
        os.environ["WORKBOOK_DATA"] = os.path.abspath(os.environ["WORKBOOK_DATA"])
    os.chdir(ROOT)
    run = [str(python), *COMMANDS[command], *rest]
    if os.name == "nt":  # where exec would return to the prompt at once
        return subprocess.call(run)
    os.execv(python, run)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
