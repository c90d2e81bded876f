"""Steps 4 and 5 of the month: proceeds are shared; claims are assessed, limited and paid."""

import simulator.engines.records as r
from simulator.compiled import rule
from simulator.engines.path_cases import fund_share, post_node, sort_nodes
from simulator.engines.path_payment import limited, pay_claims, portion, trim_queue, wait_for_budget
from simulator.engines.path_ratio import step_level
from simulator.engines.path_rows import record_assessed, record_case
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, CLAIM
from simulator.rules.money import part_of
from simulator.rules.sharing import claim_on_fund


@rule
def complete_sales(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int) -> None:
    """Step 4: sales completed this month; uncovered cases and advances close here."""
    count = sort_nodes(scratch, r.L_SALE, month)
    for i in range(count):
        node = scratch.order[i]
        fields = scratch.nodes[node]
        if scratch.counter[r.IS_RECORDING]:
            _record_sale(lanes, scratch, month, node)
        if fields[r.N_COVER] == 2:
            _close_uncovered(lanes, scratch, node)
        elif fields[r.N_STAGE] == r.STAGE_SALE:
            _move_to_claim(world, lanes, scratch, month, node)
        elif fields[r.N_STAGE] == r.STAGE_CLOSE_ADVANCE:
            _close_advance(lanes, scratch, node)
        else:
            _close_purchase(lanes, scratch, node)


@rule
def _record_sale(lanes: r.Lanes, scratch: r.Scratch, month: int, node: int) -> None:
    """Record a sale, unless its claim is assessed in the same month and says so."""
    fields = scratch.nodes[node]
    is_same_month = fields[r.N_STAGE] == r.STAGE_SALE and lanes.class_lag[_class_at(lanes, fields[r.N_LOW])] == 0
    if fields[r.N_COVER] == 2 or not is_same_month:
        record_case(lanes, scratch, month, node, r.E_SOLD, fields[r.N_REC_COVERED] + fields[r.N_REC_REST])


@rule
def _class_at(lanes: r.Lanes, p: int) -> int:
    k = 0
    while lanes.class_lo[k + 1] <= p:
        k += 1
    return k


@rule
def _move_to_claim(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, node: int) -> None:
    fields = scratch.nodes[node]
    k = _class_at(lanes, fields[r.N_LOW])
    fields[r.N_STAGE] = r.STAGE_CLAIM
    post_node(scratch, world.last, node, r.L_CLAIM, month + lanes.class_lag[k])


@rule
def _settle_stock(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Take the settled loan out of the non-performing stock."""
    fields = scratch.nodes[node]
    mask = scratch.case_mask[fields[r.N_CASE]]
    cover = fields[r.N_COVER]
    row = r.NPL if cover == 1 else r.NPL_ALONE
    for p in range(fields[r.N_LOW], fields[r.N_HIGH]):
        scratch.state[row * r.STRIDE + p] -= fields[r.N_OUT] if mask[p] == cover else 0
    if lanes.flags[r.F_STOCKS]:
        bank = scratch.cases[fields[r.N_CASE], r.K_BANK]
        for p in range(fields[r.N_LOW], fields[r.N_HIGH]):
            here = fields[r.N_OUT] if mask[p] == cover else 0
            scratch.bank_stock[3, bank, p] -= here
            scratch.bank_stock[1, bank, p] -= here if cover == 1 else 0


@rule
def _close_uncovered(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    fields = scratch.nodes[node]
    mask = scratch.case_mask[fields[r.N_CASE]]
    recovered = fields[r.N_REC_COVERED] + fields[r.N_REC_REST]
    for p in range(fields[r.N_LOW], fields[r.N_HIGH]):
        is_here = mask[p] == 2
        scratch.total[r.T_OWED * r.STRIDE + p] += fields[r.N_OWED] if is_here else 0
        scratch.total[r.T_RECOVERED * r.STRIDE + p] += recovered if is_here else 0
        scratch.total[r.T_BANK_LOSS * r.STRIDE + p] += fields[r.N_OWED] - recovered if is_here else 0
    _settle_stock(lanes, scratch, node)


@rule
def _close_advance(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Split the proceeds of an advance case in proportion to what each party actually bore."""
    fields = scratch.nodes[node]
    case = fields[r.N_CASE]
    mask = scratch.case_mask[case]
    covered_owed = fields[r.N_COVERED_OWED]
    recovered = fields[r.N_REC_COVERED]
    total = scratch.total
    for p in range(fields[r.N_LOW], fields[r.N_HIGH]):
        if mask[p] != 1:
            continue
        k = _class_at(lanes, p)
        split = lanes.class_split[k]
        paid = scratch.case_paid[case, p]
        to_fund = portion(recovered, paid, covered_owed)
        to_others = 0
        for party in range(4):
            to_others += portion(recovered, part_of(covered_owed, split[party]), covered_owed)
        scratch.state[r.CASH * r.STRIDE + p] += to_fund
        scratch.state[r.NET_OUT * r.STRIDE + p] -= to_fund
        total[r.T_FUND_RECOVERED * r.STRIDE + p] += to_fund
        total[r.T_OTHERS_RECOVERED * r.STRIDE + p] += to_others
        total[r.T_RECOVERED * r.STRIDE + p] += recovered + fields[r.N_REC_REST]
        total[r.T_BANK_LOSS * r.STRIDE + p] -= recovered - to_fund - to_others + fields[r.N_REC_REST]
        total[r.T_LOSS * r.STRIDE + p] -= recovered
        freed = trim_queue(scratch, case, p, covered_owed, covered_owed - recovered, paid, to_fund)
        total[r.T_BANK_LOSS * r.STRIDE + p] += freed
        total[r.T_APPROVED * r.STRIDE + p] -= freed
        total[r.T_CLAIMED * r.STRIDE + p] -= freed
        if lanes.flags[r.F_RATIO]:
            bank = scratch.cases[case, r.K_BANK] % scratch.bank_now.shape[1]
            scratch.bank_now[1, bank, p] -= recovered
    _settle_stock(lanes, scratch, node)


@rule
def _close_purchase(lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    """Give the proceeds of bought patents to the fund; where nothing was bought, to the bank."""
    fields = scratch.nodes[node]
    case = fields[r.N_CASE]
    mask = scratch.case_mask[case]
    proceeds = fields[r.N_REC_COVERED] + fields[r.N_REC_REST]
    total = scratch.total
    for p in range(fields[r.N_LOW], fields[r.N_HIGH]):
        if mask[p] != 1:
            continue
        total[r.T_RECOVERED * r.STRIDE + p] += proceeds
        total[r.T_LOSS * r.STRIDE + p] -= fields[r.N_REC_COVERED]
        if scratch.case_paid[case, p] > 0:
            scratch.state[r.CASH * r.STRIDE + p] += proceeds
            scratch.state[r.NET_OUT * r.STRIDE + p] -= proceeds
            total[r.T_FUND_RECOVERED * r.STRIDE + p] += proceeds
        else:
            total[r.T_BANK_LOSS * r.STRIDE + p] -= proceeds
    _settle_stock(lanes, scratch, node)


@rule
def assess_claims(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Step 5: claims falling due are assessed in order (month lent, slot), limited, and paid."""
    count = sort_nodes(scratch, r.L_CLAIM, month)
    if count > scratch.claims.shape[0]:
        scratch.counter[r.OVERFLOW] = 5
        return
    for i in range(count):
        node = scratch.order[i]
        scratch.claims[i, :] = 0
        k = _class_at(lanes, scratch.nodes[node, r.N_LOW])
        while k < len(lanes.class_lo) - 1 and lanes.class_lo[k] < scratch.nodes[node, r.N_HIGH]:
            _assess(world, lanes, scratch, path, month, node, k, i)
            k += 1
        if scratch.nodes[node, r.N_STAGE] == r.STAGE_CLAIM:
            _settle_stock(lanes, scratch, node)
    if count > 0:
        pay_claims(world, lanes, scratch, month, count)
    for i in range(count):
        node = scratch.order[i]
        stage = scratch.nodes[node, r.N_STAGE]
        if stage != r.STAGE_CLAIM:
            closing = r.STAGE_CLOSE_ADVANCE if stage == r.STAGE_ADVANCE else r.STAGE_CLOSE_PURCHASE
            scratch.nodes[node, r.N_STAGE] = closing
            post_node(scratch, world.last, node, r.L_SALE, scratch.nodes[node, r.N_SALE])


@rule
def _assess(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, node: int, k: int, i: int
) -> None:
    """Share one claim in the lanes of one class: other parties, fund, and the bank as the remainder."""
    fields = scratch.nodes[node]
    case = scratch.cases[fields[r.N_CASE]]
    mask = scratch.case_mask[fields[r.N_CASE]]
    stage = fields[r.N_STAGE]
    rest = fields[r.N_OWED] - fields[r.N_COVERED_OWED]
    loss = fields[r.N_COVERED_OWED]
    recovered = 0
    if stage == r.STAGE_CLAIM:
        loss -= fields[r.N_REC_COVERED]
        rest -= fields[r.N_REC_REST]
        recovered = fields[r.N_REC_COVERED] + fields[r.N_REC_REST]
    sector = world.pool_sector[case[r.K_POOL]]
    share = fund_share(lanes, k, case[r.K_PRINCIPAL], world.priority[sector], case[r.K_IS_FIRST])
    stream = CLAIM + BOOK_STREAMS * case[r.K_BOOK]
    u = uniform(keyed_block(world.seed, stream, path, case[r.K_SLOT], case[r.K_GENERATION])[0])
    is_refused = u < lanes.class_refusal[k]
    guarantor = part_of(loss, lanes.class_split[k, 0])
    reinsurer = part_of(loss, lanes.class_split[k, 1])
    insurer = part_of(loss, lanes.class_split[k, 2])
    appraiser = part_of(loss, lanes.class_split[k, 3])
    if stage == r.STAGE_PURCHASE:
        guarantor = reinsurer = insurer = appraiser = 0
    public = guarantor * lanes.class_public[k, 0] + reinsurer * lanes.class_public[k, 1]
    low = max(fields[r.N_LOW], lanes.class_lo[k])
    high = min(fields[r.N_HIGH], lanes.class_lo[k + 1])
    bank = case[r.K_BANK]
    total = scratch.total
    state = scratch.state
    for p in range(low, high):
        if mask[p] != 1:
            continue
        level = step_level(lanes, scratch, month, bank, p, lanes.flags[r.F_BY_CLAIM] > 0)
        stepped = part_of(share, lanes.class_steps[k, level])
        if stage == r.STAGE_PURCHASE:
            wanted = part_of(fields[r.N_COVERED_OWED], lanes.class_purchase[k])
            claim, cut = wanted, 0
        else:
            claim, cut = claim_on_fund(loss, stepped, public, lanes.class_stacking[k])
            wanted = claim + cut
        total[r.T_CLAIMED * r.STRIDE + p] += wanted
        total[r.T_CUT_STACKING * r.STRIDE + p] += cut
        if is_refused:
            total[r.T_CUT_REFUSED * r.STRIDE + p] += claim
            claim = 0
        kept = min(claim, lanes.class_cap[k])
        total[r.T_CUT_CAP * r.STRIDE + p] += claim - kept
        claim = kept
        waits = 0
        if lanes.flags[r.F_LIMITS] and claim > 0:
            claim, waits = limited(lanes, scratch, bank, p, claim)
        scratch.claims[i, p] = claim
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
        if lanes.flags[r.F_RATIO]:
            scratch.bank_now[1, bank % scratch.bank_now.shape[1], p] += loss
        if waits > 0:
            wait_for_budget(scratch, fields[r.N_CASE], p, waits, month)
        if scratch.counter[r.IS_RECORDING]:
            numbers = (loss, stepped, claim, insurer, guarantor, reinsurer, appraiser, left)
            record_assessed(lanes, scratch, month, node, p, numbers)
