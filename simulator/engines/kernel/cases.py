"""Loans that will default: a case is opened when a loan is made that may default in some lane."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.masks import write_mask
from simulator.engines.kernel.nodes import post_node
from simulator.engines.kernel.repayments import post_instalment
from simulator.engines.kernel.shares import fund_share, share_to_count_on
from simulator.engines.kernel.tables import next_row
from simulator.rules.default import default_month, weakened_uniform
from simulator.rules.lending import response_to_cover
from simulator.rules.schedule import order_of_loan, repaid_before_default, still_owed


@inner
def open_cases(world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan, end: int) -> None:
    """Find when the loan defaults in each lane, and take it out of COVER and ALONE where it does.

    Default up to month `end` beats maturity and early repayment in the same month. A replayed loan defaults when the
    file says so, even after its due date: unpaid then, it stays outstanding.
    """
    priority = world.priority
    class_monitoring = lanes.class_monitoring
    class_lo = lanes.class_lo
    sector = world.risk_sector[loan.risk]
    end = r.OPEN if lanes.flags[r.F_REPLAY] else end
    # without cover the bank monitors as it would without any scheme: one month for all lanes
    alone_at = _month_of_default(world, lanes, scratch, month, loan, 1.0)
    if alone_at > end:
        alone_at = 0
    # where no lane turns out to hold the loan this stays a row without nodes
    case = _new_case(lanes, scratch, month, loan)
    if case < 0:
        return
    if alone_at > 0:
        _take_out(world, lanes, scratch, case, loan.low, loan.high, r.WITHOUT_COVER, month, alone_at, loan)
    # with cover the month depends on the class; neighbouring classes with the same month share a node
    # the month in which the run of classes that begins with lane run_low defaults; 0: it does not
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
                _take_out(world, lanes, scratch, case, run_low, class_lo[k], r.WITH_COVER, month, run_at, loan)
            run_low = max(loan.low, class_lo[k])
            run_at = at
    if run_at > 0:
        _take_out(world, lanes, scratch, case, run_low, loan.high, r.WITH_COVER, month, run_at, loan)
    # what is left in COVER and ALONE is sound there, and will be repaid or renewed
    mask = scratch.case_mask[case, loan.low :]
    lane = scratch.state[loan.low :]
    for p in range(loan.high - loan.low):
        lane[r.COVER + p] = 0 if mask[p] == r.WITH_COVER else lane[r.COVER + p]
        lane[r.ALONE + p] = 0 if mask[p] == r.WITHOUT_COVER else lane[r.ALONE + p]


@inner
def _new_case(lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan) -> int:
    """Return the row of a case that no lane holds yet, or -1 when the table is full."""
    case = next_row(scratch, r.USED_CASES, scratch.cases.shape[0], r.FULL_CASES)
    if case < 0:
        return -1
    case_fields = scratch.cases[case]
    case_fields[r.CASE_SLOT] = loan.slot
    case_fields[r.CASE_GENERATION] = loan.generation
    case_fields[r.CASE_LENT] = month
    case_fields[r.CASE_FIRST_MONTH] = loan.first_month
    case_fields[r.CASE_RISK] = loan.risk
    case_fields[r.CASE_KIND] = loan.kind
    case_fields[r.CASE_PRINCIPAL] = loan.principal
    case_fields[r.CASE_BANK] = loan.bank
    case_fields[r.CASE_IS_FIRST] = loan.is_first
    case_fields[r.CASE_SOURCE] = loan.source
    case_fields[r.CASE_BOOK] = loan.book
    case_fields[r.CASE_KEY] = order_of_loan(month, loan.slot, loan.book)
    mask = scratch.case_mask[case]
    for p in range(lanes.width):
        mask[p] = r.NOT_HELD
    if lanes.flags[r.F_BY_CASE]:
        for p in range(lanes.width):
            scratch.case_paid[case, p] = 0
    return case


@inner
def new_node(scratch: r.Scratch, case: int, low: int, high: int, cover: int, outstanding: int) -> int:
    """Return a node of a case for the lanes low..high, in no list yet, or -1 when the table is full."""
    node = next_row(scratch, r.USED_NODES, scratch.nodes.shape[0], r.FULL_NODES)
    if node < 0:
        return -1
    fields = scratch.nodes[node]
    fields[r.NODE_CASE] = case
    fields[r.NODE_LOW] = low
    fields[r.NODE_HIGH] = high
    fields[r.NODE_COVER] = cover
    fields[r.NODE_STAGE] = r.STAGE_DEFAULT
    fields[r.NODE_OUT] = outstanding
    return node


@inner
def _month_of_default(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan, response: float
) -> int:
    """Return the month of default when the hazard is `response` times as high, 0 for none."""
    if lanes.flags[r.F_REPLAY]:
        return world.replayed[r.REPLAYED_DEFAULT, loan.source]
    end = min(month + loan.term, world.last)
    return default_month(weakened_uniform(loan.uniform, response), scratch.survival[:, loan.risk], month, end)


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
    """Put the lanes low..high that hold the loan with (or without) cover into the case, to default in month `at`.

    Instalments before the default are posted lane by lane.
    """
    field = r.COVER if cover == r.WITH_COVER else r.ALONE
    mask = scratch.case_mask[case, low:]
    # of one field, so that it is `lane[p]` here and not `lane[COVER + p]`
    lane = scratch.state[field + low :]
    count = 0
    for p in range(high - low):
        is_here = lane[p] > 0
        mask[p] = cover if is_here else mask[p]
        count += 1 if is_here else 0
    if count == 0:
        return
    outstanding = still_owed(loan.principal, loan.term, at - month - 1, world.is_amortising)
    if lanes.flags[r.F_REPLAY]:
        outstanding = world.replayed[r.REPLAYED_BALANCE, loan.source]
    # instalments up to the default; of a replayed loan as many as its balance says
    left = loan.principal - outstanding
    instalment = loan.principal // loan.term if world.is_amortising else 0
    for month_paid in range(month + 1, min(at, world.last) + 1 if left > 0 else 0):
        paid = repaid_before_default(instalment, left, month_paid == at)
        left -= paid
        for p in range(high - low if paid > 0 else 0):
            if mask[p] == cover and lane[p] > 0:
                post_instalment(lanes, scratch, loan, month_paid, low + p, cover, paid)
    node = new_node(scratch, case, low, high, cover, outstanding)
    if node >= 0:
        post_node(scratch, world.last, node, r.LIST_DEFAULT, at)


@inner
def open_refused_case(
    world: r.World,
    lanes: r.Lanes,
    scratch: r.Scratch,
    month: int,
    loan: r.Loan,
    kept: r.Ints,
    balance: int,
) -> None:
    """Let the loans left in COVER and ALONE turn NPL next month, under the old loan's cover.

    Parameters
    ----------
    loan
        The request that was refused.
    kept
        Row of Scratch.renewals: the loan that fell due.
    balance
        Principal outstanding, fen.
    """
    # what defaults is the old loan: its number of the renewal decides which draws its disposal gets
    old = r.Loan(
        slot=loan.slot,
        generation=loan.generation - 1,
        first_month=loan.first_month,
        risk=loan.risk,
        kind=loan.kind,
        term=loan.term,
        principal=loan.principal,
        bank=loan.bank,
        cell=loan.cell,
        is_first=kept[r.RENEWAL_IS_FIRST],
        uniform=loan.uniform,
        code=loan.code,
        first_code=loan.first_code,
        years=loan.years,
        asking=loan.asking,
        source=kept[r.RENEWAL_SOURCE],
        book=loan.book,
        low=kept[r.RENEWAL_LOW],
        high=kept[r.RENEWAL_HIGH],
    )
    case = _new_case(lanes, scratch, kept[r.RENEWAL_LENT], old)
    if case < 0:
        return
    write_mask(scratch.case_mask[case, old.low :], scratch.state[old.low :], old.high - old.low)
    for cover in (r.WITH_COVER, r.WITHOUT_COVER):
        node = new_node(scratch, case, old.low, old.high, cover, balance)
        if node >= 0:
            post_node(scratch, world.last, node, r.LIST_DEFAULT, month + 1)
