"""Largest likelihood with the normal law of its error, for smooth models of few parameters."""

from collections.abc import Callable

import numpy as np

from simulator.errors import NoAnswerError, wrong
from simulator.questions.calibrate.learnt import CONFIDENCE, DRAWS, Floats, Stream, draws_of


def likeliest(negative: Callable[[Floats], float], start: Floats, stream: Stream) -> tuple[Floats, Floats]:
    """Return the parameters of smallest negative log-likelihood, (k,), and draws of their error, (DRAWS, k).

    The error is normal with the inverse of the curvature at the maximum; parameters should be such that this is
    sensible (logarithms, log-odds).

    Parameters
    ----------
    stream
        Of the draws; its name says whose parameters they are.

    Raises
    ------
    NoAnswerError
        When there is no maximum inside.
    """
    from scipy import optimize

    found = optimize.minimize(negative, start, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9,
                              "maxiter": 4000, "maxfev": 8000})  # fmt: skip
    curvature = _curvature(negative, found.x)
    # A ridge has a curvature near 0: the parameters run away together.
    if not np.isfinite(curvature).all() or np.linalg.eigvalsh(curvature)[0] < 1e-3:
        raise NoAnswerError(wrong(f"calibrate.fault.flat.{stream.name.lower()}"))
    return found.x, draws_of(stream).multivariate_normal(found.x, np.linalg.inv(curvature), size=DRAWS)


def _curvature(function: Callable[[Floats], float], x: Floats) -> Floats:
    step = 1e-3 * np.eye(len(x))
    return np.array(
        [
            [
                (function(x + a + b) - function(x + a - b) - function(x - a + b) + function(x - a - b)) / 4e-6
                for b in step
            ]
            for a in step
        ]
    )


def interval_of(draws: Floats) -> tuple[float, float]:
    """Return the middle 95 % of draws, (DRAWS,)."""
    low, high = np.quantile(draws, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return float(low), float(high)


def logistic(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x))."""
    from scipy import special

    return np.asarray(special.expit(x))
