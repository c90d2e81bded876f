"""Scratch: working memory of one thread, sized by the lanes and the calendar, not by the number of paths."""

import numpy as np

import simulator.engines.kernel.records as r
from simulator.engines.preparing.memory import aligned
from simulator.ledger import MONTH_FLOWS, MONTH_ROWS, Ints

START_SIZES = {"renewals": 4096, "cases": 1024, "nodes": 8192, "claims": 256, "queue": 4096, "rows": 0}
"""Rows of the tables that are used up on a path, at first; `rows` is 0 unless rows are recorded."""
TABLE_OF_OVERFLOW = {
    r.FULL_RENEWALS: "renewals",
    r.FULL_CASES: "cases",
    r.FULL_NODES: "nodes",
    r.FULL_CLAIMS: "claims",
    r.FULL_QUEUE: "queue",
    r.FULL_ROWS: "rows",
}
"""Which of them is to be made longer, by what the kernel gives back."""
MONTH_STOCKS = {"balance": r.CASH, "unpaid": r.UNPAID, "performing_covered": r.PERFORMING, "npl_covered": r.NPL}
"""Fields of the lane state that are rows of a month as they stand."""


def make_scratch(world: r.World, lanes: r.Lanes, sizes: dict[str, int]) -> r.Scratch:
    """Return working memory for one thread; recording is on when there are rows to record to."""
    flags = lanes.flags
    months = world.last + 1
    # a table has a row for each bank only where some policy tells banks apart
    scopes = world.banks + 1 if flags[r.F_BANKS] else 1
    banks = world.banks if flags[r.F_STOCKS] else 1
    gates = world.banks if flags[r.F_BANKS] or flags[r.F_TOLERANCE] else 1
    viewers = world.banks if flags[r.F_VIEWS] and flags[r.F_BANKS] else 1
    lines = world.banks if flags[r.F_LIMITS] else 1
    counter = np.zeros(r.COUNTERS, dtype=np.int64)
    counter[r.IS_RECORDING] = int(sizes["rows"] > 0)
    return r.Scratch(
        state=aligned((r.STATES,)),
        total=aligned((r.TOTAL_FIELDS,)),
        totals_before=np.zeros((len(MONTH_FLOWS), r.STRIDE), dtype=np.int64),
        gate=aligned((gates + 1, r.GATES)),
        # no view at all, so that the first path copies its thresholds
        view_of=np.full((viewers, r.STRIDE), -1, dtype=np.int64),
        current_cut=np.zeros((viewers, lanes.cut.shape[1], lanes.width), dtype=np.int32),
        loans_counted=np.zeros(r.STRIDE, dtype=np.int64),
        drawn_now=np.zeros(r.STRIDE, dtype=np.int64),
        innovations=np.zeros((months, world.sectors + 1)),
        factor=np.zeros((months + 1, world.sectors + 1)),
        survival=np.ones((months + 1, world.risks)),
        shocks=np.zeros((months + 1, world.sectors), dtype=np.int64),
        due_covered=aligned((months * r.STRIDE,)),
        due_alone=aligned((months * r.STRIDE,)),
        due_by_bank=np.zeros((r.DUES, months if flags[r.F_STOCKS] else 1, banks, r.STRIDE), dtype=np.int64),
        stock=np.zeros((r.STOCKS, banks, r.STRIDE), dtype=np.int64),
        flow_now=np.zeros((scopes, r.FLOWS), dtype=np.int64),
        flow_sum=np.zeros((scopes, r.FLOWS), dtype=np.int64),
        flow_ring=np.zeros((12, scopes, r.FLOWS), dtype=np.int64),
        ratio_read=np.zeros((scopes, r.RATIOS), dtype=np.int64),
        step_reached=np.zeros((scopes, r.STRIDE), dtype=np.int64),
        tripped=np.zeros((scopes, r.STRIDE), dtype=np.int64),
        switched=np.zeros((scopes, r.STRIDE), dtype=np.int64),
        lent_before=np.zeros((scopes, r.STRIDE), dtype=np.int64),
        line_used=np.zeros((lines, r.STRIDE), dtype=np.int64),
        heads=np.full((r.LISTS, months + 1), -1, dtype=np.int64),
        renewals=np.zeros((sizes["renewals"], r.RENEWALS), dtype=np.int64),
        renewal_mask=np.zeros((sizes["renewals"], lanes.width), dtype=np.int8),
        cases=np.zeros((sizes["cases"], r.CASES), dtype=np.int64),
        case_mask=np.zeros((sizes["cases"], lanes.width), dtype=np.int8),
        case_paid=np.zeros((sizes["cases"] if flags[r.F_BY_CASE] else 1, lanes.width), dtype=np.int64),
        nodes=np.zeros((sizes["nodes"], r.NODES), dtype=np.int64),
        queue=np.zeros((sizes["queue"], r.QUEUES), dtype=np.int64),
        claims=np.zeros((sizes["claims"], r.STRIDE), dtype=np.int64),
        order=np.zeros(sizes["claims"], dtype=np.int64),
        words=np.zeros((4, r.BLOCKS), dtype=np.uint64),
        worth=np.zeros(r.BLOCKS),
        applicants=np.zeros((r.APPLICANTS, r.BLOCKS), dtype=np.int64),
        requests=np.zeros(r.REQUESTS, dtype=np.int64),
        uniforms=np.zeros(r.UNIFORMS),
        held=np.zeros(r.STRIDE, dtype=np.int8),
        renewed=np.zeros(r.STRIDE, dtype=np.int8),
        counter=counter,
        rows=np.zeros((sizes["rows"], r.ROWS), dtype=np.int64),
        sound=np.zeros((sizes["rows"], r.SOUNDS), dtype=np.int64),
        flow_totals=np.array([r.total_field(name) for name in MONTH_FLOWS.values()]),
        flow_rows=np.array([MONTH_ROWS.index(row) for row in MONTH_FLOWS]),
        stock_states=np.array(list(MONTH_STOCKS.values())),
        stock_rows=np.array([MONTH_ROWS.index(row) for row in MONTH_STOCKS]),
    )


def month_sums(world: r.World, watched: int) -> Ints:
    """Return an empty table of month rows, shape (months + 1, rows, watched)."""
    return np.zeros((world.last + 1, len(MONTH_ROWS), watched), dtype=np.int64)
