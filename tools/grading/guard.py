"""What an answer may not do in its process: no network, no other processes, no writing outside of its own folder.

The guard is an audit hook (PEP 578), which Python code cannot take off again. It holds on every system. It is no wall:
whoever breaks Python itself breaks it, too; so where bubblewrap is installed, ``sandbox`` starts the process inside of
it, where there is no network and the file system cannot be written.
"""

import os
import sys
from pathlib import Path
from typing import Any

FORBIDDEN = (
    "socket.", "subprocess.", "ctypes.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.fork", "os.kill", "signal.pthread_kill", "pty.", "webbrowser.", "winreg.", "syslog.",
)  # fmt: skip
"""The beginnings of the names of events that are refused."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
PATHS = (
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.chown", "os.chflags", "os.link", "os.symlink",
    "os.truncate", "os.utime", "os.setxattr", "os.removexattr", "os.chdir", "shutil.",
)  # fmt: skip
"""Events whose paths must lie in the answer's own folder."""


def close(folder: str) -> None:
    """From now on, in this process, refuse what an answer may not do.

    Raises (in the code that tries it):
        PermissionError: which names what was tried.
    """
    own = Path(folder).resolve()

    def inside(path: Any) -> bool:
        return isinstance(path, int) or Path(os.fsdecode(path)).resolve().is_relative_to(own)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise PermissionError(f"not allowed while grading: {event}")
        if event == "open" and arguments[2] & WRITING:
            paths = arguments[:1]
        elif event.startswith(PATHS):
            paths = tuple(one for one in arguments[:2] if isinstance(one, str | bytes | os.PathLike))
        else:
            return
        for path in paths:
            if not inside(path):
                raise PermissionError(f"not allowed while grading: {event} outside of the answer's folder: {path}")

    sys.addaudithook(hook)
