"""Networks that others trained: the weights arrive as they are, and every wrong file is told from the right one."""

import re

import numpy as np
import pytest
import skimage.data
import torch
import torchvision
from test_fetch import good, no_proxy, server  # noqa: F401
from torch import nn

from helpers import data, download, fetch, models, training
from helpers.models import imagenet, weights

IMAGES = torch.rand(2, 3, 40, 48, generator=torch.Generator().manual_seed(0))


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty data folder in the place of the repository's."""
    monkeypatch.setattr(data, "FOLDER", tmp_path / "data")
    (tmp_path / "data/weights").mkdir(parents=True)
    return tmp_path / "data/weights"


@pytest.fixture(scope="module")
def learned():
    """Torchvision's SqueezeNet with weights of some kind, in eval mode."""
    torch.manual_seed(5)
    return torchvision.models.squeezenet1_1().eval()


@pytest.fixture
def saved(folder, learned):
    torch.save(learned.state_dict(), folder / "squeezenet1_1.pth")
    return folder / "squeezenet1_1.pth"


def small_vgg(name, weights):
    """VGG's parts, with a few channels."""
    assert weights is None
    layers = nn.Sequential(nn.Conv2d(3, 2, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2))
    network = nn.Module()
    network.features, network.avgpool = layers, nn.AdaptiveAvgPool2d(7)
    hidden = [nn.Linear(98, 5), nn.ReLU(True), nn.Dropout(), nn.Linear(5, 5), nn.ReLU(True), nn.Dropout()]
    network.classifier = nn.Sequential(*hidden, nn.Linear(5, 1000))
    return network


# --- what is loaded -------------------------------------------------------------------------------------------------


def test_the_outputs_are_those_of_torchvision(saved, learned):
    model = models.pretrained("squeezenet1_1").eval()
    preset = torchvision.models.SqueezeNet1_1_Weights.DEFAULT.transforms()
    with torch.inference_mode():
        expected = learned(torchvision.transforms.functional.normalize(IMAGES, preset.mean, preset.std))
        assert torch.equal(model(IMAGES), expected)
        assert torch.equal(model.classifier(model[:2](IMAGES)), expected)


def test_its_state_dict_is_torchvisions(saved, learned):
    theirs, ours = learned.state_dict(), models.pretrained("squeezenet1_1").state_dict()
    assert list(ours) == list(theirs)
    assert all(torch.equal(ours[name], values) for name, values in theirs.items())
    torchvision.models.squeezenet1_1().load_state_dict(ours)


@pytest.mark.parametrize("name", models.NAMES)
def test_every_network_has_the_names_and_shapes_of_torchvision(name):
    with torch.device("meta"):
        theirs = torchvision.models.get_model(name).state_dict()
    model = imagenet.architecture(name)
    assert {k: v.shape for k, v in model.state_dict().items()} == {k: v.shape for k, v in theirs.items()}
    assert [part for part, _ in model.named_children() if part in ("normalize", "features", "classifier")]
    assert not any(module.inplace for module in model.modules() if isinstance(module, nn.ReLU | nn.Dropout))


@pytest.mark.parametrize("name", models.NAMES)
def test_the_least_side_is_the_one_at_which_the_network_still_has_something_to_pool(name):
    model = imagenet.architecture(name)
    side = model.normalize.side
    assert model.features(torch.empty(1, 3, side, side, device="meta")).shape[2:] == (1, 1)
    with pytest.raises(RuntimeError, match="too small"):
        model.features(torch.empty(1, 3, side - 1, side, device="meta"))
    with pytest.raises(ValueError, match=rf"needs at least {side} x {side} pixels, got \(2, 3, {side - 1}, {side}\)"):
        model(torch.rand(2, 3, side - 1, side))


def test_a_network_with_linear_layers_is_loaded_and_cut_alike(folder, monkeypatch):
    monkeypatch.setattr(torchvision.models, "get_model", small_vgg)
    network = small_vgg("vgg13", None).eval()
    torch.save(network.state_dict(), folder / "vgg13.pth")
    model = models.pretrained("vgg13").eval()
    with torch.inference_mode():
        features = network.features(model.normalize(IMAGES))
        expected = network.classifier(network.avgpool(features).flatten(1))
        assert torch.equal(model[:2](IMAGES), features)
        assert torch.equal(model(IMAGES), expected)
    renewed = models.pretrained("vgg13", 4)
    assert renewed.classifier[6].weight.shape == (4, 5)
    assert torch.equal(renewed.classifier[3].weight, network.classifier[3].weight)


def test_a_new_last_layer_is_drawn_by_torchs_generator_and_all_else_is_loaded(saved, learned):
    drawn = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        drawn.append(models.pretrained("squeezenet1_1", 17))
    last = [model.classifier[1].weight for model in drawn]
    assert last[0].shape == (17, 512, 1, 1)
    assert torch.equal(last[0], last[1])
    assert not torch.equal(last[0], last[2])
    assert last[0].std().item() == pytest.approx(0.01, rel=0.1)
    assert not drawn[0].classifier[1].bias.any()
    assert drawn[0](IMAGES).shape == (2, 17)
    theirs = learned.state_dict()
    ours = drawn[0].features.state_dict(prefix="features.")
    assert all(torch.equal(values, theirs[name]) for name, values in ours.items())


def test_torchvisions_old_files_and_half_precision_are_read(folder, learned):
    halves = {name: values.half() for name, values in learned.state_dict().items()}
    torch.save(halves, folder / "squeezenet1_1.pth", _use_new_zipfile_serialization=False)
    model = models.pretrained("squeezenet1_1")
    assert all(values.dtype == torch.float32 for values in model.parameters())
    assert torch.equal(model.features[0].weight, halves["features.0.weight"].float())


def test_a_file_under_torchvisions_own_name_must_have_its_sha256(folder, saved):
    file = saved.rename(folder / weights.FILES["squeezenet1_1"])
    assert models.where("squeezenet1_1") == file
    with pytest.raises(ValueError, match=r"b8a52dc0\.pth: expected the weights of squeezenet1_1, got a damaged file"):
        models.pretrained("squeezenet1_1")


def test_the_chosen_data_folder_comes_before_the_repositorys(saved, tmp_path, monkeypatch):
    chosen = tmp_path / "chosen/weights"
    chosen.mkdir(parents=True)
    monkeypatch.setenv("WORKBOOK_DATA", str(chosen.parent))
    assert models.where("squeezenet1_1") == saved
    (chosen / "squeezenet1_1.pth").write_bytes(saved.read_bytes())
    assert models.where("squeezenet1_1") == chosen / "squeezenet1_1.pth"
    assert models.where("vgg16") is None


def test_the_labels_are_imagenets():
    names = models.labels()
    assert len(names) == 1000
    assert (names[0], names[281], names[999]) == ("tench", "tabby", "toilet tissue")


# --- training -------------------------------------------------------------------------------------------------------


@pytest.fixture
def pictures():
    rng = np.random.default_rng(0)
    labels = np.arange(24) % 2
    images = rng.integers(0, 60, (24, 24, 24, 3), dtype=np.uint8)
    images[labels == 1, :, :, 0] += 150
    return data.Split(images, labels)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_frozen_features_stay_and_the_new_layer_learns(saved, pictures, precision):
    torch.manual_seed(0)
    model = models.pretrained("squeezenet1_1", 2)
    model.features.requires_grad_(False)
    before = {name: values.clone() for name, values in model.state_dict().items()}
    history = training.fit(
        model, pictures, pictures, epochs=6, batch_size=8, precision=precision, device="cpu", progress=False
    )
    after = model.state_dict()
    assert {name for name, values in before.items() if not torch.equal(values, after[name])} == {
        "classifier.1.weight",
        "classifier.1.bias",
    }
    assert history.train_loss[-1] < history.train_loss[0]


def test_a_head_learns_from_features_that_were_computed_once(saved, pictures):
    torch.manual_seed(0)
    model = models.pretrained("squeezenet1_1", 2)
    features = training.predict(model[:2], pictures)
    assert features.dtype == np.float32
    assert features.shape == (24, 512, 1, 1)
    pair = features, pictures.labels
    history = training.fit(model.classifier, pair, pair, epochs=12, device="cpu", progress=False)
    assert history.valid_accuracy[-1] > 0.9
    logits = training.predict(model.classifier, features)
    np.testing.assert_allclose(logits, training.predict(model, pictures), atol=0.02)


def test_a_checkpoint_is_gone_on_with(saved, pictures, tmp_path):
    def fit(epochs):
        torch.manual_seed(0)
        model = models.pretrained("squeezenet1_1", 2)
        model.features[:10].requires_grad_(False)
        training.fit(
            model, pictures, epochs=epochs, schedule=None, device="cpu", progress=False, checkpoint=tmp_path / "run.pt"
        )
        return model.classifier[1].weight

    fit(1)
    continued = fit(2)
    (tmp_path / "run.pt").unlink()
    assert torch.equal(continued, fit(2))


# --- what is refused ------------------------------------------------------------------------------------------------


class Malicious:
    def __reduce__(self):
        return print, ("this must never run",)


def changed(learned, **changes):
    state = dict(learned.state_dict())
    for name, values in changes.items():
        state[name.replace("__", ".")] = values
    return state


WRONG = {
    "asks for code": (lambda net: {"features.0.weight": Malicious()}, r"a pickle that asks for print"),
    "whole network": (lambda net: net, r"a pickle that asks for torchvision\.models\.squeezenet\.SqueezeNet"),
    "no state_dict": (lambda net: torch.zeros(3), "a Tensor instead of a state_dict"),
    "checkpoint": (lambda net: {"format": "x", "model": net.state_dict()}, "a dict with format, model instead of"),
    "fine-tuned": (
        lambda net: changed(net, classifier__1__weight=torch.zeros(17, 512, 1, 1), classifier__1__bias=torch.zeros(17)),
        "the same network with 17 classes instead of 1000",
    ),
    "another shape": (
        lambda net: torchvision.models.squeezenet1_0().state_dict(),
        r"another network's: features\.0\.weight has shape \(96, 3, 7, 7\), not \(64, 3, 3, 3\)",
    ),
    "a name missing": (
        lambda net: {name: v for name, v in net.state_dict().items() if name != "features.3.squeeze.bias"},
        r"another network's: it has no features\.3\.squeeze\.bias",
    ),
    "a name more": (lambda net: changed(net, extra=torch.zeros(1)), "another network's: it has extra besides"),
    "NaN": (lambda net: changed(net, features__0__bias=torch.full((64,), torch.nan)), r"NaN .* in features\.0\.bias"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_file_of_something_else_is_told(folder, learned, case, capsys):
    make, message = WRONG[case]
    torch.save(make(learned), folder / "squeezenet1_1.pth")
    expected = rf"squeezenet1_1\.pth: expected the weights of squeezenet1_1, got {message}"
    with pytest.raises(ValueError, match=expected + ".*Move it away and fetch the right one: python -m helpers.data"):
        models.pretrained("squeezenet1_1")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("new", [True, False], ids=["zip", "old"])
@pytest.mark.parametrize("share", [0, 0.001, 0.5, 0.999])
def test_a_truncated_file_is_told(saved, learned, share, new):
    torch.save(learned.state_dict(), saved, _use_new_zipfile_serialization=new)
    content = saved.read_bytes()
    saved.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ValueError, match="expected the weights of squeezenet1_1, got a damaged file"):
        models.pretrained("squeezenet1_1")


def test_a_changed_byte_is_told(saved):
    content = bytearray(saved.read_bytes())
    content[len(content) // 2] ^= 1
    saved.write_bytes(content)
    with pytest.raises(ValueError, match="got a damaged file"):
        models.pretrained("squeezenet1_1")


def test_another_kind_of_file_is_told(saved):
    saved.write_text("<!DOCTYPE html><html><body>Please log in</body></html>")
    with pytest.raises(ValueError, match="got a damaged file, or one of another kind"):
        models.pretrained("squeezenet1_1")


@pytest.mark.parametrize("name", models.NAMES)
def test_weights_that_are_not_here_are_named_with_the_way_to_get_them(folder, name):
    expected = f"{name}: no {name}.pth and no {weights.FILES[name]} in {folder}. Fetch it: python -m helpers.data fetch"
    with pytest.raises(FileNotFoundError, match=re.escape(f"{expected} {name}")):
        models.pretrained(name)


def test_an_unknown_network_and_no_classes_are_refused(saved):
    with pytest.raises(ValueError, match="no pretrained network 'resnet18': expected one of squeezenet1_1, alexnet"):
        models.pretrained("resnet18")
    for number in (0, -3, 2.5):
        with pytest.raises(ValueError, match=f"num_classes: expected a whole number of at least 1, got {number}"):
            models.pretrained("squeezenet1_1", number)


@pytest.mark.parametrize(
    ("images", "error", "message"),
    [
        (torch.zeros(1, 3, 32, 32, dtype=torch.uint8), TypeError, "expected floats in [0, 1], got torch.uint8"),
        (torch.zeros(1, 1, 32, 32), ValueError, "expected shape (N, 3, H, W), got (1, 1, 32, 32)"),
        (torch.zeros(3, 32, 32), ValueError, "expected shape (N, 3, H, W), got (3, 32, 32)"),
        (torch.zeros(1, 3, 16, 32), ValueError, "at least 17 x 17 pixels, got (1, 3, 16, 32)"),
    ],
)
def test_images_that_it_cannot_take_are_refused(saved, images, error, message):
    with pytest.raises(error, match=re.escape(message)):
        models.pretrained("squeezenet1_1")(images)


# --- fetching -------------------------------------------------------------------------------------------------------


def test_fetching_is_asked_for_by_name_and_checked(folder, server, learned, tmp_path, monkeypatch, capsys):  # noqa: F811
    torch.save(learned.state_dict(), tmp_path / "made.pth")
    content = (tmp_path / "made.pth").read_bytes()
    address = server.serve("/squeezenet1_1-b8a52dc0.pth", good(content))
    archive = download.Archive((address,), "plain", {"made": "weights/squeezenet1_1.pth"}, sha256="b8a52dc0")
    monkeypatch.setattr(fetch, "manifest", lambda: {"squeezenet1_1": {"homepage": "http://example.org/"}})
    monkeypatch.setattr(fetch, "archives", lambda entry: [archive])
    with pytest.raises(FileNotFoundError):
        models.pretrained("squeezenet1_1")
    assert not server.requests
    with pytest.raises(download.FetchError, match="expected sha256 b8a52dc0, got"):
        models.pretrained("squeezenet1_1", fetch=True)
    assert models.where("squeezenet1_1") is None
    archive = download.Archive(archive.addresses, "plain", archive.unpack, sha256=sha256_of(content)[:8])
    model = models.pretrained("squeezenet1_1", fetch=True)
    assert torch.equal(model.features[0].weight, learned.features[0].weight)
    asked = len(server.requests)
    models.pretrained("squeezenet1_1", fetch=True)
    assert len(server.requests) == asked


def sha256_of(content):
    return download.hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("name", models.NAMES)
def test_the_manifest_has_torchvisions_address(name):
    url = torchvision.models.get_model_weights(name).DEFAULT.url
    [archive] = fetch.archives(fetch.manifest()[name])
    assert archive.addresses == (url,)
    assert archive.unpack == {weights.FILES[name]: f"weights/{name}.pth"}
    assert url.endswith(f"-{archive.sha256}.pth")


# --- the real thing -------------------------------------------------------------------------------------------------


@pytest.mark.real
def test_the_real_squeezenet_sees_a_cat():
    if models.where("squeezenet1_1") is None:
        pytest.skip("needs weights/squeezenet1_1.pth")
    model = models.pretrained("squeezenet1_1")
    cat = skimage.data.chelsea()
    logits = training.predict(model, cat[None])[0]
    assert {models.labels()[k] for k in np.argsort(logits)[-3:]} == {"tabby", "tiger cat", "Egyptian cat"}
