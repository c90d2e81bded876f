"""Rows of totals among the loans: recognised by their words, held against the loans, and never a loan."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.errors import wrong
from simulator.inputs.placeholders import is_placeholder
from simulator.inputs.tables.cells import Broken, Cell, cell_text
from simulator.inputs.tables.grid import RawTable
from simulator.inputs.tape_cells import CellError, reader_of
from simulator.inputs.tape_columns import Column
from simulator.inputs.tape_control import TOTAL, amount_in_unit
from simulator.inputs.tape_faults import CellFault, Faults
from simulator.inputs.tape_headings import Bound
from simulator.values import NOTHING, Own, Phrase

Bools = NDArray[np.bool_]

_WHOLE = r"合\s*计|总\s*计|共\s*计|总\s*和|(?:grand[ -]*)?totals?|sum"
_OF_ALL = re.compile(rf"[\W_]*(?:全部|全行)?(?:{_WHOLE})[\W_]*(?:[0-9,]+\s*[笔户条]?)?[\W_]*", re.IGNORECASE)
_OF_PART = re.compile(r".{0,20}(?:小\s*计|合\s*计|总\s*计|累\s*计|汇\s*总|sub[ -]*totals?|total)[\W_]*", re.IGNORECASE)
_HINT = re.compile("[计和总]|tal|sum", re.IGNORECASE)
_LEAST_ROWS = 6
"""In fewer, a loan of the sum of the others may be chance."""


@dataclass(frozen=True)
class TotalsRow:
    """A row of totals: where it stands, its cells by column of the file, and whether it says that it is of all."""

    number: int
    word: str
    cells: tuple[Cell, ...]
    is_of_all: bool


def without_totals(table: RawTable, bound: Mapping[str, Bound]) -> tuple[RawTable, tuple[TotalsRow, ...]]:
    """Return the table without rows of totals, and these.

    A row is one where the number of the loan is a word for totals (合计, 小计, total, with or without a number of
    loans), or where it is empty and such a word stands in another column of texts.
    """
    if "loan" not in bound:
        return table, ()
    loan = bound["loan"].column
    numbers = [bound[key].column for key in bound if bound[key].field.kind not in ("name", "choice")]
    has_word = {column: _with_word(table, column) for column in range(len(table.headings)) if column not in numbers}
    is_elsewhere = np.zeros(table.rows, dtype=np.bool_)
    for found in has_word.values():
        is_elsewhere |= found
    is_total = has_word[loan] | (is_elsewhere & _is_blank(table, loan))
    if not is_total.any():
        return table, ()
    found_rows = []
    for position in np.flatnonzero(is_total).tolist():
        cells = tuple(cells[codes[position]] for cells, codes in zip(table.cells, table.codes, strict=True))
        place = next(column for column in (loan, *has_word) if has_word[column][position])
        word = cell_text(cells[place])
        found_rows.append(TotalsRow(int(table.row_numbers[position]), word, cells, _OF_ALL.fullmatch(word) is not None))
    return _kept(table, ~is_total), tuple(found_rows)


def _with_word(table: RawTable, column: int) -> Bools:
    """Return the rows whose cell in a column is a word for totals, shape (rows,)."""
    cells = table.cells[column]
    is_word = np.fromiter((isinstance(cell, str) and _is_word(cell) for cell in cells), np.bool_, len(cells))
    return np.asarray(is_word[table.codes[column]]) if is_word.any() else np.zeros(table.rows, dtype=np.bool_)


def _is_word(text: str) -> bool:
    # Most cells of a large tape hold none of these, which is soon seen.
    return bool(_HINT.search(text)) and bool(_OF_ALL.fullmatch(text) or _OF_PART.fullmatch(text))


def _is_blank(table: RawTable, column: int) -> Bools:
    texts = ["broken" if isinstance(cell, Broken) else cell_text(cell) for cell in table.cells[column]]
    return np.array([not text or is_placeholder(text) for text in texts], dtype=np.bool_)[table.codes[column]]


def _kept(table: RawTable, keep: Bools) -> RawTable:
    """Return some rows of a table; cells that only the others hold are gone."""
    cells, codes = [], []
    for column, all_codes in zip(table.cells, table.codes, strict=True):
        used, new = np.unique(all_codes[keep], return_inverse=True)
        cells.append(tuple(column[code] for code in used.tolist()))
        codes.append(new.astype(np.int32))
    return replace(
        table,
        cells=tuple(cells),
        codes=tuple(codes),
        row_numbers=table.row_numbers[keep],
        cells_in_row=table.cells_in_row[keep],
    )


def check_totals_rows(
    rows: tuple[TotalsRow, ...], columns: Mapping[str, Column], bound: Mapping[str, Bound], faults: Faults
) -> tuple[Phrase, ...]:
    """Hold the one row that is of all loans against them, and return what is worth saying.

    Columns with faulty cells are not added up.
    """
    of_all = [row for row in rows if row.is_of_all]
    faulty = {position for _, position, _ in faults.groups}
    compared = 0
    for key, one in bound.items():
        if len(of_all) == 1 and one.field.kind == "amount" and one.column not in faulty:
            compared += _compared(of_all[0], columns[key], one, faults)
    held = wrong("notes.tape.sums", count=compared) if compared else NOTHING
    return tuple(
        wrong("notes.tape.totals", row=str(row.number), word=row.word, held=held if row.is_of_all else NOTHING)
        for row in rows
    )


def _compared(row: TotalsRow, column: Column, bound: Bound, faults: Faults) -> int:
    """Note where a total is not the sum of the loans; return how many were compared."""
    cell = row.cells[bound.column]
    try:
        stated = reader_of(TOTAL, bound.unit, (), {})(cell) if cell_text(cell) else None
    except CellError:
        return 0
    if stated is None:
        return 0
    fen = int(column.values[column.has_value].sum(dtype=object))
    if stated != fen:
        what = wrong("faults.tape.sum_of_row", sum=amount_in_unit(fen, bound.unit))
        faults.others.append(CellFault(row.number, Own(faults.table.headings[bound.column]), cell, what))
    return 1


def check_hidden_total(columns: Mapping[str, Column], faults: Faults, warnings: Faults) -> None:
    """Note a loan whose principal and balance are those of all others together: a row of totals without a word.

    In a tape of a few loans that is a warning only.
    """
    found = [columns[key] for key in ("principal", "balance") if key in columns]
    if len(found) < 2 or len(found[0].values) < _LEAST_ROWS // 2:
        return
    is_sum = np.ones(len(found[0].values), dtype=np.bool_)
    for column in found:
        whole = int(column.values.sum(dtype=object))
        is_sum &= (column.values > 0) & (column.values == whole - column.values)
    what = wrong("faults.tape.hidden_total")
    (faults if len(is_sum) >= _LEAST_ROWS else warnings).add(is_sum, found[0].position, what)
