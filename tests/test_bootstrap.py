"""The set-up behind every make command: what it installs, when, and what it says."""

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import bootstrap

ROOT = Path(__file__).resolve().parent.parent
PROJECT = """
[build-system]
requires = []
[project]
version = "1"
[tool.setuptools]
packages = []
"""


class Installation:
    """A project in a folder, whose steps of installation are only written down."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.commands: list[list[str]] = []
        self.fails_at = ""
        (root / "pyproject.toml").write_text(PROJECT)
        (root / "requirements.txt").write_text("numpy==2.4.6")

    def step(self, command: list[str], lock: object, hint: str) -> None:
        if self.fails_at and self.fails_at in command:
            raise bootstrap.InstallError(hint)
        self.commands.append(command)
        if "venv" in command:
            self.python.parent.mkdir(parents=True)
            self.python.touch()

    @property
    def python(self) -> Path:
        return bootstrap.python_in(self.root / ".venv")

    def set_up(self) -> str:
        """Set up once more; return which steps that took: v(env), r(equirements), p(roject)."""
        self.commands.clear()
        bootstrap.set_up(self.root)
        kinds = {"venv": "v", "-r": "r", "-e": "p"}
        return "".join(kinds[word] for command in self.commands for word in command if word in kinds)


@pytest.fixture
def project(tmp_path, monkeypatch):
    installation = Installation(tmp_path)
    monkeypatch.setattr(bootstrap, "step", installation.step)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    return installation


def test_first_all_is_installed_then_nothing(project, capsys):
    assert project.set_up() == "vrp"
    assert "This is the first run" in capsys.readouterr().out
    assert project.set_up() == ""
    assert capsys.readouterr().out == ""
    assert not (project.root / ".venv.unfinished").exists()


def test_pip_checks_hashes_and_uv_takes_its_place(project, monkeypatch):
    project.set_up()
    python = str(project.python)
    requirements = str(project.root / "requirements.txt")
    assert project.commands[1] == [python, "-m", "pip", "install", "--require-hashes", "-r", requirements]
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/bin/{name}")
    (project.root / "requirements.txt").write_text("numpy==2.4.7")
    project.set_up()
    assert project.commands[0][:5] == ["/bin/uv", "pip", "install", "--python", python]


@pytest.mark.parametrize(("file", "text"), [("requirements.txt", "numpy==2.4.7"), ("pyproject.toml", "")])
def test_a_changed_lock_is_installed_into_the_same_environment(project, capsys, file, text):
    project.set_up()
    (project.root / file).write_text(text or PROJECT.replace('version = "1"', 'version = "2"'))
    assert project.set_up() == "rp"
    assert f"Changed since .venv was made: {file}" in capsys.readouterr().out


def test_a_changed_setting_of_a_tool_installs_nothing(project):
    project.set_up()
    (project.root / "pyproject.toml").write_text(PROJECT + "[tool.ruff]\nline-length = 90\n")
    assert project.set_up() == ""


@pytest.mark.parametrize("key", ["folder", "Python"])
def test_another_folder_or_python_makes_a_new_environment(project, key):
    project.set_up()
    stamp = project.root / ".venv" / "stamp.json"
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {key: "another"}))
    assert project.set_up() == "vrp"


@pytest.mark.parametrize("step", ["venv", "-r", "-e"])
def test_an_interrupted_installation_is_noticed_and_finished(project, capsys, step):
    project.fails_at = step
    with pytest.raises(bootstrap.InstallError):
        project.set_up()
    project.fails_at = ""
    assert project.set_up() == "vrp"
    assert step == "venv" or "An earlier installation did not finish" in capsys.readouterr().out
    assert project.set_up() == ""


def test_an_environment_without_its_python_is_made_anew(project):
    project.set_up()
    project.python.unlink()
    assert project.set_up() == "vrp"


def test_an_environment_made_by_hand_is_kept(project):
    project.step(["venv", str(project.root / ".venv")], None, "")
    assert project.set_up() == "rp"


def test_a_second_installation_waits_for_the_first(tmp_path, capsys):
    holds_lock = f"""
import sys, time
sys.path.insert(0, {str(ROOT / "tools")!r})
import bootstrap
with open({str(tmp_path / "lock")!r}, "a") as lock:
    bootstrap.wait_for(lock)
    print("locked", flush=True)
    time.sleep(1)
"""
    with subprocess.Popen([sys.executable, "-c", holds_lock], stdout=subprocess.PIPE, text=True) as other:
        other.stdout.readline()
        started = time.monotonic()
        with (tmp_path / "lock").open("a") as lock:
            assert bootstrap.wait_for(lock)
    assert time.monotonic() - started > 0.5
    assert capsys.readouterr().out.count("waiting") == 1


def test_a_failing_step_says_what_it_said_and_what_to_do(tmp_path):
    speaks = [sys.executable, "-c", "import sys; print('No matching distribution'); sys.exit(3)"]
    with (tmp_path / "lock").open("a") as lock, pytest.raises(bootstrap.InstallError) as raised:
        bootstrap.step(speaks, lock, "is there a network connection?")
    assert str(raised.value).startswith("No matching distribution\n")
    assert "is there a network connection?" in str(raised.value)


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 8, 18), (3, 10, 13), (3, 14, 0)])
def test_an_unsuitable_python_gets_one_line(version):
    line = bootstrap.unsuitable(version, "/usr/bin/python3")
    assert "/usr/bin/python3 is Python {}.{}.{}".format(*version) in line
    assert "make lab PYTHON=" in line
    assert "\n" not in line


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 13, 9)])
def test_a_suitable_python_gets_none(version):
    assert bootstrap.unsuitable(version, "") == ""


def test_an_old_python_can_read_the_script():
    ast.parse((ROOT / "tools" / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_stops_before_anything_else():
    pretends = (
        "import runpy, sys; sys.version_info = (3, 8, 18, 'final', 0); "
        f"runpy.run_path({str(ROOT / 'tools' / 'bootstrap.py')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", pretends], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == bootstrap.unsuitable((3, 8, 18), sys.executable) + "\n"


def test_unknown_words_are_refused(capsys):
    assert bootstrap.main(["tset"]) == 2
    assert "expected one of lab, test, python, got 'tset'" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="there is no make on Windows")
def test_make_takes_the_first_python_that_fits(tmp_path):
    names = {"python3": "3.8", "python3.13": "", "python3.12": "3.12"}
    for name, version in names.items():
        fits = "exit 0" if version == "3.12" else "exit 1"
        (tmp_path / name).write_text(f'#!/bin/sh\ncase "$1" in -c) {fits};; *) echo {name} "$@";; esac\n')
        (tmp_path / name).chmod(0o755)
    environment = {"PATH": f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin"}  # nothing of a make that runs this test
    make = ["make", "--no-print-directory", "test", "ARGS=-x"]
    done = subprocess.run(make, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "python3.12 tools/bootstrap.py test -x\n"
