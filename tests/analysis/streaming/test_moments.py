"""Estimates from merged moments beside those from the paths held together."""

import itertools
import math

import numpy as np
import pytest

from simulator.analysis import intervals
from simulator.analysis.bounded import AT_LEAST_0, SHARE, bounded_mean
from simulator.analysis.estimating import (
    difference_of_ratios,
    mean_estimate,
    proportion,
    ratio,
    ratio_difference_estimate,
    ratio_estimate,
)
from simulator.analysis.streaming import moments as m
from simulator.estimate import TOO_FEW

RNG = np.random.default_rng(7)
PATHS = 1_000
COST = RNG.gamma(2.0, 3e5, PATHS)
LENT = 2.0 * COST + RNG.normal(4e6, 1e5, PATHS)
COST_2, LENT_2 = COST * 1.01 + RNG.normal(0, 10, PATHS), LENT + RNG.normal(0, 1e3, PATHS)
HITS = (RNG.random(PATHS) < 0.01).astype(float)
CUTS = [0, 7, 8, 500, PATHS]


def in_pieces(*rows, gaps=None):
    """Return the moments of rows, gathered from pieces of very different lengths; of ratios, with their gaps."""
    whole = np.stack(rows)
    if gaps is None:
        gaps = whole[[1, 0, 3, 2][: len(rows)]] - whole if len(rows) > 1 else whole
    parts = [m.moments_of(whole[:, first:end], gaps[:, first:end]) for first, end in itertools.pairwise(CUTS)]
    found = parts[0]
    for part in parts[1:]:
        found = m.merged(found, part)
    return found


def assert_same(found, wanted):
    """Equal to rounding."""
    assert (found.kind, found.note) == (wanted.kind, wanted.note)
    for name in ("value", "low", "high"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), rel=1e-10)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (mean_estimate(in_pieces(COST)), intervals.mean_interval(COST)),
        (mean_estimate(in_pieces(LENT - LENT_2)), intervals.mean_difference(LENT, LENT_2)),
        (
            proportion(in_pieces(HITS).hits(), PATHS, may_be_rare=True),
            intervals.proportion_interval(int(HITS.sum()), PATHS),
        ),
        *(
            (mean_estimate(in_pieces(x, gaps=1 - x[np.newaxis]), SHARE), bounded_mean(x, SHARE))
            for x in (HITS / 3, 1 - HITS / 3, HITS * 0, HITS * 0 + 1)
        ),
        (mean_estimate(in_pieces(HITS * COST), AT_LEAST_0), bounded_mean(HITS * COST)),
        (ratio_estimate(in_pieces(HITS * COST, LENT), AT_LEAST_0), ratio(HITS * COST, LENT, AT_LEAST_0)),
        (ratio_estimate(in_pieces(LENT - HITS, LENT), SHARE), ratio(LENT - HITS, LENT, SHARE)),
        (
            ratio_difference_estimate(in_pieces(HITS * COST, LENT, HITS * COST_2, LENT_2)),
            difference_of_ratios((HITS * COST, LENT), (HITS * COST_2, LENT_2)),
        ),
        (ratio_estimate(in_pieces(COST, LENT)), ratio(COST, LENT)),
        (ratio_estimate(in_pieces(COST, -LENT)), ratio(COST, -LENT)),
        (ratio_estimate(in_pieces(COST, 0 * LENT)), ratio(COST, 0 * LENT)),
        (ratio_estimate(in_pieces(COST, LENT - LENT.mean())), ratio(COST, LENT - LENT.mean())),
        (
            ratio_difference_estimate(in_pieces(COST, LENT, COST_2, LENT_2)),
            difference_of_ratios((COST, LENT), (COST_2, LENT_2)),
        ),
        (
            ratio_difference_estimate(in_pieces(COST, LENT, COST_2, -LENT_2)),
            difference_of_ratios((COST, LENT), (COST_2, -LENT_2)),
        ),
    ],
)  # fmt: skip
def test_an_estimate_is_that_of_the_paths_held_together(found, wanted):
    """Value, both ends, kind and note."""
    assert_same(found, wanted)


def test_a_constant_has_no_error_however_it_is_cut():
    """0.1 is no binary fraction: summed and divided it would not come back."""
    found = mean_estimate(in_pieces(np.full(PATHS, 0.1)))
    assert (found.value, found.low, found.high) == (0.1, 0.1, 0.1)


def test_equal_ratios_differ_by_exactly_nothing():
    """A policy that changes nothing must not seem to change a little."""
    found = ratio_difference_estimate(in_pieces(COST, LENT, COST, LENT))
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_one_path_bounds_nothing():
    """As with paths held together: too few paths."""
    found = mean_estimate(m.moments_of(np.array([[3.0]])))
    assert (found.value, found.low, found.high, found.note) == (3.0, -math.inf, math.inf, TOO_FEW)
    assert ratio_estimate(m.moments_of(np.array([[3.0], [2.0]]))) == ratio(np.array([3.0]), np.array([2.0]))
