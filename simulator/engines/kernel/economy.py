"""Step 1 of the month for a whole path: factors, survival of each risk, technology shocks."""

import math

from simulator.compiled import inner
from simulator.engines.kernel.records import Floats, Scratch, World
from simulator.randomness.normal import normal_inverse
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import MACRO, MIXING, REGIME, SECTOR, SHOCK, TILT
from simulator.rules.default import conditional_pd, monthly_from_yearly
from simulator.rules.economy import next_factor, sector_factor


@inner
def moves_of(world: World) -> int:
    """Return how often the factors move on a path: every month, or every January."""
    stretch = 12 if world.is_yearly else 1
    return (world.last + stretch - 1) // stretch


@inner
def drawn_tilt(world: World, path: int) -> int:
    """Return which tilt the path gets, -1 for none; a world without tilts draws nothing."""
    tilt_from = world.tilt_from
    # a draw of its own, so that a tilted path has the innovations of the plain one, moved
    component = -1
    if len(tilt_from) > 0:
        u = uniform(keyed_block(world.economy_seed, TILT, path, 0, 0)[0])
        for candidate in range(len(tilt_from)):
            if u >= tilt_from[candidate]:
                component = candidate
    return component


@inner
def draw_innovations(world: World, path: int, innovations: Floats) -> None:
    """Fill innovations[move, source] with the factors' normal innovations; source 0 is macro, then the sectors.

    A tilted world adds one of its tilts to those of a path, but for the share of paths that stays plain.
    """
    tilt = world.tilt
    component = drawn_tilt(world, path)
    for source in range(world.sectors + 1):
        stream = MACRO if source == 0 else SECTOR
        for move in range(moves_of(world)):
            # a block has four words: one for each of four moves
            if move % 4 == 0:
                word_0, word_1, word_2, word_3 = keyed_block(world.economy_seed, stream, path, move // 4, source)
            word = word_0 if move % 4 == 0 else (word_1 if move % 4 == 1 else (word_2 if move % 4 == 2 else word_3))
            shock = normal_inverse(uniform(word))
            if component >= 0:
                shock += tilt[component, move, source]
            innovations[move, source] = shock


@inner
def draw_factors(world: World, scratch: Scratch, path: int) -> None:
    """Fill factor[0..last, sector] with F; month 0 has the value of month 1."""
    macro_weight = world.macro_weight
    factor_shift = world.factor_shift
    factor = scratch.factor
    # a factor that moves by year keeps its level for twelve months
    stretch = 12 if world.is_yearly else 1
    moves = moves_of(world)
    draw_innovations(world, path, scratch.innovations)
    for source in range(world.sectors + 1):
        level = 0.0
        for move in range(moves):
            shock = scratch.innovations[move, source]
            level = shock if move == 0 else next_factor(level, world.phi, shock)
            for month in range(move * stretch + 1, min(world.last, (move + 1) * stretch) + 1):
                factor[month, world.sectors if source == 0 else source - 1] = level
    for month in range(1, world.last + 1):
        macro = factor[month, world.sectors]
        for sector in range(world.sectors):
            factor[month, sector] = sector_factor(macro, factor[month, sector], macro_weight[sector])
    if len(world.regime_start) > 0:
        _add_regimes(world, scratch, path)
    for month in range(1, world.last + 1):
        for sector in range(world.sectors):
            factor[month, sector] += factor_shift[month, sector]
    # loans of the opening book were appraised in month 0, and their value follows the factor from there on
    for sector in range(world.sectors):
        factor[0, sector] = factor[1, sector]


@inner
def _add_regimes(world: World, scratch: Scratch, path: int) -> None:
    regime_start = world.regime_start
    regime_move = world.regime_move
    factor = scratch.factor
    regime_shift = world.regime_shift
    states = len(regime_start)
    state = 0
    for month in range(1, world.last + 1):
        u = uniform(keyed_block(world.economy_seed, REGIME, path, month, 0)[0])
        total = 0.0
        # the last one, should rounding leave the sum below the uniform
        chosen = states - 1
        for candidate in range(states):
            total += regime_start[candidate] if month == 1 else regime_move[state, candidate]
            if u < total:
                chosen = candidate
                break
        state = chosen
        for sector in range(world.sectors):
            factor[month, sector] += regime_shift[state]


@inner
def fill_survival(world: World, scratch: Scratch, path: int) -> None:
    """Fill survival[0..last, risk] with S[t] = prod(1 - p); the row after them holds this year's monthly p."""
    mixing = world.mixing
    pd_factor = world.pd_factor
    threshold = world.threshold
    factor = scratch.factor
    pd_table = world.pd_table
    survival = scratch.survival
    grades = world.risks // world.sectors
    for risk in range(world.risks):
        survival[0, risk] = 1.0
    # a t copula's common divisor: drawn anew each January, between cells by interpolation
    root_mixing = 1.0
    for month in range(1, world.last + 1):
        is_new_year = (month - 1) % 12 == 0
        if world.is_t and is_new_year:
            code = keyed_block(world.economy_seed, MIXING, path, month, 0)[0]
            place = uniform(code) * len(mixing) - 0.5
            cell = min(max(math.floor(place), 0), len(mixing) - 2)
            weight = min(max(place - cell, 0.0), 1.0)
            root_mixing = (1.0 - weight) * mixing[cell] + weight * mixing[cell + 1]
        for sector in range(world.sectors):
            stress = pd_factor[month, sector]
            if world.is_yearly:
                for risk in range(sector * grades, (sector + 1) * grades):
                    if is_new_year:
                        yearly = conditional_pd(threshold[risk] * root_mixing, world.rho, factor[month, sector])
                        # kept for the year in the row after the last month
                        survival[world.last + 1, risk] = monthly_from_yearly(yearly)
                    monthly = min(1.0, stress * survival[world.last + 1, risk])
                    survival[month, risk] = survival[month - 1, risk] * (1.0 - monthly)
            else:
                # the normal distribution function, looked up: it would be taken for every risk in every month
                place = (factor[month, sector] - world.pd_low) * world.pd_scale
                top = pd_table.shape[0] - 2
                cell = min(max(int(place), 0), top)
                weight = min(max(place - cell, 0.0), 1.0)
                for risk in range(sector * grades, (sector + 1) * grades):
                    low = pd_table[cell, risk]
                    monthly = min(1.0, stress * (low + weight * (pd_table[cell + 1, risk] - low)))
                    survival[month, risk] = survival[month - 1, risk] * (1.0 - monthly)


@inner
def draw_shocks(world: World, scratch: Scratch, path: int) -> None:
    """Fill shocks[0..last, sector] with the number of technology shocks up to each month.

    By the times between them, so that a higher rate moves the same shocks closer together.
    """
    shocks = scratch.shocks
    shock_rate = world.shock_rate
    for sector in range(world.sectors):
        rate = shock_rate[sector] / 12.0
        count = 0
        next_time = math.inf
        if rate > 0.0:
            next_time = -math.log(uniform(keyed_block(world.economy_seed, SHOCK, path, count, sector)[0])) / rate
        shocks[0, sector] = 0
        for month in range(1, world.last + 1):
            while next_time <= month:
                count += 1
                gap = -math.log(uniform(keyed_block(world.economy_seed, SHOCK, path, count, sector)[0])) / rate
                next_time += gap
            shocks[month, sector] = count
