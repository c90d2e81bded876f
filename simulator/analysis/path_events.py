"""One path opened: what the event engine wrote down of it, and who the borrowers are."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.events import EventLedger, simulate_events
from simulator.engines.events.accounts import LOG
from simulator.engines.events.borrowers import applicants, opening_book
from simulator.engines.events.tables import Loan, Tables, path_memory
from simulator.engines.preparing import Prepared, prepare
from simulator.ledger import TOTALS, Ints
from simulator.scenario.model import Scenario
from simulator.scenario.study import Policy

Bools = NDArray[np.bool_]
_GENERATION_BITS = 10


def borrower_keys(book: Ints, slot: Ints) -> Ints:
    """Return one number for each borrower, in the order of the calendar: negative for the opening book."""
    return np.where(book > 0, slot - (1 << 40), slot)


def borrower_of(loans: Ints) -> Ints:
    """Return the borrowers of loans (see `PathEvents.loans`)."""
    return loans >> _GENERATION_BITS


def generation_of(loans: Ints) -> Ints:
    """Return 0 for a borrower's first loan, 1 for its first renewal, ..."""
    return loans & ((1 << _GENERATION_BITS) - 1)


@dataclass(frozen=True)
class Borrowers:
    """Everybody who asks for a loan on one path, or has one when it starts; all arrays of shape (borrowers,).

    Attributes
    ----------
    keys
        From `borrower_keys`, ascending.
    sector, grade, bank
        Indices into the scenario's lists.
    kind
        Of the pledged patents: 0 invention, 1 utility model.
    term
        Months to maturity; of the opening book what is left of it.
    is_covered
        Whether a loan of the opening book is covered; false for all others.
    """

    keys: Ints
    sector: Ints
    grade: Ints
    bank: Ints
    kind: Ints
    term: Ints
    is_covered: Bools

    def place(self, keys: Ints) -> Ints:
        """Return where these borrowers stand in the arrays; shape of `keys`."""
        return np.searchsorted(self.keys, keys)


@dataclass(frozen=True, eq=False)
class PathEvents:
    """All that happened to one policy on one path.

    Attributes
    ----------
    scenario
        The policy's scenario.
    policy, path
        Its name, and the number of the path.
    ledger
        What the engine left behind.
    borrowers
        Who they are.
    """

    scenario: Scenario
    policy: str
    path: int
    ledger: EventLedger
    borrowers: Borrowers

    @cached_property
    def entries(self) -> Ints:
        """Return the log, shape (entries, len(LOG))."""
        return np.array(self.ledger.log, dtype=np.int64).reshape(-1, len(LOG))

    def column(self, name: str) -> Ints:
        """Return one column of the log, shape (entries,)."""
        found: Ints = self.entries[:, LOG.index(name)]
        return found

    @cached_property
    def keys(self) -> Ints:
        """Return the borrower of each entry, shape (entries,); meaningless where no loan is concerned."""
        return borrower_keys(self.column("book"), self.column("slot"))

    @cached_property
    def loans(self) -> Ints:
        """Return one number for each loan (borrower and generation), shape (entries,)."""
        return (self.keys << _GENERATION_BITS) + self.column("generation")

    def total(self, name: str) -> int:
        """Return a total of the path (fen, months, number)."""
        return int(self.ledger.totals[TOTALS.index(name)])

    def total_alone(self, name: str) -> int:
        """Return the same total without any scheme."""
        return int(self.ledger.arm[TOTALS.index(name)])


def open_path(world: Scenario, policy: Policy, path: int) -> PathEvents:
    """Simulate one path of one policy with every event written down.

    Parameters
    ----------
    world
        Scenario of the baseline, whose terms the calibration uses.
    policy
        The policy; it differs from the baseline in policy settings only.
    path
        Number of the path, as in any run of the same scenario and seed.

    Raises
    ------
    BalanceError
        When an account does not balance to the fen.
    """
    return logged_path(prepare(world, [policy.scenario]), policy, path)


def logged_path(prepared: Prepared, policy: Policy, path: int) -> PathEvents:
    """Simulate one path of the only policy that was prepared, with every event written down."""
    ledger = simulate_events(prepared, path)
    return PathEvents(policy.scenario, policy.name, path, ledger, _borrowers(prepared, path))


def _borrowers(prepared: Prepared, path: int) -> Borrowers:
    tables = Tables(prepared, int(prepared.layout.lane_of[0]))
    memory = path_memory(prepared)
    rows = [_row(loan) for loan in opening_book(tables, path)]
    for month in range(1, prepared.world.months + 1):
        rows += [_row(loan) for loan in applicants(tables, memory, path, month)]
    book, slot, risk, bank, kind, term, is_covered = np.array(rows, dtype=np.int64).reshape(-1, 7).T
    return Borrowers(
        borrower_keys(book, slot),
        prepared.world.risk_sector[risk],
        prepared.world.risk_grade[risk],
        bank,
        kind,
        term,
        is_covered > 0,
    )


def _row(loan: Loan) -> tuple[int, ...]:
    return loan.book, loan.slot, loan.risk, loan.bank, loan.kind, loan.term, int(loan.is_covered)


def is_of(events: PathEvents, *kinds: int) -> Bools:
    """Return which entries are of one of these kinds, shape (entries,)."""
    return np.isin(events.column("event"), kinds)


def covered_loans(events: PathEvents) -> Ints:
    """Return the loans that have cover, ascending: those lent with it, and those of the opening book."""
    lent = events.loans[is_of(events, r.E_LENT)]
    book = events.borrowers.keys[events.borrowers.is_covered] << _GENERATION_BITS
    return np.union1d(lent, book)
