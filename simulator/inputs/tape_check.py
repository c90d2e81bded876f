"""Check a loan tape: every cell, every row, the control totals; all faults at once."""

import contextlib
import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import names, shown, shown_name
from simulator.inputs import tape_rules
from simulator.inputs.number_columns import ColumnFacts, Unit, facts_of, question_of_unit
from simulator.inputs.tables.cells import cell_text
from simulator.inputs.tables.grid import RawTable, column_place, row_place
from simulator.inputs.tables.read import COMMAND_LINE, Limits
from simulator.inputs.tape_cells import reader_of
from simulator.inputs.tape_columns import Column
from simulator.inputs.tape_control import check_totals
from simulator.inputs.tape_faults import WHOLE_ROW, CellFault, Faults
from simulator.inputs.tape_fields import DEFAULT_DAYS, FIELDS
from simulator.inputs.tape_headings import NO_UNIT, OTHER_UNIT, Bound, bind, heading_position
from simulator.inputs.tape_mapping import TapeMapping
from simulator.inputs.tape_read import read_loans
from simulator.inputs.tape_totals import check_hidden_total, check_totals_rows, without_totals
from simulator.inputs.tape_values import read_cells, reader_by_words
from simulator.inputs.tape_warnings import matured, warn
from simulator.values import Value

Bools = NDArray[np.bool_]

FEN = 100
_UNITS: Mapping[str, Unit] = {"amount": "yuan", "share": "share", "count": "number", "date": "day"}


@dataclass(frozen=True)
class Terms:
    """What is needed beside the file to know what its cells mean."""

    as_of: np.datetime64
    """Day of the tape; nothing in it can be later."""
    sectors: tuple[str, ...]
    grades: tuple[str, ...] | None = None
    """Grades whose PD is known, so that a loan needs none; None: a grade will do."""
    sector_words: Mapping[str, str] = field(default_factory=dict)
    """What sectors are called besides -> the sector."""
    amount_unit: str | None = None
    """Unit of the amounts whose heading states none."""
    mapping: TapeMapping = field(default_factory=TapeMapping)
    sheet: str | None = None
    control: Path | None = None
    units_right: frozenset[str] = frozenset()
    """Fields whose unit is confirmed, however unusual their numbers are."""
    is_day_given: bool = True
    """Whether somebody named the day of the tape."""
    limits: Limits = COMMAND_LINE


@dataclass(frozen=True, eq=False)
class Checked:
    """A table, what its cells say, and what is wrong with them."""

    path: Path
    table: RawTable
    columns: Mapping[str, Column]
    faults: Faults
    warnings: Faults
    """What is more often a mistake than not."""
    facts: tuple[ColumnFacts, ...]
    """Of every column of numbers or days."""
    notes: tuple[Value, ...]


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
    table, control = read_loans(
        path, terms.sheet, terms.control, terms.limits, lambda rows: heading_position(rows, terms.mapping)
    )
    bound, heading_faults = bind(table.headings, table.heading_row, terms.mapping, terms.amount_unit)
    if not bound and not any(one.fault.code in (NO_UNIT, OTHER_UNIT) for one in heading_faults):
        what = wrong("faults.tape.no_known_heading", headings=names(map(shown, table.headings[:3])))
        raise ScenarioError(shown_name(path), [Fault(what, row_place(table.heading_row))])
    table, totals = without_totals(table, bound)
    if not table.rows:
        raise ScenarioError(shown_name(path), [Fault(wrong("faults.tape.no_loans"))])
    faults, warnings = Faults(table), Faults(table)
    faults.others += heading_faults
    is_whole = table.cells_in_row == len(table.headings)
    _note_ragged_rows(table, is_whole, faults)
    notes: list[Value] = [*table.notes]
    columns = {key: _column(table, one, terms, is_whole, faults, notes) for key, one in bound.items()}
    tape_rules.check_rows(columns, is_whole, terms.as_of, faults)
    tape_rules.check_known_grades(columns, terms.grades, faults)
    check_hidden_total(columns, faults, warnings)
    notes += check_totals_rows(totals, columns, bound, faults)
    notes += check_totals(columns, table.rows, control, terms.amount_unit, faults)
    facts = _facts(columns)
    _ask_for_units(columns, facts, terms, faults)
    warn(columns, terms.as_of, warnings)
    _ask_for_day(columns, terms, faults)
    return Checked(path, table, columns, faults, warnings, tuple(facts.values()), tuple(notes))


def _facts(columns: Mapping[str, Column]) -> dict[str, ColumnFacts]:
    """Return what the numbers and days are, by field; columns without any are left out."""
    found = {}
    for field_ in FIELDS:
        column = columns.get(field_.key)
        if column is not None and column.has_value.any() and field_.kind in _UNITS:
            values = column.values[column.has_value]
            values = values / FEN if field_.kind == "amount" else values
            found[field_.key] = facts_of(field_.key, _UNITS[field_.kind], values)
    return found


def _ask_for_units(
    columns: Mapping[str, Column], facts: Mapping[str, ColumnFacts], terms: Terms, faults: Faults
) -> None:
    """Note columns whose numbers can hardly be meant in the unit in which they were read."""
    for key, found in facts.items():
        column = columns[key]
        if key == "pd":
            is_sound = column.has_value & ~_in_default(columns)
            if not is_sound.any():
                continue
            # Loans in default have a PD of 1, and may be most of a book.
            found = facts_of(key, "share", column.values[is_sound])
        heading = faults.table.headings[column.position]
        units = ("%", "share") if column.field.kind == "share" else ("元", "万元")
        ends = {"first": f"{key} ({units[0]})", "second": f"{key} ({units[1]})"}
        way_out = wrong("faults.unit_question.map", heading=heading, **ends)
        question = question_of_unit(key, found, terms.units_right, way_out)
        if question is not None:
            what = wrong("faults.at", place=key, what=question)
            faults.others.append(CellFault(faults.table.heading_row, column_place(column.position), heading, what))


def _in_default(columns: Mapping[str, Column]) -> Bools:
    late = columns.get("days_past_due")
    is_late = np.zeros(len(columns["pd"].values), dtype=np.bool_)
    return is_late if late is None else late.has_value & (late.values >= DEFAULT_DAYS)


def _ask_for_day(columns: Mapping[str, Column], terms: Terms, faults: Faults) -> None:
    """Note that today is hardly the day of the tape, where nobody named one and loans have fallen due since."""
    count = 0 if terms.is_day_given else int(matured(columns, terms.as_of).sum())
    if count:
        place, what = wrong("faults.tape.day_of_tape"), wrong("faults.tape.ask_for_day", n=count)
        faults.others.append(CellFault(faults.table.heading_row, place, str(terms.as_of), what))


def _note_ragged_rows(table: RawTable, is_whole: Bools, faults: Faults) -> None:
    for cells in np.unique(table.cells_in_row[~is_whole]).tolist():
        what = wrong("faults.tape.ragged", n=cells, headings=len(table.headings))
        faults.add(table.cells_in_row == cells, WHOLE_ROW, what)


def _column(table: RawTable, bound: Bound, terms: Terms, is_whole: Bools, faults: Faults, notes: list[Value]) -> Column:
    """Read each distinct cell of a column once; note the faulty ones, and which stand for nothing."""
    field = bound.field
    own = terms.mapping.words.get(field.key, {})
    words = {**terms.sector_words, **own} if field.is_sector else own
    read = reader_by_words(field, reader_of(field, bound.unit, terms.sectors, words), own)
    found = read_cells(table.cells[bound.column], bound, read, own)
    codes = table.codes[bound.column]
    _note_faulty_cells(codes, found.faults, is_whole, bound.column, faults)
    if found.placeholders:
        count = int(np.isin(codes, found.placeholders).sum())
        cells = names(shown(cell_text(table.cells[bound.column][at])) for at in found.placeholders[:5])
        notes.append(wrong("notes.tape.nothing", field=field.key, n=count, cells=cells))
    return Column(
        field,
        bound.column,
        found.array[codes],
        found.has_value[codes] & is_whole,
        found.words,
        bool(found.placeholders),
    )


def _note_faulty_cells(
    codes: NDArray[np.int32], words_of: Mapping[int, Value], is_whole: Bools, column: int, faults: Faults
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
