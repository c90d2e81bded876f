"""A defaulted loan as a process: non-performing, sold up, the loss shared."""

import simpy

import simulator.engines.kernel.records as r
from simulator.engines.events import codes
from simulator.engines.events.books import Books
from simulator.engines.events.claims import Assessor
from simulator.engines.events.clock import CLAIM, SALE, Docket, Process, at, month_of
from simulator.engines.events.ratio import Ratio
from simulator.engines.events.tables import Loan, Tables
from simulator.engines.kernel.single import months_to_sale, sell, worth_at_default
from simulator.rules.disposal import recoveries_by_part
from simulator.rules.money import part_of
from simulator.rules.schedule import order_of_loan


class Workout:
    """Takes over the defaulted loans of one lane.

    Parameters
    ----------
    env
        The simulation.
    tables, books, ratio, assessor
        Of the lane.
    memory
        The path's tables.
    path
        Number of the path.
    """

    def __init__(
        self,
        env: simpy.Environment,
        tables: Tables,
        books: Books,
        ratio: Ratio,
        assessor: Assessor,
        memory: r.Scratch,
        path: int,
    ) -> None:
        self.env = env
        self.tables = tables
        self.world = tables.world
        self.books = books
        self.ratio = ratio
        self.assessor = assessor
        self.memory = memory
        self.path = path
        self.defaults = Docket(env)
        self.sales = Docket(env)
        self.claims = Docket(env)

    def take(self, loan: Loan, outstanding: int) -> Process:
        """Turn non-performing, be sold up, and have the loss shared."""
        yield self.defaults.file(self._order(loan))
        month, terms, world = month_of(self.env), self.tables.terms, self.world
        loan.owed = outstanding + part_of(outstanding, world.accrued_ppm)
        self._book_default(month, loan, outstanding)
        loan.ip_owed = part_of(loan.owed, world.ip_ppm)
        if self.tables.is_replay:
            loan.ip_owed = int(world.tape[r.TAPE_IP, loan.tape])
        loan.covered_owed = loan.owed if loan.is_covered and terms[4] else loan.ip_owed
        sale = self.env.process(self.sell(loan, month))
        timing = terms[6] if loan.is_covered else r.TIMING_AFTER
        if timing == r.TIMING_AFTER:
            yield sale
            yield from self._settle_after_sale(loan)
            return
        filing = at(self.env, month + self.tables.claim_lag, CLAIM)
        yield sale | filing
        if not filing.processed:
            if timing == r.TIMING_ADVANCE:
                yield from self._settle_after_sale(loan)
                return
            yield filing
        yield from self._settle_before_sale(loan, sale, timing)

    def _order(self, loan: Loan) -> int:
        return order_of_loan(loan.lent, loan.slot, loan.book)

    def _book_default(self, month: int, loan: Loan, outstanding: int) -> None:
        books = self.books
        loan.outstanding = outstanding
        self.ratio.move(loan, -outstanding, outstanding)
        if loan.is_covered:
            books.performing -= outstanding
            books.npl += outstanding
            books.total["defaulted_covered"] += outstanding
            books.total["defaults_covered"] += 1
        else:
            books.performing_alone -= outstanding
            books.npl_alone += outstanding
            books.total["defaulted_uncovered"] += outstanding
        books.write(month, r.E_DEFAULT, loan, outstanding, detail=loan.owed)

    def _settle(self, loan: Loan) -> None:
        """Take the settled loan out of the non-performing stock."""
        self.ratio.move(loan, 0, -loan.outstanding)
        if loan.is_covered:
            self.books.npl -= loan.outstanding
        else:
            self.books.npl_alone -= loan.outstanding

    def sell(self, loan: Loan, month: int) -> Process:
        """Put the securities up for sale, round by round; book what they bring on the loan."""
        world, path = self.world, self.path
        if self.tables.is_replay:
            yield at(self.env, month + int(world.tape[r.TAPE_LAG, loan.tape]), SALE)
            self._recover(loan, int(world.tape[r.TAPE_PROCEEDS, loan.tape]))
            return
        fields = loan.case_row()
        sale_month = month + months_to_sale(world, path, fields)
        value = 0.0
        if world.disposal != r.DISPOSAL_FIXED:
            value = worth_at_default(world, self.memory, path, month, fields)
        turn, appraisal = 0, 0.0
        while True:
            yield at(self.env, sale_month, SALE)
            attempt = (world, self.memory, path, (month, sale_month), fields, loan.owed, value, turn, appraisal)
            is_closed, proceeds, appraisal = sell(*attempt)
            if is_closed:
                self._recover(loan, proceeds)
                return
            self.books.write(sale_month, codes.ROUND, loan, 0, detail=turn + 1)
            sale_month += int(world.gaps[turn])
            turn += 1

    def _recover(self, loan: Loan, patents: int) -> None:
        """Split what the securities brought between the covered part and the rest."""
        world = self.world
        other = part_of(loan.owed - loan.ip_owed, world.other_ppm)
        guarantee = part_of(loan.owed, world.guarantee_ppm)
        is_by_part = self.tables.terms[5] > 0 or not loan.is_covered
        loan.recovered, loan.recovered_rest = recoveries_by_part(
            loan.owed, loan.covered_owed, patents, other, guarantee, is_by_part
        )
        loan.patents = min(patents, loan.recovered + loan.recovered_rest)

    def _settle_after_sale(self, loan: Loan) -> Process:
        """Share the net loss once the sale has shown it."""
        yield self.sales.file(self._order(loan))
        month, lag = month_of(self.env), self.tables.claim_lag
        if not loan.is_covered or lag > 0:
            self.books.write(month, r.E_SOLD, loan, loan.recovered + loan.recovered_rest)
        if not loan.is_covered:
            self.assessor.close_uncovered(loan)
            self._settle(loan)
            return
        yield at(self.env, month + lag, CLAIM)
        yield self.claims.file(self._order(loan))
        self.assessor.assess(month_of(self.env), loan, is_sold=True)
        self._settle(loan)

    def _settle_before_sale(self, loan: Loan, sale: simpy.Process, timing: int) -> Process:
        """Claim in advance, or sell the patents to the fund; share the later proceeds."""
        yield self.claims.file(self._order(loan))
        month = month_of(self.env)
        self.assessor.assess(month, loan, is_sold=False)
        yield at(self.env, month + 1, SALE)
        if sale.is_alive:
            yield sale
        yield self.sales.file(self._order(loan))
        month = month_of(self.env)
        self.books.write(month, r.E_SOLD, loan, loan.recovered + loan.recovered_rest)
        close = self.assessor.close_advance if timing == r.TIMING_ADVANCE else self.assessor.close_purchase
        to_fund, to_others = close(loan)
        self.books.write(month, codes.PROCEEDS, loan, to_fund, fund_change=to_fund, detail=to_others)
        self._settle(loan)
