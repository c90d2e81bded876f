"""Estimates from rates alone, and the three published series."""

from pathlib import Path

import numpy as np
import pytest
from scipy import special

from simulator.analysis.learning.calibrate import calibrate
from simulator.analysis.learning.default_rates import fit_rates
from simulator.errors import NoAnswerError, ScenarioError
from simulator.inputs.history import read_history

HISTORIES = Path(__file__).parents[2] / "scenarios" / "histories"


def row_of(lesson, label, method):
    """Return one row of what was learnt."""
    return next(row for row in lesson.learnt if (row.label, row.method) == (label, method))


def test_interval_is_that_of_a_normal_variance():
    """Probits -2, -1.8, -1.6: variance 0.04, chi-square (2) ends 0.0506 and 7.378 from the table."""
    fit = fit_rates(special.ndtr(np.array([-2.0, -1.8, -1.6])))
    assert fit.asset_correlation == pytest.approx(0.04 / 1.04)
    low, high = 0.08 / 7.378, 0.08 / 0.0506
    assert fit.correlation_interval == pytest.approx((low / (1 + low), high / (1 + high)), rel=2e-3)
    assert fit.pd_per_year == pytest.approx(special.ndtr(-1.8 / np.sqrt(1.04)))


def test_planted_parameters_are_found():
    """300 histories of five years: both intervals cover in 95 % of them, within four standard errors."""
    rng = np.random.default_rng(3)
    pd, rho = 0.02, 0.05
    is_covered = []
    for _ in range(300):
        x = (special.ndtri(pd) - np.sqrt(rho) * rng.standard_normal(5)) / np.sqrt(1 - rho)
        fit = fit_rates(special.ndtr(x))
        ends = (fit.pd_interval, fit.correlation_interval)
        is_covered.append([low <= true <= high for (low, high), true in zip(ends, (pd, rho), strict=True)])
    assert np.abs(np.mean(is_covered, axis=0) - 0.95).max() < 4 * np.sqrt(0.95 * 0.05 / 300)


@pytest.mark.parametrize(("name", "moment"), [("korea_ip_loans", 0.027), ("kibo", 0.031), ("anhui", 0.005)])
def test_published_series_give_the_known_correlations(name, moment):
    """By moments to the digit; by likelihood from 0.005 to 0.036, with intervals that admit four or five points."""
    (lesson,) = calibrate([read_history(HISTORIES / f"{name}.csv")])
    assert row_of(lesson, "asset correlation", "moments").value == pytest.approx(moment, abs=0.0005)
    found = row_of(lesson, "asset correlation", "likelihood")
    assert 0.005 <= found.value <= 0.036
    assert found.high / found.low > 15
    assert "read in a copy" in lesson.source or "newsis.com" in lesson.source


def test_two_files_of_one_setting_are_refused():
    """Neither silently wins."""
    histories = [read_history(HISTORIES / f"{name}.csv") for name in ("kibo", "anhui")]
    with pytest.raises(ScenarioError, match=r"anhui.csv: teaches economy.step, as .*kibo.csv does"):
        calibrate(histories)


@pytest.mark.parametrize(
    ("rates", "fault"), [("2020,0.1\n2021,0.2\n", "at least 3"), ("2020,0.1\n2021,0.1\n2022,0.1\n", "all rates")]
)
def test_too_little_is_no_answer(tmp_path, rates, fault):
    """Two years, or three that are the same."""
    path = tmp_path / "rates.csv"
    path.write_text(f"year,default_rate\n{rates}")
    with pytest.raises(NoAnswerError, match=fault):
        calibrate([read_history(path)])
