"""Calendar years of a policy: what is lent, paid and left in the fund from one year to the next."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simulator.analysis.intervals import batch_means
from simulator.analysis.path_totals import FEN_PER_UNIT, Batch
from simulator.estimate import Estimate
from simulator.ledger import MONTH_ROWS
from simulator.scenario.model import Scenario

MONTHS_PER_YEAR = 12
YEARLY_FLOWS = ("lent_covered", "defaulted_covered", "fund_paid", "fund_recovered", "top_ups")
YEARLY_STOCKS = ("balance",)


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
    for name in (*YEARLY_FLOWS, *YEARLY_STOCKS):
        row = months[:, :, MONTH_ROWS.index(name)]
        by_year = row[:, ends - 1] if name in YEARLY_STOCKS else np.add.reduceat(row, starts, axis=1)
        estimates = (batch_means(by_year[:, year], batch.block_paths) for year in range(len(starts)))
        # No row can be negative, and so no end of its interval.
        found[name] = tuple(replace(estimate, low=max(estimate.low, 0.0)) for estimate in estimates)
    return found
