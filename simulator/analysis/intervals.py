"""Estimates from simulated paths with their confidence intervals.

Paths are independent; sums run over contiguous float64 in path order, about the first value, so that a
constant sample has exactly zero width. Nothing here returns nan: a bound that the paths cannot give is
infinite and the note says "too few paths".
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.errors import NoAnswerError, wrong
from simulator.estimate import CONFIDENCE, DENOMINATOR_NEAR_ZERO, NO_DENOMINATOR, TOO_FEW, Estimate, Kind
from simulator.faults import got

FloatArray = NDArray[np.float64]

BATCHES = 20
FEWEST_BATCHES = 10


def mean_interval(x: ArrayLike, confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean of x, shape (paths,), with Student's interval; also for paired differences x - y.

    Its degrees of freedom are those of the paths that are not 0: the others say nothing of how far these lie apart.
    For what cannot be below 0 see `bounded`.

    Raises
    ------
    NoAnswerError
        When x is empty, not one-dimensional or holds a number that is not finite.
    """
    sample = _sample(x)
    value, standard_error = mean_and_error(sample)
    return mean_from_error(value, standard_error, len(sample), int(np.count_nonzero(sample)), confidence)


def mean_from_error(
    value: float, standard_error: float, paths: int, nonzero: int, confidence: float = CONFIDENCE
) -> Estimate:
    """Return a mean with Student's interval, given its standard error and on how many of the paths it is not 0."""
    if nonzero == 0 and paths > 1:
        return Estimate(value, value, value, "mean")
    return _symmetric(value, standard_error if nonzero > 1 else math.inf, nonzero - 1, "mean", confidence)


def batch_means(means: ArrayLike, sizes: ArrayLike) -> Estimate:
    """Return the mean over all paths from means of batches of them; Student's interval from the batches' spread.

    Parameters
    ----------
    means
        Shape (batches,).
    sizes
        Paths of each batch, shape (batches,).
    """
    sample, weights = samples_of(means, sizes)
    weights = weights / weights.sum()
    value = float(np.sum(weights * sample))
    if len(sample) == 1:
        return _symmetric(value, math.inf, 0, "mean", CONFIDENCE)
    variance = float(np.sum(weights * (sample - value) ** 2)) / (len(sample) - 1)
    return _symmetric(value, math.sqrt(variance), len(sample) - 1, "mean", CONFIDENCE)


def mean_difference(x: ArrayLike, y: ArrayLike, confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean of x - y, path by path on common draws, with Student's interval."""
    first, second = samples_of(x, y)
    return mean_interval(first - second, confidence)


def interval_from_error(
    value: float, standard_error: float, paths: int, kind: Kind = "mean", confidence: float = CONFIDENCE
) -> Estimate:
    """Return a value with Student's interval, given its standard error over so many paths; none from one path."""
    return _symmetric(value, standard_error if paths > 1 else math.inf, paths - 1, kind, confidence)


def clopper_pearson(
    hits: ArrayLike, trials: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[FloatArray, FloatArray]:
    """Return the exact two-sided bounds of a proportion, elementwise.

    low = B^-1(a / 2; k, n - k + 1) and high = B^-1(1 - a / 2; k + 1, n - k), a = 1 - confidence, B the beta
    law; low is 0 without a hit, high is 1 without a miss. Covers with at least the stated confidence.

    Raises
    ------
    NoAnswerError
        When there is no trial, or hits are below 0 or above trials.
    """
    from scipy import special

    k, n = np.broadcast_arrays(np.asarray(hits, dtype=np.float64), np.asarray(trials, dtype=np.float64))
    if not np.all((n >= 1) & (k >= 0) & (k <= n)):
        raise NoAnswerError(wrong("faults.analysis.proportion"))
    tail = (1 - confidence) / 2
    low = np.where(k > 0, special.betaincinv(np.maximum(k, 1), n - k + 1, tail), 0.0)
    high = np.where(k < n, special.betaincinv(k + 1, np.maximum(n - k, 1), 1 - tail), 1.0)
    return low, high


@lru_cache(maxsize=4096)
def proportion_interval(hits: int, trials: int, confidence: float = CONFIDENCE) -> Estimate:
    """Return hits / trials with the exact interval; no hit in n gives 0 with an upper bound near 3.7 / n."""
    low, high = clopper_pearson(hits, trials, confidence)
    return Estimate(float(hits / trials), float(low), float(high), "proportion")


@lru_cache(maxsize=1024)
def quantile_ranks(paths: int, level: float, confidence: float = CONFIDENCE) -> tuple[int | None, int | None]:
    """Return the ranks (1 = smallest) of the order statistics that bound a quantile, None where there is none.

    With B ~ Binomial(n, level) the number of paths at or below the quantile and a = 1 - confidence:

        lower = smallest k with P(B <= k) >= a / 2,   upper = 1 + smallest k with P(B <= k) >= 1 - a / 2

    Each side errs with at most a / 2, for any law. There is no lower rank when lower is 0 and no upper rank
    when upper is n + 1 (at 99.9 % and 95 % confidence: below 3,688 paths).

    Raises
    ------
    NoAnswerError
        When there is no path or the level is not above 0 and below 1.
    """
    from scipy import special

    if paths < 1 or not 0 < level < 1:
        raise NoAnswerError(got(wrong("faults.analysis.quantile"), [paths, level]))
    reach = 40 + 12 * math.sqrt(paths * level * (1 - level))
    count = np.arange(max(0, math.floor(paths * level - reach)), min(paths, math.ceil(paths * level + reach)) + 1)
    at_most = special.bdtr(count.astype(np.float64), paths, level)
    tail = (1 - confidence) / 2
    lower = int(count[np.searchsorted(at_most, tail)])
    upper = int(count[np.searchsorted(at_most, 1 - tail)]) + 1
    return (lower or None), (upper if upper <= paths else None)


def quantile_interval(x: ArrayLike, level: float, confidence: float = CONFIDENCE) -> Estimate:
    """Return the quantile of x, shape (paths,): the value of rank ceil(n level), between two order statistics."""
    sample = _sample(x)
    lower, upper = quantile_ranks(len(sample), level, confidence)
    ranks = [rank for rank in (lower, quantile_rank(len(sample), level), upper) if rank is not None]
    ordered = np.partition(sample, [rank - 1 for rank in ranks])
    return Estimate(
        value=float(ordered[quantile_rank(len(sample), level) - 1]),
        low=-math.inf if lower is None else float(ordered[lower - 1]),
        high=math.inf if upper is None else float(ordered[upper - 1]),
        kind="quantile",
        note=TOO_FEW if lower is None or upper is None else "",
    )


def clustered_quantile(samples: Sequence[ArrayLike], level: float, confidence: float = CONFIDENCE) -> Estimate:
    """Return the quantile of all values together, where only the samples (one per path) are independent.

    Woodruff (1952): the interval of the part of values at or below the quantile, by the delta method over the
    samples, is carried over to the values.

    Parameters
    ----------
    samples
        One list of values per path, of any length, empty ones included.

    Raises
    ------
    NoAnswerError
        When there is no value at all.
    """
    parts = [np.asarray(part, dtype=np.float64) for part in samples]
    ordered = np.sort(np.concatenate(parts))
    _sample(ordered)
    value = float(ordered[quantile_rank(len(ordered), level) - 1])
    below = ratio_interval([np.sum(part <= value) for part in parts], [len(part) for part in parts], confidence)
    if ordered[0] == ordered[-1]:
        return Estimate(value, value, value, "quantile")
    if math.isinf(below.low) or below.value == 1:
        return Estimate(value, -math.inf, math.inf, "quantile", TOO_FEW)
    low, high = level + below.low - below.value, level + below.high - below.value
    return Estimate(
        value=value,
        low=float(ordered[quantile_rank(len(ordered), low) - 1]) if low > 0 else -math.inf,
        high=float(ordered[quantile_rank(len(ordered), high) - 1]) if high <= 1 else math.inf,
        kind="quantile",
        note="" if low > 0 and high <= 1 else TOO_FEW,
    )


def quantile_difference(x: ArrayLike, y: ArrayLike, level: float, batches: int = BATCHES) -> Estimate:
    """Return the quantile of x less that of y on common draws; interval from the same difference in batches."""
    first, second = samples_of(x, y)
    return batched(
        lambda part: quantile_of(first[part], level) - quantile_of(second[part], level),
        len(first),
        level,
        batches,
        "quantile",
    )


def ratio_interval(numerator: ArrayLike, denominator: ArrayLike, confidence: float = CONFIDENCE) -> Estimate:
    """Return mean(numerator) / mean(denominator), each (paths,), with an interval by the delta method.

    The standard error is that of the mean of (numerator - R denominator) / mean(denominator). With a mean
    denominator of 0 the value is infinite, or 0 when the numerator is 0 too, nothing bounds it, and the note
    says so.
    """
    samples = samples_of(numerator, denominator)
    value, residual, note = ratio_parts(samples[0], samples[1], confidence)
    return _ratio_estimate(value, residual, note, confidence)


def ratio_difference(
    numerator: ArrayLike,
    denominator: ArrayLike,
    base_numerator: ArrayLike,
    base_denominator: ArrayLike,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return the ratio of means less the baseline's, on common draws, by the delta method.

    The residuals of both ratios are subtracted path by path before their spread is taken. Its degrees of freedom are
    those of the paths on which the ratio that is seen on more of them is neither 0 nor 1.
    """
    samples = samples_of(numerator, denominator, base_numerator, base_denominator)
    value, residual, note = ratio_parts(samples[0], samples[1], confidence)
    base_value, base_residual, base_note = ratio_parts(samples[2], samples[3], confidence)
    if NO_DENOMINATOR in (note, base_note):
        difference = 0.0 if math.isinf(value) and value == base_value else value - base_value
        return _ratio_estimate(difference, residual, NO_DENOMINATOR, confidence)
    telling = max(telling_paths(*samples[:2]), telling_paths(*samples[2:]))
    return _ratio_estimate(value - base_value, residual - base_residual, note or base_note, confidence, telling)


def telling_paths(numerator: FloatArray, denominator: FloatArray) -> int:
    """Return on how many paths a ratio of means is not at its more frequent end, 0 or 1."""
    return min(int(np.count_nonzero(numerator)), int(np.count_nonzero(denominator - numerator)))


def _sample(x: ArrayLike) -> FloatArray:
    sample = np.asarray(x, dtype=np.float64, order="C")
    if sample.ndim != 1 or not len(sample):
        raise NoAnswerError(got(wrong("faults.analysis.no_path"), list(np.shape(x))))
    if not np.all(np.isfinite(sample)):
        raise NoAnswerError(wrong("faults.analysis.not_finite"))
    return sample


def samples_of(*columns: ArrayLike) -> list[FloatArray]:
    """Return columns, (paths,) each, as checked samples of one length."""
    samples = [_sample(column) for column in columns]
    if len({len(sample) for sample in samples}) > 1:
        raise NoAnswerError(wrong("faults.analysis.unequal"))
    return samples


def mean_and_error(sample: FloatArray) -> tuple[float, float]:
    """Return mean and standard error; summed about the first value, so that a constant has error 0."""
    centred = sample - sample[0]
    shift = float(np.sum(centred)) / len(sample)
    if len(sample) == 1:
        return float(sample[0]), math.inf
    variance = float(np.sum((centred - shift) ** 2)) / (len(sample) - 1)
    return float(sample[0]) + shift, math.sqrt(variance / len(sample))


@lru_cache(maxsize=1024)
def student_quantile(degrees: float, confidence: float) -> float:
    """Return the two-sided quantile of Student's law; degrees need not be whole."""
    from scipy import special

    return float(special.stdtrit(degrees, (1 + confidence) / 2))


def _symmetric(value: float, standard_error: float, degrees: int, kind: Kind, confidence: float) -> Estimate:
    if math.isinf(standard_error):
        return Estimate(value, -math.inf, math.inf, kind, TOO_FEW)
    half_width = student_quantile(degrees, confidence) * standard_error
    return Estimate(value, value - half_width, value + half_width, kind)


def quantile_rank(paths: int, level: float) -> int:
    """Return the rank (1 = smallest) of the value that stands for a quantile: ceil(paths level), 1 at least."""
    # 0.07 * 100 is 7.000000000000001: without the allowance the rank would be 8
    return max(1, math.ceil(paths * level * (1 - 1e-12)))


def quantile_of(sample: FloatArray, level: float) -> float:
    """Return the value of rank ceil(n level)."""
    rank = quantile_rank(len(sample), level)
    return float(np.partition(sample, rank - 1)[rank - 1])


def batched(statistic: Callable[[slice], float], paths: int, level: float, batches: int, kind: Kind) -> Estimate:
    """Return the statistic of all paths, with Student's interval from its spread over batches of them."""
    if not 0 < level < 1 or batches < FEWEST_BATCHES:
        raise NoAnswerError(got(wrong("faults.analysis.batches", least=FEWEST_BATCHES), [level, batches]))
    value = statistic(slice(0, paths))
    if (paths // batches) * (1 - level) < 1 - 1e-9:
        return Estimate(value, -math.inf, math.inf, kind, TOO_FEW)
    edges = [paths * batch // batches for batch in range(batches + 1)]
    by_batch = np.array([statistic(slice(edges[batch], edges[batch + 1])) for batch in range(batches)])
    return _symmetric(value, mean_and_error(by_batch)[1], batches - 1, kind, CONFIDENCE)


def ratio_parts(numerator: FloatArray, denominator: FloatArray, confidence: float) -> tuple[float, FloatArray, str]:
    """Return the ratio, its influence on each path (paths,), and a note on the denominator."""
    top, _ = mean_and_error(numerator)
    bottom, bottom_error = mean_and_error(denominator)
    if bottom == 0:
        return (math.copysign(math.inf, top) if top else 0.0), np.zeros_like(numerator), NO_DENOMINATOR
    ratio = top / bottom
    # centred, so that constant numerators and denominators leave exactly nothing
    influence = ((numerator - top) - ratio * (denominator - bottom)) / bottom
    is_near_zero = len(numerator) > 1 and abs(bottom) <= student_quantile(len(numerator) - 1, confidence) * bottom_error
    return ratio, influence, DENOMINATOR_NEAR_ZERO if is_near_zero else ""


def _ratio_estimate(
    value: float, influence: FloatArray, note: str, confidence: float, telling: int | None = None
) -> Estimate:
    if note == NO_DENOMINATOR:
        return Estimate(value, -math.inf, math.inf, "ratio", note)
    _, standard_error = mean_and_error(influence)
    paths = len(influence)
    found = mean_from_error(value, standard_error, paths, paths if telling is None else telling, confidence)
    return Estimate(found.value, found.low, found.high, "ratio", found.note or note)
