"""The policies between which a choice is made, of a grid of ratios: decided once from the numbers, like `findings`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.analysis.compare import PolicyPoint
from simulator.estimate import Estimate
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
    """The ratio at which public money goes furthest, and those that cannot be told apart from it.

    Attributes
    ----------
    point
        Of these ratios the one with the most additional lending.
    ratios
        Ratios whose average public cost cannot be told apart from the lowest, by rising ratio.
    """

    point: PolicyPoint
    ratios: tuple[float, ...]


@dataclass(frozen=True)
class Lead:
    """The policy that the answer begins with.

    Attributes
    ----------
    point
        With the baseline's fund: the chosen policy where it keeps the limit; else, of the ratios that keep it, the one
        with the most additional lending, where that lies above zero; else the chosen policy.
    ratios
        Ratios that cannot be told apart from it in additional lending, by rising ratio; of those that keep the limit
        where it is not the chosen policy.
    """

    point: PolicyPoint
    ratios: tuple[float, ...]


@dataclass(frozen=True)
class AnySize:
    """The policy with the most additional lending that keeps the limit, of all fund sizes compared.

    Attributes
    ----------
    point
        Of those that cannot be told apart the one with the smallest fund; of these the one with the least public cost.
    tied
        All that cannot be told apart.
    """

    point: PolicyPoint
    tied: tuple[PolicyPoint, ...]


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
    any_size = any_size_of(findings)
    return (ratio, *size, ("safe_any", None if any_size is None else any_size.point))


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
    known = {
        point.name: (point, estimate)
        for point in findings.line
        if is_gain(findings.comparison, point)
        and (estimate := findings.estimate(point, AVERAGE_COST)) is not None
        and wording.is_defined(estimate)
    }
    if findings.kind != "grid" or not known:
        return None
    best, _ = min(known.values(), key=lambda found: found[1].value)
    tied = [point for point, _ in known.values() if side_of(findings, point, AVERAGE_COST, best) == "untold"]
    return Frugal(_most_lending(findings, tied), tuple(sorted(point.ratio for point in tied)))


def lead_of(findings: Findings) -> Lead:
    """Return the policy that the answer begins with."""
    chosen, safe = findings.chosen, findings.safe_ratio
    ends = findings.ties or (chosen.ratio, chosen.ratio)
    if findings.kind != "grid" or findings.is_safe(chosen) or safe is None or not is_gain(findings.comparison, safe):
        return Lead(chosen, tuple(point.ratio for point in findings.line if ends[0] <= point.ratio <= ends[1]))
    kept = [point for point in findings.line if findings.is_safe(point)]
    return Lead(safe, tuple(point.ratio for point in kept if side_of(findings, point, LENDING, safe) == "untold"))


def other_stop(findings: Findings) -> PolicyPoint | None:
    """Return the ratio and fund that the answer begins with, the breaker switched the other way, if compared."""
    own = lead_of(findings).point
    place = (own.ratio, own.fund_size, not own.is_breaker_on)
    found = (p for p in findings.comparison.points if (p.ratio, p.fund_size, p.is_breaker_on) == place)
    return next(found, None) if findings.kind == "grid" else None


def side_of(findings: Findings, point: PolicyPoint, key: str, other: PolicyPoint) -> Side:
    """Return how a policy's measure lies to that of another one.

    Where one of the two is the baseline the paired difference tells; else a side is told only where the intervals lie
    apart. A policy against itself is untold.
    """
    paired = _paired(findings, point, key, other)
    if paired is not None:
        return _side(*paired)
    one, two = findings.estimate(point, key), findings.estimate(other, key)
    if one is None or two is None:
        return "untold"
    return _side(one.low - two.high, one.high - two.low)


def _paired(findings: Findings, point: PolicyPoint, key: str, other: PolicyPoint) -> tuple[float, float] | None:
    """Return between which ends a policy has more than another one, paired; None where neither is the baseline."""
    if point.name == other.name:
        return None
    base, differences = findings.comparison.baseline, findings.comparison.differences
    found = differences.get((point.name if other.name == base else other.name, key))
    if base not in (point.name, other.name) or found is None or not wording.is_defined(found):
        return None
    return (found.low, found.high) if other.name == base else (-found.high, -found.low)


def _side(low: float, high: float) -> Side:
    if low > 0:
        return "more"
    return "less" if high < 0 else "untold"


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


def any_size_of(findings: Findings) -> AnySize | None:
    """Return, of all policies with the baseline's breaker that keep to the chance, the one with the most lending.

    Of those that cannot be told apart from it by their intervals: the smallest fund, then the least public cost.
    """
    comparison, is_on = findings.comparison, findings.baseline.is_breaker_on
    safe = [p for p in comparison.points if p.is_breaker_on == is_on and findings.is_safe(p) and is_gain(comparison, p)]
    if not safe:
        return None
    best = comparison.estimates[_most_lending(findings, safe).name, LENDING]
    tied = tuple(point for point in safe if comparison.estimates[point.name, LENDING].high >= best.low)
    first = min(tied, key=lambda point: (point.fund_size, value_of(comparison, point, COST), point.ratio))
    return AnySize(first, tied)


def _most_lending(findings: Findings, points: Sequence[PolicyPoint]) -> PolicyPoint:
    return max(points, key=lambda point: value_of(findings.comparison, point, LENDING))


def keeps_limit(findings: Findings, point: PolicyPoint) -> Literal["yes", "no", "untold"]:
    """Return whether a policy's chance of running dry is shown to be at most the limit, or above it."""
    if findings.is_safe(point):
        return "yes"
    estimate = findings.estimate(point, DEPLETED)
    return "no" if estimate is not None and estimate.low > findings.chance else "untold"
