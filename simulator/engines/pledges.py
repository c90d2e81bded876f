"""Pledges by themselves: draws of single loans in a scenario's world, without banks, scheme or fund."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.kernel import pledges as kernel
from simulator.engines.preparing import Prepared
from simulator.engines.preparing.scratch import make_scratch
from simulator.engines.preparing.units import fen

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
PATHS_PER_BLOCK = 256


class Pledge(NamedTuple):
    """A loan on patents alone: places of sector and kind (0 invention, 1 utility model), months, currency units."""

    sector: int
    kind: int
    life_months: int
    term_months: int
    appraised_value: float


@dataclass(frozen=True, eq=False)
class Defaults:
    """Defaults of loans on every pledge, as many on every path; arrays have shape (pledges, paths, loans).

    Attributes
    ----------
    chance
        Chance that the loan defaults within its term on this path.
    month
        Month of default since the loan.
    month_chance
        Chance of this month, given a default within the term on this path.
    proceeds
        Net proceeds of the patents per unit of appraised value.
    lag_months
        From default to proceeds.
    month_law
        Chance of default in each month over all paths, of the pledge's sector, shape (pledges, months + 1).
    """

    chance: Floats
    month: Floats
    month_chance: Floats
    proceeds: Floats
    lag_months: Floats
    month_law: Floats


@dataclass(frozen=True, eq=False)
class Values:
    """What every pledge is worth over time.

    Attributes
    ----------
    value
        Per unit of appraised value, nothing when invalid or expired, shape (paths, pledges, months + 1).
    chance
        Chance of default in the month on the path, same shape.
    """

    value: Floats
    chance: Floats


def draw_defaults(
    prepared: Prepared, pledges: Sequence[Pledge], paths: int, loans: int, progress: Progress | None = None
) -> Defaults:
    """Let loans on every pledge default on every path, in months drawn as in the model, and sell their patents.

    Parameters
    ----------
    prepared
        Its calendar must hold the longest term and its sale.
    progress
        Called with (paths done, paths in all).
    """
    table = _table(pledges)
    drawn = np.empty((paths, len(pledges), loans, kernel.DRAWN))
    law: Floats = np.zeros((prepared.world.sectors, prepared.world.last + 1))

    def block(world: r.World, scratch: r.Scratch, first: int, last: int) -> None:
        law[:] += kernel.draw_defaults(world, scratch, first, table, _grades(prepared), drawn[first:last])

    _in_blocks(prepared, block, paths, progress)
    columns = np.ascontiguousarray(drawn.transpose(3, 1, 0, 2))
    return Defaults(
        chance=columns[kernel.DRAWN_CHANCE],
        month=columns[kernel.DRAWN_MONTH],
        month_chance=columns[kernel.DRAWN_MONTH_CHANCE],
        proceeds=columns[kernel.DRAWN_PROCEEDS] / table[:, kernel.PLEDGE_APPRAISED, None, None],
        lag_months=columns[kernel.DRAWN_LAG],
        month_law=law[table[:, kernel.PLEDGE_SECTOR]] / paths,
    )


def draw_values(prepared: Prepared, pledges: Sequence[Pledge], paths: int, months: int) -> Values:
    """Find what every pledge is worth from the loan to month `months`."""
    table = _table(pledges)
    drawn = np.empty((paths, len(pledges), months + 1, kernel.MONTHLY))

    def block(world: r.World, scratch: r.Scratch, first: int, last: int) -> None:
        kernel.draw_values(world, scratch, first, table, _grades(prepared), drawn[first:last])

    _in_blocks(prepared, block, paths, None)
    value = drawn[..., kernel.MONTH_VALUE] / table[:, kernel.PLEDGE_APPRAISED, None]
    return Values(value, drawn[..., kernel.MONTH_CHANCE])


def _table(pledges: Sequence[Pledge]) -> NDArray[np.int64]:
    rows = [(*pledge[:-1], fen(pledge.appraised_value)) for pledge in pledges]
    return np.array(rows, dtype=np.int64).reshape(-1, kernel.PLEDGES)


def _grades(prepared: Prepared) -> Floats:
    shares = np.array([grade.share for grade in prepared.scenario.grades])
    return shares / shares.sum()


def _in_blocks(
    prepared: Prepared,
    block: Callable[[r.World, r.Scratch, int, int], None],
    paths: int,
    progress: Progress | None,
) -> None:
    """Call `block` with the paths in order; the world's loans are 1 per unit of appraised value, its lives its own."""
    world = prepared.world
    own = world._replace(pledge=np.ones(len(world.pledge)), life_months=np.zeros_like(world.life_months))
    scratch = make_scratch(own, prepared.lanes, prepared.sizes)
    for first in range(0, paths, PATHS_PER_BLOCK):
        last = min(paths, first + PATHS_PER_BLOCK)
        block(own, scratch, first, last)
        if progress is not None:
            progress(last, paths)
