"""The fund: what it earns and is given, and how claims are limited and paid when money is short."""

from collections import deque
from dataclasses import dataclass

import simulator.engines.kernel.records as r
from simulator.engines.events import codes
from simulator.engines.events.accounts import Accounts
from simulator.engines.events.ratio import PAID, Ratio
from simulator.engines.events.tables import Case, Tables
from simulator.rules.fund import fees_due, running_cost, yearly_top_up
from simulator.rules.money import LIMITLESS, monthly_part, part_of, portion
from simulator.rules.sharing import permanently_limited, still_due_after_sale


@dataclass
class Owed:
    """An approved claim, or part of one, that the fund has not paid yet."""

    case: Case
    left: int


class Fund:
    """The fund's account.

    Parameters
    ----------
    tables, accounts, ratio
        Of the same lane.
    """

    def __init__(self, tables: Tables, accounts: Accounts, ratio: Ratio) -> None:
        self.tables = tables
        self.accounts = accounts
        self.ratio = ratio
        self.queue: deque[Owed] = deque()
        self.waiting: deque[Owed] = deque()
        self.assessed: list[Case] = []
        self.approved_year = 0
        self.bank_year = [0] * tables.world.banks

    def earn(self, month: int, is_lending: bool) -> None:
        """Step 2: interest on the opening balance, fees, running cost."""
        accounts, setting, total = self.accounts, self.tables.set, self.accounts.total
        if is_lending:
            interest = monthly_part(accounts.cash, setting[r.INTEREST])
            if interest != 0:
                accounts.receive(interest)
                total["interest"] += interest
                accounts.write(month, codes.INTEREST, None, interest, fund_change=interest)
        fees = fees_due(accounts.lent_last_month, accounts.performing, setting[r.FEE_UPFRONT], setting[r.FEE_YEARLY])
        if fees > 0:
            to_fund = fees if setting[r.FEE_TO_FUND] else 0
            accounts.receive(to_fund)
            total["fees_fund"] += to_fund
            total["fees_others"] += fees - to_fund
            if setting[r.FEE_TO_GUARANTOR]:
                accounts.guarantor_left += fees
            accounts.write(month, codes.FEES, None, fees, fund_change=to_fund)
        cost = running_cost(accounts.cash, setting[r.RUNNING_COST]) if is_lending else 0
        if cost > 0:
            accounts.receive(-cost)
            total["running_cost"] += cost
            accounts.write(month, codes.RUNNING_COST, None, cost, fund_change=-cost)

    def top_up(self, month: int) -> None:
        """Take the top-up of a January."""
        accounts, setting = self.accounts, self.tables.set
        amount = yearly_top_up(
            setting[r.TOP_UP], accounts.cash, accounts.capital, setting[r.TOP_UP_BUDGET], setting[r.TOP_UP_FLOOR]
        )
        if amount > 0:
            accounts.cash += amount
            accounts.total["top_ups"] += amount
            accounts.total["public_in_present"] += part_of(amount, self.tables.discount[month])
            accounts.write(month, r.E_TOP_UP, None, amount, fund_change=amount)

    def start_year(self, month: int) -> None:
        """Open the year's budget and the banks' lines; pay what the tools cost by year."""
        self.approved_year = 0
        self.bank_year = [0] * len(self.bank_year)
        if month <= self.tables.world.months:
            self.accounts.pay_tools(month, self.tables.set[r.TOOLS_YEARLY])

    def limit(self, case: Case, claim: int) -> tuple[int, int]:
        """Return what breaker and permanent limits leave of a claim, and what waits for the next budget."""
        setting, total = self.tables.set, self.accounts.total
        if setting[r.NO_PAYMENT] and self.ratio.is_tripped[self.ratio.scope(case.loan.bank)]:
            total["cut_stopped"] += claim
            return 0, 0
        line_room = budget_room = cumulative_room = LIMITLESS
        if setting[r.LINE] >= 0:
            line_room = setting[r.LINE] - self.bank_year[case.loan.bank]
        if setting[r.BUDGET] >= 0:
            budget_room = setting[r.BUDGET] - self.approved_year
        if setting[r.CUMULATIVE] >= 0:
            used = total["approved"] - total["fund_recovered"]
            cumulative_room = (
                portion(self.accounts.covered_sum, setting[r.CUMULATIVE], setting[r.CUMULATIVE_WHOLE]) - used
            )
        claim, waits, cut_line, cut_budget, cut_cumulative = permanently_limited(
            claim, line_room, budget_room, setting[r.EXCESS_WAITS] > 0, cumulative_room
        )
        total["cut_line"] += cut_line
        total["cut_budget"] += cut_budget
        total["cut_cumulative"] += cut_cumulative
        self.bank_year[case.loan.bank] += claim + waits
        return claim, waits

    def approve(self, case: Case, claim: int, waits: int) -> None:
        """Take on an approved claim: paid with this month's others, its excess with the next budget."""
        self.approved_year += claim
        if claim > 0:
            case.claim = claim
            self.assessed.append(case)
        if waits > 0:
            self.accounts.waiting += waits
            self.waiting.append(Owed(case, waits))

    def _pay(self, month: int, case: Case, amount: int) -> None:
        accounts = self.accounts
        accounts.receive(-amount)
        accounts.total["fund_paid"] += amount
        case.paid += amount
        if self.ratio.claim_flow == PAID:
            self.ratio.add(PAID, case.loan.bank, amount)
        accounts.write(month, r.E_PAYS, case.loan, amount, fund_change=-amount)

    def _fall_short(self, month: int, case: Case, missing: int) -> None:
        """Queue what is missing, or let it lapse to the bank - to a guarantor that pays first, as far as it can."""
        accounts = self.accounts
        if missing <= 0:
            return
        if accounts.total["first_depleted"] == 0:
            accounts.total["first_depleted"] = month
        if self.tables.set[r.SHORTAGE] == r.SHORTAGE_QUEUE:
            accounts.unpaid += missing
            self.queue.append(Owed(case, missing))
            return
        if self.tables.set[r.GUARANTOR_FIRST]:
            advanced = accounts.guarantor_pays(missing)
            accounts.total["guarantor_paid"] += advanced
            accounts.total["guarantor_advanced"] += advanced
            missing -= advanced
            accounts.note(month, codes.ADVANCED, case.loan, advanced)
        accounts.total["lapsed"] += missing

    def _draw_from_treasury(self, month: int, needed: int) -> None:
        """Let the treasury pay at once what the money of an unlimited fund lacks."""
        accounts = self.accounts
        missing = needed - accounts.cash
        if self.tables.set[r.UNLIMITED] and missing > 0:
            accounts.cash += missing
            accounts.total["drawn"] += missing
            accounts.drawn += missing
            accounts.write(month, codes.TREASURY, None, missing, fund_change=missing)

    def pay_unpaid(self, month: int) -> None:
        """Pay unpaid claims, first in, first out, as far as the money goes."""
        accounts = self.accounts
        while accounts.unpaid > 0 and accounts.cash > 0:
            first = self.queue[0]
            amount = min(first.left, accounts.cash)
            first.left -= amount
            accounts.unpaid -= amount
            if amount > 0:
                self._pay(month, first.case, amount)
            if first.left == 0:
                self.queue.popleft()

    def release_waiting(self, month: int) -> None:
        """In January, take what waited for this year's budget, in order, as far as the budget goes."""
        accounts, budget = self.accounts, self.tables.set[r.BUDGET]
        while accounts.waiting > 0:
            room = budget - self.approved_year
            if room <= 0:
                return
            first = self.waiting[0]
            amount = min(room, first.left)
            first.left -= amount
            accounts.waiting -= amount
            self.approved_year += amount
            if first.left == 0:
                self.waiting.popleft()
            self._draw_from_treasury(month, amount)
            paid = 0 if accounts.unpaid > 0 else min(amount, accounts.cash)
            if paid > 0:
                self._pay(month, first.case, paid)
            self._fall_short(month, first.case, amount - paid)

    def pay_claims(self, month: int) -> None:
        """Pay the claims assessed this month, unpaid ones of earlier months first."""
        accounts = self.accounts
        due = sum(case.claim for case in self.assessed)
        if due == 0:
            return
        self._draw_from_treasury(month, due)
        self.pay_unpaid(month)
        cash = accounts.cash
        is_pro_rata = due > cash and self.tables.set[r.SHORTAGE] == r.SHORTAGE_PRO_RATA
        for case in self.assessed:
            amount = min(portion(case.claim, cash, due) if is_pro_rata else case.claim, accounts.cash)
            self._fall_short(month, case, case.claim - amount)
            if amount > 0:
                self._pay(month, case, amount)
        self.assessed = []

    def is_owing(self, case: Case) -> bool:
        """Return whether the fund still owes something on a case, unpaid or waiting for a budget."""
        return any(owed.case is case and owed.left > 0 for queue in (self.queue, self.waiting) for owed in queue)

    def trim(self, case: Case, loss: int, returned: int, others_net: int) -> int:
        """Cut what an advance claim still waits for down to its part of the net loss; return the cut, fen."""
        accounts, freed, borne = self.accounts, 0, others_net
        for queue in (self.queue, self.waiting):
            for owed in queue:
                if owed.case is case:
                    due = still_due_after_sale(owed.left, case.paid, returned, loss, case.covered_owed, borne)
                    borne += due
                    cut = owed.left - due
                    owed.left = due
                    freed += cut
                    if queue is self.queue:
                        accounts.unpaid -= cut
                    else:
                        accounts.waiting -= cut
            while queue and queue[0].left == 0:
                queue.popleft()
        return freed
