"""The factors have variance 1 and the memory they are given."""

import math

import numpy as np
import pytest

from simulator.rules.economy import next_factor, sector_factor


def simulated(persistence: float, months: int, seed: int) -> np.ndarray:
    """Return one long path of the macro factor, shape (months,)."""
    innovations = np.random.default_rng(seed).standard_normal(months)
    path = np.empty(months)
    factor = float(innovations[0])
    for month in range(months):
        factor = next_factor(factor, persistence, float(innovations[month])) if month else factor
        path[month] = factor
    return path


@pytest.mark.parametrize("persistence", [0.0, 0.5, 0.95, 0.999])
def test_a_step_keeps_the_variance_at_one(persistence):
    """The squared weights of the old factor and of the innovation add up to 1."""
    kept = next_factor(1.0, persistence, 0.0)
    new = next_factor(0.0, persistence, 1.0)
    assert kept == persistence
    assert kept**2 + new**2 == pytest.approx(1.0, abs=1e-15)


def test_good_news_raises_a_good_factor():
    """0.6 of a factor of 1 and 0.8 of an innovation: 1.4 when it is 1, -0.2 when it is -1."""
    assert next_factor(1.0, 0.6, 1.0) == pytest.approx(1.4)
    assert next_factor(1.0, 0.6, -1.0) == pytest.approx(-0.2)


@pytest.mark.parametrize(("persistence", "seed"), [(0.0, 1), (0.6, 2), (0.9, 3)])
def test_simulated_factor_has_mean_0_and_variance_1(persistence, seed):
    """Standard errors of an AR(1): mean (1 + phi) / (1 - phi) / n, variance 2 (1 + phi^2) / (1 - phi^2) / n."""
    months = 20_000
    path = simulated(persistence, months, seed)
    assert abs(path.mean()) < 4 * math.sqrt((1 + persistence) / (1 - persistence) / months)
    spread = math.sqrt(2 * (1 + persistence**2) / (1 - persistence**2) / months)
    assert abs(np.mean(path**2) - 1) < 4 * spread


@pytest.mark.parametrize("lag", [1, 6, 12])
def test_simulated_autocorrelation_is_phi_to_the_lag(lag):
    """Bartlett's standard error of the sample autocorrelation of an AR(1)."""
    months, persistence = 20_000, 0.9
    path = simulated(persistence, months, 4)
    found = np.mean(path[lag:] * path[:-lag]) / np.mean(path**2)
    square = persistence**2
    variance = (1 + square) * (1 - square**lag) / (1 - square) - 2 * lag * square**lag
    assert abs(found - persistence**lag) < 4 * math.sqrt(variance / months)


@pytest.mark.parametrize("weight", [0.0, 0.3, 0.7, 1.0])
def test_sector_factor_has_variance_one_and_the_wanted_correlation(weight):
    """F = sqrt(w) Z + sqrt(1 - w) X: weights squared sum to 1; two sectors correlate at w."""
    macro, own = sector_factor(1.0, 0.0, weight), sector_factor(0.0, 1.0, weight)
    assert macro**2 + own**2 == pytest.approx(1.0, abs=1e-15)
    assert macro**2 == pytest.approx(weight, abs=1e-15)


def test_a_sector_shares_the_fate_of_the_economy():
    """Weight 0.36: 0.6 of the macro factor and 0.8 of the sector's own, both counted upwards."""
    assert sector_factor(1.0, 1.0, 0.36) == pytest.approx(1.4)
    assert sector_factor(1.0, -1.0, 0.36) == pytest.approx(-0.2)
