"""Which policies are put forward as options, and by which rule each was chosen."""

from dataclasses import dataclass

from simulator.analysis.compare import Comparison, PolicyPoint
from simulator.reporting import tables

MOST_DEPLETED = 0.05
MOST_OPTIONS = 6


@dataclass(frozen=True)
class Option:
    """A policy put forward.

    Attributes
    ----------
    rule
        Why: `baseline`, `lowest_near_tie`, `safe_fund`, `other_breaker` or `named`.
    """

    point: PolicyPoint
    rule: str


def options_of(comparison: Comparison) -> tuple[Option, ...]:
    """Return the options: of a grid at most four, chosen by stated rules; else the first policies as they are named.

    Of a grid: the baseline; the lowest ratio that cannot be told apart from the best at the baseline's fund; of that
    ratio the smallest fund whose chance of running dry is at most `MOST_DEPLETED` by the upper end of its interval; and
    the lowest near-tie with the breaker set the other way.
    """
    base = tables.point_named(comparison, comparison.baseline)
    if not tables.is_sweep(comparison):
        others = [point for point in comparison.points if point.name != base.name]
        return (Option(base, "baseline"), *(Option(point, "named") for point in others[: MOST_OPTIONS - 1]))
    lowest = _lowest_near_tie(comparison, base.fund_size, base.is_breaker_on)
    found = [
        (base, "baseline"),
        (lowest, "lowest_near_tie"),
        (_safe_fund(comparison, lowest or base), "safe_fund"),
        (_lowest_near_tie(comparison, base.fund_size, not base.is_breaker_on), "other_breaker"),
    ]
    seen: dict[str, Option] = {}
    for point, rule in found:
        if point is not None:
            seen.setdefault(point.name, Option(point, rule))
    return tuple(seen.values())


def _lowest_near_tie(comparison: Comparison, fund_size: float, is_breaker_on: bool) -> PolicyPoint | None:
    line = [p for p in comparison.points if (p.fund_size, p.is_breaker_on) == (fund_size, is_breaker_on)]
    ties = [point for point in line if tables.is_near_tie(comparison, point)]
    return min(ties, key=lambda point: point.ratio, default=None)


def _safe_fund(comparison: Comparison, like: PolicyPoint) -> PolicyPoint | None:
    line = [p for p in comparison.points if (p.ratio, p.is_breaker_on) == (like.ratio, like.is_breaker_on)]
    chances = {p.name: comparison.estimates.get((p.name, "p_depleted")) for p in line}
    safe = [p for p in line if (chance := chances[p.name]) is not None and chance.high <= MOST_DEPLETED]
    return min(safe, key=lambda point: point.fund_size, default=None)
