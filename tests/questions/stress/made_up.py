"""A made-up stress test of plausible shape: nothing in it was simulated, so it tests the printing alone."""

import math

import numpy as np

from simulator.analysis.episodes import NamedStress
from simulator.analysis.intervals import proportion_interval
from simulator.analysis.measures import depleted_by
from simulator.estimate import Estimate
from simulator.questions.stress.found import (
    Downturn,
    KeptOpen,
    ReverseStress,
    Severity,
    ShockCount,
    StressTest,
    Worlds,
)
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Source
from simulator.scenario.world import Stress
from tests.reporting.synthetic import PATHS, synthetic_comparison, synthetic_point, synthetic_scenario

NAMES = ("no stress", "mild", "tech_blockade", "together")
SOURCES = {
    "pd_multiplier": Source(source="a paper", confidence="derived", low=1.5, high=3.0),
    "sale_factor": Source(source="none found", confidence="assumption"),
}
MILD = NamedStress(
    "mild", (Stress(name="mild downturn", start_month=25, months=12, pd_multiplier=2.0, sale_factor=0.5),), SOURCES
)
BLOCKADE = NamedStress(
    "tech_blockade",
    (Stress(name="blockade", start_month=25, months=36, applies_to="exposed", value_jump=-0.4,
            value_half_life_years=2.0),),
)  # fmt: skip


def around(value: float, half: float) -> Estimate:
    """Return an estimate with an interval of this half-width."""
    return Estimate(value, value - half, value + half, "mean")


def worlds(chances: tuple[int, ...] = (0, 0, 50, 900), lending: float = -1e7, years: int = 5) -> Worlds:
    """Return measures of four worlds; `chances` are the paths of 10,000 that run dry within so many years.

    Additional lending changes by nothing in the first stress, by `lending` in the next, by twice as much in the last.
    """
    made_up = synthetic_comparison(tuple(synthetic_point(name, {}, 0.4, 2e7, True) for name in NAMES), "no stress")
    definition = depleted_by(years).definition
    estimates, differences = dict(made_up.estimates), {}
    for place, name in enumerate(NAMES):
        estimates[name, definition.key] = proportion_interval(chances[place], PATHS)
        change = (chances[place] - chances[0]) / PATHS
        if place > 0:
            differences[name, definition.key] = around(change, 0.002 if change else 0.0)
            differences[name, "additional_lending"] = around(lending * (place - 1), 2e6)
    return Worlds(
        names=NAMES,
        measures=(*made_up.measures, definition),
        estimates=estimates,
        differences=differences,
        kept_open={
            (group, name): KeptOpen(around(0.9, 0.01), around(0.8, 0.01), around(0.1, 0.02))
            for group in ("all", "priority")
            for name in NAMES[1:]
        },
        fitted=Fitted(1.0, 0.0, 0.03),
    )


def severity(stress: NamedStress, smallest: Estimate, largest: float = 3.0) -> Severity:
    """Return a severity with a curve that rises."""
    tried = [step / 2 for step in range(int(2 * largest) + 1)]
    return Severity(stress, smallest, largest, tuple((s, proportion_interval(int(400 * s), PATHS)) for s in tried))


def downturn(shift: float = 0.0) -> Downturn:
    """Return a downturn of two years; `shift` is the difference in technology shocks."""
    return Downturn(
        first_year=2,
        last_year=3,
        depth=Estimate(2.0, 1.9, 2.1, "quantile"),
        average=-1.8,
        macro=-np.sin(np.linspace(0.1, 3.0, 60)) * 2,
        chance=proportion_interval(5_000, PATHS),
        shocks=(ShockCount("chips", 1.25, around(1.25 + shift, 0.1), around(shift, 0.2)),),
    )


def synthetic_stress(**changes: object) -> StressTest:
    """Return a stress test of two stresses and both together."""
    values: dict[str, object] = {
        "scenario": synthetic_scenario(),
        "years": 5,
        "limit": 0.1,
        "stresses": (MILD, BLOCKADE),
        "files": {},
        "sequence": (MILD,),
        "worlds": worlds(),
        "severities": (
            severity(MILD, Estimate(2.0, 1.8, 2.2, "quantile")),
            severity(BLOCKADE, Estimate(math.inf, 3.0, math.inf, "quantile")),
        ),
        "reverse": ReverseStress(downturn(), 8.0, proportion_interval(30, PATHS), around(1.5, 0.1)),
    }
    return StressTest(**{**values, **changes})  # type: ignore[arg-type]
