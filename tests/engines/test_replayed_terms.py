"""Replayed loans keep what the scenario says of them: instalments, the patents' part, other collateral, guarantee."""

import pytest

from simulator.analysis.crosscheck import check_path
from simulator.engines.replay import losses_of, prepare_replay
from tests.engines.books import events, loan, replayed, scenario, tape

INSTALMENTS = {"repayment": "equal_principal", "terms": ({"months": 120, "share": 1.0},)}
SECURED = {"ip_share": 0.6, "other_collateral_recovery": 0.5, "guarantee_recovery": 0.1}
NOT_SAID = -0.01


def of(loans=None, **more):
    """Return the plain scenario over twelve years with these loans."""
    return scenario(clock={"years": 12}, loans=loans or {}, **more)


def test_an_instalment_loan_owes_what_the_instalments_have_left():
    """12,000 over 120 months, non-performing in month 61 after 59 instalments of 100: 6,100 owed, 35 % paid."""
    totals = replayed(of(INSTALMENTS), loan(1, 12_000, 120, 61))
    assert (totals["owed"], totals["fund_paid"]) == (6_100, 2_135)


def test_the_balance_of_the_file_beats_the_schedule():
    """Arrears of 900 more than the schedule, or 1,100 repaid beyond it: what the file says is owed."""
    for balance in (7_000, 5_000):
        assert replayed(of(INSTALMENTS), loan(1, 12_000, 120, 61, balance=balance))["owed"] == balance
        assert replayed(of(), loan(1, 12_000, 120, 61, balance=balance))["owed"] == balance


@pytest.mark.parametrize(("loans", "owed"), [({}, 1_200), (INSTALMENTS, 100)])
def test_a_loan_unpaid_at_its_due_date_defaults_later_with_the_balance_of_that_date(loans, owed):
    """Due in month 13, non-performing in month 16: the bullet, or the last instalment, is owed; it is not repaid."""
    policy, late = of(loans), loan(1, 1_200, 12, 16)
    assert events(policy, "default", late) == [(16, "1", owed, "")]
    assert events(policy, "repaid", late) == []
    assert replayed(policy, late)["owed"] == owed


def test_recoveries_that_the_file_leaves_out_are_the_scenarios():
    """By hand, of 1,000: patents secure 600 and bring 150; other collateral 0.5 x 400, guarantee 100."""
    policy = of(SECURED)
    totals = replayed(policy, loan(1, 1_000, 12, 9, 150, ip_part=NOT_SAID))
    assert (totals["covered_owed"], totals["recovered"]) == (600, 450)
    assert totals["fund_paid"] == pytest.approx(0.35 * (600 - 150 - 60))


def test_recoveries_of_the_file_beat_the_scenarios():
    """Nothing from the guarantee and 30 from other collateral is what happened, whatever the scenario assumes."""
    totals = replayed(of(SECURED), loan(1, 1_000, 12, 9, 150, ip_part=700, other_proceeds=30, guarantee_proceeds=0))
    assert (totals["covered_owed"], totals["recovered"], totals["fund_paid"]) == (700, 180, 0.35 * 550)


def test_the_patents_part_falls_with_the_balance():
    """Half of the loan is repaid, so half of the patents' part is owed: 300 of 600."""
    assert replayed(of(SECURED), loan(1, 1_000, 12, 9, balance=500, ip_part=600))["covered_owed"] == 300


def test_interest_that_the_scenario_counts_as_owed_is_owed():
    """90 days at 4 % a year on 1,000."""
    policy = of({"owed": "principal_and_interest"}, lender={"loan_rate": 0.04})
    assert replayed(policy, loan(1, 1_000, 12, 9))["owed"] == 1_010


BOOK = (
    loan(1, 12_000, 120, 61, 900, sale_lag_months=5),
    loan(2, 12_000, 120, 61, 900, balance=7_000),
    loan(3, 12_000, 120, 61, 900, balance=50, ip_part=NOT_SAID, other_proceeds=10),
    loan(4, 1_200, 12, 20, guarantee_proceeds=40),
    loan(5, 1_200, 12, 6, balance=1_200),
    loan(6, 1_200, 12, 12, balance=1),
    loan(6, 1_200, 12),
)


@pytest.mark.parametrize("repayment", ["equal_principal", "bullet"])
@pytest.mark.parametrize("timing", ["after_recovery", "advance"])
def test_both_engines_replay_such_books_alike(repayment, timing):
    """Balances above and below the schedule, defaults after the due date, recoveries said and not said."""
    policy = of(SECURED | {"repayment": repayment}, scheme={"timing": timing, "claim_lag_months": 2})
    assert check_path(prepare_replay(policy, tape(*BOOK)), 0).difference is None


def test_losses_without_any_rule_are_those_of_the_engine():
    """What backtest takes as the loss of a loan that no rule covers is owed less recovered, to the fen."""
    policy = of(SECURED | INSTALMENTS | {"owed": "principal_and_interest"})
    totals = replayed(policy, *BOOK)
    assert losses_of(policy, tape(*BOOK)).sum() / 100 == pytest.approx(totals["owed"] - totals["recovered"], abs=1e-9)
