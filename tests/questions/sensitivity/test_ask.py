"""What matters, in schemes where it is known beforehand."""

import numpy as np
import pytest

from simulator.errors import NoAnswerError, ScenarioError
from simulator.questions.sensitivity import ask as module
from simulator.questions.sensitivity.answers import BEST, COST, DEPLETED, LENDING, NEED
from simulator.questions.sensitivity.ask import ask, refuse_other_world
from simulator.saying.speaker import said
from tests.questions.sensitivity.books import book, ranges

ONE_MATTERS = ranges(
    applications__per_month=(50.0, 200.0), patents__volatility=(0.0, 0.5), patents__fee_lapse_per_year=(0.0, 0.05)
)
PRODUCT = ranges(applications__per_month=(50.0, 200.0), applications__amount_mean=(0.5e6, 2e6))


def found_in(sources, draws=0, against=None, **changes):
    """Return the sensitivity of the plain scheme with these sources."""
    return ask(book(sources, **changes), draws=draws, against=against, threads=1)


def test_only_the_number_of_applications_matters():
    """Proceeds are fixed here, so values of patents do nothing; lending goes with the number of applications."""
    found = found_in(ONE_MATTERS)
    (bar,) = found.ranked(LENDING)
    assert bar.assumption.key == "applications.per_month"
    swing = bar.swings[LENDING]
    # a million each, twelve months; Poisson numbers on 40 paths
    for end, change in ((swing.low, -50), (swing.high, 100)):
        assert end.value == pytest.approx(change * 12e6, abs=4 * (200 * 12 / 40) ** 0.5 * 1e6)
    assert swing.width.value == pytest.approx(swing.high.value - swing.low.value)
    assert swing.is_shown
    idle = {bar.assumption.key for bar in found.bars if not bar.has_effect}
    assert idle == {"patents.volatility", "patents.fee_lapse_per_year"}


def test_end_in_force_already_is_the_scenario_itself():
    """Nothing is simulated for it, and nothing changes."""
    (bar,) = found_in(ranges(applications__per_month=(100.0, 200.0))).ranked(LENDING)
    assert (bar.swings[LENDING].low.low, bar.swings[LENDING].low.high) == (0, 0)
    assert bar.swings[LENDING].width == bar.swings[LENDING].high


def test_product_of_two_has_the_closed_form_indices():
    """F = number x amount, both uniform with squared coefficient of variation c = 0.12:

    first order c / (2 c + c^2) = 0.472, total (c + c^2) / (2 c + c^2) = 0.528.
    """
    variance = found_in(PRODUCT, draws=64).variance
    assert {a.key for a in variance.assumptions} == {"applications.per_month", "applications.amount_mean"}
    shares = variance.by_answer[LENDING]
    assert shares.noise < 0.1
    for index in shares.indices:
        assert index.first.value == pytest.approx(0.472, abs=index.first.high - index.first.low)
        assert index.total.value == pytest.approx(0.528, abs=index.total.high - index.total.low)
        assert index.first.high - index.first.low < 0.8


@pytest.mark.no_cover
def test_band_has_the_quantiles_of_the_range():
    """Lending is proportional to the number, uniform on 50..200: its 5 % and 95 % quantiles are 57.5 and 192.5."""
    band = found_in(ranges(applications__per_month=(50.0, 200.0)), draws=64).together.bands[LENDING]
    noise = 4 * (200 * 12 / 40) ** 0.5 * 1e6
    step = 150 / 64 * 12e6
    for value, number in ((band.low, 57.5), (band.middle, 125.0), (band.high, 192.5)):
        assert value == pytest.approx(number * 12e6, abs=noise + step)
    assert band.draws == 64


@pytest.mark.no_cover
def test_deciding_assumption_and_its_part_of_the_range():
    """Without cover the bank lends where r - 0.026 >= 0.02 (0.75 + r): from 0.0418 on; 59 % of 0.03..0.05 lie below.

    There the scheme adds all lending; above, it adds none, and no difference can be shown.
    """
    sources = ranges(lender__loan_rate=(0.03, 0.05), economy__asset_correlation=(0.0, 0.2))
    contest = found_in(sources, draws=64, against={"scheme.compensation_ratio": 0.0}).together.contests[LENDING]
    assert contest.wins in (37, 38)
    assert (contest.loses, contest.untold + contest.wins, contest.undefined) == (0, 64, 0)
    assert contest.decided_by.key == "lender.loan_rate"
    assert contest.correlation < 0
    assert (contest.wins_low.value, contest.wins_high.value) == (1.0, pytest.approx(0.18, abs=0.02))


def test_policy_without_additional_lending_has_no_cost_to_compare():
    """A ratio of 0 adds nothing, so that its cost per additional unit does not exist."""
    found = found_in(
        ranges(applications__per_month=(50.0, 200.0)), draws=32, against={"scheme.compensation_ratio": 0.0}
    )
    assert (found.together.other, found.together.contests[COST].undefined) == ({"scheme.compensation_ratio": 0.0}, 32)


def test_other_policy_is_the_best_other_ratio_unless_given():
    """From 0.5 on the bank lends alike; ratio 0.2 adds nothing: the best other one is no lower than that."""
    found = found_in(ranges(applications__per_month=(50.0, 200.0)), draws=32)
    assert found.together.other["scheme.compensation_ratio"] in {0.4, 0.6, 1.0}
    assert found.together.contests[LENDING].wins == 0


def test_term_keeps_firms_and_banks_and_a_fact_is_calibrated_anew():
    """With a calibration the fit goes with a changed fact, not with a changed term."""
    calibration = {
        "additional_share": 0.5, "additional_share_at_ratio": 0.8, "observed_pd": 0.02, "observed_pd_at_ratio": 0.8,
    }  # fmt: skip
    grades = tuple({"name": str(pd), "share": 0.25, "pd_per_year": pd} for pd in (0.005, 0.01, 0.02, 0.04))
    sources = ranges(fund__fund_size=(1e8, 1e9), calibration__observed_pd=(0.01, 0.02), lender__loan_rate=(0.03, 0.035))
    changes = {"calibration": calibration, "grades": grades, "lender": {"other_income": None, "signal_noise": 0.8}}
    run = module.Simulator(book(sources, **changes), 1)
    points = [module.Point({"fund.fund_size": 1e8}, True), *(
        module.Point({key: value}) for key, value in (("calibration.observed_pd", 0.01), ("lender.loan_rate", 0.03))
    )]  # fmt: skip
    run.outcomes([module.Point({}, True), *points], (0.8,))
    assert len(run.fitted) == len(set(run.fitted)) == 3


def test_end_that_no_scenario_can_have_is_listed():
    """The breaker is released below the line at which it trips."""
    found = found_in(
        ranges(breaker__off_below=(0.01, 0.08)), breaker={"is_on": True, "on_at_least": 0.05, "off_below": 0.03}
    )
    (left,) = found.left_out
    assert (left.key, left.reason, left.end) == ("breaker.off_below", "high_refused", 0.08)
    assert "on_at_least" in said(left.why)


def test_money_needed_is_what_the_fund_pays():
    """Claims on net losses, no fee, interest or discount: the balance only falls, by what the public pays in all."""
    found = found_in(
        ranges(applications__per_month=(50.0, 200.0)), fund={"interest_per_year": 0.0, "discount_rate_per_year": 0.0}
    )
    assert found.now.need.max() > 0
    np.testing.assert_allclose(found.now.need, found.now.cost, rtol=0, atol=0.01)
    assert [answer.key for answer in found.answers] == [LENDING, COST, DEPLETED, NEED, BEST]
    unlimited = found_in(ranges(applications__per_month=(50.0, 200.0)), fund={"is_unlimited": True})
    assert NEED not in [answer.key for answer in unlimited.answers]


@pytest.mark.no_cover
def test_threads_do_not_change_the_result():
    """Draws are keyed, and points are put back in their order."""
    one = ask(book(PRODUCT), draws=32, threads=1)
    two = ask(book(PRODUCT), draws=32, threads=2)
    assert one.bars[0].swings == two.bars[0].swings
    assert one.variance == two.variance
    assert (one.together.bands, one.together.contests) == (two.together.bands, two.together.contests)


def test_nothing_to_vary_and_other_worlds_are_refused():
    """A scenario without ranges, one that cannot be calibrated, and a policy of another world."""
    with pytest.raises(ScenarioError, match="no setting has a range"):
        found_in({})
    with pytest.raises(ScenarioError, match="economy: is the same for both policies"):
        refuse_other_world(book({}), {"economy.asset_correlation": 0.1})
    with pytest.raises(ScenarioError, match=r"against fund\.size"):
        refuse_other_world(book({}), {"fund.size": 1.0})
    impossible = {"additional_share": 0.5, "additional_share_at_ratio": 0.5, "observed_pd": 0.9,
                  "observed_pd_at_ratio": 0.8}  # fmt: skip
    with pytest.raises(NoAnswerError, match="calibration"):
        found_in(PRODUCT, calibration=impossible, lender={"other_income": None, "signal_noise": 0.8})


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"draws": 100}, r"draws: must be 0 or a power of two from 32 on \(got 100\)"),
        ({"draws": 0, "against": {"breaker.is_on": False}}, "against: needs joint draws"),
    ],
)
def test_draws_are_none_or_a_power_of_two(given, fault):
    """A Sobol' sequence is balanced at these only; without draws there is nothing to compare over."""
    with pytest.raises(ScenarioError, match=fault):
        ask(book(PRODUCT), **given)
