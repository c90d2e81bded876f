"""Where borrowers come from: the opening book, new applications, or a replayed book."""

from collections.abc import Iterator

import numpy as np

import simulator.engines.kernel.records as r
from simulator.engines.events.tables import Loan, Tables
from simulator.engines.kernel.loans import BOOK_QUALITY, TAPE_QUALITY
from simulator.engines.kernel.single import appraise_applicants
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK, SLOTS_PER_MONTH


def opening_book(tables: Tables, path: int) -> Iterator[Loan]:
    """Yield the loans outstanding at the start."""
    world = tables.world
    for segment, row in enumerate(world.book.tolist()):
        for index in range(row[r.BOOK_COUNT]):
            word = keyed_block(world.seed, BOOK, path, index // 4, segment)[index % 4]
            yield _book_loan(tables, row, index, uniform(word))


def _book_loan(tables: Tables, row: list[int], index: int, u: float) -> Loan:
    pool, principal = row[r.BOOK_POOL], row[r.BOOK_PRINCIPAL]
    return Loan(
        slot=row[r.BOOK_FIRST] + index,
        generation=0,
        book=1,
        first_month=0,
        pool=pool,
        kind=0,
        term=row[r.BOOK_DUE],
        principal=principal,
        bank=index % tables.world.banks,
        cell=tables.cell_of(BOOK_QUALITY, principal, pool),
        is_first=0,
        uniform=u,
        code=0,
        is_covered=bool(row[r.BOOK_COVERED] and tables.set[r.HAS_SCHEME]),
    )


def applicants(tables: Tables, memory: r.Scratch, path: int, month: int) -> Iterator[Loan]:
    """Yield the month's applicants whose loan is large enough, by slot; a replayed book's loans when there is one."""
    if tables.is_replay:
        yield from _tape_loans(tables, month)
        return
    size = memory.words.shape[1]
    first, count = 0, 1
    while first < count:
        count = appraise_applicants(tables.world, tables.lanes, memory, path, month, first)
        here = min(size, count - first)
        columns = memory.desk[:, :here].tolist()
        words = memory.words[0, :here].tolist()
        for i, principal in enumerate(columns[r.D_PRINCIPAL]):
            if principal > 0:
                yield Loan(
                    slot=month * SLOTS_PER_MONTH + first + i,
                    generation=0,
                    book=0,
                    first_month=month,
                    pool=columns[r.D_POOL][i],
                    kind=columns[r.D_KIND][i],
                    term=columns[r.D_TERM][i],
                    principal=principal,
                    bank=columns[r.D_BANK][i],
                    cell=columns[r.D_CELL][i],
                    is_first=columns[r.D_FIRST][i],
                    uniform=uniform(words[i]),
                    code=columns[r.D_CODE][i],
                )
        first += size


def _tape_loans(tables: Tables, month: int) -> Iterator[Loan]:
    """Yield the loans of a replayed book that were lent this month, in the order of the file."""
    world = tables.world
    rows = np.flatnonzero(world.tape[r.TAPE_MONTH] == month).tolist()
    for index, row in enumerate(rows):
        tape = world.tape[:, row].tolist()
        pool = tape[r.TAPE_SECTOR] * (world.classes // world.sectors)
        yield Loan(
            slot=month * SLOTS_PER_MONTH + index,
            generation=0,
            book=0,
            first_month=month,
            pool=pool,
            kind=0,
            term=tape[r.TAPE_TERM],
            principal=tape[r.TAPE_PRINCIPAL],
            bank=tape[r.TAPE_BANK],
            cell=tables.cell_of(TAPE_QUALITY, tape[r.TAPE_PRINCIPAL], pool),
            is_first=0,
            uniform=0.5,
            code=0,
            tape=row,
        )
