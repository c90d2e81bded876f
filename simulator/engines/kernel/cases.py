"""Defaulted loans: from the month of default to the sale of the patents.

A *case* is one defaulted loan with a mask over lanes (1 covered, 2 without cover).
Lanes differ in the month of default (monitoring) and in the timing of claims, so a case
moves through the calendar as *nodes*, each a contiguous range of lanes with one fate.
"""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.collateral import guarantee_proceeds, other_proceeds, proceeds_of, secured_by_patents
from simulator.engines.kernel.nodes import post_node, sort_nodes
from simulator.engines.kernel.rows import record_case
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, WARNING
from simulator.rules.default import default_month, exposure_cut, weakened_uniform
from simulator.rules.disposal import recoveries_by_part
from simulator.rules.lending import response_to_cover
from simulator.rules.money import part_of, portion
from simulator.rules.schedule import order_of_loan, repaid_before_default, still_owed
from simulator.rules.sharing import share_counted_on, share_of, tier_of


@inner
def fund_share(lanes: r.Lanes, k: int, level: int, principal: int, is_priority: int, is_first: int) -> tuple[int, int]:
    """Return the fund's share of a loan in cover class k after `level` steps: numerator and denominator."""
    tier = tier_of(principal, lanes.class_tier_above[k, : lanes.class_tiers[k]])
    return share_of(lanes.class_shares[k, level, is_priority + r.FIRST_LOAN * is_first, tier], principal)


@inner
def share_to_count_on(lanes: r.Lanes, k: int, share: tuple[int, int]) -> float:
    """Return the part of the loss that the bank can count on the fund for, to which its monitoring responds.

    The contract share within the stacking limit of cover class k, or what the price of a purchase comes to.
    """
    if lanes.class_counted[k] >= 0:
        return lanes.class_counted[k]
    return share_counted_on(share[0], share[1], lanes.class_room[k])


@inner
def _new_case(lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan) -> int:
    counter = scratch.counter
    cases = scratch.cases
    case_mask = scratch.case_mask
    index = counter[r.N_CASES]
    if index >= scratch.cases.shape[0]:
        counter[r.OVERFLOW] = 2
        return -1
    counter[r.N_CASES] += 1
    case = cases[index]
    case[r.K_SLOT] = loan.slot
    case[r.K_GENERATION] = loan.generation
    case[r.K_LENT] = month
    case[r.K_FIRST] = loan.first_month
    case[r.K_POOL] = loan.pool
    case[r.K_KIND] = loan.kind
    case[r.K_PRINCIPAL] = loan.principal
    case[r.K_BANK] = loan.bank
    case[r.K_IS_FIRST] = loan.is_first
    case[r.K_TAPE] = loan.tape
    case[r.K_BOOK] = loan.book
    case[r.K_KEY] = order_of_loan(month, loan.slot, loan.book)
    mask = case_mask[index]
    for p in range(lanes.width):
        mask[p] = 0
    if lanes.flags[r.F_POOL]:
        for p in range(lanes.width):
            scratch.case_paid[index, p] = 0
    return index


@inner
def _new_node(scratch: r.Scratch, case: int, low: int, high: int, cover: int, outstanding: int) -> int:
    index = scratch.counter[r.N_NODES]
    if index >= scratch.nodes.shape[0]:
        scratch.counter[r.OVERFLOW] = 3
        return -1
    scratch.counter[r.N_NODES] += 1
    node = scratch.nodes[index]
    node[r.N_CASE] = case
    node[r.N_LOW] = low
    node[r.N_HIGH] = high
    node[r.N_COVER] = cover
    node[r.N_STAGE] = r.STAGE_DEFAULT
    node[r.N_OUT] = outstanding
    return index


@inner
def _month_of_default(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan, response: float
) -> int:
    if lanes.flags[r.F_REPLAY]:
        return world.tape[r.TAPE_DEFAULT, loan.tape]
    end = min(month + loan.term, world.last)
    return default_month(weakened_uniform(loan.uniform, response), scratch.survival[:, loan.pool], month, end)


@inner
def open_cases(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan, end: int) -> None:
    """Find when the loan defaults in each lane, and take it out of COVER and ALONE where it does.

    Default up to month `end` beats maturity and early repayment in the same month. A replayed loan defaults when the
    file says so, even after its due date: unpaid then, it stays outstanding.
    """
    pool_sector = world.pool_sector
    case_mask = scratch.case_mask
    priority = world.priority
    class_monitoring = lanes.class_monitoring
    class_lo = lanes.class_lo
    sector = pool_sector[loan.pool]
    end = r.OPEN if lanes.flags[r.F_REPLAY] else end
    alone_at = _month_of_default(world, lanes, scratch, month, loan, 1.0)
    if alone_at > end:
        alone_at = 0
    case = _new_case(lanes, scratch, month, loan)
    if case < 0:
        return
    if alone_at > 0:
        _take_out(world, lanes, scratch, case, loan.low, loan.high, 2, month, alone_at, loan)
    response = -1.0
    at = 0
    run_low = 0
    run_at = 0
    for k in range(lanes.class_at[loan.low], lanes.class_at[loan.high - 1] + 1):
        share = fund_share(lanes, k, 0, loan.principal, priority[sector], loan.is_first)
        wanted = response_to_cover(class_monitoring[k], share_to_count_on(lanes, k, share))
        if wanted != response:
            response = wanted
            at = _month_of_default(world, lanes, scratch, month, loan, response)
            if at > end:
                at = 0
        if at != run_at:
            if run_at > 0:
                _take_out(world, lanes, scratch, case, run_low, class_lo[k], 1, month, run_at, loan)
            run_low = max(loan.low, class_lo[k])
            run_at = at
    if run_at > 0:
        _take_out(world, lanes, scratch, case, run_low, loan.high, 1, month, run_at, loan)
    mask = case_mask[case, loan.low :]
    lane = scratch.state[loan.low :]
    for p in range(loan.high - loan.low):
        lane[r.COVER * r.STRIDE + p] = 0 if mask[p] == 1 else lane[r.COVER * r.STRIDE + p]
        lane[r.ALONE * r.STRIDE + p] = 0 if mask[p] == 2 else lane[r.ALONE * r.STRIDE + p]


@inner
def _take_out(
    world: r.World,
    lanes: r.Lanes,
    scratch: r.Scratch,
    case: int,
    low: int,
    high: int,
    cover: int,
    month: int,
    at: int,
    loan: r.Loan,
) -> None:
    case_mask = scratch.case_mask
    state = scratch.state
    row = r.COVER if cover == 1 else r.ALONE
    mask = case_mask[case, low:]
    lane = state[row * r.STRIDE + low :]
    count = 0
    for p in range(high - low):
        is_here = lane[p] > 0
        mask[p] = cover if is_here else mask[p]
        count += 1 if is_here else 0
    if count == 0:
        return
    owed = still_owed(loan.principal, loan.term, at - month - 1, world.is_amortising)
    if lanes.flags[r.F_REPLAY]:
        owed = world.tape[r.TAPE_BALANCE, loan.tape]
    left = loan.principal - owed
    instalment = loan.principal // loan.term if world.is_amortising else 0
    for month_paid in range(month + 1, min(at, world.last) + 1 if left > 0 else 0):
        paid = repaid_before_default(instalment, left, month_paid == at)
        left -= paid
        for p in range(high - low if paid > 0 else 0):
            if mask[p] == cover and lane[p] > 0:
                _post_instalment(lanes, scratch, loan, month_paid, low + p, cover, paid)
    node = _new_node(scratch, case, low, high, cover, owed)
    if node >= 0:
        post_node(scratch, world.last, node, r.L_DEFAULT, at)


@inner
def _post_instalment(
    lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan, month: int, p: int, cover: int, amount: int
) -> None:
    if cover == 1:
        scratch.due_covered[month * r.STRIDE + p] += amount
    else:
        scratch.due_alone[month * r.STRIDE + p] += amount
    if lanes.flags[r.F_STOCKS]:
        scratch.due_bank[1, month, loan.bank, p] += amount
        if cover == 1:
            scratch.due_bank[0, month, loan.bank, p] += amount


@inner
def open_refused_case(
    world: r.World,
    lanes: r.Lanes,
    scratch: r.Scratch,
    month: int,
    loan: r.Loan,
    record: r.Ints,
    balance: int,
) -> None:
    """Let the loans left in COVER and ALONE turn NPL next month, under the old loan's cover."""
    old = r.Loan(
        loan.slot,
        loan.generation - 1,
        loan.first_month,
        loan.pool,
        loan.kind,
        loan.term,
        loan.principal,
        loan.bank,
        loan.cell,
        record[r.R_IS_FIRST],
        loan.uniform,
        loan.code,
        loan.asking,
        record[r.R_TAPE],
        loan.book,
        record[r.R_LOW],
        record[r.R_HIGH],
    )
    case = _new_case(lanes, scratch, record[r.R_LENT], old)
    if case < 0:
        return
    mask = scratch.case_mask[case, old.low :]
    lane = scratch.state[old.low :]
    for p in range(old.high - old.low):
        covered = 1 if lane[r.COVER * r.STRIDE + p] > 0 else 0
        alone = 2 if lane[r.ALONE * r.STRIDE + p] > 0 else 0
        mask[p] = covered + alone
    for cover in range(1, 3):
        node = _new_node(scratch, case, old.low, old.high, cover, balance)
        if node >= 0:
            post_node(scratch, world.last, node, r.L_DEFAULT, month + 1)


@inner
def turn_npl(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Step 3: loans that default this month become non-performing and enter disposal.

    Their order shows in rows only, so they are sorted only when rows are recorded.
    """
    counter = scratch.counter
    nodes = scratch.nodes
    if counter[r.IS_RECORDING]:
        count = sort_nodes(scratch, r.L_DEFAULT, month)
        for i in range(count):
            node = scratch.order[i]
            if lanes.flags[r.F_WARNING] and nodes[node, r.N_COVER] == 1:
                _default_after_warning(world, lanes, scratch, path, month, node)
            else:
                _default(world, lanes, scratch, path, month, node)
        return
    node = scratch.heads[r.L_DEFAULT, month]
    while node >= 0 and counter[r.OVERFLOW] == 0:
        following = nodes[node, r.N_NEXT]
        if lanes.flags[r.F_WARNING] and nodes[node, r.N_COVER] == 1:
            _default_after_warning(world, lanes, scratch, path, month, node)
        else:
            _default(world, lanes, scratch, path, month, node)
        node = following


@inner
def _default(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, node: int) -> None:
    _book_default(world, lanes, scratch, node)
    if scratch.counter[r.IS_RECORDING]:
        record_case(lanes, scratch, month, node, r.E_DEFAULT, scratch.nodes[node, r.N_OUT])
    _dispose(world, lanes, scratch, path, month, node)


@inner
def _default_after_warning(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, node: int
) -> None:
    """Where the default was seen coming, part of the loan is repaid first; the classes differ in what they see."""
    nodes = scratch.nodes
    fields = nodes[node]
    case = fields[r.N_CASE]
    fields_of_case = scratch.cases[case]
    sector = world.pool_sector[fields_of_case[r.K_POOL]]
    stream = WARNING + BOOK_STREAMS * fields_of_case[r.K_BOOK]
    words = keyed_block(world.seed, stream, path, fields_of_case[r.K_SLOT], fields_of_case[r.K_GENERATION])
    seen = uniform(words[0])
    low, high, out = fields[r.N_LOW], fields[r.N_HIGH], fields[r.N_OUT]
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
            piece = _new_node(scratch, case, low, until, 1, out)
            if piece < 0:
                return
        nodes[piece, r.N_LOW] = low
        nodes[piece, r.N_HIGH] = until
        nodes[piece, r.N_OUT] = out - cut
        if cut > 0:
            _repay_warned(lanes, scratch, piece, cut)
        if cut < out:
            _default(world, lanes, scratch, path, month, piece)
        piece = -1
        low = until


@inner
def _repay_warned(lanes: r.Lanes, scratch: r.Scratch, node: int, amount: int) -> None:
    """Take what is repaid before a default that was seen out of the performing stock; a whole loan is no case."""
    fields = scratch.nodes[node]
    low = fields[r.N_LOW]
    mask = scratch.case_mask[fields[r.N_CASE], low:]
    lane = scratch.state[low:]
    is_whole = fields[r.N_OUT] == 0
    bank = scratch.cases[fields[r.N_CASE], r.K_BANK]
    for p in range(fields[r.N_HIGH] - low):
        here = amount if mask[p] == 1 else 0
        lane[r.PERFORMING * r.STRIDE + p] -= here
        if lanes.flags[r.F_STOCKS]:
            scratch.bank_stock[0, bank, low + p] -= here
            scratch.bank_stock[2, bank, low + p] -= here
        mask[p] = 0 if is_whole and mask[p] == 1 else mask[p]


@inner
def _book_default(world: r.World, lanes: r.Lanes, scratch: r.Scratch, node: int) -> None:
    nodes = scratch.nodes
    case_mask = scratch.case_mask
    flags = lanes.flags
    cases = scratch.cases
    state = scratch.state
    total = scratch.total
    fields = nodes[node]
    cover = fields[r.N_COVER]
    case = fields[r.N_CASE]
    amount = fields[r.N_OUT]
    low = fields[r.N_LOW]
    size = fields[r.N_HIGH] - low
    mask = case_mask[case, low:]
    lane = state[low:]
    sums = total[low:]
    if cover == 1:
        for p in range(size):
            here = amount if mask[p] == 1 else 0
            lane[r.PERFORMING * r.STRIDE + p] -= here
            lane[r.NPL * r.STRIDE + p] += here
            sums[r.T_DEFAULTED_COVERED * r.STRIDE + p] += here
            sums[r.T_DEFAULTS * r.STRIDE + p] += 1 if mask[p] == 1 else 0
    else:
        for p in range(size):
            here = amount if mask[p] == 2 else 0
            lane[r.PERFORMING_ALONE * r.STRIDE + p] -= here
            lane[r.NPL_ALONE * r.STRIDE + p] += here
            sums[r.T_DEFAULTED_UNCOVERED * r.STRIDE + p] += here
    if flags[r.F_STOCKS]:
        stock = scratch.bank_stock
        bank = cases[case, r.K_BANK]
        for p in range(size):
            here = amount if mask[p] == cover else 0
            stock[2, bank, low + p] -= here
            stock[3, bank, low + p] += here
            stock[0, bank, low + p] -= here if cover == 1 else 0
            stock[1, bank, low + p] += here if cover == 1 else 0


@inner
def _dispose(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, node: int) -> None:
    """Find what the securities will bring and when, once per timing class, and post sale and claim."""
    nodes = scratch.nodes
    class_lo = lanes.class_lo
    class_timing = lanes.class_timing
    class_at = lanes.class_at
    fields = nodes[node]
    case = fields[r.N_CASE]
    out = fields[r.N_OUT]
    owed = out + part_of(out, world.accrued_ppm)
    if lanes.flags[r.F_REPLAY]:
        tape = world.tape[:, scratch.cases[case, r.K_TAPE]]
        ip_owed = portion(owed, tape[r.TAPE_IP], tape[r.TAPE_PRINCIPAL])
        patents, lag = tape[r.TAPE_PROCEEDS], tape[r.TAPE_LAG]
    else:
        ip_owed = secured_by_patents(world, scratch.cases[case], owed)
        patents, lag = proceeds_of(world, scratch.factor, scratch.shocks, path, month, scratch.cases[case], owed)
    other = other_proceeds(world, scratch.cases[case], owed - ip_owed)
    guarantee = guarantee_proceeds(world, scratch.cases[case], owed)
    low = fields[r.N_LOW]
    high = fields[r.N_HIGH]
    cover = fields[r.N_COVER]
    first = True
    while low < high:
        k = class_at[low]
        until = high
        if cover == 1:
            j = k
            while j + 1 < len(lanes.class_lo) - 1 and class_timing[j + 1] == class_timing[k]:
                j += 1
            until = min(high, class_lo[j + 1])
        piece = node
        if not first:
            piece = _new_node(scratch, case, low, until, cover, out)
            if piece < 0:
                return
        first = False
        nodes[piece, r.N_LOW] = low
        nodes[piece, r.N_HIGH] = until
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
    owed, ip_owed, patents, other, guarantee = money
    fields = scratch.nodes[piece]
    covers_whole = lanes.class_terms[k, r.TERM_COVERS_WHOLE] > 0 and fields[r.N_COVER] == 1
    covered_owed = owed if covers_whole else ip_owed
    is_by_part = lanes.class_terms[k, r.TERM_BY_PART] > 0
    covered, rest = recoveries_by_part(owed, covered_owed, patents, other, guarantee, is_by_part)
    fields[r.N_OWED] = owed
    fields[r.N_COVERED_OWED] = covered_owed
    fields[r.N_REC_COVERED] = covered
    fields[r.N_REC_REST] = rest
    fields[r.N_PATENTS] = min(patents, covered + rest)
    sale = month + lag
    claim_at = month + lanes.class_lag[k]
    timing = lanes.class_terms[k, r.TERM_TIMING]
    if fields[r.N_COVER] == 2 or timing == r.TIMING_AFTER or (timing == r.TIMING_ADVANCE and sale <= claim_at):
        fields[r.N_STAGE] = r.STAGE_SALE
        fields[r.N_SALE] = sale
        post_node(scratch, world.last, piece, r.L_SALE, sale)
        return
    fields[r.N_SALE] = max(sale, claim_at + 1)
    fields[r.N_STAGE] = r.STAGE_ADVANCE if timing == r.TIMING_ADVANCE else r.STAGE_PURCHASE
    post_node(scratch, world.last, piece, r.L_CLAIM, claim_at)
