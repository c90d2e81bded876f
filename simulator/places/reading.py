"""An answer for people, on the terminal."""

from collections.abc import Collection
from dataclasses import replace

from simulator.answer import Answer, Table
from simulator.reporting import terminal
from simulator.reporting.tables import as_text, text_table
from simulator.saying.speaker import Speaker
from simulator.saying.words import language_in_force


def print_table(table: Table, broken: Collection[str]) -> None:
    """Print a table that rests on no simulation and holds no amounts, in the language in force.

    Parameters
    ----------
    broken
        Keys of columns whose words may be broken into lines.
    """
    speaker = Speaker(language_in_force(), "CNY")
    texts = tuple(speaker.say(column.heading) for column in table.columns if column.key in broken)
    terminal.print_table(terminal.result_console(), replace(as_text(table, speaker, ()), text_columns=texts))


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
