"""From the finished shards of a comparison to the comparison: shard by shard, in bounded memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.compare import Comparison, Findings, comparison_of, fan_of, split_of
from simulator.analysis.comparison_notes import notes_of
from simulator.analysis.extreme_paths import MEASURES, PERCENTS, ExtremePath
from simulator.analysis.lines import Lending
from simulator.analysis.measures import Measure
from simulator.analysis.path_totals import COLUMNS, FAN_PATHS, FEN_PER_UNIT
from simulator.analysis.streaming.moments import (
    Moments,
    mean_estimate,
    merged,
    proportion_estimate,
    ratio_difference_estimate,
    ratio_estimate,
)
from simulator.analysis.streaming.selection import (
    Column,
    order_statistics,
    quantile_difference_of,
    quantile_of,
    shortfall_difference_of,
    shortfall_of,
)
from simulator.analysis.streaming.shard_results import LIMB_BITS, PATH_COLUMNS, ComparisonWork
from simulator.engines.preparing import calibrated
from simulator.estimate import Estimate
from simulator.ledger import OTHERS
from simulator.running.shards import Shard
from simulator.running.store import Store
from simulator.scenario.study import Study

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class FinishedShards:
    """The shards of a comparison, all of them finished and in the store."""

    work: ComparisonWork
    store: Store
    shards: Sequence[Shard]

    def moments(self, name: str) -> Moments:
        """Return the moments of this name over all paths, merged in the order of the shards."""
        return reduce(merged, (self._moments(shard, name) for shard in self.shards))

    def _moments(self, shard: Shard, name: str) -> Moments:
        parts = (self.store.read(shard, f"{name}_{part}") for part in ("means", "products", "above", "below"))
        return Moments(shard.paths, *parts)

    def totals(self) -> list[list[int]]:
        """Return the exact sum over all paths of every total of every policy, [column][policy], as counted."""
        high = low = np.zeros((1, 1), dtype=object)
        for shard in self.shards:
            limbs = self.store.read(shard, "totals").astype(object)
            high, low = high + limbs[0], low + limbs[1]
        exact: list[list[int]] = (high * (1 << LIMB_BITS) + low).tolist()
        return exact

    def column(self, name: str, place: int, unit: float = 1.0) -> Column:
        """Return one number of every path of one policy."""

        def pieces(first: int, end: int) -> Iterator[Ints]:
            for shard in self.shards:
                begin, stop = max(first, shard.first_path), min(end, shard.first_path + shard.paths)
                if begin < stop:
                    whole = self.store.read(shard, name, place).astype(np.int64)
                    yield whole[begin - shard.first_path : stop - shard.first_path]

        return Column(sum(shard.paths for shard in self.shards), pieces, unit)


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
    found = Findings(study)
    found.seconds = seconds
    _add_means(found, finished)
    _add_ratios(found, finished)
    _add_columns(found, finished)
    totals = finished.totals()
    paths = sum(shard.paths for shard in finished.shards)
    for place, name in enumerate(found.names):
        found.splits[name] = split_of(_mean_total(totals, place, paths))
    for number, place in enumerate(work.watched):
        found.fans[found.names[place]] = fan_of(_balances(finished, number))
        found.extremes[found.names[place]] = _extremes(finished, number)
    scenario = study.policies[work.base].scenario
    return comparison_of(study, found, _streamed_lines(finished), notes_of(scenario, calibrated(scenario)[1], paths))


def _mean_total(totals: list[list[int]], place: int, paths: int) -> Callable[[str], float]:
    return lambda name: totals[COLUMNS.index(name)][place] / paths / FEN_PER_UNIT


def _add_means(found: Findings, finished: FinishedShards) -> None:
    moments = finished.moments("own")
    for number, measure in enumerate(finished.work.means):
        own = partial(_own_mean, measure, finished.work.study)
        _add(
            found,
            finished,
            measure,
            lambda i, n=number, own=own: own(i, moments.at(n, i).of_first(1)),  # type: ignore[misc]
            lambda i, n=number: mean_estimate(moments.at(n, i).of_last(1)),  # type: ignore[misc]
        )


def _own_mean(measure: Measure, study: Study, place: int, moments: Moments) -> Estimate:
    """Return a mean or proportion of one policy."""
    may_be_rare = measure.may_be_rare(study.policies[place].scenario)
    if measure.definition.kind == "proportion":
        return proportion_estimate(moments, may_be_rare=may_be_rare)
    return mean_estimate(moments, measure.definition.bounds, may_be_rare=may_be_rare)


def _own_ratio(measure: Measure, study: Study, place: int, moments: Moments) -> Estimate:
    """Return a ratio of means of one policy."""
    may_be_rare = measure.may_be_rare(study.policies[place].scenario)
    return ratio_estimate(moments, measure.definition.bounds, may_be_rare=may_be_rare)


def _add_ratios(found: Findings, finished: FinishedShards) -> None:
    moments = finished.moments("ratios")
    for number, measure in enumerate(finished.work.ratios):
        own = partial(_own_ratio, measure, finished.work.study)
        _add(
            found,
            finished,
            measure,
            lambda i, n=number, own=own: own(i, moments.at(n, i).of_first(2)),  # type: ignore[misc]
            lambda i, n=number: ratio_difference_estimate(moments.at(n, i)),  # type: ignore[misc]
        )


def _add_columns(found: Findings, finished: FinishedShards) -> None:
    for measure in finished.work.columns:
        pick = _Tail(finished, measure)
        _add(found, finished, measure, pick.value, pick.difference)


def _add(
    found: Findings,
    finished: FinishedShards,
    measure: Measure,
    value: Callable[[int], Estimate | None],
    difference: Callable[[int], Estimate | None],
) -> None:
    """Keep the estimates of one measure, for the policies that have it."""
    base = finished.work.base
    every = range(len(found.names))
    has_it = [measure.applies(policy.scenario) for policy in finished.work.study.policies]
    values = [value(i) if has_it[i] else None for i in every]
    found.put(
        measure.definition.key,
        every,
        values,
        [None if i == base or values[i] is None or values[base] is None else difference(i) for i in every],
    )


@dataclass(frozen=True)
class _Tail:
    """Quantiles and tails of one column."""

    finished: FinishedShards
    measure: Measure

    def _column(self, place: int) -> Column:
        unit = 1.0 if self.measure.definition.unit == "months" else float(FEN_PER_UNIT)
        return self.finished.column(self.measure.column, place, unit)

    def value(self, place: int) -> Estimate | None:
        """Return the quantile or shortfall; of months, that of the paths where it happens, if any."""
        column = self._column(place)
        if self.measure.definition.kind == "expected_shortfall":
            may_be_rare = self.measure.may_be_rare(self.finished.work.study.policies[place].scenario)
            return shortfall_of(column, self.measure.level, may_be_rare=may_be_rare)
        if self.measure.definition.unit != "months":
            return quantile_of(column, self.measure.level)
        known = column.above_zero()
        if not known.paths:
            return None
        found = quantile_of(known, self.measure.level)
        if known.paths == column.paths:
            return found
        among = f"of the {known.paths:,} paths where it happens"
        return replace(found, note=f"{found.note}, {among}" if found.note else among)

    def difference(self, place: int) -> Estimate | None:
        """Return the paired difference to the baseline; None where the two are read from different paths."""
        first, second = self._column(place), self._column(self.finished.work.base)
        if self.measure.definition.kind == "expected_shortfall":
            return shortfall_difference_of(first, second, self.measure.level)
        is_of_months = self.measure.definition.unit == "months"
        if is_of_months and any(column.above_zero().paths < column.paths for column in (first, second)):
            return None
        return quantile_difference_of(first, second, self.measure.level)


def _balances(finished: FinishedShards, number: int) -> Ints:
    """Return the balances of the first paths under one watched policy, shape (paths, months)."""
    first = [shard for shard in finished.shards if shard.first_path < FAN_PATHS]
    parts = [finished.store.read(shard, "balances", number) for shard in first]
    return np.concatenate(parts, axis=1).T


def _extremes(finished: FinishedShards, number: int) -> tuple[ExtremePath, ...]:
    """Return the paths at the percentages of every measure (see `extreme_paths.extreme_paths`)."""
    place = finished.work.watched[number]
    found = []
    for key, measure in MEASURES.items():
        at = number if key == "additional_lending" else place
        column = finished.column("additional" if key == "additional_lending" else key, at)
        bad = Column(column.paths, _mapped(column, measure.badness))
        ranks = [-(-percent * column.paths // 100) for percent in PERCENTS]
        values = order_statistics(bad.part(0, bad.paths), ranks)
        for percent, rank in zip(PERCENTS, ranks, strict=True):
            path, value = _first_path(column, bad, values[rank])
            found.append(ExtremePath(key, percent, value, path))
    return tuple(found)


def _mapped(column: Column, function: Callable[[Ints], Ints]) -> Callable[[int, int], Iterator[Ints]]:
    return lambda first, end: (function(piece) for piece in column.pieces(first, end))


def _first_path(column: Column, bad: Column, wanted: int) -> tuple[int, int]:
    """Return the first path that is as bad as wanted, and its value."""
    first = 0
    for badness, piece in zip(bad.pieces(0, bad.paths), column.pieces(0, column.paths), strict=True):
        hits = np.flatnonzero(badness == wanted)
        if len(hits):
            return first + int(hits[0]), int(piece[hits[0]])
        first += len(piece)
    raise AssertionError("a value that was selected is in the column")


@dataclass(frozen=True)
class _StreamedLent:
    """What was lent, from the moments of the shards (see `lines.Lending`)."""

    means: Moments
    differences: Moments
    place_of: dict[tuple[int, int], int]

    def mean(self, policy: int) -> float:
        return float(self.means.means[policy, 0])

    def is_above(self, first: int, second: int) -> bool:
        if first > second:
            return mean_estimate(self.differences.at(self.place_of[second, first])).high < 0
        return mean_estimate(self.differences.at(self.place_of[first, second])).low > 0


@dataclass(frozen=True)
class _StreamedLines:
    """Lending and cost, from the moments of the shards (see `lines.CostOfMore`)."""

    lent: Lending
    more: Moments
    place_of: dict[int, int]

    def marginal(self, policy: int, lower: int) -> Estimate:
        return ratio_estimate(self._of(policy).of_first(2))

    def marginal_difference(self, pair: tuple[int, int], base: tuple[int, int]) -> Estimate:
        return ratio_difference_estimate(self._of(pair[0]))

    def _of(self, policy: int) -> Moments:
        return self.more.at(self.place_of[policy])


def _streamed_lines(finished: FinishedShards) -> _StreamedLines:
    work = finished.work
    keys = [measure.definition.key for measure in work.means]
    lent = _StreamedLent(
        finished.moments("own").at(keys.index("lent")),
        finished.moments("lent_pairs"),
        {pair: place for place, pair in enumerate(work.lent_pairs)},
    )
    places = {policy: place for place, (policy, _) in enumerate(work.neighbours)}
    return _StreamedLines(lent, finished.moments("neighbours"), places)


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
