"""A loan tape without faults: what a bank's book of loans says, as arrays for the simulation."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import ScenarioError, wrong
from simulator.faults import shown_name
from simulator.inputs.tape_check import Checked, Terms, check_tape
from simulator.inputs.tape_fields import FIELDS, Field
from simulator.values import Phrase, Value

Integers = NDArray[np.int64]
NOT_GIVEN = -1


@dataclass(frozen=True, eq=False)
class Tape:
    """Loans in the order of the file; every array has shape (loans,) and is read-only.

    By the kind of the field (see `tape_fields.FIELDS`): amounts in fen, 0 where empty (`ip_part`: the principal);
    shares of 1, not a number where empty; days as `datetime64[D]`, not a time where empty; whole numbers and indexes
    of names and choices, -1 where empty.
    """

    as_of: np.datetime64
    """Day of the tape."""
    arrays: Mapping[str, NDArray[Any]]
    """Every field by its key, also those that the file does not have."""
    words: Mapping[str, tuple[str, ...]]
    """What the indexes of a name or choice stand for."""
    denied: frozenset[str] = frozenset()
    """Fields in which a cell says that there is nothing (无, NULL), which is more than a column left empty."""
    notes: tuple[Value, ...] = ()
    """What must be known to read what is made of it: which sheet, hidden rows, totals left out, doubtful cells."""

    def __len__(self) -> int:
        """Return the number of loans."""
        return len(self.arrays["loan"])

    @property
    def borrower(self) -> Integers:
        """Index of each loan's borrower: loans with the same one default together."""
        return self.arrays["borrower"]

    @property
    def borrowers(self) -> int:
        """Number of borrowers."""
        return len(self.words["borrower"])

    def texts(self, key: str) -> list[str]:
        """Return a name or choice of every loan as text, empty where it is not given."""
        words = (*self.words[key], "")
        return [words[index] for index in self.arrays[key].tolist()]


def read_tape(path: Path, terms: Terms) -> Tape:
    """Read a loan tape that has no fault.

    Raises
    ------
    ScenarioError
        With its faults, one line each; beyond 200 only their number.
    """
    return tape_of(check_tape(path, terms), terms.as_of)


def tape_of(checked: Checked, as_of: np.datetime64) -> Tape:
    """Return what was checked as a tape.

    Raises
    ------
    ScenarioError
        With its faults, when it has any.
    """
    if checked.faults.count:
        raise ScenarioError(shown_name(checked.path), checked.faults.first())
    loans = checked.table.rows
    arrays = {field.key: _array(field, checked, loans) for field in FIELDS}
    if "ip_part" in checked.columns:
        given = checked.columns["ip_part"].has_value
        arrays["ip_part"] = np.where(given, arrays["ip_part"], arrays["principal"])
    else:
        arrays["ip_part"] = arrays["principal"].copy()
    for array in arrays.values():
        array.setflags(write=False)
    words = {
        field.key: checked.columns[field.key].words if field.key in checked.columns else ()
        for field in FIELDS
        if field.kind in ("name", "choice")
    }
    denied = frozenset(key for key, column in checked.columns.items() if column.has_placeholders)
    return Tape(as_of, arrays, words, denied, (*checked.notes, *_note_of_warnings(checked)))


def _note_of_warnings(checked: Checked) -> list[Phrase]:
    count = checked.warnings.count
    return [wrong("notes.tape.doubtful", n=count)] if count else []


def _array(field: Field, checked: Checked, loans: int) -> NDArray[Any]:
    empty: dict[str, Any] = {"amount": np.int64(0), "share": np.float64("nan"), "date": np.datetime64("NaT", "D")}
    blank = empty.get(field.kind, np.int64(NOT_GIVEN))
    column = checked.columns.get(field.key)
    return np.full(loans, blank) if column is None else np.where(column.has_value, column.values, blank)
