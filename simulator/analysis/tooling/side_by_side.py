"""Cities simulated side by side: on each path all of them meet one economy, or each an economy of its own."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.path_totals import FEN_PER_UNIT, warm_up
from simulator.compiled import is_compiled
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import Prepared, prepare
from simulator.ledger import OTHERS, Ledger
from simulator.rules.calibration import Fitted
from simulator.scenario.cities import Centre, CityStudy

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Progress = Callable[[int], None]

_COLUMNS = ("first_depleted", *OTHERS, "others_recovered")
_BLOCK_BYTES = 1 << 27
_LARGEST_SEED = 2**63


@dataclass(frozen=True)
class Histories:
    """What happened to every fund, to one pot in their place, and to the centre, path by path.

    Attributes
    ----------
    dry_month
        First month in which an approved claim was not paid in full for lack of money, 0 where none was; counted from
        1, shape (cities, paths).
    pot_lowest
        Lowest money of one pot that takes in and pays out what all funds together do, in currency, shape (paths,):
        below 0 by what the pot lacks.
    centre
        What the centre has paid on each path, in currency, shape (paths,).
    fitted
        What the calibration found for each city: it is fitted to the city's own terms.
    seconds
        Time spent simulating.
    """

    dry_month: Ints
    pot_lowest: Floats
    centre: Floats
    fitted: tuple[Fitted, ...]
    seconds: float


def seeds_of(study: CityStudy) -> list[int]:
    """Return the seed of each city's firms: those that follow the scenario's own."""
    return [(study.scenario.run.seed + place) % _LARGEST_SEED for place in range(len(study.cities))]


def simulate_cities(
    study: CityStudy, *, is_common: bool, threads: int | None = None, progress: Progress | None = None
) -> Histories:
    """Simulate every city with its own firms, banks and rules.

    Parameters
    ----------
    is_common
        Whether all cities meet the economy (macro and sector factors, regimes, technology shocks) of the scenario's
        seed; else each meets that of its own seed, so that the cities are independent.
    threads
        Number of threads; default all processors.
    progress
        Called with the number of (city, path) pairs done.

    Raises
    ------
    BalanceError
        When an account of any path does not balance to the fen.
    """
    seeds = seeds_of(study)
    cities = [
        prepare(city.scenario, [city.scenario], seed=seed, economy_seed=seeds[0] if is_common else seed)
        for city, seed in zip(study.cities, seeds, strict=True)
    ]
    if not is_compiled():
        warm_up(cities[0])
    start = time.perf_counter()
    blocks = []
    for first, count in _blocks(study.scenario.run.paths, cities):
        ledgers = []
        for place, prepared in enumerate(cities):
            ledgers.append(simulate(prepared, count, first_path=first, threads=threads, columns=_COLUMNS, watched=(0,)))
            if progress is not None:
                progress(first * len(cities) + (place + 1) * count)
        blocks.append(_folded(ledgers, study.centre))
    dry_month, pot_lowest, centre = (np.concatenate(parts, axis=-1) for parts in zip(*blocks, strict=True))
    fitted = tuple(prepared.fitted for prepared in cities)
    return Histories(dry_month, pot_lowest, centre, fitted, time.perf_counter() - start)


def _blocks(paths: int, cities: Sequence[Prepared]) -> Iterator[tuple[int, int]]:
    """Return the first path and the number of paths of each block."""
    months = sum(prepared.world.last + 1 for prepared in cities)
    size = max(100, _BLOCK_BYTES // (2 * 8 * months))
    for first in range(0, paths, size):
        yield first, min(size, paths - first)


def _folded(ledgers: Sequence[Ledger], centre: Centre) -> tuple[Ints, Floats, Floats]:
    """Return months of running dry, the pot's lowest money and what the centre pays, of one block."""
    dry = np.stack([ledger.of("first_depleted")[:, 0] for ledger in ledgers])
    balances = together([ledger.balances[:, :, 0] for ledger in ledgers])
    lacked = together([ledger.shortfalls[:, :, 0] for ledger in ledgers])
    lowest: Floats = np.min(balances - lacked, axis=1) / FEN_PER_UNIT
    if centre.covers == "excess":
        return dry, lowest, centre.share * np.max(lacked, axis=1) / FEN_PER_UNIT
    paid: Floats = np.sum([_reinsured(ledger) for ledger in ledgers], axis=0) / FEN_PER_UNIT
    return dry, lowest, paid


def together(series: Sequence[Ints]) -> Ints:
    """Return the sum of monthly series, shape (paths, months) each; a shorter one keeps its last value."""
    months = max(one.shape[1] for one in series)
    total = np.zeros((len(series[0]), months), dtype=np.int64)
    for one in series:
        total[:, : one.shape[1]] += one
        total[:, one.shape[1] :] += one[:, -1:]
    return total


def _reinsured(ledger: Ledger) -> Floats:
    """Return what the reinsurer paid on each path less its part of what other parties got back, in fen."""
    paid = ledger.of("reinsurer_paid")[:, 0].astype(np.float64)
    others = np.sum([ledger.of(name)[:, 0] for name in OTHERS], axis=0)
    part = np.divide(paid, others, out=np.zeros_like(paid), where=others > 0)
    found: Floats = paid - part * ledger.of("others_recovered")[:, 0]
    return found
