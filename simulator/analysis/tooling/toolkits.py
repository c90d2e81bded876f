"""Tools of IP policy on one scale with compensation: lending per unit of public money, and the effect they need."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.comparison_notes import notes_of
from simulator.analysis.intervals import mean_difference, mean_interval, proportion_interval, ratio_interval
from simulator.analysis.measures import fiscal_cost, lent
from simulator.analysis.path_totals import PathTotals
from simulator.analysis.tooling.levers import Lever, added_tools, compensation_levers, tool_levers
from simulator.analysis.tooling.required import MOST_ROUNDS, Required, next_effect, threshold_of
from simulator.analysis.worlds import Case, simulate_cases
from simulator.estimate import Estimate
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary
from simulator.scenario.tools import WORLD_EFFECTS

EFFECTS = (*WORLD_EFFECTS, "warning_sensitivity")
"""Effects whose size is searched; what a tool costs, pays to the bank or does once it has seen a default is known."""

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
Verdict = Literal["same", "buys", "free", "saves", "less", "not shown"]


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


@dataclass(frozen=True)
class Outcome:
    """What a lever changes against the scheme as it stands; all but `depleted` are paired differences.

    Attributes
    ----------
    tool_cost
        Cost of its tools, not discounted, in currency.
    cost
        Public cost, present value.
    lending, priority
        All lending, and lending to priority sectors.
    per_cost
        Additional lending per unit of public money, ratio of means.
    beyond
        Lending beyond what the same public money brings through the compensation ratio; none without a yardstick.
    depleted
        Chance that the fund runs dry.
    """

    lever: Lever
    tool_cost: Estimate
    cost: Estimate
    lending: Estimate
    priority: Estimate
    per_cost: Estimate
    beyond: Estimate | None
    depleted: Estimate

    @property
    def verdict(self) -> Verdict:
        """What can be said of cost and lending together.

        `buys`: more lending for more public money. `free`: more lending, no more cost that can be shown. `saves`:
        less public cost. `less`: less lending, and no saving that can be shown. `same`: nothing changes on any path.
        """
        cost, lending = self.cost, self.lending
        if (cost.low, cost.high, lending.low, lending.high) == (0, 0, 0, 0):
            return "same"
        if cost.high < 0:
            return "saves"
        if lending.high < 0:
            return "less"
        if lending.low <= 0:
            return "not shown"
        return "buys" if cost.low > 0 else "free"


@dataclass(frozen=True)
class Toolkits:
    """Every lever beside the scheme as it stands, on the same draws, and the effects that tools need."""

    scenario: Scenario
    sectors: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    required: tuple[Required, ...]
    has_yardstick: bool
    seconds: float
    notes: tuple[str, ...] = ()


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


def compare_tools(
    reading: Reading,
    tools: Mapping[str, Reading],
    sectors: Collection[str],
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Toolkits:
    """Compare tools with more compensation and a larger fund, each added alone to the scenario as it stands.

    Parameters
    ----------
    tools
        The scenario with each tool file laid over it, by the file's name.
    sectors
        Sectors in which each tool is also tried alone.
    threads
        Number of threads; default all processors.
    progress
        Called with (part done, whole).

    Raises
    ------
    ScenarioError
        When a tool file changes the world, or nothing at all.
    NoAnswerError
        When the scenario cannot be calibrated.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    base = reading.scenario
    levers = list(compensation_levers(reading))
    for name, tool in tools.items():
        levers += tool_levers(name, base, tool, sectors)
    runs = _Runs(base, threads, progress)
    values = runs.simulated([base, *(lever.policy for lever in levers)])
    now, found = values[:, 0], values[:, 1:]
    yardstick = _yardstick(levers, now, found)
    outcomes = tuple(_outcome(lever, now, found[:, i], yardstick) for i, lever in enumerate(levers))
    searches = [search for name in tools for search in _searches(base, tools[name])]
    required = _required(runs, searches, now, yardstick)
    return Toolkits(
        scenario=base,
        sectors=tuple(sectors),
        outcomes=outcomes,
        required=required,
        has_yardstick=yardstick is not None,
        seconds=runs.seconds,
        notes=runs.notes,
    )


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
    notes: tuple[str, ...] = ()
    done: int = 0
    calls = MOST_ROUNDS + 3

    def simulated(self, policies: Sequence[Scenario]) -> Floats:
        """Return the figures of each policy, shape (figures, policies, paths)."""
        found = simulate_cases(
            [Case(self.scenario, policy) for policy in policies], _FIGURES, threads=self.threads, progress=self._step()
        )
        self.notes = self.notes or notes_of(self.scenario, found.fitted[0], self.scenario.run.paths)
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
