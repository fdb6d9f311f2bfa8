"""Checks that teach: an exercise's function is held to the right one, and its mistake is named.

Each lesson imports the module of its own: ``from helpers.checks import scratch_mlp as checks``.
"""

from .check import Check, Mistake, checked

__all__ = ["Check", "Mistake", "checked"]
