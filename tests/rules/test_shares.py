"""Shares as exact ratios: worked by hand, and against Python's fractions over shares of every kind."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.rules.money import MILLION, portion
from simulator.rules.shares import Contract, TierShare, exact_share, integers_of, ratio_of
from simulator.rules.sharing import claim_on_fund, share_of, tier_of

NOTHING = Fraction(0)
LIMITS = {"jiangsu": [(10, "5/8")], "guangzhou": [(5, "3/4"), (15, "1/2")], "none": []}
LARGEST_LOSS = 10**14
"""Fen: a thousand billion yuan."""

decimals = st.integers(0, MILLION).map(lambda ppm: ppm / MILLION)
ratios = st.tuples(st.integers(0, MILLION), st.integers(1, MILLION)).map(lambda pair: min(pair) / max(pair))
shares = st.one_of(st.sampled_from([0.0, 1.0, 1 / 3, 2 / 3, 0.6, 0.35, 1 / 7]), decimals, ratios)
often = settings(max_examples=300, deadline=None)


def million(amount: float) -> int:
    """Return an amount of million yuan in fen."""
    return round(amount * 100_000_000)


def contract(ratio, limits="none", *, is_marginal=False, bonus=0.0, others=0.0):
    """Return a contract with the tiers of a city, whose bonus is for priority sectors."""
    tiers = [(million(above), Fraction(factor)) for above, factor in LIMITS[limits]]
    return Contract(exact_share(ratio), tiers, is_marginal, exact_share(bonus), NOTHING, exact_share(others))


def paid(line: TierShare, principal: int, loss: int) -> int:
    """Return what the engines pay on a loss, by the integers they read."""
    row = np.array(integers_of(line), dtype=np.int64)
    return int(claim_on_fund(loss, share_of(row, principal), 0, (1, 1))[0])


def test_a_third_of_sixty_per_cent_is_a_fifth_of_the_loss():
    """0.6 x 1/3 of 15,000,000.00 yuan is 3,000,000.00, and 1/3 x 0.6 x 1/2 of 1,000.00 is 100.00, to the fen."""
    step = contract(0.6).in_tier(0, False, False).times(exact_share(1 / 3))
    assert paid(step, million(15), million(15)) == million(3)
    twice = contract(1 / 3).in_tier(0, False, False).times(exact_share(0.6)).times(exact_share(0.5))
    assert paid(twice, million(1), 100_000) == 10_000


@pytest.mark.parametrize(
    ("limits", "ratio", "size", "whole", "marginal"),
    [
        ("jiangsu", 0.8, 8, "4/5", "4/5"),
        ("jiangsu", 0.8, 10, "4/5", "4/5"),  # just at the line
        ("jiangsu", 0.8, 16, "1/2", "11/16"),  # (10 x 0.8 + 6 x 0.5) / 16
        ("jiangsu", 0.8, 20, "1/2", "13/20"),
        ("guangzhou", 0.4, 5, "2/5", "2/5"),
        ("guangzhou", 0.4, 10, "3/10", "7/20"),
        ("guangzhou", 0.4, 15, "3/10", "1/3"),  # (5 x 0.4 + 10 x 0.3) / 15
        ("guangzhou", 0.4, 20, "1/5", "3/10"),  # (5 x 0.4 + 10 x 0.3 + 5 x 0.2) / 20
        ("guangzhou", 0.4, 30, "1/5", "4/15"),  # (5 x 0.4 + 10 x 0.3 + 15 x 0.2) / 30
        ("none", 0.54, 30, "27/50", "27/50"),
    ],
)
def test_tiers_by_hand(limits, ratio, size, whole, marginal):
    """Jiangsu: 0.80 up to 10 m, 0.50 above. Guangzhou: 0.40, 0.30 above 5 m, 0.20 above 15 m; paid to the fen."""
    above = np.array([million(limit) for limit, _ in LIMITS[limits]], dtype=np.int64)
    for is_marginal, wanted in ((False, Fraction(whole)), (True, Fraction(marginal))):
        terms = contract(ratio, limits, is_marginal=is_marginal)
        assert terms.share(million(size), False, False) == wanted
        line = terms.in_tier(tier_of(million(size), above), False, False)
        assert paid(line, million(size), million(size)) == wanted * million(size)


def test_a_fen_above_the_line_costs_the_whole_loan_its_share():
    """The cliff of a whole-loan tier; marginal tiers have none."""
    line = million(10) + 1
    assert contract(0.8, "jiangsu").share(line, False, False) == Fraction(1, 2)
    assert contract(0.8, "jiangsu", is_marginal=True).share(line, False, False) > Fraction(799_999, MILLION)


@pytest.mark.parametrize(
    ("bonus", "others", "share"),
    [(0, 0, "3/10"), (0.05, 0, "7/20"), (0.05, 0.7, "3/10"), (0.05, 2 / 3, "1/3"), (0.05, 1, "0")],
)
def test_contract_share_by_hand(bonus, others, share):
    """Ratio 0.3 plus the bonus, at most what the other parties leave."""
    assert contract(0.3, bonus=bonus, others=others).share(million(1), True, False) == Fraction(share)


def test_a_large_loan_gets_its_tier_and_the_whole_bonus():
    """0.8 x 0.625 + 0.05 above ten million in Jiangsu's tiers."""
    assert contract(0.8, "jiangsu", bonus=0.05).share(million(12), True, False) == Fraction(11, 20)


@given(st.integers(0, MILLION))
def test_shares_with_six_decimals_are_themselves(ppm):
    """What is a whole number of parts per million stays so."""
    assert exact_share(ppm / MILLION) == Fraction(ppm, MILLION)


@often
@given(st.integers(1, LARGEST_LOSS), shares, shares, shares, shares, st.integers(0, 3))
@example(150_000_000_000, 2 / 3, 0.3, 1 / 3, 0.0, 1)
def test_no_product_of_shares_is_a_fen_off(loss, ratio, factor, step, bonus, others):
    """(ratio x tier + bonus, at most what others leave) x step of a loss, floored once.

    At most one fen below Python's fractions, and equal to them unless a product has a denominator above 2^60.
    """
    terms = Contract(
        exact_share(ratio), [(1, exact_share(factor))], False, exact_share(bonus), NOTHING, Fraction(others, 7)
    )
    line = terms.in_tier(1, True, False).times(exact_share(step))
    true = min(exact_share(ratio) * exact_share(factor) + exact_share(bonus), 1 - Fraction(others, 7)) * exact_share(
        step
    )
    assert 0 <= true * loss - paid(line, million(5), loss) < 1 or true.denominator >= 1 << 60
    assert -1 <= true * loss - paid(line, million(5), loss) < 2


@often
@given(st.integers(1, LARGEST_LOSS), st.integers(1, LARGEST_LOSS), shares, shares, shares, shares, st.booleans())
@example(million(15), million(15), 0.4, 0.75, 0.5, 0.0, False)
@example(10**14, 10**14 - 1, 0.333333, 0.666667, 0.123457, 1.0, True)
def test_no_marginal_tier_is_a_fen_off(principal, part, ratio, second, third, step, has_bonus):
    """Slices, each with its factor, over the principal, in Python's fractions; then bonus and step; floored once."""
    tiers = [(million(5), exact_share(second)), (million(15), exact_share(third))]
    terms = Contract(exact_share(ratio), tiers, True, Fraction(1, 20), NOTHING, Fraction(1, 10))
    slices = [
        min(principal, million(5)), max(0, min(principal, million(15)) - million(5)), max(0, principal - million(15)),
    ]  # fmt: skip
    factors = (1, exact_share(second), exact_share(third))
    mean = sum(size * factor for size, factor in zip(slices, factors, strict=True)) / Fraction(principal)
    bonus = Fraction(1, 20) if has_bonus else 0
    true = max(0, min(exact_share(ratio) * mean + bonus, Fraction(9, 10))) * exact_share(step)
    tier = tier_of(principal, np.array([million(5), million(15)]))
    loss = min(principal, part)
    found = paid(terms.in_tier(tier, has_bonus, False).times(exact_share(step)), principal, loss)
    assert -1 <= true * loss - found < 2


@often
@given(st.integers(0, LARGEST_LOSS), shares, shares)
@example(150_000_000, 1 / 3, 0.5)
def test_no_stacking_limit_and_no_cap_rate_is_a_fen_off(amount, first, second):
    """A product of two shares, such as cap rate x ratio, and a limit that is no decimal: floored once."""
    product = exact_share(first) * exact_share(second)
    assert portion(amount, *ratio_of(product)) == product * amount // 1
    limit = ratio_of(exact_share(first))
    assert sum(claim_on_fund(amount, (1, 1), 0, limit)) == amount
    assert claim_on_fund(amount, (1, 1), 0, limit)[0] == exact_share(first) * amount // 1
