"""Scenarios that differ from one in some settings, each simulated on the same draws, several at a time."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from simulator.analysis.worlds import Case, simulate_cases
from simulator.errors import NoAnswerError, ScenarioError
from simulator.questions.sensitivity.answers import FIGURES, Floats, Outcome, ample_money, outcome_of
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary
from simulator.scenario.study import RATIO_KEY
from simulator.values import Value

Progress = Callable[[int, int], None]
Settings = Mapping[str, object]


@dataclass(frozen=True)
class Point:
    """Settings to try.

    Attributes
    ----------
    settings
        Values by dotted key.
    is_term
        Whether they are terms of the scheme only: then firms and banks stay those of the scenario, calibration
        included. Else they make a world of their own, calibrated anew.
    """

    settings: Settings
    is_term: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why a point has no outcome: the settings do not go together, or no calibration meets its targets."""

    reason: Value


Found = Outcome | Refusal
Pair = tuple[Found, Outcome | None]
"""What a point left, and what a second policy left in the same world, where one was asked for."""


@dataclass
class Simulator:
    """Simulates points of one scenario and counts them.

    Attributes
    ----------
    progress
        Called with (points done, points in all); `total` is the caller's.
    """

    reading: Reading
    threads: int | None = None
    progress: Progress | None = None
    total: int = 0
    done: int = 0
    seconds: float = 0.0
    fitted: list[Fitted] = field(default_factory=list)

    def outcomes(
        self, points: Sequence[Point], ratios: Sequence[float], *, beside: Settings | None = None
    ) -> list[Pair]:
        """Return the outcome of every point, and that of a second policy in the same world where one is given.

        Parameters
        ----------
        ratios
            Compensation ratios compared at every point; none for no best ratio.
        beside
            Settings that make the second policy, laid over each point's own.
        """
        start = time.perf_counter()
        one = partial(self._found, ratios=tuple(ratios), beside=beside)
        terms = [i for i, point in enumerate(points) if point.is_term]
        groups = [*([terms] if terms else []), *([i] for i, point in enumerate(points) if not point.is_term)]
        found: dict[int, Pair] = {}
        # The first group alone: it is the large one, and the engine may have to be compiled.
        for members in groups[:1]:
            found |= self._counted(members, one([points[i] for i in members], threads=self.threads))
        with ThreadPoolExecutor(self.threads or os.cpu_count() or 1) as pool:
            pairs = pool.map(lambda members: one([points[i] for i in members], threads=1), groups[1:])
            try:
                for members, pair in zip(groups[1:], pairs, strict=True):
                    found |= self._counted(members, pair)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        self.seconds += time.perf_counter() - start
        return [found[i] for i in range(len(points))]

    def _counted(self, members: Sequence[int], pairs: Sequence[Pair]) -> dict[int, Pair]:
        self.done += len(members)
        if self.progress is not None:
            self.progress(self.done, max(self.total, self.done))
        return dict(zip(members, pairs, strict=True))

    def _found(
        self, points: Sequence[Point], *, ratios: tuple[float, ...], beside: Settings | None, threads: int | None
    ) -> list[Pair]:
        """Return what was found of points in one world."""
        made = [self._made(point, ratios, beside) for point in points]
        cases = [case for one in made if isinstance(one, _Made) for case in one.cases]
        if not cases:
            return [(one, None) for one in made if isinstance(one, Refusal)]
        try:
            simulated = simulate_cases(cases, FIGURES, threads=threads)
        except NoAnswerError as error:
            return [(one if isinstance(one, Refusal) else Refusal(error.what), None) for one in made]
        self.fitted += simulated.fitted[:1]
        rows = simulated.values
        ends = np.cumsum([len(one.cases) if isinstance(one, _Made) else 0 for one in made])
        return [
            (one, None) if isinstance(one, Refusal) else one.pair(rows[:, end - len(one.cases) : end], ratios)
            for one, end in zip(made, ends, strict=True)
        ]

    def _made(self, point: Point, ratios: Sequence[float], beside: Settings | None) -> "_Made | Refusal":
        try:
            return self._cases(point, ratios, beside)
        except ScenarioError as error:
            return Refusal(error.faults[0].what)

    def _cases(self, point: Point, ratios: Sequence[float], beside: Settings | None) -> "_Made":
        """Return the cases of a point: itself, with ample money, at each ratio; the second policy likewise."""
        own = vary(self.reading, point.settings)
        world = self.reading.scenario if point.is_term else own
        start = _reading_of(own)
        ample = ample_money(own)
        policies = [own, *([vary(start, ample)] if ample else [])]
        policies += [vary(start, {RATIO_KEY: ratio}) for ratio in ratios]
        if beside is not None:
            second = vary(start, beside)
            more = ample_money(second)
            policies += [second, *([vary(_reading_of(second), more)] if more else [])]
        return _Made([Case(world, policy) for policy in policies], bool(ample), beside is not None)


@dataclass(frozen=True)
class _Made:
    """The cases of one point."""

    cases: list[Case]
    has_need: bool
    has_beside: bool

    def pair(self, values: Floats, ratios: Sequence[float]) -> Pair:
        """Return the outcomes in values of shape (figures, cases, paths)."""
        first = 1 + self.has_need + len(ratios)
        own = outcome_of(values[:, :first], ratios, self.has_need)
        rest = values[:, first:]
        return own, outcome_of(rest, (), rest.shape[1] > 1) if self.has_beside else None


def _reading_of(scenario: Scenario) -> Reading:
    """Return a checked scenario as if it had been read, so that policies of one world share its sections."""
    return Reading(scenario, scenario.model_dump(exclude_unset=True), {})
