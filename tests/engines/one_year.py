"""Books of equal loans watched for one year, and the judgement by four standard errors."""

from typing import Any

import numpy as np

from simulator.scenario.model import Scenario
from tests.engines.books import scenario

ERRORS = 4.0


def one_year(count: int, pd: float, rho: float, *, principal: float = 1000.0, **changes: Any) -> Scenario:
    """Return a book of equal covered loans with a year to run; patents bring nothing unless said otherwise."""
    segment = {"name": "all", "count": count, "principal": principal, "months_left": 12}
    base: dict[str, Any] = {
        "economy": {"asset_correlation": rho},
        "grades": ({"name": "one", "share": 1.0, "pd_per_year": pd},),
        "book": ({**segment, "sector": "all", "grade": "one"},),
        "disposal": {"fixed_recovery": 0.0},
        "scheme": {"compensation_ratio": 0.0},
    }
    base["economy"].update(changes.pop("economy", {}))
    return scenario(**{**base, **changes})


def errors_off(sample: np.ndarray, expected: float) -> float:
    """Return how many standard errors the mean of a sample is away from what is expected."""
    return abs(sample.mean() - expected) / (sample.std(ddof=1) / len(sample) ** 0.5)


def hits_off(hits: int, trials: int, probability: float) -> float:
    """Return how many standard errors a number of hits is away from its expectation."""
    return abs(hits - trials * probability) / (trials * probability * (1 - probability)) ** 0.5


def spread_off(sample: np.ndarray, expected: float) -> float:
    """Return how many standard errors a standard deviation is away from what is expected."""
    centred = sample - sample.mean()
    spread = sample.std(ddof=1)
    kurtosis = (centred**4).mean() / spread**4
    return abs(spread - expected) / (spread * ((kurtosis - 1) / (4 * len(sample))) ** 0.5)


def shortfall_off(sample: np.ndarray, level: float, expected: float) -> float:
    """Return how many standard errors the mean of the worst share 1 - level is away from what is expected.

    Its variance is (Var(x | x > q) + level (ES - q)^2) / (n (1 - level)).
    """
    ordered = np.sort(sample)
    worst = ordered[round(level * len(sample)) :]
    error = ((worst.var() + level * (worst.mean() - worst[0]) ** 2) / len(worst)) ** 0.5
    return abs(worst.mean() - expected) / error
