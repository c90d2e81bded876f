"""Cities simulated side by side: on each path all of them meet one economy, or each an economy of its own."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.path_totals import FEN_PER_UNIT, warm_up
from simulator.compiled import is_compiled
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import Prepared, prepare
from simulator.errors import BalanceError, NoAnswerError
from simulator.ledger import OTHERS, Ledger
from simulator.scenario.cities import City, CityStudy

Ints = NDArray[np.int64]
Months = NDArray[np.int16]
Floats = NDArray[np.float64]
Progress = Callable[[int], None]

_COLUMNS = ("first_depleted", *OTHERS, "others_recovered")
_LARGEST_SEED = 2**63


@dataclass(frozen=True)
class Histories:
    """What happened to every fund, to one pot in their place, and to the centre, path by path.

    Attributes
    ----------
    dry_month
        First month in which an approved claim was not paid in full for lack of money, 0 where none was; counted from
        1; piece by piece, shape (funds, paths of the piece), as often as it is gone through.
    pot_lowest
        Lowest money of one pot that takes in and pays out what all funds together do, in currency, shape (paths,):
        below 0 by what the pot lacks.
    centre
        What the centre has paid on each path, in currency, shape (paths,).
    """

    dry_month: Iterable[Months]
    pot_lowest: Floats
    centre: Floats


@dataclass(frozen=True)
class Cities:
    """The cities of a study, ready to be simulated; build once, run often."""

    study: CityStudy

    @property
    def seeds(self) -> list[int]:
        """Return the seed of the firms of each city's fund: those that follow the scenario's own."""
        return [(self.study.scenario.run.seed + place) % _LARGEST_SEED for place in range(self.study.funds)]

    @cached_property
    def prepared(self) -> list[Prepared]:
        """Return what every city is simulated from, cities alike once, with the first one's seed.

        Raises
        ------
        NoAnswerError
            When a city cannot be calibrated, naming it.
        """
        return [self._prepared(city) for city in self.study.cities]

    def _prepared(self, city: City) -> Prepared:
        with _named(city.name):
            return prepare(city.scenario, [city.scenario], seed=self.seeds[0])

    def simulate(
        self,
        first_path: int,
        paths: int,
        *,
        is_common: bool,
        threads: int | None = None,
        progress: Progress | None = None,
    ) -> Histories:
        """Simulate a range of paths of every city with its own firms, banks and rules; the same whatever the range.

        Parameters
        ----------
        is_common
            Whether all cities meet the economy (macro and sector factors, regimes, technology shocks) of the
            scenario's seed; else each meets that of its own seed, so that the cities are independent.
        threads
            Number of threads; default all processors.
        progress
            Called with the number of (fund, path) pairs done.

        Raises
        ------
        BalanceError
            When an account of any path does not balance to the fen, naming the city.
        """
        if not is_compiled():
            warm_up(self.prepared[0])
        folded = _Folded(self.study, paths, max(prepared.world.last for prepared in self.prepared) + 1)
        for fund, (city, prepared) in enumerate(self._funds(is_common=is_common)):
            with _named(city.name):
                ledger = simulate(
                    prepared, paths, first_path=first_path, threads=threads, columns=_COLUMNS, watched=(0,)
                )
            folded.add(fund, ledger)
            if progress is not None:
                progress((fund + 1) * paths)
        return folded.histories()

    def _funds(self, *, is_common: bool) -> Iterator[tuple[City, Prepared]]:
        """Return the city of each fund, and what the fund is simulated from."""
        seeds = iter(self.seeds)
        economy = np.uint64(self.seeds[0])
        for city, prepared in zip(self.study.cities, self.prepared, strict=True):
            for _ in range(city.count):
                seed = np.uint64(next(seeds))
                world = prepared.world._replace(seed=seed, economy_seed=economy if is_common else seed)
                yield city, replace(prepared, world=world)


class _Folded:
    """One range of paths, filled in fund by fund: what is held does not grow with their number, months apart."""

    def __init__(self, study: CityStudy, paths: int, months: int) -> None:
        self.centre = study.centre
        self.dry = np.zeros((study.funds, paths), dtype=np.int16)
        self.balances = np.zeros((paths, months), dtype=np.int64)
        self.lacked = np.zeros_like(self.balances)
        self.reinsured = np.zeros(paths)

    def add(self, fund: int, ledger: Ledger) -> None:
        """Add one fund."""
        self.dry[fund] = ledger.of("first_depleted")[:, 0]
        add_to(self.balances, ledger.balances[:, :, 0])
        add_to(self.lacked, ledger.shortfalls[:, :, 0])
        if self.centre.covers == "reinsurance":
            self.reinsured += _reinsured(ledger)

    def histories(self) -> Histories:
        """Return months of running dry, the pot's lowest money and what the centre pays."""
        lowest: Floats = np.min(self.balances - self.lacked, axis=1) / FEN_PER_UNIT
        excess: Floats = self.centre.share * np.max(self.lacked, axis=1)
        paid = excess if self.centre.covers == "excess" else self.reinsured
        return Histories([self.dry], lowest, paid / FEN_PER_UNIT)


def add_to(total: Ints, series: Ints) -> None:
    """Add a monthly series, shape (paths, months), to a total; one that is shorter keeps its last value."""
    months = series.shape[1]
    total[:, :months] += series
    total[:, months:] += series[:, -1:]


@contextlib.contextmanager
def _named(city: str) -> Iterator[None]:
    """Let an error say at which city it arose."""
    try:
        yield
    except (NoAnswerError, BalanceError) as error:
        raise type(error)(f"{city}: {error}") from error


def _reinsured(ledger: Ledger) -> Floats:
    """Return what the reinsurer paid on each path less its part of what other parties got back, in fen."""
    paid = ledger.of("reinsurer_paid")[:, 0].astype(np.float64)
    others = np.sum([ledger.of(name)[:, 0] for name in OTHERS], axis=0)
    part = np.divide(paid, others, out=np.zeros_like(paid), where=others > 0)
    found: Floats = paid - part * ledger.of("others_recovered")[:, 0]
    return found
