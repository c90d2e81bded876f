"""The policies that no other beats on additional lending, public cost and chance of depletion, within limits."""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.analysis import front as fronts
from simulator.analysis.comparison_notes import notes_of
from simulator.analysis.design_search import Choices, Trial, try_policies
from simulator.analysis.designed import (
    CHANCE,
    COST,
    LENDING,
    OBJECTIVES,
    PER_ADDITIONAL,
    Design,
    FrontPolicy,
    Kept,
    Role,
    Standing,
    Tried,
)
from simulator.analysis.estimating import estimated
from simulator.analysis.intervals import Estimate, mean_difference
from simulator.analysis.measures import Measure, measures_of
from simulator.analysis.path_totals import PathTotals, batches, simulate_batch, warm_up
from simulator.compiled import is_compiled
from simulator.engines.preparing import prepare
from simulator.errors import NoAnswerError, ScenarioError
from simulator.faults import did_you_mean, shown_number
from simulator.rules.calibration import Fitted
from simulator.scenario.design_study import DesignStudy, Limit
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary

MOST_ON_FRONT = 100
ALSO_SHOWN = ("cost_per_additional", "idle_share", "bank_margin")
# How far beyond a limit a policy counts that has no number to hold against it.
_FAR = 1e6

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


def refuse_limits(reading: Reading, study: DesignStudy) -> None:
    """Raise when a limit is on no measure of the scenario, or its bound is no value of that measure.

    Raises
    ------
    ScenarioError
        With every such limit.
    """
    known = {measure.definition.key: measure.definition.unit for measure in measures_of(reading.scenario)}
    faults = []
    for limit in study.limits:
        where = f"{limit.place}: limits.{limit.measure[:80]}"
        if limit.measure not in known:
            names = ", ".join(known)
            faults.append(f"{where}: is no measure{did_you_mean(limit.measure, known)} (the measures are {names})")
        elif known[limit.measure] in ("share", "probability") and not 0 <= limit.bound <= 1:
            hint = "; write 0.05 for 5 %" if limit.bound > 1 else ""
            faults.append(f"{where}: must be from 0 to 1 (got {shown_number(limit.bound)}){hint}")
    if faults:
        raise ScenarioError("limits", faults)


def design(
    reading: Reading,
    study: DesignStudy,
    *,
    threads: int | None = None,
    searching: Progress | None = None,
    confirming: Progress | None = None,
) -> Design:
    """Search on common draws for the policies that no other beats, and run them again on fresh paths.

    The search uses paths 0 to `study.search_paths` - 1; the fresh paths are the next `run.paths` ones, so that a policy
    that won by luck loses it. Every estimate is of the fresh paths alone.

    Parameters
    ----------
    threads
        Number of threads; default all processors.
    searching
        Called with (policies tried, policies to try).
    confirming
        Called with (fresh paths done, fresh paths in all).

    Raises
    ------
    ScenarioError
        When a limit is on no measure.
    NoAnswerError
        When the scenario's rules exclude every combination tried.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    refuse_limits(reading, study)
    start = time.perf_counter()
    bench = _Bench(reading, study, threads)
    trials = try_policies(
        [len(lever.values) for lever in study.levers],
        bench.trials,
        study.policies,
        shape=(len(OBJECTIVES), len(study.limits) + 1),
        seed=reading.scenario.run.seed,
        progress=searching,
    )
    tried = _tried(trials, len(study.limits))
    if not len(tried.choices):
        raise NoAnswerError("the rules of the scenario exclude every combination of the levers that was tried")
    on_front = _searched_front(tried, trials)
    kept = on_front[fronts.spread_over(_to_make_small(tried.objectives[on_front]), MOST_ON_FRONT)]
    found = bench.confirmed([tuple(map(int, choices)) for choices in tried.choices[kept]], confirming)
    front = _front(study, tried, kept, bench, found)
    return Design(
        scenario=reading.scenario,
        study=study,
        tried=tried,
        refused=len(trials) - len(tried.choices),
        is_complete=len(trials) == study.combinations,
        on_searched_front=len(on_front),
        as_it_stands=found.values[0],
        limits_as_it_stands=tuple(_state(limit, found.values[0].get(limit.measure)) for limit in study.limits),
        front=front,
        picks=_picks(front),
        seconds=time.perf_counter() - start,
        notes=notes_of(reading.scenario, bench.fitted[0], reading.scenario.run.paths),
    )


@dataclass
class _Found:
    """The policies of the front on fresh paths, the scenario as it stands first."""

    values: list[dict[str, Estimate]]
    rows: Floats
    """The objectives, shape (3, policies, paths)."""


@dataclass
class _Bench:
    """Simulates policies by their choices, always beside the scenario as it stands."""

    reading: Reading
    study: DesignStudy
    threads: int | None
    fitted: list[Fitted] = field(default_factory=list)
    base: tuple[float, ...] = ()
    """Objectives of the scenario as it stands on the paths of the search."""

    def settings(self, choices: Choices) -> dict[str, Any]:
        """Return the settings that the choices stand for."""
        return {lever.key: lever.values[place] for lever, place in zip(self.study.levers, choices, strict=True)}

    def trials(self, asked: Sequence[Choices]) -> list[Trial]:
        """Return what the search needs to know of policies; those that cannot be are far beyond the last limit."""
        limits = self.study.limits
        refused = Trial((0.0,) * len(OBJECTIVES), (*(_FAR for _ in limits), _FAR))
        found = [refused] * len(asked)
        allowed: dict[int, Scenario] = {}
        for place, choices in enumerate(asked):
            try:
                allowed[place] = vary(self.reading, self.settings(choices))
            except ScenarioError:
                continue
        places = list(allowed)
        paths = self.study.search_paths
        for members, totals in self._simulated(list(allowed.values()), 0, paths, None):
            objectives = np.array([row.mean(axis=1) for row in self._objectives(totals)]).T
            excesses = np.array([self._excesses(limit, totals) for limit in limits]).reshape(len(limits), -1).T
            self.base = tuple(objectives[0])
            for lane, member in enumerate(members, start=1):
                small = _to_make_small(objectives[lane])
                found[places[member]] = Trial(tuple(small), (*excesses[lane], 0.0))
        return found

    def confirmed(self, chosen: Sequence[Choices], progress: Progress | None) -> _Found:
        """Return what policies do on fresh paths."""
        paths = self.reading.scenario.run.paths
        scenarios = [vary(self.reading, self.settings(choices)) for choices in chosen]
        found = _Found([{} for _ in range(len(chosen) + 1)], np.empty((len(OBJECTIVES), len(chosen) + 1, paths)))
        wanted = {*OBJECTIVES, *ALSO_SHOWN, *(limit.measure for limit in self.study.limits)}
        for members, totals in self._simulated(scenarios, self.study.search_paths, paths, progress):
            places = [0, *(member + 1 for member in members)]
            found.rows[:, places] = self._objectives(totals)
            for measure in self._measures():
                if measure.definition.key in wanted:
                    for place, value in zip(places, estimated(measure, totals, 0).values, strict=True):
                        found.values[place] |= {} if value is None else {measure.definition.key: value}
        return found

    def _simulated(
        self, scenarios: Sequence[Scenario], first_path: int, paths: int, progress: Progress | None
    ) -> Iterator[tuple[list[int], PathTotals]]:
        """Yield the members of each batch and its totals, in which the scenario as it stands comes first."""
        own = self.reading.scenario
        every = [own, *scenarios]
        parts = batches(every, 0, paths)
        for number, part in enumerate(parts):
            policies = [every[i] for i in part]
            prepared = prepare(own, policies)
            self.fitted.append(prepared.fitted)
            if not is_compiled():
                warm_up(prepared)
            step = None if progress is None else _step(progress, number, len(parts), paths)
            batch = simulate_batch(
                prepared, policies, paths, first_path=first_path, threads=self.threads, progress=step
            )
            yield [i - 1 for i in part[1:]], batch.totals

    def _measures(self) -> tuple[Measure, ...]:
        return measures_of(self.reading.scenario)

    def _measure(self, key: str) -> Measure:
        return next(measure for measure in self._measures() if measure.definition.key == key)

    def _objectives(self, totals: PathTotals) -> list[Floats]:
        return [self._measure(key).formula(totals) for key in OBJECTIVES]

    def _excesses(self, limit: Limit, totals: PathTotals) -> list[float]:
        values = estimated(self._measure(limit.measure), totals, 0).values
        return [_excess(limit, value) for value in values]


def _step(progress: Progress, batch: int, of_batches: int, paths: int) -> Callable[[int], None]:
    return lambda done: progress(batch * paths + done, of_batches * paths)


def _to_make_small(objectives: Floats) -> Floats:
    """Return objectives (.., 3) with the one to be made large turned round."""
    signs = np.array([-1.0 if key == LENDING else 1.0 for key in OBJECTIVES])
    found: Floats = objectives * signs
    return found


def _excess(limit: Limit, value: Estimate | None) -> float:
    """Return how far a value is beyond a limit, relative to the bound; a policy without the measure is not bound."""
    if value is None:
        return 0.0
    if not math.isfinite(value.value):
        return _FAR
    beyond = value.value - limit.bound if limit.is_upper else limit.bound - value.value
    return beyond / (abs(limit.bound) or 1.0)


def _state(limit: Limit, value: Estimate | None) -> Kept:
    if value is None:
        return "kept"
    if not math.isfinite(value.value):
        return "broken"
    best, worst = (value.low, value.high) if limit.is_upper else (-value.high, -value.low)
    bound = limit.bound if limit.is_upper else -limit.bound
    return "kept" if worst <= bound else "broken" if best > bound else "open"


def _tried(trials: Mapping[Choices, Trial], limits: int) -> Tried:
    """Return the policies tried, without those that the scenario's rules exclude."""
    allowed = {choices: trial for choices, trial in trials.items() if trial.excesses[limits] == 0}
    objectives = np.array([trial.objectives for trial in allowed.values()]).reshape(len(allowed), len(OBJECTIVES))
    return Tried(
        np.array(list(allowed), dtype=np.int64),
        _to_make_small(objectives),
        np.array([trial.is_within for trial in allowed.values()], dtype=np.bool_),
    )


def _searched_front(tried: Tried, trials: Mapping[Choices, Trial]) -> NDArray[np.int64]:
    """Return the policies within the limits that none of them beats; if there is none, the one least beyond them."""
    within = np.flatnonzero(tried.is_within)
    if len(within):
        return within[fronts.unbeaten(_to_make_small(tried.objectives[within]))]
    beyond = [sum(max(0.0, e) for e in trials[tuple(map(int, choices))].excesses) for choices in tried.choices]
    return np.array([int(np.argmin(beyond))])


def _front(
    study: DesignStudy, tried: Tried, kept: NDArray[np.int64], bench: _Bench, found: _Found
) -> tuple[FrontPolicy, ...]:
    lending = found.rows[OBJECTIVES.index(LENDING)]
    order = 1 + np.argsort(-lending[1:].mean(axis=1), kind="stable")
    rows = found.rows[:, order]
    ties = np.all([fronts.tied(objective) for objective in rows], axis=0)
    groups = fronts.grouped(ties)
    limits = [tuple(_state(limit, found.values[i].get(limit.measure)) for limit in study.limits) for i in order]
    standings = _standings(_to_make_small(rows.mean(axis=2).T), ties, ["broken" in states for states in limits])
    policies = []
    for number, place in enumerate(order):
        index = kept[place - 1]
        searched = dict(zip(OBJECTIVES, map(float, tried.objectives[index]), strict=True))
        policies.append(
            FrontPolicy(
                number=number + 1,
                settings=bench.settings(tuple(map(int, tried.choices[index]))),
                searched=searched,
                searched_gain=searched[LENDING] - bench.base[OBJECTIVES.index(LENDING)],
                values=found.values[place],
                gain=mean_difference(lending[place], lending[0]),
                limits=limits[number],
                standing=standings[number],
                group=int(groups[number]) + 1,
            )
        )
    return tuple(policies)


def _standings(objectives: Floats, ties: NDArray[np.bool_], is_broken: Sequence[bool]) -> list[Standing]:
    """Return how each policy stands against those that do not break a limit."""
    found: list[Standing] = []
    may_beat = ~np.array(is_broken, dtype=np.bool_)
    for point in range(len(objectives)):
        beaten_by = fronts.beats(objectives, point) & may_beat
        is_shown = bool(np.any(beaten_by & ~ties[point]))
        found.append("beaten" if is_shown else "near-tie" if beaten_by.any() else "on the front")
    return found


def _picks(front: Sequence[FrontPolicy]) -> dict[Role, FrontPolicy]:
    """Return the recommended policies: limits surely kept where any does, and not shown to be beaten."""
    unbeaten = [policy for policy in front if policy.standing != "beaten"]
    sure = [policy for policy in unbeaten if policy.limit == "kept"]
    usable = sure or [policy for policy in unbeaten if policy.limit == "open"]
    found: dict[Role, FrontPolicy] = {}
    if usable:
        found["most"] = max(usable, key=lambda policy: policy.values[LENDING].value)
    no_less = [policy for policy in usable if policy.gain.value >= 0]
    if no_less:
        priced = [policy for policy in no_less if PER_ADDITIONAL in policy.values]
        found["cheapest"] = min(priced, key=lambda policy: policy.values[PER_ADDITIONAL].value)
        found["safest"] = min(no_less, key=lambda p: (p.values[CHANCE].value, p.values[COST].value))
    return found
