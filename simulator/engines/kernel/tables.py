"""Rows of the tables that are used up on a path: the next one never used, or one that was given back."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner


@inner
def next_row(scratch: r.Scratch, used: int, rows: int, full: int) -> int:
    """Return a row that was never used on this path, or -1 when the table is full: the path is then given up.

    Parameters
    ----------
    used, full
        USED_... and FULL_... of the table.
    rows
        Its number of rows.
    """
    counter = scratch.counter
    index = counter[used]
    if index >= rows:
        counter[r.OVERFLOW] = full
        return -1
    counter[used] += 1
    return index


@inner
def free_row(scratch: r.Scratch, table: r.Ints, following: int, free: int, used: int, full: int) -> int:
    """Return a row that was given back, else one never used; -1 when there is neither.

    Parameters
    ----------
    following
        Column in which a row that was given back names the one given back before it.
    free
        FREE_... of the table; `used` and `full` as in `next_row`.
    """
    index = scratch.counter[free]
    if index < 0:
        return next_row(scratch, used, table.shape[0], full)
    scratch.counter[free] = table[index, following]
    return index


@inner
def give_back(scratch: r.Scratch, table: r.Ints, following: int, free: int, index: int) -> None:
    """Let a row be used again."""
    table[index, following] = scratch.counter[free]
    scratch.counter[free] = index
