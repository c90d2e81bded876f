"""The sheet of loans in an xlsx workbook, and its control sheet; refused before it could fill the memory."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from simulator.errors import ScenarioError
from simulator.faults import counted, did_you_mean, read_limited, shown, shown_name
from simulator.inputs.tape_cells import Cell, folded

LARGEST_WORKBOOK_BYTES = 100_000_000
LARGEST_UNPACKED_BYTES = 600_000_000
MOST_CELLS = 40_000_000
LOAN_SHEETS = ("loans", "贷款", "贷款明细", "台账")
CONTROL_SHEETS = ("control", "合计核对")
NOTE_SHEETS = ("notes", "填表说明", "lists")
_ROW = re.compile(rb'<row r="([0-9]{1,9})"')
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_LONG_COLUMN = re.compile(rb'"[A-Z]{3}[0-9]')
_LAST_SHORT_COLUMN = 702
"""Number of the column ZZ."""
_FORMULA = re.compile(rb"<f[ />]")
_FORMULA_WITHOUT_RESULT = re.compile(rb"(?:</f>|<f(?: [^<>]*)?/>)(?:<v></v>|<v ?/>)?</c>")


_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, ValueError, RuntimeError)
"""What reading a damaged archive may raise."""


class Workbook:
    """An opened workbook.

    Raises
    ------
    ScenarioError
        When it is no workbook, protected by a password, too large, or has formulas without a saved result.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._book, self._notes = _opened(path)
        import python_calamine as calamine

        sheets = [sheet for sheet in self._book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        self._visible: list[str] = [
            sheet.name for sheet in sheets if sheet.visible == calamine.SheetVisibleEnum.Visible
        ]
        self._hidden: list[str] = [sheet.name for sheet in sheets if sheet.visible != calamine.SheetVisibleEnum.Visible]

    def loan_rows(self, wanted: str | None = None) -> tuple[Iterator[Sequence[Cell]], tuple[str, ...]]:
        """Return the rows of the sheet of loans from row 1 on, and what is worth saying about the workbook.

        The sheet is the one wanted, or else the one with a name of `LOAN_SHEETS`, or else the only visible one beside
        control sheet and notes.

        Raises
        ------
        ScenarioError
            When it is not clear which sheet that is, or the sheet has merged cells.
        """
        name = self._loan_sheet(wanted)
        hidden = [name for name in self._hidden if name not in NOTE_SHEETS]
        more = (f"Hidden sheets were not read: {', '.join(map(shown, hidden[:5]))}.",) if hidden else ()
        return self._rows(name), (f"Read from the sheet {shown(name)}.", *self._notes, *more)

    def control_rows(self) -> list[Sequence[Cell]]:
        """Return the rows of the control sheet, none when there is none.

        Raises
        ------
        ScenarioError
            When the sheet has merged cells.
        """
        name = next((name for name in self._visible if name in CONTROL_SHEETS), None)
        return [] if name is None else list(self._rows(name))

    def _loan_sheet(self, wanted: str | None) -> str:
        if wanted is not None:
            if wanted in (*self._visible, *self._hidden):
                return wanted
            words = f"there is no sheet {shown(wanted)}{did_you_mean(wanted, self._visible)}"
            raise ScenarioError("--sheet", [f"{words}; the sheets are {', '.join(map(shown, self._visible[:20]))}"])
        named = [name for name in self._visible if folded(name).casefold() in LOAN_SHEETS]
        chosen = named or [name for name in self._visible if name not in (*CONTROL_SHEETS, *NOTE_SHEETS)]
        if len(chosen) == 1:
            return chosen[0]
        names = ", ".join(map(shown, chosen[:20])) or "none is visible"
        words = f"it is not clear which sheet holds the loans ({names}); name it with --sheet"
        raise ScenarioError(shown_name(self.path), [words])

    def _rows(self, name: str) -> Iterator[Sequence[Cell]]:
        import python_calamine as calamine

        try:
            sheet = self._book.get_sheet_by_name(name)
            merged = sheet.merged_cell_ranges
            rows = sheet.to_python(skip_empty_area=False)
        except calamine.CalamineError as error:
            words = f"the sheet {shown(name)} cannot be read ({shown(str(error))})"
            raise ScenarioError(shown_name(self.path), [words]) from None
        if merged:
            (row, column), _ = merged[0]
            where = f"{counted(len(merged), 'merged cell')}, the first at row {row + 1}, column {column + 1}"
            raise ScenarioError(shown_name(self.path), [f"the sheet {shown(name)} has {where}; unmerge them"])
        return ([str(cell).upper() if isinstance(cell, bool) else cell for cell in row] for row in rows)


def _opened(path: Path) -> tuple[Any, tuple[str, ...]]:
    """Return the workbook, and a note on formulas."""
    import python_calamine as calamine

    content = read_limited(path, LARGEST_WORKBOOK_BYTES, is_text=False)
    try:
        formulas = _refuse_what_is_too_large(content)
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)), formulas
    except calamine.PasswordError:
        raise ScenarioError(shown_name(path), ["is protected by a password; save it without one"]) from None
    except _Unsafe as error:
        raise ScenarioError(shown_name(path), [str(error)]) from None
    except (calamine.CalamineError, *_DAMAGED):
        words = "is no workbook in the format .xlsx, or damaged; save it again as .xlsx"
        raise ScenarioError(shown_name(path), [words]) from None


class _Unsafe(Exception):
    """The workbook must not be opened; the message says why."""


def _refuse_what_is_too_large(content: bytes) -> tuple[str, ...]:
    """Refuse a workbook whose sheets would not fit into memory as full rectangles; return a note on its formulas."""
    formulas = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > LARGEST_UNPACKED_BYTES:
            raise _Unsafe(
                f"unpacks to {unpacked / 1e6:,.0f} MB; at most {LARGEST_UNPACKED_BYTES / 1e6:,.0f} MB are read"
            )
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                formulas += _formulas_of_safe_sheet(archive.read(name))
    if not formulas:
        return ()
    hold = counted(formulas, "cell holds a formula", "cells hold formulas")
    return (f"{hold}: the results saved with the file were read.",)


def _formulas_of_safe_sheet(xml: bytes) -> int:
    """Refuse a sheet that is too large as a full rectangle; return the number of its formulas."""
    xml = xml.replace(b"<x:", b"<").replace(b"</x:", b"</") if b"<x:row" in xml else xml
    has_addresses = xml.count(b"<row") == xml.count(b'<row r="') and b"<c>" not in xml
    if not has_addresses or xml.count(b"<c ") != xml.count(b'<c r="'):
        raise _Unsafe("has cells without an address; open it in a spreadsheet program and save it again")
    rows = max(map(int, _ROW.findall(xml)), default=0)
    columns = _LAST_SHORT_COLUMN
    if rows * columns > MOST_CELLS or _LONG_COLUMN.search(xml):
        columns = max(map(_column_number, set(_COLUMN.findall(xml))), default=0)
    if rows * columns > MOST_CELLS:
        size = f"{rows:,} rows and {columns:,} columns"
        raise _Unsafe(f"has a sheet of {size}, empty ones counted; at most {MOST_CELLS:,} cells are read")
    if _FORMULA_WITHOUT_RESULT.search(xml) if b"<f" in xml else None:
        raise _Unsafe("has formulas without a saved result; open it in a spreadsheet program and save it again")
    return len(_FORMULA.findall(xml))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
