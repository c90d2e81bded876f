"""Columns of Parquet files: the type says what a cell is; what a type cannot say is broken, not empty."""

import datetime
import decimal

import pytest

from simulator.inputs.tables.cells import Broken

pa = pytest.importorskip("pyarrow")
import pyarrow.parquet as parquet  # noqa: E402

from simulator.inputs.tables.parquet_tables import parquet_grid  # noqa: E402

NIGHT = datetime.datetime(2026, 1, 4, 16)
CHINA = pa.timestamp("us", "+08:00")
COLUMNS = [
    (pa.array(["a", None, "#N/A"]), ["a", None, Broken]),
    (pa.array(["b", None, "b"]).dictionary_encode(), ["b", None, "b"]),
    (pa.array([0.5, float("nan"), float("inf")]), [0.5, Broken, Broken]),
    (pa.array([0.1, 131_071.99, 3e6], pa.float32()), [0.1, 131_071.99, Broken]),
    (pa.array([2**63 - 1, None, 0]), [2**63 - 1, None, 0]),
    (pa.array([decimal.Decimal("1E+2"), decimal.Decimal("0.01"), None], pa.decimal128(9, 2)), ["100.00", "0.01", None]),
    (pa.array([True, False, None]), ["TRUE", "FALSE", None]),
    (pa.array([20468, None, 2**30], pa.int32()).cast(pa.date32()), [datetime.date(2026, 1, 15), None, Broken]),
    (pa.array([datetime.datetime(2026, 1, 15), NIGHT, None]), [datetime.date(2026, 1, 15), NIGHT, None]),
    (pa.array([NIGHT, None, None], pa.timestamp("us")).cast(pa.timestamp("us", "UTC")).cast(CHINA),
     [datetime.date(2026, 1, 5), None, None]),
    (pa.array([None, None, None]), [None, None, None]),
    (pa.array([[1], [2], None]), [Broken, Broken, Broken]),
    (pa.array([b"x", b"y", b"z"]), [Broken, Broken, Broken]),
]  # fmt: skip


@pytest.mark.parametrize(("column", "cells"), COLUMNS, ids=[str(column.type) for column, _ in COLUMNS])
def test_a_column_is_read_by_its_type(tmp_path, column, cells):
    """Nulls are empty; not-a-number, infinity, rounded numbers and days of no calendar are broken."""
    path = tmp_path / "table.parquet"
    parquet.write_table(pa.table({"x": column}), path)
    grid = parquet_grid(path.read_bytes())
    found = [grid.row(position)[0] for position in range(4)]
    assert found[0] == "x"
    for cell, expected in zip(found[1:], cells, strict=True):
        assert isinstance(cell, Broken) if expected is Broken else cell == expected
