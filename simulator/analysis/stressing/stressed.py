"""What a stress test finds: worlds under stress, lending kept open, smallest severities, the reverse stress test."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.compare import Comparison
from simulator.analysis.stressing.episodes import NamedStress
from simulator.estimate import Estimate
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]

NO_STRESS = "no stress"
TOGETHER = "together"
SEQUENCE = "sequence"


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
    stresses
        Those asked for.
    sequence
        Those laid over each other in time; may be empty.
    worlds
        Measures by world: no stress (the baseline), each stress, together, sequence; a point is a world.
    kept_open
        By (group of sectors, world); groups are "all sectors" and, where there is one, "priority sectors".
    severities, reverse
        See there.
    """

    scenario: Scenario
    years: int
    limit: float
    stresses: tuple[NamedStress, ...]
    sequence: tuple[NamedStress, ...]
    worlds: Comparison
    kept_open: Mapping[tuple[str, str], KeptOpen]
    severities: tuple[Severity, ...]
    reverse: ReverseStress
