"""A table of cells from a CSV, xlsx or Parquet file, column by column; nothing is interpreted yet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.faults import read_limited, shown, shown_name
from simulator.inputs.optional import need
from simulator.inputs.tape_cells import Cell, folded
from simulator.inputs.tape_workbook import Workbook
from simulator.inputs.text_files import encoding_of

LARGEST_FILE_BYTES = 200_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 300
_BLOCK = 500
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


class _Codes(dict[Cell, int]):
    """The distinct cells of a column, numbered as they come."""

    def __missing__(self, cell: Cell) -> int:
        code = self[cell] = len(self)
        return code


class _Builder:
    """Takes blocks of rows and keeps each column as distinct cells and codes."""

    def __init__(self, headings: Sequence[str]) -> None:
        self.cells = [_Codes() for _ in headings]
        self.codes: list[list[NDArray[np.int32]]] = [[] for _ in headings]

    def take(self, rows: Sequence[Sequence[Cell]]) -> None:
        for cells, codes, column in zip(self.cells, self.codes, zip(*rows, strict=True), strict=True):
            codes.append(np.fromiter(map(cells.__getitem__, column), np.int32, len(column)))


def read_table(
    path: Path, sheet: str | None = None, control: Path | None = None
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
        table = _table_of_rows(*book.loan_rows(sheet), path)
        return table, totals or book.control_rows()
    if sheet is not None:
        raise ScenarioError("--sheet", [f"{shown_name(path)} is no workbook (.xlsx), so it has no sheets"])
    return (_parquet_table(path) if kind in PARQUET else _table_of_rows(csv_rows(path), (), path)), totals


def _control_rows(path: Path) -> list[Sequence[Cell]]:
    return Workbook(path).control_rows() if path.suffix.lower() in XLSX else list(csv_rows(path))


def csv_rows(path: Path) -> Iterator[Sequence[Cell]]:
    """Yield every row of a CSV file, blank ones as empty lists.

    Raises
    ------
    ScenarioError
        When the file is empty, too large, binary, neither UTF-8 nor GB18030, or no CSV.
    """
    content = read_limited(path, LARGEST_FILE_BYTES)
    stream = io.TextIOWrapper(io.BytesIO(content), encoding_of(content, path), newline="")
    reader = csv.reader(stream, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        words = f"line {reader.line_num}: is not valid CSV ({error})"
        raise ScenarioError(shown_name(path), [words]) from None


def _table_of_rows(rows: Iterable[Sequence[Cell]], notes: tuple[str, ...], path: Path) -> RawTable:
    numbered = enumerate(rows, 1)
    heading_row, headings = _headings(numbered, path)
    builder, width = _Builder(headings), len(headings)
    numbers: list[int] = []
    widths: list[int] = []
    while block := list(islice(numbered, _BLOCK)):
        kept = [(number, row) for number, row in block if any(cell not in ("", None) for cell in row)]
        numbers += [number for number, _ in kept]
        block_widths = [_width(row, width) for _, row in kept]
        if all(len(row) == width for _, row in kept):
            builder.take([row for _, row in kept])
        else:
            builder.take([[*row[:width], *[""] * (width - len(row))] for _, row in kept])
        widths += block_widths
        if len(numbers) > MOST_ROWS:
            raise ScenarioError(shown_name(path), [f"has more than {MOST_ROWS:,} rows; split it"])
    if not numbers:
        raise ScenarioError(shown_name(path), ["has headings, but no loans"])
    return RawTable(
        headings,
        tuple(tuple(cells) for cells in builder.cells),
        tuple(np.concatenate(codes) for codes in builder.codes),
        np.array(numbers, dtype=np.int64),
        heading_row,
        np.array(widths, dtype=np.int64),
        notes,
    )


def _width(row: Sequence[Cell], width: int) -> int:
    """Return the number of cells of a row; empty ones beyond the headings do not count."""
    cells = len(row)
    while cells > width and row[cells - 1] in ("", None):
        cells -= 1
    return cells


def _headings(numbered: Iterator[tuple[int, Sequence[Cell]]], path: Path) -> tuple[int, tuple[str, ...]]:
    """Return the first row that is not blank, without empty cells at its end."""
    for number, row in numbered:
        headings = [folded(str(cell)) if cell is not None else "" for cell in row]
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
    """Return the distinct cells of an Arrow column, None last, and the code of each row."""
    import pyarrow as pa

    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        raise ScenarioError(
            shown_name(path), [f"has a column of type {shown(str(column.type))}; use texts and numbers"]
        )
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    array = column.combine_chunks()
    # Days, decimals and other kinds of cells are read from their text.
    cells = tuple(cell if isinstance(cell, _PLAIN) else str(cell) for cell in array.dictionary.to_pylist())
    codes = array.indices.fill_null(len(cells)).to_numpy(zero_copy_only=False).astype(np.int32)
    return (*cells, None), codes
