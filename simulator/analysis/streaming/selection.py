"""Exact order statistics of a column too long to be held: found by counting, pass after pass."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.intervals import BATCHES, batched, mean_from_error, quantile_rank, quantile_ranks
from simulator.analysis.shortfall import Tail, shortfall_difference_interval, shortfall_interval
from simulator.errors import NoAnswerError
from simulator.estimate import TOO_FEW, Estimate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
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


def shortfall_of(column: Column, level: float, *, may_be_rare: bool = True) -> Estimate:
    """Return the mean of the worst share 1 - level (see `shortfall.shortfall_interval`)."""
    quantile = quantile_of(column, level)
    whole = round(quantile.value * column.unit)
    moments = _moments(np.maximum(piece - whole, 0) / column.unit for piece in column.pieces(0, column.paths))
    tail = Tail(column.paths, moments.nonzero, moments.mean, moments.standard_error)
    return shortfall_interval(quantile, tail, level, may_be_rare=may_be_rare)


def shortfall_difference_of(first: Column, second: Column, level: float) -> Estimate:
    """Return the first column's shortfall less the second's (see `shortfall.shortfall_difference_interval`)."""
    values = [_quantile(column, slice(0, column.paths), level) for column in (first, second)]
    wholes = [round(value * column.unit) for value, column in zip(values, (first, second), strict=True)]
    pairs = zip(first.pieces(0, first.paths), second.pieces(0, second.paths), strict=True)
    moments = _moments(
        np.maximum(one - wholes[0], 0) / first.unit - np.maximum(other - wholes[1], 0) / second.unit
        for one, other in pairs
    )
    scale = 1 - level
    moved = mean_from_error(moments.mean / scale, moments.standard_error / scale, first.paths, moments.nonzero)
    return shortfall_difference_interval(values[0] - values[1], moved, first.paths, level)


@dataclass(frozen=True)
class _Moments:
    """Mean, its standard error, and how many values are not 0."""

    mean: float
    standard_error: float
    nonzero: int


def _moments(pieces: Iterable[Floats]) -> _Moments:
    """Return the moments of values read piece by piece (Chan, Golub and LeVeque 1983)."""
    count = nonzero = 0
    mean = products = 0.0
    for piece in pieces:
        if not len(piece):
            continue
        own = float(piece.mean())
        step, together = own - mean, count + len(piece)
        products += float(np.sum((piece - own) ** 2)) + step**2 * count * len(piece) / together
        mean += step * len(piece) / together
        count, nonzero = together, nonzero + int(np.count_nonzero(piece))
    error = math.sqrt(products / (count - 1) / count) if count > 1 else math.inf
    return _Moments(mean, error, nonzero)


def _quantile(column: Column, part: slice, level: float) -> float:
    rank = quantile_rank(part.stop - part.start, level)
    return order_statistics(column.part(part.start, part.stop), [rank])[rank] / column.unit
