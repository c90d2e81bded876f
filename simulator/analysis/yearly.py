"""Calendar years of a policy: what is lent, paid and left in the fund from one year to the next."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.analysis.bounded import AT_LEAST_0, Bounds, within
from simulator.analysis.intervals import batch_means
from simulator.analysis.path_totals import FEN_PER_UNIT, Batch
from simulator.estimate import Estimate
from simulator.ledger import MONTH_ROWS
from simulator.scenario.model import Scenario

MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class YearlyRow:
    """How a row of months becomes a row of years, and what no path can pass in a year."""

    is_stock: bool = False
    """Read at the year's end; a flow is summed."""
    bounds: Bounds = AT_LEAST_0


YEARLY = {
    "lent_covered": YearlyRow(),
    "defaulted_covered": YearlyRow(),
    "fund_paid": YearlyRow(),
    "fund_recovered": YearlyRow(),
    "top_ups": YearlyRow(),
    # The ledger refuses a balance below 0.
    "balance": YearlyRow(is_stock=True),
}
"""By the name of the row in `ledger.MONTH_ROWS`."""


def first_year(scenario: Scenario) -> int:
    """Return the calendar year in which a run starts; every run starts in a January."""
    return int(scenario.clock.start[:4])


def yearly(batch: Batch, place: int) -> Mapping[str, tuple[Estimate, ...]]:
    """Return the means by calendar year of a watched policy, in currency: sums of flows, stocks at the year's end.

    The last year is that in which everything is settled; it may have fewer months.

    Parameters
    ----------
    place
        Of the policy among the watched ones.
    """
    months = batch.months[:, 1:, :, place] / FEN_PER_UNIT
    starts = np.arange(0, months.shape[1], MONTHS_PER_YEAR)
    ends = np.minimum(starts + MONTHS_PER_YEAR, months.shape[1])
    found = {}
    for name, kind in YEARLY.items():
        row = months[:, :, MONTH_ROWS.index(name)]
        by_year = row[:, ends - 1] if kind.is_stock else np.add.reduceat(row, starts, axis=1)
        estimates = (batch_means(by_year[:, year], batch.block_paths) for year in range(len(starts)))
        found[name] = tuple(within(estimate, kind.bounds) for estimate in estimates)
    return found
