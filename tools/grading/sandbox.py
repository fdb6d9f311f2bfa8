"""Running a worker: with a limit of time for each answer and of memory for all, and cut off from network and files."""

import functools
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120
LONGEST_LINE = 64_000_000
KEPT = ("PATH", "HOME", "LANG", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
THREADS = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes:
        seconds: for each answer, by the clock.
        megabytes: of memory, beyond what the imports take.
    """

    seconds: float = 20
    megabytes: int = 1000


class GradingError(Exception):
    """Grading cannot go on; the message says why and what to do."""


@functools.cache
def bubblewrap() -> tuple[str, ...]:
    """The command that starts another one without network, on a file system that it can only read; () if none works."""
    found = shutil.which("bwrap")
    if not found:
        return ()
    walls = (found, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-all", "--die-with-parent")
    tried = subprocess.run([*walls, "true"], capture_output=True, timeout=60, check=False)
    return walls if tried.returncode == 0 else ()


def run(jobs: list[dict[str, Any]], limits: Limits) -> dict[str, list[dict[str, Any]]]:
    """Run the jobs of one submission, and return what was said of each, by its id.

    An answer that takes too long, takes too much memory or ends its process loses only itself: the process is started
    again for those after it. What was said of it ends with {"stopped": why}.

    Raises:
        GradingError: when the worker does not start.
    """
    said: dict[str, list[dict[str, Any]]] = {}
    while left := [job for job in jobs if job["id"] not in said]:
        with tempfile.TemporaryDirectory(prefix="answers-", ignore_cleanup_errors=True) as folder:
            said |= Worker(left, Path(folder), limits).talk()
    return said


class Worker:
    """One process at work on some jobs."""

    def __init__(self, jobs: list[dict[str, Any]], folder: Path, limits: Limits) -> None:
        """Start it."""
        walls = [*bubblewrap(), "--bind", str(folder), str(folder)] if bubblewrap() else []
        environment = {name: os.environ[name] for name in KEPT if name in os.environ} | THREADS
        environment |= {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg", "PYTHONDONTWRITEBYTECODE": "1"}
        environment |= {"TMPDIR": str(folder)}
        self.limits, self.lines = limits, queue.Queue[str | None]()
        self.process = subprocess.Popen(
            [*walls, sys.executable, "-m", "tools.grading.worker", str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=ROOT, env=environment, text=True, encoding="utf-8", start_new_session=True,
        )  # fmt: skip
        self.jobs, self.peak = jobs, 0
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def talk(self) -> dict[str, list[dict[str, Any]]]:
        """Give it the jobs, and return what it said of each that it came to."""
        said: dict[str, list[dict[str, Any]]] = {}
        current, base = "", 0
        try:
            self._give()
            deadline = time.monotonic() + START_SECONDS
            while line := self._line(deadline, base):
                if line.startswith("!"):
                    why = line[1:]
                    break
                message = json.loads(line)
                if "ready" in message:
                    base = self._memory()
                elif "begin" in message:
                    current = self._expected(message["begin"], said)
                    said[current] = []
                    deadline = time.monotonic() + self.limits.seconds
                elif current:
                    said[current].append(message)
                    if "end" in message:
                        current, deadline = "", time.monotonic() + START_SECONDS
            else:
                why = "it ended its process"
        except (ValueError, TypeError, AttributeError):
            why = "it wrote where only the worker writes"
        finally:
            complaint = self._stop()
        if current:
            said[current].append({"stopped": why})
        elif not said:
            raise GradingError(f"the process for answers did not start: {why}\n{complaint}")
        return said

    def _expected(self, name: Any, said: dict[str, Any]) -> str:
        """The job that comes next, which must be the one that the worker says it has begun."""
        following = next((job["id"] for job in self.jobs if job["id"] not in said), None)
        if name != following:
            raise ValueError(name)
        return str(name)

    def _give(self) -> None:
        assert self.process.stdin
        try:
            self.process.stdin.write(json.dumps(self.jobs) + "\n")
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended; what it says on the way is read below

    def _read(self) -> None:
        assert self.process.stdout
        while line := self.process.stdout.readline(LONGEST_LINE):
            self.lines.put(line)
        self.lines.put(None)

    def _line(self, deadline: float, base: int) -> str:
        """The next line; "" at the end, "!" and a reason if it had to be stopped."""
        while time.monotonic() < deadline:
            try:
                return self.lines.get(timeout=0.05) or ""
            except queue.Empty:
                if base and self._memory() - base > self.limits.megabytes * 2**20:
                    return f"!it took more than {self.limits.megabytes} MB of memory"
        return f"!it took longer than {self.limits.seconds:g} s: does a loop never end?"

    def _memory(self) -> int:
        """Bytes that the process and its children hold."""
        total = 0
        for process in self._family():
            try:
                total += process.memory_info().rss
            except psutil.Error:
                continue
        return total

    def _family(self) -> list[psutil.Process]:
        try:
            first = psutil.Process(self.process.pid)
            return [*first.children(recursive=True), first]
        except psutil.Error:
            return []

    def _stop(self) -> str:
        """End it, whatever it is doing, and return what it complained of."""
        for process in self._family():
            try:
                process.kill()
            except psutil.Error:
                continue
        self.process.wait(timeout=60)
        self.reader.join(timeout=60)
        assert self.process.stdout
        assert self.process.stderr
        with self.process.stdout, self.process.stderr as complaint:
            return complaint.read()[-2000:]
