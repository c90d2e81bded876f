"""A log as files: comma-separated and, where pyarrow is there, Parquet."""

import importlib.util
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.answer import LogColumn, LogKind
from simulator.reporting import csv_files

Blocks = Iterable[Sequence[LogColumn]]
_DIVISORS = {"basis points": 10_000, "ppm": 1_000_000}


def csv_parts(blocks: Blocks) -> Iterator[bytes]:
    """Yield the log as a comma-separated file, part by part: months as 2027-03, amounts with two decimals."""
    for number, block in enumerate(blocks):
        if number == 0:
            yield csv_files.csv_bytes([[column.name for column in block]])
        yield csv_files.csv_rows(zip(*map(_cells, block), strict=True))


def _cells(column: LogColumn) -> list[str]:
    """Return the texts of a column; equal numbers are written once."""
    if column.kind == "text":
        texts = np.array([*map(csv_files.harmless, column.words), ""], dtype=object)
        found: list[str] = texts[np.where(column.has_value, column.values, len(column.words))].tolist()
        return found
    numbers, places = np.unique(column.values, return_inverse=True)
    texts = np.array([_number_text(column.kind, number) for number in numbers.tolist()], dtype=object)
    cells = texts[places] if len(texts) else np.zeros(0, dtype=object)
    cells[~column.has_value] = ""
    written: list[str] = cells.tolist()
    return written


def _number_text(kind: LogKind, number: int) -> str:
    if kind == "money":
        return csv_files.money_text(number)
    return str(number) if kind == "number" else repr(number / _DIVISORS[kind])


def has_parquet() -> bool:
    """Return whether Parquet files can be written."""
    return importlib.util.find_spec("pyarrow") is not None


def parquet_bytes(blocks: Blocks) -> bytes:
    """Return the log as a Parquet file: amounts as decimals (20, 2), shares as floats, texts as dictionaries.

    Decimals hold every fen exactly and are in the same unit as the comma-separated file.
    """
    import pyarrow as pa
    import pyarrow.parquet as parquet

    buffer = io.BytesIO()
    writer = None
    for block in blocks:
        table = pa.table({column.name: _arrow(pa, column) for column in block})
        if writer is None:
            writer = parquet.ParquetWriter(buffer, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()
    return buffer.getvalue()


def _arrow(pa: Any, column: LogColumn) -> Any:
    is_missing = ~column.has_value
    if column.kind == "text":
        places = pa.array(np.where(is_missing, 0, column.values).astype(np.int32), mask=is_missing)
        return pa.DictionaryArray.from_arrays(places, pa.array(list(column.words), type=pa.string()))
    if column.kind == "number":
        return pa.array(column.values, mask=is_missing)
    if column.kind == "money":
        return _decimals(pa, column.values, is_missing)
    return pa.array(column.values / _DIVISORS[column.kind], mask=is_missing)


def _decimals(pa: Any, fen: NDArray[np.int64], is_missing: NDArray[np.bool_]) -> Any:
    """Return whole fen as decimals with two places, without going through text: low word, then sign."""
    words = np.ascontiguousarray(np.stack([fen, fen >> 63], axis=1))
    valid = np.packbits(~is_missing, bitorder="little")
    buffers = [pa.py_buffer(valid.tobytes()), pa.py_buffer(words.tobytes())]
    return pa.Array.from_buffers(pa.decimal128(20, 2), len(fen), buffers)
