"""Step 5 of the month: claims are assessed, limited and paid.

A claim is worked out class by class, since classes differ in the terms that decide it. Where a limit or a step-down
depends on what a lane has paid so far, it is worked out lane by lane.
"""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner
from simulator.engines.kernel.masks import add_where
from simulator.engines.kernel.nodes import post_node, sort_nodes
from simulator.engines.kernel.payment import limited, pay_claims
from simulator.engines.kernel.queue import wait_for_budget
from simulator.engines.kernel.ratio import add_flow, steps_now
from simulator.engines.kernel.rows import record_assessed
from simulator.engines.kernel.sales import settle_stock
from simulator.engines.kernel.shares import fund_share
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, CLAIM
from simulator.rules.fund import guarantor_pays
from simulator.rules.money import portion
from simulator.rules.sharing import APPRAISER, GUARANTOR, INSURER, REINSURER, claim_on_fund, parts_of_others


@inner
def assess_claims(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Assess the claims that fall due, in order (month lent, slot), limit and pay them.

    All are assessed before any is paid: those of a month share the money pro rata where the policy says so.
    """
    order = scratch.order
    claims = scratch.claims
    nodes = scratch.nodes
    class_lo = lanes.class_lo
    count = sort_nodes(scratch, r.LIST_CLAIM, month)
    if count > claims.shape[0]:
        scratch.counter[r.OVERFLOW] = r.FULL_CLAIMS
        return
    for i in range(count):
        node = order[i]
        for p in range(lanes.width):
            claims[i, p] = 0
        k = lanes.class_at[nodes[node, r.NODE_LOW]]
        while k < len(class_lo) - 1 and class_lo[k] < nodes[node, r.NODE_HIGH]:
            _assess(world, lanes, scratch, path, month, node, k, i)
            k += 1
        _enter_claims(scratch, node, i)
        if nodes[node, r.NODE_STAGE] == r.STAGE_CLAIM:
            settle_stock(lanes, scratch, node)
    if count > 0:
        pay_claims(lanes, scratch, month, count)
    for i in range(count):
        node = order[i]
        # a claim before the sale comes back in step 4 when the sale is complete
        stage = nodes[node, r.NODE_STAGE]
        if stage != r.STAGE_CLAIM:
            closing = r.STAGE_CLOSE_ADVANCE if stage == r.STAGE_ADVANCE else r.STAGE_CLOSE_PURCHASE
            nodes[node, r.NODE_STAGE] = closing
            post_node(scratch, world.last, node, r.LIST_SALE, nodes[node, r.NODE_SALE])


@inner
def _assess(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, node: int, k: int, i: int
) -> None:
    """Share one claim in the lanes of one class: other parties, fund, and the bank as the remainder."""
    fields = scratch.nodes[node]
    case_fields = scratch.cases[fields[r.NODE_CASE]]
    is_purchase = fields[r.NODE_STAGE] == r.STAGE_PURCHASE
    loss = _covered_loss(fields)
    split = lanes.class_split[k]
    # the others share a loss; a purchase is a price, which only the fund pays
    parts = (0, 0, 0, 0)
    if not is_purchase:
        parts = parts_of_others(loss, split)
    priority = world.priority[world.risk_sector[case_fields[r.CASE_RISK]]]
    low = max(fields[r.NODE_LOW], lanes.class_lo[k])
    high = min(fields[r.NODE_HIGH], lanes.class_lo[k + 1])
    is_refused = False
    if lanes.class_refusal[k] > 0.0:
        stream = CLAIM + BOOK_STREAMS * case_fields[r.CASE_BOOK]
        words = keyed_block(world.seed, stream, path, case_fields[r.CASE_SLOT], case_fields[r.CASE_GENERATION])
        is_refused = uniform(words[0]) < lanes.class_refusal[k]
    # a bank's tape says of some loans of the opening book that their claim will fail
    if case_fields[r.CASE_BOOK] > 0 and world.book[case_fields[r.CASE_SOURCE], r.BOOK_REFUSED] > 0:
        is_refused = True
    # limits and step-down: lanes of one class have paid and lost different amounts so far
    differs = lanes.flags[r.F_LIMITS] > 0 or lanes.levels[r.STEP_LEVELS] > 1
    mask = scratch.case_mask[fields[r.NODE_CASE]]
    # one stretch for the whole class, or lane by lane where they differ (only those that hold the loan)
    run = low
    while run < high:
        end = run + 1 if differs else high
        if not differs or mask[run] == r.WITH_COVER:
            steps = steps_now(lanes, scratch, case_fields[r.CASE_BANK], run) if differs else 0
            share = fund_share(lanes, k, steps, case_fields[r.CASE_PRINCIPAL], priority, case_fields[r.CASE_IS_FIRST])
            _claim(lanes, scratch, month, node, k, i, run, end, loss, share, is_refused, parts)
        run = end


@inner
def _claim(
    lanes: r.Lanes,
    scratch: r.Scratch,
    month: int,
    node: int,
    k: int,
    i: int,
    low: int,
    high: int,
    loss: int,
    share: tuple[int, int],
    is_refused: bool,
    parts: tuple[int, int, int, int],
) -> None:
    """Work out one claim in lanes low..high, which have the same share; limits are tested when it is one lane.

    Writes the claim into row i of Scratch.claims and counts what other parties and limits take from it.

    Parameters
    ----------
    loss
        Covered loss, fen.
    share
        The fund's: numerator and denominator.
    parts
        What the other parties pay, fen, in the order of `rules.sharing.PARTIES`.
    """
    fields = scratch.nodes[node]
    public = parts[GUARANTOR] * lanes.class_public[k, GUARANTOR] + parts[REINSURER] * lanes.class_public[k, REINSURER]
    if fields[r.NODE_STAGE] == r.STAGE_PURCHASE:
        price = lanes.class_purchase[k]
        claim, stacked = portion(fields[r.NODE_COVERED_OWED], price[r.PART], price[r.OF]), 0
    else:
        stacking = lanes.class_stacking[k]
        claim, stacked = claim_on_fund(loss, share, public, (stacking[r.PART], stacking[r.OF]))
    wanted = claim + stacked
    refused = claim if is_refused else 0
    capped = claim - refused - min(claim - refused, lanes.class_cap[k])
    claim -= refused + capped
    waits = 0
    bank = scratch.cases[fields[r.NODE_CASE], r.CASE_BANK]
    if lanes.flags[r.F_LIMITS] and claim > 0:
        claim, waits = limited(lanes, scratch, bank, low, claim)
        if waits > 0:
            wait_for_budget(scratch, fields[r.NODE_CASE], low, waits)
    mask = scratch.case_mask[fields[r.NODE_CASE], low:]
    claims = scratch.claims[i, low:]
    size = high - low
    others = parts[GUARANTOR] + parts[REINSURER] + parts[INSURER] + parts[APPRAISER]
    for p in range(size):
        claims[p] = claim if mask[p] == r.WITH_COVER else 0
    # only what differs by class: `_enter_claims` adds the claim itself and what is the same in all lanes, once a node
    total = scratch.total[low:]
    add_where(total, r.T_CLAIMED, mask, size, wanted - claim)
    add_where(total, r.T_APPROVED, mask, size, waits)
    add_where(total, r.T_BANK_LOSS, mask, size, -waits - others)
    add_where(total, r.T_GUARANTOR_PAID, mask, size, parts[GUARANTOR])
    add_where(total, r.T_REINSURER_PAID, mask, size, parts[REINSURER])
    add_where(total, r.T_INSURER_PAID, mask, size, parts[INSURER])
    add_where(total, r.T_APPRAISER_PAID, mask, size, parts[APPRAISER])
    add_where(total, r.T_CUT_STACKING, mask, size, stacked)
    add_where(total, r.T_CUT_REFUSED, mask, size, refused)
    add_where(total, r.T_CUT_CAP, mask, size, capped)
    add_where(scratch.state[low:], r.YEAR_CLAIMS, mask, size, waits)
    if lanes.flags[r.F_RATIO]:
        add_flow(scratch.flow_now, r.FLOW_LOSS, bank, low, high, mask, loss)
    left = loss - claim - waits - others + _rest(fields)
    if not (lanes.flags[r.F_GUARANTOR] or scratch.counter[r.IS_RECORDING]):
        return
    # lane by lane, since one guarantor may have more left than another
    for p in range(low, high):
        if mask[p - low] == r.WITH_COVER:
            short = _draw_on_guarantor(scratch, p, parts[GUARANTOR])
            if scratch.counter[r.IS_RECORDING]:
                shared = r.Shared(
                    loss=loss,
                    share=share[0],
                    whole=share[1],
                    claim=claim,
                    insurer=parts[INSURER],
                    guarantor=parts[GUARANTOR] - short,
                    reinsurer=parts[REINSURER],
                    appraiser=parts[APPRAISER],
                    bank=left + short,
                )
                record_assessed(lanes, scratch, month, node, p, shared)


@inlined
def _draw_on_guarantor(scratch: r.Scratch, p: int, part: int) -> int:
    """Take the guarantor's part out of its capital; return what it lacks, which falls to the bank."""
    left = scratch.state[r.GUARANTOR_LEFT + p]
    if left < 0:
        return 0
    paid = guarantor_pays(part, left)
    scratch.state[r.GUARANTOR_LEFT + p] -= paid
    # `_claim` has counted the part as paid in the whole class: what this lane's guarantor lacks is taken back
    scratch.total[r.T_GUARANTOR_PAID + p] -= part - paid
    scratch.total[r.T_BANK_LOSS + p] += part - paid
    scratch.total[r.T_GUARANTOR_SHORT + p] += part - paid
    return part - paid


@inlined
def _covered_loss(fields: r.Ints) -> int:
    """Return the loss on the covered part when its claim is assessed: all that is owed there, before the sale."""
    recovered = fields[r.NODE_REC_COVERED] if fields[r.NODE_STAGE] == r.STAGE_CLAIM else 0
    return fields[r.NODE_COVERED_OWED] - recovered


@inlined
def _rest(fields: r.Ints) -> int:
    """Return what the bank bears outside the covered part: owed there, less what a sale brought."""
    recovered = fields[r.NODE_REC_REST] if fields[r.NODE_STAGE] == r.STAGE_CLAIM else 0
    return fields[r.NODE_OWED] - fields[r.NODE_COVERED_OWED] - recovered


@inner
def _enter_claims(scratch: r.Scratch, node: int, i: int) -> None:
    """Add row i of the claims, and what is the same in all classes, in one pass over the lanes."""
    fields = scratch.nodes[node]
    low = fields[r.NODE_LOW]
    mask = scratch.case_mask[fields[r.NODE_CASE], low:]
    claims = scratch.claims[i, low:]
    state = scratch.state[low:]
    total = scratch.total[low:]
    is_sold = fields[r.NODE_STAGE] == r.STAGE_CLAIM
    owed = fields[r.NODE_OWED]
    covered_owed = fields[r.NODE_COVERED_OWED]
    loss = _covered_loss(fields)
    recovered = fields[r.NODE_REC_COVERED] + fields[r.NODE_REC_REST] if is_sold else 0
    # what the bank bears before the fund and the others take their parts off
    left = loss + _rest(fields)
    for p in range(fields[r.NODE_HIGH] - low):
        claim = claims[p]
        state[r.DUE + p] += claim
        state[r.YEAR_CLAIMS + p] += claim
        state[r.APPROVED_YEAR + p] += claim
        total[r.T_CLAIMED + p] += claim
        total[r.T_APPROVED + p] += claim
        here = r.YES if mask[p] == r.WITH_COVER else r.NO
        total[r.T_BANK_LOSS + p] += (left & here) - claim
        total[r.T_COVERED_OWED + p] += covered_owed & here
        total[r.T_LOSS_COVERED + p] += loss & here
        total[r.T_OWED + p] += owed & here
        total[r.T_RECOVERED + p] += recovered & here
