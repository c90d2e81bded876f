"""What a question gives back in Python: the record of all numbers, sentences, and tables as arrays or frames."""

import csv
import html
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.errors import NoAnswerError, wrong
from simulator.faults import did_you_mean, names
from simulator.reporting.csv_files import harmless
from simulator.reporting.tables import Table
from simulator.values import Phrase

if TYPE_CHECKING:
    import pandas
    import polars

Found = TypeVar("Found")
Column = NDArray[Any]
_TRUTH = {"on": True, "off": False}


@dataclass(frozen=True, repr=False, eq=False)
class Answer(Generic[Found]):
    """An answer: what was found, in numbers, in words, and as the tables that a run folder would hold.

    Attributes
    ----------
    found
        The record that the command of the same name reports from; every number is in it.
    title
        Title of the scenario or study.
    sentences
        The answer in words, with intervals.
    shown
        The table to look at first; a notebook shows it.
    make_files
        Makes every table file; called once, when a table is asked for.
    """

    found: Found
    title: str
    sentences: Sequence[str]
    shown: Table
    make_files: Callable[[], Mapping[str, bytes]]

    @cached_property
    def _contents(self) -> dict[str, bytes]:
        files = self.make_files()
        return {name[len("tables/") : -len(".csv")]: files[name] for name in files if name.endswith(".csv")}

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables, as in the run folder; those with "long" in their name hold one number a row."""
        return tuple(self._contents)

    def columns(self, name: str) -> dict[str, Column]:
        """Return a table as NumPy arrays by the name of the column, each of shape (rows,).

        Whole numbers are int64, other numbers float64 (nan where there is none), on and off are bool, and all else is
        text. Amounts are in the currency's main unit where the table says nothing else, shares run from 0 to 1.

        Raises
        ------
        NoAnswerError
            When there is no table of this name.
        """
        if name not in self.tables:
            hint = did_you_mean(name, self.tables)
            raise NoAnswerError(wrong("faults.no_table", name=repr(name), names=names(self.tables), hint=hint))
        return self._columns(name)

    def _columns(self, name: str) -> dict[str, Column]:
        return columns_of_csv(self._contents[name])

    def to_pandas(self, name: str) -> "pandas.DataFrame":
        """Return a table as a pandas frame; its columns are those of `columns`.

        Raises
        ------
        NoAnswerError
            When there is no table of this name, or pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise NoAnswerError(_how_to_install("pandas")) from None
        return pandas.DataFrame(self.columns(name))

    def to_polars(self, name: str) -> "polars.DataFrame":
        """Return a table as a polars frame; its columns are those of `columns`.

        Raises
        ------
        NoAnswerError
            When there is no table of this name, or polars is not installed.
        """
        try:
            import polars
        except ImportError:
            raise NoAnswerError(_how_to_install("polars")) from None
        return polars.DataFrame(self.columns(name))

    def __repr__(self) -> str:
        return "\n".join([self.title, *self.sentences, f"Tables: {', '.join(self.tables)}"])

    def _repr_html_(self) -> str:
        sentences = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in self.sentences)
        names = html.escape(", ".join(self.tables))
        title = f"<h4>{html.escape(self.title)}</h4>"
        return f"{title}{sentences}{table_html(self.shown)}<p><small>Tables: {names}</small></p>"


def _how_to_install(package: str) -> Phrase:
    return wrong(
        "faults.python.install", package=package, command=f"python -m pip install {package}", way_out="columns"
    )


def columns_of_csv(content: bytes) -> dict[str, Column]:
    """Return the columns of a table file; in one for people, title and notes come first, then an empty line."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    heading, *cells = rows[rows.index([]) + 1 :] if [] in rows else rows
    return {name: _column([row[place] for row in cells]) for place, name in enumerate(heading)}


def _column(texts: Sequence[str]) -> Column:
    if not any(texts):
        return np.array(texts, dtype=np.str_)
    if all(text in _TRUTH for text in texts):
        return np.array([_TRUTH[text] for text in texts])
    try:
        return np.array([_number(text) for text in texts])
    except ValueError:
        return np.array([_as_written(text) for text in texts], dtype=np.str_)


def _number(text: str) -> int | float:
    """Return the number whose own shortest text this is, nan where there is none; "007" and "1_0" are names.

    Raises
    ------
    ValueError
        When the text is not a number's own.
    """
    if not text:
        return np.nan
    kind = int if text.lstrip("-").isdecimal() else float
    number = kind(text)
    if repr(number) != text or not math.isfinite(number):
        raise ValueError(text)
    return number


def _as_written(text: str) -> str:
    """Return a text without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text.startswith("'") and harmless(text[1:]) == text else text


def table_html(table: Table) -> str:
    """Return a table as HTML with its title, its notes below, and every text escaped."""

    def row(cells: Sequence[str], tag: str) -> str:
        return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"

    body = "".join(f"<tr><td>{html.escape(cells[0])}</td>{row(cells[1:], 'td')[len('<tr>') :]}" for cells in table.rows)
    notes = "".join(f"<br>{html.escape(note)}" for note in table.notes)
    return (
        f"<table><caption>{html.escape(table.title)}</caption><thead>{row(table.columns, 'th')}</thead>"
        f"<tbody>{body}</tbody></table><p><small>{notes[len('<br>') :]}</small></p>"
    )
