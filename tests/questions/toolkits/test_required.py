"""The effect that a tool needs, on gains that are lines and steps."""

import math

import pytest

from simulator.estimate import Estimate
from simulator.questions.toolkits.required import RESOLUTION, next_effect, threshold_of


def gain(value, half_width=0.0):
    """Return a gain with its interval."""
    return Estimate(value, value - half_width, value + half_width, "mean")


def line(slope, start, half_width=0.0, effects=(0.0, 1.0)):
    """Return the gain start + slope x effect at these effects."""
    return {effect: gain(start + slope * effect, half_width) for effect in effects}


def test_a_line_crosses_where_it_is_zero():
    """50 of cost, 100 saved at full effect: half of it pays; 10 more or less of either moves the ends by a tenth."""
    found = threshold_of(line(100.0, -50.0, half_width=10.0))
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.4, 0.6))


@pytest.mark.parametrize(
    ("start", "half_width", "expected"),
    [
        (-150.0, 10.0, (math.inf, math.inf, math.inf)),
        (-105.0, 10.0, (math.inf, 0.95, math.inf)),
        (-95.0, 10.0, (0.95, 0.85, math.inf)),
        (5.0, 10.0, (0.0, 0.0, 0.05)),
        (15.0, 10.0, (0.0, 0.0, 0.0)),
    ],
)
def test_thresholds_outside_the_range(start, half_width, expected):
    """A gain rising by 100: out of reach, not told at full effect, open above, open below, met without any effect."""
    found = threshold_of(line(100.0, start, half_width))
    assert (found.value, found.low, found.high) == pytest.approx(expected)
    assert found.is_out_of_reach == (start == -150.0)
    assert found.is_met_without == (start == 15.0)


def searched(gain_at):
    """Return the points of a whole search."""
    points = {}
    while (effect := next_effect(points)) is not None:
        points[effect] = gain_at(effect)
    return points


def test_a_step_is_bracketed_to_the_resolution():
    """Nothing below 0.3, all above it: two ends and six halvings."""
    points = searched(lambda effect: gain(1.0 if effect >= 0.3 else -1.0))
    assert len(points) == 8
    assert threshold_of(points).value == pytest.approx(0.3, abs=RESOLUTION)


def test_a_vague_gain_is_not_searched_further():
    """The threshold is 0.4, known to 0.3 either side: a bracket of an eighth is below a quarter of 0.6."""
    points = searched(lambda effect: gain(100 * effect - 40, 30.0))
    assert sorted(points) == [0.0, 0.25, 0.375, 0.5, 1.0]
    found = threshold_of(points)
    assert (found.value, found.low, found.high) == pytest.approx((0.4, 0.1, 0.7))


@pytest.mark.parametrize("value", [-1.0, 1.0])
def test_without_a_crossing_two_points_suffice(value):
    """Out of reach, or met without any effect."""
    assert sorted(searched(lambda effect: gain(value))) == [0.0, 1.0]
