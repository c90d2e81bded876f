"""The bank's decision and the scheme's gate: covered, without cover, or not lent."""

import simulator.engines.kernel.records as r
from simulator.engines.events.accounts import Accounts
from simulator.engines.events.ratio import Ratio
from simulator.engines.events.tables import Loan, Tables
from simulator.rules.fund import cost_of_tools, is_over_tolerance, leverage_limit, trust_in_steps
from simulator.rules.lending import view_number
from simulator.rules.money import part_of

COUNTED_AS = {
    r.REASON_BREAKER: "refused_breaker",
    r.REASON_UNPAID: "refused_unpaid",
    r.REASON_QUOTA: "refused_quota",
    r.REASON_LEVERAGE: "refused_leverage",
}


class Gate:
    """What the bank and the gate decide on, as of the last update."""

    def __init__(self, tables: Tables, accounts: Accounts, ratio: Ratio) -> None:
        self.tables = tables
        self.accounts = accounts
        self.ratio = ratio
        self.room = 0
        self.reserved = 0
        self.quota_room = tables.set[r.QUOTA]
        self.is_month_closed = False
        self.cut: list[list[int]] = []
        self.uncovered_cut: list[int] = []
        self.is_over = [False] * tables.world.banks
        self.lent = [0] * tables.scopes

    def start_year(self) -> None:
        """Open the year's quota."""
        self.quota_room = self.tables.set[r.QUOTA]

    def update(self, month: int) -> None:
        """Step 6: the bank's thresholds, its tolerance, and the leverage room, for this month's loans."""
        tables, accounts, setting, ratio = self.tables, self.accounts, self.tables.set, self.ratio
        limit = setting[r.TOLERANCE]
        self.is_over = [
            is_over_tolerance(npl, npl + performing, limit)
            for npl, performing in zip(ratio.npl, ratio.performing, strict=True)
        ]
        leverage = leverage_limit(
            setting[r.MULTIPLE],
            setting[r.BASE],
            accounts.cash,
            accounts.unpaid + accounts.waiting,
            accounts.capital + accounts.total["top_ups"],
        )
        self.room = leverage - accounts.performing - (0 if setting[r.PERFORMING_ONLY] else accounts.npl)
        self.reserved = part_of(leverage, setting[r.RESERVE]) if setting[r.MULTIPLE] >= 0 else 0
        if setting[r.GUARANTOR_MULTIPLE] >= 0:
            of_guarantor = part_of(accounts.guarantor_left, setting[r.GUARANTOR_MULTIPLE])
            self.room = min(self.room, of_guarantor - accounts.performing - accounts.npl)
        self.is_month_closed = False
        self.uncovered_cut = tables.uncovered_cut[tables.rate_level[month]]
        self.cut = [tables.cut[self._level(month, bank)] for bank in range(tables.scopes)]

    def _level(self, month: int, bank: int) -> int:
        """Return which thresholds hold: lending rate, step-down and trust as of now."""
        tables, accounts = self.tables, self.accounts
        step = self.ratio.step_level(bank)
        trust = tables.trust_levels - 1
        if tables.set[r.TRUST] and not tables.set[r.UNLIMITED]:
            expected = accounts.unpaid + accounts.waiting + part_of(accounts.performing, tables.set[r.CLAIM_RATE])
            trust = trust_in_steps(trust, accounts.cash, expected)
        return view_number(tables.rate_level[month], step, trust, tables.step_levels, tables.trust_levels)

    def hear(self, loan: Loan) -> None:
        """Let the bank say whether it wants the loan with cover, and whether it would make it without."""
        is_over = self.is_over[loan.bank]
        loan.wants_cover = not is_over and loan.code < self.cut[self.ratio.scope(loan.bank)][loan.cell]
        may_lend = self.tables.set[r.LENDS_UNCOVERED] > 0 and not is_over
        loan.wants_alone = may_lend and loan.code < self.uncovered_cut[loan.years * self.tables.world.risks + loan.risk]

    def lend(self, month: int, loan: Loan, arm_lends: bool) -> bool:
        """Let the gate decide on cover; return whether the loan is made."""
        accounts, principal = self.accounts, loan.principal
        reason = self._refusal(loan)
        loan.lent = month
        if reason == r.REASON_NONE:
            loan.is_covered = True
            self._count_lent(month, loan)
            self.room -= principal
            self.quota_room -= principal
            accounts.new_covered += principal
            accounts.new_count += 1
            accounts.labelled += principal if arm_lends else 0
            self.lent[self.ratio.scope(loan.bank)] += principal
            self.ratio.move(loan, principal, 0)
            accounts.note(month, r.E_LENT, loan, principal)
            return True
        if loan.wants_cover:
            accounts.total[COUNTED_AS[reason]] += principal
            if self.tables.set[r.CLOSES_MONTH] and principal > self.room:
                self.is_month_closed = True
        if loan.wants_alone:
            self._count_lent(month, loan)
            accounts.new_alone += principal
            self.ratio.move(loan, principal, 0)
            accounts.note(month, r.E_LENT_ALONE, loan, principal, reason)
            return True
        accounts.note(month, r.E_REFUSED, loan, principal, reason)
        return False

    def _count_lent(self, month: int, loan: Loan) -> None:
        """Count what is lent to a priority sector, and what the tools cost for a covered loan."""
        tables, total = self.tables, self.accounts.total
        if tables.is_priority[loan.risk]:
            total["lent_priority"] += loan.principal
        if loan.is_covered and tables.has_tools:
            per_loan, per_lent = tables.tool_cost[loan.risk]
            self.accounts.pay_tools(month, cost_of_tools(loan.principal, loan.term, per_loan, per_lent))

    def _refusal(self, loan: Loan) -> int:
        """Return why the loan is not covered, the first reason in the gate's order; 0 when it is."""
        setting = self.tables.set
        if not loan.wants_cover:
            return r.REASON_INELIGIBLE if self.tables.ineligible[loan.cell] else r.REASON_BANK
        if self.ratio.is_tripped[self.ratio.scope(loan.bank)] and not setting[r.NO_PAYMENT]:
            return r.REASON_BREAKER
        if setting[r.CLOSED_UNPAID] and self.accounts.unpaid > 0:
            return r.REASON_UNPAID
        if loan.principal > self.quota_room:
            return r.REASON_QUOTA
        reserved = 0 if self.tables.is_priority[loan.risk] else self.reserved
        if self.is_month_closed or loan.principal > self.room - max(0, reserved):
            return r.REASON_LEVERAGE
        return r.REASON_NONE
