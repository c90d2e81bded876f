"""Cumulative default under a monthly factor with memory, by quadrature on a grid.

A second method beside the rule that calibrates thresholds: the two share no code and are tested against
each other.
"""

import numpy as np

from simulator.errors import NoAnswerError
from simulator.exact.factor import FloatArray, OneFactor, check_grid
from simulator.faults import outside, range_of

_REACH = 9.0
_LARGEST_PERSISTENCE = 0.9995


def cumulative_pd_ar1(monthly_pd: float, *, asset_correlation: float, persistence: float, months: int) -> FloatArray:
    """Return P(default by month t) for t = 1..months, shape (months,), of a fresh loan.

    The factor is Z_1 ~ N(0, 1), Z_t = phi Z_(t-1) + sqrt(1 - phi^2) e_t; a loan alive defaults in month t
    with probability p(Z_t) = Phi((Phi^-1(monthly_pd) - sqrt(rho) Z_t) / sqrt(1 - rho)); hence

        P(default by t) = 1 - E[(1 - p(Z_1)) ... (1 - p(Z_t))].

    The survivors' density over Z is carried from month to month by the trapezoid rule (Nystrom's method);
    its step is a third of the innovation's deviation, which leaves an error near rounding; twice the step must give
    the same.

    Parameters
    ----------
    monthly_pd
        Mean probability of default in one month: the uncalibrated threshold.
    asset_correlation
        rho, 0 to below 1.
    persistence
        phi of one month, from 0 to 0.9995.
    months
        Last month, at least 1.

    Raises
    ------
    NoAnswerError
        When a number is outside its range, or twice the step gives another answer.
    """
    factor = OneFactor(monthly_pd, asset_correlation)
    if not 0 <= persistence <= _LARGEST_PERSISTENCE:
        raise NoAnswerError(outside("persistence", persistence, range_of(0, _LARGEST_PERSISTENCE)))
    if months < 1:
        raise NoAnswerError(outside("months", months, range_of(1, None)))
    found = _by_grid(factor, persistence, months, widest=0.05)
    check_grid(found, _by_grid(factor, persistence, months, widest=0.1))
    return found


def _by_grid(factor: OneFactor, persistence: float, months: int, *, widest: float) -> FloatArray:
    """Return the cumulative chances from a grid whose step is at most `widest`, and as fine as the innovations."""
    from scipy import special

    rho = factor.asset_correlation
    innovation = np.sqrt(1 - persistence**2)
    z = np.arange(-_REACH, _REACH, widest * min(1.0, innovation / 0.15))
    density = np.exp(-(z**2) / 2)
    density /= density.sum()
    transition = np.exp(-(((z[:, np.newaxis] - persistence * z) / innovation) ** 2) / 2)
    transition /= np.sqrt(2 * np.pi) * innovation / (z[1] - z[0])
    survival_of_month = special.ndtr(-(factor.threshold - np.sqrt(rho) * z) / np.sqrt(1 - rho))
    result = np.empty(months)
    for month in range(months):
        alive = density * survival_of_month
        result[month] = 1 - alive.sum()
        density = transition @ alive
    return result
