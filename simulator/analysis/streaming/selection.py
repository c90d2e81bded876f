"""Exact order statistics of a column too long to be held: found by counting, pass after pass."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.intervals import BATCHES, TOO_FEW, Estimate, batched, quantile_rank, quantile_ranks
from simulator.errors import NoAnswerError

Ints = NDArray[np.int64]
BINS = 1 << 14
HELD_AT_MOST = 1 << 17


@dataclass(frozen=True)
class Column:
    """Whole numbers of a run, one per path, read piece by piece as often as it takes.

    Attributes
    ----------
    paths
        Number of paths.
    pieces
        From a range of paths (first, end) to their values, in order, piece by piece.
    unit
        What a value of 1 is worth.
    """

    paths: int
    pieces: Callable[[int, int], Iterable[Ints]]
    unit: float = 1.0

    def part(self, first: int, end: int) -> Callable[[], Iterable[Ints]]:
        """Return a way to read a range of paths; one that is short enough is read once."""
        if end - first <= HELD_AT_MOST:
            held = list(self.pieces(first, end))
            return lambda: held
        return lambda: self.pieces(first, end)

    def above_zero(self) -> "Column":
        """Return the column of the values above 0 alone; its ranges are still those of all paths."""
        count = sum(int((piece > 0).sum()) for piece in self.pieces(0, self.paths))

        def pieces(first: int, end: int) -> Iterator[Ints]:
            return (piece[piece > 0] for piece in self.pieces(first, end))

        return Column(count, lambda _first, _end: pieces(0, self.paths), self.unit)


def order_statistics(read: Callable[[], Iterable[Ints]], ranks: Sequence[int]) -> dict[int, int]:
    """Return the values of given ranks (1 = smallest).

    Every pass counts the values in equal bins between the bounds known so far and keeps the bin that holds the rank:
    exact, in memory that does not grow with the column, after at most five passes for any 64-bit numbers.

    Raises
    ------
    NoAnswerError
        When there is no such rank.
    """
    low, high, count = _bounds(read)
    wrong = [rank for rank in ranks if not 1 <= rank <= count]
    if wrong:
        raise NoAnswerError(f"there is no rank {wrong[0]} among {count} values")
    spans = {rank: (low, high, rank) for rank in ranks}
    while any(low < high for low, high, _ in spans.values()):
        counts = _counted(read, {(low, high) for low, high, _ in spans.values() if low < high})
        for rank, (low, high, left) in spans.items():
            if low < high:
                spans[rank] = _narrowed(low, high, left, counts[low, high])
    return {rank: low for rank, (low, _, _) in spans.items()}


def _bounds(read: Callable[[], Iterable[Ints]]) -> tuple[int, int, int]:
    parts = [(int(piece.min()), int(piece.max()), len(piece)) for piece in read() if len(piece)]
    if not parts:
        return 0, 0, 0
    lows, highs, counts = zip(*parts, strict=True)
    return min(lows), max(highs), sum(counts)


def _width(low: int, high: int) -> int:
    return (high - low) // BINS + 1


def _counted(read: Callable[[], Iterable[Ints]], spans: set[tuple[int, int]]) -> dict[tuple[int, int], Ints]:
    counts = {span: np.zeros(BINS, dtype=np.int64) for span in spans}
    for piece in read():
        for low, high in spans:
            inside = piece[(piece >= low) & (piece <= high)]
            counts[low, high] += np.bincount((inside - low) // _width(low, high), minlength=BINS)
    return counts


def _narrowed(low: int, high: int, left: int, counts: Ints) -> tuple[int, int, int]:
    """Return the bounds of the bin that holds the value, and its rank among the values of that bin."""
    reached = np.cumsum(counts)
    place = int(np.searchsorted(reached, left))
    before = int(reached[place - 1]) if place else 0
    width = _width(low, high)
    return low + place * width, min(high, low + (place + 1) * width - 1), left - before


def quantile_of(column: Column, level: float) -> Estimate:
    """Return a quantile with its interval between order statistics (see `intervals.quantile_interval`)."""
    lower, upper = quantile_ranks(column.paths, level)
    middle = quantile_rank(column.paths, level)
    ranks = [rank for rank in (lower, middle, upper) if rank is not None]
    found = order_statistics(column.part(0, column.paths), ranks)
    return Estimate(
        value=found[middle] / column.unit,
        low=-math.inf if lower is None else found[lower] / column.unit,
        high=math.inf if upper is None else found[upper] / column.unit,
        kind="quantile",
        note=TOO_FEW if lower is None or upper is None else "",
    )


def quantile_difference_of(first: Column, second: Column, level: float) -> Estimate:
    """Return the first column's quantile less the second's (see `intervals.quantile_difference`)."""
    return batched(
        lambda part: _quantile(first, part, level) - _quantile(second, part, level),
        first.paths,
        level,
        BATCHES,
        "quantile",
    )


def shortfall_of(column: Column, level: float) -> Estimate:
    """Return the mean of the worst share 1 - level (see `intervals.expected_shortfall`)."""
    found = batched(lambda part: _tail_mean(column, part, level), column.paths, level, BATCHES, "expected_shortfall")
    return replace(found, low=quantile_of(column, level).low) if found.note else found


def shortfall_difference_of(first: Column, second: Column, level: float) -> Estimate:
    """Return the first column's shortfall less the second's (see `intervals.expected_shortfall_difference`)."""
    return batched(
        lambda part: _tail_mean(first, part, level) - _tail_mean(second, part, level),
        first.paths,
        level,
        BATCHES,
        "expected_shortfall",
    )


def _quantile(column: Column, part: slice, level: float) -> float:
    rank = quantile_rank(part.stop - part.start, level)
    return order_statistics(column.part(part.start, part.stop), [rank])[rank] / column.unit


def _tail_mean(column: Column, part: slice, level: float) -> float:
    """Return the quantile plus the mean excess over it, summed in whole numbers."""
    paths = part.stop - part.start
    rank = quantile_rank(paths, level)
    read = column.part(part.start, part.stop)
    value = order_statistics(read, [rank])[rank]
    excess: int = sum(int(np.maximum(piece - value, 0).sum()) for piece in read())
    tail: float = value / column.unit + excess / column.unit / (paths * (1 - level))
    return tail
