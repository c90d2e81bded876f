"""What a book's accounts and buffers say, worked by hand."""

import math

import numpy as np
import pytest

from simulator.analysis.episodes import NamedStress, laid_over
from simulator.questions.bank.accounts import (
    InDefault,
    accounts_of,
    in_default,
    margin_of_a_year,
    stressed_pd,
    without_cover,
)
from simulator.questions.bank.book_of_tape import book_of_tape
from simulator.questions.bank.breakdown import at_risk, concentration_of
from simulator.questions.bank.case_measures import standing_of
from simulator.questions.bank.limits import break_even, crossing
from simulator.scenario.world import Stress
from tests.questions.bank.bank_books import scenario, tape

IN_DEFAULT = {"lent_on": "2025-06-30", "days_past_due": 120}


def default_of(loans, *, compensated=0.5, recovered=0.25, years=0.0):
    """Return what a default costs: a quarter recovered at once and half of the loss compensated, unless said."""
    ones = np.ones(loans)
    return InDefault(recovered * ones, years * ones, (1 - recovered) * ones, compensated * ones, years * ones)


def accounts(folder, *loans, **changes):
    """Return the accounts of a small book at the PDs of its tape."""
    own = scenario(**changes)
    book, read = book_of_tape(own, tape(folder, *loans), 30), tape(folder, *loans)
    return accounts_of(book, read, book.pd, default_of(len(book.rows)), own.bank_rules), book


def test_allowance_of_a_loan_in_default(tmp_path):
    """Of 1 m in default 0.75 m is lost, half of it compensated: 0.375 m, or 0.75 m and an asset of 0.375 m."""
    found, _ = accounts(tmp_path, IN_DEFAULT)
    assert found.stage.tolist() == [3]
    assert found.loss.integral_allowance_yuan == pytest.approx([375_000])
    assert found.loss.separate_allowance_yuan == pytest.approx([750_000])
    assert found.balance_net == pytest.approx([625_000])


def test_risk_weights_of_a_book(tmp_path):
    """Retail 75 %; a firm that owes 12 m on two loans 85 %; in default with a large provision 100 %; the fund 50 %."""
    two = [{"borrower": "X", "principal": 6_000_000, "balance": 6_000_000}] * 2
    found, _ = accounts(tmp_path, {}, *two, IN_DEFAULT)
    assert found.weights.without_fund == pytest.approx([0.75, 0.85, 0.85, 1.0])
    assert found.weights.with_fund == pytest.approx([0.625, 0.675, 0.675, 0.75])
    assert found.internal_weights[3] == 0.0


def test_a_pd_under_stress_is_the_mean_of_its_months(tmp_path):
    """Three times the PD in six of twelve months: twice as much, below 1; loans in default have 1."""
    own = scenario()
    book = book_of_tape(own, tape(tmp_path, {"pd": 0.03}, {"pd": 0.8}, IN_DEFAULT), 30)
    episode = Stress(name="half a year", start_month=1, months=6, pd_multiplier=3.0)
    world = laid_over(book.scenario, [NamedStress("half", (episode,))])
    assert stressed_pd(book, world) == pytest.approx([0.06, 0.999, 1.0])


def test_a_shift_of_the_factor_raises_the_pd(tmp_path):
    """At 16 % correlation a shift of -1 moves the threshold by 0.4: N(G(2.275 %) + 0.4) = N(-1.6) = 5.48 %."""
    own = scenario(economy={"asset_correlation": 0.16})
    book = book_of_tape(own, tape(tmp_path, {"pd": 0.02275013}), 30)
    episode = Stress(name="bad", start_month=1, months=12, factor_shift=-1.0)
    world = laid_over(book.scenario, [NamedStress("bad", (episode,))])
    assert stressed_pd(book, world) == pytest.approx([0.05479929], abs=1e-7)


def test_margin_of_a_year(tmp_path):
    """At 5 %, 1.9 % funding and 0.7 % running cost: 24,000 of 1 m a year, half of it in six months; default costs."""
    loans = {}, {"due_on": "2026-12-30"}, IN_DEFAULT
    book = book_of_tape(scenario(), tape(tmp_path, *loans), 30)
    margin, part = margin_of_a_year(book, tape(tmp_path, *loans))
    assert margin == pytest.approx(24_000 + 12_000 - 26_000)
    assert part == pytest.approx(2.5 / 3)


def test_forced_defaults_show_the_contract(tmp_path):
    """A quarter recovered and half of the rest compensated; nothing where the claim is refused or the loan not filed.

    The fund's own money, here none, does not count.
    """
    own = scenario(fund={"fund_size": 0.0}, disposal={"lag_months_min": 6, "lag_months_max": 6})
    late = {"lent_on": "2026-01-01", "filed_on": "2026-06-01"}
    book = book_of_tape(own, tape(tmp_path, {}, late, {"filed_on": ""}), 30)
    found = in_default(book, book.scenario, [book.scenario])[0]
    assert found.recovered == pytest.approx([0.25] * 3)
    assert found.lost == pytest.approx([0.75] * 3)
    assert found.compensated == pytest.approx([0.5, 0.0, 0.0])


def test_what_is_still_to_come_of_loans_in_default(tmp_path):
    """Half of 0.75 m; what was received if that is more; nothing where the whole claim was refused."""
    claim = {**IN_DEFAULT, "claim_filed_on": "2026-06-01", "claim_filed": 400_000, "filed_on": "2025-06-30"}
    refused = {**claim, "claim_refused_on": "2026-06-20", "claim_refused": 400_000}
    loans = IN_DEFAULT, refused, {}
    own = scenario()
    read = tape(tmp_path, *loans)
    book = book_of_tape(own, read, 30)
    default = default_of(3, years=1.0)
    found = accounts_of(book, read, book.pd, default, own.bank_rules)
    standing, impaired = standing_of(book, read, found, default, own)
    assert impaired.gross == pytest.approx(1_500_000)
    assert standing.compensated == pytest.approx([375_000, 0, 0])
    assert standing.sold.tolist() == [11, 11, 0]
    assert standing_of(book, read, found, without_cover(default), own)[1].net == pytest.approx(1_500_000)


def test_claims_at_risk_show_what_is_at_stake(tmp_path):
    """A claim filed late: half of the loss of 0.75 m, as for the loan without a flaw."""
    late = {"lent_on": "2026-01-01", "filed_on": "2026-06-01"}
    own = scenario()
    read = tape(tmp_path, {}, late)
    book = book_of_tape(own, read, 30)
    (found,) = at_risk(book, read, in_default(book, book.scenario, [book.scenario])[0], own)
    assert (found.loan, found.reason, found.days_to_filing) == ("L1", "late", 151)
    assert found.compensation == pytest.approx(375_000)


def test_concentration(tmp_path):
    """One firm owes 3 of 4 m on two loans: 0.75^2 + 0.25^2; one sector: 1."""
    read = tape(tmp_path, {"borrower": "X"}, {"borrower": "X", "principal": 2_000_000, "balance": 2_000_000}, {})
    found = concentration_of(book_of_tape(scenario(), read, 30), read)
    assert found.largest == (("X", 3e6), ("B2", 1e6))
    assert found.largest_share == 1.0
    assert found.herfindahl == pytest.approx({"borrower": 0.625, "sector": 1.0, "branch": 1.0})


@pytest.mark.parametrize(
    ("margin", "expected"), [(75.0, 0.25), (50.0, 0.5), (25.0, 0.75), (120.0, 0.0), (-1.0, math.inf)]
)
def test_break_even_ratio(margin, expected):
    """Losses of 100, 50 and 0 at ratios 0, 0.5 and 1; straight in between."""
    by_ratio = {ratio: np.full(5, 100 * (1 - ratio)) for ratio in (0.0, 0.5, 1.0)}
    found = break_even(by_ratio, margin, 200.0)
    assert (found.low, found.value, found.high) == pytest.approx((expected, expected, expected))


def test_crossing_of_a_curve():
    """First place where 10 is reached; the first point if it is there already; infinite if it is never."""
    curve = [(1.0, 4.0), (2.0, 8.0), (4.0, 12.0)]
    assert crossing(curve, 10.0) == pytest.approx(3.0)
    assert crossing(curve, 3.0) == 1.0
    assert crossing(curve, 13.0) == math.inf
