"""One-year laws without simulation: quadrature over the factor, and fast Fourier transforms.

These are the yardstick of the engines: every law here is exact but for rounding and a stated grid.
"""

from simulator.exact.compound import (
    SharedClaims,
    bank_quantile,
    compound_poisson_law,
    exponential_limited_mean,
    exponential_share_and_limit,
    lognormal_limited_mean,
    share_and_limit,
)
from simulator.exact.factor import OneFactor, bivariate_normal_cdf, joint_default_probability, tail_dependence
from simulator.exact.fund import FundBook, FundPayout, defaults_to_empty, fund_payout, limit_ruin_probability
from simulator.exact.law import DiscreteLaw
from simulator.exact.limit import (
    limit_expected_shortfall,
    limit_probability_above,
    limit_value_at_risk,
    limit_variance,
)
from simulator.exact.persistent import cumulative_pd_ar1
from simulator.exact.pools import beta_binomial_law, graded_pool_law, homogeneous_pool_law, portfolio_loss_law

__all__ = [
    "DiscreteLaw",
    "FundBook",
    "FundPayout",
    "OneFactor",
    "SharedClaims",
    "bank_quantile",
    "beta_binomial_law",
    "bivariate_normal_cdf",
    "compound_poisson_law",
    "cumulative_pd_ar1",
    "defaults_to_empty",
    "exponential_limited_mean",
    "exponential_share_and_limit",
    "fund_payout",
    "graded_pool_law",
    "homogeneous_pool_law",
    "joint_default_probability",
    "limit_expected_shortfall",
    "limit_probability_above",
    "limit_ruin_probability",
    "limit_value_at_risk",
    "limit_variance",
    "lognormal_limited_mean",
    "portfolio_loss_law",
    "share_and_limit",
    "tail_dependence",
]
