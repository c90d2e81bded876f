"""Rows of chosen paths: every event of every lane, written only when recording is on."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.ratio import ratio_parts
from simulator.engines.kernel.tables import next_row


@inner
def _row(scratch: r.Scratch, month: int, p: int, event: int, amount: int) -> int:
    """Start a row with the lane's balances as they stand; return its index, or -1 when the table is full."""
    index = next_row(scratch, r.USED_ROWS, scratch.rows.shape[0], r.FULL_ROWS)
    if index < 0:
        return -1
    row = scratch.rows[index]
    state = scratch.state
    # rows are written over from path to path
    row[:] = 0
    row[r.ROW_MONTH] = month
    row[r.ROW_EVENT] = event
    row[r.ROW_SLOT] = -1
    row[r.ROW_LANE] = p
    row[r.ROW_AMOUNT] = amount
    row[r.ROW_BALANCE] = state[r.CASH + p]
    row[r.ROW_PERFORMING] = state[r.PERFORMING + p]
    # loans of this month are in no stock yet
    row[r.ROW_PERFORMING] += state[r.NEWLY + p] + state[r.LABELLED + p]
    row[r.ROW_NPL] = state[r.NPL + p]
    row[r.ROW_QUEUE] = state[r.UNPAID + p]
    row[r.ROW_RATIO] = -1
    return index


@inner
def _name(scratch: r.Scratch, index: int, slot: int, generation: int, book: int) -> None:
    """Say which loan a row is about; a row for which there was no room (-1) stays without."""
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
def record_decisions(lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan) -> None:
    """Record what became of one application in every lane."""
    rows = scratch.rows
    state = scratch.state
    gates = scratch.gate.shape[0] - 1
    for p in range(lanes.size):
        # a lane that never made the old loan is not asked, and gets no row (for new loans `held` says nothing)
        if loan.generation > 0 and scratch.held[p] == r.NOT_HELD:
            continue
        event = r.E_LENT
        if state[r.COVER + p] == 0:
            event = r.E_LENT_ALONE if state[r.ALONE + p] > 0 else r.E_REFUSED
        index = _row(scratch, month, p, event, loan.principal)
        _name(scratch, index, loan.slot, loan.generation, loan.book)
        if index >= 0 and event != r.E_LENT:
            rows[index, r.ROW_REASON] = _reason(lanes, scratch, loan, p, gates)


@inner
def _reason(lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan, p: int, gates: int) -> int:
    """Return why the loan is not covered."""
    # who holds the old loan and yet does not ask lost its turn to an early warning
    if loan.generation > 0 and scratch.state[r.ASKS + p] == r.NO:
        return r.REASON_WARNING
    if lanes.flags[r.F_INELIGIBLE] and lanes.ineligible[loan.cell, p]:
        return r.REASON_INELIGIBLE
    if scratch.gate[loan.bank % gates, r.GATE_CODE + p] == r.NO_CODE:
        return r.REASON_BANK
    row = loan.bank % scratch.current_cut.shape[0]
    if loan.code >= scratch.current_cut[row, loan.cell, p]:
        return r.REASON_BANK
    scope = loan.bank % scratch.tripped.shape[0]
    if scratch.tripped[scope, p] > 0 and lanes.setting[r.NO_PAYMENT, p] == 0:
        return r.REASON_BREAKER
    if lanes.setting[r.CLOSED_UNPAID, p] and scratch.state[r.UNPAID + p] > 0:
        return r.REASON_UNPAID
    if loan.principal > scratch.state[r.QUOTA_ROOM + p]:
        return r.REASON_QUOTA
    return r.REASON_LEVERAGE


@inner
def remember_sound(lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan, end: int) -> None:
    """Remember where a loan is sound, so that its repayment is recorded when it comes."""
    # the calendar of repayments adds loans up, and could not say whose repayment it is
    state = scratch.state
    for p in range(lanes.size):
        amount = state[r.COVER + p] + state[r.ALONE + p]
        if amount == 0:
            continue
        index = next_row(scratch, r.USED_SOUND, scratch.sound.shape[0], r.FULL_ROWS)
        if index < 0:
            return
        entry = scratch.sound[index]
        entry[r.SOUND_END] = end
        entry[r.SOUND_SLOT] = loan.slot
        entry[r.SOUND_GENERATION] = loan.generation
        entry[r.SOUND_BOOK] = loan.book
        entry[r.SOUND_LANE] = p
        entry[r.SOUND_AMOUNT] = amount


@inner
def record_repayments(scratch: r.Scratch, month: int) -> None:
    """Record the sound loans that end this month."""
    sound = scratch.sound
    for i in range(scratch.counter[r.USED_SOUND]):
        entry = sound[i]
        if entry[r.SOUND_END] == month:
            index = _row(scratch, month, entry[r.SOUND_LANE], r.E_REPAID, entry[r.SOUND_AMOUNT])
            _name(scratch, index, entry[r.SOUND_SLOT], entry[r.SOUND_GENERATION], entry[r.SOUND_BOOK])


@inner
def record_case(scratch: r.Scratch, month: int, node: int, event: int, amount: int) -> None:
    """Record one event of a defaulted loan in the lanes it concerns."""
    case_mask = scratch.case_mask
    fields = scratch.nodes[node]
    case_fields = scratch.cases[fields[r.NODE_CASE]]
    for p in range(fields[r.NODE_LOW], fields[r.NODE_HIGH]):
        if case_mask[fields[r.NODE_CASE], p] == fields[r.NODE_COVER]:
            index = _row(scratch, month, p, event, amount)
            _name(scratch, index, case_fields[r.CASE_SLOT], case_fields[r.CASE_GENERATION], case_fields[r.CASE_BOOK])


@inner
def record_assessed(
    lanes: r.Lanes,
    scratch: r.Scratch,
    month: int,
    node: int,
    p: int,
    shared: r.Shared,
) -> None:
    """Record how one covered loss was shared."""
    fields = scratch.nodes[node]
    case_fields = scratch.cases[fields[r.NODE_CASE]]
    amount = fields[r.NODE_REC_COVERED] + fields[r.NODE_REC_REST] if fields[r.NODE_STAGE] == r.STAGE_CLAIM else 0
    above, below = ratio_parts(lanes, scratch, case_fields[r.CASE_BANK], p)
    index = _row(scratch, month, p, r.E_ASSESSED, amount)
    _name(scratch, index, case_fields[r.CASE_SLOT], case_fields[r.CASE_GENERATION], case_fields[r.CASE_BOOK])
    if index < 0:
        return
    row = scratch.rows[index]
    # after the sale the loan leaves the stock with its claim, which is a moment later than this row
    if fields[r.NODE_STAGE] == r.STAGE_CLAIM:
        row[r.ROW_NPL] -= fields[r.NODE_OUT]
    row[r.ROW_RATIO] = above * 10_000 // below if below > 0 else 0
    row[r.ROW_LOSS] = shared.loss
    row[r.ROW_SHARE] = shared.share
    row[r.ROW_WHOLE] = shared.whole
    row[r.ROW_CLAIM] = shared.claim
    row[r.ROW_INSURER] = shared.insurer
    row[r.ROW_GUARANTOR] = shared.guarantor
    row[r.ROW_REINSURER] = shared.reinsurer
    row[r.ROW_APPRAISER] = shared.appraiser
    row[r.ROW_BANK] = shared.bank


@inner
def record_paid(scratch: r.Scratch, month: int, case: int, p: int, amount: int) -> None:
    """Record a payment of the fund."""
    index = _row(scratch, month, p, r.E_PAYS, amount)
    case_fields = scratch.cases[case]
    _name(scratch, index, case_fields[r.CASE_SLOT], case_fields[r.CASE_GENERATION], case_fields[r.CASE_BOOK])
