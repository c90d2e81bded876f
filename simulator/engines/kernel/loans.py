"""Step 7 of the month: renewals and applications meet the bank, the gate and the fund."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner
from simulator.engines.kernel.cases import open_cases, open_refused_case
from simulator.engines.kernel.draws import draw_requests
from simulator.engines.kernel.month import attribute_refusals
from simulator.engines.kernel.rows import record_decisions, record_loan
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, PREPAYMENT
from simulator.rules.schedule import month_of_event

BOOK_QUALITY = 2048
"""Quality code of loans of the opening book: the middle."""
TAPE_QUALITY = 4095
"""Quality code of replayed loans: the best, so that no quality threshold refuses them."""


@inlined
def offer(
    state: r.Ints,
    cut: r.Ints,
    gate: r.Ints,
    low: int,
    high: int,
    principal: int,
    code: int,
    wants_alone: int,
    is_labelled: int,
) -> None:
    """Decide one application for lanes low..high: covered, without cover, or not at all.

    Branch-free, so that it runs in SIMD lanes. A loan is covered when the bank wants it with
    cover (code < cut) and its principal fits into the room of an open gate; otherwise it is
    made without cover when the bank wants that and may.

    Parameters
    ----------
    state
        Lane state; COVER and ALONE get the principal lent with and without cover.
    cut
        Codes the bank accepts with cover, shape (lanes,).
    gate
        Largest principal, may lend alone (-1 or 0), largest code: shape (3 * STRIDE,).
    low, high
        First and last-plus-one lane.
    principal, code
        The loan.
    wants_alone, is_labelled
        -1 or 0: whether the bank wants the loan without cover, and whether it makes it in the no-scheme arm.
    """
    lane = state[low:]
    accepted = cut[low:]
    open_to = gate[low:]
    for p in range(high - low):
        here = lane[r.HERE * r.STRIDE + p]
        is_wanted = code < (min(accepted[p], open_to[2 * r.STRIDE + p]) & here)
        fits = principal <= min(lane[r.ROOM * r.STRIDE + p], open_to[p])
        covered = principal if is_wanted & fits else 0
        refused = principal if is_wanted & (not fits) else 0
        alone = (principal - covered) & open_to[r.STRIDE + p] & wants_alone & here
        lane[r.ROOM * r.STRIDE + p] -= covered
        lane[r.NEWLY * r.STRIDE + p] += covered & ~is_labelled
        lane[r.LABELLED * r.STRIDE + p] += covered & is_labelled
        lane[r.NEW_ALONE * r.STRIDE + p] += alone
        lane[r.REFUSED * r.STRIDE + p] += refused
        lane[r.COUNTED * r.STRIDE + p] += 1 if covered > 0 else 0
        lane[r.COVER * r.STRIDE + p] = covered
        lane[r.ALONE * r.STRIDE + p] = alone


@inner
def _offer_to_groups(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan, gate: r.Ints
) -> bool:
    """Offer the loan to every lane; return whether the bank wants it without cover in any group."""
    current = scratch.current
    groups = lanes.groups
    uncovered_cut = lanes.uncovered_cut
    rate_level = world.rate_level
    state = scratch.state
    row = loan.bank % scratch.current.shape[0]
    cut = current[row, loan.cell]
    any_alone = False
    for group in range(len(lanes.groups) - 1):
        low = groups[group]
        high = groups[group + 1]
        wants_alone = loan.code < uncovered_cut[rate_level[month], group, loan.pool]
        any_alone |= wants_alone
        # written out: the compiler leaves out what cannot happen
        if not wants_alone:
            offer(state, cut, gate, low, high, loan.principal, loan.code, 0, 0)
        elif gate[r.STRIDE + low] & state[r.HERE * r.STRIDE + low] != 0:
            offer(state, cut, gate, low, high, loan.principal, loan.code, -1, -1)
        else:
            offer(state, cut, gate, low, high, loan.principal, loan.code, -1, 0)
    return any_alone


@inner
def _is_wanted_by_none(world: r.World, lanes: r.Lanes, month: int, loan: r.Loan) -> bool:
    """Return whether the bank turns the applicant down under every policy, with and without cover."""
    if loan.code < lanes.widest[loan.cell]:
        return False
    for group in range(len(lanes.groups) - 1):
        if loan.code < lanes.uncovered_cut[world.rate_level[month], group, loan.pool]:
            return False
    return True


@inner
def consider(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, loan: r.Loan) -> None:
    """Take one application from the bank's desk to the calendar of repayments or defaults."""
    all_gate = scratch.gate
    flags = lanes.flags
    renewed = scratch.renewed
    counter = scratch.counter
    state = scratch.state
    if loan.generation == 0 and counter[r.IS_RECORDING] == 0 and _is_wanted_by_none(world, lanes, month, loan):
        return
    gates = scratch.gate.shape[0] - 1
    gate = all_gate[loan.bank % gates]
    if flags[r.F_QUOTA]:
        _apply_quota(lanes, scratch, gate)
        gate = all_gate[gates]
    any_alone = _offer_to_groups(world, lanes, scratch, month, loan, gate)
    if counter[r.IS_FAILING]:
        for p in range(lanes.width):
            renewed[p] = state[r.COVER * r.STRIDE + p] + state[r.ALONE * r.STRIDE + p] > 0
    _book_decisions(world, lanes, scratch, month, loan, gate)
    settle_future(world, lanes, scratch, path, month, loan, any_alone)


@inlined
def _book_decisions(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan, gate: r.Ints) -> None:
    """Book what was decided where a policy keeps count of it: quota, banks, refusals, rows."""
    flags = lanes.flags
    counter = scratch.counter
    bank_now = scratch.bank_now
    bank_stock = scratch.bank_stock
    state = scratch.state
    if flags[r.F_QUOTA]:
        for p in range(lanes.width):
            state[r.QUOTA_ROOM * r.STRIDE + p] -= state[r.COVER * r.STRIDE + p]
    if flags[r.F_CLOSES]:
        _close_month(lanes, scratch, loan, gate)
    if counter[r.IS_RECORDING]:
        record_decisions(world, lanes, scratch, month, loan)
    if flags[r.F_BANKS]:
        flow = bank_now[loan.bank, r.FLOW_LENT * r.STRIDE :]
        for p in range(lanes.width):
            flow[p] += state[r.COVER * r.STRIDE + p]
    if flags[r.F_STOCKS]:
        for p in range(lanes.width):
            bank_stock[0, loan.bank, p] += state[r.COVER * r.STRIDE + p]
            bank_stock[2, loan.bank, p] += state[r.COVER * r.STRIDE + p] + state[r.ALONE * r.STRIDE + p]
    if flags[r.F_BANKS] or flags[r.F_QUOTA]:
        attribute_refusals(lanes, scratch, loan.bank, loan.principal)


@inner
def _apply_quota(lanes: r.Lanes, scratch: r.Scratch, gate: r.Ints) -> None:
    """Write a gate whose largest principal also respects what is left of the yearly quota."""
    all_gate = scratch.gate
    state = scratch.state
    last = all_gate[scratch.gate.shape[0] - 1]
    for p in range(lanes.width):
        last[p] = min(gate[p], state[r.QUOTA_ROOM * r.STRIDE + p])
        last[r.STRIDE + p] = gate[r.STRIDE + p]
        last[2 * r.STRIDE + p] = gate[2 * r.STRIDE + p]


@inner
def _close_month(lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan, gate: r.Ints) -> None:
    """Shut the gate for the rest of the month where the first loan that does not fit closes it."""
    current = scratch.current
    setting = lanes.setting
    state = scratch.state
    row = loan.bank % scratch.current.shape[0]
    for p in range(lanes.size):
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
    state = scratch.state
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
    due_covered = scratch.due_covered[end * r.STRIDE :]
    for p in range(lanes.width):
        due_covered[p] += state[r.COVER * r.STRIDE + p]
    if any_alone:
        due_alone = scratch.due_alone[end * r.STRIDE :]
        for p in range(lanes.width):
            due_alone[p] += state[r.ALONE * r.STRIDE + p]


@inner
def _post_share(lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan, at: int, amount: int) -> None:
    """Post a repayment of `amount` in month `at` for every lane in which the loan is sound."""
    due_covered = scratch.due_covered
    due_alone = scratch.due_alone
    flags = lanes.flags
    due_bank = scratch.due_bank
    state = scratch.state
    for p in range(lanes.width):
        covered = amount if state[r.COVER * r.STRIDE + p] > 0 else 0
        alone = amount if state[r.ALONE * r.STRIDE + p] > 0 else 0
        due_covered[at * r.STRIDE + p] += covered
        due_alone[at * r.STRIDE + p] += alone
        if flags[r.F_STOCKS]:
            due_bank[0, at, loan.bank, p] += covered
            due_bank[1, at, loan.bank, p] += covered + alone


@inner
def _keep_for_renewal(lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan) -> None:
    records = scratch.records
    record_mask = scratch.record_mask
    state = scratch.state
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
    mask = record_mask[index]
    for p in range(lanes.width):
        covered = 1 if state[r.COVER * r.STRIDE + p] > 0 else 0
        alone = 2 if state[r.ALONE * r.STRIDE + p] > 0 else 0
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


@inner
def renew(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Decide all requests for renewal of this month, by slot."""
    heads = scratch.heads
    counter = scratch.counter
    records = scratch.records
    requests = scratch.requests
    index = heads[r.L_RENEWAL, month]
    while index >= 0 and counter[r.OVERFLOW] == 0:
        size, index = _collect_requests(scratch, index)
        draw_requests(requests, scratch.uniforms, world.seed, path, size)
        for i in range(size):
            _renew_one(world, lanes, scratch, path, month, i)
            record = requests[r.Q_RECORD * r.BLOCKS + i]
            records[record, r.R_NEXT] = counter[r.FREE_RECORD]
            counter[r.FREE_RECORD] = record
            if counter[r.OVERFLOW] > 0:
                return
    for p in range(lanes.width):
        scratch.state[r.HERE * r.STRIDE + p] = -1
    heads[r.L_RENEWAL, month] = -1
    heads[r.L_TAIL, month] = -1


@inner
def _collect_requests(scratch: r.Scratch, index: int) -> tuple[int, int]:
    """Take records from a list, as many as are drawn at once; return how many, and the first one left."""
    records = scratch.records
    requests = scratch.requests
    size = 0
    while index >= 0 and size < r.BLOCKS:
        requests[r.Q_RECORD * r.BLOCKS + size] = index
        requests[r.Q_SLOT * r.BLOCKS + size] = records[index, r.R_SLOT]
        requests[r.Q_GENERATION * r.BLOCKS + size] = records[index, r.R_GENERATION] + 1
        requests[r.Q_BOOK * r.BLOCKS + size] = records[index, r.R_BOOK]
        index = records[index, r.R_NEXT]
        size += 1
    return size, index


@inner
def _renew_one(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, i: int) -> None:
    """Decide request i: the old loan leaves the books, the new one is offered."""
    requests = scratch.requests
    uniforms = scratch.uniforms
    flags = lanes.flags
    bank_stock = scratch.bank_stock
    state = scratch.state
    record = scratch.records[requests[r.Q_RECORD * r.BLOCKS + i]]
    mask = scratch.record_mask[requests[r.Q_RECORD * r.BLOCKS + i]]
    principal = record[r.R_PRINCIPAL]
    bank = record[r.R_BANK]
    balance = principal
    if world.is_amortising:
        balance = principal - (record[r.R_TERM] - 1) * (principal // record[r.R_TERM])
    for p in range(lanes.width):
        covered = balance if mask[p] == 1 else 0
        alone = balance if mask[p] == 2 else 0
        state[r.HERE * r.STRIDE + p] = -1 if mask[p] > 0 else 0
        state[r.ROOM * r.STRIDE + p] += covered
        state[r.PERFORMING * r.STRIDE + p] -= covered
        state[r.PERFORMING_ALONE * r.STRIDE + p] -= alone
    if flags[r.F_STOCKS]:
        for p in range(lanes.width):
            bank_stock[0, bank, p] -= balance if mask[p] == 1 else 0
            bank_stock[2, bank, p] -= balance if mask[p] > 0 else 0
    loan = r.Loan(
        record[r.R_SLOT],
        record[r.R_GENERATION] + 1,
        record[r.R_FIRST],
        record[r.R_POOL],
        record[r.R_KIND],
        record[r.R_TERM],
        principal,
        bank,
        record[r.R_CELL],
        0,
        uniforms[r.U_DEFAULT * r.BLOCKS + i],
        requests[r.Q_CODE * r.BLOCKS + i],
        uniforms[r.U_ASKING * r.BLOCKS + i],
        -1,
        record[r.R_BOOK],
    )
    lent = record[r.R_LENT]
    was_first = record[r.R_IS_FIRST]
    fails = uniforms[r.U_REFUSAL * r.BLOCKS + i] < world.refinancing
    counter = scratch.counter
    if fails or counter[r.IS_RECORDING]:
        counter[r.IS_FAILING] = 1 if fails else 0
        for p in range(lanes.width):
            scratch.held[p] = mask[p]
    consider(world, lanes, scratch, path, month, loan)
    if fails:
        counter[r.IS_FAILING] = 0
        _refuse_refinancing(world, lanes, scratch, month, loan, lent, was_first, balance)


@inner
def _refuse_refinancing(
    world: r.World,
    lanes: r.Lanes,
    scratch: r.Scratch,
    month: int,
    loan: r.Loan,
    lent: int,
    was_first: int,
    balance: int,
) -> None:
    """Where the renewal was refused, keep the old loan: it turns NPL next month under its old cover."""
    held = scratch.held
    renewed = scratch.renewed
    flags = lanes.flags
    bank_stock = scratch.bank_stock
    state = scratch.state
    any_left = False
    for p in range(lanes.width):
        is_left = held[p] > 0 and renewed[p] == 0
        covered = balance if is_left and held[p] == 1 else 0
        alone = balance if is_left and held[p] == 2 else 0
        any_left |= is_left
        state[r.COVER * r.STRIDE + p] = covered
        state[r.ALONE * r.STRIDE + p] = alone
        state[r.ROOM * r.STRIDE + p] -= covered
        state[r.PERFORMING * r.STRIDE + p] += covered
        state[r.PERFORMING_ALONE * r.STRIDE + p] += alone
        if flags[r.F_STOCKS]:
            bank_stock[0, loan.bank, p] += covered
            bank_stock[2, loan.bank, p] += covered + alone
    if any_left:
        open_refused_case(world, lanes, scratch, month, loan, lent, was_first, balance)


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
