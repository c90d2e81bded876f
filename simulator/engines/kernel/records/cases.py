"""One loan that defaults: its case, its nodes in the calendar, and what the fund owes on it.

A *case* is one loan that defaults, in every lane that holds it: a row here and a mask over lanes. It is opened when the
loan is made, since its default is known then (`loans.settle_future`), and its row lasts as long as the path.
Lanes differ in when it defaults (monitoring weakens under cover), in what is repaid before, and in when the claim
follows. So a case moves through the months as one or several *nodes*: ranges of lanes in which it has one fate. Lanes
that do not hold the loan may lie in the range; the mask leaves them out.

What happens to a node, by its stage, in the step of the month and the file that does it:

    without cover   DEFAULT (3 defaults) -> SALE (4 sales)
    after recovery  DEFAULT (3 defaults) -> SALE (4 sales) -> CLAIM (5 claims)
    advance         DEFAULT (3 defaults) -> ADVANCE (5 claims) -> CLOSE_ADVANCE (4 sales)
    purchase        DEFAULT (3 defaults) -> PURCHASE (5 claims) -> CLOSE_PURCHASE (4 sales)

An advance that would not be paid before the sale goes the way of a claim after recovery.
"""

# columns of Scratch.cases
(
    CASE_SLOT,  # as in Loan
    CASE_GENERATION,  # as in Loan
    CASE_LENT,  # month in which it was lent
    CASE_FIRST_MONTH,  # as in Loan
    CASE_RISK,  # as in Loan
    CASE_KIND,  # as in Loan
    CASE_PRINCIPAL,  # fen
    CASE_BANK,  # bank
    CASE_IS_FIRST,  # as in Loan
    CASE_SOURCE,  # as in Loan
    CASE_BOOK,  # as in Loan
    CASE_KEY,  # place in the order in which claims are assessed, see `rules.schedule.order_of_loan`
    CASES,  # number of columns
) = range(13)

# columns of Scratch.nodes
(
    NODE_NEXT,  # next node of the same list and month; -1 for none
    NODE_CASE,  # row of Scratch.cases
    NODE_LOW,  # first lane
    NODE_HIGH,  # last lane and one
    NODE_COVER,  # WITH_COVER or WITHOUT_COVER: the node is about lanes where the mask says so
    NODE_STAGE,  # what the calendar holds for it next: STAGE_...
    NODE_OUT,  # principal outstanding at default, fen
    NODE_OWED,  # all that is owed, interest included, fen
    NODE_COVERED_OWED,  # owed on the covered part, fen
    NODE_REC_COVERED,  # recovered on the covered part, fen; known from the default on, used from the sale on
    NODE_REC_REST,  # recovered on the rest, fen
    NODE_SALE,  # month of the sale
    NODE_PATENTS,  # what the patents bring, at most what is recovered, fen
    NODES,  # number of columns
) = range(14)

STAGE_DEFAULT = 0  # it turns non-performing
STAGE_SALE = 1  # its securities are sold, before any claim
STAGE_CLAIM = 2  # its claim is assessed, after the sale
STAGE_ADVANCE = 3  # its claim is assessed, before the sale
STAGE_PURCHASE = 4  # the price of its patents is assessed, which the fund buys before it sells them
STAGE_CLOSE_ADVANCE = 5  # its securities are sold, after the claim: the proceeds are split
STAGE_CLOSE_PURCHASE = 6  # its securities are sold, the patents for the fund

# rows of Scratch.heads: lists by month, each entry the first row of its table, -1 for none
(
    LIST_DEFAULT,  # nodes that default
    LIST_SALE,  # nodes that are sold
    LIST_CLAIM,  # nodes whose claim is assessed
    LIST_RENEWAL,  # loans whose renewal is asked for
    LIST_TAIL,  # last entry of LIST_RENEWAL
    LISTS,  # number of rows
) = range(6)

# columns of Scratch.queue: a claim that the fund owes, unpaid or waiting for a budget
(
    QUEUE_NEXT,  # next entry of the same lane and queue, or next free row; -1 for none
    QUEUE_CASE,  # row of Scratch.cases
    QUEUE_LEFT,  # what is still owed, fen
    QUEUES,  # number of columns
) = range(4)
