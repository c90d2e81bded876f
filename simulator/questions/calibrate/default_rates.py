"""PD, asset correlation and persistence from yearly default rates of a book whose size is not known: a large book.

There the probit of the year's rate is normal (Vasicek 2002), and years are linked as the factor is:

    Phi^-1(rate_t) = a - b Z_t,    PD = Phi(a / sqrt(1 + b^2)),    rho = b^2 / (1 + b^2),    corr(Z_s, Z_t) = phi^|s-t|.

So a and b^2 are the mean and the variance of a normal sample, phi the persistence of an AR(1). A rate of 0 is below
what the book can show: its probit is known to lie below that of the smallest rate above 0.
"""

from dataclasses import dataclass

import numpy as np

from simulator.errors import NoAnswerError, wrong
from simulator.questions.calibrate.learnt import CONFIDENCE, DRAWS, Floats, Stream, draws_of

FEWEST_YEARS = 3
"""Below, a correlation cannot be told from a level."""
FEWEST_YEARS_FOR_PERSISTENCE = 10
LARGEST_PERSISTENCE = 0.95
_MANY = 200_000
_PERSISTENCES = np.linspace(0, LARGEST_PERSISTENCE, 951)
_COARSE = _PERSISTENCES[::10]
_TURNS, _FIRST_TURNS = 3_000, 300
_CRITICAL_DEVIANCE = 3.841458820694124
"""95 % quantile of chi-square with one degree of freedom."""


@dataclass(frozen=True, eq=False)
class RatesFit:
    """Estimates with 95 % intervals, (low, high), and draws of their uncertainty, (DRAWS,) each."""

    pd_per_year: float
    asset_correlation: float
    persistence: float
    """0 when it is not estimated; at most `LARGEST_PERSISTENCE`, the end of the search."""
    pd_interval: tuple[float, float]
    correlation_interval: tuple[float, float]
    persistence_interval: tuple[float, float]
    pd_draws: Floats
    correlation_draws: Floats
    persistence_draws: Floats


@dataclass(frozen=True, eq=False)
class _Sample:
    """What a sample of probits says at each persistence, shape (persistences,)."""

    mean: Floats
    """Generalised least squares."""
    squares: Floats
    """Of the deviations from the mean, freed from the correlation of the years."""
    weight_of_mean: Floats
    """Variance b^2 of a year over the variance of the mean: the number of years when they are independent."""
    log_likelihood: Floats
    """Restricted: the mean and the variance integrated out."""


def fit_rates(rates: Floats, years: Floats | None = None, *, has_persistence: bool = False) -> RatesFit:
    """Return restricted maximum likelihood estimates from the rates of years in their order, (years,), three at least.

    Without persistence the variance is divided by T - 1, and the interval of rho is that of a normal variance by
    chi-square. The interval of the PD is the generalised one (Weerahandi 1993): of Phi(a / sqrt(1 + b^2)) with
    b^2 = S / chi-square(T - 1) and a = mean + b N(0, 1) / sqrt(T). With persistence the interval of phi is that of its
    restricted likelihood, and those of PD and rho mix over phi, uniform a priori from 0 to the end of the search.
    With rates of 0 all are medians and quantiles of the same law, the hidden probits drawn with it (Gibbs sampling).

    Parameters
    ----------
    years
        Whole numbers, rising; default one after the other.
    has_persistence
        Estimate the persistence; without, the years are independent.

    Raises
    ------
    NoAnswerError
        When fewer than three rates are above 0, or all of these are the same.
    """
    from scipy import special

    shown = rates[rates > 0]
    if len(shown) < FEWEST_YEARS or float(np.ptp(special.ndtri(shown))) < 1e-6:
        raise NoAnswerError(wrong("calibrate.fault.few_rates", n=len(shown), least=str(FEWEST_YEARS)))
    gaps = np.diff(np.arange(len(rates)) if years is None else years)
    probits = special.ndtri(np.maximum(rates, shown.min()))
    if np.all(rates > 0):
        return _fit_shown(probits, gaps, has_persistence=has_persistence)
    return _fit_with_zeros(probits, rates == 0, gaps, has_persistence=has_persistence)


def _sample(probits: Floats, gaps: Floats, persistences: Floats) -> _Sample:
    link = persistences[:, np.newaxis] ** gaps
    spread = np.sqrt(1 - link**2)

    def freed(values: Floats) -> Floats:
        first = np.broadcast_to(values[..., :1], (len(persistences), 1))
        return np.concatenate([first, (values[..., 1:] - link * values[..., :-1]) / spread], axis=1)

    ones = freed(np.ones(len(probits)))
    weight = (ones**2).sum(axis=1)
    mean = (ones * freed(probits)).sum(axis=1) / weight
    squares = (freed(probits - mean[:, np.newaxis]) ** 2).sum(axis=1)
    freedom = len(probits) - 1
    return _Sample(
        mean, squares, weight, -np.log(spread).sum(axis=1) - (np.log(weight) + freedom * np.log(squares)) / 2
    )


def _fit_shown(probits: Floats, gaps: Floats, *, has_persistence: bool) -> RatesFit:
    """Fit rates that are all above 0."""
    from scipy import special

    persistences = _PERSISTENCES if has_persistence else np.zeros(1)
    sample, freedom = _sample(probits, gaps, persistences), len(probits) - 1
    likeliest = int(np.argmax(sample.log_likelihood))
    variance = float(sample.squares[likeliest]) / freedom
    pds, correlations, memories = _draws(sample, persistences, freedom, draws_of(Stream.RATES), _MANY)
    deviance = 2 * (sample.log_likelihood[likeliest] - sample.log_likelihood)
    inside = persistences[deviance <= _CRITICAL_DEVIANCE]
    correlation_interval = _interval(correlations)
    if not has_persistence:
        ends = sample.squares[0] / special.chdtri(freedom, np.array([(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]))
        correlation_interval = (float(ends[0] / (1 + ends[0])), float(ends[1] / (1 + ends[1])))
    return RatesFit(
        pd_per_year=float(special.ndtr(sample.mean[likeliest] / np.sqrt(1 + variance))),
        asset_correlation=variance / (1 + variance),
        persistence=float(persistences[likeliest]),
        pd_interval=_interval(pds),
        correlation_interval=correlation_interval,
        persistence_interval=(float(inside.min()), float(inside.max())),
        pd_draws=pds[:DRAWS],
        correlation_draws=correlations[:DRAWS],
        persistence_draws=memories[:DRAWS],
    )


def _draws(
    sample: _Sample, persistences: Floats, freedom: int, rng: np.random.Generator, count: int
) -> tuple[Floats, Floats, Floats]:
    """Return draws of PD, rho and phi given the probits, (count,) each."""
    from scipy import special

    mean, variance, place = _moments_drawn(sample, freedom, rng, count)
    return special.ndtr(mean / np.sqrt(1 + variance)), variance / (1 + variance), persistences[place]


def _moments_drawn(
    sample: _Sample, freedom: int, rng: np.random.Generator, count: int
) -> tuple[Floats, Floats, np.ndarray]:
    place = np.zeros(count, dtype=np.int64)
    if len(sample.mean) > 1:
        weights = np.exp(sample.log_likelihood - sample.log_likelihood.max())
        place = np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(count))
    variance = sample.squares[place] / rng.chisquare(freedom, count)
    mean = sample.mean[place] + np.sqrt(variance / sample.weight_of_mean[place]) * rng.standard_normal(count)
    return mean, variance, place


def _fit_with_zeros(probits: Floats, is_zero: np.ndarray, gaps: Floats, *, has_persistence: bool) -> RatesFit:
    """Fit rates some of which are 0: their probits, given as those of the smallest rate above 0, lie below it."""
    from scipy import special

    persistences = _COARSE if has_persistence else np.zeros(1)
    rng, freedom, limit = draws_of(Stream.RATES_WITH_ZEROS), len(probits) - 1, float(probits[is_zero][0])
    values, found = probits.copy(), np.empty((_TURNS, 3))
    for turn in range(-_FIRST_TURNS, _TURNS):
        mean, variance, place = (x[0] for x in _moments_drawn(_sample(values, gaps, persistences), freedom, rng, 1))
        link = np.concatenate([[0.0], persistences[place] ** gaps, [0.0]])
        pull = link / (1 - link**2)
        for year in np.flatnonzero(is_zero):
            precision = 1 / (1 - link[year] ** 2) + link[year + 1] * pull[year + 1]
            before = values[year - 1] - mean if year > 0 else 0.0
            after = values[year + 1] - mean if year < freedom else 0.0
            middle = mean + (pull[year] * before + pull[year + 1] * after) / precision
            spread = np.sqrt(variance / precision)
            below = special.ndtr((limit - middle) / spread)
            values[year] = middle + spread * special.ndtri(max(rng.random() * below, 1e-300))
        found[turn] = mean, variance, persistences[place]
    pds = special.ndtr(found[:, 0] / np.sqrt(1 + found[:, 1]))
    correlations, memories = found[:, 1] / (1 + found[:, 1]), found[:, 2]
    thin = slice(None, None, _TURNS // DRAWS)
    return RatesFit(
        pd_per_year=float(np.median(pds)),
        asset_correlation=float(np.median(correlations)),
        persistence=float(np.median(memories)),
        pd_interval=_interval(pds),
        correlation_interval=_interval(correlations),
        persistence_interval=_interval(memories),
        pd_draws=pds[thin],
        correlation_draws=correlations[thin],
        persistence_draws=memories[thin],
    )


def _interval(draws: Floats) -> tuple[float, float]:
    low, high = np.quantile(draws, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return float(low), float(high)
