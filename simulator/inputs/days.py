"""Arithmetic of days and months: the only place where a number of months is added to a day or counted between two.

The month-end rule: the last day of a month and a whole number of months later is the last day of a month again, and a
day that a month does not have is its last. From 30 June one month leads to 31 July, from 31 January to 28 February.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.datetime64]
Integers = NDArray[np.int64]

DAYS_PER_YEAR = 365.25


def months_later(day: Days | np.datetime64, months: Integers | int) -> Any:
    """Return the day so many months later by the month-end rule; days and months broadcast.

    Parameters
    ----------
    months
        Any whole number, also below 0.
    """
    month = np.asarray(day).astype("datetime64[M]")
    later = month + np.asarray(months).astype("timedelta64[M]")
    last = _last_day(later)
    same = later.astype("datetime64[D]") + (np.asarray(day) - month.astype("datetime64[D]"))
    return np.where(np.asarray(day) == _last_day(month), last, np.minimum(same, last))[()]


def months_until(day: Days | np.datetime64, end: Days | np.datetime64) -> Any:
    """Return the smallest whole number of months after which the end is reached, counted from the day.

    The smallest n with `months_later(day, n) >= end`: a month begun counts, and from 30 June to 31 July is one month.
    Negative where the end lies a month or more before the day.
    """
    months = np.asarray(end).astype("datetime64[M]").astype(np.int64)
    months = months - np.asarray(day).astype("datetime64[M]").astype(np.int64)
    return (months + (months_later(day, months) < np.asarray(end)))[()]


def years_between(day: Days | np.datetime64, end: Days | np.datetime64) -> Any:
    """Return the years from one day to another, of 365.25 days each."""
    return ((np.asarray(end) - np.asarray(day)).astype(np.int64) / DAYS_PER_YEAR)[()]


def _last_day(month: Any) -> Any:
    return (month + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
