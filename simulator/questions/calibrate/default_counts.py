"""PD and asset correlation from yearly default counts: the binomial mixture of the one-factor model.

Given the factor Z_t of year t, the d of n obligors of grade g that default are binomial with probability

    p_g(Z_t) = Phi((Phi^-1(PD_g) - sqrt(rho) Z_t) / sqrt(1 - rho)),    Z_t = phi Z_(t-1) + sqrt(1 - phi^2) e_t,

one factor for all grades (Gordy and Heitfield 2002). The likelihood integrates the Z_t out by Gauss-Hermite
quadrature about each year's most likely value, with so many nodes that twice as many find the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.errors import NoAnswerError, wrong
from simulator.exact.factor import OneFactor, joint_default_probability
from simulator.inputs.history import History
from simulator.questions.calibrate.default_rates import LARGEST_PERSISTENCE
from simulator.questions.calibrate.learnt import CONFIDENCE, Floats

NODES = 40
MOST_NODES = 160
"""Above, the weights of the outer nodes are below the smallest number."""
LARGEST_MISS = 1e-3
"""Of the log-likelihood, that twice as many nodes may find; intervals end where it falls by 1.9 and more."""
_SMALLEST_LOADING = 1e-3
_LARGEST_LOADING = 2.0
_LARGEST_PROBIT = 6.5
_MOST_NEWTON_STEPS = 30
_MOST_YEARS = 200
_DIFFERENCE_STEP = 1e-5


@dataclass(frozen=True, eq=False)
class DefaultCounts:
    """Obligors and defaults, both (years, grades); a year without data has no obligors."""

    years: NDArray[np.int64]
    grades: tuple[str, ...]
    obligors: Floats
    defaults: Floats
    nodes: int = NODES
    """Nodes of the quadrature for each year (see `with_enough_nodes`)."""

    def pooled(self) -> "DefaultCounts":
        """Return the counts of all grades together."""
        return DefaultCounts(
            self.years,
            ("all",),
            self.obligors.sum(axis=1, keepdims=True),
            self.defaults.sum(axis=1, keepdims=True),
            self.nodes,
        )

    @property
    def years_seen(self) -> int:
        """Number of years with obligors."""
        return int(np.sum(self.obligors.sum(axis=1) > 0))


@dataclass(frozen=True, eq=False)
class CountsFit:
    """The parameters at which the likelihood is largest, and its logarithm there.

    Coordinates, shape (grades + 2,): probits of the PDs, log of sqrt(rho / (1 - rho)), artanh of phi.
    """

    coordinates: Floats
    log_likelihood: float

    @property
    def pd_per_year(self) -> Floats:
        """PD of each grade, (grades,)."""
        from scipy import special

        return np.asarray(special.ndtr(self.coordinates[:-2]))

    @property
    def asset_correlation(self) -> float:
        """The correlation rho; 0 at the lower end of the search."""
        return correlation_of(float(self.coordinates[-2]))

    @property
    def persistence(self) -> float:
        """The persistence phi of one year."""
        return float(np.tanh(self.coordinates[-1]))


def correlation_of(log_loading: float) -> float:
    """Return rho = b^2 / (1 + b^2) of log b; 0 at the lower end of the search."""
    loading = float(np.exp(log_loading))
    return 0.0 if loading <= 1.001 * _SMALLEST_LOADING else loading**2 / (1 + loading**2)


def counts_of(history: History) -> DefaultCounts:
    """Return the counts of a history; years between the first and the last that it leaves out have no obligors.

    Raises
    ------
    NoAnswerError
        When the years lie too far apart.
    """
    year = history.numbers["year"].astype(np.int64)
    years = np.arange(year.min(), year.max() + 1)
    if len(years) > _MOST_YEARS:
        raise NoAnswerError(history.at(wrong("calibrate.fault.span", n=len(years), most=str(_MOST_YEARS))))
    given = history.texts.get("grade", ("all",) * len(year))
    grades = tuple(dict.fromkeys(given))
    table = np.zeros((2, len(years), len(grades)))
    place = np.array([grades.index(grade) for grade in given])
    table[0, year - years[0], place] = history.numbers["obligors"]
    table[1, year - years[0], place] = history.numbers["defaults"]
    return DefaultCounts(years, grades, table[0], table[1])


def log_likelihood(counts: DefaultCounts, coordinates: Floats) -> float:
    """Return the logarithm of the likelihood, without the binomial coefficients, at coordinates of `CountsFit`."""
    loading = float(np.exp(coordinates[-2]))
    threshold = coordinates[:-2] * np.sqrt(1 + loading**2)
    persistence = float(np.tanh(coordinates[-1]))
    nodes, log_weights = _nodes(counts, threshold, loading)
    log_of_year = _log_binomial(counts, threshold, loading, nodes)
    log_prior = -(nodes**2) / 2 - np.log(2 * np.pi) / 2
    if persistence == 0:
        return float(_log_sum(log_of_year + log_prior + log_weights).sum())
    return _filtered(log_of_year, log_weights, nodes, persistence)


def _filtered(log_of_year: Floats, log_weights: Floats, nodes: Floats, persistence: float) -> float:
    """Return the logarithm of the likelihood with memory, carrying the factor's density from year to year."""
    variance = 1 - persistence**2
    log_density = -(nodes[0] ** 2) / 2 - np.log(2 * np.pi) / 2 + log_of_year[0]
    for year in range(1, len(nodes)):
        steps = nodes[year][:, np.newaxis] - persistence * nodes[year - 1]
        log_step = -(steps**2) / (2 * variance) - np.log(2 * np.pi * variance) / 2
        log_density = log_of_year[year] + _log_sum(log_step + log_density + log_weights[year - 1])
    return float(_log_sum(log_density + log_weights[-1]))


def _log_sum(terms: Floats) -> Floats:
    top = terms.max(axis=-1, keepdims=True)
    return np.asarray(np.log(np.exp(terms - top).sum(axis=-1)) + top[..., 0])


def _log_binomial(counts: DefaultCounts, threshold: Floats, loading: float, factor: Floats) -> Floats:
    """Return log of prod_g p^d (1 - p)^(n - d) at factors of shape (years, nodes)."""
    from scipy import special

    x = threshold - loading * factor[:, :, np.newaxis]
    defaults, others = counts.defaults[:, np.newaxis], (counts.obligors - counts.defaults)[:, np.newaxis]
    return np.asarray((defaults * special.log_ndtr(x) + others * special.log_ndtr(-x)).sum(axis=-1))


def _nodes(counts: DefaultCounts, threshold: Floats, loading: float) -> tuple[Floats, Floats]:
    """Return nodes and log weights of the quadrature, (years, nodes), about the mode of each year's factor."""
    mode, spread = _modes(counts, threshold, loading)
    x, weight = np.polynomial.hermite.hermgauss(counts.nodes)
    nodes = mode[:, np.newaxis] + np.sqrt(2) * spread[:, np.newaxis] * x
    return nodes, np.log(weight) + x**2 + np.log(np.sqrt(2) * spread)[:, np.newaxis]


def _modes(counts: DefaultCounts, threshold: Floats, loading: float) -> tuple[Floats, Floats]:
    """Return the most likely factor of each year by itself and its spread, (years,): Newton on a concave function."""
    others = counts.obligors - counts.defaults
    mode = np.zeros(len(counts.years))
    for _ in range(_MOST_NEWTON_STEPS):
        x = threshold - loading * mode[:, np.newaxis]
        up, down = _hazard(x), _hazard(-x)
        slope = -loading * (counts.defaults * up - others * down).sum(axis=1) - mode
        bend = 1 + loading**2 * (counts.defaults * up * (up + x) + others * down * (down - x)).sum(axis=1)
        step = np.clip(slope / bend, -2.0, 2.0)
        mode = mode + step
        if np.max(np.abs(step)) < 1e-9:
            break
    return mode, 1 / np.sqrt(bend)


def _hazard(x: Floats) -> Floats:
    """Return phi(x) / Phi(x)."""
    from scipy import special

    return np.asarray(np.exp(-(x**2) / 2 - special.log_ndtr(x)) / np.sqrt(2 * np.pi))


def with_enough_nodes(counts: DefaultCounts, *, has_persistence: bool = False) -> DefaultCounts:
    """Return the counts with so many nodes of the quadrature that twice as many find the same likelihood.

    Looked at where the likelihood is largest and, with persistence, at the end of its search, where a year's factor
    moves least.

    Raises
    ------
    NoAnswerError
        When the most nodes are too few.
    """
    while counts.nodes <= MOST_NODES // 2:
        finer = replace(counts, nodes=2 * counts.nodes)
        points = [fit_counts(counts, has_persistence=has_persistence).coordinates]
        if has_persistence:
            points.append(np.append(points[0][:-1], np.arctanh(LARGEST_PERSISTENCE)))
        if all(abs(log_likelihood(counts, at) - log_likelihood(finer, at)) <= LARGEST_MISS for at in points):
            return counts
        counts = finer
    raise NoAnswerError(wrong("calibrate.fault.nodes", miss=f"{LARGEST_MISS:g}", nodes=str(MOST_NODES)))


def search_of(counts: DefaultCounts, index: int) -> tuple[float, float]:
    """Return the ends of the search for one coordinate of `CountsFit`."""
    low, high = _bounds(len(counts.grades) + 2)
    return float(low[index]), float(high[index])


def fit_counts(counts: DefaultCounts, *, has_persistence: bool = False) -> CountsFit:
    """Return the parameters of largest likelihood; phi is 0 unless it is wanted."""
    from scipy import special

    defaults, obligors = counts.defaults.sum(axis=0), counts.obligors.sum(axis=0)
    probits = special.ndtri((defaults + 0.5) / (obligors + 1))
    start = np.concatenate([probits, [np.log(0.25), 0.3 if has_persistence else 0.0]])
    return _maximised(counts, start, _free(counts, has_persistence=has_persistence))


def _free(counts: DefaultCounts, *, has_persistence: bool, fixed: int | None = None) -> list[int]:
    last = len(counts.grades) + (2 if has_persistence else 1)
    return [index for index in range(last) if index != fixed]


def _maximised(counts: DefaultCounts, start: Floats, free: Sequence[int]) -> CountsFit:
    from scipy import optimize

    coordinates = start.copy()
    low, high = _bounds(len(start))

    def negative(values: Floats) -> float:
        coordinates[free] = values
        return -log_likelihood(counts, coordinates)

    bounds = [(low[index], high[index]) for index in free]
    first = np.clip(start[list(free)], low[list(free)], high[list(free)])
    # Steps well above the rounding of the likelihood of a large book: the default step drowns in it.
    options = {"ftol": 1e-12, "eps": _DIFFERENCE_STEP}
    found = optimize.minimize(negative, first, method="L-BFGS-B", bounds=bounds, options=options)
    coordinates[list(free)] = found.x
    return CountsFit(coordinates, -float(found.fun))


def _bounds(count: int) -> tuple[Floats, Floats]:
    low, high = np.full(count, -_LARGEST_PROBIT), np.full(count, _LARGEST_PROBIT)
    low[-2:] = np.log(_SMALLEST_LOADING), 0.0
    high[-2:] = np.log(_LARGEST_LOADING), np.arctanh(LARGEST_PERSISTENCE)
    return low, high


def deviance(
    counts: DefaultCounts, fit: CountsFit, index: int, value: float, *, has_persistence: bool = False
) -> float:
    """Return twice the log-likelihood lost when one coordinate is held at a value and the others are fitted."""
    start = fit.coordinates.copy()
    start[index] = value
    held = _maximised(counts, start, _free(counts, has_persistence=has_persistence, fixed=index))
    return 2 * (fit.log_likelihood - held.log_likelihood)


def profile_interval(
    counts: DefaultCounts, fit: CountsFit, index: int, *, has_persistence: bool = False
) -> tuple[float, float]:
    """Return the ends, in the coordinate, between which the deviance stays below its critical value.

    An end that the data do not give is the end of the search.
    """
    from scipy import optimize

    limit = critical_deviance(counts, index)
    low, high = (float(bound[index]) for bound in _bounds(len(fit.coordinates)))

    def above(value: float) -> float:
        return deviance(counts, fit, index, value, has_persistence=has_persistence) - limit

    def end(bound: float) -> float:
        centre, reach = float(fit.coordinates[index]), 0.1 if bound > fit.coordinates[index] else -0.1
        inner, outer = centre, centre
        while outer != bound:
            outer = min(bound, outer + reach) if reach > 0 else max(bound, outer + reach)
            if above(outer) > 0:
                return float(optimize.brentq(above, inner, outer, xtol=1e-4))
            inner, reach = outer, 2 * reach
        return bound

    return end(low), end(high)


def critical_deviance(counts: DefaultCounts, index: int) -> float:
    """Return the deviance that is exceeded with 5 % chance at the true value of a coordinate.

    For the persistence 3.84, as in a long series. Else the exact one of the limit of a large book, in which the
    probits of the yearly rates are normal: 3.84 would be too small for a few years.
    """
    years = max(counts.years_seen, 2)
    if index == len(counts.grades):
        return _critical_of_variance(years)
    if index > len(counts.grades):
        return _critical_of_mean(10**9)
    return _critical_of_mean(years)


@lru_cache(maxsize=256)
def _critical_of_mean(years: int) -> float:
    """Of the mean of normals with unknown variance: T log(1 + t^2 / (T - 1)), t Student's."""
    from scipy import special

    t = float(special.stdtrit(years - 1, (1 + CONFIDENCE) / 2))
    return float(years * np.log1p(t**2 / (years - 1)))


@lru_cache(maxsize=256)
def _critical_of_variance(years: int) -> float:
    """Of the variance of normals with unknown mean: the deviance is Q - T - T log(Q / T), Q chi-square (T - 1)."""
    from scipy import optimize, special

    def side(limit: float, low: float, high: float) -> float:
        return float(optimize.brentq(lambda q: q - years - years * np.log(q / years) - limit, low, high))

    def missed(limit: float) -> float:
        low, high = side(limit, 1e-300, years), side(limit, years, 100.0 * years + 1000)
        inside = special.chdtr(years - 1, high) - special.chdtr(years - 1, low)
        return float(inside - CONFIDENCE)

    return float(optimize.brentq(missed, 1e-6, 200.0))


def moments(rates: Floats, noise: float = 0.0) -> tuple[float, float]:
    """Return PD and asset correlation by the method of moments from yearly default rates, (years,).

    PD is their mean; rho solves Phi2(c, c; rho) = PD^2 + s^2 - noise with c = Phi^-1(PD), s^2 their sample variance
    and `noise` the mean variance that the finite numbers of obligors add (Gordy 2000). rho is 0 when s^2 is below it.

    Raises
    ------
    NoAnswerError
        When there are fewer than two rates, or none of them is above 0.
    """
    from scipy import optimize

    pd = float(rates.mean()) if len(rates) > 1 else 0.0
    if not 0 < pd < 1:
        raise NoAnswerError(wrong("calibrate.fault.moments"))
    wanted = pd**2 + float(rates.var(ddof=1)) - noise

    def beyond(rho: float) -> float:
        return joint_default_probability(OneFactor(pd, rho)) - wanted

    if wanted <= pd**2:
        return pd, 0.0
    return pd, float(optimize.brentq(beyond, 0.0, 0.999)) if beyond(0.999) > 0 else 0.999


def count_moments(counts: DefaultCounts) -> tuple[float, float]:
    """Return PD and asset correlation of all grades together by the method of moments.

    Raises
    ------
    NoAnswerError
        As `moments`; years with fewer than two obligors are left out.
    """
    pooled = counts.pooled()
    is_seen = pooled.obligors[:, 0] > 1
    obligors, rates = pooled.obligors[is_seen, 0], pooled.defaults[is_seen, 0] / pooled.obligors[is_seen, 0]
    return moments(rates, float(np.mean(rates * (1 - rates) / (obligors - 1))) if len(rates) else 0.0)
