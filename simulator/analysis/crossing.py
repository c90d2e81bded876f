"""From which size on a condition holds: a grid, then smaller and smaller brackets, on common draws.

A condition is a gap with its interval: it holds where the gap is at most 0. It need not hold for good once it holds,
so the answer is the smallest size tried from which on it holds at every larger size tried.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

End = Literal["low", "value", "high"]

SECTIONS = 16
DIGITS = 4


@dataclass(frozen=True)
class Gap:
    """How far a condition is missed at one size, with the two ends of its interval; it holds at 0 and below."""

    low: float
    value: float
    high: float


@dataclass(frozen=True)
class Bracket:
    """Two neighbouring sizes tried: the condition fails at `fails` and holds from `holds` on.

    None where it holds at every size tried, or fails at the largest.
    """

    fails: float | None
    holds: float | None

    @property
    def width(self) -> float:
        """Relative width; 0 when an end is missing, as nothing lies between, or is 0, as no ratio leads there."""
        return 0.0 if not self.fails or self.holds is None else self.holds / self.fails - 1


def last_crossing(gaps: Mapping[float, Gap], end: End = "value") -> Bracket:
    """Return the bracket of the last crossing: of the gap, or of one end of its interval.

    Parameters
    ----------
    gaps
        By size tried; at least one.
    """
    sizes = sorted(gaps, reverse=True)
    holds: float | None = None
    for size in sizes:
        if not getattr(gaps[size], end) <= 0:
            return Bracket(size, holds)
        holds = size
    return Bracket(None, holds)


def between(bracket: Bracket, resolution: float) -> tuple[float, ...]:
    """Return sizes that cut a bracket into sixteen parts of one ratio; none when it is narrow enough.

    Parameters
    ----------
    resolution
        Relative width from which on nothing is cut.
    """
    fails, holds = bracket.fails, bracket.holds
    if fails is None or holds is None or bracket.width <= resolution:
        return ()
    cuts = {rounded(fails * (holds / fails) ** (step / SECTIONS)) for step in range(1, SECTIONS)}
    return tuple(sorted(cut for cut in cuts if fails < cut < holds))


def rounded(size: float) -> float:
    """Return a size above 0 with four digits, and at most two decimals."""
    return float(round(size, min(2, DIGITS - 1 - math.floor(math.log10(size)))))


def geometric(smallest: float, largest: float, count: int) -> tuple[float, ...]:
    """Return ascending sizes of one ratio to the next, both ends among them, rounded to four digits."""
    ratio = (largest / smallest) ** (1 / (count - 1))
    return tuple(sorted({rounded(smallest * ratio**step) for step in range(count)}))
