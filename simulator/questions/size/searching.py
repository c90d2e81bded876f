"""Sizes found by trial on common draws: lines of policies that differ in one amount, refined together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator.analysis.crossing import Bracket, End, Gap, between, last_crossing, rounded
from simulator.analysis.intervals import mean_difference, mean_interval, proportion_interval
from simulator.estimate import NOT_TRIED, TOO_FEW, Estimate
from simulator.questions.size.needs import allowed
from simulator.questions.size.sized import SAME_LENDING, CurvePoint, Rise
from simulator.questions.size.watching import Seen, Settings

Watch = Callable[[Sequence[Settings]], list[Seen]]
Condition = Callable[[Seen], Gap]

GROWTH = 4.0
"""Factor by which a line is prolonged while its condition fails at the largest size."""


@dataclass
class Line:
    """Policies that differ in one amount, and what was seen of those tried.

    Attributes
    ----------
    settings
        What all of them share.
    key
        Setting of the amount.
    grid
        Amounts tried first, ascending.
    largest
        The line is prolonged up to this amount while its condition fails.
    resolution
        Relative width to which the bracket of a size, or of an end of its interval, is narrowed.
    """

    settings: Settings
    key: str
    grid: tuple[float, ...]
    largest: float
    resolution: float
    seen: dict[float, Seen] = field(default_factory=dict)

    def at(self, size: float) -> dict[str, object]:
        """Return the settings of one policy of the line."""
        return {**self.settings, self.key: size}


@dataclass(frozen=True)
class Search:
    """From which size on a condition holds along a line."""

    line: Line
    condition: Condition
    ends: tuple[End, ...]

    def gaps(self) -> dict[float, Gap]:
        """Return the gap at every size tried."""
        return {size: self.condition(seen) for size, seen in self.line.seen.items()}

    def wanted(self) -> list[float]:
        """Return the sizes to try next: the grid, then larger ones while it fails, then the inside of brackets."""
        line = self.line
        if not line.seen:
            return list(line.grid)
        gaps = self.gaps()
        found: set[float] = set()
        for end in self.ends:
            bracket = last_crossing(gaps, end)
            if bracket.holds is None and (larger := rounded(GROWTH * max(gaps))) <= line.largest:
                found.add(larger)
            found.update(between(bracket, line.resolution))
        return sorted(found)

    def bracket(self, end: End = "value") -> Bracket:
        """Return the bracket of one end."""
        return last_crossing(self.gaps(), end)


def refine(searches: Sequence[Search], watch: Watch) -> None:
    """Try sizes until every bracket is narrow enough; each round is one pass over the same draws."""
    while True:
        tried = {(id(s.line), size): (s.line, size) for s in searches for size in s.wanted() if size not in s.line.seen}
        if not tried:
            return
        pairs = list(tried.values())
        for (line, size), seen in zip(pairs, watch([line.at(size) for line, size in pairs]), strict=True):
            line.seen[size] = seen


def is_safe(line: Line, chance: float, paths: int) -> Search:
    """Return the search for the smallest size that runs dry with at most this chance.

    The gap's interval is that of Clopper and Pearson; its upper end is left out where the paths cannot bring it
    below the chance.
    """

    def gap(seen: Seen) -> Gap:
        found = seen.chance
        is_met = np.count_nonzero(seen.is_dry) <= allowed(chance, paths)
        return Gap(found.low - chance, 0.0 if is_met else found.value - chance, found.high - chance)

    is_bounded = proportion_interval(0, paths).high <= chance
    return Search(line, gap, ("value", "low", "high") if is_bounded else ("value", "low"))


def lends_the_same(line: Line, reference: float) -> Search:
    """Return the search for the smallest size with at least 99 % of the additional lending at a size of the line."""

    def gap(seen: Seen) -> Gap:
        missing = mean_interval(SAME_LENDING * line.seen[reference].additional - seen.additional)
        return Gap(missing.low, missing.value, missing.high)

    return Search(line, gap, ("value",))


def size_found(search: Search) -> Estimate:
    """Return the size of a search: infinite where none holds; its ends are sizes tried, never inside the true ones."""
    point = search.bracket().holds
    low = search.bracket("low").fails
    high = search.bracket("high").holds
    open_end = NOT_TRIED if "high" in search.ends else TOO_FEW
    return Estimate(
        value=np.inf if point is None else point,
        low=0.0 if low is None else low,
        high=np.inf if high is None else high,
        kind="quantile",
        note=open_end if high is None and point is not None else "",
    )


def curve_of(line: Line) -> tuple[CurvePoint, ...]:
    """Return the chance at every size tried, ascending."""
    return tuple(CurvePoint(size, line.seen[size].chance) for size in sorted(line.seen))


def also_safe_up_to(search: Search) -> float | None:
    """Return the size up to which every smaller one tried is safe as well, below one that is not; None: none is."""
    found = None
    gaps = search.gaps()
    for size in sorted(gaps):
        if gaps[size].value > 0:
            return found
        found = size
    return None


def rise_of(line: Line) -> Rise | None:
    """Return the two sizes between which the chance rises most with the size, if they can be told apart."""
    curve = curve_of(line)
    best, pair = 0.0, None
    lowest = curve[0]
    for point in curve:
        if point.chance.value - lowest.chance.value > best:
            best, pair = point.chance.value - lowest.chance.value, (lowest, point)
        if point.chance.value < lowest.chance.value:
            lowest = point
    if pair is None:
        return None
    first, second = (line.seen[point.size].is_dry.astype(np.float64) for point in pair)
    difference = mean_difference(second, first)
    return Rise(*pair, difference) if difference.low > 0 else None
