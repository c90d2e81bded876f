"""Rows that stand above the headings of a table, such as the name of the bank and the day."""

from collections.abc import Sequence

from simulator.faults import shown

MOST_TITLE_ROWS = 20


def title_note(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[str, ...]:
    """Return what is said of the rows above the headings, which are numbered: that they were left out."""
    if not rows:
        return ()
    said = ", ".join(shown(cell) for _, row in rows for cell in row if cell)
    place = f"Row {rows[0][0]} stands" if len(rows) == 1 else f"Rows {rows[0][0]} to {rows[-1][0]} stand"
    return (f"{place} above the headings and {'was' if len(rows) == 1 else 'were'} not read: {said}.",)
