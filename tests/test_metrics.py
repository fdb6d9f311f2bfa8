"""Accuracies with their intervals."""

import numpy as np
import pytest

from helpers import metrics


def test_an_accuracy_comes_with_wilsons_interval():
    # By hand: p = 0.9, n = 100, z = 1.96: center (p + z²/2n) / (1 + z²/n) = 0.8852, half-width 0.0597.
    result = metrics.accuracy(90, 100)
    assert result.percent == 90
    assert (result.low, result.high) == pytest.approx((82.56, 94.48), abs=0.01)
    assert str(result) == "90.00 % [82.56, 94.48]"


@pytest.mark.parametrize(("right", "n"), [(0, 5), (5, 5)])
def test_the_interval_stays_within_0_and_100(right, n):
    result = metrics.accuracy(right, n)
    assert 0 <= result.low <= result.percent <= result.high <= 100
    assert result.high - result.low > 10  # five answers say little, also when all are right


@pytest.mark.parametrize(("right", "n"), [(1, 0), (6, 5), (-1, 5)])
def test_impossible_counts_are_refused(right, n):
    with pytest.raises(ValueError, match=f"got right = {right}, n = {n}"):
        metrics.accuracy(right, n)


def test_accuracy_of_a_model():
    class Parity:
        def predict(self, X):
            return X[:, 0] % 2

    assert metrics.accuracy_of(Parity(), np.arange(8).reshape(8, 1), np.array([0, 1] * 3 + [1, 0])).percent == 75
