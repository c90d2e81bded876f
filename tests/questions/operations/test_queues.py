"""Series of a desk's log, warm-up and stability, against what can be counted by hand."""

import numpy as np
import pytest

from simulator.engines.desks import Visits
from simulator.questions.operations.queues import count_until, desk_log, mser5, stability, weekly_days


def test_series_of_three_visits_are_those_counted_by_hand():
    """One seat: served 0-10, 10-15 (came on day 2), 20-30. Seen on days 0, 7, 14, 21, 28."""
    visits = Visits(np.array([0.0, 2.0, 20.0]), np.array([0.0, 10.0, 20.0]), np.array([10.0, 15.0, 30.0]))
    log = desk_log(visits, weekly_days(30))
    assert log.waiting.tolist() == [0, 1, 0, 0, 0]
    assert log.present.tolist() == [1, 2, 1, 1, 1]
    assert log.busy.tolist() == [0, 7, 14, 16, 23]
    assert log.wait.tolist() == [0, 8, 0]


def test_what_never_came_is_not_counted():
    """A claim that is never paid has no day."""
    assert count_until(np.array([3.0, np.nan, 1.0]), np.array([0.0, 1.0, 9.0])).tolist() == [0, 1, 2]


@pytest.mark.parametrize("cut", [0, 25, 40])
def test_warm_up_ends_where_the_level_begins(cut):
    """A transient of known length before a noisy level is cut off exactly."""
    noise = np.random.Generator(np.random.Philox(1)).normal(size=200)
    series = 5 + 0.1 * noise
    series[:cut] += 10
    assert mser5(series) == cut


def test_a_series_that_only_rises_has_no_level():
    """A straight line: the cut goes as far as it may, to half the series, which says that no level was reached."""
    assert mser5(np.arange(200.0)) == 100


def test_short_series_have_no_warm_up():
    """Fewer observations than two batches: nothing is left out."""
    assert mser5(np.arange(9.0)) == 0
    assert mser5(np.zeros(0)) == 0


def _log_of(rate_in, rate_out, days):
    """Return a desk fed and emptied at fixed rates (per day)."""
    arrival = np.arange(0, days[-1], 1 / rate_in)
    start = np.maximum(arrival, np.arange(len(arrival)) / rate_out)
    return desk_log(Visits(arrival, start, start + 0.01), days)


def test_growth_of_an_overloaded_desk_is_arrivals_less_service():
    """2 arrive and 1.6 are served a day: the queue grows by 0.4 x 365 / 12 = 12.2 a month."""
    days = weekly_days(1460)
    logs = [_log_of(2, 1.6, days), _log_of(2, 1.6, days)]
    state = stability(np.array([1.25, 1.25, 1.25, 1.25]), logs, days)
    assert state.growth.value == pytest.approx(0.4 * 365 / 12, rel=0.01)
    assert (state.is_overloaded, state.is_growing) == (True, True)


def test_a_desk_that_keeps_up_neither_grows_nor_is_overloaded():
    """1 arrives and up to 1.6 are served a day."""
    days = weekly_days(1460)
    state = stability(np.array([0.5, 0.625]), [_log_of(1, 1.6, days)] * 2, days)
    assert (state.is_overloaded, state.is_growing) == (False, False)


def test_overload_that_has_passed_is_no_overload():
    """Only the last year's load tells whether the backlog stays."""
    days = weekly_days(730)
    state = stability(np.array([1.4, 0.6]), [_log_of(1, 1.6, days)] * 2, days)
    assert not state.is_overloaded


def test_an_empty_desk_is_stable():
    """Nobody came: no load, no growth."""
    days = weekly_days(365)
    empty = desk_log(Visits(np.zeros(0), np.zeros(0), np.zeros(0)), days)
    state = stability(np.zeros(1), [empty, empty], days)
    assert (state.growth.value, state.is_overloaded, state.is_growing) == (0, False, False)
