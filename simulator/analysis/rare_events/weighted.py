"""Probabilities, quantiles and expected shortfalls from weighted paths, or no number when the weights have collapsed.

Hesterberg, Technometrics 37 (1995) 185; Glynn, in Hassin et al., Importance sampling for quantiles, 1996.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import SHARE, within
from simulator.analysis.intervals import BATCHES, mean_interval
from simulator.errors import NoAnswerError, wrong
from simulator.estimate import CONFIDENCE, Estimate, Kind
from simulator.values import Number

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

FEWEST_HITS = 20
SMALLEST_EFFECTIVE_SIZE = 50.0
LARGEST_WEIGHT_SHARE = 0.1


@dataclass(frozen=True)
class RareEstimate:
    """A figure from weighted paths.

    Attributes
    ----------
    estimate
        With its interval.
    standard_error
        Of the value.
    effective_size
        (sum of weights)^2 / sum of squared weights over the paths with the event.
    largest_weight
        Largest part of the event's chance that one path carries.
    gain
        How many times as many plain paths would be needed for the same standard error.
    paths
        Weighted paths, pilot rounds left out.
    """

    estimate: Estimate
    standard_error: float
    effective_size: float
    largest_weight: float
    gain: float
    paths: int


def weighted_probability(hits: Truths, weights: Floats) -> RareEstimate:
    """Return the probability from weighted paths; both shape (paths,).

    Raises
    ------
    NoAnswerError
        When the weights have collapsed.
    """
    paths = len(hits)
    effective, largest = _sound(hits, weights)
    carried = np.where(hits, weights, 0.0)
    value = float(carried.sum()) / paths
    error = float(carried.std(ddof=1)) / np.sqrt(paths)
    # on the logarithmic scale, so that no end is below 0
    reach = math.exp(NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * error / value)
    estimate = within(Estimate(value, value / reach, value * reach, "proportion"), SHARE)
    return RareEstimate(estimate, error, effective, largest, value * (1 - value) / (paths * error**2), paths)


def weighted_tail(losses: Floats, weights: Floats, level: float) -> tuple[float, float]:
    """Return quantile and expected shortfall of a loss at a level from weighted paths; both shape (paths,).

    The tail beyond the quantile is measured with the weights, its chance counted over all paths.
    """
    order = np.argsort(-losses, kind="stable")
    chance = np.cumsum(weights[order]) / len(losses)
    last = int(np.searchsorted(chance, 1 - level))
    quantile = float(losses[order[min(last, len(order) - 1)]])
    tail = losses[order[:last]]
    excess = float(np.sum(weights[order[:last]] * (tail - quantile))) / len(losses)
    return quantile, quantile + excess / (1 - level)


def weighted_tail_estimates(losses: Floats, weights: Floats, level: float) -> tuple[RareEstimate, RareEstimate]:
    """Return quantile and expected shortfall, each with Student's interval from batches of consecutive paths.

    The gain compares variances in large samples: of the chance of the tail for the quantile, of the excess over the
    quantile for the expected shortfall.

    Raises
    ------
    NoAnswerError
        When the weights of the tail have collapsed.
    """
    values = weighted_tail(losses, weights, level)
    beyond = losses > values[0]
    effective, largest = _sound(beyond, weights)
    paths = len(losses)
    edges = [paths * batch // BATCHES for batch in range(BATCHES + 1)]
    parts = [slice(first, end) for first, end in pairwise(edges)]
    by_batch = np.array([weighted_tail(losses[part], weights[part], level) for part in parts])
    moved = (beyond.astype(np.float64), np.maximum(losses - values[0], 0.0))
    kinds: tuple[Kind, Kind] = ("quantile", "expected_shortfall")
    found = []
    for place, kind in enumerate(kinds):
        spread = mean_interval(by_batch[:, place])
        reach = (spread.high - spread.low) / 2
        estimate = Estimate(values[place], values[place] - reach, values[place] + reach, kind)
        error = float(by_batch[:, place].std(ddof=1)) / np.sqrt(BATCHES)
        found.append(RareEstimate(estimate, error, effective, largest, _gain(moved[place], weights), paths))
    return found[0], found[1]


def _sound(hits: Truths, weights: Floats) -> tuple[float, float]:
    """Return the effective size and the largest part of one path, or raise when the weights have collapsed."""
    paths, number = len(hits), int(hits.sum())
    if number < FEWEST_HITS:
        raise NoAnswerError(wrong("faults.rare.few_hits", hits=str(number), n=paths))
    carried = weights[hits]
    total = float(carried.sum())
    effective = total**2 / float(np.sum(carried**2))
    largest = float(carried.max()) / total
    if effective < SMALLEST_EFFECTIVE_SIZE or largest > LARGEST_WEIGHT_SHARE:
        raise NoAnswerError(
            wrong("faults.rare.collapsed", size=f"{effective:.0f}", part=Number(round(largest, 2), "share"))
        )
    return effective, largest


def _gain(moved: Floats, weights: Floats) -> float:
    """Return the variance of a quantity on plain paths per variance of its weighted value."""
    mean = float(np.mean(weights * moved))
    plain = float(np.mean(weights * moved**2)) - mean**2
    return plain / float(np.var(weights * moved))
