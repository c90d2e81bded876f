"""Order statistics found by counting, beside sorting."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis import columns
from simulator.analysis.columns import Column, held_column, order_statistics
from simulator.analysis.samples import Held
from simulator.errors import NoAnswerError

LARGEST = 2**63 - 1


@pytest.fixture
def always_counted(monkeypatch):
    """Read every column piece by piece, and narrow in many passes."""
    monkeypatch.setattr(columns, "HELD_AT_MOST", 0)
    monkeypatch.setattr(columns, "BINS", 7)


def column_of(values, unit=100.0, piece=13):
    """Return a column that is read in pieces of 13."""

    def pieces(first, end):
        return (values[i : min(i + piece, end)] for i in range(first, end, piece))

    return Column(len(values), pieces, unit)


@given(st.lists(st.integers(-(2**62), 2**62) | st.integers(-2, 2), min_size=1, max_size=60), st.data())
def test_every_rank_is_that_of_the_sorted_numbers(values, data):
    """Large and small numbers, negative ones, and many that are equal."""
    rank = data.draw(st.integers(1, len(values)))
    pieces = [np.array(values[:1]), np.array([], dtype=np.int64), np.array(values[1:], dtype=np.int64)]
    assert order_statistics(lambda: pieces, [rank]) == {rank: sorted(values)[rank - 1]}


def test_the_largest_numbers_do_not_overflow():
    """A month of depletion that never comes is counted as the latest there is."""
    values = np.array([-LARGEST, -5, -1], dtype=np.int64)
    assert order_statistics(lambda: [values], [1, 2, 3]) == {1: -LARGEST, 2: -5, 3: -1}


def test_a_rank_that_is_not_there_is_refused():
    """Ranks go from 1 to the number of values."""
    with pytest.raises(NoAnswerError, match="there is no rank 3 among 2 values"):
        order_statistics(lambda: [np.array([1, 2])], [3])


@pytest.mark.parametrize("paths", [100, 399, 4_000])
@pytest.mark.parametrize("level", [0.5, 0.99])
def test_tails_are_those_of_the_paths_held_together(always_counted, paths, level):
    """Value and interval of quantile and shortfall, and of their differences; also with too few paths."""
    rng = np.random.default_rng(paths)
    first, second = (np.floor(rng.gamma(0.5, 1e7, paths)).astype(np.int64) for _ in range(2))
    counted, held = ([make(x), make(y)] for make, x, y in (
        (column_of, first, second), (lambda row: Held((row,)), first / 100, second / 100),
    ))  # fmt: skip
    for found, wanted in (
        (counted[0].quantile(level), held[0].quantile(level)),
        (counted[0].shortfall(level, may_be_rare=True), held[0].shortfall(level, may_be_rare=True)),
        (counted[0].quantile_less(counted[1], level), held[0].quantile_less(held[1], level)),
        (counted[0].shortfall_less(counted[1], level), held[0].shortfall_less(held[1], level)),
    ):
        assert (found.kind, found.note) == (wanted.kind, wanted.note)
        assert (found.value, found.low, found.high) == pytest.approx((wanted.value, wanted.low, wanted.high), rel=1e-10)


@pytest.mark.parametrize("make", [column_of, held_column])
def test_ranks_are_those_of_the_sorted_numbers_however_long_the_column(make, request):
    """A short column is sorted, a long one counted: 5, 2, 9, 2 in order are 2, 2, 5, 9."""
    values = np.array([5, 2, 9, 2])
    assert make(values).ranked([1, 2, 3, 4]) == {1: 2, 2: 2, 3: 5, 4: 9}
    request.getfixturevalue("always_counted")
    assert make(values).ranked([1, 2, 3, 4]) == {1: 2, 2: 2, 3: 5, 4: 9}


def test_months_in_which_nothing_happens_are_no_numbers():
    """Months of depletion: only those above 0 count, 27 of 45; the median of 5, 9, 7 is 7."""
    months = np.array([0, 5, 0, 9, 7] * 9)
    column = replace(column_of(months, 1.0), is_of_months=True).known()
    held = Held((np.where(months > 0, months, np.nan),)).known()
    assert [(numbers.paths, numbers.quantile(0.5).value) for numbers in (column, held)] == [(27, 7), (27, 7)]
