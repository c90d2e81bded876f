"""From the finished shards of a comparison to the comparison: shard by shard, in bounded memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.columns import Column
from simulator.analysis.compare import Comparison, comparison_of
from simulator.analysis.estimating import Reading
from simulator.analysis.extreme_paths import ADDITIONAL
from simulator.analysis.gathering import Findings, Years
from simulator.analysis.measures import Measure
from simulator.analysis.path_totals import COLUMNS, FAN_PATHS, FEN_PER_UNIT
from simulator.analysis.samples import Numbers, Sample
from simulator.analysis.streaming.moments import Moments, merged
from simulator.analysis.streaming.shard_results import LIMB_BITS, PATH_COLUMNS, ComparisonWork
from simulator.engines.preparing import calibrated
from simulator.ledger import OTHERS
from simulator.running.shards import Shard
from simulator.running.store import Store
from simulator.scenario.model import Scenario

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class FinishedShards:
    """The shards of a comparison, all of them finished and in the store: what is known of the paths of all policies."""

    work: ComparisonWork
    store: Store
    shards: Sequence[Shard]

    @property
    def paths(self) -> int:
        """Number of paths."""
        return sum(shard.paths for shard in self.shards)

    @property
    def policies(self) -> Sequence[Scenario]:
        """Scenario of each policy."""
        return [policy.scenario for policy in self.work.study.policies]

    @property
    def baseline(self) -> int:
        """Place of the baseline among them."""
        return self.work.base

    def reading(self, measure: Measure) -> Reading:
        """Return what is known of one measure."""
        return _StoredReading(self, measure)

    @cached_property
    def own(self) -> Moments:
        """Moments of the means, each with its difference to the baseline."""
        return self.moments("own")

    @cached_property
    def ratios(self) -> Moments:
        """Moments of the ratios' parts, each with those of the baseline."""
        return self.moments("ratios")

    def moments(self, name: str) -> Moments:
        """Return the moments of this name over all paths, merged in the order of the shards."""
        return reduce(merged, (self._moments(shard, name) for shard in self.shards))

    def _moments(self, shard: Shard, name: str) -> Moments:
        parts = (self.store.read(shard, f"{name}_{part}") for part in ("means", "products", "above", "below"))
        return Moments(shard.paths, *parts)

    def mean_total(self, policy: int) -> Callable[[str], float]:
        """Return how to read the mean over the paths of a policy's totals, in currency."""
        return lambda name: self.totals[COLUMNS.index(name)][policy] / self.paths / FEN_PER_UNIT

    @cached_property
    def totals(self) -> list[list[int]]:
        """The exact sum over all paths of every total of every policy, [column][policy], as counted."""
        high = low = np.zeros((1, 1), dtype=object)
        for shard in self.shards:
            limbs = self.store.read(shard, "totals").astype(object)
            high, low = high + limbs[0], low + limbs[1]
        exact: list[list[int]] = (high * (1 << LIMB_BITS) + low).tolist()
        return exact

    def balances(self, watched: int) -> Ints:
        """Return the fund's balance of a watched policy at the end of each month, shape (paths, months), fen."""
        first = [shard for shard in self.shards if shard.first_path < FAN_PATHS]
        parts = [self.store.read(shard, "balances", watched) for shard in first]
        return np.concatenate(parts, axis=1).T

    def column(self, key: str, watched: int) -> Column:
        """Return what one of `extreme_paths.MEASURES` is on every path of a watched policy."""
        return self.stored("additional", watched) if key == ADDITIONAL else self.stored(key, self.work.watched[watched])

    def years(self, watched: int) -> Years:
        """Return nothing: months are not kept in shards."""
        return {}

    def stored(self, name: str, place: int, unit: float = 1.0, *, is_of_months: bool = False) -> Column:
        """Return one number of every path of one policy."""

        def pieces(first: int, end: int) -> Iterator[Ints]:
            for shard in self.shards:
                begin, stop = max(first, shard.first_path), min(end, shard.first_path + shard.paths)
                if begin < stop:
                    whole = self.store.read(shard, name, place).astype(np.int64)
                    yield whole[begin - shard.first_path : stop - shard.first_path]

        return Column(self.paths, pieces, unit, is_of_months)


@dataclass(frozen=True)
class _StoredReading:
    """A measure of the paths of all shards: its moments, or the column that its quantiles are read from."""

    finished: FinishedShards
    measure: Measure

    def own(self, policy: int) -> Sample:
        """Return the measure of a policy; of a ratio numerator and denominator."""
        return self._moments(policy).of_first(1 if self.measure.denominator is None else 2)

    def apart(self, policy: int) -> Sample:
        """Return how far a policy is from the baseline, path by path; of a ratio the parts of both."""
        return self._moments(policy).of_last(1 if self.measure.denominator is None else 4)

    def numbers(self, policy: int) -> Numbers:
        """Return the measure of a policy to take quantiles of."""
        is_of_months = self.measure.definition.unit == "months"
        unit = 1.0 if is_of_months else float(FEN_PER_UNIT)
        return self.finished.stored(self.measure.column, policy, unit, is_of_months=is_of_months)

    def _moments(self, policy: int) -> Moments:
        """Return the moments of a policy's own variables and of those that set it beside the baseline."""
        work, is_mean = self.finished.work, self.measure.denominator is None
        keys = [measure.definition.key for measure in (work.means if is_mean else work.ratios)]
        moments = self.finished.own if is_mean else self.finished.ratios
        return moments.at(keys.index(self.measure.definition.key), policy)


def streamed(finished: FinishedShards, seconds: float) -> Comparison:
    """Return the comparison that the shards hold.

    Means and their intervals come from moments merged in the order of the shards; they agree with those of paths held
    together to rounding (about 1e-12 of the value). Proportions, quantiles and extreme paths are exactly the same.

    Parameters
    ----------
    seconds
        Time spent simulating.
    """
    work = finished.work
    study = work.study
    found = Findings([policy.name for policy in study.policies])
    found.add(finished, range(len(study.policies)), work.watched)
    scenario = study.policies[work.base].scenario
    return comparison_of(study, found, _StreamedLines(finished), calibrated(scenario)[1], seconds)


class _StreamedLines:
    """Lending and cost, from the moments of the shards (see `lines.CostOfMore`)."""

    def __init__(self, finished: FinishedShards) -> None:
        work = finished.work
        keys = [measure.definition.key for measure in work.means]
        self._lent, self._pairs = finished.own.at(keys.index("lent")), finished.moments("lent_pairs")
        self._more = finished.moments("neighbours")
        self._place_of = {pair: place for place, pair in enumerate(work.lent_pairs)}
        self._line_of = {policy: place for place, (policy, _) in enumerate(work.neighbours)}

    def mean(self, policy: int) -> float:
        return float(self._lent.means[policy, 0])

    def apart(self, first: int, second: int) -> Sample:
        return self._pairs.at(self._place_of[first, second])

    def more(self, policy: int, lower: int) -> Sample:
        return self._more.at(self._line_of[policy]).of_first(2)

    def more_of_both(self, pair: tuple[int, int], base: tuple[int, int]) -> Sample:
        # Moments were kept beside those of the baseline's pair, which is the only other one ever asked for.
        return self._more.at(self._line_of[pair[0]])


def total_faults(finished: FinishedShards) -> list[str]:
    """Return the shards that do not add up: totals against their columns, the parties' parts against the loss."""
    faults = []
    for shard in finished.shards:
        limbs = finished.store.read(shard, "totals").astype(object)
        totals = dict(zip(COLUMNS, limbs[0] * (1 << LIMB_BITS) + limbs[1], strict=True))
        for name in PATH_COLUMNS:
            if np.any(finished.store.read(shard, name).sum(axis=1, dtype=np.int64) != totals[name]):
                faults.append(f"shard {shard.name}: {name} does not sum to its total")
        borne = sum(totals[name] for name in ("fund_paid", "bank_loss", *OTHERS))
        recovered = sum(totals[name] for name in ("fund_recovered", "others_recovered"))
        if np.any(borne - recovered != totals["owed"] - totals["recovered"]):
            faults.append(f"shard {shard.name}: the parties' parts do not sum to the loss")
    return faults
