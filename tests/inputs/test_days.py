"""Months added to a day and counted between two, by the month-end rule."""

import calendar
import datetime

import numpy as np
import pytest

from simulator.inputs.days import months_later, months_until, years_between

FIRST = datetime.date(2023, 1, 1)
EIGHT_YEARS = [FIRST + datetime.timedelta(days=i) for i in range(8 * 365 + 2)]
DAYS = np.array(EIGHT_YEARS, dtype="datetime64[D]")


def later(day, months):
    """Return the day so many months later, worked out with the calendar of the standard library."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return datetime.date(year, month + 1, last if is_last else min(day.day, last))


@pytest.mark.parametrize(
    ("day", "end", "months"),
    [
        ("2026-06-30", "2026-07-30", 1),
        ("2026-06-30", "2026-07-31", 1),
        ("2026-06-30", "2026-08-01", 2),
        ("2026-02-28", "2026-03-31", 1),
        ("2026-02-27", "2026-03-28", 2),
        ("2026-01-31", "2026-02-28", 1),
        ("2024-02-29", "2025-02-28", 12),
        ("2026-06-30", "2026-06-30", 0),
        ("2026-06-30", "2026-06-01", 0),
        ("2026-06-30", "2026-05-31", -1),
        ("2026-12-31", "2027-12-31", 12),
    ],
)
def test_months_between_two_days(day, end, months):
    """A month begun counts; from the last day of a month to that of the next is one."""
    assert months_until(np.datetime64(day), np.datetime64(end)) == months


def test_every_day_of_eight_years_obeys_the_month_end_rule():
    """Two leap years in it; month ends lead to month ends, every other day to its number or the last of the month."""
    for months in (-13, -1, 0, 1, 2, 11, 12, 48):
        expected = np.array([later(day, months) for day in EIGHT_YEARS], dtype="datetime64[D]")
        assert (months_later(DAYS, months) == expected).all(), months


def test_every_pair_of_days_is_told_by_the_same_rule():
    """For every day and hundreds of ends: n months later the end is reached, n - 1 months later it is not."""
    for distance in (*range(-70, 70), 364, 365, 366, 400, 1461, 2200):
        ends = DAYS + np.timedelta64(distance, "D")
        months = months_until(DAYS, ends)
        assert (months_later(DAYS, months) >= ends).all(), distance
        assert (months_later(DAYS, months - 1) < ends).all(), distance


def test_years_have_the_mean_length_of_the_calendar():
    """Four years with one leap day are four."""
    assert years_between(np.datetime64("2024-01-01"), np.datetime64("2028-01-01")) == 4.0
