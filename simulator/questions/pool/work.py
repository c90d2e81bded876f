"""What one range of paths of several funds leaves, and how the ranges are read together."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.streaming.shard_size import Unit, fitting_shard
from simulator.engines.preparing.applicants import mean_applications
from simulator.questions.pool.side_by_side import Histories, simulate_cities
from simulator.running.shards import Arrays, Shard
from simulator.running.store import Store
from simulator.scenario.cities import CityStudy

ECONOMIES = ("common", "own")
"""What the arrays' names begin with: all cities in one economy, each in an economy of its own."""
Progress = Callable[[int], None]
Read = Callable[[str], Iterable[NDArray[Any]]]


@dataclass(frozen=True)
class PoolWork:
    """The work of a pool: all funds on the paths of one shard, in one economy and in economies of their own.

    Attributes
    ----------
    threads
        Threads within one shard, all processors if None; the results do not depend on it.
    """

    study: CityStudy
    threads: int | None = 1

    unit: ClassVar[Unit] = "funds"

    @property
    def units(self) -> int:
        """Number of funds."""
        return self.study.funds

    @property
    def applicants(self) -> float:
        """Mean number of applications of one fund on one path, in both economies together."""
        months = 12 * self.study.scenario.clock.years
        each = [city.count * mean_applications(city.scenario, months).sum() for city in self.study.cities]
        return float(len(ECONOMIES) * sum(each) / self.units)

    def most_paths(self, paths: int) -> int:
        """Return the paths of a shard: those of a comparison of as many policies as funds in both economies."""
        return fitting_shard(len(ECONOMIES) * self.units, paths)

    def results(self, shard: Shard, progress: Progress | None = None) -> Arrays:
        """Simulate the paths of a shard and return what is kept of them (see `Histories`), of both economies.

        Parameters
        ----------
        progress
            Called with the number of (fund, path) pairs done, each in both economies.
        """
        both = simulate_cities(self.study, shard.first_path, shard.paths, threads=self.threads, progress=progress)
        found: dict[str, NDArray[np.int16] | NDArray[np.float64]] = {}
        for economy, histories in zip(ECONOMIES, both, strict=True):
            (found[f"{economy}_dry_month"],) = histories.dry_month
            found[f"{economy}_pot_lowest"], found[f"{economy}_centre"] = histories.pot_lowest, histories.centre
        return found


@dataclass(frozen=True)
class _Pieces:
    """One array of all shards, read as often as it is gone through, so that one piece is held at a time."""

    read: Read
    name: str

    def __iter__(self) -> Iterator[NDArray[Any]]:
        return iter(self.read(self.name))


def histories_of(read: Read, economy: str) -> Histories:
    """Return the histories of all paths.

    Parameters
    ----------
    read
        From the name of an array to its pieces, in the order of the shards.
    economy
        One of `ECONOMIES`.
    """
    lowest, centre = (np.concatenate([*read(f"{economy}_{name}")]) for name in ("pot_lowest", "centre"))
    return Histories(_Pieces(read, f"{economy}_dry_month"), lowest, centre)


def kept_faults(study: CityStudy, store: Store, shard: Shard) -> list[str]:
    """Return what does not agree in a shard: the centre pays an excess exactly where a fund runs dry."""
    if study.centre.covers != "excess":
        return []
    faults = []
    for economy in ECONOMIES:
        is_dry = np.any(store.read(shard, f"{economy}_dry_month") > 0, axis=0)
        if np.any(is_dry != (store.read(shard, f"{economy}_centre") > 0)):
            faults.append(f"{economy}: the centre pays on other paths than those on which a fund runs dry")
    return faults
