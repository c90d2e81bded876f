"""The smallest severity: found where a known curve crosses the limit, and said to be out of reach where it is."""

import math

import pytest
from scipy.special import ndtr, ndtri

from simulator.analysis.intervals import proportion_interval
from simulator.questions.stress.severity import WIDTH, find_severity

PATHS = 1_000


def curve(middle: float):
    """Return chances that are Phi(severity - middle), as if counted on 1,000 paths."""
    return lambda severities: [proportion_interval(round(PATHS * ndtr(s - middle)), PATHS) for s in severities]


@pytest.mark.parametrize(("middle", "limit"), [(1.7, 0.1), (2.2, 0.5), (0.9, 0.3)])
def test_known_curve_is_crossed_where_it_should_be(middle, limit):
    """Phi(s - m) = limit at s = m + Phi^-1(limit); the interval holds it and is narrow."""
    found, tried = find_severity(curve(middle), limit, (0.0, 1.0, 2.0, 3.0))
    exact = max(0.0, middle + ndtri(limit))
    assert exact - 0.01 <= found.value <= exact + WIDTH + 0.01
    assert found.low < exact < found.high < found.low + 0.6
    assert [at for at, _ in tried] == sorted(at for at, _ in tried)


def test_not_reached_is_infinite():
    """A chance that stays below the limit with its whole interval: nothing is claimed but the largest tried."""
    found, tried = find_severity(curve(9.0), 0.1, (0.0, 1.0, 2.0, 3.0))
    assert math.isinf(found.value)
    assert (found.low, math.isinf(found.high)) == (3.0, True)
    assert len(tried) == 4


def test_passed_without_stress_is_zero():
    """Where even no stress passes the limit, with its whole interval, the answer is 0."""
    found, _ = find_severity(curve(-2.0), 0.1, (0.0, 1.0))
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_a_bump_below_the_answer_does_not_count():
    """The severity is the one from which on the limit is reached at every severity tried."""
    values = {0.0: 0.0, 1.0: 0.5, 2.0: 0.0, 3.0: 0.5}

    def bumpy(severities):
        shares = (values.get(s, 0.0 if s < 2.5 else 0.5) for s in severities)
        return [proportion_interval(round(PATHS * share), PATHS) for share in shares]

    found, _ = find_severity(bumpy, 0.1, sorted(values))
    assert found.value == 2.5
