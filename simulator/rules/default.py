"""Probability and time of default."""

import math

import numpy as np

from simulator.compiled import rule
from simulator.randomness.normal import normal_cdf

# columns of an early warning
(
    SENSITIVITY,  # chance that it sees a coming default
    EXPOSURE_CUT,  # part of the loan that is then repaid before
    FALSE_ALARMS,  # chance that it takes a sound borrower for an unsound one
    WARNINGS,  # number of columns
) = range(4)


@rule
def conditional_pd(threshold: float, asset_correlation: float, factor: float) -> float:
    """Return Phi((c - sqrt(rho) F) / sqrt(1 - rho)), Vasicek's conditional probability of default."""
    return normal_cdf((threshold - math.sqrt(asset_correlation) * factor) / math.sqrt(1.0 - asset_correlation))


@rule
def monthly_from_yearly(yearly_pd: float) -> float:
    """Return 1 - (1 - P)^(1/12), the constant monthly probability with the same yearly one."""
    if yearly_pd >= 1.0:
        return 1.0
    return -math.expm1(math.log1p(-yearly_pd) / 12.0)


@rule
def weakened_uniform(u: float, response: float) -> float:
    """Return u^(1/m): the uniform of a firm whose default hazard is m times as high."""
    return u if response == 1.0 else math.exp(math.log(u) / response)


@rule
def exposure_cut(outstanding: int, warning: np.ndarray, u: float) -> int:
    """Return what an early warning gets repaid before a default, in fen; nothing when it does not see it coming.

    Parameters
    ----------
    outstanding
        Principal outstanding.
    warning
        Columns SENSITIVITY, EXPOSURE_CUT, FALSE_ALARMS (not read), shape (WARNINGS,).
    u
        Uniform of the loan: the warning sees the default when it lies below the sensitivity.
    """
    if u >= warning[SENSITIVITY]:
        return 0
    return min(outstanding, round(outstanding * warning[EXPOSURE_CUT]))


@rule
def default_month(u: float, survival: np.ndarray, lent: int, due: int) -> int:
    """Return the first month t in lent+1..due with u S[lent] > S[t], or 0 for none.

    Parameters
    ----------
    u
        Uniform of the loan (after a monitoring response).
    survival
        S[0..T] of the loan's risk on this path, falling from 1, shape (months + 1,).
    lent, due
        Month of lending and of maturity.
    """
    level = u * survival[lent]
    if level <= survival[due]:
        return 0
    low = lent
    high = due
    while high - low > 1:
        middle = (low + high) // 2
        if level > survival[middle]:
            high = middle
        else:
            low = middle
    return high
