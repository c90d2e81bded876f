"""What an attribution holds: curves of additional lending over the ratio, with rules on and off, and the verdict."""

from dataclasses import dataclass
from typing import Literal

from simulator.estimate import Estimate
from simulator.questions.attribute.switches import Rule
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario

Kind = Literal["no_optimum", "one_rule", "each_needed", "moved", "together", "other", "untold"]
Optimum = Literal["interior", "none", "untold"]


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
    optimum
        Whether a ratio between the ends is best, as far as these paths can tell.
    """

    lending: tuple[Estimate, ...]
    best: float
    ties: tuple[float, float]
    above_last: Estimate
    optimum: Optimum

    @property
    def is_interior(self) -> bool:
        """Whether it is shown that a ratio between the ends is best."""
        return self.optimum == "interior"

    @property
    def is_untold(self) -> bool:
        """Whether these paths cannot tell if a ratio between the ends is best."""
        return self.optimum == "untold"


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

    `no_optimum`: it is shown that the highest ratio lends as much as any, or that ratio 0 does.
    `one_rule`: it is shown that without this one there is no interior optimum.
    `each_needed`: without any one of these there is none. `moved`: none removes it, this one moves it most.
    `together`: only all together switched off remove it. `other`: it stays with all of them off.
    `untold`: the intervals cannot tell whether there is an optimum, or whether it is left without a rule.
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
    fitted: Fitted
    seconds: float

    @property
    def own_ratio(self) -> float:
        """The scenario's own compensation ratio."""
        return self.scenario.scheme.compensation_ratio

    @property
    def verdict(self) -> Verdict:
        """Which rule decides, as far as the intervals tell."""
        if not self.as_it_stands.is_interior:
            return Verdict("untold" if self.as_it_stands.is_untold else "no_optimum")
        needed = tuple(effect for effect in self.effects if effect.off.optimum == "none")
        if needed:
            return Verdict("one_rule" if len(needed) == 1 else "each_needed", needed)
        if self.untold:
            return Verdict("untold")
        movers = sorted((effect for effect in self.effects if effect.moves_best), key=self._shift, reverse=True)
        if movers:
            return Verdict("moved", (movers[0],))
        kinds: dict[Optimum, Kind] = {"interior": "other", "none": "together", "untold": "untold"}
        return Verdict(kinds[self.all_off.optimum])

    @property
    def untold(self) -> tuple[Effect, ...]:
        """Rules of which these paths cannot tell whether an interior optimum is left without them."""
        return tuple(effect for effect in self.effects if effect.off.is_untold)

    def _shift(self, effect: Effect) -> float:
        return abs(effect.off.best - self.as_it_stands.best)
