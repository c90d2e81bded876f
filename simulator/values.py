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
"""What a number counts: main currency units, a part of 1 (shown in per cent), a ratio, a calendar year, ...

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
    parts: Mapping[str, "Value"] = field(default_factory=dict, hash=False)


def phrase(key: str, /, **parts: "Value") -> Phrase:
    """Return words by key, filled in."""
    return Phrase(key, parts)


@dataclass(frozen=True)
class Listed:
    """Several values said one after another, the last joined by "and", "or" or a comma; "also", "clause": clauses."""

    items: tuple["Value", ...]
    last: Literal["and", "or", "comma", "also", "clause"] = "and"


@dataclass(frozen=True)
class InFolder:
    """A file or folder in the run folder of the answer, "" for the run folder itself; said as words of a command.

    Attributes
    ----------
    command
        Command of this program that is given the file: then the whole command line is said.
    """

    path: str
    command: str = ""


@dataclass(frozen=True)
class Number:
    """A number that is known exactly, such as a setting.

    Attributes
    ----------
    digits
        Least number of digits shown of one that was computed; None: as many as it has.
    """

    value: float
    unit: Unit = "plain"
    digits: int | None = None


@dataclass(frozen=True)
class Measured:
    """An estimate with its interval; a difference is shown with its sign.

    Attributes
    ----------
    digits
        Least number of digits shown of the value, in all three numbers, where they were searched and so have a size
        of their own, whatever the width of the interval; None: as many as the interval allows.
    brief
        Signs that stand before the number in a grid, where its interval is left out; None: with its interval.
    """

    estimate: Estimate
    unit: Unit
    is_difference: bool = False
    digits: int | None = None
    brief: str | None = None


@dataclass(frozen=True)
class Peak:
    """The best of a row of numbers, and the range of those that are statistically indistinguishable from it.

    Or a setting, and the range that its source states.
    """

    best: float
    low: float
    high: float
    unit: Unit = "ratio"


@dataclass(frozen=True)
class Searched:
    """A number that was searched for, with its interval; infinite where even the largest one tried is not enough.

    Attributes
    ----------
    decimals
        How fine the search was, in digits of the unit as it is shown; None: as fine as the interval needs.
    """

    value: float
    low: float
    high: float
    largest: float
    unit: Unit = "plain"
    decimals: int | None = None


NOTHING = Own("")
"""A part of a sentence, or a heading, that is left out."""

Value: TypeAlias = Own | Phrase | Listed | InFolder | Number | Measured | Peak | Searched
Cell: TypeAlias = Value | None
"""None: the row has nothing to say in this column."""


def is_defined(estimate: Estimate) -> bool:
    """Return whether there is a number at all: not where a ratio has nothing to divide by."""
    return math.isfinite(estimate.value) and estimate.note != NO_DENOMINATOR


def is_never_seen(estimate: Estimate) -> bool:
    """Return whether no path has any of it and chance may be why, so that only a bound is known."""
    return estimate.value == 0 == estimate.low and 0 < estimate.high < math.inf
