"""What the securities of a defaulted loan will bring, and when: found at default, posted for sale and claim.

The future is known here as well: proceeds depend on draws of the loan and on the path's economy, which is drawn whole
before the first month. So a sale in an auction's third round is posted once, in its own month.
"""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.cases import new_node
from simulator.engines.kernel.collateral import guarantee_proceeds, other_proceeds, proceeds_of, secured_by_patents
from simulator.engines.kernel.nodes import post_node
from simulator.rules.disposal import recoveries_by_part
from simulator.rules.money import part_of, portion


@inner
def dispose(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, node: int) -> None:
    """Find what the securities will bring and when, and post sale and claim, by classes with equal timing."""
    nodes = scratch.nodes
    class_lo = lanes.class_lo
    class_timing = lanes.class_timing
    class_at = lanes.class_at
    fields = nodes[node]
    case = fields[r.NODE_CASE]
    out = fields[r.NODE_OUT]
    owed = out + part_of(out, world.accrued_ppm)
    if lanes.flags[r.F_REPLAY]:
        replayed = world.replayed[:, scratch.cases[case, r.CASE_SOURCE]]
        ip_owed = portion(owed, replayed[r.REPLAYED_IP], replayed[r.REPLAYED_PRINCIPAL])
        patents, lag = replayed[r.REPLAYED_PROCEEDS], replayed[r.REPLAYED_LAG]
    else:
        ip_owed = secured_by_patents(world, scratch.cases[case], owed)
        patents, lag = proceeds_of(world, scratch.factor, scratch.shocks, path, month, scratch.cases[case], owed)
    other = other_proceeds(world, scratch.cases[case], owed - ip_owed)
    guarantee = guarantee_proceeds(world, scratch.cases[case], owed)
    low = fields[r.NODE_LOW]
    high = fields[r.NODE_HIGH]
    cover = fields[r.NODE_COVER]
    # what is recovered on the covered part, and when the claim falls due, differs by class: one node for each stretch
    # of classes that agree in it. Without cover there is no claim, and one node does for all lanes.
    is_first_piece = True
    while low < high:
        k = class_at[low]
        until = high
        if cover == r.WITH_COVER:
            j = k
            while j + 1 < len(class_lo) - 1 and class_timing[j + 1] == class_timing[k]:
                j += 1
            until = min(high, class_lo[j + 1])
        piece = node
        if not is_first_piece:
            piece = new_node(scratch, case, low, until, cover, out)
            if piece < 0:
                return
        is_first_piece = False
        nodes[piece, r.NODE_LOW] = low
        nodes[piece, r.NODE_HIGH] = until
        _schedule(world, lanes, scratch, piece, k, month, (owed, ip_owed, patents, other, guarantee), lag)
        low = until


@inner
def _schedule(
    world: r.World,
    lanes: r.Lanes,
    scratch: r.Scratch,
    piece: int,
    k: int,
    month: int,
    money: tuple[int, int, int, int, int],
    lag: int,
) -> None:
    """Write what is owed and recovered in one stretch of classes, and post what happens first: sale or claim.

    Parameters
    ----------
    piece, k
        Node, and a class of its lanes.
    money
        Owed, owed on the part that patents secure, net proceeds of patents, of other collateral, of the guarantee; fen.
    lag
        Months from default to the sale.
    """
    owed, ip_owed, patents, other, guarantee = money
    fields = scratch.nodes[piece]
    covers_whole = lanes.class_terms[k, r.TERM_COVERS_WHOLE] > 0 and fields[r.NODE_COVER] == r.WITH_COVER
    covered_owed = owed if covers_whole else ip_owed
    is_by_part = lanes.class_terms[k, r.TERM_BY_PART] > 0
    # without cover only their sum is read, which is the same by either rule: any class will do
    covered, rest = recoveries_by_part(owed, covered_owed, patents, other, guarantee, is_by_part)
    fields[r.NODE_OWED] = owed
    fields[r.NODE_COVERED_OWED] = covered_owed
    fields[r.NODE_REC_COVERED] = covered
    fields[r.NODE_REC_REST] = rest
    fields[r.NODE_PATENTS] = min(patents, covered + rest)
    sale = month + lag
    claim_at = month + lanes.class_lag[k]
    timing = lanes.class_terms[k, r.TERM_TIMING]
    # a sale that comes before the advance leaves nothing to advance
    is_sold_first = timing == r.TIMING_AFTER or (timing == r.TIMING_ADVANCE and sale <= claim_at)
    if fields[r.NODE_COVER] == r.WITHOUT_COVER or is_sold_first:
        fields[r.NODE_STAGE] = r.STAGE_SALE
        fields[r.NODE_SALE] = sale
        post_node(scratch, world.last, piece, r.LIST_SALE, sale)
        return
    # sales come before claims within a month: proceeds are split in a month after the payment
    fields[r.NODE_SALE] = max(sale, claim_at + 1)
    fields[r.NODE_STAGE] = r.STAGE_ADVANCE if timing == r.TIMING_ADVANCE else r.STAGE_PURCHASE
    post_node(scratch, world.last, piece, r.LIST_CLAIM, claim_at)
