"""Starting a lesson: profile, seeds, and the readable answer about the environment."""

import subprocess
import sys

import numpy as np
import pytest

from helpers import data, lesson


def test_start_says_what_is_run_on_what(monkeypatch, capsys):
    monkeypatch.delenv("WORKBOOK_PROFILE", raising=False)
    run = lesson.start("02_scratch_mlp", seed=3)
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert all(word in line for word in ("02_scratch_mlp", "quick", "seed 3", run.device))


def test_the_profile_picks_the_setting(monkeypatch):
    monkeypatch.setenv("WORKBOOK_PROFILE", "full")
    assert lesson.start("x").pick(quick=3, full=50) == 50
    monkeypatch.setenv("WORKBOOK_PROFILE", "quick")
    assert lesson.start("x").pick(quick=3, full=50) == 3


def test_an_unknown_profile_is_refused(monkeypatch):
    monkeypatch.setenv("WORKBOOK_PROFILE", "fast")
    with pytest.raises(ValueError, match="expected quick or full, got 'fast'"):
        lesson.start("x")


def test_streams_repeat_and_differ():
    run = lesson.Run("x", "quick", 0, "cpu")
    assert np.array_equal(run.rng(1).random(5), run.rng(1).random(5))
    assert not np.array_equal(run.rng(1).random(5), run.rng(2).random(5))


def test_the_environment_check_is_readable():
    answer = subprocess.run([sys.executable, "-m", "helpers.lesson"], capture_output=True, text=True, check=True)
    for word in ("Python", "torch", "cores", "device", *data.NAMES):
        assert word in answer.stdout
    assert not answer.stderr
