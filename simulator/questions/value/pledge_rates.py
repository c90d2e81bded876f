"""Loss given default at a pledge rate, and the largest pledge rate that keeps it within what is wanted.

Proceeds are worth min(proceeds, owed): per unit owed the loss is 1 - min(x / q, 1), with pledge rate q and x the net
proceeds per unit of appraised value and of the part of the loan still owed. So one sample of x serves every rate.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import Bounds, within
from simulator.analysis.intervals import ratio_difference, ratio_interval
from simulator.estimate import TOO_FEW, Estimate

Floats = NDArray[np.float64]
Values = NDArray[np.float64] | NDArray[np.bool_]
HIGHEST_RATE = 1.0
RATE = Bounds(0.0, HIGHEST_RATE)
"""A loan is never above the appraised value."""
_HALVINGS = 40


@dataclass(frozen=True, eq=False)
class Sample:
    """Proceeds of one pledge after defaults, several on each path; all of shape (paths, loans).

    Attributes
    ----------
    proceeds
        Net, per unit of appraised value.
    owed
        Per unit of principal.
    chance
        Chance of this default.
    plain_chance
        The same if defaults did not depend on the economy.
    lag_months
        From default to proceeds.
    """

    proceeds: Floats
    owed: Floats
    chance: Floats
    plain_chance: Floats
    lag_months: Floats

    @property
    def cover(self) -> Floats:
        """Proceeds per unit of appraised value and of the part of the loan still owed: x."""
        return self.proceeds / self.owed

    @property
    def weight(self) -> Floats:
        """Weight of the loss: chance of the default times what is owed."""
        return self.chance * self.owed

    def recovered(self, rate: float) -> Floats:
        """Return what is recovered per unit owed at a pledge rate, shape (paths, loans)."""
        return np.minimum(self.cover / rate, 1.0)


def expected_loss(sample: Sample, rate: float) -> Estimate:
    """Return the expected loss given default, per unit owed."""
    return weighted_mean(1 - sample.recovered(rate), sample.weight)


def wrong_way_loss(sample: Sample, rate: float) -> Estimate:
    """Return how much of the expected loss comes from defaults happening when patents are worth less."""
    loss = 1 - sample.recovered(rate)
    return weighted_difference(loss, sample.weight, loss, sample.plain_chance * sample.owed)


def loss_quantile(sample: Sample, rate: float, level: float) -> Estimate:
    """Return the loss given default, per unit owed, that is not passed with chance `level`."""
    return weighted_quantile(1 - sample.recovered(rate), sample.weight, level)


def safe_rate(sample: Sample, largest_loss: float) -> Estimate | None:
    """Return the largest pledge rate whose expected loss is at most `largest_loss`; None if there is none.

    It solves sum w min(x / q, 1) = (1 - largest_loss) sum w by bisection; at most 1. The interval is that of the
    expected loss there, divided by the slope of the expected loss in q.

    Parameters
    ----------
    largest_loss
        Above 0 and below 1.
    """
    total = float(np.sum(sample.weight))
    wanted = (1 - largest_loss) * total
    brings = sample.proceeds > 0
    cover, weight = sample.cover[brings], sample.weight[brings]
    if float(np.sum(weight)) <= wanted:
        return None

    def is_enough(rate: float) -> bool:
        return float(weight @ np.minimum(cover / rate, 1.0)) >= wanted

    if is_enough(HIGHEST_RATE):
        return Estimate(HIGHEST_RATE, HIGHEST_RATE, HIGHEST_RATE, "ratio")
    low, high = 0.0, HIGHEST_RATE
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if is_enough(middle) else (low, middle)
    slope = float(weight @ (cover * (cover < high))) / total
    loss = expected_loss(sample, high)
    if slope <= 0:
        return Estimate(high, 0.0, HIGHEST_RATE, "ratio", TOO_FEW)
    half = (loss.high - loss.low) / 2 * high * high / slope
    return within(Estimate(high, high - half, high + half, "ratio", loss.note), RATE)


def safe_rate_at(sample: Sample, largest_loss: float, level: float) -> Estimate | None:
    """Return the largest pledge rate whose loss is at most `largest_loss` with chance `level`; None if there is none.

    The loss is at most l exactly when x >= (1 - l) q, so the rate is a quantile of x over 1 - l; at most 1.
    """
    if float(np.sum(sample.weight[sample.proceeds > 0])) < level * float(np.sum(sample.weight)):
        return None
    found = weighted_quantile(-sample.cover, sample.weight, level)
    low, value, high = (-end / (1 - largest_loss) for end in (found.high, found.value, found.low))
    return within(Estimate(min(value, HIGHEST_RATE), low, high, "quantile", found.note), RATE)


def weighted_mean(values: Values, weights: Floats) -> Estimate:
    """Return the mean of all values, both shape (paths, loans); only the paths are independent."""
    return ratio_interval(np.sum(weights * values, axis=1), np.sum(weights, axis=1))


def weighted_difference(values: Values, weights: Floats, others: Values, other_weights: Floats) -> Estimate:
    """Return one weighted mean less another on the same paths, all shape (paths, loans)."""
    return ratio_difference(
        np.sum(weights * values, axis=1),
        np.sum(weights, axis=1),
        np.sum(other_weights * others, axis=1),
        np.sum(other_weights, axis=1),
    )


def weighted_quantile(values: Floats, weights: Floats, level: float) -> Estimate:
    """Return the smallest value up to which at least the part `level` of the weight lies; both shape (paths, loans).

    Woodruff (1952): the interval of the part of the weight up to it is carried over to the values.
    """
    order = np.argsort(values, axis=None, kind="stable")
    ordered, summed = values.ravel()[order], np.cumsum(weights.ravel()[order])
    parts = summed / summed[-1]

    def at(part: float) -> float:
        return float(ordered[min(int(np.searchsorted(parts, part * (1 - 1e-12))), len(ordered) - 1)])

    value = at(level)
    below = weighted_mean(values <= value, weights)
    low, high = level - (below.value - below.low), level + (below.high - below.value)
    if ordered[0] == ordered[-1]:
        return Estimate(value, value, value, "quantile")
    note = "" if low > 0 and high < 1 else TOO_FEW
    return Estimate(value, at(low) if low > 0 else -np.inf, at(high) if high < 1 else np.inf, "quantile", note)
