"""Who runs dry together, and what one pot would need: estimates from the paths of several funds."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.intervals import (
    CONFIDENCE,
    TOO_FEW,
    Estimate,
    mean_interval,
    proportion_interval,
    ratio_interval,
)
from simulator.errors import NoAnswerError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


def most_in_one_year(dry_month: Ints) -> Ints:
    """Return the largest number of funds that run dry first within one calendar year of a path, shape (paths,).

    Parameters
    ----------
    dry_month
        Month counted from 1 in a January, 0 for never, shape (funds, paths).
    """
    year = (dry_month + 11) // 12
    most = np.zeros(dry_month.shape[1], dtype=np.int64)
    for one in range(1, int(year.max(initial=0)) + 1):
        np.maximum(most, np.count_nonzero(year == one, axis=0), out=most)
    return most


def at_least(counts: Ints, largest: int) -> tuple[Estimate, ...]:
    """Return the chances that a count, shape (paths,), is at least 1, 2, ..., `largest`."""
    return tuple(
        proportion_interval(int(np.count_nonzero(counts >= count)), len(counts)) for count in range(1, largest + 1)
    )


def mean_or_bound(values: Floats, largest: float) -> Estimate:
    """Return the mean of numbers from 0 to `largest`, shape (paths,); where all are 0, with a bound from above.

    A mean over n paths of which none is above 0 is at most `largest` times the upper bound of the chance that one is.
    """
    if np.any(values > 0):
        return mean_interval(values)
    return Estimate(0.0, 0.0, largest * proportion_interval(0, len(values)).high, "proportion")


def correlation(is_dry: Booleans) -> Estimate:
    """Return the mean covariance over pairs of funds by the mean variance, of whether each runs dry.

    With x_i the indicator of fund i and p_i its mean, d_i = x_i - p_i, among m funds:

        mean over pairs of E[d_i d_j]  /  mean over funds of E[d_i^2]

    The interval is by the delta method: an error of p_i moves numerator and denominator only in second order. There
    is none where no two funds run dry on any path.

    Parameters
    ----------
    is_dry
        Shape (funds, paths), two funds or more.
    """
    _refuse_one(is_dry)
    funds = len(is_dry)
    away = is_dry - np.mean(is_dry, axis=1, keepdims=True)
    squares = np.sum(away**2, axis=0)
    pairs = (np.sum(away, axis=0) ** 2 - squares) / (funds * (funds - 1))
    found = ratio_interval(pairs, squares / funds)
    if math.isfinite(found.high) and not _has_pair(is_dry):
        return replace(found, low=-math.inf, high=math.inf, note=TOO_FEW)
    return found


def others_dry(is_dry: Booleans) -> Estimate:
    """Return the share of the other funds that run dry as well, given that a fund does: E[N (N-1)] / ((m-1) E[N]).

    Where no two funds run dry on any path, it is bounded as a chance never seen on the paths on which one does.
    """
    _refuse_one(is_dry)
    count = np.sum(is_dry, axis=0).astype(np.float64)
    if np.any(count > 0) and not _has_pair(is_dry):
        return proportion_interval(0, int(np.count_nonzero(count)))
    found = ratio_interval(count * (count - 1) / (len(is_dry) - 1), count)
    return replace(found, low=max(found.low, 0.0), high=min(found.high, 1.0))


def _has_pair(is_dry: Booleans) -> bool:
    return bool(np.any(np.sum(is_dry, axis=0) > 1))


def _refuse_one(is_dry: Booleans) -> None:
    if len(is_dry) < 2:
        raise NoAnswerError("several funds are needed to say who runs dry together")


def equally_safe(needs: Floats, share_dry: Floats) -> Estimate:
    """Return the capital of a pot that runs dry as often as the average fund, with its paired interval.

    The value is the smallest need with P(need > capital) <= mean share. The interval holds every capital at which the
    mean over paths of 1{need > capital} - share is not told apart from 0 (Student, paired on each path): its ends are
    found by inverting that test. An end that the paths do not bound is 0 or infinite.

    Parameters
    ----------
    needs
        Smallest capital with which the pot never runs dry on a path, shape (paths,).
    share_dry
        Share of the funds that run dry on the same path, shape (paths,).
    """
    from scipy import special

    paths = len(needs)
    order = np.argsort(-needs, kind="stable")
    ordered, share = needs[order], share_dry[order]
    sizes, first = np.unique(-ordered, return_index=True)
    capital, above = -sizes, first.astype(np.float64)
    both = np.concatenate([[0.0], np.cumsum(share)])[first]
    mean = above / paths - np.mean(share)
    square = (above + np.sum(share**2) - 2 * both) / paths
    variance = np.maximum(square - mean**2, 0.0) * paths / max(paths - 1, 1)
    reach = special.stdtrit(max(paths - 1, 1), (1 + CONFIDENCE) / 2) * np.sqrt(variance / paths)
    safer, worse = capital[mean + reach < 0], capital[mean - reach > 0]
    low = float(worse[0]) if len(worse) else 0.0
    high = float(safer[-1]) if len(safer) else np.inf
    allowed = capital[mean <= 1e-12]
    value = float(allowed[-1]) if len(allowed) else float(capital[0])
    return Estimate(value, low, high, "quantile", "" if len(safer) else TOO_FEW)
