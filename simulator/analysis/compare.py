"""Policies compared on the same draws: what a comparison holds, and how it is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.analysis import lines
from simulator.analysis.comparison_notes import notes_of
from simulator.analysis.estimating import estimated
from simulator.analysis.extreme_paths import ExtremePath, extreme_paths
from simulator.analysis.measures import (
    MARGINAL_COST,
    SMALLEST_FUND,
    MeasureDefinition,
    Unit,
    definitions_of,
    fiscal_cost,
    lent,
    measures_of,
)
from simulator.analysis.path_totals import COLUMNS, FEN_PER_UNIT, Batch, PathTotals, batches
from simulator.analysis.worlds import simulate_policies
from simulator.analysis.yearly import yearly
from simulator.errors import ScenarioError
from simulator.estimate import Estimate
from simulator.ledger import OTHERS
from simulator.scenario.fields import field_at
from simulator.scenario.model import Scenario
from simulator.scenario.study import Policy, Study

__all__ = ["Comparison", "MeasureDefinition", "PolicyPoint", "Unit", "compare"]

FAN_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST_FANS = 5
Progress = Callable[[int, int], None]
OnBatch = Callable[[PathTotals, Sequence[int]], None]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PolicyPoint:
    """One compared policy: its name, what it changes, and its place in a grid."""

    name: str
    settings: Mapping[str, object]
    ratio: float
    fund_size: float
    is_breaker_on: bool
    scenario: Scenario
    """Everything in force under the policy."""


@dataclass(frozen=True)
class Comparison:
    """Measures of every policy with their intervals, and paired differences to the baseline.

    `balance_fan` holds arrays of shape (5 quantile levels .05 .25 .5 .75 .95, months) in currency;
    `extremes` has the same policies; so has `yearly`, by row (see `yearly.py`) one estimate per calendar year,
    unless the paths were simulated in shards.
    """

    scenario: Scenario
    title: str
    question: str
    points: tuple[PolicyPoint, ...]
    baseline: str
    paths: int
    seed: int
    seconds: float
    measures: tuple[MeasureDefinition, ...]
    estimates: Mapping[tuple[str, str], Estimate]
    differences: Mapping[tuple[str, str], Estimate]
    balance_fan: Mapping[str, Floats] = field(default_factory=dict)
    extremes: Mapping[str, tuple[ExtremePath, ...]] = field(default_factory=dict)
    loss_split: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    near_ties: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    yearly: Mapping[str, Mapping[str, tuple[Estimate, ...]]] = field(default_factory=dict)


class Findings:
    """What is found out about the policies of a study, filled in policy by policy or batch by batch."""

    def __init__(self, study: Study) -> None:
        self.names = [policy.name for policy in study.policies]
        self.estimates: dict[tuple[str, str], Estimate] = {}
        self.differences: dict[tuple[str, str], Estimate] = {}
        self.fans: dict[str, Floats] = {}
        self.extremes: dict[str, tuple[ExtremePath, ...]] = {}
        self.splits: dict[str, dict[str, float]] = {}
        self.yearly: dict[str, Mapping[str, tuple[Estimate, ...]]] = {}
        self.seconds = 0.0

    def add(self, batch: Batch, members: Sequence[int], watched: Sequence[int]) -> None:
        """Add what one batch says about its policies; the baseline is its first."""
        totals = batch.totals
        for measure in measures_of(totals.policies[0]):
            found = estimated(measure, totals, 0)
            self.put(measure.definition.key, members, found.values, found.differences)
        for place, index in enumerate(members):
            self.splits[self.names[index]] = loss_split(totals, place)
        for place, index in enumerate(watched):
            self.fans[self.names[index]] = balance_fan(batch, place)
            self.extremes[self.names[index]] = extreme_paths(totals, members.index(index))
            self.yearly[self.names[index]] = yearly(batch, place)
        self.seconds += batch.seconds

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


def compare(
    study: Study,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    on_batch: OnBatch | None = None,
) -> Comparison:
    """Simulate the policies of a study on the same draws and return their measures.

    Parameters
    ----------
    study
        Policies of one world; paths and seed are those of its baseline's scenario.
    threads
        Number of threads; default all processors.
    progress
        Called with (paths done, paths in all), over all batches of policies.
    on_batch
        Called with the totals of every path of a batch and the places of its policies in the study; the baseline is
        the first of each batch. The totals are gone after the batch.

    Raises
    ------
    ScenarioError
        When a policy differs from the baseline in its world, seed or number of paths.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    policies = study.policies
    base = baseline_of(study)
    scenario = policies[base].scenario
    paths = scenario.run.paths
    found = Findings(study)
    sums = lines.LentAndCost(lines.Lent(np.empty((len(policies), paths))), np.empty((len(policies), paths)))
    fans = fan_policies(policies, base)
    parts = batches([policy.scenario for policy in policies], base, paths)
    notes: tuple[str, ...] = ()
    for number, members in enumerate(parts):
        scenarios = [policies[i].scenario for i in members]
        watched = [i for i in fans if i in members and policies[i].name not in found.fans]
        batch = simulate_policies(
            scenario,
            scenarios,
            paths,
            watched=[members.index(i) for i in watched],
            threads=threads,
            progress=_step(progress, number, len(parts), paths),
        )
        found.add(batch, members, watched)
        if on_batch is not None:
            on_batch(batch.totals, members)
        sums.lent.rows[members] = lent(batch.totals)
        sums.cost[members] = fiscal_cost(batch.totals)
        notes = notes or notes_of(scenario, batch.fitted, paths)
    return comparison_of(study, found, sums, notes)


def least_memory(study: Study) -> int:
    """Return the bytes that `compare` takes at least: what it keeps of every policy, and the totals of one batch."""
    policies, base = study.policies, baseline_of(study)
    paths = policies[base].scenario.run.paths
    batch = max(map(len, batches([policy.scenario for policy in policies], base, paths)))
    return 8 * paths * (2 * len(policies) + len(COLUMNS) * batch)


def baseline_of(study: Study) -> int:
    """Return the place of the baseline among the policies.

    Raises
    ------
    ScenarioError
        When a policy differs from the baseline in its world, seed or number of paths.
    """
    base = next(i for i, policy in enumerate(study.policies) if policy.name == study.baseline)
    refuse_other_worlds(study.policies, study.policies[base].scenario)
    return base


def comparison_of(study: Study, found: Findings, sums: lines.CostOfMore, notes: tuple[str, ...]) -> Comparison:
    """Return the comparison: what was found policy by policy, and what follows from neighbours.

    Parameters
    ----------
    sums
        Lending and cost of all policies, in the order of the study.
    """
    policies = study.policies
    base = baseline_of(study)
    scenario = policies[base].scenario
    fans = fan_policies(policies, base)
    _add_lines(found, policies, sums, base)
    known = {key for _, key in found.estimates}
    return Comparison(
        scenario=scenario,
        title=study.title,
        question=study.question,
        points=tuple(point_of(policy) for policy in policies),
        baseline=study.baseline,
        paths=scenario.run.paths,
        seed=scenario.run.seed,
        seconds=found.seconds,
        measures=tuple(measure for measure in definitions_of(scenario) if measure.key in known),
        estimates=found.estimates,
        differences=found.differences,
        balance_fan={policies[i].name: found.fans[policies[i].name] for i in fans},
        extremes={policies[i].name: found.extremes[policies[i].name] for i in fans},
        loss_split={policy.name: found.splits[policy.name] for policy in policies},
        near_ties=lines.near_ties(policies, sums.lent),
        notes=notes,
        yearly=found.yearly,
    )


def refuse_other_worlds(policies: Sequence[Policy], scenario: Scenario) -> None:
    """Raise when a policy differs in what is drawn once for all.

    Raises
    ------
    ScenarioError
        Naming each policy and section that differs.
    """
    sides = {name: field_at((name,)) for name in Scenario.model_fields}
    shared = [name for name, info in sides.items() if info is not None and info.side in ("world", "run")]
    faults = [
        f"policy {policy.name!r}: {name}: differs from the baseline's; policies are compared in the same world"
        for policy in policies
        for name in (*shared, "currency")
        if getattr(policy.scenario, name) != getattr(scenario, name)
    ]
    if faults:
        raise ScenarioError("study", faults)


def _step(progress: Progress | None, batch: int, of_batches: int, paths: int) -> Callable[[int], None] | None:
    if progress is None:
        return None
    return lambda done: progress(batch * paths + done, of_batches * paths)


def _add_lines(found: Findings, policies: Sequence[Policy], sums: lines.CostOfMore, base: int) -> None:
    values, differences = lines.marginal_costs(policies, sums, base)
    every = range(len(policies))
    found.put(MARGINAL_COST.key, every, [values.get(i) for i in every], [differences.get(i) for i in every])
    values, differences = lines.smallest_funds(policies, sums.lent, base)
    found.put(SMALLEST_FUND.key, every, [values.get(i) for i in every], [differences.get(i) for i in every])


def point_of(policy: Policy) -> PolicyPoint:
    """Return a policy's name, what it changes, and its place in a grid."""
    ratio, size = lines.ratio_of(policy), lines.size_of(policy)
    return PolicyPoint(policy.name, policy.settings, ratio, size, policy.scenario.breaker.is_on, policy.scenario)


def fan_policies(policies: Sequence[Policy], base: int) -> tuple[int, ...]:
    """Return whose balance is drawn: the baseline, and up to four that say most beside it.

    Of a grid: the other breaker setting, the highest ratio, the smallest and the largest fund. Else the first four.
    """
    places = [(lines.ratio_of(p), lines.size_of(p), p.scenario.breaker.is_on) for p in policies]
    ratio, size, is_on = places[base]
    ratios, sizes, _ = zip(*places, strict=True)
    wanted = (
        (ratio, size, not is_on), (max(ratios), size, is_on), (ratio, min(sizes), is_on), (ratio, max(sizes), is_on),
    )  # fmt: skip
    is_grid = len(set(places)) == len(places) and len(policies) > MOST_FANS
    others = [places.index(place) for place in wanted if place in places] if is_grid else range(len(policies))
    return tuple(dict.fromkeys((base, *others)))[:MOST_FANS]


def balance_fan(batch: Batch, place: int) -> Floats:
    """Return the quantiles of a watched policy's balance at the end of each month, shape (5, months), in currency."""
    return fan_of(batch.balances[:, 1:, place])


def fan_of(balances: NDArray[np.int64]) -> Floats:
    """Return the quantiles of balances, shape (paths, months), in fen, at the end of each month, in currency."""
    quantiles = np.quantile(balances, FAN_LEVELS, axis=0, method="inverted_cdf")
    return np.asarray(quantiles / FEN_PER_UNIT, dtype=np.float64)


def loss_split(totals: PathTotals, place: int) -> dict[str, float]:
    """Return what each party bears of all loans' losses, mean over the paths, in currency; it sums to the loss.

    What the other parties recover is known in sum only and is split as they paid: an advance is shared out, and
    paid back, in the same proportions.
    """
    return split_of(lambda name: float(np.mean(totals.whole(name)[place])) / FEN_PER_UNIT)


def split_of(mean: Callable[[str], float]) -> dict[str, float]:
    """Return what each party bears, from the mean of each total, in currency (see `loss_split`)."""
    paid = {name: mean(name) for name in OTHERS}
    whole = sum(paid.values())
    kept = 1 - mean("others_recovered") / whole if whole > 0 else 1.0
    others = {name.removesuffix("_paid"): amount * kept for name, amount in paid.items()}
    return {"fund": mean("fund_paid") - mean("fund_recovered"), "bank": mean("bank_loss"), **others}
