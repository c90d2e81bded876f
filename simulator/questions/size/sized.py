"""What sizing a fund finds: sizes with intervals, curves, and what the fund of that size does."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.estimate import Estimate
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario

SAME_LENDING = 0.99
"""Part of the additional lending that still counts as the same lending."""


@dataclass(frozen=True)
class CurvePoint:
    """The chance of running dry at one size, run-off included."""

    size: float
    chance: Estimate


@dataclass(frozen=True)
class Rise:
    """Two sizes of which the larger one runs dry more often, told apart on common draws."""

    smaller: CurvePoint
    larger: CurvePoint
    difference: Estimate


@dataclass(frozen=True)
class SizedRatio:
    """The smallest fund of one compensation ratio.

    Attributes
    ----------
    size
        From here on the chance is at most the wanted one at every size tried; infinite where none is found,
        0 where no claim is made. Its `low` is a size at which the chance is surely above, `high` one at which it
        is surely not.
    fails_below
        Largest size tried that misses the chance; None where none does, and where one pass gives every size.
    also_safe_up_to
        Up to here smaller funds meet the chance as well, before it rises; None where none does.
    same_lending
        Smallest fund with 99 % of the additional lending of the fund sized; 0 where lending does not depend on it.
    standing
        Measures of the fund sized, by key; empty where there is no size.
    """

    ratio: float
    size: Estimate
    curve: tuple[CurvePoint, ...]
    fails_below: float | None = None
    also_safe_up_to: float | None = None
    rise: Rise | None = None
    same_lending: Estimate | None = None
    standing: Mapping[str, Estimate] | None = None

    @property
    def has_size(self) -> bool:
        """Whether there is a fund above 0 that meets the chance."""
        return 0 < self.size.value < float("inf")


@dataclass(frozen=True)
class SafetyPoint:
    """A yearly top-up and the smallest capital that is as safe beside it."""

    top_up: float
    capital: Estimate


@dataclass(frozen=True)
class Sizing:
    """Fund sizes for a wanted chance of running dry, on the same draws for every ratio.

    Attributes
    ----------
    scenario
        Its clock is the time in which loans are made.
    ties
        Settings of the rules by which the fund's size changes whether it runs dry: with any, sizes are searched.
    ties_once_dry
        Settings of the rules by which an unpaid claim changes later lending.
    ratios
        By rising ratio; the scenario's own is among them.
    as_it_stands
        Measures of the scenario's own fund, by key.
    top_up
        Smallest yearly top-up beside the scenario's own capital; None within one year, or without capital.
    safety
        Curve of equal safety at the scenario's own ratio, by rising top-up.
    """

    scenario: Scenario
    chance: float
    ties: tuple[str, ...]
    ties_once_dry: tuple[str, ...]
    ratios: tuple[SizedRatio, ...]
    as_it_stands: Mapping[str, Estimate]
    top_up: Estimate | None
    safety: tuple[SafetyPoint, ...]
    fitted: Fitted

    @property
    def years(self) -> int:
        """Years of lending."""
        return self.scenario.clock.years

    @property
    def paths(self) -> int:
        """Number of paths."""
        return self.scenario.run.paths

    @property
    def own(self) -> SizedRatio:
        """What was found at the scenario's own compensation ratio."""
        return next(sized for sized in self.ratios if sized.ratio == self.scenario.scheme.compensation_ratio)
