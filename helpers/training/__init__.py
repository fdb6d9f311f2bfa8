"""Training PyTorch networks: one call for what every lesson from 06 on needs.

    history = training.fit(model, ds.train, ds.valid, epochs=10)   # History; the model has learned
    training.predict(model, ds.valid)                              # logits, float32 (N, C)
    training.accuracy(model, ds.test)                              # in per cent, with its interval

The loop over an epoch is `train_epoch`; `fit` adds what makes a run safe: the best weights are kept, a checkpoint can
be gone on with, an interrupted run keeps what it learned, and a diverging one is stopped.
"""

from .fitting import best_epoch, fit
from .loop import train_epoch
from .predict import accuracy, predict

__all__ = ["accuracy", "best_epoch", "fit", "predict", "train_epoch"]
