"""Looking up a place in a table that rises."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined


@inlined
def first_at_least(values: r.Floats, wanted: float) -> int:
    """Return the first place whose value is at least the one wanted; the last place where none is."""
    low = 0
    high = len(values) - 1
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
