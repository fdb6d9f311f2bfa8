"""What is tried on every lesson's checks: right answers written in other ways, and mistakes as students make them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import ModuleType
from typing import Any

import pytest
import torch

from helpers.checks import Mistake

Function = Callable[..., Any]


class Answers:
    """The tests of a lesson's checks; a test module makes a subclass with its own answers.

    Attributes:
        checks: the lesson's module of checks.
        right: by the check's name, functions that it must pass.
        mistakes: by the check's name, functions that it must refuse, each with words that the message must have.
        slow: the checks that are tried once, not three times with new inputs.
    """

    checks: ModuleType
    right: Mapping[str, Sequence[Function]]
    mistakes: Mapping[str, Sequence[tuple[Function, str]]]
    slow: Collection[str] = ()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each test the answers that its arguments ask for."""
        for argument, table in (("answer", self.right), ("mistake", self.mistakes)):
            if argument in metafunc.fixturenames:
                cases = [
                    pytest.param(name, one, id=f"{name}-{n}")
                    for name, all_ in table.items()
                    for n, one in enumerate(all_)
                ]
                metafunc.parametrize(("name", argument), cases)
        if metafunc.fixturenames[-1:] == ["name"]:
            metafunc.parametrize("name", self.right)

    def test_a_right_answer_passes_however_it_is_written(self, name: str, answer: Function) -> None:
        for _ in range(1 if name in self.slow else 3):
            getattr(self.checks, name)(answer)

    def test_a_mistake_is_named(self, name: str, mistake: tuple[Function, str]) -> None:
        function, words = mistake
        for _ in range(1 if name in self.slow else 3):
            with pytest.raises(Mistake) as caught:
                getattr(self.checks, name)(function)
            assert words in str(caught.value)

    def test_there_are_five_right_answers_and_four_messages(self, name: str) -> None:
        assert len(self.right[name]) >= 5
        assert len({words for _, words in self.mistakes[name]}) >= 4

    def test_a_check_leaves_pytorchs_chance_as_it_was(self, name: str) -> None:
        before = torch.get_rng_state()
        getattr(self.checks, name)(self.right[name][0])
        assert torch.equal(torch.get_rng_state(), before)
