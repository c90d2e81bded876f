"""The life of a loan as a process: from the application to repayment, renewal or default."""

from collections.abc import Generator
from typing import Any

import simpy

import simulator.engines.kernel.records as r
from simulator.engines.events import codes
from simulator.engines.events.accounts import Accounts
from simulator.engines.events.borrowers import applicants, opening_book
from simulator.engines.events.clock import (
    APPLY,
    APPRAISE,
    BANK,
    CLOSED,
    DEFAULT,
    LEND,
    REPAY,
    Docket,
    Process,
    at,
    month_of,
)
from simulator.engines.events.gate import Gate
from simulator.engines.events.ratio import Ratio
from simulator.engines.events.tables import Loan, Tables
from simulator.engines.events.workout import Workout
from simulator.engines.kernel.draws import renewal_draws
from simulator.engines.kernel.single import renewal_opinion, years_of_acquaintance
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, OVERDUE, PREPAYMENT, WARNING
from simulator.rules.default import FALSE_ALARMS, default_month, weakened_uniform
from simulator.rules.schedule import month_of_event, order_of_loan, repaid_before_default, still_owed

MONTHS_TO_DEFAULT = 3
"""A loan is non-performing 90 days past due."""

Identity = tuple[int, int, int]
RenewalDraws = tuple[float, float, int, float]


class Lives:
    """All borrowers of one lane on one path.

    Parameters
    ----------
    env
        The simulation.
    tables, accounts, ratio, gate, workout
        Of the lane.
    memory
        The path's tables.
    path
        Number of the path.
    arm_lends
        Loans that the no-scheme arm makes: (book, slot, generation).
    """

    def __init__(
        self,
        env: simpy.Environment,
        tables: Tables,
        accounts: Accounts,
        ratio: Ratio,
        gate: Gate,
        workout: Workout,
        memory: r.Scratch,
        path: int,
        arm_lends: frozenset[Identity],
    ) -> None:
        self.env = env
        self.tables = tables
        self.world = tables.world
        self.accounts = accounts
        self.ratio = ratio
        self.gate = gate
        self.workout = workout
        self.memory = memory
        self.path = path
        self.arm_lends = arm_lends
        self.made: set[Identity] = set()
        self.renewals = Docket(env)
        self.survival = [memory.survival[:, risk] for risk in range(self.world.risks)]
        self.repaid: list[Loan] = []

    def start_book(self) -> None:
        """Put the opening book into the stocks, and let its loans live."""
        tables, accounts = self.tables, self.accounts
        lent = [0] * tables.scopes
        for loan in opening_book(tables, self.path):
            self._enter_stock(loan, loan.principal)
            if loan.is_covered:
                accounts.covered_sum += loan.principal
                accounts.counted += 1
                lent[self.ratio.scope(loan.bank)] += loan.principal
            self.env.process(self.perform(loan))
        if tables.reads_ratio:
            self.ratio.open_with(lent)

    def open_doors(self, month: int) -> None:
        """Start a process for each of the month's applications."""
        for loan in applicants(self.tables, self.memory, self.path, month):
            self.env.process(self.apply(loan))

    def apply(self, loan: Loan) -> Process:
        """Apply, be appraised, be heard by the bank and at the scheme's gate; live on as a loan when it is made."""
        month = loan.first_month
        yield self.env.timeout(APPRAISE - APPLY)
        self.accounts.note(month, codes.APPLIED, loan, loan.principal)
        if self.tables.ineligible[loan.cell]:
            self.accounts.total["refused_ineligible"] += loan.principal
        yield self.env.timeout(BANK - APPRAISE)
        self.gate.hear(loan)
        yield self.env.timeout(LEND - BANK)
        if self._lend(month, loan):
            yield from self.perform(loan)

    def _lend(self, month: int, loan: Loan) -> bool:
        identity = (loan.book, loan.slot, loan.generation)
        is_made = self.gate.lend(month, loan, identity in self.arm_lends)
        if is_made:
            self.made.add(identity)
        return is_made

    def perform(self, loan: Loan) -> Process:
        """Perform until default, repayment or maturity; renewed loans go on."""
        while True:
            due = loan.lent + loan.term
            early = self._early_repayment(loan)
            end = early or due
            default = self._default_month(loan, end)
            asking = None if early else self._asking(loan, due)
            if default or self.tables.overdue > 0.0:
                self.env.process(self._fall_overdue(loan, default, end))
            if default:
                yield from self._repay_until_default(loan, default)
                return
            if self.world.is_amortising:
                yield from self._pay_instalments(loan, end)
            yield at(self.env, end, REPAY)
            self.repaid.append(loan)
            balance = still_owed(*self._paid_until(loan, end))
            if asking is None:
                self._leave_stock(loan, balance)
                return
            renewed = yield from self._renew(loan, asking, balance)
            if renewed is None:
                return
            loan = renewed

    def _paid_until(self, loan: Loan, month: int) -> tuple[int, int, int, bool]:
        return loan.principal, loan.term, month - loan.lent - 1, self.world.is_amortising

    def _early_repayment(self, loan: Loan) -> int:
        """Return the month of early repayment, or 0."""
        if self.world.prepayment <= 0.0:
            return 0
        stream = PREPAYMENT + BOOK_STREAMS * loan.book
        word = keyed_block(self.world.seed, stream, self.path, loan.slot, loan.generation)[0]
        early = month_of_event(loan.lent, self.world.prepayment, uniform(word))
        return early if early < loan.lent + loan.term else 0

    def _default_month(self, loan: Loan, end: int) -> int:
        """Return the month of default up to month `end`, or 0."""
        world = self.world
        if self.tables.is_replay:
            month = int(world.replayed[r.REPLAYED_DEFAULT, loan.source])
            return month  # a loan unpaid at its due date stays outstanding until it turns non-performing
        due = min(loan.lent + loan.term, world.last)
        month = default_month(
            weakened_uniform(loan.draw, self.tables.response(loan)), self.survival[loan.risk], loan.lent, due
        )
        return month if month <= end else 0

    def _asking(self, loan: Loan, due: int) -> RenewalDraws | None:
        """Return the draws of a sound borrower who asks for renewal at maturity, else None."""
        if due > self.world.months or self.tables.renewal[due] <= 0.0 or self.tables.is_replay:
            return None
        draws = renewal_draws(self.world.seed, self.path, loan.slot, loan.generation + 1, loan.book)
        return draws if draws[0] < self.tables.renewal[due] else None

    def _pay_instalments(self, loan: Loan, end: int) -> Process:
        """Pay equal parts of the principal, up to the month before `end`."""
        for month in range(loan.lent + 1, end):
            yield from self._repay(loan, month, loan.principal // loan.term)

    def _repay_until_default(self, loan: Loan, default: int) -> Process:
        """Pay instalments until the balance at default is reached, and be worked out."""
        balance = still_owed(*self._paid_until(loan, default))
        if self.tables.is_replay:
            balance = int(self.world.replayed[r.REPLAYED_BALANCE, loan.source])
        instalment = loan.principal // loan.term if self.world.is_amortising else 0
        left = loan.principal - balance
        for month in range(loan.lent + 1, default):
            paid = repaid_before_default(instalment, left, False)
            left -= paid
            if paid > 0:
                yield from self._repay(loan, month, paid)
        yield at(self.env, default, DEFAULT)
        rest = repaid_before_default(instalment, left, True)
        if rest > 0:
            self.env.process(self._repay(loan, default, rest))
        yield from self.workout.take(loan, balance)

    def _repay(self, loan: Loan, month: int, amount: int) -> Process:
        yield at(self.env, month, REPAY)
        self._leave_stock(loan, amount)
        self.accounts.note(month, codes.INSTALMENT, loan, amount)

    def _fall_overdue(self, loan: Loan, default: int, end: int) -> Process:
        """Fall overdue without any effect on the ledger: episodes that are cured, and the one that ends in default."""
        last = max(loan.lent, default - MONTHS_TO_DEFAULT) if default else end
        episode, month = 0, loan.lent
        while self.tables.overdue > 0.0:
            stream = OVERDUE + BOOK_STREAMS * loan.book
            block = (loan.generation << 8) + episode
            words = keyed_block(self.world.seed, stream, self.path, loan.slot, block)
            start = month_of_event(month, self.tables.overdue, uniform(words[0]))
            month = start + 1 + int(uniform(words[1]) * (MONTHS_TO_DEFAULT - 1))
            if month >= last:
                break
            yield at(self.env, start, CLOSED)
            self.accounts.note(start, codes.OVERDUE, loan, 0)
            yield at(self.env, month, CLOSED)
            self.accounts.note(month, codes.CURED, loan, 0)
            episode += 1
        if default and last > month_of(self.env):
            yield at(self.env, last, CLOSED)
        if default:
            self.accounts.write(last, codes.OVERDUE, loan, 0, detail=1)

    def _leave_stock(self, loan: Loan, amount: int) -> None:
        self.ratio.move(loan, -amount, 0)
        if loan.is_covered:
            self.accounts.performing -= amount
        else:
            self.accounts.performing_alone -= amount

    def _enter_stock(self, loan: Loan, amount: int) -> None:
        self._leave_stock(loan, -amount)

    def _renew(self, loan: Loan, draws: RenewalDraws, balance: int) -> Generator[simpy.Event, Any, Loan | None]:
        """Ask for the same loan again; return it when it is made. Some that are refused default for lack of money."""
        due = loan.lent + loan.term
        self.accounts.note(due, codes.ASKED, loan, loan.principal)
        yield self.renewals.file(order_of_loan(0, loan.slot, loan.book))
        self._leave_stock(loan, balance)
        self.gate.room += balance if loan.is_covered else 0
        _, default_draw, new_code, refusal_draw = draws
        renewed = loan.renewed(default_draw, *self._opinion(loan, due, new_code), self.tables.lanes.cells)
        if self._is_false_alarm(renewed, loan.is_covered):
            self.accounts.note(due, r.E_REFUSED, renewed, renewed.principal, r.REASON_WARNING)
        else:
            self.gate.hear(renewed)
            if self._lend(due, renewed):
                return renewed
        if refusal_draw < self.world.refinancing:
            self._enter_stock(loan, balance)
            self.gate.room -= balance if loan.is_covered else 0
            yield at(self.env, due + 1, DEFAULT)
            yield from self.workout.take(loan, balance)
        return None

    def _opinion(self, loan: Loan, month: int, new_code: int) -> tuple[int, int]:
        """Return what the bank sees of a borrower who asks to renew, and for how many years it knows it."""
        if self.world.opinion == r.OPINION_FRESH:
            return new_code, 0
        years = years_of_acquaintance(self.world, month, loan.first_month)
        return renewal_opinion(self.world, self.path, loan.slot, loan.book, loan.first_code, years), years

    def _is_false_alarm(self, request: Loan, was_covered: bool) -> bool:
        """Return whether an early warning took this sound borrower for an unsound one."""
        if not (was_covered and self.tables.has_warning):
            return False
        stream = WARNING + BOOK_STREAMS * request.book
        word = keyed_block(self.world.seed, stream, self.path, request.slot, request.generation)[1]
        return bool(uniform(word) < self.tables.warning[request.risk][FALSE_ALARMS])

    def log_repaid(self, month: int) -> None:
        """Write the loans that ended soundly this month."""
        for loan in self.repaid:
            self.accounts.note(month, r.E_REPAID, loan, loan.principal)
        self.repaid.clear()
