"""The law of the defaulted share of an infinitely fine book (Vasicek 2002), Gaussian or t.

Given the mixing scale s, the share is L = Phi(X) with X normal, so that

    P(L > y) = E[ Phi((c s - sqrt(1 - rho) Phi^-1(y)) / sqrt(rho)) ].
"""

import numpy as np

from simulator.errors import NoAnswerError
from simulator.exact.factor import OneFactor, bivariate_normal_cdf, joint_default_probability, mixed, scale_nodes
from simulator.faults import BETWEEN_0_AND_1, outside, range_of


def limit_probability_above(factor: OneFactor, share: float) -> float:
    """Return the probability that more than this share of the book defaults within the year."""
    from scipy import special

    if not 0 <= share <= 1:
        raise NoAnswerError(outside("share", share, range_of(0, 1)))
    return _probability_of_probit_above(factor, float(special.ndtri(share)))


def _probability_of_probit_above(factor: OneFactor, probit: float) -> float:
    from scipy import special

    rho = factor.asset_correlation
    if rho == 0:
        return float(factor.threshold > probit)
    scale, weight = scale_nodes(factor)
    return float(mixed(weight, special.ndtr((factor.threshold * scale - np.sqrt(1 - rho) * probit) / np.sqrt(rho))))


def _value_at_risk_probit(factor: OneFactor, level: float) -> float:
    """Return Phi^-1 of the value at risk: closed form when Gaussian, bisection otherwise."""
    from scipy import special

    if not 0 < level < 1:
        raise NoAnswerError(outside("level", level, BETWEEN_0_AND_1))
    rho = factor.asset_correlation
    if factor.degrees_of_freedom is None:
        return float((factor.threshold + np.sqrt(rho) * special.ndtri(level)) / np.sqrt(1 - rho))
    low, high = -50.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        is_below = _probability_of_probit_above(factor, middle) > 1 - level
        low, high = (middle, high) if is_below else (low, middle)
    return (low + high) / 2


def limit_value_at_risk(factor: OneFactor, level: float) -> float:
    """Return the defaulted share that is not exceeded with this probability.

    Gaussian: Phi((Phi^-1(pd) + sqrt(rho) Phi^-1(level)) / sqrt(1 - rho)).
    """
    from scipy import special

    return float(special.ndtr(_value_at_risk_probit(factor, level)))


def limit_expected_shortfall(factor: OneFactor, level: float) -> float:
    """Return the mean defaulted share of the worst 1 - level of years.

    E[ Phi2(c s, d(s); sqrt(rho)) ] / (1 - level), with d(s) = (c s - sqrt(1 - rho) x) / sqrt(rho) and x the
    probit of the value at risk; Gaussian: Phi2(Phi^-1(pd), Phi^-1(1 - level); sqrt(rho)) / (1 - level).
    """
    probit = _value_at_risk_probit(factor, level)
    rho = factor.asset_correlation
    if rho == 0:
        return factor.pd
    scale, weight = scale_nodes(factor)
    barrier = factor.threshold * scale
    factor_barrier = (barrier - np.sqrt(1 - rho) * probit) / np.sqrt(rho)
    return float(mixed(weight, bivariate_normal_cdf(barrier, factor_barrier, np.sqrt(rho)))) / (1 - level)


def limit_variance(factor: OneFactor) -> float:
    """Return the variance of the defaulted share: joint default probability less the squared PD."""
    return joint_default_probability(factor) - factor.pd**2
