"""Training PyTorch networks: the same numbers as a loop written by hand, and every way in which a run may end."""

import itertools
import os
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from helpers import augment, data, models, training
from helpers.history import History
from helpers.nn import DivergenceError
from helpers.training import average, checkpoint, choices

mse = nn.functional.mse_loss


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    torch.set_num_threads(1)


def split(n=60, shape=(12, 12), seed=0, classes=3):
    """Images whose class is where they are bright: noise is dark, and a bar lies at one of three heights."""
    rng = np.random.default_rng(seed)
    images, labels = rng.integers(0, 90, (n, *shape), dtype=np.uint8), rng.integers(0, classes, n)
    for image, label in zip(images, labels, strict=True):
        image[3 * label + 1 : 3 * label + 3] += 120
    return data.Split(images, labels)


def cnn(channels=1, seed=0, dropout=0.0):
    torch.manual_seed(seed)
    model = models.cnn(3, channels, widths=(4, 8))
    return model.insert(len(model) - 1, nn.Dropout(dropout)) if dropout else model


def mlp(seed=0):
    torch.manual_seed(seed)
    return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(144, 8), torch.nn.ReLU(), torch.nn.Linear(8, 3))


def fit(model, *sets, **options):
    return training.fit(model, *sets, **{"epochs": 2, "batch_size": 16, "device": "cpu", "progress": False} | options)


def same(a, b):
    theirs = b.state_dict()
    return all(torch.equal(values, theirs[name]) for name, values in a.state_dict().items())


def columns(history):
    return history.train_loss, history.train_accuracy, history.valid_loss, history.valid_accuracy


# --- the numbers ----------------------------------------------------------------------------------------------------


def plain_loop(model, X, y, optimizer, epochs, seed=0):
    order, history = torch.Generator().manual_seed(seed), []
    torch.manual_seed(seed)
    for _ in range(epochs):
        total, right = 0.0, 0
        for chosen in torch.randperm(len(X), generator=order).split(16):
            logits = model(X[chosen].float() / 255)
            loss = nn.functional.cross_entropy(logits, y[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(chosen)
            right += int((logits.argmax(1) == y[chosen]).sum())
        history.append((total / len(X), right / len(X)))
    return history


@pytest.mark.parametrize("name", ["adamw", "sgd"])
@pytest.mark.parametrize("shape", [(12, 12), (12, 12, 3)])
def test_a_loop_written_by_hand_gives_the_same_to_the_last_digit(name, shape):
    train = split(shape=shape)
    X = torch.from_numpy(train.images).reshape(60, 12, 12, -1).permute(0, 3, 1, 2).contiguous()
    own, plain = (cnn(X.shape[1], dropout=0.2) for _ in range(2))
    optimizer = {
        "adamw": torch.optim.AdamW(plain.parameters(), 0.01, weight_decay=0.1),
        "sgd": torch.optim.SGD(plain.parameters(), 0.01, momentum=0.9, nesterov=True, weight_decay=0.1),
    }[name]
    expected = plain_loop(plain, X, torch.from_numpy(train.labels), optimizer, 3, seed=5)
    history = fit(
        own,
        train,
        epochs=3,
        optimizer=name,
        learning_rate=0.01,
        weight_decay=0.1,
        schedule=None,
        precision="float32",
        seed=5,
    )
    assert same(own, plain)
    assert list(zip(history.train_loss, history.train_accuracy, strict=True)) == expected


@pytest.mark.parametrize("name", ["one_cycle", "cosine"])
def test_the_rate_follows_its_schedule_step_by_step_over_the_whole_run(name):
    rates, parameters = [], list(nn.Linear(1, 1).parameters())
    plain = torch.optim.SGD(parameters, 0.1)
    rule = {
        "one_cycle": lambda: torch.optim.lr_scheduler.OneCycleLR(plain, 0.1, total_steps=8, cycle_momentum=False),
        "cosine": lambda: torch.optim.lr_scheduler.CosineAnnealingLR(plain, 8),
    }[name]()
    expected = []
    for _ in range(8):
        expected.append(plain.param_groups[0]["lr"])
        plain.step()
        rule.step()

    def optimizer(parameters):
        made = torch.optim.SGD(parameters, 0.1)
        made.register_step_pre_hook(lambda optimizer, *_: rates.append(optimizer.param_groups[0]["lr"]))
        return made

    fit(mlp(), split(), schedule=name, optimizer=optimizer)
    assert rates == expected


def test_the_same_seed_gives_the_same_network_and_another_seed_another():
    nets = [cnn(dropout=0.5) for _ in range(3)]
    for model, seed in zip(nets, (1, 1, 2), strict=True):
        fit(model, split(), seed=seed, augment=augment.flip())
    assert same(nets[0], nets[1])
    assert not same(nets[0], nets[2])


def test_the_caller_s_own_chance_is_left_alone():
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    fit(mlp_made := mlp(), split())
    assert mlp_made is not None
    torch.manual_seed(3)
    state = torch.get_rng_state()
    fit(mlp_made, split())
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(torch.rand(2), expected)


def test_a_cnn_learns_where_the_bar_is_and_predicts_it():
    model, train, valid = cnn(), split(120), split(60, seed=1)
    history = fit(model, train, valid, epochs=8, learning_rate=0.02)
    assert history.epochs == 8
    assert history.valid_accuracy[-1] > 0.9
    assert history.train_loss[-1] < 0.5 * history.train_loss[0]
    logits = training.predict(model, valid)
    assert logits.shape == (60, 3)
    assert logits.dtype == np.float32
    right = (logits.argmax(1) == valid.labels).mean()
    assert right == max(history.valid_accuracy)
    assert training.accuracy(model, valid).percent == pytest.approx(100 * right)
    assert not model.training


def test_valid_is_measured_on_every_example_and_without_smoothing(monkeypatch):
    monkeypatch.setattr("helpers.training.loop.LOOK", 7)
    model, valid = mlp(), split(20, seed=1)
    history = fit(model, split(), valid, epochs=1, smoothing=0.3)
    logits = torch.from_numpy(training.predict(model, valid))
    expected = nn.functional.cross_entropy(logits, torch.from_numpy(valid.labels))
    assert history.valid_loss == pytest.approx([float(expected)], rel=1e-5)


def test_smoothing_is_that_of_cross_entropy():
    train, losses = split(16), []
    for options in ({"smoothing": 0.2}, {"loss": nn.CrossEntropyLoss(label_smoothing=0.2)}):
        losses.append(fit(mlp(), train, **options).train_loss)
    assert losses[0] == losses[1]


@pytest.mark.parametrize("tensors", [False, True])
def test_an_autoencoder_learns_its_inputs_and_records_no_accuracy(tensors):
    X = np.random.default_rng(0).random((64, 20)).astype(np.float64)
    pair = (torch.from_numpy(X),) * 2 if tensors else (X, X)
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(20, 20))
    history = fit(model, pair, pair, epochs=10, loss=mse, learning_rate=0.03)
    assert history.train_accuracy == history.valid_accuracy == []
    assert len(history.valid_loss) == 10
    assert history.valid_loss[-1] < 0.5 * history.valid_loss[0]
    assert training.predict(model, X).shape == X.shape


def test_images_may_be_targets_too_and_are_scaled_like_inputs():
    images = split().images
    losses = []
    for X in (images, images[:, None].astype(np.float32) / np.float32(255)):
        torch.manual_seed(0)
        model = nn.Conv2d(1, 1, 3, padding=1)
        losses.append(fit(model, (X, X), loss=mse, precision="float32").train_loss)
    assert losses[0] == pytest.approx(losses[1], rel=1e-6)


@pytest.mark.parametrize("shape", [(5, 12, 12, 3), (5, 3, 12, 12), (5, 12, 12), (5, 1, 12, 12)])
def test_images_are_brought_into_the_order_of_convolutions(shape):
    X = training.examples.inputs(np.zeros(shape, np.uint8), torch.device("cpu"))
    assert X.shape == (5, 3 if 3 in shape else 1, 12, 12)
    assert X.dtype == torch.uint8


def test_bfloat16_is_taken_for_convolutions_where_the_processor_has_it(monkeypatch):
    cpu, found = torch.device("cpu"), {}
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: found)
    names = []
    for capability in ("avx2", "avx512_bf16", "amx_bf16"):
        found.clear()
        found[capability] = True
        names.append([choices.precision_of(None, cpu, model).name for model in (cnn(), mlp())])
    assert names == [["float32", "float32"], ["bfloat16", "float32"], ["bfloat16", "float32"]]


def test_in_bfloat16_weights_and_updates_stay_float32_and_numbers_stay_near():
    losses = {}
    for precision in ("float32", "bfloat16"):
        model = cnn()
        losses[precision] = fit(model, split(), precision=precision).train_loss
        assert {values.dtype for values in model.parameters()} == {torch.float32}
    assert losses["bfloat16"] != losses["float32"]
    assert losses["bfloat16"] == pytest.approx(losses["float32"], rel=0.05)


def test_arrays_that_are_read_only_or_views_are_taken_too():
    train = split()
    histories = []
    for flags in (True, False):
        images = np.repeat(train.images, 2, axis=2)[:, :, ::2]
        images.setflags(write=flags)
        histories.append(columns(fit(mlp(), data.Split(images, train.labels))))
    assert histories[0] == histories[1] == columns(fit(mlp(), train))


def test_frozen_layers_stay_as_they_are():
    model = mlp()
    model[1].requires_grad_(False)
    before = model[1].weight.clone(), model[3].weight.clone()
    fit(model, split())
    assert torch.equal(model[1].weight, before[0])
    assert not torch.equal(model[3].weight, before[1])


def test_several_looks_give_the_mean_of_their_logits():
    model, images = cnn().eval(), split().images
    flipped = np.ascontiguousarray(images[:, :, ::-1])
    mean = (training.predict(model, images) + training.predict(model, flipped)) / 2
    np.testing.assert_allclose(training.predict(model, images, looks=augment.looks(mirror=True)), mean, atol=1e-6)


# --- the mean of the weights, the best weights, early stopping ------------------------------------------------------


def test_the_average_follows_the_weights_and_forgets_the_first():
    model = nn.Linear(1, 1, bias=False)
    optimizer = torch.optim.SGD(model.parameters(), 1.0)
    mean = average.Average(model, optimizer, 0.9)
    value = model.weight.item()
    expected = value
    for step in range(100):
        model.weight.grad = torch.ones(1, 1)
        optimizer.step()
        value -= 1
        decay = min(0.9, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * value
    assert mean.module.weight.item() == pytest.approx(expected, rel=1e-4)


def test_the_averaged_network_is_what_is_measured_and_kept():
    plain, model, valid = cnn(), cnn(), split(30, seed=1)
    fit(plain, split(), valid, keep_best=False)
    history = fit(model, split(), valid, average=0.9, keep_best=False)
    assert not same(plain, model)
    assert training.accuracy(model, valid).percent == pytest.approx(100 * history.valid_accuracy[-1])


def test_the_weights_of_the_best_epoch_are_kept_unless_the_last_are_wanted():
    train, other = split(), split(40, seed=1)
    valid = data.Split(other.images, (other.labels + 1) % 3)  # the more is learned, the worse it gets
    at_each, best, last = [mlp() for _ in range(4)], mlp(), mlp()
    options = {"epochs": 4, "learning_rate": 0.02, "schedule": None}
    for epochs, model in enumerate(at_each, start=1):
        fit(model, train, **options | {"epochs": epochs})
    history = fit(best, train, valid, **options)
    fit(last, train, valid, **options, keep_best=False)
    k = training.best_epoch(history)
    assert k < 3
    assert history.valid_accuracy[k] == max(history.valid_accuracy)
    assert same(best, at_each[k])
    assert same(last, at_each[3])


def test_of_epochs_with_the_same_accuracy_the_one_with_the_lowest_loss_is_the_best():
    history = History([1.0] * 4, [0.5] * 4, [0.9, 0.5, 0.4, 0.4], [0.7, 0.8, 0.8, 0.8], [1.0] * 4)
    assert training.best_epoch(history) == 2


def test_training_stops_after_so_many_epochs_without_a_better_one():
    model, n = mlp(), 20
    history = fit(model, split(), split(20, seed=1), epochs=n, learning_rate=0.5, optimizer="sgd", patience=2)
    assert history.epochs == training.best_epoch(history) + 3 < n


# --- runs that are interrupted --------------------------------------------------------------------------------------


class Interrupting:
    """Augmentation that is Ctrl-C at some step; of its kind all are the same to a checkpoint."""

    def __init__(self, after):
        self.after, self.steps = after, 0

    def __call__(self, images, generator):
        self.steps += 1
        if self.steps == self.after:
            raise KeyboardInterrupt
        return images + 0.1 * torch.rand(images.shape, generator=generator)


SETTINGS = (
    {"optimizer": "adamw", "schedule": "one_cycle", "average": 0.9},
    {"optimizer": "sgd", "schedule": None, "precision": "float32"},
    {"optimizer": "adamw", "schedule": "cosine", "keep_best": False},
)


@pytest.mark.parametrize("options", SETTINGS, ids=["one cycle, averaged", "constant", "cosine"])
@pytest.mark.parametrize("after", [2, 4, 9], ids=lambda step: f"step {step}")
def test_an_interrupted_run_goes_on_to_the_same_bits(tmp_path, options, after, capsys):
    path, sets = tmp_path / "run" / "cnn.pt", (split(), split(30, seed=1))
    options = {"epochs": 4, "batch_size": 20, **options}
    whole, parts = cnn(dropout=0.3), cnn(dropout=0.3)
    expected = fit(whole, *sets, **options, augment=Interrupting(after=0))
    first = fit(parts, *sets, **options, augment=Interrupting(after), checkpoint=path)
    assert first.epochs == (after - 1) // 3
    assert f"Stopped by hand after {first.epochs} of 4 epochs" in capsys.readouterr().out
    history = fit(parts, *sets, **options, augment=Interrupting(after=0), checkpoint=path)
    assert columns(history) == columns(expected)
    assert history.seconds == sorted(history.seconds)
    assert same(parts, whole)
    assert os.listdir(path.parent) == ["cnn.pt"]


def test_a_finished_run_is_not_run_again(tmp_path):
    path, model, again = tmp_path / "cnn.pt", cnn(), cnn(seed=1)
    history = fit(model, split(), checkpoint=path)
    before = path.read_bytes()
    assert fit(again, split(), checkpoint=path) == history
    assert same(again, model)
    assert path.read_bytes() == before


def test_with_a_constant_rate_a_run_may_be_made_longer(tmp_path):
    path, whole, parts = tmp_path / "cnn.pt", cnn(), cnn()
    fit(whole, split(), schedule=None, epochs=3)
    for epochs in (1, 3):
        fit(parts, split(), schedule=None, epochs=epochs, checkpoint=path)
    assert same(whole, parts)


def test_ctrl_c_keeps_what_was_learned(capsys):
    model, untrained = cnn(), cnn()
    history = fit(model, split(), augment=Interrupting(after=6))
    assert history.epochs == 1
    assert len(history.seconds) == 1
    assert not same(model, untrained)
    assert not model.training
    assert capsys.readouterr().out == "Stopped by hand after 1 of 2 epochs; what was learned is kept.\n"


def test_ctrl_c_leaves_the_best_weights_if_there_are_any():
    best, stopped, sets = cnn(), cnn(), (split(), split(30, seed=1))
    fit(best, *sets, epochs=1, schedule=None, augment=Interrupting(after=0))
    fit(stopped, *sets, epochs=2, schedule=None, augment=Interrupting(after=6))
    assert same(best, stopped)


def test_a_save_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "cnn.pt"
    fit(cnn(), split(), schedule=None, epochs=1, checkpoint=path)
    before = path.read_bytes()

    def half(content, file):
        Path(file).write_bytes(before[: len(before) // 2])
        raise OSError("disk full")

    monkeypatch.setattr(checkpoint.torch, "save", half)
    with pytest.raises(OSError, match="disk full"):
        fit(cnn(), split(), schedule=None, epochs=2, checkpoint=path)
    assert os.listdir(tmp_path) == ["cnn.pt"]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"learning_rate": 0.1}, "learning_rate 0.003, now 0.1"),
        ({"seed": 1}, "seed 0, now 1"),
        ({"epochs": 3}, "epochs 2, now 3"),
        ({"optimizer": "sgd"}, "optimizer 'adamw', now 'sgd'"),
        ({"augment": augment.flip()}, "augment None, now 'flip.<locals>.flipped'"),
        ({"train": split(seed=4)}, "data "),
        ({"model": mlp()}, "another network"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused_and_says_what_differs(tmp_path, change, message):
    path, train = tmp_path / "cnn.pt", split()
    fit(cnn(), train, checkpoint=path)
    options = dict(change)
    model, train = options.pop("model", cnn()), options.pop("train", train)
    before = [values.clone() for values in model.parameters()]
    with pytest.raises(ValueError, match=f"a checkpoint of another run .*{re.escape(message)}.*delete it"):
        fit(model, train, checkpoint=path, **options)
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))


def test_a_checkpoint_made_with_another_strength_of_augmentation_is_refused(tmp_path):
    path, train = tmp_path / "cnn.pt", split()
    fit(cnn(), train, checkpoint=path, augment=augment.compose(augment.flip(), augment.cutout(2)))
    with pytest.raises(ValueError, match=r"another run .*cut\[2\].*cut\[3\]"):
        fit(cnn(), train, checkpoint=path, augment=augment.compose(augment.flip(), augment.cutout(3)))
    fit(cnn(), train, checkpoint=path, augment=augment.compose(augment.flip(), augment.cutout(2)))


def test_a_damaged_checkpoint_is_refused_wherever_the_damage_is(tmp_path):
    path, train = tmp_path / "cnn.pt", split()
    fit(mlp(), train, epochs=1, schedule=None, checkpoint=path)
    good = path.read_bytes()
    with_flipped_bit = bytearray(good)
    with_flipped_bit[good.index(mlp()[1].weight.detach().numpy().tobytes()[:0]) + len(good) // 2] ^= 1
    for content in (b"", b"text", good[: len(good) // 2], good[:-30], bytes(with_flipped_bit)):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"cnn\.pt: not a checkpoint that training\.fit wrote, or a damaged one"):
            fit(mlp(), train, schedule=None, checkpoint=path)
    assert path.read_bytes() == content


def test_a_file_of_torch_that_is_no_checkpoint_is_refused(tmp_path):
    path = tmp_path / "weights.pt"
    for content in (mlp().state_dict(), {"format": "something else"}, [1, 2], mlp()):
        torch.save(content, path)
        with pytest.raises(ValueError, match=r"weights\.pt: not a checkpoint"):
            fit(mlp(), split(), checkpoint=path)


# --- runs that go wrong ---------------------------------------------------------------------------------------------


def test_divergence_names_epoch_step_and_rate_and_keeps_the_last_good_weights():
    X = np.random.default_rng(0).random((64, 4), dtype=np.float32)
    steps, good = itertools.count(1), []
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 4))

    def loss(output, target):
        value = mse(output, target)
        if not model.training or next(steps) != 7:
            return value
        return value * float("nan")

    def remember(parameters):
        optimizer = torch.optim.SGD(parameters, 0.25)
        count = itertools.count(1)
        optimizer.register_step_post_hook(
            lambda *_: good.append(model[1].weight.detach().clone()) if next(count) == 4 else None
        )
        return optimizer

    with pytest.raises(
        DivergenceError,
        match=r"epoch 2: the loss of step 3 became nan, learning rate 0\.25.*Try a learning_rate of 0\.025.*float32",
    ):
        fit(model, (X, X), epochs=3, loss=loss, optimizer=remember, schedule=None)
    assert torch.equal(model[1].weight, good[0])
    assert not model.training


def test_a_run_that_diverges_stops_long_before_its_epoch_ends():
    steps = itertools.count()

    def loss(output, target):
        next(steps)
        return mse(output, target) * float("inf")

    X = np.ones((1000, 2), np.float32)
    with pytest.raises(DivergenceError, match="the loss of step 1 became inf"):
        fit(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(2, 2)), (X, X), loss=loss, batch_size=1)
    assert next(steps) <= 50


def test_weights_that_the_last_step_spoiled_are_noticed():
    def optimizer(parameters):
        made = torch.optim.SGD(parameters, 0.1)
        made.register_step_post_hook(lambda o, *_: o.param_groups[0]["params"][0].data.fill_(torch.inf))
        return made

    with pytest.raises(DivergenceError, match="epoch 1: a weight became NaN or infinite"):
        fit(mlp(), split(16), optimizer=optimizer)


def test_a_validation_loss_that_is_not_finite_is_noticed():
    X = np.zeros((4, 3), np.float32)
    with pytest.raises(DivergenceError, match="epoch 1: the validation loss became inf"):
        fit(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3, 3)), (X, X), (X, X + np.float32(1e30)), loss=mse)


def pair(X=None, y=None):
    return (
        np.zeros((6, 144), np.float32) if X is None else X,
        np.zeros(6, np.int64) if y is None else y,
    )


def with_nan():
    X = np.zeros((6, 144), np.float32)
    X[4, 2] = np.nan
    return X


@pytest.mark.parametrize(
    ("train", "error", "message"),
    [
        (split(0), ValueError, "train X: expected at least one example, got none"),
        (pair(with_nan()), ValueError, "train X: 1 of 6 rows hold NaN or infinity, the first is row 4"),
        (pair(np.zeros((6, 144), int)), TypeError, "train X: expected uint8 images or floats, got torch.int64"),
        (pair(np.array(["a"] * 6)), TypeError, "train X: expected numbers, got <U1"),
        (pair([[1.0]]), TypeError, "train X: expected a NumPy array or a tensor, got list"),
        (pair(np.zeros(6, np.float32)), ValueError, r"train X: expected examples along the first .*, got shape \(6,\)"),
        (pair(y=np.zeros(5, np.int64)), ValueError, "expected one target for each input, got 6 inputs and 5 targets"),
        (pair(y=np.eye(6, 3, dtype=int)), ValueError, r"train y: expected labels of shape \(6,\), got .*argmax"),
        (pair(y=np.full(6, 3)), ValueError, "train y: the model has 3 outputs, but labels go from 3 to 3"),
        (pair(y=np.full(6, -1)), ValueError, "train y: the model has 3 outputs, but labels go from -1 to -1"),
        (pair(y=np.zeros(6)), ValueError, "train y: torch.float32 targets need a loss"),
        (
            pair(np.zeros((6, 100), np.float32)),
            ValueError,
            r"train X: the model does not take inputs of shape \(1, 100",
        ),
        ("mnist", TypeError, r"train: expected a data\.Split or a pair \(X, y\), got str"),
        (split(shape=(12, 12, 3)), ValueError, "the model does not take inputs of shape"),
    ],
)
def test_data_that_do_not_fit_are_refused(train, error, message):
    with pytest.raises(error, match=message):
        fit(mlp(), train)


def test_bad_validation_data_are_refused_before_anything_is_learned():
    model, before = mlp(), mlp()
    with pytest.raises(ValueError, match="valid y: the model has 3 outputs, but labels go from 3 to 3"):
        fit(model, split(), pair(y=np.full(6, 3)))
    assert same(model, before)


def test_targets_of_another_shape_than_the_output_are_refused():
    X = np.zeros((6, 144), np.float32)
    with pytest.raises(ValueError, match=r"train y: the model's output is \(1, 3\), the targets are \(1, 144\)"):
        fit(mlp(), (X, X), loss=mse)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 0}, "epochs: expected a whole number of at least 1, got 0"),
        ({"batch_size": 0}, "batch_size: expected a whole number of at least 1, got 0"),
        ({"learning_rate": float("nan")}, "learning_rate: expected a positive number, got nan"),
        ({"learning_rate": 0}, "learning_rate: expected a positive number, got 0"),
        ({"momentum": 1}, "momentum: expected 0 <= momentum < 1, got 1"),
        ({"weight_decay": -1}, "weight_decay: expected a number >= 0, got -1"),
        ({"smoothing": 1}, "smoothing: expected 0 <= smoothing < 1, got 1"),
        ({"smoothing": 0.1, "loss": mse}, "smoothing: belongs to the cross-entropy"),
        ({"average": 1.0}, "average: expected 0 < average < 1, or None for no average, got 1.0"),
        ({"patience": 2}, "patience: expected valid too"),
        ({"optimizer": "adam"}, "optimizer: expected one of adamw, sgd, got 'adam'"),
        ({"schedule": "step"}, "schedule: expected one of cosine, one_cycle, got 'step'"),
        ({"precision": "float16"}, "precision: expected one of bfloat16, float32, got 'float16'"),
        ({"device": "gpu"}, "device: expected cuda, mps, cpu or None for the best one here, got 'gpu'"),
    ],
)
def test_settings_that_no_training_can_have_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        fit(mlp(), split(), **options)


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without CUDA")
def test_a_device_that_is_not_here_is_refused():
    with pytest.raises(ValueError, match=r"device: expected cuda, mps, cpu or None .*, got 'cuda': "):
        fit(mlp(), split(), device="cuda")


def test_a_model_without_anything_to_learn_is_refused():
    with pytest.raises(ValueError, match="model: expected parameters that learn, got none"):
        fit(mlp().requires_grad_(False), split())


# --- the progress bar -----------------------------------------------------------------------------------------------


def test_progress_is_shown_on_stderr_and_only_when_asked_for(capsys):
    """Also where standard error is no terminal, as in a notebook."""
    fit(mlp(), split(), split(), progress=False)
    assert capsys.readouterr() == ("", "")
    fit(mlp(), split(), split(), progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(r"8/8 .*epoch 2, loss \d.*, accuracy \d.*, valid loss \d.*, valid \d", err)
