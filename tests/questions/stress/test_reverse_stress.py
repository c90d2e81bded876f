"""Reverse stress: the likeliest path into a bad stretch, and a fund whose breaking point is known."""

import numpy as np
import pytest
from scipy.special import ndtri

from simulator.questions.stress.reverse_stress import (
    macro_path,
    reverse_stress,
    shock_count,
    stretch_of,
    worthless_patents,
)
from tests.engines.books import scenario


@pytest.mark.parametrize(("first", "last", "per_year"), [(1, 1, 12), (2, 3, 12), (3, 3, 1), (1, 4, 1)])
def test_spread_is_that_of_the_average(first, last, per_year):
    """By the second way: the variance of an average of a stationary AR(1) from its covariances phi^|t - s|."""
    phi = 0.9
    stretch = stretch_of(first, last, per_year, 5 * per_year, phi)
    at = np.arange((first - 1) * per_year, last * per_year)
    covariance = phi ** np.abs(at[:, None] - at[None, :])
    assert stretch.spread == pytest.approx(np.sqrt(covariance.mean()))
    assert np.sum(stretch.innovations**2) == pytest.approx(1.0)


def test_path_is_the_conditional_mean_of_a_gaussian_process():
    """Given an average k standard deviations below normal, E Z_t = -k Cov(Z_t, average) / sd(average)."""
    phi, depth = 0.9, 2.5
    stretch = stretch_of(2, 3, 12, 60, phi)
    month = np.arange(60)
    covariance = (phi ** np.abs(month[:, None] - np.arange(12, 36)[None, :])).mean(axis=1)
    path = macro_path(depth * stretch.innovations, phi, 1)
    assert path == pytest.approx(-depth * covariance / stretch.spread)
    assert path[12:36].mean() == pytest.approx(-depth * stretch.spread)


def test_yearly_steps_hold_for_twelve_months():
    """With the yearly step the factor stays for the year."""
    path = macro_path(stretch_of(1, 1, 1, 2, 0.5).innovations, 0.5, 12)
    assert path == pytest.approx([-1.0] * 12 + [-0.5] * 12)


def test_shock_counts_by_hand():
    """Means 3 and 1 with variances 2 and 2 over 2 and 2 paths: difference 2, standard error sqrt(2)."""
    found = shock_count("AI", 0.5, np.array([2.0, 4.0, 0.0, 2.0]), np.array([True, True, False, False]), 1)
    assert (found.when_dry.value, found.difference.value) == (3.0, 2.0)
    assert found.difference.high - 2.0 == pytest.approx(1.959964 * np.sqrt(2), rel=1e-6)


PD, RHO, FUND, PATHS = 0.02, 0.2, 350_000.0, 600


def pool():
    """Return a year of 400 loans of 50,000 that share one factor; half is recovered, the fund pays 35 % of the rest.

    The fund is emptied by 40 defaults, and by 20 when nothing is recovered.
    """
    return scenario(
        run={"seed": 3, "paths": PATHS},
        clock={"years": 2},
        economy={"step": "yearly", "persistence": 0.0, "asset_correlation": RHO},
        book=({"name": "b", "count": 400, "principal": 5e4, "months_left": 12, "sector": "all", "grade": "one"},),
        disposal={"method": "fixed", "fixed_recovery": 0.5},
        fund={"fund_size": FUND},
    )


def depth_for(part: float) -> float:
    """Return minus the factor at which a part of the pool defaults: Vasicek's law solved for F."""
    return -(ndtri(PD) - np.sqrt(1 - RHO) * ndtri(part)) / np.sqrt(RHO)


@pytest.mark.compiled
def test_breaking_point_of_a_known_pool():
    """The depth at which half of the histories run dry is where Vasicek's law puts it, with and without recoveries."""
    found = reverse_stress(pool(), 2, threads=2)
    down, error = found.downturn, 0.5 / np.sqrt(PATHS) / 0.399
    assert (down.first_year, down.last_year) == (1, 1)
    assert down.depth.value == pytest.approx(depth_for(0.10), abs=4 * error + 0.1)
    assert found.worthless_depth.value == pytest.approx(depth_for(0.05), abs=4 * error + 0.1)
    assert down.depth.low <= down.depth.value <= down.depth.high
    assert down.macro[:12] == pytest.approx(-down.depth.value)
    assert (down.shocks, down.average) == ((), pytest.approx(-down.depth.value))


@pytest.mark.compiled
def test_unlimited_fund_has_no_breaking_point():
    """Where money never lacks, no downturn tried empties the fund, and worthless patents do not either."""
    values = {**pool().model_dump(), "fund": {"fund_size": FUND, "is_unlimited": True}}
    found = reverse_stress(scenario().model_validate(values), 1, threads=2)
    assert (found.downturn, found.worthless_depth, found.worthless.value) == (None, None, 0.0)


def test_worthless_patents_bring_nothing():
    """Nothing but the disposal of the patents is changed."""
    plain, worst = pool(), worthless_patents(pool())
    assert (worst.disposal.method, worst.disposal.fixed_recovery) == ("fixed", 0.0)
    assert worst.model_dump(exclude={"disposal"}) == plain.model_dump(exclude={"disposal"})
