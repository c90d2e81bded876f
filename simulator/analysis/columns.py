"""Whole numbers of every path, too many to be held: read piece by piece, quantiles and tails found by counting."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.intervals import (
    BATCHES,
    batched,
    mean_from_error,
    quantile_rank,
    quantile_ranks,
)
from simulator.analysis.shortfall import (
    Tail,
    shortfall_difference_interval,
    shortfall_interval,
)
from simulator.errors import NoAnswerError, wrong
from simulator.estimate import TOO_FEW, Estimate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Pieces = Callable[[int, int], Iterable[Ints]]
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
    is_of_months
        Whether 0 is no number: what is counted does not happen on the path.
    """

    paths: int
    pieces: Pieces
    unit: float = 1.0
    is_of_months: bool = False

    def ranked(self, ranks: Sequence[int], part: slice | None = None) -> dict[int, int]:
        """Return the values of given ranks (1 = smallest), of a range of paths or of all; sorted where short enough."""
        first, end = (0, self.paths) if part is None else (part.start, part.stop)
        if end - first > HELD_AT_MOST:
            return order_statistics(lambda: self.pieces(first, end), ranks)
        ordered = np.partition(np.concatenate([*self.pieces(first, end)]), [rank - 1 for rank in ranks])
        return {rank: int(ordered[rank - 1]) for rank in ranks}

    def mapped(self, function: Callable[[Ints], Ints]) -> "Column":
        """Return the column of what a function makes of the values."""
        return replace(self, pieces=lambda first, end: (function(piece) for piece in self.pieces(first, end)))

    def known(self) -> "Column":
        """Return the column of the paths that have a number; its ranges are still those of all paths."""
        if not self.is_of_months:
            return self
        count = sum(int((piece > 0).sum()) for piece in self.pieces(0, self.paths))

        def pieces(_first: int, _end: int) -> Iterator[Ints]:
            return (piece[piece > 0] for piece in self.pieces(0, self.paths))

        return replace(self, paths=count, pieces=pieces)

    def quantile(self, level: float) -> Estimate:
        """Return a quantile between order statistics."""
        lower, upper = quantile_ranks(self.paths, level)
        middle = quantile_rank(self.paths, level)
        found = self.ranked([rank for rank in (lower, middle, upper) if rank is not None])
        return Estimate(
            value=found[middle] / self.unit,
            low=-math.inf if lower is None else found[lower] / self.unit,
            high=math.inf if upper is None else found[upper] / self.unit,
            kind="quantile",
            note=TOO_FEW if lower is None or upper is None else "",
        )

    def quantile_less(self, other: "Column", level: float) -> Estimate:
        """Return the quantile less another's, on common draws."""
        return batched(
            lambda part: self._quantile(level, part) / self.unit - other._quantile(level, part) / other.unit,
            self.paths,
            level,
            BATCHES,
            "quantile",
        )

    def shortfall(self, level: float, *, may_be_rare: bool) -> Estimate:
        """Return the mean of the worst share 1 - level."""
        whole = self._quantile(level)
        moments = _moments(np.maximum(piece - whole, 0) / self.unit for piece in self.pieces(0, self.paths))
        tail = Tail(self.paths, moments.nonzero, moments.mean, moments.standard_error)
        return shortfall_interval(self.quantile(level), tail, level, may_be_rare=may_be_rare)

    def shortfall_less(self, other: "Column", level: float) -> Estimate:
        """Return the shortfall less another's."""
        both = (self, other)
        wholes = [column._quantile(level) for column in both]
        pairs = zip(self.pieces(0, self.paths), other.pieces(0, other.paths), strict=True)
        moments = _moments(
            np.maximum(one - wholes[0], 0) / self.unit - np.maximum(more - wholes[1], 0) / other.unit
            for one, more in pairs
        )
        scale = 1 - level
        moved = mean_from_error(moments.mean / scale, moments.standard_error / scale, self.paths, moments.nonzero)
        return shortfall_difference_interval(wholes[0] / self.unit - wholes[1] / other.unit, moved, self.paths, level)

    def _quantile(self, level: float, part: slice | None = None) -> int:
        rank = quantile_rank(self.paths if part is None else part.stop - part.start, level)
        return self.ranked([rank], part)[rank]


def held_column(values: Ints) -> Column:
    """Return whole numbers that are held, shape (paths,), as a column."""
    return Column(len(values), lambda first, end: [values[first:end]])


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
    missing = [rank for rank in ranks if not 1 <= rank <= count]
    if missing:
        raise NoAnswerError(wrong("faults.analysis.no_rank", rank=str(missing[0]), n=count))
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
