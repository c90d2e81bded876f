"""World: what is the same for all policies, and the columns of its two books of given loans."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.engines.kernel.records.layout import Floats, Ints


class World(NamedTuple):
    """What is the same for all policies (lengths: see `records`)."""

    seed: np.uint64  # seed of every draw but the economy's
    economy_seed: np.uint64  # seed of factors, regimes and shocks, which cities of one economy share
    months: int  # months in which loans are made
    sold: int  # month in which the last security is sold at the latest
    last: int  # last month that is simulated: all claims are settled
    sectors: int  # S, number
    risks: int  # R = S x G; risk = sector x G + grade
    banks: int  # B, number
    is_yearly: bool  # factors move in January only, else every month
    is_t: bool  # copula is Student's t, else normal
    is_amortising: bool  # principal is repaid in equal parts, else at maturity

    # economy
    phi: float  # persistence of the factors per step, 0 to 1
    rho: float  # asset correlation, 0 to 1
    macro_weight: Floats  # (S) part of the variance of a sector's factor that is the macro factor's
    regime_start: Floats  # (states) chance of each regime in month 1; empty without regimes
    regime_move: Floats  # (states, states) chance of the column's regime a month after the row's
    regime_shift: Floats  # (states) added to all factors, standard deviations
    mixing: Floats  # (cells) sqrt(chi2 / nu) by equally likely cells: what a t copula multiplies a year's threshold by
    threshold: Floats  # (R) default threshold, on the scale of the factor
    pd_table: Floats  # (steps, R) chance of default in a month by factor; not read where factors move by year
    pd_low: float  # factor of the first row of pd_table
    pd_scale: float  # rows of pd_table per unit of the factor
    tilt: Floats  # (tilts, moves, S + 1) added to the factors' innovations on tilted paths; source 0 is macro
    tilt_from: Floats  # (tilts) uniform of the path from which each tilt holds, ascending

    # stress: paths in time that are applied on top
    factor_shift: Floats  # (M + 1, S) added to the factor, standard deviations
    pd_factor: Floats  # (M + 1, S) multiplies the chance of default in a month
    value_log: Floats  # (M + 1, S) log of what stress has made of the value of patents by that month
    sale_factor: Floats  # (M + 1, S) multiplies sale prices
    renewal: Floats  # (M + 1) chance that a sound borrower asks for renewal, by month due
    rate_level: Ints  # (M + 1) which of the shifts of the lending rate holds, number

    # applications
    volume_cdf: Floats  # (T, counts) chance of at most volume_low + column applications in the month
    volume_low: Ints  # (T) number of applications below which the chance is negligible
    profile_of: NDArray[np.int16]  # (2^16) profile of an applicant by code; profiles: sector, grade, term, first, kind
    profile_risk: Ints  # (profiles) risk
    profile_is_first: Ints  # (profiles) 1 for the first loan of a firm, else 0
    profile_kind: Ints  # (profiles) kind of patent: 0 invention, 1 utility model
    profile_term: Ints  # (profiles) term, months
    risk_sector: Ints  # (R) sector of a risk
    risk_grade: Ints  # (R) grade of a risk
    priority: Ints  # (S) 1 for a priority sector, else 0
    amount: Ints  # (2^12) amount asked for by code, within the largest loan and floored to the lot, fen
    bank_of: Ints  # (2^12) bank by code
    pledge: Floats  # (kinds) largest loan per appraised value: pledge rate over the part that patents secure
    lot: int  # loans are whole lots of this, fen
    minimum: int  # smallest loan, fen

    # patents
    quality_value: Floats  # (G, 2^12) value by grade and code of quality, before the life counts, fen
    life_multiple: Floats  # (S, 2^8) multiplies the value, by code of remaining life
    life_months: Ints  # (2^8) remaining legal life by code, months
    appraisal_row: Ints  # (S) row of `appraisal` for the sector
    appraisal: Floats  # (errors, 2^12) appraised per quality value, by size of the sector's error and code
    appraisal_z: Floats  # (2^12) standard normal behind the code of the appraisal
    appraisal_log_bias: float  # log of the appraisals' bias
    appraisal_sd: Floats  # (S) standard deviation of the log error of an appraisal
    value_slope: Floats  # (S) log of the true value per unit of appraisal_z
    value_sd: Floats  # (S) standard deviation of the log of the true value, given the appraisal
    decay: Floats  # (S) rate at which value decays, per year
    volatility: float  # of the log of the value, per square root of a year
    beta: float  # log of the value per unit of the factor (wrong-way risk)
    shock_rate: Floats  # (S) technology shocks per year
    shock_mean: Floats  # (S) mean log change of the value by a shock
    shock_sd: Floats  # (S) standard deviation of the log change by a shock
    full_hazard: Floats  # (S, kinds) chance per year of being struck out or lapsing, as a hazard
    partial_hazard: Floats  # (S, kinds) of being struck out in part
    partial_survives: float  # part of the value that is left after a partial invalidation

    # what is owed, and what securities bring
    accrued_ppm: int  # interest owed at default per principal, ppm
    ip_part: int  # numerator of the part of a loan that patents secure
    ip_whole: int  # its denominator
    other_ppm: int  # other collateral brings this much of what it secures, ppm
    guarantee_ppm: int  # the controller's guarantee brings this much of what is owed, ppm
    prepayment: float  # chance of early repayment in a month
    opinion: int  # what a bank knows of a borrower who asks to renew: OPINION_...
    signal_normal: Floats  # (2^16) standard normal behind each code of what the bank sees
    book_codes: Ints  # (2, R) codes a bank accepts without and with cover: what the opening book's were below
    refinancing: float  # chance that a sound borrower whose renewal is refused defaults next month

    # disposal
    disposal: int  # how patents are sold: DISPOSAL_...
    fixed_ppm: int  # DISPOSAL_FIXED: proceeds per IP part owed, ppm
    sold_share: float  # DISPOSAL_HAIRCUT: chance that the patents are sold
    sale_table: Floats  # (points) DISPOSAL_HAIRCUT: price per value by uniform, equally spaced from 0 to 1
    lag_min: int  # shortest time from default to the sale, months
    lag_span: int  # number of possible times: longest - shortest + 1
    legal_ppm: int  # legal cost per gross proceeds, ppm
    legal_fixed: int  # legal cost per case, fen
    reserves: Floats  # (rounds) DISPOSAL_AUCTION: reserve price per fresh appraisal
    gaps: Ints  # (rounds - 1) months from one round to the next
    bidder_mean: float  # mean number of bidders in a round
    bidder_cycle: float  # log of that mean per unit of the factor
    bid_mean: float  # mean log of a bid per value
    bid_sd: float  # standard deviation of the log of a bid
    unsold_share: float  # what a lot that no round sold is taken for, per fresh appraisal
    patent_pool_share: Floats  # (S) what a patent pool pays for what nobody buys, per value

    # loans that are given instead of drawn
    book: Ints  # (E, BOOKS) opening book: segments of equal loans outstanding at the start
    replayed: Ints  # (REPLAYED, loans) loans whose outcomes are known; no columns unless a book is replayed


OPINION_FRESH = 0  # nothing: a renewal is decided on a new signal alone
OPINION_LASTING = 1  # its first signal, for good
OPINION_LEARNING = 2  # its first signal and one more for each year, and that the borrower has paid so far
OPINION_YEARS = 3  # a bank that has known a borrower for longer knows no more

DISPOSAL_FIXED = 0  # patents bring a fixed part of the IP part owed
DISPOSAL_HAIRCUT = 1  # one sale, at a random part of the value
DISPOSAL_AUCTION = 2  # rounds with falling reserve prices

# columns of World.book, one row a segment
(
    BOOK_COUNT,  # number of loans
    BOOK_PRINCIPAL,  # of each, fen
    BOOK_DUE,  # month in which they fall due
    BOOK_RISK,  # sector and grade
    BOOK_COVERED,  # 1 when the scheme covers them, else 0
    BOOK_FIRST,  # slot of the first loan: slots of the opening book are numbered on from segment to segment
    BOOK_KEY,  # whose draw of default: segments that share it are loans of one borrower, and default together
    BOOK_BANK,  # their bank; below 0: shared out among all banks in turn
    BOOK_IP,  # part of the loan that patents secure, numerator; below 0: the world's
    BOOK_APPRAISAL,  # appraised value of the patents of each, fen; below 0: principal over the pledge rate
    BOOK_KIND,  # kind of patent: 0 invention, 1 utility model
    BOOK_REFUSED,  # 1 when their claims are refused for certain, else 0
    BOOK_OTHER,  # value of other collateral of each, fen; below 0: not known, taken as equal to what it secures
    BOOK_IP_OF,  # denominator of BOOK_IP
    BOOKS,  # number of columns
) = range(15)

# rows of World.replayed, one column a loan; amounts below 0: the file does not say, the scenario's own rule counts
(
    REPLAYED_MONTH,  # month in which it is lent
    REPLAYED_PRINCIPAL,  # fen
    REPLAYED_IP,  # part of the principal that patents secure, fen
    REPLAYED_TERM,  # months
    REPLAYED_DEFAULT,  # month of default; 0: never
    REPLAYED_PROCEEDS,  # net proceeds of the patents, fen
    REPLAYED_LAG,  # months from default to the sale
    REPLAYED_BANK,  # bank
    REPLAYED_SECTOR,  # sector
    REPLAYED_BALANCE,  # principal outstanding at default, fen
    REPLAYED_OTHER,  # what other collateral brings, fen, or below 0
    REPLAYED_GUARANTEE,  # what the controller's guarantee brings, fen, or below 0
    REPLAYED,  # number of rows
) = range(13)
