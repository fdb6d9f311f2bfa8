"""The networks that lessons share."""

import re

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
