"""What a question gives back in Python: the record of all numbers, sentences, and tables as arrays or frames."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator import answer as answers
from simulator.errors import NoAnswerError, wrong
from simulator.faults import did_you_mean, names
from simulator.places import plain
from simulator.reporting.tables import Table, text_table
from simulator.saying.speaker import Speaker
from simulator.saying.words import Language
from simulator.values import Phrase

if TYPE_CHECKING:
    import pandas
    import polars

Found = TypeVar("Found")
Column = NDArray[Any]


@dataclass(frozen=True, repr=False, eq=False)
class Answer(Generic[Found]):
    """An answer: what was found, in numbers, in words, and as tables of typed cells.

    Attributes
    ----------
    found
        The record that the command of the same name reports from; every number is in it.
    answer
        Sentences by key, tables of typed cells, specs of charts; the same in every language.
    language
        In which it shows itself.
    """

    found: Found
    answer: answers.Answer
    language: Language

    @property
    def title(self) -> str:
        """Title of the scenario or study."""
        return self._speaker.say(self.answer.heading)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer in words, with intervals."""
        return tuple(self._speaker.sentence(sentence) for sentence in self.answer.said)

    @property
    def _speaker(self) -> Speaker:
        return Speaker(self.language, self.answer.basis.currency)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables."""
        return tuple(table.key for table in self.answer.tables)

    def columns(self, name: str) -> dict[str, Column]:
        """Return a table as NumPy arrays by the name of the column, each of shape (rows,).

        Whole numbers are int64, other numbers float64 (nan where there is none), and all else is text. Amounts are in
        the currency's main unit where the table says nothing else, shares run from 0 to 1.

        Raises
        ------
        NoAnswerError
            When there is no table of this name.
        """
        if name not in self.tables:
            hint = did_you_mean(name, self.tables)
            raise NoAnswerError(wrong("faults.no_table", name=repr(name), names=names(self.tables), hint=hint))
        return {key: _array(values) for key, values in plain.plain_columns(self.answer.table(name)).items()}

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

    @property
    def _shown(self) -> Table:
        return text_table(self.answer.tables[0], self.answer.basis, self._speaker)

    def __repr__(self) -> str:
        return "\n".join([self.title, *self.sentences, f"Tables: {', '.join(self.tables)}"])

    def _repr_html_(self) -> str:
        sentences = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in self.sentences)
        names = html.escape(", ".join(self.tables))
        title = f"<h4>{html.escape(self.title)}</h4>"
        return f"{title}{sentences}{table_html(self._shown)}<p><small>Tables: {names}</small></p>"


def _how_to_install(package: str) -> Phrase:
    return wrong(
        "faults.python.install", package=package, command=f"python -m pip install {package}", way_out="columns"
    )


def _array(values: Sequence[plain.Plain]) -> Column:
    if any(isinstance(value, str) for value in values):
        return np.array(["" if value is None else value for value in values], dtype=np.str_)
    return np.array([np.nan if value is None else value for value in values])


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
