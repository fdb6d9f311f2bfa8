"""The benchmark measures what it says it does. No test here depends on how fast anything is."""

import copy
import json
import math
import os
from collections import Counter
from typing import ClassVar

import numpy as np
import pytest
import torch
from sklearn.neural_network._stochastic_optimizers import SGDOptimizer

from helpers import models, ocr, standins, training
from helpers.training.choices import has_bfloat16
from tools import bench, reproduce

N = 2 * bench.BATCH + 10  # two whole mini-batches and a smaller one
TINY = ["--examples", str(N), "--repeats", "2", "--busy"]


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def data():
    return bench.examples(N)


def test_a_tiny_run_writes_every_section_and_a_table_of_each(tmp_path, monkeypatch):
    monkeypatch.delitem(bench.SECTIONS, "pages")  # which has a test of its own
    out = tmp_path / "new" / "bench.json"
    assert bench.main([*TINY, "--out", str(out)]) == 0
    content = json.loads(out.read_text(encoding="utf-8"))
    assert content.keys() == bench.SECTIONS.keys()
    for section in content.values():
        assert section["measured"].keys() >= {"date", "processor", "cores", "threads", "load", "quiet", "versions"}
        for row in section["rows"]:
            assert row["seconds"] > 0
            assert row["beside_seconds"] > 0
            assert 0 < row["lowest"] <= row["ratio"] <= row["highest"] < math.inf
    tables = reproduce.speed(out)
    assert len(tables) == len(bench.SECTIONS)
    for table, section in zip(tables, content.values(), strict=True):
        assert section["title"] in table
        assert table.count("\n| ") == 1 + len(section["rows"])


def test_a_section_that_is_not_measured_stays(tmp_path):
    out = tmp_path / "bench.json"
    out.write_text('{"other": {"rows": []}, "steps": 1}')
    assert bench.main(["steps", *TINY, "--out", str(out)]) == 0
    content = json.loads(out.read_text(encoding="utf-8"))
    assert content["other"] == {"rows": []}
    assert len(content["steps"]["rows"]) == 4
    assert "nn" not in content


def test_a_busy_machine_is_refused_unless_one_insists(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench, "load", lambda: 3.0)
    monkeypatch.setattr(bench, "SECTIONS", {"nn": lambda options: ("Nothing", [])})
    out = tmp_path / "bench.json"
    assert bench.main(["--out", str(out)]) == 1
    assert "load average 3.0" in capsys.readouterr().err
    assert not out.exists()
    assert bench.main(["--busy", "--out", str(out)]) == 0
    assert "other work may have been running, load 3.0" in reproduce.speed(out)[0]


def test_a_section_that_does_not_exist_is_refused_by_name(capsys):
    with pytest.raises(SystemExit):
        bench.main(["speed"])
    error = capsys.readouterr().err
    assert "got speed" in error
    assert all(name in error for name in ("nn", "steps", "training", "pages", "pca"))


def test_pairs_run_in_turn_and_take_turns_in_going_first():
    calls = []
    row = bench.compare(("a", lambda: calls.append("a")), ("b", lambda: calls.append("b")), 3)
    assert "".join(calls) == "abbaab"
    assert (row["what"], row["beside"]) == ("a", "b")


class Watched(np.ndarray):
    """An array that counts the shapes of the matrix products that it takes part in."""

    seen: ClassVar[Counter] = Counter()

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **kwargs):
        if ufunc is np.matmul:
            Watched.seen[tuple(array.shape for array in inputs)] += 1
        bare = [np.asarray(array) for array in inputs]
        if out:
            kwargs["out"] = tuple(np.asarray(array) for array in out)
        return getattr(ufunc, method)(*bare, **kwargs)


def test_the_matrix_products_are_those_of_the_network(data):
    model = bench.numpy_network()
    model.weights = [W.view(Watched) for W in model.weights]
    model._d_weights = [d_W.view(Watched) for d_W in model._d_weights]
    Watched.seen.clear()
    model.fit(*data, epochs=1, progress=False)
    listed = Counter()
    for rows in (bench.BATCH, bench.BATCH, N % bench.BATCH):
        products = bench.products(rows)
        assert len(products) == 4 + 4 + 3
        for left, right, out in products:
            assert (left @ right).shape == out.shape
            assert {left.dtype, right.dtype, out.dtype} == {np.dtype(np.float32)}
            listed[left.shape, right.shape] += 1
    assert listed == Watched.seen


def test_an_epoch_of_products_multiplies_for_every_batch(monkeypatch):
    rows = []
    monkeypatch.setattr(bench, "products", lambda n: rows.append(n) or [(np.ones((n, 1)), np.ones((1, 1)), None)])
    calls = []
    multiply = bench.products_epoch(N)
    monkeypatch.setattr(np, "matmul", lambda left, right, out: calls.append(len(left)))
    multiply()
    assert calls == [bench.BATCH, bench.BATCH, 10]


def test_the_three_networks_make_the_same_number_of_updates(data, monkeypatch):
    X, y = data
    updates = Counter()
    own, (model, optimizer), theirs = bench.numpy_network(), bench.torch_network(), bench.sklearn_network()
    update, update_params = own._update, SGDOptimizer.update_params
    monkeypatch.setattr(own, "_update", lambda rate: updates.update(["numpy"]) or update(rate))
    monkeypatch.setattr(
        SGDOptimizer, "update_params", lambda *args: updates.update(["sklearn"]) or update_params(*args)
    )
    optimizer.register_step_post_hook(lambda *_: updates.update(["torch"]))
    own.fit(X, y, epochs=1, progress=False)
    bench.torch_epoch(model, optimizer, torch.from_numpy(X), torch.from_numpy(y))
    theirs.partial_fit(X, y, classes=np.arange(10))
    assert updates == {"numpy": 3, "torch": 3, "sklearn": 3}
    assert {W.dtype for W in theirs.coefs_} == {np.dtype(np.float32)}
    assert [W.shape for W in theirs.coefs_] == [W.shape for W in own.weights]


def test_from_the_same_weights_and_batches_pytorch_gets_the_same_loss_and_weights(data):
    X, y = data
    own, (model, optimizer) = bench.numpy_network(), bench.torch_network()
    linear = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    with torch.no_grad():
        for layer, W, b in zip(linear, own.weights, own.biases, strict=True):
            layer.weight.copy_(torch.tensor(W.T))
            layer.bias.copy_(torch.tensor(b))
    order = torch.tensor(copy.deepcopy(own._rng).permutation(N))
    loss = bench.torch_epoch(model, optimizer, torch.from_numpy(X), torch.from_numpy(y), order)
    own.fit(X, y, epochs=1, progress=False)
    assert own.history.train_loss == pytest.approx([loss], rel=1e-6)
    for layer, W in zip(linear, own.weights, strict=True):
        np.testing.assert_allclose(W.T, layer.weight.detach(), atol=1e-6)


def test_each_way_of_writing_the_epoch_learns_the_same(data):
    X, y = data
    own = bench.numpy_network()
    ways = {
        "float64": lambda m, rng: bench.plain_epoch(m.weights, m.biases, X.astype(np.float64), y, rng),
        "float32": lambda m, rng: bench.plain_epoch(m.weights, m.biases, X, y, rng),
        "buffers": lambda m, rng: bench.buffered_epoch(m, bench.numpy_network(), X, y, rng, flat=False),
        "flat": lambda m, rng: bench.buffered_epoch(m, bench.numpy_network(), X, y, rng, flat=True),
    }
    twins = {name: bench.numpy_network(np.float64 if name == "float64" else np.float32) for name in ways}
    losses = {name: way(twins[name], copy.deepcopy(own._rng)) for name, way in ways.items()}
    own.fit(X, y, epochs=1, progress=False)
    for name, twin in twins.items():
        assert losses[name] == pytest.approx(own.history.train_loss[0], rel=1e-6), name
        np.testing.assert_allclose(twin.theta, own.theta, atol=1e-6, err_msg=name)


def test_the_cnn_by_hand_learns_the_same_as_through_fit_and_the_first_loop_nearly():
    split = bench.photographs(200)
    X, y = torch.from_numpy(split.images).permute(0, 3, 1, 2).contiguous(), torch.from_numpy(split.labels)
    nets = []
    for _ in range(3):
        torch.manual_seed(0)
        nets.append(models.cnn(10, 3, widths=(8, 16)))
    history = training.fit(nets[0], split, epochs=1, device="cpu", progress=False)
    by_hand = bench.cnn_epoch_by_hand(nets[1], X, y, has_bfloat16(torch.device("cpu")))
    assert (history.train_loss[0], history.train_accuracy[0]) == by_hand
    for own, other in zip(nets[0].parameters(), nets[1].parameters(), strict=True):
        assert torch.equal(own, other)
    assert bench.first_cnn_epoch(nets[2], X.float() / 255, y) == pytest.approx(by_hand[0], rel=0.1)


def test_every_section_has_been_measured_at_full_size():
    content = json.loads(bench.RESULT.read_text(encoding="utf-8"))
    assert content.keys() == bench.SECTIONS.keys()
    assert "60,000" in content["nn"]["title"]


def test_pages_are_read_by_both_and_error_rates_stand_beside_the_times(tmp_path, monkeypatch):
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho 'Ab c!' \n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    page = ocr.Sample("one", standins.pages.draw("ABC D", seed=2).image, ("ABCD",))
    monkeypatch.setattr(ocr, "samples", lambda: ocr.Samples("pages (stand-in)", "stand-in", (page,)))
    out = tmp_path / "bench.json"
    assert bench.main(["pages", *TINY, "--out", str(out)]) == 0
    section = json.loads(out.read_text(encoding="utf-8"))["pages"]
    [row] = section["rows"]
    assert section["title"].endswith("pages (stand-in)")
    assert row["beside"] == "Tesseract, CER 50.0 %"  # "AB C" for "ABCD": a blank too many, a letter too few
    assert row["what"].startswith("helpers.ocr, one (1200×900), CER ")


def test_without_tesseract_the_pages_are_left_as_they_were(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench.shutil, "which", lambda name: None)
    out = tmp_path / "bench.json"
    out.write_text('{"pages": {"rows": []}}')
    assert bench.main(["pages", *TINY, "--out", str(out)]) == 0
    assert "pages: skipped, Tesseract is not installed" in capsys.readouterr().err
    assert json.loads(out.read_text(encoding="utf-8"))["pages"] == {"rows": []}
