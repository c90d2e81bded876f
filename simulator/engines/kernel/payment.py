"""The limits on a claim, and how claims are paid when money is enough, short, or gone."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.queue import append, drop_first
from simulator.engines.kernel.ratio import add_flow
from simulator.engines.kernel.rows import record_paid
from simulator.rules.fund import guarantor_pays
from simulator.rules.money import LIMITLESS, portion
from simulator.rules.sharing import permanently_limited


@inner
def limited(lanes: r.Lanes, scratch: r.Scratch, bank: int, p: int, claim: int) -> tuple[int, int]:
    """Return what the permanent limits leave of a claim, and what waits for the next year's budget.

    Order: breaker, bank's yearly line, yearly budget, cumulative cap. What is cut is counted
    by limit and goes to the bank.
    """
    state = scratch.state
    total = scratch.total
    setting = lanes.setting
    row = bank % scratch.tripped.shape[0]
    if setting[r.NO_PAYMENT, p] and scratch.tripped[row, p]:
        total[r.T_CUT_STOPPED + p] += claim
        return 0, 0
    line_row = bank % scratch.line_used.shape[0]
    # the limits read what earlier claims of this very month have used up: the order of claims matters
    line_room = budget_room = cumulative_room = LIMITLESS
    if setting[r.LINE, p] >= 0:
        line_room = setting[r.LINE, p] - scratch.line_used[line_row, p]
    if setting[r.BUDGET, p] >= 0:
        budget_room = setting[r.BUDGET, p] - state[r.APPROVED_YEAR + p]
    if setting[r.CUMULATIVE, p] >= 0:
        used = total[r.T_APPROVED + p] - total[r.T_FUND_RECOVERED + p]
        covered = state[r.COVERED_SUM + p]
        cumulative_room = portion(covered, setting[r.CUMULATIVE, p], setting[r.CUMULATIVE_WHOLE, p]) - used
    claim, waits, cut_line, cut_budget, cut_cumulative = permanently_limited(
        claim, line_room, budget_room, setting[r.EXCESS_WAITS, p] > 0, cumulative_room
    )
    total[r.T_CUT_LINE + p] += cut_line
    total[r.T_CUT_BUDGET + p] += cut_budget
    total[r.T_CUT_CUMULATIVE + p] += cut_cumulative
    scratch.line_used[line_row, p] += claim + waits
    return claim, waits


@inner
def pay_claims(lanes: r.Lanes, scratch: r.Scratch, month: int, count: int) -> None:
    """Pay the claims assessed this month (scratch.claims, in order), unpaid ones of earlier months first."""
    flags = lanes.flags
    total = scratch.total
    setting = lanes.setting
    claims = scratch.claims
    nodes = scratch.nodes
    order = scratch.order
    state = scratch.state
    # only then does it matter which claim the money was for
    is_itemised = flags[r.F_BY_CASE] or flags[r.F_PAYOUT] or scratch.counter[r.IS_RECORDING]
    for p in range(lanes.size):
        due = state[r.DUE + p]
        if due == 0:
            continue
        # all of the month's claims are drawn for at once: the treasury does not look at single ones
        state[r.DUE + p] = 0
        draw_from_treasury(lanes, scratch, p, due)
        if state[r.UNPAID + p] > 0:
            pay_queue(lanes, scratch, month, p)
        # the common case: money for all, in one step
        cash = state[r.CASH + p]
        if due <= cash and not is_itemised:
            state[r.CASH + p] -= due
            state[r.NET_OUT + p] += due
            total[r.T_FUND_PAID + p] += due
            continue
        is_pro_rata = due > cash and setting[r.SHORTAGE, p] == r.SHORTAGE_PRO_RATA
        for i in range(count):
            claim = claims[i, p]
            if claim == 0:
                continue
            # not pro rata: first come, first served, so that earlier loans empty the fund for later ones
            amount = portion(claim, cash, due) if is_pro_rata else claim
            amount = min(amount, state[r.CASH + p])
            case = nodes[order[i], r.NODE_CASE]
            _fall_short(lanes, scratch, month, case, p, claim - amount)
            if amount > 0:
                _pay(lanes, scratch, month, case, p, amount)


@inner
def pay_unpaid(lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Pay what is still unpaid in every lane, as far as its money goes."""
    state = scratch.state
    for p in range(lanes.size):
        if state[r.UNPAID + p] > 0 and state[r.CASH + p] > 0:
            pay_queue(lanes, scratch, month, p)


@inner
def release_waiting(lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """In January, take what waited for this year's budget, in order, as far as the budget goes."""
    setting = lanes.setting
    queue = scratch.queue
    state = scratch.state
    for p in range(lanes.size):
        while state[r.WAITING + p] > 0:
            room = setting[r.BUDGET, p] - state[r.APPROVED_YEAR + p]
            if room <= 0:
                break
            index = state[r.WAITING_HEAD + p]
            case = queue[index, r.QUEUE_CASE]
            amount = min(room, queue[index, r.QUEUE_LEFT])
            queue[index, r.QUEUE_LEFT] -= amount
            state[r.WAITING + p] -= amount
            state[r.APPROVED_YEAR + p] += amount
            if queue[index, r.QUEUE_LEFT] == 0:
                drop_first(scratch, r.WAITING_HEAD, r.WAITING_TAIL, p)
            draw_from_treasury(lanes, scratch, p, amount)
            paid = min(amount, state[r.CASH + p])
            # what is unpaid comes first, and has had all the money there was
            if state[r.UNPAID + p] > 0:
                paid = 0
            if paid > 0:
                _pay(lanes, scratch, month, case, p, paid)
            _fall_short(lanes, scratch, month, case, p, amount - paid)


@inner
def pay_queue(lanes: r.Lanes, scratch: r.Scratch, month: int, p: int) -> None:
    """Pay unpaid claims of one lane, first in, first out, as far as the money goes."""
    queue = scratch.queue
    state = scratch.state
    while state[r.UNPAID + p] > 0 and state[r.CASH + p] > 0:
        index = state[r.UNPAID_HEAD + p]
        amount = min(queue[index, r.QUEUE_LEFT], state[r.CASH + p])
        queue[index, r.QUEUE_LEFT] -= amount
        state[r.UNPAID + p] -= amount
        if amount > 0:
            _pay(lanes, scratch, month, queue[index, r.QUEUE_CASE], p, amount)
        if queue[index, r.QUEUE_LEFT] == 0:
            drop_first(scratch, r.UNPAID_HEAD, r.UNPAID_TAIL, p)


@inner
def draw_from_treasury(lanes: r.Lanes, scratch: r.Scratch, p: int, needed: int) -> None:
    """Let the treasury pay at once what the money of an unlimited fund lacks."""
    # at once, so that the fund's balance never falls below 0 and no claim waits
    missing = needed - scratch.state[r.CASH + p]
    if lanes.setting[r.UNLIMITED, p] and missing > 0:
        scratch.state[r.CASH + p] += missing
        scratch.total[r.T_DRAWN + p] += missing
        scratch.drawn_now[p] += missing


@inner
def _pay(lanes: r.Lanes, scratch: r.Scratch, month: int, case: int, p: int, amount: int) -> None:
    """Move money from the fund to the bank."""
    scratch.state[r.CASH + p] -= amount
    scratch.state[r.NET_OUT + p] += amount
    scratch.total[r.T_FUND_PAID + p] += amount
    if lanes.flags[r.F_BY_CASE]:
        scratch.case_paid[case, p] += amount
    if lanes.flags[r.F_PAYOUT]:
        mask = scratch.case_mask[case, p:]
        add_flow(scratch.flow_now, r.FLOW_PAYOUT, scratch.cases[case, r.CASE_BANK], p, p + 1, mask, amount)
    if scratch.counter[r.IS_RECORDING]:
        record_paid(scratch, month, case, p, amount)


@inner
def _fall_short(lanes: r.Lanes, scratch: r.Scratch, month: int, case: int, p: int, missing: int) -> None:
    """Queue what is missing, or let it lapse to the bank - to a guarantor that pays first, as far as it can."""
    if missing <= 0:
        return
    _note_depletion(scratch, month, p)
    if lanes.setting[r.SHORTAGE, p] == r.SHORTAGE_QUEUE:
        scratch.state[r.UNPAID + p] += missing
        append(scratch, r.UNPAID_HEAD, r.UNPAID_TAIL, case, p, missing)
        return
    if lanes.setting[r.GUARANTOR_FIRST, p]:
        advanced = guarantor_pays(missing, scratch.state[r.GUARANTOR_LEFT + p])
        scratch.state[r.GUARANTOR_LEFT + p] -= advanced
        scratch.total[r.T_GUARANTOR_PAID + p] += advanced
        scratch.total[r.T_GUARANTOR_ADVANCED + p] += advanced
        scratch.total[r.T_GUARANTOR_SHORT + p] += missing - advanced
        missing -= advanced
    # the bank bears it; its loss is counted once, at the end of the path
    scratch.total[r.T_LAPSED + p] += missing


@inner
def _note_depletion(scratch: r.Scratch, month: int, p: int) -> None:
    """Note the first month in which money is short for an approved claim."""
    if scratch.total[r.T_FIRST_DEPLETED + p] == 0:
        scratch.total[r.T_FIRST_DEPLETED + p] = month
