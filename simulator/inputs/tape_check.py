"""Check a loan tape: every cell, every row, the control totals; all faults at once."""

import contextlib
import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.counting import counted
from simulator.errors import ScenarioError
from simulator.faults import shown, shown_name
from simulator.inputs import tape_rules
from simulator.inputs.tape_cells import reader_of
from simulator.inputs.tape_columns import Column
from simulator.inputs.tape_control import check_totals
from simulator.inputs.tape_faults import WHOLE_ROW, Faults
from simulator.inputs.tape_headings import Bound, bind
from simulator.inputs.tape_mapping import TapeMapping
from simulator.inputs.tape_read import RawTable, read_table
from simulator.inputs.tape_values import read_cells

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Terms:
    """What is needed beside the file to know what its cells mean."""

    as_of: np.datetime64
    """Day of the tape; nothing in it can be later."""
    sectors: tuple[str, ...]
    amount_unit: str | None = None
    """Unit of the amounts whose heading states none."""
    mapping: TapeMapping = field(default_factory=TapeMapping)
    sheet: str | None = None
    control: Path | None = None


@dataclass(frozen=True, eq=False)
class Checked:
    """A table, what its cells say, and what is wrong with them."""

    path: Path
    table: RawTable
    columns: Mapping[str, Column]
    faults: Faults
    notes: tuple[str, ...]


def check_tape(path: Path, terms: Terms) -> Checked:
    """Read a file and check all of it.

    Raises
    ------
    ScenarioError
        When the file cannot be read as a table at all; what is wrong inside the table is in `Checked.faults`.
    """
    with _collector_paused():
        return _checked(path, terms)


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking through millions of cells again and again: none of them is a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _checked(path: Path, terms: Terms) -> Checked:
    table, control = read_table(path, terms.sheet, terms.control)
    faults = Faults(table)
    bound, heading_faults = bind(table.headings, table.heading_row, terms.mapping, terms.amount_unit)
    if not bound and not any("unit" in fault.allowed for fault in heading_faults):
        words = f"row {table.heading_row}: holds no known heading; the first row that is not blank must hold them"
        raise ScenarioError(shown_name(path), [f"{words} (got {', '.join(map(shown, table.headings[:3]))})"])
    faults.others += heading_faults
    is_whole = table.cells_in_row == len(table.headings)
    _note_ragged_rows(table, is_whole, faults)
    columns = {key: _column(table, one, terms, is_whole, faults) for key, one in bound.items()}
    tape_rules.check_rows(columns, is_whole, terms.as_of, faults)
    control_notes = check_totals(columns, table.rows, control, terms.amount_unit, faults)
    return Checked(path, table, columns, faults, (*table.notes, *control_notes))


def _note_ragged_rows(table: RawTable, is_whole: Bools, faults: Faults) -> None:
    for cells in np.unique(table.cells_in_row[~is_whole]).tolist():
        words = f"has {counted(cells, 'cell')}, but the table has {counted(len(table.headings), 'heading')}"
        faults.add(table.cells_in_row == cells, WHOLE_ROW, words)


def _column(table: RawTable, bound: Bound, terms: Terms, is_whole: Bools, faults: Faults) -> Column:
    """Read each distinct cell of a column once; note the faulty ones."""
    field = bound.field
    read = reader_of(field, bound.unit, terms.sectors, terms.mapping.words.get(field.key, {}))
    found = read_cells(table.cells[bound.column], bound, read)
    codes = table.codes[bound.column]
    _note_faulty_cells(codes, found.faults, is_whole, bound.column, faults)
    return Column(field, bound.column, found.array[codes], found.has_value[codes] & is_whole, found.words)


def _note_faulty_cells(
    codes: NDArray[np.int32], words_of: Mapping[int, str], is_whole: Bools, column: int, faults: Faults
) -> None:
    if not words_of:
        return
    number_of = {words: number for number, words in enumerate(dict.fromkeys(words_of.values()), 1)}
    group_of_code = np.zeros(max(int(codes.max()), *words_of) + 1, dtype=np.int64)
    for code, words in words_of.items():
        group_of_code[code] = number_of[words]
    group = np.where(is_whole, group_of_code[codes], 0)
    for words, number in number_of.items():
        faults.add(group == number, column, words)
