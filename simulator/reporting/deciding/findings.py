"""What a report says of a comparison: decided once from the numbers, for every language."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.analysis.compare import Comparison, MeasureDefinition, PolicyPoint
from simulator.estimate import Estimate
from simulator.questions.compare import points as policies

LENDING, COST, DEPLETED, IDLE, SHUT = "additional_lending", "fiscal_cost", "p_depleted", "idle_share", "months_shut"
DEFAULT_CHANCE = 0.01

Kind = Literal["one policy", "named policies", "grid"]
Standing = Literal["baseline", "same", "more", "less", "untold"]


@dataclass(frozen=True)
class Findings:
    """What is true of a comparison.

    Attributes
    ----------
    kind
        A grid of ratios, policies by name, or one policy.
    chance
        Chance of running dry that is taken as defensible.
    chosen
        Policy that the report speaks of: of a grid, among the ratios on the baseline's line that cannot be told apart
        from the one with the most additional lending, the one with the least mean public cost; of named policies, the
        one with the most additional lending; the baseline where no policy shows any.
    is_gain_shown
        Whether its additional lending lies above zero, beyond the interval.
    standing
        Its additional lending against the baseline's, by the paired interval.
    ties
        Lowest and highest ratio that cannot be told apart from the best of the baseline's line; None without a grid.
    rivals
        Named policies whose intervals of additional lending reach into that of the chosen one.
    safe_size
        Policy with the smallest fund compared with which the chosen ratio keeps to the chance.
    nearly_safe
        Policy with the smallest fund below that one of which the chance is estimated within the limit, while its
        interval reaches above.
    safe_ratio
        Policy with the most additional lending of those on the baseline's line that keep to the chance.
    """

    comparison: Comparison
    kind: Kind
    chance: float
    chosen: PolicyPoint
    is_gain_shown: bool
    standing: Standing
    ties: tuple[float, float] | None
    rivals: tuple[PolicyPoint, ...]
    safe_size: PolicyPoint | None
    nearly_safe: PolicyPoint | None
    safe_ratio: PolicyPoint | None

    @property
    def baseline(self) -> PolicyPoint:
        """The policy that all are compared with."""
        return policies.baseline_of(self.comparison)

    @property
    def is_as_it_stands(self) -> bool:
        """Whether the baseline is the scenario's own policy."""
        return self.baseline.scenario == self.comparison.scenario

    def is_unlimited(self, point: PolicyPoint) -> bool:
        """Return whether public money pays all that is due, so that there is no fund that could run dry."""
        return point.scenario.fund.is_unlimited

    @property
    def least_paths(self) -> int:
        """Paths from which on a chance within the limit can be shown at all: on none of them the fund runs dry.

        The upper end of the two-sided 95 % interval of Clopper and Pearson for no hit in n is 1 - 0.025^(1/n).
        """
        return math.ceil(math.log(0.025) / math.log1p(-self.chance))

    @property
    def line(self) -> tuple[PolicyPoint, ...]:
        """The policies that differ from the baseline in the ratio only; all of them outside a grid."""
        return _line(self.comparison, self.kind)

    @property
    def sizes(self) -> tuple[PolicyPoint, ...]:
        """The policies that differ from the chosen one in the fund size only, by rising size; itself outside a grid."""
        return _sizes(self.comparison, self.kind, self.chosen)

    def estimate(self, point: PolicyPoint, key: str) -> Estimate | None:
        """Return a measure of a policy, if it has it."""
        return self.comparison.estimates.get((point.name, key))

    def measure(self, key: str) -> MeasureDefinition | None:
        """Return the definition of a measure, if any policy has it."""
        return next((measure for measure in self.comparison.measures if measure.key == key), None)

    def is_safe(self, point: PolicyPoint) -> bool:
        """Return whether a policy cannot run dry, or its chance of it is shown to be at most what is defensible."""
        return _is_safe(self.comparison, point, self.chance)


def findings_of(comparison: Comparison, chance: float = DEFAULT_CHANCE) -> Findings:
    """Return what is true of a comparison.

    Parameters
    ----------
    comparison
        What was simulated.
    chance
        Chance of running dry that is taken as defensible, above 0 and below 1.
    """
    kind = kind_of(comparison)
    base = policies.baseline_of(comparison)
    line = _line(comparison, kind)
    ties = policies.near_tie_range(comparison, base) if kind == "grid" else None
    chosen = _chosen(comparison, line, ties)
    is_shown = chosen is not None
    chosen = chosen or base
    sizes = _sizes(comparison, kind, chosen)
    safe_size = next((point for point in sizes if _is_safe(comparison, point, chance)), None)
    safe = [point for point in line if _is_safe(comparison, point, chance)] if kind == "grid" else []
    return Findings(
        comparison=comparison,
        kind=kind,
        chance=chance,
        chosen=chosen,
        is_gain_shown=is_shown,
        standing=standing_of(comparison, chosen),
        ties=ties,
        rivals=_rivals(comparison, chosen) if kind == "named policies" else (),
        safe_size=safe_size,
        nearly_safe=_nearly_safe(comparison, sizes, safe_size, chance) if kind == "grid" else None,
        safe_ratio=max(safe, key=lambda point: value_of(comparison, point, LENDING), default=None),
    )


def kind_of(comparison: Comparison) -> Kind:
    """Return what is compared: a grid of ratios, named policies, or one policy."""
    base = policies.baseline_of(comparison)
    if policies.is_sweep(comparison) and policies.near_tie_range(comparison, base) is not None:
        return "grid"
    return "named policies" if len(comparison.points) > 1 else "one policy"


def standing_of(comparison: Comparison, point: PolicyPoint, key: str = LENDING) -> Standing:
    """Return how a policy's measure stands to the baseline's, by the paired interval."""
    if point.name == comparison.baseline:
        return "baseline"
    difference = comparison.differences.get((point.name, key))
    if difference is None:
        return "untold"
    if difference.low == difference.high == 0:
        return "same"
    if difference.low > 0:
        return "more"
    return "less" if difference.high < 0 else "untold"


def _line(comparison: Comparison, kind: Kind) -> tuple[PolicyPoint, ...]:
    return policies.baseline_line(comparison) if kind == "grid" else comparison.points


def _chosen(
    comparison: Comparison, line: Iterable[PolicyPoint], ties: tuple[float, float] | None
) -> PolicyPoint | None:
    shown = [point for point in line if is_gain(comparison, point)]
    if ties is None:
        return max(shown, key=lambda point: value_of(comparison, point, LENDING), default=None)
    tied = [point for point in shown if ties[0] <= point.ratio <= ties[1]]
    return min(tied, key=lambda point: (value_of(comparison, point, COST), point.ratio), default=None)


def is_gain(comparison: Comparison, point: PolicyPoint) -> bool:
    """Return whether a policy's additional lending lies above zero, beyond the interval."""
    estimate = comparison.estimates.get((point.name, LENDING))
    return estimate is not None and estimate.low > 0


def value_of(comparison: Comparison, point: PolicyPoint, key: str) -> float:
    """Return the value of a policy's measure, 0 where it has none."""
    estimate = comparison.estimates.get((point.name, key))
    return 0.0 if estimate is None else estimate.value


def _rivals(comparison: Comparison, chosen: PolicyPoint) -> tuple[PolicyPoint, ...]:
    best = comparison.estimates.get((chosen.name, LENDING))
    if best is None:
        return ()
    return tuple(
        point
        for point in comparison.points
        if point.name != chosen.name
        and (other := comparison.estimates.get((point.name, LENDING))) is not None
        and other.high >= best.low
    )


def _sizes(comparison: Comparison, kind: Kind, chosen: PolicyPoint) -> tuple[PolicyPoint, ...]:
    if kind != "grid":
        return (chosen,)
    place = (chosen.ratio, chosen.is_breaker_on)
    column = [point for point in comparison.points if (point.ratio, point.is_breaker_on) == place]
    return tuple(sorted(column, key=lambda point: point.fund_size))


def _nearly_safe(
    comparison: Comparison, sizes: Sequence[PolicyPoint], safe_size: PolicyPoint | None, chance: float
) -> PolicyPoint | None:
    smaller = sizes if safe_size is None else sizes[: sizes.index(safe_size)]
    known = [(point, comparison.estimates.get((point.name, DEPLETED))) for point in smaller]
    return next((point for point, estimate in known if estimate is not None and estimate.value <= chance), None)


def _is_safe(comparison: Comparison, point: PolicyPoint, chance: float) -> bool:
    estimate = comparison.estimates.get((point.name, DEPLETED))
    return point.scenario.fund.is_unlimited or (estimate is not None and estimate.high <= chance)
