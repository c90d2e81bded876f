"""Comma-separated tables that a user gives: rows with named columns, every fault of every row named at once."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from simulator.errors import ScenarioError
from simulator.faults import MOST_FAULTS, counted, did_you_mean, shown, shown_name
from simulator.inputs.csv_text import trimmed_rows
from simulator.inputs.placeholders import is_placeholder

LARGEST_FILE_BYTES = 50_000_000
LARGEST_AMOUNT_FEN = 10**15
_LONGEST_NAME = 80
_AMOUNT = re.compile(r"([0-9]{1,16})(?:\.([0-9]{0,2})0*)?")
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0*)?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]{0,15})?")

Record = TypeVar("Record")


class Row:
    """One row of the file: reads its cells and notes what is wrong with them; `place` names it in messages."""

    def __init__(self, place: str, cells: dict[str, str], note: Callable[[str], None]) -> None:
        self.place = place
        self.cells = cells
        self.note = note

    def fault(self, column: str, words: str) -> None:
        """Note what is wrong with the cell of a column."""
        self.note(f"{self.place}, {column}: {words} (got {shown(self.cells.get(column, ''))})")

    def amount_fen(self, column: str, default: int | None = None, least: int = 0) -> int | None:
        """Return an amount in fen; None when it is wrong."""
        text = self.cells.get(column, "")
        if text == "" and default is not None:
            return default
        match = _AMOUNT.fullmatch(text)
        fen = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else -1
        if least <= fen <= LARGEST_AMOUNT_FEN:
            return fen
        limits = f"from {least / 100:g} to {LARGEST_AMOUNT_FEN // 100}"
        self.fault(column, f"must be an amount {limits}, with at most two decimals and no unit")
        return None

    def whole(self, column: str, least: int, most: int, default: int | None = None) -> int | None:
        """Return a whole number; None when it is wrong."""
        text = self.cells.get(column, "")
        if text == "" and default is not None:
            return default
        match = _WHOLE.fullmatch(text)
        if match and least <= int(match[1]) <= most:
            return int(match[1])
        self.fault(column, f"must be a whole number from {least} to {most}" + (", or empty" if default == 0 else ""))
        return None

    def number_between(self, column: str, least: float, most: float) -> float | None:
        """Return a plain number; None when it is wrong."""
        text = self.cells.get(column, "")
        if _NUMBER.fullmatch(text) and least <= float(text) <= most:
            return float(text)
        self.fault(column, f"must be a number from {least:g} to {most:g}")
        return None

    def name(self, column: str) -> str | None:
        """Return a name; None when it is wrong."""
        text = self.cells.get(column, "")
        if is_placeholder(text):
            self.fault(column, f"stands for nothing and is no {column}")
        elif 1 <= len(text) <= _LONGEST_NAME and text.isprintable():
            return text
        else:
            self.fault(column, f"must be a name of 1 to {_LONGEST_NAME} characters")
        return None

    def choice(self, column: str, allowed: Sequence[str]) -> str | None:
        """Return one of the allowed words; None when it is wrong."""
        text = self.cells.get(column, "")
        if text in allowed:
            return text
        self.fault(column, f"must be one of {', '.join(allowed)}{did_you_mean(text, allowed)}")
        return None


def read_records(
    path: Path,
    required: Sequence[str],
    optional: Sequence[str],
    read_row: Callable[[Row], Record],
    *,
    what: str,
) -> list[Record]:
    """Read a CSV file (UTF-8 or GB18030) with a header; columns come in any order.

    Parameters
    ----------
    required, optional
        Names of the columns; the first required one names the row and must differ from row to row.
    read_row
        From a row to a record; it notes faults on the row.
    what
        Rows are called this in messages, such as "loans".

    Raises
    ------
    ScenarioError
        With all faults of all rows; beyond 200 only their number.
    """
    rows = trimmed_rows(path, LARGEST_FILE_BYTES)
    header = _header(next(rows, (1, []))[1], path, required, optional)
    faults: list[str] = []
    count = [0]

    def note(fault: str) -> None:
        count[0] += 1
        if len(faults) < MOST_FAULTS:
            faults.append(fault)

    records = []
    row_of_name: dict[str, int] = {}
    for number, cells in rows:
        if len(cells) != len(header):
            note(
                f"row {number}: has {counted(len(cells), 'cell')}, but the header has {counted(len(header), 'column')}"
            )
            continue
        row = Row(f"row {number}", dict(zip(header, cells, strict=True)), note)
        records.append(read_row(row))
        name = row.cells[required[0]]
        if row_of_name.setdefault(name, number) != number:
            row.fault(required[0], f"is the same {required[0]} as in row {row_of_name[name]}; each needs its own name")
    if not records and not count[0]:
        note(f"has a header, but no {what}")
    if count[0] > len(faults):
        faults.append(f"and {count[0] - len(faults)} more")
    if faults:
        raise ScenarioError(shown_name(path), faults)
    return records


def _header(cells: list[str], path: Path, required: Sequence[str], optional: Sequence[str]) -> list[str]:
    known = (*required, *optional)
    columns = [cell.lower() for cell in cells]
    faults = []
    if len(columns) == 1 and re.search("[;\t]", columns[0]):
        raise ScenarioError(shown_name(path), ["row 1: columns must be separated by commas"])
    missing = [column for column in required if column not in columns]
    unknown = [column for column in columns if column not in known]
    absent = [column for column in known if column not in columns]
    faults += [
        f"row 1: unknown column {shown(column)}{did_you_mean(column, absent)}" for column in unknown[:MOST_FAULTS]
    ]
    faults += [f"row 1: the column {column} is missing" for column in missing]
    twice = {column for column in columns if columns.count(column) > 1} if len(columns) < 1000 else set()
    faults += [f"row 1: the column {shown(column)} is given twice" for column in sorted(twice)]
    if faults:
        raise ScenarioError(shown_name(path), faults)
    return columns
