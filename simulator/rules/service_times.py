"""How long a step takes: quantiles of the laws of service times, in days.

Every law is turned from one uniform by its quantile function, so that a time belongs to whom it is drawn for,
whatever the number of desks.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from simulator.scenario.operations import Duration

Floats = NDArray[np.float64]


def service_times(law: Duration, u: Floats) -> Floats:
    """Return the quantiles of a law at uniforms in (0, 1), any shape, in days; rising in u and never negative.

    erlang: a sum of `stages` exponentials; gamma of shape (mean / sd)^2; lognormal with
    sigma^2 = log(1 + (sd / mean)^2); uniform on mean +- sd sqrt(3); triangular, symmetric, on mean +- sd sqrt(6).
    """
    mean, sd = law.mean_days, law.sd_days or 0.0
    if law.law == "exponential":
        return -mean * np.log1p(-u)
    if law.law == "erlang":
        return _gamma(mean, float(law.stages or 1), u)
    if law.law == "gamma":
        return _gamma(mean, (mean / sd) ** 2, u)
    if law.law == "lognormal":
        variance = math.log1p((sd / mean) ** 2)
        return np.exp(math.log(mean) - variance / 2 + math.sqrt(variance) * special.ndtri(u))
    if law.law == "uniform":
        return np.maximum(mean + sd * math.sqrt(3) * (2 * u - 1), 0.0)
    if law.law == "triangular":
        rise = np.where(u < 0.5, np.sqrt(2 * u) - 1, 1 - np.sqrt(2 * (1 - u)))
        return np.maximum(mean + sd * math.sqrt(6) * rise, 0.0)
    return np.full(np.shape(u), mean)


def _gamma(mean: float, shape: float, u: Floats) -> Floats:
    times: Floats = mean / shape * special.gammaincinv(shape, u)
    return times
