"""Compound Poisson claims shared by a fund: a share of each claim, a cap per loan, a limit on the total."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator.errors import NoAnswerError, wrong
from simulator.exact.factor import FloatArray
from simulator.exact.law import DiscreteLaw

LimitedMean = Callable[[FloatArray], FloatArray]
"""E min(X, d) of one claim X, for an array of limits d."""


@dataclass(frozen=True)
class SharedClaims:
    """Split of the fund's part of all claims between what its limit lets it pay and the rest; amounts in currency.

    Parameters
    ----------
    exhausted_probability
        P(fund's part >= limit).
    expected_paid
        E min(fund's part, limit).
    expected_unpaid
        E max(fund's part - limit, 0).
    """

    exhausted_probability: float
    expected_paid: float
    expected_unpaid: float


def exponential_limited_mean(mean: float) -> LimitedMean:
    """Return E min(X, d) = mean (1 - exp(-d / mean)) of an exponential claim."""
    return lambda limit: np.asarray(-mean * np.expm1(-limit / mean), dtype=np.float64)


def lognormal_limited_mean(
    mean: float, standard_deviation: float, *, ratio: float = 1.0, cap: float = np.inf
) -> LimitedMean:
    """Return E min(Y, d) of Y = min(ratio X, cap), X lognormal with this mean and standard deviation.

    E min(X, d) = m Phi(g - v) + d Phi(-g),  v^2 = ln(1 + (sd / m)^2),  g = (ln d - ln m + v^2 / 2) / v
    """

    def limited_mean(limit: FloatArray) -> FloatArray:
        from scipy import special

        spread = np.sqrt(np.log1p((standard_deviation / mean) ** 2))
        own = np.minimum(limit, cap) / ratio
        with np.errstate(divide="ignore"):
            score = (np.log(own / mean) + spread**2 / 2) / spread
        result = mean * special.ndtr(score - spread) + own * special.ndtr(-score)
        return np.asarray(ratio * result, dtype=np.float64)

    return limited_mean


def compound_poisson_law(
    claims_per_year: float, limited_mean: LimitedMean, *, step: float, points: int = 2**16
) -> DiscreteLaw:
    """Return the law of the year's total of Poisson many independent claims, on a grid.

    One claim is put on the grid so that E min(X, d) is exact at every grid point (hence also its mean); the
    total comes from p = ifft(exp(rate (fft(f) - 1))) over twice the grid, so that what lies beyond the grid
    does not wrap round to its start. The grid error is of the order of the step squared.

    Parameters
    ----------
    claims_per_year
        Poisson mean.
    limited_mean
        E min(X, d) of one claim.
    step
        Distance of grid points, in currency.
    points
        Number of grid points; step x points must lie far above any total that matters.

    Raises
    ------
    NoAnswerError
        When the grid leaves out more than one part in a million of the law.
    """
    at_points = limited_mean(step * np.arange(points + 1, dtype=np.float64))
    slope = np.diff(at_points) / step
    severity = -np.diff(slope, prepend=1.0)
    transform = np.fft.rfft(severity, n=2 * points)
    total = np.fft.irfft(np.exp(claims_per_year * (transform - 1)), n=2 * points)[:points]
    law = DiscreteLaw(np.maximum(total, 0.0), unit=step)
    if abs(1 - law.probability_at_least(0)) > 1e-6:
        raise NoAnswerError(wrong("faults.exact.short_grid", end=f"{step * points:g}"))
    return law


def share_and_limit(law: DiscreteLaw, limit: float, ratio: float = 1.0) -> SharedClaims:
    """Return what a fund pays that owes this ratio of the total, up to a limit.

    A grid point stands for the cell around it, so that half the probability of the limit's own cell counts
    as exhausted.

    Raises
    ------
    NoAnswerError
        When limit / ratio is not on the law's grid.
    """
    cell = limit / (ratio * law.unit)
    if cell < 1 or abs(cell - round(cell)) > 1e-6:
        raise NoAnswerError(wrong("faults.exact.off_grid", limit=f"{limit:g} / {ratio:g}", step=f"{law.unit:g}"))
    point = round(cell)
    exhausted = (law.probability_at_least(point) + law.probability_at_least(point + 1)) / 2
    owed = ratio * law.unit * law.counts
    paid = float(law.probabilities @ np.minimum(owed, limit))
    unpaid = float(law.probabilities @ np.maximum(owed - limit, 0.0))
    return SharedClaims(exhausted, paid, unpaid)


def bank_quantile(law: DiscreteLaw, limit: float, ratio: float, *, level: float) -> float:
    """Return the quantile of the bank's remainder S - min(ratio S, limit), a rising function of the total S."""
    total = law.quantile(level)
    return total - min(ratio * total, limit)


def exponential_share_and_limit(claims_per_year: float, mean: float, limit: float, ratio: float = 1.0) -> SharedClaims:
    """Return the same split for exponential claims as a series over their number, without a grid.

    With d = limit / ratio and Q the upper regularised gamma function, n claims exceed d with probability
    Q(n, d / mean), and E max(S_n - d, 0) = n mean Q(n + 1, d / mean) - d Q(n, d / mean).
    """
    from scipy import special

    bound = limit / ratio
    count = np.arange(1, int(claims_per_year + 20 * np.sqrt(claims_per_year) + 60), dtype=np.float64)
    weight = np.exp(count * np.log(claims_per_year) - claims_per_year - special.gammaln(count + 1))
    above = special.gammaincc(count, bound / mean)
    excess = count * mean * special.gammaincc(count + 1, bound / mean) - bound * above
    unpaid = ratio * float(weight @ excess)
    return SharedClaims(float(weight @ above), ratio * claims_per_year * mean - unpaid, unpaid)
