"""The start of a path: every lane at the fund's opening position.

Working memory is used again from path to path, so everything that a path reads before it writes is set here.
"""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.gate import show_view
from simulator.rules.lending import view_number


@inner
def start_path(world: r.World, lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Set every lane to the fund's opening position.

    The calendars of repayments need no clearing: each month is cleared when it is used.
    """
    state = scratch.state
    total = scratch.total
    setting = lanes.setting
    for field in range(0, r.STATES, r.STRIDE):
        for p in range(lanes.size):
            state[field + p] = 0
    for field in range(0, r.TOTAL_FIELDS, r.STRIDE):
        for p in range(lanes.size):
            total[field + p] = 0
    # row 0 is a row: an empty list or queue is marked -1
    scratch.heads[:, :] = -1
    for p in range(lanes.size):
        capital = setting[r.CAPITAL, p]
        state[r.CASH + p] = capital
        state[r.GUARANTOR_LEFT + p] = setting[r.GUARANTOR_CAPITAL, p]
        total[r.T_LOWEST_BALANCE + p] = capital
        # public money is spent when it is put into the fund; what is left comes off at the end
        total[r.T_PUBLIC_IN_PRESENT + p] = capital
        scratch.loans_counted[p] = 0
        scratch.drawn_now[p] = 0
        state[r.ASKS + p] = r.YES
        for field in (r.UNPAID_HEAD, r.UNPAID_TAIL, r.WAITING_HEAD, r.WAITING_TAIL):
            state[field + p] = -1
    _open_gates(lanes, scratch)
    _clear_banks(lanes, scratch)
    _reset_thresholds(world, lanes, scratch)
    counter = scratch.counter
    is_recording = counter[r.IS_RECORDING]
    counter[:] = 0
    counter[r.IS_RECORDING] = is_recording
    counter[r.FREE_RENEWAL] = -1
    counter[r.FREE_QUEUE] = -1


@inner
def _open_gates(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Open every gate; step 6 shuts them month by month, but only as far as a policy has a rule that does."""
    gate = scratch.gate
    for row in range(gate.shape[0]):
        for p in range(lanes.size):
            gate[row, r.GATE_PRINCIPAL + p] = r.OPEN
            gate[row, r.GATE_ALONE + p] = r.YES if lanes.setting[r.LENDS_UNCOVERED, p] else r.NO
            gate[row, r.GATE_CODE + p] = r.ALL_CODES


@inner
def _clear_banks(lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Clear ratios and stocks by bank, as far as any policy needs them."""
    flags = lanes.flags
    if flags[r.F_LIMITS]:
        scratch.line_used[:, :] = 0
    if flags[r.F_RATIO]:
        scratch.tripped[:, :] = 0
        scratch.switched[:, :] = 0
        scratch.lent_before[:, :] = 0
        scratch.step_reached[:, :] = 0
        scratch.ratio_read[:, :] = 0
        for row in range(scratch.flow_now.shape[0]):
            _clear_flows(lanes, scratch.flow_now[row])
            _clear_flows(lanes, scratch.flow_sum[row])
            for month in range(12):
                _clear_flows(lanes, scratch.flow_ring[month, row])
    if flags[r.F_STOCKS]:
        scratch.stock[:, :, :] = 0


@inner
def _clear_flows(lanes: r.Lanes, flows: r.Ints) -> None:
    for flow in range(0, r.FLOWS, r.STRIDE):
        for p in range(lanes.width):
            flows[flow + p] = 0


@inner
def _reset_thresholds(world: r.World, lanes: r.Lanes, scratch: r.Scratch) -> None:
    """Give every lane the bank's thresholds of the first month: no step-down, full trust."""
    trust_levels = lanes.levels[r.TRUST_LEVELS]
    first = view_number(world.rate_level[1], 0, trust_levels - 1, lanes.levels[r.STEP_LEVELS], trust_levels)
    for bank in range(scratch.current_cut.shape[0]):
        for p in range(lanes.size):
            show_view(lanes, scratch, bank, p, first)
