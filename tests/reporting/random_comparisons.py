"""Random comparisons for tests of what a report says: near-ties, intervals over zero, events never seen, no fund.

Each is drawn from one number: drawing its hundreds of figures one by one as examples takes fifty times as long.
"""

import dataclasses
import functools
import math
import random

from hypothesis import strategies as st

from simulator.estimate import NO_DENOMINATOR, Estimate
from tests.reporting.synthetic import MEASURES, sweep_points, synthetic_comparison, synthetic_point, synthetic_scenario

KEYS = ("additional_lending", "fiscal_cost", "p_depleted", "idle_share", "months_shut", "cost_per_additional")
_AMOUNTS = (-3e6, -1e5, 0.0, 1e5, 3e6, 3.1e6, 8e7, 5e9)
_WIDTHS = (0.0, 5e4, 2e6, math.inf)
_CHANCES = ((0.0, 0.0, 4e-4), (0.0, 0.005, 0.02), (0.004, 0.006, 0.01), (0.2, 0.3, 0.4), (0.99, 1.0, 1.0))
_NEAR_TIES = ((0.2, 0.2), (0.2, 0.5), (0.5, 0.8), (0.2, 0.8), (0.8, 0.8))


def _mean(one_of):
    value, width = one_of(_AMOUNTS), one_of(_WIDTHS)
    note = "too few paths" if math.isinf(width) else ""
    return Estimate(value, value - width, value + width, "mean", note)


def _chance(one_of):
    low, value, high = one_of(_CHANCES)
    return Estimate(value, low, high, "proportion")


def _share(one_of):
    value = one_of((0.0, 0.3, 1.0))
    return Estimate(value, value, min(1.0, value + one_of((0.0, 0.01))), "mean")


def _cost(one_of):
    value, width = one_of((0.01, 0.02, 0.021, 0.05, -0.002)), one_of((0.0, 0.0015, math.inf))
    if math.isinf(width):
        return Estimate(0.0, -math.inf, math.inf, "ratio", NO_DENOMINATOR)
    return Estimate(value, value - width, value + width, "ratio")


def _difference(one_of):
    value, width = one_of((-0.01, 0.0, 0.001, 0.02)), one_of((0.0, 0.005, math.inf))
    return Estimate(value, value - width, value + width, "mean")


@functools.cache
def _points(kind):
    if kind == "grid":
        return sweep_points((0.2, 0.5, 0.8), (1e7, 2e7, 4e7), (True, False))
    names = ("as it stands",) if kind == "one policy" else ("as it stands", "claims queue", "no breaker")
    return tuple(synthetic_point(name, {}, 0.4, 2e7, True) for name in names)


def comparisons(kinds=("grid", "named policies", "one policy")):
    """Return the strategy of comparisons with random numbers, consistent in nothing but their intervals."""
    return st.tuples(st.integers(0, 2**63), st.sampled_from(kinds)).map(lambda drawn: _comparison(*drawn))


def _comparison(number, kind):
    one_of = random.Random(number).choice
    points = _points(kind)
    baseline = one_of([point.name for point in points])
    estimates, differences = {}, {}
    for point in points:
        for key, kind_of in zip(KEYS, (_mean, _mean, _chance, _share, _share, _cost), strict=True):
            estimates[point.name, key] = kind_of(one_of)
        if one_of(range(6)) == 0:
            del estimates[point.name, "idle_share"]
        if point.name != baseline:
            differences[point.name, "additional_lending"] = _mean(one_of)
            differences[point.name, "fiscal_cost"] = _mean(one_of)
            differences[point.name, "p_depleted"] = _difference(one_of)
            differences[point.name, "cost_per_additional"] = _difference(one_of)
    lines = {point.name.partition(", ")[2] for point in points if ", " in point.name}
    ends = one_of(_NEAR_TIES)
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
