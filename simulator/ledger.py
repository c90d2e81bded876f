"""The ledger: every fen that moved, at three resolutions - path totals, month sums, rows.

Everything that is measured, tabled or drawn comes from here, and it balances to the fen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.errors import BalanceError, wrong

Ints = NDArray[np.int64]

TOTALS = (
    "lent_covered",  # lent with cover
    "lent_uncovered",  # lent without cover
    "newly_lent",  # lent with cover, and not in the no-scheme arm
    "labelled",  # lent with cover, and in the arm as well
    "loans_covered",  # loans lent with cover, number
    "refused_breaker",  # cover refused because the breaker is tripped
    "refused_unpaid",  # because a claim is unpaid
    "refused_quota",  # because the year's quota is used up
    "refused_leverage",  # because it does not fit the leverage limit
    "refused_ineligible",  # asked for by applicants whom the scheme does not take
    "defaulted_covered",  # principal outstanding of covered loans at default
    "defaulted_uncovered",  # of loans without cover
    "defaults_covered",  # covered loans that default, number
    "owed",  # owed on settled loans, interest included, with and without cover
    "recovered",  # what their securities brought
    "loss_covered",  # lost on the covered part
    "covered_owed",  # owed on the covered part
    "claimed",  # claims on the fund before all limits
    "approved",  # claims after all limits
    "cut_stacking",  # cut from claims by the stacking limit
    "cut_cap",  # by the cap per loan
    "cut_line",  # by the bank's yearly line
    "cut_budget",  # by the yearly budget
    "cut_cumulative",  # by the cumulative cap
    "cut_refused",  # refused for the bank's fault
    "cut_stopped",  # by a breaker that stops payment
    "guarantor_paid",  # paid by the guarantor, what it advances for the fund included
    "reinsurer_paid",  # paid by the re-guarantor
    "insurer_paid",  # paid by the insurer
    "appraiser_paid",  # paid by the appraiser
    "bank_loss",  # lost by the bank
    "fund_paid",  # paid by the fund
    "lapsed",  # approved claims that lapsed for lack of money
    "unpaid",  # approved claims that are unpaid at the end
    "fund_recovered",  # given back to the fund from later sales
    "others_recovered",  # given back to the other parties
    "top_ups",  # added in Januaries
    "drawn",  # paid by the treasury of an unlimited fund
    "interest",  # earned by the fund
    "fees_fund",  # fees to the fund
    "fees_others",  # fees to somebody else
    "running_cost",  # administration of the fund
    "balance",  # of the fund at the end
    "first_depleted",  # first month in which money was short for an approved claim, 0 for none
    "months_shut",  # months of lending in which the breaker was tripped, by bank where it is read by bank, number
    "lowest_balance",  # of the fund
    "largest_outflow",  # most that claims had cost so far, paid or not, beyond what came in
    "years_without_claim",  # years of lending in which no claim was approved, number
    "peak_covered",  # most covered principal outstanding
    "covered_months",  # covered principal performing, summed over months, fen x months
    "uncovered_months",  # the same without cover, fen x months
    "public_in_present",  # public money put in less what is left, in present value
    "unsettled",  # principal outstanding at the end
    "lent_priority",  # lent to priority sectors, with and without cover
    "tool_cost",  # public money for tools, outside the fund
    "guarantor_short",  # what a guarantor could not pay of its part
    "guarantor_advanced",  # what it paid because the fund could not
)
"""Totals of one path under one policy; fen unless the comment says otherwise. Both engines count them in this order."""

MONTH_ROWS = (
    "lent_covered",  # as in TOTALS, of the month
    "lent_uncovered",  # as in TOTALS
    "defaulted_covered",  # as in TOTALS
    "approved",  # as in TOTALS
    "fund_paid",  # as in TOTALS
    "fund_recovered",  # as in TOTALS
    "top_ups",  # as in TOTALS
    "balance",  # of the fund at the end of the month
    "unpaid",  # approved claims that are unpaid at the end of the month
    "performing_covered",  # covered principal that performs at the end of the month
    "npl_covered",  # covered principal that does not
    "shut",  # breakers that are tripped: 0 or 1 for the scheme, or number of banks
)
"""Rows of one month, summed over paths; fen unless the comment says otherwise."""

MONTH_FLOWS = {row: row for row in MONTH_ROWS if row in TOTALS and row not in ("balance", "unpaid")} | {
    "shut": "months_shut"
}
"""The total whose change in the month each row is; the other rows are stocks."""

OTHERS = ("guarantor_paid", "reinsurer_paid", "insurer_paid", "appraiser_paid")
"""What the parties beside fund and bank pay, in the order of `rules.sharing`."""
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
    accounts = {
        "fund": inflow - total("fund_paid", "running_cost", "balance"),
        "loss": total("owed", "others_recovered", "fund_recovered")
        - total("recovered", "bank_loss", "fund_paid", *OTHERS),
        "claims": total("claimed") - total("approved", *CUTS),
        "payments": total("approved") - total("fund_paid", "lapsed", "unpaid", "guarantor_advanced"),
        "negative balance": np.minimum(column["lowest_balance"], 0),
    }
    if is_run_off:
        accounts["unsettled loans"] = column["unsettled"]
    return accounts


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
            where = {"path": str(first_path + path), "lane": str(lane), "difference": str(int(difference[path, lane]))}
            raise BalanceError(wrong("faults.balance.account", account=repr(account), **where))
