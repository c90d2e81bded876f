"""What is exposed to default: the principal that performs at the start of each month."""

import pytest

from simulator.analysis.crosscheck import crosscheck
from tests.engines.books import loan, replayed, run, scenario

SOUND = 1e-9
"""So small a default probability that no loan of a test defaults."""


def opening(pd: float, count: int, *, months_left: int = 12, **more):
    """Return a scenario that is an opening book and nothing else."""
    segment = {
        "name": "old",
        "sector": "all",
        "grade": "one",
        "count": count,
        "principal": 1e5,
        "months_left": months_left,
    }
    return scenario(
        clock={"years": 2},
        grades=({"name": "one", "share": 1.0, "pd_per_year": pd},),
        economy={"asset_correlation": 0.0},
        loans={"renewal_probability": 0.0},
        book=(segment,),
        gate={"leverage_multiple": None},
        **more,
    )


def test_a_loan_of_the_opening_book_is_exposed_from_the_first_month():
    """Ten loans of 100,000 with five months left can default in five months; the peak is what stood at the start."""
    ledger = run(opening(SOUND, 10, months_left=5), 1)
    assert ledger.of("covered_months")[0, 0] == 5 * 10 * 1e5 * 100
    assert ledger.of("peak_covered")[0, 0] == 10 * 1e5 * 100


@pytest.mark.compiled
def test_the_default_rate_of_an_opening_book_is_its_default_probability():
    """2 % a year at a constant hazard: twelve times 1 - 0.98^(1/12) per year outstanding, within four errors."""
    count = 200_000
    ledger = run(opening(0.02, count), 1)
    rate = float(ledger.of("defaulted_covered")[0, 0]) / float(ledger.of("covered_months")[0, 0]) * 12
    expected = 12 * (1 - 0.98 ** (1 / 12))
    assert rate == pytest.approx(expected, abs=4 * expected / (0.02 * count) ** 0.5)


@pytest.mark.parametrize(("has_run_off", "months"), [(True, 12), (False, 2)])
def test_a_run_that_is_cut_off_counts_no_month_after_its_end(has_run_off, months):
    """Lent in month 10 of 12 over twelve months: exposed in 11 and 12, and in the run-off where there is one."""
    policy = scenario(clock={"years": 1, "run_off": has_run_off})
    assert replayed(policy, loan(10, 1_000, 12))["covered_months"] == months * 1_000


def test_both_engines_count_the_same_exposure():
    """Totals of an opening book with defaults agree to the fen."""
    assert [check.difference for check in crosscheck(opening(0.3, 5, scheme={"fee_per_year": 0.01}), 0, 2)] == [
        None
    ] * 2
