"""The self-test compares with numbers from outside, and fails when ours are off."""

import math

import pytest

from simulator import exact
from simulator.analysis.selftesting import selftest
from simulator.analysis.selftesting.selftest_row import compare_row, reference_data
from simulator.saying.speaker import said
from simulator.values import Own, phrase


@pytest.mark.parametrize("check", selftest.CHECKS, ids=lambda check: check.__name__)
def test_every_check_is_met(check):
    """Each exact check has rows, and all of them are within the tolerance of their reference."""
    rows = check()
    assert rows
    assert [row for row in rows if not row.is_met] == []


def test_rows_say_what_they_compare():
    """Every quantity is named once and every row has a source and a positive or zero tolerance."""
    rows = selftest.selftest_rows()
    assert len({said(row.quantity) for row in rows}) == len(rows)
    assert all(row.source and row.tolerance >= 0 for row in rows)
    assert all(row.difference == row.ours - row.reference for row in rows)


def test_a_wrong_law_fails_the_self_test(monkeypatch):
    """A defect of one part in a million in the value at risk is seen."""
    right = exact.limit_value_at_risk
    monkeypatch.setattr(exact, "limit_value_at_risk", lambda factor, level: right(factor, level) * (1 + 1e-6))
    failed = [row.quantity for row in selftest.selftest_rows() if not row.is_met]
    assert failed
    assert {quantity.key for quantity in failed} == {"selftest.what.value_at_risk"}


@pytest.mark.parametrize(
    ("ours", "tolerance", "relative", "is_met"),
    [
        (2.5, 0.5, 0.0, True),
        (2.5, 0.4, 0.0, False),
        (1.5, 0.0, 0.25, True),
        (1.4, 0.0, 0.25, False),
        (math.nan, 9.0, 0.0, False),
    ],
)
def test_tolerance_is_absolute_or_relative(ours, tolerance, relative, is_met):
    """Differences at the tolerance are met, beyond it not, and nan never is; the reference is 2."""
    assert (
        compare_row(phrase("selftest.what.fewest"), ours, 2.0, Own("hand"), tolerance, relative=relative).is_met
        is is_met
    )


def test_every_reference_names_its_source():
    """The data file carries a source for every group of numbers."""
    assert all(group["source"].text and group["source"].chinese for group in reference_data().values())
