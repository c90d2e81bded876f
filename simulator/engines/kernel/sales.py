"""Step 4 of the month: sales that are complete, and who gets the proceeds.

After a sale a covered loan moves on to its claim (step 5), unless the claim came first: then its proceeds are shared
here, and the case is closed. A loan without cover is closed here too: all that it brings is the bank's.
"""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.nodes import post_node, sort_nodes
from simulator.engines.kernel.queue import is_owed, trim_queue
from simulator.engines.kernel.ratio import add_flow
from simulator.engines.kernel.rows import record_case
from simulator.rules.sharing import APPRAISER, GUARANTOR, INSURER, REINSURER, parts_of_others, proceeds_after_advance


@inner
def complete_sales(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Take the sales of this month one by one, in the order of their loans."""
    order = scratch.order
    nodes = scratch.nodes
    counter = scratch.counter
    count = sort_nodes(scratch, r.LIST_SALE, month)
    for i in range(count):
        node = order[i]
        fields = nodes[node]
        if counter[r.IS_RECORDING]:
            _record_sale(lanes, scratch, month, node)
        if fields[r.NODE_COVER] == r.WITHOUT_COVER:
            _close_uncovered(lanes, scratch, node)
        elif fields[r.NODE_STAGE] == r.STAGE_SALE:
            _move_to_claim(world, lanes, scratch, month, node)
        elif fields[r.NODE_STAGE] == r.STAGE_CLOSE_ADVANCE:
            _close_advance(lanes, scratch, node)
        else:
            _close_purchase(lanes, scratch, node)


@inner
def _record_sale(lanes: r.Lanes, scratch: r.Scratch, month: int, node: int) -> None:
    """Record a sale, unless its claim is assessed in the same month, whose row says what was recovered."""
    fields = scratch.nodes[node]
    is_same_month = fields[r.NODE_STAGE] == r.STAGE_SALE and lanes.class_lag[lanes.class_at[fields[r.NODE_LOW]]] == 0
    if fields[r.NODE_COVER] == r.WITHOUT_COVER or not is_same_month:
        record_case(scratch, month, node, r.E_SOLD, fields[r.NODE_REC_COVERED] + fields[r.NODE_REC_REST])


@inner
def _move_to_claim(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, node: int) -> None:
    """Post the claim that follows the sale: in this month's step 5 when there is no lag."""
    fields = scratch.nodes[node]
    # any lane of the node will do: all have the same lag (`class_timing`)
    k = lanes.class_at[fields[r.NODE_LOW]]
    fields[r.NODE_STAGE] = r.STAGE_CLAIM
    post_node(scratch, world.last, node, r.LIST_CLAIM, month + lanes.class_lag[k])


@inner
def settle_stock(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Take the settled loan out of the non-performing stock."""
    stock = scratch.stock
    fields = scratch.nodes[node]
    low = fields[r.NODE_LOW]
    mask = scratch.case_mask[fields[r.NODE_CASE], low:]
    cover = fields[r.NODE_COVER]
    out = fields[r.NODE_OUT]
    field = r.NPL if cover == r.WITH_COVER else r.NPL_ALONE
    lane = scratch.state[field + low :]
    for p in range(fields[r.NODE_HIGH] - low):
        lane[p] -= out if mask[p] == cover else 0
    if lanes.flags[r.F_STOCKS]:
        bank = scratch.cases[fields[r.NODE_CASE], r.CASE_BANK]
        for p in range(fields[r.NODE_HIGH] - low):
            here = out if mask[p] == cover else 0
            stock[r.STOCK_NPL, bank, low + p] -= here
            stock[r.STOCK_COVERED_NPL, bank, low + p] -= here if cover == r.WITH_COVER else 0


@inner
def _close_uncovered(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Count what the bank lost on a loan without cover."""
    fields = scratch.nodes[node]
    low = fields[r.NODE_LOW]
    mask = scratch.case_mask[fields[r.NODE_CASE], low:]
    sums = scratch.total[low:]
    recovered = fields[r.NODE_REC_COVERED] + fields[r.NODE_REC_REST]
    owed = fields[r.NODE_OWED]
    for p in range(fields[r.NODE_HIGH] - low):
        # owed and recovered count all loans: the ledger's account of losses includes those without cover
        is_here = mask[p] == r.WITHOUT_COVER
        sums[r.T_OWED + p] += owed if is_here else 0
        sums[r.T_RECOVERED + p] += recovered if is_here else 0
        sums[r.T_BANK_LOSS + p] += owed - recovered if is_here else 0
    settle_stock(lanes, scratch, node)


@inner
def _close_advance(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Split the proceeds of an advance case in proportion to what each party actually bore."""
    fields = scratch.nodes[node]
    case = fields[r.NODE_CASE]
    bank = scratch.cases[case, r.CASE_BANK]
    mask = scratch.case_mask[case]
    total = scratch.total
    covered_owed = fields[r.NODE_COVERED_OWED]
    recovered = fields[r.NODE_REC_COVERED]
    # lane by lane: what the fund has paid so far differs even between lanes of one class
    for p in range(fields[r.NODE_LOW], fields[r.NODE_HIGH]):
        if mask[p] != r.WITH_COVER:
            continue
        paid = scratch.case_paid[case, p]
        parts = parts_of_others(covered_owed, lanes.class_split[lanes.class_at[p]])
        to_fund, to_others = proceeds_after_advance(recovered, covered_owed, paid, parts)
        others_net = parts[GUARANTOR] + parts[REINSURER] + parts[INSURER] + parts[APPRAISER] - to_others
        _hand_out(scratch, fields, p, to_fund, to_others)
        # the claim was for all that was owed; what the sale brought need no longer be paid
        freed = trim_queue(scratch, case, p, (covered_owed, covered_owed - recovered, paid, to_fund), others_net)
        total[r.T_BANK_LOSS + p] += freed
        total[r.T_APPROVED + p] -= freed
        total[r.T_CLAIMED + p] -= freed
        if lanes.flags[r.F_RATIO]:
            # the whole debt was counted as a loss when the claim was assessed
            add_flow(scratch.flow_now, r.FLOW_LOSS, bank, p, p + 1, mask[p:], -recovered)
    settle_stock(lanes, scratch, node)


@inner
def _close_purchase(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Give the proceeds of bought patents to the fund, of other securities (or unbought patents) to the bank."""
    fields = scratch.nodes[node]
    case = fields[r.NODE_CASE]
    mask = scratch.case_mask[case]
    for p in range(fields[r.NODE_LOW], fields[r.NODE_HIGH]):
        if mask[p] == r.WITH_COVER:
            # a purchase that was refused, or for which no money came, leaves the patents with the bank
            is_bought = scratch.case_paid[case, p] > 0 or is_owed(scratch, case, p)
            _hand_out(scratch, fields, p, fields[r.NODE_PATENTS] if is_bought else 0, 0)
    settle_stock(lanes, scratch, node)


@inner
def _hand_out(scratch: r.Scratch, fields: r.Ints, p: int, to_fund: int, to_others: int) -> None:
    """Share out the proceeds of a sale after the claim, when the bank bore all of the debt that nobody had paid."""
    state = scratch.state
    total = scratch.total
    proceeds = fields[r.NODE_REC_COVERED] + fields[r.NODE_REC_REST]
    state[r.CASH + p] += to_fund
    # what comes back need not have been in the fund at the start
    state[r.NET_OUT + p] -= to_fund
    total[r.T_FUND_RECOVERED + p] += to_fund
    total[r.T_OTHERS_RECOVERED + p] += to_others
    total[r.T_RECOVERED + p] += proceeds
    total[r.T_BANK_LOSS + p] -= proceeds - to_fund - to_others
    total[r.T_LOSS_COVERED + p] -= fields[r.NODE_REC_COVERED]
