"""The ledger: every fen that moved, at three resolutions - path totals, month sums, rows.

Everything that is measured, tabled or drawn comes from here, and it balances to the fen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.errors import BalanceError

Ints = NDArray[np.int64]

TOTALS = (
    "lent_covered",
    "lent_uncovered",
    "newly_lent",
    "labelled",
    "loans_covered",
    "refused_breaker",
    "refused_unpaid",
    "refused_quota",
    "refused_leverage",
    "refused_ineligible",
    "defaulted_covered",
    "defaulted_uncovered",
    "defaults_covered",
    "owed",
    "recovered",
    "loss_covered",
    "covered_owed",
    "claimed",
    "approved",
    "cut_stacking",
    "cut_cap",
    "cut_line",
    "cut_budget",
    "cut_cumulative",
    "cut_refused",
    "cut_stopped",
    "guarantor_paid",
    "reinsurer_paid",
    "insurer_paid",
    "appraiser_paid",
    "bank_loss",
    "fund_paid",
    "lapsed",
    "unpaid",
    "fund_recovered",
    "others_recovered",
    "top_ups",
    "drawn",
    "interest",
    "fees_fund",
    "fees_others",
    "running_cost",
    "balance",
    "first_depleted",
    "months_shut",
    "lowest_balance",
    "largest_outflow",
    "years_without_claim",
    "peak_covered",
    "covered_months",
    "uncovered_months",
    "public_in_present",
    "unsettled",
    "lent_priority",
    "tool_cost",
    "guarantor_short",
    "guarantor_advanced",
)
"""Totals of one path under one policy, fen unless the name says otherwise (counts, months)."""

MONTH_ROWS = (
    "lent_covered",
    "lent_uncovered",
    "defaulted_covered",
    "approved",
    "fund_paid",
    "fund_recovered",
    "top_ups",
    "balance",
    "unpaid",
    "performing_covered",
    "npl_covered",
    "shut",
)
"""Rows of one month, summed over paths, fen (the last: number of banks or schemes shut)."""

OTHERS = ("guarantor_paid", "reinsurer_paid", "insurer_paid", "appraiser_paid")
CUTS = (
    "cut_stacking",
    "cut_cap",
    "cut_line",
    "cut_budget",
    "cut_cumulative",
    "cut_refused",
    "cut_stopped",
)


@dataclass(frozen=True)
class Ledger:
    """What one run of an engine leaves behind.

    Attributes
    ----------
    totals
        Path totals of each policy, shape (paths, policies, columns), fen.
    arms
        The same for the no-scheme arm of each policy.
    columns
        Names of the columns kept.
    months
        Means over paths of the watched policies' month rows, from exact sums, shape (months + 1, rows, watched), fen.
    balances
        Fund balance of the watched policies, shape (paths, months + 1, watched), fen.
    shortfalls
        What approved claims of the watched policies have lacked so far, of the same shape, fen.
    watched
        Indices of the watched policies.
    """

    totals: Ints
    arms: Ints
    columns: tuple[str, ...]
    months: NDArray[np.float64]
    balances: Ints
    shortfalls: Ints
    watched: tuple[int, ...]

    def of(self, name: str) -> Ints:
        """Return one total, shape (paths, policies)."""
        return self.totals[:, :, self.columns.index(name)]

    def without_scheme(self, name: str) -> Ints:
        """Return one total of the no-scheme arm of each policy, shape (paths, policies)."""
        return self.arms[:, :, self.columns.index(name)]


def imbalances(totals: Ints, capital: Ints, is_run_off: bool) -> dict[str, Ints]:
    """Return, for every account, inflow minus outflow: all must be 0, shape (paths, lanes) each.

    Parameters
    ----------
    totals
        All totals, shape (paths, lanes, len(TOTALS)), fen.
    capital
        Paid-in capital of each lane, shape (lanes,).
    is_run_off
        Whether every loan must have been settled.
    """
    column = {name: totals[:, :, i] for i, name in enumerate(TOTALS)}

    def total(*names: str) -> Ints:
        return sum((column[name] for name in names), np.zeros(totals.shape[:2], dtype=np.int64))

    inflow = capital + total("top_ups", "drawn", "interest", "fees_fund", "fund_recovered")
    books = {
        "fund": inflow - total("fund_paid", "running_cost", "balance"),
        "loss": total("owed", "others_recovered", "fund_recovered")
        - total("recovered", "bank_loss", "fund_paid", *OTHERS),
        "claims": total("claimed") - total("approved", *CUTS),
        "payments": total("approved") - total("fund_paid", "lapsed", "unpaid", "guarantor_advanced"),
        "negative balance": np.minimum(column["lowest_balance"], 0),
    }
    if is_run_off:
        books["unsettled loans"] = column["unsettled"]
    return books


def check_balances(totals: Ints, capital: Ints, is_run_off: bool, first_path: int) -> None:
    """Raise when any account of any path and lane does not balance to the fen.

    Raises
    ------
    BalanceError
        Naming the account, the path, the lane and the difference.
    """
    for account, difference in imbalances(totals, capital, is_run_off).items():
        if np.any(difference):
            path, lane = (int(i) for i in np.argwhere(difference)[0])
            raise BalanceError(
                f"account {account!r} does not balance: path {first_path + path}, lane {lane}, "
                f"difference {int(difference[path, lane])} fen"
            )
