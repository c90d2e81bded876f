"""Masks of cases and of loans kept for renewal: which cover a loan has in each lane."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined


@inlined
def add_where(table: r.Ints, field: int, mask: r.Bytes, size: int, amount: int) -> None:
    """Add an amount to one field of the first `size` lanes, where the mask says that the case is covered."""
    # most cuts and most parties' parts are 0: then no lane is touched
    if amount != 0:
        for p in range(size):
            table[field + p] += amount if mask[p] == r.WITH_COVER else 0


@inlined
def write_mask(mask: r.Bytes, lane: r.Ints, size: int) -> None:
    """Write into a mask how each of `size` lanes holds the loan whose principal is in COVER or ALONE."""
    # a sum of two choices, one of which is 0: a choice among three would be a branch
    for p in range(size):
        covered = r.WITH_COVER if lane[r.COVER + p] > 0 else r.NOT_HELD
        alone = r.WITHOUT_COVER if lane[r.ALONE + p] > 0 else r.NOT_HELD
        mask[p] = covered + alone
