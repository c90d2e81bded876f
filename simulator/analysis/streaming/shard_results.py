"""What one shard of a comparison leaves: moments, whole totals, and the few columns that are needed path by path."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from simulator.analysis import lines
from simulator.analysis.compare import baseline_of, fan_policies
from simulator.analysis.extreme_paths import ADDITIONAL, MEASURES
from simulator.analysis.gathering import HeldBatch, held_batches
from simulator.analysis.measures import Measure, fiscal_cost, lent, measures_of
from simulator.analysis.path_totals import COLUMNS, FAN_PATHS, Batch, PathTotals
from simulator.analysis.streaming.moments import Moments, moments_of
from simulator.analysis.streaming.shard_size import Unit, fitting_shard
from simulator.engines.preparing.applicants import mean_applications
from simulator.running.shards import Arrays, Shard
from simulator.scenario.study import Study

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LIMB_BITS = 32
PATH_COLUMNS = {"fund_paid": np.int64, "bank_loss": np.int64, "first_depleted": np.int16}
"""Kept of every path and policy: what quantiles and tails are read from."""


@dataclass(frozen=True)
class ComparisonWork:
    """The work of a comparison: all policies of a study on the paths of one shard.

    Attributes
    ----------
    threads
        Threads within one shard; the results do not depend on it.
    """

    study: Study
    threads: int = 1

    unit: ClassVar[Unit] = "policies"

    @property
    def units(self) -> int:
        """Number of policies."""
        return len(self.study.policies)

    @property
    def applicants(self) -> float:
        """Mean number of applications of one path."""
        scenario = self.study.policies[self.base].scenario
        return float(mean_applications(scenario, 12 * scenario.clock.years).sum())

    def most_paths(self, paths: int) -> int:
        """Return the paths of a shard that fits into memory."""
        return fitting_shard(self.units, paths)

    @cached_property
    def base(self) -> int:
        """Place of the baseline."""
        return baseline_of(self.study)

    @cached_property
    def means(self) -> tuple[Measure, ...]:
        """Measures that are means or proportions."""
        return tuple(m for m in self._measures if m.denominator is None and not m.column)

    @cached_property
    def ratios(self) -> tuple[Measure, ...]:
        """Measures that are ratios of means."""
        return tuple(m for m in self._measures if m.denominator is not None)

    @cached_property
    def columns(self) -> tuple[Measure, ...]:
        """Measures that are read from a column path by path."""
        return tuple(m for m in self._measures if m.column)

    @cached_property
    def _measures(self) -> tuple[Measure, ...]:
        return measures_of(self.study.policies[self.base].scenario)

    @cached_property
    def watched(self) -> tuple[int, ...]:
        """Policies whose balance and extreme paths are shown."""
        return fan_policies(self.study.policies, self.base)

    @cached_property
    def lent_pairs(self) -> tuple[tuple[int, int], ...]:
        """Pairs of policies whose lending is compared, each once: along the ratio, and among fund sizes."""
        policies = self.study.policies
        groups = [*lines.lines_of(policies), *lines.groups_of_sizes(policies)]
        return tuple(dict.fromkeys((i, j) for group in groups for i in group for j in group if i < j))

    @cached_property
    def neighbours(self) -> tuple[tuple[int, int], ...]:
        """Each policy with a lower neighbour along the ratio, and that neighbour."""
        return tuple(lines.lower_neighbours(self.study.policies).items())

    def results(self, shard: Shard) -> Arrays:
        """Simulate the paths of a shard and return what is kept of them."""
        kept = _Kept(self, shard)
        policies = [policy.scenario for policy in self.study.policies]
        for held in held_batches(
            policies, self.base, self.watched, shard.paths, first_path=shard.first_path, threads=self.threads
        ):
            kept.add(held)
        return kept.arrays()


class _Kept:
    """What is filled in batch by batch."""

    def __init__(self, work: ComparisonWork, shard: Shard) -> None:
        self.work, self.shard = work, shard
        policies, paths = len(work.study.policies), shard.paths
        self.own = _empty(shard, len(work.means), policies, 2)
        self.ratios = _empty(shard, len(work.ratios), policies, 4)
        self.totals = np.zeros((2, len(COLUMNS), policies), dtype=np.int64)
        self.columns = {name: np.zeros((policies, paths), dtype=kind) for name, kind in PATH_COLUMNS.items()}
        self.additional = np.zeros((len(work.watched), paths), dtype=np.int64)
        self.balances: Ints | None = None
        self.lent, self.cost = np.empty((policies, paths)), np.empty((policies, paths))

    def add(self, held: HeldBatch) -> None:
        """Keep what a batch says about its policies; the baseline is its first."""
        totals, members = held.batch.totals, held.members
        for number, measure in enumerate(self.work.means):
            rows = measure.formula(totals)
            differences = rows - rows[:1]
            gaps = np.stack([measure.definition.bounds.highest - rows, differences], axis=1)
            _put(self.own, (number, members), np.stack([rows, differences], axis=1), gaps)
        for number, measure in enumerate(self.work.ratios):
            parts = _ratio_rows(measure, totals)
            # how far the numerators are below the denominators, of the policy and of the baseline
            gaps = parts[:, [1, 0, 3, 2]] - parts
            _put(self.ratios, (number, members), parts, gaps)
        whole = totals.values
        self.totals[0][:, members] = (whole >> LIMB_BITS).sum(axis=2)
        self.totals[1][:, members] = (whole & ((1 << LIMB_BITS) - 1)).sum(axis=2)
        for name, column in self.columns.items():
            column[members] = totals.whole(name)
        self.lent[members], self.cost[members] = lent(totals), fiscal_cost(totals)
        for place, policy in enumerate(self.work.watched):
            if policy in members:
                self.additional[place] = MEASURES[ADDITIONAL].read(totals, members.index(policy))
        self._draw(held.batch, held.watched)

    def _draw(self, batch: Batch, drawn: Sequence[int]) -> None:
        if not drawn:
            return
        count = min(self.shard.paths, FAN_PATHS - self.shard.first_path)
        balances = batch.balances[:count, 1:].transpose(2, 1, 0)
        if self.balances is None:
            self.balances = np.zeros((len(self.work.watched), balances.shape[1], count), dtype=np.int64)
        self.balances[[self.work.watched.index(i) for i in drawn]] = balances

    def arrays(self) -> Arrays:
        """Return everything by name."""
        pairs = np.array(self.work.lent_pairs, dtype=np.int64).reshape(-1, 2)
        above = _moments_in_blocks([(self.lent[i] - self.lent[j])[None] for i, j in pairs], 1)
        base = next(((i, j) for i, j in self.work.neighbours if i == self.work.base), None)
        beside = [self._more(base)] if base else []
        more = _moments_in_blocks(
            [np.concatenate([self._more(pair), *beside]) for pair in self.work.neighbours], 4 if base else 2
        )
        found: dict[str, NDArray[np.int64] | NDArray[np.float64] | NDArray[np.int16]] = {}
        for name, moments in (("own", self.own), ("ratios", self.ratios), ("lent_pairs", above), ("neighbours", more)):
            for part in ("means", "products", "above", "below"):
                found[f"{name}_{part}"] = getattr(moments, part)
        found |= {"totals": self.totals, **self.columns, "additional": self.additional}
        if self.balances is not None:
            found["balances"] = self.balances
        return found

    def _more(self, pair: tuple[int, int]) -> Floats:
        """Return what a policy costs and lends more than its lower neighbour, shape (2, paths)."""
        policy, lower = pair
        return np.stack([self.cost[policy] - self.cost[lower], self.lent[policy] - self.lent[lower]])


def _empty(shard: Shard, groups: int, policies: int, variables: int) -> Moments:
    means = np.zeros((groups, policies, variables))
    counts = [np.zeros(means.shape, dtype=np.int64) for _ in range(2)]
    return Moments(shard.paths, means, np.zeros((groups, policies, variables, variables)), *counts)


def _put(place: Moments, where: tuple[int, Sequence[int]], rows: Floats, gaps: Floats) -> None:
    number, members = where
    found = moments_of(rows, gaps)
    place.above[number, members], place.below[number, members] = found.above, found.below
    place.means[number, members], place.products[number, members] = found.means, found.products


def _ratio_rows(measure: Measure, totals: PathTotals) -> Floats:
    """Return numerator and denominator of each policy and of the baseline, shape (policies, 4, paths)."""
    assert measure.denominator is not None
    own = np.stack([measure.formula(totals), measure.denominator(totals)], axis=1)
    return np.concatenate([own, np.broadcast_to(own[:1], own.shape)], axis=1)


def _moments_in_blocks(groups: Sequence[Floats], variables: int) -> Moments:
    """Return the moments of groups of rows, each (variables, paths), one after the other to save memory."""
    # the gap of a ratio's numerator is what its denominator has more
    order = [0] if variables == 1 else [1, 0, 3, 2][:variables]
    found = [moments_of(rows, rows[order] - rows if variables > 1 else None) for rows in groups]
    if not found:
        counts = [np.zeros((0, variables), dtype=np.int64) for _ in range(2)]
        return Moments(0, np.zeros((0, variables)), np.zeros((0, variables, variables)), *counts)
    parts = (np.stack([getattr(part, name) for part in found]) for name in ("means", "products", "above", "below"))
    return Moments(found[0].paths, *parts)
