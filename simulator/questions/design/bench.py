"""The bench on which policies are tried, always beside the scenario as it stands, and held against limits."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.estimating import estimated
from simulator.analysis.measures import Measure, measures_of
from simulator.analysis.path_totals import PathTotals, batches
from simulator.analysis.worlds import simulate_policies
from simulator.errors import ScenarioError
from simulator.estimate import Estimate
from simulator.questions.design.designed import LENDING, OBJECTIVES, Kept
from simulator.questions.design.search import Choices, Progress, Trial
from simulator.rules.calibration import Fitted
from simulator.scenario.design_study import DesignStudy, Limit
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary

ALSO_SHOWN = ("cost_per_additional", "idle_share", "bank_margin")
# How far beyond a limit a policy counts that has no number to hold against it.
_FAR = 1e6

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fresh:
    """Policies on fresh paths, the scenario as it stands first.

    Attributes
    ----------
    values
        Estimates by measure of each policy.
    rows
        The three objectives, shape (3, policies, paths).
    """

    values: list[dict[str, Estimate]]
    rows: Floats


@dataclass
class Bench:
    """Simulates policies by their choices."""

    reading: Reading
    study: DesignStudy
    threads: int | None
    fitted: list[Fitted] = field(default_factory=list)
    measures: dict[str, Measure] = field(init=False)

    def __post_init__(self) -> None:
        self.measures = {measure.definition.key: measure for measure in measures_of(self.reading.scenario)}

    def trials(self, asked: Sequence[Choices]) -> list[Trial]:
        """Return what the search needs to know of policies; those that the scenario's rules exclude are refused."""
        limits = self.study.limits
        found = [Trial((0.0,) * len(OBJECTIVES), (*(_FAR for _ in limits), _FAR))] * len(asked)
        allowed: dict[int, Scenario] = {}
        for place, choices in enumerate(asked):
            try:
                allowed[place] = vary(self.reading, self.study.settings(choices))
            except ScenarioError:
                continue
        places = list(allowed)
        for members, totals in self._simulated(list(allowed.values()), 0, self.study.search_paths, None):
            objectives = np.array([rows.mean(axis=1) for rows in self._objectives(totals)]).T
            excesses = [self._excesses(limit, totals) for limit in limits]
            for lane, member in enumerate(members, start=1):
                beyond = (*(excess[lane] for excess in excesses), 0.0)
                found[places[member]] = Trial(tuple(to_make_small(objectives[lane]).tolist()), beyond)
        return found

    def confirmed(self, chosen: Sequence[Choices], progress: Progress | None) -> Fresh:
        """Return what policies do on the paths after those of the search."""
        paths = self.reading.scenario.run.paths
        scenarios = [vary(self.reading, self.study.settings(choices)) for choices in chosen]
        every = len(chosen) + 1
        found = Fresh([{} for _ in range(every)], np.empty((len(OBJECTIVES), every, paths)))
        wanted = dict.fromkeys((*OBJECTIVES, *ALSO_SHOWN, *(limit.measure for limit in self.study.limits)))
        for members, totals in self._simulated(scenarios, self.study.search_paths, paths, progress):
            places = [0, *(member + 1 for member in members)]
            found.rows[:, places] = self._objectives(totals)
            for key in wanted:
                for place, value in zip(places, estimated(self.measures[key], totals, 0).values, strict=True):
                    if value is not None:
                        found.values[place][key] = value
        return found

    def lending_in_search(self, chosen: Sequence[Choices]) -> Floats:
        """Return additional lending on the paths of the search, shape (1 + policies, paths), as it stands first."""
        paths = self.study.search_paths
        scenarios = [vary(self.reading, self.study.settings(choices)) for choices in chosen]
        found = np.empty((len(chosen) + 1, paths))
        for members, totals in self._simulated(scenarios, 0, paths, None):
            found[[0, *(member + 1 for member in members)]] = self.measures[LENDING].formula(totals)
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
            step = None if progress is None else _step(progress, number, len(parts), paths)
            batch = simulate_policies(own, policies, paths, first_path=first_path, threads=self.threads, progress=step)
            self.fitted.append(batch.fitted)
            yield [i - 1 for i in part[1:]], batch.totals

    def _objectives(self, totals: PathTotals) -> list[Floats]:
        return [self.measures[key].formula(totals) for key in OBJECTIVES]

    def _excesses(self, limit: Limit, totals: PathTotals) -> list[float]:
        return [excess(limit, value) for value in estimated(self.measures[limit.measure], totals, 0).values]


def _step(progress: Progress, batch: int, of_batches: int, paths: int) -> Callable[[int], None]:
    return lambda done: progress(batch * paths + done, of_batches * paths)


def to_make_small(objectives: Floats) -> Floats:
    """Return objectives, shape (..., 3), with those to be made large turned round; twice gives them back."""
    signs = np.array([-1.0 if key == LENDING else 1.0 for key in OBJECTIVES])
    found: Floats = objectives * signs
    return found


def excess(limit: Limit, value: Estimate | None) -> float:
    """Return how far a value is beyond a limit, relative to the bound; a policy without the measure is not bound."""
    if value is None:
        return 0.0
    if not math.isfinite(value.value):
        return _FAR
    beyond = value.value - limit.bound if limit.is_upper else limit.bound - value.value
    return beyond / (abs(limit.bound) or 1.0)


def state(limit: Limit, value: Estimate | None) -> Kept:
    """Return how an estimate keeps a limit: with its whole interval, not certainly, or with no part of it."""
    if value is None:
        return "kept"
    if not math.isfinite(value.value):
        return "broken"
    best, worst, bound = value.low, value.high, limit.bound
    if not limit.is_upper:
        best, worst, bound = -value.high, -value.low, -limit.bound
    return "kept" if worst <= bound else "broken" if best > bound else "open"
