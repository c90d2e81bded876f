"""How long a path runs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.scenario.model import Scenario


@dataclass(frozen=True)
class Size:
    """Length of the calendar.

    Attributes
    ----------
    months
        Months in which loans are made.
    sold
        Month by which the last security is sold.
    last
        Last month that is simulated, by which every claim is settled.
    """

    months: int
    sold: int
    last: int


def calendar(
    scenario: Scenario,
    longest_claim_lag: int,
    replayed: NDArray[np.int64] | None = None,
    book: NDArray[np.int64] | None = None,
) -> Size:
    """Return how long a path runs: all terms, sales and claims are settled when run-off is on."""
    months = 12 * scenario.clock.years
    if not scenario.clock.run_off:
        return Size(months, months, months)
    if replayed is not None:
        end = max(int((replayed[r.REPLAYED_MONTH] + replayed[r.REPLAYED_TERM]).max()), months)
        sold = max(int((replayed[r.REPLAYED_DEFAULT] + replayed[r.REPLAYED_LAG]).max()), end) + 2
        return Size(months, sold, sold + longest_claim_lag + 1)
    terms = [term.months for term in scenario.loans.terms] + [segment.months_left for segment in scenario.book]
    if book is not None:
        terms += [int(book[:, r.BOOK_DUE].max(initial=1))]
    disposal = scenario.disposal
    sale = disposal.lag_months_max + (sum(disposal.auction_gap_months) if disposal.method == "auction" else 0)
    sold = months + max(terms) + sale + 2
    return Size(months, sold, sold + longest_claim_lag)


def longest_claim_lag(policies: Sequence[Scenario]) -> int:
    """Return the longest claim lag, which the calendar must hold."""
    return max(policy.scheme.claim_lag_months for policy in policies)
