"""One-factor default model: the threshold, its mixing laws and joint default.

A loan defaults when sqrt(rho) Z + sqrt(1 - rho) e <= c s, where Z and e are standard normal and s = 1
(Gaussian copula) or s = sqrt(chi2_nu / nu) (t copula). Given Z = z and s its probability is

    Phi((c s - sqrt(rho) z) / sqrt(1 - rho)).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.errors import NoAnswerError, wrong
from simulator.faults import BETWEEN_0_AND_1, got, outside, range_of

FloatArray = NDArray[np.float64]

SMALLEST_T_CORRELATION = 1e-4
"""Below it the quadrature over the mixing law would need too fine a grid."""
GRID_TOLERANCE = 1e-9
"""Largest difference between a quadrature and the same on a coarser or finer grid; beyond it there is no answer."""
MOST_NODES = 3_072
_PLACKETT_TOLERANCE = 1e-14


@dataclass(frozen=True)
class OneFactor:
    """Default of one loan within a year, driven by one factor.

    Parameters
    ----------
    pd
        Probability of default within the year, above 0 and below 1.
    asset_correlation
        Correlation rho of two borrowers' latent variables, 0 to below 1.
    degrees_of_freedom
        Of the t copula; None is the Gaussian copula.

    Raises
    ------
    NoAnswerError
        When a number is outside its range.
    """

    pd: float
    asset_correlation: float
    degrees_of_freedom: float | None = None

    def __post_init__(self) -> None:
        """Refuse what has no law."""
        if not 0 < self.pd < 1:
            raise NoAnswerError(outside("pd", self.pd, BETWEEN_0_AND_1))
        if not 0 <= self.asset_correlation < 1:
            raise NoAnswerError(
                outside("asset_correlation", self.asset_correlation, range_of(0, 1, ends_count=(True, False)))
            )
        if self.degrees_of_freedom is None:
            return
        if not 1 <= self.degrees_of_freedom <= 10_000:
            raise NoAnswerError(outside("degrees_of_freedom", self.degrees_of_freedom, range_of(1, 10_000)))
        if self.asset_correlation < SMALLEST_T_CORRELATION:
            what = wrong("faults.exact.t_copula", least=str(SMALLEST_T_CORRELATION))
            raise NoAnswerError(wrong("faults.at", place="asset_correlation", what=got(what, self.asset_correlation)))

    @property
    def threshold(self) -> float:
        """Point c of the latent variable's law below which a loan defaults."""
        from scipy import special

        if self.degrees_of_freedom is None:
            return float(special.ndtri(self.pd))
        return float(special.stdtrit(self.degrees_of_freedom, self.pd))


def scale_nodes(factor: OneFactor) -> tuple[FloatArray, FloatArray]:
    """Return nodes and weights, each (nodes,), of the mixing scale s.

    The Gaussian copula has the one node 1. For the t copula: trapezoid rule in log s, which converges
    faster than any power because the integrand is smooth and dies out at both ends.
    """
    degrees = factor.degrees_of_freedom
    if degrees is None:
        return np.ones(1), np.ones(1)
    sharpness = np.sqrt(factor.asset_correlation) / max(1.0, abs(factor.threshold))
    step = min(0.05, 0.25 / np.sqrt(2 * degrees), 0.25 * sharpness)
    reach = 40 / degrees + 0.5
    log_scale = np.arange(-reach, reach, step)
    log_weight = degrees * log_scale - degrees * (np.exp(2 * log_scale) - 1) / 2
    is_kept = log_weight > log_weight.max() - 42
    weight = np.exp(log_weight[is_kept])
    return np.exp(log_scale[is_kept]), weight / weight.sum()


def factor_step(asset_correlation: float, loans: int) -> float:
    """Return a trapezoid step that resolves the conditional law of a book of this many loans.

    As a function of the factor, P(N = k | z) is at least 1.25 sqrt((1 - rho) / (rho loans)) wide.
    """
    width = 1.25 * np.sqrt((1 - asset_correlation) / max(asset_correlation * loans, 1e-12))
    return float(min(0.02, 0.4 * width))


def mixed(weight: FloatArray, values: FloatArray) -> FloatArray:
    """Return the mean of values, shape (nodes, ...), over equally spaced nodes of these weights, shape (nodes,).

    The trapezoid rule of half the nodes, and that of the other half, must give the same.

    Raises
    ------
    NoAnswerError
        When the halves differ by more than a billionth.
    """
    if len(weight) > 1:
        halves = [np.tensordot(weight[i::2], values[i::2], 1) / weight[i::2].sum() for i in (0, 1)]
        check_grid(halves[0], halves[1])
    return np.asarray(np.tensordot(weight, values, 1))


def check_grid(first: ArrayLike, second: ArrayLike) -> None:
    """Raise NoAnswerError where two grids of one quadrature differ by more than a billionth."""
    off = float(np.max(np.abs(np.asarray(first) - np.asarray(second))))
    if not off <= GRID_TOLERANCE:
        raise NoAnswerError(wrong("faults.exact.inexact", off=f"{off:.1e}", most=f"{GRID_TOLERANCE:g}"))


def bivariate_normal_cdf(first: ArrayLike, second: ArrayLike, correlation: float) -> FloatArray:
    """Return P(X <= first, Y <= second) of two standard normals, elementwise.

    Plackett's integral over the correlation, by Gauss-Legendre nodes whose number is doubled until nothing moves:

        Phi2(h, k; r) = Phi(h) Phi(k)
                        + 1/(2 pi) int_0^asin(r) exp(-(h^2 + k^2 - 2 h k sin t) / (2 cos^2 t)) dt

    Raises
    ------
    NoAnswerError
        When the integral still moves at 3,072 nodes.
    """
    from scipy import special

    h, k = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    nodes, found = 96, _plackett(h, k, correlation, 48)
    while np.max(np.abs((finer := _plackett(h, k, correlation, nodes)) - found)) > _PLACKETT_TOLERANCE:
        if nodes == MOST_NODES:
            check_grid(finer, found)
            break
        nodes, found = 2 * nodes, finer
    return np.asarray(special.ndtr(h) * special.ndtr(k) + finer, dtype=np.float64)


def _plackett(h: FloatArray, k: FloatArray, correlation: float, nodes: int) -> FloatArray:
    """Return the integral over 2 pi."""
    node, weight = _legendre(nodes)
    angle = np.arcsin(correlation) * (node + 1) / 2
    h, k = h[..., np.newaxis], k[..., np.newaxis]
    exponent = (h**2 + k**2 - 2 * h * k * np.sin(angle)) / (2 * np.cos(angle) ** 2)
    found: FloatArray = (np.exp(-exponent) * weight).sum(axis=-1) * np.arcsin(correlation) / (4 * np.pi)
    return found


@lru_cache(maxsize=8)
def _legendre(nodes: int) -> tuple[FloatArray, FloatArray]:
    return np.polynomial.legendre.leggauss(nodes)


def joint_default_probability(factor: OneFactor) -> float:
    """Return the probability that two given loans both default within the year."""
    scale, weight = scale_nodes(factor)
    barrier = factor.threshold * scale
    return float(mixed(weight, bivariate_normal_cdf(barrier, barrier, factor.asset_correlation)))


def tail_dependence(factor: OneFactor) -> float:
    """Return the limit, as the PD goes to 0, of the chance that one loan defaults given that another does.

        lambda = 2 T_(nu+1)(-sqrt((nu + 1) (1 - rho) / (1 + rho)))

    It is 0 for the Gaussian copula.
    """
    from scipy import special

    degrees, rho = factor.degrees_of_freedom, factor.asset_correlation
    if degrees is None:
        return 0.0
    return float(2 * special.stdtr(degrees + 1, -np.sqrt((degrees + 1) * (1 - rho) / (1 + rho))))
