"""The limits on a claim, and how claims are paid when money is enough, short, or gone."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.ratio import book_flow
from simulator.engines.kernel.rows import record_paid
from simulator.rules.fund import guarantor_pays
from simulator.rules.money import LIMITLESS, portion
from simulator.rules.sharing import permanently_limited, still_due_after_sale


@inner
def limited(lanes: r.Lanes, scratch: r.Scratch, bank: int, p: int, claim: int) -> tuple[int, int]:
    """Return what the permanent limits leave of a claim, and what waits for the next year's budget.

    Order: breaker, bank's yearly line, yearly budget, cumulative cap. What is cut is counted
    by limit and goes to the bank.
    """
    state = scratch.state
    total = scratch.total
    setting = lanes.setting
    row = bank % scratch.bank_closed.shape[0]
    if setting[r.NO_PAYMENT, p] and scratch.bank_closed[row, p]:
        total[r.T_CUT_STOPPED * r.STRIDE + p] += claim
        return 0, 0
    line_row = bank % scratch.bank_year.shape[0]
    line_room = budget_room = cumulative_room = LIMITLESS
    if setting[r.LINE, p] >= 0:
        line_room = setting[r.LINE, p] - scratch.bank_year[line_row, p]
    if setting[r.BUDGET, p] >= 0:
        budget_room = setting[r.BUDGET, p] - state[r.APPROVED_YEAR * r.STRIDE + p]
    if setting[r.CUMULATIVE, p] >= 0:
        used = total[r.T_APPROVED * r.STRIDE + p] - total[r.T_FUND_RECOVERED * r.STRIDE + p]
        covered = state[r.COVERED_SUM * r.STRIDE + p]
        cumulative_room = portion(covered, setting[r.CUMULATIVE, p], setting[r.CUMULATIVE_WHOLE, p]) - used
    claim, waits, cut_line, cut_budget, cut_cumulative = permanently_limited(
        claim, line_room, budget_room, setting[r.EXCESS_WAITS, p] > 0, cumulative_room
    )
    total[r.T_CUT_LINE * r.STRIDE + p] += cut_line
    total[r.T_CUT_BUDGET * r.STRIDE + p] += cut_budget
    total[r.T_CUT_CUMULATIVE * r.STRIDE + p] += cut_cumulative
    scratch.bank_year[line_row, p] += claim + waits
    return claim, waits


@inner
def _append(scratch: r.Scratch, head: int, tail: int, case: int, p: int, amount: int, month: int) -> None:
    counter = scratch.counter
    index = counter[r.FREE_QUEUE]
    if index >= 0:
        counter[r.FREE_QUEUE] = scratch.queue[index, r.QUEUE_NEXT]
    else:
        index = counter[r.N_QUEUE]
        if index >= scratch.queue.shape[0]:
            counter[r.OVERFLOW] = 6
            return
        counter[r.N_QUEUE] += 1
    scratch.queue[index, r.QUEUE_NEXT] = -1
    scratch.queue[index, r.QUEUE_CASE] = case
    scratch.queue[index, r.QUEUE_LEFT] = amount
    scratch.queue[index, r.QUEUE_SINCE] = month
    last = scratch.state[tail * r.STRIDE + p]
    if last >= 0:
        scratch.queue[last, r.QUEUE_NEXT] = index
    else:
        scratch.state[head * r.STRIDE + p] = index
    scratch.state[tail * r.STRIDE + p] = index


@inner
def _drop_first(scratch: r.Scratch, head: int, tail: int, p: int) -> None:
    index = scratch.state[head * r.STRIDE + p]
    following = scratch.queue[index, r.QUEUE_NEXT]
    scratch.state[head * r.STRIDE + p] = following
    if following < 0:
        scratch.state[tail * r.STRIDE + p] = -1
    scratch.queue[index, r.QUEUE_NEXT] = scratch.counter[r.FREE_QUEUE]
    scratch.counter[r.FREE_QUEUE] = index


@inner
def wait_for_budget(scratch: r.Scratch, case: int, p: int, amount: int, month: int) -> None:
    """Put what exceeds this year's budget into the line for the next one's."""
    scratch.state[r.WAITING * r.STRIDE + p] += amount
    _append(scratch, r.WAIT_HEAD, r.WAIT_TAIL, case, p, amount, month)


@inner
def _pay(lanes: r.Lanes, scratch: r.Scratch, month: int, case: int, p: int, amount: int) -> None:
    """Move money from the fund to the bank."""
    scratch.state[r.CASH * r.STRIDE + p] -= amount
    scratch.state[r.NET_OUT * r.STRIDE + p] += amount
    scratch.total[r.T_PAID * r.STRIDE + p] += amount
    if lanes.flags[r.F_POOL]:
        scratch.case_paid[case, p] += amount
    if lanes.flags[r.F_PAYOUT]:
        mask = scratch.case_mask[case, p:]
        book_flow(scratch.bank_now, r.FLOW_PAYOUT, scratch.cases[case, r.K_BANK], p, p + 1, mask, amount)
    if scratch.counter[r.IS_RECORDING]:
        record_paid(scratch, month, case, p, amount)


@inner
def _note_depletion(scratch: r.Scratch, month: int, p: int) -> None:
    if scratch.total[r.T_DEPLETED * r.STRIDE + p] == 0:
        scratch.total[r.T_DEPLETED * r.STRIDE + p] = month


@inner
def draw_from_treasury(lanes: r.Lanes, scratch: r.Scratch, p: int, needed: int) -> None:
    """Let the treasury pay at once what the money of an unlimited fund lacks."""
    missing = needed - scratch.state[r.CASH * r.STRIDE + p]
    if lanes.setting[r.UNLIMITED, p] and missing > 0:
        scratch.state[r.CASH * r.STRIDE + p] += missing
        scratch.total[r.T_DRAWN * r.STRIDE + p] += missing
        scratch.drawn[p] += missing


@inner
def pay_queue(lanes: r.Lanes, scratch: r.Scratch, month: int, p: int) -> None:
    """Pay unpaid claims of one lane, first in, first out, as far as the money goes."""
    queue = scratch.queue
    state = scratch.state
    while state[r.UNPAID * r.STRIDE + p] > 0 and state[r.CASH * r.STRIDE + p] > 0:
        index = state[r.HEAD * r.STRIDE + p]
        amount = min(queue[index, r.QUEUE_LEFT], state[r.CASH * r.STRIDE + p])
        queue[index, r.QUEUE_LEFT] -= amount
        state[r.UNPAID * r.STRIDE + p] -= amount
        if amount > 0:
            _pay(lanes, scratch, month, queue[index, r.QUEUE_CASE], p, amount)
        if queue[index, r.QUEUE_LEFT] == 0:
            _drop_first(scratch, r.HEAD, r.TAIL, p)


@inner
def pay_unpaid(lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Pay what is still unpaid in every lane, as far as its money goes."""
    state = scratch.state
    for p in range(lanes.size):
        if state[r.UNPAID * r.STRIDE + p] > 0 and state[r.CASH * r.STRIDE + p] > 0:
            pay_queue(lanes, scratch, month, p)


@inner
def _fall_short(lanes: r.Lanes, scratch: r.Scratch, month: int, case: int, p: int, missing: int) -> None:
    """Queue what is missing, or let it lapse to the bank - to a guarantor that pays first, as far as it can."""
    if missing <= 0:
        return
    _note_depletion(scratch, month, p)
    if lanes.setting[r.SHORTAGE, p] == r.SHORTAGE_QUEUE:
        scratch.state[r.UNPAID * r.STRIDE + p] += missing
        _append(scratch, r.HEAD, r.TAIL, case, p, missing, month)
        return
    if lanes.setting[r.GUARANTOR_FIRST, p]:
        advanced = guarantor_pays(missing, scratch.state[r.GUARANTOR_LEFT * r.STRIDE + p])
        scratch.state[r.GUARANTOR_LEFT * r.STRIDE + p] -= advanced
        scratch.total[r.T_GUARANTOR * r.STRIDE + p] += advanced
        scratch.total[r.T_GUARANTOR_ADVANCED * r.STRIDE + p] += advanced
        scratch.total[r.T_GUARANTOR_SHORT * r.STRIDE + p] += missing - advanced
        missing -= advanced
    scratch.total[r.T_LAPSED * r.STRIDE + p] += missing


@inner
def pay_claims(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, count: int) -> None:
    """Pay the claims assessed this month (scratch.claims, in order), unpaid ones of earlier months first."""
    flags = lanes.flags
    counter = scratch.counter
    total = scratch.total
    setting = lanes.setting
    claims = scratch.claims
    nodes = scratch.nodes
    order = scratch.order
    state = scratch.state
    is_itemised = flags[r.F_POOL] or flags[r.F_PAYOUT] or counter[r.IS_RECORDING]
    for p in range(lanes.size):
        due = state[r.DUE * r.STRIDE + p]
        if due == 0:
            continue
        state[r.DUE * r.STRIDE + p] = 0
        draw_from_treasury(lanes, scratch, p, due)
        if state[r.UNPAID * r.STRIDE + p] > 0:
            pay_queue(lanes, scratch, month, p)
        cash = state[r.CASH * r.STRIDE + p]
        if due <= cash and not is_itemised:
            state[r.CASH * r.STRIDE + p] -= due
            state[r.NET_OUT * r.STRIDE + p] += due
            total[r.T_PAID * r.STRIDE + p] += due
            continue
        is_pro_rata = due > cash and setting[r.SHORTAGE, p] == r.SHORTAGE_PRO_RATA
        for i in range(count):
            claim = claims[i, p]
            if claim == 0:
                continue
            amount = portion(claim, cash, due) if is_pro_rata else claim
            amount = min(amount, state[r.CASH * r.STRIDE + p])
            case = nodes[order[i], r.N_CASE]
            _fall_short(lanes, scratch, month, case, p, claim - amount)
            if amount > 0:
                _pay(lanes, scratch, month, case, p, amount)


@inner
def release_waiting(lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """In January, take what waited for this year's budget, in order, as far as the budget goes."""
    setting = lanes.setting
    queue = scratch.queue
    state = scratch.state
    for p in range(lanes.size):
        while state[r.WAITING * r.STRIDE + p] > 0:
            room = setting[r.BUDGET, p] - state[r.APPROVED_YEAR * r.STRIDE + p]
            if room <= 0:
                break
            index = state[r.WAIT_HEAD * r.STRIDE + p]
            case = queue[index, r.QUEUE_CASE]
            amount = min(room, queue[index, r.QUEUE_LEFT])
            queue[index, r.QUEUE_LEFT] -= amount
            state[r.WAITING * r.STRIDE + p] -= amount
            state[r.APPROVED_YEAR * r.STRIDE + p] += amount
            if queue[index, r.QUEUE_LEFT] == 0:
                _drop_first(scratch, r.WAIT_HEAD, r.WAIT_TAIL, p)
            draw_from_treasury(lanes, scratch, p, amount)
            paid = min(amount, state[r.CASH * r.STRIDE + p])
            if state[r.UNPAID * r.STRIDE + p] > 0:
                paid = 0
            if paid > 0:
                _pay(lanes, scratch, month, case, p, paid)
            _fall_short(lanes, scratch, month, case, p, amount - paid)


@inner
def trim_queue(scratch: r.Scratch, case: int, p: int, money: tuple[int, int, int, int, int]) -> int:
    """Cut what an advance claim still waits for down to its part of the net loss; return the cut, fen.

    Parameters
    ----------
    money
        Covered owed, net loss, paid by the fund, returned to it, borne by the other parties in the end.
    """
    covered_owed, loss, paid, returned, borne = money
    all_queue = scratch.queue
    freed = 0
    state = scratch.state
    for queue in range(2):
        index = state[(r.HEAD if queue == 0 else r.WAIT_HEAD) * r.STRIDE + p]
        while index >= 0:
            if all_queue[index, r.QUEUE_CASE] == case:
                left = all_queue[index, r.QUEUE_LEFT]
                due = still_due_after_sale(left, paid, returned, loss, covered_owed, borne)
                borne += due
                cut = left - due
                all_queue[index, r.QUEUE_LEFT] -= cut
                row = r.UNPAID if queue == 0 else r.WAITING
                state[row * r.STRIDE + p] -= cut
                freed += cut
            index = all_queue[index, r.QUEUE_NEXT]
    _drop_settled(scratch, r.HEAD, r.TAIL, p)
    _drop_settled(scratch, r.WAIT_HEAD, r.WAIT_TAIL, p)
    return freed


@inner
def _drop_settled(scratch: r.Scratch, head: int, tail: int, p: int) -> None:
    """Take entries with nothing left off the front of a line (inner ones are skipped when reached)."""
    state = scratch.state
    queue = scratch.queue
    while state[head * r.STRIDE + p] >= 0:
        if queue[state[head * r.STRIDE + p], r.QUEUE_LEFT] > 0:
            return
        _drop_first(scratch, head, tail, p)


@inner
def is_owed(scratch: r.Scratch, case: int, p: int) -> bool:
    """Return whether the fund still owes something on a case, unpaid or waiting for a budget."""
    for queue in range(2):
        index = scratch.state[(r.HEAD if queue == 0 else r.WAIT_HEAD) * r.STRIDE + p]
        while index >= 0:
            if scratch.queue[index, r.QUEUE_CASE] == case and scratch.queue[index, r.QUEUE_LEFT] > 0:
                return True
            index = scratch.queue[index, r.QUEUE_NEXT]
    return False
