"""Paths to a wanted precision: what the pilot asks for, and what happens where plain paths cannot give it."""

import math

import numpy as np
import pytest

from simulator.analysis.rare_events import precision
from simulator.analysis.rare_events.precision import paths_needed, plan_paths, reach, relative_width
from simulator.estimate import Estimate
from simulator.saying.speaker import said
from tests.engines.books import scenario


def book(fund_size, **more):
    """Return a year of 300 equal loans that share one factor; the fund pays half of each loss, 3,750 yuan."""
    return scenario(
        economy={"step": "yearly", "persistence": 0.0, "asset_correlation": 0.1},
        book=({"name": "b", "count": 300, "principal": 1e4, "months_left": 12, "sector": "all", "grade": "one"},),
        scheme={"compensation_ratio": 0.5},
        fund={"fund_size": fund_size, **more},
    )


def figures_of(whole, wanted, most=200_000):
    """Return the figures; the plain paths are those of the plan."""
    plan = plan_paths(whole, wanted, most=most, threads=1)
    prepared = precision.prepare(whole, [whole])
    ledger = precision.simulate(prepared, plan.paths, threads=1, columns=precision.COLUMNS)
    found = reach(whole, plan, precision._plain_estimates(ledger), threads=1)
    return plan, {figure.definition.key: figure for figure in found.figures}, found


def test_width_is_half_the_interval_per_value():
    """(12 - 8) / 2 / 10 = 0.2; a constant is known exactly, a bound on 0 not at all."""
    assert relative_width(Estimate(10.0, 8.0, 12.0, "mean")) == pytest.approx(0.2)
    assert relative_width(Estimate(0.0, 0.0, 0.0, "mean")) == 0
    assert relative_width(Estimate(0.0, 0.0, 0.01, "proportion")) == math.inf
    assert relative_width(Estimate(5.0, -math.inf, 6.0, "quantile")) == math.inf


def test_a_quarter_of_the_width_takes_sixteen_times_the_paths():
    """1.2 x 1,000 x (0.2 / 0.05)^2 = 19,200."""
    assert paths_needed(Estimate(10.0, 8.0, 12.0, "mean"), 1_000, 0.05) == pytest.approx(19_200)


@pytest.mark.compiled
def test_plain_paths_where_they_are_enough():
    """A fund that often runs dry: P by the binomial law needs 1.96^2 (1 - p) / p / 0.1^2 paths, and meets 10 %."""
    plan, found, whole = figures_of(book(15 * 3_750.0), 0.1)
    depleted = found["p_depleted"]
    assert depleted.weighted is None
    assert depleted.reached <= 0.1
    chance = depleted.estimate.value
    assert plan.needs["p_depleted"] == pytest.approx(1.2 * 384 * (1 - chance) / chance, rel=0.5)
    assert depleted not in whole.missed


@pytest.mark.compiled
def test_weighted_paths_where_plain_ones_are_not_enough():
    """Few paths allowed: the chance of more than 40 defaults among 300 comes from weights, as by quadrature."""
    from scipy import stats

    _, found, _ = figures_of(book(40 * 3_750.0), 0.1, most=20_000)
    depleted = found["p_depleted"]
    factor = np.linspace(-8, 8, 8_001)
    chance = stats.norm.cdf((stats.norm.ppf(0.02) - np.sqrt(0.1) * factor) / np.sqrt(0.9))
    exact = float(np.trapezoid(stats.norm.pdf(factor) * stats.binom.sf(40, 300, chance), factor))
    assert depleted.weighted is not None
    assert depleted.weighted.gain > 10
    assert depleted.reached <= 0.1
    assert abs(depleted.estimate.value - exact) < 4 * depleted.weighted.standard_error


@pytest.mark.compiled
def test_a_fund_that_cannot_run_dry_is_bounded_and_says_why():
    """A fund larger than all loans: 0 of the paths allowed, no precision, and the reason."""
    _, found, whole = figures_of(book(4e6), 0.2, most=4_000)
    depleted = found["p_depleted"]
    assert depleted.estimate.value == 0
    assert depleted.paths == 4_000
    assert depleted.reached == math.inf
    assert "stays rare" in said(depleted.note)
    assert depleted in whole.missed


@pytest.mark.compiled
def test_the_plan_does_not_hang_on_the_final_paths():
    """The pilot's paths are its own: another number of paths in the scenario leaves the plan as it is."""
    whole = book(15 * 3_750.0)
    more = scenario(**{**whole.model_dump(exclude_unset=True), "run": {"seed": 7, "paths": 3}})
    assert plan_paths(whole, 0.2, threads=1) == plan_paths(more, 0.2, threads=1)


@pytest.mark.slow
@pytest.mark.compiled
def test_means_without_the_luck_of_the_economy():
    """A fund that cannot run dry pays 300 x 2 % x 3,750 = 22,500 on average; controls save most of the paths."""
    plan, found, whole = figures_of(book(4e6), 0.03, most=40_000)
    paid = found["fund_paid"]
    error = (paid.estimate.high - paid.estimate.low) / (2 * 1.96)
    assert paid.control_gain > 1.05
    assert abs(paid.estimate.value - 22_500) < 4 * error
    assert paid.reached <= 0.03
    assert paid not in whole.missed
    assert paid.paths >= plan.needs["fund_paid"]


@pytest.mark.slow
@pytest.mark.compiled
def test_means_stay_plain_where_the_economy_says_nothing():
    """Without correlation no control variate is used; 22,500 again."""
    free = scenario(**{**book(4e6).model_dump(exclude_unset=True), "economy": {"step": "yearly", "persistence": 0.0}})
    plan, found, _ = figures_of(free, 0.03, most=4_000)
    assert plan.controls == {}
    assert found["fund_paid"].control_gain is None
    assert found["fund_paid"].estimate.low < 22_500 < found["fund_paid"].estimate.high
