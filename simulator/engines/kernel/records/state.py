"""What a lane is doing now (Scratch.state), what it adds up on a path (Scratch.total), and its gate, flows and stocks.

Every name here is the place of the field's first lane: field of lane p = table[NAME + p] (see `layout`).
"""

from simulator.engines.kernel.records.layout import STRIDE
from simulator.ledger import TOTALS


def _fields(count: int) -> range:
    return range(0, (count + 1) * STRIDE, STRIDE)


# Scratch.state; amounts in fen
(
    # the loan that is being decided, or whose future is being posted
    ASKS,  # YES where its borrower asks for it, NO where the lane never lent what is to be renewed
    COVER,  # its principal where it is lent with cover, else 0
    ALONE,  # its principal where it is lent without, else 0
    # this month
    ROOM,  # what still fits into the leverage limit, and the guarantor's
    RESERVED,  # last part of the room, kept for priority sectors
    NEWLY,  # lent with cover, and not in the arm
    LABELLED,  # lent with cover, and in the arm as well
    NEW_ALONE,  # lent without cover
    COUNTED,  # loans lent with cover, number
    REFUSED,  # principal that the gate refused, until `attribute_refusals` says why
    DUE,  # claims assessed this month that are to be paid
    MONTH_LENT,  # lent with cover last month, once this one has begun
    # stocks
    PERFORMING,  # principal outstanding, with cover, performing
    NPL,  # with cover, non-performing
    PERFORMING_ALONE,  # without cover, performing
    NPL_ALONE,  # without cover, non-performing
    COVERED_SUM,  # all that was ever lent with cover
    # the fund and its claims
    CASH,  # balance
    NET_OUT,  # claims paid less what came in, top-ups and capital apart, since the start
    UNPAID,  # approved claims that are due and unpaid
    WAITING,  # approved claims that wait for the next year's budget
    UNPAID_HEAD,  # first entry of the queue of unpaid claims, row of Scratch.queue; -1 when empty
    UNPAID_TAIL,  # its last entry
    WAITING_HEAD,  # first entry of those that wait for a budget
    WAITING_TAIL,  # the last one
    GUARANTOR_LEFT,  # capital that the guarantor has left; below 0: it can always pay
    # this year
    QUOTA_ROOM,  # what the quota still allows
    APPROVED_YEAR,  # claims approved, as the budget counts them: what waits counts when it is released
    YEAR_CLAIMS,  # claims approved, what waits included
    STATES,  # length of the table
) = _fields(29)

# Scratch.gate, one row a bank and one that is narrowed for a single loan
(
    GATE_PRINCIPAL,  # largest principal that may be covered, fen: OPEN or 0, less where quota or reserve narrow it
    GATE_ALONE,  # YES where a loan may be made without cover, else NO
    GATE_CODE,  # a covered loan may be made for codes below this: ALL_CODES, or NO_CODE where the bank has stopped
    GATES,  # length of a row
) = _fields(3)

# Scratch.flow_now, flow_sum and flow_ring: what the ratio of breaker and step-down is made of; fen
(
    FLOW_LENT,  # lent with cover
    FLOW_LOSS,  # covered loss
    FLOW_PAYOUT,  # paid by the fund; kept only when a policy reads it
    FLOWS,  # length of a row
) = _fields(3)

# Scratch.ratio_read: the ratio as it was read this month
(
    RATIO_ABOVE,  # numerator, fen
    RATIO_BELOW,  # denominator, fen
    RATIOS,  # length of a row
) = _fields(2)

# first axis of Scratch.stock: principal outstanding of single banks
STOCK_COVERED_PERFORMING = 0  # with cover, performing
STOCK_COVERED_NPL = 1  # with cover, non-performing
STOCK_PERFORMING = 2  # with and without cover, performing
STOCK_NPL = 3  # with and without cover, non-performing
STOCKS = 4  # number of rows

# first axis of Scratch.due_by_bank: repayments
DUE_COVERED = 0  # of loans with cover
DUE_ALL = 1  # of all loans
DUES = 2  # number of rows


def total_field(name: str) -> int:
    """Return the place of one of the ledger's totals in Scratch.total."""
    return TOTALS.index(name) * STRIDE


# Scratch.total: the ledger's totals in the ledger's order, each named as there, where its meaning stands
T_LENT_COVERED = total_field("lent_covered")
T_LENT_UNCOVERED = total_field("lent_uncovered")
T_NEWLY_LENT = total_field("newly_lent")
T_LABELLED = total_field("labelled")
T_LOANS_COVERED = total_field("loans_covered")
T_REFUSED_BREAKER = total_field("refused_breaker")
T_REFUSED_UNPAID = total_field("refused_unpaid")
T_REFUSED_QUOTA = total_field("refused_quota")
T_REFUSED_LEVERAGE = total_field("refused_leverage")
T_REFUSED_INELIGIBLE = total_field("refused_ineligible")
T_DEFAULTED_COVERED = total_field("defaulted_covered")
T_DEFAULTED_UNCOVERED = total_field("defaulted_uncovered")
T_DEFAULTS_COVERED = total_field("defaults_covered")
T_OWED = total_field("owed")
T_RECOVERED = total_field("recovered")
T_LOSS_COVERED = total_field("loss_covered")
T_COVERED_OWED = total_field("covered_owed")
T_CLAIMED = total_field("claimed")
T_APPROVED = total_field("approved")
T_CUT_STACKING = total_field("cut_stacking")
T_CUT_CAP = total_field("cut_cap")
T_CUT_LINE = total_field("cut_line")
T_CUT_BUDGET = total_field("cut_budget")
T_CUT_CUMULATIVE = total_field("cut_cumulative")
T_CUT_REFUSED = total_field("cut_refused")
T_CUT_STOPPED = total_field("cut_stopped")
T_GUARANTOR_PAID = total_field("guarantor_paid")
T_REINSURER_PAID = total_field("reinsurer_paid")
T_INSURER_PAID = total_field("insurer_paid")
T_APPRAISER_PAID = total_field("appraiser_paid")
T_BANK_LOSS = total_field("bank_loss")
T_FUND_PAID = total_field("fund_paid")
T_LAPSED = total_field("lapsed")
T_UNPAID = total_field("unpaid")
T_FUND_RECOVERED = total_field("fund_recovered")
T_OTHERS_RECOVERED = total_field("others_recovered")
T_TOP_UPS = total_field("top_ups")
T_DRAWN = total_field("drawn")
T_INTEREST = total_field("interest")
T_FEES_FUND = total_field("fees_fund")
T_FEES_OTHERS = total_field("fees_others")
T_RUNNING_COST = total_field("running_cost")
T_BALANCE = total_field("balance")
T_FIRST_DEPLETED = total_field("first_depleted")
T_MONTHS_SHUT = total_field("months_shut")
T_LOWEST_BALANCE = total_field("lowest_balance")
T_LARGEST_OUTFLOW = total_field("largest_outflow")
T_YEARS_WITHOUT_CLAIM = total_field("years_without_claim")
T_PEAK_COVERED = total_field("peak_covered")
T_COVERED_MONTHS = total_field("covered_months")
T_UNCOVERED_MONTHS = total_field("uncovered_months")
T_PUBLIC_IN_PRESENT = total_field("public_in_present")
T_UNSETTLED = total_field("unsettled")
T_LENT_PRIORITY = total_field("lent_priority")
T_TOOL_COST = total_field("tool_cost")
T_GUARANTOR_SHORT = total_field("guarantor_short")
T_GUARANTOR_ADVANCED = total_field("guarantor_advanced")
TOTAL_FIELDS = len(TOTALS) * STRIDE  # length of the table
