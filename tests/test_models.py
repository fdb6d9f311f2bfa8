"""The networks that lessons share."""

import pytest
import torch

from helpers import models


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


def test_a_residual_block_adds_to_what_it_was_given():
    block = models.Residual(2, 4).eval()
    torch.nn.init.zeros_(block.refine[0].weight)
    images = torch.rand(1, 2, 8, 8)
    assert torch.equal(block(images), block.halve(images))


@pytest.mark.parametrize(("activation", "layer"), [("relu", torch.nn.ReLU), ("sigmoid", torch.nn.Sigmoid)])
def test_an_mlp_ends_in_logits_and_flattens_its_images(activation, layer):
    model = models.mlp((12, 5, 4, 2), activation)
    assert [type(part) for part in model[1:]] == [torch.nn.Linear, layer, torch.nn.Linear, layer, torch.nn.Linear]
    assert model(torch.rand(3, 1, 3, 4)).shape == (3, 2)


def test_parameters_that_are_frozen_are_not_counted():
    model = models.mlp((1024, 64, 36))
    assert models.parameters(model) == 1024 * 64 + 64 + 64 * 36 + 36
    model[1].requires_grad_(False)
    assert models.parameters(model) == 64 * 36 + 36


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: models.mlp((10,)), r"sizes: expected at least two .*, got \(10,\)"),
        (lambda: models.mlp((10, 0)), r"sizes: expected at least two positive whole numbers, got \(10, 0\)"),
        (lambda: models.mlp((10, 2), "gelu"), "activation: expected one of relu, sigmoid, tanh, got 'gelu'"),
        (lambda: models.cnn(10, widths=(16,)), r"widths: expected at least two .*, got \(16,\)"),
    ],
)
def test_what_makes_no_network_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
