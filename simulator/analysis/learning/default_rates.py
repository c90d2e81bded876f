"""PD and asset correlation from yearly default rates of a book whose size is not known: the limit of a large book.

There the probit of the year's rate is normal (Vasicek 2002):

    Phi^-1(rate_t) = a - b Z_t,    PD = Phi(a / sqrt(1 + b^2)),    rho = b^2 / (1 + b^2).

So a and b^2 are the mean and the variance of a normal sample, and the intervals are exact for any number of years.
"""

from dataclasses import dataclass

import numpy as np

from simulator.analysis.learning.learnt import DRAWS, SEED, Floats

_MANY = 200_000


@dataclass(frozen=True, eq=False)
class RatesFit:
    """What the mean and the variance of the probits give."""

    pd_per_year: float
    asset_correlation: float
    pd_interval: tuple[float, float]
    correlation_interval: tuple[float, float]
    pd_draws: Floats
    correlation_draws: Floats


def fit_rates(rates: Floats) -> RatesFit:
    """Return the restricted maximum likelihood estimates from rates of independent years, (years,), three at least.

    The variance is divided by T - 1. The interval of rho is that of a normal variance by chi-square, that of the PD
    the generalised one (Weerahandi 1993): of Phi(a / sqrt(1 + b^2)) with b^2 = S / chi-square(T - 1) and
    a = mean + b N(0, 1) / sqrt(T).
    """
    from scipy import special

    probits = special.ndtri(rates)
    years, variance = len(rates), float(probits.var(ddof=1))
    rng = np.random.default_rng(SEED)
    variances = variance * (years - 1) / rng.chisquare(years - 1, _MANY)
    means = probits.mean() + np.sqrt(variances / years) * rng.standard_normal(_MANY)
    pds = special.ndtr(means / np.sqrt(1 + variances))
    low, high = np.quantile(pds, (0.025, 0.975))
    ends = variance * (years - 1) / special.chdtri(years - 1, np.array([0.025, 0.975]))
    return RatesFit(
        pd_per_year=float(special.ndtr(probits.mean() / np.sqrt(1 + variance))),
        asset_correlation=variance / (1 + variance),
        pd_interval=(float(low), float(high)),
        correlation_interval=(float(ends[0] / (1 + ends[0])), float(ends[1] / (1 + ends[1]))),
        pd_draws=pds[:DRAWS],
        correlation_draws=(variances / (1 + variances))[:DRAWS],
    )
