"""A Parquet file as a grid: what its columns hold is told by their types, never by guessing."""

import datetime
import decimal
from collections.abc import Callable
from typing import Any

import numpy as np

from simulator.errors import wrong
from simulator.faults import shown
from simulator.inputs.tables.cells import Broken, Cell, cell_of_number, cell_of_text
from simulator.inputs.tables.grid import Codes, Grid, GridError, check_size

_LARGEST_SHORT_NUMBER = 2.0**17
"""From here on, numbers of 32 bits lie more than 0.01 apart: an amount stored in them has lost its fen."""


def parquet_grid(content: bytes) -> Grid:
    """Return the content of a Parquet file as a grid; row 1 holds the headings.

    Raises
    ------
    GridError
        When it is no Parquet file, damaged, or too large.
    """
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        plain = parquet.ParquetFile(pa.BufferReader(content))
        schema, rows = plain.schema_arrow, plain.metadata.num_rows
        check_size(rows + 1, len(schema.names))
        twice = [name for name in schema.names if schema.names.count(name) > 1]
        if twice:
            raise GridError(wrong("faults.table.same_columns", name=shown(twice[0])))
        # Texts stay numbered, as they are in the file: a short file may hold a long text a million times.
        texts = [field.name for field in schema if _is_text(field.type)]
        file = parquet.ParquetFile(pa.BufferReader(content), read_dictionary=texts, pre_buffer=False)
        columns = [_column(file, field, rows) for field in schema]
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
        if isinstance(error, GridError):
            raise
        raise GridError(wrong("faults.table.parquet")) from None
    return Grid(
        tuple(cells for cells, _ in columns),
        tuple(codes for _, codes in columns),
        np.arange(1, rows + 2, dtype=np.int64),
        np.full(rows + 1, len(columns), dtype=np.int64),
        np.zeros(rows + 1, dtype=np.bool_),
    )


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _column(file: Any, field: Any, rows: int) -> tuple[tuple[Cell, ...], Codes]:
    """Return the distinct cells of a column, its heading last, and the code of each row, the heading's first."""
    import pyarrow as pa

    is_dictionary = pa.types.is_dictionary(field.type)
    cells_of = _reader(field.type.value_type if is_dictionary else field.type)
    if cells_of is None:
        reason = wrong("faults.cell.type", type=shown(str(field.type)))
        return (Broken("", reason), field.name), np.append(np.int32(1), np.zeros(rows, dtype=np.int32))
    column = file.read(columns=[field.name], use_threads=False).column(field.name)
    array = (column if pa.types.is_dictionary(column.type) else column.dictionary_encode()).combine_chunks()
    cells = (*cells_of(array.dictionary), None)
    indices = array.indices.cast(pa.int32()).fill_null(len(cells) - 1)
    # Not by `to_numpy`, which imports pandas where it is installed.
    codes: Codes = np.from_dlpack(indices)  # type: ignore[assignment]
    return (*cells, field.name), np.append(np.int32(len(cells)), codes)


def _reader(kind: Any) -> Callable[[Any], list[Cell]] | None:
    """Return the function from an Arrow array of a type to cells; None for types that are not read."""
    import pyarrow as pa

    types = pa.types
    if _is_text(kind):
        return _each(cell_of_text)
    if types.is_boolean(kind):
        return _each(lambda value: "TRUE" if value else "FALSE")
    if types.is_integer(kind):
        return _each(int)
    if types.is_float16(kind) or types.is_float32(kind):
        return _each(_short_number)
    if types.is_floating(kind):
        return _each(cell_of_number)
    if types.is_decimal(kind):
        return _each(_decimal)
    if types.is_date(kind):
        return lambda array: _days(array.cast(pa.timestamp("s"), safe=False))
    if types.is_timestamp(kind):
        return lambda array: _days(array.cast(pa.timestamp("us", kind.tz), safe=False))
    return _each(lambda _: None) if types.is_null(kind) else None


def _each(cell_of: Callable[[Any], Cell]) -> Callable[[Any], list[Cell]]:
    return lambda array: [None if value is None else cell_of(value) for value in array.to_pylist()]


def _short_number(value: float) -> Cell:
    if abs(value) >= _LARGEST_SHORT_NUMBER:
        return Broken(f"{value:g}", wrong("faults.cell.short_number", limit=int(_LARGEST_SHORT_NUMBER)))
    return cell_of_number(float(str(np.float32(value))))


def _decimal(value: decimal.Decimal) -> Cell:
    return format(value, "f")


def _days(array: Any) -> list[Cell]:
    """Return moments as days; a moment of a time zone is a day where it is midnight there."""
    cells: list[Cell] = []
    for moment in array:
        try:
            found = moment.as_py()
        except (ValueError, OverflowError):
            cells.append(Broken(str(moment.value), wrong("faults.cell.no_day")))
            continue
        is_midnight = found is not None and found.time() == datetime.time()
        cells.append(found.date() if is_midnight else found)
    return cells
