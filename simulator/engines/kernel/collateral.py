"""What the patents of a defaulted loan bring, and when: only defaulters draw it.

`case_fields` is the row of a case (records.CASE_...); `factor` and `shocks` are the path's tables.
"""

import math

import simulator.engines.kernel.records as r
from simulator.compiled import inner
from simulator.engines.kernel.draws import appraisal_code, life_code, quality_code
from simulator.randomness.normal import normal_inverse
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import APPLICANT, AUCTION, BOOK_STREAMS, PATENT, SALE
from simulator.rules.disposal import after_legal_cost, bidders, from_other_collateral, highest_bid
from simulator.rules.money import part_of, portion
from simulator.rules.patent import cycle_factor, surviving_fraction, value_after


@inner
def proceeds_of(
    world: r.World, factor: r.Floats, shocks: r.Ints, path: int, month: int, case_fields: r.Ints, owed: int
) -> tuple[int, int]:
    """Return the net proceeds of the patents in fen, and the months from default until they come."""
    lag = first_sale_lag(world, path, case_fields)
    if world.disposal == r.DISPOSAL_FIXED:
        return after_legal_cost(fixed_proceeds(world, case_fields, owed), world.legal_ppm, world.legal_fixed), lag
    value = value_at_default(world, factor, shocks, path, month, case_fields)
    if world.disposal == r.DISPOSAL_HAIRCUT:
        return net_of_cost(world, haircut_price(world, path, month, month + lag, case_fields, value)), lag
    appraisal = 0.0
    for turn in range(len(world.reserves)):
        if turn > 0:
            lag += world.gaps[turn - 1]
        appraisal, bid = auction_round(world, factor, path, month, month + lag, case_fields, value, turn, appraisal)
        if bid > 0.0:
            return net_of_cost(world, bid), lag
    return net_of_cost(world, unsold_price(world, path, month, month + lag, case_fields, value, appraisal)), lag


@inner
def first_sale_lag(world: r.World, path: int, case_fields: r.Ints) -> int:
    """Return the months from default to the (first round of the) sale."""
    # slots of the opening book are numbered on their own and would meet those of applicants: hence other streams
    stream = SALE + BOOK_STREAMS * case_fields[r.CASE_BOOK]
    word = keyed_block(world.seed, stream, path, case_fields[r.CASE_SLOT], case_fields[r.CASE_GENERATION])[1]
    return world.lag_min + min(world.lag_span - 1, int(uniform(word) * world.lag_span))


@inner
def secured_by_patents(world: r.World, case_fields: r.Ints, owed: int) -> int:
    """Return the part of what is owed that the loan's patents secure, in fen: the opening book's own share, if any."""
    if case_fields[r.CASE_BOOK] > 0 and case_fields[r.CASE_SOURCE] >= 0:
        own = world.book[case_fields[r.CASE_SOURCE], r.BOOK_IP]
        if own >= 0:
            return portion(owed, own, world.book[case_fields[r.CASE_SOURCE], r.BOOK_IP_OF])
    return portion(owed, world.ip_part, world.ip_whole)


@inner
def is_replayed(case_fields: r.Ints) -> bool:
    """Return whether a loan is one of a replayed book, whose outcomes the file says."""
    return case_fields[r.CASE_BOOK] == 0 and case_fields[r.CASE_SOURCE] >= 0


@inner
def other_proceeds(world: r.World, case_fields: r.Ints, rest_owed: int) -> int:
    """Return what other collateral brings, in fen: as the replayed file says, else by its value where it is known."""
    if is_replayed(case_fields) and world.replayed[r.REPLAYED_OTHER, case_fields[r.CASE_SOURCE]] >= 0:
        return world.replayed[r.REPLAYED_OTHER, case_fields[r.CASE_SOURCE]]
    value = -1
    if case_fields[r.CASE_BOOK] > 0 and case_fields[r.CASE_SOURCE] >= 0:
        value = world.book[case_fields[r.CASE_SOURCE], r.BOOK_OTHER]
    return from_other_collateral(rest_owed, value, world.other_ppm)


@inner
def guarantee_proceeds(world: r.World, case_fields: r.Ints, owed: int) -> int:
    """Return what the controller's guarantee brings, in fen: as the replayed file says, else a part of what is owed."""
    if is_replayed(case_fields) and world.replayed[r.REPLAYED_GUARANTEE, case_fields[r.CASE_SOURCE]] >= 0:
        return world.replayed[r.REPLAYED_GUARANTEE, case_fields[r.CASE_SOURCE]]
    return part_of(owed, world.guarantee_ppm)


@inner
def fixed_proceeds(world: r.World, case_fields: r.Ints, owed: int) -> int:
    """Return the gross proceeds when a fixed part of the IP part owed is recovered, in fen."""
    return part_of(secured_by_patents(world, case_fields, owed), world.fixed_ppm)


@inner
def net_of_cost(world: r.World, price: float) -> int:
    """Return a price less legal cost, in fen."""
    # a price beyond 64 bits is absurd, but must not turn into a negative one
    return after_legal_cost(int(min(price, 9e17)), world.legal_ppm, world.legal_fixed)


@inner
def _table(table: r.Floats, u: float) -> float:
    place = u * (len(table) - 1)
    cell = min(int(place), len(table) - 2)
    return table[cell] + (place - cell) * (table[cell + 1] - table[cell])


@inner
def true_value(world: r.World, path: int, case_fields: r.Ints) -> float:
    """Return the true value at the first loan, in fen, given its appraisal."""
    stream = BOOK_STREAMS * case_fields[r.CASE_BOOK]
    spread = normal_inverse(uniform(keyed_block(world.seed, PATENT + stream, path, case_fields[r.CASE_SLOT], 1)[0]))
    risk = case_fields[r.CASE_RISK]
    sector = world.risk_sector[risk]
    # of a loan that was there before, only the appraisal is known: the true value is drawn given it
    if case_fields[r.CASE_BOOK] > 0:
        appraisal = -1.0
        if case_fields[r.CASE_SOURCE] >= 0:
            appraisal = float(world.book[case_fields[r.CASE_SOURCE], r.BOOK_APPRAISAL])
        if appraisal < 0.0:
            appraisal = case_fields[r.CASE_PRINCIPAL] / world.pledge[case_fields[r.CASE_KIND]]
        return appraisal * math.exp(-world.appraisal_log_bias + world.value_sd[sector] * spread)
    # an applicant's own block again, instead of keeping the values of all who never default
    words = keyed_block(world.seed, APPLICANT, path, case_fields[r.CASE_SLOT], 0)
    base = world.quality_value[world.risk_grade[risk], quality_code(words[3])]
    base *= world.life_multiple[sector, life_code(words[3])]
    code = appraisal_code(words[2])
    return base * math.exp(world.value_slope[sector] * world.appraisal_z[code] + world.value_sd[sector] * spread)


@inner
def value_at_default(
    world: r.World, factor: r.Floats, shocks: r.Ints, path: int, month: int, case_fields: r.Ints
) -> float:
    """Return the value in the month of default, as if the patents were still valid, in fen."""
    sector = world.risk_sector[case_fields[r.CASE_RISK]]
    first = case_fields[r.CASE_FIRST_MONTH]
    stream = PATENT + BOOK_STREAMS * case_fields[r.CASE_BOOK]
    words = keyed_block(world.seed, stream, path, case_fields[r.CASE_SLOT], 0)
    # shocks since the appraisal, which knew of the earlier ones
    count = shocks[month, sector] - shocks[first, sector]
    jump = world.value_log[month, sector] - world.value_log[first, sector]
    # one normal for all of them together has the law of their sum
    if count > 0:
        size = normal_inverse(uniform(words[1]))
        jump += count * world.shock_mean[sector] + math.sqrt(count) * world.shock_sd[sector] * size
    value = value_after(
        true_value(world, path, case_fields),
        world.decay[sector],
        world.volatility,
        (month - first) / 12.0,
        normal_inverse(uniform(words[0])),
        jump,
    )
    if world.beta != 0.0:
        steps = (month - 1) // 12 - max(0, first - 1) // 12 if world.is_yearly else month - first
        value *= cycle_factor(world.beta, factor[month, sector], factor[first, sector], world.phi**steps)
    return value


@inner
def value_at_sale(world: r.World, path: int, month: int, sale_month: int, case_fields: r.Ints, value: float) -> float:
    """Return the value at the sale: decayed since the default; nothing when invalid or expired."""
    sector = world.risk_sector[case_fields[r.CASE_RISK]]
    kind = case_fields[r.CASE_KIND]
    age = sale_month - case_fields[r.CASE_FIRST_MONTH]
    slot = case_fields[r.CASE_SLOT]
    stream = BOOK_STREAMS * case_fields[r.CASE_BOOK]
    words = keyed_block(world.seed, PATENT + stream, path, slot, 0)
    # loans of the opening book never applied: they have no block of an applicant to take the life from
    code = life_code(keyed_block(world.seed, PATENT + stream, path, slot, 1)[1])
    if case_fields[r.CASE_BOOK] == 0:
        code = life_code(keyed_block(world.seed, APPLICANT, path, slot, 0)[3])
    if age >= world.life_months[code]:
        return 0.0
    survives = surviving_fraction(
        age / 12.0,
        world.full_hazard[sector, kind],
        world.partial_hazard[sector, kind],
        world.partial_survives,
        uniform(words[2]),
        uniform(words[3]),
    )
    return value * survives * math.exp(-world.decay[sector] * (sale_month - month) / 12.0)


@inner
def haircut_price(world: r.World, path: int, month: int, sale_month: int, case_fields: r.Ints, value: float) -> float:
    """Return the price of a sale at a haircut, in fen; when nobody buys, what a patent pool brings.

    Parameters
    ----------
    month, sale_month
        Of default and of sale; sales after the last month are priced in the last.
    value
        From `value_at_default`.
    """
    # a sale after the last month is never settled, but its price must be found all the same
    at = min(sale_month, world.last)
    stream = SALE + BOOK_STREAMS * case_fields[r.CASE_BOOK]
    words = keyed_block(world.seed, stream, path, case_fields[r.CASE_SLOT], case_fields[r.CASE_GENERATION])
    sector = world.risk_sector[case_fields[r.CASE_RISK]]
    is_sold = uniform(words[2]) < world.sold_share
    if not is_sold and world.patent_pool_share[sector] == 0.0:
        return 0.0
    part = _table(world.sale_table, uniform(words[0])) if is_sold else world.patent_pool_share[sector]
    return value_at_sale(world, path, month, at, case_fields, value) * part * world.sale_factor[at, sector]


@inner
def unsold_price(
    world: r.World, path: int, month: int, round_month: int, case_fields: r.Ints, value: float, appraisal: float
) -> float:
    """Return what a lot brings that no round sold, in fen: taken in kind, or what a patent pool brings, if more.

    Parameters
    ----------
    month, round_month
        Of default and of the last round.
    value, appraisal
        From `value_at_default`, and the fresh appraisal.
    """
    at = min(round_month, world.last)
    sector = world.risk_sector[case_fields[r.CASE_RISK]]
    price = world.unsold_share * appraisal
    if world.patent_pool_share[sector] > 0.0:
        worth = value_at_sale(world, path, month, at, case_fields, value) * world.sale_factor[at, sector]
        price = max(price, world.patent_pool_share[sector] * worth)
    return price


@inner
def auction_round(
    world: r.World,
    factor: r.Floats,
    path: int,
    month: int,
    round_month: int,
    case_fields: r.Ints,
    value: float,
    turn: int,
    appraisal: float,
) -> tuple[float, float]:
    """Return the fresh appraisal (made in round 0) and the bid that buys, in fen; a bid of 0 means unsold.

    Parameters
    ----------
    month, round_month
        Of default and of this round; rounds after the last month are held in the last.
    value
        From `value_at_default`.
    turn
        Number of the round, from 0.
    appraisal
        That of the rounds before; anything in round 0.
    """
    at = min(round_month, world.last)
    sector = world.risk_sector[case_fields[r.CASE_RISK]]
    stream = AUCTION + BOOK_STREAMS * case_fields[r.CASE_BOOK]
    slot = case_fields[r.CASE_SLOT]
    # eight bits for the round, so that renewals and rounds never share a block
    generation = case_fields[r.CASE_GENERATION] << 8
    worth = value_at_sale(world, path, month, at, case_fields, value) * world.sale_factor[at, sector]
    # appraised once, for all rounds: reserves fall from the same figure
    if turn == 0:
        noise = normal_inverse(uniform(keyed_block(world.seed, stream, path, slot, generation)[0]))
        appraisal = worth * math.exp(world.appraisal_log_bias + world.appraisal_sd[sector] * noise)
    words = keyed_block(world.seed, stream, path, slot, generation + turn + 1)
    mean = world.bidder_mean * math.exp(world.bidder_cycle * factor[at, sector])
    bid = highest_bid(worth, world.bid_mean, world.bid_sd, bidders(mean, uniform(words[0])), uniform(words[1]))
    return appraisal, bid if bid >= world.reserves[turn] * appraisal else 0.0
