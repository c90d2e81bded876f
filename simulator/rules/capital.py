"""Capital for credit risk: the standardised approach, internal ratings as its shadow, return on that capital.

The numbers of the risk-weight functions belong to their formulas (Basel Framework CRE31); what a supervisor sets
stands in the scenario.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulator.scenario.bank_rules import Capital, InternalRatings

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

WEIGHT_PER_CAPITAL = 12.5
"""Risk-weighted assets per unit of capital: 1 / 8 %."""


@dataclass(frozen=True, eq=False)
class RiskWeights:
    """Risk weight of each loan, as a factor, shape (loans,)."""

    without_fund: Floats
    """The fund's compensation does not count."""
    with_fund: Floats
    """The compensated part has the fund's weight."""
    in_force: Floats
    """That of the two which the rules choose."""


def standardised_weights(
    owed_yuan: Floats, is_defaulted: Truths, provision_share: Floats, compensated_share: Floats, rules: Capital
) -> RiskWeights:
    """Return risk weights under the standardised approach, to be laid on balances net of specific provisions (CRE20.1).

    Small firms: regulatory retail up to a sum owed, else the weight of small and medium-sized firms. Defaulted loans:
    a higher weight unless the specific provision is large. With the fund as guarantor the compensated part has the
    fund's weight where that is lower (substitution, CRE22).

    Parameters
    ----------
    owed_yuan
        Sum owed by each loan's firm, shape (loans,).
    is_defaulted
        Shape (loans,).
    provision_share
        Specific provision per balance, shape (loans,).
    compensated_share
        Part of the balance for whose loss the fund is liable: share x covered part, shape (loans,).
    rules
        Weights and limits.
    """
    sound = np.where(owed_yuan <= rules.retail_largest, rules.retail_weight, rules.sme_weight)
    is_provisioned = provision_share >= rules.provisioned_share
    defaulted = np.where(is_provisioned, rules.provisioned_weight, rules.defaulted_weight)
    without = np.where(is_defaulted, defaulted, sound)
    substituted = compensated_share * np.minimum(rules.fund_weight, without) + (1 - compensated_share) * without
    return RiskWeights(without, substituted, substituted if rules.is_fund_mitigation else without)


@dataclass(frozen=True)
class RiskWeightFunction:
    """One of the risk-weight functions: asset correlation by PD, and whether maturity counts.

    R = low (1 - e^(-k PD)) / (1 - e^(-k)) + high (1 - (1 - e^(-k PD)) / (1 - e^(-k)))
    """

    correlation_low: float
    correlation_high: float
    decay: float = 1.0
    """k; of no effect where both correlations are the same."""
    is_corporate: bool = False
    """Whether maturity and the size of the firm count."""


CORPORATE = RiskWeightFunction(0.12, 0.24, 50.0, is_corporate=True)
"""CRE31.5, with the adjustment for small and medium-sized firms."""
OTHER_RETAIL = RiskWeightFunction(0.03, 0.16, 35.0)
"""CRE31, other retail exposures."""
RESIDENTIAL_MORTGAGE = RiskWeightFunction(0.15, 0.15)
"""CRE31, retail residential mortgages."""
REVOLVING_RETAIL = RiskWeightFunction(0.04, 0.04)
"""CRE31, qualifying revolving retail exposures."""

SIZE_ADJUSTMENT = 0.04
STANDARD_MATURITY_YEARS = 2.5


def internal_ratings_weights(pd: Floats, function: RiskWeightFunction, rules: InternalRatings) -> Floats:
    """Return risk weights 12.5 K of sound loans under the internal ratings-based approach, shape (loans,).

        K = LGD (N((G(PD) + sqrt(R) G(q)) / sqrt(1 - R)) - PD) x (1 + (M - 2.5) b) / (1 - 1.5 b)
        b = (0.11852 - 0.05478 ln PD)^2

    The last factor is for firms only (CRE31.5). A defaulted loan has weight 0 where the supervisory loss
    given default is used, since its loss is provided for (CRE31.3).

    Parameters
    ----------
    pd
        Probability of default within a year, shape (loans,).
    function
        Correlation, and whether maturity and size count.
    rules
        Confidence, floor, loss given default, maturity, sales.
    """
    floored = np.maximum(pd, rules.pd_floor)
    correlation = asset_correlation(floored, function, rules)
    stressed = (ndtri(floored) + np.sqrt(correlation) * ndtri(rules.confidence)) / np.sqrt(1 - correlation)
    capital = rules.loss_given_default * (ndtr(stressed) - floored)
    if function.is_corporate:
        slope = (0.11852 - 0.05478 * np.log(floored)) ** 2
        capital *= (1 + (rules.maturity_years - STANDARD_MATURITY_YEARS) * slope) / (1 - 1.5 * slope)
    return np.asarray(WEIGHT_PER_CAPITAL * capital)


def asset_correlation(pd: Floats, function: RiskWeightFunction, rules: InternalRatings) -> Floats:
    """Return the asset correlation R by PD, shape (loans,); for firms less up to 0.04 by their yearly sales."""
    weight = np.expm1(-function.decay * pd) / np.expm1(-function.decay)
    correlation = function.correlation_low * weight + function.correlation_high * (1 - weight)
    if not function.is_corporate:
        return correlation
    sales = min(max(rules.annual_sales, rules.sales_low), rules.sales_high)
    return correlation - SIZE_ADJUSTMENT * (rules.sales_high - sales) / (rules.sales_high - rules.sales_low)


def capital_held(balance_net_yuan: Floats, weights: Floats, capital_ratio: float) -> float:
    """Return the capital for a book: ratio x the sum of weight x balance net of specific provisions, in yuan."""
    return capital_ratio * float((weights * balance_net_yuan).sum())


def risk_adjusted_return(margin_yuan: float, expected_loss_yuan: float, capital_yuan: float) -> float:
    """Return the risk-adjusted return on capital (RAROC) a year: (margin - expected loss) / capital.

    The margin is interest and fees less funding and running cost; tax and what the capital itself earns are left out.

    Raises
    ------
    ZeroDivisionError
        Without capital.
    """
    return (margin_yuan - expected_loss_yuan) / capital_yuan
