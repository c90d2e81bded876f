"""Steps 4 and 5 of the month: proceeds are shared; claims are assessed, limited and paid."""

import simulator.engines.records as r
from simulator.compiled import inner
from simulator.engines.path_cases import fund_share, post_node, sort_nodes
from simulator.engines.path_payment import limited, pay_claims, portion, trim_queue, wait_for_budget
from simulator.engines.path_ratio import book_flow, step_level
from simulator.engines.path_rows import record_assessed, record_case
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, CLAIM
from simulator.rules.money import part_of
from simulator.rules.sharing import claim_on_fund


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
    is_same_month = fields[r.N_STAGE] == r.STAGE_SALE and lanes.class_lag[_class_at(lanes, fields[r.N_LOW])] == 0
    if fields[r.N_COVER] == 2 or not is_same_month:
        record_case(lanes, scratch, month, node, r.E_SOLD, fields[r.N_REC_COVERED] + fields[r.N_REC_REST])


@inner
def _class_at(lanes: r.Lanes, p: int) -> int:
    class_lo = lanes.class_lo
    k = 0
    while class_lo[k + 1] <= p:
        k += 1
    return k


@inner
def _move_to_claim(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, node: int) -> None:
    fields = scratch.nodes[node]
    k = _class_at(lanes, fields[r.N_LOW])
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
    mask = case_mask[fields[r.N_CASE]]
    cover = fields[r.N_COVER]
    row = r.NPL if cover == 1 else r.NPL_ALONE
    for p in range(fields[r.N_LOW], fields[r.N_HIGH]):
        state[row * r.STRIDE + p] -= fields[r.N_OUT] if mask[p] == cover else 0
    if flags[r.F_STOCKS]:
        bank = cases[fields[r.N_CASE], r.K_BANK]
        for p in range(fields[r.N_LOW], fields[r.N_HIGH]):
            here = fields[r.N_OUT] if mask[p] == cover else 0
            bank_stock[3, bank, p] -= here
            bank_stock[1, bank, p] -= here if cover == 1 else 0


@inner
def _close_uncovered(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    nodes = scratch.nodes
    case_mask = scratch.case_mask
    total = scratch.total
    fields = nodes[node]
    mask = case_mask[fields[r.N_CASE]]
    recovered = fields[r.N_REC_COVERED] + fields[r.N_REC_REST]
    for p in range(fields[r.N_LOW], fields[r.N_HIGH]):
        is_here = mask[p] == 2
        total[r.T_OWED * r.STRIDE + p] += fields[r.N_OWED] if is_here else 0
        total[r.T_RECOVERED * r.STRIDE + p] += recovered if is_here else 0
        total[r.T_BANK_LOSS * r.STRIDE + p] += fields[r.N_OWED] - recovered if is_here else 0
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
        k = _class_at(lanes, p)
        split = class_split[k]
        paid = case_paid[case, p]
        to_fund = portion(recovered, paid, covered_owed)
        to_others = 0
        for party in range(4):
            to_others += portion(recovered, part_of(covered_owed, split[party]), covered_owed)
        state[r.CASH * r.STRIDE + p] += to_fund
        state[r.NET_OUT * r.STRIDE + p] -= to_fund
        total[r.T_FUND_RECOVERED * r.STRIDE + p] += to_fund
        total[r.T_OTHERS_RECOVERED * r.STRIDE + p] += to_others
        total[r.T_RECOVERED * r.STRIDE + p] += recovered + fields[r.N_REC_REST]
        total[r.T_BANK_LOSS * r.STRIDE + p] -= recovered - to_fund - to_others + fields[r.N_REC_REST]
        total[r.T_LOSS * r.STRIDE + p] -= recovered
        freed = trim_queue(scratch, case, p, covered_owed, covered_owed - recovered, paid, to_fund)
        total[r.T_BANK_LOSS * r.STRIDE + p] += freed
        total[r.T_APPROVED * r.STRIDE + p] -= freed
        total[r.T_CLAIMED * r.STRIDE + p] -= freed
        if flags[r.F_RATIO]:
            book_flow(scratch.bank_now, 1, cases[case, r.K_BANK], p, -recovered)
    _settle_stock(lanes, scratch, node)


@inner
def _close_purchase(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Give the proceeds of bought patents to the fund; where nothing was bought, to the bank."""
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
        total[r.T_RECOVERED * r.STRIDE + p] += proceeds
        total[r.T_LOSS * r.STRIDE + p] -= fields[r.N_REC_COVERED]
        if case_paid[case, p] > 0:
            state[r.CASH * r.STRIDE + p] += proceeds
            state[r.NET_OUT * r.STRIDE + p] -= proceeds
            total[r.T_FUND_RECOVERED * r.STRIDE + p] += proceeds
        else:
            total[r.T_BANK_LOSS * r.STRIDE + p] -= proceeds
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
        claims[i, :] = 0
        k = _class_at(lanes, nodes[node, r.N_LOW])
        while k < len(lanes.class_lo) - 1 and class_lo[k] < nodes[node, r.N_HIGH]:
            _assess(world, lanes, scratch, path, month, node, k, i)
            k += 1
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
    nodes = scratch.nodes
    cases = scratch.cases
    case_mask = scratch.case_mask
    pool_sector = world.pool_sector
    priority = world.priority
    class_refusal = lanes.class_refusal
    class_split = lanes.class_split
    class_public = lanes.class_public
    class_lo = lanes.class_lo
    flags = lanes.flags
    class_steps = lanes.class_steps
    class_purchase = lanes.class_purchase
    class_stacking = lanes.class_stacking
    class_cap = lanes.class_cap
    claims = scratch.claims
    counter = scratch.counter
    fields = nodes[node]
    case = cases[fields[r.N_CASE]]
    mask = case_mask[fields[r.N_CASE]]
    stage = fields[r.N_STAGE]
    rest = fields[r.N_OWED] - fields[r.N_COVERED_OWED]
    loss = fields[r.N_COVERED_OWED]
    recovered = 0
    if stage == r.STAGE_CLAIM:
        loss -= fields[r.N_REC_COVERED]
        rest -= fields[r.N_REC_REST]
        recovered = fields[r.N_REC_COVERED] + fields[r.N_REC_REST]
    sector = pool_sector[case[r.K_POOL]]
    share = fund_share(lanes, k, case[r.K_PRINCIPAL], priority[sector], case[r.K_IS_FIRST])
    stream = CLAIM + BOOK_STREAMS * case[r.K_BOOK]
    u = uniform(keyed_block(world.seed, stream, path, case[r.K_SLOT], case[r.K_GENERATION])[0])
    is_refused = u < class_refusal[k]
    guarantor = part_of(loss, class_split[k, 0])
    reinsurer = part_of(loss, class_split[k, 1])
    insurer = part_of(loss, class_split[k, 2])
    appraiser = part_of(loss, class_split[k, 3])
    if stage == r.STAGE_PURCHASE:
        guarantor = reinsurer = insurer = appraiser = 0
    public = guarantor * class_public[k, 0] + reinsurer * class_public[k, 1]
    low = max(fields[r.N_LOW], class_lo[k])
    high = min(fields[r.N_HIGH], class_lo[k + 1])
    bank = case[r.K_BANK]
    total = scratch.total
    state = scratch.state
    for p in range(low, high):
        if mask[p] != 1:
            continue
        level = step_level(lanes, scratch, bank, p)
        stepped = part_of(share, class_steps[k, level])
        if stage == r.STAGE_PURCHASE:
            wanted = part_of(fields[r.N_COVERED_OWED], class_purchase[k])
            claim, cut = wanted, 0
        else:
            claim, cut = claim_on_fund(loss, stepped, public, class_stacking[k])
            wanted = claim + cut
        total[r.T_CLAIMED * r.STRIDE + p] += wanted
        total[r.T_CUT_STACKING * r.STRIDE + p] += cut
        if is_refused:
            total[r.T_CUT_REFUSED * r.STRIDE + p] += claim
            claim = 0
        kept = min(claim, class_cap[k])
        total[r.T_CUT_CAP * r.STRIDE + p] += claim - kept
        claim = kept
        waits = 0
        if flags[r.F_LIMITS] and claim > 0:
            claim, waits = limited(lanes, scratch, bank, p, claim)
        claims[i, p] = claim
        state[r.DUE * r.STRIDE + p] += claim
        state[r.YEAR_CLAIMS * r.STRIDE + p] += 1 if claim + waits > 0 else 0
        state[r.APPROVED_YEAR * r.STRIDE + p] += claim
        total[r.T_APPROVED * r.STRIDE + p] += claim + waits
        total[r.T_COVERED_OWED * r.STRIDE + p] += fields[r.N_COVERED_OWED]
        total[r.T_LOSS * r.STRIDE + p] += loss
        total[r.T_GUARANTOR * r.STRIDE + p] += guarantor
        total[r.T_REINSURER * r.STRIDE + p] += reinsurer
        total[r.T_INSURER * r.STRIDE + p] += insurer
        total[r.T_APPRAISER * r.STRIDE + p] += appraiser
        total[r.T_OWED * r.STRIDE + p] += fields[r.N_OWED]
        total[r.T_RECOVERED * r.STRIDE + p] += recovered
        left = loss - claim - waits - guarantor - reinsurer - insurer - appraiser + rest
        total[r.T_BANK_LOSS * r.STRIDE + p] += left
        if flags[r.F_RATIO]:
            book_flow(scratch.bank_now, 1, bank, p, loss)
        if waits > 0:
            wait_for_budget(scratch, fields[r.N_CASE], p, waits, month)
        if counter[r.IS_RECORDING]:
            numbers = (loss, stepped, claim, insurer, guarantor, reinsurer, appraiser, left)
            record_assessed(lanes, scratch, month, node, p, numbers)
