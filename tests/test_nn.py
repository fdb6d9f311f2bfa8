"""The NumPy network is held against PyTorch's autograd, against differences, and against its own promises."""

import copy
import functools
import importlib
import json
import time
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special
from torch.optim.sgd import sgd as torch_sgd

from helpers import nn
from helpers.nn.functions import Activation

Array = NDArray[Any]
TORCH: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "linear": lambda z: z,
}
FLOATS = [np.float32, np.float64]


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> None:
    torch.set_num_threads(1)


def blobs(n: int = 40, n_classes: int = 4, seed: int = 0, dtype: Any = np.float32) -> tuple[Array, Array]:
    """Points ``(n, 2)`` in well separated heaps on the unit circle, and the heap ``(n,)`` of each."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % n_classes
    angle = 2 * np.pi * y / n_classes
    X = np.column_stack([np.cos(angle), np.sin(angle)]) + rng.normal(0, 0.1, (n, 2))
    return X.astype(dtype), y


def examples(model: nn.MLP, n: int, seed: int) -> tuple[Array, Array]:
    """Random inputs ``(n, D)`` of a network and labels or targets that its loss takes."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, model.sizes[0]))
    if model.loss == "squared_error":
        return X, rng.normal(size=(n, model.sizes[-1]))
    return X, rng.integers(0, model.sizes[-1], n)


# What torch.optim.SGD does in a step, without the seconds that making an optimizer takes to import a compiler
sgd = functools.partial(torch_sgd, foreach=False, lr=0.01, dampening=0, nesterov=False, maximize=False)


def torch_parameters(model: nn.MLP) -> dict[str, torch.Tensor]:
    return {name: torch.tensor(values, requires_grad=True) for name, values in model.parameters().items()}


def torch_loss(model: nn.MLP, parameters: dict[str, torch.Tensor], X: Array, y: Array) -> torch.Tensor:
    """Mean loss of the same network in PyTorch."""
    A = torch.tensor(X)
    for layer in range(1, len(model.sizes)):
        Z = A @ parameters[f"W{layer}"] + parameters[f"b{layer}"]
        A = TORCH[model.output if layer == len(model.sizes) - 1 else model.activation](Z)
    if model.loss == "squared_error":
        return (A - torch.tensor(y)).square().sum(dim=1).mean()
    return torch.nn.functional.cross_entropy(A, torch.tensor(y))


# --- the pieces ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", FLOATS)
def test_xavier_has_the_variance_and_the_range_of_its_formula(dtype: type) -> None:
    W = nn.xavier_uniform(300, 500, np.random.default_rng(0), dtype)
    assert (W.shape, W.dtype) == ((300, 500), dtype)
    assert W.var() == pytest.approx(2 / 800, rel=0.02)
    assert W.mean() == pytest.approx(0, abs=0.001)
    assert np.abs(W).max() == pytest.approx(np.sqrt(6 / 800), rel=0.001)


@pytest.mark.parametrize("dtype", FLOATS)
def test_sigmoid_reaches_its_limits_without_a_warning(dtype: type) -> None:
    Z = np.array([-np.inf, -1000, 0, 1000, np.inf], dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        A = nn.sigmoid(Z)
    assert A.dtype == dtype
    np.testing.assert_array_equal(A, [0, 0, 0.5, 1, 1])


@pytest.mark.parametrize(
    ("name", "reference"),
    [("sigmoid", special.expit), ("tanh", np.tanh), ("relu", lambda z: z * (z > 0)), ("linear", lambda z: z)],
)
def test_activations_have_their_values_also_in_place(name: str, reference: Callable[[Array], Array]) -> None:
    Z = np.linspace(-30, 30, 601)
    forward = nn.ACTIVATIONS[name].forward
    np.testing.assert_allclose(forward(Z.copy()), reference(Z), rtol=1e-14, atol=1e-300)
    buffer = Z.copy()
    assert forward(buffer, out=buffer) is buffer
    np.testing.assert_array_equal(buffer, forward(Z.copy()))


@given(st.integers(1, 9), st.floats(-1e4, 1e4), st.integers(0, 99))
def test_softmax_does_not_see_a_shift(n_classes: int, shift: float, seed: int) -> None:
    logits = np.random.default_rng(seed).normal(0, 3, (5, n_classes))
    P = nn.softmax(logits)
    np.testing.assert_allclose(P, special.softmax(logits, axis=1), rtol=1e-13)
    np.testing.assert_allclose(nn.softmax(logits + shift), P, rtol=1e-10)
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=1e-14)


@pytest.mark.parametrize("dtype", FLOATS)
def test_softmax_does_not_overflow(dtype: type) -> None:
    logits = np.array([[1000, 0, -1000], [-1000, -1000, -1000]], dtype)
    P = nn.softmax(logits)
    assert P.dtype == dtype
    np.testing.assert_allclose(P, [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]], rtol=1e-7)


def test_softmax_and_cross_entropy_take_leading_axes() -> None:
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(2, 3, 5, 4)), rng.integers(0, 4, 5)
    for index in np.ndindex(2, 3):
        np.testing.assert_allclose(nn.softmax(logits)[index], nn.softmax(logits[index]), rtol=1e-15)
        loss = nn.cross_entropy(logits[index], labels)
        np.testing.assert_allclose(nn.cross_entropy(logits, labels)[index], loss, rtol=1e-14)
    np.testing.assert_allclose(nn.softmax(logits[0, 0, 0]), nn.softmax(logits)[0, 0, 0], rtol=1e-15)


def test_cross_entropy_never_takes_the_logarithm_of_zero() -> None:
    logits = np.array([[1000.0, 0, -1000], [-1000, 1000, 0], [0, 0, 0]])
    np.testing.assert_allclose(nn.cross_entropy(logits, np.array([1, 0, 2])), [1000, 2000, np.log(3)])


@given(st.integers(1, 8), st.integers(1, 6), st.integers(0, 99))
def test_cross_entropy_is_pytorch_s_for_labels_and_for_distributions(n: int, n_classes: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    logits, labels = rng.normal(0, 20, (n, n_classes)), rng.integers(0, n_classes, n)
    distributions = rng.dirichlet(np.ones(n_classes), n)
    for targets in (labels, distributions, nn.one_hot(labels, n_classes, np.float64)):
        o = torch.tensor(logits, requires_grad=True)
        expected = torch.nn.functional.cross_entropy(o, torch.tensor(targets), reduction="none")
        expected.sum().backward()
        np.testing.assert_allclose(nn.cross_entropy(logits, targets), expected.detach(), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(nn.cross_entropy_backward(logits, targets), o.grad, rtol=1e-10, atol=1e-14)


def test_one_hot_rows_have_a_single_one() -> None:
    np.testing.assert_array_equal(nn.one_hot(np.array([2, 0]), 3), [[0, 0, 1], [1, 0, 0]])


# --- gradients ----------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    sizes=st.lists(st.integers(1, 7), min_size=2, max_size=5),
    n=st.integers(1, 9),
    activation=st.sampled_from(sorted(TORCH)),
    output=st.sampled_from(sorted(TORCH)),
    loss=st.sampled_from(["cross_entropy", "squared_error"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_loss_and_gradients_are_those_of_autograd(
    sizes: list[int], n: int, activation: str, output: str, loss: str, seed: int
) -> None:
    model = nn.MLP(sizes, activation=activation, output=output, loss=loss, dtype=np.float64, seed=seed)
    model.theta[:] = np.random.default_rng(seed).normal(size=model.theta.size)  # biases that are not zero
    X, y = examples(model, n, seed)
    parameters = torch_parameters(model)
    expected = torch_loss(model, parameters, X, y)
    expected.backward()  # type: ignore[no-untyped-call]
    assert model.evaluate(X, y)[0] == pytest.approx(expected.item(), rel=1e-12, abs=1e-12)
    gradients = model.gradients(X, y)
    assert list(gradients) == list(parameters)
    for name, p in parameters.items():
        assert p.grad is not None
        np.testing.assert_allclose(gradients[name], p.grad, rtol=1e-10, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
@pytest.mark.parametrize("activation", sorted(TORCH))
@pytest.mark.parametrize(("method", "eps", "limit"), [("central", 1e-5, 1e-8), ("complex", 1e-20, 1e-13)])
def test_gradient_check_passes_for_each_parameter(
    activation: str, loss: str, method: Any, eps: float, limit: float
) -> None:
    model = nn.MLP((9, 8, 7, 5), activation=activation, loss=loss, dtype=np.float64)
    X, y = examples(model, 6, seed=0)
    checks = nn.gradient_check(model, X, y, eps=eps, method=method)
    assert [check.name for check in checks] == ["W1", "b1", "W2", "b2", "W3", "b3"]
    for check in checks:
        assert check.analytic.size == model.parameters()[check.name].size
        assert np.linalg.norm(check.analytic) > 0.01
        assert check.relative_error < limit, check.name


def test_gradient_check_finds_a_wrong_derivative() -> None:
    """The mistake of IITM 2022: the derivative of the activation, taken of its output."""
    model = nn.MLP((6, 5, 4), dtype=np.float64)
    X, y = examples(model, 8, seed=1)
    model.activations[0] = Activation(nn.sigmoid, lambda d_A, A: d_A * nn.sigmoid(A) * (1 - nn.sigmoid(A)))
    errors = {check.name: check.relative_error for check in nn.gradient_check(model, X, y)}
    assert min(errors["W1"], errors["b1"]) > 1e-3
    assert max(errors["W2"], errors["b2"]) < 1e-8


def naive_gradient_check(model: nn.MLP, X: Array, y: Array, eps: float) -> dict[str, Array]:
    """Central differences as they are usually written: one weight at a time, all parameters copied for each."""

    def loss(parameters: dict[str, Array]) -> float:
        A = X
        for layer in range(1, len(model.sizes)):
            Z = A @ parameters[f"W{layer}"] + parameters[f"b{layer}"]
            A = model.activations[layer - 1].forward(Z)
        return float(nn.cross_entropy(A, y).mean())

    result = {}
    for name, values in model.parameters().items():
        result[name] = np.empty(values.shape)
        for index in np.ndindex(values.shape):
            losses = []
            for step in (eps, -eps):
                parameters = copy.deepcopy(model.parameters())
                parameters[name][index] += step
                losses.append(loss(parameters))
            result[name][index] = (losses[0] - losses[1]) / (2 * eps)
    return result


def test_gradient_check_is_ten_times_as_fast_as_one_weight_at_a_time_and_says_the_same() -> None:
    model = nn.MLP((2, 25, 4), dtype=np.float64)
    X, y = blobs(dtype=np.float64)

    def seconds(check: Callable[[], Any], repeats: int) -> float:
        times = []
        for _ in range(repeats):
            began = time.process_time()
            check()
            times.append(time.process_time() - began)
        return min(times)

    naive = naive_gradient_check(model, X, y, 1e-5)
    for check in nn.gradient_check(model, X, y, eps=1e-5):
        np.testing.assert_allclose(check.numerical, naive[check.name].ravel(), rtol=0, atol=1e-10)
    slow = seconds(lambda: naive_gradient_check(model, X, y, 1e-5), 5)
    fast = seconds(lambda: nn.gradient_check(model, X, y, eps=1e-5), 20)
    assert slow > 10 * fast, f"{slow * 1e3:.1f} ms against {fast * 1e3:.1f} ms"


def test_gradient_check_in_blocks_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model = nn.MLP((7, 6, 5, 4), dtype=np.float64)
    X, y = examples(model, 10, seed=2)
    whole = nn.gradient_check(model, X, y)
    monkeypatch.setattr(importlib.import_module("helpers.nn.gradient_check"), "BLOCK_VALUES", 200)
    for check, in_blocks in zip(whole, nn.gradient_check(model, X, y), strict=True):
        np.testing.assert_allclose(in_blocks.numerical, check.numerical, rtol=0, atol=1e-11)


def test_gradient_check_of_a_sample_checks_as_many_entries_as_were_asked_for() -> None:
    model = nn.MLP((30, 20, 3), dtype=np.float64)
    X, y = examples(model, 5, seed=0)
    checks = nn.gradient_check(model, X, y, sample=7)
    assert [check.numerical.size for check in checks] == [7, 7, 7, 3]
    assert all(check.relative_error < 1e-8 for check in checks)
    for check in checks:
        gradient = model.gradients(X, y)[check.name]
        np.testing.assert_array_equal(check.analytic, gradient.ravel()[check.entries])
        assert np.unique(check.entries).size == check.entries.size
    other = nn.gradient_check(model, X, y, sample=7, seed=1)
    assert not np.array_equal(other[0].entries, checks[0].entries)


def test_relative_errors_of_a_check() -> None:
    check = nn.GradientCheck("W1", np.arange(3), np.array([3.0, 0.0, -1.0]), np.array([4.0, 0.0, 1.0]))
    assert check.relative_error == pytest.approx(np.sqrt(5) / (np.sqrt(10) + np.sqrt(17)))
    assert check.summed_relative_error == pytest.approx(1 / 4 + 2)
    nothing = nn.GradientCheck("b1", np.arange(2), np.zeros(2), np.zeros(2))
    assert (nothing.relative_error, nothing.summed_relative_error) == (0, 0)


@pytest.mark.parametrize("model", [nn.MLP((2, 2)), nn.MLP((2, 2), dtype=np.float64, l2=0.1)], ids=["float32", "l2"])
def test_gradient_check_refuses_what_it_cannot_check(model: nn.MLP) -> None:
    with pytest.raises(ValueError, match=r"expected a float64 network with l2=0, got .* build it with"):
        nn.gradient_check(model, *blobs(n_classes=2))


# --- training -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("l2", [0.0, 0.7])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_updates_are_those_of_pytorch_s_sgd(loss: str, momentum: float, l2: float, reduction: Any) -> None:
    """Epoch by epoch, with a smaller last batch; weights decay by l2 / m, biases do not."""
    same: dict[str, Any] = {
        "activation": "tanh", "loss": loss, "batch_size": 5, "dtype": np.float64, "seed": 3,
        "learning_rate": 0.01, "momentum": momentum, "l2": l2, "reduction": reduction,
    }  # fmt: skip
    model, twin = nn.MLP((4, 6, 3), **same), nn.MLP((4, 6, 3), **same)
    X, y = examples(model, 13, seed=3)
    parameters = torch_parameters(model)
    velocities: dict[str, list[torch.Tensor | None]] = {name: [None] for name in parameters}
    for _ in range(4):
        model.fit(X, y, epochs=1, progress=False)
        for X_batch, y_batch in twin._batches(X, y):  # the same seed: the same batches
            m = len(X_batch)
            factor = m if reduction == "sum" else 1
            loss_of_batch = factor * torch_loss(model, parameters, X_batch, y_batch)
            gradients = torch.autograd.grad(loss_of_batch, list(parameters.values()))
            for (name, p), gradient in zip(parameters.items(), gradients, strict=True):
                decay = factor * l2 / m if name.startswith("W") else 0
                sgd([p.data], [gradient], velocities[name], weight_decay=decay, momentum=momentum)
        for name, p in parameters.items():
            np.testing.assert_allclose(model.parameters()[name], p.detach(), rtol=1e-10, atol=1e-12, err_msg=name)


@pytest.mark.parametrize(("n", "batch_size"), [(13, 5), (12, 4), (3, 1), (3, 3), (3, 10), (7, None)])
def test_batches_hold_every_example_once(n: int, batch_size: int | None) -> None:
    model = nn.MLP((1, 2), batch_size=batch_size)
    X, y = np.arange(n, dtype=np.float32)[:, np.newaxis], np.arange(n)
    orders = []
    for _ in range(2):
        batches = list(model._batches(X, y))
        assert [len(X_batch) for X_batch, _ in batches[:-1]] == [batch_size] * (len(batches) - 1)
        assert all((X_batch[:, 0] == y_batch).all() for X_batch, y_batch in batches)
        orders.append(np.concatenate([y_batch for _, y_batch in batches]))
        np.testing.assert_array_equal(np.sort(orders[-1]), y)
    if batch_size is not None and batch_size < n and n > 3:
        assert not np.array_equal(*orders)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_fit_learns_the_toy(activation: str, dtype: type) -> None:
    X, y = blobs(dtype=dtype)
    X_given, y_given = X.copy(), y.copy()
    model = nn.MLP((2, 25, 4), activation=activation, batch_size=5, learning_rate=0.1, momentum=0.9, dtype=dtype)
    before = model.evaluate(X, y)[0]
    model.fit(X, y, epochs=60, progress=False)
    assert model.score(X, y) == 1
    assert model.evaluate(X, y)[0] < before / 5
    P = model.predict_proba(X)
    assert P.dtype == model.theta.dtype == dtype
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(P.argmax(axis=1), model.predict(X))
    np.testing.assert_array_equal(X, X_given)
    np.testing.assert_array_equal(y, y_given)


def test_fit_learns_to_reproduce_its_input() -> None:
    X, _ = blobs()
    model = nn.MLP((2, 8, 2), activation="tanh", loss="squared_error", learning_rate=0.05, momentum=0.9)
    history = model.fit(X, X, epochs=200, progress=False)
    assert history.train_loss[-1] < 0.02 < history.train_loss[0]
    assert model.predict(X) == pytest.approx(X, abs=0.3)
    assert model.predict(X).shape == (40, 2)
    with pytest.raises(ValueError, match="score is for classifiers"):
        model.score(X, X)
    with pytest.raises(ValueError, match="predict_proba is for classifiers"):
        model.predict_proba(X)


def test_without_hidden_layer_zero_weights_learn_too() -> None:
    X, y = blobs()
    model = nn.MLP((2, 4), batch_size=None, learning_rate=0.5, momentum=0.9)
    model.theta[:] = 0
    history = model.fit(X, y, epochs=100, progress=False)
    assert history.train_loss[0] == pytest.approx(np.log(4))
    assert model.score(X, y) == 1


@pytest.mark.parametrize("dtype", FLOATS)
def test_training_in_two_parts_is_training_in_one(dtype: type) -> None:
    X, y = blobs(dtype=dtype)
    once, twice, other = (nn.MLP((2, 6, 4), momentum=0.9, batch_size=7, dtype=dtype, seed=s) for s in (5, 5, 6))
    once.fit(X, y, epochs=7, progress=False)
    twice.fit(X, y, epochs=3, progress=False)
    twice.fit(X, y, epochs=4, progress=False)
    other.fit(X, y, epochs=7, progress=False)
    np.testing.assert_array_equal(twice.theta, once.theta)
    assert twice.history.train_loss == once.history.train_loss
    assert not np.array_equal(other.theta, once.theta)


def test_looking_changes_nothing() -> None:
    X, y = blobs()
    watched, alone = nn.MLP((2, 6, 4), batch_size=8), nn.MLP((2, 6, 4), batch_size=8)
    for _ in range(3):
        watched.fit(X, y, epochs=1, valid=(X[:9], y[:9]), progress=False)
        watched.gradients(X, y)
        watched.score(X[:3], y[:3])
        watched.predict_proba(X)
    alone.fit(X, y, epochs=3, progress=False)
    np.testing.assert_array_equal(watched.theta, alone.theta)


def test_the_learning_rate_may_follow_the_epoch() -> None:
    X, y = blobs()
    seen: list[int] = []

    def schedule(epoch: int) -> float:
        seen.append(epoch)
        return 0.2 / (1 + epoch)

    scheduled = nn.MLP((2, 4), learning_rate=schedule)
    by_hand = nn.MLP((2, 4))
    scheduled.fit(X, y, epochs=2, progress=False)
    scheduled.fit(X, y, epochs=1, progress=False)
    for rate in (0.2, 0.1, 0.2 / 3):
        by_hand.learning_rate = rate
        by_hand.fit(X, y, epochs=1, progress=False)
    assert seen == [0, 1, 2]
    np.testing.assert_array_equal(scheduled.theta, by_hand.theta)


def test_momentum_may_be_set_later_and_begins_with_the_last_step() -> None:
    X, y = blobs()
    model, by_hand = nn.MLP((2, 6, 4)), nn.MLP((2, 6, 4), batch_size=None)
    model.fit(X, y, epochs=1, progress=False)
    before = model.theta.copy()
    model.batch_size = None
    model.fit(X, y, epochs=1, progress=False)
    last_step = model.theta - before
    by_hand.theta[:] = model.theta
    model.momentum = 0.9
    model.fit(X, y, epochs=1, progress=False)
    by_hand.fit(X, y, epochs=1, progress=False)
    np.testing.assert_allclose(model.theta, by_hand.theta + np.float32(0.9) * last_step, atol=1e-6)


def test_inputs_of_another_precision_are_converted() -> None:
    X, y = blobs()
    given, converted = nn.MLP((2, 6, 4)), nn.MLP((2, 6, 4))
    given.fit(X, y, epochs=2, valid=(X, y), progress=False)
    converted.fit(X.astype(np.float64), y, epochs=2, valid=(X.astype(np.float64), y), progress=False)
    np.testing.assert_array_equal(converted.theta, given.theta)
    assert converted.predict_proba(X.astype(np.float64)).dtype == np.float32
    assert converted.history.valid_loss == given.history.valid_loss


def test_many_rows_are_predicted_as_few_are() -> None:
    X, _ = blobs(10_000)
    model = nn.MLP((2, 3, 4))
    parts = np.concatenate([model.decision_function(part) for part in np.split(X, 10)])
    np.testing.assert_allclose(model.decision_function(X), parts, rtol=1e-5, atol=1e-6)


def test_parameters_are_the_network_s_own_and_gradients_are_copies() -> None:
    X, y = blobs()
    model = nn.MLP((2, 5, 4))
    parameters = model.parameters()
    assert {name: p.shape for name, p in parameters.items()} == {"W1": (2, 5), "b1": (5,), "W2": (5, 4), "b2": (4,)}
    assert not any(parameters[name].any() for name in ("b1", "b2"))
    assert np.abs(parameters["W1"]).max() <= np.sqrt(6 / 7)
    parameters["W2"][:] = 0
    np.testing.assert_allclose(model.predict_proba(X), 0.25, rtol=1e-6)
    first = model.gradients(X[:5], y[:5])
    kept = copy.deepcopy(first)
    model.gradients(X[5:], y[5:])
    assert all(np.array_equal(first[name], kept[name]) for name in kept)


# --- history ------------------------------------------------------------------------------------------------


def test_history_has_one_value_an_epoch_in_each_column() -> None:
    X, y = blobs()
    model = nn.MLP((2, 6, 4), batch_size=None, learning_rate=0.5)
    before = model.evaluate(X, y)
    history = model.fit(X, y, epochs=5, valid=(X[:20], y[:20]), progress=False)
    assert history is model.history
    assert history.epochs == 5
    columns = (history.train_accuracy, history.valid_loss, history.valid_accuracy, history.seconds)
    assert [len(column) for column in columns] == [5, 5, 5, 5]
    assert (history.train_loss[0], history.train_accuracy[0]) == pytest.approx(before)  # before the first update
    assert (history.valid_loss[-1], history.valid_accuracy[-1]) == model.evaluate(X[:20], y[:20])  # after the last
    assert history.train_loss[-1] < history.train_loss[0]
    model.fit(X, y, epochs=2, valid=(X[:20], y[:20]), progress=False)
    assert len(history.seconds) == 7
    assert all(earlier < later for earlier, later in pairwise([0, *history.seconds]))


def test_training_loss_is_the_mean_over_examples_also_with_a_smaller_last_batch() -> None:
    X, y = blobs(10)
    model = nn.MLP((2, 4), batch_size=4, learning_rate=1e-12)
    history = model.fit(X, y, epochs=1, progress=False)
    assert (history.train_loss[0], history.train_accuracy[0]) == pytest.approx(model.evaluate(X, y))


def test_columns_that_do_not_apply_stay_empty() -> None:
    X, y = blobs()
    alone = nn.MLP((2, 4)).fit(X, y, epochs=2, progress=False)
    assert (alone.valid_loss, alone.valid_accuracy) == ([], [])
    compressor = nn.MLP((2, 1, 2), loss="squared_error").fit(X, X, epochs=2, valid=(X, X), progress=False)
    assert (compressor.train_accuracy, compressor.valid_accuracy) == ([], [])
    assert len(compressor.valid_loss) == 2


def test_progress_is_shown_only_when_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Also where standard error is no terminal, as in a notebook."""
    X, y = blobs()
    nn.MLP((2, 4)).fit(X, y, epochs=1, progress=False)
    assert capsys.readouterr().err == ""
    nn.MLP((2, 4)).fit(X, y, epochs=1)
    assert "epoch" in capsys.readouterr().err


# --- divergence ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", FLOATS)
def test_divergence_names_epoch_and_rate_and_keeps_what_was_learned(dtype: type) -> None:
    X, y = blobs(dtype=dtype)
    T = nn.one_hot(y, 4, dtype)

    def network(learning_rate: Any) -> nn.MLP:
        return nn.MLP(
            (2, 5, 4), activation="linear", loss="squared_error", momentum=0.9, batch_size=10,
            dtype=dtype, learning_rate=learning_rate,
        )  # fmt: skip

    model, good = network(lambda epoch: 0.01 if epoch < 3 else 1e150), network(0.01)
    good.fit(X, T, epochs=3, valid=(X, T), progress=False)
    with pytest.raises(nn.DivergenceError, match=r"epoch 4: .* learning rate 1e\+150 .* kept.* rate of 1e\+149"):
        model.fit(X, T, epochs=9, valid=(X, T), progress=False)
    np.testing.assert_array_equal(model.theta, good.theta)
    assert model.history.train_loss == good.history.train_loss
    assert model.history.valid_loss == good.history.valid_loss
    assert model.history.epochs == len(model.history.seconds) == 3
    model.learning_rate = 0.01
    model.fit(X, T, epochs=1, valid=(X, T), progress=False)  # and it can go on, with its momentum
    assert model.history.epochs == 4
    assert model.history.train_loss[-1] < model.history.train_loss[0]


def test_divergence_of_a_classifier_is_noticed() -> None:
    X, y = blobs()
    model = nn.MLP((2, 8, 8, 4), activation="relu", learning_rate=1e12)
    start = model.theta.copy()
    with pytest.raises(nn.DivergenceError, match=r"relu units, mean over the batch"):
        model.fit(X, y, epochs=50, progress=False)
    assert np.isfinite(model.theta).all()
    assert model.history.epochs or np.array_equal(model.theta, start)


def test_divergence_that_only_the_validation_shows_is_noticed() -> None:
    """The last update of an epoch may leave finite weights, but far too large ones."""
    X, y = blobs()
    model = nn.MLP((2, 8, 4), activation="relu", batch_size=None, learning_rate=1e30)
    start = model.theta.copy()
    with pytest.raises(nn.DivergenceError, match="epoch 1: the validation loss became"):
        model.fit(X, y, epochs=1, valid=(X, y), progress=False)
    np.testing.assert_array_equal(model.theta, start)
    assert model.history.epochs == 0


# --- checkpoints --------------------------------------------------------------------------------------------


def trained(dtype: Any = np.float32, **changes: Any) -> nn.MLP:
    X, y = blobs(dtype=dtype)
    model = nn.MLP((2, 6, 4), activation="tanh", momentum=0.9, l2=0.1, batch_size=7, dtype=dtype, seed=4, **changes)
    model.fit(X, y, epochs=3, valid=(X, y), progress=False)
    return model


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_a_saved_network_goes_on_as_if_it_had_never_stopped(tmp_path: Path, dtype: Any, reduction: Any) -> None:
    X, y = blobs(dtype=dtype)
    model = trained(dtype, reduction=reduction, learning_rate=0.02)
    model.save(tmp_path / "new" / "model.npz")
    resumed = nn.MLP.load(str(tmp_path / "new" / "model.npz"))
    assert resumed.settings() == model.settings()
    assert resumed.history == model.history
    np.testing.assert_array_equal(resumed.predict_proba(X), model.predict_proba(X))
    for network in (model, resumed):
        network.fit(X, y, epochs=3, valid=(X, y), progress=False)
    assert resumed.theta.dtype == dtype
    np.testing.assert_array_equal(resumed.theta, model.theta)
    assert resumed.history.train_loss == model.history.train_loss
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["model.npz"]


def test_settings_may_be_changed_when_a_network_is_loaded(tmp_path: Path) -> None:
    trained(learning_rate=lambda epoch: 0.1).save(tmp_path / "model.npz")
    assert nn.MLP.load(tmp_path / "model.npz", learning_rate=0.025).learning_rate == 0.025


def test_a_learning_rate_that_no_file_holds_must_be_given_again(tmp_path: Path) -> None:
    trained(learning_rate=lambda epoch: 0.1).save(tmp_path / "model.npz")
    with pytest.raises(ValueError, match=r"model\.npz: its learning rate was a function"):
        nn.MLP.load(tmp_path / "model.npz")


def test_validation_data_belong_to_every_fit_or_to_none() -> None:
    X, y = blobs()
    with_valid, without = nn.MLP((2, 4)), nn.MLP((2, 4))
    with_valid.fit(X, y, epochs=1, valid=(X, y), progress=False)
    without.fit(X, y, epochs=1, progress=False)
    with pytest.raises(ValueError, match="valid: pass it to every call"):
        with_valid.fit(X, y, epochs=1, progress=False)
    with pytest.raises(ValueError, match="valid: pass it to every call"):
        without.fit(X, y, epochs=1, valid=(X, y), progress=False)


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = trained()
    model.save(tmp_path / "model.npz")
    kept = (tmp_path / "model.npz").read_bytes()

    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="no space"):
        model.save(tmp_path / "model.npz")
    assert (tmp_path / "model.npz").read_bytes() == kept
    assert len(list(tmp_path.iterdir())) == 1


def rewritten(path: Path, changes: dict[str, Any]) -> None:
    """Write a checkpoint again with other arrays, or with other entries in its description."""
    with np.load(path) as archive:
        arrays = dict(archive)
    about = json.loads(str(arrays["about"]))
    for key, value in changes.items():
        if key in arrays:
            arrays[key] = value
        elif key in about:
            about[key] = value
        else:
            about["settings"][key] = value
    arrays.setdefault("about", np.array(""))
    if "about" not in changes:
        arrays["about"] = np.array(json.dumps(about))
    np.savez(path, **arrays)


@pytest.mark.parametrize(
    "changes",
    [
        {"theta": np.zeros(3, np.float32)},
        {"velocity": np.zeros(1, np.float32)},
        {"theta": np.zeros(3, np.float32), "velocity": np.zeros(3, np.float32)},
        {"theta": np.zeros((46, 1), np.float32), "velocity": np.zeros((46, 1), np.float32)},
        {"theta": np.full(46, np.nan, np.float32)},
        {"velocity": np.full(46, np.inf, np.float32)},
        {"theta": np.array(["a"] * 46)},
        {"theta": np.zeros(46, np.float64), "velocity": np.zeros(46, np.float64)},
        {"about": np.array("[1, 2]")},
        {"about": np.array("not json")},
        {"format": "somebody else's 1"},
        {"history": {"loss": [1.0]}},
        {"random_state": {"bit_generator": "MT19937"}},
        {"settings": {}},
        {"settings": None},
        {"activation": "swish"},
        {"sizes": [2, 60, 4]},
        {"layers": 3},
    ],
    ids=lambda changes: ", ".join(changes),
)
def test_an_inconsistent_checkpoint_is_refused_by_name(tmp_path: Path, changes: dict[str, Any]) -> None:
    path = tmp_path / "model.npz"
    trained().save(path)
    rewritten(path, changes)
    with pytest.raises(ValueError, match=r"model\.npz: (not a checkpoint|no network can be made)"):
        nn.MLP.load(path)


def test_a_file_that_is_no_checkpoint_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    refused = pytest.raises(ValueError, match=r"model\.npz: not a checkpoint .* train and save it again")
    for content in (b"", b"PK", b"<html>404</html>", np.random.default_rng(0).bytes(3000)):
        path.write_bytes(content)
        with refused:
            nn.MLP.load(path)
    np.savez(path, weights=np.zeros(3))
    with refused:
        nn.MLP.load(path)
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    with refused:
        nn.MLP.load(path)
    with pytest.raises(FileNotFoundError, match=r"nowhere\.npz: no such checkpoint; write one with model\.save"):
        nn.MLP.load(tmp_path / "nowhere.npz")


def test_a_damaged_checkpoint_is_refused_or_harmless(tmp_path: Path) -> None:
    """Truncated anywhere it is refused; with a byte changed anywhere it is refused, or loads the same network."""
    model = trained()
    model.save(tmp_path / "model.npz")
    whole = (tmp_path / "model.npz").read_bytes()
    path = tmp_path / "damaged.npz"
    for length in range(0, len(whole), 61):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"damaged\.npz: not a checkpoint"):
            nn.MLP.load(path)
    refused = 0
    for position in range(0, len(whole), 7):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :])
        try:
            loaded = nn.MLP.load(path)
        except ValueError as error:
            assert "damaged.npz: " in str(error)  # noqa: PT017
            refused += 1
        else:
            np.testing.assert_array_equal(loaded.theta, model.theta)
            assert loaded.settings() == model.settings()
    assert refused > 0.8 * len(whole) / 7


# --- what is refused, and how -------------------------------------------------------------------------------


points, heaps = blobs()


def with_row(row: int, value: float) -> Array:
    X = points.copy()
    X[row] = value
    return X


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (points.T, heaps, r"X: expected shape \(N, 2\), got \(2, 40\); did you pass X transposed\?"),
        (points[:, np.newaxis], heaps, r"X: .* got \(40, 1, 2\); flatten the images first: X\.reshape\(len\(X\), -1\)"),
        (points[0], heaps[:1], r"X: .* got \(2,\); for a single example pass X\[np\.newaxis\]"),
        (points[:, :1], heaps, r"X: expected shape \(N, 2\), got \(40, 1\)$"),
        (points.astype(np.uint8), heaps, r"X: expected floats, got uint8; scale pixels to \[0, 1\]: X / 255"),
        (points[:0], heaps[:0], r"X: expected at least one example, got none"),
        (with_row(7, np.nan), heaps, r"X: 1 of 40 examples hold NaN or infinity, the first is row 7"),
        (with_row(3, np.inf), heaps, r"X: 1 of 40 examples hold NaN or infinity, the first is row 3"),
        (with_row(0, -np.inf), heaps, r"X: 1 of 40 examples hold NaN or infinity, the first is row 0"),
        (points, nn.one_hot(heaps, 4), r"y: .* shape \(40,\), got \(40, 4\); turn .* into labels: y\.argmax\(axis=1\)"),
        (points, heaps[:39], r"y: expected integer labels of shape \(40,\), got \(39,\)$"),
        (points, heaps.astype(float), r"y: expected integer labels, got float64"),
        (points, heaps + 1, r"y: expected labels from 0 to 3, got 1 to 4"),
        (points, heaps - 1, r"y: expected labels from 0 to 3, got -1 to 2"),
    ],
)
def test_data_that_do_not_fit_are_refused(X: Array, y: Array, message: str) -> None:
    model = nn.MLP((2, 4))
    for call in (model.gradients, model.evaluate, model.score):
        with pytest.raises(ValueError, match=message):
            call(X, y)
    with pytest.raises(ValueError, match=message):
        model.fit(X, y, epochs=1, progress=False)
    with pytest.raises(ValueError, match=f"valid {message}"):
        model.fit(points, heaps, epochs=1, valid=(X, y), progress=False)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (heaps, r"y: expected float targets of shape \(40, 2\), got int64 of shape \(40,\)"),
        (points[:, :1], r"y: expected float targets of shape \(40, 2\), got float32 of shape \(40, 1\)"),
        (with_row(5, -np.inf), r"y: the targets hold NaN or infinity"),
        (points * np.nan, r"y: the targets hold NaN or infinity"),
    ],
)
def test_targets_that_do_not_fit_are_refused(y: Array, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        nn.MLP((2, 2), loss="squared_error").fit(points, y, epochs=1, progress=False)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"activation": "swish"}, r"activation: expected one of linear, relu, sigmoid, tanh, got 'swish'"),
        ({"output": "softmax"}, r"output: expected one of linear, relu, sigmoid, tanh, got 'softmax'"),
        ({"loss": "hinge"}, r"loss: expected one of cross_entropy, squared_error, got 'hinge'"),
        ({"reduction": "max"}, r"reduction: expected one of mean, sum, got 'max'"),
        ({"sizes": (4,)}, r"sizes: expected at least two positive whole numbers, got \(4,\)"),
        ({"sizes": (4, 0, 2)}, r"sizes: expected at least two positive whole numbers"),
        ({"sizes": (4, 2.5, 2)}, r"sizes: expected at least two positive whole numbers"),
        ({"learning_rate": 0}, r"learning_rate: expected a positive number, got 0"),
        ({"learning_rate": float("nan")}, r"learning_rate: expected a positive number, got nan"),
        ({"momentum": 1.0}, r"momentum: expected 0 <= momentum < 1, got 1\.0"),
        ({"l2": -1}, r"l2: expected a number >= 0, got -1"),
        ({"batch_size": 0}, r"batch_size: expected at least 1, or None for the whole training set, got 0"),
        ({"dtype": np.float16}, r"dtype: expected float32 or float64, got float16"),
        ({"dtype": int}, r"dtype: expected float32 or float64, got int64"),
    ],
)
def test_settings_that_make_no_network_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        nn.MLP(**{"sizes": (2, 3), **settings})


def test_raw_pixels_get_a_warning_that_points_at_the_call() -> None:
    with pytest.warns(UserWarning, match=r"X reaches 255: .* Scale pixels to \[0, 1\]: X / 255") as caught:
        nn.MLP((2, 4), learning_rate=1e-6).fit(np.full((4, 2), 255.0), np.arange(4), epochs=1, progress=False)
    assert caught[0].filename == __file__


def test_large_finite_inputs_are_not_taken_for_infinite_ones() -> None:
    X = np.full((3, 2), 1e308)
    assert np.isfinite(nn.MLP((2, 2), dtype=np.float64).predict(X)).all()


def test_cosine_falls_from_its_peak_to_zero() -> None:
    rate = nn.cosine(0.2, 10)
    rates = [rate(epoch) for epoch in range(11)]
    assert rates[0] == 0.2
    assert rates[5] == pytest.approx(0.1)
    assert rates[10] == pytest.approx(0.0, abs=1e-15)
    assert all(later < earlier for earlier, later in pairwise(rates))
