"""The compiled engine: paths one after the other, months in the model's order, lanes innermost."""

import numpy as np

import simulator.engines.kernel.records as r
from simulator.compiled import inner, rule
from simulator.engines.kernel.applicants import apply_new, apply_replayed
from simulator.engines.kernel.book import start_book
from simulator.engines.kernel.claims import assess_claims
from simulator.engines.kernel.closing import add_to_months, close_month, finish_path
from simulator.engines.kernel.defaults import turn_npl
from simulator.engines.kernel.economy import draw_factors, draw_shocks, fill_survival
from simulator.engines.kernel.gate import update_gate
from simulator.engines.kernel.income import take_money
from simulator.engines.kernel.opening import start_path
from simulator.engines.kernel.payment import pay_unpaid, release_waiting
from simulator.engines.kernel.ratio import read_ratios
from simulator.engines.kernel.references import refer
from simulator.engines.kernel.renewals import renew
from simulator.engines.kernel.repayments import repay
from simulator.engines.kernel.rows import record_repayments
from simulator.engines.kernel.sales import complete_sales


@inner
def simulate_month(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Simulate one month: steps 2 to 8 of `docs/explanation/model.md` (step 1, the economy, is drawn with the path)."""
    # 2 money comes in
    take_money(world, lanes, scratch, month)
    # 3 loans default, or are repaid; a default beats a repayment of the same month, which was never posted then
    turn_npl(world, lanes, scratch, path, month)
    repay(lanes, scratch, month)
    if scratch.counter[r.IS_RECORDING]:
        record_repayments(scratch, month)
    # 4 sales
    complete_sales(world, lanes, scratch, month)
    # 5 claims: the ratio is read before any of them counts; when lending is over it is read on only for claims' sake
    is_lending = month <= world.months
    reads_on = lanes.flags[r.F_LIMITS] > 0 or lanes.levels[r.STEP_LEVELS] > 1
    if lanes.flags[r.F_RATIO] and (is_lending or reads_on):
        read_ratios(lanes, scratch)
    # sales may have brought money since step 2
    pay_unpaid(lanes, scratch, month)
    if lanes.flags[r.F_LIMITS] and (month - 1) % 12 == 0 and month <= world.sold:
        release_waiting(lanes, scratch, month)
    assess_claims(world, lanes, scratch, path, month)
    # 6 gate
    if is_lending or reads_on:
        update_gate(world, lanes, scratch, month)
    # 7 lending: who already has a loan comes first
    if is_lending:
        renew(world, lanes, scratch, path, month)
        if lanes.flags[r.F_REPLAY]:
            apply_replayed(world, lanes, scratch, path, month)
        else:
            apply_new(world, lanes, scratch, path, month)
    # 8 the month is closed
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
    """Simulate paths first, first + 1, ...; return 0, or FULL_...: which table was too small.

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
    totals_before = scratch.totals_before
    state = scratch.state
    total_of = scratch.total
    counter = scratch.counter
    for i in range(totals.shape[0]):
        start_path(world, lanes, scratch)
        draw_factors(world, scratch, first + i)
        fill_survival(world, scratch, first + i)
        draw_shocks(world, scratch, first + i)
        start_book(world, lanes, scratch, first + i)
        totals_before[:, : len(watched)] = 0
        for j in range(len(watched)):
            balances[i, 0, j] = state[r.CASH + watched[j]]
        for month in range(1, world.last + 1):
            simulate_month(world, lanes, scratch, first + i, month)
            if counter[r.OVERFLOW] > 0:
                return counter[r.OVERFLOW]
            add_to_months(scratch, month, sums, watched)
            for j in range(len(watched)):
                balances[i, month, j] = state[r.CASH + watched[j]]
                lapsed = total_of[r.T_LAPSED + watched[j]]
                advanced = total_of[r.T_GUARANTOR_ADVANCED + watched[j]]
                shortfalls[i, month, j] = state[r.UNPAID + watched[j]] + lapsed + advanced
        finish_path(world, lanes, scratch)
        for total in range(totals.shape[2]):
            for p in range(lanes.size):
                totals[i, p, total] = total_of[total * r.STRIDE + p]
    return 0
