"""Loans that are kept until their borrowers ask for renewal."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner

ABOVE_ALL_SLOTS = 33
"""Bits of a number that is larger than any slot."""


@inner
def keep_for_renewal(lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan) -> None:
    """Remember a loan that its borrower will ask for again, and which lanes hold it, until the month it falls due."""
    renewals = scratch.renewals
    counter = scratch.counter
    index = counter[r.FREE_RENEWAL]
    if index >= 0:
        counter[r.FREE_RENEWAL] = renewals[index, r.RENEWAL_NEXT]
    else:
        index = counter[r.USED_RENEWALS]
        if index >= scratch.renewals.shape[0]:
            counter[r.OVERFLOW] = r.FULL_RENEWALS
            return
        counter[r.USED_RENEWALS] += 1
    record = renewals[index]
    record[r.RENEWAL_SLOT] = loan.slot
    record[r.RENEWAL_GENERATION] = loan.generation
    record[r.RENEWAL_LENT] = month
    record[r.RENEWAL_FIRST_MONTH] = loan.first_month
    record[r.RENEWAL_RISK] = loan.risk
    record[r.RENEWAL_KIND] = loan.kind
    record[r.RENEWAL_TERM] = loan.term
    record[r.RENEWAL_PRINCIPAL] = loan.principal
    record[r.RENEWAL_BANK] = loan.bank
    # a renewal is nobody's first loan, and by then the bank may have known its borrower longer: see `cells.cell_of`
    record[r.RENEWAL_CELL] = loan.cell - loan.is_first - loan.years * lanes.cells
    record[r.RENEWAL_CODE] = loan.first_code
    record[r.RENEWAL_IS_FIRST] = loan.is_first
    record[r.RENEWAL_BOOK] = loan.book
    record[r.RENEWAL_LOW] = loan.low
    record[r.RENEWAL_HIGH] = loan.high
    record[r.RENEWAL_SOURCE] = loan.source
    mask = scratch.renewal_mask[index, loan.low :]
    lane = scratch.state[loan.low :]
    for p in range(loan.high - loan.low):
        covered = r.WITH_COVER if lane[r.COVER + p] > 0 else 0
        alone = r.WITHOUT_COVER if lane[r.ALONE + p] > 0 else 0
        mask[p] = covered + alone
    _insert_in_order(scratch, index, month + loan.term)


@inner
def _insert_in_order(scratch: r.Scratch, index: int, due: int) -> None:
    """Put a loan into the list of the month it falls due, in the order in which requests are decided.

    Not every loan comes last: terms differ, so that an older loan may fall due after a younger one was put in.
    """
    heads = scratch.heads
    renewals = scratch.renewals
    place = _order(renewals, index)
    tail = heads[r.LIST_TAIL, due]
    if tail >= 0 and _order(renewals, tail) < place:
        renewals[tail, r.RENEWAL_NEXT] = index
        renewals[index, r.RENEWAL_NEXT] = -1
        heads[r.LIST_TAIL, due] = index
        return
    before = -1
    after = heads[r.LIST_RENEWAL, due]
    while after >= 0 and _order(renewals, after) < place:
        before = after
        after = renewals[after, r.RENEWAL_NEXT]
    renewals[index, r.RENEWAL_NEXT] = after
    if before < 0:
        heads[r.LIST_RENEWAL, due] = index
    else:
        renewals[before, r.RENEWAL_NEXT] = index
    if after < 0:
        heads[r.LIST_TAIL, due] = index


@inlined
def _order(renewals: r.Ints, index: int) -> int:
    """Return the place of a request: by slot, the opening book, whose slots are numbers of its own, before all."""
    return renewals[index, r.RENEWAL_SLOT] - (renewals[index, r.RENEWAL_BOOK] << ABOVE_ALL_SLOTS)
