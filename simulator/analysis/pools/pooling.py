"""Several funds under one economy: apart, in one pot, and with a centre behind them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.comparison_notes import notes_of
from simulator.analysis.intervals import (
    Estimate,
    mean_difference,
    mean_interval,
    proportion_interval,
    quantile_difference,
    quantile_interval,
)
from simulator.analysis.pools import dry_together
from simulator.analysis.tooling.side_by_side import Histories, simulate_cities
from simulator.errors import NoAnswerError
from simulator.scenario.cities import CityStudy

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

LEVELS = (0.9, 0.95, 0.99, 0.995)
"""Levels at which the centre's payment is shown."""
FEWEST_PATHS = 2


@dataclass(frozen=True)
class Together:
    """What happens to the funds jointly, in one economy or each in its own.

    Attributes
    ----------
    dry
        Chance of each fund to run dry.
    same_year
        Chance that at least 1, 2, ... funds run dry first within the same calendar year.
    number_dry
        Mean number of funds that run dry.
    correlation
        Of running dry, between two funds.
    others_dry
        Share of the other funds that run dry as well, given that a fund does.
    pot_dry
        Chance that one pot with the money of all runs dry.
    centre_pays
        Chance that the centre pays anything.
    centre_mean
        Mean of what it pays, in currency.
    centre_at
        Quantiles of what it pays, by level.
    centre_short
        Chance that it pays more than its capital; None where that is not given.
    payments
        What it pays on each path, ascending, shape (paths,).
    """

    dry: tuple[Estimate, ...]
    same_year: tuple[Estimate, ...]
    number_dry: Estimate
    correlation: Estimate
    others_dry: Estimate
    pot_dry: Estimate
    centre_pays: Estimate
    centre_mean: Estimate
    centre_at: dict[float, Estimate]
    centre_short: Estimate | None
    payments: Floats


@dataclass(frozen=True)
class Pooling:
    """Several funds: what the common economy does, and what pooling would save.

    Attributes
    ----------
    common, independent
        The same cities in one economy, and each in an economy of its own.
    average
        Chance of running dry of the average fund, in one economy.
    pot_less_average
        Chance of the pot with the same money less that of the average fund, paired.
    money
        Capital of all funds, in currency.
    pot_capital
        Capital of a pot that runs dry as often as the average fund; None where no fund ran dry on any path.
    same_year_less
        Chance that two funds or more run dry in the same year, one economy less economies of their own, paired.
    centre_less
        The same difference of the centre's quantiles, by level.
    """

    study: CityStudy
    paths: int
    seconds: float
    common: Together
    independent: Together
    average: Estimate
    pot_less_average: Estimate
    money: float
    pot_capital: Estimate | None
    same_year_less: Estimate
    centre_less: dict[float, Estimate]
    notes: tuple[str, ...]


def pool(study: CityStudy, *, threads: int | None = None, progress: Progress | None = None) -> Pooling:
    """Simulate the cities in one economy and in economies of their own, and compare.

    Parameters
    ----------
    threads
        Number of threads; default all processors.
    progress
        Called with (paths of cities done, paths of cities in all).

    Raises
    ------
    NoAnswerError
        With fewer than two paths.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    paths = study.scenario.run.paths
    if paths < FEWEST_PATHS:
        raise NoAnswerError(f"run.paths: at least {FEWEST_PATHS} are needed (got {paths})")
    half = paths * len(study.cities)
    common, independent = (
        simulate_cities(
            study,
            is_common=is_common,
            threads=threads,
            progress=None if progress is None else _part(progress, half, is_second=not is_common),
        )
        for is_common in (True, False)
    )
    return compared(study, common, independent)


def _part(progress: Progress, half: int, *, is_second: bool) -> Callable[[int], None]:
    return lambda done: progress(done + half * is_second, 2 * half)


def compared(study: CityStudy, common: Histories, independent: Histories) -> Pooling:
    """Return all estimates from the histories of both economies, on the same paths."""
    is_dry = common.dry_month > 0
    share = np.mean(is_dry, axis=0)
    money = sum(city.scenario.fund.fund_size for city in study.cities)
    several, alone = (dry_together.most_in_one_year(found.dry_month) >= 2 for found in (common, independent))
    paths = study.scenario.run.paths
    return Pooling(
        study=study,
        paths=paths,
        seconds=common.seconds + independent.seconds,
        common=together_of(study, common),
        independent=together_of(study, independent),
        average=dry_together.mean_or_bound(share, 1.0),
        pot_less_average=mean_difference(common.pot_lowest < 0, share),
        money=money,
        pot_capital=dry_together.equally_safe(np.maximum(money - common.pot_lowest, 0.0), share)
        if np.any(is_dry)
        else None,
        same_year_less=mean_difference(several, alone),
        centre_less={level: quantile_difference(common.centre, independent.centre, level) for level in LEVELS},
        notes=_notes(study, common),
    )


def _notes(study: CityStudy, found: Histories) -> tuple[str, ...]:
    """Return what the numbers rest on; the calibration shown is that of the first city."""
    notes = notes_of(study.cities[0].scenario, found.fitted[0], study.scenario.run.paths)
    if len(set(found.fitted)) == 1:
        return notes
    return (*notes, "Each city is fitted to its own terms; the figures given are those of the first.")


def together_of(study: CityStudy, found: Histories) -> Together:
    """Return the estimates of one set of histories."""
    is_dry = found.dry_month > 0
    funds = len(is_dry)
    capital = study.centre.capital
    return Together(
        dry=tuple(_chance(one) for one in is_dry),
        same_year=dry_together.at_least(dry_together.most_in_one_year(found.dry_month), funds),
        number_dry=dry_together.mean_or_bound(np.sum(is_dry, axis=0).astype(np.float64), funds),
        correlation=dry_together.correlation(is_dry),
        others_dry=dry_together.others_dry(is_dry),
        pot_dry=_chance(found.pot_lowest < 0),
        centre_pays=_chance(found.centre > 0),
        centre_mean=mean_interval(found.centre),
        centre_at={level: quantile_interval(found.centre, level) for level in LEVELS},
        centre_short=None if capital is None else _chance(found.centre > capital),
        payments=np.sort(found.centre),
    )


def _chance(happened: NDArray[np.bool_]) -> Estimate:
    return proportion_interval(int(np.count_nonzero(happened)), len(happened))
