"""A made-up sizing of plausible shape: nothing in it was simulated, so it tests the printing alone."""

import math

from simulator.analysis.intervals import proportion_interval
from simulator.estimate import Estimate
from simulator.questions.size.sized import CurvePoint, Rise, SafetyPoint, SizedRatio, Sizing
from simulator.rules.calibration import Fitted
from tests.reporting.synthetic import PATHS, synthetic_scenario

SIZES = tuple(1e6 * 1.5**step for step in range(12))


def amount(value: float, half: float = 0.0, note: str = "") -> Estimate:
    """Return an amount with an interval of this half-width."""
    return Estimate(value, value - half, value + half, "mean", note)


def standing(size: float, hits: int, years: int = 5) -> dict[str, Estimate]:
    """Return the measures of one fund; half of the paths that run dry do so in the years of lending."""
    return {
        "p_depleted": proportion_interval(hits, PATHS),
        f"p_depleted_year_{years}": proportion_interval(hits // 2, PATHS),
        "covered": amount(9 * size, 0.1 * size),
        "additional_lending": amount(5 * size, 0.1 * size),
        "idle_share": amount(0.6, 0.01),
        "fiscal_cost": amount(0.2 * size, 0.01 * size),
    }


def curve(ratio: float, *, is_humped: bool = False) -> tuple[CurvePoint, ...]:
    """Return chances that fall with the size (after a rise, when humped) and are nil at the end."""
    points = []
    for place, size in enumerate(SIZES):
        chance = 0.4 * ratio * math.exp(-size / (2e7 * ratio))
        hits = 0 if place == len(SIZES) - 1 or (is_humped and place == 0) else round(PATHS * chance)
        points.append(CurvePoint(size, proportion_interval(hits, PATHS)))
    return tuple(points)


def sized(ratio: float, size: float, *, is_humped: bool = False, years: int = 5) -> SizedRatio:
    """Return one ratio; humped: as a search under a leverage limit finds it."""
    points = curve(ratio, is_humped=is_humped)
    rise = Rise(points[0], points[1], amount(0.1, 0.01)) if is_humped else None
    return SizedRatio(
        ratio=ratio,
        size=Estimate(size, 0.9 * size, 1.1 * size, "quantile"),
        curve=points,
        fails_below=0.99 * size if is_humped else None,
        also_safe_up_to=1e6 if is_humped else None,
        rise=rise,
        same_lending=amount(0.99 * size if is_humped else 0.0),
        standing=standing(size, 98, years),
    )


def synthetic_sizing(*, is_humped: bool = False, years: int = 5, paths: int = PATHS, **changes: object) -> Sizing:
    """Return a sizing of three ratios, of which 0.4 is the scenario's own."""
    scenario = synthetic_scenario()
    scenario = scenario.model_copy(
        update={
            "clock": scenario.clock.model_copy(update={"years": years}),
            "run": scenario.run.model_copy(update={"paths": paths}),
            "gate": scenario.gate.model_copy(update={"leverage_multiple": 10.0 if is_humped else None}),
            "fund": scenario.fund.model_copy(update={"discount_rate_per_year": 0.03, "interest_per_year": 0.01}),
        }
    )
    values: dict[str, object] = {
        "scenario": scenario,
        "chance": 0.01,
        "ties": ("gate.leverage_multiple",) if is_humped else (),
        "ties_once_dry": (),
        "ratios": tuple(
            sized(ratio, size, is_humped=is_humped, years=years)
            for ratio, size in ((0.2, 1.2e7), (0.4, 2.4e7), (0.8, 4.8e7))
        ),
        "as_it_stands": standing(2e7, 0, years),
        "top_up": amount(2.5e5, 2e4),
        "safety": (SafetyPoint(0.0, amount(2.4e7, 2e6)), SafetyPoint(1e6, amount(2.1e7, 2e6))),
        "fitted": Fitted(1.0, 0.0, 0.03),
    }
    return Sizing(**{**values, **changes})  # type: ignore[arg-type]
