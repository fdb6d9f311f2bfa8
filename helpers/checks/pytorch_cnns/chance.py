"""Chance for networks that are made only to be looked at."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def chance_from(seed: int) -> Iterator[None]:
    """Let PyTorch draw from a seed, and put its generator (that of the processor) back afterwards."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield
