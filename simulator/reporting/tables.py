"""A table of typed cells as text in one language: what the terminal, files for people and pages show."""

from dataclasses import dataclass, replace

from simulator import answer
from simulator.answer import Basis
from simulator.saying.speaker import Scale, Speaker
from simulator.values import Cell, Listed, Own, Phrase


class Figure(str):
    """Text of a number with what belongs to it, which no spreadsheet can take for a formula of somebody's own."""


@dataclass(frozen=True)
class Table:
    """A table ready to be printed or written; its notes make it readable alone."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    marked_row: int | None = None
    """Row of the baseline, if it is in the table."""
    text_columns: tuple[str, ...] = ()
    """Columns of running text, which may be broken into lines."""


def text_table(table: answer.Table, basis: Basis, speaker: Speaker) -> Table:
    """Return a table as text, with the notes that make it readable alone; its own basis goes before the answer's."""
    basis = table.basis or basis
    speaker = replace(speaker, currency=basis.currency)
    return as_text(table, speaker, (*map(speaker.sentence, table.notes), *speaker.basis(basis)))


def as_text(table: answer.Table, speaker: Speaker, notes: tuple[str, ...]) -> Table:
    """Return a table as text with other notes below it than its own."""
    scales = speaker.scales(table)
    columns = tuple(
        speaker.say(column.heading) if table.has_one_unit else speaker.heading(column, scale)
        for column, scale in zip(table.columns, scales, strict=True)
    )
    rows = tuple(
        tuple(_text(speaker, cell, scale) for cell, scale in zip(row.cells, scales, strict=True)) for row in table.rows
    )
    texts = tuple(name for place, name in enumerate(columns) if _is_text(table, place))
    marked = next((place for place, row in enumerate(table.rows) if row.key == table.marked), None)
    title = speaker.sentence(table.title)
    if table.has_one_unit:
        title = speaker.with_unit(Own(title), scales[-1])
    return Table(table.key, title, columns, rows, notes, marked, texts)


def _text(speaker: Speaker, cell: Cell, scale: Scale) -> str:
    text = speaker.cell(cell, scale)
    return text if cell is None or isinstance(cell, Own | Phrase | Listed) else Figure(text)


def _is_text(table: answer.Table, place: int) -> bool:
    """Return whether a column has words that may be broken into lines, which somebody's own names are not."""
    return (
        any(isinstance(row.cells[place], Phrase | Listed) for row in table.rows)
        and table.columns[place].kind == "words"
    )
