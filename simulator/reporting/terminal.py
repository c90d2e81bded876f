"""Answers on the terminal: whose terms stand in, the answer in words and tables, and only then what it rests on."""

import textwrap
from collections.abc import Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable
from rich.text import Text

from simulator.reporting import tables
from simulator.saying.lines import wrapped
from simulator.saying.speaker import said
from simulator.values import Listed, Own, phrase

PIPED_WIDTH = 120
# A blank on each side and none between: what the box used here takes.
_CELL_PADDING = 3
_LEAST_TEXT = 9
_HEADING_WIDTH = 24


class _ResultConsole(Console):
    """A console that leaves it to the command line what a reader that has gone means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def result_console() -> Console:
    """Return the console for results: standard output, 120 columns wide when it is not a terminal."""
    console = _ResultConsole(highlight=False)
    return console if console.is_terminal else _ResultConsole(highlight=False, width=PIPED_WIDTH)


def print_answer(console: Console, title: str, sentences: Sequence[str], stand_in: str = "") -> None:
    """Print an answer in words: the title, the first sentence by itself, then the others, one a line."""
    console.print(escape(title), style="bold")
    if stand_in:
        console.print(escape(_whole_words(stand_in, console.width)), style="italic")
    for number, sentence in enumerate(sentences):
        console.print(escape(_whole_words(sentence, console.width)), style="bold" if number == 0 else "")


def print_notes(console: Console, notes: Sequence[str]) -> None:
    """Print sentences, one a line, as they are."""
    for note in notes:
        console.print(escape(_whole_words(note, console.width)), style="dim")


def _whole_words(text: str, width: int) -> str:
    """Return a text with Chinese in lines that part no word of another script, as the console would."""
    return (
        text
        if cell_len(text) == len(text)
        else "\n".join(part for line in text.split("\n") for part in wrapped(line, width))
    )


def print_table(console: Console, table: tables.Table) -> None:
    """Print a table; columns of numbers from the right that do not fit into the width are left out and named.

    Nothing is cut: texts and names wrap, between words where they have any.
    """
    kept = _columns_that_fit(table, console.width)
    wide = console.width
    has_whole_numbers = _least_width(table, range(kept), wide) <= wide
    has_whole_names = _least_width(table, range(kept), wide, most_of_names=wide) <= wide
    rich_table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(table.columns[:kept]):
        is_text = _is_text(table, index)
        rich_table.add_column(
            Text(_heading(column)),
            justify="left" if is_text else "right",
            no_wrap=has_whole_names if index == 0 else has_whole_numbers and not is_text,
            width=wide // 3 if index == 0 and has_whole_numbers and not has_whole_names else None,
            overflow="fold",
        )
    for number, row in enumerate(table.rows):
        cells = [Text(text) for text in row[:kept]]
        rich_table.add_row(*cells, style="bold" if number == table.marked_row else "")
    console.print(f"\n{escape(table.title)}", style="bold")
    console.print(rich_table)
    if kept < len(table.columns):
        left_out = Listed(tuple(map(Own, table.columns[kept:])), "comma")
        print_notes(console, (said(phrase("notes.left_out", columns=left_out)),))


def _columns_that_fit(table: tables.Table, width: int) -> int:
    """Return how many columns fit, two at least; columns of text wrap, and so need little room."""
    count = len(table.columns)
    return next((n for n in range(count, 2, -1) if _least_width(table, range(n), width) <= width), min(count, 2))


def _least_width(table: tables.Table, columns: Iterable[int], width: int, most_of_names: int = 0) -> int:
    """Return the least width of columns: numbers need all of theirs, names up to a third of the page, texts little."""
    most_of_names = most_of_names or width // 3
    used = 1
    for index in columns:
        texts = [*_heading(table.columns[index]).split("\n"), *(row[index] for row in table.rows)]
        most = most_of_names if index == 0 else _LEAST_TEXT
        longest = max(map(cell_len, texts))
        used += (min(longest, most) if _is_text(table, index) else longest) + _CELL_PADDING
    return used


def _is_text(table: tables.Table, index: int) -> bool:
    return index == 0 or table.columns[index] in table.text_columns


def _heading(column: str) -> str:
    """Return a heading in short lines, with its unit on a line of its own."""
    name, bracket, unit = column.partition(" (")
    name = textwrap.fill(name, _HEADING_WIDTH)
    return f"{name}\n({unit}" if bracket else name
