"""The engine with the yearly step has the one-year laws computed independently (oracles A, B, B2, B3, S)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulator import exact
from tests.engines.books import run
from tests.engines.one_year import ERRORS, errors_off, hits_off, one_year, shortfall_off, spread_off

ORACLES: dict[str, Any] = json.loads(Path(__file__).with_name("oracles.json").read_text(encoding="utf-8"))
VASICEK = [row for row in ORACLES["A_vasicek_LHP"]["rows"] if (row["pd"], row["rho"]) in {(0.02, 0.12), (0.1, 0.2)}]

pytestmark = pytest.mark.compiled


def defaults_of(policy, paths: int) -> np.ndarray:
    """Return the number of defaults on each path."""
    return run(policy, paths, columns=("defaults_covered",), threads=2).of("defaults_covered")[:, 0]


@pytest.mark.parametrize("row", VASICEK, ids=lambda row: f"{row['pd']}-{row['rho']}")
def test_a_large_book_follows_vasicek(row):
    """Mean, deviation and the quantiles of 4,000 loans; the deviation with the loans' own noise added."""
    count, paths = 4000, 10_000
    share = defaults_of(one_year(count, row["pd"], row["rho"]), paths) / count
    own = (row["pd"] - row["pd"] ** 2 - row["var"]) / count
    assert errors_off(share, row["mean"]) < ERRORS
    assert spread_off(share, (row["var"] + own) ** 0.5) < ERRORS
    for level in (0.95, 0.99):
        assert hits_off((share > row[f"VaR{level}"]).sum(), paths, 1 - level) < ERRORS
        assert shortfall_off(share, level, row[f"ES{level}"]) < ERRORS


@pytest.mark.parametrize("row", ORACLES["B_finite_homogeneous_gaussian"]["rows"], ids=lambda row: f"{row['n']} loans")
def test_equal_loans_default_as_tabulated(row):
    """The first probabilities and the tails of finite books."""
    paths = 30_000
    defaults = defaults_of(one_year(row["n"], row["pd"], row["rho"]), paths)
    counts = np.bincount(defaults, minlength=len(row["pmf_head"]))
    for number, probability in enumerate(row["pmf_head"]):
        if paths * probability > 20:
            assert hits_off(counts[number], paths, probability) < ERRORS
    for number, probability in row["sf"].items():
        assert hits_off((defaults > int(number)).sum(), paths, probability) < ERRORS


def test_unequal_loans_lose_as_tabulated():
    """Ten loans, each its own segment and grade: probabilities of each loss, mean, deviation, quantiles."""
    row = ORACLES["B2_heterogeneous_10_loans"]
    pairs = list(zip(row["exposures"], row["pds"], strict=True))
    grades = tuple({"name": f"g{i}", "share": 0.1, "pd_per_year": pd} for i, (_, pd) in enumerate(pairs))
    book = tuple(
        {"name": f"b{i}", "count": 1, "principal": exposure, "months_left": 12, "sector": "all", "grade": f"g{i}"}
        for i, (exposure, _) in enumerate((float(exposure), pd) for exposure, pd in pairs)
    )
    paths = 60_000
    policy = one_year(1, 0.5, row["rho"], grades=grades, book=book)
    loss = run(policy, paths, columns=("loss_covered",), threads=2).of("loss_covered")[:, 0] // 100
    counts = np.bincount(loss, minlength=len(row["pmf"]))
    for amount, probability in enumerate(row["pmf"]):
        if paths * probability > 20:
            assert hits_off(counts[amount], paths, probability) < ERRORS
    assert errors_off(loss, row["mean_exact"]) < ERRORS
    assert spread_off(loss, row["sd"]) < ERRORS


@pytest.mark.parametrize("row", ORACLES["B3_t_copula"]["rows"], ids=lambda row: f"{row['nu']} degrees")
def test_t_copula_has_its_joint_defaults_and_tail(row):
    """P(two loans default) is the mean of N (N - 1) / n (n - 1); the 99 % quantile is passed by 1 % of paths."""
    count, paths = 2000, 20_000
    economy = {"copula": "t", "degrees_of_freedom": row["nu"]}
    defaults = defaults_of(one_year(count, row["pd"], row["rho"], economy=economy), paths)
    assert errors_off(defaults / count, row["pd"]) < ERRORS
    assert errors_off(defaults * (defaults - 1) / (count * (count - 1)), row["joint_default"]) < ERRORS
    assert hits_off((defaults > row["VaR99"] * count).sum(), paths, 0.01) < ERRORS


def test_the_portfolio_of_2000_loans():
    """Mean, deviation, value at risk and expected shortfall of the loss at 60 %; quantiles by the exact law."""
    row = ORACLES["S_one_year_portfolio"]
    paths = 60_000
    policy = one_year(2000, 0.02, 0.12, principal=1000.0, disposal={"fixed_recovery": 0.4})
    loss = run(policy, paths, columns=("loss_covered",), threads=2).of("loss_covered")[:, 0] / 1e5
    law = exact.portfolio_loss_law(exact.OneFactor(0.02, 0.12), 2000, exposure=1.0, loss_given_default=0.6)
    assert errors_off(loss, row["EL"]) < ERRORS
    assert spread_off(loss, row["SD"]) < ERRORS
    for key in ("VaR99", "VaR99.9"):
        above = law.probability_at_least(round(row[key] / 0.6) + 1)
        assert hits_off((loss > row[key] + 0.3).sum(), paths, above) < ERRORS
    assert shortfall_off(loss, 0.99, row["ES99"]) < ERRORS
    error = row["VaR99.9_sampling_se_at_100000_paths"] * (100_000 / paths) ** 0.5
    assert abs(np.quantile(loss, 0.999) - row["VaR99.9"]) < ERRORS * error


def test_without_correlation_loans_are_independent():
    """At rho = 0 the number of defaults is binomial."""
    paths = 20_000
    defaults = defaults_of(one_year(40, 0.02, 0.0), paths)
    counts = np.bincount(defaults, minlength=5)
    for number in range(5):
        assert hits_off(counts[number], paths, stats.binom.pmf(number, 40, 0.02)) < ERRORS


def test_defaults_of_a_year_are_spread_over_its_months():
    """At rho = 0 the months' hazards are equal: half a year has 1 - sqrt(1 - PD) of the defaults."""
    book = ({"name": "half", "count": 500, "principal": 1.0, "months_left": 6, "sector": "all", "grade": "one"},)
    defaults = defaults_of(one_year(1, 0.2, 0.0, book=book), 4000)
    assert errors_off(defaults / 500, 1 - 0.8**0.5) < ERRORS


def test_years_of_the_yearly_step_are_independent_without_persistence():
    """Two years at persistence 0: P(both years sound) is (1 - PD)^2 in spite of the correlation."""
    book = ({"name": "two", "count": 500, "principal": 1.0, "months_left": 24, "sector": "all", "grade": "one"},)
    policy = one_year(1, 0.05, 0.2, book=book, clock={"years": 2})
    assert errors_off(defaults_of(policy, 20_000) / 500, 1 - 0.95**2) < ERRORS
