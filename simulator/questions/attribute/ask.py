"""Which rule decides on the best ratio: each switched off alone, and on alone, on the same draws."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.analysis import lines
from simulator.analysis.intervals import mean_difference, mean_interval
from simulator.analysis.measures import additional
from simulator.analysis.worlds import Case, simulate_cases
from simulator.errors import NoAnswerError
from simulator.questions.attribute.curves import Attribution, Curve, Effect, Optimum, Target
from simulator.questions.attribute.switches import Rule, rules_in_force, settings_without
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary
from simulator.scenario.study import DEFAULT_RATIOS, RATIO_KEY, Policy

TARGET_KEY = "calibration.additional_share"
TARGETS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)

Off = frozenset[Rule]
Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


def ask(reading: Reading, *, threads: int | None = None, progress: Progress | None = None) -> Attribution:
    """Return the curves of additional lending with each rule off alone and on alone, and over the additionality target.

    Rules of the policy share a world; a rule of the world, and each target, needs a world of its own. All worlds use
    the same draws, so that every difference is paired path by path.

    Parameters
    ----------
    threads
        Number of threads; default all processors.
    progress
        Called with (paths done, paths in all), over all worlds.

    Raises
    ------
    NoAnswerError
        When the scenario itself cannot be calibrated.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    own = reading.scenario
    rules = rules_in_force(own)
    every = frozenset(rules)
    wanted = {frozenset(), every, *(frozenset({rule}) for rule in rules), *(every - {rule} for rule in rules)}
    targets = _targets(own)
    worlds = _worlds(wanted)
    runs = _Runs(reading, threads, progress, len(worlds) + len(targets))
    rows: dict[Off, Floats] = {}
    for settings, members in worlds:
        rows |= runs.lending(settings, members)
    now = runs.curve(rows[frozenset()])
    return Attribution(
        scenario=own,
        ratios=runs.ratios,
        as_it_stands=now,
        all_off=runs.curve(rows[every]),
        effects=tuple(_effect(runs, rule, every, rows) for rule in rules),
        targets=_with_own(own, now, [Target(target, runs.at_target(target)) for target in targets]),
        fitted=runs.fitted[0],
        seconds=runs.seconds,
    )


def _targets(scenario: Scenario) -> tuple[float, ...]:
    aims = scenario.calibration
    return () if aims is None else tuple(target for target in TARGETS if target != aims.additional_share)


def _with_own(scenario: Scenario, now: Curve, others: Sequence[Target]) -> tuple[Target, ...]:
    aims = scenario.calibration
    own = [] if aims is None else [Target(aims.additional_share, now, is_own=True)]
    return tuple(sorted([*own, *others], key=lambda target: target.additional_share))


def _worlds(wanted: Collection[Off]) -> list[tuple[dict[str, object], list[Off]]]:
    """Return the settings of each world that is needed, that of the scenario first, and what is simulated in it."""
    found: dict[Off, list[Off]] = {frozenset(): []}
    for off in sorted(wanted, key=lambda off: sorted(rule.key for rule in off)):
        found.setdefault(frozenset(rule for rule in off if rule.is_of_world), []).append(off)
    return [({key: value for rule in world for key, value in rule.off.items()}, offs) for world, offs in found.items()]


def _effect(runs: "_Runs", rule: Rule, every: Off, rows: Mapping[Off, Floats]) -> Effect:
    now, off = rows[frozenset()], rows[frozenset({rule})]
    curve = runs.curve(off)
    best, old_best = int(off.mean(axis=1).argmax()), int(now.mean(axis=1).argmax())
    own = runs.ratios.index(runs.reading.scenario.scheme.compensation_ratio)
    return Effect(
        rule=rule,
        off=curve,
        alone=runs.curve(rows[every - {rule}]),
        gain=mean_difference(off[best], off[old_best]),
        change_at_own=mean_difference(off[own], now[own]),
    )


@dataclass
class _Runs:
    """The scenario simulated in one world after another."""

    reading: Reading
    threads: int | None
    progress: Progress | None
    worlds: int
    ratios: tuple[float, ...] = field(init=False)
    line: list[Policy] = field(init=False)
    fitted: list[Fitted] = field(default_factory=list)
    seconds: float = 0.0
    done: int = 0

    def __post_init__(self) -> None:
        own = self.reading.scenario.scheme.compensation_ratio
        self.ratios = tuple(sorted({*DEFAULT_RATIOS, own}))
        self.line = [Policy(f"ratio {r:g}", {}, vary(self.reading, {RATIO_KEY: r})) for r in self.ratios]

    def lending(self, world: Mapping[str, object], members: Sequence[Off]) -> dict[Off, Floats]:
        """Return the additional lending with some rules off, each of shape (ratios, paths), in currency."""
        scenarios = [
            vary(self.reading, {**world, **settings_without(self.reading.scenario, off), RATIO_KEY: ratio})
            for off in members
            for ratio in self.ratios
        ]
        found = self._simulated(vary(self.reading, world), scenarios)
        count = len(self.ratios)
        return {off: found[place * count : (place + 1) * count] for place, off in enumerate(members)}

    def at_target(self, target: float) -> Curve | None:
        """Return the curve as it stands in the world calibrated to another additional share, if there is one."""
        try:
            (row,) = self.lending({TARGET_KEY: target}, [frozenset()]).values()
        except NoAnswerError:
            return None
        return self.curve(row)

    def _simulated(self, world: Scenario, scenarios: Sequence[Scenario]) -> Floats:
        found = simulate_cases(
            [Case(world, scenario) for scenario in scenarios], [additional], threads=self.threads, progress=self._step()
        )
        self.fitted.append(found.fitted[0])
        self.seconds += found.seconds
        self.done += 1
        rows: Floats = found.values[0]
        return rows

    def _step(self) -> Progress | None:
        progress, before = self.progress, self.done
        if progress is None:
            return None
        return lambda done, whole: progress(before * whole + done, self.worlds * whole)

    def curve(self, rows: Floats) -> Curve:
        """Return the curve of additional lending, shape (ratios, paths)."""
        best = int(rows.mean(axis=1).argmax())
        (ties,) = lines.near_ties(self.line, lines.Lent(rows)).values()
        return Curve(
            lending=tuple(mean_interval(row) for row in rows),
            best=self.ratios[best],
            ties=ties,
            above_last=mean_difference(rows[best], rows[-1]),
            optimum=optimum_of(rows),
        )


def optimum_of(rows: Floats) -> Optimum:
    """Return whether a ratio between the ends lends most, as far as paired 95 % intervals tell.

    Interior: the ratio with the largest mean lends more than either end. None: one end lends at least as much as every
    other ratio, so that a ratio that gives the same on every path as the highest is no optimum.

    Parameters
    ----------
    rows
        Lending by rising ratio, shape (ratios, paths).
    """
    best = rows[int(rows.mean(axis=1).argmax())]
    if all(mean_difference(best, end).low > 0 for end in (rows[0], rows[-1])):
        return "interior"
    if any(all(mean_difference(end, row).low >= 0 for row in rows) for end in (rows[0], rows[-1])):
        return "none"
    return "untold"
