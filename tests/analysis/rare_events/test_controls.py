"""Control variates: known means, a known answer, honest coverage, and where they are not used."""

import math

import numpy as np
import pytest

from simulator.analysis.rare_events.controls import controlled_mean, expected_defaults, fit_controls
from simulator.analysis.rare_events.rare import tilted
from simulator.engines.kernel.single import innovations_of
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.errors import NoAnswerError
from tests.engines.books import scenario


def draws(repetition):
    """Return the generator of a repetition."""
    return np.random.default_rng([20_260_101, repetition])


def world(**changes):
    """Return a prepared world of three years; stressed in the second."""
    stress = {"name": "bad", "start_month": 13, "months": 12, "factor_shift": -1.0, "pd_multiplier": 2.0}
    whole = scenario(clock={"years": 3}, stress=(stress,), **changes)
    return prepare(whole, [whole])


YEARLY = {"step": "yearly", "persistence": 0.5, "asset_correlation": 0.2}
MONTHLY = {"step": "monthly", "persistence": 0.9, "asset_correlation": 0.2}
REGIMES = (
    {"name": "good", "mean_shift": 0.3, "to": (0.97, 0.03)},
    {"name": "bad", "mean_shift": -1.5, "to": (0.15, 0.85)},
)


@pytest.mark.compiled
@pytest.mark.parametrize(
    "economy", [YEARLY, MONTHLY, {**MONTHLY, "regimes": REGIMES}], ids=["yearly", "monthly", "regimes"]
)
def test_controls_have_mean_zero(economy):
    """The closed form is their mean, in stressed years and with regimes too: within four standard errors."""
    controls = expected_defaults(world(economy=economy), 0, 4_000)
    errors = controls.std(axis=0) / math.sqrt(len(controls))
    assert np.all(np.abs(controls.mean(axis=0)) < 4 * errors)


def test_controls_are_vasiceks_formula_by_hand():
    """One sector, one step a year: 12 (Phi((c - sqrt(rho) F) / sqrt(1 - rho)) - PD) in the first year."""
    from scipy import stats

    prepared = world(economy=YEARLY)
    factor = innovations_of(prepared.world, np.arange(5))[:, 0]
    weight = prepared.world.macro_weight[0]
    f = math.sqrt(weight) * factor[:, 0] + math.sqrt(1 - weight) * factor[:, 1]
    by_hand = 12 * (stats.norm.cdf((stats.norm.ppf(0.02) - math.sqrt(0.2) * f) / math.sqrt(0.8)) - 0.02)
    assert expected_defaults(prepared, 0, 5)[:, 0] == pytest.approx(by_hand, rel=1e-9)


def test_a_tilted_world_has_no_controls():
    """Their mean is that of the plain economy."""
    prepared = world(economy=YEARLY)
    shape = innovations_of(prepared.world, np.array([0])).shape[1:]
    with pytest.raises(NoAnswerError, match="plain economy"):
        expected_defaults(tilted(prepared, np.full(shape, -0.5)), 0, 4)


def test_a_linear_function_of_the_controls_is_known_exactly():
    """7 + 3 a - 2 b with controls a, b of mean 0: the mean is 7, without an error."""
    pilot, controls = draws(1).standard_normal((50, 2)), draws(2).standard_normal((30, 2))
    coefficients, gain = fit_controls(7 + pilot @ [3.0, -2.0], pilot)
    found = controlled_mean(7 + controls @ [3.0, -2.0], controls, coefficients)
    assert coefficients == pytest.approx((3.0, -2.0))
    assert gain > 1e12
    assert (found.estimate.low, found.estimate.value, found.estimate.high) == pytest.approx((7.0, 7.0, 7.0))


def test_gain_is_that_of_the_correlation():
    """X = a + e, both standard normal: half of the variance goes, gain 2; a control of no use promises none."""
    controls = draws(3).standard_normal((40_000, 2))
    values = controls[:, 0] + draws(4).standard_normal(40_000)
    assert fit_controls(values, controls)[1] == pytest.approx(2.0, rel=0.05)
    assert controlled_mean(values, controls, (1.0, 0.0)).gain == pytest.approx(2.0, rel=0.05)
    assert fit_controls(values, controls[:, 1:])[1] == pytest.approx(1.0, abs=0.001)


def test_many_controls_promise_nothing_by_chance():
    """13 controls without any use on 200 paths: R^2 is about 13 / 199 by chance, the adjusted one about 0."""
    pairs = [(draws(i).exponential(size=200), draws(i + 300).standard_normal((200, 13))) for i in range(300)]
    gains = [fit_controls(values, controls)[1] for values, controls in pairs]
    assert abs(np.mean(gains) - 1) < 4 * np.std(gains) / math.sqrt(len(gains)) + 0.005


def test_controls_that_never_move_are_left_out():
    """Without correlation the economy says nothing of the defaults, and a constant has nothing to explain."""
    prepared = world(economy={**YEARLY, "asset_correlation": 0.0})
    controls = expected_defaults(prepared, 0, 40)
    assert np.abs(controls).max() < 1e-12
    assert fit_controls(draws(5).exponential(size=40), controls) == ((0.0,) * controls.shape[1], 1.0)
    assert fit_controls(np.full(40, 3.0), draws(6).standard_normal((40, 1)))[1] == 1.0


@pytest.mark.slow
def test_intervals_hold_the_mean_as_often_as_they_say():
    """1,000 repetitions: exp(a) + e has mean exp(0.5) + 1; coefficients from 500 paths, the mean from 500 others."""
    held, values = [], []
    for i in range(1_000):
        control = draws(i).standard_normal((1_000, 1))
        losses = np.exp(control[:, 0]) + draws(i + 1_000).exponential(size=1_000)
        coefficients, _ = fit_controls(losses[:500], control[:500])
        found = controlled_mean(losses[500:], control[500:], coefficients).estimate
        values.append(found.value)
        held.append(found.low <= math.exp(0.5) + 1 <= found.high)
    assert abs(np.mean(values) - math.exp(0.5) - 1) < 4 * np.std(values) / math.sqrt(len(values))
    assert 0.925 <= np.mean(held) <= 0.965


@pytest.mark.slow
@pytest.mark.compiled
def test_coverage_through_the_engine():
    """1,000 runs of 400 paths, 500 loans of PD 2 %: the mean, 10 defaults, is held as often as said.

    The economy makes 500^2 Var(p) of the variance, the loans 500 E[p (1 - p)], with p the chance given the factor;
    all of the first goes, so that the gain is one plus their ratio.
    """
    from scipy import stats

    whole = scenario(
        economy={**YEARLY, "persistence": 0.0, "asset_correlation": 0.05},
        book=({"name": "b", "count": 500, "principal": 1e4, "months_left": 12, "sector": "all", "grade": "one"},),
    )
    prepared = prepare(whole, [whole])
    defaults = simulate(prepared, 402_000, columns=("defaults_covered",)).of("defaults_covered")[:, 0].astype(float)
    controls = expected_defaults(prepared, 0, 402_000)
    coefficients, _ = fit_controls(defaults[:2_000], controls[:2_000])
    runs = [
        controlled_mean(defaults[first : first + 400], controls[first : first + 400], coefficients)
        for first in range(2_000, 402_000, 400)
    ]
    held = np.mean([run.estimate.low <= 10 <= run.estimate.high for run in runs])
    assert 0.935 <= held <= 0.965
    factor = np.linspace(-8, 8, 8_001)
    density = stats.norm.pdf(factor) / 500
    chance = stats.norm.cdf((stats.norm.ppf(0.02) - math.sqrt(0.05) * factor) / math.sqrt(0.95))
    of_loans, of_economy = np.sum(density * chance * (1 - chance)), np.sum(density * (chance - 0.02) ** 2)
    exact = 1 + 500 * of_economy / of_loans
    assert controlled_mean(defaults, controls, coefficients).gain == pytest.approx(exact, rel=0.02)
