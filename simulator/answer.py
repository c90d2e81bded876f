"""An answer: what a question gives back, as numbers, words by key and specs of charts; no text to read is made here.

```text
Answer
  basis    what the numbers rest on: title, terms that stand in, paths, seed, years, currency, notes
  said     sentences: a key of the words of a language, and what is filled in
  tables   rows of typed cells
  charts   what is plotted against what
  facts    verdicts and other plain values for programs
```

A cell or a part of a sentence is a `Value`; it becomes text at the edge only (`saying`), in the language of the reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from simulator.estimate import Estimate

Unit = Literal[
    "currency", "share", "ratio", "probability", "count", "months", "years", "days", "per currency", "points",
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

Kind = Literal["words", "number", "measured", "peak"]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    key
        Its name in files for programs.
    heading
        Its name for people, without the unit.
    kind, unit
        What its cells hold; words may stand in place of a number.
    """

    key: str
    heading: Phrase
    kind: Kind = "words"
    unit: Unit = "plain"


@dataclass(frozen=True)
class Row:
    """A row of a table, with a name that stays the same in every language."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table of typed cells.

    Attributes
    ----------
    is_data
        Whether it is for programs only: written, never shown.
    marked
        Key of the row of the baseline, if it is in the table.
    screen_rows
        How many rows the terminal shows, from the first; None: all. Files have all.
    """

    key: str
    title: Phrase
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Phrase, ...] = ()
    marked: str = ""
    is_data: bool = False
    screen_rows: int | None = None


@dataclass(frozen=True)
class Series:
    """One line of a chart.

    Attributes
    ----------
    y
        One value for each x of the chart.
    peak
        Place in `y` that is marked, if any.
    is_base
        Whether it is what all others are compared with.
    """

    name: Value
    y: tuple[float, ...]
    peak: int | None = None
    is_base: bool = False


@dataclass(frozen=True)
class Lines:
    """A chart of lines over one axis, each with its name at its end."""

    key: str
    title: Phrase
    x_label: Phrase
    y_label: Phrase
    x: tuple[float, ...]
    series: tuple[Series, ...]
    notes: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class Basis:
    """What the numbers of an answer rest on.

    Attributes
    ----------
    stand_in
        The sentence on terms that stand in for those not known; None where all are known.
    paths
        Simulated paths; 0 where nothing is simulated, so that there are no intervals.
    start
        First month of the model's calendar, "2026-01".
    currency
        Code of the currency, "CNY".
    first
        What stands first in place of the shared sentence on paths, seed and years.
    """

    title: Own | Phrase
    stand_in: Own | None
    paths: int
    seed: int
    start: str
    years: int
    currency: str
    notes: tuple[Phrase, ...] = ()
    first: Phrase | None = None


Fact: TypeAlias = str | float | list[str] | None


@dataclass(frozen=True)
class Answer:
    """What a question gives back; see the picture at the head of this file.

    Attributes
    ----------
    then
        What may be done next with the files that are written, said after them.
    attached
        Further files for programs by their path in the run folder, such as scenarios to go on with.
    misses_threshold
        Whether something that was asked for is not reached, so that the command ends with status 3.
    """

    question: str
    basis: Basis
    said: tuple[Phrase, ...]
    tables: tuple[Table, ...] = ()
    charts: tuple[Lines, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    then: tuple[Phrase, ...] = ()
    attached: Mapping[str, bytes] = field(default_factory=dict)
    misses_threshold: bool = False

    def table(self, key: str) -> Table:
        """Return the table of this key.

        Raises
        ------
        KeyError
            When there is none.
        """
        return {table.key: table for table in self.tables}[key]
