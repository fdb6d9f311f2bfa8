"""What holds for every check: what passes, what is refused, and in which words."""

import importlib
import pkgutil
import time

import numpy as np
import pytest
import torch

import helpers.checks
from helpers.checks import Check, Mistake, checked

MODULES = [
    importlib.import_module(f"helpers.checks.{module.name}") for module in pkgutil.iter_modules(helpers.checks.__path__)
]
CHECKS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": check
    for module in MODULES
    for name, check in vars(module).items()
    if isinstance(check, Check)
}


@checked(
    cases=lambda rng: {"a square": (rng.normal(size=(3, 3)),), "a row": (rng.normal(size=(1, 4)),)},
    mistakes=[(lambda X: X**2, "it is squared, not doubled"), (lambda X: 2 * X.T, "it is turned")],
)
def double(X):
    return 2 * X


def refusal(check, function):
    with pytest.raises(Mistake) as caught:
        check(function)
    return str(caught.value)


def in_place(X):
    X *= 2
    return X


@pytest.mark.parametrize(
    ("function", "words"),
    {
        "a named mistake": (np.square, "it is squared, not doubled"),
        "a named mistake that only shows elsewhere": (lambda X: 2 * X.T, "it is turned"),
        "a constant": (lambda X: np.ones((3, 3)), "expected"),
        "its input": (lambda X: X, "every entry is 1/2 of what it should be"),
        "its input changed": (in_place, "double changes its input X"),
        "a factor": (lambda X: 6 * X, "every entry is 3 times what it should be"),
        "a sign": (lambda X: -2 * X, "only the sign is wrong"),
        "not a number": (lambda X: X * np.nan, "NaN comes from"),
        "infinity": (lambda X: X / 0, "(9 of 9 entries differ); NaN comes from"),
        "whole numbers": (lambda X: np.zeros((3, 3), int), "expected floats, got whole numbers"),
        "objects": (lambda X: (2 * X).astype(object), "expected floats, got object"),
        "complex numbers": (lambda X: 2 * X + 0j, "expected floats, got complex numbers"),
        "a list": (lambda X: (2 * X).tolist(), "expected an array of shape (3, 3), got a value of type list"),
        "no return": (lambda X: None, "is a return missing?"),
        "another shape": (lambda X: X[:2], "expected shape (3, 3), got (2, 3)"),
        "one wrong entry": (lambda X: 2 * X + np.eye(3)[2] * np.eye(3)[1][:, None], "entry [1, 2]: expected"),
        "half precision": (lambda X: (2 * X).astype(np.float16).astype(float), "entries differ"),
        "an error": (lambda X: X["a"], "it raised IndexError: only integers"),
        "too few arguments": (lambda: 1, "it raised TypeError"),
        "no function": (3, "expected a function, got 3; has a variable taken its name?"),
    }.values(),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_refused_in_words(function, words):
    assert words in refusal(double, function)


def test_a_message_says_for_which_input(capsys):
    message = refusal(double, lambda X: 2 * X if len(X) > 1 else X)
    assert message.startswith("double, a row: entry [0, 0]: expected")
    assert message.endswith("(for X (1, 4))")
    assert capsys.readouterr().out == ""


def test_an_error_is_chained():
    with pytest.raises(Mistake) as caught:
        double(lambda X: X / "a")
    assert isinstance(caught.value.__cause__, TypeError)


def test_what_is_not_done_yet_raises_as_it_is():
    def stub(X):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        double(stub)


def test_warnings_of_a_right_function_are_no_mistake():
    double(lambda X: 2 * X + 1 / np.exp(X + 1000))


def test_results_of_several_parts_are_named():
    @checked(cases=lambda rng: {"a case": (rng.normal(size=3),)}, mistakes=[], returns=("mean", "spread"))
    def moments(X):
        return X.mean(), {"variance": X.var()}

    assert "spread: variance: expected" in refusal(moments, lambda X: (X.mean(), {"variance": X.std()}))
    assert "expected mean, spread, got a value of type" in refusal(moments, np.mean)
    assert "spread: expected a dictionary with variance" in refusal(moments, lambda X: (X.mean(), {"std": X.var()}))
    moments(lambda X: (float(X.mean()), {"variance": np.float64(X.var())}))


def test_tensors_are_compared_as_arrays():
    @checked(cases=lambda rng: {"a case": (torch.tensor(rng.normal(size=(2, 3))),)}, mistakes=[])
    def total(X):
        return X.sum(dim=0)

    assert "expected shape (3,), got (2,)" in refusal(total, lambda X: X.sum(dim=1))
    assert refusal(total, lambda X: X.mean(dim=0)).endswith("every entry is 1/2 of what it should be\n(for X (2, 3))")
    total(lambda X: torch.ones(2, dtype=X.dtype) @ X.requires_grad_())


@pytest.mark.parametrize("wrong", [np.square, lambda X: X["a"]], ids=["wrong", "raises"])
def test_one_goes_on_with_the_right_function_of_ones_own_or_of_the_workbook(wrong, capsys):
    def own(X):
        return X + X

    def stub(X):
        raise NotImplementedError

    assert double.go_on(own) is own
    assert double.go_on(wrong) is double.go_on(stub) is double.go_on(double.right) is double.right
    assert capsys.readouterr().out.split("\n")[:2] == [
        "going on with your double",
        "going on with the workbook’s double",
    ]


def test_the_workbooks_own_function_is_no_answer():
    assert "is the workbook's own now" in refusal(double, double.right)


JUNK = {
    "zero": lambda *a: 0.0,
    "a constant": lambda *a: np.full((4, 4), 0.25),
    "its first input": lambda *a: a[0],
    "all its inputs": lambda *a: a,
    "not a number": lambda *a: np.nan,
    "nothing": lambda *a: None,
    "an empty dictionary": lambda *a: {},
}


@pytest.mark.parametrize("name", CHECKS)
def test_no_check_is_passed_by_what_computes_nothing(name):
    assert all(refusal(CHECKS[name], function) for function in JUNK.values())


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_passes_the_right_function_and_names_each_mistake_whatever_the_inputs(name, capsys):
    check = CHECKS[name]
    assert len({message for _, message in check.mistakes}) >= 4
    for _ in range(5):
        check(lambda *arguments, **more: check.right(*arguments, **more))
        for wrong, message in check.mistakes:
            assert message in refusal(check, lambda *arguments, wrong=wrong, **more: wrong(*arguments, **more))


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_takes_less_than_two_seconds(name):
    check, began = CHECKS[name], time.process_time()
    check(lambda *arguments, **more: check.right(*arguments, **more))
    refusal(check, JUNK["nothing"])
    assert time.process_time() - began < 2


@pytest.mark.parametrize("name", CHECKS)
def test_cases_come_from_the_generator_alone(name):
    """So they are the same in another process, which runs a student's code."""
    check = CHECKS[name]
    first, second = (check.cases(np.random.default_rng(7)) for _ in range(2))
    check.judge(check.answers(check.right, first), second)


def test_answers_are_judged_without_the_function_that_gave_them():
    cases = double.cases(np.random.default_rng(0))
    with pytest.raises(Mistake, match="squared"):
        double.judge(double.answers(np.square, cases), cases)
