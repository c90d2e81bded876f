"""What an estimate is made from: some variables on every path of a run, held or known by their moments alone.

A run in memory holds the paths (`Held`), a run in shards the moments of each shard (`streaming.moments.Moments`). Both
answer the same questions, and what follows from the answers is written once, in `estimating`.
"""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from simulator.analysis.bounded import RatioSpread, Spread, ratio_spread, spread_of
from simulator.analysis.intervals import (
    FloatArray,
    mean_and_error,
    quantile_difference,
    quantile_interval,
    samples_of,
)
from simulator.analysis.shortfall import expected_shortfall, expected_shortfall_difference
from simulator.estimate import Estimate


class Sample(Protocol):
    """One variable on every path; or numerator and denominator of a ratio of means; or those of two ratios."""

    @property
    def paths(self) -> int:
        """Number of paths."""

    def mean(self) -> Spread:
        """Return the mean of the first variable."""

    def hits(self) -> int:
        """Return on how many paths an indicator is 1."""

    def ratio(self) -> RatioSpread:
        """Return the mean of the first variable by that of the second."""

    def ratios(self) -> tuple[RatioSpread, RatioSpread, float]:
        """Return the first ratio, the second, and the standard error of their difference."""


class Numbers(Protocol):
    """One number of every path, however they are kept."""

    @property
    def paths(self) -> int:
        """Number of paths."""

    def known(self) -> Self:
        """Return the numbers of the paths that have one."""

    def quantile(self, level: float) -> Estimate:
        """Return a quantile between order statistics (see `intervals.quantile_interval`)."""

    def quantile_less(self, other: Self, level: float) -> Estimate:
        """Return the quantile less another's, on common draws (see `intervals.quantile_difference`)."""

    def shortfall(self, level: float, *, may_be_rare: bool) -> Estimate:
        """Return the mean of the worst share 1 - level (see `shortfall.shortfall_interval`)."""

    def shortfall_less(self, other: Self, level: float) -> Estimate:
        """Return the shortfall less another's (see `shortfall.shortfall_difference_interval`)."""


@dataclass(frozen=True)
class Held:
    """Variables held path by path.

    Attributes
    ----------
    rows
        Each of shape (paths,).
    highest
        What no path of the first can be above; infinite where there is no such limit.
    """

    rows: tuple[FloatArray, ...]
    highest: float = np.inf

    @property
    def paths(self) -> int:
        """Number of paths."""
        return len(self.rows[0])

    def mean(self) -> Spread:
        """Return the mean of the first variable."""
        return spread_of(samples_of(self.rows[0])[0], self.highest)

    def hits(self) -> int:
        """Return on how many paths an indicator is 1."""
        return round(float(self.rows[0].sum()))

    def ratio(self) -> RatioSpread:
        """Return the mean of the first variable by that of the second."""
        return ratio_spread(*samples_of(*self.rows[:2]))[0]

    def ratios(self) -> tuple[RatioSpread, RatioSpread, float]:
        """Return the first ratio, the second, and the standard error of their difference."""
        rows = samples_of(*self.rows)
        (first, moved), (second, others_moved) = ratio_spread(*rows[:2]), ratio_spread(*rows[2:])
        return first, second, mean_and_error(moved - others_moved)[1]

    def known(self) -> "Held":
        """Return the numbers of the paths that have one: not nan."""
        is_none = np.isnan(self.rows[0])
        return Held((self.rows[0][~is_none],)) if is_none.any() else self

    def quantile(self, level: float) -> Estimate:
        """Return a quantile between order statistics."""
        return quantile_interval(self.rows[0], level)

    def quantile_less(self, other: "Held", level: float) -> Estimate:
        """Return the quantile less another's, on common draws."""
        return quantile_difference(self.rows[0], other.rows[0], level)

    def shortfall(self, level: float, *, may_be_rare: bool) -> Estimate:
        """Return the mean of the worst share 1 - level."""
        return expected_shortfall(self.rows[0], level, may_be_rare=may_be_rare)

    def shortfall_less(self, other: "Held", level: float) -> Estimate:
        """Return the shortfall less another's."""
        return expected_shortfall_difference(self.rows[0], other.rows[0], level)
