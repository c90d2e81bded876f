"""Intervals of amounts and shares that no path brings below a bound, or above one: also of rare ones.

Most paths of a rare amount are 0, and the few that are not say little about how large it may be. Student's interval
then ends below 0 and far too low: where five paths in 1,000 have an amount, it lies wholly below the truth in 12 to
34 of 100 runs. So the mean is taken apart, mean = P(some amount) x mean amount where there is one, and the intervals
of both are put together on the logarithmic scale (Zou and Donner 2008; Zou, Taleban and Huo 2009):

    upper = mean exp(sqrt(log(p_U / p)^2 + (t s)^2)),    lower = mean exp(-sqrt(log(p / p_L)^2 + (t s)^2))

with [p_L, p_U] after Clopper and Pearson, s the relative standard error of the mean amount and t Student's quantile
with one degree less than the effective number of paths, (sum x)^2 / sum x^2. It stays inside its bound by itself,
and is Student's where every path has an amount and the spread is small.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from simulator.analysis.intervals import (
    FloatArray,
    clopper_pearson,
    interval_from_error,
    mean_and_error,
    mean_from_error,
    proportion_interval,
    ratio_parts,
    samples_of,
    student_quantile,
)
from simulator.estimate import CONFIDENCE, NO_DENOMINATOR, TOO_FEW, Estimate, Kind

FEWEST_EFFECTIVE = 2.0
"""Effective number of paths from which on the spread of an amount can be told."""
ROUNDING = 1e-12
LONGEST_REACH = 100.0
"""On the logarithmic scale: nothing is known beyond, and exp does not overflow."""


@dataclass(frozen=True)
class Bounds:
    """What no path can be below or above: 0 and infinity, 0 and a largest amount, or nothing at all.

    Attributes
    ----------
    lowest
        0, or minus infinity.
    highest
        Above 0; infinite where there is none.
    """

    lowest: float = 0.0
    highest: float = math.inf


AT_LEAST_0 = Bounds()
SHARE = Bounds(0.0, 1.0)
UNBOUNDED = Bounds(-math.inf, math.inf)


@dataclass(frozen=True)
class Seen:
    """On how many of the paths a number is above its lowest, and below its highest."""

    paths: int
    above: int
    below: int

    def of_ratio(self, denominators: int) -> "Seen":
        """Return the same of a ratio of means: a path without a denominator says nothing about how rare it is."""
        return Seen(denominators, min(self.above, denominators), min(self.below, denominators))


def within(estimate: Estimate, bounds: Bounds) -> Estimate:
    """Return an estimate whose interval ends where no path can pass; for intervals made without regard to bounds."""
    low, high = (max(bounds.lowest, min(end, bounds.highest)) for end in (estimate.low, estimate.high))
    return replace(estimate, low=low, high=high)


def bounded_mean(x: ArrayLike, bounds: Bounds = AT_LEAST_0, *, may_be_rare: bool = True) -> Estimate:
    """Return the mean of x, shape (paths,), with an interval inside the bounds (see `bounded`).

    Raises
    ------
    NoAnswerError
        When x is no proper sample.
    """
    return mean_within(spread_of(samples_of(x)[0], bounds.highest), bounds, may_be_rare=may_be_rare)


def bounded_ratio(
    numerator: ArrayLike, denominator: ArrayLike, bounds: Bounds, *, may_be_rare: bool = True
) -> Estimate:
    """Return mean(numerator) / mean(denominator), each (paths,), with an interval inside the bounds.

    A ratio of means at most 1 is one whose numerator is at most its denominator on every path.
    """
    return ratio_within(ratio_spread(*samples_of(numerator, denominator))[0], bounds, may_be_rare=may_be_rare)


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


def spread_of(row: FloatArray, highest: float) -> Spread:
    """Return the mean of a sample, shape (paths,), that no path brings above its highest."""
    below = int(np.count_nonzero(highest - row)) if math.isfinite(highest) else len(row)
    return Spread(*mean_and_error(row), Seen(len(row), int(np.count_nonzero(row)), below))


def ratio_spread(top: FloatArray, bottom: FloatArray) -> tuple[RatioSpread, FloatArray]:
    """Return a ratio of means and its influence on each path, shape (paths,)."""
    value, influence, note = ratio_parts(top, bottom, CONFIDENCE)
    seen = Seen(len(top), int(np.count_nonzero(top)), int(np.count_nonzero(bottom - top)))
    spread = RatioSpread(
        value, mean_and_error(influence)[1], seen, int(np.count_nonzero(bottom)), float(np.mean(bottom)), note
    )
    return spread, influence


def mean_within(found: Spread, bounds: Bounds, *, may_be_rare: bool = True) -> Estimate:
    """Return a mean with an interval inside the bounds, or Student's where there are none."""
    if math.isinf(bounds.lowest):
        return mean_from_error(found.value, found.error, found.seen.paths, found.seen.above)
    return bounded(found.value, found.error, found.seen, bounds, may_be_rare=may_be_rare)


def ratio_within(found: RatioSpread, bounds: Bounds, *, may_be_rare: bool = True) -> Estimate:
    """Return a ratio of means with an interval inside the bounds, or Student's where there are none."""
    if found.note == NO_DENOMINATOR:
        return Estimate(found.value, -math.inf, math.inf, "ratio", found.note)
    if math.isinf(bounds.lowest) or found.value < 0:
        inside = interval_from_error(found.value, found.error, found.seen.paths, "ratio")
    else:
        seen = found.seen.of_ratio(found.denominators)
        inside = bounded(
            found.value, found.error, seen, bounds, kind="ratio", is_of_means=True, may_be_rare=may_be_rare
        )
    return replace(inside, kind="ratio", note=inside.note or found.note)


def bounded(
    value: float,
    standard_error: float,
    seen: Seen,
    bounds: Bounds,
    *,
    kind: Kind = "mean",
    is_of_means: bool = False,
    may_be_rare: bool = True,
) -> Estimate:
    """Return a mean, or a ratio of means, with an interval inside its bounds.

    Where no path is above the lowest value, the upper end is the largest amount times the bound of an event never
    seen; there is none, and the note says "too few paths", where no largest amount is known. The same holds upside
    down near the highest value.

    Parameters
    ----------
    value
        One outside the bounds, which no amount of its kind should be, gets Student's interval.
    standard_error
        Of the value; infinite from one path.
    is_of_means
        A ratio of means: a path with a large denominator weighs more, so that its largest value bounds nothing.
    may_be_rare
        Whether the lowest (or highest) value on every path may be chance. False: it is a rule, and certain.
    """
    is_outside = value < bounds.lowest or value > bounds.highest + ROUNDING
    if math.isinf(bounds.lowest) or is_outside:
        return interval_from_error(value, standard_error, seen.paths, kind)
    if not may_be_rare and seen.paths > 1 and 0 in (seen.above, seen.below):
        return Estimate(value, value, value, kind)
    most = math.inf if is_of_means else bounds.highest
    if value <= bounds.highest / 2:
        low, high = _ends(value, standard_error, seen.above, seen.paths, most)
    else:
        near, far = _ends(bounds.highest - value, standard_error, seen.below, seen.paths, most)
        low, high = bounds.highest - far, bounds.highest - near
    is_open = math.isinf(low) or math.isinf(high)
    return Estimate(
        value,
        -math.inf if math.isinf(low) else max(low, bounds.lowest),
        math.inf if math.isinf(high) else min(high, bounds.highest),
        kind,
        TOO_FEW if is_open else "",
    )


def _ends(value: float, standard_error: float, hits: int, paths: int, most: float) -> tuple[float, float]:
    """Return the interval of a number from 0 up that `hits` of the paths bring above 0."""
    if hits == 0 or value <= 0:
        return 0.0, most * proportion_interval(0, paths).high if math.isfinite(most) else math.inf
    chance = hits / paths
    low_chance, high_chance = (float(end) for end in clopper_pearson(hits, paths))
    square = (standard_error / value) ** 2 * (paths - 1) / paths if math.isfinite(standard_error) else 1.0
    effective = 1 / (1 / paths + square)
    if hits < 2 or effective < FEWEST_EFFECTIVE - ROUNDING * paths:
        return 0.0, most * high_chance if math.isfinite(most) else math.inf
    spread = max(0.0, square - (1 - chance) / hits) * hits / (hits - 1)
    half = student_quantile(effective - 1, CONFIDENCE) * math.sqrt(spread)
    # where every path has an amount there is no chance to be unsure of
    parts = (1.0, 1.0) if hits == paths else (chance / low_chance, high_chance / chance)
    reach = [min(math.hypot(math.log(part), half), LONGEST_REACH) for part in parts]
    low, high = value * math.exp(-reach[0]), value * math.exp(reach[1])
    return low, min(high, most * high_chance) if math.isfinite(most) else high
