"""Stages and expected credit loss, worked by hand."""

import numpy as np
import pytest

from simulator.rules.impairment import (
    LossTerms,
    compensated_part,
    effective_rate,
    expected_credit_loss,
    exposure_by_month,
    loss_after_recovery,
    stages,
)
from tests.rules.bank_rules import bank_rules

RULES = bank_rules().impairment


def staged(days, start, now, is_impaired=False):
    """Return the stage of one loan."""
    return int(stages(np.array([days]), np.array([is_impaired]), np.array([start]), np.array([now]), RULES)[0])


def terms(months=24, **changes):
    """Return one loan of 1,000, PD 19 % a year, loss 40 %, a quarter compensated, not discounted."""
    values = {
        "exposure_yuan": np.full((1, months), 1000.0),
        "pd_per_year": np.array([0.19]),
        "loss_given_default": np.array([0.4]),
        "compensated_share": np.array([0.25]),
        "effective_rate_per_year": np.array([0.0]),
    }
    return LossTerms(**{**values, **changes})


@pytest.mark.parametrize(
    ("days", "start", "now", "stage"),
    [
        (0, 0.01, 0.01, 1),
        (30, 0.01, 0.01, 1),
        (31, 0.01, 0.01, 2),
        (89, 0.01, 0.01, 2),
        (90, 0.01, 0.01, 3),
        (0, 0.01, 0.0199, 1),
        (0, 0.01, 0.02, 2),
        (0, 0.001, 0.005, 1),
        (0, 0.001, 0.0051, 2),
    ],
)
def test_stage_by_days_past_due_and_by_rise_of_risk(days, start, now, stage):
    """Backstops are more than 30 and at least 90 days; a doubled PD counts unless it is at most 0.5 %."""
    assert staged(days, start, now) == stage


def test_an_impaired_loan_is_in_stage_3_though_not_past_due():
    """Bankruptcy of the firm before any payment is late."""
    assert staged(0, 0.01, 0.01, is_impaired=True) == 3


def test_a_loan_moves_through_the_stages_and_back():
    """Sound, 45 days late, in default, cured with its first PD: 1, 2, 3, 1; its allowance follows.

    PD 19 % a year: 190 of 1,000 default in the first year, 0.19 x 0.81 = 153.9 in the second. Loss 40 %: 76 within
    twelve months, 137.56 in two years, 400 in default.
    """
    moves = [staged(days, 0.19, 0.19) for days in (0, 45, 100, 0)]
    assert moves == [1, 2, 3, 1]
    allowance = [expected_credit_loss(terms(), np.array([stage]), RULES).separate_allowance_yuan[0] for stage in moves]
    assert allowance == pytest.approx([76.0, 137.56, 400.0, 76.0])


def test_a_loan_in_default_owes_what_is_owed_now():
    """1,200 repaid in twelve parts: 40 % of 1,200 is lost, not of the last part."""
    falling = terms(exposure_yuan=np.arange(1200.0, 0.0, -100.0)[None, :])
    loss = expected_credit_loss(falling, np.array([3]), RULES)
    assert loss.separate_allowance_yuan == pytest.approx([480.0])
    assert loss.lifetime_yuan == pytest.approx([480.0])


def test_both_losses_are_shown_whatever_the_stage():
    """Twelve-month and lifetime loss of a loan in stage 1; they agree when it is due within the year."""
    loss = expected_credit_loss(terms(), np.array([1]), RULES)
    assert (loss.twelve_month_yuan[0], loss.lifetime_yuan[0]) == pytest.approx((76.0, 137.56))
    short = expected_credit_loss(terms(months=12), np.array([2]), RULES)
    assert (short.twelve_month_yuan[0], short.lifetime_yuan[0]) == pytest.approx((76.0, 76.0))


def test_losses_are_discounted_at_the_effective_rate():
    """Owed in month 24 only: the chance to default just then, discounted by 1.21 (two years at 10 %)."""
    exposure = np.zeros((1, 24))
    exposure[0, 23] = 1000.0
    loss = expected_credit_loss(
        terms(exposure_yuan=exposure, effective_rate_per_year=np.array([0.1])), np.array([2]), RULES
    )
    assert loss.lifetime_yuan[0] == pytest.approx((0.81 ** (23 / 12) - 0.81**2) * 400 / 1.21)
    assert loss.twelve_month_yuan[0] == 0.0


def test_compensation_is_integral_or_a_separate_asset():
    """A quarter of 76 comes from the fund: an allowance of 57, or one of 76 beside an asset of 19."""
    loss = expected_credit_loss(terms(), np.array([1]), RULES)
    assert loss.separate_allowance_yuan[0] == pytest.approx(76.0)
    assert loss.compensation_yuan[0] == pytest.approx(19.0)
    assert loss.integral_allowance_yuan[0] == pytest.approx(57.0)


def test_outlooks_are_weighted_by_their_probability():
    """Half as it is (76), half with twice the defaults and one and a half times the loss (380 x 0.6 = 228): 152."""
    outlooks = (
        {"name": "as it is", "weight": 0.5, "default_factor": 1.0, "loss_factor": 1.0},
        {"name": "worse", "weight": 0.5, "default_factor": 2.0, "loss_factor": 1.5},
    )
    rules = bank_rules(impairment={"outlooks": outlooks}).impairment
    loss = expected_credit_loss(terms(), np.array([1]), rules)
    assert loss.separate_allowance_yuan[0] == pytest.approx(152.0)


def test_no_outlook_loses_more_than_everything():
    """PD x 10 and loss x 10 stop at 1: the loan is lost in the first month, with nothing discounted away."""
    outlooks = ({"name": "end", "weight": 1.0, "default_factor": 10.0, "loss_factor": 10.0},)
    rules = bank_rules(impairment={"outlooks": outlooks}).impairment
    assert expected_credit_loss(terms(), np.array([2]), rules).separate_allowance_yuan[0] == pytest.approx(1000.0)


def test_exposure_falls_with_the_way_of_repayment():
    """Bullet: all until due. Equal principal: 300, 200, 100 over three months; shorter loans end in zeros."""
    owed, left = np.array([300.0, 100.0]), np.array([3, 1])
    assert exposure_by_month(owed, left, is_bullet=True).tolist() == [[300, 300, 300], [100, 0, 0]]
    assert exposure_by_month(owed, left, is_bullet=False) == pytest.approx(np.array([[300, 200, 100], [100, 0, 0]]))


def test_a_loan_past_its_term_still_owes_everything():
    """100 days late on a bullet that was due three months ago: stage 3 loses 40 % of 1,000, not nothing."""
    exposure = exposure_by_month(np.array([1000.0]), np.array([-3]), is_bullet=True)
    loss = expected_credit_loss(terms(exposure_yuan=exposure), np.array([3]), RULES)
    assert loss.separate_allowance_yuan[0] == pytest.approx(400.0)


def test_present_values_on_the_day_of_default():
    """33 % recovered after a year at 10 %, and a compensation of 0.35 of 0.8 of the loss paid two years after."""
    rate = np.array([0.1])
    assert loss_after_recovery(np.array([0.33]), np.array([1.0]), rate)[0] == pytest.approx(0.7)
    assert loss_after_recovery(np.array([1.5]), np.array([1.0]), rate)[0] == 0.0
    part = compensated_part(np.array([0.35]), np.array([0.8]), np.array([2.0]), rate)
    assert part[0] == pytest.approx(0.28 / 1.21)


def test_effective_rate_of_monthly_interest():
    """12 % a year paid monthly is 12.6825 % (the textbook figure)."""
    assert effective_rate(np.array([0.12]))[0] == pytest.approx(0.126825, abs=5e-7)
