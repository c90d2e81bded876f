"""The operations study against sums by hand, fluid limits and closed forms."""

import itertools
import math

import numpy as np
import pytest

from simulator.engines.caseload import DAYS_PER_MONTH
from simulator.engines.desks import APPRAISERS, AUCTION_SLOTS, BANK_DESKS, CLAIM_ASSESSORS
from simulator.engines.preparing import prepare
from simulator.questions.operations import desk_study, waiting
from simulator.questions.operations.desk_study import DESKS, MOST_REPLICATIONS, share_of, study
from tests.engines.books import scenario


def fixed(days):
    """Return a step that takes this many days."""
    return {"law": "fixed", "mean_days": float(days)}


WIDE = {
    "appraisers": 10_000, "appraisal": fixed(12), "bank_desks": 10_000, "bank_decision": fixed(10),
    "suit": fixed(10), "court": fixed(100), "auction_slots": 10_000, "auction_round": fixed(20),
    "claim_trigger_days_past_due": 90.0, "claim_filing": fixed(5), "claim_assessors": 10_000, "claim_review": fixed(30),
    "public_notice_days": 14.0,
}  # fmt: skip
"""Nobody waits anywhere: default to sale 130 days, filing to payment 44, default to payment 179."""
BUSY = {
    "clock": {"years": 4},
    "applications": {"per_month": 40.0},
    "grades": ({"name": "one", "share": 1.0, "pd_per_year": 0.2},),
    "fund": {"fund_size": 1e12},
}


def studied(changes=None, replications=3, **sections):
    """Return the study of a busy scenario with these changes to its desks."""
    one = scenario(**{**BUSY, **sections, "operations": {**WIDE, **(changes or {})}})
    return study(prepare(one, [one]), replications)


@pytest.fixture(scope="module")
def wide():
    """Return a study in which nobody waits."""
    return studied()


def _certain(span):
    return [(estimate.value, estimate.low, estimate.high) for estimate in (span.mean, span.median, span.ninth_decile)]


@pytest.mark.parametrize(
    ("span", "days"),
    [
        ("application_to_decision", 12 + 10),
        ("default_to_sale", 10 + 100 + 20),
        ("filing_to_payment", 30 + 14),
        ("default_to_payment", 10 + 100 + 20 + 5 + 30 + 14),
    ],
)
def test_without_queues_days_are_the_sum_of_the_steps(wide, span, days):
    """Fixed times and desks enough: mean, median and 90th percentile are the sum, with no width."""
    assert np.allclose(_certain(wide.spans[span]), days)


def test_share_paid_in_time_is_none_before_and_all_after(wide):
    """44 days from filing: nobody within 30, all within 60; the bounds are exact, not 0 and 1."""
    none, everyone = wide.paid_within["filing", 30], wide.paid_within["filing", 60]
    assert (none.value, everyone.value, wide.late.value) == (0, 1, 0)
    assert 0 < none.high < 0.05
    assert 0.95 < everyone.low < 1
    assert wide.paid_within["default", 180].value == 1


def test_paid_in_advance_without_waiting_for_the_sale():
    """Suit 10, filing 5, review 30, notice 14: 59 days from default."""
    found = studied(scheme={"timing": "advance"})
    assert np.allclose(_certain(found.spans["default_to_payment"]), 59)


def test_late_claims_are_refused_and_counted():
    """Filed on day 135 with a deadline of 134: all refused; of 135: none."""
    late = studied({"filing_deadline_days": 134.0})
    assert late.late.value == 1
    assert late.spans["default_to_payment"].mean is None
    assert studied({"filing_deadline_days": 136.0}).late.value == 0


def test_a_yearly_window_adds_half_a_year_on_average():
    """Filed at a uniform day of the year, taken in each January: 182.5 days more (4 standard errors of a uniform)."""
    found = studied({"claim_window_months": 12}, replications=6)
    claims = sum(int(np.sum(r.cases.defaults.has_claim)) for r in found.replications)
    mean = found.spans["filing_to_payment"].mean.value
    assert mean == pytest.approx(44 + 182.5, abs=4 * 365 / math.sqrt(12 * claims) + 10)


def test_load_and_utilisation_are_work_over_capacity(wide):
    """Applications x 12 days over 10,000 seats x 365 days; utilisation is the same work, where nobody waits."""
    last = [np.sum(r.cases.applications.arrival // 365 == 3) for r in wide.replications]
    assert wide.desks[APPRAISERS].stability.load[3] == pytest.approx(np.mean(last) * 12 / (10_000 * 365))
    desk = wide.desks[APPRAISERS]
    assert desk.utilisation.value == pytest.approx(desk.stability.load[1:].mean(), rel=0.1)
    assert (desk.wait.mean.value, desk.waiting.value, desk.most_waiting.value) == (0, 0, 0)


def _slots_for(part):
    """Return auction slots at this part of the last year's need, and that need: lots a year x 20 days / 365."""
    need = float(studied(replications=2).desks[AUCTION_SLOTS].stability.load[-1]) * 10_000
    return max(1, round(part * need)), need


def test_auction_slots_below_need_grow_without_bound_and_no_average_is_given():
    """At 80 % of need the queue grows by arrivals less slots / 20 days; time to sale and unpaid claims grow with it."""
    slots, need = _slots_for(0.8)
    found = studied({"auction_slots": slots}, replications=4)
    state = found.desks[AUCTION_SLOTS].stability
    assert state.load[-1] == pytest.approx(need / slots, rel=0.1)
    assert state.load[-1] > 1.1
    expected_keys = {AUCTION_SLOTS, CLAIM_ASSESSORS, "default_to_sale", "filing_to_payment", "default_to_payment"}
    assert found.unbounded == dict.fromkeys(expected_keys, AUCTION_SLOTS)
    half = found.days[-1] / 2
    into = [np.sum((r.desks[AUCTION_SLOTS].arrival >= half) & (r.desks[AUCTION_SLOTS].arrival < 2 * half))
            for r in found.replications]  # fmt: skip
    expected = (np.mean(into) / half - slots / 20) * DAYS_PER_MONTH
    assert state.growth.value == pytest.approx(expected, rel=0.15)
    for replication in found.replications:
        entered = replication.cases.defaults.default
        days = replication.settled.disposed - entered
        by_year = [days[(entered >= 365 * y) & (entered < 365 * (y + 1))].mean() for y in range(1, 4)]
        assert all(later > earlier for earlier, later in itertools.pairwise(by_year))
        assert replication.unpaid[-1] > replication.unpaid[len(found.days) // 2] + 10


def test_auction_slots_above_need_settle():
    """At 130 % of need nothing grows without bound."""
    slots, _ = _slots_for(1.3)
    assert studied({"auction_slots": slots}).unbounded == {}


def test_a_desk_behind_an_overloaded_one_is_held_back():
    """20 appraisals at a time where 27 are needed: the bank desks (25) could not do all either, but never see them."""
    found = studied({"appraisers": 10, "bank_desks": 10})
    assert found.desks[BANK_DESKS].stability.is_overloaded
    assert found.unbounded[BANK_DESKS] == found.unbounded["application_to_decision"] == APPRAISERS
    assert "default_to_payment" not in found.unbounded


def test_in_advance_a_slow_auction_does_not_delay_payment():
    """The claim does not wait for the sale, so only the sale grows without bound."""
    found = studied({"auction_slots": 1}, scheme={"timing": "advance"})
    assert set(found.unbounded) == {AUCTION_SLOTS, "default_to_sale"}


def test_another_desk_number_meets_the_same_cases(wide):
    """Common draws: service that took place is the same, only waiting differs."""
    narrow = studied({"claim_assessors": 6})
    for one, other in zip(wide.replications, narrow.replications, strict=True):
        assert np.array_equal(one.cases.defaults.default, other.cases.defaults.default)
        assert np.all(other.settled.paid >= one.settled.paid - 1e-9)


def test_nobody_comes_and_nothing_breaks():
    """No application, no default: no days, no load, nothing unbounded."""
    found = studied(applications={"per_month": 0.0})
    assert all(span.mean is None for span in found.spans.values())
    assert all(found.desks[name].stability.load.sum() == 0 for name in DESKS)
    assert (found.unbounded, waiting.lags_found(found)) == ({}, None)


def test_replications_double_until_the_means_are_known(monkeypatch):
    """10, 20, 40, ... up to 160 when the means stay uncertain; 10 when they are certain at once."""
    one = scenario(**{**BUSY, "applications": {"per_month": 1.0}, "clock": {"years": 1}, "operations": WIDE})
    prepared = prepare(one, [one])
    assert len(study(prepared).replications) == 10
    monkeypatch.setattr(desk_study, "_is_precise", lambda *words: False)
    seen = []
    assert len(study(prepared, progress=lambda done, total: seen.append(total)).replications) == MOST_REPLICATIONS
    assert sorted(set(seen)) == [10, 20, 40, 80, 160]
    monkeypatch.setattr(desk_study, "MOST_APPLICATIONS", 300)
    assert len(study(prepared).replications) == 40


def test_a_share_of_few_cases_has_the_exact_bound():
    """Three of three: Clopper-Pearson's lower bound is 0.025^(1/3)."""
    assert share_of([1, 2], [1, 2]).low == pytest.approx(0.025 ** (1 / 3))
    assert share_of([0, 0], [0, 0]).note != ""


def test_lags_keep_mean_and_spread_in_whole_months(wide):
    """130 days to the sale are 4.27 months without spread, nearest 4 to 5 (mean 4.5); 49 days to payment 1.6, so 2."""
    assert waiting.lags_found(wide).settings() == {
        "disposal.lag_months_min": 4, "disposal.lag_months_max": 5, "scheme.claim_lag_months": 2,
    }  # fmt: skip


def test_lags_of_a_uniform_time_are_its_ends():
    """Court uniform on 100 to 700 days: with suit and round 130 to 730 days, 4.3 to 24 months."""
    uniform = {"law": "uniform", "mean_days": 400.0, "sd_days": 300 / math.sqrt(3)}
    lags = waiting.lags_found(studied({"court": uniform}))
    assert lags.sale_min == pytest.approx(130 / DAYS_PER_MONTH, abs=1)
    assert lags.sale_max == pytest.approx(730 / DAYS_PER_MONTH, abs=1)


def test_lags_without_a_paid_claim_leave_the_claim_lag_out():
    """All refused: the sale has its lag, the claim has none."""
    lags = waiting.lags_found(studied({"filing_deadline_days": 1.0}))
    assert (lags.sale_min, lags.claim, lags.paid) == (4, None, 0)
    assert "scheme.claim_lag_months" not in lags.settings()


def test_cost_of_waiting_is_funding_cost_times_years(wide):
    """0.019 a year x 179 / 365 years on every unit of compensation."""
    cost = waiting.waiting_cost(wide)
    assert cost.per_compensation.value == pytest.approx(0.019 * 179 / 365)
    paid = [r.cases.compensation[r.cases.defaults.default <= wide.days[-1]] for r in wide.replications]
    measured = [r.cases.defaults.default >= wide.warm_up["claims"] for r in wide.replications]
    mean = np.concatenate([p[m[: len(p)]] for p, m in zip(paid, measured, strict=True)]).mean()
    assert cost.per_claim.value == pytest.approx(0.019 * 179 / 365 * mean)


def test_the_bank_lends_less_when_it_waits_longer():
    """Largest PD = margin / (r + L (1 - s) + s f y): 0.035 - 0.019 - 0.007 - 0.00357 = 0.00543, worked by hand."""
    own = scenario(lender={"other_income": 0.0}, scheme={"claim_lag_months": 12})
    slow = scenario(lender={"other_income": 0.0}, scheme={"claim_lag_months": 48})
    first, second = waiting.bank_decisions(own, [slow])
    assert first.wait_months == 12
    assert first.largest_pd == pytest.approx(0.00543 / (0.035 + 0.75 * 0.65 + 0.35 * 0.019 * 1))
    assert second.largest_pd == pytest.approx(0.00543 / (0.035 + 0.75 * 0.65 + 0.35 * 0.019 * 4))
    assert first.break_even_share == pytest.approx((0.02 * 0.785 - 0.00543) / (0.02 * (0.75 - 0.019)))
    assert second.break_even_share > first.break_even_share
