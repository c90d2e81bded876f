"""What yearly default counts and default rates teach: PD, asset correlation, persistence."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulator.errors import NoAnswerError, wrong
from simulator.inputs.history import History
from simulator.questions.calibrate.default_counts import (
    CountsFit,
    DefaultCounts,
    correlation_of,
    count_moments,
    counts_of,
    fit_counts,
    moments,
    profile_interval,
    search_of,
    with_enough_nodes,
)
from simulator.questions.calibrate.default_posterior import LARGEST_CORRELATION, LEVELS, Posterior, posterior_of
from simulator.questions.calibrate.default_rates import (
    FEWEST_YEARS,
    FEWEST_YEARS_FOR_PERSISTENCE,
    LARGEST_PERSISTENCE,
    fit_rates,
)
from simulator.questions.calibrate.learnt import Fit, Floats, Learnt, Lesson
from simulator.values import Number, Own, Phrase, phrase

FEWEST_DEFAULTS = 10
FEWEST_YEARS_FOR_LIKELIHOOD = 5
PD_KEY, CORRELATION_KEY, PERSISTENCE_KEY = (
    "calibration.observed_pd", "economy.asset_correlation", "economy.persistence",
)  # fmt: skip
_MOST_GRADES = 30
_FACTOR_REACH = 8.5
_SPREADS = 8
_PANEL_NODES = 100
_LEVEL, _SWING, _MEMORY = "level", "swing", "memory"
"""What tells PD, correlation and persistence: last parts of keys in the words `calibrate.by`."""


_SHARED_NOTES = (phrase("calibrate.note.step"), phrase("calibrate.note.sectors"))


class _Range(NamedTuple):
    value: float
    low: float
    high: float


def lesson_of_counts(history: History) -> Lesson:
    """Return what default counts teach, by maximum likelihood, moments and Bayes.

    Settings take maximum likelihood from five years and ten defaults on, and Bayes' medians below.

    Raises
    ------
    NoAnswerError
        When the years lie too far apart or there are too many grades.
    """
    counts = counts_of(history)
    if len(counts.grades) > _MOST_GRADES:
        raise NoAnswerError(history.at(wrong("calibrate.fault.grades", n=len(counts.grades), most=str(_MOST_GRADES))))
    years, defaults = counts.years_seen, int(counts.defaults.sum())
    # What matters is the rarer of the two: a book in which all default is as poor as one in which none does.
    rarer = min(defaults, int(counts.obligors.sum()) - defaults)
    is_rich = years >= FEWEST_YEARS_FOR_LIKELIHOOD and rarer >= FEWEST_DEFAULTS
    has_rates = years >= FEWEST_YEARS and rarer > 0
    has_persistence = is_rich and years >= FEWEST_YEARS_FOR_PERSISTENCE
    counts = with_enough_nodes(counts, has_persistence=has_persistence)
    joint = fit_counts(counts, has_persistence=has_persistence)
    posterior = posterior_of(counts, persistence=joint.persistence)
    likely = _likelihood_rows(counts, joint, has_persistence, is_used=is_rich) if has_rates else []
    pd_draws, correlation_draws = posterior.draws()
    rows = [*likely, *_moment_rows(counts), *_bayes_rows(posterior, is_used=not is_rich)]
    notes = [*_SHARED_NOTES, phrase("calibrate.note.prior", largest=Number(LARGEST_CORRELATION))]
    if not is_rich:
        notes.append(phrase("calibrate.note.poor", years=_years(years), defaults=_defaults(defaults)))
    if not has_persistence:
        notes.append(phrase("calibrate.note.memory", years=_years(years)))
    used = {row.key: row.value for row in rows if row.key}
    return Lesson(
        title=phrase(
            "calibrate.title.counts",
            span=_span(counts.years),
            defaults=_defaults(defaults),
            firms=Number(int(counts.obligors.sum()), "count"),
        ),
        source=history.source,
        learnt=tuple(rows),
        notes=tuple(notes),
        settings=_settings(is_estimated=has_persistence),
        draws={PD_KEY: pd_draws, CORRELATION_KEY: correlation_draws},
        fits=(_fit_of_counts(counts.pooled(), used[PD_KEY], used[CORRELATION_KEY]),),
    )


def lesson_of_rates(history: History, made: tuple[Phrase, ...] = ()) -> Lesson:
    """Return what yearly default rates teach when numbers of obligors are not known.

    Parameters
    ----------
    made
        How the rates were made, where they are not the file's own.

    Raises
    ------
    NoAnswerError
        When there are fewer than three years, or fewer than three of them have defaults.
    """
    order = np.argsort(history.numbers["year"])
    years = history.numbers["year"][order].astype(np.int64)
    values = history.numbers["default_rate"][order]
    if len(values) < FEWEST_YEARS:
        raise NoAnswerError(history.at(wrong("calibrate.fault.few_years", n=len(values), least=str(FEWEST_YEARS))))
    has_persistence = len(values) >= FEWEST_YEARS_FOR_PERSISTENCE
    try:
        fit = fit_rates(values, years.astype(np.float64), has_persistence=has_persistence)
    except NoAnswerError as error:
        raise NoAnswerError(history.at(error.what)) from error
    rows = [
        Learnt("pd", "share per year", fit.pd_per_year, *fit.pd_interval, "likelihood", _LEVEL, PD_KEY),
        Learnt(
            "asset_correlation", "share", fit.asset_correlation, *fit.correlation_interval, "likelihood",
            "swing_of_rates", CORRELATION_KEY,
        ),
    ]  # fmt: skip
    draws = {PD_KEY: fit.pd_draws, CORRELATION_KEY: fit.correlation_draws}
    if has_persistence:
        rows.append(
            Learnt(
                "persistence", "number", fit.persistence, *fit.persistence_interval, "likelihood", _MEMORY,
                PERSISTENCE_KEY, (0.0, LARGEST_PERSISTENCE),
            )
        )  # fmt: skip
        draws[PERSISTENCE_KEY] = fit.persistence_draws
    rows += _jackknifed(values, lambda kept: moments(values[kept]))
    zeros = int(np.sum(values == 0))
    notes = [*made, phrase("calibrate.note.size")]
    notes += [phrase("calibrate.note.zeros", n=Number(zeros, "count"))] if zeros else []
    notes += _SHARED_NOTES
    notes += [] if has_persistence else [phrase("calibrate.note.memory", years=_years(len(values)))]
    return Lesson(
        title=phrase("calibrate.title.rates", span=_span(years), n=Number(len(values), "count")),
        source=history.source,
        learnt=tuple(rows),
        notes=tuple(notes),
        settings=_settings(is_estimated=has_persistence),
        draws=draws,
        fits=(_fit_of_rates(years.astype(np.float64), values, fit.pd_per_year, fit.asset_correlation),),
    )


def _settings(*, is_estimated: bool) -> dict[str, object]:
    step: dict[str, object] = {"economy.step": "yearly"}
    return step if is_estimated else {**step, PERSISTENCE_KEY: 0.0}


def _years(count: int) -> Phrase:
    return phrase("count.years", n=Number(count, "count"))


def _defaults(count: int) -> Phrase:
    return phrase("calibrate.defaults", n=Number(count, "count"))


def _span(years: Sequence[int] | np.ndarray) -> Own:
    return Own(f"{years[0]}" if len(years) == 1 else f"{years[0]}-{years[-1]}")


def _likelihood_rows(counts: DefaultCounts, joint: CountsFit, has_persistence: bool, *, is_used: bool) -> list[Learnt]:
    """Return PD of all grades and of each, correlation and persistence with profile intervals."""
    from scipy import special

    def row(
        label: str, unit: str, fit: CountsFit, index: int, key: str, identified_by: str, of: tuple[str, ...] = ()
    ) -> Learnt:
        own = counts if fit is joint else pooled
        ends = profile_interval(own, fit, index, has_persistence=has_persistence)
        map_to = {"share per year": special.ndtr, "share": correlation_of, "number": np.tanh}[unit]
        low, value, high = (float(map_to(x)) for x in (ends[0], fit.coordinates[index], ends[1]))
        used = key if is_used else ""
        first, last = (float(map_to(end)) for end in search_of(own, index))
        return Learnt(label, unit, value, low, high, "likelihood", identified_by, used, (first, last), of)  # type: ignore[arg-type]

    grades = len(counts.grades)
    pooled = counts if grades == 1 else counts.pooled()
    whole = joint if grades == 1 else fit_counts(pooled, has_persistence=has_persistence)
    rows = [row("pd", "share per year", whole, 0, PD_KEY, _LEVEL)]
    if grades > 1:
        rows += [
            row("pd_of_grade", "share per year", joint, index, "", "level_of_grade", (name,))
            for index, name in enumerate(counts.grades)
        ]
    rows.append(row("asset_correlation", "share", joint, grades, CORRELATION_KEY, _SWING))
    if has_persistence:
        found = row("persistence", "number", joint, grades + 1, PERSISTENCE_KEY, _MEMORY)
        rows.append(found)
    return rows


def _moment_rows(counts: DefaultCounts) -> list[Learnt]:
    def of_years(kept: np.ndarray) -> tuple[float, float]:
        return count_moments(
            DefaultCounts(counts.years[kept], counts.grades, counts.obligors[kept], counts.defaults[kept])
        )

    try:
        return _jackknifed(counts.years, of_years)
    except NoAnswerError:
        return []


def _jackknifed(years: np.ndarray, of_years) -> list[Learnt]:  # type: ignore[no-untyped-def]
    """Return PD and correlation by moments with jackknife intervals over the years, Student's with T - 1."""
    from scipy import special

    everything = np.arange(len(years))
    values = np.array(of_years(everything))
    left_out = np.array([of_years(np.delete(everything, year)) for year in everything])
    count = len(years)
    spread = np.sqrt((count - 1) / count * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))
    half = special.stdtrit(count - 1, 0.975) * spread
    names = (("pd", "share per year", _LEVEL), ("asset_correlation", "share", _SWING))
    return [
        Learnt(label, unit, value, max(value - reach, 0.0), min(value + reach, 1.0), "moments", by)  # type: ignore[arg-type]
        for (label, unit, by), value, reach in zip(names, values.tolist(), half.tolist(), strict=True)
    ]


def _bayes_rows(posterior: Posterior, *, is_used: bool) -> list[Learnt]:
    pd = _Range(*posterior.pd_quantiles(LEVELS).tolist())
    rho = _Range(*posterior.correlation_quantiles(LEVELS).tolist())
    keys = (PD_KEY, CORRELATION_KEY) if is_used else ("", "")
    return [
        Learnt("pd", "share per year", *pd, "bayes", "level_and_prior", keys[0]),
        Learnt("asset_correlation", "share", *rho, "bayes", "swing_and_prior", keys[1]),
    ]


def _fit_of_rates(x: Floats, observed: Floats, pd: float, rho: float) -> Fit:
    low, middle, high = (np.full(len(x), end) for end in _limit_quantiles(pd, rho))
    return Fit("year", x, observed, low, middle, high, "rates")


def _limit_quantiles(pd: float, rho: float) -> Floats:
    from scipy import special

    normal = special.ndtri(np.array([0.025, 0.5, 0.975]))
    return np.asarray(special.ndtr((special.ndtri(pd) + np.sqrt(rho) * normal) / np.sqrt(1 - rho)))


def _fit_of_counts(pooled: DefaultCounts, pd: float, rho: float) -> Fit:
    is_seen = pooled.obligors[:, 0] > 0
    obligors, defaults = pooled.obligors[is_seen, 0], pooled.defaults[is_seen, 0]
    bands = np.array([_rate_quantiles(int(count), pd, rho) for count in obligors])
    return Fit(
        "year", pooled.years[is_seen].astype(np.float64), defaults / obligors, bands[:, 0], bands[:, 1], bands[:, 2],
    )  # fmt: skip


def _rate_quantiles(obligors: int, pd: float, rho: float) -> Floats:
    """Return the quantiles of the rate of a book of this many, chance included: by halving the count."""
    found = []
    for level in (0.025, 0.5, 0.975):
        low, high = -1, obligors
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if chance_of_at_most(middle, obligors, pd, rho) >= level else (middle, high)
        found.append(high / obligors)
    return np.array(found)


def chance_of_at_most(count: int, obligors: int, pd: float, rho: float) -> float:
    """Return the chance of at most so many defaults in the one-factor model.

    In a large book it falls from 1 to 0 within a narrow range of the factor, so the mean over the factor is by
    Gauss-Legendre panels that end about the fall.
    """
    from scipy import special

    if rho == 0:
        return float(special.bdtr(count, obligors, pd))
    rate = min((count + 0.5) / obligors, 1.0)
    reach = _SPREADS * (np.sqrt(rate * (1 - rate) / obligors) + 1 / obligors)
    shares = np.clip([rate - reach, rate, rate + reach], 1e-300, 1 - 1e-16)
    falls = (special.ndtri(pd) - np.sqrt(1 - rho) * special.ndtri(shares)) / np.sqrt(rho)
    edges = np.unique(np.clip([-_FACTOR_REACH, *falls, _FACTOR_REACH], -_FACTOR_REACH, _FACTOR_REACH))
    node, weight = np.polynomial.legendre.leggauss(_PANEL_NODES)
    half = np.diff(edges)[:, np.newaxis] / 2
    factor = edges[:-1, np.newaxis] + half * (1 + node)
    share = special.ndtr((special.ndtri(pd) - np.sqrt(rho) * factor) / np.sqrt(1 - rho))
    density = np.exp(-(factor**2) / 2) / np.sqrt(2 * np.pi)
    return float((half * weight * density * special.bdtr(count, obligors, share)).sum())
