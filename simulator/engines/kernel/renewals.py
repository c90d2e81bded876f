"""Step 7 of the month, first half: loans falling due whose borrowers ask for the same again.

A request is for the same loan, decided anew: with what the bank knows by now, and by the gate as it is today. Lanes
that never made the old loan are not asked.
"""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.cases import open_refused_case
from simulator.engines.kernel.draws import draw_requests
from simulator.engines.kernel.loans import consider
from simulator.engines.kernel.offers import window_of
from simulator.engines.kernel.opinion import opinion_code, years_known
from simulator.engines.kernel.tables import give_back
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, WARNING
from simulator.rules.default import FALSE_ALARMS


@inner
def renew(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Decide all requests for renewal of this month, by slot."""
    heads = scratch.heads
    counter = scratch.counter
    requests = scratch.requests
    index = heads[r.LIST_RENEWAL, month]
    while index >= 0 and counter[r.OVERFLOW] == 0:
        size, index = _collect_requests(scratch, index)
        draw_requests(requests, scratch.uniforms, world.seed, path, size)
        for i in range(size):
            _renew_one(world, lanes, scratch, path, month, i)
            give_back(scratch, scratch.renewals, r.RENEWAL_NEXT, r.FREE_RENEWAL, requests[r.REQUEST_KEPT + i])
            if counter[r.OVERFLOW] > 0:
                return
    # new applicants ask everywhere
    for p in range(lanes.width):
        scratch.state[r.ASKS + p] = r.YES
    heads[r.LIST_RENEWAL, month] = -1
    heads[r.LIST_TAIL, month] = -1


@inner
def _collect_requests(scratch: r.Scratch, index: int) -> tuple[int, int]:
    """Take loans that fall due from their list, as many as are drawn at once; return how many, and the first left."""
    renewals = scratch.renewals
    requests = scratch.requests
    size = 0
    while index >= 0 and size < r.BLOCKS:
        requests[r.REQUEST_KEPT + size] = index
        requests[r.REQUEST_SLOT + size] = renewals[index, r.RENEWAL_SLOT]
        requests[r.REQUEST_GENERATION + size] = renewals[index, r.RENEWAL_GENERATION] + 1
        requests[r.REQUEST_BOOK + size] = renewals[index, r.RENEWAL_BOOK]
        index = renewals[index, r.RENEWAL_NEXT]
        size += 1
    return size, index


@inner
def _renew_one(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, i: int) -> None:
    """Decide request i: the old loan leaves the stocks, the new one is offered."""
    requests = scratch.requests
    uniforms = scratch.uniforms
    index = requests[r.REQUEST_KEPT + i]
    kept = scratch.renewals[index]
    low, high = kept[r.RENEWAL_LOW], kept[r.RENEWAL_HIGH]
    mask = scratch.renewal_mask[index, low:]
    lane = scratch.state[low:]
    principal = kept[r.RENEWAL_PRINCIPAL]
    bank = kept[r.RENEWAL_BANK]
    # what the last instalment would have been; a bullet loan owes all of it
    balance = principal
    if world.is_amortising:
        balance = principal - (kept[r.RENEWAL_TERM] - 1) * (principal // kept[r.RENEWAL_TERM])
    for p in range(high - low):
        covered = balance if mask[p] == r.WITH_COVER else 0
        alone = balance if mask[p] == r.WITHOUT_COVER else 0
        lane[r.ASKS + p] = r.YES if mask[p] > r.NOT_HELD else r.NO
        # the old loan makes room for the new one
        lane[r.ROOM + p] += covered
        lane[r.PERFORMING + p] -= covered
        lane[r.PERFORMING_ALONE + p] -= alone
    if lanes.flags[r.F_STOCKS]:
        of_covered = scratch.stock[r.STOCK_COVERED_PERFORMING, bank, low:]
        of_all = scratch.stock[r.STOCK_PERFORMING, bank, low:]
        for p in range(high - low):
            of_covered[p] -= balance if mask[p] == r.WITH_COVER else 0
            of_all[p] -= balance if mask[p] > r.NOT_HELD else 0
    if lanes.flags[r.F_WARNING]:
        _raise_false_alarms(world, lanes, scratch, path, kept, mask)
    first_code = kept[r.RENEWAL_CODE]
    years = years_known(world, month, kept[r.RENEWAL_FIRST_MONTH])
    code = requests[r.REQUEST_CODE + i]
    if world.opinion != r.OPINION_FRESH:
        code = opinion_code(world, path, kept[r.RENEWAL_SLOT], kept[r.RENEWAL_BOOK], first_code, years)
    cell = kept[r.RENEWAL_CELL] + years * lanes.cells
    window = window_of(world, lanes, scratch, month, code, cell, kept[r.RENEWAL_RISK] + years * world.risks)
    loan = r.Loan(
        slot=kept[r.RENEWAL_SLOT],
        generation=kept[r.RENEWAL_GENERATION] + 1,
        first_month=kept[r.RENEWAL_FIRST_MONTH],
        risk=kept[r.RENEWAL_RISK],
        kind=kept[r.RENEWAL_KIND],
        term=kept[r.RENEWAL_TERM],
        principal=principal,
        bank=bank,
        cell=cell,
        is_first=0,
        uniform=uniforms[r.UNIFORM_DEFAULT + i],
        code=code,
        first_code=first_code,
        years=years,
        asking=uniforms[r.UNIFORM_ASKING + i],
        source=kept[r.RENEWAL_SOURCE],
        book=kept[r.RENEWAL_BOOK],
        low=max(low, window[0]),
        high=min(high, window[1]),
    )
    fails = uniforms[r.UNIFORM_REFUSAL + i] < world.refinancing
    # `consider` notes who was renewed only while this is set: few requests need to know
    counter = scratch.counter
    if fails or counter[r.IS_RECORDING]:
        counter[r.IS_FAILING] = 1 if fails else 0
        scratch.held[low:high] = mask[: high - low]
        scratch.renewed[low:high] = 0
    consider(world, lanes, scratch, path, month, loan)
    if fails:
        counter[r.IS_FAILING] = 0
        _refuse_refinancing(world, lanes, scratch, month, loan, kept, balance)


@inner
def _raise_false_alarms(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, kept: r.Ints, mask: r.Bytes
) -> None:
    """Keep the renewal from the lanes in which an early warning took this sound borrower for an unsound one."""
    low, high = kept[r.RENEWAL_LOW], kept[r.RENEWAL_HIGH]
    sector = world.risk_sector[kept[r.RENEWAL_RISK]]
    stream = WARNING + BOOK_STREAMS * kept[r.RENEWAL_BOOK]
    words = keyed_block(world.seed, stream, path, kept[r.RENEWAL_SLOT], kept[r.RENEWAL_GENERATION] + 1)
    # word 0 of this block says whether a default of the new loan is seen coming (`defaults`)
    seen = uniform(words[1])
    for p in range(low, high):
        if mask[p - low] == r.WITH_COVER and seen < lanes.class_warning[lanes.class_at[p], sector, FALSE_ALARMS]:
            scratch.state[r.ASKS + p] = r.NO


@inner
def _refuse_refinancing(
    world: r.World,
    lanes: r.Lanes,
    scratch: r.Scratch,
    month: int,
    loan: r.Loan,
    kept: r.Ints,
    balance: int,
) -> None:
    """Where the renewal was refused, keep the old loan: it turns NPL next month under its old cover."""
    low = kept[r.RENEWAL_LOW]
    size = kept[r.RENEWAL_HIGH] - low
    held = scratch.held[low:]
    renewed = scratch.renewed[low:]
    lane = scratch.state[low:]
    left = 0
    for p in range(size):
        still_held = held[p] if renewed[p] == 0 else r.NOT_HELD
        covered = balance if still_held == r.WITH_COVER else 0
        alone = balance if still_held == r.WITHOUT_COVER else 0
        left |= covered | alone
        lane[r.COVER + p] = covered
        lane[r.ALONE + p] = alone
        lane[r.ROOM + p] -= covered
        lane[r.PERFORMING + p] += covered
        lane[r.PERFORMING_ALONE + p] += alone
    if lanes.flags[r.F_STOCKS]:
        of_covered = scratch.stock[r.STOCK_COVERED_PERFORMING, loan.bank, low:]
        of_all = scratch.stock[r.STOCK_PERFORMING, loan.bank, low:]
        for p in range(size):
            of_covered[p] += lane[r.COVER + p]
            of_all[p] += lane[r.COVER + p] + lane[r.ALONE + p]
    if left != 0:
        open_refused_case(world, lanes, scratch, month, loan, kept, balance)
