"""The cells of one table, column by column: its distinct cells, and for each row which of them it holds."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain, compress, count, cycle, islice
from operator import getitem

import numpy as np
from numpy.typing import NDArray

from simulator.errors import UnfitError, wrong
from simulator.inputs.tables.cells import Broken, Cell, cell_text, is_blank
from simulator.values import NOTHING, Listed, Own, Phrase, Value

MOST_ROWS = 1_000_000
MOST_COLUMNS = 300
MOST_CELLS = 40_000_000
_ROWS_THAT_SHOW_THE_WIDTH = 30
_MOST_SHOWN = 5

Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int32]
BLANK = None
"""Stands for a blank cell in rows to be put together."""


class GridError(UnfitError):
    """A table that is not read, and why."""


@dataclass(frozen=True, eq=False)
class Grid:
    """All rows of a table that are not blank, headings among them."""

    cells: tuple[tuple[Cell, ...], ...]
    """Distinct cells of each column."""
    codes: tuple[Codes, ...]
    """For each column, shape (rows,): index into its distinct cells."""
    row_numbers: Integers
    """Number of each row as a spreadsheet shows it: from 1, blank rows counted; shape (rows,)."""
    cells_in_row: Integers
    """Number of cells in each row, shape (rows,); may be above the number of columns, where the rest was not kept."""
    hidden_rows: Bools
    """Rows that a workbook does not show, shape (rows,)."""
    hidden_columns: tuple[int, ...] = ()
    """Columns that a workbook does not show, from 0."""
    notes: tuple[Value, ...] = ()
    """What is worth saying about where it was read."""

    def row(self, position: int) -> list[Cell]:
        """Return the cells of one row."""
        return [cells[codes[position]] for cells, codes in zip(self.cells, self.codes, strict=True)]

    def numbered_rows(self) -> list[tuple[int, list[Cell]]]:
        """Return every row with its number: for small tables."""
        return [(int(number), self.row(position)) for position, number in enumerate(self.row_numbers)]


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table below its headings; nothing in it is interpreted yet."""

    headings: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    """Distinct cells of each column; two of them may say the same."""
    codes: tuple[Codes, ...]
    """For each column, shape (rows,): index into its distinct cells."""
    row_numbers: Integers
    """Number of each row as a spreadsheet shows it: from 1, headings and blank rows counted; shape (rows,)."""
    heading_row: int
    cells_in_row: Integers
    """Number of cells in each row, shape (rows,); what is not as many as the headings is a fault."""
    notes: tuple[Value, ...] = ()

    @property
    def rows(self) -> int:
        """Number of rows below the headings that are not blank."""
        return len(self.row_numbers)

    def rows_of_cells(self) -> Iterator[list[Cell]]:
        """Give the cells of each row."""
        columns = zip(self.cells, self.codes, strict=True)
        return map(list, zip(*([cells[code] for code in codes.tolist()] for cells, codes in columns), strict=True))


def headed(grid: Grid, position: int, rows: str) -> RawTable:
    """Return what stands below the row of headings at a position.

    Parameters
    ----------
    rows
        What rows are: the end of a key of `faults.rows`, such as "loans".

    Raises
    ------
    GridError
        When the row cannot be one of headings, or nothing stands below it.
    """
    headings = [cell_text(cell) for cell in grid.row(position)]
    while headings and not headings[-1]:
        headings.pop()
    number = int(grid.row_numbers[position])
    if len(headings) == 1 and any(sign in headings[0] for sign in ";\t|"):
        raise GridError(in_row(number, wrong("faults.table.commas")))
    if position + 1 == len(grid.row_numbers):
        raise GridError(wrong("faults.table.no_rows", rows=wrong(f"faults.rows.{rows}")))
    width = len(headings)
    columns = [
        _used(cells, codes[position + 1 :]) for cells, codes in zip(grid.cells[:width], grid.codes[:width], strict=True)
    ]
    hidden = grid.hidden_rows[position + 1 :]
    return RawTable(
        tuple(headings),
        tuple(cells for cells, _ in columns),
        tuple(codes for _, codes in columns),
        grid.row_numbers[position + 1 :],
        number,
        _cells_in_row(grid, width)[position + 1 :],
        (
            *grid.notes,
            *_notes_on_hidden(hidden, [column for column in grid.hidden_columns if column < width], headings),
        ),
    )


def in_row(row: int, what: Value) -> Phrase:
    """Return what is wrong with a row of the file."""
    return wrong("faults.at", place=row_place(row), what=what)


def row_place(row: int, column: str | Value = "") -> Phrase:
    """Return the words for a place in a table: its row, and the column by its name."""
    if column in ("", NOTHING):
        return wrong("faults.place.row", row=str(row))
    return wrong("faults.place.cell", row=str(row), column=column)


def column_place(column: int) -> Phrase:
    """Return the words for a column without a name, from 0."""
    return wrong("faults.place.column", column=str(column + 1))


def some(items: Sequence[Value]) -> Listed:
    """Return the first items of a list, and that there are more."""
    return Listed((*items[:_MOST_SHOWN], *[Own("...")] * (len(items) > _MOST_SHOWN)), "comma")


def _used(cells: tuple[Cell, ...], codes: Codes) -> tuple[tuple[Cell, ...], Codes]:
    """Return the distinct cells that some of the rows hold, and the code of each of these rows."""
    is_used = np.bincount(codes, minlength=len(cells)) > 0
    if is_used.all():
        return cells, codes
    position = np.cumsum(is_used, dtype=np.int32) - 1
    return tuple(compress(cells, is_used.tolist())), position[codes].astype(np.int32)


def _cells_in_row(grid: Grid, width: int) -> Integers:
    """Return the number of cells of each row; blank ones beyond the headings do not count."""
    filled = np.full(len(grid.row_numbers), width, dtype=np.int64)
    for column in range(width, len(grid.codes)):
        is_filled = np.array([not is_blank(cell) for cell in grid.cells[column]], dtype=np.bool_)
        filled[is_filled[grid.codes[column]]] = column + 1
    is_beyond = grid.cells_in_row > len(grid.codes)
    return np.where((grid.cells_in_row > width) & ~is_beyond, filled, grid.cells_in_row)


def _notes_on_hidden(rows: Bools, columns: Sequence[int], headings: Sequence[str]) -> Iterator[Phrase]:
    if rows.any():
        yield wrong("notes.table.hidden_rows", count=int(rows.sum()), of=len(rows))
    if columns:
        named = [Own(headings[column]) if headings[column] else column_place(column) for column in columns]
        yield wrong("notes.table.hidden_columns", count=len(columns), of=len(headings), names=some(named))


def grid_of_rows(
    rows: Iterable[tuple[int, Sequence[Hashable]]],
    cell_of: Callable[[Hashable], Cell],
    *,
    hidden: Set[int] = frozenset(),
    is_sheet: bool = False,
) -> Grid:
    """Return rows as a grid; each distinct thing in a column is turned into a cell once.

    Parameters
    ----------
    rows
        Number of each row that is not blank, and what stands in it; `BLANK` for a blank cell.
    cell_of
        From what stands there to a cell.
    hidden
        Numbers of the rows that are not shown; looked at when all rows have come.
    is_sheet
        Rows end with their last cell that is not blank: a short one lacks nothing.

    Raises
    ------
    GridError
        When there are no rows, or too many of them, or too many columns.
    """
    left = iter(rows)
    first = list(islice(left, _ROWS_THAT_SHOW_THE_WIDTH))
    if not first:
        raise GridError(wrong("faults.file.empty"))
    width = max(_filled(row) for _, row in first)
    check_size(len(first), width)
    numbers: list[int] = []
    ragged: dict[int, int] = {}
    # Each column numbers its distinct cells as they come; a cell is looked up as soon as it is read, then forgotten.
    code_of = [defaultdict[Hashable, int](count().__next__) for _ in range(width)]
    cells = chain.from_iterable(_full_rows(chain(first, left), width, numbers, ragged, is_sheet=is_sheet))
    codes = np.fromiter(map(getitem, cycle(code_of), cells), np.int32)
    cells_in_row = np.full(len(numbers), width, dtype=np.int64)
    cells_in_row[list(ragged)] = list(ragged.values())
    row_numbers = np.array(numbers, dtype=np.int64)
    return Grid(
        tuple(tuple([None if thing is BLANK else cell_of(thing) for thing in column]) for column in code_of),
        tuple(np.ascontiguousarray(codes.reshape(len(numbers), width).T)),
        row_numbers,
        cells_in_row,
        np.isin(row_numbers, list(hidden)),
    )


def check_size(rows: int, columns: int) -> None:
    """Refuse a table with too many rows or columns.

    Raises
    ------
    GridError
        Which says how many may be read.
    """
    if columns > MOST_COLUMNS:
        raise GridError(wrong("faults.table.many_columns", count=columns, most=MOST_COLUMNS))
    if rows > MOST_ROWS:
        raise GridError(wrong("faults.table.many_rows", most=MOST_ROWS))
    if rows * columns > MOST_CELLS:
        raise GridError(wrong("faults.table.many_cells", most=MOST_CELLS))


def _full_rows(
    rows: Iterable[tuple[int, Sequence[Hashable]]],
    width: int,
    numbers: list[int],
    ragged: dict[int, int],
    *,
    is_sheet: bool,
) -> Iterator[Sequence[Hashable]]:
    """Yield rows cut or filled to the width.

    Appends their numbers, and notes by position how many cells a row has where they are not as many as the columns.
    """
    most = min(MOST_ROWS, MOST_CELLS // width)
    for number, row in rows:
        if len(numbers) == most:
            check_size(most + 1, width)
        if len(row) != width:
            ragged[len(numbers)] = max(_filled(row), width if is_sheet else min(len(row), width))
            row = [*row[:width], *[BLANK] * (width - len(row))]
        numbers.append(number)
        yield row


def _filled(row: Sequence[Hashable]) -> int:
    """Return the number of cells of a row without blank ones at its end."""
    cells = len(row)
    while cells and (row[cells - 1] is BLANK or row[cells - 1] in ("", b"")):
        cells -= 1
    return cells


def with_merged(grid: Grid, areas: Iterable[tuple[int, int, int, int]]) -> Grid:
    """Return a grid whose merged cells are broken, but for the first of each area, which holds the value.

    Parameters
    ----------
    areas
        First row, first column, last row, last column, rows from 1 and columns from 0.
    """
    cells = [list(column) for column in grid.cells]
    codes = [column.copy() for column in grid.codes]
    broken: dict[tuple[int, str], int] = {}
    for top, left, bottom, right in areas:
        start, end = np.searchsorted(grid.row_numbers, [top, bottom + 1])
        area = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
        for column in range(left, min(right + 1, len(cells))):
            key = column, area
            if key not in broken:
                broken[key] = len(cells[column])
                cells[column].append(Broken("", wrong("faults.cell.merged", area=area)))
            is_first = column == left and start < end and grid.row_numbers[start] == top
            codes[column][start + is_first : end] = broken[key]
    return Grid(
        tuple(map(tuple, cells)),
        tuple(codes),
        grid.row_numbers,
        grid.cells_in_row,
        grid.hidden_rows,
        grid.hidden_columns,
        grid.notes,
    )


def column_letters(column: int) -> str:
    """Return the letters of a column, from 0."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
