"""A table of cells from a CSV, xlsx or Parquet file, column by column; nothing is interpreted yet."""

import codecs
import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, cycle, islice
from operator import getitem
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.faults import read_limited, shown, shown_name
from simulator.inputs.csv_text import csv_rows, parsed
from simulator.inputs.optional import need
from simulator.inputs.tape_cells import Cell, folded
from simulator.inputs.tape_titles import MOST_TITLE_ROWS, title_note
from simulator.inputs.tape_workbook import Workbook
from simulator.inputs.text_files import encoding_of

LARGEST_FILE_BYTES = 200_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 300
_EMPTY = ("", b"", None)
_PLAIN = (str, int, float, bool, type(None))
XLSX, PARQUET = (".xlsx", ".xlsm"), (".parquet", ".pq")

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RawTable:
    """The cells of a table; each column as its distinct cells and, for each row, which of them it holds."""

    headings: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    """Distinct cells of each column."""
    codes: tuple[NDArray[np.int32], ...]
    """For each column, shape (rows,): index into its distinct cells."""
    row_numbers: Integers
    """Number of each row as a spreadsheet shows it: from 1, headings and blank rows counted; shape (rows,)."""
    heading_row: int
    cells_in_row: Integers
    """Number of cells in each row, shape (rows,); what is not as many as the headings is a fault."""
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Number of rows below the headings that are not blank."""
        return len(self.row_numbers)


FindHeadings = Callable[[Sequence[Sequence[str]]], int]
"""Gives the position of the row of headings among the first rows of a file."""


def read_table(
    path: Path, sheet: str | None = None, control: Path | None = None, find: FindHeadings = lambda rows: 0
) -> tuple[RawTable, list[Sequence[Cell]]]:
    """Read the table of loans from a file, by its ending: .xlsx, .parquet, anything else as CSV.

    Returns also the rows of the control table: of the file named, or else of the workbook's control sheet, if any.

    Raises
    ------
    ScenarioError
        When a file cannot be read as such, is too large, or has no rows below its headings.
    """
    kind = path.suffix.lower()
    totals = [] if control is None else _control_rows(control)
    if kind in XLSX:
        book = Workbook(path)
        table = _table_of_rows(*book.loan_rows(sheet), path, find)
        return table, totals or book.control_rows()
    if sheet is not None:
        raise ScenarioError("--sheet", [f"{shown_name(path)} is no workbook (.xlsx), so it has no sheets"])
    return (_parquet_table(path) if kind in PARQUET else _csv_table(path, find)), totals


def _control_rows(path: Path) -> list[Sequence[Cell]]:
    if path.suffix.lower() in XLSX:
        return Workbook(path).control_rows()
    return [cells for _, cells in csv_rows(path, LARGEST_FILE_BYTES)]


def _csv_table(path: Path, find: FindHeadings) -> RawTable:
    content = read_limited(path, LARGEST_FILE_BYTES)
    encoding = encoding_of(content, path)
    if encoding == "utf-8-sig":
        content, encoding = content.removeprefix(codecs.BOM_UTF8), "utf-8"
    rows: Iterator[Sequence[Cell]]
    if _needs_no_parser(content):
        # Neither encoding has the byte of a comma or of a line's end inside a letter.
        rows = (line.rstrip(b"\r\n").split(b",") for line in io.BytesIO(content))
    else:
        rows = (cells for _, cells in parsed(content, encoding, path))
    del content  # It goes when its last row is read.
    return _table_of_rows(rows, (), path, find, encoding)


def _needs_no_parser(content: bytes) -> bool:
    """Return whether to read a file is to split it at commas and ends of lines."""
    has_usual_lines = content.count(b"\r") == content.count(b"\r\n")
    return b'"' not in content and has_usual_lines and max(map(len, io.BytesIO(content))) <= csv.field_size_limit()


def _table_of_rows(
    rows: Iterable[Sequence[Cell]], notes: tuple[str, ...], path: Path, find: FindHeadings, encoding: str = "utf-8"
) -> RawTable:
    """Return rows as a table; cells that are bytes are texts in the encoding."""
    titles, numbered = _titles(enumerate(rows, 1), find, encoding)
    notes = (*notes, *title_note(titles))
    heading_row, headings = _headings(numbered, path, encoding)
    numbers: list[int] = []
    ragged: dict[int, int] = {}
    # Each column numbers its distinct cells as they come; a cell is looked up as soon as it is read, then forgotten.
    code_of = [defaultdict[Cell, int](count().__next__) for _ in headings]
    cells = chain.from_iterable(_full_rows(numbered, len(headings), numbers, ragged, path))
    codes = np.fromiter(map(getitem, cycle(code_of), cells), np.int32)
    if not numbers:
        raise ScenarioError(shown_name(path), ["has headings, but no loans"])
    cells_in_row = np.full(len(numbers), len(headings), dtype=np.int64)
    cells_in_row[list(ragged)] = list(ragged.values())
    return RawTable(
        headings,
        tuple(_decoded(column, encoding) for column in code_of),
        tuple(np.ascontiguousarray(codes.reshape(len(numbers), len(headings)).T)),
        np.array(numbers, dtype=np.int64),
        heading_row,
        cells_in_row,
        notes,
    )


def _decoded(cells: Iterable[Cell], encoding: str) -> tuple[Cell, ...]:
    return tuple([cell.decode(encoding) if isinstance(cell, bytes) else cell for cell in cells])


def _full_rows(
    numbered: Iterable[tuple[int, Sequence[Cell]]], width: int, numbers: list[int], ragged: dict[int, int], path: Path
) -> Iterator[Sequence[Cell]]:
    """Yield rows that are not blank, cut or filled to the width.

    Appends their numbers, and notes by position how many cells a row has where they are not as many as the headings.
    """
    for number, row in numbered:
        if not any(row) and all(cell in _EMPTY for cell in row):
            continue
        if len(numbers) == MOST_ROWS:
            raise ScenarioError(shown_name(path), [f"has more than {MOST_ROWS:,} rows; split it"])
        if len(row) != width:
            ragged[len(numbers)] = _width(row, width)
            row = [*row[:width], *[""] * (width - len(row))]
        numbers.append(number)
        yield row


def _width(row: Sequence[Cell], width: int) -> int:
    """Return the number of cells of a row; empty ones beyond the headings do not count."""
    cells = len(row)
    while cells > width and row[cells - 1] in _EMPTY:
        cells -= 1
    return cells


def _titles(
    numbered: Iterator[tuple[int, Sequence[Cell]]], find: FindHeadings, encoding: str
) -> tuple[list[tuple[int, list[str]]], Iterator[tuple[int, Sequence[Cell]]]]:
    """Return the rows above the headings that are not blank, and the rows from the headings on."""
    first = list(islice(numbered, MOST_TITLE_ROWS))
    filled = [(number, row) for number, row in first if any(cell not in _EMPTY for cell in row)]
    texts = [[folded(str(cell)) if cell is not None else "" for cell in _decoded(row, encoding)] for _, row in filled]
    position = find(texts)
    titles = [(number, words) for (number, _), words in zip(filled, texts, strict=True)][:position]
    left = first if not position else [row for row in first if row[0] >= filled[position][0]]
    return titles, chain(left, numbered)


def _headings(numbered: Iterator[tuple[int, Sequence[Cell]]], path: Path, encoding: str) -> tuple[int, tuple[str, ...]]:
    """Return the first row that is not blank, without empty cells at its end."""
    for number, row in numbered:
        headings = [folded(str(cell)) if cell is not None else "" for cell in _decoded(row, encoding)]
        while headings and not headings[-1]:
            headings.pop()
        if headings:
            check_width(len(headings), path)
            if len(headings) == 1 and any(sign in headings[0] for sign in ";\t|"):
                raise ScenarioError(shown_name(path), [f"row {number}: columns must be separated by commas"])
            return number, tuple(headings)
    raise ScenarioError(shown_name(path), ["is empty"])


def check_width(columns: int, path: Path) -> None:
    """Refuse a table with too many columns.

    Raises
    ------
    ScenarioError
        When there are more than `MOST_COLUMNS`.
    """
    if columns > MOST_COLUMNS:
        raise ScenarioError(shown_name(path), [f"has {columns:,} columns; at most {MOST_COLUMNS} can be read"])


def _parquet_table(path: Path) -> RawTable:
    need("pyarrow", shown_name(path), "tables")
    import pyarrow as pa
    import pyarrow.parquet as parquet

    content = read_limited(path, LARGEST_FILE_BYTES, is_text=False)
    try:
        file = parquet.ParquetFile(pa.BufferReader(content))
        facts = file.metadata
        check_width(facts.num_columns, path)
        size = sum(facts.row_group(group).total_byte_size for group in range(facts.num_row_groups))
        if facts.num_rows > MOST_ROWS or size > 5 * LARGEST_FILE_BYTES:
            raise ScenarioError(shown_name(path), [f"has more than {MOST_ROWS:,} rows, or unpacks to over 1 GB"])
        columns = [_parquet_column(column, path) for column in file.read().itercolumns()]
        headings = tuple(folded(name) for name in file.schema_arrow.names)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = shown(str(error).splitlines()[0] if str(error) else "damaged")
        raise ScenarioError(shown_name(path), [f"cannot be read as Parquet ({reason})"]) from None
    if not facts.num_rows:
        raise ScenarioError(shown_name(path), ["has headings, but no loans"])
    return RawTable(
        headings,
        tuple(cells for cells, _ in columns),
        tuple(codes for _, codes in columns),
        np.arange(2, facts.num_rows + 2, dtype=np.int64),
        1,
        np.full(facts.num_rows, len(headings), dtype=np.int64),
    )


def _parquet_column(column: Any, path: Path) -> tuple[tuple[Cell, ...], NDArray[np.int32]]:
    """Return the distinct cells of an Arrow column, and the code of each row."""
    import pyarrow as pa

    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        raise ScenarioError(
            shown_name(path), [f"has a column of type {shown(str(column.type))}; use texts and numbers"]
        )
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    array = column.dictionary_encode(null_encoding="encode").combine_chunks()
    # Days, decimals and other kinds of cells are read from their text.
    cells = tuple([cell if isinstance(cell, _PLAIN) else str(cell) for cell in array.dictionary.to_pylist()])
    # Not by `to_numpy`, which imports pandas where it is installed.
    codes: NDArray[np.int32] = np.from_dlpack(array.indices)  # type: ignore[assignment]
    return cells, codes
