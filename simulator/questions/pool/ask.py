"""Several funds under one economy: apart, in one pot, and with a centre behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.bounded import bounded_mean
from simulator.analysis.intervals import mean_difference, proportion_interval, quantile_difference, quantile_interval
from simulator.engines.preparing import calibrated
from simulator.errors import Fault, NoAnswerError, ScenarioError, wrong
from simulator.estimate import Estimate
from simulator.questions.pool import dry_together
from simulator.questions.pool.side_by_side import Histories
from simulator.questions.pool.work import ECONOMIES, PoolWork, Read, histories_of
from simulator.rules.calibration import Fitted
from simulator.running.shards import Shard, shards_of
from simulator.running.store import Store
from simulator.scenario.cities import CityStudy, read_cities
from simulator.scenario.kinds import kind_of
from simulator.scenario.model import Scenario

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
        Chance of a fund to run dry, by city.
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
    fitted
        What the calibration found for each city: it is fitted to the city's own terms.
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
    fitted: tuple[Fitted, ...]
    common: Together
    independent: Together
    average: Estimate
    pot_less_average: Estimate
    money: float
    pot_capital: Estimate | None
    same_year_less: Estimate
    centre_less: dict[float, Estimate]

    @property
    def scenario(self) -> Scenario:
        """The scenario that the cities vary."""
        return self.study.scenario

    @property
    def paths(self) -> int:
        """Number of paths."""
        return self.scenario.run.paths


def ask(
    study: Path | str, settings: Sequence[str] = (), *, threads: int | None = None, progress: Progress | None = None
) -> Pooling:
    """Find which of several cities' funds run dry together, what one pot saves, and what a centre must hold.

    Parameters
    ----------
    study
        A file with [[city]]: the cities, and the scenario that they vary.
    settings
        Texts such as "run.paths=1000", applied to the scenario before the cities vary it.
    threads
        Number of threads; default all processors.
    progress
        Called with (paths of funds done, paths of funds in all).

    Raises
    ------
    ScenarioError
        With every fault of the study and of its scenario.
    NoAnswerError
        With fewer than two paths, or when a city cannot be calibrated.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    return pool(work_of(study, settings).study, threads=threads, progress=progress)


def work_of(study: Path | str, settings: Sequence[str] = ()) -> PoolWork:
    """Return the work of a study, as it is done in shards.

    Raises
    ------
    ScenarioError
        With every fault of the study and of its scenario.
    NoAnswerError
        With fewer than two paths.
    """
    path = Path(study)
    if kind_of(path) != "cities":
        raise ScenarioError(str(path), [Fault(wrong("pool.fault.no_cities"), str(path))])
    cities = read_cities(path, tuple(settings))
    refuse_one_path(cities)
    return PoolWork(cities)


def pool(study: CityStudy, *, threads: int | None = None, progress: Progress | None = None) -> Pooling:
    """Simulate the cities in one economy and in economies of their own, and compare; see `ask`."""
    work = PoolWork(study, threads)
    paths = study.scenario.run.paths
    funds = study.funds
    found = [
        work.results(shard, None if progress is None else _step(progress, funds * shard.first_path, funds * paths))
        for shard in shards_of(paths, work.most_paths(paths))
    ]
    return compared(work, lambda name: [part[name] for part in found])


def refuse_one_path(study: CityStudy) -> None:
    """Raise when there are too few paths for any interval.

    Raises
    ------
    NoAnswerError
        With fewer than two paths.
    """
    paths = study.scenario.run.paths
    if paths < FEWEST_PATHS:
        raise NoAnswerError(wrong("pool.fault.few_paths", fewest=FEWEST_PATHS, paths=paths))


def _step(progress: Progress, before: int, whole: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, whole)


def of_shards(work: PoolWork, store: Store, shards: Sequence[Shard]) -> Pooling:
    """Return what finished shards hold: the same as `pool` returns, to the last bit.

    Beside one shard at a time, some numbers of each path are held, however many funds there are.
    """
    return compared(work, lambda name: (store.read(shard, name) for shard in shards))


def compared(work: PoolWork, read: Read) -> Pooling:
    """Return all estimates from the histories of both economies, on the same paths.

    Parameters
    ----------
    read
        From the name of an array (see `PoolWork.results`) to its pieces, as often as it is called.
    """
    common, independent = (histories_of(read, economy) for economy in ECONOMIES)
    fitted = [calibrated(city.scenario)[1] for city in work.study.cities]
    return pooling_of(work.study, common, independent, fitted)


def pooling_of(study: CityStudy, common: Histories, independent: Histories, fitted: Sequence[Fitted]) -> Pooling:
    """Return all estimates.

    Parameters
    ----------
    fitted
        What the calibration found for each city: it is fitted to the city's own terms.
    """
    counts = [city.count for city in study.cities]
    dry, alone = (dry_together.counted(found.dry_month, counts) for found in (common, independent))
    share = dry.number / study.funds
    return Pooling(
        study=study,
        fitted=tuple(fitted),
        common=_together(study, common, dry),
        independent=_together(study, independent, alone),
        average=dry_together.average_chance(dry),
        pot_less_average=mean_difference(common.pot_lowest < 0, share),
        money=study.money,
        pot_capital=dry_together.equally_safe(np.maximum(study.money - common.pot_lowest, 0.0), share)
        if np.any(dry.number)
        else None,
        same_year_less=mean_difference(dry.most_in_year >= 2, alone.most_in_year >= 2),
        centre_less={level: quantile_difference(common.centre, independent.centre, level) for level in LEVELS},
    )


def _together(study: CityStudy, found: Histories, dry: dry_together.Dry) -> Together:
    """Return the estimates of one set of histories."""
    capital = study.centre.capital
    return Together(
        dry=dry_together.chances(dry, [city.count for city in study.cities]),
        same_year=dry_together.at_least(dry.most_in_year, study.funds),
        number_dry=dry_together.mean_number(dry),
        correlation=dry_together.correlation(found.dry_month, dry),
        others_dry=dry_together.others_dry(dry),
        pot_dry=_chance(found.pot_lowest < 0),
        centre_pays=_chance(found.centre > 0),
        centre_mean=bounded_mean(found.centre),
        centre_at={level: quantile_interval(found.centre, level) for level in LEVELS},
        centre_short=None if capital is None else _chance(found.centre > capital),
        payments=np.sort(found.centre),
    )


def _chance(happened: NDArray[np.bool_]) -> Estimate:
    return proportion_interval(int(np.count_nonzero(happened)), len(happened))
