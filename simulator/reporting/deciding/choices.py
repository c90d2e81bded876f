"""The policies between which a choice is made, of a grid of ratios: decided once from the numbers, like `findings`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.analysis.compare import PolicyPoint
from simulator.analysis.intervals import Estimate
from simulator.reporting import wording
from simulator.reporting.deciding.findings import COST, DEPLETED, LENDING, Findings, is_gain, value_of

AVERAGE_COST = "cost_per_additional"

MOST_NAMED = 6

Reason = Literal["baseline", "most", "frugal", "safe", "safe_size", "safe_any", "named"]
Side = Literal["more", "less", "untold"]


@dataclass(frozen=True)
class Choice:
    """A policy, and why it is put forward."""

    point: PolicyPoint
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Frugal:
    """The ratio at which public money goes furthest, and the range that cannot be told apart from it.

    Attributes
    ----------
    point
        Of the ratios in the range the one with the most additional lending.
    low, high
        Lowest and highest ratio whose interval of the average public cost reaches into that of the lowest.
    """

    point: PolicyPoint
    low: float
    high: float


def choices_of(findings: Findings) -> tuple[Choice, ...]:
    """Return the baseline and the policies that are best in some respect, each once; none outside a grid."""
    if findings.kind != "grid":
        return ()
    frugal = frugal_of(findings)
    wanted: tuple[tuple[Reason, PolicyPoint | None], ...] = (
        ("baseline", findings.baseline),
        ("most", findings.chosen if findings.is_gain_shown else None),
        ("frugal", frugal.point if frugal is not None else None),
        *_safe(findings),
    )
    points = {point.name: point for _, point in wanted if point is not None}
    reasons = {name: tuple(why for why, point in wanted if point is not None and point.name == name) for name in points}
    return tuple(Choice(point, reasons[name]) for name, point in points.items())


def _safe(findings: Findings) -> tuple[tuple[Reason, PolicyPoint | None], ...]:
    """Return the policies that keep the limit: None where none is shown to, nothing where there is none to keep."""
    if findings.is_unlimited(findings.baseline):
        return ()
    ratio: tuple[Reason, PolicyPoint | None] = ("safe", findings.safe_ratio)
    if len(findings.sizes) == 1:
        return (ratio,)
    size = (("safe_size", findings.safe_size),) if findings.is_gain_shown else ()
    return (ratio, *size, ("safe_any", _safe_any(findings)))


def not_shown(findings: Findings) -> tuple[str, ...]:
    """Return which choices of a grid are not shown by so many paths, by their reasons; `gain` for any gain at all."""
    gain = () if findings.is_gain_shown else ("gain",)
    return (*gain, *(reason for reason, point in _safe(findings) if point is None))


def options_of(findings: Findings) -> tuple[Choice, ...]:
    """Return the policies that documents put side by side: a grid's choices, else the first policies as named."""
    if findings.kind == "grid":
        return choices_of(findings)
    others = (point for point in findings.comparison.points if point.name != findings.baseline.name)
    named = [Choice(point, ("named",)) for point in others]
    return (Choice(findings.baseline, ("baseline",)), *named[: MOST_NAMED - 1])


def frugal_of(findings: Findings) -> Frugal | None:
    """Return the ratio of the baseline's line with the lowest average public cost of additional lending."""
    known = [
        (point, estimate)
        for point in findings.line
        if is_gain(findings.comparison, point)
        and (estimate := findings.estimate(point, AVERAGE_COST)) is not None
        and wording.is_defined(estimate)
    ]
    if findings.kind != "grid" or not known:
        return None
    best = min((estimate for _, estimate in known), key=lambda estimate: estimate.value)
    tied = [point for point, estimate in known if estimate.low <= best.high]
    ratios = [point.ratio for point in tied]
    return Frugal(_most_lending(findings, tied), min(ratios), max(ratios))


def other_stop(findings: Findings) -> PolicyPoint | None:
    """Return the chosen ratio and fund with the breaker switched the other way, if it was compared."""
    chosen = findings.chosen
    place = (chosen.ratio, chosen.fund_size, not chosen.is_breaker_on)
    found = (p for p in findings.comparison.points if (p.ratio, p.fund_size, p.is_breaker_on) == place)
    return next(found, None) if findings.kind == "grid" else None


def side_of(findings: Findings, point: PolicyPoint, key: str) -> Side:
    """Return how a policy's measure lies to that of the chosen one: a side only where the intervals lie apart."""
    own, other = findings.estimate(findings.chosen, key), findings.estimate(point, key)
    if own is None or other is None:
        return "untold"
    if other.low > own.high:
        return "more"
    return "less" if other.high < own.low else "untold"


def marginal_of(findings: Findings) -> tuple[float, float] | None:
    """Return between which ends one more unit of additional lending costs, from the baseline to the chosen policy.

    The ends of the paired intervals are combined at their worst, so the range is wider than a 95 % interval.
    None where more lending or more cost is not shown.
    """
    cost, lending = (_difference(findings, key) for key in (COST, LENDING))
    if cost is None or lending is None or cost.low <= 0 or lending.low <= 0 or lending.low == float("inf"):
        return None
    return cost.low / lending.high, cost.high / lending.low


def _difference(findings: Findings, key: str) -> Estimate | None:
    return findings.comparison.differences.get((findings.chosen.name, key))


def _safe_any(findings: Findings) -> PolicyPoint | None:
    """Return, of all policies with the baseline's breaker that keep to the chance, the one with the most lending.

    Of those that cannot be told apart from it by their intervals: the smallest fund, then the least public cost.
    """
    comparison, is_on = findings.comparison, findings.baseline.is_breaker_on
    safe = [p for p in comparison.points if p.is_breaker_on == is_on and findings.is_safe(p) and is_gain(comparison, p)]
    if not safe:
        return None
    best = comparison.estimates[_most_lending(findings, safe).name, LENDING]
    tied = [point for point in safe if comparison.estimates[point.name, LENDING].high >= best.low]
    return min(tied, key=lambda point: (point.fund_size, value_of(comparison, point, COST), point.ratio))


def _most_lending(findings: Findings, points: Sequence[PolicyPoint]) -> PolicyPoint:
    return max(points, key=lambda point: value_of(findings.comparison, point, LENDING))


def keeps_limit(findings: Findings, point: PolicyPoint) -> Literal["yes", "no", "untold"]:
    """Return whether a policy's chance of running dry is shown to be at most the limit, or above it."""
    if findings.is_safe(point):
        return "yes"
    estimate = findings.estimate(point, DEPLETED)
    return "no" if estimate is not None and estimate.low > findings.chance else "untold"
