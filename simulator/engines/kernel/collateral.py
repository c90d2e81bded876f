"""What the patents of a defaulted loan bring, and when: only defaulters draw it."""

import math

import numpy as np

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.randomness.normal import normal_inverse
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import APPLICANT, AUCTION, BOOK_STREAMS, PATENT, SALE
from simulator.rules.disposal import after_legal_cost, bidders, highest_bid
from simulator.rules.money import part_of
from simulator.rules.patent import cycle_factor, surviving_fraction, value_after

SHIFT_4 = np.uint64(4)
SHIFT_20 = np.uint64(20)
LOW_8 = np.uint64(0xFF)
LOW_12 = np.uint64(0xFFF)


@inner
def proceeds_of(
    world: r.World, lanes: r.Lanes, scratch: r.Scratch, path: int, month: int, case: int, owed: int
) -> tuple[int, int, int]:
    """Return the IP part owed, the net proceeds of the patents in fen, and the months until they come."""
    fields = scratch.cases[case]
    if lanes.flags[r.F_REPLAY]:
        row = fields[r.K_TAPE]
        return world.tape[r.TAPE_IP, row], world.tape[r.TAPE_PROCEEDS, row], world.tape[r.TAPE_LAG, row]
    ip_owed = part_of(owed, world.ip_ppm)
    stream = BOOK_STREAMS * fields[r.K_BOOK]
    words = keyed_block(world.seed, SALE + stream, path, fields[r.K_SLOT], fields[r.K_GENERATION])
    lag = world.lag_min + min(world.lag_span - 1, int(uniform(words[1]) * world.lag_span))
    if world.disposal == r.DISPOSAL_FIXED:
        gross = part_of(ip_owed, world.fixed_ppm)
        return ip_owed, after_legal_cost(gross, world.legal_ppm, world.legal_fixed), lag
    sector = world.pool_sector[fields[r.K_POOL]]
    value = _value_at_default(world, scratch, path, month, case)
    if world.disposal == r.DISPOSAL_AUCTION:
        price, lag = _auction(world, scratch, path, month, case, lag, value)
    else:
        sale_month = min(month + lag, world.last)
        price = 0.0
        if uniform(words[2]) < world.sold_share:
            share = _table(world.sale_table, uniform(words[0]))
            price = _value_at_sale(world, scratch, path, month, sale_month, case, value) * share
            price *= world.sale_factor[sale_month, sector]
    gross = int(min(price, 9e17))
    return ip_owed, after_legal_cost(gross, world.legal_ppm, world.legal_fixed), lag


@inner
def _table(table: r.Floats, u: float) -> float:
    place = u * (len(table) - 1)
    cell = min(int(place), len(table) - 2)
    return table[cell] + (place - cell) * (table[cell + 1] - table[cell])


@inner
def _true_value(world: r.World, path: int, fields: r.Ints) -> float:
    """Return the true value at the first loan, in fen, given its appraisal."""
    stream = BOOK_STREAMS * fields[r.K_BOOK]
    spread = normal_inverse(uniform(keyed_block(world.seed, PATENT + stream, path, fields[r.K_SLOT], 1)[0]))
    pool = fields[r.K_POOL]
    if fields[r.K_BOOK] > 0:
        appraisal = fields[r.K_PRINCIPAL] / world.pledge[fields[r.K_KIND]]
        return appraisal * math.exp(-world.appraisal_log_bias + world.value_sd * spread)
    words = keyed_block(world.seed, APPLICANT, path, fields[r.K_SLOT], 0)
    base = world.quality_value[world.pool_grade[pool], np.int64(words[3] >> SHIFT_20)]
    base *= world.life_multiple[world.pool_sector[pool], np.int64(words[3] & LOW_8)]
    code = np.int64((words[2] >> SHIFT_4) & LOW_12)
    return base * math.exp(world.value_slope * world.appraisal_z[code] + world.value_sd * spread)


@inner
def _value_at_default(world: r.World, scratch: r.Scratch, path: int, month: int, case: int) -> float:
    """Return the value in the month of default, as if the patents were still valid, in fen."""
    fields = scratch.cases[case]
    sector = world.pool_sector[fields[r.K_POOL]]
    first = fields[r.K_FIRST]
    stream = PATENT + BOOK_STREAMS * fields[r.K_BOOK]
    normals = keyed_block(world.seed, stream, path, fields[r.K_SLOT], 0)
    count = scratch.shocks[month, sector] - scratch.shocks[first, sector]
    jump = world.value_log[month, sector] - world.value_log[first, sector]
    if count > 0:
        size = normal_inverse(uniform(normals[1]))
        jump += count * world.shock_mean[sector] + math.sqrt(count) * world.shock_sd[sector] * size
    value = value_after(
        _true_value(world, path, fields),
        world.decay[sector],
        world.volatility,
        (month - first) / 12.0,
        normal_inverse(uniform(normals[0])),
        jump,
    )
    if world.beta != 0.0:
        steps = (month - 1) // 12 - max(0, first - 1) // 12 if world.is_yearly else month - first
        now = scratch.factor[month, sector]
        value *= cycle_factor(world.beta, now, scratch.factor[first, sector], world.phi**steps)
    return value


@inner
def _value_at_sale(
    world: r.World, scratch: r.Scratch, path: int, month: int, sale_month: int, case: int, value: float
) -> float:
    """Return the value at the sale: decayed since the default; nothing when invalid or expired."""
    fields = scratch.cases[case]
    sector = world.pool_sector[fields[r.K_POOL]]
    kind = fields[r.K_KIND]
    age = sale_month - fields[r.K_FIRST]
    slot = fields[r.K_SLOT]
    stream = BOOK_STREAMS * fields[r.K_BOOK]
    normals = keyed_block(world.seed, PATENT + stream, path, slot, 0)
    code = keyed_block(world.seed, PATENT + stream, path, slot, 1)[1] & LOW_8
    if fields[r.K_BOOK] == 0:
        code = keyed_block(world.seed, APPLICANT, path, slot, 0)[3] & LOW_8
    if age >= world.life_months[np.int64(code)]:
        return 0.0
    survives = surviving_fraction(
        age / 12.0,
        world.full_hazard[kind],
        world.partial_hazard[kind],
        world.partial_survives,
        uniform(normals[2]),
        uniform(normals[3]),
    )
    return value * survives * math.exp(-world.decay[sector] * (sale_month - month) / 12.0)


@inner
def _auction(
    world: r.World, scratch: r.Scratch, path: int, month: int, case: int, lag: int, value: float
) -> tuple[float, int]:
    """Return the price and the months until it is paid: rounds at falling reserves, then in kind."""
    cases = scratch.cases
    pool_sector = world.pool_sector
    gaps = world.gaps
    sale_factor = world.sale_factor
    factor = scratch.factor
    reserves = world.reserves
    fields = cases[case]
    sector = pool_sector[fields[r.K_POOL]]
    stream = AUCTION + BOOK_STREAMS * fields[r.K_BOOK]
    slot = fields[r.K_SLOT]
    generation = fields[r.K_GENERATION] << 8
    noise = normal_inverse(uniform(keyed_block(world.seed, stream, path, slot, generation)[0]))
    appraisal = 0.0
    for turn in range(len(world.reserves)):
        if turn > 0:
            lag += gaps[turn - 1]
        at = min(month + lag, world.last)
        worth = _value_at_sale(world, scratch, path, month, at, case, value) * sale_factor[at, sector]
        if turn == 0:
            appraisal = worth * math.exp(world.appraisal_log_bias + world.appraisal_sd * noise)
        words = keyed_block(world.seed, stream, path, slot, generation + turn + 1)
        mean = world.bidder_mean * math.exp(world.bidder_cycle * factor[at, sector])
        bid = highest_bid(worth, world.bid_mean, world.bid_sd, bidders(mean, uniform(words[0])), uniform(words[1]))
        if bid > 0.0 and bid >= reserves[turn] * appraisal:
            return bid, lag
    return world.unsold_share * appraisal, lag
