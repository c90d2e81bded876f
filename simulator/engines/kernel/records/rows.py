"""What is written down of chosen paths: one row for each event of each lane."""

from typing import NamedTuple

# columns of Scratch.rows; amounts in fen, balances as they stand after the event
(
    ROW_MONTH,  # month
    ROW_EVENT,  # E_...
    ROW_SLOT,  # as in Loan; -1 when the event is about no loan
    ROW_GENERATION,  # as in Loan
    ROW_LANE,  # lane
    ROW_AMOUNT,  # principal, proceeds or payment
    ROW_BALANCE,  # balance of the fund
    ROW_PERFORMING,  # covered and performing
    ROW_NPL,  # covered and non-performing
    ROW_QUEUE,  # unpaid claims
    ROW_RATIO,  # ratio of breaker and step-down, basis points; -1 where it is not read
    ROW_LOSS,  # covered loss; from here to ROW_BANK: how it is shared, see Shared
    ROW_SHARE,  # the fund's share, numerator
    ROW_WHOLE,  # its denominator
    ROW_CLAIM,  # claim on the fund after all limits
    ROW_INSURER,  # what the insurer pays
    ROW_GUARANTOR,  # what the guarantor pays
    ROW_REINSURER,  # what the re-guarantor pays
    ROW_APPRAISER,  # what the appraiser pays
    ROW_BANK,  # what the bank bears
    ROW_REASON,  # REASON_...
    ROW_BOOK,  # as in Loan
    ROWS,  # number of columns
) = range(23)

(
    E_PAID_IN,  # capital is paid in; no engine writes it, it is before the first month
    E_LENT,  # lent with cover
    E_REFUSED,  # not lent
    E_DEFAULT,  # turns non-performing
    E_SOLD,  # securities are sold
    E_PAYS,  # the fund pays
    E_TOP_UP,  # money is added in January
    E_TRIPPED,  # the breaker trips
    E_RELEASED,  # the breaker is released
    E_REPAID,  # ends soundly
    E_ASSESSED,  # the loss is shared, the claim approved
    E_CLOSED,  # no engine writes it; it holds the place of its code
    E_LENT_ALONE,  # lent without cover
    E_END,  # no engine writes it: codes from here on are the event engine's own, see `events.codes`
) = range(14)

(
    REASON_NONE,  # covered
    REASON_BREAKER,  # the breaker is tripped
    REASON_UNPAID,  # a claim is unpaid
    REASON_QUOTA,  # the year's quota is used up
    REASON_LEVERAGE,  # does not fit the leverage limit
    REASON_INELIGIBLE,  # the scheme does not take such loans
    REASON_BANK,  # the bank does not want it
    REASON_WARNING,  # an early warning took a sound borrower for an unsound one
) = range(8)


class Shared(NamedTuple):
    """How one covered loss was shared; the amounts add up to all that the loss and the uncovered rest come to."""

    loss: int  # covered loss, fen
    share: int  # the fund's share, numerator
    whole: int  # its denominator
    claim: int  # claim on the fund after all limits, fen
    insurer: int  # what the insurer pays, fen
    guarantor: int  # what the guarantor pays, fen
    reinsurer: int  # what the re-guarantor pays, fen
    appraiser: int  # what the appraiser pays, fen
    bank: int  # what the bank bears, fen
