"""The sheet of loans in an xlsx workbook, and its control sheet; refused before it could fill the memory."""

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from simulator.errors import ScenarioError
from simulator.faults import did_you_mean, read_limited, shown, shown_name
from simulator.inputs.optional import need
from simulator.inputs.tape_cells import Cell, folded

LARGEST_WORKBOOK_BYTES = 100_000_000
LARGEST_UNPACKED_BYTES = 600_000_000
MOST_CELLS = 40_000_000
LOAN_SHEETS = ("loans", "贷款", "贷款明细", "台账")
CONTROL_SHEETS = ("control", "合计核对")
NOTE_SHEETS = ("notes", "填表说明", "lists")
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,9})"')
_COLUMN = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})[0-9]')
_ANY_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[ >/]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_FORMULA_WITHOUT_RESULT = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?: [^<>]*)?/>)(?:<v></v>|<v ?/>)?</(?:\w+:)?c>")


def read_workbook_rows(path: Path, sheet: str | None = None) -> tuple[Iterator[Sequence[Cell]], tuple[str, ...]]:
    """Return the rows of the sheet of loans from row 1 on, and what is worth saying about the workbook.

    The sheet is the one named, or else the one with a name of `LOAN_SHEETS`, or else the only visible one.

    Raises
    ------
    ScenarioError
        When it is no workbook, protected by a password, too large, or the sheet is not clear, has merged cells or
        formulas without a saved result.
    """
    book, notes = _opened(path)
    visible = [name for name, is_visible in _sheets(book) if is_visible]
    hidden = [name for name, is_visible in _sheets(book) if not is_visible and name not in NOTE_SHEETS]
    name = _loan_sheet(visible, hidden, sheet, path)
    if hidden:
        notes += (f"Hidden sheets were not read: {', '.join(map(shown, hidden[:5]))}.",)
    return _rows(book, name, path), (f"Read from the sheet {shown(name)}.", *notes)


def read_control_rows(path: Path) -> list[Sequence[Cell]]:
    """Return the rows of the control sheet, none when the workbook has none.

    Raises
    ------
    ScenarioError
        As `read_workbook_rows`.
    """
    book, _ = _opened(path)
    name = next((name for name, is_visible in _sheets(book) if is_visible and name in CONTROL_SHEETS), None)
    return [] if name is None else list(_rows(book, name, path))


def _opened(path: Path) -> tuple[Any, tuple[str, ...]]:
    """Return the workbook, and a note on formulas."""
    need("python_calamine", shown_name(path))
    import python_calamine as calamine

    content = read_limited(path, LARGEST_WORKBOOK_BYTES, is_text=False)
    try:
        formulas = _refuse_what_is_too_large(content)
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)), formulas
    except calamine.PasswordError:
        raise ScenarioError(shown_name(path), ["is protected by a password; save it without one"]) from None
    except _Unsafe as error:
        raise ScenarioError(shown_name(path), [str(error)]) from None
    except (calamine.CalamineError, zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
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
    return (f"{formulas:,} cells hold formulas: the results saved with the file were read.",) if formulas else ()


def _formulas_of_safe_sheet(xml: bytes) -> int:
    rows = [int(number) for number in _ROW.findall(xml)]
    columns = Counter(_COLUMN.findall(xml))
    if len(rows) != len(_ANY_ROW.findall(xml)) or columns.total() != len(_ANY_CELL.findall(xml)):
        raise _Unsafe("has cells without an address; open it in a spreadsheet program and save it again")
    cells = max(rows, default=0) * max(map(_column_number, columns), default=0)
    if cells > MOST_CELLS:
        raise _Unsafe(f"has a sheet of {cells:,} cells, empty ones counted; at most {MOST_CELLS:,} are read")
    if _FORMULA_WITHOUT_RESULT.search(xml):
        raise _Unsafe("has formulas without a saved result; open it in a spreadsheet program and save it again")
    return len(_FORMULA.findall(xml))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _sheets(book: Any) -> list[tuple[str, bool]]:
    import python_calamine as calamine

    return [
        (sheet.name, sheet.visible == calamine.SheetVisibleEnum.Visible)
        for sheet in book.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]


def _loan_sheet(visible: list[str], hidden: list[str], wanted: str | None, path: Path) -> str:
    if wanted is not None:
        if wanted in (*visible, *hidden):
            return wanted
        words = f"there is no sheet {shown(wanted)}{did_you_mean(wanted, visible)}"
        raise ScenarioError("--sheet", [f"{words}; the sheets are {', '.join(map(shown, visible[:20]))}"])
    named = [name for name in visible if folded(name).casefold() in LOAN_SHEETS]
    others = [name for name in visible if name not in (*CONTROL_SHEETS, *NOTE_SHEETS)]
    chosen = named or others
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(map(shown, chosen[:20])) or "none"
    raise ScenarioError(
        shown_name(path), [f"it is not clear which sheet holds the loans ({names}); name it with --sheet"]
    )


def _rows(book: Any, name: str, path: Path) -> Iterator[Sequence[Cell]]:
    import python_calamine as calamine

    try:
        sheet = book.get_sheet_by_name(name)
        merged = sheet.merged_cell_ranges
        rows = sheet.to_python(skip_empty_area=False)
    except calamine.CalamineError as error:
        raise ScenarioError(
            shown_name(path), [f"the sheet {shown(name)} cannot be read ({shown(str(error))})"]
        ) from None
    if merged:
        (row, column), _ = merged[0]
        where = f"row {row + 1}, column {column + 1}"
        raise ScenarioError(
            shown_name(path),
            [f"the sheet {shown(name)} has {len(merged)} merged cell(s), the first at {where}; unmerge"],
        )
    return ([str(cell).upper() if isinstance(cell, bool) else cell for cell in row] for row in rows)
