"""What an attribution holds: curves of additional lending over the ratio, with rules on and off, and the verdict."""

from dataclasses import dataclass
from typing import Literal

from simulator.analysis.attributing.switches import Rule
from simulator.analysis.intervals import Estimate
from simulator.scenario.model import Scenario

Kind = Literal["no_optimum", "one_rule", "each_needed", "moved", "together", "other"]


@dataclass(frozen=True)
class Curve:
    """Additional lending at each ratio, in currency over the horizon, and where it is largest.

    Attributes
    ----------
    lending
        One estimate per ratio, in the order of `Attribution.ratios`.
    best
        Ratio with the largest mean.
    ties
        Lowest and highest ratio around the best one that cannot be told apart from it (paired).
    above_last
        Lending at the best ratio less lending at the highest one, paired.
    """

    lending: tuple[Estimate, ...]
    best: float
    ties: tuple[float, float]
    above_last: Estimate

    @property
    def is_interior(self) -> bool:
        """Whether the best ratio is above 0, and the highest one lends less, beyond the paired interval."""
        return self.best > 0 and self.above_last.low > 0


@dataclass(frozen=True)
class Effect:
    """What one rule does.

    Attributes
    ----------
    off
        The curve with this rule alone switched off.
    alone
        The curve with this rule alone left on.
    gain
        With the rule off, lending at that curve's best ratio less lending at the best ratio as it stands, paired.
    change_at_own
        With the rule off less as it stands, at the scenario's own ratio, paired.
    """

    rule: Rule
    off: Curve
    alone: Curve
    gain: Estimate
    change_at_own: Estimate

    @property
    def moves_best(self) -> bool:
        """Whether switching it off moves the best ratio, beyond the paired interval."""
        return self.gain.low > 0


@dataclass(frozen=True)
class Target:
    """The curve as it stands in a world calibrated to another additional share; no curve where none can be fitted."""

    additional_share: float
    curve: Curve | None
    is_own: bool = False


@dataclass(frozen=True)
class Verdict:
    """Which rule decides on the best ratio.

    `no_optimum`: the highest ratio lends as much as any, or ratio 0 lends most.
    `one_rule`: without this one there is no interior optimum.
    `each_needed`: without any one of these there is none. `moved`: none removes it, this one moves it most.
    `together`: only all together switched off remove it. `other`: it stays with all of them off.
    """

    kind: Kind
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class Attribution:
    """The curves of a scenario with its rules on and off, over the same ratios on the same draws."""

    scenario: Scenario
    ratios: tuple[float, ...]
    as_it_stands: Curve
    all_off: Curve
    effects: tuple[Effect, ...]
    targets: tuple[Target, ...]
    seconds: float
    notes: tuple[str, ...] = ()

    @property
    def own_ratio(self) -> float:
        """The scenario's own compensation ratio."""
        return self.scenario.scheme.compensation_ratio

    @property
    def verdict(self) -> Verdict:
        """Which rule decides."""
        if not self.as_it_stands.is_interior:
            return Verdict("no_optimum")
        needed = tuple(effect for effect in self.effects if not effect.off.is_interior)
        if needed:
            return Verdict("one_rule" if len(needed) == 1 else "each_needed", needed)
        movers = sorted((effect for effect in self.effects if effect.moves_best), key=self._shift, reverse=True)
        if movers:
            return Verdict("moved", (movers[0],))
        return Verdict("other" if self.all_off.is_interior else "together")

    def _shift(self, effect: Effect) -> float:
        return abs(effect.off.best - self.as_it_stands.best)
