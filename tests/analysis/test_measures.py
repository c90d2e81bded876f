"""Measures of four paths worked out by hand, and their paired differences."""

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from simulator.analysis import path_totals
from simulator.analysis.bounded import SHARE, bounded_mean
from simulator.analysis.estimating import difference_of_ratios, estimated, ratio
from simulator.analysis.gathering import mean_totals, split_of
from simulator.analysis.measures import definitions_of, measures_of
from simulator.errors import BalanceError
from simulator.estimate import DENOMINATOR_NEAR_ZERO, NO_DENOMINATOR, NOTHING_GAINED, TOO_FEW
from tests.analysis.hand_made import ledger, policy, totals_of
from tests.engines.books import scenario

# Student's t with 3 degrees of freedom, two-sided 95 % (printed tables: 3.182).
T3 = 3.182446305284263
BASE = {
    "lent_covered": [1000, 2000, 3000, 2000],
    "lent_uncovered": [0, 100, 200, 100],
    "newly_lent": [400, 900, 1400, 900],
    "labelled": [600, 1100, 1600, 1100],
    "loans_covered": [1, 2, 3, 2],
    "refused_breaker": [0, 10, 0, 30],
    "refused_leverage": [8, 0, 0, 0],
    "refused_unpaid": [0, 4, 0, 0],
    "refused_quota": [0, 0, 12, 0],
    "refused_ineligible": [1, 1, 1, 1],
    "defaulted_covered": [100, 0, 0, 140],
    "defaults_covered": [1, 0, 0, 3],
    "owed": [20, 34, 34, 74],
    "recovered": [2, 2, 2, 2],
    "loss_covered": [16, 30, 30, 70],
    "guarantor_paid": [5, 5, 5, 5],
    "insurer_paid": [3, 3, 3, 3],
    "others_recovered": [4, 0, 0, 0],
    "bank_loss": [4, 4, 4, 4],
    "fund_paid": [10, 20, 30, 60],
    "fund_recovered": [0, 0, 10, 0],
    "lapsed": [0, 1, 0, 2],
    "unpaid": [0, 0, 0, 1],
    "first_depleted": [0, 13, 0, 125],
    "months_shut": [2, 4, 0, 2],
    "lowest_balance": [2000, 1000, 500, 500],
    "years_without_claim": [10, 5, 0, 5],
    "peak_covered": [1000, 1000, 4000, 2000],
    "covered_months": [12_000, 24_000, 36_000, 24_000],
    "uncovered_months": [0, 1_200, 2_400, 1_200],
    "public_in_present": [9, 27, 27, 27],
    "lent_priority": [300, 700, 900, 500],
    "tool_cost": [5, 5, 6, 8],
    "guarantor_short": [0, 0, 0, 2],
}
OTHER = {
    "lent_covered": [2000, 2000, 4000, 4000],
    "owed": [30, 30, 30, 30],
    "bank_loss": [30, 30, 30, 30],
    "first_depleted": [0, 13, 20, 125],
    "lowest_balance": [4000, 4000, 4000, 4000],
    "public_in_present": [60, 30, 60, 66],
}
ARM = {"lent_uncovered": [600, 1200, 1800, 1200], "uncovered_months": [6_000, 12_000, 18_000, 12_000]}
# lent less the arm: 400, 900, 1400, 900. Net loss of each path: 18, 32, 32, 72.
EXPECTED = {
    "lent": 2100,
    "lent_alone": (600 + 1200 + 1800 + 1200) / 4,
    "covered": 2000,
    "additional_lending": 900,
    # 500, 1100, 1700 and 1100 yuan-years above the arm, over ten years of lending
    "additional_credit": 110,
    "newly_lent": 900,
    "labelled": 1100,
    "loans_covered": 2,
    "defaults_covered": 1,
    "defaulted_covered": 60,
    "default_rate": 240 / 8000,
    "loss_covered": 36.5,
    "recovered": 2,
    "fund_paid": 30,
    "payout_rate": 120 / 8000,
    "bank_loss": 4,
    "others_paid": 7,
    "unpaid": 1,
    # 120 of 124, but four paths do not tell mean claims of 31 from none
    "claims_paid_share": math.inf,
    "p_depleted": 0.5,
    "p_depleted_year_1": 0,
    "p_depleted_year_3": 0.25,
    "p_depleted_year_5": 0.25,
    "p_depleted_year_10": 0.25,
    "time_to_depletion": 13,
    "months_shut": 1,
    "refused_breaker": 10,
    "refused_leverage": 2,
    "refused_unpaid": 1,
    "refused_quota": 3,
    "refused_ineligible": 1,
    "idle_share": 0.5,
    "p_year_without_claim": 0.5,
    "fiscal_cost": 22.5,
    "cost_per_lent": 90 / 8400,
    "cost_per_additional": 90 / 3600,
    "cost_per_additional_year": 90 / 4400,
    # 1 % a year (4 - 2 - 1) on 8400 yuan-years over four paths, less 4 lost on each
    "bank_margin": 21 - 4,
    "leverage_peak": 1,
    "leverage_cumulative": 1,
    "var99_bank_loss": 4,
    "es99_bank_loss": 4,
    "var99_fund_paid": 60,
    "es99_fund_paid": 60,
}


@pytest.fixture(scope="module")
def totals():
    """Return the totals of the baseline (fund 2,000) and of a second policy (ratio 0.8, fund 4,000)."""
    policies = [policy().scenario, policy(0.8, 4_000.0).scenario]
    return totals_of(ledger([BASE, OTHER], [ARM, ARM]), policies, shut_rows=2)


@pytest.fixture(scope="module")
def found(totals):
    """Return every measure of the two policies, by key."""
    return {m.definition.key: estimated(m, totals, 0) for m in measures_of(totals.policies[0])}


def test_every_measure_of_the_hand_worked_paths(found):
    """Each measure is what its definition says, in yuan."""
    known = {key: both.values[0].value for key, both in found.items() if both.values[0] is not None}
    assert known == pytest.approx(EXPECTED)


def test_measures_of_tools_priority_sectors_and_a_guarantor():
    """They are there when the policy has them: means of 600 and 6 yuan, and one path in four with a failure."""
    sectors = ({"name": "all", "share": 1.0, "patent_decay_per_year": 0.0, "is_priority": True},)
    own = scenario(sectors=sectors, scheme={"guarantor_capital": 1e6}, tools=({"name": "tool"},))
    totals = totals_of(ledger([BASE], [ARM]), [own])
    found = {m.definition.key: estimated(m, totals, 0).values[0] for m in measures_of(own)}
    assert [found[key].value for key in ("lent_priority", "tool_cost", "p_guarantor_short")] == [600, 6, 0.25]


def test_payouts_on_an_opening_book_are_measured_against_it():
    """Two covered loans of 500 join the 8,000 lent in the denominator; one without cover does not."""
    old = {"sector": "all", "grade": "one", "principal": 500.0, "months_left": 3}
    book = ({"name": "a", "count": 2, **old}, {"name": "b", "count": 1, "is_covered": False, **old})
    own = scenario(book=book)
    totals = totals_of(ledger([BASE], [ARM]), [own])
    measure = next(m for m in measures_of(own) if m.definition.key == "payout_rate")
    assert measure.denominator(totals)[0].tolist() == [2000, 3000, 4000, 3000]


def test_claims_paid_are_a_part_of_the_approved_ones(totals):
    """Paid 10, 20, 30 and 60 of 10, 21, 30 and 63: what lapsed or was never paid is the rest."""
    measure = next(m for m in measures_of(totals.policies[0]) if m.definition.key == "claims_paid_share")
    assert measure.formula(totals)[0].tolist() == [10, 20, 30, 60]
    assert measure.denominator(totals)[0].tolist() == [10, 21, 30, 63]


def test_every_definition_is_complete_and_appears_once(totals):
    """No two measures share a key or a label, and each says what it means in a sentence."""
    definitions = definitions_of(totals.policies[0])
    for field in ("key", "label"):
        assert len({getattr(d, field) for d in definitions}) == len(definitions)
    assert all(d.meaning.endswith(".") for d in definitions)
    assert {"marginal_cost", "smallest_fund_same_lending"} <= {d.key for d in definitions}


def test_differences_are_paired(found):
    """Lending differs by 1000, -100, 800, 1900 on the four paths: mean 900, variance 2,020,000 / 3."""
    half_width = T3 * math.sqrt(2_020_000 / 3 / 4)
    for key in ("lent", "additional_lending"):
        base, other = found[key].differences
        assert base is None
        assert (other.value, other.low, other.high) == pytest.approx((900, 900 - half_width, 900 + half_width))


def test_difference_of_a_chance_is_that_of_the_indicators(found):
    """One path of four differs: the difference is 1/4, and one path says nothing of how far it may lie off."""
    other = found["p_depleted"].differences[1]
    assert (other.value, other.high, other.note) == (0.25, math.inf, "too few paths")


def test_chance_has_the_exact_interval_and_is_never_zero(found):
    """No path of four runs dry in year 1: upper bound 1 - 0.025^(1/4)."""
    never = found["p_depleted_year_1"].values[0]
    assert (never.low, never.high, never.kind) == (0.0, pytest.approx(1 - 0.025**0.25), "proportion")


def test_time_to_depletion_is_of_the_paths_that_run_dry(found):
    """It says so, and has no paired difference: the two policies run dry on different paths."""
    times = found["time_to_depletion"]
    assert times.values[0].among == 2
    assert times.values[0].remark == "too few paths, of the 2 paths where it happens"
    assert times.differences == (None, None)


def test_ratio_of_means_has_the_delta_method_interval(found):
    """Payout 10, 20, 30, 60 per lending 1000, 2000, 3000, 2000: residuals -5, -10, -15, 30 over 2000; logarithmic."""
    rate = found["payout_rate"].values[0]
    relative = math.sqrt((25 + 100 + 225 + 900) / 3 / 4) / 2000 / 0.015
    reach = stats.t.ppf(0.975, 1 / (1 / 4 + relative**2 * 3 / 4) - 1) * relative
    assert (rate.low, rate.high) == pytest.approx((0.015 * math.exp(-reach), 0.015 * math.exp(reach)))


def test_ratio_over_nothing_gives_a_note_and_no_number():
    """A denominator that is 0, near 0 or negative has no cost per unit: never a wild number."""
    cost = np.array([1.0, 2.0, 3.0, 2.0])
    cases = {
        NO_DENOMINATOR: np.zeros(4),
        DENOMINATOR_NEAR_ZERO: np.array([-1.0, 1.0, 1.0, -0.9]),
        NOTHING_GAINED: np.array([-5.0, -5.1, -4.9, -5.0]),
    }
    for note, denominator in cases.items():
        assert (ratio(cost, denominator).value, ratio(cost, denominator).note) == (math.inf, note)
        against = difference_of_ratios((cost, cost), (cost, denominator))
        assert (against.value, against.low, against.note) == (math.inf, -math.inf, note)


def test_policy_without_a_fund_has_no_idle_money_and_no_leverage():
    """There is nothing to divide by; an unlimited fund has idle money but no leverage."""
    cases = {0.0: set(), 2_000.0: {"idle_share"}}
    for size, known in cases.items():
        one = policy(fund_size=size, fund={"is_unlimited": True}).scenario
        totals = totals_of(ledger([BASE]), [one])
        keys = ("idle_share", "leverage_peak", "leverage_cumulative")
        measures = [m for m in measures_of(one) if m.definition.key in keys]
        assert {m.definition.key for m in measures if estimated(m, totals, 0).values[0]} == known


def test_a_mean_share_keeps_a_bound_when_every_path_agrees():
    """Four paths without a single such year do not prove that there is none."""
    assert bounded_mean(np.zeros(4), SHARE).high == pytest.approx(1 - 0.025**0.25)
    assert bounded_mean(np.ones(4), SHARE).low == pytest.approx(0.025**0.25)
    assert bounded_mean(np.array([0.5, 0.5, 0.5, 0.5]), SHARE).high == 0.5


def test_tail_of_a_thousand_paths():
    """Losses 1 to 1,000 in any order: VaR 99 % is the 990th, ES 99 % the mean of the last ten."""
    loss = np.random.default_rng(3).permutation(np.arange(1, 1001))
    losses = {"bank_loss": loss, "owed": loss}
    totals = totals_of(ledger([losses, losses]), [policy().scenario] * 2)
    found = {m.definition.key: estimated(m, totals, 0) for m in measures_of(totals.policies[0])}
    assert found["var99_bank_loss"].values[0].value == 990
    assert found["es99_bank_loss"].values[0].value == pytest.approx(995.5)
    same = found["es99_bank_loss"].differences[1]
    assert same.value == 0


def test_loss_split_sums_to_the_loss(totals):
    """Fund 27.5 net of its recoveries, bank 4, and the others' 8 less 1 recovered, in proportion to what they paid."""
    split = split_of(mean_totals(totals, 0))
    assert split == pytest.approx(
        {"fund": 27.5, "bank": 4, "guarantor": 4.375, "reinsurer": 0, "insurer": 2.625, "appraiser": 0}
    )
    assert sum(split.values()) == pytest.approx((18 + 32 + 32 + 72) / 4)


def test_split_that_misses_a_fen_is_refused(totals):
    """A party that bears one fen too much on one path fails the run, by name."""
    values = totals.values.copy()
    values[path_totals.COLUMNS.index("bank_loss"), 1, 2] += 1
    with pytest.raises(BalanceError, match="policy 1, path 2, difference -1 fen"):
        path_totals.check_split(dataclasses.replace(totals, values=values))


def losing(paths=40):
    """Return totals under which all that can be negative is: nothing lent, the public paid back, the bank at a loss."""
    row = {name: np.arange(paths) % 3 for name in BASE}
    row |= {"lent_covered": np.ones(paths), "lent_uncovered": np.zeros(paths), "public_in_present": -5 - row["owed"]}
    row |= {"bank_loss": 900 + row["owed"], "lowest_balance": np.full(paths, 1000), "others_recovered": np.zeros(paths)}
    row |= {"fund_paid": row["unpaid"], "years_without_claim": row["owed"], "lent_priority": row["owed"]}
    alone = {"lent_uncovered": 50 + np.arange(paths), "uncovered_months": 240 + np.arange(paths)}
    return totals_of(ledger([row], [alone]), [policy().scenario])


@pytest.mark.parametrize("measure", measures_of(policy().scenario), ids=lambda measure: measure.definition.key)
def test_a_measure_ends_at_its_own_bounds_and_nowhere_else(totals, measure):
    """No end passes what the definition bounds; what is not bounded below keeps its negative value and ends."""
    bounds = measure.definition.bounds
    for made in (totals, losing()):
        for found in estimated(measure, made, 0).values:
            if found is not None and found.note in ("", TOO_FEW):
                assert max(found.low, -math.inf) >= bounds.lowest or math.isinf(found.low)
                assert found.high <= bounds.highest or math.isinf(found.high)
    found = estimated(measure, losing(), 0).values[0]
    if math.isinf(bounds.lowest) and math.isfinite(found.value):
        assert found.low < found.value < 0


def test_only_differences_and_what_is_paid_back_have_no_bound():
    """A measure without a bound is one that is negative somewhere: the list is short, and each stands here for why."""
    free = {one.key for one in definitions_of(policy().scenario) if math.isinf(one.bounds.lowest)}
    assert free == {
        "additional_lending", "additional_credit",  # a scheme's gate can turn loans away that banks would have made
        "fiscal_cost", "cost_per_lent", "cost_per_additional", "marginal_cost",  # more may come back than was paid in
        "cost_per_additional_year",
        "bank_margin",  # losses beyond the interest
    }  # fmt: skip
