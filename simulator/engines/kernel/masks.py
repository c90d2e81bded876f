"""Adding an amount in the lanes of one covered case."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined


@inlined
def add_where(table: r.Ints, row: int, mask: r.Bytes, size: int, amount: int) -> None:
    """Add an amount to one row of the first `size` lanes, where the mask says that the case is covered."""
    if amount != 0:
        for p in range(size):
            table[row * r.STRIDE + p] += amount if mask[p] == 1 else 0
