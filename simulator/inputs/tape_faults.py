"""The faults of a table: many cells with the same words are kept as one group."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.errors import Fault, wrong
from simulator.faults import MOST_FAULTS, capped, shown
from simulator.inputs.tables.cells import Cell, cell_text
from simulator.inputs.tables.grid import RawTable, row_place
from simulator.saying.speaker import said
from simulator.values import Own, Phrase, Value

WHOLE_ROW = -1
WHOLE = Own("")
"""In place of a column where the whole row is at fault."""


class CellFault(NamedTuple):
    """One faulty cell: where it is, what it holds, what is allowed."""

    row: int
    """Number of the row in the file, from 1."""
    column: Value
    """Its heading, or words for what has none; empty where the whole row is at fault."""
    value: Cell | Phrase
    what: Value

    @property
    def value_text(self) -> str:
        """What the cell holds, as text in the language in force."""
        return said(self.value) if isinstance(self.value, Phrase) else cell_text(self.value)

    @property
    def fault(self) -> Fault:
        """The fault with its place."""
        place = row_place(self.row, self.column)
        if self.column == WHOLE:
            return Fault(self.what, place)
        return Fault(wrong("faults.got", what=self.what, value=shown(self.value_text), hint=Own("")), place)


@dataclass(eq=False)
class Faults:
    """Faults of the cells of a table, and of its headings and control sheet."""

    table: RawTable
    others: list[CellFault] = field(default_factory=list)
    """Faults outside the rows of loans."""
    groups: list[tuple[NDArray[np.int64], int, Value]] = field(default_factory=list)
    """Positions of rows, position of the column (or `WHOLE_ROW`), what is wrong."""

    def add(self, is_bad: NDArray[np.bool_], column: int, what: Value) -> None:
        """Note what is wrong in this column with some rows, shape (rows,)."""
        positions = np.flatnonzero(is_bad)
        if len(positions):
            self.groups.append((positions, column, what))

    @property
    def count(self) -> int:
        """Number of faults."""
        return len(self.others) + sum(len(positions) for positions, _, _ in self.groups)

    def __iter__(self) -> Iterator[CellFault]:
        """Give every fault: those outside the rows first, then by row and column."""
        yield from self.others
        if not self.groups:
            return
        positions = np.concatenate([group[0] for group in self.groups])
        columns = np.concatenate([np.full(len(group[0]), group[1]) for group in self.groups])
        words = np.concatenate([np.full(len(group[0]), number) for number, group in enumerate(self.groups)])
        for at in np.lexsort((words, columns, positions)).tolist():
            position, column = int(positions[at]), int(columns[at])
            is_row = column == WHOLE_ROW
            yield CellFault(
                int(self.table.row_numbers[position]),
                WHOLE if is_row else Own(self.table.headings[column]),
                "" if is_row else self.table.cells[column][self.table.codes[column][position]],
                self.groups[words[at]][2],
            )

    def first(self) -> list[Fault]:
        """Return the first faults; beyond 200 only their number."""
        faults = [one.fault for one, _ in zip(self, range(MOST_FAULTS), strict=False)]
        return capped(faults, self.count - len(faults))

    def lines(self) -> list[str]:
        """Return one line for each fault in the language in force; beyond 200 only their number."""
        return [str(fault) for fault in self.first()]
