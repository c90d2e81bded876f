"""Step 3 of the month, first half: loans turn non-performing."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.cases import new_node
from simulator.engines.kernel.disposal import dispose
from simulator.engines.kernel.nodes import sort_nodes
from simulator.engines.kernel.rows import record_case
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, WARNING
from simulator.rules.default import exposure_cut


@inner
def turn_npl(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Let the loans that default this month become non-performing and enter disposal."""
    counter = scratch.counter
    nodes = scratch.nodes
    # their order shows in rows only (money moves later), so they are sorted only when rows are recorded
    if counter[r.IS_RECORDING]:
        count = sort_nodes(scratch, r.LIST_DEFAULT, month)
        for i in range(count):
            _turn_one(world, lanes, scratch, path, month, scratch.order[i])
        return
    node = scratch.heads[r.LIST_DEFAULT, month]
    while node >= 0 and counter[r.OVERFLOW] == 0:
        # read before the node is posted to another list, which overwrites NODE_NEXT
        following = nodes[node, r.NODE_NEXT]
        _turn_one(world, lanes, scratch, path, month, node)
        node = following


@inner
def _turn_one(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, node: int) -> None:
    if lanes.flags[r.F_WARNING] and scratch.nodes[node, r.NODE_COVER] == r.WITH_COVER:
        _default_after_warning(world, lanes, scratch, path, month, node)
    else:
        _default(world, lanes, scratch, path, month, node)


@inner
def _default(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, node: int) -> None:
    _enter_default(lanes, scratch, node)
    if scratch.counter[r.IS_RECORDING]:
        record_case(scratch, month, node, r.E_DEFAULT, scratch.nodes[node, r.NODE_OUT])
    dispose(world, lanes, scratch, path, month, node)


@inner
def _default_after_warning(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, node: int
) -> None:
    """Where the default was seen coming, part of the loan is repaid first; the classes differ in what they see."""
    nodes = scratch.nodes
    fields = nodes[node]
    case = fields[r.NODE_CASE]
    case_fields = scratch.cases[case]
    sector = world.risk_sector[case_fields[r.CASE_RISK]]
    stream = WARNING + BOOK_STREAMS * case_fields[r.CASE_BOOK]
    words = keyed_block(world.seed, stream, path, case_fields[r.CASE_SLOT], case_fields[r.CASE_GENERATION])
    seen = uniform(words[0])
    low, high, out = fields[r.NODE_LOW], fields[r.NODE_HIGH], fields[r.NODE_OUT]
    # neighbouring classes with the same cut share a node; the first piece reuses the node itself
    piece = node
    while low < high and scratch.counter[r.OVERFLOW] == 0:
        k = lanes.class_at[low]
        until = min(high, lanes.class_lo[k + 1])
        cut = exposure_cut(out, lanes.class_warning[k, sector], seen)
        while until < high:
            following = lanes.class_at[until]
            if exposure_cut(out, lanes.class_warning[following, sector], seen) != cut:
                break
            until = min(high, lanes.class_lo[following + 1])
        if piece < 0:
            piece = new_node(scratch, case, low, until, r.WITH_COVER, out)
            if piece < 0:
                return
        nodes[piece, r.NODE_LOW] = low
        nodes[piece, r.NODE_HIGH] = until
        nodes[piece, r.NODE_OUT] = out - cut
        if cut > 0:
            _repay_warned(lanes, scratch, piece, cut)
        # a loan that is repaid whole never defaults
        if cut < out:
            _default(world, lanes, scratch, path, month, piece)
        piece = -1
        low = until


@inner
def _repay_warned(lanes: r.Lanes, scratch: r.Scratch, node: int, amount: int) -> None:
    """Take what is repaid before a default that was seen out of the performing stock; a whole loan is no case."""
    fields = scratch.nodes[node]
    low = fields[r.NODE_LOW]
    mask = scratch.case_mask[fields[r.NODE_CASE], low:]
    lane = scratch.state[low:]
    is_whole = fields[r.NODE_OUT] == 0
    bank = scratch.cases[fields[r.NODE_CASE], r.CASE_BANK]
    for p in range(fields[r.NODE_HIGH] - low):
        here = amount if mask[p] == r.WITH_COVER else 0
        lane[r.PERFORMING + p] -= here
        if lanes.flags[r.F_STOCKS]:
            scratch.stock[r.STOCK_COVERED_PERFORMING, bank, low + p] -= here
            scratch.stock[r.STOCK_PERFORMING, bank, low + p] -= here
        mask[p] = r.NOT_HELD if is_whole and mask[p] == r.WITH_COVER else mask[p]


@inner
def _enter_default(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Move the loan from the performing to the non-performing stock."""
    fields = scratch.nodes[node]
    cover = fields[r.NODE_COVER]
    case = fields[r.NODE_CASE]
    amount = fields[r.NODE_OUT]
    low = fields[r.NODE_LOW]
    size = fields[r.NODE_HIGH] - low
    mask = scratch.case_mask[case, low:]
    lane = scratch.state[low:]
    sums = scratch.total[low:]
    if cover == r.WITH_COVER:
        for p in range(size):
            here = amount if mask[p] == r.WITH_COVER else 0
            lane[r.PERFORMING + p] -= here
            lane[r.NPL + p] += here
            sums[r.T_DEFAULTED_COVERED + p] += here
            sums[r.T_DEFAULTS_COVERED + p] += 1 if mask[p] == r.WITH_COVER else 0
    else:
        for p in range(size):
            here = amount if mask[p] == r.WITHOUT_COVER else 0
            lane[r.PERFORMING_ALONE + p] -= here
            lane[r.NPL_ALONE + p] += here
            sums[r.T_DEFAULTED_UNCOVERED + p] += here
    if lanes.flags[r.F_STOCKS]:
        stock = scratch.stock
        bank = scratch.cases[case, r.CASE_BANK]
        for p in range(size):
            here = amount if mask[p] == cover else 0
            stock[r.STOCK_PERFORMING, bank, low + p] -= here
            stock[r.STOCK_NPL, bank, low + p] += here
            stock[r.STOCK_COVERED_PERFORMING, bank, low + p] -= here if cover == r.WITH_COVER else 0
            stock[r.STOCK_COVERED_NPL, bank, low + p] += here if cover == r.WITH_COVER else 0
