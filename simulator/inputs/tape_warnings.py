"""What is possible in a loan tape, and more often a mistake: told by row, and refused by nobody."""

import unicodedata
from collections.abc import Mapping

import numpy as np

from simulator.errors import wrong
from simulator.faults import MOST_FAULTS
from simulator.inputs.tape_columns import Column
from simulator.inputs.tape_faults import Faults
from simulator.values import Value

_SPELT = ("borrower", "bank", "branch", "product", "guarantor")


def warn(columns: Mapping[str, Column], as_of: np.datetime64, warnings: Faults) -> None:
    """Note loans past their due date that are hardly past due, and names in two spellings."""
    _warn_of_matured(columns, as_of, warnings)
    for key in _SPELT:
        if key in columns:
            _warn_of_spellings(columns[key], warnings)


def matured(columns: Mapping[str, Column], as_of: np.datetime64) -> np.ndarray:
    """Return the loans with a balance whose due date lies more days back than they are past due, shape (rows,)."""
    if not {"due_on", "balance", "days_past_due"} <= set(columns):
        return np.zeros(0, dtype=np.bool_)
    due, balance, late = (columns[key] for key in ("due_on", "balance", "days_past_due"))
    all_given = due.has_value & balance.has_value & late.has_value
    days = (as_of - due.values).astype(np.int64)
    return np.asarray(all_given & (balance.values > 0) & (days > np.maximum(late.values, 0)))


def _warn_of_matured(columns: Mapping[str, Column], as_of: np.datetime64, warnings: Faults) -> None:
    is_matured = matured(columns, as_of)
    if is_matured.any():
        what = wrong("faults.tape.matured", day=str(as_of))
        warnings.add(is_matured, columns["days_past_due"].position, what)


def _warn_of_spellings(column: Column, warnings: Faults) -> None:
    """Note names that differ from an earlier one in blanks, signs, case or width alone."""
    first: dict[str, int] = {}
    twins = [-1] * len(column.words)
    for index, word in enumerate(column.words):
        earlier = first.setdefault(_plain(word), index)
        twins[index] = earlier if earlier != index else -1
    named = [index for index, earlier in enumerate(twins) if earlier >= 0]

    def twin_of(earlier: Value | str) -> Value:
        return wrong("faults.tape.spelling", earlier=earlier, field=column.field.key)

    for index in named[:MOST_FAULTS]:
        what = twin_of(repr(column.words[twins[index]]))
        warnings.add(column.has_value & (column.values == index), column.position, what)
    # Each of the others would take a pass through all rows.
    others = np.isin(column.values, named[MOST_FAULTS:])
    warnings.add(column.has_value & others, column.position, twin_of(wrong("faults.tape.earlier_name")))


def _plain(word: str) -> str:
    if word.isalnum():  # Cells have no full-width letters left: nothing to take out.
        return word.casefold()
    letters = unicodedata.normalize("NFKC", word).casefold()
    return "".join(letter for letter in letters if letter.isalnum()) or letters
