"""Comma-separated text as a grid: UTF-8 with or without a mark, UTF-16 with one, or GB18030."""

import codecs
import csv
import io
from collections.abc import Hashable, Iterator, Sequence

from simulator.errors import wrong
from simulator.inputs.tables.cells import Cell, cell_of_text
from simulator.inputs.tables.grid import BLANK, Grid, GridError, grid_of_rows, in_row

_BLOCK = 1 << 20
_CSV_DETAILS = {
    "unexpected end": "end",
    "expected after": "after_quote",
    "field larger": "field",
    "new-line character": "new_line",
}
"""What the reader's messages hold, and the key of what is said; it gives no code of its own."""


def text_grid(content: bytes) -> Grid:
    """Return the content of a file of comma-separated text as a grid.

    Raises
    ------
    GridError
        When it is binary, in no known encoding, not valid CSV, empty or too large.
    """
    content, encoding = _in_known_encoding(content)
    rows: Iterator[tuple[int, Sequence[Hashable]]]
    if _needs_no_parser(content):
        # No encoding here has the byte of a comma or of a line's end inside a letter.
        rows = enumerate((line.rstrip(b"\r\n").split(b",") for line in io.BytesIO(content)), 1)
    else:
        rows = _parsed(content, encoding)
    del content  # It goes when its last row is read.

    def cell_of(thing: Hashable) -> Cell:
        return cell_of_text(thing.decode(encoding) if isinstance(thing, bytes) else str(thing))

    return grid_of_rows(_without_blank_rows(rows), cell_of)


def _without_blank_rows(rows: Iterator[tuple[int, Sequence[Hashable]]]) -> Iterator[tuple[int, Sequence[Hashable]]]:
    """Leave out rows of nothing but spaces; spaces in one cell are looked at when the cell is."""
    for number, row in rows:
        if not row or (not _stripped(row[0]) and not any(map(_stripped, row))):
            continue
        yield number, row


def _stripped(thing: Hashable) -> object:
    return thing.strip() if isinstance(thing, str | bytes) else thing is not BLANK


def _in_known_encoding(content: bytes) -> tuple[bytes, str]:
    """Return the content without a mark, and its encoding; UTF-16 comes back as UTF-8."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            try:
                content, is_known = content[2:].decode(encoding).encode(), True
            except UnicodeError:
                is_known = False
            break
    else:
        content, is_known = content.removeprefix(codecs.BOM_UTF8), True
    if b"\0" in content:
        raise GridError(wrong("faults.file.binary"))
    for encoding in ("utf-8", "gb18030") if is_known else ():
        if _is_text(content, encoding):
            return content, encoding
    raise GridError(wrong("faults.table.encoding"))


def _is_text(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _BLOCK):
            decoder.decode(content[start : start + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _needs_no_parser(content: bytes) -> bool:
    """Return whether to read a file is to split it at commas and ends of lines."""
    has_usual_lines = content.count(b"\r") == content.count(b"\r\n")
    longest = max(map(len, io.BytesIO(content)), default=0)
    return b'"' not in content and has_usual_lines and longest <= csv.field_size_limit()


def _parsed(content: bytes, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells); a row's number counts rows, as a spreadsheet does, not lines."""
    stream = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    number = 0
    try:
        for number, cells in enumerate(csv.reader(stream, strict=True), 1):
            yield number, cells
    except csv.Error as error:
        detail = next((key for words, key in _CSV_DETAILS.items() if words in str(error)), "other")
        raise GridError(in_row(number + 1, wrong("faults.table.csv", detail=wrong(f"faults.csv.{detail}")))) from None
