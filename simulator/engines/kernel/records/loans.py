"""One loan: as an applicant of the month, as a request for renewal, as a loan that may be renewed."""

from typing import NamedTuple

from simulator.engines.kernel.records.layout import BLOCKS

# which cover a loan has, in the masks of cases and of loans kept for renewal: one byte for each lane
NOT_HELD = 0  # the lane does not hold the loan
WITH_COVER = 1  # it holds it with cover
WITHOUT_COVER = 2  # it holds it without


class Loan(NamedTuple):
    """One application or request for renewal, as it is offered to all lanes at once."""

    slot: int  # who asks: month x 2^16 + number in the month; in the opening book its number there
    generation: int  # 0 for the first loan, 1 for its renewal, ...
    first_month: int  # month of the borrower's first loan, when the patents were appraised
    risk: int  # sector and grade
    kind: int  # kind of patent: 0 invention, 1 utility model
    term: int  # months
    principal: int  # fen
    bank: int  # bank
    cell: int  # cell of thresholds, see `cells.cell_of`
    is_first: int  # 1 for the first loan that the firm ever had, else 0
    uniform: float  # uniform of the time of default
    code: int  # what the bank sees of it: the lower, the sounder it looks
    first_code: int  # what it saw when the borrower first applied
    years: int  # whole years that the bank has known the borrower, as far as its opinion counts them
    asking: float  # uniform: it asks for the next renewal when below the chance of it
    source: int  # column of the replayed book, or segment of the opening book, that it comes from; else -1
    book: int  # 1 for a loan of the opening book, else 0: it selects the streams of the draws
    low: int  # first lane in which anything can come of it (see `offers.window_of`); COVER and ALONE hold from here
    high: int  # last such lane and one


# rows of Scratch.applicants, one column an applicant
(
    APPLICANT_PROFILE,  # profile, see World.profile_of
    APPLICANT_PRINCIPAL,  # fen; 0 when it would be too small
    APPLICANT_RISK,  # sector and grade
    APPLICANT_KIND,  # kind of patent
    APPLICANT_TERM,  # months
    APPLICANT_BANK,  # bank
    APPLICANT_CELL,  # cell of thresholds
    APPLICANT_FIRST,  # 1 for the first loan of a firm, else 0
    APPLICANT_CODE,  # what the bank sees of it
    APPLICANTS,  # number of rows
) = range(10)

# Scratch.requests, BLOCKS for each name: the requests for renewal that are drawn at once
(
    REQUEST_KEPT,  # row of Scratch.renewals: the loan that falls due
    REQUEST_SLOT,  # who asks
    REQUEST_GENERATION,  # of the loan that is asked for
    REQUEST_BOOK,  # 1 for a loan of the opening book, else 0
    REQUEST_CODE,  # what the bank sees of it
    REQUESTS,  # length of the table
) = range(0, 6 * BLOCKS, BLOCKS)

# Scratch.uniforms, BLOCKS for each name: what is drawn with the requests (the first also for new applicants)
(
    UNIFORM_ASKING,  # of asking for the renewal after this one
    UNIFORM_DEFAULT,  # of the new loan's time of default
    UNIFORM_REFUSAL,  # of a default for lack of money when it is refused
    UNIFORMS,  # length of the table
) = range(0, 4 * BLOCKS, BLOCKS)

# columns of Scratch.renewals: a loan whose borrower will ask for renewal when it falls due
(
    RENEWAL_NEXT,  # next row of the same month due, or next free row; -1 for none
    RENEWAL_SLOT,  # as in Loan
    RENEWAL_GENERATION,  # as in Loan
    RENEWAL_LENT,  # month in which it was lent
    RENEWAL_FIRST_MONTH,  # as in Loan
    RENEWAL_RISK,  # as in Loan
    RENEWAL_KIND,  # as in Loan
    RENEWAL_TERM,  # months
    RENEWAL_PRINCIPAL,  # fen
    RENEWAL_BANK,  # bank
    RENEWAL_CELL,  # cell of the renewal: that of a loan that is nobody's first
    RENEWAL_CODE,  # what the bank saw when the borrower first applied
    RENEWAL_IS_FIRST,  # 1 when the loan that falls due was the firm's first, else 0
    RENEWAL_BOOK,  # as in Loan
    RENEWAL_LOW,  # as in Loan
    RENEWAL_HIGH,  # as in Loan
    RENEWAL_SOURCE,  # as in Loan
    RENEWALS,  # number of columns
) = range(18)

# columns of Scratch.sound: a loan that will end soundly, remembered while rows are recorded
(
    SOUND_END,  # month in which it ends
    SOUND_SLOT,  # as in Loan
    SOUND_GENERATION,  # as in Loan
    SOUND_BOOK,  # as in Loan
    SOUND_LANE,  # lane that holds it
    SOUND_AMOUNT,  # principal, fen
    SOUNDS,  # number of columns
) = range(7)
