"""Wall time as the shortest of several repetitions, taken in turns."""

import time
from collections.abc import Callable, Mapping


def shortest(pieces: Mapping[str, Callable[[], object]], repetitions: int) -> dict[str, float]:
    """Return the shortest wall time of each piece, in seconds.

    The pieces run in turns, so that a slow spell of the machine does not fall on one of them alone.
    Each piece runs once before, untimed: that compiles it and brings it into memory.
    """
    best = dict.fromkeys(pieces, float("inf"))
    for piece in pieces.values():
        piece()
    for _ in range(repetitions):
        for name, piece in pieces.items():
            start = time.perf_counter()
            piece()
            best[name] = min(best[name], time.perf_counter() - start)
    return best
