"""The faults of a table: many cells with the same words are kept as one group."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.faults import MOST_FAULTS, shown
from simulator.inputs.tables.cells import Cell, cell_text
from simulator.inputs.tables.grid import RawTable

WHOLE_ROW = -1


class CellFault(NamedTuple):
    """One faulty cell: where it is, what it holds, what is allowed."""

    row: int
    """Number of the row in the file, from 1."""
    column: str
    value: Cell
    allowed: str

    def __str__(self) -> str:
        place = f"row {self.row}" + (f", {self.column}" if self.column else "")
        return f"{place}: {self.allowed}" + (f" (got {shown(cell_text(self.value))})" if self.column else "")


@dataclass(eq=False)
class Faults:
    """Faults of the cells of a table, and of its headings and control sheet."""

    table: RawTable
    others: list[CellFault] = field(default_factory=list)
    """Faults outside the rows of loans."""
    groups: list[tuple[NDArray[np.int64], int, str]] = field(default_factory=list)
    """Positions of rows, position of the column (or `WHOLE_ROW`), words."""

    def add(self, is_bad: NDArray[np.bool_], column: int, words: str) -> None:
        """Note that some rows, shape (rows,), hold in this column what the words do not allow."""
        positions = np.flatnonzero(is_bad)
        if len(positions):
            self.groups.append((positions, column, words))

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
                "" if is_row else self.table.headings[column],
                "" if is_row else self.table.cells[column][self.table.codes[column][position]],
                self.groups[words[at]][2],
            )

    def lines(self) -> list[str]:
        """Return one line for each fault; beyond 200 only their number."""
        lines = [str(fault) for fault, _ in zip(self, range(MOST_FAULTS), strict=False)]
        return lines if self.count <= MOST_FAULTS else [*lines, f"and {self.count - MOST_FAULTS:,} more"]
