"""A loan tape with other names, amounts and days, and the same structure."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.inputs.tape import NOT_GIVEN, Tape
from simulator.inputs.tape_fields import FIELDS

_LARGEST_CHANGE = 0.2
_MOST_DAYS = 60
_LOT_FEN = 10_000
_PREFIXES = {
    "loan": "L",
    "borrower": "F",
    "bank": "B",
    "branch": "O",
    "product": "P",
    "guarantor": "G",
    "registration": "R",
}


def anonymised(tape: Tape, secret: int) -> Tape:
    """Return a tape in which nobody's name, no amount and no day of the original stands.

    - Names become numbers in an order of their own; the same name the same number. The bank's grades stay.
    - All amounts of a borrower are multiplied by one number between 0.8 and 1.2 and cut to 100 yuan (at least 100), so
      that what was smaller stays no larger, and 0 stays 0.
    - All days of a borrower move back by the same 1 to 60 days, so that their order and distances stay.
    - Loans come in another order. Shares, choices, days past due, and numbers and lives of patents stay.

    Whoever knows a firm may still find it by what stays, such as a rare sector with a rare grade.

    Parameters
    ----------
    secret
        Seed; whoever knows it can undo the change, so it must not be kept with the result.
    """
    generator = np.random.Generator(np.random.Philox(secret))
    order = generator.permutation(len(tape))
    factors = (1 + _LARGEST_CHANGE * (2 * generator.random(tape.borrowers) - 1))[tape.borrower]
    days = generator.integers(1, _MOST_DAYS, tape.borrowers, endpoint=True)[tape.borrower]
    words: dict[str, tuple[str, ...]] = dict(tape.words)
    arrays: dict[str, NDArray[Any]] = {}
    for field in FIELDS:
        array = tape.arrays[field.key]
        if field.kind == "amount":
            lots = np.floor(array * factors / _LOT_FEN).astype(np.int64)
            array = np.where(array > 0, np.maximum(lots, 1), 0) * _LOT_FEN
        elif field.kind == "date":
            array = array - days.astype("timedelta64[D]")
        elif field.key in _PREFIXES:
            array, words[field.key] = _renamed(array, len(words[field.key]), _PREFIXES[field.key], generator)
        arrays[field.key] = array[order]
        arrays[field.key].setflags(write=False)
    return Tape(tape.as_of, arrays, words, tape.denied, tape.notes)


def _renamed(
    array: NDArray[np.int64], names: int, prefix: str, generator: np.random.Generator
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return new indexes, and numbered names for them."""
    new = np.append(generator.permutation(names), NOT_GIVEN)
    return new[array], tuple(f"{prefix}{number + 1:0{len(str(names))}d}" for number in range(names))
