"""Scratch: the working memory of one thread, and its counters."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.engines.kernel.records.layout import Bytes, Floats, Ints, ShortInts


class Scratch(NamedTuple):
    """Working memory of one thread, reused from path to path (lengths: see `records`).

    Some tables have a row for each bank only where a policy needs it: `scopes` is 1 (the scheme), or B + 1 with the
    scheme last; `gates`, `viewers`, `lines` and `banks` are 1 or B. A loan of bank b reads row b % (number of rows).
    """

    # lanes: names of the fields in `state`
    state: Ints  # (STATES) what each lane is doing now, fen; names ROOM, CASH, ...
    total: Ints  # (TOTAL_FIELDS) the ledger's totals of the path, fen, numbers, months; names T_...
    totals_before: Ints  # (flows, P) totals of the watched lanes at the end of last month, fen
    gate: Ints  # (gates + 1, GATES) what each bank may lend this month; the last row is narrowed for a single loan
    view_of: Ints  # (viewers, P) view of the cover that current_cut stands for, number
    current_cut: ShortInts  # (viewers, X, W) Lanes.cut at the lane's own view
    loans_counted: Ints  # (P) covered loans made so far, opening book included, number
    drawn_now: Ints  # (P) what the treasury has paid this month, fen

    # the path's economy
    innovations: Floats  # (M, S + 1) innovations of the factors, a row for each move; source 0 is macro
    factor: Floats  # (M + 1, S + 1) factor of each sector, macro last until they are mixed
    survival: Floats  # (M + 1, R) chance of no default up to the month; the row after the last is this year's monthly p
    shocks: Ints  # (M + 1, S) technology shocks up to the month, number

    # repayments to come
    due_covered: Ints  # (M * P) repaid in the month on loans with cover, fen; month x STRIDE + lane
    due_alone: Ints  # (M * P) on loans without
    due_by_bank: Ints  # (DUES, due_months, banks, P) the same by bank, fen; M months where F_STOCKS is on, else 1

    # ratio of breaker and step-down, and stocks of single banks
    stock: Ints  # (STOCKS, banks, P) principal outstanding, fen
    flow_now: Ints  # (scopes, FLOWS) flows of this month, fen
    flow_sum: Ints  # (scopes, FLOWS) flows of the last twelve months, fen
    flow_ring: Ints  # (12, scopes, FLOWS) each of these months, at month % 12, fen
    ratio_read: Ints  # (scopes, RATIOS) the ratio as read this month, fen
    step_reached: Ints  # (scopes, P) steps of the step-down reached, number
    tripped: Ints  # (scopes, P) 1 while the breaker is tripped, else 0
    switched: Ints  # (scopes, P) month in which it last tripped or was released, 0 before the first time
    lent_before: Ints  # (scopes, P) covered lending of the twelve months before it tripped, fen; 0 when out of date
    line_used: Ints  # (lines, P) claims of a bank approved this year, fen

    # tables whose rows are used up on a path; each is made longer when it is full
    heads: Ints  # (LISTS, M + 1) lists by month, row number
    renewals: Ints  # (renewals, RENEWALS) loans that will be asked for again
    renewal_mask: Bytes  # (renewals, W) NOT_HELD, WITH_COVER or WITHOUT_COVER
    cases: Ints  # (cases, CASES) defaulted loans
    case_mask: Bytes  # (cases, W) NOT_HELD, WITH_COVER or WITHOUT_COVER
    case_paid: Ints  # (paid_cases, W) paid by the fund on each case, fen; one row unless F_BY_CASE is on
    nodes: Ints  # (nodes, NODES) what is to happen to them
    queue: Ints  # (entries, QUEUES) claims that the fund owes
    claims: Ints  # (claims, P) claims assessed this month, in their order, fen
    order: Ints  # (claims) nodes of the month in order, row number

    # the loans that are being decided
    words: NDArray[np.uint64]  # (4, BLOCKS) draws of applicants, 32 bits each
    worth: Floats  # (BLOCKS) appraised value of the patents, fen
    applicants: Ints  # (APPLICANTS, BLOCKS) applicants of the month
    requests: Ints  # (REQUESTS) requests for renewal
    uniforms: Floats  # (UNIFORMS) what is drawn with them
    held: Bytes  # (P) how each lane holds the loan whose renewal is decided: NOT_HELD, WITH_COVER or WITHOUT_COVER
    renewed: Bytes  # (P) 1 where the renewal was made, else 0

    counter: Ints  # (COUNTERS) rows used, free rows and switches: names below
    rows: Ints  # (rows, ROWS) what is recorded
    sound: Ints  # (rows, SOUNDS) loans that end soundly, remembered while rows are recorded

    # which totals and states make the rows of a month (`ledger.MONTH_ROWS`)
    flow_totals: Ints  # (flows) field of Scratch.total
    flow_rows: Ints  # (flows) row of the month, number
    stock_states: Ints  # (stocks) field of Scratch.state
    stock_rows: Ints  # (stocks) row of the month, number


# Scratch.counter
(
    USED_RENEWALS,  # rows of Scratch.renewals that were ever used on the path
    USED_CASES,  # rows of Scratch.cases
    USED_NODES,  # rows of Scratch.nodes
    USED_QUEUE,  # rows of Scratch.queue
    FREE_RENEWAL,  # first row of Scratch.renewals that can be used again; -1 for none
    FREE_QUEUE,  # first row of Scratch.queue that can be used again; -1 for none
    USED_ROWS,  # rows of Scratch.rows
    IS_RECORDING,  # 1 while rows are recorded; outlives a path
    USED_SOUND,  # rows of Scratch.sound
    OVERFLOW,  # FULL_... once a table is full, else 0
    IS_FAILING,  # 1 while a renewal is decided whose borrower defaults if it is refused
    COUNTERS,  # length of the table
) = range(12)

# Scratch.counter[OVERFLOW]: which table is too small; the path is simulated again with a longer one
FULL_RENEWALS = 1  # renewals
FULL_CASES = 2  # cases
FULL_NODES = 3  # nodes
FULL_CLAIMS = 4  # claims or order
FULL_QUEUE = 5  # queue
FULL_ROWS = 6  # rows or sound
