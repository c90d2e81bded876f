"""Step 7 of the month: renewals and applications meet the bank, the gate and the fund."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner
from simulator.engines.kernel.cases import open_cases
from simulator.engines.kernel.month import attribute_refusals
from simulator.engines.kernel.offers import offer_to_groups
from simulator.engines.kernel.rows import record_decisions, record_loan
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, PREPAYMENT
from simulator.rules.fund import cost_of_tools
from simulator.rules.money import part_of
from simulator.rules.schedule import month_of_event

BOOK_QUALITY = 2048
"""Quality code of loans of the opening book: the middle."""
TAPE_QUALITY = 4095
"""Quality code of replayed loans: the best, so that no quality threshold refuses them."""


@inner
def consider(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, loan: r.Loan) -> None:
    """Take one application from the bank's desk to the calendar of repayments or defaults."""
    all_gate = scratch.gate
    flags = lanes.flags
    counter = scratch.counter
    if loan.low >= loan.high:
        return
    gates = scratch.gate.shape[0] - 1
    gate = all_gate[loan.bank % gates]
    is_narrowed = flags[r.F_RESERVE] and world.priority[world.pool_sector[loan.pool]] == 0
    if flags[r.F_QUOTA] or is_narrowed:
        _narrow_gate(lanes, scratch, gate, is_narrowed)
        gate = all_gate[gates]
    any_lent, any_alone = offer_to_groups(world, lanes, scratch, month, loan, gate)
    if counter[r.IS_FAILING]:
        lane = scratch.state[loan.low :]
        renewed = scratch.renewed[loan.low :]
        for p in range(loan.high - loan.low):
            renewed[p] = lane[r.COVER * r.STRIDE + p] + lane[r.ALONE * r.STRIDE + p] > 0
    _book_decisions(world, lanes, scratch, month, loan, gate)
    if any_lent:
        _count_lent(world, lanes, scratch, month, loan)
    if any_lent or counter[r.IS_RECORDING]:
        settle_future(world, lanes, scratch, path, month, loan, any_alone)


@inlined
def _book_decisions(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan, gate: r.Ints) -> None:
    """Book what was decided where a policy keeps count of it: quota, banks, refusals, rows."""
    flags = lanes.flags
    counter = scratch.counter
    size = loan.high - loan.low
    lane = scratch.state[loan.low :]
    if flags[r.F_QUOTA]:
        for p in range(size):
            lane[r.QUOTA_ROOM * r.STRIDE + p] -= lane[r.COVER * r.STRIDE + p]
    if flags[r.F_CLOSES]:
        _close_month(lanes, scratch, loan, gate)
    if counter[r.IS_RECORDING]:
        record_decisions(world, lanes, scratch, month, loan)
    if flags[r.F_BANKS]:
        flow = scratch.bank_now[loan.bank, r.FLOW_LENT * r.STRIDE + loan.low :]
        for p in range(size):
            flow[p] += lane[r.COVER * r.STRIDE + p]
    if flags[r.F_STOCKS]:
        covered = scratch.bank_stock[0, loan.bank, loan.low :]
        whole = scratch.bank_stock[2, loan.bank, loan.low :]
        for p in range(size):
            covered[p] += lane[r.COVER * r.STRIDE + p]
            whole[p] += lane[r.COVER * r.STRIDE + p] + lane[r.ALONE * r.STRIDE + p]
    if flags[r.F_BANKS] or flags[r.F_QUOTA]:
        attribute_refusals(lanes, scratch, loan.bank, loan.principal)


@inlined
def _count_lent(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan) -> None:
    """Count what is lent to a priority sector, and what the tools cost for a covered loan."""
    sector = world.pool_sector[loan.pool]
    lane = scratch.state[loan.low :]
    total = scratch.total[loan.low :]
    if lanes.flags[r.F_PRIORITY] and world.priority[sector] > 0:
        for p in range(loan.high - loan.low):
            total[r.T_PRIORITY * r.STRIDE + p] += lane[r.COVER * r.STRIDE + p] + lane[r.ALONE * r.STRIDE + p]
    if lanes.flags[r.F_TOOLS]:
        tool_cost = lanes.tool_cost[sector]
        discount = lanes.discount[month, loan.low :]
        for p in range(loan.high - loan.low):
            if lane[r.COVER * r.STRIDE + p] > 0:
                per_loan = tool_cost[r.PER_LOAN, loan.low + p]
                cost = cost_of_tools(loan.principal, loan.term, per_loan, tool_cost[r.PER_LENT, loan.low + p])
                total[r.T_TOOLS * r.STRIDE + p] += cost
                total[r.T_PUBLIC * r.STRIDE + p] += part_of(cost, discount[p])


@inner
def _narrow_gate(lanes: r.Lanes, scratch: r.Scratch, gate: r.Ints, is_reserved: bool) -> None:
    """Write a gate whose largest principal also respects the yearly quota, and the reserve for priority sectors."""
    all_gate = scratch.gate
    state = scratch.state
    last = all_gate[scratch.gate.shape[0] - 1]
    for p in range(lanes.width):
        last[p] = min(gate[p], state[r.QUOTA_ROOM * r.STRIDE + p])
        last[r.STRIDE + p] = gate[r.STRIDE + p]
        last[2 * r.STRIDE + p] = gate[2 * r.STRIDE + p]
    if is_reserved:
        for p in range(lanes.width):
            reserved = state[r.RESERVED * r.STRIDE + p]
            last[p] = min(last[p], state[r.ROOM * r.STRIDE + p] - reserved if reserved > 0 else r.OPEN)


@inner
def _close_month(lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan, gate: r.Ints) -> None:
    """Shut the gate for the rest of the month where the first loan that does not fit closes it."""
    current = scratch.current
    setting = lanes.setting
    state = scratch.state
    row = loan.bank % scratch.current.shape[0]
    for p in range(loan.low, loan.high):
        is_refused = loan.code < min(current[row, loan.cell, p], gate[2 * r.STRIDE + p])
        is_refused = is_refused and state[r.COVER * r.STRIDE + p] == 0 and state[r.HERE * r.STRIDE + p] != 0
        if is_refused and setting[r.CLOSES_MONTH, p] and loan.principal > state[r.ROOM * r.STRIDE + p]:
            for closed in range(scratch.gate.shape[0] - 1):
                scratch.gate[closed, p] = 0


@inlined
def settle_future(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, loan: r.Loan, any_alone: bool
) -> None:
    """Post what the loan in COVER and ALONE will do: default, early repayment, renewal, maturity."""
    due = month + loan.term
    end = min(due, world.last)
    is_sound = False
    if lanes.flags[r.F_REPLAY]:
        is_sound = world.tape[r.TAPE_DEFAULT, loan.tape] == 0
    else:
        alive = scratch.survival[month, loan.pool]
        fall = alive - scratch.survival[end, loan.pool]
        is_sound = loan.uniform * alive <= alive - lanes.largest_response * fall
    paid_early = 0
    if world.prepayment > 0.0:
        word = keyed_block(world.seed, PREPAYMENT + BOOK_STREAMS * loan.book, path, loan.slot, loan.generation)[0]
        early = month_of_event(month, world.prepayment, uniform(word))
        paid_early = early if early < due else 0
    if not is_sound:
        open_cases(world, lanes, scratch, month, loan, paid_early if paid_early > 0 else due)
    if scratch.counter[r.IS_RECORDING]:
        record_loan(world, lanes, scratch, month, loan, paid_early if paid_early > 0 else due)
    asks = paid_early == 0 and due <= world.months and loan.asking < world.renewal[due]
    if asks:
        _keep_for_renewal(lanes, scratch, month, loan)
    _post_repayments(world, lanes, scratch, month, loan, paid_early, asks, any_alone)


@inlined
def _post_repayments(
    world: r.World,
    lanes: r.Lanes,
    scratch: r.Scratch,
    month: int,
    loan: r.Loan,
    paid_early: int,
    asks: bool,
    any_alone: bool,
) -> None:
    flags = lanes.flags
    end = paid_early if paid_early > 0 else month + loan.term
    if world.is_amortising:
        instalment = loan.principal // loan.term
        for at in range(month + 1, min(end, world.last + 1)):
            _post_share(lanes, scratch, loan, at, instalment)
        if not asks and end <= world.last:
            _post_share(lanes, scratch, loan, end, loan.principal - (end - month - 1) * instalment)
        return
    if asks or end > world.last:
        return
    if flags[r.F_STOCKS]:
        _post_share(lanes, scratch, loan, end, loan.principal)
        return
    lane = scratch.state[loan.low :]
    due_covered = scratch.due_covered[end * r.STRIDE + loan.low :]
    for p in range(loan.high - loan.low):
        due_covered[p] += lane[r.COVER * r.STRIDE + p]
    if any_alone:
        due_alone = scratch.due_alone[end * r.STRIDE + loan.low :]
        for p in range(loan.high - loan.low):
            due_alone[p] += lane[r.ALONE * r.STRIDE + p]


@inner
def _post_share(lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan, at: int, amount: int) -> None:
    """Post a repayment of `amount` in month `at` for every lane in which the loan is sound."""
    lane = scratch.state[loan.low :]
    due_covered = scratch.due_covered[at * r.STRIDE + loan.low :]
    due_alone = scratch.due_alone[at * r.STRIDE + loan.low :]
    for p in range(loan.high - loan.low):
        due_covered[p] += amount if lane[r.COVER * r.STRIDE + p] > 0 else 0
        due_alone[p] += amount if lane[r.ALONE * r.STRIDE + p] > 0 else 0
    if lanes.flags[r.F_STOCKS]:
        covered = scratch.due_bank[0, at, loan.bank, loan.low :]
        whole = scratch.due_bank[1, at, loan.bank, loan.low :]
        for p in range(loan.high - loan.low):
            covered[p] += amount if lane[r.COVER * r.STRIDE + p] > 0 else 0
            whole[p] += amount if lane[r.COVER * r.STRIDE + p] + lane[r.ALONE * r.STRIDE + p] > 0 else 0


@inner
def _keep_for_renewal(lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan) -> None:
    records = scratch.records
    counter = scratch.counter
    index = counter[r.FREE_RECORD]
    if index >= 0:
        counter[r.FREE_RECORD] = records[index, r.R_NEXT]
    else:
        index = counter[r.N_RECORDS]
        if index >= scratch.records.shape[0]:
            counter[r.OVERFLOW] = 1
            return
        counter[r.N_RECORDS] += 1
    record = records[index]
    record[r.R_SLOT] = loan.slot
    record[r.R_GENERATION] = loan.generation
    record[r.R_LENT] = month
    record[r.R_FIRST] = loan.first_month
    record[r.R_POOL] = loan.pool
    record[r.R_KIND] = loan.kind
    record[r.R_TERM] = loan.term
    record[r.R_PRINCIPAL] = loan.principal
    record[r.R_BANK] = loan.bank
    record[r.R_CELL] = loan.cell - loan.is_first
    record[r.R_IS_FIRST] = loan.is_first
    record[r.R_BOOK] = loan.book
    record[r.R_LOW] = loan.low
    record[r.R_HIGH] = loan.high
    record[r.R_TAPE] = loan.tape
    mask = scratch.record_mask[index, loan.low :]
    lane = scratch.state[loan.low :]
    for p in range(loan.high - loan.low):
        covered = 1 if lane[r.COVER * r.STRIDE + p] > 0 else 0
        alone = 2 if lane[r.ALONE * r.STRIDE + p] > 0 else 0
        mask[p] = covered + alone
    _insert_by_slot(scratch, index, month + loan.term)


@inner
def _insert_by_slot(scratch: r.Scratch, index: int, due: int) -> None:
    """Put a record into the list of its due month, sorted by slot (the list is nearly sorted already)."""
    heads = scratch.heads
    records = scratch.records
    slot = records[index, r.R_SLOT] - (records[index, r.R_BOOK] << 33)
    tail = heads[r.L_TAIL, due]
    if tail >= 0 and records[tail, r.R_SLOT] - (records[tail, r.R_BOOK] << 33) < slot:
        records[tail, r.R_NEXT] = index
        records[index, r.R_NEXT] = -1
        heads[r.L_TAIL, due] = index
        return
    before = -1
    after = heads[r.L_RENEWAL, due]
    while after >= 0 and records[after, r.R_SLOT] - (records[after, r.R_BOOK] << 33) < slot:
        before = after
        after = records[after, r.R_NEXT]
    records[index, r.R_NEXT] = after
    if before < 0:
        heads[r.L_RENEWAL, due] = index
    else:
        records[before, r.R_NEXT] = index
    if after < 0:
        heads[r.L_TAIL, due] = index


@inlined
def cell_of(world: r.World, lanes: r.Lanes, quality_code: int, principal: int, pool: int, is_first: int) -> int:
    """Return the cell (quality band, size band, class, first loan) in which lanes have one threshold."""
    bands = lanes.bands
    codes = lanes.quality_codes
    grade = world.pool_grade[pool]
    size_band = 0
    while size_band < len(bands) and principal > bands[size_band]:
        size_band += 1
    quality_band = 0
    while quality_band < codes.shape[0] and quality_code >= codes[quality_band, grade]:
        quality_band += 1
    return ((quality_band * (len(bands) + 1) + size_band) * world.classes + pool) * 2 + is_first
