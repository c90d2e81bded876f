"""From a sale to what each part of the loan gets back."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import special, stats

from simulator.randomness.philox import keyed_block, uniform
from simulator.rules.disposal import after_legal_cost, bidders, from_other_collateral, highest_bid, recoveries_by_part

LARGEST = 10**15
"""Fen: ten thousand billion yuan."""

exactly = settings(max_examples=400)
amounts = st.one_of(st.integers(0, 1000), st.integers(0, LARGEST))


@pytest.mark.parametrize(
    ("gross", "share", "fixed", "net"),
    [(1_000_000, 50_000, 20_000, 930_000), (1_000_001, 50_000, 0, 950_001), (10_000, 50_000, 20_000, 0), (0, 0, 5, 0)],
)
def test_legal_cost_comes_first_and_never_exceeds_the_proceeds(gross, share, fixed, net):
    """5 % and a fixed sum off; the share is floored; a small sale brings nothing, not less."""
    assert after_legal_cost(gross, share, fixed) == net


def test_recoveries_by_hand():
    """10 m owed, 6 m on patents: patents 0.5 m, property 2 m, guarantee 0.3 m shared 6 : 4 -> 0.68 m and 2.12 m."""
    million = 100_000_000
    covered, rest = recoveries_by_part(
        10 * million, 6 * million, 50_000_000, 2 * million, 30_000_000, True
    )  # fmt: skip
    assert (covered, rest) == (68_000_000, 212_000_000)
    assert 6 * million - covered == 532_000_000
    assert 4 * million - rest == 188_000_000


def test_a_surplus_spills_to_the_other_part():
    """Patents worth 8 on a part of 6 pay 2 on the rest of 4; property worth 7 on 4 pays 3 on the 6."""
    assert recoveries_by_part(10, 6, 8, 0, 0, True) == (6, 2)
    assert recoveries_by_part(10, 6, 0, 7, 0, True) == (3, 4)
    assert recoveries_by_part(10, 6, 9, 9, 9, True) == (6, 4)


@pytest.mark.parametrize(("value", "brings"), [(-1, 24), (0, 0), (50, 20), (149, 59), (150, 60), (400, 60)])
def test_other_collateral_brings_part_of_its_value_up_to_what_it_secures(value, brings):
    """40 % of a value, at most the 60 owed; 40 % of the 60 where no value is known."""
    assert from_other_collateral(60, value, 400_000) == brings


def test_pro_rata_shares_everything():
    """2.8 m on 10 m owed, six tenths to the covered part, whichever security brings it."""
    assert recoveries_by_part(10_000_000, 6_000_000, 500_000, 2_000_000, 300_000, False) == (1_680_000, 1_120_000)
    assert recoveries_by_part(10_000_000, 6_000_000, 0, 0, 2_800_000, False) == (1_680_000, 1_120_000)


def test_a_guarantee_that_one_part_cannot_take_goes_to_the_other():
    """Patents have paid 5 of 6; of a guarantee of 5 three would be theirs, one fits, four pay the rest of 4."""
    assert recoveries_by_part(10, 6, 5, 0, 5, True) == (6, 4)


@exactly
@given(amounts, amounts, amounts, amounts, amounts, st.booleans())
@example(0, 0, 5, 5, 5, True)
@example(LARGEST, LARGEST - 1, LARGEST, LARGEST, LARGEST, True)
@example(LARGEST, 1, 3, 0, LARGEST // 3, False)
def test_recoveries_are_conserved_and_never_above_what_is_owed(first, second, patents, other, guarantee, is_by_part):
    """Both parts together get all proceeds or all that is owed; neither gets more than its own debt."""
    owed, covered_owed = max(first, second), min(first, second)
    covered, rest = recoveries_by_part(owed, covered_owed, patents, other, guarantee, is_by_part)
    assert covered + rest == min(owed, patents + other + guarantee)
    assert 0 <= covered <= covered_owed
    assert 0 <= rest <= owed - covered_owed


@exactly
@given(amounts, amounts, amounts, amounts, st.booleans())
def test_more_patents_never_hurt_the_covered_part(first, second, patents, more, is_by_part):
    """Direction: a higher price raises both recoveries or leaves them."""
    owed, covered_owed = max(first, second), min(first, second)
    before = recoveries_by_part(owed, covered_owed, patents, 10, 10, is_by_part)
    after = recoveries_by_part(owed, covered_owed, patents + more, 10, 10, is_by_part)
    # a share in whole parts per million leaves a fen of rounding
    assert after[0] >= before[0] - 1
    assert after[1] >= before[1] - 1


@pytest.mark.parametrize("mean", [0.3, 2.0, 25.0])
def test_bidders_are_the_poisson_quantile(mean):
    """The smallest n with P(N <= n) >= u, at 500 midpoints, against scipy."""
    u = (np.arange(500) + 0.5) / 500
    assert [bidders(mean, value) for value in u] == stats.poisson.ppf(u, mean).astype(int).tolist()


def test_bidders_at_the_ends():
    """Nobody when none is expected; a market too large for exp(-mean) still has about as many as it can count."""
    assert bidders(0.0, 0.999) == 0
    assert bidders(5000.0, 0.5) == bidders(700.0, 0.5)
    assert abs(bidders(700.0, 0.5) - 700) <= 1
    assert bidders(700.0, 0.9) == stats.poisson.ppf(0.9, 700)


def test_highest_bid_is_the_largest_of_independent_lognormal_bids():
    """P(highest of n <= v) = Phi((log v - m) / s)^n, inverted: the uniform comes back."""
    for count in (1, 2, 7, 40):
        for u in (0.001, 0.3, 0.8, 0.999):
            bid = highest_bid(50.0, -0.2, 0.4, count, u)
            assert special.ndtr((math.log(bid / 50.0) + 0.2) / 0.4) ** count == pytest.approx(u, rel=1e-9)


def test_highest_bid_has_the_mean_of_simulated_maxima():
    """Three bidders, 3,000 rounds: drawn as one or as the largest of three, within four standard errors."""
    rng = np.random.default_rng(8)
    ours = np.array(
        [
            highest_bid(1.0, 0.0, 0.5, 3, uniform(np.uint64(keyed_block(np.uint64(1), 11, 0, i, 0)[0])))
            for i in range(3000)
        ]
    )
    drawn = np.exp(0.5 * rng.standard_normal((3000, 3))).max(axis=1)
    assert abs(ours.mean() - drawn.mean()) < 4 * math.hypot(ours.std(), drawn.std()) / math.sqrt(3000)


def test_without_bidders_there_is_no_bid():
    """And a very small uniform among many bidders still gives a number."""
    assert highest_bid(50.0, 0.0, 0.4, 0, 0.9) == 0.0
    assert 0 < highest_bid(50.0, 0.0, 0.4, 1, 1e-300) < 50
    assert math.isfinite(highest_bid(50.0, 0.0, 0.4, 1400, 1 - 1e-10))


def test_the_luckiest_of_many_bidders_bids_at_the_end_of_what_a_number_can_tell_from_1():
    """The largest uniform to the power 1/1,400 rounds to 1, whose quantile is infinite; the largest below 1 counts."""
    best = special.ndtri(math.nextafter(1.0, 0.0))
    assert highest_bid(50.0, 0.0, 0.4, 1400, 1 - 2.0**-53) == pytest.approx(50 * math.exp(0.4 * best), rel=1e-9)


def test_what_is_shared_goes_by_what_is_owed_to_the_fen():
    """Owed 3 m and 6 m fen on two parts: of 3 m recovered pro rata a third, not 333,333 parts per million of it."""
    assert recoveries_by_part(9_000_000, 3_000_000, 3_000_000, 0, 0, False) == (1_000_000, 2_000_000)
