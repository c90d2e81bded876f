"""Values: what a cell of a table, a part of a sentence or a label of a chart holds, before it is said in a language."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from simulator.estimate import NO_DENOMINATOR, Estimate

Unit = Literal[
    "currency", "share", "ratio", "probability", "count", "months", "years", "days", "year", "per currency", "points",
    "currency times years", "plain",
]  # fmt: skip
"""What a number counts: main currency units, a part of 1 (shown in per cent), a compensation ratio, ...

"per currency": currency per currency, shown per 100; "points": a difference of shares, shown in percentage points.
"""


@dataclass(frozen=True)
class Own:
    """Somebody's own words, such as a scenario's title: shown as they were written, in the languages given."""

    text: str
    chinese: str = ""


@dataclass(frozen=True)
class Phrase:
    """Words by their key in `saying/words`, and what is filled in by name."""

    key: str
    parts: Mapping[str, "Value"] = field(default_factory=dict)


def phrase(key: str, /, **parts: "Value") -> Phrase:
    """Return words by key, filled in."""
    return Phrase(key, parts)


@dataclass(frozen=True)
class Listed:
    """Several values said one after another, the last one joined by "and" or "or"."""

    items: tuple["Value", ...]
    last: Literal["and", "or"] = "and"


@dataclass(frozen=True)
class InFolder:
    """A file or folder in the run folder of the answer, "" for the run folder itself; said as words of a command."""

    path: str


@dataclass(frozen=True)
class Number:
    """A number that is known exactly, such as a setting."""

    value: float
    unit: Unit = "plain"


@dataclass(frozen=True)
class Measured:
    """An estimate with its interval; a difference is shown with its sign."""

    estimate: Estimate
    unit: Unit
    is_difference: bool = False


@dataclass(frozen=True)
class Peak:
    """The best of a row of numbers, and the range of those that are statistically indistinguishable from it.

    Or a setting, and the range that its source states.
    """

    best: float
    low: float
    high: float
    unit: Unit = "ratio"


NOTHING = Own("")
"""A part of a sentence that is left out."""

Value: TypeAlias = Own | Phrase | Listed | InFolder | Number | Measured | Peak
Cell: TypeAlias = Value | None
"""None: the row has nothing to say in this column."""


def is_defined(estimate: Estimate) -> bool:
    """Return whether there is a number at all: not where a ratio has nothing to divide by."""
    return math.isfinite(estimate.value) and estimate.note != NO_DENOMINATOR


def is_never_seen(estimate: Estimate) -> bool:
    """Return whether no path has any of it and chance may be why, so that only a bound is known."""
    return estimate.value == 0 == estimate.low and 0 < estimate.high < math.inf
