"""One year of a compensation fund that covers a book of equal loans: payout, ruin, idle money."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from simulator.errors import NoAnswerError
from simulator.exact.factor import OneFactor
from simulator.exact.limit import limit_probability_above
from simulator.exact.pools import homogeneous_pool_law
from simulator.faults import outside, range_of


@dataclass(frozen=True)
class FundBook:
    """Equal loans covered by one fund for one year.

    Parameters
    ----------
    factor
        Default model of the loans.
    loans
        Number of loans, at least 1.
    principal
        Of each loan, in currency.
    loss_given_default
        Part of the principal that is lost when a loan defaults, 0 to 1.
    compensation_ratio
        Part of the loss that the fund pays, 0 to 1.
    fund_size
        Money of the fund at the start of the year, in currency.

    Raises
    ------
    NoAnswerError
        When a number is outside its range.
    """

    factor: OneFactor
    loans: int
    principal: float
    loss_given_default: float
    compensation_ratio: float
    fund_size: float

    def __post_init__(self) -> None:
        """Refuse shares outside 0 to 1 and negative amounts."""
        for name in ("loss_given_default", "compensation_ratio"):
            if not 0 <= getattr(self, name) <= 1:
                raise NoAnswerError(outside(name, getattr(self, name), range_of(0, 1)))
        for name in ("principal", "fund_size"):
            if not 0 <= getattr(self, name) < np.inf:
                raise NoAnswerError(outside(name, getattr(self, name), range_of(0, None)))


@dataclass(frozen=True)
class FundPayout:
    """What the fund pays in the year; amounts in currency.

    Parameters
    ----------
    expected_claims
        Mean of what the fund would pay if it could not run dry.
    expected_payout
        Mean of what it pays, at most the fund size.
    ruin_probability
        P(claims > fund size): some claim of the year is not paid in full.
    defaults_to_empty
        Smallest number of defaults whose claims exceed the fund size; None when claims are nil.
    probability_without_claim
        P(no default in the year).
    expected_idle_money
        Fund size less the expected payout.
    """

    expected_claims: float
    expected_payout: float
    ruin_probability: float
    defaults_to_empty: int | None
    probability_without_claim: float
    expected_idle_money: float


def _as_written(number: float) -> Fraction:
    """Return the decimal number the user wrote, so that products tie exactly where they do on paper."""
    return Fraction(repr(float(number)))


def _claim_per_default(book: FundBook) -> Fraction:
    return _as_written(book.principal) * _as_written(book.loss_given_default) * _as_written(book.compensation_ratio)


def defaults_to_empty(book: FundBook) -> int | None:
    """Return the smallest number of defaults whose claims exceed the fund size, or None when claims are nil.

    Claims equal to the fund size are still paid in full, so they do not count. The number may exceed the
    number of loans: then the fund cannot run dry within the year.
    """
    claim = _claim_per_default(book)
    return int(_as_written(book.fund_size) // claim) + 1 if claim else None


def fund_payout(book: FundBook) -> FundPayout:
    """Return the fund's year: claims are whole multiples of principal x loss given default x ratio."""
    law = homogeneous_pool_law(book.factor, book.loans)
    claim = float(_claim_per_default(book))
    expected_payout = float(law.probabilities @ np.minimum(claim * law.counts, book.fund_size))
    fatal = defaults_to_empty(book)
    return FundPayout(
        expected_claims=book.loans * book.factor.pd * claim,
        expected_payout=expected_payout,
        ruin_probability=0.0 if fatal is None else law.probability_at_least(fatal),
        defaults_to_empty=fatal,
        probability_without_claim=float(law.probabilities[0]),
        expected_idle_money=book.fund_size - expected_payout,
    )


def limit_ruin_probability(
    factor: OneFactor, *, loss_given_default: float, compensation_ratio: float, leverage: float
) -> float:
    """Return the one-year ruin probability of a fund of book / leverage when the book is infinitely fine.

    P(L > 1 / (leverage x loss given default x ratio)), L the defaulted share.
    """
    if leverage <= 0:
        raise NoAnswerError(outside("leverage", leverage, range_of(0, None, ends_count=(False, True))))
    largest_claims = leverage * loss_given_default * compensation_ratio
    if largest_claims <= 1:
        return 0.0
    return limit_probability_above(factor, 1 / largest_claims)
