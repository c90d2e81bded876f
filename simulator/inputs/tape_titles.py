"""Rows that stand above the headings of a table, such as the name of the bank and the day."""

from collections.abc import Sequence

from simulator.errors import wrong
from simulator.faults import names, shown
from simulator.values import Phrase

MOST_TITLE_ROWS = 20


def title_note(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[Phrase, ...]:
    """Return what is said of the rows above the headings, which are numbered: that they were left out."""
    if not rows:
        return ()
    told = names(shown(cell) for _, row in rows for cell in row if cell)
    first, last = str(rows[0][0]), str(rows[-1][0])
    return (wrong("notes.tape.titles", first=first, last=last, n=len(rows), texts=told),)
