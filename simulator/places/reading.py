"""An answer for people: sentences and tables as text in one language."""

from collections.abc import Collection
from dataclasses import replace

from simulator.answer import Answer, Basis, Table
from simulator.reporting import tables, terminal
from simulator.saying.speaker import Speaker
from simulator.saying.words import language_in_force
from simulator.values import Listed, Phrase


def print_table(table: Table, broken: Collection[str]) -> None:
    """Print a table that rests on no simulation and holds no amounts, in the language in force.

    Parameters
    ----------
    broken
        Keys of columns whose words may be broken into lines.
    """
    speaker = Speaker(language_in_force(), "CNY")
    texts = tuple(speaker.say(column.heading) for column in table.columns if column.key in broken)
    terminal.print_table(terminal.result_console(), replace(_as_text(table, speaker, ()), text_columns=texts))


def text_table(table: Table, basis: Basis, speaker: Speaker) -> tables.Table:
    """Return a table as text, with the notes that make it readable alone; its own basis goes before the answer's."""
    basis = table.basis or basis
    speaker = replace(speaker, currency=basis.currency)
    return _as_text(table, speaker, (*map(speaker.sentence, table.notes), *speaker.basis(basis)))


def _as_text(table: Table, speaker: Speaker, notes: tuple[str, ...]) -> tables.Table:
    scales = speaker.scales(table)
    columns = tuple(speaker.heading(column, scale) for column, scale in zip(table.columns, scales, strict=True))
    rows = tuple(
        tuple(speaker.cell(cell, scale) for cell, scale in zip(row.cells, scales, strict=True)) for row in table.rows
    )
    texts = tuple(name for place, name in enumerate(columns) if _is_text(table, place))
    marked = next((place for place, row in enumerate(table.rows) if row.key == table.marked), None)
    return tables.Table(table.key, speaker.sentence(table.title), columns, rows, notes, marked, texts)


def _is_text(table: Table, place: int) -> bool:
    """Return whether a column has words that may be broken into lines, which somebody's own names are not."""
    return (
        any(isinstance(row.cells[place], Phrase | Listed) for row in table.rows)
        and table.columns[place].kind == "words"
    )


def print_answer(answer: Answer, speaker: Speaker) -> None:
    """Print an answer on standard output: title, sentences, tables, and last the notes that all share."""
    basis = answer.basis
    console = terminal.result_console()
    stand_in = "" if basis.stand_in is None else speaker.say(basis.stand_in)
    terminal.print_answer(
        console, speaker.say(answer.heading), [speaker.sentence(told) for told in answer.said], stand_in
    )
    for table in answer.tables:
        if not (table.is_data or table.is_confidential or table.screen_rows == 0):
            shown = replace(table, rows=table.rows[: table.screen_rows])
            terminal.print_table(console, text_table(shown, basis, speaker))
            own = [] if table.basis is None else speaker.basis(table.basis)
            terminal.print_notes(console, [*map(speaker.sentence, table.notes), *own])
    terminal.print_notes(console, [note for note in speaker.basis(basis) if note != stand_in])
