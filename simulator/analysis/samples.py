"""What an estimate is made from: some variables on every path of a run, held or known by their moments alone.

A run in memory holds the paths (`Held`), a run in shards the moments of each shard (`streaming.moments.Moments`). Both
answer the same questions, and what follows from the answers is written once, in `estimating`.
"""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from simulator.analysis.bounded import Seen
from simulator.analysis.intervals import (
    FloatArray,
    mean_and_error,
    quantile_difference,
    quantile_interval,
    ratio_parts,
    samples_of,
)
from simulator.analysis.shortfall import expected_shortfall, expected_shortfall_difference
from simulator.estimate import CONFIDENCE, Estimate


@dataclass(frozen=True)
class Spread:
    """A mean with its standard error, and on how many paths the variable is above its lowest and below its highest."""

    value: float
    error: float
    seen: Seen


@dataclass(frozen=True)
class RatioSpread:
    """A ratio of means with the standard error of its influence on the paths.

    Attributes
    ----------
    seen
        Of the numerator: on how many paths it is not 0, and is not the denominator.
    denominators
        On how many paths there is a denominator.
    denominator
        Mean of the denominator.
    note
        Why the ratio has no number, or none to be trusted.
    """

    value: float
    error: float
    seen: Seen
    denominators: int
    denominator: float
    note: str = ""

    @property
    def telling(self) -> int:
        """On how many paths the ratio is not at its more frequent end, 0 or 1."""
        return min(self.seen.above, self.seen.below)


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
        (row,) = samples_of(self.rows[0])
        paths, above = len(row), int(np.count_nonzero(row))
        below = int(np.count_nonzero(self.highest - row)) if np.isfinite(self.highest) else paths
        return Spread(*mean_and_error(row), Seen(paths, above, below))

    def hits(self) -> int:
        """Return on how many paths an indicator is 1."""
        return round(float(self.rows[0].sum()))

    def ratio(self) -> RatioSpread:
        """Return the mean of the first variable by that of the second."""
        return _ratio(*samples_of(*self.rows[:2]))[0]

    def ratios(self) -> tuple[RatioSpread, RatioSpread, float]:
        """Return the first ratio, the second, and the standard error of their difference."""
        rows = samples_of(*self.rows)
        (first, moved), (second, others_moved) = _ratio(*rows[:2]), _ratio(*rows[2:])
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


def _ratio(top: FloatArray, bottom: FloatArray) -> tuple[RatioSpread, FloatArray]:
    """Return a ratio of means and its influence on each path, shape (paths,)."""
    value, influence, note = ratio_parts(top, bottom, CONFIDENCE)
    seen = Seen(len(top), int(np.count_nonzero(top)), int(np.count_nonzero(bottom - top)))
    spread = RatioSpread(
        value, mean_and_error(influence)[1], seen, int(np.count_nonzero(bottom)), float(np.mean(bottom)), note
    )
    return spread, influence
