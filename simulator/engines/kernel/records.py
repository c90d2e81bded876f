"""What the compiled kernel reads and writes: named tuples of arrays, and names of their rows.

All lane arrays are flat with a fixed stride: field f of lane p is at f * STRIDE + p.
A fixed stride lets the compiler prove that fields do not overlap, so that the innermost
loop over policies runs in SIMD lanes.
The stride is not near a multiple of 4,096 bytes: rows that far apart would look alike to the
processor's store buffer, and the loop would run at half its speed.
A *lane* is one policy, or one no-scheme arm (index `arm` of its group, first of the group).
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from simulator.ledger import TOTALS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.int8]

STRIDE = 552
MAX_LANES = 512
SIMD_LANES = 1 if numba.config.DISABLE_JIT else 8  # type: ignore[attr-defined]
"""Interpreted code has no vectors to fill."""
BLOCKS = 256
OPEN = 1 << 60
NO_CODE = -1
ALL_CODES = 1 << 17


class World(NamedTuple):
    """What is the same for all policies; shapes: S sectors, G grades, C = S x G, T months."""

    seed: np.uint64
    economy_seed: np.uint64
    months: int
    sold: int
    last: int
    sectors: int
    classes: int
    banks: int
    is_yearly: bool
    is_t: bool
    is_amortising: bool
    phi: float
    rho: float
    macro_weight: Floats
    regime_start: Floats
    regime_move: Floats
    regime_shift: Floats
    mixing: Floats
    threshold: Floats
    pd_table: Floats
    pd_low: float
    pd_scale: float
    factor_shift: Floats
    tilt: Floats
    tilt_from: Floats
    pd_factor: Floats
    value_log: Floats
    sale_factor: Floats
    renewal: Floats
    rate_level: Ints
    volume_cdf: Floats
    volume_low: Ints
    class_of: Ints
    class_pool: Ints
    class_term: Ints
    class_first: Ints
    class_kind: Ints
    pool_sector: Ints
    pool_grade: Ints
    priority: Ints
    amount: Ints
    appraisal: Floats
    appraisal_row: Ints
    appraisal_z: Floats
    quality_value: Floats
    life_multiple: Floats
    life_months: Ints
    bank_of: Ints
    pledge: Floats
    lot: int
    minimum: int
    maximum: int
    ip_part: int
    ip_whole: int
    other_ppm: int
    guarantee_ppm: int
    accrued_ppm: int
    prepayment: float
    refinancing: float
    decay: Floats
    volatility: float
    beta: float
    shock_rate: Floats
    shock_mean: Floats
    shock_sd: Floats
    full_hazard: Floats
    partial_hazard: Floats
    partial_survives: float
    value_slope: Floats
    value_sd: Floats
    appraisal_log_bias: float
    appraisal_sd: Floats
    disposal: int
    fixed_ppm: int
    sold_share: float
    sale_table: Floats
    lag_min: int
    lag_span: int
    legal_ppm: int
    legal_fixed: int
    reserves: Floats
    gaps: Ints
    bidder_mean: float
    bidder_cycle: float
    bid_mean: float
    bid_sd: float
    unsold_share: float
    pool_share: Floats
    book: Ints
    tape: Ints


class Lanes(NamedTuple):
    """What the policies differ in; L lanes, K cover classes, A arms (see the module's head).

    Branch-free loops run over `width` lanes: `size` rounded up to whole SIMD vectors. Nothing is
    ever lent in the lanes between, and the last group and the last class end with them.
    """

    size: int
    width: int
    groups: Ints
    class_lo: Ints
    class_at: Ints
    class_timing: Ints
    class_lag: Ints
    class_terms: Ints
    class_tiers: Ints
    class_tier_above: Ints
    class_shares: Ints
    class_room: Floats
    class_split: Ints
    class_public: Ints
    class_stacking: Ints
    class_cap: Ints
    class_purchase: Ints
    class_refusal: Floats
    class_monitoring: Floats
    class_warning: Floats
    class_counted: Floats
    largest_response: float
    cut: NDArray[np.int32]
    uncovered_cut: Ints
    bands: Ints
    quality_codes: Ints
    class_widest: NDArray[np.int32]
    outside: Bytes
    ineligible: Bytes
    setting: Ints
    step_at: Ints
    levels: Ints
    discount: Ints
    tool_cost: Ints
    flags: Ints


# Lanes.setting rows
(
    SHORTAGE,
    LINE,
    BUDGET,
    EXCESS_WAITS,
    CUMULATIVE,
    CUMULATIVE_WHOLE,
    CAPITAL,
    UNLIMITED,
    TOP_UP,
    TOP_UP_BUDGET,
    TOP_UP_FLOOR,
    INTEREST,
    RUNNING_COST,
    FEE_UPFRONT,
    FEE_YEARLY,
    FEE_TO_FUND,
    MULTIPLE,
    BASE,
    PERFORMING_ONLY,
    CLOSES_MONTH,
    QUOTA,
    CLOSED_UNPAID,
    LENDS_UNCOVERED,
    BREAKER,
    MEASURE,
    BY_BANK,
    ON_AT,
    OFF_BELOW,
    MINIMUM_LOANS,
    NO_PAYMENT,
    BY_CLAIM,
    RESETS,
    TOLERANCE,
    TRUST,
    CLAIM_RATE,
    STEPS,
    HAS_SCHEME,
    RESERVE,
    TOOLS_YEARLY,
    GUARANTOR_CAPITAL,
    GUARANTOR_MULTIPLE,
    GUARANTOR_FIRST,
    FEE_TO_GUARANTOR,
    SETTINGS,
) = range(44)

# Lanes.flags
(
    F_BANKS,
    F_STOCKS,
    F_TOLERANCE,
    F_QUOTA,
    F_CLOSES,
    F_LIMITS,
    F_LEVELS,
    F_BY_CLAIM,
    F_POOL,
    F_INELIGIBLE,
    F_REPLAY,
    F_MONEY,
    F_FEES,
    F_NPL,
    F_RATIO,
    F_PAYOUT,
    F_UNLIMITED,
    F_PRIORITY,
    F_TOOLS,
    F_RESERVE,
    F_WARNING,
    F_GUARANTOR,
    FLAGS,
) = range(23)

# Lanes.levels: number of rate, step-down and trust levels
RATE_LEVELS, STEP_LEVELS, TRUST_LEVELS = range(3)
TRUST_STEPS = 16

# Lanes.class_terms of a cover class
TERM_COVERS_WHOLE, TERM_BY_PART, TERM_TIMING, TERMS = range(4)

# Lanes.class_shares, shape (K, steps + 1, BONUSES, tiers + 1, shares.SHARE_COLUMNS): the fund's share by step reached,
# by bonus (1 for a priority sector, 2 for a first loan, 3 for both) and by tier
FIRST_LOAN, BONUSES = 2, 4

# Lanes.class_split, class_stacking and class_purchase end with an axis of numerator and denominator; class_room is
# what the stacking limit leaves beside the other public parties' shares, and class_counted what a purchase makes good
# of the bank's expected loss (-1 without purchase)
PART, OF = range(2)

# Lanes.tool_cost: per loan in fen, and ppm of principal per contract year
PER_LOAN, PER_LENT, TOOL_COSTS = range(3)

# Lanes.class_warning: sensitivity, part repaid, false alarms
SENSITIVITY, EXPOSURE_CUT, FALSE_ALARMS, WARNINGS = range(4)

SHORTAGE_LAPSE, SHORTAGE_QUEUE, SHORTAGE_PRO_RATA = range(3)
TIMING_AFTER, TIMING_ADVANCE, TIMING_PURCHASE = range(3)
MEASURE_LOSS, MEASURE_NPL, MEASURE_PAYOUT = range(3)
DISPOSAL_FIXED, DISPOSAL_HAIRCUT, DISPOSAL_AUCTION = range(3)

# lane state
(
    ROOM,
    COVER,
    ALONE,
    NEWLY,
    LABELLED,
    NEW_ALONE,
    REFUSED,
    COUNTED,
    CASH,
    UNPAID,
    WAITING,
    PERFORMING,
    NPL,
    PERFORMING_ALONE,
    NPL_ALONE,
    DUE,
    QUOTA_ROOM,
    APPROVED_YEAR,
    NET_OUT,
    YEAR_CLAIMS,
    HEAD,
    TAIL,
    WAIT_HEAD,
    WAIT_TAIL,
    COVERED_SUM,
    MONTH_LENT,
    HERE,
    RESERVED,
    GUARANTOR_LEFT,
    STATES,
) = range(30)

# totals of a path, per lane (names in `ledger`)
(
    T_LENT_COVERED,
    T_LENT_UNCOVERED,
    T_NEWLY,
    T_LABELLED,
    T_LOANS,
    T_REF_BREAKER,
    T_REF_UNPAID,
    T_REF_QUOTA,
    T_REF_LEVERAGE,
    T_REF_INELIGIBLE,
    T_DEFAULTED_COVERED,
    T_DEFAULTED_UNCOVERED,
    T_DEFAULTS,
    T_OWED,
    T_RECOVERED,
    T_LOSS,
    T_COVERED_OWED,
    T_CLAIMED,
    T_APPROVED,
    T_CUT_STACKING,
    T_CUT_CAP,
    T_CUT_LINE,
    T_CUT_BUDGET,
    T_CUT_CUMULATIVE,
    T_CUT_REFUSED,
    T_CUT_STOPPED,
    T_GUARANTOR,
    T_REINSURER,
    T_INSURER,
    T_APPRAISER,
    T_BANK_LOSS,
    T_PAID,
    T_LAPSED,
    T_UNPAID,
    T_FUND_RECOVERED,
    T_OTHERS_RECOVERED,
    T_TOP_UPS,
    T_DRAWN,
    T_INTEREST,
    T_FEES_FUND,
    T_FEES_OTHERS,
    T_RUNNING_COST,
    T_BALANCE,
    T_DEPLETED,
    T_SHUT,
    T_LOWEST,
    T_OUTFLOW,
    T_NO_CLAIM,
    T_PEAK,
    T_COVERED_MONTHS,
    T_UNCOVERED_MONTHS,
    T_PUBLIC,
    T_UNSETTLED,
    T_PRIORITY,
    T_TOOLS,
    T_GUARANTOR_SHORT,
    T_GUARANTOR_ADVANCED,
) = range(len(TOTALS))
TOTAL_COUNT = len(TOTALS)

# renewal records
(
    R_NEXT,
    R_SLOT,
    R_GENERATION,
    R_LENT,
    R_FIRST,
    R_POOL,
    R_KIND,
    R_TERM,
    R_PRINCIPAL,
    R_BANK,
    R_CELL,
    R_IS_FIRST,
    R_BOOK,
    R_LOW,
    R_HIGH,
    R_TAPE,
    RECORDS,
) = range(17)

# cases (defaulted loans)
(
    K_SLOT,
    K_GENERATION,
    K_LENT,
    K_FIRST,
    K_POOL,
    K_KIND,
    K_PRINCIPAL,
    K_BANK,
    K_IS_FIRST,
    K_TAPE,
    K_BOOK,
    K_KEY,
    CASES,
) = range(13)

# event nodes of cases
(
    N_NEXT,
    N_CASE,
    N_LOW,
    N_HIGH,
    N_COVER,
    N_STAGE,
    N_OUT,
    N_OWED,
    N_COVERED_OWED,
    N_REC_COVERED,
    N_REC_REST,
    N_SALE,
    N_PATENTS,
    NODES,
) = range(14)
STAGE_DEFAULT, STAGE_SALE, STAGE_CLAIM, STAGE_ADVANCE, STAGE_PURCHASE, STAGE_CLOSE_ADVANCE, STAGE_CLOSE_PURCHASE = (
    range(7)
)
L_DEFAULT, L_SALE, L_CLAIM, L_RENEWAL, L_TAIL, LISTS = range(6)

# flows of the last twelve months
FLOW_LENT, FLOW_LOSS, FLOW_PAYOUT, FLOWS = range(4)

# queue nodes
QUEUE_NEXT, QUEUE_CASE, QUEUE_LEFT, QUEUE_SINCE, QUEUES = range(5)

# counters
(
    N_RECORDS,
    N_CASES,
    N_NODES,
    N_QUEUE,
    FREE_RECORD,
    FREE_QUEUE,
    N_ROWS,
    IS_RECORDING,
    N_LOANS,
    OVERFLOW,
    IS_FAILING,
    COUNTERS,
) = range(12)

# tape columns
(
    TAPE_MONTH,
    TAPE_PRINCIPAL,
    TAPE_IP,
    TAPE_TERM,
    TAPE_DEFAULT,
    TAPE_PROCEEDS,
    TAPE_LAG,
    TAPE_BANK,
    TAPE_SECTOR,
    TAPE_BALANCE,
    TAPE_OTHER,
    TAPE_GUARANTEE,
    TAPES,
) = range(13)

# the desk: applicants of a month
D_FIRM, D_PRINCIPAL, D_POOL, D_KIND, D_TERM, D_BANK, D_CELL, D_FIRST, D_CODE, DESK = range(10)

# requests for renewal of a month, each row BLOCKS long: whole numbers, and uniforms
Q_RECORD, Q_SLOT, Q_GENERATION, Q_BOOK, Q_CODE, REQUESTS = range(6)
U_ASKING, U_DEFAULT, U_REFUSAL, UNIFORMS = range(4)

# book columns
# BOOK_KEY: loans of one borrower share it, and default together; BOOK_BANK, BOOK_IP per BOOK_IP_OF (the part that the
# patents secure), BOOK_APPRAISAL and BOOK_OTHER, the value of other collateral (fen): below 0 where the book does not
# say; BOOK_REFUSED: its claim is refused for certain
(
    BOOK_COUNT,
    BOOK_PRINCIPAL,
    BOOK_DUE,
    BOOK_POOL,
    BOOK_COVERED,
    BOOK_FIRST,
    BOOK_KEY,
    BOOK_BANK,
    BOOK_IP,
    BOOK_APPRAISAL,
    BOOK_KIND,
    BOOK_REFUSED,
    BOOK_OTHER,
    BOOK_IP_OF,
    BOOKS,
) = range(15)

# rows of chosen paths
(
    ROW_MONTH,
    ROW_EVENT,
    ROW_SLOT,
    ROW_GENERATION,
    ROW_LANE,
    ROW_AMOUNT,
    ROW_BALANCE,
    ROW_PERFORMING,
    ROW_NPL,
    ROW_QUEUE,
    ROW_RATIO,
    ROW_LOSS,
    ROW_SHARE,
    ROW_WHOLE,
    ROW_CLAIM,
    ROW_INSURER,
    ROW_GUARANTOR,
    ROW_REINSURER,
    ROW_APPRAISER,
    ROW_BANK,
    ROW_REASON,
    ROW_BOOK,
    ROWS,
) = range(23)
(
    E_PAID_IN,
    E_LENT,
    E_REFUSED,
    E_DEFAULT,
    E_SOLD,
    E_PAYS,
    E_TOP_UP,
    E_TRIPPED,
    E_RELEASED,
    E_REPAID,
    E_ASSESSED,
    E_CLOSED,
    E_LENT_ALONE,
    E_END,
) = range(14)
(
    REASON_NONE,
    REASON_BREAKER,
    REASON_UNPAID,
    REASON_QUOTA,
    REASON_LEVERAGE,
    REASON_INELIGIBLE,
    REASON_BANK,
    REASON_WARNING,
) = range(8)


class Scratch(NamedTuple):
    """Working memory of one thread, reused from path to path."""

    state: Ints
    total: Ints
    gate: Ints
    innovations: Floats
    factor: Floats
    survival: Floats
    shocks: Ints
    due_covered: Ints
    due_alone: Ints
    due_bank: Ints
    bank_stock: Ints
    bank_flow: Ints
    bank_sum: Ints
    bank_now: Ints
    bank_closed: Ints
    bank_level: Ints
    bank_read: Ints
    bank_year: Ints
    counted: Ints
    drawn: Ints
    level: Ints
    current: NDArray[np.int32]
    heads: Ints
    records: Ints
    record_mask: Bytes
    held: Bytes
    renewed: Bytes
    cases: Ints
    case_mask: Bytes
    case_paid: Ints
    nodes: Ints
    queue: Ints
    claims: Ints
    order: Ints
    words: NDArray[np.uint64]
    requests: Ints
    uniforms: Floats
    desk: Ints
    worth: Floats
    counter: Ints
    rows: Ints
    loans: Ints
    before: Ints
    flow_totals: Ints
    flow_rows: Ints
    stock_states: Ints
    stock_rows: Ints


class Loan(NamedTuple):
    """One application or request for renewal.

    It asks for the next renewal when `asking` is below the chance of it; nothing can come of it outside
    the lanes low..high (see `offers.window_of`), where COVER and ALONE are not written. `tape` is its column of a
    replayed book, or its row of the opening book.
    """

    slot: int
    generation: int
    first_month: int
    pool: int
    kind: int
    term: int
    principal: int
    bank: int
    cell: int
    is_first: int
    uniform: float
    code: int
    asking: float
    tape: int
    book: int
    low: int
    high: int
