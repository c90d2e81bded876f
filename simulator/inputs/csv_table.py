"""Tables of records that a user gives: rows with named columns, every fault of every row named at once."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from simulator.errors import ScenarioError
from simulator.faults import MOST_FAULTS, capped, counted, did_you_mean, shown, shown_name
from simulator.inputs.placeholders import is_placeholder
from simulator.inputs.tables.cells import Broken, cell_text
from simulator.inputs.tables.grid import RawTable
from simulator.inputs.tables.read import read_table

LARGEST_AMOUNT_FEN = 10**15
_LONGEST_NAME = 80
_AMOUNT = re.compile(r"([0-9]{1,16})(?:\.([0-9]{0,2})0*)?")
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0*)?")
_NUMBER = re.compile(r"([+-]?[0-9]{1,9}(?:\.[0-9]{0,15})?(?:e-[0-9]{1,2})?)( ?%)?")

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
        """Return a number, a share also where it is written as per cent; None when it is wrong."""
        match = _NUMBER.fullmatch(self.cells.get(column, ""))
        if match and (not match[2] or most == 1):
            number = float(match[1]) / 100 if match[2] else float(match[1])
            if least <= number <= most:
                return number
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
    say: Callable[[str], None],
) -> list[Record]:
    """Read a file of CSV, .xlsx or .parquet with a header; columns come in any order.

    Parameters
    ----------
    required, optional
        Names of the columns; the first required one names the row and must differ from row to row.
    read_row
        From a row to a record; it notes faults on the row.
    what
        Rows are called this in messages, such as "loans".
    say
        Takes what is worth saying about the file: which sheet, hidden rows, results of formulas.

    Raises
    ------
    ScenarioError
        With all faults of all rows; beyond 200 only their number.
    """
    table = read_table(path, what)
    header = _header(table, path, required, optional)
    faults: list[str] = []
    count = [0]

    def note(fault: str) -> None:
        count[0] += 1
        if len(faults) < MOST_FAULTS:
            faults.append(fault)

    records = []
    row_of_name: dict[str, int] = {}
    for number, count_of_cells, cells in zip(
        table.row_numbers.tolist(), table.cells_in_row.tolist(), table.rows_of_cells(), strict=True
    ):
        if count_of_cells != len(header):
            there = f"{counted(count_of_cells, 'cell')}, but the header has {counted(len(header), 'column')}"
            note(f"row {number}: has {there}")
            continue
        broken = [(column, cell) for column, cell in zip(header, cells, strict=True) if isinstance(cell, Broken)]
        for column, cell in broken:
            note(f"row {number}, {column}: {cell.reason} (got {shown(cell.text)})")
        if broken:
            continue
        row = Row(f"row {number}", dict(zip(header, map(cell_text, cells), strict=True)), note)
        records.append(read_row(row))
        name = row.cells[required[0]]
        if row_of_name.setdefault(name, number) != number:
            row.fault(required[0], f"is the same {required[0]} as in row {row_of_name[name]}; each needs its own name")
    if count[0] > len(faults):
        faults.append(f"and {count[0] - len(faults)} more")
    if faults:
        raise ScenarioError(shown_name(path), faults)
    for words in table.notes:
        say(words)
    return records


def _header(table: RawTable, path: Path, required: Sequence[str], optional: Sequence[str]) -> list[str]:
    known = (*required, *optional)
    columns = [heading.lower() for heading in table.headings]
    place = f"row {table.heading_row}"
    missing = [column for column in required if column not in columns]
    unknown = [column for column in columns if column not in known]
    absent = [column for column in known if column not in columns]
    faults = [f"{place}: unknown column {shown(column)}{did_you_mean(column, absent)}" for column in unknown]
    faults += [f"{place}: the column {column} is missing" for column in missing]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    faults += [f"{place}: the column {shown(column)} is given twice" for column in twice]
    if faults:
        raise ScenarioError(shown_name(path), capped(faults))
    return columns
