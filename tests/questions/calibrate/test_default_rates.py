"""Estimates from rates alone, and the three published series."""

from pathlib import Path

import numpy as np
import pytest
from scipy import special

from simulator.errors import NoAnswerError, ScenarioError
from simulator.inputs.history import read_history
from simulator.questions.calibrate.ask import lessons_of
from simulator.questions.calibrate.default_rates import fit_rates

HISTORIES = Path(__file__).parents[3] / "scenarios" / "histories"


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


@pytest.mark.no_cover
def test_planted_parameters_are_found():
    """150 histories of five years: both intervals cover in 95 % of them, within four standard errors."""
    rng = np.random.default_rng(3)
    pd, rho = 0.02, 0.05
    is_covered = []
    for _ in range(150):
        x = (special.ndtri(pd) - np.sqrt(rho) * rng.standard_normal(5)) / np.sqrt(1 - rho)
        fit = fit_rates(special.ndtr(x))
        ends = (fit.pd_interval, fit.correlation_interval)
        is_covered.append([low <= true <= high for (low, high), true in zip(ends, (pd, rho), strict=True)])
    assert np.abs(np.mean(is_covered, axis=0) - 0.95).max() < 4 * np.sqrt(0.95 * 0.05 / 150)


@pytest.mark.parametrize(("name", "moment"), [("korea_ip_loans", 0.027), ("kibo", 0.031), ("anhui", 0.005)])
def test_published_series_give_the_known_correlations(name, moment):
    """By moments to the digit; by likelihood from 0.005 to 0.036, with intervals that admit four or five points."""
    (lesson,) = lessons_of([read_history(HISTORIES / f"{name}.csv")])
    assert row_of(lesson, "asset_correlation", "moments").value == pytest.approx(moment, abs=0.0005)
    found = row_of(lesson, "asset_correlation", "likelihood")
    assert 0.005 <= found.value <= 0.036
    assert found.high / found.low > 15
    assert "read in a copy" in lesson.source.text or "newsis.com" in lesson.source.text


def lesson_of(tmp_path, rates):
    """Return what a file of rates, one a year from 2000 on, teaches."""
    path = tmp_path / "rates.csv"
    rows = "".join(f"{2000 + year},{rate:.9f}\n" for year, rate in enumerate(rates))
    path.write_text(f"year,default_rate\n{rows}")
    (lesson,) = lessons_of([read_history(path)])
    return lesson


def planted_rates(years, persistence, seed):
    """Return rates of a very large book of PD 2 % and correlation 0.1, (years,)."""
    rng = np.random.default_rng(seed)
    factor = rng.standard_normal(1)
    for _ in range(years - 1):
        step = persistence * factor[-1] + np.sqrt(1 - persistence**2) * rng.standard_normal()
        factor = np.append(factor, step)
    return special.ndtr((special.ndtri(0.02) - np.sqrt(0.1) * factor) / np.sqrt(0.9))


def test_a_year_without_defaults_lowers_the_default_rate(tmp_path):
    """Zeros are data: with two of them the PD is lower than of the other years alone, and the intervals hold it."""
    shown = [0.01, 0.02, 0.015, 0.03, 0.012, 0.02]
    found = row_of(lesson_of(tmp_path, [*shown, 0.0, 0.0]), "pd", "likelihood")
    assert found.low < found.value < row_of(lesson_of(tmp_path, shown), "pd", "likelihood").value
    assert 0 < found.low < np.mean([*shown, 0, 0]) < found.high


@pytest.mark.no_cover
@pytest.mark.parametrize("persistence", [0.0, 0.6])
def test_hidden_probits_are_drawn_by_the_law_of_the_shown_ones(persistence):
    """300 years of which the lowest sixth is printed as 0 give nearly what all the rates give."""
    rates = planted_rates(300, persistence, 5)
    printed = np.where(rates < np.quantile(rates, 1 / 6), 0.0, rates)
    whole, cut = (fit_rates(x, has_persistence=persistence > 0) for x in (rates, printed))
    assert cut.pd_per_year == pytest.approx(whole.pd_per_year, rel=0.03)
    assert cut.asset_correlation == pytest.approx(whole.asset_correlation, rel=0.06)
    assert cut.persistence == pytest.approx(whole.persistence, abs=0.06)


def test_years_with_too_few_rates_above_zero_ask_for_counts(tmp_path):
    """Two rates above 0 do not tell a swing."""
    with pytest.raises(NoAnswerError, match=r"2 rates above 0 .* Give the numbers of obligors and defaults"):
        lesson_of(tmp_path, [0.0, 0.01, 0.0, 0.02])


def test_persistence_is_estimated_from_ten_years_on(tmp_path):
    """It sets the scenario's persistence, with draws; with nine years it is assumed to be 0."""
    rates = planted_rates(10, 0.5, 1)
    ten, nine = lesson_of(tmp_path, rates), lesson_of(tmp_path, rates[:9])
    assert row_of(ten, "persistence", "likelihood").key == "economy.persistence"
    assert "economy.persistence" in ten.draws and "economy.persistence" not in ten.settings
    assert nine.settings["economy.persistence"] == 0.0 and "economy.persistence" not in nine.draws


def test_the_persistence_is_that_of_the_exact_likelihood():
    """Restricted likelihood of an AR(1) with a missing year, by the full covariance matrix."""
    rates, years = planted_rates(13, 0.5, 4), np.array([*range(6), *range(7, 14)], dtype=np.float64)
    probits = special.ndtri(rates)

    def restricted(phi):
        inverse = np.linalg.inv(phi ** np.abs(years[:, None] - years))
        mean = inverse.sum(axis=0) @ probits / inverse.sum()
        squares = (probits - mean) @ inverse @ (probits - mean)
        return (np.linalg.slogdet(inverse)[1] - np.log(inverse.sum()) - (len(years) - 1) * np.log(squares)) / 2

    grid = np.linspace(0.001, 0.95, 950)
    values = np.array([restricted(phi) for phi in grid])
    fit = fit_rates(rates, years, has_persistence=True)
    assert fit.persistence == pytest.approx(grid[values.argmax()], abs=0.002)
    inside = grid[2 * (values.max() - values) <= 3.841]
    assert fit.persistence_interval == pytest.approx((inside.min(), inside.max()), abs=0.003)


@pytest.mark.slow
def test_intervals_with_persistence_cover():
    """200 histories of 20 years at persistence 0.5: all three intervals cover in 95 %, within four standard errors."""
    is_covered = []
    for seed in range(200):
        fit = fit_rates(planted_rates(20, 0.5, seed), has_persistence=True)
        ends = (fit.pd_interval, fit.correlation_interval, fit.persistence_interval)
        is_covered.append([low <= true <= high for (low, high), true in zip(ends, (0.02, 0.1, 0.5), strict=True)])
    assert np.abs(np.mean(is_covered, axis=0) - 0.95).max() < 4 * np.sqrt(0.95 * 0.05 / 200)


def test_an_estimate_at_the_end_of_its_search_is_marked(tmp_path):
    """Rates that only drift are likeliest at the largest persistence that is searched: 0.95, or beyond."""
    row = row_of(lesson_of(tmp_path, np.linspace(0.01, 0.03, 15)), "persistence", "likelihood")
    assert (row.value, row.high) == (0.95, 0.95)
    assert row.at_search_limit == ("estimate", "upper_end")


def test_two_files_of_one_setting_are_refused():
    """Neither silently wins."""
    histories = [read_history(HISTORIES / f"{name}.csv") for name in ("kibo", "anhui")]
    with pytest.raises(ScenarioError, match=r"anhui.csv: teaches economy.step, as .*kibo.csv does"):
        lessons_of(histories)


@pytest.mark.parametrize(
    ("rates", "fault"), [("2020,0.1\n2021,0.2\n", "at least 3"), ("2020,0.1\n2021,0.1\n2022,0.1\n", "not all the same")]
)
def test_too_little_is_no_answer(tmp_path, rates, fault):
    """Two years, or three that are the same."""
    path = tmp_path / "rates.csv"
    path.write_text(f"year,default_rate\n{rates}")
    with pytest.raises(NoAnswerError, match=fault):
        lessons_of([read_history(path)])
