"""Sheets of an .xlsx workbook as grids: which sheet, and what each of its cells is."""

import datetime
import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from simulator.errors import wrong
from simulator.faults import did_you_mean, names, shown
from simulator.inputs.tables.cells import Broken, Cell, PerCent, cell_of_number, cell_of_text, folded
from simulator.inputs.tables.formats import FormatError, kind_in_words, kind_of
from simulator.inputs.tables.grid import Grid, GridError, grid_of_rows, some, with_merged
from simulator.inputs.tables.parts import Book, Parts, SheetPart, read_book
from simulator.inputs.tables.sheets import FORMULA, NotPlainError, Sheet
from simulator.values import NOTHING, Own

_STYLE = re.compile(rb' s="([0-9]{1,6})"')
_KIND = re.compile(rb' t="([A-Za-z]{1,9})"')
_VALUE = re.compile(rb"<(?:v|t)(?: [^<>]*)?>([^<]*)</")
_TRUTH = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_DAY = 2_958_465
"""Serial number of 31 December 9999."""


@dataclass(frozen=True)
class SheetChoice:
    """Which sheet of a workbook is wanted."""

    wanted: str | None = None
    """Its name; None: the one with a name of `named`, or else the only visible one not of `passed_over`."""
    named: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    option: str = ""
    """Option that names a sheet, where there is one."""
    beside: tuple[str, ...] = ()
    """Names of a sheet to be read besides, where there is one."""


def workbook_grids(content: bytes, choice: SheetChoice) -> tuple[Grid, Grid | None]:
    """Return the sheet that is wanted, and the one besides.

    Raises
    ------
    GridError
        When the workbook cannot be read, or it is not clear which sheet is meant.
    """
    parts = Parts(content)
    book = read_book(parts)
    sheet = _chosen(book.sheets, choice)
    beside = next((one for one in book.sheets if not one.is_hidden and one.name in choice.beside), None)
    hidden = [one.name for one in book.sheets if one.is_hidden and one.name not in choice.passed_over and one != sheet]
    mark = wrong("notes.table.is_hidden") if sheet.is_hidden else NOTHING
    notes = [wrong("notes.table.sheet", sheet=shown(sheet.name), mark=mark)]
    if hidden:
        named = some([Own(shown(name)) for name in hidden])
        notes.append(wrong("notes.table.hidden_sheets", count=len(hidden), of=len(book.sheets), names=named))
    grid = _grid(parts, book, sheet)
    grid = replace(grid, notes=(notes[0], *grid.notes, *notes[1:]))
    try:
        return grid, None if beside is None else _grid(parts, book, beside)
    except GridError as error:
        if error.what == wrong("faults.file.empty"):
            return grid, None
        sheet_name = wrong("faults.place.sheet", sheet=shown(beside.name if beside else ""))
        raise GridError(wrong("faults.at", place=sheet_name, what=error.what)) from None


def _chosen(sheets: Sequence[SheetPart], choice: SheetChoice) -> SheetPart:
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    if choice.wanted is not None:
        for sheet in sheets:
            if sheet.name == choice.wanted:
                return sheet
        known = [sheet.name for sheet in visible]
        hint, listed = did_you_mean(choice.wanted, known), names(map(shown, known[:20]))
        raise GridError(wrong("faults.workbook.no_sheet", sheet=shown(choice.wanted), hint=hint, names=listed))
    named = [sheet for sheet in visible if folded(sheet.name).casefold() in choice.named]
    chosen = named or [sheet for sheet in visible if sheet.name not in choice.passed_over]
    if len(chosen) == 1:
        return chosen[0]
    chosen_names = names(shown(sheet.name) for sheet in chosen[:20])
    way_out = wrong("faults.workbook.name_sheet", option=choice.option)
    raise GridError(
        wrong(
            "faults.workbook.which_sheet",
            names=chosen_names if chosen else wrong("faults.workbook.none_visible"),
            way_out=way_out if choice.option else wrong("faults.workbook.one_sheet"),
        )
    )


def _grid(parts: Parts, book: Book, part: SheetPart) -> Grid:
    xml = parts.read(part.part)
    try:
        return _grid_of_sheet(Sheet(xml), book)
    except NotPlainError:
        return _grid_of_sheet(Sheet(xml, is_plain=False), book)


def _grid_of_sheet(sheet: Sheet, book: Book) -> Grid:
    facts = sheet.facts
    grid = grid_of_rows(sheet.rows(), _cell_reader(book), hidden=facts.hidden_rows, is_sheet=True)
    notes = (wrong("notes.table.formulas", n=facts.formulas),)
    grid = replace(grid, hidden_columns=tuple(sorted(facts.hidden_columns)), notes=notes if facts.formulas else ())
    return with_merged(grid, facts.merged) if facts.merged else grid


def _cell_reader(book: Book) -> Callable[[Hashable], Cell]:
    """Return the function that reads a cell from its attributes and its value, as `Sheet.rows` gives them."""

    def of_cell(raw: Hashable) -> Cell:
        assert isinstance(raw, bytes)
        style, kind, value = _STYLE.search(raw), _KIND.search(raw), _VALUE.search(raw)
        text = _decoded(value[1].decode()) if value else ""
        of_kind = kind[1].decode() if kind else "n"
        if FORMULA in raw:
            if not value or (not text and of_kind != "str"):
                return Broken("", wrong("faults.cell.no_result"))
            if book.is_to_be_computed_anew:
                return Broken(text, wrong("faults.cell.not_computed"))
        if of_kind == "n":
            return _number(text, int(style[1]) if style else 0, book)
        return _typed(text, of_kind, book)

    return of_cell


def _typed(text: str, kind: str, book: Book) -> Cell:
    """Return a cell that is no number."""
    if kind == "s":
        position = int(text) if text.isascii() and text.isdigit() else len(book.texts)
        if position >= len(book.texts):
            return Broken(text, wrong("faults.cell.no_text"))
        return cell_of_text(_unescaped(book.texts[position]))
    if kind in ("str", "inlineStr"):
        return cell_of_text(_unescaped(text))
    if kind == "b":
        return _TRUTH.get(text) or Broken(text, wrong("faults.cell.no_truth"))
    if kind == "d":
        try:
            return _day_of(datetime.datetime.fromisoformat(text.removesuffix("Z")))
        except ValueError:
            return Broken(text, wrong("faults.cell.no_day"))
    return Broken(text or "error", wrong("faults.cell.error"))


def _number(text: str, style: int, book: Book) -> Cell:
    """Return the cell of a number, by the number format of its style."""
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        return Broken(text, wrong("faults.cell.no_number"))
    value = float(text)
    cell = cell_of_number(value)
    if isinstance(cell, Broken):
        return cell
    code = book.formats[style] if style < len(book.formats) else ("General" if style == 0 else None)
    if code is None:
        return Broken(text, wrong("faults.cell.unknown_format"))
    try:
        kind = kind_of(code, value)
    except FormatError as error:
        return Broken(f"{value:.15g}", kind_in_words(code, error))
    if kind == "per cent":
        return PerCent(float(f"{value:.15g}"))
    return _day(value, book.has_1904_days) if kind == "day" else cell


def _day(serial: float, has_1904_days: bool) -> Cell:
    """Return the day of a serial number; there was no 29 February 1900, which the system of 1900 counts as day 60."""
    days = serial + 1462 if has_1904_days else serial
    if not 1 <= days < _LAST_DAY + 1 or 60 <= days < 61:
        return Broken(f"{serial:.15g}", wrong("faults.cell.shown_as_day"))
    start = datetime.datetime(1899, 12, 30) if days >= 61 else datetime.datetime(1899, 12, 31)
    # Serial numbers hold seconds, and less only by rounding.
    return _day_of(start + datetime.timedelta(seconds=round(days * 86_400)))


def _day_of(moment: datetime.datetime) -> datetime.date:
    return moment if moment.time() != datetime.time() or moment.tzinfo else moment.date()


def _decoded(text: str) -> str:
    """Return a text of XML with its references resolved."""
    return _REFERENCE.sub(_referred, text) if "&" in text else text


def _referred(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    number = int(match[1], 16) if match[1] else int(match[2])
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\N{REPLACEMENT CHARACTER}"


def _unescaped(text: str) -> str:
    """Return a text with the letters that XML cannot hold: `_x000D_` stands for a carriage return."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
