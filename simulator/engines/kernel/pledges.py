"""Pledges by themselves: what the patents of single loans are worth month by month, and bring after a default.

Every pledge is that of the first loans of a path's opening book (lent in month 0) and has the draws of those loans,
so that pledges differ by their terms alone.
"""

import numpy as np

import simulator.engines.kernel.records as r
from simulator.compiled import inner, rule
from simulator.engines.kernel.collateral import proceeds_of, true_value, value_at_default, value_at_sale
from simulator.engines.kernel.economy import draw_factors, draw_shocks, fill_survival
from simulator.engines.kernel.references import refer
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK
from simulator.rules.default import default_month

# columns of the pledges, one a row
(
    PLEDGE_SECTOR,  # sector
    PLEDGE_KIND,  # kind of patent: 0 invention, 1 utility model
    PLEDGE_LIFE,  # remaining legal life, months
    PLEDGE_TERM,  # term of the loan, months
    PLEDGE_APPRAISED,  # appraised value, fen
    PLEDGES,  # number of columns
) = range(6)

# what is drawn of a default
(
    DRAWN_CHANCE,  # chance of default within the term
    DRAWN_MONTH,  # month of default since the loan
    DRAWN_MONTH_CHANCE,  # chance of this month, given a default within the term
    DRAWN_PROCEEDS,  # net proceeds, fen
    DRAWN_LAG,  # from default to proceeds, months
    DRAWN,  # number of columns
) = range(6)

# what is drawn of a month
(
    MONTH_VALUE,  # value of the patents, fen
    MONTH_CHANCE,  # chance of default in the month
    MONTHLY,  # number of columns
) = range(3)


@rule
def draw_defaults(
    world_table: r.World,
    scratch_table: r.Scratch,
    first: int,
    pledges: np.ndarray,
    grades: np.ndarray,
    drawn: np.ndarray,
) -> np.ndarray:
    """Let loans on every pledge default on every path, in months drawn as in the model, and sell their patents.

    Parameters
    ----------
    world_table
        A loan of 1 per unit of appraised value (`pledge`); `life_months` is overwritten.
    first
        Number of the first path.
    pledges
        Shape (pledges, PLEDGES).
    grades
        Part of each grade in the borrowers, shape (grades,).
    drawn
        Gets what is drawn, shape (paths, pledges, loans, DRAWN).

    Returns
    -------
    Chance of default in each month, summed over paths, shape (sectors, months + 1).
    """
    world = refer(world_table)
    scratch = refer(scratch_table)
    sound = np.ones((world.sectors, world.last + 1))
    chances = np.zeros((world.sectors, world.last + 1))
    case_fields = np.zeros(r.CASES, dtype=np.int64)
    for i in range(drawn.shape[0]):
        _fill_path(world, scratch, first + i, grades, sound)
        for sector in range(world.sectors):
            for month in range(1, world.last + 1):
                chances[sector, month] += sound[sector, month - 1] - sound[sector, month]
        for j in range(pledges.shape[0]):
            _set_pledge(world, pledges[j], case_fields)
            law = sound[pledges[j, PLEDGE_SECTOR]]
            for loan in range(drawn.shape[2]):
                case_fields[r.CASE_SLOT] = loan
                _draw_default(world, scratch, first + i, pledges[j, PLEDGE_TERM], case_fields, law, drawn[i, j, loan])
    return chances


@rule
def draw_values(
    world_table: r.World,
    scratch_table: r.Scratch,
    first: int,
    pledges: np.ndarray,
    grades: np.ndarray,
    drawn: np.ndarray,
) -> None:
    """Find what every pledge is worth in each month, nothing when invalid or expired, and the chance of default in it.

    Parameters
    ----------
    world_table, scratch_table, first, pledges, grades
        As in `draw_defaults`.
    drawn
        Gets what is drawn, shape (paths, pledges, months + 1, MONTHLY).
    """
    world = refer(world_table)
    scratch = refer(scratch_table)
    sound = np.ones((world.sectors, world.last + 1))
    case_fields = np.zeros(r.CASES, dtype=np.int64)
    for i in range(drawn.shape[0]):
        path = first + i
        _fill_path(world, scratch, path, grades, sound)
        for j in range(pledges.shape[0]):
            _set_pledge(world, pledges[j], case_fields)
            law = sound[pledges[j, PLEDGE_SECTOR]]
            drawn[i, j, 0, MONTH_VALUE] = true_value(world, path, case_fields)
            drawn[i, j, 0, MONTH_CHANCE] = 0.0
            for month in range(1, drawn.shape[2]):
                value = value_at_default(world, scratch.factor, scratch.shocks, path, month, case_fields)
                drawn[i, j, month, MONTH_VALUE] = value_at_sale(world, path, month, month, case_fields, value)
                drawn[i, j, month, MONTH_CHANCE] = law[month - 1] - law[month]


@inner
def _fill_path(world: r.World, scratch: r.Scratch, path: int, grades: r.Floats, sound: r.Floats) -> None:
    """Fill the path's economy, and sound[sector, 0..last] with the part of the borrowers that has not defaulted."""
    draw_factors(world, scratch, path)
    fill_survival(world, scratch, path)
    draw_shocks(world, scratch, path)
    survival = scratch.survival
    for sector in range(world.sectors):
        for month in range(world.last + 1):
            part = 0.0
            for grade in range(len(grades)):
                part += grades[grade] * survival[month, sector * len(grades) + grade]
            sound[sector, month] = part


@inner
def _set_pledge(world: r.World, pledge: r.Ints, case_fields: r.Ints) -> None:
    life_months = world.life_months
    for code in range(len(life_months)):
        life_months[code] = pledge[PLEDGE_LIFE]
    case_fields[r.CASE_BOOK] = 1
    case_fields[r.CASE_SOURCE] = -1
    case_fields[r.CASE_RISK] = pledge[PLEDGE_SECTOR] * (world.risks // world.sectors)
    case_fields[r.CASE_KIND] = pledge[PLEDGE_KIND]
    case_fields[r.CASE_PRINCIPAL] = pledge[PLEDGE_APPRAISED]


@inner
def _draw_default(
    world: r.World, scratch: r.Scratch, path: int, term: int, case_fields: r.Ints, sound: r.Floats, drawn: r.Floats
) -> None:
    chance = sound[0] - sound[term]
    loan = case_fields[r.CASE_SLOT]
    u = uniform(keyed_block(world.seed, BOOK, path, loan // 4, 0)[loan % 4])
    # the uniform is stretched to the part of the law below the term: every draw is a default
    month = default_month(sound[term] + u * chance, sound, 0, term)
    # rounding at the very end of the law
    if month == 0:
        month = term
    proceeds, lag = proceeds_of(world, scratch.factor, scratch.shocks, path, month, case_fields, 0)
    drawn[DRAWN_CHANCE] = chance
    drawn[DRAWN_MONTH] = month
    drawn[DRAWN_MONTH_CHANCE] = (sound[month - 1] - sound[month]) / chance if chance > 0.0 else 1.0
    drawn[DRAWN_PROCEEDS] = proceeds
    drawn[DRAWN_LAG] = lag
