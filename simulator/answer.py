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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from simulator.charts import Chart
from simulator.values import NOTHING, Cell, Own, Phrase, Unit, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["words", "number", "measured", "peak"]
LogKind = Literal["text", "money", "basis points", "ppm", "number"]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    key
        Its name in files for programs.
    heading
        Its name for people, without the unit; nothing in a table for programs only.
    kind, unit
        What its cells hold; words may stand in place of a number.
    """

    key: str
    heading: Value
    kind: Kind = "words"
    unit: Unit = "plain"


@dataclass(frozen=True)
class Row:
    """A row of a table, with a name that stays the same in every language."""

    key: str
    cells: tuple[Cell, ...]


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
    notes: tuple[Phrase | Own, ...] = ()
    first: Phrase | None = None


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
    is_confidential
        Whether it names loans or borrowers, so that it is in files of its own alone, neither shown nor in JSON.
    basis
        What its numbers rest on, where that is not what the answer rests on.
    has_one_unit
        Whether all columns after the first have one unit, which the title says in place of their headings.
    """

    key: str
    title: Value
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Phrase, ...] = ()
    marked: str = ""
    is_data: bool = False
    screen_rows: int | None = None
    is_confidential: bool = False
    basis: Basis | None = None
    has_one_unit: bool = False


def data_table(key: str, kinds: Mapping[str, tuple[Kind, Unit]], rows: Iterable[Row]) -> Table:
    """Return a table for programs only, which has no words for people.

    Parameters
    ----------
    kinds
        What the cells of each column hold, by the column's key.
    """
    columns = tuple(Column(name, NOTHING, kind, unit) for name, (kind, unit) in kinds.items())
    return Table(key, NOTHING, columns, tuple(rows), is_data=True)


@dataclass(frozen=True)
class LogColumn:
    """One column of a block of a log, which is too long for a table of cells; it is for programs only.

    Attributes
    ----------
    name
        Heading.
    kind
        Unit of the values, whole numbers: money is in fen; those of `text` are places in `words`.
    values, has_value
        Shape (entries,); an entry without a value gets an empty cell.
    """

    name: str
    kind: LogKind
    values: "NDArray[np.int64]"
    has_value: "NDArray[np.bool_]"
    words: Sequence[str] = ()


Fact: TypeAlias = str | float | list[str] | None


@dataclass(frozen=True)
class Answer:
    """What a question gives back; see the picture at the head of this file.

    Attributes
    ----------
    title
        What stands over the answer, where that is not the title of the basis: of a study its own.
    then
        What may be done next with the files that are written, said after them.
    attached
        Further files for programs by their path in the run folder, such as scenarios to go on with.
    log
        Yields a log block by block, each with the same columns; None: there is none.
    misses_threshold
        Whether something that was asked for is not reached, so that the command ends with status 3.
    worked_out
        Options that were not given, by name, as they must be given for the same answer on another day.
    """

    question: str
    basis: Basis
    said: tuple[Phrase, ...]
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    title: Own | Phrase | None = None
    then: tuple[Phrase, ...] = ()
    attached: Mapping[str, bytes] = field(default_factory=dict)
    log: Callable[[], Iterator[Sequence[LogColumn]]] | None = None
    misses_threshold: bool = False
    worked_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> Own | Phrase:
        """What stands over the answer."""
        return self.title or self.basis.title

    def table(self, key: str) -> Table:
        """Return the table of this key.

        Raises
        ------
        KeyError
            When there is none.
        """
        return {table.key: table for table in self.tables}[key]
