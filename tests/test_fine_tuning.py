"""What lesson 08 defines, run on small data: the parts that its own run leaves out where weights are not here."""

import ast
import json
from pathlib import Path

import numpy as np
import pytest
import torch
import torchvision
from torch import nn

from helpers import data, models, training
from tools.lesson_rules import code_cells, text_of

NOTEBOOK = Path(__file__).resolve().parent.parent / "notebooks/08_fine_tuning.ipynb"
SETTINGS = {"BOTH", "HEAD", "HEAD_SMOOTHING", "run"}


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def lesson():
    """The lesson's classes and functions (`dense` needs the faces) and what these need; nothing else of it is run."""
    names = {"RATES": (1e-2, 1e-2)}
    for cell in code_cells(json.loads(NOTEBOOK.read_text(encoding="utf-8"))):
        for node in ast.parse(text_of(cell["source"])).body:
            targets = {name.id for name in getattr(node, "targets", ()) if isinstance(name, ast.Name)}
            definition = isinstance(node, ast.Import | ast.ImportFrom | ast.ClassDef | ast.FunctionDef)
            if (definition and getattr(node, "name", None) != "dense") or targets & SETTINGS:
                exec(compile(ast.Module([node], []), NOTEBOOK.name, "exec"), names)
    return names


@pytest.fixture(scope="module")
def garments():
    """Pictures of two kinds, dark and bright, of Fashion-MNIST's shape."""

    def split(n, seed):
        rng = np.random.default_rng(seed)
        labels = np.arange(n) % 2
        return data.Split((rng.integers(0, 100, (n, 28, 28)) + 150 * labels[:, None, None]).astype(np.uint8), labels)

    return data.Dataset("garments", ("dark", "bright"), "stand-in", split(16, 0), split(8, 1), split(16, 2))


@pytest.fixture
def vgg(tmp_path, monkeypatch):
    """VGG16's parts with a few channels, and weights of it in a file where the lesson looks for them."""

    def narrow(name, weights):
        network = nn.Module()
        layers = [nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2)]
        network.features, network.avgpool = nn.Sequential(*layers), nn.AdaptiveAvgPool2d(7)
        hidden = [nn.Linear(196, 6), nn.ReLU(True), nn.Dropout(), nn.Linear(6, 6), nn.ReLU(True), nn.Dropout()]
        network.classifier = nn.Sequential(*hidden, nn.Linear(6, 1000))
        return network

    torch.manual_seed(1)
    (tmp_path / "weights").mkdir()
    learned = narrow("vgg16", None).state_dict()
    torch.save(learned, tmp_path / "weights/vgg16.pth")
    monkeypatch.setattr(torchvision.models, "get_model", narrow)
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    monkeypatch.delenv("WORKBOOK_DATA", raising=False)
    return learned


# --- VGG16, all frozen but the last layer ---------------------------------------------------------------------------


def test_the_last_layer_of_vgg_learns_from_saved_weights_and_all_others_stay(lesson, garments, vgg, monkeypatch):
    made = []
    pretrained = models.pretrained
    monkeypatch.setattr(models, "pretrained", lambda *given: made.append(pretrained(*given)) or made[-1])
    history, accuracy = lesson["last_layer_alone"]("vgg16", garments, 16)
    assert history.epochs == 10
    assert history.train_loss[-1] < history.train_loss[0]
    assert len(history.valid_accuracy) == 10
    assert 0 <= accuracy.percent <= 100
    (model,) = made
    after = model.state_dict()
    assert after["classifier.6.weight"].shape == (2, 6)
    others = [name for name in vgg if not name.startswith("classifier.6")]
    assert len(others) == len(vgg) - 2
    assert all(torch.equal(after[name], vgg[name]) for name in others)


def test_the_kept_features_are_what_the_new_layer_sees_in_the_whole_network(lesson, garments, vgg):
    parts = models.pretrained("vgg16", 2).children()
    model = nn.Sequential(lesson["Prepare"](256, 224), *parts)
    body, head = lesson["parted"](model)
    assert [str(layer) for layer in head] == ["Linear(in_features=6, out_features=2, bias=True)"]
    kept, labels = lesson["features"](body, garments.valid)
    assert kept.shape == (8, 6)
    assert (labels == garments.valid.labels).all()
    by_head = training.predict(head, kept, precision="float32")
    np.testing.assert_allclose(by_head, training.predict(model, garments.valid, precision="float32"), atol=2e-3)


def test_pictures_are_prepared_as_published(lesson):
    images = torch.rand(2, 1, 28, 28)
    whole, middle = lesson["Prepare"](256)(images), lesson["Prepare"](256, 224)(images)
    assert middle.shape == (2, 3, 224, 224)
    assert torch.equal(middle, whole[..., 16:240, 16:240])
    assert torch.equal(middle[:, 0], middle[:, 2])


def test_pictures_can_have_another_side_in_train_mode_only(lesson):
    prepare = lesson["Prepare"](64)
    images = torch.rand(2, 3, 32, 32)
    assert prepare(images).shape == (2, 3, 64, 64)
    prepare.learning = 48
    assert prepare(images).shape == (2, 3, 48, 48)
    assert prepare.eval()(images).shape == (2, 3, 64, 64)


# --- freezing, forgetting, where it starts --------------------------------------------------------------------------


def test_what_is_frozen_stays_and_the_head_learns(lesson):
    model = models.squeezenet(3, widths=(4, 8))
    body, head = lesson["parted"](model)
    lesson["freeze"](body)
    before = {name: values.clone() for name, values in model.state_dict().items()}
    X, y = torch.rand(12, 3, 32, 32), torch.arange(12) % 3
    training.fit(model, (X, y), epochs=2, batch_size=4, progress=False)
    changed = {name for name, values in model.state_dict().items() if not torch.equal(values, before[name])}
    assert changed == {"classifier.1.weight", "classifier.1.bias"}
    assert list(head) == list(model.classifier)


def test_forgetting_draws_all_features_anew_and_leaves_the_last_layer(lesson):
    torch.manual_seed(0)
    model = models.squeezenet(3, widths=(4, 8))
    training.fit(model, (torch.rand(8, 3, 32, 32), torch.arange(8) % 3), epochs=1, batch_size=4, progress=False)
    before = {name: values.clone() for name, values in model.named_parameters()}
    lesson["forget"](model)
    for name, values in model.named_parameters():
        assert torch.equal(values, before[name]) == name.startswith("classifier"), name
    norms = [layer for layer in model.modules() if isinstance(layer, nn.BatchNorm2d)]
    assert norms
    assert all((layer.weight == 1).all() and (layer.running_mean == 0).all() for layer in norms)


@pytest.mark.parametrize(("here", "source"), [(None, "stand-in"), (Path("squeezenet1_1.pth"), None)])
def test_real_pictures_are_taken_only_where_the_weights_are_too(lesson, monkeypatch, here, source):
    monkeypatch.setattr(models, "where", lambda name: here)
    asked = []
    monkeypatch.setattr(data, "load", lambda *given: asked.append(given))
    lesson["pictures"]("flowers17")
    assert asked == [("flowers17", source)]


# --- counting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [17, 34, 68, 170, 340, 680, 1360])
def test_every_number_of_pictures_gets_the_steps_that_were_asked_for(lesson, n):
    epochs, batches = lesson["epochs_of"](120, n), -(-n // 32)
    assert 120 <= epochs * batches < 120 + batches


def test_the_four_counts_of_each_class_add_up(lesson):
    matrix = np.array([[5, 1, 0], [2, 3, 4], [0, 0, 6]])
    counts = lesson["two_by_two"](matrix)
    assert counts[1].tolist() == [[3, 6], [1, 11]]
    assert (counts.sum(axis=(1, 2)) == matrix.sum()).all()
