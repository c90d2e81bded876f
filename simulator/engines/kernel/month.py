"""What every month does to every lane: money in, repayments, gate, and the closing of the books."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.payment import pay_unpaid
from simulator.engines.kernel.ratio import level_of, ratio_parts
from simulator.engines.kernel.rows import record_money, record_switch
from simulator.rules.fund import (
    breaker_after,
    fees_due,
    is_over_tolerance,
    leverage_limit,
    running_cost,
    trust_in_steps,
    yearly_top_up,
)
from simulator.rules.money import monthly_part, part_of


@inner
def take_money(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Step 2: interest, fees, running cost, top-up; the queue is paid from what came in.

    Interest and running cost end with the last year of lending; fees are due while loans are covered.
    """
    _count_exposure(lanes, scratch)
    if lanes.flags[r.F_MONEY] and month <= world.months:
        _earn_interest(lanes, scratch)
    if lanes.flags[r.F_FEES]:
        _take_fees(lanes, scratch, month <= world.months)
    if (month - 1) % 12 == 0:
        _start_year(world, lanes, scratch, month)
    pay_unpaid(lanes, scratch, month)


@inner
def _count_exposure(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Count what performs at the start of the month, before its defaults: what can default in it.

    So a loan of month a counts from month a + 1, the opening book from month 1, and what is still outstanding at the
    end of a run without run-off does not count for a month that is not simulated.
    """
    state = scratch.state
    total = scratch.total
    for p in range(lanes.width):
        performing = state[r.PERFORMING * r.STRIDE + p]
        total[r.T_COVERED_MONTHS * r.STRIDE + p] += performing
        total[r.T_UNCOVERED_MONTHS * r.STRIDE + p] += state[r.PERFORMING_ALONE * r.STRIDE + p]
        outstanding = performing + state[r.NPL * r.STRIDE + p]
        total[r.T_PEAK * r.STRIDE + p] = max(total[r.T_PEAK * r.STRIDE + p], outstanding)


@inner
def _start_year(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    state = scratch.state
    if lanes.flags[r.F_LIMITS]:
        scratch.bank_year[:, :] = 0
    for p in range(lanes.width):
        state[r.APPROVED_YEAR * r.STRIDE + p] = 0
        state[r.QUOTA_ROOM * r.STRIDE + p] = lanes.setting[r.QUOTA, p]
    if lanes.flags[r.F_TOOLS] and month <= world.months:
        for p in range(lanes.size):
            cost = lanes.setting[r.TOOLS_YEARLY, p]
            scratch.total[r.T_TOOLS * r.STRIDE + p] += cost
            scratch.total[r.T_PUBLIC * r.STRIDE + p] += part_of(cost, lanes.discount[month, p])
    if 1 < month <= world.months:
        for p in range(lanes.size):
            _top_up(lanes, scratch, month, p)


@inner
def _earn_interest(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Credit a month's interest on the opening balance, floored to the fen."""
    state = scratch.state
    total = scratch.total
    setting = lanes.setting
    for p in range(lanes.size):
        interest = monthly_part(state[r.CASH * r.STRIDE + p], setting[r.INTEREST, p])
        state[r.CASH * r.STRIDE + p] += interest
        state[r.NET_OUT * r.STRIDE + p] -= interest
        total[r.T_INTEREST * r.STRIDE + p] += interest


@inner
def _take_fees(lanes: r.Lanes, scratch: r.Scratch, has_cost: bool) -> None:
    """Take the upfront fee on last month's loans and the yearly fee on those outstanding; pay the running cost."""
    state = scratch.state
    total = scratch.total
    setting = lanes.setting
    for p in range(lanes.size):
        newly, performing = state[r.MONTH_LENT * r.STRIDE + p], state[r.PERFORMING * r.STRIDE + p]
        fees = fees_due(newly, performing, setting[r.FEE_UPFRONT, p], setting[r.FEE_YEARLY, p])
        to_fund = fees if setting[r.FEE_TO_FUND, p] else 0
        balance = state[r.CASH * r.STRIDE + p] + to_fund
        cost = running_cost(balance, setting[r.RUNNING_COST, p]) if has_cost else 0
        state[r.CASH * r.STRIDE + p] += to_fund - cost
        state[r.NET_OUT * r.STRIDE + p] -= to_fund - cost
        total[r.T_FEES_FUND * r.STRIDE + p] += to_fund
        total[r.T_FEES_OTHERS * r.STRIDE + p] += fees - to_fund
        if setting[r.FEE_TO_GUARANTOR, p]:
            state[r.GUARANTOR_LEFT * r.STRIDE + p] += fees
        total[r.T_RUNNING_COST * r.STRIDE + p] += cost


@inner
def _top_up(lanes: r.Lanes, scratch: r.Scratch, month: int, p: int) -> None:
    setting = lanes.setting
    amount = yearly_top_up(
        setting[r.TOP_UP, p],
        scratch.state[r.CASH * r.STRIDE + p],
        setting[r.CAPITAL, p],
        setting[r.TOP_UP_BUDGET, p],
        setting[r.TOP_UP_FLOOR, p],
    )
    if amount > 0:
        scratch.state[r.CASH * r.STRIDE + p] += amount
        scratch.total[r.T_TOP_UPS * r.STRIDE + p] += amount
        scratch.total[r.T_PUBLIC * r.STRIDE + p] += part_of(amount, lanes.discount[month, p])
        if scratch.counter[r.IS_RECORDING]:
            record_money(scratch, month, p, r.E_TOP_UP, amount)


@inner
def repay(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Step 3, second half: instalments, maturities and early repayments leave the stock."""
    due_covered = scratch.due_covered
    due_alone = scratch.due_alone
    flags = lanes.flags
    bank_stock = scratch.bank_stock
    due_bank = scratch.due_bank
    state = scratch.state
    covered = due_covered[month * r.STRIDE :]
    alone = due_alone[month * r.STRIDE :]
    for p in range(lanes.width):
        state[r.PERFORMING * r.STRIDE + p] -= covered[p]
        covered[p] = 0
    for p in range(lanes.width):
        state[r.PERFORMING_ALONE * r.STRIDE + p] -= alone[p]
        alone[p] = 0
    if flags[r.F_STOCKS]:
        for bank in range(scratch.bank_stock.shape[1]):
            for p in range(lanes.size):
                bank_stock[0, bank, p] -= due_bank[0, month, bank, p]
                bank_stock[2, bank, p] -= due_bank[1, month, bank, p]
                due_bank[0, month, bank, p] = 0
                due_bank[1, month, bank, p] = 0


@inner
def update_gate(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Step 6: breaker, step-down, trust, tolerance and the leverage room for this month's loans."""
    no_payment = lanes.setting[r.NO_PAYMENT]
    closed_unpaid = lanes.setting[r.CLOSED_UNPAID]
    state = scratch.state
    last = scratch.bank_closed.shape[0] - 1
    if lanes.flags[r.F_RATIO]:
        for row in range(last + 1):
            _switch_breakers(lanes, scratch, month, row)
    for row in range(scratch.gate.shape[0] - 1):
        gate = scratch.gate[row]
        closed = scratch.bank_closed[min(row, last)]
        for p in range(lanes.width):
            is_shut = closed[p] & (1 - no_payment[p])
            is_unpaid = closed_unpaid[p] if state[r.UNPAID * r.STRIDE + p] > 0 else 0
            gate[p] = 0 if is_shut + is_unpaid > 0 else r.OPEN
        if lanes.flags[r.F_TOLERANCE]:
            _apply_tolerance(lanes, scratch, row)
    _update_room(lanes, scratch)
    if lanes.flags[r.F_LEVELS]:
        _update_levels(world, lanes, scratch, month)
    if month <= world.months:
        _count_shut(lanes, scratch)


@inner
def _count_shut(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Count a month in which the breaker is tripped: once for the scheme, or once for each bank."""
    total = scratch.total
    by_bank = lanes.setting[r.BY_BANK]
    last = scratch.bank_closed.shape[0] - 1
    for row in range(last + 1):
        closed = scratch.bank_closed[row]
        is_scheme = row == last
        for p in range(lanes.width):
            total[r.T_SHUT * r.STRIDE + p] += closed[p] if (by_bank[p] == 0) == is_scheme else 0


@inner
def _update_room(lanes: r.Lanes, scratch: r.Scratch) -> None:
    state = scratch.state
    setting = lanes.setting
    top_ups = scratch.total[r.T_TOP_UPS * r.STRIDE :]
    for p in range(lanes.size):
        npl = 0 if setting[r.PERFORMING_ONLY, p] > 0 else state[r.NPL * r.STRIDE + p]
        limit = leverage_limit(
            setting[r.MULTIPLE, p],
            setting[r.BASE, p],
            state[r.CASH * r.STRIDE + p],
            state[r.UNPAID * r.STRIDE + p] + state[r.WAITING * r.STRIDE + p],
            setting[r.CAPITAL, p] + top_ups[p],
        )
        state[r.ROOM * r.STRIDE + p] = limit - state[r.PERFORMING * r.STRIDE + p] - npl
        if lanes.flags[r.F_RESERVE]:
            has_limit = setting[r.MULTIPLE, p] >= 0
            state[r.RESERVED * r.STRIDE + p] = part_of(limit, setting[r.RESERVE, p]) if has_limit else 0
    if lanes.flags[r.F_GUARANTOR]:
        _limit_by_guarantor(lanes, scratch)


@inner
def _limit_by_guarantor(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Keep the covered principal outstanding within the guarantor's multiple of its remaining capital."""
    state = scratch.state
    for p in range(lanes.size):
        multiple = lanes.setting[r.GUARANTOR_MULTIPLE, p]
        if multiple >= 0:
            outstanding = state[r.PERFORMING * r.STRIDE + p] + state[r.NPL * r.STRIDE + p]
            room = part_of(state[r.GUARANTOR_LEFT * r.STRIDE + p], multiple) - outstanding
            state[r.ROOM * r.STRIDE + p] = min(state[r.ROOM * r.STRIDE + p], room)


@inner
def _switch_breakers(lanes: r.Lanes, scratch: r.Scratch, month: int, row: int) -> None:
    """Turn breakers on when the ratio is at least the line, off when it is below the lower line."""
    setting = lanes.setting
    closed = scratch.bank_closed[row]
    read = scratch.bank_read[row]
    last = scratch.bank_closed.shape[0] - 1
    is_new_year = (month - 1) % 12 == 0
    is_recording = scratch.counter[r.IS_RECORDING] > 0
    for p in range(lanes.size):
        if setting[r.BREAKER, p] == 0 or (setting[r.BY_BANK, p] > 0 and row == last and last > 0):
            continue
        above = read[p]
        below = read[r.STRIDE + p]
        if setting[r.BY_CLAIM, p]:
            above, below = ratio_parts(lanes, scratch, row, p)
        was = closed[p]
        if above == 0 and was == 0 and setting[r.ON_AT, p] > 0:
            continue
        is_reset = setting[r.RESETS, p] > 0 and is_new_year
        now = breaker_after(was, above, below, setting[r.ON_AT, p], setting[r.OFF_BELOW, p], is_reset)
        closed[p] = now
        is_own_row = last == 0 or (setting[r.BY_BANK, p] > 0) == (row < last)
        if is_recording and is_own_row and now != was:
            record_switch(scratch, month, p, r.E_TRIPPED if now else r.E_RELEASED, above, below)


@inner
def _apply_tolerance(lanes: r.Lanes, scratch: r.Scratch, bank: int) -> None:
    """Shut banks whose own patent-loan NPL ratio is above their tolerance, with and without cover."""
    all_gate = scratch.gate
    setting = lanes.setting
    gate = all_gate[bank]
    stock = scratch.bank_stock
    for p in range(lanes.size):
        limit = setting[r.TOLERANCE, p]
        npl = stock[3, bank, p]
        whole = npl + stock[2, bank, p]
        is_over = is_over_tolerance(npl, whole, limit)
        gate[r.STRIDE + p] = 0 if is_over or setting[r.LENDS_UNCOVERED, p] == 0 else -1
        gate[2 * r.STRIDE + p] = r.NO_CODE if is_over else r.ALL_CODES


@inner
def _update_levels(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Copy the bank's thresholds where its view of the cover has changed since last month."""
    levels = lanes.levels
    setting = lanes.setting
    bank_read = scratch.bank_read
    rate_level = world.rate_level
    all_level = scratch.level
    current = scratch.current
    cut = lanes.cut
    steps = levels[r.STEP_LEVELS]
    trusts = levels[r.TRUST_LEVELS]
    for row in range(scratch.current.shape[0]):
        for p in range(lanes.size):
            step = 0
            if setting[r.STEPS, p] > 0:
                above = bank_read[row % scratch.bank_read.shape[0], p]
                below = bank_read[row % scratch.bank_read.shape[0], r.STRIDE + p]
                if setting[r.BY_CLAIM, p]:
                    above, below = ratio_parts(lanes, scratch, row, p)
                step = level_of(lanes, p, above, below)
            trust = trusts - 1
            if setting[r.TRUST, p]:
                trust = _trust_level(lanes, scratch, p, trusts)
            level = (rate_level[month] * steps + step) * trusts + trust
            if level != all_level[row, p]:
                all_level[row, p] = level
                for cell in range(lanes.cut.shape[1]):
                    current[row, cell, p] = cut[level, cell, p]


@inner
def _trust_level(lanes: r.Lanes, scratch: r.Scratch, p: int, trusts: int) -> int:
    """Return the trust in the fund in steps: money over a year's expected claims, at most 1."""
    state = scratch.state
    expected = state[r.UNPAID * r.STRIDE + p] + state[r.WAITING * r.STRIDE + p]
    expected += part_of(state[r.PERFORMING * r.STRIDE + p], lanes.setting[r.CLAIM_RATE, p])
    cash = state[r.CASH * r.STRIDE + p]
    if lanes.setting[r.UNLIMITED, p]:
        return trusts - 1
    return trust_in_steps(trusts - 1, cash, expected)


@inner
def attribute_refusals(lanes: r.Lanes, scratch: r.Scratch, row: int, principal: int) -> None:
    """Count what the gate refused by the first reason: breaker, unpaid claims, quota, leverage.

    Parameters
    ----------
    row
        Gate row that refused.
    principal
        Principal of the one application, or 0 for a whole month (only without quota).
    """
    closed = scratch.bank_closed[row % scratch.bank_closed.shape[0]]
    state = scratch.state
    total = scratch.total
    pays_on = lanes.setting[r.NO_PAYMENT]
    closes_unpaid = lanes.setting[r.CLOSED_UNPAID]
    for p in range(lanes.width):
        refused = state[r.REFUSED * r.STRIDE + p]
        by_breaker = refused if closed[p] > 0 and pays_on[p] == 0 else 0
        refused -= by_breaker
        by_unpaid = refused if closes_unpaid[p] > 0 and state[r.UNPAID * r.STRIDE + p] > 0 else 0
        refused -= by_unpaid
        by_quota = refused if principal > state[r.QUOTA_ROOM * r.STRIDE + p] else 0
        total[r.T_REF_BREAKER * r.STRIDE + p] += by_breaker
        total[r.T_REF_UNPAID * r.STRIDE + p] += by_unpaid
        total[r.T_REF_QUOTA * r.STRIDE + p] += by_quota
        total[r.T_REF_LEVERAGE * r.STRIDE + p] += refused - by_quota
        state[r.REFUSED * r.STRIDE + p] = 0


@inner
def close_month(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Step 8: fold the month into stocks and totals."""
    flags = lanes.flags
    counted = scratch.counted
    state = scratch.state
    total = scratch.total
    attribute_refusals(lanes, scratch, 0, 0)
    for p in range(lanes.width):
        newly = state[r.NEWLY * r.STRIDE + p]
        labelled = state[r.LABELLED * r.STRIDE + p]
        alone = state[r.NEW_ALONE * r.STRIDE + p]
        loans = state[r.COUNTED * r.STRIDE + p]
        covered = newly + labelled
        state[r.PERFORMING * r.STRIDE + p] += covered
        state[r.PERFORMING_ALONE * r.STRIDE + p] += alone
        state[r.MONTH_LENT * r.STRIDE + p] = covered
        state[r.COVERED_SUM * r.STRIDE + p] += covered
        total[r.T_LENT_COVERED * r.STRIDE + p] += covered
        total[r.T_LENT_UNCOVERED * r.STRIDE + p] += alone
        total[r.T_LABELLED * r.STRIDE + p] += labelled
        total[r.T_NEWLY * r.STRIDE + p] += newly
        total[r.T_LOANS * r.STRIDE + p] += loans
        counted[p] += loans
        state[r.NEWLY * r.STRIDE + p] = 0
        state[r.LABELLED * r.STRIDE + p] = 0
        state[r.NEW_ALONE * r.STRIDE + p] = 0
        state[r.COUNTED * r.STRIDE + p] = 0
    for p in range(lanes.width):
        outstanding = state[r.PERFORMING * r.STRIDE + p] + state[r.NPL * r.STRIDE + p]
        total[r.T_PEAK * r.STRIDE + p] = max(total[r.T_PEAK * r.STRIDE + p], outstanding)
        cash = state[r.CASH * r.STRIDE + p]
        total[r.T_LOWEST * r.STRIDE + p] = min(total[r.T_LOWEST * r.STRIDE + p], cash)
        wanted = state[r.NET_OUT * r.STRIDE + p] + state[r.UNPAID * r.STRIDE + p] + total[r.T_LAPSED * r.STRIDE + p]
        total[r.T_OUTFLOW * r.STRIDE + p] = max(total[r.T_OUTFLOW * r.STRIDE + p], wanted)
    if flags[r.F_RATIO]:
        _roll_flows(lanes, scratch, month)
    if flags[r.F_UNLIMITED]:
        _discount_drawn(lanes, scratch, min(month, world.months))
    if month % 12 == 0:
        for p in range(lanes.width):
            if month <= world.months and state[r.YEAR_CLAIMS * r.STRIDE + p] == 0:
                total[r.T_NO_CLAIM * r.STRIDE + p] += 1
            state[r.YEAR_CLAIMS * r.STRIDE + p] = 0


@inner
def _discount_drawn(lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Add what the treasury paid this month to the public cost."""
    drawn = scratch.drawn
    for p in range(lanes.size):
        if drawn[p] > 0:
            scratch.total[r.T_PUBLIC * r.STRIDE + p] += part_of(drawn[p], lanes.discount[month, p])
            drawn[p] = 0


@inner
def _roll_flows(lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Move the month's flows into the twelve-month sums."""
    state = scratch.state
    last = scratch.bank_now.shape[0] - 1
    whole = scratch.bank_now[last]
    for p in range(lanes.width):
        whole[r.FLOW_LENT * r.STRIDE + p] = state[r.MONTH_LENT * r.STRIDE + p]
    for row in range(last + 1):
        for flow in range(r.FLOWS if lanes.flags[r.F_PAYOUT] else r.FLOW_PAYOUT):
            now = scratch.bank_now[row, flow * r.STRIDE :]
            old = scratch.bank_flow[month % 12, row, flow * r.STRIDE :]
            sums = scratch.bank_sum[row, flow * r.STRIDE :]
            for p in range(lanes.width):
                sums[p] += now[p] - old[p]
                old[p] = now[p]
                now[p] = 0


@inner
def add_to_months(scratch: r.Scratch, month: int, sums: r.Ints, watched: r.Ints) -> None:
    """Add this month's rows of the watched lanes to the sums over paths, shape (months, rows, watched)."""
    state = scratch.state
    total = scratch.total
    before = scratch.before
    for j in range(len(watched)):
        p = watched[j]
        for stock in range(len(scratch.stock_rows)):
            sums[month, scratch.stock_rows[stock], j] += state[scratch.stock_states[stock] * r.STRIDE + p]
        for flow in range(len(scratch.flow_totals)):
            now = total[scratch.flow_totals[flow] * r.STRIDE + p]
            sums[month, scratch.flow_rows[flow], j] += now - before[flow, j]
            before[flow, j] = now


@inner
def finish_path(world: r.World, lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Give what is still unpaid to the bank, and write the final stocks."""
    discount = lanes.discount
    state = scratch.state
    total = scratch.total
    for p in range(lanes.size):
        unpaid = state[r.UNPAID * r.STRIDE + p] + state[r.WAITING * r.STRIDE + p]
        cash = state[r.CASH * r.STRIDE + p]
        total[r.T_UNPAID * r.STRIDE + p] = unpaid
        total[r.T_BANK_LOSS * r.STRIDE + p] += unpaid + total[r.T_LAPSED * r.STRIDE + p]
        total[r.T_BALANCE * r.STRIDE + p] = cash
        total[r.T_PUBLIC * r.STRIDE + p] -= part_of(cash, discount[world.months, p])
        npl = state[r.NPL * r.STRIDE + p] + state[r.NPL_ALONE * r.STRIDE + p]
        performing = state[r.PERFORMING * r.STRIDE + p] + state[r.PERFORMING_ALONE * r.STRIDE + p]
        total[r.T_UNSETTLED * r.STRIDE + p] = npl + performing


@inner
def start_path(world: r.World, lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Set every lane to the fund's opening position.

    The calendars of repayments need no clearing: each month is cleared when it is used.
    """
    state = scratch.state
    total = scratch.total
    setting = lanes.setting
    for row in range(r.STATES):
        for p in range(lanes.size):
            state[row * r.STRIDE + p] = 0
    for row in range(r.TOTAL_COUNT):
        for p in range(lanes.size):
            total[row * r.STRIDE + p] = 0
    scratch.heads[:, :] = -1
    for p in range(lanes.size):
        capital = setting[r.CAPITAL, p]
        state[r.CASH * r.STRIDE + p] = capital
        state[r.GUARANTOR_LEFT * r.STRIDE + p] = setting[r.GUARANTOR_CAPITAL, p]
        total[r.T_LOWEST * r.STRIDE + p] = capital
        total[r.T_PUBLIC * r.STRIDE + p] = capital
        scratch.counted[p] = 0
        scratch.drawn[p] = 0
        state[r.HERE * r.STRIDE + p] = -1
        for row in (r.HEAD, r.TAIL, r.WAIT_HEAD, r.WAIT_TAIL):
            state[row * r.STRIDE + p] = -1
    _open_gates(lanes, scratch)
    _clear_banks(lanes, scratch)
    _reset_thresholds(world, lanes, scratch)
    counter = scratch.counter
    for place in range(r.IS_RECORDING):
        counter[place] = 0
    counter[r.FREE_RECORD] = -1
    counter[r.FREE_QUEUE] = -1
    counter[r.N_LOANS] = 0


@inner
def _open_gates(lanes: r.Lanes, scratch: r.Scratch) -> None:
    gate = scratch.gate
    for row in range(scratch.gate.shape[0]):
        for p in range(lanes.size):
            gate[row, p] = r.OPEN
            gate[row, r.STRIDE + p] = -1 if lanes.setting[r.LENDS_UNCOVERED, p] else 0
            gate[row, 2 * r.STRIDE + p] = r.ALL_CODES


@inner
def _clear_banks(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Clear ratios and stocks by bank, as far as any policy needs them."""
    flags = lanes.flags
    if flags[r.F_LIMITS]:
        scratch.bank_year[:, :] = 0
    if flags[r.F_RATIO]:
        scratch.bank_closed[:, :] = 0
        scratch.bank_level[:, :] = 0
        scratch.bank_read[:, :] = 0
        for row in range(scratch.bank_now.shape[0]):
            _clear_flows(lanes, scratch.bank_now[row])
            _clear_flows(lanes, scratch.bank_sum[row])
            for month in range(12):
                _clear_flows(lanes, scratch.bank_flow[month, row])
    if flags[r.F_STOCKS]:
        scratch.bank_stock[:, :, :] = 0


@inner
def _clear_flows(lanes: r.Lanes, flows: r.Ints) -> None:
    for flow in range(r.FLOWS):
        for p in range(lanes.width):
            flows[flow * r.STRIDE + p] = 0


@inner
def _reset_thresholds(world: r.World, lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Give every lane the bank's thresholds of the first month: no step-down, full trust."""
    steps = lanes.levels[r.STEP_LEVELS]
    trusts = lanes.levels[r.TRUST_LEVELS]
    first = world.rate_level[1] * steps * trusts + trusts - 1
    for row in range(scratch.current.shape[0]):
        for p in range(lanes.size):
            if scratch.level[row, p] != first:
                scratch.level[row, p] = first
                for cell in range(lanes.cut.shape[1]):
                    scratch.current[row, cell, p] = lanes.cut[first, cell, p]
