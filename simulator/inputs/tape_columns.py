"""One field of all loans as an array."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.inputs.tape_fields import Field


@dataclass(frozen=True, eq=False)
class Column:
    """A field of a tape, one entry per row of the file."""

    field: Field
    position: int
    """Which column of the file it is, from 0."""
    values: NDArray[Any]
    """Fen, shares, days or numbers; for names and choices indexes into `words`; shape (rows,)."""
    has_value: NDArray[np.bool_]
    """Whether the cell is neither empty nor faulty; shape (rows,)."""
    words: tuple[str, ...] = ()
    has_placeholders: bool = False
    """Whether a cell that is not blank says that there is nothing."""
