"""Means and products of deviations, gathered shard by shard, and the estimates that follow from them."""

import math
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import UNBOUNDED, Bounds, Seen, bounded
from simulator.analysis.estimating import NOTHING_GAINED, proportion
from simulator.analysis.intervals import interval_from_error, mean_from_error
from simulator.estimate import DENOMINATOR_NEAR_ZERO, NO_DENOMINATOR, Estimate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Moments:
    """Moments of groups of variables over the paths.

    Attributes
    ----------
    count
        Number of paths.
    means
        Shape (..., variables).
    products
        Sums over the paths of products of deviations from the means, shape (..., variables, variables).
    above, below
        On how many paths a variable is not 0, and not at its highest, shape (..., variables).
    """

    count: int
    means: Floats
    products: Floats
    above: Ints
    below: Ints

    def at(self, *index: int) -> "Moments":
        """Return the moments of one group."""
        return Moments(self.count, self.means[index], self.products[index], self.above[index], self.below[index])

    def of_first(self, variables: int) -> "Moments":
        """Return the moments of the first variables of each group."""
        return self._of(slice(None, variables))

    def of_last(self, variables: int) -> "Moments":
        """Return the moments of the last variables of each group."""
        return self._of(slice(-variables, None))

    def seen(self, variable: int = 0) -> Seen:
        """Return on how many paths a variable of a group is above its lowest and below its highest."""
        return Seen(self.count, int(self.above[variable]), int(self.below[variable]))

    def _of(self, part: slice) -> "Moments":
        return Moments(
            self.count,
            self.means[..., part],
            self.products[..., part, part],
            self.above[..., part],
            self.below[..., part],
        )


def moments_of(rows: Floats, gaps: Floats | None = None) -> Moments:
    """Return the moments of rows, shape (..., variables, paths), taken about the first path.

    So a constant has deviations of exactly 0.

    Parameters
    ----------
    gaps
        How far each is below its highest, of the same shape; default the rows themselves.
    """
    variables, paths = rows.shape[-2:]
    centred = rows - rows[..., :1]
    shift = centred.mean(axis=-1)
    deviations = centred - shift[..., None]
    products = np.empty((*rows.shape[:-2], variables, variables))
    for i in range(variables):
        for j in range(i, variables):
            products[..., i, j] = products[..., j, i] = (deviations[..., i, :] * deviations[..., j, :]).sum(axis=-1)
    above = np.count_nonzero(rows, axis=-1)
    below = above if gaps is None else np.count_nonzero(gaps, axis=-1)
    return Moments(paths, rows[..., 0] + shift, products, above, below)


def merged(first: Moments, second: Moments) -> Moments:
    """Return the moments of both sets of paths together (Chan, Golub and LeVeque 1983)."""
    count = first.count + second.count
    step = second.means - first.means
    between = step[..., :, None] * step[..., None, :] * (first.count * second.count / count)
    return Moments(
        count,
        first.means + step * (second.count / count),
        first.products + second.products + between,
        first.above + second.above,
        first.below + second.below,
    )


def mean_estimate(moments: Moments, bounds: Bounds = UNBOUNDED, *, may_be_rare: bool = True) -> Estimate:
    """Return the mean of a group of one variable, with its interval (see `bounded` and `intervals.mean_interval`)."""
    value, error = float(moments.means[0]), _error(moments, (1.0,))
    if math.isinf(bounds.lowest):
        return mean_from_error(value, error, moments.count, int(moments.above[0]))
    return bounded(value, error, moments.seen(), bounds, may_be_rare=may_be_rare)


def proportion_estimate(moments: Moments, *, may_be_rare: bool = True) -> Estimate:
    """Return a proportion from the mean of an indicator, with the exact interval."""
    hits = round(float(moments.means[0]) * moments.count)
    return proportion(hits, moments.count, may_be_rare=may_be_rare)


def ratio_estimate(moments: Moments, bounds: Bounds = UNBOUNDED, *, may_be_rare: bool = True) -> Estimate:
    """Return the ratio of means of (numerator, denominator), or no number with a note (see `estimating.ratio`)."""
    value, weights, note = _ratio_parts(moments)
    if moments.count > 1:
        note = note or (NOTHING_GAINED if moments.means[1] < 0 else "")
        if note:
            return _without_number(note)
    elif note:
        return Estimate(value, -math.inf, math.inf, "ratio", note)
    error = _error(moments, weights)
    if math.isinf(bounds.lowest) or value < 0:
        return interval_from_error(value, error, moments.count, "ratio")
    seen = moments.seen().of_ratio(int(moments.above[1]))
    return bounded(value, error, seen, bounds, kind="ratio", is_of_means=True, may_be_rare=may_be_rare)


def ratio_difference_estimate(moments: Moments) -> Estimate:
    """Return the ratio of the first two variables less that of the last two, by the delta method.

    The quadratic form of the products is summed exactly, so that equal ratios differ by exactly nothing.
    """
    halves = (moments.of_first(2), moments.of_last(2))
    notes = [found.note for found in map(ratio_estimate, halves) if math.isinf(found.value)]
    if notes:
        return _without_number(notes[0])
    (value, weights, _), (base, base_weights, _) = map(_ratio_parts, halves)
    error = _error(moments, (*weights, *(-weight for weight in base_weights)))
    telling = max(min(half.seen().above, half.seen().below) for half in halves)
    found = mean_from_error(value - base, error, moments.count, telling)
    return replace(found, kind="ratio")


def _ratio_parts(moments: Moments) -> tuple[float, tuple[float, float], str]:
    """Return the ratio, the weights of its influence on each path, and a note on the denominator."""
    top, bottom = (float(mean) for mean in moments.means)
    if bottom == 0:
        return (math.copysign(math.inf, top) if top else 0.0), (0.0, 0.0), NO_DENOMINATOR
    ratio = top / bottom
    below = interval_from_error(bottom, _error(moments, (0.0, 1.0)), moments.count)
    note = DENOMINATOR_NEAR_ZERO if moments.count > 1 and below.low <= 0 <= below.high else ""
    return ratio, (1 / bottom, -ratio / bottom), note


def _error(moments: Moments, weights: tuple[float, ...]) -> float:
    """Return the standard error of the mean of a weighted sum of the variables."""
    if moments.count < 2:
        return math.inf
    exact = [Fraction(weight) for weight in weights]
    whole = sum(
        (a * b * Fraction(float(moments.products[i, j])) for i, a in enumerate(exact) for j, b in enumerate(exact)),
        Fraction(0),
    )
    return math.sqrt(max(0.0, float(whole)) / (moments.count - 1) / moments.count)


def _without_number(note: str) -> Estimate:
    return Estimate(math.inf, -math.inf, math.inf, "ratio", note)
