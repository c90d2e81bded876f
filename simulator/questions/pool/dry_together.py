"""Who runs dry together, and what one pot would need: estimates from the paths of several funds."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import SHARE, Bounds, Seen, bounded, within
from simulator.analysis.intervals import proportion_interval, ratio_interval
from simulator.errors import NoAnswerError, wrong
from simulator.estimate import CONFIDENCE, TOO_FEW, Estimate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Months = NDArray[np.int16]

FEWEST_HITS = 10
"""Paths with dry funds from which on their spread makes an interval."""


@dataclass(frozen=True)
class Sums:
    """Sum over the paths of a number of funds, of its square, and the number of paths on which it is not 0."""

    total: int = 0
    square: int = 0
    hits: int = 0

    def plus(self, other: "Sums") -> "Sums":
        """Return the sums over the paths of both."""
        return Sums(self.total + other.total, self.square + other.square, self.hits + other.hits)


@dataclass(frozen=True)
class Dry:
    """How many funds run dry: counts, which are the same in whatever pieces the paths come.

    Attributes
    ----------
    of_fund
        Number of paths on which each fund runs dry, shape (funds,).
    of_city
        Sums over the paths of the number of funds of each city that run dry.
    number
        Number of funds that run dry on each path, shape (paths,).
    most_in_year
        Largest number of funds that run dry first within one calendar year, shape (paths,).
    """

    of_fund: Ints
    of_city: tuple[Sums, ...]
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
    by_city = [Sums()] * len(funds_of_city)
    number, most = [], []
    for months in dry_month:
        is_dry = (months > 0).astype(np.int64)
        of_fund += is_dry.sum(axis=1)
        by_city = [
            found.plus(_sums(row)) for found, row in zip(by_city, np.add.reduceat(is_dry, first, axis=0), strict=True)
        ]
        number.append(is_dry.sum(axis=0))
        most.append(most_in_one_year(months))
    return Dry(of_fund, tuple(by_city), np.concatenate(number), np.concatenate(most))


def _sums(number: Ints) -> Sums:
    return Sums(int(number.sum()), int((number**2).sum()), int(np.count_nonzero(number)))


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
    funds that run dry, or a bound (see `_mean_or_bound`).
    """
    paths = len(dry.number)
    return tuple(
        proportion_interval(int(sums.total), paths) if funds == 1 else _mean_or_bound(sums, paths, funds, 1 / funds)
        for sums, funds in zip(dry.of_city, funds_of_city, strict=True)
    )


def at_least(counts: Ints, largest: int) -> tuple[Estimate, ...]:
    """Return the chances that a count, shape (paths,), is at least 1, 2, ..., `largest`."""
    return tuple(
        proportion_interval(int(np.count_nonzero(counts >= count)), len(counts)) for count in range(1, largest + 1)
    )


def mean_number(dry: Dry) -> Estimate:
    """Return the mean number of funds that run dry on a path (see `_mean_or_bound`)."""
    return _mean_or_bound(_sums(dry.number), len(dry.number), len(dry.of_fund))


def average_chance(dry: Dry) -> Estimate:
    """Return the chance of the average fund to run dry (see `_mean_or_bound`)."""
    funds = len(dry.of_fund)
    return _mean_or_bound(_sums(dry.number), len(dry.number), funds, 1 / funds)


def _mean_or_bound(sums: Sums, paths: int, largest: int, unit: float = 1.0) -> Estimate:
    """Return the mean over the paths of a number of 0 to `largest` funds, in units; where few paths have any, bounded.

    From FEWEST_HITS paths on that have any, with the interval of `bounded`. Below, the spread says little about what
    was not seen: the interval goes from 0 to that of a chance seen on as many paths as all dry funds together would
    fill, since of all numbers with a mean those that are 0 or `largest` vary most.
    """
    mean = sums.total / paths
    if sums.hits < FEWEST_HITS:
        high = largest * proportion_interval(-(-sums.total // largest), paths).high
        return Estimate(unit * mean, 0.0, unit * high, "mean" if sums.total else "proportion")
    variance = (paths * sums.square - sums.total**2) / (paths * max(paths - 1, 1))
    found = bounded(mean, math.sqrt(variance / paths), Seen(paths, sums.hits, paths), Bounds(0.0, largest))
    return replace(found, value=unit * mean, low=unit * found.low, high=unit * found.high)


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
    return within(found, SHARE)


def _has_pair(dry: Dry) -> bool:
    return bool(np.any(dry.number > 1))


def _refuse_one(funds: int) -> None:
    if funds < 2:
        raise NoAnswerError(wrong("pool.fault.one_fund"))


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
