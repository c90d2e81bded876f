"""The distinct cells of a column to an array: plain ones many at a time, all others one by one."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import wrong
from simulator.inputs.placeholders import is_placeholder
from simulator.inputs.tables.cells import Broken, Cell, cell_text, folded
from simulator.inputs.tape_cells import CellError, Reader, Value
from simulator.inputs.tape_fields import Field
from simulator.inputs.tape_headings import Bound
from simulator.values import Value as Words

_PLAIN_NAME = re.compile(r"[0-9]{1,80}|[A-Za-z一-龥](?:[ -~一-龥]{0,78}[!-~一-龥])?").fullmatch
_PLAIN_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6})?|[0-9]\.[0-9]{7,12}").fullmatch
"""At most 15 digits: no two numbers written like this are the same float."""
_SMALLEST_WITHOUT_EXPONENT = 1e-4
"""Smaller numbers become texts such as 5e-05, as spreadsheets show them."""
_DTYPES: Mapping[str, Any] = {"amount": np.int64, "count": np.int64, "share": np.float64, "date": "datetime64[D]"}


@dataclass(frozen=True, eq=False)
class Values:
    """What the distinct cells of a column say."""

    array: NDArray[Any]
    """Fen, shares, days or numbers; for names and choices indexes into `words`; shape (cells,)."""
    has_value: NDArray[np.bool_]
    """Whether the cell is neither empty nor faulty; shape (cells,)."""
    words: tuple[str, ...]
    faults: Mapping[int, Words]
    """By the position of a faulty cell, what is allowed."""
    placeholders: tuple[int, ...] = ()
    """Positions of cells that are not blank and stand for nothing."""


def reader_by_words(field: Field, read: Reader, own: Mapping[str, str]) -> Reader:
    """Return a reader that knows words for nothing, and what a mapping file says of words, before all others.

    Parameters
    ----------
    read
        Reads every other cell (see `reader_of`).
    own
        Folded words of the file in lower case and what they stand for; an empty text: nothing.
    """

    def of_cell(cell: Cell) -> Value | None:
        if isinstance(cell, Broken):
            return read(cell)
        text = cell_text(cell)
        stated = own.get(folded(text).casefold()) if own else None
        if stated is not None and (field.kind == "name" or not stated):
            return read(stated)
        if field.kind == "name" and text and is_placeholder(text, field.key):
            if field.is_required:
                raise CellError(_words_for_nothing(field))
            return None
        return read(cell)

    return of_cell


def _words_for_nothing(field: Field) -> Words:
    return wrong("faults.tape.stands_for_nothing", field=field.key)


def read_cells(cells: Sequence[Cell], bound: Bound, read: Reader, own: Mapping[str, str] | None = None) -> Values:
    """Return the values of the distinct cells of a column.

    Most cells of a large tape are plain: names of usual letters, numbers of digits and a point. They are read here, to
    the values that `read` (see `reader_by_words`) would give; it reads all others, one by one.
    """
    values = _plain_values(cells, bound, own or {})
    faults: dict[int, Words] = {}
    for position in [position for position, value in enumerate(values) if value is None]:
        try:
            values[position] = read(cells[position])
        except CellError as error:
            faults[position] = error.what
    has_value = np.array([value is not None for value in values], dtype=np.bool_)
    empty = (position for position, value in enumerate(values) if value is None and position not in faults)
    placeholders = tuple(position for position in empty if cell_text(cells[position]))
    if bound.field.kind in ("name", "choice"):
        array, words = _indexed(values)
        return Values(array, has_value, words, faults, placeholders)
    blank = np.datetime64("NaT", "D") if bound.field.kind == "date" else 0
    array = np.array([blank if value is None else value for value in values], _DTYPES[bound.field.kind])
    return Values(array, has_value, (), faults, placeholders)


def _indexed(values: Sequence[Value | None]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return for each value its index among the distinct words, -1 for none, and the words."""
    index: defaultdict[Value | None, int] = defaultdict(count().__next__, {None: -1})
    array = np.fromiter(map(index.__getitem__, values), np.int64, len(values))
    del index[None]
    return array, tuple(map(str, index))


def _plain_values(cells: Sequence[Cell], bound: Bound, own: Mapping[str, str]) -> list[Value | None]:
    """Return the values of the plain cells, None for the others; where the file has words of its own none is plain."""
    if own or bound.field.kind in ("choice", "date"):
        return [None] * len(cells)
    if bound.field.kind == "name":
        key = bound.field.key
        return [
            cell if isinstance(cell, str) and _PLAIN_NAME(cell) and not is_placeholder(cell, key) else None
            for cell in cells
        ]
    numbers = np.array([_plain_number(cell) for cell in cells], dtype=np.float64)
    scale = {"amount": 100 * bound.unit, "share": 10**12, "count": 1}[bound.field.kind]
    with np.errstate(over="ignore"):
        scaled = np.rint(numbers * scale)
    values = numbers / bound.unit if bound.field.kind == "share" else scaled
    # A float of at most 15 digits is what its decimals say when they give it back.
    is_plain = (scaled / scale == numbers) & (numbers >= _SMALLEST_WITHOUT_EXPONENT)
    is_plain &= (values >= bound.field.least) & (values <= bound.field.most)
    found = np.where(is_plain, values, 0).astype(_DTYPES[bound.field.kind])
    return [value if plain else None for value, plain in zip(found.tolist(), is_plain.tolist(), strict=True)]


def _plain_number(cell: Cell) -> float:
    """Return a number, or a text of a few digits, as a float; not a number for any other cell."""
    if isinstance(cell, str):
        return float(cell) if _PLAIN_NUMBER(cell) else math.nan
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else math.nan
