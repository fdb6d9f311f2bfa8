"""Which hidden units a class rests on: contributions."""

import numpy as np
from torch import Tensor

from ..check import Cases, checked
from .networks import normal


def _units(rng: np.random.Generator) -> Cases:
    def units(photos: int, hidden: int, classes: int) -> tuple[Tensor, Tensor, int]:
        H, W, k = normal(rng, photos, hidden).relu(), normal(rng, classes, hidden), int(rng.integers(1, photos))
        H[0, :2] += 1  # two units that are active in every draw: one speaks against class k, one for it
        W[k, 0], W[k, 1] = W[:, 0].min() - 1, W[:, 1].max() + 1
        return H, W, k

    return {"as many photos and classes as units": units(6, 6, 6), "nine photos, seven units": units(9, 7, 10)}


def _mean(hidden: Tensor) -> Tensor:
    return hidden.mean(0)


@checked(
    cases=_units,
    mistakes=[
        (
            lambda hidden, W, k: _mean(hidden),
            "these are the mean activations: a unit may be active and be ignored by the next layer, or speak against "
            "the class. Its weight to class k belongs to it",
        ),
        (
            lambda hidden, W, k: hidden[0].softmax(0),
            "this is the softmax of one photo's activations, the published choice: it asks nothing of the next layer",
        ),
        (
            lambda hidden, W, k: _mean(hidden) * W[k],
            "only the score of class k counts here; a unit that raises the scores of all classes alike helps none of "
            "them. Subtract from its weight to k its mean weight",
        ),
        (
            lambda hidden, W, k: W[k] - W.mean(0),
            "these are the weights alone: a unit that is never active contributes nothing, however large its weight",
        ),
        (
            lambda hidden, W, k: hidden[0] * (W[k] - W.mean(0)),
            "only the first photo is used: average the activations over all photos",
        ),
        (
            lambda hidden, W, k: hidden.mean(1) * (W[k] - W.mean(0)),
            "the mean goes over the units (dim=1) and gives one number a photo; it should go over the photos (dim=0)",
        ),
        (
            lambda hidden, W, k: hidden.sum(0) * (W[k] - W.mean(0)),
            "this is the sum over the photos; their mean is asked for",
        ),
        (
            lambda hidden, W, k: _mean(hidden) * (W[:, k] - W.mean(1)),
            "W[:, k] are the weights of *unit* k to all classes: as in nn.Linear, W has a row for each class",
        ),
        (
            lambda hidden, W, k: _mean(hidden) * (W[k] - W.mean()),
            "one mean of all weights is subtracted; each unit has its own, over the classes (dim=0)",
        ),
        (
            lambda hidden, W, k: _mean(hidden) * (W[k] - W[k].mean()),
            "the mean over the *units* is subtracted; it should go over the classes, for each unit (W.mean(dim=0))",
        ),
        (
            lambda hidden, W, k: _mean(hidden) * (W[k] - W.mean(0)) * len(W) / (len(W) - 1),
            "the mean over the *other* classes is subtracted; that over all classes is asked for, k among them",
        ),
        (
            lambda hidden, W, k: (_mean(hidden) * (W[k] - W.mean(0))).abs(),
            "the sign is lost: a unit that speaks against the class would then be among those that matter for it",
        ),
        (
            lambda hidden, W, k: (_mean(hidden) * (W[k] - W.mean(0))).argsort(descending=True),
            "these are the units' numbers, best first; their contributions are asked for, in the order of the units",
        ),
    ],
)
def contributions(hidden: Tensor, W: Tensor, k: int) -> Tensor:
    """What each unit adds to the score of class k, less what it adds to the mean of all scores: ``(units,)``."""
    return hidden.mean(0) * (W[k] - W.mean(0))
