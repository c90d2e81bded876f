"""What the cells of one row, or of several rows, must not say together."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import wrong
from simulator.faults import names
from simulator.inputs.days import months_until
from simulator.inputs.tape_columns import Column
from simulator.inputs.tape_faults import Faults
from simulator.inputs.tape_fields import DEFAULT_DAYS, LONGEST_TERM_MONTHS
from simulator.values import Phrase

Bools = NDArray[np.bool_]
Columns = Mapping[str, Column]
Comparison = Callable[[NDArray[Any], NDArray[Any]], Bools]

_PAIRS: tuple[tuple[str, str, Comparison, Phrase], ...] = (
    ("balance", "principal", np.greater, wrong("faults.tape.above_principal")),
    ("ip_part", "principal", np.greater, wrong("faults.tape.above_principal")),
    ("due_on", "lent_on", np.less_equal, wrong("faults.tape.not_after_lending")),
    ("claim_filed_on", "lent_on", np.less, wrong("faults.tape.before_lending")),
    ("claim_accepted_on", "claim_filed_on", np.less, wrong("faults.tape.before_filing")),
    ("claim_refused_on", "claim_filed_on", np.less, wrong("faults.tape.before_filing")),
    ("claim_received_on", "claim_accepted_on", np.less, wrong("faults.tape.before_acceptance")),
    ("claim_accepted", "claim_filed", np.greater, wrong("faults.tape.above_claim")),
    ("claim_refused", "claim_filed", np.greater, wrong("faults.tape.above_claim")),
    ("claim_received", "claim_accepted", np.greater, wrong("faults.tape.above_accepted")),
)
"""Cell at fault, cell it is held against, what must not hold between them, words; only where both cells have values."""

_NEEDS: tuple[tuple[str, str], ...] = (
    ("claim_filed", "claim_filed_on"),
    ("claim_filed_on", "claim_filed"),
    ("claim_accepted", "claim_accepted_on"),
    ("claim_accepted_on", "claim_accepted"),
    ("claim_refused", "claim_refused_on"),
    ("claim_refused_on", "claim_refused"),
    ("claim_received", "claim_received_on"),
    ("claim_received_on", "claim_received"),
    ("claim_accepted", "claim_filed"),
    ("claim_refused", "claim_filed"),
    ("claim_received", "claim_accepted"),
    ("claim_filed", "filed_on"),
)
"""A cell that needs another one, where there is such a column, to say something; an amount of 0 says nothing."""

_PAST = ("lent_on", "filed_on", "claim_filed_on", "claim_accepted_on", "claim_refused_on", "claim_received_on")


def check_rows(columns: Columns, is_whole: Bools, as_of: np.datetime64, faults: Faults) -> None:
    """Note what contradicts itself within a row or between rows.

    Parameters
    ----------
    is_whole
        Rows with as many cells as there are headings, shape (rows,); the others are not looked at.
    as_of
        Day of the tape.
    """
    for key, other, is_wrong, words in _PAIRS:
        if key in columns and other in columns:
            one, two = columns[key], columns[other]
            both = one.has_value & two.has_value
            faults.add(both & is_wrong(one.values, two.values), one.position, words)
    for key, other in _NEEDS:
        _check_need(columns, key, other, faults)
    for key in _PAST:
        if key in columns:
            column = columns[key]
            faults.add(
                column.has_value & (column.values > as_of), column.position, wrong("faults.tape.later", day=str(as_of))
            )
    _check_terms(columns, faults)
    _check_arrears(columns, as_of, faults)
    _check_parts_of_claim(columns, faults)
    _check_grades(columns, is_whole, faults)
    _check_repeated(columns, faults)
    _check_registration(columns, faults)
    _check_one_sector(columns, faults)


def _is_given(column: Column) -> Bools:
    """Return where a cell says something; an amount of 0 does not."""
    return column.has_value & (column.values != 0) if column.field.kind == "amount" else column.has_value


def _check_need(columns: Columns, key: str, other: str, faults: Faults) -> None:
    if key in columns and other in columns:
        one, two = columns[key], columns[other]
        # A faulty cell has its own fault: it is not called empty besides.
        is_lacking = ~_is_given(two) & ~_is_faulty(two, faults)
        faults.add(_is_given(one) & is_lacking, one.position, wrong("faults.tape.needs", field=other))


def _is_faulty(column: Column, faults: Faults) -> Bools:
    is_faulty = np.zeros(len(column.values), dtype=np.bool_)
    for positions, position, _ in faults.groups:
        if position == column.position:
            is_faulty[positions] = True
    return is_faulty


def _check_terms(columns: Columns, faults: Faults) -> None:
    if "lent_on" in columns and "due_on" in columns:
        lent, due = columns["lent_on"], columns["due_on"]
        both = lent.has_value & due.has_value
        is_long = both & (months_until(lent.values, due.values) > LONGEST_TERM_MONTHS)
        faults.add(is_long, due.position, wrong("faults.tape.long", months=LONGEST_TERM_MONTHS))


def _check_arrears(columns: Columns, as_of: np.datetime64, faults: Faults) -> None:
    if "days_past_due" not in columns:
        return
    late = columns["days_past_due"]
    if "lent_on" in columns:
        lent = columns["lent_on"]
        is_longer = late.values > (as_of - lent.values).astype(np.int64)
        is_later = lent.values > as_of
        faults.add(
            late.has_value & lent.has_value & is_longer & ~is_later,
            late.position,
            wrong("faults.tape.long_past_due", day=str(as_of)),
        )
    if "balance" in columns:
        balance = columns["balance"]
        is_paid = balance.has_value & (balance.values == 0)
        faults.add(late.has_value & is_paid & (late.values > 0), late.position, wrong("faults.tape.nothing_owed"))


def _check_parts_of_claim(columns: Columns, faults: Faults) -> None:
    keys = ("claim_filed", "claim_accepted", "claim_refused")
    if all(key in columns for key in keys):
        filed, accepted, refused = (columns[key] for key in keys)
        all_given = filed.has_value & accepted.has_value & refused.has_value
        # Each part alone above the whole has its own fault.
        is_each_fine = (accepted.values <= filed.values) & (refused.values <= filed.values)
        is_above = accepted.values + refused.values > filed.values
        words = wrong("faults.tape.above_claim_together")
        faults.add(all_given & is_each_fine & is_above, refused.position, words)


def _check_grades(columns: Columns, is_whole: Bools, faults: Faults) -> None:
    found = [columns[key] for key in ("grade", "pd") if key in columns]
    if found:
        is_lacking = is_whole.copy()
        for column in found:
            is_lacking &= ~column.has_value & ~_is_faulty(column, faults)
        faults.add(is_lacking, found[0].position, wrong("faults.tape.grade_or_pd", first="grade", second="pd"))


def check_known_grades(columns: Columns, grades: tuple[str, ...] | None, faults: Faults) -> None:
    """Note loans whose risk a stress test cannot know: still owed, not in default, without PD, of an unknown grade.

    Parameters
    ----------
    grades
        Those whose PD is known; None: nothing is known of any, and nothing is noted.
    """
    if "grade" not in columns or grades is None:
        return
    grade = columns["grade"]
    is_known = np.isin(grade.values, [index for index, word in enumerate(grade.words) if word in grades])
    is_bad = grade.has_value & ~is_known
    if "pd" in columns:
        is_bad &= ~columns["pd"].has_value & ~_is_faulty(columns["pd"], faults)
    if "balance" in columns:
        is_bad &= columns["balance"].values > 0
    if "days_past_due" in columns:
        late = columns["days_past_due"]
        is_bad &= ~(late.has_value & (late.values >= DEFAULT_DAYS))
    known = names([*grades[:12], *["..."] * (len(grades) > 12)])
    faults.add(is_bad, grade.position, wrong("faults.tape.unknown_grade", names=known, pd="pd", table="[words.grade]"))


def _first_rows(column: Column) -> NDArray[np.int64]:
    """Return for each row the first row with the same word, shape (rows,); without a value, the row itself."""
    rows = np.arange(len(column.values))
    first = np.zeros(max(len(column.words), 1), dtype=np.int64)
    given = rows[column.has_value][::-1]
    # Of several rows with one word the last one assigned stays: the first of the file.
    first[column.values[given]] = given
    return np.where(column.has_value, first[column.values], rows)


def _add_with_row(is_bad: Bools, first: NDArray[np.int64], column: Column, key: str, faults: Faults) -> None:
    """Note faults that name another row."""
    for position in np.flatnonzero(is_bad):
        row = int(faults.table.row_numbers[first[position]])
        faults.groups.append((np.array([position]), column.position, wrong(key, row=str(row))))


def _check_repeated(columns: Columns, faults: Faults) -> None:
    if "loan" in columns:
        column = columns["loan"]
        first = _first_rows(column)
        _add_with_row(first < np.arange(len(first)), first, column, "faults.tape.same_loan", faults)


def _check_registration(columns: Columns, faults: Faults) -> None:
    if "registration" in columns and "borrower" in columns:
        column, borrower = columns["registration"], columns["borrower"]
        first = _first_rows(column)
        both = borrower.has_value & borrower.has_value[first]
        key = "faults.tape.registration_of_another"
        _add_with_row(both & (borrower.values != borrower.values[first]), first, column, key, faults)


def _check_one_sector(columns: Columns, faults: Faults) -> None:
    if "borrower" in columns and "sector" in columns:
        borrower, sector = columns["borrower"], columns["sector"]
        first = _first_rows(borrower)
        both = borrower.has_value & sector.has_value & sector.has_value[first]
        key = "faults.tape.another_sector"
        _add_with_row(both & (sector.values != sector.values[first]), first, sector, key, faults)
