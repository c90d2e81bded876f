"""What a stress test finds: worlds under stress, lending kept open, smallest severities, the reverse stress test."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.episodes import NamedStress
from simulator.analysis.measures import MeasureDefinition
from simulator.estimate import Estimate
from simulator.questions.overlays import Overlaid
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]

NO_STRESS = "no stress"
TOGETHER = "together"
SEQUENCE = "sequence"
RESERVED = (NO_STRESS, TOGETHER, SEQUENCE)
"""Names of worlds that are no single stress."""


@dataclass(frozen=True)
class KeptOpen:
    """Lending under a stress as a part of the same lending without it, ratio of means over all lending years.

    Attributes
    ----------
    with_scheme, without_scheme
        Of the policy, and of the arm without any scheme.
    difference
        The first less the second, paired.
    """

    with_scheme: Estimate
    without_scheme: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Worlds:
    """Measures of the same policy in several worlds on the same draws.

    Attributes
    ----------
    names
        Without stress first, which the others are compared with.
    estimates, differences
        By (world, measure); differences to the first world are paired.
    kept_open
        By (group of sectors, world); groups are `all` and, where there is one, `priority`.
    """

    names: tuple[str, ...]
    measures: tuple[MeasureDefinition, ...]
    estimates: Mapping[tuple[str, str], Estimate]
    differences: Mapping[tuple[str, str], Estimate]
    kept_open: Mapping[tuple[str, str], KeptOpen]
    fitted: Fitted

    @property
    def stressed(self) -> tuple[str, ...]:
        """Names of the worlds under stress."""
        return self.names[1:]

    def measure(self, key: str) -> MeasureDefinition:
        """Return the measure of this key."""
        return next(measure for measure in self.measures if measure.key == key)


@dataclass(frozen=True)
class Severity:
    """The smallest severity of a stress at which the fund runs dry with more than the limit.

    Attributes
    ----------
    stress
        As stated, at severity 1.
    smallest
        0 when the limit is passed without stress; infinite when it is not passed at `largest`. Its interval is where
        the ends of the chance's interval pass the limit.
    largest
        Largest severity tried.
    curve
        Chance by severity tried, ascending.
    """

    stress: NamedStress
    smallest: Estimate
    largest: float
    curve: tuple[tuple[float, Estimate], ...]


@dataclass(frozen=True)
class ShockCount:
    """Technology shocks of one sector by the horizon, in the downturn: where the fund runs dry, and anywhere.

    Attributes
    ----------
    usual
        Shocks by the rate in force, tools included.
    when_dry
        Mean over the paths on which the fund runs dry.
    difference
        Mean on these paths less mean on the others.
    """

    sector: str
    usual: float
    when_dry: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Downturn:
    """The mildest downturn of the whole economy in which the fund is as likely as not to run dry.

    Attributes
    ----------
    first_year, last_year
        Its worst stretch, model years counted from 1.
    depth
        Average of the macro factor over the stretch, in standard deviations of that average, below normal: its
        interval is where the ends of the chance's interval pass one half.
    average
        The same in standard deviations of the macro factor itself, negative.
    macro
        Likeliest path of the macro factor given that average, shape (months,).
    chance
        Of running dry in it by the horizon.
    shocks
        By sector that has any.
    """

    first_year: int
    last_year: int
    depth: Estimate
    average: float
    macro: Floats
    chance: Estimate
    shocks: tuple[ShockCount, ...]


@dataclass(frozen=True)
class ReverseStress:
    """What would have to happen for the fund to run dry by the horizon.

    Attributes
    ----------
    downturn
        None when even the deepest one tried does not do it.
    deepest
        Largest depth tried, in standard deviations of the stretch's average.
    worthless
        Chance of running dry, without any downturn, when no pledged patent brings anything: no technology path is
        worse.
    worthless_depth
        Depth of the same downturn needed then; infinite when the deepest is not enough; None without a downturn.
    """

    downturn: Downturn | None
    deepest: float
    worthless: Estimate
    worthless_depth: Estimate | None


@dataclass(frozen=True)
class StressTest:
    """Everything that `stress` reports.

    Attributes
    ----------
    scenario
        As it stands; its own episodes, if any, are part of every world.
    years, limit
        Horizon and limit of the chance of running dry.
    stresses, files
        Those asked for, and the file of each by its name.
    sequence
        Those that follow each other in time; may be empty.
    """

    scenario: Scenario
    years: int
    limit: float
    stresses: tuple[NamedStress, ...]
    files: Mapping[str, Overlaid]
    sequence: tuple[NamedStress, ...]
    worlds: Worlds
    severities: tuple[Severity, ...]
    reverse: ReverseStress

    @property
    def chance_key(self) -> str:
        """Key of the chance of running dry by the horizon."""
        return f"p_depleted_year_{self.years}"
