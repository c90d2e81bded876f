"""Expected shortfalls with their intervals: the mean of the worst paths, of one sample or of two on common draws."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from simulator.analysis.intervals import (
    FloatArray,
    mean_and_error,
    mean_interval,
    quantile_interval,
    quantile_of,
    samples_of,
    student_quantile,
)
from simulator.errors import NoAnswerError
from simulator.estimate import CONFIDENCE, TOO_FEW, Estimate
from simulator.faults import BETWEEN_0_AND_1, outside

FEWEST_TAIL = 10
"""Paths of a tail from which on an expected shortfall has an interval."""


def expected_shortfall(x: ArrayLike, level: float, *, may_be_rare: bool = True) -> Estimate:
    """Return the mean of the worst share 1 - level of x, shape (paths,), after Acerbi and Tasche.

    With k = ceil(n level) and x_(k) the k-th smallest:

        ES = x_(k) + mean excess / (1 - level),   excess = max(x - x_(k), 0)

    Its interval: see `shortfall_interval`.

    Raises
    ------
    NoAnswerError
        When x is no proper sample or the level is not above 0 and below 1.
    """
    (sample,) = samples_of(x)
    return shortfall_interval(quantile_interval(sample, level), tail_of(sample, level), level, may_be_rare=may_be_rare)


def expected_shortfall_difference(x: ArrayLike, y: ArrayLike, level: float) -> Estimate:
    """Return the ES of x less that of y on common draws (see `shortfall_difference_interval`)."""
    first, second = samples_of(x, y)
    tails = [_excess(sample, level) for sample in (first, second)]
    moved = mean_interval((tails[0][1] - tails[1][1]) / (1 - level))
    return shortfall_difference_interval(tails[0][0] - tails[1][0], moved, len(first), level)


@dataclass(frozen=True)
class Tail:
    """What of a sample lies above its quantile: number of paths, number above, mean excess and its standard error."""

    paths: int
    above: int
    excess: float
    standard_error: float


def tail_of(sample: FloatArray, level: float) -> Tail:
    """Return what lies above the quantile of a sample, shape (paths,)."""
    excess = _excess(sample, level)[1]
    return Tail(len(sample), int(np.count_nonzero(excess)), *mean_and_error(excess))


def _excess(sample: FloatArray, level: float) -> tuple[float, FloatArray]:
    """Return the quantile, and by how much each path is above it, (paths,)."""
    if not 0 < level < 1:
        raise NoAnswerError(outside("level", level, BETWEEN_0_AND_1))
    quantile = quantile_of(sample, level)
    return quantile, np.maximum(sample - quantile, 0.0)


def shortfall_interval(quantile: Estimate, tail: Tail, level: float, *, may_be_rare: bool = True) -> Estimate:
    """Return the expected shortfall: quantile plus mean excess, the excess on the logarithmic scale.

    ES is a mean over the few paths beyond the quantile, and its own influence on each path is the excess there. The
    excess e is never below 0 and its law is skewed, so that q + e / (1 - level) exp(+-t s / e) holds where a
    symmetric interval ends too low; t has one degree less than there are paths above. With fewer than 10 paths of
    the tail there are "too few paths", and only the order-statistic bound of the quantile is given below.
    """
    mean = tail.excess / (1 - level)
    value = quantile.value + mean
    if tail.paths * (1 - level) < FEWEST_TAIL - 1e-9 or tail.above == 1:
        return Estimate(value, quantile.low, math.inf, "expected_shortfall", TOO_FEW)
    if tail.above == 0 and value == 0 and may_be_rare:
        return Estimate(0.0, quantile.low, math.inf, "expected_shortfall", TOO_FEW)
    if tail.above == 0:
        # as many paths as that end at one amount: a cap, such as the money of a fund
        return Estimate(value, quantile.low, quantile.high, "expected_shortfall", quantile.note)
    reach = min(student_quantile(tail.above - 1, CONFIDENCE) * tail.standard_error / tail.excess, 100.0)
    low, high = (quantile.value + mean * math.exp(move) for move in (-reach, reach))
    return Estimate(value, low, high, "expected_shortfall")


def shortfall_difference_interval(quantiles: float, moved: Estimate, paths: int, level: float) -> Estimate:
    """Return a difference of two expected shortfalls on common draws.

    Parameters
    ----------
    quantiles
        Difference of the quantiles.
    moved
        Mean difference of the excesses by 1 - level, path by path, with its interval.
    """
    value = quantiles + moved.value
    if paths * (1 - level) < FEWEST_TAIL - 1e-9 or moved.note:
        return Estimate(value, -math.inf, math.inf, "expected_shortfall", TOO_FEW)
    return Estimate(value, quantiles + moved.low, quantiles + moved.high, "expected_shortfall")
