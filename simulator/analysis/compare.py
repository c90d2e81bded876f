"""Policies compared on the same draws: what a comparison holds, and how it is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.analysis import lines
from simulator.analysis.extreme_paths import ExtremePath
from simulator.analysis.gathering import FAN_LEVELS, Findings, Progress, held_batches
from simulator.analysis.measures import (
    MARGINAL_COST,
    SMALLEST_FUND,
    MeasureDefinition,
    Unit,
    definitions_of,
    fiscal_cost,
    lent,
)
from simulator.analysis.path_totals import COLUMNS, PathTotals, batches
from simulator.errors import Fault, ScenarioError, wrong
from simulator.estimate import Estimate
from simulator.faults import shown
from simulator.rules.calibration import Fitted
from simulator.scenario.fields import field_at
from simulator.scenario.model import Scenario
from simulator.scenario.study import Policy, Study

__all__ = ["FAN_LEVELS", "Comparison", "MeasureDefinition", "PolicyPoint", "Progress", "Unit", "compare"]

MOST_FANS = 5
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

    `fitted` is what the calibration of the baseline's scenario found;
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
    fitted: Fitted
    measures: tuple[MeasureDefinition, ...]
    estimates: Mapping[tuple[str, str], Estimate]
    differences: Mapping[tuple[str, str], Estimate]
    balance_fan: Mapping[str, Floats] = field(default_factory=dict)
    extremes: Mapping[str, tuple[ExtremePath, ...]] = field(default_factory=dict)
    loss_split: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    near_ties: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    yearly: Mapping[str, Mapping[str, tuple[Estimate, ...]]] = field(default_factory=dict)


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
    found = Findings([policy.name for policy in policies])
    sums = lines.LentAndCost(np.empty((len(policies), paths)), np.empty((len(policies), paths)))
    fitted, seconds = Fitted(1.0, 0.0, 0.0), 0.0
    every, fans = [policy.scenario for policy in policies], fan_policies(policies, base)
    for held in held_batches(every, base, fans, paths, threads=threads, progress=progress):
        totals = held.batch.totals
        found.add(held, held.members, held.watched)
        if on_batch is not None:
            on_batch(totals, held.members)
        sums.rows[held.members] = lent(totals)
        sums.cost[held.members] = fiscal_cost(totals)
        fitted = held.batch.fitted
        seconds += held.batch.seconds
    return comparison_of(study, found, sums, fitted, seconds)


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


def comparison_of(study: Study, found: Findings, sums: lines.CostOfMore, fitted: Fitted, seconds: float) -> Comparison:
    """Return the comparison: what was found policy by policy, and what follows from neighbours.

    Parameters
    ----------
    sums
        Lending and cost of all policies, in the order of the study.
    seconds
        Time spent simulating.
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
        seconds=seconds,
        fitted=fitted,
        measures=tuple(measure for measure in definitions_of(scenario) if measure.key in known),
        estimates=found.estimates,
        differences=found.differences,
        balance_fan={policies[i].name: found.fans[policies[i].name] for i in fans},
        extremes={policies[i].name: found.extremes[policies[i].name] for i in fans},
        loss_split={policy.name: found.splits[policy.name] for policy in policies},
        near_ties=lines.near_ties(policies, sums),
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
        Fault(
            wrong("faults.analysis.other_world"), wrong("faults.place.policy_key", policy=shown(policy.name), key=name)
        )
        for policy in policies
        for name in (*shared, "currency")
        if getattr(policy.scenario, name) != getattr(scenario, name)
    ]
    if faults:
        raise ScenarioError("study", faults)


def _add_lines(found: Findings, policies: Sequence[Policy], sums: lines.CostOfMore, base: int) -> None:
    values, differences = lines.marginal_costs(policies, sums, base)
    every = range(len(policies))
    found.put(MARGINAL_COST.key, every, [values.get(i) for i in every], [differences.get(i) for i in every])
    values, differences = lines.smallest_funds(policies, sums, base)
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
