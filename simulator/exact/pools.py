"""Laws of the number of defaults, or of the loss, of a book with finitely many loans."""

from collections.abc import Callable, Sequence

import numpy as np

from simulator.errors import NoAnswerError, wrong
from simulator.exact.factor import FloatArray, OneFactor, check_grid, factor_step, scale_nodes
from simulator.exact.law import DiscreteLaw
from simulator.faults import got, names, outside, range_of

FACTOR_REACH = 12.0
"""Factor values beyond it have a density below 1e-31 of the middle."""
_BLOCK_ELEMENTS = 2_000_000


def _probit_nodes(factor: OneFactor, loans: int) -> tuple[FloatArray, FloatArray]:
    """Return nodes and weights, each (nodes,), of X = (c s - sqrt(rho) Z) / sqrt(1 - rho); PD given X is Phi(X)."""
    rho = factor.asset_correlation
    if rho == 0:
        return np.array([factor.threshold]), np.ones(1)
    scale, scale_weight = scale_nodes(factor)
    centre = factor.threshold * scale / np.sqrt(1 - rho)
    spread = np.sqrt(rho / (1 - rho))
    low, high = centre.min() - FACTOR_REACH * spread, centre.max() + FACTOR_REACH * spread
    probit = np.arange(low, high, factor_step(rho, loans) * spread)
    density = np.exp(-(((probit[:, np.newaxis] - centre) / spread) ** 2) / 2) @ scale_weight
    return probit, density / density.sum()


def homogeneous_pool_law(factor: OneFactor, loans: int) -> DiscreteLaw:
    """Return the law of the number of defaults among equal loans.

        P(N = k) = E[ C(n, k) Phi(X)^k Phi(-X)^(n - k) ]

    Every term is positive, so that small tails keep their digits.

    Raises
    ------
    NoAnswerError
        When there is no loan, or two grids of the factor differ by more than a billionth.
    """
    from scipy import special

    if loans < 1:
        raise NoAnswerError(outside("loans", loans, range_of(1, None)))
    probit, weight = _probit_nodes(factor, loans)
    count = np.arange(loans + 1, dtype=np.float64)[:, np.newaxis]
    log_ways = special.gammaln(loans + 1) - special.gammaln(count + 1) - special.gammaln(loans - count + 1)

    def law(nodes: slice) -> FloatArray:
        x, found = probit[nodes], np.zeros(loans + 1)
        block = max(1, _BLOCK_ELEMENTS // (loans + 1))
        for start in range(0, len(x), block):
            part = x[start : start + block]
            log_pmf = log_ways + count * special.log_ndtr(part) + (loans - count) * special.log_ndtr(-part)
            found += np.exp(log_pmf) @ weight[nodes][start : start + block]
        return found

    return DiscreteLaw(_of_two_grids(law, weight))


def graded_pool_law(
    exposures: Sequence[int], pds: Sequence[float], *, asset_correlation: float, counts: Sequence[int] | None = None
) -> DiscreteLaw:
    """Return the law of the loss of a book of unequal loans, in units of exposure (Gaussian copula).

    The characteristic function is a product over loans given the factor; it is averaged over the factor by
    the trapezoid rule and inverted by one FFT. The error is about 1e-15 in each probability.

    Parameters
    ----------
    exposures
        Loss on default of each loan or grade, whole numbers from 1.
    pds
        Probability of default within the year of each.
    asset_correlation
        Of every pair of loans, 0 to below 1.
    counts
        Loans of each grade; one each when absent.

    Raises
    ------
    NoAnswerError
        When the lists differ in length, an entry is out of range, or two grids of the factor differ.
    """
    numbers = [1] * len(exposures) if counts is None else list(counts)
    if not len(exposures) == len(pds) == len(numbers) or len(exposures) == 0:
        raise NoAnswerError(wrong("faults.exact.lengths", names=names(["exposures", "pds", "counts"])))
    if min(exposures) < 1 or min(numbers) < 1:
        raise NoAnswerError(wrong("faults.exact.whole", names=names(["exposures", "counts"])))
    thresholds = np.array([OneFactor(pd, asset_correlation).threshold for pd in pds])
    total = sum(exposure * number for exposure, number in zip(exposures, numbers, strict=True))
    step = factor_step(asset_correlation, sum(numbers))
    z = np.arange(-FACTOR_REACH, FACTOR_REACH, step) if asset_correlation > 0 else np.zeros(1)
    weight = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    angle = np.exp(-2j * np.pi * np.arange((total + 1) // 2 + 1) / (total + 1))

    def law(nodes: slice) -> FloatArray:
        x, transform = z[nodes], np.zeros(len(angle), dtype=np.complex128)
        block = max(1, _BLOCK_ELEMENTS // len(angle))
        for start in range(0, len(x), block):
            probit = thresholds - np.sqrt(asset_correlation) * x[start : start + block, np.newaxis]
            probit /= np.sqrt(1 - asset_correlation)
            given = _conditional_transform(probit, angle, exposures, numbers)
            transform += weight[nodes][start : start + block] @ given
        return np.asarray(np.fft.irfft(transform[: (total + 1) // 2 + 1], n=total + 1))

    return DiscreteLaw(np.maximum(_of_two_grids(law, weight), 0.0))


def _of_two_grids(law: Callable[[slice], FloatArray], weight: FloatArray) -> FloatArray:
    """Return a law from all nodes, once every other node has given the same.

    Parameters
    ----------
    law
        From some of the nodes, with their weights as they are.
    weight
        Of all equally spaced nodes, shape (nodes,).
    """
    if len(weight) == 1:
        return law(slice(None))
    halves = [law(slice(i, None, 2)) for i in (0, 1)]
    check_grid(*(np.cumsum(half) / weight[i::2].sum() for i, half in enumerate(halves)))
    return halves[0] + halves[1]


def _conditional_transform(
    probit: FloatArray, angle: np.ndarray, exposures: Sequence[int], numbers: Sequence[int]
) -> np.ndarray:
    """Return the characteristic function given the factor, shape (nodes, frequencies)."""
    from scipy import special

    result = np.ones((len(probit), len(angle)), dtype=np.complex128)
    for grade, (exposure, number) in enumerate(zip(exposures, numbers, strict=True)):
        default = special.ndtr(probit[:, grade, np.newaxis])
        result *= (1 - default + default * angle**exposure) ** number
    return result


def beta_binomial_law(loans: int, pd: float, default_correlation: float) -> DiscreteLaw:
    """Return the law of the number of defaults when the year's PD is drawn from a beta law.

    Beta(a, b) with a = pd (1 - r) / r and b = (1 - pd) (1 - r) / r, r the correlation of two default indicators.
    """
    from scipy import special

    if loans < 1 or not 0 < pd < 1 or not 0 < default_correlation < 1:
        given = [loans, pd, default_correlation]
        raise NoAnswerError(got(wrong("faults.exact.pool", shares=names(["pd", "default_correlation"])), given))
    strength = (1 - default_correlation) / default_correlation
    a, b = pd * strength, (1 - pd) * strength
    count = np.arange(loans + 1, dtype=np.float64)
    log_ways = special.gammaln(loans + 1) - special.gammaln(count + 1) - special.gammaln(loans - count + 1)
    return DiscreteLaw(np.exp(log_ways + special.betaln(count + a, loans - count + b) - special.betaln(a, b)))


def portfolio_loss_law(
    factor: OneFactor, loans: int, *, exposure: float = 1.0, loss_given_default: float = 1.0
) -> DiscreteLaw:
    """Return the law of the one-year loss of equal loans with a fixed loss given default, in units of exposure."""
    return DiscreteLaw(homogeneous_pool_law(factor, loans).probabilities, unit=exposure * loss_given_default)
