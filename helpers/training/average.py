"""The running mean of a network's weights, which often classifies better than the weights of any one step."""

from copy import deepcopy
from itertools import chain

import torch
from torch import nn


class Average:
    """A copy of a model that follows it: after each step, mean = decay * mean + (1 - decay) * weights.

    In the first steps the decay is smaller, (1 + step) / (10 + step), so that the first weights, which are drawn, are
    soon forgotten. The running statistics of batch normalization are averaged likewise.

    Attributes:
        module: the copy.
        steps: how many steps it has followed.

    Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992); the mean that forgets,
    and its start, as TensorFlow's ExponentialMovingAverage has them.
    """

    def __init__(self, model: nn.Module, optimizer: torch.optim.Optimizer, decay: float) -> None:
        self.module, self.decay, self.steps = deepcopy(model).eval(), decay, 0
        pairs = zip(
            chain(self.module.parameters(), self.module.buffers()),
            chain(model.parameters(), model.buffers()),
            strict=True,
        )
        self._pairs = [(mean.detach(), values.detach()) for mean, values in pairs]
        optimizer.register_step_post_hook(lambda *_: self._follow())

    def _follow(self) -> None:
        weight = 1 - min(self.decay, (1 + self.steps) / (10 + self.steps))
        self.steps += 1
        for mean, values in self._pairs:
            if mean.is_floating_point():
                mean.lerp_(values, weight)
            else:
                mean.copy_(values)  # a counter
