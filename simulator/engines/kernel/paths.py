"""The compiled engine: paths one after the other, months in the model's order, lanes innermost."""

import numpy as np

import simulator.engines.kernel.records as r
from simulator.compiled import inner, rule
from simulator.engines.kernel.book import start_book
from simulator.engines.kernel.cases import turn_npl
from simulator.engines.kernel.claims import assess_claims, complete_sales
from simulator.engines.kernel.draws import draw_asking, draw_blocks
from simulator.engines.kernel.economy import draw_factors, draw_shocks, fill_survival
from simulator.engines.kernel.loans import TAPE_QUALITY, cell_of, consider
from simulator.engines.kernel.month import (
    add_to_months,
    close_month,
    finish_path,
    repay,
    start_path,
    take_money,
    update_gate,
)
from simulator.engines.kernel.offers import window_of
from simulator.engines.kernel.payment import pay_unpaid, release_waiting
from simulator.engines.kernel.ratio import read_levels
from simulator.engines.kernel.references import refer
from simulator.engines.kernel.renewals import renew
from simulator.engines.kernel.rows import record_repayments
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import APPLICANT, SLOTS_PER_MONTH, VOLUME

SHIFT_4 = np.uint64(4)
SHIFT_8 = np.uint64(8)
SHIFT_16 = np.uint64(16)
SHIFT_20 = np.uint64(20)
LOW_8 = np.uint64(0xFF)
LOW_12 = np.uint64(0xFFF)


@inner
def count_applications(world: r.World, path: int, month: int) -> int:
    """Return the number of applications: the Poisson quantile of one uniform."""
    volume_cdf = world.volume_cdf
    volume_low = world.volume_low
    u = uniform(keyed_block(world.seed, VOLUME, path, month, 0)[0])
    cdf = volume_cdf[month]
    low = 0
    high = len(cdf) - 1
    while low < high:
        middle = (low + high) // 2
        if cdf[middle] < u:
            low = middle + 1
        else:
            high = middle
    return volume_low[month] + low


@inner
def appraise(world: r.World, lanes: r.Lanes, scratch: r.Scratch, size: int) -> None:
    """Turn the blocks of `size` applicants into rows of scratch.desk; principal 0 when no loan is large enough.

    Short loops of their own, so that the look-ups of many applicants in large tables are under way at once.
    """
    words = scratch.words
    desk = scratch.desk
    worth = scratch.worth
    for i in range(size):
        desk[r.D_FIRM, i] = world.class_of[np.int64(words[1, i] >> SHIFT_16)]
    for i in range(size):
        pool = world.class_pool[desk[r.D_FIRM, i]]
        desk[r.D_POOL, i] = pool
        worth[i] = world.quality_value[world.pool_grade[pool], np.int64(words[3, i] >> SHIFT_20)]
        worth[i] *= world.life_multiple[world.pool_sector[pool], np.int64(words[3, i] & LOW_8)]
        row = world.appraisal_row[world.pool_sector[pool]]
        worth[i] *= world.appraisal[row, np.int64((words[2, i] >> SHIFT_4) & LOW_12)]
    for i in range(size):
        firm = desk[r.D_FIRM, i]
        kind = world.class_kind[firm]
        is_first = world.class_first[firm]
        principal = world.amount[np.int64((words[1, i] >> SHIFT_4) & LOW_12)]
        limit = world.pledge[kind] * worth[i]
        if limit < principal:
            principal = np.int64(limit / world.lot) * world.lot
        quality = int(words[3, i] >> SHIFT_20)
        desk[r.D_PRINCIPAL, i] = 0 if principal < world.minimum else principal
        desk[r.D_KIND, i] = kind
        desk[r.D_TERM, i] = world.class_term[firm]
        desk[r.D_FIRST, i] = is_first
        desk[r.D_BANK, i] = world.bank_of[np.int64((words[3, i] >> SHIFT_8) & LOW_12)]
        desk[r.D_CELL, i] = cell_of(world, lanes, quality, principal, desk[r.D_POOL, i], is_first)
        desk[r.D_CODE, i] = np.int64(words[2, i] >> SHIFT_16)


@inner
def apply_new(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Decide all new applications of a month, by slot."""
    words = scratch.words
    desk = scratch.desk
    uniforms = scratch.uniforms
    is_counting = lanes.flags[r.F_INELIGIBLE] > 0
    count = count_applications(world, path, month)
    for first in range(0, count, words.shape[1]):
        size = min(count - first, words.shape[1])
        start = month * SLOTS_PER_MONTH + first
        draw_blocks(words, world.seed, (APPLICANT, path, 0), start, size)
        draw_asking(uniforms, world.seed, path, start, size)
        appraise(world, lanes, scratch, size)
        for i in range(size):
            if desk[r.D_PRINCIPAL, i] == 0 or scratch.counter[r.OVERFLOW] > 0:
                continue
            pool, cell, code = desk[r.D_POOL, i], desk[r.D_CELL, i], desk[r.D_CODE, i]
            low, high = window_of(world, lanes, scratch, month, code, cell, pool)
            loan = r.Loan(
                start + i,
                0,
                month,
                pool,
                desk[r.D_KIND, i],
                desk[r.D_TERM, i],
                desk[r.D_PRINCIPAL, i],
                desk[r.D_BANK, i],
                cell,
                desk[r.D_FIRST, i],
                uniform(words[0, i]),
                code,
                uniforms[r.U_ASKING * r.BLOCKS + i],
                -1,
                0,
                low,
                high,
            )
            if is_counting and lanes.outside[loan.cell] > 0:
                _count_ineligible(lanes, scratch, loan)
            consider(world, lanes, scratch, path, month, loan)


@inner
def _count_ineligible(lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan) -> None:
    ineligible = lanes.ineligible[loan.cell]
    total = scratch.total
    for p in range(lanes.width):
        total[r.T_REF_INELIGIBLE * r.STRIDE + p] += loan.principal if ineligible[p] else 0


@inner
def apply_tape(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Decide the loans of a replayed book that were lent this month, in the order of the file."""
    tape = world.tape
    flags = lanes.flags
    index = 0
    for row in range(world.tape.shape[1]):
        if tape[r.TAPE_MONTH, row] != month:
            continue
        pool = tape[r.TAPE_SECTOR, row] * (world.classes // world.sectors)
        principal = tape[r.TAPE_PRINCIPAL, row]
        cell = cell_of(world, lanes, TAPE_QUALITY, principal, pool, 0)
        loan = r.Loan(
            month * SLOTS_PER_MONTH + index,
            0,
            month,
            pool,
            0,
            tape[r.TAPE_TERM, row],
            principal,
            tape[r.TAPE_BANK, row],
            cell,
            0,
            0.5,
            0,
            1.0,
            row,
            0,
            0,
            lanes.width,
        )
        index += 1
        if flags[r.F_INELIGIBLE]:
            _count_ineligible(lanes, scratch, loan)
        consider(world, lanes, scratch, path, month, loan)


@inner
def simulate_month(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """One month, in order (MODEL 9): money, defaults, sales, claims, gate, loans, books."""
    take_money(world, lanes, scratch, month)
    turn_npl(world, lanes, scratch, path, month)
    repay(world, lanes, scratch, month)
    if scratch.counter[r.IS_RECORDING]:
        record_repayments(scratch, month)
    complete_sales(world, lanes, scratch, month)
    is_lending = month <= world.months
    reads_on = lanes.flags[r.F_LIMITS] > 0 or lanes.levels[r.STEP_LEVELS] > 1
    if lanes.flags[r.F_RATIO] and (is_lending or reads_on):
        read_levels(lanes, scratch)
    pay_unpaid(lanes, scratch, month)
    if lanes.flags[r.F_LIMITS] and (month - 1) % 12 == 0 and month <= world.sold:
        release_waiting(lanes, scratch, month)
    assess_claims(world, lanes, scratch, path, month)
    if is_lending or reads_on:
        update_gate(world, lanes, scratch, month)
    if is_lending:
        renew(world, lanes, scratch, path, month)
        if lanes.flags[r.F_REPLAY]:
            apply_tape(world, lanes, scratch, path, month)
        else:
            apply_new(world, lanes, scratch, path, month)
    close_month(world, lanes, scratch, month)


@rule
def simulate_paths(
    world_table: r.World,
    lanes_table: r.Lanes,
    scratch_table: r.Scratch,
    first: int,
    totals: np.ndarray,
    sums: np.ndarray,
    balances: np.ndarray,
    shortfalls: np.ndarray,
    watched: np.ndarray,
) -> int:
    """Simulate paths first, first + 1, ...; return 0, or the number of the pool that was too small.

    Parameters
    ----------
    first
        Number of the first path.
    totals
        Gets the totals, shape (paths, lanes, totals), fen.
    sums
        Month rows of the watched lanes, summed over paths, are added, shape (months + 1, rows, watched), fen.
    balances
        Gets the fund's balance of the watched lanes, shape (paths, months + 1, watched), fen.
    shortfalls
        Gets what approved claims have lacked so far, of the same shape: unpaid, lapsed, or advanced by a guarantor.
    watched
        Lanes whose month rows, balances and shortfalls are kept.
    """
    world = refer(world_table)
    lanes = refer(lanes_table)
    scratch = refer(scratch_table)
    before = scratch.before
    state = scratch.state
    total_of = scratch.total
    counter = scratch.counter
    for i in range(totals.shape[0]):
        start_path(world, lanes, scratch)
        draw_factors(world, scratch, first + i)
        fill_survival(world, scratch, first + i)
        draw_shocks(world, scratch, first + i)
        start_book(world, lanes, scratch, first + i)
        before[:, : len(watched)] = 0
        for j in range(len(watched)):
            balances[i, 0, j] = state[r.CASH * r.STRIDE + watched[j]]
        for month in range(1, world.last + 1):
            simulate_month(world, lanes, scratch, first + i, month)
            if counter[r.OVERFLOW] > 0:
                return counter[r.OVERFLOW]
            add_to_months(scratch, month, sums, watched)
            for j in range(len(watched)):
                balances[i, month, j] = state[r.CASH * r.STRIDE + watched[j]]
                lapsed = total_of[r.T_LAPSED * r.STRIDE + watched[j]]
                advanced = total_of[r.T_GUARANTOR_ADVANCED * r.STRIDE + watched[j]]
                shortfalls[i, month, j] = state[r.UNPAID * r.STRIDE + watched[j]] + lapsed + advanced
        finish_path(world, lanes, scratch)
        for total in range(totals.shape[2]):
            for p in range(lanes.size):
                totals[i, p, total] = total_of[total * r.STRIDE + p]
    return 0
