"""Step 7 of the month, first half: loans falling due whose borrowers ask for the same again."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.cases import open_refused_case
from simulator.engines.kernel.draws import draw_requests
from simulator.engines.kernel.loans import consider
from simulator.engines.kernel.offers import window_of
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, WARNING


@inner
def renew(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Decide all requests for renewal of this month, by slot."""
    heads = scratch.heads
    counter = scratch.counter
    records = scratch.records
    requests = scratch.requests
    index = heads[r.L_RENEWAL, month]
    while index >= 0 and counter[r.OVERFLOW] == 0:
        size, index = _collect_requests(scratch, index)
        draw_requests(requests, scratch.uniforms, world.seed, path, size)
        for i in range(size):
            _renew_one(world, lanes, scratch, path, month, i)
            record = requests[r.Q_RECORD * r.BLOCKS + i]
            records[record, r.R_NEXT] = counter[r.FREE_RECORD]
            counter[r.FREE_RECORD] = record
            if counter[r.OVERFLOW] > 0:
                return
    for p in range(lanes.width):
        scratch.state[r.HERE * r.STRIDE + p] = -1
    heads[r.L_RENEWAL, month] = -1
    heads[r.L_TAIL, month] = -1


@inner
def _collect_requests(scratch: r.Scratch, index: int) -> tuple[int, int]:
    """Take records from a list, as many as are drawn at once; return how many, and the first one left."""
    records = scratch.records
    requests = scratch.requests
    size = 0
    while index >= 0 and size < r.BLOCKS:
        requests[r.Q_RECORD * r.BLOCKS + size] = index
        requests[r.Q_SLOT * r.BLOCKS + size] = records[index, r.R_SLOT]
        requests[r.Q_GENERATION * r.BLOCKS + size] = records[index, r.R_GENERATION] + 1
        requests[r.Q_BOOK * r.BLOCKS + size] = records[index, r.R_BOOK]
        index = records[index, r.R_NEXT]
        size += 1
    return size, index


@inner
def _renew_one(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, i: int) -> None:
    """Decide request i: the old loan leaves the books, the new one is offered."""
    requests = scratch.requests
    uniforms = scratch.uniforms
    index = requests[r.Q_RECORD * r.BLOCKS + i]
    record = scratch.records[index]
    low, high = record[r.R_LOW], record[r.R_HIGH]
    mask = scratch.record_mask[index, low:]
    lane = scratch.state[low:]
    principal = record[r.R_PRINCIPAL]
    bank = record[r.R_BANK]
    balance = principal
    if world.is_amortising:
        balance = principal - (record[r.R_TERM] - 1) * (principal // record[r.R_TERM])
    for p in range(high - low):
        covered = balance if mask[p] == 1 else 0
        alone = balance if mask[p] == 2 else 0
        lane[r.HERE * r.STRIDE + p] = -1 if mask[p] > 0 else 0
        lane[r.ROOM * r.STRIDE + p] += covered
        lane[r.PERFORMING * r.STRIDE + p] -= covered
        lane[r.PERFORMING_ALONE * r.STRIDE + p] -= alone
    if lanes.flags[r.F_STOCKS]:
        of_covered = scratch.bank_stock[0, bank, low:]
        of_all = scratch.bank_stock[2, bank, low:]
        for p in range(high - low):
            of_covered[p] -= balance if mask[p] == 1 else 0
            of_all[p] -= balance if mask[p] > 0 else 0
    if lanes.flags[r.F_WARNING]:
        _raise_false_alarms(world, lanes, scratch, path, record, mask)
    code = requests[r.Q_CODE * r.BLOCKS + i]
    window = window_of(world, lanes, scratch, month, code, record[r.R_CELL], record[r.R_POOL])
    loan = r.Loan(
        record[r.R_SLOT],
        record[r.R_GENERATION] + 1,
        record[r.R_FIRST],
        record[r.R_POOL],
        record[r.R_KIND],
        record[r.R_TERM],
        principal,
        bank,
        record[r.R_CELL],
        0,
        uniforms[r.U_DEFAULT * r.BLOCKS + i],
        code,
        uniforms[r.U_ASKING * r.BLOCKS + i],
        record[r.R_TAPE],
        record[r.R_BOOK],
        max(low, window[0]),
        min(high, window[1]),
    )
    fails = uniforms[r.U_REFUSAL * r.BLOCKS + i] < world.refinancing
    counter = scratch.counter
    if fails or counter[r.IS_RECORDING]:
        counter[r.IS_FAILING] = 1 if fails else 0
        scratch.held[low:high] = mask[: high - low]
        scratch.renewed[low:high] = 0
    consider(world, lanes, scratch, path, month, loan)
    if fails:
        counter[r.IS_FAILING] = 0
        _refuse_refinancing(world, lanes, scratch, month, loan, record, balance)


@inner
def _raise_false_alarms(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, record: r.Ints, mask: r.Bytes
) -> None:
    """Keep the renewal from the lanes in which an early warning took this sound borrower for an unsound one."""
    low, high = record[r.R_LOW], record[r.R_HIGH]
    sector = world.pool_sector[record[r.R_POOL]]
    stream = WARNING + BOOK_STREAMS * record[r.R_BOOK]
    words = keyed_block(world.seed, stream, path, record[r.R_SLOT], record[r.R_GENERATION] + 1)
    seen = uniform(words[1])
    for p in range(low, high):
        if mask[p - low] == 1 and seen < lanes.class_warning[lanes.class_at[p], sector, r.FALSE_ALARMS]:
            scratch.state[r.HERE * r.STRIDE + p] = 0


@inner
def _refuse_refinancing(
    world: r.World,
    lanes: r.Lanes,
    scratch: r.Scratch,
    month: int,
    loan: r.Loan,
    record: r.Ints,
    balance: int,
) -> None:
    """Where the renewal was refused, keep the old loan: it turns NPL next month under its old cover."""
    low = record[r.R_LOW]
    size = record[r.R_HIGH] - low
    held = scratch.held[low:]
    renewed = scratch.renewed[low:]
    lane = scratch.state[low:]
    left = 0
    for p in range(size):
        kept = held[p] if renewed[p] == 0 else 0
        covered = balance if kept == 1 else 0
        alone = balance if kept == 2 else 0
        left |= covered | alone
        lane[r.COVER * r.STRIDE + p] = covered
        lane[r.ALONE * r.STRIDE + p] = alone
        lane[r.ROOM * r.STRIDE + p] -= covered
        lane[r.PERFORMING * r.STRIDE + p] += covered
        lane[r.PERFORMING_ALONE * r.STRIDE + p] += alone
    if lanes.flags[r.F_STOCKS]:
        of_covered = scratch.bank_stock[0, loan.bank, low:]
        of_all = scratch.bank_stock[2, loan.bank, low:]
        for p in range(size):
            of_covered[p] += lane[r.COVER * r.STRIDE + p]
            of_all[p] += lane[r.COVER * r.STRIDE + p] + lane[r.ALONE * r.STRIDE + p]
    if left != 0:
        open_refused_case(world, lanes, scratch, month, loan, record, balance)
