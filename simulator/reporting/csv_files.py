"""Comma-separated files: UTF-8 with a mark so that spreadsheets read them, and the same bytes every time."""

import csv
import io
import math
from collections.abc import Iterable, Sequence

from simulator.reporting import tables

# Full-width signs count too: a Chinese spreadsheet takes them for the others.
_STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as a comma-separated file; numbers as their shortest exact text, unknown ones empty."""
    return b"\xef\xbb\xbf" + csv_rows([_plain(value) for value in row] for row in rows)


def csv_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of texts as they stand further down in a comma-separated file."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode("utf-8")


def harmless(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run: with an apostrophe before what could be a formula.

    Blanks before it do not count, as some programs drop them. A number that was made into text here, with its sign and
    its interval, stays as it is.
    """
    first = text.lstrip(" \u3000")[:1]
    if not first or (first.isprintable() and first not in _STARTS_FORMULA) or isinstance(text, tables.Figure):
        return text
    return f"'{text}"


def _plain(value: object) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "on" if value else "off"
    return repr(float(value)) if isinstance(value, float) else harmless(value if isinstance(value, str) else str(value))


def table_csv(table: tables.Table) -> bytes:
    """Return a table for people: title and notes first, then an empty line, then the table."""
    head = [[table.title], *([note] for note in table.notes), []]
    return csv_bytes([*head, table.columns, *table.rows])


def month_text(start_year: int, month: int) -> str:
    """Return the calendar month, such as 2027-03, of the month counted from 0."""
    return f"{start_year + month // 12}-{month % 12 + 1:02d}"


def money_text(fen: int) -> str:
    """Return an amount in main currency units with two decimals, exactly."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}"
