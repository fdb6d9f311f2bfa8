"""The networks that lessons share."""

import re

import numpy as np
import pytest
import torch

from helpers import models, training
from helpers.models import fire


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    torch.set_num_threads(1)


@pytest.mark.parametrize("side", [8, 28, 33, 64])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_cnn_takes_images_of_any_side(side, channels):
    model = models.cnn(7, channels, widths=(4, 8, 8, 16))
    assert model(torch.rand(2, channels, side, side)).shape == (2, 7)


def test_a_cnn_does_not_see_the_brightness_or_contrast_of_all_its_images():
    model = models.cnn(3, widths=(4, 8)).train()
    images = torch.rand(16, 1, 16, 16)
    assert torch.allclose(model(images), model(0.5 * images + 0.2), atol=1e-3)


def test_a_first_stride_leaves_the_blocks_a_quarter_of_the_work():
    images = torch.rand(1, 1, 32, 32)
    shapes = [models.cnn(3, widths=(4, 8), stride=stride)[:3](images).shape for stride in (1, 2)]
    assert shapes == [(1, 8, 16, 16), (1, 8, 8, 8)]


def test_the_first_convolution_may_have_another_kernel():
    model = models.cnn(3, 3, widths=(4, 8), kernel=2)
    assert model[1][0].weight.shape == (4, 3, 2, 2)
    assert model(torch.rand(2, 3, 32, 32)).shape == (2, 3)


def test_a_residual_block_adds_to_what_it_was_given():
    block = models.Residual(2, 4).eval()
    torch.nn.init.zeros_(block.refine[0].weight)
    images = torch.rand(1, 2, 8, 8)
    assert torch.equal(block(images), block.halve(images))


def test_parameters_that_are_frozen_are_not_counted():
    model = torch.nn.Sequential(torch.nn.Linear(1024, 64), torch.nn.ReLU(), torch.nn.Linear(64, 36))
    assert models.parameters(model) == 1024 * 64 + 64 + 64 * 36 + 36
    model[0].requires_grad_(False)
    assert models.parameters(model) == 64 * 36 + 36


@pytest.mark.parametrize("widths", [(16,), (16, 0), (16, 2.5)])
def test_what_makes_no_network_is_refused(widths):
    with pytest.raises(
        ValueError, match=re.escape(f"widths: expected at least two positive whole numbers, got {widths}")
    ):
        models.cnn(10, widths=widths)


@pytest.mark.parametrize("side", [32, 50, 128])
def test_a_squeezenet_takes_images_of_any_side_and_falls_into_the_parts_of_the_pretrained_ones(side):
    model = models.squeezenet(5, widths=(8, 16, 32)).eval()
    assert [name for name, _ in model.named_children()] == ["normalize", "features", "classifier"]
    images = torch.rand(2, 3, side, side)
    features = model[:2](images)
    assert features.shape == (2, 32, side // 8, side // 8)
    assert torch.equal(features, model.features(model.normalize(images)))
    assert torch.equal(model(images), model.classifier(features))
    assert model(images).shape == (2, 5)
    assert isinstance(model.classifier[1], torch.nn.Conv2d)


def test_a_fire_module_expands_what_it_squeezed_in_two_ways():
    module = fire.Fire(12, 16).eval()
    squeezed = module.squeeze(torch.rand(2, 12, 6, 6))
    assert squeezed.shape == (2, 4, 6, 6)
    torch.manual_seed(0)
    images = torch.rand(2, 12, 6, 6)
    small, large = module.expand1x1(module.squeeze(images)), module.expand3x3(module.squeeze(images))
    assert torch.equal(module(images), torch.cat([small, large], 1))
    assert models.parameters(fire.Fire(12, 15)) > 0
    assert fire.Fire(12, 15)(images).shape == (2, 15, 6, 6)


def test_frozen_features_keep_the_statistics_of_their_normalization():
    model = models.squeezenet(3, widths=(8, 16))
    images = torch.rand(8, 3, 32, 32)
    model.train()(images)
    model.features.requires_grad_(False)
    before = {name: values.clone() for name, values in model.state_dict().items()}
    expected = model.eval()[:2](images)
    assert torch.equal(model.train()[:2](images), expected)
    assert all(torch.equal(values, before[name]) for name, values in model.state_dict().items())
    model.features.requires_grad_(True)
    model.train()(images)
    assert not torch.equal(model.state_dict()["features.0.1.running_mean"], before["features.0.1.running_mean"])


def test_a_squeezenet_learns_colours_in_a_few_steps():
    rng = np.random.default_rng(0)
    labels = np.arange(120) % 3
    images = rng.integers(0, 120, (120, 32, 32, 3), dtype=np.uint8)
    images[np.arange(120), :, :, labels] += 60
    torch.manual_seed(0)
    model = models.squeezenet(3, widths=(8, 16, 32))
    training.fit(model, (images, labels), epochs=5, batch_size=16, learning_rate=0.01, device="cpu", progress=False)
    assert (training.predict(model, images).argmax(1) == labels).mean() > 0.9


def test_what_makes_no_squeezenet_is_refused():
    with pytest.raises(ValueError, match="num_classes: expected a whole number of at least 1, got 0"):
        models.squeezenet(0)
    with pytest.raises(ValueError, match="widths: expected at least two positive whole numbers"):
        models.squeezenet(3, widths=(32,))
    with pytest.raises(ValueError, match=re.escape("expected shape (N, 3, H, W), got (2, 1, 32, 32)")):
        models.squeezenet(3)(torch.rand(2, 1, 32, 32))
