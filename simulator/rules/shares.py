"""Shares as exact ratios: what a scheme's terms come to for each tier, bonus and step, worked out once per scheme.

A share of 60 % that steps down to a third is one fifth, not 19.9998 %: products and sums are taken as ratios of whole
numbers here, and only the fund's part of a loss is floored to the fen (`rules.sharing`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from simulator.rules.money import LIMITLESS, MILLION

# columns of a row of integers that stands for min(slope + constant / principal, most), see `integers_of`
(
    SLOPE,  # numerator of the slope
    CONSTANT,  # numerator of the constant, fen; 0 unless tiers are marginal
    MOST,  # numerator of the largest share
    WHOLE,  # denominator of slope and most
    CONSTANT_WHOLE,  # denominator of the constant
    SHARE_COLUMNS,  # number of columns
) = range(6)


def exact_share(share: float) -> Fraction:
    """Return the ratio with a denominator up to a million that a share stands for.

    0.35 is 7/20, and 1/3 (0.333 333 3...) is one third; every share with up to six decimals is itself.
    """
    return Fraction(share).limit_denominator(MILLION)


@dataclass(frozen=True)
class TierShare:
    """The fund's share of a loan within one tier: min(slope + constant / principal, most)."""

    slope: Fraction
    constant: Fraction
    """Fen; zero unless tiers are marginal."""
    most: Fraction

    def share(self, principal: int) -> Fraction:
        """Return the share of a loan with this principal (fen, above 0 unless the constant is 0)."""
        sloped = self.slope + (self.constant / principal if self.constant else 0)
        return max(Fraction(0), min(sloped, self.most))

    def times(self, factor: Fraction) -> "TierShare":
        """Return the share after a step-down to `factor` of the share."""
        return TierShare(self.slope * factor, self.constant * factor, self.most * factor)


@dataclass(frozen=True)
class Contract:
    """The terms behind the fund's share, before step-down.

    Attributes
    ----------
    ratio
        Compensation ratio of the smallest loans.
    tiers
        Lower limit (fen, ascending) and factor of each tier above the first.
    is_marginal
        A factor counts for what lies above its limit only.
    priority_bonus, first_loan_bonus
        Added to the tier's share.
    others
        Sum of the other parties' shares; the fund bears at most what they leave.
    """

    ratio: Fraction
    tiers: Sequence[tuple[int, Fraction]]
    is_marginal: bool
    priority_bonus: Fraction
    first_loan_bonus: Fraction
    others: Fraction

    def in_tier(self, tier: int, is_priority: bool, is_first: bool) -> TierShare:
        """Return the share in tier 0, 1, ...: ratio x factor plus bonuses, at most what the others leave.

        Marginal tiers: the mean over the slices of principal P, with factors f_0 = 1, f_1, ... above the limits
        a_0 = 0, a_1, ..., is f_t + sum over u up to t of (f_(u-1) - f_u) a_u / P.
        """
        factors = [Fraction(1), *(factor for _, factor in self.tiers[:tier])]
        slices = sum(
            ((factors[u] - factors[u + 1]) * above for u, (above, _) in enumerate(self.tiers[:tier])), Fraction(0)
        )
        bonus = self.priority_bonus * is_priority + self.first_loan_bonus * is_first
        return TierShare(
            self.ratio * factors[-1] + bonus,
            self.ratio * slices if self.is_marginal else Fraction(0),
            max(Fraction(0), 1 - self.others),
        )

    def share(self, principal: int, is_priority: bool, is_first: bool) -> Fraction:
        """Return the fund's share of a loan, whose principal is in fen."""
        tier = sum(principal > above for above, _ in self.tiers)
        return self.in_tier(tier, is_priority, is_first).share(principal)


def ratio_of(share: Fraction) -> tuple[int, int]:
    """Return numerator and denominator, both below 2^60; where they are larger, in units of 2^-59, rounded down."""
    if max(share.numerator, share.denominator) < LIMITLESS:
        return share.numerator, share.denominator
    whole = LIMITLESS // 2
    return math.floor(share * whole), whole


def integers_of(share: TierShare) -> tuple[int, int, int, int, int]:
    """Return a share as the integers that `rules.sharing.share_of` reads.

    Slope, constant and most per one common denominator, which stands twice, whenever these stay below 2^60: always for
    shares of three factors with up to six decimals each, without marginal tiers.
    Otherwise in units of 2^-59, and the constant in units that keep it below 2^60.
    """
    whole = math.lcm(share.slope.denominator, share.constant.denominator, share.most.denominator)
    largest = max(Fraction(1), abs(share.constant))
    if whole * largest < LIMITLESS:
        return int(share.slope * whole), int(share.constant * whole), int(share.most * whole), whole, whole
    whole = LIMITLESS // 2
    own = max(1, whole // math.ceil(largest))
    return (
        math.floor(share.slope * whole), math.floor(share.constant * own), math.floor(share.most * whole), whole, own,
    )  # fmt: skip
