"""Who runs dry together, and what one pot would need: estimates from the paths of several funds."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.intervals import (
    CONFIDENCE,
    TOO_FEW,
    Estimate,
    interval_from_error,
    mean_interval,
    proportion_interval,
    ratio_interval,
)
from simulator.errors import NoAnswerError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Months = NDArray[np.int16]


@dataclass(frozen=True)
class Dry:
    """How many funds run dry: counts, which are the same in whatever pieces the paths come.

    Attributes
    ----------
    of_fund
        Number of paths on which each fund runs dry, shape (funds,).
    of_city, squares
        Sum over the paths of the number of funds of each city that run dry, and of its square, shape (cities,).
    number
        Number of funds that run dry on each path, shape (paths,).
    most_in_year
        Largest number of funds that run dry first within one calendar year, shape (paths,).
    """

    of_fund: Ints
    of_city: Ints
    squares: Ints
    number: Ints
    most_in_year: Ints


def counted(dry_month: Iterable[Months], funds_of_city: Sequence[int]) -> Dry:
    """Return how many funds run dry.

    Parameters
    ----------
    dry_month
        Month counted from 1 in a January, 0 for never, shape (funds, paths), piece by piece.
    funds_of_city
        Number of funds of each city; the funds come in this order.
    """
    first = np.concatenate([[0], np.cumsum(funds_of_city)[:-1]])
    of_fund = np.zeros(sum(funds_of_city), dtype=np.int64)
    of_city, squares = (np.zeros(len(funds_of_city), dtype=np.int64) for _ in range(2))
    number, most = [], []
    for months in dry_month:
        is_dry = (months > 0).astype(np.int64)
        by_city = np.add.reduceat(is_dry, first, axis=0)
        of_fund += is_dry.sum(axis=1)
        of_city += by_city.sum(axis=1)
        squares += (by_city**2).sum(axis=1)
        number.append(is_dry.sum(axis=0))
        most.append(most_in_one_year(months))
    return Dry(of_fund, of_city, squares, np.concatenate(number), np.concatenate(most))


def most_in_one_year(dry_month: Months) -> Ints:
    """Return the largest number of funds that run dry first within one calendar year of a path, shape (paths,)."""
    year = (dry_month + 11) // 12
    most = np.zeros(dry_month.shape[1], dtype=np.int64)
    for one in range(1, int(year.max(initial=0)) + 1):
        np.maximum(most, np.count_nonzero(year == one, axis=0), out=most)
    return most


def chances(dry: Dry, funds_of_city: Sequence[int]) -> tuple[Estimate, ...]:
    """Return the chance that a fund runs dry, by city; that of cities alike is the mean of theirs.

    Funds of one path are not independent: the interval is that of the mean over the paths of the share of the city's
    funds that run dry. Where none ever does, or all do on every path, it is that of one fund.
    """
    return tuple(
        _chance(int(total), int(square), funds, len(dry.number))
        for total, square, funds in zip(dry.of_city, dry.squares, funds_of_city, strict=True)
    )


def _chance(total: int, square: int, funds: int, paths: int) -> Estimate:
    if funds == 1 or total in (0, funds * paths):
        return proportion_interval(total // funds, paths)
    variance = (paths * square - total**2) / (paths * max(paths - 1, 1) * funds**2)
    found = interval_from_error(total / (funds * paths), math.sqrt(variance / paths), paths)
    return replace(found, low=max(found.low, 0.0), high=min(found.high, 1.0))


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


def correlation(dry_month: Iterable[Months], dry: Dry) -> Estimate:
    """Return the mean covariance over pairs of funds by the mean variance, of whether each runs dry.

    With x_i the indicator of fund i and p_i its mean, d_i = x_i - p_i, among m funds:

        mean over pairs of E[d_i d_j]  /  mean over funds of E[d_i^2]

    The interval is by the delta method: an error of p_i moves numerator and denominator only in second order. There
    is none where no two funds run dry on any path.

    Parameters
    ----------
    dry_month
        Shape (funds, paths), two funds or more, piece by piece.
    dry
        Counted from the same.
    """
    funds, paths = len(dry.of_fund), len(dry.number)
    _refuse_one(funds)
    sums, squares = [], []
    for months in dry_month:
        # Whole numbers, n d_i: sums do not depend on the pieces, and what cancels leaves nothing.
        away = paths * (months > 0) - dry.of_fund[:, None]
        sums.append(away.sum(axis=0))
        squares.append((away**2).sum(axis=0))
    sum_of, square_of = (np.concatenate(parts).astype(np.float64) for parts in (sums, squares))
    found = ratio_interval(sum_of**2 - square_of, (funds - 1) * square_of)
    if math.isfinite(found.high) and not _has_pair(dry):
        return replace(found, low=-math.inf, high=math.inf, note=TOO_FEW)
    return found


def others_dry(dry: Dry) -> Estimate:
    """Return the share of the other funds that run dry as well, given that a fund does: E[N (N-1)] / ((m-1) E[N]).

    Where no two funds run dry on any path, it is bounded as a chance never seen on the paths on which one does.
    """
    funds = len(dry.of_fund)
    _refuse_one(funds)
    count = dry.number.astype(np.float64)
    if np.any(count > 0) and not _has_pair(dry):
        return proportion_interval(0, int(np.count_nonzero(count)))
    found = ratio_interval(count * (count - 1) / (funds - 1), count)
    return replace(found, low=max(found.low, 0.0), high=min(found.high, 1.0))


def _has_pair(dry: Dry) -> bool:
    return bool(np.any(dry.number > 1))


def _refuse_one(funds: int) -> None:
    if funds < 2:
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
