"""Step 7 of the month, second half: who applies for the first time, drawn or given."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.cells import REPLAYED_QUALITY, cell_of
from simulator.engines.kernel.draws import (
    amount_code,
    appraisal_code,
    bank_code,
    draw_asking,
    draw_blocks,
    life_code,
    profile_code,
    quality_code,
    signal_code,
)
from simulator.engines.kernel.loans import consider
from simulator.engines.kernel.offers import window_of
from simulator.engines.kernel.search import first_at_least
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import APPLICANT, SLOTS_PER_MONTH, VOLUME


@inner
def apply_new(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Decide all new applications of a month, by slot."""
    words = scratch.words
    applicants = scratch.applicants
    uniforms = scratch.uniforms
    is_counting = lanes.flags[r.F_INELIGIBLE] > 0
    count = count_applications(world, path, month)
    for first in range(0, count, words.shape[1]):
        size = min(count - first, words.shape[1])
        start = month * SLOTS_PER_MONTH + first
        draw_blocks(words, world.seed, (APPLICANT, path, 0), start, size)
        draw_asking(uniforms, world.seed, path, start, size)
        appraise(world, lanes, scratch, size)
        # one after the other from here on: the loan that is made now takes the room of the next
        for i in range(size):
            if applicants[r.APPLICANT_PRINCIPAL, i] == 0 or scratch.counter[r.OVERFLOW] > 0:
                continue
            risk, cell = applicants[r.APPLICANT_RISK, i], applicants[r.APPLICANT_CELL, i]
            code = applicants[r.APPLICANT_CODE, i]
            low, high = window_of(world, lanes, scratch, month, code, cell, risk)
            loan = r.Loan(
                slot=start + i,
                generation=0,
                first_month=month,
                risk=risk,
                kind=applicants[r.APPLICANT_KIND, i],
                term=applicants[r.APPLICANT_TERM, i],
                principal=applicants[r.APPLICANT_PRINCIPAL, i],
                bank=applicants[r.APPLICANT_BANK, i],
                cell=cell,
                is_first=applicants[r.APPLICANT_FIRST, i],
                uniform=uniform(words[0, i]),
                code=code,
                first_code=code,
                years=0,
                asking=uniforms[r.UNIFORM_ASKING + i],
                source=-1,
                book=0,
                low=low,
                high=high,
            )
            if is_counting and lanes.outside[loan.cell] > 0:
                _count_ineligible(lanes, scratch, loan)
            consider(world, lanes, scratch, path, month, loan)


@inner
def count_applications(world: r.World, path: int, month: int) -> int:
    """Return the number of applications: the Poisson quantile of one uniform.

    One uniform, so that a world with more demand has the same applicants and some more.
    """
    u = uniform(keyed_block(world.seed, VOLUME, path, month, 0)[0])
    return world.volume_low[month] + first_at_least(world.volume_cdf[month], u)


@inner
def appraise(world: r.World, lanes: r.Lanes, scratch: r.Scratch, size: int) -> None:
    """Turn the blocks of `size` applicants into Scratch.applicants; principal 0 when no loan is large enough."""
    words = scratch.words
    applicants = scratch.applicants
    worth = scratch.worth
    # short loops of their own, so that the look-ups of many applicants in large tables are under way at once
    for i in range(size):
        applicants[r.APPLICANT_PROFILE, i] = world.profile_of[profile_code(words[1, i])]
    for i in range(size):
        risk = world.profile_risk[applicants[r.APPLICANT_PROFILE, i]]
        applicants[r.APPLICANT_RISK, i] = risk
        worth[i] = world.quality_value[world.risk_grade[risk], quality_code(words[3, i])]
        worth[i] *= world.life_multiple[world.risk_sector[risk], life_code(words[3, i])]
        row = world.appraisal_row[world.risk_sector[risk]]
        worth[i] *= world.appraisal[row, appraisal_code(words[2, i])]
    for i in range(size):
        profile = applicants[r.APPLICANT_PROFILE, i]
        kind = world.profile_kind[profile]
        is_first = world.profile_is_first[profile]
        principal = world.amount[amount_code(words[1, i])]
        limit = world.pledge[kind] * worth[i]
        # amounts asked for are whole lots already: only what the pledge cuts is floored again
        if limit < principal:
            principal = int(limit / world.lot) * world.lot
        quality = quality_code(words[3, i])
        applicants[r.APPLICANT_PRINCIPAL, i] = 0 if principal < world.minimum else principal
        applicants[r.APPLICANT_KIND, i] = kind
        applicants[r.APPLICANT_TERM, i] = world.profile_term[profile]
        applicants[r.APPLICANT_FIRST, i] = is_first
        applicants[r.APPLICANT_BANK, i] = world.bank_of[bank_code(words[3, i])]
        applicants[r.APPLICANT_CELL, i] = cell_of(
            world, lanes, quality, principal, applicants[r.APPLICANT_RISK, i], is_first
        )
        applicants[r.APPLICANT_CODE, i] = signal_code(words[2, i])


@inner
def _count_ineligible(lanes: r.Lanes, scratch: r.Scratch, loan: r.Loan) -> None:
    """Count what a scheme does not take; whether a bank wants the loan is not asked, so that this is demand."""
    ineligible = lanes.ineligible[loan.cell]
    total = scratch.total
    for p in range(lanes.width):
        total[r.T_REFUSED_INELIGIBLE + p] += loan.principal if ineligible[p] else 0


@inner
def apply_replayed(world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int) -> None:
    """Decide the loans of a replayed book that were lent this month, in the order of the file."""
    replayed = world.replayed
    flags = lanes.flags
    index = 0
    for column in range(replayed.shape[1]):
        if replayed[r.REPLAYED_MONTH, column] != month:
            continue
        # the grade is nowhere in the file, and nothing depends on it: outcomes are known, screening is off
        risk = replayed[r.REPLAYED_SECTOR, column] * (world.risks // world.sectors)
        principal = replayed[r.REPLAYED_PRINCIPAL, column]
        loan = r.Loan(
            slot=month * SLOTS_PER_MONTH + index,
            generation=0,
            first_month=month,
            risk=risk,
            kind=0,
            term=replayed[r.REPLAYED_TERM, column],
            principal=principal,
            bank=replayed[r.REPLAYED_BANK, column],
            cell=cell_of(world, lanes, REPLAYED_QUALITY, principal, risk, 0),
            is_first=0,
            uniform=0.5,
            code=0,
            first_code=0,
            years=0,
            asking=1.0,
            source=column,
            book=0,
            low=0,
            high=lanes.width,
        )
        index += 1
        if flags[r.F_INELIGIBLE]:
            _count_ineligible(lanes, scratch, loan)
        consider(world, lanes, scratch, path, month, loan)
