"""The exact laws reproduce the numbers from outside (README.md beside this file names their sources)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import exact

ORACLES: dict[str, Any] = json.loads(Path(__file__).with_name("oracles.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ORACLES["A_vasicek_LHP"]["rows"], ids=lambda row: f"{row['pd']}-{row['rho']}")
def test_large_book_follows_vasicek(row):
    """Variance, value at risk and expected shortfall of the limit agree to eleven digits at every level."""
    factor = exact.OneFactor(row["pd"], row["rho"])
    assert exact.limit_variance(factor) == pytest.approx(row["var"], rel=1e-11)
    for level in (0.95, 0.99, 0.995, 0.999):
        assert exact.limit_value_at_risk(factor, level) == pytest.approx(row[f"VaR{level}"], rel=1e-11)
        assert exact.limit_expected_shortfall(factor, level) == pytest.approx(row[f"ES{level}"], rel=1e-11)


@pytest.mark.parametrize("row", ORACLES["B_finite_homogeneous_gaussian"]["rows"], ids=lambda row: f"{row['n']} loans")
def test_equal_loans_default_as_tabulated(row):
    """Probabilities, moments, quantiles and tails of a finite book; the table itself sums to 1 within 1e-12."""
    law = exact.homogeneous_pool_law(exact.OneFactor(row["pd"], row["rho"]), row["n"])
    np.testing.assert_allclose(law.probabilities[: len(row["pmf_head"])], row["pmf_head"], rtol=1e-9, atol=1e-13)
    assert law.mean() == pytest.approx(row["mean_exact"], rel=1e-11)
    assert law.standard_deviation() ** 2 == pytest.approx(row["var_exact"], rel=1e-10)
    assert {level: law.quantile(float(level)) for level in row["q"]} == row["q"]
    for count, probability in row["sf"].items():
        assert law.probability_at_least(int(count) + 1) == pytest.approx(probability, rel=1e-10, abs=1e-12)


def test_nearly_independent_loans_are_nearly_binomial():
    """At a correlation of 1e-10 the law is as far from the binomial as the independent computation found."""
    oracle = ORACLES["B_binomial_limit"]
    independent = exact.homogeneous_pool_law(exact.OneFactor(oracle["pd"], 0.0), oracle["n"])
    nearly = exact.homogeneous_pool_law(exact.OneFactor(oracle["pd"], 1e-10), oracle["n"])
    distance = np.abs(nearly.probabilities - independent.probabilities).max()
    assert distance == pytest.approx(oracle["max_abs_diff_vs_binomial"], rel=1e-3)


def test_unequal_loans_lose_as_tabulated():
    """All 42 probabilities of ten unequal loans, their mean, deviation and quantiles."""
    row = ORACLES["B2_heterogeneous_10_loans"]
    law = exact.graded_pool_law(row["exposures"], row["pds"], asset_correlation=row["rho"])
    np.testing.assert_allclose(law.probabilities, row["pmf"], rtol=0, atol=1e-12)
    assert law.mean() == pytest.approx(row["mean_exact"], rel=1e-12)
    assert law.standard_deviation() == pytest.approx(row["sd"], rel=1e-11)
    assert (law.quantile(0.99), law.quantile(0.999)) == (row["q99"], row["q999"])


@pytest.mark.parametrize("row", ORACLES["B3_t_copula"]["rows"], ids=lambda row: f"{row['nu']} degrees")
def test_t_copula_has_its_tail(row):
    """Tail dependence exactly; joint default and value at risk to the 5e-9 of the reference's quadrature."""
    factor = exact.OneFactor(row["pd"], row["rho"], row["nu"])
    gaussian = exact.OneFactor(row["pd"], row["rho"])
    assert exact.tail_dependence(factor) == pytest.approx(row["tail_dep"], rel=1e-10)
    assert exact.joint_default_probability(factor) == pytest.approx(row["joint_default"], rel=1e-10)
    assert exact.joint_default_probability(gaussian) == pytest.approx(row["gaussian_joint"], rel=1e-11)
    assert exact.limit_value_at_risk(factor, 0.99) == pytest.approx(row["VaR99"], abs=6e-9)
    assert exact.limit_value_at_risk(factor, 0.999) == pytest.approx(row["VaR999"], abs=6e-9)


@pytest.mark.parametrize("row", ORACLES["J_beta_binomial"])
def test_beta_binomial_book(row):
    """The beta-binomial law agrees in variance, P(none) and quantiles."""
    law = exact.beta_binomial_law(row["n"], row["pd"], row["default_corr"])
    assert law.standard_deviation() ** 2 == pytest.approx(row["var"], rel=1e-11)
    assert law.probabilities[0] == pytest.approx(row["P0"], rel=1e-11)
    assert (law.quantile(0.99), law.quantile(0.999)) == (row["q99"], row["q999"])


def test_one_year_portfolio():
    """The portfolio that times the engine has the stated losses, to the last digit given."""
    row = ORACLES["S_one_year_portfolio"]
    law = exact.portfolio_loss_law(exact.OneFactor(0.02, 0.12), 2000, exposure=1.0, loss_given_default=0.6)
    assert law.mean() == pytest.approx(row["EL"], rel=1e-11)
    assert law.standard_deviation() == pytest.approx(row["SD"], abs=5e-5)
    assert law.quantile(0.99) == pytest.approx(row["VaR99"], rel=1e-12)
    assert law.expected_shortfall(0.99) == pytest.approx(row["ES99"], abs=5e-4)
    assert law.quantile(0.999) == pytest.approx(row["VaR99.9"], rel=1e-12)
    assert law.expected_shortfall(0.999) == pytest.approx(row["ES99.9"], abs=5e-4)


def test_sampling_error_of_the_portfolio_quantile():
    """The density at the 99.9 % loss gives the stated standard error of a simulated quantile."""
    row = ORACLES["S_one_year_portfolio"]
    law = exact.portfolio_loss_law(exact.OneFactor(0.02, 0.12), 2000, loss_given_default=0.6)
    density = law.probabilities[round(row["VaR99.9"] / 0.6)] / 0.6
    standard_error = np.sqrt(0.999 * 0.001 / 100_000) / density
    assert standard_error == pytest.approx(row["VaR99.9_sampling_se_at_100000_paths"], abs=0.02)


@pytest.mark.parametrize("row", ORACLES["F_compound_poisson"]["exp_case"]["rows"], ids=lambda row: f"limit {row['L']}")
def test_exponential_claims_by_series_and_by_grid(row):
    """The series agrees to rounding; the grid of 1/512 to the square of its step."""
    case = ORACLES["F_compound_poisson"]["exp_case"]
    law = exact.compound_poisson_law(case["lam"], exact.exponential_limited_mean(case["mu"]), step=1 / 512)
    series = exact.exponential_share_and_limit(case["lam"], case["mu"], row["L"], case["quota"])
    for split, tolerance in ((series, 1e-13), (exact.share_and_limit(law, row["L"], case["quota"]), 1e-6)):
        assert split.exhausted_probability == pytest.approx(row["P_exhaust"], abs=tolerance)
        assert split.expected_paid == pytest.approx(row["E_paid"], abs=10 * tolerance)
        assert split.expected_unpaid == pytest.approx(row["E_unpaid"], abs=10 * tolerance)


@pytest.mark.parametrize(
    "row", ORACLES["F_compound_poisson"]["lognormal_capped"]["rows"], ids=lambda row: f"limit {row['L']}"
)
def test_capped_lognormal_claims(row):
    """On the reference's own grid of 1/1024; its probability counts the whole cell at the limit."""
    case = ORACLES["F_compound_poisson"]["lognormal_capped"]
    claim = exact.lognormal_limited_mean(case["mean"], case["sd"], ratio=case["quota"], cap=case["per_loan_cap"])
    law = exact.compound_poisson_law(case["lam"], claim, step=1 / 1024)
    split = exact.share_and_limit(law, row["L"])
    at_limit = law.probability_at_least(round(row["L"] * 1024))
    cell = at_limit - law.probability_at_least(round(row["L"] * 1024) + 1)
    assert law.mean() == pytest.approx(case["E_uncapped_exact"], rel=1e-12)
    assert law.standard_deviation() == pytest.approx(row["sd_uncapped"], abs=1e-6)
    assert at_limit == pytest.approx(row["P_exhaust"], abs=1e-7)
    assert split.exhausted_probability == pytest.approx(row["P_exhaust"] - cell / 2, abs=1e-7)
    assert split.expected_paid == pytest.approx(row["E_paid"], abs=1e-7)


def test_bank_and_limited_fund_share_claims():
    """Forty lognormal claims, half of each from a fund of 80: means, chance of the limit, the bank's quantile."""
    row = ORACLES["T_share_and_fund_limit"]
    law = exact.compound_poisson_law(40.0, exact.lognormal_limited_mean(3.0, 3.0), step=1 / 64)
    split = exact.share_and_limit(law, 80.0, 0.5)
    assert law.mean() == pytest.approx(row["E[S]"], rel=1e-9)
    assert split.expected_paid == pytest.approx(row["E[F]"], abs=5e-5)
    assert law.probability_at_least(160 * 64) == pytest.approx(row["P(0.5 S >= 80)"], abs=5e-7)
    assert law.mean() - split.expected_paid == pytest.approx(row["E[B]"], abs=5e-5)
    assert exact.bank_quantile(law, 80.0, 0.5, level=0.995) == pytest.approx(row["VaR99.5(B)"], abs=5e-4)


@pytest.mark.parametrize("row", ORACLES["K_ar1_cumulative_PD"]["rows"], ids=lambda row: f"phi {row['phi']}")
def test_factor_with_memory_lowers_cumulative_default(row):
    """Cumulative PD agrees by month, and without memory it is 1 - (1 - p)^t."""
    settings = {"asset_correlation": row["rho"], "months": 60}
    cumulative = exact.cumulative_pd_ar1(row["pm"], persistence=row["phi"], **settings)
    for month, probability in row["cumPD"].items():
        assert cumulative[int(month) - 1] == pytest.approx(probability, rel=1e-10)
    independent = exact.cumulative_pd_ar1(row["pm"], persistence=0.0, **settings)
    for month, probability in row["independent"].items():
        assert independent[int(month) - 1] == pytest.approx(probability, rel=1e-10)


def test_small_tails_of_a_book_of_500():
    """P(more than x defaults) to the five digits given."""
    row = ORACLES["P2_one_factor_exact_vs_IS"]
    law = exact.homogeneous_pool_law(exact.OneFactor(row["pd"], row["rho"]), row["m"])
    found = [float(f"{law.probability_at_least(x + 1):.5g}") for x in row["x"]]
    assert found == row["P_exact"]
