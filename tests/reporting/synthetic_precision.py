"""Made-up figures to a wanted precision: one plain, one weighted, one that could not be had."""

from simulator.analysis.compare import Comparison
from simulator.analysis.rare_events.precision import Plan, PreciseFigure, Precision
from simulator.analysis.rare_events.weighted import RareEstimate
from simulator.estimate import Estimate
from simulator.values import Own


def synthetic_precision(comparison: Comparison, wanted: float = 0.05, *, is_missed: bool = True) -> Precision:
    """Return two figures of the comparison: a tail from 36,000 plain paths, a chance weighted or missed."""
    known = {measure.key: measure for measure in comparison.measures}
    plan = Plan(wanted, 8_000, 36_000, 200_000, {"p_depleted": 2e6, "es99_bank_loss": 35_500.0}, {})
    tail = PreciseFigure(known["es99_bank_loss"], Estimate(40e6, 39e6, 41e6, "expected_shortfall"), 36_000)
    chance = Estimate(3e-4, 2.88e-4, 3.12e-4, "proportion")
    found = RareEstimate(chance, 5e-6, 1_234.0, 0.004, 87.0, 50_000)
    depleted = PreciseFigure(known["p_depleted"], chance, 50_000, found)
    if is_missed:
        bound = Estimate(0.0, 0.0, 1.9e-5, "proportion")
        depleted = PreciseFigure(known["p_depleted"], bound, 200_000, note=Own("rare events: stays rare"))
    return Precision(plan, (depleted, tail))
