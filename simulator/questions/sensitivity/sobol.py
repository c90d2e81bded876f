"""Sobol indices: what part of an answer's variance each input explains, alone and with all its interactions.

Inputs are independent and uniform. Sample matrices A and B of shape (n, inputs); AB_i is A with column i from B:

    first order  S_i = mean(f(B) (f(AB_i) - f(A))) / V            (Saltelli et al. 2010, table 2, b)
    total        T_i = mean((f(A) - f(AB_i))^2) / (2 V)           (Jansen 1999)

with V the variance of f over A and B together and f centred, which takes noise off S_i. Intervals: percentiles of a
bootstrap over the n rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.estimate import CONFIDENCE, Estimate

Floats = NDArray[np.float64]

RESAMPLES = 1_000
FEWEST_ROWS = 8


@dataclass(frozen=True)
class Index:
    """First-order and total index of one input, with bootstrap intervals."""

    first: Estimate
    total: Estimate


def sample(rows: int, inputs: int, seed: int) -> Floats:
    """Return the matrices A, B, AB_1, ... of points in the unit cube, shape (rows, 2 + inputs, inputs).

    A and B are the halves of a scrambled Sobol' sequence in twice the dimensions; `rows` is a power of two.
    """
    from scipy.stats import qmc

    points = qmc.Sobol(2 * inputs, scramble=True, rng=seed).random(rows)
    first, second = points[:, :inputs], points[:, inputs:]
    found = np.repeat(first[:, None, :], 2 + inputs, axis=1)
    found[:, 1] = second
    for i in range(inputs):
        found[:, 2 + i, i] = second[:, i]
    return found


def indices(values: Floats, seed: int) -> list[Index] | None:
    """Return the indices of every input, or None where the values do not vary or too few rows have all of them.

    Parameters
    ----------
    values
        f at the points of `sample`, shape (rows, 2 + inputs); rows with a value that is not finite are left out.
    seed
        Seed of the bootstrap.
    """
    whole = values[np.isfinite(values).all(axis=1)]
    if len(whole) < FEWEST_ROWS or not np.ptp(whole[:, :2]) > 0:
        return None
    first, total = _estimators(whole[None])
    rng = np.random.Generator(np.random.Philox(seed))
    draws = whole[rng.integers(0, len(whole), (RESAMPLES, len(whole)))]
    spread = _estimators(draws)
    return [
        Index(*(_estimate(point[0, i], cloud[:, i]) for point, cloud in zip((first, total), spread, strict=True)))
        for i in range(whole.shape[1] - 2)
    ]


def _estimators(values: Floats) -> tuple[Floats, Floats]:
    """Return first-order and total indices, shape (samples, inputs), of values of shape (samples, rows, 2 + inputs)."""
    centred = values - values[:, :, :2].mean(axis=(1, 2), keepdims=True)
    a, b, mixed = centred[:, :, 0, None], centred[:, :, 1, None], centred[:, :, 2:]
    variance = centred[:, :, :2].var(axis=(1, 2))[:, None]
    # A resample of rows that are all alike has no indices; the percentiles pass over it.
    variance = np.where(variance > 0, variance, np.nan)
    first = (b * (mixed - a)).mean(axis=1) / variance
    total = ((a - mixed) ** 2).mean(axis=1) / (2 * variance)
    return first, total


def _estimate(value: float, cloud: Floats) -> Estimate:
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.nanpercentile(cloud, [tail, 100 - tail])
    return Estimate(float(value), float(low), float(high), "mean")


def largest_shift(found: list[Index], other: list[Index]) -> float:
    """Return the largest difference between two sets of indices of the same inputs."""
    pairs = zip(found, other, strict=True)
    return max(
        max(abs(one.first.value - two.first.value), abs(one.total.value - two.total.value)) for one, two in pairs
    )
