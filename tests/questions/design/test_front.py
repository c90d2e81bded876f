"""Fronts against brute force, ties against the paired interval, groups and spreads worked by hand."""

import numpy as np
import pytest

from simulator.analysis.intervals import mean_difference
from simulator.questions.design.front import beats, grouped, spread_over, tied, unbeaten


@pytest.mark.parametrize("seed", range(4))
def test_unbeaten_points_are_those_of_the_definition(seed):
    """No other point is nowhere worse and somewhere better: compared pair by pair, on a lattice full of ties."""
    points = np.random.default_rng(seed).integers(0, 6, (200, 3)).astype(float)
    wanted = [
        not any(all(other <= own) and any(other < own) for other in points)
        for own in points
    ]  # fmt: skip
    assert unbeaten(points).tolist() == wanted


def test_equal_points_are_all_kept():
    """Two policies with the same outcome do not beat each other."""
    assert unbeaten(np.array([[1.0, 2.0], [1.0, 2.0], [2.0, 2.0]])).tolist() == [True, True, False]


def test_beats_needs_one_objective_to_be_better():
    """The point itself and its equal do not beat it; nowhere worse and once better does."""
    points = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 0.5], [0.0, 2.0]])
    assert beats(points, 0).tolist() == [False, False, True, False]


def test_spread_keeps_the_best_of_each_objective_and_then_the_farthest():
    """On a line of eleven points, three are the two ends and the middle."""
    line = np.array([[place, 10.0 - place] for place in range(11)], dtype=float)
    assert spread_over(line, 3).tolist() == [0, 5, 10]
    assert spread_over(line, 20).tolist() == list(range(11))


def test_ties_are_paired_intervals_that_hold_zero():
    """The same verdict as the paired difference of every pair, on correlated rows."""
    rng = np.random.default_rng(5)
    rows = rng.normal(size=300) + 0.2 * rng.normal(size=(12, 300)) + 0.02 * np.arange(12)[:, None]
    found = tied(rows)
    for i in range(12):
        for j in range(12):
            difference = mean_difference(rows[i], rows[j])
            assert found[i, j] == (difference.low <= 0 <= difference.high), (i, j)
    assert 12 < found.sum() < 144


def test_rows_that_never_differ_are_tied():
    """A difference that is 0 on every path has an interval of no width, which holds 0."""
    rows = np.array([[0.1, 0.2, 0.7]] * 2)
    assert tied(rows).all()


def test_groups_are_led_by_the_first_point_left():
    """0 ties with 1 and 1 with 2, but 0 not with 2: 1 goes with 0, and 2 leads the next group."""
    ties = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]], dtype=bool)
    assert grouped(ties).tolist() == [0, 0, 1]
