"""The smallest fund that keeps the chance of running dry small.

One pass gives every size where the fund's size changes no claim; else sizes are searched on common draws.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from simulator.analysis.crossing import rounded
from simulator.errors import Fault, ScenarioError, wrong
from simulator.estimate import Estimate
from simulator.questions.size.feedback import ties_once_dry, ties_to_size
from simulator.questions.size.needs import Floats
from simulator.questions.size.searching import Search, refine, size_found
from simulator.questions.size.size_by_pass import capital_needs, sized_by_pass, top_ups_by_pass
from simulator.questions.size.size_by_search import (
    lending_search,
    safety_points,
    safety_searches,
    size_search,
    sized_by_search,
    top_up_search,
)
from simulator.questions.size.sized import SafetyPoint, SizedRatio, Sizing
from simulator.questions.size.watching import Progress, Watcher
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading
from simulator.scenario.study import FUND_KEY, RATIO_KEY

DEFAULT_RATIOS = (0.2, 0.5, 0.8)
TOP_UP_PARTS = (0.02, 0.05, 0.1, 0.2)
"""Yearly top-ups of the curve of equal safety, as parts of the fund sized and of a fixed top-up that it has."""
LENDS_ALIKE = Estimate(0.0, 0.0, 0.0, "mean")
"""Where lending does not depend on the fund's size."""


def ask(
    reading: Reading,
    *,
    chance: float = 0.01,
    years: int = 5,
    ratios: Sequence[float] = DEFAULT_RATIOS,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Sizing:
    """Find the smallest fund that runs dry with at most a given chance, run-off included, and what it costs.

    Parameters
    ----------
    chance
        Largest chance of running dry, above 0 and below 1.
    years
        Years in which loans are made, at most those of the scenario.
    ratios
        Compensation ratios (0 to 1) to size beside the scenario's own.
    threads
        Number of threads; default all processors.
    progress
        Called with (paths done, paths in all), anew for every pass.

    Raises
    ------
    ScenarioError
        When the scenario has fewer years, or the treasury stands behind the fund, so that it never runs dry.
    """
    _refuse(reading.scenario, years)
    reading = reading.with_settings({"clock.years": years})
    scenario = reading.scenario
    watcher = Watcher(reading, threads, progress)
    found, top_up, safety = _found(watcher, chance, sorted({scenario.scheme.compensation_ratio, *ratios}))
    as_it_stands, found = _with_standings(watcher, found)
    return Sizing(
        scenario=scenario,
        chance=chance,
        ties=ties_to_size(scenario),
        ties_once_dry=ties_once_dry(scenario),
        ratios=tuple(found),
        as_it_stands=as_it_stands,
        top_up=top_up,
        safety=safety,
        fitted=watcher.calibrated(),
    )


def _refuse(scenario: Scenario, years: int) -> None:
    has = scenario.clock.years
    if years > has:
        what = wrong("size.fault.years", n=has, years=years)
        raise ScenarioError("years", [Fault(what, "years")])
    if scenario.fund.is_unlimited:
        raise ScenarioError("size", [Fault(wrong("size.fault.unlimited"), "fund.is_unlimited")])


Found = tuple[list[SizedRatio], Estimate | None, tuple[SafetyPoint, ...]]


def _found(watcher: Watcher, chance: float, ratios: Sequence[float]) -> Found:
    """Return the sizes of all ratios, the top-up beside the own capital, and the curve of equal safety."""
    scenario = watcher.scenario
    needs = capital_needs(watcher, ratios)
    is_searched = bool(ties_to_size(scenario))
    searches = _size_searches(watcher, needs, chance) if is_searched else {}
    found = [
        sized_by_search(ratio, searches[ratio])
        if ratio in searches
        else sized_by_pass(watcher, ratio, needs[ratio], chance)
        for ratio in ratios
    ]
    own = next(sized for sized in found if sized.ratio == scenario.scheme.compensation_ratio)
    top_ups = _top_ups(own, scenario)
    lending = _lending_searches(scenario, found, searches)
    if not is_searched:
        refine(list(lending.values()), watcher.watch)
        top_up, safety = top_ups_by_pass(watcher, chance, top_ups) if top_ups else (None, ())
    else:
        worst = float(np.max(needs[own.ratio]))
        beside = safety_searches(watcher, chance, own.size.value, top_ups)
        alone = [top_up_search(watcher, chance, worst)] if top_ups and scenario.fund.fund_size > 0 else []
        refine([*lending.values(), *beside.values(), *alone], watcher.watch)
        top_up = size_found(alone[0]) if alone else None
        safety = safety_points(beside, own.size if scenario.fund.top_up == "none" else None)
    return [_with_lending(sized, lending) for sized in found], top_up, safety


def _size_searches(watcher: Watcher, needs: Mapping[float, Floats], chance: float) -> dict[float, Search]:
    """Return the finished searches of every ratio at which anything is claimed."""
    worst = {ratio: float(np.max(need)) for ratio, need in needs.items()}
    searches = {ratio: size_search(watcher, ratio, need, chance) for ratio, need in worst.items() if need > 0}
    refine(list(searches.values()), watcher.watch)
    return searches


def _lending_searches(
    scenario: Scenario, found: Sequence[SizedRatio], searches: Mapping[float, Search]
) -> dict[float, Search]:
    if not (searches or ties_once_dry(scenario)):
        return {}
    return {sized.ratio: lending_search(sized, searches) for sized in found if sized.has_size}


def _with_lending(sized: SizedRatio, lending: Mapping[float, Search]) -> SizedRatio:
    same = size_found(lending[sized.ratio]) if sized.ratio in lending else LENDS_ALIKE
    return replace(sized, same_lending=same) if sized.has_size else sized


def _top_ups(own: SizedRatio, scenario: Scenario) -> tuple[float, ...]:
    """Return the yearly top-ups of the curve of equal safety, none among them.

    There is no curve within one year, without a size, or where every size tried is safe.
    """
    is_always_safe = bool(ties_to_size(scenario)) and own.fails_below is None
    if scenario.clock.years == 1 or not own.has_size or is_always_safe:
        return ()
    scale = own.size.value + (scenario.fund.top_up_budget if scenario.fund.top_up == "fixed" else 0.0)
    return (0.0, *(rounded(part * scale) for part in TOP_UP_PARTS))


def _with_standings(watcher: Watcher, found: Sequence[SizedRatio]) -> tuple[dict[str, Estimate], list[SizedRatio]]:
    """Return the measures of the scenario's own fund, and the ratios with those of the fund sized."""
    funds = [sized for sized in found if sized.has_size]
    settings = [{RATIO_KEY: sized.ratio, FUND_KEY: sized.size.value} for sized in funds]
    first, *others = watcher.standings([{}, *settings])
    by_ratio = {sized.ratio: standing for sized, standing in zip(funds, others, strict=True)}
    return first, [replace(sized, standing=by_ratio.get(sized.ratio)) for sized in found]
