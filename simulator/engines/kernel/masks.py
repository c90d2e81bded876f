"""Adding an amount in the lanes of one covered case."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined


@inlined
def add_where(table: r.Ints, field: int, mask: r.Bytes, size: int, amount: int) -> None:
    """Add an amount to one field of the first `size` lanes, where the mask says that the case is covered."""
    # most cuts and most parties' parts are 0: then no lane is touched
    if amount != 0:
        for p in range(size):
            table[field + p] += amount if mask[p] == r.WITH_COVER else 0
