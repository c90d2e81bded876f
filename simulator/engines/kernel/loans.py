"""Step 7 of the month, for one loan: bank and gate decide, and its future is posted."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner
from simulator.engines.kernel.cases import open_cases
from simulator.engines.kernel.kept import keep_for_renewal
from simulator.engines.kernel.offers import offer_to_groups
from simulator.engines.kernel.refusals import attribute_refusals
from simulator.engines.kernel.repayments import post_repayments
from simulator.engines.kernel.rows import record_decisions, remember_sound
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, PREPAYMENT
from simulator.rules.fund import cost_of_tools
from simulator.rules.money import part_of
from simulator.rules.schedule import month_of_event


@inner
def consider(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, loan: r.Loan) -> None:
    """Take one application from the bank to the calendar of repayments or defaults, in all lanes of its window."""
    flags = lanes.flags
    counter = scratch.counter
    if loan.low >= loan.high:
        return
    gates = scratch.gate.shape[0] - 1
    gate = scratch.gate[loan.bank % gates]
    # quota and reserve depend on the loans made so far this month, so they are put into a gate of this loan alone
    is_reserved = flags[r.F_RESERVE] and world.priority[world.risk_sector[loan.risk]] == 0
    if flags[r.F_QUOTA] or is_reserved:
        _narrow_gate(lanes, scratch, gate, is_reserved)
        gate = scratch.gate[gates]
    any_lent, any_alone = offer_to_groups(world, lanes, scratch, month, loan, gate)
    if counter[r.IS_FAILING]:
        # settle_future clears COVER and ALONE where the loan will default, so who was renewed is noted before
        lane = scratch.state[loan.low :]
        renewed = scratch.renewed[loan.low :]
        for p in range(loan.high - loan.low):
            renewed[p] = lane[r.COVER + p] + lane[r.ALONE + p] > 0
    _count_decisions(lanes, scratch, month, loan, gate)
    if any_lent:
        _count_lent(world, lanes, scratch, month, loan)
        settle_future(world, lanes, scratch, path, month, loan, any_alone)


@inlined
def _count_decisions(lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan, gate: r.Ints) -> None:
    """Count what was decided where a policy keeps count of it: quota, banks, refusals, rows."""
    flags = lanes.flags
    size = loan.high - loan.low
    lane = scratch.state[loan.low :]
    if flags[r.F_QUOTA]:
        for p in range(size):
            lane[r.QUOTA_ROOM + p] -= lane[r.COVER + p]
    if flags[r.F_CLOSES]:
        _shut_for_month(lanes, scratch, loan, gate)
    if scratch.counter[r.IS_RECORDING]:
        record_decisions(lanes, scratch, month, loan)
    if flags[r.F_BANKS]:
        # the scheme's own flow of lending is written once a month, in `closing`
        flow = scratch.flow_now[loan.bank, r.FLOW_LENT + loan.low :]
        for p in range(size):
            flow[p] += lane[r.COVER + p]
    if flags[r.F_STOCKS]:
        covered = scratch.stock[r.STOCK_COVERED_PERFORMING, loan.bank, loan.low :]
        whole = scratch.stock[r.STOCK_PERFORMING, loan.bank, loan.low :]
        for p in range(size):
            covered[p] += lane[r.COVER + p]
            whole[p] += lane[r.COVER + p] + lane[r.ALONE + p]
    # of the reasons to refuse, only the quota changes within a month, and only a breaker by bank from loan to loan;
    # where there is neither, `closing` finds the reasons once a month
    if flags[r.F_BANKS] or flags[r.F_QUOTA]:
        attribute_refusals(lanes, scratch, loan.bank, loan.principal)


@inlined
def _count_lent(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan) -> None:
    """Count what is lent to a priority sector, and what the tools cost for a covered loan."""
    sector = world.risk_sector[loan.risk]
    lane = scratch.state[loan.low :]
    total = scratch.total[loan.low :]
    if lanes.flags[r.F_PRIORITY] and world.priority[sector] > 0:
        for p in range(loan.high - loan.low):
            total[r.T_LENT_PRIORITY + p] += lane[r.COVER + p] + lane[r.ALONE + p]
    if lanes.flags[r.F_TOOLS]:
        tool_cost = lanes.tool_cost[sector]
        discount = lanes.discount[month, loan.low :]
        for p in range(loan.high - loan.low):
            if lane[r.COVER + p] > 0:
                per_loan = tool_cost[r.PER_LOAN, loan.low + p]
                cost = cost_of_tools(loan.principal, loan.term, per_loan, tool_cost[r.PER_LENT, loan.low + p])
                total[r.T_TOOL_COST + p] += cost
                total[r.T_PUBLIC_IN_PRESENT + p] += part_of(cost, discount[p])


@inner
def _narrow_gate(lanes: r.Lanes, scratch: r.Scratch, gate: r.Ints, is_reserved: bool) -> None:
    """Write a gate whose largest principal also respects the yearly quota, and the reserve for priority sectors."""
    state = scratch.state
    narrowed = scratch.gate[scratch.gate.shape[0] - 1]
    for p in range(lanes.width):
        narrowed[r.GATE_PRINCIPAL + p] = min(gate[r.GATE_PRINCIPAL + p], state[r.QUOTA_ROOM + p])
        narrowed[r.GATE_ALONE + p] = gate[r.GATE_ALONE + p]
        narrowed[r.GATE_CODE + p] = gate[r.GATE_CODE + p]
    if is_reserved:
        for p in range(lanes.width):
            reserved = state[r.RESERVED + p]
            largest = state[r.ROOM + p] - reserved if reserved > 0 else r.OPEN
            narrowed[r.GATE_PRINCIPAL + p] = min(narrowed[r.GATE_PRINCIPAL + p], largest)


@inner
def _shut_for_month(lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan, gate: r.Ints) -> None:
    """Shut the gate for the rest of the month where the first loan that does not fit closes it."""
    current_cut = scratch.current_cut
    setting = lanes.setting
    state = scratch.state
    row = loan.bank % current_cut.shape[0]
    for p in range(loan.low, loan.high):
        is_refused = loan.code < min(current_cut[row, loan.cell, p], gate[r.GATE_CODE + p])
        is_refused = is_refused and state[r.COVER + p] == 0 and state[r.ASKS + p] != r.NO
        # what is refused for another reason and would fit closes nothing
        if is_refused and setting[r.CLOSES_MONTH, p] and loan.principal > state[r.ROOM + p]:
            for bank in range(scratch.gate.shape[0] - 1):
                scratch.gate[bank, r.GATE_PRINCIPAL + p] = 0


@inlined
def settle_future(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, loan: r.Loan, any_alone: bool
) -> None:
    """Post what the loan in COVER and ALONE will do: default, early repayment, renewal, maturity.

    All of it is known when the loan is made, because every draw belongs to the loan: nothing that happens later in a
    lane moves the month in which the loan defaults or is repaid there.
    """
    due = month + loan.term
    end = min(due, world.last)
    is_sound = False
    if lanes.flags[r.F_REPLAY]:
        is_sound = world.replayed[r.REPLAYED_DEFAULT, loan.source] == 0
    else:
        # most loans default in no lane, not even where monitoring is weakest: one comparison settles these.
        # u^(1/m) S(lent) > S(end) is the test of a default; as u^(1/m) <= 1 - (1 - u) / m, this is a bound on it
        alive = scratch.survival[month, loan.risk]
        fall = alive - scratch.survival[end, loan.risk]
        is_sound = loan.uniform * alive <= alive - lanes.largest_response * fall
    paid_early = 0
    if world.prepayment > 0.0:
        word = keyed_block(world.seed, PREPAYMENT + BOOK_STREAMS * loan.book, path, loan.slot, loan.generation)[0]
        early = month_of_event(month, world.prepayment, uniform(word))
        paid_early = early if early < due else 0
    if not is_sound:
        open_cases(world, lanes, scratch, month, loan, paid_early if paid_early > 0 else due)
    if scratch.counter[r.IS_RECORDING]:
        remember_sound(lanes, scratch, loan, paid_early if paid_early > 0 else due)
    # from here on COVER and ALONE hold the lanes in which the loan is sound
    asks = paid_early == 0 and due <= world.months and loan.asking < world.renewal[due]
    if asks:
        keep_for_renewal(lanes, scratch, month, loan)
    post_repayments(world, lanes, scratch, month, loan, paid_early, asks, any_alone)
