"""How sure a measured number is."""

from typing import Any, NamedTuple, Protocol

from numpy.typing import NDArray
from scipy.stats import binomtest


class Classifier(Protocol):
    """What can be asked for labels: ours, scikit-learn's."""

    def predict(self, X: NDArray[Any]) -> NDArray[Any]:
        """The label of each example: ``(N, D) -> (N,)``."""


class Accuracy(NamedTuple):
    """An accuracy in per cent, with the ends of its 95 % confidence interval."""

    percent: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.percent:.2f} % [{self.low:.2f}, {self.high:.2f}]"


def accuracy(right: int, n: int) -> Accuracy:
    """So many right answers of ``n`` independent ones, in per cent, with Wilson's 95 % interval.

    Raises:
        ValueError: unless 0 <= right <= n and n is at least 1.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (JASA 22, 1927).
    """
    if n < 1 or not 0 <= right <= n:
        raise ValueError(f"accuracy: expected 0 <= right <= n and n >= 1, got right = {right}, n = {n}")
    ends = binomtest(int(right), int(n)).proportion_ci(method="wilson")
    return Accuracy(100 * right / n, 100 * ends.low, 100 * ends.high)


def accuracy_of(model: Classifier, X: NDArray[Any], y: NDArray[Any]) -> Accuracy:
    """Accuracy of a classifier on examples ``X (N, D)`` with labels ``y (N,)``, with its interval."""
    return accuracy(int((model.predict(X) == y).sum()), len(y))
