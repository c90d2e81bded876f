"""Exact one-year laws against hand work, closed forms and scipy's own integrator."""

import math

import numpy as np
import pytest
from scipy import integrate, special, stats

from simulator import exact
from simulator.errors import NoAnswerError

FORTY_LOANS = exact.FundBook(
    exact.OneFactor(pd=0.02, asset_correlation=0.0),
    loans=40,
    principal=5e6,
    loss_given_default=0.75,
    compensation_ratio=0.35,
    fund_size=20e6,
)


def test_forty_independent_loans_by_hand():
    """Expected payout 40 x 2 % x 1.3125 m = 1.05 m; no default in 44.6 % of years, three or more in 4.6 %."""
    law = exact.homogeneous_pool_law(FORTY_LOANS.factor, 40)
    payout = exact.fund_payout(FORTY_LOANS)
    assert payout.expected_claims == pytest.approx(1.05e6, rel=1e-12)
    assert payout.expected_payout == pytest.approx(1.05e6, rel=1e-12)
    assert payout.expected_idle_money == pytest.approx(18.95e6, rel=1e-12)
    assert payout.probability_without_claim == pytest.approx(0.98**40, rel=1e-12)
    assert round(payout.probability_without_claim, 3) == 0.446
    assert round(law.probability_at_least(3), 3) == 0.046


def test_emptying_the_fund_of_forty_loans_takes_sixteen_defaults():
    """15 x 1.3125 m = 19.6875 m is paid, 16 are not; the chance is tiny and keeps its digits."""
    payout = exact.fund_payout(FORTY_LOANS)
    tail = math.fsum(math.comb(40, k) * 0.02**k * 0.98 ** (40 - k) for k in range(16, 41))
    assert payout.defaults_to_empty == 16
    assert payout.ruin_probability == pytest.approx(tail, rel=1e-10)
    assert 0 < payout.ruin_probability < 1e-16


def test_claims_equal_to_the_fund_do_not_empty_it():
    """0.1 x 3 = 0.3 ties as decimals, whatever binary fractions say: three defaults are still paid in full."""
    book = exact.FundBook(exact.OneFactor(0.1, 0.0), 10, 1.0, 0.1, 1.0, 0.3)
    assert exact.defaults_to_empty(book) == 4


def test_fund_without_claims_cannot_be_emptied():
    """At a ratio of 0 nothing is ever claimed."""
    book = exact.FundBook(exact.OneFactor(0.1, 0.1), 10, 1.0, 0.5, 0.0, 0.0)
    payout = exact.fund_payout(book)
    assert payout.defaults_to_empty is None
    assert (payout.expected_payout, payout.ruin_probability) == (0.0, 0.0)


@pytest.mark.parametrize(("loans", "percent"), [(50, 4.0), (176, 1.9)])
def test_small_books_ruin_their_fund_more_often(loans, percent):
    """Ruin of a fund of a twentieth of the book, by our sum and by scipy's integral of the binomial tail."""
    factor = exact.OneFactor(0.04, 0.05)
    book = exact.FundBook(factor, loans, 1.0, 0.9, 0.54, loans / 20)
    fatal = math.floor(loans / 20 / (0.9 * 0.54)) + 1

    def tail(z: float) -> float:
        pd = special.ndtr((special.ndtri(0.04) - math.sqrt(0.05) * z) / math.sqrt(0.95))
        return special.bdtrc(fatal - 1, loans, pd) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    expected = integrate.quad(tail, -9, 9, epsabs=1e-13, limit=200)[0]
    found = exact.fund_payout(book).ruin_probability
    assert found == pytest.approx(expected, abs=1e-11)
    assert round(100 * found, 1) == percent


def test_ruin_of_an_infinitely_fine_book():
    """1.0 % in the limit, and the finite book comes down to it."""
    factor = exact.OneFactor(0.04, 0.05)
    limit = exact.limit_ruin_probability(factor, loss_given_default=0.9, compensation_ratio=0.54, leverage=20)
    large = exact.fund_payout(exact.FundBook(factor, 5000, 1.0, 0.9, 0.54, 250.0)).ruin_probability
    assert round(100 * limit, 1) == 1.0
    assert limit < large < limit + 0.0006


def test_low_leverage_cannot_ruin_the_limit():
    """Claims of at most book x 0.9 x 0.5 never exceed a fund of half the book."""
    factor = exact.OneFactor(0.04, 0.05)
    shares = {"loss_given_default": 0.9, "compensation_ratio": 0.5}
    assert exact.limit_ruin_probability(factor, leverage=2.0, **shares) == 0.0
    with pytest.raises(NoAnswerError, match="leverage: must be above 0"):
        exact.limit_ruin_probability(factor, leverage=0.0, **shares)


def test_independent_limit_loses_the_pd_for_certain():
    """Without correlation an infinitely fine book loses its PD every year."""
    factor = exact.OneFactor(0.03, 0.0)
    assert exact.limit_value_at_risk(factor, 0.99) == pytest.approx(0.03, rel=1e-13)
    assert exact.limit_expected_shortfall(factor, 0.99) == 0.03
    assert exact.limit_variance(factor) == pytest.approx(0.0, abs=1e-16)
    assert [exact.limit_probability_above(factor, share) for share in (0.02, 0.04)] == [1.0, 0.0]


@pytest.mark.parametrize("degrees", [None, 4, 30])
def test_probability_above_inverts_value_at_risk(degrees):
    """P(L > VaR) = 1 - level, and the shortfall is the mean of the quantiles beyond it."""
    factor = exact.OneFactor(0.02, 0.12, degrees)
    assert exact.limit_probability_above(factor, exact.limit_value_at_risk(factor, 0.99)) == pytest.approx(0.01)
    node, weight = np.polynomial.legendre.leggauss(40)
    levels = 1 - 0.01 * ((node + 1) / 2) ** 2
    quantiles = np.array([exact.limit_value_at_risk(factor, level) for level in levels])
    mean = float((quantiles * (node + 1) / 2 * weight).sum())
    assert exact.limit_expected_shortfall(factor, 0.99) == pytest.approx(mean, rel=1e-5)


def test_t_pool_matches_its_joint_default():
    """The variance of the number of defaults follows from the joint default probability of two loans."""
    factor = exact.OneFactor(0.02, 0.12, 4)
    law = exact.homogeneous_pool_law(factor, 300)
    joint = exact.joint_default_probability(factor)
    variance = 300 * 0.02 * 0.98 + 300 * 299 * (joint - 0.02**2)
    assert law.mean() == pytest.approx(6.0, rel=1e-10)
    assert law.standard_deviation() ** 2 == pytest.approx(variance, rel=1e-10)


def test_t_pool_tail_by_scipy():
    """P(no default) among 25 loans equals scipy's double integral over factor and mixing law."""
    factor = exact.OneFactor(0.03, 0.2, 5)

    def none(z: float, mixing: float) -> float:
        scale = math.sqrt(mixing / 5)
        pd = special.ndtr((special.stdtrit(5, 0.03) * scale - math.sqrt(0.2) * z) / math.sqrt(0.8))
        return float((1 - pd) ** 25 * math.exp(-z * z / 2) / math.sqrt(2 * math.pi) * stats.chi2.pdf(mixing, 5))

    nodes, weights = np.polynomial.legendre.leggauss(60)
    expected = sum(
        20 * w * integrate.quad(none, -8, 8, args=(20 * (node + 1),), epsabs=1e-10)[0]
        for node, w in zip(nodes, weights, strict=True)
    )
    assert exact.homogeneous_pool_law(factor, 25).probabilities[0] == pytest.approx(expected, abs=2e-6)


def test_gaussian_copula_has_no_tail_dependence():
    """Far enough out, Gaussian defaults are independent."""
    assert exact.tail_dependence(exact.OneFactor(0.02, 0.5)) == 0.0


@pytest.mark.parametrize(("h", "k", "correlation"), [(-1.3, 0.4, 0.3), (-2.5, -2.0, 0.8), (0.0, 0.0, -0.5)])
def test_bivariate_normal_by_scipy(h, k, correlation):
    """Plackett's integral agrees with the double integral of the density."""
    slope = math.sqrt(1 - correlation**2)
    expected = integrate.quad(
        lambda x: stats.norm.pdf(x) * special.ndtr((k - correlation * x) / slope), -12, h, epsabs=1e-14
    )[0]
    assert exact.bivariate_normal_cdf(h, k, correlation) == pytest.approx(expected, abs=1e-13)


def test_equal_grades_are_a_homogeneous_book():
    """Loans, grades with counts, and the plain pool are three ways to one law, at even and odd totals."""
    for loans in (30, 31):
        pool = exact.homogeneous_pool_law(exact.OneFactor(0.05, 0.2), loans).probabilities
        graded = exact.graded_pool_law([1, 1], [0.05, 0.05], asset_correlation=0.2, counts=[10, loans - 10])
        np.testing.assert_allclose(graded.probabilities, pool, atol=1e-13)
        listed = exact.graded_pool_law([1] * loans, [0.05] * loans, asset_correlation=0.2)
        np.testing.assert_allclose(listed.probabilities, pool, atol=1e-13)


def test_two_independent_unequal_loans_by_hand():
    """Losses 0, 1, 2, 3 of exposures 1 and 2 with PD 0.1 and 0.2: 0.72, 0.08, 0.18, 0.02."""
    law = exact.graded_pool_law([1, 2], [0.1, 0.2], asset_correlation=0.0)
    np.testing.assert_allclose(law.probabilities, [0.72, 0.08, 0.18, 0.02], atol=1e-15)


def test_expected_shortfall_takes_part_of_the_quantile():
    """Losses 0, 10, 20 with 0.9, 0.06, 0.04: the worst 5 % are 4 % at 20 and 1 % at 10, on average 18."""
    law = exact.DiscreteLaw(np.array([0.9, 0.06, 0.04]), unit=10.0)
    assert law.quantile(0.95) == 10.0
    assert law.quantile(0.9) == 0.0
    assert law.expected_shortfall(0.95) == pytest.approx(18.0, rel=1e-12)
    assert [law.probability_at_least(count) for count in (-1, 0, 3, 9)] == pytest.approx([1.0, 1.0, 0.0, 0.0])


def test_certain_claims_make_a_poisson_total():
    """Claims of exactly 1 on a grid of 1/4: the total is a Poisson number."""
    law = exact.compound_poisson_law(3.0, lambda limit: np.minimum(limit, 1.0), step=0.25, points=256)
    expected = np.exp(-3.0) * 3.0 ** np.arange(20) / special.factorial(np.arange(20))
    np.testing.assert_allclose(law.probabilities[:80:4], expected, atol=1e-15)
    np.testing.assert_allclose(law.probabilities[1:80:4], 0.0, atol=1e-15)


def test_per_loan_cap_bounds_the_claim():
    """E min(ratio X, cap) of a lognormal by scipy's integral."""
    sigma = math.sqrt(math.log(1 + (2.0 / 1.5) ** 2))
    claim = stats.lognorm(sigma, scale=1.5 * math.exp(-(sigma**2) / 2))
    expected = integrate.quad(lambda x: claim.sf(x) * 0.5, 0, 4.0, epsabs=1e-13)[0]
    found = exact.lognormal_limited_mean(1.5, 2.0, ratio=0.5, cap=2.0)(np.array([0.0, 2.0, 50.0]))
    assert found == pytest.approx([0.0, expected, expected], abs=1e-12)


def test_memory_leaves_the_first_month_alone_and_lowers_later_ones():
    """More memory means that survivors are safer: cumulative PD falls with phi from the second month on."""
    low, high = (
        exact.cumulative_pd_ar1(0.002, asset_correlation=0.1, persistence=phi, months=24) for phi in (0.5, 0.99)
    )
    assert low[0] == pytest.approx(0.002, rel=1e-12)
    assert high[0] == pytest.approx(0.002, rel=1e-12)
    assert np.all(high[1:] < low[1:])


def test_two_months_with_memory_in_closed_form():
    """P(default by 2) = 2 p - E[p(Z_1) p(Z_2)], and that mean is bivariate normal with correlation rho phi."""
    found = exact.cumulative_pd_ar1(0.01, asset_correlation=0.2, persistence=0.9, months=2)
    both = exact.bivariate_normal_cdf(special.ndtri(0.01), special.ndtri(0.01), 0.2 * 0.9)
    assert found == pytest.approx([0.01, 0.02 - float(both)], rel=1e-11)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: exact.OneFactor(0.0, 0.1), "pd: must be above 0"),
        (lambda: exact.OneFactor(math.nan, 0.1), "pd: must be above 0"),
        (lambda: exact.OneFactor(0.1, 1.0), "asset_correlation: must be at least 0"),
        (lambda: exact.OneFactor(0.1, 0.2, 0.5), "degrees_of_freedom: must be from 1"),
        (lambda: exact.OneFactor(0.1, 0.0, 4), "with a t copula"),
        (lambda: exact.homogeneous_pool_law(exact.OneFactor(0.1, 0.1), 0), "loans: must be at least 1"),
        (lambda: exact.graded_pool_law([1], [0.1, 0.2], asset_correlation=0.1), "the same length"),
        (lambda: exact.graded_pool_law([0], [0.1], asset_correlation=0.1), "whole numbers of at least 1"),
        (lambda: exact.beta_binomial_law(10, 0.1, 0.0), "default_correlation above 0"),
        (lambda: exact.limit_value_at_risk(exact.OneFactor(0.1, 0.1), 1.0), "level: must be above 0"),
        (lambda: exact.limit_probability_above(exact.OneFactor(0.1, 0.1), 1.5), "share: must be from 0 to 1"),
        (lambda: exact.DiscreteLaw(np.ones(1)).quantile(0.0), "level: must be above 0"),
        (lambda: exact.FundBook(exact.OneFactor(0.1, 0.1), 1, 1.0, 1.5, 0.5, 1.0), "loss_given_default: must be"),
        (lambda: exact.FundBook(exact.OneFactor(0.1, 0.1), 1, -1.0, 0.5, 0.5, 1.0), "principal: must be at least 0"),
        (
            lambda: exact.compound_poisson_law(40.0, exact.exponential_limited_mean(3.0), step=0.01, points=4096),
            "take a larger step",
        ),
        (lambda: exact.share_and_limit(exact.DiscreteLaw(np.ones(1)), 1.5), "whole multiple of the grid step"),
        (
            lambda: exact.cumulative_pd_ar1(0.01, asset_correlation=0.1, persistence=1.0, months=3),
            "persistence: must be from 0",
        ),
        (
            lambda: exact.cumulative_pd_ar1(0.01, asset_correlation=0.1, persistence=0.5, months=0),
            "months: must be at least 1",
        ),
    ],
)
def test_questions_without_an_answer_are_refused(make, message):
    """A number outside its range is named, with what is allowed."""
    with pytest.raises(NoAnswerError, match=message):
        make()


def test_a_narrow_peak_takes_more_nodes():
    """At a correlation of nearly 1, P(X <= h, Y <= h) is Phi(h) - phi(h) sqrt((1 - r) / pi) to first order."""
    correlation, h = 1 - 1e-8, -1.0
    expected = stats.norm.cdf(h) - stats.norm.pdf(h) * math.sqrt((1 - correlation) / math.pi)
    assert float(exact.bivariate_normal_cdf(h, h, correlation)) == pytest.approx(expected, abs=1e-8)


def test_a_grid_too_coarse_for_its_step_is_refused():
    """With a correlation of 0.9999 a month's chance jumps between two grid points: no number, not a wrong one."""
    with pytest.raises(NoAnswerError, match="two grids differ"):
        exact.cumulative_pd_ar1(0.02, asset_correlation=0.9999, persistence=0.5, months=3)


@pytest.mark.parametrize(("loans", "correlation"), [(1, 0.999), (2_000, 0.9)])
def test_a_pool_of_any_size_keeps_the_mean(loans, correlation):
    """Mean defaults are loans x PD, also where the law given the factor is a step."""
    law = exact.homogeneous_pool_law(exact.OneFactor(0.02, correlation), loans)
    assert law.mean() == pytest.approx(0.02 * loans, rel=1e-9)
