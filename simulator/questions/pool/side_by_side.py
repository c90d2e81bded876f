"""Cities simulated side by side: on each path all of them meet one economy, or each an economy of its own."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.path_totals import FEN_PER_UNIT, warm_up
from simulator.compiled import is_compiled
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import Prepared, prepare
from simulator.errors import BalanceError, NoAnswerError, wrong
from simulator.ledger import OTHERS, Ledger
from simulator.scenario.cities import CityStudy

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


def simulate_cities(
    study: CityStudy,
    first_path: int,
    paths: int,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[Histories, Histories]:
    """Simulate a range of paths of every fund with its own firms, banks and rules; the same whatever the range.

    Parameters
    ----------
    threads
        Number of threads; default all processors.
    progress
        Called with the number of (fund, path) pairs done, each in both economies.

    Returns
    -------
    tuple
        Once with all cities in the economy (macro and sector factors, regimes, technology shocks) of the scenario's
        seed; once with each in that of its own seed, so that the cities are independent.

    Raises
    ------
    NoAnswerError
        When a city cannot be calibrated, naming it.
    BalanceError
        When an account of any path does not balance to the fen, naming the city.
    """
    seeds = seeds_of(study)
    economies = [_Folded(study, paths) for _ in range(2)]
    fund = 0
    for city in study.cities:
        with _named(city.name):
            # Prepared anew for each range: a city takes some megabytes, and a country has hundreds.
            prepared = prepare(city.scenario, [city.scenario], seed=seeds[0])
            if not is_compiled():
                warm_up(prepared)
            for _ in range(city.count):
                for folded, economy_seed in zip(economies, (seeds[0], seeds[fund]), strict=True):
                    seen = _seeded(prepared, seeds[fund], economy_seed)
                    folded.add(
                        fund,
                        simulate(seen, paths, first_path=first_path, threads=threads, columns=_COLUMNS, watched=(0,)),
                    )
                fund += 1
                if progress is not None:
                    progress(fund * paths)
    common, independent = (folded.histories() for folded in economies)
    return common, independent


def seeds_of(study: CityStudy) -> list[int]:
    """Return the seed of the firms of each city's fund: those that follow the scenario's own."""
    return [(study.scenario.run.seed + fund) % _LARGEST_SEED for fund in range(study.funds)]


def _seeded(prepared: Prepared, seed: int, economy_seed: int) -> Prepared:
    """Return the same city with other firms, and in another economy."""
    world = prepared.world._replace(seed=np.uint64(seed), economy_seed=np.uint64(economy_seed))
    return replace(prepared, world=world)


class _Folded:
    """One range of paths, filled in fund by fund: what is held does not grow with their number, months apart."""

    def __init__(self, study: CityStudy, paths: int) -> None:
        self.centre = study.centre
        self.dry = np.zeros((study.funds, paths), dtype=np.int16)
        self.balances = np.zeros((paths, 1), dtype=np.int64)
        self.lacked = np.zeros((paths, 1), dtype=np.int64)
        self.reinsured = np.zeros(paths)

    def add(self, fund: int, ledger: Ledger) -> None:
        """Add one fund."""
        self.dry[fund] = ledger.of("first_depleted")[:, 0]
        self.balances = together(self.balances, ledger.balances[:, :, 0])
        self.lacked = together(self.lacked, ledger.shortfalls[:, :, 0])
        if self.centre.covers == "reinsurance":
            self.reinsured += _reinsured(ledger)

    def histories(self) -> Histories:
        """Return months of running dry, the pot's lowest money and what the centre pays."""
        lowest: Floats = np.min(self.balances - self.lacked, axis=1) / FEN_PER_UNIT
        excess: Floats = self.centre.share * np.max(self.lacked, axis=1)
        paid = excess if self.centre.covers == "excess" else self.reinsured
        return Histories([self.dry], lowest, paid / FEN_PER_UNIT)


def together(first: Ints, second: Ints) -> Ints:
    """Return the sum of two monthly series, shape (paths, months) each; the shorter one keeps its last value."""
    total, shorter = (first, second) if first.shape[1] >= second.shape[1] else (second, first)
    months = shorter.shape[1]
    rest = np.repeat(shorter[:, -1:], total.shape[1] - months, axis=1)
    found: Ints = total + np.concatenate([shorter, rest], axis=1)
    return found


@contextlib.contextmanager
def _named(city: str) -> Iterator[None]:
    """Let an error say at which city it arose."""
    try:
        yield
    except (NoAnswerError, BalanceError) as error:
        raise type(error)(wrong("faults.at", place=city, what=error.what)) from error


def _reinsured(ledger: Ledger) -> Floats:
    """Return what the reinsurer paid on each path less its part of what other parties got back, in fen."""
    paid = ledger.of("reinsurer_paid")[:, 0].astype(np.float64)
    others = np.sum([ledger.of(name)[:, 0] for name in OTHERS], axis=0)
    part = np.divide(paid, others, out=np.zeros_like(paid), where=others > 0)
    found: Floats = paid - part * ledger.of("others_recovered")[:, 0]
    return found
