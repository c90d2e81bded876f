"""The opening book: loans outstanding in the month before the first, in segments of equal ones."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.cases import open_cases
from simulator.engines.kernel.cells import BOOK_QUALITY, cell_of
from simulator.engines.kernel.draws import draw_blocks, renewal_draws
from simulator.engines.kernel.loans import settle_future
from simulator.engines.kernel.opinion import first_code_of_book
from simulator.randomness.philox import uniform
from simulator.randomness.streams import BOOK


@inner
def start_book(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int) -> None:
    """Put every segment of the book into the stocks and the calendar.

    A book of many thousand loans would take longer than the rest of the path if each were opened. Where nothing can
    happen to a loan but default, its segment is repaid in one sum, from which the few that default are taken out again.
    """
    renewal = world.renewal
    flags = lanes.flags
    counter = scratch.counter
    due_covered = scratch.due_covered
    due_alone = scratch.due_alone
    for segment in range(world.book.shape[0]):
        loans = world.book[segment]
        _fill_stock(lanes, scratch, loans)
        due = loans[r.BOOK_DUE]
        # what may happen to its loans besides default
        renews = due <= world.months and renewal[due] > 0.0
        one_by_one = renews or world.is_amortising or world.prepayment > 0.0 or flags[r.F_STOCKS] > 0
        one_by_one = one_by_one or counter[r.IS_RECORDING] > 0
        if not one_by_one and due <= world.last:
            for p in range(lanes.size):
                covered, alone = _held(lanes, loans, p)
                due_covered[due * r.STRIDE + p] += covered * loans[r.BOOK_COUNT]
                due_alone[due * r.STRIDE + p] += alone * loans[r.BOOK_COUNT]
        _draw_defaults(world, lanes, scratch, path, segment, one_by_one)


@inner
def _held(lanes: r.Lanes, loans: r.Ints, p: int) -> tuple[int, int]:
    """Return the principal of a loan of the segment in this lane: with cover, and without."""
    is_covered = loans[r.BOOK_COVERED] > 0 and lanes.setting[r.HAS_SCHEME, p] > 0
    principal = loans[r.BOOK_PRINCIPAL]
    return (principal, 0) if is_covered else (0, principal)


@inner
def loans_at(loans: r.Ints, bank: int, banks: int) -> int:
    """Return how many loans of a segment are at a bank: all at its own, or shared out in turn."""
    if loans[r.BOOK_BANK] >= 0:
        return loans[r.BOOK_COUNT] if loans[r.BOOK_BANK] == bank else 0
    return (loans[r.BOOK_COUNT] - bank + banks - 1) // banks


@inner
def _fill_stock(lanes: r.Lanes, scratch: r.Scratch, loans: r.Ints) -> None:
    """Put a segment into the stocks; it counts as lent in month 0, twelve months long, for the ratio."""
    state = scratch.state
    counted = scratch.loans_counted
    flags = lanes.flags
    stock = scratch.stock
    count = loans[r.BOOK_COUNT]
    scopes = scratch.flow_now.shape[0]
    for p in range(lanes.size):
        covered, alone = _held(lanes, loans, p)
        state[r.PERFORMING + p] += covered * count
        state[r.PERFORMING_ALONE + p] += alone * count
        state[r.COVERED_SUM + p] += covered * count
        counted[p] += count if covered > 0 else 0
        for scope in range(scopes if flags[r.F_RATIO] else 0):
            lent = covered * (count if scope == scopes - 1 else loans_at(loans, scope, scopes - 1))
            # as month 0 it leaves the sum when month 12 takes its place in the ring
            scratch.flow_ring[0, scope, r.FLOW_LENT + p] += lent
            scratch.flow_sum[scope, r.FLOW_LENT + p] += lent
        if flags[r.F_STOCKS]:
            for bank in range(stock.shape[1]):
                here = loans_at(loans, bank, stock.shape[1])
                stock[r.STOCK_COVERED_PERFORMING, bank, p] += covered * here
                stock[r.STOCK_PERFORMING, bank, p] += (covered + alone) * here


@inner
def _draw_defaults(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, segment: int, one_by_one: bool
) -> None:
    """Draw the time of default of each loan, four to a block; only those that may default are opened."""
    words = scratch.words
    loans = world.book[segment]
    count = loans[r.BOOK_COUNT]
    end = min(loans[r.BOOK_DUE], world.last)
    # no loan whose uniform is up to this defaults in any lane: the bound of `loans.settle_future`
    safe = 1.0 - lanes.largest_response * (1.0 - scratch.survival[end, loans[r.BOOK_RISK]])
    blocks = (count + 3) // 4
    for first in range(0, blocks, words.shape[1]):
        size = min(blocks - first, words.shape[1])
        draw_blocks(words, world.seed, (BOOK, path, loans[r.BOOK_KEY]), first, size)
        for i in range(size):
            # when the largest of the four is safe, all are, and the block is passed over
            most = max(words[0, i], words[1, i], words[2, i], words[3, i])
            if uniform(most) <= safe and not one_by_one:
                continue
            for j in range(min(4, count - 4 * (first + i))):
                u = uniform(words[j, i])
                if one_by_one or u > safe:
                    _open_loan(world, lanes, scratch, path, segment, 4 * (first + i) + j, u, one_by_one)


@inner
def _open_loan(
    world: r.World,
    lanes: r.Lanes,
    scratch: r.Scratch,
    path: int,
    segment: int,
    index: int,
    u: float,
    one_by_one: bool,
) -> None:
    """Open one loan of a segment: all its future, or only its default."""
    due_covered = scratch.due_covered
    due_alone = scratch.due_alone
    loans = world.book[segment]
    state = scratch.state
    principal = loans[r.BOOK_PRINCIPAL]
    for p in range(lanes.size):
        covered, alone = _held(lanes, loans, p)
        state[r.COVER + p] = covered
        state[r.ALONE + p] = alone
    risk = loans[r.BOOK_RISK]
    asking = 1.0
    first_code = 0
    if one_by_one:
        slot = loans[r.BOOK_FIRST] + index
        first_code = first_code_of_book(world, path, slot, risk, 1 if loans[r.BOOK_COVERED] > 0 else 0)
        asking = renewal_draws(world.seed, path, slot, 1, 1)[0]
    bank = loans[r.BOOK_BANK] if loans[r.BOOK_BANK] >= 0 else index % world.banks
    loan = r.Loan(
        slot=loans[r.BOOK_FIRST] + index,
        generation=0,
        first_month=0,
        risk=risk,
        kind=loans[r.BOOK_KIND],
        term=loans[r.BOOK_DUE],
        principal=principal,
        bank=bank,
        cell=cell_of(world, lanes, BOOK_QUALITY, principal, risk, 0),
        is_first=0,
        uniform=u,
        code=0,
        first_code=first_code,
        years=0,
        asking=asking,
        source=segment,
        book=1,
        low=0,
        high=lanes.width,
    )
    if one_by_one:
        settle_future(world, lanes, scratch, path, 0, loan, True)
        return
    open_cases(world, lanes, scratch, 0, loan, loans[r.BOOK_DUE])
    if loans[r.BOOK_DUE] > world.last:
        return
    # its repayment was posted with the segment's: where it defaults, COVER and ALONE are 0 now, and it is taken back
    base = loans[r.BOOK_DUE] * r.STRIDE
    for p in range(lanes.size):
        covered, alone = _held(lanes, loans, p)
        due_covered[base + p] -= covered - state[r.COVER + p]
        due_alone[base + p] -= alone - state[r.ALONE + p]
