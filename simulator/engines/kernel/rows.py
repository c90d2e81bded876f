"""Rows of chosen paths: every event of every lane, written only when recording is on."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.ratio import ratio_parts


@inner
def _row(scratch: r.Scratch, month: int, p: int, event: int, amount: int) -> int:
    """Start a row with the lane's balances as they stand; return its index, or -1 when the table is full."""
    index = scratch.counter[r.N_ROWS]
    if index >= scratch.rows.shape[0]:
        scratch.counter[r.OVERFLOW] = 7
        return -1
    scratch.counter[r.N_ROWS] += 1
    row = scratch.rows[index]
    state = scratch.state
    row[:] = 0
    row[r.ROW_MONTH] = month
    row[r.ROW_EVENT] = event
    row[r.ROW_SLOT] = -1
    row[r.ROW_LANE] = p
    row[r.ROW_AMOUNT] = amount
    row[r.ROW_BALANCE] = state[r.CASH * r.STRIDE + p]
    row[r.ROW_PERFORMING] = state[r.PERFORMING * r.STRIDE + p]
    row[r.ROW_PERFORMING] += state[r.NEWLY * r.STRIDE + p] + state[r.LABELLED * r.STRIDE + p]
    row[r.ROW_NPL] = state[r.NPL * r.STRIDE + p]
    row[r.ROW_QUEUE] = state[r.UNPAID * r.STRIDE + p]
    row[r.ROW_RATIO] = -1
    return index


@inner
def _name(scratch: r.Scratch, index: int, slot: int, generation: int, book: int) -> None:
    if index >= 0:
        scratch.rows[index, r.ROW_SLOT] = slot
        scratch.rows[index, r.ROW_GENERATION] = generation
        scratch.rows[index, r.ROW_BOOK] = book


@inner
def record_money(scratch: r.Scratch, month: int, p: int, event: int, amount: int) -> None:
    """Record money paid into the fund."""
    _row(scratch, month, p, event, amount)


@inner
def record_switch(scratch: r.Scratch, month: int, p: int, event: int, above: int, below: int) -> None:
    """Record that the breaker tripped or was released, with the ratio it read."""
    index = _row(scratch, month, p, event, 0)
    if index >= 0:
        scratch.rows[index, r.ROW_RATIO] = above * 10_000 // below if below > 0 else 0


@inner
def record_decisions(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan) -> None:
    """Record what became of one application in every lane."""
    rows = scratch.rows
    state = scratch.state
    gates = scratch.gate.shape[0] - 1
    for p in range(lanes.size):
        if loan.generation > 0 and scratch.held[p] == 0:
            continue
        event = r.E_LENT
        if state[r.COVER * r.STRIDE + p] == 0:
            event = r.E_LENT_ALONE if state[r.ALONE * r.STRIDE + p] > 0 else r.E_REFUSED
        index = _row(scratch, month, p, event, loan.principal)
        _name(scratch, index, loan.slot, loan.generation, loan.book)
        if index >= 0 and event != r.E_LENT:
            rows[index, r.ROW_REASON] = _reason(lanes, scratch, loan, p, gates)


@inner
def _reason(lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan, p: int, gates: int) -> int:
    """Return why the loan is not covered."""
    if loan.generation > 0 and scratch.state[r.HERE * r.STRIDE + p] == 0:
        return r.REASON_WARNING
    if lanes.flags[r.F_INELIGIBLE] and lanes.ineligible[loan.cell, p]:
        return r.REASON_INELIGIBLE
    if scratch.gate[loan.bank % gates, 2 * r.STRIDE + p] == r.NO_CODE:
        return r.REASON_BANK
    row = loan.bank % scratch.current.shape[0]
    if loan.code >= scratch.current[row, loan.cell, p]:
        return r.REASON_BANK
    shut_row = loan.bank % scratch.bank_closed.shape[0]
    if scratch.bank_closed[shut_row, p] > 0 and lanes.setting[r.NO_PAYMENT, p] == 0:
        return r.REASON_BREAKER
    if lanes.setting[r.CLOSED_UNPAID, p] and scratch.state[r.UNPAID * r.STRIDE + p] > 0:
        return r.REASON_UNPAID
    if loan.principal > scratch.state[r.QUOTA_ROOM * r.STRIDE + p]:
        return r.REASON_QUOTA
    return r.REASON_LEVERAGE


@inner
def record_loan(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan, end: int) -> None:
    """Remember a sound loan so that its repayment is recorded when it comes."""
    state = scratch.state
    counter = scratch.counter
    loans = scratch.loans
    for p in range(lanes.size):
        amount = state[r.COVER * r.STRIDE + p] + state[r.ALONE * r.STRIDE + p]
        if amount == 0:
            continue
        index = counter[r.N_LOANS]
        if index >= scratch.loans.shape[0]:
            counter[r.OVERFLOW] = 7
            return
        counter[r.N_LOANS] += 1
        entry = loans[index]
        entry[0] = end
        entry[1] = loan.slot
        entry[2] = loan.generation
        entry[3] = loan.book
        entry[4] = p
        entry[5] = amount


@inner
def record_repayments(scratch: r.Scratch, month: int) -> None:
    """Record the sound loans that end this month."""
    counter = scratch.counter
    loans = scratch.loans
    for i in range(counter[r.N_LOANS]):
        entry = loans[i]
        if entry[0] == month:
            index = _row(scratch, month, entry[4], r.E_REPAID, entry[5])
            _name(scratch, index, entry[1], entry[2], entry[3])


@inner
def record_case(lanes: r.Lanes, scratch: r.Scratch, month: int, node: int, event: int, amount: int) -> None:
    """Record one event of a defaulted loan in the lanes it concerns."""
    nodes = scratch.nodes
    cases = scratch.cases
    case_mask = scratch.case_mask
    fields = nodes[node]
    case = cases[fields[r.N_CASE]]
    for p in range(fields[r.N_LOW], fields[r.N_HIGH]):
        if case_mask[fields[r.N_CASE], p] == fields[r.N_COVER]:
            index = _row(scratch, month, p, event, amount)
            _name(scratch, index, case[r.K_SLOT], case[r.K_GENERATION], case[r.K_BOOK])


@inner
def record_assessed(
    lanes: r.Lanes,
    scratch: r.Scratch,
    month: int,
    node: int,
    p: int,
    numbers: tuple[int, int, int, int, int, int, int, int, int],
) -> None:
    """Record how one covered loss was shared."""
    nodes = scratch.nodes
    cases = scratch.cases
    rows = scratch.rows
    fields = nodes[node]
    case = cases[fields[r.N_CASE]]
    amount = fields[r.N_REC_COVERED] + fields[r.N_REC_REST] if fields[r.N_STAGE] == r.STAGE_CLAIM else 0
    above, below = ratio_parts(lanes, scratch, case[r.K_BANK], p)
    index = _row(scratch, month, p, r.E_ASSESSED, amount)
    _name(scratch, index, case[r.K_SLOT], case[r.K_GENERATION], case[r.K_BOOK])
    if index < 0:
        return
    row = rows[index]
    if fields[r.N_STAGE] == r.STAGE_CLAIM:
        row[r.ROW_NPL] -= fields[r.N_OUT]
    row[r.ROW_RATIO] = above * 10_000 // below if below > 0 else 0
    for column in range(9):
        row[r.ROW_LOSS + column] = numbers[column]


@inner
def record_paid(scratch: r.Scratch, month: int, case: int, p: int, amount: int) -> None:
    """Record a payment of the fund."""
    index = _row(scratch, month, p, r.E_PAYS, amount)
    fields = scratch.cases[case]
    _name(scratch, index, fields[r.K_SLOT], fields[r.K_GENERATION], fields[r.K_BOOK])
