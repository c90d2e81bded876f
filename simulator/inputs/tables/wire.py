"""Grids as bytes, from the process that reads to the one that asked: JSON and whole numbers, nothing that runs."""

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulator.inputs.tables.cells import Broken, Cell, PerCent
from simulator.inputs.tables.grid import Grid
from simulator.values import Listed, Number, Own, Phrase, Value

_LENGTH_BYTES = 8
_PLAIN = (str, float, int, type(None))
"""Cells that JSON has itself."""


def packed(facts: Mapping[str, Any], grids: Sequence[Grid | None] = ()) -> bytes:
    """Return facts and grids as bytes."""
    head = {**facts, "grids": [None if grid is None else _head(grid) for grid in grids]}
    written = json.dumps(head, allow_nan=False).encode("ascii")
    arrays = [array.tobytes() for grid in grids if grid is not None for array in _arrays(grid)]
    return b"".join([len(written).to_bytes(_LENGTH_BYTES, "little"), written, *arrays])


def unpacked(content: bytes) -> tuple[dict[str, Any], list[Grid | None]]:
    """Return the facts and grids that `packed` wrote.

    Raises
    ------
    ValueError
        When the content is not of that form.
    """
    start = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "little")
    facts = json.loads(content[_LENGTH_BYTES:start])
    grids: list[Grid | None] = []
    for head in facts.pop("grids"):
        grid, start = (None, start) if head is None else _grid(head, content, start)
        grids.append(grid)
    return facts, grids


def plain_value(value: Value) -> Any:
    """Return words by key as JSON has them: a text as it is, a number with its unit, a phrase with its parts."""
    match value:
        case Own():
            return value.text
        case Number():
            return [value.value, value.unit]
        case Listed():
            return {"listed": [plain_value(item) for item in value.items], "last": value.last}
        case Phrase():
            return {"key": value.key, "parts": {name: plain_value(part) for name, part in value.parts.items()}}
    raise TypeError(f"not sent between processes: {value!r}")


def value_of(written: Any) -> Value:
    """Return the words that `plain_value` wrote."""
    if isinstance(written, str):
        return Own(written)
    if isinstance(written, list):
        return Number(*written)
    if "listed" in written:
        return Listed(tuple(map(value_of, written["listed"])), written["last"])
    return Phrase(written["key"], {name: value_of(part) for name, part in written["parts"].items()})


def _arrays(grid: Grid) -> list[Any]:
    return [grid.row_numbers, grid.cells_in_row, grid.hidden_rows, *grid.codes]


def _head(grid: Grid) -> dict[str, Any]:
    return {
        "rows": len(grid.row_numbers),
        "cells": [[cell if type(cell) in _PLAIN else _written(cell) for cell in column] for column in grid.cells],
        "hidden_columns": grid.hidden_columns,
        "notes": [plain_value(note) for note in grid.notes],
    }


def _grid(head: Mapping[str, Any], content: bytes, start: int) -> tuple[Grid, int]:
    """Return a grid, and where in the content the next one starts."""
    rows = head["rows"]
    kinds = [np.dtype(np.int64), np.dtype(np.int64), np.dtype(np.bool_), *[np.dtype(np.int32)] * len(head["cells"])]
    arrays = []
    for kind in kinds:
        arrays.append(np.frombuffer(content, kind, rows, start))
        start += rows * kind.itemsize
    cells = tuple(tuple([_read(cell) if type(cell) is dict else cell for cell in column]) for column in head["cells"])
    numbers, counts, hidden, *codes = arrays
    grid = Grid(
        cells, tuple(codes), numbers, counts, hidden, tuple(head["hidden_columns"]), tuple(map(value_of, head["notes"]))
    )
    return grid, start


def _written(cell: Cell) -> Any:
    if isinstance(cell, PerCent):
        return {"share": cell.share}
    if isinstance(cell, Broken):
        return {"broken": [cell.text, plain_value(cell.reason)]}
    assert isinstance(cell, datetime.date)
    return {"day": cell.isoformat()}


def _read(written: Mapping[str, Any]) -> Cell:
    if "share" in written:
        return PerCent(written["share"])
    if "broken" in written:
        text, reason = written["broken"]
        return Broken(text, value_of(reason))
    moment = datetime.datetime.fromisoformat(written["day"])
    return moment if "T" in written["day"] else moment.date()
