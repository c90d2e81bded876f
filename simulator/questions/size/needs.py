"""The smallest fund, top-up, or both, from the net outflows of a fund whose size changes no claim.

The balance follows B(t) = B(t-1) / v(t) - N(t), where N(t) is the net outflow of time t and v(t) the discount of
that one step. Hence B(t) >= 0 throughout exactly when

    capital >= max over t of W(t),    W(t) = sum over s <= t of D(s) N(s),    D(s) = v(1) ... v(s).

The right side, the largest cumulative net outflow at its worth on the first day, is the smallest capital of the
path. Its law over the paths gives the chance of running dry of every fund size at once. Times are months, or the
instants of claims. The engine floors each month's interest to the fen; so its smallest capital is above this one
by less than a fen for each month.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.analysis.intervals import proportion_interval, quantile_ranks
from simulator.errors import NoAnswerError
from simulator.estimate import TOO_FEW, Estimate
from simulator.faults import BETWEEN_0_AND_1, outside

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_ROUNDING = 1e-12


def discounts(months: int, interest_per_year: float, earning_months: int | None = None) -> Floats:
    """Return the worth on the first day of one unit in each month, D(t) = (1 + interest / 12)^-t, shape (months,).

    Parameters
    ----------
    earning_months
        Month after which no interest is earned; default none.
    """
    month = np.arange(1, months + 1)
    earned = month if earning_months is None else np.minimum(month, earning_months)
    found: Floats = (1 + interest_per_year / 12) ** -earned.astype(np.float64)
    return found


def worth(outflows: ArrayLike, discount: Floats | float = 1.0) -> Floats:
    """Return the cumulative net outflows at their worth on the first day, W, shape (paths, times).

    Parameters
    ----------
    outflows
        Net outflow at each time, inflows negative, shape (paths, times).
    discount
        D of each time, shape (times,), or 1 without interest.
    """
    found: Floats = np.cumsum(np.asarray(outflows, dtype=np.float64) * discount, axis=1)
    return found


def smallest_capital(worths: Floats) -> Floats:
    """Return the smallest capital that is never short on each path, at least 0, shape (paths,).

    Parameters
    ----------
    worths
        From `worth`, shape (paths, times).
    """
    found: Floats = np.maximum(np.max(worths, axis=1), 0.0)
    return found


def top_ups_received(discount: Floats, top_up_times: Indices) -> Floats:
    """Return the worth on the first day of one unit at each top-up so far, shape (times,).

    Parameters
    ----------
    discount
        D of each time, shape (times,).
    top_up_times
        Indices of the times at which money is added before that time's claims.
    """
    added = np.zeros(len(discount))
    added[top_up_times] = discount[top_up_times]
    found: Floats = np.cumsum(added)
    return found


def smallest_top_up(worths: Floats, received: Floats, capital: float) -> Floats:
    """Return the smallest regular top-up that is never short beside a capital on each path, shape (paths,).

    A(path) = max over t of (W(t) - capital) / R(t), at least 0; infinite where the capital is short before
    the first top-up.

    Parameters
    ----------
    worths
        From `worth`, without any top-up, shape (paths, times).
    received
        R from `top_ups_received`, shape (times,).
    """
    short = np.maximum(worths - capital, 0.0)
    is_later = received > 0
    needed = np.zeros(len(worths))
    if np.any(is_later):
        needed = np.max(short[:, is_later] / received[is_later], axis=1)
    too_early = np.any(short[:, ~is_later] > 0, axis=1)
    found: Floats = np.where(too_early, np.inf, needed)
    return found


def smallest_capital_beside(worths: Floats, received: Floats, top_up: float) -> Floats:
    """Return the smallest capital of each path beside a regular top-up, shape (paths,): curves of equal safety."""
    return smallest_capital(worths - top_up * received)


def size_for(needs: Floats, chance: float) -> Estimate:
    """Return the smallest size that falls short on at most this share of the paths, between order statistics.

    That is the value of rank ceil(n (1 - chance)) of the needs; its interval is that of the quantile
    (95 %, for any law). Infinite when no size does; an end that the paths do not bound is 0 or infinite, and the note
    says "too few paths".

    Parameters
    ----------
    needs
        Smallest size of each path, infinite where none does, shape (paths,).
    chance
        Wanted chance of falling short, above 0 and below 1.

    Raises
    ------
    NoAnswerError
        When there is no path or the chance is not above 0 and below 1.
    """
    if not 0 < chance < 1:
        raise NoAnswerError(outside("chance", chance, BETWEEN_0_AND_1))
    ordered = np.sort(needs)
    lower, upper = quantile_ranks(len(ordered), 1 - chance)
    rank = len(ordered) - allowed(chance, len(ordered))
    return Estimate(
        value=float(ordered[rank - 1]),
        low=0.0 if lower is None else float(ordered[lower - 1]),
        high=math.inf if upper is None else float(ordered[upper - 1]),
        kind="quantile",
        note=TOO_FEW if lower is None or upper is None else "",
    )


def allowed(chance: float, paths: int) -> int:
    """Return on how many of the paths a fund may fall short: floor(chance x paths), at most paths - 1."""
    # 0.07 * 100 is 7.000000000000001 and 0.29 * 100 is 28.999999999999996: both mean the whole number
    return min(math.floor(chance * paths * (1 + _ROUNDING)), paths - 1)


def chance_of(needs: Floats, size: float) -> Estimate:
    """Return the share of the paths that need more than this size: the chance that it falls short."""
    return proportion_interval(int(np.count_nonzero(needs > size)), len(needs))
