"""Brackets of a condition that may hold, fail, and hold again as the size grows."""

import itertools
import math

import pytest

from simulator.analysis.crossing import Bracket, Gap, between, geometric, last_crossing, rounded


def gaps_of(**values):
    """Return gaps by size, written as s10=-1 for a gap of -1 at size 10, with ends half a unit away."""
    return {float(key[1:]): Gap(value - 0.5, value, value + 0.5) for key, value in values.items()}


def test_last_crossing_is_where_it_holds_for_good():
    """It holds at 1, fails at 2 and 8, holds at 4: only from 16 on does it hold at every larger size."""
    assert last_crossing(gaps_of(s1=-1, s2=3, s4=-2, s8=1, s16=-1, s32=-2)) == Bracket(8, 16)


def test_ends_of_the_interval_cross_elsewhere():
    """Gaps 1, 0.2, -0.2, -1: the lower end crosses first, the upper end last."""
    gaps = gaps_of(s1=1, s2=0.2, s3=-0.2, s4=-1)
    assert [last_crossing(gaps, end) for end in ("low", "value", "high")] == [
        Bracket(1, 2),
        Bracket(2, 3),
        Bracket(3, 4),
    ]


def test_bracket_is_open_where_it_always_holds_or_fails_at_the_end():
    """No smaller size fails, or no larger one holds; a gap of exactly 0 holds."""
    assert last_crossing(gaps_of(s1=0, s2=-1)) == Bracket(None, 1)
    assert last_crossing(gaps_of(s1=-1, s2=1)) == Bracket(2, None)


def test_a_gap_that_is_no_number_does_not_hold():
    """Where nothing is known, nothing is promised."""
    assert last_crossing({1.0: Gap(math.nan, math.nan, math.nan)}) == Bracket(1, None)


def test_cuts_are_inside_and_of_one_ratio():
    """Sixteen parts of 1,000 to 16,000: fifteen sizes, each 16^(1/16) = 1.189 times the one before."""
    cuts = between(Bracket(1_000, 16_000), 0.01)
    assert len(cuts) == 15
    assert min(cuts) > 1_000 and max(cuts) < 16_000
    ratios = [after / before for before, after in itertools.pairwise(cuts)]
    assert ratios == pytest.approx([16 ** (1 / 16)] * 14, rel=1e-3)


@pytest.mark.parametrize("bracket", [Bracket(100, 100.9), Bracket(None, 5), Bracket(5, None), Bracket(0, 5)])
def test_nothing_is_cut_where_the_bracket_is_narrow_or_open(bracket):
    """1 % wide is narrow enough at a resolution of 1 %; an open bracket, or one from 0, has no middle ratio."""
    assert between(bracket, 0.01) == ()


@pytest.mark.parametrize(
    ("size", "expected"), [(3_942_718.3, 3_943_000), (12_345.67, 12_350), (9.87654, 9.88), (0.004, 0.0), (1e12, 1e12)]
)
def test_sizes_have_four_digits_and_two_decimals(size, expected):
    """A size must be an amount that a scenario takes."""
    assert rounded(size) == expected


def test_geometric_grid_has_both_ends():
    """1 to 1,000 in four sizes is 1, 10, 100, 1,000."""
    assert geometric(1, 1_000, 4) == (1, 10, 100, 1_000)
