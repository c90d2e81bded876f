"""Lanes: what the policies differ in, and the names of its rows and codes.

A *lane* is one policy, or one no-scheme arm: the same bank without any scheme, which shows what would be lent anyway.
Lanes whose bank has the same terms form a *group*, and the first lane of a group is its arm.
Within a group, lanes whose cover is the same lie side by side and form a *class*; an arm is a class of its own. Fund,
gate and breaker may differ within a class, and of the scheme the fees, the yearly budget and what becomes of a shortage
(`preparing.layout` compares). What follows from the cover is worked out once for a class, in its range of lanes.
"""

from typing import NamedTuple

from simulator.engines.kernel.records.layout import Bytes, Floats, Ints, ShortInts


class Lanes(NamedTuple):
    """What the policies differ in (lengths: see `records`).

    Branch-free loops run over `width` lanes: `size` rounded up to whole SIMD vectors. Nothing is
    ever lent in the lanes between, and the last group and the last class end with them.
    """

    size: int  # L: number of lanes
    width: int  # W: number of lanes that loops run over
    groups: Ints  # (A + 1) first lane of each group, its arm; then W
    class_lo: Ints  # (K + 1) first lane of each class; then W
    class_at: Ints  # (W) class of a lane

    # classes of cover
    class_timing: Ints  # (K) number; classes with the same one have claims of equal time and rule, and share nodes
    class_lag: Ints  # (K) from sale (or default) to the claim, months
    class_terms: Ints  # (K, TERMS) codes: columns TERM_...
    class_tiers: Ints  # (K) number of tiers above the first
    class_tier_above: Ints  # (K, tiers) principal above which each tier counts, ascending, fen
    class_shares: Ints  # (K, steps + 1, BONUSES, tiers + 1, integers) the fund's share: integers of `rules.shares`
    class_room: Floats  # (K) share that the stacking limit leaves beside the other public parties; 1 without a limit
    class_split: Ints  # (K, parties, 2) the other parties' shares: PART and OF; parties as in `rules.sharing`
    class_public: Ints  # (K, 2) 1 when the money of GUARANTOR, of REINSURER (`rules.sharing`) is public, else 0
    class_stacking: Ints  # (K, 2) most that all public money may pay of a loss: PART and OF
    class_cap: Ints  # (K) most that the fund pays for one loan, fen; OPEN without a cap
    class_purchase: Ints  # (K, 2) price of bought patents per covered part of what is owed: PART and OF
    class_refusal: Floats  # (K) chance that a claim is refused for the bank's fault
    class_monitoring: Floats  # (K) how strongly monitoring weakens under cover, see `rules.lending.response_to_cover`
    class_warning: Floats  # (K, S, warnings) early warnings: chances and a share, columns as in `rules.default`
    class_counted: Floats  # (K) part of the bank's expected loss that a purchase makes good; -1 without purchase
    class_widest: ShortInts  # (X, K) largest of `cut` over views and the lanes of the class, code
    largest_response: float  # largest factor by which any cover raises the hazard of default; at least 1

    # what a bank accepts, by cell: years known, band of quality, band of size, risk, first loan or not
    cells: int  # number of cells of borrowers whom a bank has just met; X has as many for each year of acquaintance
    cut: ShortInts  # (N, X, L) a bank lends with cover when the code it sees is below this
    uncovered_cut: Ints  # (rates, A, known) the same without any cover, by shift of the rate; risks by year known
    bands: Ints  # (sizes - 1) principals above which the terms of some policy change, ascending, fen
    quality_codes: Ints  # (qualities - 1, G) codes of quality at which the terms of some policy change, ascending
    outside: Bytes  # (X) 1 when some lane takes no loans of the cell, else 0
    ineligible: Bytes  # (X, P) 1 when the lane takes no loans of the cell, else 0
    levels: Ints  # (2) how many numbers of steps, and degrees of trust, a view of the cover may have

    setting: Ints  # (SETTINGS, P) settings of the policy: fen, ppm, codes; rows named below
    step_at: Ints  # (P, steps) ratio from which each step of the step-down holds, ascending, ppm
    discount: Ints  # (M, P) present value of a payment in the month, ppm
    tool_cost: Ints  # (S, TOOL_COSTS, P) what tools cost for a covered loan: fen and ppm, rows PER_LOAN and PER_LENT
    flags: Ints  # (FLAGS) 1 when some policy needs the rule: names F_... below


# rows of Lanes.setting
(
    SHORTAGE,  # what becomes of claims that the money does not reach: SHORTAGE_...
    LINE,  # most the fund approves for one bank in a year, fen; below 0: no limit
    BUDGET,  # most it approves in a year, fen; below 0: no limit
    EXCESS_WAITS,  # 1: what exceeds the budget waits for next year's; 0: it falls to the bank
    CUMULATIVE,  # cumulative cap per covered lending, numerator; below 0: no cap
    CUMULATIVE_WHOLE,  # its denominator
    CAPITAL,  # money of the fund at the start, fen
    UNLIMITED,  # 1: the treasury pays at once what the fund lacks
    TOP_UP,  # rule of the yearly top-up: TOP_UP_... of `rules.fund`
    TOP_UP_BUDGET,  # most that is added in a January, fen
    TOP_UP_FLOOR,  # balance below which it is added, fen
    INTEREST,  # on the fund's balance, ppm per year
    RUNNING_COST,  # of the fund's administration, fen per year
    FEE_UPFRONT,  # fee on a new covered loan, ppm of principal
    FEE_YEARLY,  # fee on covered loans outstanding, ppm per year
    FEE_TO_FUND,  # 1: the fund gets the fees
    MULTIPLE,  # largest covered principal outstanding per money, ppm; below 0: no limit
    BASE,  # the money that the multiple counts: BASE_... of `rules.fund`
    PERFORMING_ONLY,  # 1: non-performing loans do not count against the multiple
    CLOSES_MONTH,  # 1: the first loan that does not fit closes the gate for the month
    QUOTA,  # most that is covered in a year, fen; OPEN without
    CLOSED_UNPAID,  # 1: no new cover while a claim is unpaid
    LENDS_UNCOVERED,  # 1: a bank whose cover is refused decides without it; 0: it does not lend
    BREAKER,  # 1: there is a breaker
    MEASURE,  # what breaker and step-down read: MEASURE_...
    BY_BANK,  # 1: they read bank by bank; 0: for the scheme
    ON_AT,  # ratio at which the breaker trips, ppm
    OFF_BELOW,  # ratio below which it is released, ppm
    MINIMUM_LOANS,  # covered loans made before the ratio is read at all, number
    NO_PAYMENT,  # 1: a tripped breaker stops payment; 0: it stops new cover
    BY_CLAIM,  # 1: the ratio is read afresh for every claim; 0: once a month
    REOPENS,  # when a tripped breaker may be released: REOPENS_... of `rules.fund`
    REVIEW,  # months from the trip to a review, and from one review to the next
    TOLERANCE,  # largest NPL ratio at which a bank still lends, ppm; below 0: none
    TRUST,  # 1: the bank trusts the fund as far as it has money
    CLAIM_RATE,  # claims expected in a year per covered principal outstanding, ppm
    STEPS,  # number of steps of the step-down
    HAS_SCHEME,  # 1 for a policy, 0 for an arm
    RESERVE,  # last part of the room that is kept for priority sectors, ppm
    TOOLS_YEARLY,  # what tools cost by year, fen
    GUARANTOR_CAPITAL,  # capital of the guarantor at the start, fen; below 0: it can always pay
    GUARANTOR_MULTIPLE,  # largest covered principal outstanding per capital left, ppm; below 0: no limit
    GUARANTOR_FIRST,  # 1: the guarantor pays what the fund lacks
    FEE_TO_GUARANTOR,  # 1: the fees add to the guarantor's capital
    SETTINGS,  # number of rows
) = range(45)

# Lanes.flags: some policy has ...
(
    F_BANKS,  # a ratio that is read bank by bank
    F_STOCKS,  # a rule that reads the stocks of single banks
    F_TOLERANCE,  # an NPL tolerance
    F_QUOTA,  # a yearly quota
    F_CLOSES,  # a gate that the first loan that does not fit closes for the month
    F_LIMITS,  # a limit that lanes of one class may meet differently: line, budget, cumulative cap, stop of payment
    F_VIEWS,  # more than one view of the cover: step-down, trust, or a lending rate that moves
    F_BY_CLAIM,  # a ratio that is read for every claim
    F_BY_CASE,  # advances or purchases, for which payments are kept by case
    F_INELIGIBLE,  # cells that it does not take
    F_REPLAY,  # a replayed book
    F_MONEY,  # interest, fees or running cost
    F_FEES,  # fees or running cost
    F_NPL,  # a breaker that reads NPL ratios
    F_RATIO,  # a breaker or a step-down
    F_PAYOUT,  # a breaker that reads payouts
    F_UNLIMITED,  # a treasury that pays what the fund lacks
    F_PRIORITY,  # a priority sector
    F_TOOLS,  # a tool
    F_RESERVE,  # a reserve for priority sectors
    F_WARNING,  # an early warning
    F_GUARANTOR,  # a guarantor whose capital is limited
    FLAGS,  # number of flags
) = range(23)

# columns of Lanes.class_terms
(
    TERM_COVERS_WHOLE,  # 1: the whole loan is covered; 0: the part that patents secure
    TERM_BY_PART,  # 1: each security pays its own part first; 0: pro rata
    TERM_TIMING,  # when the fund pays: TIMING_...
    TERMS,  # number of columns
) = range(4)

# Lanes.levels; how they make the number of a view: `rules.lending.view_number`
STEP_LEVELS = 0  # largest number of steps of any step-down, and one for none
TRUST_LEVELS = 1  # number of degrees of trust
TRUST_STEPS = 16  # trust is counted in so many steps of 1/16

# second axis of Lanes.class_shares (bonuses)
PRIORITY = 1  # added for a priority sector
FIRST_LOAN = 2  # added for a first loan
BONUSES = 4  # number of combinations

# last axis of a share that is kept as an exact ratio
PART = 0  # numerator
OF = 1  # denominator

# second axis of Lanes.tool_cost
PER_LOAN = 0  # fen
PER_LENT = 1  # ppm of principal per year of the contract
TOOL_COSTS = 2  # number of rows

SHORTAGE_LAPSE = 0  # what the money does not reach is not owed
SHORTAGE_QUEUE = 1  # it is paid when money comes in, first in, first out
SHORTAGE_PRO_RATA = 2  # the month's claims share the money; the rest is not owed

TIMING_AFTER = 0  # the claim follows the sale
TIMING_ADVANCE = 1  # the fund pays first; proceeds are split afterwards
TIMING_PURCHASE = 2  # the fund buys the patents

MEASURE_LOSS = 0  # losses of twelve months over lending of twelve months
MEASURE_NPL = 1  # non-performing over outstanding principal, as they stand
MEASURE_PAYOUT = 2  # payments of twelve months over lending of twelve months
