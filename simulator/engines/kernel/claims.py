"""Steps 4 and 5 of the month: proceeds are shared; claims are assessed, limited and paid."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner
from simulator.engines.kernel.cases import fund_share
from simulator.engines.kernel.masks import add_where
from simulator.engines.kernel.nodes import post_node, sort_nodes
from simulator.engines.kernel.payment import is_owed, limited, pay_claims, trim_queue, wait_for_budget
from simulator.engines.kernel.ratio import book_flow, step_level
from simulator.engines.kernel.rows import record_assessed, record_case
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, CLAIM
from simulator.rules.fund import guarantor_pays
from simulator.rules.money import portion
from simulator.rules.sharing import claim_on_fund, parts_of_others, proceeds_after_advance


@inner
def complete_sales(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Step 4: sales completed this month; uncovered cases and advances close here."""
    order = scratch.order
    nodes = scratch.nodes
    counter = scratch.counter
    count = sort_nodes(scratch, r.L_SALE, month)
    for i in range(count):
        node = order[i]
        fields = nodes[node]
        if counter[r.IS_RECORDING]:
            _record_sale(lanes, scratch, month, node)
        if fields[r.N_COVER] == 2:
            _close_uncovered(lanes, scratch, node)
        elif fields[r.N_STAGE] == r.STAGE_SALE:
            _move_to_claim(world, lanes, scratch, month, node)
        elif fields[r.N_STAGE] == r.STAGE_CLOSE_ADVANCE:
            _close_advance(lanes, scratch, node)
        else:
            _close_purchase(lanes, scratch, node)


@inner
def _record_sale(lanes: r.Lanes, scratch: r.Scratch, month: int, node: int) -> None:
    """Record a sale, unless its claim is assessed in the same month and says so."""
    fields = scratch.nodes[node]
    is_same_month = fields[r.N_STAGE] == r.STAGE_SALE and lanes.class_lag[lanes.class_at[fields[r.N_LOW]]] == 0
    if fields[r.N_COVER] == 2 or not is_same_month:
        record_case(lanes, scratch, month, node, r.E_SOLD, fields[r.N_REC_COVERED] + fields[r.N_REC_REST])


@inner
def _move_to_claim(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, node: int) -> None:
    fields = scratch.nodes[node]
    k = lanes.class_at[fields[r.N_LOW]]
    fields[r.N_STAGE] = r.STAGE_CLAIM
    post_node(scratch, world.last, node, r.L_CLAIM, month + lanes.class_lag[k])


@inner
def _settle_stock(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Take the settled loan out of the non-performing stock."""
    nodes = scratch.nodes
    case_mask = scratch.case_mask
    state = scratch.state
    flags = lanes.flags
    cases = scratch.cases
    bank_stock = scratch.bank_stock
    fields = nodes[node]
    low = fields[r.N_LOW]
    mask = case_mask[fields[r.N_CASE], low:]
    cover = fields[r.N_COVER]
    out = fields[r.N_OUT]
    row = r.NPL if cover == 1 else r.NPL_ALONE
    lane = state[row * r.STRIDE + low :]
    for p in range(fields[r.N_HIGH] - low):
        lane[p] -= out if mask[p] == cover else 0
    if flags[r.F_STOCKS]:
        bank = cases[fields[r.N_CASE], r.K_BANK]
        for p in range(fields[r.N_HIGH] - low):
            here = out if mask[p] == cover else 0
            bank_stock[3, bank, low + p] -= here
            bank_stock[1, bank, low + p] -= here if cover == 1 else 0


@inner
def _close_uncovered(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    nodes = scratch.nodes
    case_mask = scratch.case_mask
    total = scratch.total
    fields = nodes[node]
    low = fields[r.N_LOW]
    mask = case_mask[fields[r.N_CASE], low:]
    sums = total[low:]
    recovered = fields[r.N_REC_COVERED] + fields[r.N_REC_REST]
    owed = fields[r.N_OWED]
    for p in range(fields[r.N_HIGH] - low):
        is_here = mask[p] == 2
        sums[r.T_OWED * r.STRIDE + p] += owed if is_here else 0
        sums[r.T_RECOVERED * r.STRIDE + p] += recovered if is_here else 0
        sums[r.T_BANK_LOSS * r.STRIDE + p] += owed - recovered if is_here else 0
    _settle_stock(lanes, scratch, node)


@inner
def _close_advance(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Split the proceeds of an advance case in proportion to what each party actually bore."""
    nodes = scratch.nodes
    case_mask = scratch.case_mask
    class_split = lanes.class_split
    case_paid = scratch.case_paid
    state = scratch.state
    flags = lanes.flags
    cases = scratch.cases
    fields = nodes[node]
    case = fields[r.N_CASE]
    mask = case_mask[case]
    covered_owed = fields[r.N_COVERED_OWED]
    recovered = fields[r.N_REC_COVERED]
    total = scratch.total
    for p in range(fields[r.N_LOW], fields[r.N_HIGH]):
        if mask[p] != 1:
            continue
        k = lanes.class_at[p]
        split = class_split[k]
        paid = case_paid[case, p]
        parts = parts_of_others(covered_owed, split)
        to_fund, to_others = proceeds_after_advance(recovered, covered_owed, paid, parts)
        others_net = parts[0] + parts[1] + parts[2] + parts[3] - to_others
        state[r.CASH * r.STRIDE + p] += to_fund
        state[r.NET_OUT * r.STRIDE + p] -= to_fund
        total[r.T_FUND_RECOVERED * r.STRIDE + p] += to_fund
        total[r.T_OTHERS_RECOVERED * r.STRIDE + p] += to_others
        total[r.T_RECOVERED * r.STRIDE + p] += recovered + fields[r.N_REC_REST]
        total[r.T_BANK_LOSS * r.STRIDE + p] -= recovered - to_fund - to_others + fields[r.N_REC_REST]
        total[r.T_LOSS * r.STRIDE + p] -= recovered
        freed = trim_queue(scratch, case, p, (covered_owed, covered_owed - recovered, paid, to_fund, others_net))
        total[r.T_BANK_LOSS * r.STRIDE + p] += freed
        total[r.T_APPROVED * r.STRIDE + p] -= freed
        total[r.T_CLAIMED * r.STRIDE + p] -= freed
        if flags[r.F_RATIO]:
            book_flow(scratch.bank_now, r.FLOW_LOSS, cases[case, r.K_BANK], p, p + 1, mask[p:], -recovered)
    _settle_stock(lanes, scratch, node)


@inner
def _close_purchase(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Give the proceeds of bought patents to the fund, of other securities (or unbought patents) to the bank."""
    nodes = scratch.nodes
    case_mask = scratch.case_mask
    case_paid = scratch.case_paid
    state = scratch.state
    fields = nodes[node]
    case = fields[r.N_CASE]
    mask = case_mask[case]
    proceeds = fields[r.N_REC_COVERED] + fields[r.N_REC_REST]
    total = scratch.total
    for p in range(fields[r.N_LOW], fields[r.N_HIGH]):
        if mask[p] != 1:
            continue
        is_bought = case_paid[case, p] > 0 or is_owed(scratch, case, p)
        to_fund = fields[r.N_PATENTS] if is_bought else 0
        state[r.CASH * r.STRIDE + p] += to_fund
        state[r.NET_OUT * r.STRIDE + p] -= to_fund
        total[r.T_FUND_RECOVERED * r.STRIDE + p] += to_fund
        total[r.T_RECOVERED * r.STRIDE + p] += proceeds
        total[r.T_LOSS * r.STRIDE + p] -= fields[r.N_REC_COVERED]
        total[r.T_BANK_LOSS * r.STRIDE + p] -= proceeds - to_fund
    _settle_stock(lanes, scratch, node)


@inner
def assess_claims(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Step 5: claims falling due are assessed in order (month lent, slot), limited, and paid."""
    counter = scratch.counter
    order = scratch.order
    claims = scratch.claims
    nodes = scratch.nodes
    class_lo = lanes.class_lo
    count = sort_nodes(scratch, r.L_CLAIM, month)
    if count > scratch.claims.shape[0]:
        counter[r.OVERFLOW] = 5
        return
    for i in range(count):
        node = order[i]
        for p in range(lanes.width):
            claims[i, p] = 0
        k = lanes.class_at[nodes[node, r.N_LOW]]
        while k < len(lanes.class_lo) - 1 and class_lo[k] < nodes[node, r.N_HIGH]:
            _assess(world, lanes, scratch, path, month, node, k, i)
            k += 1
        _book_claims(lanes, scratch, node, i)
        if nodes[node, r.N_STAGE] == r.STAGE_CLAIM:
            _settle_stock(lanes, scratch, node)
    if count > 0:
        pay_claims(world, lanes, scratch, month, count)
    for i in range(count):
        node = order[i]
        stage = nodes[node, r.N_STAGE]
        if stage != r.STAGE_CLAIM:
            closing = r.STAGE_CLOSE_ADVANCE if stage == r.STAGE_ADVANCE else r.STAGE_CLOSE_PURCHASE
            nodes[node, r.N_STAGE] = closing
            post_node(scratch, world.last, node, r.L_SALE, nodes[node, r.N_SALE])


@inner
def _assess(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, node: int, k: int, i: int
) -> None:
    """Share one claim in the lanes of one class: other parties, fund, and the bank as the remainder."""
    fields = scratch.nodes[node]
    case = scratch.cases[fields[r.N_CASE]]
    is_sold = fields[r.N_STAGE] == r.STAGE_CLAIM
    is_purchase = fields[r.N_STAGE] == r.STAGE_PURCHASE
    loss = fields[r.N_COVERED_OWED] - (fields[r.N_REC_COVERED] if is_sold else 0)
    split = lanes.class_split[k]
    parts = (0, 0, 0, 0)
    if not is_purchase:
        parts = parts_of_others(loss, split)
    priority = world.priority[world.pool_sector[case[r.K_POOL]]]
    low = max(fields[r.N_LOW], lanes.class_lo[k])
    high = min(fields[r.N_HIGH], lanes.class_lo[k + 1])
    is_refused = False
    if lanes.class_refusal[k] > 0.0:
        stream = CLAIM + BOOK_STREAMS * case[r.K_BOOK]
        words = keyed_block(world.seed, stream, path, case[r.K_SLOT], case[r.K_GENERATION])
        is_refused = uniform(words[0]) < lanes.class_refusal[k]
    if case[r.K_BOOK] > 0 and world.book[case[r.K_TAPE], r.BOOK_REFUSED] > 0:
        is_refused = True
    differs = lanes.flags[r.F_LIMITS] > 0 or lanes.levels[r.STEP_LEVELS] > 1
    mask = scratch.case_mask[fields[r.N_CASE]]
    run = low
    while run < high:
        end = run + 1 if differs else high
        if not differs or mask[run] == 1:
            level = step_level(lanes, scratch, case[r.K_BANK], run) if differs else 0
            share = fund_share(lanes, k, level, case[r.K_PRINCIPAL], priority, case[r.K_IS_FIRST])
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

    Writes the claim into row i of the claims and books what other parties and limits take from it.
    """
    fields = scratch.nodes[node]
    public = parts[0] * lanes.class_public[k, 0] + parts[1] * lanes.class_public[k, 1]
    if fields[r.N_STAGE] == r.STAGE_PURCHASE:
        price = lanes.class_purchase[k]
        claim, stacked = portion(fields[r.N_COVERED_OWED], price[r.PART], price[r.OF]), 0
    else:
        stacking = lanes.class_stacking[k]
        claim, stacked = claim_on_fund(loss, share, public, (stacking[r.PART], stacking[r.OF]))
    wanted = claim + stacked
    refused = claim if is_refused else 0
    capped = claim - refused - min(claim - refused, lanes.class_cap[k])
    claim -= refused + capped
    waits = 0
    bank = scratch.cases[fields[r.N_CASE], r.K_BANK]
    if lanes.flags[r.F_LIMITS] and claim > 0:
        claim, waits = limited(lanes, scratch, bank, low, claim)
        if waits > 0:
            wait_for_budget(scratch, fields[r.N_CASE], low, waits, month)
    mask = scratch.case_mask[fields[r.N_CASE], low:]
    claims = scratch.claims[i, low:]
    size = high - low
    others = parts[0] + parts[1] + parts[2] + parts[3]
    for p in range(size):
        claims[p] = claim if mask[p] == 1 else 0
    total = scratch.total[low:]
    add_where(total, r.T_CLAIMED, mask, size, wanted - claim)
    add_where(total, r.T_APPROVED, mask, size, waits)
    add_where(total, r.T_BANK_LOSS, mask, size, -waits - others)
    for column in range(4):
        add_where(total, r.T_GUARANTOR + column, mask, size, parts[column])
    add_where(total, r.T_CUT_STACKING, mask, size, stacked)
    add_where(total, r.T_CUT_REFUSED, mask, size, refused)
    add_where(total, r.T_CUT_CAP, mask, size, capped)
    add_where(scratch.state[low:], r.YEAR_CLAIMS, mask, size, waits)
    if lanes.flags[r.F_RATIO]:
        book_flow(scratch.bank_now, r.FLOW_LOSS, bank, low, high, mask, loss)
    left = loss - claim - waits - others + _rest(fields)
    if not (lanes.flags[r.F_GUARANTOR] or scratch.counter[r.IS_RECORDING]):
        return
    for p in range(low, high):
        if mask[p - low] == 1:
            short = _draw_on_guarantor(lanes, scratch, p, parts[0])
            if scratch.counter[r.IS_RECORDING]:
                numbers = (
                    loss,
                    share[0],
                    share[1],
                    claim,
                    parts[2],
                    parts[0] - short,
                    parts[1],
                    parts[3],
                    left + short,
                )
                record_assessed(lanes, scratch, month, node, p, numbers)


@inlined
def _draw_on_guarantor(lanes: r.Lanes, scratch: r.Scratch, p: int, part: int) -> int:
    """Take the guarantor's part out of its capital; return what it lacks, which falls to the bank."""
    left = scratch.state[r.GUARANTOR_LEFT * r.STRIDE + p]
    if left < 0:
        return 0
    paid = guarantor_pays(part, left)
    scratch.state[r.GUARANTOR_LEFT * r.STRIDE + p] -= paid
    scratch.total[r.T_GUARANTOR * r.STRIDE + p] -= part - paid
    scratch.total[r.T_BANK_LOSS * r.STRIDE + p] += part - paid
    scratch.total[r.T_GUARANTOR_SHORT * r.STRIDE + p] += part - paid
    return part - paid


@inlined
def _rest(fields: r.Ints) -> int:
    """Return what the bank bears outside the covered part: owed there, less what a sale brought."""
    recovered = fields[r.N_REC_REST] if fields[r.N_STAGE] == r.STAGE_CLAIM else 0
    return fields[r.N_OWED] - fields[r.N_COVERED_OWED] - recovered


@inner
def _book_claims(lanes: r.Lanes, scratch: r.Scratch, node: int, i: int) -> None:
    """Book row i of the claims, and what is the same in all classes, in one pass over the lanes."""
    fields = scratch.nodes[node]
    low = fields[r.N_LOW]
    mask = scratch.case_mask[fields[r.N_CASE], low:]
    claims = scratch.claims[i, low:]
    state = scratch.state[low:]
    total = scratch.total[low:]
    is_sold = fields[r.N_STAGE] == r.STAGE_CLAIM
    owed = fields[r.N_OWED]
    covered_owed = fields[r.N_COVERED_OWED]
    loss = covered_owed - (fields[r.N_REC_COVERED] if is_sold else 0)
    recovered = fields[r.N_REC_COVERED] + fields[r.N_REC_REST] if is_sold else 0
    left = loss + _rest(fields)
    for p in range(fields[r.N_HIGH] - low):
        claim = claims[p]
        state[r.DUE * r.STRIDE + p] += claim
        state[r.YEAR_CLAIMS * r.STRIDE + p] += claim
        state[r.APPROVED_YEAR * r.STRIDE + p] += claim
        total[r.T_CLAIMED * r.STRIDE + p] += claim
        total[r.T_APPROVED * r.STRIDE + p] += claim
        here = -1 if mask[p] == 1 else 0
        total[r.T_BANK_LOSS * r.STRIDE + p] += (left & here) - claim
        total[r.T_COVERED_OWED * r.STRIDE + p] += covered_owed & here
        total[r.T_LOSS * r.STRIDE + p] += loss & here
        total[r.T_OWED * r.STRIDE + p] += owed & here
        total[r.T_RECOVERED * r.STRIDE + p] += recovered & here
