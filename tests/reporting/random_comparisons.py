"""Random comparisons for tests of what a report says: near-ties, intervals over zero, events never seen, no fund."""

import dataclasses
import math

from hypothesis import strategies as st

from simulator.estimate import NO_DENOMINATOR, Estimate
from tests.reporting.synthetic import MEASURES, sweep_points, synthetic_comparison, synthetic_point, synthetic_scenario

KEYS = ("additional_lending", "fiscal_cost", "p_depleted", "idle_share", "months_shut", "cost_per_additional")
_AMOUNTS = st.sampled_from((-3e6, -1e5, 0.0, 1e5, 3e6, 3.1e6, 8e7, 5e9))
_WIDTHS = st.sampled_from((0.0, 5e4, 2e6, math.inf))


@st.composite
def _mean(draw):
    value, width = draw(_AMOUNTS), draw(_WIDTHS)
    note = "too few paths" if math.isinf(width) else ""
    return Estimate(value, value - width, value + width, "mean", note)


@st.composite
def _chance(draw):
    low, value, high = draw(
        st.sampled_from(((0.0, 0.0, 4e-4), (0.0, 0.005, 0.02), (0.004, 0.006, 0.01), (0.2, 0.3, 0.4), (0.99, 1.0, 1.0)))
    )
    return Estimate(value, low, high, "proportion")


@st.composite
def _share(draw):
    value = draw(st.sampled_from((0.0, 0.3, 1.0)))
    return Estimate(value, value, min(1.0, value + draw(st.sampled_from((0.0, 0.01)))), "mean")


@st.composite
def _cost(draw):
    value = draw(st.sampled_from((0.01, 0.02, 0.021, 0.05, -0.002)))
    width = draw(st.sampled_from((0.0, 0.0015, math.inf)))
    if math.isinf(width):
        return Estimate(0.0, -math.inf, math.inf, "ratio", NO_DENOMINATOR)
    return Estimate(value, value - width, value + width, "ratio")


@st.composite
def _difference(draw):
    value, width = draw(st.sampled_from((-0.01, 0.0, 0.001, 0.02))), draw(st.sampled_from((0.0, 0.005, math.inf)))
    return Estimate(value, value - width, value + width, "mean")


def _points(kind):
    if kind == "grid":
        return sweep_points((0.2, 0.5, 0.8), (1e7, 2e7, 4e7), (True, False))
    names = ("as it stands",) if kind == "one policy" else ("as it stands", "claims queue", "no breaker")
    return tuple(synthetic_point(name, {}, 0.4, 2e7, True) for name in names)


@st.composite
def comparisons(draw, kinds=("grid", "named policies", "one policy")):
    """Return a comparison with random numbers, consistent in nothing but their intervals."""
    kind = draw(st.sampled_from(kinds))
    points = _points(kind)
    baseline = draw(st.sampled_from([point.name for point in points]))
    estimates, differences = {}, {}
    for point in points:
        for key, kind_of in zip(KEYS, (_mean, _mean, _chance, _share, _share, _cost), strict=True):
            estimates[point.name, key] = draw(kind_of())
        if draw(st.integers(0, 5)) == 0:
            del estimates[point.name, "idle_share"]
        if point.name != baseline:
            differences[point.name, "additional_lending"] = draw(_mean())
            differences[point.name, "fiscal_cost"] = draw(_mean())
            differences[point.name, "p_depleted"] = draw(_difference())
            differences[point.name, "cost_per_additional"] = draw(_difference())
    lines = {point.name.partition(", ")[2] for point in points if ", " in point.name}
    ends = draw(st.sampled_from(((0.2, 0.2), (0.2, 0.5), (0.5, 0.8), (0.2, 0.8), (0.8, 0.8))))
    base = synthetic_comparison((points[0],), points[0].name, synthetic_scenario())
    return dataclasses.replace(
        base,
        points=points,
        baseline=baseline,
        measures=tuple(measure for measure in MEASURES if measure.key in KEYS),
        estimates=estimates,
        differences=differences,
        balance_fan={},
        loss_split={},
        near_ties=dict.fromkeys(lines, ends),
    )
