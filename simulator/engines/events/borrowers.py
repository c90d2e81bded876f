"""Where borrowers come from: the opening book, new applications, or a replayed book."""

from collections.abc import Iterator

import numpy as np

import simulator.engines.kernel.records as r
from simulator.engines.events.tables import Loan, Tables
from simulator.engines.kernel.cells import BOOK_QUALITY, REPLAYED_QUALITY
from simulator.engines.kernel.single import appraise_applicants, book_code, to_uniforms
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK, SLOTS_PER_MONTH

APPLICANT_ROWS = (
    r.APPLICANT_PRINCIPAL,
    r.APPLICANT_RISK,
    r.APPLICANT_KIND,
    r.APPLICANT_TERM,
    r.APPLICANT_BANK,
    r.APPLICANT_CELL,
    r.APPLICANT_FIRST,
)


def opening_book(tables: Tables, path: int) -> Iterator[Loan]:
    """Yield the loans outstanding at the start."""
    world = tables.world
    for segment, row in enumerate(world.book.tolist()):
        for index in range(row[r.BOOK_COUNT]):
            word = keyed_block(world.seed, BOOK, path, index // 4, row[r.BOOK_KEY])[index % 4]
            loan = _book_loan(tables, path, row, index, uniform(word))
            loan.source = segment
            yield loan


def _book_loan(tables: Tables, path: int, row: list[int], index: int, u: float) -> Loan:
    risk, principal = row[r.BOOK_RISK], row[r.BOOK_PRINCIPAL]
    slot, is_covered = row[r.BOOK_FIRST] + index, int(row[r.BOOK_COVERED] > 0)
    loan = Loan(
        slot,
        0,
        1,
        0,
        risk,
        row[r.BOOK_KIND],
        row[r.BOOK_DUE],
        principal,
        row[r.BOOK_BANK] if row[r.BOOK_BANK] >= 0 else index % tables.world.banks,
        tables.cell_of(BOOK_QUALITY, principal, risk),
        0,
        u,
        0,
        book_code(tables.world, path, slot, risk, is_covered),
    )
    loan.is_covered = bool(row[r.BOOK_COVERED] and tables.set[r.HAS_SCHEME])
    return loan


def applicants(tables: Tables, memory: r.Scratch, path: int, month: int) -> Iterator[Loan]:
    """Yield the month's applicants whose loan is large enough, by slot; a replayed book's loans when there is one."""
    if tables.is_replay:
        yield from _replayed_loans(tables, month)
        return
    size = memory.words.shape[1]
    first, count = 0, 1
    while first < count:
        count = appraise_applicants(tables.world, tables.lanes, memory, path, month, first)
        here = min(size, count - first)
        slots = range(month * SLOTS_PER_MONTH + first, month * SLOTS_PER_MONTH + first + here)
        draws = to_uniforms(memory.words[0, :here]).tolist()
        found = memory.applicants[:, :here].tolist()
        columns = [found[row] for row in APPLICANT_ROWS]
        for slot, draw, code, principal, risk, kind, term, bank, cell, is_first in zip(
            slots, draws, found[r.APPLICANT_CODE], *columns, strict=True
        ):
            if principal > 0:
                yield Loan(slot, 0, 0, month, risk, kind, term, principal, bank, cell, is_first, draw, code)
        first += size


def _replayed_loans(tables: Tables, month: int) -> Iterator[Loan]:
    """Yield the loans of a replayed book that were lent this month, in the order of the file."""
    world = tables.world
    rows = np.flatnonzero(world.replayed[r.REPLAYED_MONTH] == month).tolist()
    for index, row in enumerate(rows):
        replayed = world.replayed[:, row].tolist()
        risk = replayed[r.REPLAYED_SECTOR] * (world.risks // world.sectors)
        principal = replayed[r.REPLAYED_PRINCIPAL]
        loan = Loan(
            month * SLOTS_PER_MONTH + index,
            0,
            0,
            month,
            risk,
            0,
            replayed[r.REPLAYED_TERM],
            principal,
            replayed[r.REPLAYED_BANK],
            tables.cell_of(REPLAYED_QUALITY, principal, risk),
            0,
            0.5,
            0,
        )
        loan.source = row
        yield loan
