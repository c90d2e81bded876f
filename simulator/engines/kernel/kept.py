"""Loans that are kept until their borrowers ask for renewal."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner
from simulator.engines.kernel.masks import write_mask
from simulator.engines.kernel.tables import free_row

ABOVE_ALL_SLOTS = 33
"""Bits of a number that is larger than any slot."""


@inner
def keep_for_renewal(lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan) -> None:
    """Remember a loan that its borrower will ask for again, and which lanes hold it, until the month it falls due."""
    index = free_row(scratch, scratch.renewals, r.RENEWAL_NEXT, r.FREE_RENEWAL, r.USED_RENEWALS, r.FULL_RENEWALS)
    if index < 0:
        return
    kept = scratch.renewals[index]
    kept[r.RENEWAL_SLOT] = loan.slot
    kept[r.RENEWAL_GENERATION] = loan.generation
    kept[r.RENEWAL_LENT] = month
    kept[r.RENEWAL_FIRST_MONTH] = loan.first_month
    kept[r.RENEWAL_RISK] = loan.risk
    kept[r.RENEWAL_KIND] = loan.kind
    kept[r.RENEWAL_TERM] = loan.term
    kept[r.RENEWAL_PRINCIPAL] = loan.principal
    kept[r.RENEWAL_BANK] = loan.bank
    # a renewal is nobody's first loan, and by then the bank may have known its borrower longer: see `cells.cell_of`
    kept[r.RENEWAL_CELL] = loan.cell - loan.is_first - loan.years * lanes.cells
    kept[r.RENEWAL_CODE] = loan.first_code
    kept[r.RENEWAL_IS_FIRST] = loan.is_first
    kept[r.RENEWAL_BOOK] = loan.book
    kept[r.RENEWAL_LOW] = loan.low
    kept[r.RENEWAL_HIGH] = loan.high
    kept[r.RENEWAL_SOURCE] = loan.source
    write_mask(scratch.renewal_mask[index, loan.low :], scratch.state[loan.low :], loan.high - loan.low)
    _insert_in_order(scratch, index, month + loan.term)


@inner
def _insert_in_order(scratch: r.Scratch, index: int, due: int) -> None:
    """Put a loan into the list of the month it falls due, in the order in which requests are decided.

    Not every loan comes last: terms differ, so that an older loan may fall due after a younger one was put in.
    """
    heads = scratch.heads
    renewals = scratch.renewals
    place = _order(renewals, index)
    # the common case first: the list need not be walked
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
