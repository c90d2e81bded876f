"""Workbooks about loan tapes: a copy with the faulty cells marked, and an empty tape with notes and lists."""

import datetime
import io
import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from simulator.drawing import palette
from simulator.inputs.tables.cells import Cell, cell_text
from simulator.inputs.tables.grid import column_place
from simulator.inputs.tape_check import Checked
from simulator.inputs.tape_control import CONTROL_HEADINGS, NUMBER_OF_LOANS
from simulator.inputs.tape_faults import WHOLE_ROW, CellFault
from simulator.inputs.tape_fields import (
    EARLIEST,
    FIELDS,
    LATEST,
    MARK_HEADING,
    Field,
    allowed_words,
    heading_of,
)
from simulator.reporting.language import Language, pick
from simulator.saying.speaker import said
from simulator.saying.words import speaking

LAST_SHEET_ROW = 1_048_576
MOST_MARKED = 100_000
TEMPLATE_ROWS = 5000
_LONGEST_TEXT = 32_000
_RED = {"bg_color": palette.BAD_TINT, "border": 1, "border_color": palette.BAD}
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_CREATED = datetime.datetime(2000, 1, 1)
_SHEETS = {"en": ("loans", "control", "notes", "lists"), "zh": ("贷款", "合计核对", "填表说明", "lists")}
_NOTES = {
    "en": ("heading", "needed", "what may stand there", "meaning"),
    "zh": ("列名", "必填", "允许的内容", "含义"),
}


def _workbook(buffer: io.BytesIO, **options: Any) -> Any:
    import xlsxwriter

    book = xlsxwriter.Workbook(buffer, {**_OPTIONS, **options})
    # The same bytes every time.
    book.set_properties({"created": _CREATED})
    return book


def can_be_marked(checked: Checked) -> bool:
    """Return whether there can be a marked copy: it is for a sheet, and for what people mend by hand."""
    return int(checked.table.row_numbers[-1]) <= LAST_SHEET_ROW and checked.faults.count <= MOST_MARKED


def marked_copy(checked: Checked) -> bytes:
    """Return the table as a workbook: faulty cells red, what is wrong in a column in front, rows where they were.

    Texts stay texts, so that no cell can become a formula. Faults outside the rows of loans are on a second sheet.
    """
    buffer = io.BytesIO()
    book = _workbook(buffer, constant_memory=True)
    red, bold = book.add_format(_RED), book.add_format({"bold": True})
    sheet = book.add_worksheet("loans")
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, len(checked.table.headings), 16)
    sheet.freeze_panes(checked.table.heading_row, 1)
    heading_row = max(checked.table.heading_row - 1, 0)
    sheet.write_string(heading_row, 0, MARK_HEADING, bold)
    wrong_headings = {fault.column for fault in checked.faults.others}
    for column, heading in enumerate(checked.table.headings):
        is_wrong = column_place(column) in wrong_headings
        sheet.write_string(heading_row, column + 1, heading[:_LONGEST_TEXT], red if is_wrong else bold)
    _write_rows(sheet, checked, red)
    if checked.faults.others:
        _write_others(book.add_worksheet("other faults"), checked.faults.others, bold)
    book.close()
    return buffer.getvalue()


def _write_rows(sheet: Any, checked: Checked, red: Any) -> None:
    table = checked.table
    faults_of = _faults_by_row(checked)
    columns = [[cells[code] for code in codes.tolist()] for cells, codes in zip(table.cells, table.codes, strict=True)]
    for position, (number, *cells) in enumerate(zip(table.row_numbers.tolist(), *columns, strict=True)):
        faults = faults_of.get(position, {})
        if faults:
            lines = [
                "; ".join(words) if column == WHOLE_ROW else f"{table.headings[column]}: {'; '.join(words)}"
                for column, words in sorted(faults.items())
            ]
            sheet.write_string(number - 1, 0, "\n".join(lines)[:_LONGEST_TEXT], red)
        for column, cell in enumerate(cells):
            _write_cell(sheet, number - 1, column + 1, cell, red if column in faults or WHOLE_ROW in faults else None)


def _faults_by_row(checked: Checked) -> Mapping[int, Mapping[int, list[str]]]:
    """Return the words of the faults by position of the row and column."""
    found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for positions, column, words in checked.faults.groups:
        for position in positions.tolist():
            found[position][column].append(said(words))
    return found


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, form: Any) -> None:
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if is_number and math.isfinite(float(cell)):  # type: ignore[arg-type]
        sheet.write_number(row, column, cell, form)
    elif cell not in ("", None):
        text = cell if isinstance(cell, str) else cell_text(cell)
        sheet.write_string(row, column, text[:_LONGEST_TEXT], form)
    elif form is not None:
        sheet.write_blank(row, column, None, form)


def _write_others(sheet: Any, faults: list[CellFault], bold: Any) -> None:
    sheet.set_column(0, 3, 40)
    for column, heading in enumerate(("row", "where", "value", "what is allowed")):
        sheet.write_string(0, column, heading, bold)
    for row, fault in enumerate(faults, 1):
        sheet.write_number(row, 0, fault.row)
        for column, text in enumerate((said(fault.column), fault.value_text, said(fault.what)), 1):
            sheet.write_string(row, column, text[:_LONGEST_TEXT])


def template(language: Language, amount_unit: str, sectors: tuple[str, ...]) -> bytes:
    """Return an empty loan tape as a workbook: headings, drop-down lists, a control sheet, and notes.

    Parameters
    ----------
    language
        Of headings and words: "en" or "zh".
    amount_unit
        "元" or "万元".
    """
    buffer = io.BytesIO()
    book = _workbook(buffer)
    loans, control, notes, lists = (book.add_worksheet(name) for name in _SHEETS[language])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    needed = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": palette.NEEDED})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    formats = {
        "name": book.add_format({"num_format": "@"}),
        "choice": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "amount": book.add_format({"num_format": "0.00####" if amount_unit == "万元" else "0.00"}),
        "share": book.add_format({"num_format": "0.00"}),
        "count": book.add_format({"num_format": "0"}),
    }
    for column, field in enumerate(FIELDS):
        heading = heading_of(field, language, amount_unit)
        loans.write_string(0, column, heading, needed if field.is_required else bold)
        loans.set_column(column, column, max(12, 1.6 * len(heading)), formats[field.kind])
        _add_list(loans, lists, column, field, _choices(field, language, sectors))
        _add_limits(loans, column, field)
    loans.freeze_panes(1, 1)
    lists.hide()
    _write_control(control, language, amount_unit, bold)
    _write_notes(notes, language, amount_unit, sectors, bold, wrapped)
    book.close()
    return buffer.getvalue()


def _choices(field: Field, language: Language, sectors: tuple[str, ...]) -> tuple[str, ...]:
    if field.is_sector:
        return sectors
    return tuple(choice.words[0] if language == "zh" else choice.key for choice in field.choices)


def _add_list(loans: Any, lists: Any, column: int, field: Field, words: tuple[str, ...]) -> None:
    """Let the cells of a choice be picked from a list, which stands on a sheet of its own as it may be long."""
    if not words:
        return
    for row, word in enumerate(words):
        lists.write_string(row, column, word)
    from xlsxwriter.utility import xl_range_abs

    source = f"=lists!{xl_range_abs(0, column, len(words) - 1, column)}"
    loans.data_validation(1, column, TEMPLATE_ROWS, column, {"validate": "list", "source": source})


def _add_limits(loans: Any, column: int, field: Field) -> None:
    if field.kind == "date":
        limits: dict[str, Any] = {
            "validate": "date",
            "criteria": "between",
            "minimum": datetime.date.fromisoformat(EARLIEST),
            "maximum": datetime.date.fromisoformat(LATEST),
        }
    elif field.kind in ("amount", "share"):
        limits = {"validate": "decimal", "criteria": ">=", "value": 0}
    elif field.kind == "count":
        limits = {"validate": "integer", "criteria": "between", "minimum": field.least, "maximum": field.most}
    else:
        return
    loans.data_validation(1, column, TEMPLATE_ROWS, column, limits)


def _write_control(sheet: Any, language: Language, amount_unit: str, bold: Any) -> None:
    for column, heading in enumerate(CONTROL_HEADINGS[language]):
        sheet.write_string(0, column, heading, bold)
    amounts = [heading_of(field, language, amount_unit) for field in FIELDS if field.key in ("principal", "balance")]
    for row, item in enumerate((pick(NUMBER_OF_LOANS, language), *amounts), 1):
        sheet.write_string(row, 0, item)
    sheet.set_column(0, 1, 24)


def _write_notes(
    sheet: Any, language: Language, amount_unit: str, sectors: tuple[str, ...], bold: Any, wrapped: Any
) -> None:
    for column, (heading, width) in enumerate(zip(_NOTES[language], (26, 8, 60, 50), strict=True)):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, width)
    yes = pick(("yes", "是"), language)
    for row, field in enumerate(FIELDS, 1):
        unit = {"amount": 10_000 if amount_unit == "万元" else 1, "share": 100}.get(field.kind, 1)
        meaning = field.meaning_chinese if language == "zh" else field.meaning
        with speaking(language):
            allowed = said(allowed_words(field, unit, sectors))
        sheet.write_string(row, 0, heading_of(field, language, amount_unit), bold)
        for column, text in enumerate((yes if field.is_required else "", allowed, meaning), 1):
            sheet.write_string(row, column, text, wrapped)
