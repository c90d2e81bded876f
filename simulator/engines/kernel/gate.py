"""Step 6 of the month: what this month's loans will find - breaker, tolerance, room, and the bank's view of the cover.

Tables by bank have a row for each bank and a last row for the scheme, or only the scheme's when no policy reads its
ratio bank by bank. Lanes of both sorts may run together: a lane that reads the scheme's ratio then has the scheme's
breaker in every row, so that a loan looks into its bank's row whatever the lane; it is counted and recorded once.
"""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.ratio import ratio_parts, steps_now
from simulator.engines.kernel.rows import record_switch
from simulator.rules.fund import (
    breaker_after,
    is_over_tolerance,
    leverage_limit,
    may_reopen,
    remembers_lending,
    trust_in_steps,
)
from simulator.rules.lending import view_number
from simulator.rules.money import part_of


@inner
def update_gate(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Set breaker, step-down, trust, tolerance and the leverage room for this month's loans.

    Also after the last month of lending, where claims still read the breaker or the step-down.
    """
    no_payment = lanes.setting[r.NO_PAYMENT]
    closed_unpaid = lanes.setting[r.CLOSED_UNPAID]
    state = scratch.state
    last = scratch.tripped.shape[0] - 1
    if lanes.flags[r.F_RATIO]:
        for row in range(last + 1):
            _switch_breakers(lanes, scratch, month, row)
    for row in range(scratch.gate.shape[0] - 1):
        gate = scratch.gate[row]
        tripped = scratch.tripped[min(row, last)]
        for p in range(lanes.width):
            is_stopped = tripped[p] & (1 - no_payment[p])
            is_unpaid = closed_unpaid[p] if state[r.UNPAID + p] > 0 else 0
            # no principal fits into 0; the room for the ones that may come is tested loan by loan
            gate[r.GATE_PRINCIPAL + p] = 0 if is_stopped + is_unpaid > 0 else r.OPEN
        if lanes.flags[r.F_TOLERANCE]:
            _apply_tolerance(lanes, scratch, row)
    _update_room(lanes, scratch)
    if lanes.flags[r.F_VIEWS]:
        _update_views(world, lanes, scratch, month)
    if month <= world.months:
        _count_tripped(lanes, scratch)


@inner
def _count_tripped(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Count a month in which the breaker is tripped: once for the scheme, or once for each bank."""
    total = scratch.total
    by_bank = lanes.setting[r.BY_BANK]
    last = scratch.tripped.shape[0] - 1
    for row in range(last + 1):
        tripped = scratch.tripped[row]
        is_scheme = row == last
        for p in range(lanes.width):
            total[r.T_MONTHS_SHUT + p] += tripped[p] if (by_bank[p] == 0) == is_scheme else 0


@inner
def _switch_breakers(lanes: r.Lanes, scratch: r.Scratch, month: int, row: int) -> None:
    """Trip breakers where the ratio has reached the upper threshold, release them where it is below the lower one."""
    setting = lanes.setting
    tripped = scratch.tripped[row]
    read = scratch.ratio_read[row]
    last = scratch.tripped.shape[0] - 1
    switched = scratch.switched[row]
    lent_before = scratch.lent_before[row]
    lent = scratch.flow_sum[row, r.FLOW_LENT :]
    is_recording = scratch.counter[r.IS_RECORDING] > 0
    for p in range(lanes.size):
        if setting[r.BREAKER, p] == 0 or (setting[r.BY_BANK, p] > 0 and row == last and last > 0):
            continue
        above = read[r.RATIO_ABOVE + p]
        below = read[r.RATIO_BELOW + p]
        if setting[r.BY_CLAIM, p]:
            above, below = ratio_parts(lanes, scratch, row, p)
        was = tripped[p]
        if was == 0 and lent_before[p] > 0 and month - switched[p] >= 12:
            # twelve months of lending again: from now on these are what losses are compared with
            lent_before[p] = 0
        # nothing lost and not tripped, by far the most frequent case: nothing can change
        if above == 0 and was == 0 and setting[r.ON_AT, p] > 0:
            continue
        reopening = may_reopen(setting[r.REOPENS, p], setting[r.REVIEW, p], month, switched[p])
        now = breaker_after(was, above, below, setting[r.ON_AT, p], setting[r.OFF_BELOW, p], reopening)
        tripped[p] = now
        if now != was:
            switched[p] = month
            if now > 0 and remembers_lending(setting[r.REOPENS, p]):
                lent_before[p] = max(lent_before[p], lent[p])
        # its own row: see above
        is_own_row = last == 0 or (setting[r.BY_BANK, p] > 0) == (row < last)
        if is_recording and is_own_row and now != was:
            record_switch(scratch, month, p, r.E_TRIPPED if now else r.E_RELEASED, above, below)


@inner
def _apply_tolerance(lanes: r.Lanes, scratch: r.Scratch, bank: int) -> None:
    """Stop banks whose own patent-loan NPL ratio is above their tolerance, with and without cover."""
    setting = lanes.setting
    gate = scratch.gate[bank]
    stock = scratch.stock
    # of all its patent loans, with and without cover: a tolerance is about the bank, not about the scheme
    for p in range(lanes.size):
        limit = setting[r.TOLERANCE, p]
        npl = stock[r.STOCK_NPL, bank, p]
        whole = npl + stock[r.STOCK_PERFORMING, bank, p]
        is_over = is_over_tolerance(npl, whole, limit)
        gate[r.GATE_ALONE + p] = r.NO if is_over or setting[r.LENDS_UNCOVERED, p] == 0 else r.YES
        gate[r.GATE_CODE + p] = r.NO_CODE if is_over else r.ALL_CODES


@inner
def _update_room(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Find what fits into the leverage limit, and how much of its last part is reserved."""
    state = scratch.state
    setting = lanes.setting
    # some schemes count what was ever paid in, whatever is left of it
    top_ups = scratch.total[r.T_TOP_UPS :]
    for p in range(lanes.size):
        npl = 0 if setting[r.PERFORMING_ONLY, p] > 0 else state[r.NPL + p]
        limit = leverage_limit(
            setting[r.MULTIPLE, p],
            setting[r.BASE, p],
            state[r.CASH + p],
            state[r.UNPAID + p] + state[r.WAITING + p],
            setting[r.CAPITAL, p] + top_ups[p],
        )
        # below 0 where the fund has shrunk under what is outstanding: then nothing fits until loans are repaid
        state[r.ROOM + p] = limit - state[r.PERFORMING + p] - npl
        if lanes.flags[r.F_RESERVE]:
            has_limit = setting[r.MULTIPLE, p] >= 0
            state[r.RESERVED + p] = part_of(limit, setting[r.RESERVE, p]) if has_limit else 0
    if lanes.flags[r.F_GUARANTOR]:
        _limit_by_guarantor(lanes, scratch)


@inner
def _limit_by_guarantor(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Keep the covered principal outstanding within the guarantor's multiple of its remaining capital."""
    state = scratch.state
    for p in range(lanes.size):
        multiple = lanes.setting[r.GUARANTOR_MULTIPLE, p]
        if multiple >= 0:
            outstanding = state[r.PERFORMING + p] + state[r.NPL + p]
            room = part_of(state[r.GUARANTOR_LEFT + p], multiple) - outstanding
            state[r.ROOM + p] = min(state[r.ROOM + p], room)


@inner
def _update_views(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Copy the bank's thresholds where its view of the cover has changed since last month.

    A view is a lending rate, a number of steps reached and a degree of trust. What a bank accepts under each was worked
    out before the first path (Lanes.cut); here the lane's own view is put where the loans of the month will look.
    """
    step_levels = lanes.levels[r.STEP_LEVELS]
    trust_levels = lanes.levels[r.TRUST_LEVELS]
    for bank in range(scratch.current_cut.shape[0]):
        for p in range(lanes.size):
            steps = steps_now(lanes, scratch, bank, p)
            trust = trust_levels - 1
            if lanes.setting[r.TRUST, p]:
                trust = _trust_level(lanes, scratch, p, trust_levels)
            show_view(
                lanes, scratch, bank, p, view_number(world.rate_level[month], steps, trust, step_levels, trust_levels)
            )


@inner
def show_view(lanes: r.Lanes, scratch: r.Scratch, bank: int, p: int, view: int) -> None:
    """Copy the bank's thresholds under a view to where its loans look, unless they are there already."""
    # most months leave the view as it was, and most paths end with the one with which they began
    if scratch.view_of[bank, p] != view:
        scratch.view_of[bank, p] = view
        shown = scratch.current_cut[bank]
        cut = lanes.cut[view]
        for cell in range(cut.shape[0]):
            shown[cell, p] = cut[cell, p]


@inner
def _trust_level(lanes: r.Lanes, scratch: r.Scratch, p: int, trusts: int) -> int:
    """Return the trust in the fund in steps: money over a year's expected claims, at most 1."""
    state = scratch.state
    expected = state[r.UNPAID + p] + state[r.WAITING + p]
    expected += part_of(state[r.PERFORMING + p], lanes.setting[r.CLAIM_RATE, p])
    # an unlimited fund pays whatever its balance
    cash = state[r.CASH + p]
    if lanes.setting[r.UNLIMITED, p]:
        return trusts - 1
    return trust_in_steps(trusts - 1, cash, expected)
