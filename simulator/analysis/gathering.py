"""From the paths of a study to what is found out about its policies: the same for paths in memory and in shards.

Blocks of totals come in the order of the paths. A run in memory keeps one and reads each measure from it (`HeldBatch`);
a run in shards keeps of each block its moments and a few columns (`streaming`). What is found out of either follows in
one way: `Findings.add`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.columns import Column, held_column
from simulator.analysis.estimating import Reading, estimated_of, held_reading
from simulator.analysis.extreme_paths import MEASURES, ExtremePath, extreme_paths
from simulator.analysis.measures import Measure, measures_of
from simulator.analysis.path_totals import FAN_PATHS, FEN_PER_UNIT, Batch, PathTotals, batches
from simulator.analysis.worlds import simulate_policies
from simulator.analysis.yearly import yearly
from simulator.estimate import Estimate
from simulator.ledger import OTHERS
from simulator.scenario.model import Scenario

FAN_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
Progress = Callable[[int, int], None]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Years = Mapping[str, tuple[Estimate, ...]]


class Known(Protocol):
    """What is known of the paths of some policies, however they are kept."""

    @property
    def policies(self) -> Sequence[Scenario]:
        """Scenario of each policy."""

    @property
    def baseline(self) -> int:
        """Place of the baseline among them."""

    def reading(self, measure: Measure) -> Reading:
        """Return what is known of one measure."""

    def mean_total(self, policy: int) -> Callable[[str], float]:
        """Return how to read the mean over the paths of a policy's totals, in currency."""

    def balances(self, watched: int) -> Ints:
        """Return the fund's balance of a watched policy at the end of each month, shape (paths, months), fen."""

    def column(self, key: str, watched: int) -> Column:
        """Return what one of `extreme_paths.MEASURES` is on every path of a watched policy."""

    def years(self, watched: int) -> Years:
        """Return the calendar years of a watched policy (see `yearly`); nothing where they were not kept."""


@dataclass(frozen=True)
class HeldBatch:
    """Some policies of a study on paths that are held in memory; the baseline is the first.

    Attributes
    ----------
    members
        Place of each policy in the study.
    watched
        Places in the study of the policies whose months were kept.
    """

    batch: Batch
    members: Sequence[int]
    watched: Sequence[int]
    baseline: int = 0

    @property
    def policies(self) -> Sequence[Scenario]:
        """Scenario of each policy."""
        return self.batch.totals.policies

    def reading(self, measure: Measure) -> Reading:
        """Return one measure, path by path."""
        return held_reading(measure, self.batch.totals, self.baseline)

    def mean_total(self, policy: int) -> Callable[[str], float]:
        """Return how to read the mean over the paths of a policy's totals, in currency."""
        return mean_totals(self.batch.totals, policy)

    def balances(self, watched: int) -> Ints:
        """Return the fund's balance of a watched policy at the end of each month, shape (paths, months), fen."""
        return self.batch.balances[:, 1:, watched]

    def column(self, key: str, watched: int) -> Column:
        """Return what one of `extreme_paths.MEASURES` is on every path of a watched policy."""
        place = self.members.index(self.watched[watched])
        return held_column(MEASURES[key].read(self.batch.totals, place))

    def years(self, watched: int) -> Years:
        """Return the calendar years of a watched policy."""
        return yearly(self.batch, watched)


def held_batches(
    policies: Sequence[Scenario],
    baseline: int,
    watched: Sequence[int],
    paths: int,
    *,
    first_path: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Iterator[HeldBatch]:
    """Simulate the policies of a study batch by batch; what a batch holds is gone once the next one is asked for.

    Parameters
    ----------
    watched
        Policies whose months are kept, each in the first batch that has it, for the first `path_totals.FAN_PATHS`
        paths.
    first_path
        Number of the first path: other numbers are other draws.
    progress
        Called with (paths done, paths in all), over all batches.
    """
    parts = batches(policies, baseline, paths)
    left = list(watched) if first_path < FAN_PATHS else []
    for number, members in enumerate(parts):
        drawn = [i for i in left if i in members]
        left = [i for i in left if i not in members]
        batch = simulate_policies(
            policies[baseline],
            [policies[i] for i in members],
            paths,
            first_path=first_path,
            watched=[members.index(i) for i in drawn],
            threads=threads,
            progress=None if progress is None else _step(progress, number * paths, len(parts) * paths),
        )
        yield HeldBatch(batch, members, drawn)


def _step(progress: Progress, before: int, paths: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, paths)


class Findings:
    """What is found out about the policies of a study, filled in some policies at a time."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.estimates: dict[tuple[str, str], Estimate] = {}
        self.differences: dict[tuple[str, str], Estimate] = {}
        self.fans: dict[str, Floats] = {}
        self.extremes: dict[str, tuple[ExtremePath, ...]] = {}
        self.splits: dict[str, dict[str, float]] = {}
        self.yearly: dict[str, Years] = {}

    def add(self, known: Known, members: Sequence[int], watched: Sequence[int]) -> None:
        """Add what is known of some policies.

        Parameters
        ----------
        members, watched
            Places in the study of the policies, and of the watched ones.
        """
        for measure in measures_of(known.policies[known.baseline]):
            found = estimated_of(measure, known.policies, known.reading(measure), known.baseline)
            self.put(measure.definition.key, members, found.values, found.differences)
        for place, index in enumerate(members):
            self.splits[self.names[index]] = split_of(known.mean_total(place))
        for number, index in enumerate(watched):
            name = self.names[index]
            self.fans[name] = _fan_of(known.balances(number))
            self.extremes[name] = extreme_paths(lambda key, number=number: known.column(key, number))  # type: ignore[misc]
            years = known.years(number)
            self.yearly |= {name: years} if years else {}

    def put(
        self,
        key: str,
        members: Sequence[int],
        values: Sequence[Estimate | None],
        differences: Sequence[Estimate | None],
    ) -> None:
        """Keep the estimates and differences of one measure that there are."""
        for index, value, difference in zip(members, values, differences, strict=True):
            if value is not None:
                self.estimates[self.names[index], key] = value
            if difference is not None:
                self.differences[self.names[index], key] = difference


def _fan_of(balances: Ints) -> Floats:
    """Return the quantiles of balances, shape (paths, months), in fen, at the end of each month, in currency."""
    quantiles = np.quantile(balances, FAN_LEVELS, axis=0, method="inverted_cdf")
    return np.asarray(quantiles / FEN_PER_UNIT, dtype=np.float64)


def mean_totals(totals: PathTotals, policy: int) -> Callable[[str], float]:
    """Return how to read the mean over the paths of a policy's totals, in currency."""
    return lambda name: float(np.mean(totals.whole(name)[policy])) / FEN_PER_UNIT


def split_of(mean: Callable[[str], float]) -> dict[str, float]:
    """Return what each party bears of all loans' losses, from the mean of each total, in currency; it sums to the loss.

    What the other parties recover is known in sum only and is split as they paid: an advance is shared out, and
    paid back, in the same proportions.
    """
    paid = {name: mean(name) for name in OTHERS}
    whole = sum(paid.values())
    kept = 1 - mean("others_recovered") / whole if whole > 0 else 1.0
    others = {name.removesuffix("_paid"): amount * kept for name, amount in paid.items()}
    return {"fund": mean("fund_paid") - mean("fund_recovered"), "bank": mean("bank_loss"), **others}
