"""Answers on the terminal: whose terms stand in, the answer in words and tables, and only then what it rests on."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable
from rich.text import Text

from simulator.analysis.compare import Comparison
from simulator.reporting import names, tables, wording
from simulator.reporting.equal_rows import equal_rows
from simulator.reporting.language import Language
from simulator.reporting.moved_alone import moved_alone
from simulator.saying.lines import wrapped
from simulator.saying.speaker import said
from simulator.saying.words import language_in_force, template
from simulator.scenario.model import Scenario
from simulator.values import Own, phrase

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


def print_comparison(console: Console, comparison: Comparison, language: Language) -> None:
    """Print a comparison: paired differences, totals, the grid of the baseline's breaker, near-ties and notes."""
    scenario = comparison.scenario
    stand_in = names.stand_in(scenario, language)
    question = [names.text_of(comparison.question, scenario, language)] if comparison.question else []
    print_answer(console, names.text_of(comparison.title, scenario, language), question, stand_in)
    line = tables.baseline_line(comparison)
    keys = tables.first_measures(comparison)
    shown = [tables.totals_table(comparison, line, keys, language)]
    if len(line) > 1:
        shown.insert(0, tables.differences_table(comparison, line, keys, language))
    shown = [tables.without_common_ending(table, language) for table in shown]
    equal, moved = equal_rows(comparison, line, language), moved_alone(comparison, language)
    shown[-1] = replace(shown[-1], notes=(*shown[-1].notes, *equal, *moved))
    base = tables.point_named(comparison, comparison.baseline)
    shown += [grid for grid in tables.grids(comparison, language) if grid.name.endswith("_on") == base.is_breaker_on]
    notes = wording.notes_of(comparison, language)
    _print_tables(console, shown, notes)
    _print_near_ties(console, comparison, language)
    print_notes(console, ["", *(note for note in notes if note != stand_in)])


def _print_near_ties(console: Console, comparison: Comparison, language: Language) -> None:
    if comparison.near_ties:
        console.print(f"\n{template('compare.near_ties', language)}", style="bold")
        console.print("\n".join(wording.near_tie_sentences(comparison, language)), markup=False)


def print_result(
    scenario: Scenario | None,
    sentences: Sequence[str],
    shown: Sequence[tables.Table],
    *,
    title: str = "",
    notes: Sequence[str] = (),
) -> None:
    """Print the answer to a question: title, stand-in, sentences, tables, and last the notes that several tables share.

    Parameters
    ----------
    scenario
        Gives the title, unless there is another, and says whose terms stand in; None: no single scenario does.
    notes
        What no table says.
    """
    console = result_console()
    language = language_in_force()
    stand_in = "" if scenario is None else names.stand_in(scenario, language)
    own_title = "" if scenario is None else names.scenario_title(scenario, language)
    print_answer(console, title or own_title, sentences, stand_in)
    times = Counter(note for table in shown for note in table.notes)
    shared = [note for note, count in times.items() if count > 1]
    _print_tables(console, shown, (*shared, stand_in))
    print_notes(console, [note for note in (*shared, *notes) if note != stand_in])


def _print_tables(console: Console, shown: Sequence[tables.Table], said: Sequence[str]) -> None:
    """Print tables, each with the notes that are said nowhere else."""
    for table in shown:
        print_table(console, table)
        print_notes(console, [note for note in table.notes if note not in said])


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
        left_out = ", ".join(table.columns[kept:])
        print_notes(console, (said(phrase("notes.left_out", columns=Own(left_out))),))


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
