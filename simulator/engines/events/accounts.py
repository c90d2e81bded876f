"""The accounts of one policy on one path, and the log of what moved them."""

from collections.abc import Sequence

import simulator.engines.kernel.records as r
from simulator.engines.events.tables import Loan, Tables
from simulator.ledger import MONTH_FLOWS, MONTH_ROWS, TOTALS
from simulator.rules.fund import guarantor_pays
from simulator.rules.money import part_of

LOG = (
    "month",
    "event",
    "slot",
    "generation",
    "book",
    "amount",
    "balance",
    "performing",
    "npl",
    "queue",
    "ratio",
    "loss",
    "share",
    "whole",
    "claim",
    "insurer",
    "guarantor",
    "reinsurer",
    "appraiser",
    "bank",
    "reason",
    "fund_change",
    "detail",
)
"""Columns of the log: amounts in fen, ratio in basis points; slot -1 when no loan is concerned.

The fund's share of a loss is `share` / `whole`.

The columns up to `reason` are those of the compiled engine's rows. `fund_change` is what the entry adds to
the fund's balance; `detail` says more for some kinds of entries (see `codes`).
"""

NO_SHARES = (0, 0, 0, 0, 0, 0, 0, 0, 0)
NO_CLAIM = (-1, *NO_SHARES)
Entry = tuple[int, ...]


class Accounts:
    """Stocks, totals, month rows and log of one lane; amounts in fen.

    Parameters
    ----------
    tables
        What the lane reads.
    is_logging
        Keep the log.
    """

    def __init__(self, tables: Tables, is_logging: bool) -> None:
        self.tables = tables
        self.total = dict.fromkeys(TOTALS, 0)
        self.capital = tables.set[r.CAPITAL]
        self.cash = self.capital
        self.total["lowest_balance"] = self.cash
        self.total["public_in_present"] = self.cash
        self.unpaid = 0
        self.waiting = 0
        self.performing = 0
        self.npl = 0
        self.performing_alone = 0
        self.npl_alone = 0
        self.new_covered = 0
        self.new_alone = 0
        self.labelled = 0
        self.lent_last_month = 0
        self.counted = 0
        self.new_count = 0
        self.covered_sum = 0
        self.net_out = 0
        self.year_claims = 0
        self.drawn = 0
        self.guarantor_left = tables.set[r.GUARANTOR_CAPITAL]
        self.is_logging = is_logging
        self.log: list[Entry] = []
        self.months: list[tuple[int, ...]] = [(0,) * len(MONTH_ROWS)]
        self.before = dict.fromkeys(MONTH_FLOWS, 0)

    def note(self, month: int, event: int, loan: Loan, amount: int, reason: int = 0) -> None:
        """Write a plain entry on a loan: `write` without its options, because most entries are such."""
        if self.is_logging:
            performing = self.performing + self.new_covered
            stocks = (self.cash, performing, self.npl, self.unpaid)
            head = (month, event, loan.slot, loan.generation, loan.book, amount)
            self.log.append((*head, *stocks, *NO_CLAIM, reason, 0, 0))

    def write(
        self,
        month: int,
        event: int,
        loan: Loan | None,
        amount: int,
        *,
        fund_change: int = 0,
        ratio: int = -1,
        shares: Sequence[int] = NO_SHARES,
        npl: int | None = None,
        detail: int = 0,
    ) -> None:
        """Write one entry of the log, with the stocks as they stand."""
        if not self.is_logging:
            return
        slot, generation, book = (-1, 0, 0) if loan is None else (loan.slot, loan.generation, loan.book)
        performing = self.performing + self.new_covered
        npl = self.npl if npl is None else npl
        stocks = (self.cash, performing, npl, self.unpaid)
        head = (month, event, slot, generation, book, amount, *stocks, ratio)
        self.log.append((*head, *shares, 0, fund_change, detail))

    def receive(self, amount: int) -> None:
        """Take money into the fund that is not a top-up."""
        self.cash += amount
        self.net_out -= amount

    def pay_tools(self, month: int, cost: int) -> None:
        """Pay for tools, with public money outside the fund."""
        self.total["tool_cost"] += cost
        self.total["public_in_present"] += part_of(cost, self.tables.discount[month])

    def guarantor_pays(self, wanted: int) -> int:
        """Take an amount out of the guarantor's capital; return what it pays."""
        paid = guarantor_pays(wanted, self.guarantor_left)
        if self.guarantor_left >= 0:
            self.guarantor_left -= paid
        self.total["guarantor_short"] += wanted - paid
        return paid

    def count_exposure(self) -> None:
        """Count what performs at the start of a month, before its defaults: what can default in it."""
        self.total["covered_months"] += self.performing
        self.total["uncovered_months"] += self.performing_alone
        self.total["peak_covered"] = max(self.total["peak_covered"], self.performing + self.npl)

    def close_month(self, month: int, is_lending: bool) -> None:
        """Fold the month into stocks and totals, and write the month's row."""
        total = self.total
        covered, alone = self.new_covered, self.new_alone
        self.performing += covered
        self.performing_alone += alone
        self.lent_last_month = covered
        self.covered_sum += covered
        total["lent_covered"] += covered
        total["lent_uncovered"] += alone
        total["labelled"] += self.labelled
        total["newly_lent"] += covered - self.labelled
        total["loans_covered"] += self.new_count
        total["peak_covered"] = max(total["peak_covered"], self.performing + self.npl)
        total["lowest_balance"] = min(total["lowest_balance"], self.cash)
        total["largest_outflow"] = max(total["largest_outflow"], self.net_out + self.unpaid + total["lapsed"])
        self.counted += self.new_count
        self.new_covered = self.new_alone = self.labelled = self.new_count = 0
        if self.drawn > 0:
            total["public_in_present"] += part_of(
                self.drawn, self.tables.discount[min(month, self.tables.world.months)]
            )
            self.drawn = 0
        if month % 12 == 0:
            if is_lending and self.year_claims == 0:
                total["years_without_claim"] += 1
            self.year_claims = 0
        self._write_month()

    def _write_month(self) -> None:
        now = {row: self.total[total] for row, total in MONTH_FLOWS.items()}
        rows = {
            "balance": self.cash,
            "unpaid": self.unpaid,
            "performing_covered": self.performing,
            "npl_covered": self.npl,
            **{row: amount - self.before[row] for row, amount in now.items()},
        }
        self.before = now
        self.months.append(tuple(rows[row] for row in MONTH_ROWS))

    def finish(self) -> None:
        """Give what is still unpaid to the bank, and write the final stocks."""
        total = self.total
        unpaid = self.unpaid + self.waiting
        total["unpaid"] = unpaid
        total["bank_loss"] += unpaid + total["lapsed"]
        total["balance"] = self.cash
        total["public_in_present"] -= part_of(self.cash, self.tables.discount[self.tables.world.months])
        total["unsettled"] = self.npl + self.npl_alone + self.performing + self.performing_alone
