"""The table of loans in a file, and its control table; nothing is interpreted yet."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import shown_name
from simulator.inputs.tables.cells import Cell, cell_text
from simulator.inputs.tables.grid import Grid, GridError, RawTable, headed
from simulator.inputs.tables.read import COMMAND_LINE, Limits, kind_of_file, read_grids
from simulator.inputs.tables.workbooks import SheetChoice
from simulator.inputs.tape_titles import MOST_TITLE_ROWS, title_note

LOAN_SHEETS = ("loans", "贷款", "贷款明细", "台账")
CONTROL_SHEETS = ("control", "合计核对")
NOTE_SHEETS = ("notes", "填表说明", "lists")


FindHeadings = Callable[[Sequence[Sequence[str]]], int]
"""Gives the position of the row of headings among the first rows of a file."""


def read_loans(
    path: Path,
    sheet: str | None = None,
    control: Path | None = None,
    limits: Limits = COMMAND_LINE,
    find: FindHeadings = lambda rows: 0,
) -> tuple[RawTable, list[tuple[int, list[Cell]]]]:
    """Read the table of loans from a file, by its ending: .xlsx, .parquet, anything else as CSV.

    Returns also the numbered rows of the control table: of the file named, or else of the workbook's control sheet, if
    any.

    Raises
    ------
    ScenarioError
        When a file cannot be read as such, is too large, or has no rows below its headings.
    """
    if sheet is not None and kind_of_file(path) != "workbook":
        raise ScenarioError("--sheet", [Fault(wrong("faults.tape.no_sheets"), shown_name(path))])
    totals = [] if control is None else _control_rows(control, limits)
    choice = SheetChoice(sheet, LOAN_SHEETS, (*CONTROL_SHEETS, *NOTE_SHEETS), "--sheet", CONTROL_SHEETS)
    loans, *beside = read_grids(path, choice, limits)
    assert loans is not None
    try:
        table = _below_titles(loans, find)
    except GridError as error:
        raise ScenarioError(shown_name(path), [Fault(error.what)]) from None
    return table, totals or [row for grid in beside if grid is not None for row in grid.numbered_rows()]


def _below_titles(grid: Grid, find: FindHeadings) -> RawTable:
    """Return the table below its headings; what stands above them is said."""
    first = range(min(MOST_TITLE_ROWS, len(grid.row_numbers)))
    rows = [(int(grid.row_numbers[position]), [cell_text(cell) for cell in grid.row(position)]) for position in first]
    position = find([texts for _, texts in rows])
    table = headed(grid, position, "loans")
    return replace(table, notes=(*table.notes, *title_note(rows[:position])))


def _control_rows(path: Path, limits: Limits) -> list[tuple[int, list[Cell]]]:
    choice = SheetChoice(None, CONTROL_SHEETS, (*LOAN_SHEETS, *NOTE_SHEETS))
    grid = read_grids(path, choice, limits)[0]
    return [] if grid is None else grid.numbered_rows()
