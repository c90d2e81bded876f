"""Instalments, maturities and early repayments: posted when a loan is made, taken out of the stocks when due."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner


@inner
def repay(lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Step 3, second half: instalments, maturities and early repayments leave the stock."""
    stock = scratch.stock
    due_by_bank = scratch.due_by_bank
    state = scratch.state
    covered = scratch.due_covered[month * r.STRIDE :]
    alone = scratch.due_alone[month * r.STRIDE :]
    # a month is cleared when it is used, so that a path need not clear the whole calendar when it starts
    for p in range(lanes.width):
        state[r.PERFORMING + p] -= covered[p]
        covered[p] = 0
    for p in range(lanes.width):
        state[r.PERFORMING_ALONE + p] -= alone[p]
        alone[p] = 0
    if lanes.flags[r.F_STOCKS]:
        for bank in range(stock.shape[1]):
            for p in range(lanes.size):
                stock[r.STOCK_COVERED_PERFORMING, bank, p] -= due_by_bank[r.DUE_COVERED, month, bank, p]
                stock[r.STOCK_PERFORMING, bank, p] -= due_by_bank[r.DUE_ALL, month, bank, p]
                due_by_bank[r.DUE_COVERED, month, bank, p] = 0
                due_by_bank[r.DUE_ALL, month, bank, p] = 0


@inlined
def post_repayments(
    world: r.World,
    lanes: r.Lanes,
    scratch: r.Scratch,
    month: int,
    loan: r.Loan,
    paid_early: int,
    asks: bool,
    any_alone: bool,
) -> None:
    """Post what a loan in COVER and ALONE repays; one that will be asked for again is repaid then, by the renewal.

    Parameters
    ----------
    paid_early
        Month of early repayment, 0 for none.
    asks
        Its borrower will ask for renewal.
    any_alone
        Whether any lane may hold it without cover.
    """
    end = paid_early if paid_early > 0 else month + loan.term
    if world.is_amortising:
        instalment = loan.principal // loan.term
        for at in range(month + 1, min(end, world.last + 1)):
            _post_share(lanes, scratch, loan, at, instalment)
        # the last payment is what is left: instalments are floored to the fen
        if not asks and end <= world.last:
            _post_share(lanes, scratch, loan, end, loan.principal - (end - month - 1) * instalment)
        return
    # a renewal repays the old loan itself, so that what is refused and not repaid can stay outstanding
    if asks or end > world.last:
        return
    if lanes.flags[r.F_STOCKS]:
        _post_share(lanes, scratch, loan, end, loan.principal)
        return
    # COVER and ALONE are the amounts themselves here, so the lanes can simply be added
    lane = scratch.state[loan.low :]
    due_covered = scratch.due_covered[end * r.STRIDE + loan.low :]
    for p in range(loan.high - loan.low):
        due_covered[p] += lane[r.COVER + p]
    if any_alone:
        due_alone = scratch.due_alone[end * r.STRIDE + loan.low :]
        for p in range(loan.high - loan.low):
            due_alone[p] += lane[r.ALONE + p]


@inner
def _post_share(lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan, at: int, amount: int) -> None:
    """Post a repayment of `amount` in month `at` for every lane in which the loan is sound."""
    lane = scratch.state[loan.low :]
    due_covered = scratch.due_covered[at * r.STRIDE + loan.low :]
    due_alone = scratch.due_alone[at * r.STRIDE + loan.low :]
    for p in range(loan.high - loan.low):
        due_covered[p] += amount if lane[r.COVER + p] > 0 else 0
        due_alone[p] += amount if lane[r.ALONE + p] > 0 else 0
    if lanes.flags[r.F_STOCKS]:
        covered = scratch.due_by_bank[r.DUE_COVERED, at, loan.bank, loan.low :]
        whole = scratch.due_by_bank[r.DUE_ALL, at, loan.bank, loan.low :]
        for p in range(loan.high - loan.low):
            covered[p] += amount if lane[r.COVER + p] > 0 else 0
            whole[p] += amount if lane[r.COVER + p] + lane[r.ALONE + p] > 0 else 0


@inner
def post_instalment(
    lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan, month: int, p: int, cover: int, amount: int
) -> None:
    """Post one repayment of one lane."""
    if cover == r.WITH_COVER:
        scratch.due_covered[month * r.STRIDE + p] += amount
    else:
        scratch.due_alone[month * r.STRIDE + p] += amount
    if lanes.flags[r.F_STOCKS]:
        scratch.due_by_bank[r.DUE_ALL, month, loan.bank, p] += amount
        if cover == r.WITH_COVER:
            scratch.due_by_bank[r.DUE_COVERED, month, loan.bank, p] += amount
