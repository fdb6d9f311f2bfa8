"""A check of one exercise: the right function, the inputs to try it on, and the mistakes that people often make.

A mistake is known as a *wrong function*. If a student's function differs from the right one, the check looks for the
wrong one that gives just what the student's gives, and says what that one got wrong. If there is none, it says what was
expected, what came, and for which input.
"""

import copy
import inspect
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .differences import described, difference

Function = Callable[..., Any]
Cases = Mapping[str, tuple[Any, ...]]


class Mistake(AssertionError):  # noqa: N818 (it is the word that a student reads)
    """What is wrong with an answer, in words that help."""


@dataclass(frozen=True)
class Raised:
    """An error that came instead of a result: its type's name and its text (and itself, where it has not travelled)."""

    kind: str
    text: str
    error: Exception | None = field(default=None, compare=False)


def call(function: Function, *arguments: Any) -> Any:
    """Use a function by calling it: what is compared is its result."""
    return function(*arguments)


@dataclass(frozen=True)
class Check:
    """A check, called with a student's function: prints that it is right, or raises a ``Mistake``.

    Attributes:
        right: the right function. ``go_on`` hands it out, so it must take whatever the lesson gives it.
        cases: makes the arguments to try, by what is special about them ("huge logits"), from a generator that is
            new in every run. In the first case, let sizes that may be confused be equal: then a wrong shape gives
            wrong numbers, which say more about the mistake than the error that it raises elsewhere.
        mistakes: wrong functions, each with the message that names what is wrong. The order is of no importance, unless
            two of them give the same.
        use: what is done with a function to get what is compared. For one that draws at random: measure the draws; it
            may raise a Mistake itself.
        returns: names of the results for the messages, if the function returns a tuple.
        tolerance: how far an entry may be off, relative to the largest one of its array.
    """

    right: Function
    cases: Callable[[np.random.Generator], Cases]
    mistakes: Sequence[tuple[Function, str]]
    use: Function = call
    returns: tuple[str, ...] = ()
    tolerance: float = 1e-6

    @property
    def name(self) -> str:
        """The name of the function that is asked for."""
        return str(self.right.__name__)

    def __call__(self, function: Function) -> None:
        """Check a function, and say so if it is right.

        Raises:
            Mistake: when it is wrong.
            NotImplementedError: when it raises that: the exercise has not been done yet.
        """
        if function is self.right:
            raise Mistake(f"{self.name} is the workbook's own now; run the cell with yours again, and then this one")
        print(f"{self.name} is right ({', '.join(self._passed(function))})")

    def go_on(self, function: Function) -> Function:
        """Return the function if it is right, and otherwise the workbook's own, so that the lesson can go on."""
        try:
            self._passed(function)
        except (Mistake, NotImplementedError):
            function = self.right
        print(f"going on with {'the workbook’s' if function is self.right else 'your'} {self.name}")
        return function

    def answers(self, function: Function, cases: Cases) -> dict[str, Any]:
        """What a function gives for each case: the half of a check that runs a student's code. See ``judge``.

        Raises:
            Mistake: when it is no function.
        """
        if not callable(function):
            raise Mistake(
                f"{self.name}: expected a function, got {described(function)}; has a variable taken its name?"
            )
        return {case: self._outcome(function, arguments, watched=True) for case, arguments in cases.items()}

    def judge(self, answers: Mapping[str, Any], cases: Cases) -> None:
        """Hold answers to what is right: the half of a check that needs no student's code, so that it can be trusted.

        Args:
            answers: of the method ``answers``, for the same cases.
            cases: drawn by ``self.cases``; with a generator of the same seed they are the same in another process.

        Raises:
            Mistake: when the function is wrong.
            NotImplementedError: when it raised that: the exercise has not been done yet.
        """
        for case, arguments in cases.items():
            expected, came = self._outcome(self.right, arguments), answers[case]
            if isinstance(came, Raised) and came.kind == NotImplementedError.__name__:
                raise came.error or NotImplementedError(came.text)
            if isinstance(came, Raised) and came.kind == Mistake.__name__:
                raise came.error or Mistake(came.text)
            if found := self._difference(expected, came):
                message = self._named(answers, cases, case) or found
                error = came.error if isinstance(came, Raised) else None
                raise Mistake(f"{self.name}, {case}: {message}{self._input(arguments)}") from error

    def _passed(self, function: Function) -> list[str]:
        """The cases that the function has passed, which are all; a Mistake otherwise."""
        cases = self.cases(np.random.default_rng())
        self.judge(self.answers(function, cases), cases)
        return list(cases)

    def _outcome(self, function: Function, arguments: tuple[Any, ...], watched: bool = False) -> Any:
        """What the function gives for copies of the arguments, or the error that it raises."""
        given = copy.deepcopy(arguments)
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                result = self.use(function, *given)
            if watched:
                self._unchanged(arguments, given)
        except Exception as error:
            return Raised(type(error).__name__, str(error), error)
        return result

    def _unchanged(self, before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
        for name, old, new in zip(self._arguments(), before, after, strict=False):
            if (isinstance(old, np.ndarray | dict | list) or hasattr(old, "detach")) and difference(old, new, 1e-9):
                instead = (
                    f"Work on a copy of it: copy.deepcopy({name})"
                    if isinstance(old, dict | list)
                    else f"Make a new array instead of writing into it ({name} = {name} - …, not {name} -= …)"
                )
                raise Mistake(
                    f"{self.name} changes its input {name}: whoever passed it finds other numbers there afterwards. "
                    f"{instead}"
                )

    def _difference(self, expected: Any, came: Any) -> str:
        """What differs, in words; "" if nothing does."""
        if isinstance(expected, Raised) and isinstance(came, Raised):
            return "" if expected == came else "another error"
        if isinstance(came, Raised):
            return f"it raised {came.kind}: {came.text}"
        if isinstance(expected, Raised):
            return f"it raised no {expected.kind}"
        return difference(expected, came, self.tolerance, self.returns)

    def _named(self, answers: Mapping[str, Any], cases: Cases, failed: str) -> str:
        """The message of the mistake that gives what came in the case that failed, and, if possible, in the others."""
        candidates = [
            (wrong, message)
            for wrong, message in self.mistakes
            if not self._difference(self._outcome(wrong, cases[failed]), answers[failed])
        ]
        if len(candidates) < 2:
            return candidates[0][1] if candidates else ""

        def agreeing(candidate: tuple[Function, str]) -> int:
            return sum(not self._difference(self._outcome(candidate[0], cases[c]), answers[c]) for c in cases)

        return max(candidates, key=agreeing)[1]

    def _arguments(self) -> list[str]:
        """The names of what a case holds."""
        if self.use is call:
            return list(inspect.signature(self.right).parameters)
        return list(inspect.signature(self.use).parameters)[1:]

    def _input(self, arguments: tuple[Any, ...]) -> str:
        """The shapes of the arguments, for the end of a message."""
        known = [
            f"{name} {text}" for name, a in zip(self._arguments(), arguments, strict=False) if (text := described(a))
        ]
        return f"\n(for {', '.join(known)})" if known else ""


def checked(**settings: Any) -> Callable[[Function], Check]:
    """Make a check of the function below: the right one. The settings are those of ``Check``."""
    return lambda right: Check(right, **settings)
