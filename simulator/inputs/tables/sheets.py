"""The cells of one sheet of an .xlsx workbook, from its XML."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from simulator.errors import wrong
from simulator.inputs.tables.grid import BLANK, MOST_COLUMNS, GridError, column_letters
from simulator.inputs.tables.parts import NESTED, Attributes, parse

_ROW = re.compile(rb'<row((?: [\w:.]+="[^"<]*")*) ?(/?)>')
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})[0-9]{1,7}"((?: [a-z]{1,2}="[^"<>]*")*) ?(?:/>|>(<f[^<>]*(?:/>|>[^<]*</f>))?'
    rb'((?:<v>[^<]*</v>|<v ?/>|<is><t(?: xml:space="preserve")?>[^<]*</t></is>)?)</c>)'
)
"""Column, style and kind, formula, value."""
_ROW_NUMBER = re.compile(rb' r="([0-9]{1,7})"')
_HIDDEN_ROW = re.compile(rb' hidden="(?:1|true)"| ht="0(?:\.0*)?"')
_TAGS = (b"<c", b"</c", b"<v", b"</v", b"<f", b"</f", b"<is", b"</is", b"<t", b"</t", b"<row", b"</row")
_OTHER_ENCODING = re.compile(rb'<\?xml[^>]*encoding=["\'](?!utf-8["\'])', re.IGNORECASE)
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ERROR = b' t="e"'
"""A cell that says it holds an error is not blank, whether it names the error or not."""
FORMULA = b"<f>"
"""Stands before the value of a formula."""


@dataclass
class SheetFacts:
    """What a sheet says of itself beside its cells."""

    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column, rows from 1 and columns from 0."""
    hidden_rows: set[int] = field(default_factory=set)
    formulas: int = 0


def column_number(letters: str) -> int:
    """Return the number of a column, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class NotPlainError(Exception):
    """A sheet is written in a form that only a parser can read: to be opened again with `is_plain=False`."""


class Sheet:
    """One sheet: facts at once, rows as they are asked for.

    Most programs write rows so plainly that patterns take them apart several times faster than a parser. Where
    anything else than the plain form stands between them, a parser writes the rows anew in that form.

    Raises
    ------
    NotPlainError
        When the sheet is not plain, but said to be; also from `rows`.
    """

    def __init__(self, xml: bytes, *, is_plain: bool = True) -> None:
        self.facts = SheetFacts()
        if not is_plain:
            self._xml = _plain_form(xml, self._note)
            self._start, self._end = 0, len(self._xml)
            return
        opened, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
        if not _may_be_plain(xml, opened, end):
            raise NotPlainError
        parse(xml[:opened] + b"<sheetData/>" + xml[end + len(b"</sheetData>") :], self._note)
        self._xml, self._start, self._end = xml, opened + len(b"<sheetData>"), end

    def rows(self) -> Iterator[tuple[int, Sequence[bytes | None]]]:
        """Yield the number and the cells of each row that is not blank; a cell as its attributes and its value.

        Raises
        ------
        GridError
            When rows or cells stand in no order, or twice.
        """
        column_of: dict[bytes, int] = {}
        last = cells_found = rows_found = 0
        for row in _ROW.finditer(self._xml, self._start, self._end):
            found = _ROW_NUMBER.search(row[1])
            number = int(found[1]) if found else last + 1
            if number <= last:
                raise GridError(wrong("faults.workbook.row_order", row=str(number), last=str(last)))
            last = number
            rows_found += 1
            if _HIDDEN_ROW.search(row[1]):
                self.facts.hidden_rows.add(number)
            if row[2]:
                continue
            end = self._xml.find(b"</row>", row.end(), self._end)
            cells: list[bytes | None] = []
            found_cells = _CELL.findall(self._xml, row.end(), end)
            cells_found += len(found_cells)
            cells = self._cells(number, found_cells, column_of)
            if cells:
                yield number, cells
        if (cells_found, rows_found) != (self._count(b"<c"), self._count(b"<row")):
            raise NotPlainError

    def _cells(
        self, number: int, found: Sequence[tuple[bytes, bytes, bytes, bytes]], column_of: dict[bytes, int]
    ) -> list[bytes | None]:
        cells: list[bytes | None] = []
        for letters, attributes, formula, value in found:
            if formula:
                self.facts.formulas += 1
                attributes += FORMULA
            elif not value and _ERROR not in attributes:
                continue
            column = column_of.get(letters)
            if column is None:
                column = column_of[letters] = column_number(letters.decode())
            if column > 2 * MOST_COLUMNS:
                cell = f"{letters.decode()}{number}"
                raise GridError(wrong("faults.workbook.far_cell", cell=cell, most=MOST_COLUMNS))
            if column < len(cells):
                raise GridError(wrong("faults.workbook.cell_twice", row=str(number)))
            while len(cells) < column:
                cells.append(BLANK)
            cells.append(attributes + value)
        return cells

    def _count(self, tag: bytes) -> int:
        return self._xml.count(tag, self._start, self._end)

    def _note(self, name: str, attributes: Attributes) -> None:
        if name == "col" and (attributes.get("hidden") in ("1", "true") or attributes.get("width") == "0"):
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.facts.hidden_columns |= set(range(first - 1, min(last, 16_384)))
        elif name == "mergeCell":
            ends = [_ADDRESS.fullmatch(end) for end in attributes.get("ref", "").replace("$", "").split(":")]
            if len(ends) == 2 and ends[0] and ends[1]:
                area = int(ends[0][2]), column_number(ends[0][1]), int(ends[1][2]), column_number(ends[1][1])
                self.facts.merged.append(area)


def _may_be_plain(xml: bytes, start: int, end: int) -> bool:
    """Return whether between the ends of the rows no tag opens but those that `_CELL` and `_ROW` know.

    That each of those is one that they know is counted while they are read.
    """
    if start < 0 or end < start or xml.count(b"<sheetData") != 1 or b"<!" in xml:
        return False
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or _OTHER_ENCODING.match(xml[:200]):
        return False
    return xml.count(b"<", start, end) == 1 + sum(xml.count(tag, start, end) for tag in _TAGS)


def _plain_form(xml: bytes, note: Callable[[str, Attributes], None]) -> bytes:
    """Return the rows of a sheet in the form that `_is_plain` asks for; every other element is noted."""
    rewriter = _Rewriter(note)
    parse(xml, rewriter.start, rewriter.end, rewriter.text)
    return "".join(rewriter.pieces).encode()


class _Rewriter:
    """Writes rows and cells anew: plain names, an address for each, one text for each value."""

    def __init__(self, note: Callable[[str, Attributes], None]) -> None:
        self.pieces: list[str] = []
        self._note = note
        # How deep within rows and reading aids: a list of all open elements would be searched for each of a million.
        self._depth_of_rows = self._depth_of_aids = 0
        self._row = 0
        self._column = -1
        self._attributes: Attributes = {}
        self._value: list[str] | None = None
        self._has_formula = False
        self._is_text = False

    def start(self, name: str, attributes: Attributes) -> None:
        if self._is_text:
            raise GridError(NESTED)
        self._depth_of_rows += name == "sheetData"
        self._depth_of_aids += name == "rPh"
        if not self._depth_of_rows:
            self._note(name, attributes)
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = -1
            kept = {key: attributes[key] for key in ("hidden", "ht") if key in attributes}
            written = "".join(f" {key}={_quoted(value)}" for key, value in kept.items())
            self.pieces.append(f'<row r="{self._row}"{written}>')
        elif name == "c":
            found = _ADDRESS.fullmatch(attributes.get("r", ""))
            self._column = column_number(found[1]) if found else self._column + 1
            self._attributes, self._value, self._has_formula = attributes, None, False
        elif name == "f":
            self._has_formula = True
        elif name in ("v", "is"):
            self._value = []
        self._is_text = name == "v" or (name == "t" and not self._depth_of_aids)

    def text(self, text: str) -> None:
        if self._is_text and self._value is not None:
            self._value.append(text)

    def end(self, name: str) -> None:
        self._depth_of_rows -= name == "sheetData"
        self._depth_of_aids -= name == "rPh"
        self._is_text = False
        if not self._depth_of_rows:
            return
        if name == "row":
            self.pieces.append("</row>")
        elif name == "c":
            self.pieces.append(self._cell())

    def _cell(self) -> str:
        kept = {key: self._attributes[key] for key in ("s", "t") if key in self._attributes}
        written = "".join(f" {key}={_quoted(value)}" for key, value in kept.items())
        formula = "<f/>" if self._has_formula else ""
        value = "" if self._value is None else f"<v>{escape(''.join(self._value))}</v>"
        return f'<c r="{column_letters(self._column)}{self._row}"{written}>{formula}{value}</c>'


def _quoted(value: str) -> str:
    return quoteattr(value.replace('"', "").replace(">", ""))
