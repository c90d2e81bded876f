"""The number of defaults of a year of many firms, cut at a size: binomials mixed over the common factor.

Given the factor the law of a grade is binomial and sits on few numbers; as a function of the factor the chance of
one number is a narrow peak that a rule of fixed nodes steps over once a book is large. So the step of the trapezoid
rule follows the book, and it is halved until the law no longer moves.
"""

from collections.abc import Sequence
from functools import reduce

import numpy as np

from simulator.errors import NoAnswerError, wrong
from simulator.exact.factor import GRID_TOLERANCE, FloatArray, factor_step

REACH = 8.5
"""Factor values beyond it have a chance of 2e-17."""
HALVINGS = 6
_WIDTHS = 9.0
"""A binomial law is left out beyond so many standard deviations, and a few defaults more, from its mean."""

Grade = tuple[int, float]
"""Firms and PD."""


def default_counts_law(grades: Sequence[Grade], *, asset_correlation: float, size: int) -> FloatArray:
    """Return the chances of 0, 1, ..., size - 1 defaults in one year, shape (size,).

    Parameters
    ----------
    grades
        Firms and PD of each; all share one factor.
    asset_correlation
        Of every pair of firms, from 0 to below 1.
    size
        Number of chances wanted, at least 1.

    Raises
    ------
    NoAnswerError
        When the law still moves by more than a billionth after six halvings of the step.
    """
    if asset_correlation == 0:
        return _given(grades, 0.0, 0.0, size)
    step = 2 * factor_step(asset_correlation, sum(firms for firms, _ in grades))
    law = _mixed(grades, asset_correlation, size, (0.0, step))
    for _ in range(HALVINGS):
        between = _mixed(grades, asset_correlation, size, (step / 2, step))
        finer = (law + between) / 2
        if np.max(np.abs(np.cumsum(finer - law))) <= GRID_TOLERANCE:
            return finer
        law, step = finer, step / 2
    raise NoAnswerError(wrong("faults.exact.moving_law", correlation=f"{asset_correlation:g}"))


def _mixed(grades: Sequence[Grade], correlation: float, size: int, grid: tuple[float, float]) -> FloatArray:
    """Return the mean law over the factor by the trapezoid rule.

    Parameters
    ----------
    grid
        One factor value of the grid, and the step.
    """
    start, step = grid
    reach = int(REACH / step)
    law = np.zeros(size)
    for factor in start + step * np.arange(-reach, reach + 1):
        law += np.exp(-(factor**2) / 2) * _given(grades, correlation, float(factor), size)
    return np.asarray(law * step / np.sqrt(2 * np.pi))


def _given(grades: Sequence[Grade], correlation: float, factor: float, size: int) -> FloatArray:
    """Return the law given the factor, shape (size,)."""
    from scipy import special

    law = np.zeros(size)
    parts = []
    for firms, pd in grades:
        chance = special.ndtr((special.ndtri(pd) - np.sqrt(correlation) * factor) / np.sqrt(1 - correlation))
        parts.append(_binomial(firms, float(chance)))
    first = sum(start for start, _ in parts)
    if first < size:
        whole = reduce(_convolved, (values for _, values in parts))[: size - first]
        law[first : first + len(whole)] = whole
    return law


def _convolved(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return the law of a sum; by Fourier transforms where the laws are long."""
    from scipy import signal

    if min(len(first), len(second)) < 100:
        return np.convolve(first, second)
    return np.asarray(np.maximum(signal.fftconvolve(first, second), 0.0))


def _binomial(firms: int, chance: float) -> tuple[int, FloatArray]:
    """Return the first number of defaults that counts, and the chances from there on."""
    from scipy import special

    middle = firms * chance
    reach = _WIDTHS * np.sqrt(middle * (1 - chance)) + 40
    low, high = max(0, int(middle - reach)), min(firms, int(middle + reach) + 1)
    count = np.arange(low, high + 1, dtype=np.float64)
    ways = special.gammaln(firms + 1) - special.gammaln(count + 1) - special.gammaln(firms - count + 1)
    return low, np.exp(ways + special.xlogy(count, chance) + special.xlog1py(firms - count, -chance))
