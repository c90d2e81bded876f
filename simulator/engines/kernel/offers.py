"""What a bank and the gate make of one application, lane by lane."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined, inner


@inner
def window_of(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, code: int, cell: int, known_risk: int
) -> tuple[int, int]:
    """Return the lanes low..high, in whole SIMD vectors, in which a bank may want the loan: low >= high for none.

    Lanes are sorted by cover, so that those in which the bank wants a loan mostly lie together. `known_risk` is the
    risk, with those of borrowers known for more years after all others.
    """
    # every refusal gets its row, also where the bank would not look at the loan
    if scratch.counter[r.IS_RECORDING]:
        return 0, lanes.width
    low = lanes.width
    high = 0
    for group in range(len(lanes.groups) - 1):
        if code < lanes.uncovered_cut[world.rate_level[month], group, known_risk]:
            low = min(low, lanes.groups[group])
            high = lanes.groups[group + 1]
    # the widest cut of a class over all views is enough: it may let in lanes too many, never too few
    widest = lanes.class_widest[cell]
    first = 0
    last = len(widest) - 1
    while first <= last and code >= widest[first]:
        first += 1
    while first < last and code >= widest[last]:
        last -= 1
    if first <= last:
        low = min(low, lanes.class_lo[first])
        high = max(high, lanes.class_lo[last + 1])
    return low // r.SIMD_LANES * r.SIMD_LANES, (high + r.SIMD_LANES - 1) // r.SIMD_LANES * r.SIMD_LANES


@inlined
def offer(
    state: r.Ints,
    cut: r.Ints,
    gate: r.Ints,
    low: int,
    high: int,
    principal: int,
    code: int,
    wants_alone: int,
    is_labelled: int,
) -> bool:
    """Decide one application for lanes low..high: covered, without cover, or not at all; return whether any lends.

    A loan is covered when the bank wants it with cover (code < cut) and its principal fits into the room of an open
    gate; otherwise it is made without cover when the bank wants that and may.

    Parameters
    ----------
    state
        Lane state; COVER and ALONE get the principal lent with and without cover.
    cut
        Codes the bank accepts with cover, shape (lanes,).
    gate
        Row of Scratch.gate.
    low, high
        First and last-plus-one lane.
    principal, code
        The loan.
    wants_alone, is_labelled
        YES or NO: whether the bank wants the loan without cover, and whether it makes it in the no-scheme arm.
    """
    lane = state[low:]
    accepted = cut[low:]
    open_to = gate[low:]
    lent = 0
    # this is the innermost loop of the whole model: no branches, so that it runs in SIMD lanes. YES and NO are masks
    # of bits: `x & YES` is x. A code masked with NO is 0, which no code is below.
    for p in range(high - low):
        asks = lane[r.ASKS + p]
        is_wanted = code < (min(accepted[p], open_to[r.GATE_CODE + p]) & asks)
        fits = principal <= min(lane[r.ROOM + p], open_to[r.GATE_PRINCIPAL + p])
        covered = principal if is_wanted & fits else 0
        refused = principal if is_wanted & (not fits) else 0
        alone = (principal - covered) & open_to[r.GATE_ALONE + p] & wants_alone & asks
        lane[r.ROOM + p] -= covered
        lane[r.NEWLY + p] += covered & ~is_labelled
        lane[r.LABELLED + p] += covered & is_labelled
        lane[r.NEW_ALONE + p] += alone
        lane[r.REFUSED + p] += refused
        lane[r.COUNTED + p] += 1 if covered > 0 else 0
        lane[r.COVER + p] = covered
        lane[r.ALONE + p] = alone
        lent |= covered | alone
    return lent != 0


@inner
def offer_to_groups(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, month: int, loan: r.Loan, gate: r.Ints
) -> tuple[bool, bool]:
    """Offer the loan in its window; return whether any lane lends, and whether a bank wants it without cover."""
    state = scratch.state
    cut = scratch.current_cut[loan.bank % scratch.current_cut.shape[0], loan.cell]
    any_lent = False
    any_alone = False
    for group in range(len(lanes.groups) - 1):
        arm = lanes.groups[group]
        low = max(arm, loan.low)
        high = min(lanes.groups[group + 1], loan.high)
        if low >= high:
            continue
        known_risk = loan.years * world.risks + loan.risk
        wants_alone = loan.code < lanes.uncovered_cut[world.rate_level[month], group, known_risk]
        # a loan that the arm makes too is merely labelled in the group's other lanes. The arm has no cover: it lends
        # exactly when it is offered the loan and the bank wants it without.
        arm_lends = wants_alone and low == arm and gate[r.GATE_ALONE + arm] & state[r.ASKS + arm] != 0
        # three calls instead of one, so that the compiler can leave out of each what cannot happen in it
        if not wants_alone:
            any_lent |= offer(state, cut, gate, low, high, loan.principal, loan.code, r.NO, r.NO)
        elif arm_lends:
            any_lent |= offer(state, cut, gate, low, high, loan.principal, loan.code, r.YES, r.YES)
        else:
            any_lent |= offer(state, cut, gate, low, high, loan.principal, loan.code, r.YES, r.NO)
        any_alone |= wants_alone
    return any_lent, any_alone
