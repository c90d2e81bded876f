"""Parts of the compiled engine for one path, month or loan at a time, callable from Python.

The event engine takes from here the economy, the applicants and the sales, so that it has the same loans, and does all
else by itself; analyses take what they need of a path without its loans.
"""

import numpy as np

import simulator.engines.kernel.records as r
from simulator.compiled import rule
from simulator.engines.kernel.applicants import appraise, count_applications
from simulator.engines.kernel.cells import cell_of
from simulator.engines.kernel.collateral import (
    auction_round,
    first_sale_lag,
    fixed_proceeds,
    guarantee_proceeds,
    haircut_price,
    net_of_cost,
    other_proceeds,
    secured_by_patents,
    unsold_price,
    value_at_default,
)
from simulator.engines.kernel.draws import draw_blocks
from simulator.engines.kernel.economy import draw_factors, draw_innovations, draw_shocks, fill_survival, moves_of
from simulator.engines.kernel.opinion import first_code_of_book, opinion_code, years_known
from simulator.engines.kernel.references import refer
from simulator.randomness.philox import uniform
from simulator.randomness.streams import APPLICANT, SLOTS_PER_MONTH
from simulator.rules.disposal import after_legal_cost


@rule
def fill_economy(world_table: r.World, scratch_table: r.Scratch, path: int) -> None:
    """Fill the path's factors, survival of each risk and technology shocks into the scratch memory."""
    world = refer(world_table)
    scratch = refer(scratch_table)
    draw_factors(world, scratch, path)
    fill_survival(world, scratch, path)
    draw_shocks(world, scratch, path)


@rule
def innovations_of(world_table: r.World, paths: np.ndarray) -> np.ndarray:
    """Return the factors' innovations of some paths, shape (paths, moves, 1 + sectors); the first source is macro."""
    world = refer(world_table)
    found = np.zeros((len(paths), moves_of(world), world.sectors + 1))
    for i in range(len(paths)):
        draw_innovations(world, paths[i], found[i])
    return found


@rule
def factors_of(world_table: r.World, scratch_table: r.Scratch, first: int, count: int) -> np.ndarray:
    """Return the factors of paths first, first + 1, ..., shape (count, last + 1, sectors); month 0 repeats month 1."""
    world = refer(world_table)
    scratch = refer(scratch_table)
    found = np.zeros((count, world.last + 1, world.sectors))
    for i in range(count):
        draw_factors(world, scratch, first + i)
        found[i] = scratch.factor[: world.last + 1, : world.sectors]
    return found


@rule
def tilt_scores(world_table: r.World, first: int, count: int) -> np.ndarray:
    """Return the sums of tilt x innovation of paths first, first + 1, ..., shape (count, tilts)."""
    world = refer(world_table)
    innovations = np.zeros((moves_of(world), world.sectors + 1))
    tilt = world.tilt
    scores = np.zeros((count, len(tilt)))
    for i in range(count):
        draw_innovations(world, first + i, innovations)
        for component in range(len(tilt)):
            scores[i, component] = np.sum(innovations * tilt[component])
    return scores


@rule
def appraise_applicants(
    world_table: r.World, lanes_table: r.Lanes, scratch_table: r.Scratch, path: int, month: int, first: int
) -> int:
    """Appraise the month's applicants from number `first` on, as many as fit; return how many apply."""
    world = refer(world_table)
    lanes = refer(lanes_table)
    scratch = refer(scratch_table)
    count = count_applications(world, path, month)
    size = min(count - first, scratch.words.shape[1])
    if size > 0:
        draw_blocks(scratch.words, world.seed, (APPLICANT, path, 0), month * SLOTS_PER_MONTH + first, size)
        appraise(world, lanes, scratch, size)
    return count


@rule
def application_counts(world_table: r.World, path: int) -> np.ndarray:
    """Return how many apply for the first time in months 1, 2, ..., shape (months,)."""
    world = refer(world_table)
    counts = np.zeros(world.months, dtype=np.int64)
    for month in range(1, world.months + 1):
        counts[month - 1] = count_applications(world, path, month)
    return counts


@rule
def to_uniforms(words: np.ndarray) -> np.ndarray:
    """Return the uniforms of 32-bit words, same shape (n,)."""
    uniforms = np.empty(len(words))
    for i in range(len(words)):
        uniforms[i] = uniform(words[i])
    return uniforms


@rule
def threshold_cell(world_table: r.World, lanes_table: r.Lanes, quality: int, principal: int, risk: int) -> int:
    """Return the cell of a loan that is nobody's first (see `cells.cell_of`)."""
    return cell_of(refer(world_table), refer(lanes_table), quality, principal, risk, 0)


@rule
def renewal_opinion(world_table: r.World, path: int, slot: int, book: int, first_code: int, years: int) -> int:
    """Return the code by which a bank decides on a renewal (see `opinion.opinion_code`)."""
    return opinion_code(refer(world_table), path, slot, book, first_code, years)


@rule
def years_of_acquaintance(world_table: r.World, month: int, first_month: int) -> int:
    """Return for how many years a bank knows a borrower, as far as its opinion counts them."""
    return years_known(refer(world_table), month, first_month)


@rule
def book_code(world_table: r.World, path: int, slot: int, risk: int, is_covered: int) -> int:
    """Return what the bank saw when it made a loan of the opening book."""
    return first_code_of_book(refer(world_table), path, slot, risk, is_covered)


@rule
def ip_part_of(world_table: r.World, case_fields: np.ndarray, owed: int) -> int:
    """Return the part of what is owed that the patents secure, in fen; `case_fields` is a row of records.CASE_..."""
    return secured_by_patents(refer(world_table), case_fields, owed)


@rule
def from_other(world_table: r.World, case_fields: np.ndarray, rest_owed: int) -> int:
    """Return what other collateral brings, in fen; `case_fields` is a row of records.CASE_..."""
    return other_proceeds(refer(world_table), case_fields, rest_owed)


@rule
def from_guarantee(world_table: r.World, case_fields: np.ndarray, owed: int) -> int:
    """Return what the controller's guarantee brings, in fen; `case_fields` is a row of records.CASE_..."""
    return guarantee_proceeds(refer(world_table), case_fields, owed)


@rule
def months_to_sale(world_table: r.World, path: int, case_fields: np.ndarray) -> int:
    """Return the months from default to the first round of the sale; `case_fields` is a row of records.CASE_..."""
    return first_sale_lag(refer(world_table), path, case_fields)


@rule
def worth_at_default(
    world_table: r.World, scratch_table: r.Scratch, path: int, month: int, case_fields: np.ndarray
) -> float:
    """Return the patents' value in the month of default, as if still valid, in fen."""
    scratch = refer(scratch_table)
    return value_at_default(refer(world_table), scratch.factor, scratch.shocks, path, month, case_fields)


@rule
def sell(
    world_table: r.World,
    scratch_table: r.Scratch,
    path: int,
    months: tuple[int, int],
    case_fields: np.ndarray,
    owed: int,
    value: float,
    turn: int,
    appraisal: float,
) -> tuple[bool, int, float]:
    """Try to sell the patents of a defaulted loan.

    Parameters
    ----------
    months
        Of default and of this attempt.
    case_fields
        Row of records.CASE_...
    owed
        All that is owed, fen.
    value
        Value at default, fen.
    turn, appraisal
        Number of the auction's round, and the fresh appraisal of round 0.

    Returns
    -------
    Whether the matter is closed, net proceeds in fen, and the fresh appraisal.
    """
    world = refer(world_table)
    # the compiled engine runs through all rounds at once (`collateral.proceeds_of`); here a caller waits between them
    if world.disposal == r.DISPOSAL_FIXED:
        return True, after_legal_cost(fixed_proceeds(world, case_fields, owed), world.legal_ppm, world.legal_fixed), 0.0
    if world.disposal == r.DISPOSAL_HAIRCUT:
        return True, net_of_cost(world, haircut_price(world, path, months[0], months[1], case_fields, value)), 0.0
    scratch = refer(scratch_table)
    appraisal, bid = auction_round(
        world, scratch.factor, path, months[0], months[1], case_fields, value, turn, appraisal
    )
    if bid > 0.0:
        return True, net_of_cost(world, bid), appraisal
    if turn + 1 < len(world.reserves):
        return False, 0, appraisal
    price = unsold_price(world, path, months[0], months[1], case_fields, value, appraisal)
    return True, net_of_cost(world, price), appraisal
