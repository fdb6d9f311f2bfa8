"""What a training run leaves behind: one value an epoch, by name instead of by position."""

from dataclasses import dataclass, field


@dataclass
class History:
    """The record of a training run, one entry an epoch.

    Losses are means over examples (of the data term only, without weight decay); accuracies lie in [0, 1].
    The training values are averaged over the epoch's mini-batches, each measured *before* its update, as
    scikit-learn's ``loss_curve_`` is; the validation values are measured after the epoch. A column that does
    not apply (accuracy of an autoencoder, no validation data) stays empty.

    Attributes:
        train_loss: mean training loss.
        train_accuracy: share of training examples that were classified correctly.
        valid_loss: mean loss on the validation split.
        valid_accuracy: accuracy on the validation split.
        seconds: wall-clock seconds since training began, at the end of each epoch.
    """

    train_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    valid_loss: list[float] = field(default_factory=list)
    valid_accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def epochs(self) -> int:
        """Number of finished epochs."""
        return len(self.train_loss)

    def append(
        self,
        train_loss: float,
        train_accuracy: float | None,
        valid_loss: float | None,
        valid_accuracy: float | None,
        seconds: float,
    ) -> None:
        """Add an epoch; None leaves a column as it is."""
        self.train_loss.append(train_loss)
        self.seconds.append(seconds)
        for column, value in (
            (self.train_accuracy, train_accuracy),
            (self.valid_loss, valid_loss),
            (self.valid_accuracy, valid_accuracy),
        ):
            if value is not None:
                column.append(value)
