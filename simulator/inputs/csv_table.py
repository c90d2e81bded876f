"""Tables of records that a user gives: rows with named columns, every fault of every row named at once."""

import re
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import MOST_FAULTS, capped, did_you_mean, got, must_be, names, shown, shown_name
from simulator.inputs.placeholders import is_placeholder
from simulator.inputs.tables.cells import Broken, cell_text
from simulator.inputs.tables.grid import RawTable, row_place
from simulator.inputs.tables.read import read_table
from simulator.saying.speaker import said
from simulator.values import NOTHING, Phrase, Value

LARGEST_AMOUNT_FEN = 10**15
_LONGEST_NAME = 80
_AMOUNT = re.compile(r"([0-9]{1,16})(?:\.([0-9]{0,2})0*)?")
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0*)?")
_NUMBER = re.compile(r"([+-]?[0-9]{1,9}(?:\.[0-9]{0,15})?(?:e-[0-9]{1,2})?)( ?%)?")

Record = TypeVar("Record")


class Row:
    """One row of the file: reads its cells and notes what is wrong with them; `place` gives the place of a column."""

    def __init__(
        self, place: Callable[[str], str | Phrase], cells: dict[str, str], note: Callable[[Fault], None]
    ) -> None:
        self.place = place
        self.cells = cells
        self.note = note

    def fault(self, column: str, what: Value, hint: Value = NOTHING) -> None:
        """Note what is wrong with the cell of a column."""
        self.note(Fault(got(what, self.cells.get(column, ""), hint), self.place(column)))

    def amount_fen(self, column: str, default: int | None = None, least: int = 0) -> int | None:
        """Return an amount in fen; None when it is wrong."""
        text = self.cells.get(column, "")
        if text == "" and default is not None:
            return default
        match = _AMOUNT.fullmatch(text)
        fen = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else -1
        if least <= fen <= LARGEST_AMOUNT_FEN:
            return fen
        ends = {"least": f"{least / 100:g}", "most": str(LARGEST_AMOUNT_FEN // 100)}
        self.fault(column, wrong("faults.cell.amount", **ends))
        return None

    def whole(self, column: str, least: int, most: int, default: int | None = None) -> int | None:
        """Return a whole number; None when it is wrong."""
        text = self.cells.get(column, "")
        if text == "" and default is not None:
            return default
        match = _WHOLE.fullmatch(text)
        if match and least <= int(match[1]) <= most:
            return int(match[1])
        ends = {"least": str(least), "most": str(most)}
        self.fault(column, wrong("faults.cell.whole_or_empty" if default == 0 else "faults.cell.whole", **ends))
        return None

    def number_between(self, column: str, least: float, most: float) -> float | None:
        """Return a number, a share also where it is written as per cent; None when it is wrong."""
        match = _NUMBER.fullmatch(self.cells.get(column, ""))
        if match and (not match[2] or most == 1):
            number = float(match[1]) / 100 if match[2] else float(match[1])
            if least <= number <= most:
                return number
        self.fault(column, wrong("faults.cell.number", least=f"{least:g}", most=f"{most:g}"))
        return None

    def name(self, column: str) -> str | None:
        """Return a name; None when it is wrong."""
        text = self.cells.get(column, "")
        if is_placeholder(text):
            self.fault(column, wrong("faults.cell.stands_for_nothing", column=column))
        elif 1 <= len(text) <= _LONGEST_NAME and text.isprintable():
            return text
        else:
            self.fault(column, wrong("faults.cell.name", most=_LONGEST_NAME))
        return None

    def choice(self, column: str, allowed: Sequence[str]) -> str | None:
        """Return one of the allowed words; None when it is wrong."""
        text = self.cells.get(column, "")
        if text in allowed:
            return text
        what = must_be(wrong("faults.allowed.choice", choices=names(allowed)))
        self.fault(column, what, did_you_mean(text, allowed))
        return None


def read_records(
    path: Path,
    required: Sequence[str],
    optional: Sequence[str],
    read_row: Callable[[Row], Record],
    *,
    rows: str,
    say: Callable[[Value], None],
) -> list[Record]:
    """Read a file of CSV, .xlsx or .parquet with a header; columns come in any order.

    Parameters
    ----------
    required, optional
        Names of the columns; the first required one names the row and must differ from row to row.
    read_row
        From a row to a record; it notes faults on the row.
    rows
        What rows are: the end of a key of `faults.rows`, such as "loans".
    say
        Takes what is worth saying about the file: which sheet, hidden rows, results of formulas.

    Raises
    ------
    ScenarioError
        With all faults of all rows; beyond 200 only their number.
    """
    table = read_table(path, rows)
    header = _header(table, path, required, optional)
    faults: list[Fault] = []
    count = [0]

    def note(fault: Fault) -> None:
        count[0] += 1
        if len(faults) < MOST_FAULTS:
            faults.append(fault)

    records = []
    row_of_name: dict[str, int] = {}
    for number, count_of_cells, cells in zip(
        table.row_numbers.tolist(), table.cells_in_row.tolist(), table.rows_of_cells(), strict=True
    ):
        if count_of_cells != len(header):
            note(Fault(ragged(count_of_cells, len(header)), row_place(number)))
            continue
        broken = [(column, cell) for column, cell in zip(header, cells, strict=True) if isinstance(cell, Broken)]
        for column, cell in broken:
            note(Fault(got(cell.reason, cell.text), row_place(number, column)))
        if broken:
            continue
        row = Row(partial(row_place, number), dict(zip(header, map(cell_text, cells), strict=True)), note)
        records.append(read_row(row))
        name = row.cells[required[0]]
        if row_of_name.setdefault(name, number) != number:
            row.fault(required[0], wrong("faults.table.same", column=required[0], row=str(row_of_name[name])))
    if faults:
        raise ScenarioError(shown_name(path), capped(faults, count[0] - len(faults)))
    for words in table.notes:
        say(words)
    return records


def warned(note: Value) -> None:
    """Say what is worth saying about a file as a warning of Python, where nobody else takes it."""
    warnings.warn(said(note), stacklevel=3)


def ragged(cells: int, columns: int) -> Phrase:
    """Return that a row has not as many cells as there are columns."""
    both = wrong("faults.count.cells", n=cells), wrong("faults.count.columns", n=columns)
    return wrong("faults.table.ragged", cells=both[0], columns=both[1])


def unknown_column(column: str, absent: Sequence[str]) -> Phrase:
    """Return that a column is not known, and the nearest one that is absent."""
    return wrong("faults.table.unknown_column", column=shown(column), hint=did_you_mean(column, absent))


def _header(table: RawTable, path: Path, required: Sequence[str], optional: Sequence[str]) -> list[str]:
    known = (*required, *optional)
    columns = [heading.lower() for heading in table.headings]
    place = row_place(table.heading_row)
    missing = [column for column in required if column not in columns]
    unknown = [column for column in columns if column not in known]
    absent = [column for column in known if column not in columns]
    found = [unknown_column(column, absent) for column in unknown]
    found += [wrong("faults.table.missing_column", column=column) for column in missing]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    found += [wrong("faults.table.column_twice", column=shown(column)) for column in twice]
    if found:
        raise ScenarioError(shown_name(path), capped([Fault(what, place) for what in found]))
    return columns
