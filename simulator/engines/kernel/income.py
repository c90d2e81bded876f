"""Step 2 of the month: money in - interest, fees, top-up - and the queue that is paid from it."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.payment import pay_unpaid
from simulator.engines.kernel.rows import record_money
from simulator.rules.fund import fees_due, running_cost, yearly_top_up
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
        performing = state[r.PERFORMING + p]
        total[r.T_COVERED_MONTHS + p] += performing
        total[r.T_UNCOVERED_MONTHS + p] += state[r.PERFORMING_ALONE + p]
        # at both ends of the month: the opening book may be the most there ever is
        outstanding = performing + state[r.NPL + p]
        total[r.T_PEAK_COVERED + p] = max(total[r.T_PEAK_COVERED + p], outstanding)


@inner
def _start_year(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Open the year's budget, lines and quota, pay for the tools, and top the fund up."""
    state = scratch.state
    if lanes.flags[r.F_LIMITS]:
        scratch.line_used[:, :] = 0
    for p in range(lanes.width):
        state[r.APPROVED_YEAR + p] = 0
        state[r.QUOTA_ROOM + p] = lanes.setting[r.QUOTA, p]
    if lanes.flags[r.F_TOOLS] and month <= world.months:
        for p in range(lanes.size):
            cost = lanes.setting[r.TOOLS_YEARLY, p]
            scratch.total[r.T_TOOL_COST + p] += cost
            scratch.total[r.T_PUBLIC_IN_PRESENT + p] += part_of(cost, lanes.discount[month, p])
    # not in the first January, when the capital has just been paid in
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
        interest = monthly_part(state[r.CASH + p], setting[r.INTEREST, p])
        state[r.CASH + p] += interest
        # NET_OUT asks how large a fund must be at the start: what it earns by itself it need not hold then
        state[r.NET_OUT + p] -= interest
        total[r.T_INTEREST + p] += interest


@inner
def _take_fees(lanes: r.Lanes, scratch: r.Scratch, has_cost: bool) -> None:
    """Take the upfront fee on last month's loans and the yearly fee on those outstanding; pay the running cost."""
    state = scratch.state
    total = scratch.total
    setting = lanes.setting
    # loans of this month come in step 7: the fees on them are taken in a month
    for p in range(lanes.size):
        newly, performing = state[r.MONTH_LENT + p], state[r.PERFORMING + p]
        fees = fees_due(newly, performing, setting[r.FEE_UPFRONT, p], setting[r.FEE_YEARLY, p])
        to_fund = fees if setting[r.FEE_TO_FUND, p] else 0
        balance = state[r.CASH + p] + to_fund
        cost = running_cost(balance, setting[r.RUNNING_COST, p]) if has_cost else 0
        state[r.CASH + p] += to_fund - cost
        state[r.NET_OUT + p] -= to_fund - cost
        total[r.T_FEES_FUND + p] += to_fund
        total[r.T_FEES_OTHERS + p] += fees - to_fund
        # fees that the fund does not get are somebody else's income, but they keep a guarantor able to pay
        if setting[r.FEE_TO_GUARANTOR, p]:
            state[r.GUARANTOR_LEFT + p] += fees
        total[r.T_RUNNING_COST + p] += cost


@inner
def _top_up(lanes: r.Lanes, scratch: r.Scratch, month: int, p: int) -> None:
    """Add the public money of a January."""
    setting = lanes.setting
    amount = yearly_top_up(
        setting[r.TOP_UP, p],
        scratch.state[r.CASH + p],
        setting[r.CAPITAL, p],
        setting[r.TOP_UP_BUDGET, p],
        setting[r.TOP_UP_FLOOR, p],
    )
    # NET_OUT stays: top-ups are an answer to the outflow, not a part of it
    if amount > 0:
        scratch.state[r.CASH + p] += amount
        scratch.total[r.T_TOP_UPS + p] += amount
        scratch.total[r.T_PUBLIC_IN_PRESENT + p] += part_of(amount, lanes.discount[month, p])
        if scratch.counter[r.IS_RECORDING]:
            record_money(scratch, month, p, r.E_TOP_UP, amount)
