"""A defaulted loan as a process: non-performing, sold up, the loss shared."""

import simpy

import simulator.engines.kernel.records as r
from simulator.engines.events import codes
from simulator.engines.events.accounts import Accounts
from simulator.engines.events.claims import Assessor
from simulator.engines.events.clock import CLAIM, SALE, Docket, Process, at, month_of
from simulator.engines.events.ratio import Ratio
from simulator.engines.events.tables import Case, Loan, Tables
from simulator.engines.kernel.single import (
    from_guarantee,
    from_other,
    ip_part_of,
    months_to_sale,
    sell,
    worth_at_default,
)
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, WARNING
from simulator.rules.default import exposure_cut
from simulator.rules.disposal import recoveries_by_part
from simulator.rules.money import part_of, portion
from simulator.rules.schedule import order_of_loan


class Workout:
    """Takes over the defaulted loans of one lane.

    Parameters
    ----------
    env
        The simulation.
    tables, accounts, ratio, assessor
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
        accounts: Accounts,
        ratio: Ratio,
        assessor: Assessor,
        memory: r.Scratch,
        path: int,
    ) -> None:
        self.env = env
        self.tables = tables
        self.world = tables.world
        self.accounts = accounts
        self.ratio = ratio
        self.assessor = assessor
        self.memory = memory
        self.path = path
        self.defaults = Docket(env)
        self.sales = Docket(env)
        self.claims = Docket(env)

    def take(self, loan: Loan, outstanding: int) -> Process:
        """Turn non-performing, be sold up, and have the loss shared."""
        yield self.defaults.file(order_of_loan(loan.lent, loan.slot, loan.book))
        month, terms = month_of(self.env), self.tables.terms
        if loan.is_covered and self.tables.has_warning:
            outstanding -= self._repaid_after_warning(month, loan, outstanding)
            if outstanding == 0:
                return
        case = self._open_case(loan, outstanding)
        self._enter_default(month, case)
        sale = self.env.process(self.sell(case, month))
        timing = terms[r.TERM_TIMING] if loan.is_covered else r.TIMING_AFTER
        if timing == r.TIMING_AFTER:
            yield sale
            yield from self._settle_after_sale(case)
            return
        filing = at(self.env, month + self.tables.claim_lag, CLAIM)
        yield sale | filing
        if not filing.processed:
            if timing == r.TIMING_ADVANCE:
                yield from self._settle_after_sale(case)
                return
            yield filing
        yield from self._settle_before_sale(case, sale, timing)

    def _repaid_after_warning(self, month: int, loan: Loan, outstanding: int) -> int:
        """Return what is repaid, fen, before a default that an early warning saw coming."""
        stream = WARNING + BOOK_STREAMS * loan.book
        word = keyed_block(self.world.seed, stream, self.path, loan.slot, loan.generation)[0]
        cut = exposure_cut(outstanding, self.tables.warning[loan.risk], uniform(word))
        if cut > 0:
            self.ratio.move(loan, -cut, 0)
            self.accounts.performing -= cut
            self.accounts.note(month, codes.WARNED, loan, cut)
        return cut

    def _open_case(self, loan: Loan, outstanding: int) -> Case:
        """Return what is owed on a loan, and on its covered part."""
        world = self.world
        owed = outstanding + part_of(outstanding, world.accrued_ppm)
        ip_owed = ip_part_of(world, loan.case_row(), owed)
        if self.tables.is_replay:
            replayed = world.replayed[:, loan.source]
            ip_owed = portion(owed, replayed[r.REPLAYED_IP], replayed[r.REPLAYED_PRINCIPAL])
        covers_whole = loan.is_covered and self.tables.terms[r.TERM_COVERS_WHOLE] > 0
        return Case(loan, outstanding, owed, ip_owed, owed if covers_whole else ip_owed)

    def _order(self, case: Case) -> int:
        return order_of_loan(case.loan.lent, case.loan.slot, case.loan.book)

    def _enter_default(self, month: int, case: Case) -> None:
        accounts, outstanding = self.accounts, case.outstanding
        self.ratio.move(case.loan, -outstanding, outstanding)
        if case.loan.is_covered:
            accounts.performing -= outstanding
            accounts.npl += outstanding
            accounts.total["defaulted_covered"] += outstanding
            accounts.total["defaults_covered"] += 1
        else:
            accounts.performing_alone -= outstanding
            accounts.npl_alone += outstanding
            accounts.total["defaulted_uncovered"] += outstanding
        accounts.write(month, r.E_DEFAULT, case.loan, outstanding, detail=case.owed)

    def _settle(self, case: Case) -> None:
        """Take the settled loan out of the non-performing stock."""
        self.ratio.move(case.loan, 0, -case.outstanding)
        if case.loan.is_covered:
            self.accounts.npl -= case.outstanding
        else:
            self.accounts.npl_alone -= case.outstanding

    def sell(self, case: Case, month: int) -> Process:
        """Put the securities up for sale, round by round; book what they bring on the loan."""
        world, path = self.world, self.path
        if self.tables.is_replay:
            yield at(self.env, month + int(world.replayed[r.REPLAYED_LAG, case.loan.source]), SALE)
            self._recover(case, int(world.replayed[r.REPLAYED_PROCEEDS, case.loan.source]))
            return
        fields = case.loan.case_row()
        sale_month = month + months_to_sale(world, path, fields)
        value = 0.0
        if world.disposal != r.DISPOSAL_FIXED:
            value = worth_at_default(world, self.memory, path, month, fields)
        turn, appraisal = 0, 0.0
        while True:
            yield at(self.env, sale_month, SALE)
            attempt = (world, self.memory, path, (month, sale_month), fields, case.owed, value, turn, appraisal)
            is_closed, proceeds, appraisal = sell(*attempt)
            if is_closed:
                self._recover(case, proceeds)
                return
            self.accounts.write(sale_month, codes.ROUND, case.loan, 0, detail=turn + 1)
            sale_month += int(world.gaps[turn])
            turn += 1

    def _recover(self, case: Case, patents: int) -> None:
        """Split what the securities brought between the covered part and the rest."""
        world = self.world
        fields = case.loan.case_row()
        other = from_other(world, fields, case.owed - case.ip_owed)
        guarantee = from_guarantee(world, fields, case.owed)
        is_by_part = self.tables.terms[r.TERM_BY_PART] > 0 or not case.loan.is_covered
        case.recovered, case.recovered_rest = recoveries_by_part(
            case.owed, case.covered_owed, patents, other, guarantee, is_by_part
        )
        case.patents = min(patents, case.recovered + case.recovered_rest)

    def _settle_after_sale(self, case: Case) -> Process:
        """Share the net loss once the sale has shown it."""
        yield self.sales.file(self._order(case))
        month, lag = month_of(self.env), self.tables.claim_lag
        if not case.loan.is_covered or lag > 0:
            self.accounts.note(month, r.E_SOLD, case.loan, case.recovered + case.recovered_rest)
        if not case.loan.is_covered:
            self.assessor.close_uncovered(case)
            self._settle(case)
            return
        yield at(self.env, month + lag, CLAIM)
        yield self.claims.file(self._order(case))
        self.assessor.assess(month_of(self.env), case, is_sold=True)
        self._settle(case)

    def _settle_before_sale(self, case: Case, sale: simpy.Process, timing: int) -> Process:
        """Claim in advance, or sell the patents to the fund; share the later proceeds."""
        yield self.claims.file(self._order(case))
        month = month_of(self.env)
        self.assessor.assess(month, case, is_sold=False)
        yield at(self.env, month + 1, SALE)
        if sale.is_alive:
            yield sale
        yield self.sales.file(self._order(case))
        month = month_of(self.env)
        self.accounts.note(month, r.E_SOLD, case.loan, case.recovered + case.recovered_rest)
        close = self.assessor.close_advance if timing == r.TIMING_ADVANCE else self.assessor.close_purchase
        to_fund, to_others = close(case)
        self.accounts.write(month, codes.PROCEEDS, case.loan, to_fund, fund_change=to_fund, detail=to_others)
        self._settle(case)
