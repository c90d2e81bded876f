"""Sizes by trial, where the fund's size changes what is lent and claimed: lines of policies on common draws."""

import math
from collections.abc import Mapping, Sequence

from simulator.analysis.crossing import geometric, rounded
from simulator.estimate import Estimate
from simulator.questions.size.searching import (
    Line,
    Search,
    also_safe_up_to,
    curve_of,
    is_safe,
    lends_the_same,
    rise_of,
    size_found,
)
from simulator.questions.size.sized import SafetyPoint, SizedRatio
from simulator.questions.size.watching import Watcher
from simulator.scenario.study import FUND_KEY, RATIO_KEY
from simulator.scenario.types import LARGEST_AMOUNT

TOP_UP_KEY = "fund.top_up_budget"
FIXED = {"fund.top_up": "fixed"}
SPAN = 1e3
"""A grid begins at this part of what the worst path would need."""
GRID, TOP_UP_GRID, SAFETY_STEPS = 33, 7, 24
SAFETY_ABOVE = (1.05, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0)
MOST_GROWTH = 64.0
RESOLUTION = 0.015
"""Relative width to which a size, and each end of its interval, is narrowed: far below the interval itself."""


def size_search(watcher: Watcher, ratio: float, worst_need: float, chance: float) -> Search:
    """Return the search for the fund size of one ratio.

    Parameters
    ----------
    worst_need
        What the worst path needs when the fund limits no lending, in currency, above 0: the grid's largest size.
    """
    scenario = watcher.scenario
    is_own = ratio == scenario.scheme.compensation_ratio
    grid = set(geometric(worst_need / SPAN, worst_need, GRID))
    if is_own and grid and min(grid) < scenario.fund.fund_size < max(grid):
        grid.add(scenario.fund.fund_size)
    line = Line({RATIO_KEY: ratio}, FUND_KEY, tuple(sorted(grid)), _limit(worst_need), RESOLUTION)
    return is_safe(line, chance, watcher.paths)


def _limit(amount: float) -> float:
    return min(MOST_GROWTH * amount, LARGEST_AMOUNT)


def sized_by_search(ratio: float, search: Search) -> SizedRatio:
    """Return what a finished search says of one ratio."""
    line = search.line
    return SizedRatio(
        ratio=ratio,
        size=size_found(search),
        curve=curve_of(line),
        fails_below=search.bracket().fails,
        also_safe_up_to=also_safe_up_to(search),
        rise=rise_of(line),
    )


def lending_search(sized: SizedRatio, searches: Mapping[float, Search]) -> Search:
    """Return the search for the smallest fund that lends as much as the one sized, along its line if there is one."""
    size = sized.size.value
    if sized.ratio in searches:
        return lends_the_same(searches[sized.ratio].line, size)
    grid = (*geometric(size / SPAN, size, GRID)[:-1], size)
    return lends_the_same(Line({RATIO_KEY: sized.ratio}, FUND_KEY, grid, size, RESOLUTION), size)


def safety_searches(watcher: Watcher, chance: float, size: float, top_ups: Sequence[float]) -> dict[float, Search]:
    """Return, by yearly top-up, the search for the capital that is as safe beside it as the size found.

    Capitals are tried in twenty-fourths of that size and a little above it. They are narrowed further only where
    the scenario has a top-up of its own, as the capital may then lie far from that size.
    """
    parts = (*(step / SAFETY_STEPS for step in range(1, SAFETY_STEPS + 1)), *SAFETY_ABOVE)
    grid = tuple(sorted({rounded(size * part) for part in parts}))
    has_own = watcher.scenario.fund.top_up != "none"
    largest, resolution = (_limit(size), 4 * RESOLUTION) if has_own else (grid[-1], math.inf)
    lines = {a: Line({**FIXED, TOP_UP_KEY: a}, FUND_KEY, grid, largest, resolution) for a in top_ups}
    return {top_up: is_safe(line, chance, watcher.paths) for top_up, line in lines.items()}


def safety_points(searches: Mapping[float, Search], without: Estimate | None) -> tuple[SafetyPoint, ...]:
    """Return the curve of equal safety, by rising top-up.

    Parameters
    ----------
    without
        Size found of the fund without a top-up, on a finer grid, where that is the scenario's own case.
    """
    found = {top_up: size_found(search) for top_up, search in searches.items()}
    if without is not None and found:
        found[0.0] = without
    return tuple(SafetyPoint(top_up, found[top_up]) for top_up in sorted(found))


def top_up_search(watcher: Watcher, chance: float, worst_need: float) -> Search:
    """Return the search for the smallest yearly top-up beside the scenario's own capital, none among those tried."""
    grid = (0.0, *geometric(worst_need / 300, worst_need, TOP_UP_GRID))
    return is_safe(Line(FIXED, TOP_UP_KEY, grid, worst_need, RESOLUTION), chance, watcher.paths)
