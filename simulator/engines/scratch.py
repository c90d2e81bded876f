"""Working memory of one thread, sized by the lanes and the calendar, not by the number of paths."""

import numpy as np

import simulator.engines.kernel.records as r
from simulator.engines.lanes import aligned
from simulator.ledger import MONTH_ROWS, Ints

START_SIZES = {"records": 4096, "cases": 1024, "nodes": 8192, "claims": 256, "queue": 4096, "rows": 0}
FLOWS = (
    (r.T_LENT_COVERED, 0),
    (r.T_LENT_UNCOVERED, 1),
    (r.T_DEFAULTED_COVERED, 2),
    (r.T_APPROVED, 3),
    (r.T_PAID, 4),
    (r.T_FUND_RECOVERED, 5),
    (r.T_TOP_UPS, 6),
    (r.T_SHUT, 11),
)
STOCKS = ((r.CASH, 7), (r.UNPAID, 8), (r.PERFORMING, 9), (r.NPL, 10))
POOL_OF_OVERFLOW = {1: "records", 2: "cases", 3: "nodes", 4: "claims", 5: "claims", 6: "queue", 7: "rows"}


def make_scratch(world: r.World, lanes: r.Lanes, sizes: dict[str, int]) -> r.Scratch:
    """Return working memory for one thread; recording is on when the pool of rows is not empty."""
    flags = lanes.flags
    months = world.last + 1
    banks = world.banks + 1 if flags[r.F_BANKS] else 1
    stock_banks = world.banks if flags[r.F_STOCKS] else 1
    gates = world.banks if flags[r.F_BANKS] or flags[r.F_TOLERANCE] else 1
    cut_rows = world.banks if flags[r.F_LEVELS] and flags[r.F_BANKS] else 1
    s = r.STRIDE
    level = np.full((cut_rows, s), -1, dtype=np.int64)
    counter = np.zeros(r.COUNTERS, dtype=np.int64)
    counter[r.IS_RECORDING] = int(sizes["rows"] > 0)
    return r.Scratch(
        state=aligned((r.STATES * s,)),
        total=aligned((r.TOTAL_COUNT * s,)),
        gate=aligned((gates + 1, 3 * s)),
        innovations=np.zeros((months, world.sectors + 1)),
        factor=np.zeros((months + 1, world.sectors + 1)),
        survival=np.ones((months + 1, world.classes)),
        shocks=np.zeros((months + 1, world.sectors), dtype=np.int64),
        due_covered=aligned((months * s,)),
        due_alone=aligned((months * s,)),
        due_bank=np.zeros((2, months if flags[r.F_STOCKS] else 1, stock_banks, s), dtype=np.int64),
        bank_stock=np.zeros((4, stock_banks, s), dtype=np.int64),
        bank_flow=np.zeros((12, banks, r.FLOWS * s), dtype=np.int64),
        bank_sum=np.zeros((banks, r.FLOWS * s), dtype=np.int64),
        bank_now=np.zeros((banks, r.FLOWS * s), dtype=np.int64),
        bank_closed=np.zeros((banks, s), dtype=np.int64),
        bank_level=np.zeros((banks, s), dtype=np.int64),
        bank_read=np.zeros((banks, 2 * s), dtype=np.int64),
        bank_year=np.zeros((world.banks if flags[r.F_LIMITS] else 1, s), dtype=np.int64),
        counted=np.zeros(s, dtype=np.int64),
        drawn=np.zeros(s, dtype=np.int64),
        level=level,
        current=np.zeros((cut_rows, lanes.cut.shape[1], lanes.width), dtype=np.int32),
        heads=np.full((r.LISTS, months + 1), -1, dtype=np.int64),
        records=np.zeros((sizes["records"], r.RECORDS), dtype=np.int64),
        record_mask=np.zeros((sizes["records"], lanes.width), dtype=np.int8),
        held=np.zeros(s, dtype=np.int8),
        renewed=np.zeros(s, dtype=np.int8),
        cases=np.zeros((sizes["cases"], r.CASES), dtype=np.int64),
        case_mask=np.zeros((sizes["cases"], lanes.width), dtype=np.int8),
        case_paid=np.zeros((sizes["cases"] if flags[r.F_POOL] else 1, lanes.width), dtype=np.int64),
        nodes=np.zeros((sizes["nodes"], r.NODES), dtype=np.int64),
        queue=np.zeros((sizes["queue"], r.QUEUES), dtype=np.int64),
        claims=np.zeros((sizes["claims"], s), dtype=np.int64),
        order=np.zeros(sizes["claims"], dtype=np.int64),
        words=np.zeros((4, r.BLOCKS), dtype=np.uint64),
        requests=np.zeros(r.REQUESTS * r.BLOCKS, dtype=np.int64),
        uniforms=np.zeros(r.UNIFORMS * r.BLOCKS),
        desk=np.zeros((r.DESK, r.BLOCKS), dtype=np.int64),
        worth=np.zeros(r.BLOCKS),
        counter=counter,
        rows=np.zeros((sizes["rows"], r.ROWS), dtype=np.int64),
        loans=np.zeros((sizes["rows"], 6), dtype=np.int64),
        before=np.zeros((len(FLOWS), s), dtype=np.int64),
        flow_totals=np.array([flow[0] for flow in FLOWS]),
        flow_rows=np.array([flow[1] for flow in FLOWS]),
        stock_states=np.array([stock[0] for stock in STOCKS]),
        stock_rows=np.array([stock[1] for stock in STOCKS]),
    )


def month_sums(world: r.World, watched: int) -> Ints:
    """Return an empty table of month rows, shape (months + 1, rows, watched)."""
    return np.zeros((world.last + 1, len(MONTH_ROWS), watched), dtype=np.int64)
