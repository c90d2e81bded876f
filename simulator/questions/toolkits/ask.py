"""Tools of IP policy on one scale with compensation: lending per unit of public money, and the effect they need."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.intervals import mean_difference, mean_interval, proportion_interval, ratio_interval
from simulator.analysis.measures import fiscal_cost, lent
from simulator.analysis.path_totals import PathTotals
from simulator.analysis.worlds import Case, simulate_cases
from simulator.errors import Fault, ScenarioError, wrong
from simulator.estimate import Estimate
from simulator.questions.overlays import overlaid
from simulator.questions.toolkits.found import Outcome, Toolkits
from simulator.questions.toolkits.levers import Lever, added_tools, compensation_levers, tool_levers
from simulator.questions.toolkits.required import MOST_ROUNDS, Required, next_effect, threshold_of
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary
from simulator.scenario.shipped import overlay_files
from simulator.scenario.tools import WORLD_EFFECTS

EFFECTS = (*WORLD_EFFECTS, "warning_sensitivity")
"""Effects whose size is searched; what a tool costs, pays to the bank or does once it has seen a default is known."""

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


def _amount(name: str) -> Callable[[PathTotals], Floats]:
    return lambda totals: totals.amount(name)


def _is_depleted(totals: PathTotals) -> Floats:
    return (totals.whole("first_depleted") > 0).astype(np.float64)


_FIGURES = (lent, fiscal_cost, _amount("lent_priority"), _amount("tool_cost"), _is_depleted)
_LENT, _COST, _PRIORITY, _TOOLS, _DEPLETED = range(5)


@dataclass(frozen=True)
class Yardstick:
    """What the first step of the compensation ratio changes on each path, in currency, shape (paths,)."""

    cost: Floats
    lending: Floats

    @property
    def rate(self) -> float:
        """Additional lending per unit of public money, ratio of means."""
        return float(self.lending.mean() / self.cost.mean())

    def beyond(self, cost: Floats, lending: Floats) -> Estimate:
        """Return the lending beyond what the same public money brings through the ratio, paired.

        mean(lending) - rate x mean(cost); the interval counts that the rate is itself estimated (delta method).
        """
        own = self.lending - self.rate * self.cost
        return mean_interval(lending - self.rate * cost - cost.mean() / self.cost.mean() * own)


@dataclass
class _Search:
    """The search for the effect that one tool needs: both gains at every effect tried."""

    tool: str
    effect: str
    stated: float
    reading: Reading
    pays: dict[float, Estimate] = field(default_factory=dict)
    matches: dict[float, Estimate] = field(default_factory=dict)

    def wanted(self, has_yardstick: bool) -> set[float]:
        """Return the effects to try next."""
        points = (self.pays, self.matches) if has_yardstick else (self.pays,)
        return {effect for found in points if (effect := next_effect(found)) is not None}

    def policy(self, effect: float) -> Scenario:
        """Return the policy with the tool at another size of its effect."""
        return vary(self.reading, {"tools": {self.tool: {self.effect: effect}}})


def ask(
    reading: Reading,
    tools: Mapping[str, Path | str] | None = None,
    *,
    sectors: Collection[str] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Toolkits:
    """Find which tool of IP policy is worth its money beside more compensation, and how effective it must be.

    Each tool, a higher compensation ratio and a larger fund are added alone to the scenario as it stands.

    Parameters
    ----------
    tools
        Overlay files by the name to show, with tools or settings of the policy; default those in `scenarios/tools`.
    sectors
        Sectors in which each tool is also tried alone; default all.
    threads
        Number of threads; default all processors.
    progress
        Called with (part done, whole).

    Raises
    ------
    ScenarioError
        When a tool file changes the world, or nothing at all, or a sector is not in the scenario.
    NoAnswerError
        When the scenario cannot be calibrated.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    base = reading.scenario
    chosen = _sectors(base, sectors)
    files = overlay_files("tools") if tools is None else tools
    added = overlaid(reading, files)
    readings = {name: one.reading for name, one in added.items()}
    levers = list(compensation_levers(reading))
    for name, tool in readings.items():
        levers += tool_levers(name.replace("_", " "), base, tool, chosen)
    runs = _Runs(base, threads, progress)
    values = runs.simulated([base, *(lever.policy for lever in levers)])
    now, found = values[:, 0], values[:, 1:]
    yardstick = _yardstick(levers, now, found)
    searches = [search for tool in readings.values() for search in _searches(base, tool)]
    return Toolkits(
        scenario=base,
        tools=added,
        sectors=chosen,
        outcomes=tuple(_outcome(lever, now, found[:, i], yardstick) for i, lever in enumerate(levers)),
        required=_required(runs, searches, now, yardstick),
        has_yardstick=yardstick is not None,
        seconds=runs.seconds,
        fitted=runs.fitted[0],
    )


def _sectors(scenario: Scenario, wanted: Collection[str] | None) -> tuple[str, ...]:
    """Return the sectors to show alone, all of them when none are named."""
    names = tuple(sector.name for sector in scenario.sectors)
    if wanted is None:
        return names
    known = ", ".join(names)
    unknown = [wrong("toolkits.fault.sector", name=name, known=known) for name in wanted if name not in names]
    if unknown:
        raise ScenarioError("sectors", [Fault(what, "sectors") for what in unknown])
    return tuple(dict.fromkeys(wanted))


def _yardstick(levers: Sequence[Lever], now: Floats, found: Floats) -> Yardstick | None:
    """Return what the first step of the ratio changes; none where it does not buy lending, beyond the intervals."""
    if not levers or levers[0].kind != "ratio":
        return None
    cost, lending = found[_COST, 0] - now[_COST], found[_LENT, 0] - now[_LENT]
    is_bought = mean_interval(cost).low > 0 and mean_interval(lending).low > 0
    return Yardstick(cost, lending) if is_bought else None


def _outcome(lever: Lever, now: Floats, found: Floats, yardstick: Yardstick | None) -> Outcome:
    cost, lending = found[_COST] - now[_COST], found[_LENT] - now[_LENT]
    return Outcome(
        lever=lever,
        tool_cost=mean_difference(found[_TOOLS], now[_TOOLS]),
        cost=mean_interval(cost),
        lending=mean_interval(lending),
        priority=mean_difference(found[_PRIORITY], now[_PRIORITY]),
        per_cost=ratio_interval(lending, cost),
        beyond=None if yardstick is None else yardstick.beyond(cost, lending),
        depleted=proportion_interval(int(found[_DEPLETED].sum()), found.shape[1]),
    )


def _searches(base: Scenario, tool: Reading) -> list[_Search]:
    """Return one search for each effect of a file with a single tool; that of several cannot be told apart."""
    added = added_tools(base, tool.scenario)
    if len(added) != 1:
        return []
    return [
        _Search(added[0].name, effect, stated, tool)
        for effect in EFFECTS
        if (stated := float(getattr(added[0], effect))) != 0
    ]


def _required(
    runs: "_Runs", searches: Sequence[_Search], now: Floats, yardstick: Yardstick | None
) -> tuple[Required, ...]:
    """Return the effects needed: all searches go on side by side, so that those of one world share it."""
    # Two ends, then the middle of each bracket.
    for _ in range(MOST_ROUNDS + 2):
        steps = [(search, effect) for search in searches for effect in sorted(search.wanted(yardstick is not None))]
        if not steps:
            break
        values = runs.simulated([search.policy(effect) for search, effect in steps])
        for i, (search, effect) in enumerate(steps):
            cost, lending = values[_COST, i] - now[_COST], values[_LENT, i] - now[_LENT]
            search.pays[effect] = mean_interval(-cost)
            if yardstick is not None:
                search.matches[effect] = yardstick.beyond(cost, lending)
    runs.end()
    return tuple(
        Required(
            search.tool,
            search.effect,
            search.stated,
            threshold_of(search.pays),
            None if yardstick is None else threshold_of(search.matches),
        )
        for search in searches
    )


@dataclass
class _Runs:
    """The scenario simulated with one list of policies after another, always on the same draws."""

    scenario: Scenario
    threads: int | None
    progress: Progress | None
    seconds: float = 0.0
    fitted: list[Fitted] = field(default_factory=list)
    done: int = 0
    calls = MOST_ROUNDS + 3

    def simulated(self, policies: Sequence[Scenario]) -> Floats:
        """Return the figures of each policy, shape (figures, policies, paths)."""
        found = simulate_cases(
            [Case(self.scenario, policy) for policy in policies], _FIGURES, threads=self.threads, progress=self._step()
        )
        self.fitted.append(found.fitted[0])
        self.seconds += found.seconds
        self.done += 1
        return found.values

    def end(self) -> None:
        """Show that all is done, however many rounds it took."""
        if self.progress is not None:
            self.progress(self.calls, self.calls)

    def _step(self) -> Progress | None:
        progress, before = self.progress, self.done
        if progress is None:
            return None
        return lambda done, whole: progress(before * whole + done, self.calls * whole)
