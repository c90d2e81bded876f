"""Default counts drawn from the one-factor model with parameters that are known."""

import numpy as np
from scipy import special

from simulator.questions.calibrate.default_counts import DefaultCounts


def planted_counts(rng, *, years, obligors, pd, correlation, persistence=0.0):
    """Return counts of one grade per PD, the same number of obligors each year."""
    factor = np.zeros(years)
    factor[0] = rng.standard_normal()
    for year in range(1, years):
        factor[year] = persistence * factor[year - 1] + np.sqrt(1 - persistence**2) * rng.standard_normal()
    pds = np.atleast_1d(pd)
    x = (special.ndtri(pds) - np.sqrt(correlation) * factor[:, np.newaxis]) / np.sqrt(1 - correlation)
    defaults = rng.binomial(obligors, special.ndtr(x)).astype(float)
    grades = tuple(f"grade {number}" for number in range(len(pds)))
    return DefaultCounts(np.arange(2000, 2000 + years), grades, np.full(defaults.shape, float(obligors)), defaults)


def coordinates(pd, correlation, persistence=0.0):
    """Return the coordinates of a fit at known parameters."""
    loading = np.log(correlation / (1 - correlation)) / 2
    return np.concatenate([special.ndtri(np.atleast_1d(pd)), [loading, np.arctanh(persistence)]])
