"""A law on whole numbers, and the figures read from it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.errors import NoAnswerError
from simulator.exact.factor import FloatArray
from simulator.faults import BETWEEN_0_AND_1, outside

ROUNDING = 1e-13
"""Probabilities closer than this are taken as equal when a quantile is read."""


@dataclass(frozen=True, eq=False)
class DiscreteLaw:
    """Law of unit x N, where N is a whole number from 0.

    Parameters
    ----------
    probabilities
        P(N = k), shape (largest k + 1,).
    unit
        Amount that one step of N stands for, above 0.
    """

    probabilities: FloatArray
    unit: float = 1.0

    @cached_property
    def _probability_from(self) -> FloatArray:
        """P(N >= k), shape (largest k + 2,), summed from the far end so that small tails keep their digits."""
        return np.append(np.cumsum(self.probabilities[::-1])[::-1], 0.0)

    @property
    def counts(self) -> FloatArray:
        """The whole numbers 0, 1, ... as floats, shape (largest k + 1,)."""
        return np.arange(len(self.probabilities), dtype=np.float64)

    def probability_at_least(self, count: int) -> float:
        """Return P(N >= count)."""
        return float(self._probability_from[min(max(count, 0), len(self.probabilities))])

    def mean(self) -> float:
        """Return the mean amount."""
        return self.unit * float(self.probabilities @ self.counts)

    def standard_deviation(self) -> float:
        """Return the standard deviation of the amount."""
        middle = float(self.probabilities @ self.counts)
        return self.unit * float(np.sqrt(self.probabilities @ (self.counts - middle) ** 2))

    def _quantile_count(self, level: float) -> int:
        if not 0 < level < 1:
            raise NoAnswerError(outside("level", level, BETWEEN_0_AND_1))
        probability_above = self._probability_from[1:]
        return int(np.argmax(probability_above <= 1 - level + ROUNDING))

    def quantile(self, level: float) -> float:
        """Return the smallest amount that is not exceeded with at least this probability."""
        return self.unit * self._quantile_count(level)

    def expected_shortfall(self, level: float) -> float:
        """Return the mean of the worst share 1 - level of outcomes.

        The outcome at the quantile q counts with the part of its probability that fits (Acerbi and Tasche):

            ES = (E[N; N > q] + q (1 - level - P(N > q))) / (1 - level)
        """
        quantile = self._quantile_count(level)
        above = float(self.probabilities[quantile + 1 :] @ self.counts[quantile + 1 :])
        rest = 1 - level - self.probability_at_least(quantile + 1)
        return self.unit * (above + quantile * rest) / (1 - level)
