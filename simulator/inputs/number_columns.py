"""What the numbers of a column are, taken together, and whether they can be meant in the unit in which they were read.

A number says nothing of its unit: 0.75 may be 75 % or 0.75 %. A whole column does: no book of loans has a median PD of
75 %. Where a median lies outside what is usual the question is put to whoever gave the file, and nothing is computed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from simulator.errors import wrong
from simulator.faults import shown_number
from simulator.inputs.usual import USUAL, ZERO_IS_DATA
from simulator.values import NOTHING, Own, Phrase, Value

Unit = Literal["yuan", "share", "number", "day"]


@dataclass(frozen=True)
class ColumnFacts:
    """Smallest, median, largest and sum of the cells of a column that are given.

    Amounts are in the main currency unit, shares of 1, days texts such as "2026-06-30".
    """

    column: str
    """Its field or heading."""
    unit: Unit
    count: int
    smallest: float | str
    median: float | str
    largest: float | str
    total: float | None
    """None for days."""
    typical: float | str
    """Median of the cells that are not zero: a year without defaults says nothing of a rate's unit."""


def facts_of(column: str, unit: Unit, values: NDArray[Any]) -> ColumnFacts:
    """Return what the given cells of a column are.

    Parameters
    ----------
    values
        Shape (cells,), not empty; amounts in the main currency unit, days as `datetime64[D]`.
    """
    if unit == "day":
        # The day in the middle: there is no mean of two days.
        order = np.sort(values)
        first, middle, last = (str(order[place]) for place in (0, (len(order) - 1) // 2, -1))
        return ColumnFacts(column, unit, len(values), first, middle, last, None, middle)
    smallest, median, largest = float(values.min()), float(np.median(values)), float(values.max())
    others = values[values != 0]
    typical = float(np.median(others)) if len(others) else 0.0
    return ColumnFacts(column, unit, len(values), smallest, median, largest, float(values.sum()), typical)


def question_of_unit(key: str, facts: ColumnFacts, sure: Collection[str], way_out: Value) -> Phrase | None:
    """Return the question whether the unit is right; None where the median is usual or the unit confirmed.

    Parameters
    ----------
    key
        Field of the column.
    sure
        Fields whose unit is confirmed.
    way_out
        How the unit is stated where it is another one.
    """
    low, high = USUAL.get(key, (-np.inf, np.inf))
    if key in sure or isinstance(facts.typical, str) or low <= facts.typical <= high:
        return None
    if facts.typical == 0 and key in ZERO_IS_DATA:
        return None
    is_low = facts.typical < low
    return wrong(
        "faults.unit_question.low" if is_low else "faults.unit_question.high",
        median=told(facts.typical, facts.unit),
        usual=told(low if is_low else high, facts.unit),
        way_out=way_out,
        option=f"--unit-is-right {key}",
    )


def sentence_of(facts: ColumnFacts) -> Phrase:
    """Return a column in one line: "pd: from 0.43 % to 6.9 %, median 1.8 % (6 cells)"."""
    has_total = facts.total is not None and facts.unit != "share"
    total = wrong("notes.column.total", total=told(facts.total, facts.unit)) if has_total else NOTHING
    return wrong(
        "notes.column.facts",
        column=facts.column,
        smallest=told(facts.smallest, facts.unit),
        largest=told(facts.largest, facts.unit),
        median=told(facts.median, facts.unit),
        total=total,
        cells=wrong("faults.count.cells", n=facts.count),
    )


def told(value: float | str | None, unit: Unit) -> Value:
    """Return a number with its unit: "0.43 %", "300 万元" or "2,500 yuan", "2026-06-30"."""
    if value is None or isinstance(value, str):
        return Own(value or "")
    if unit == "share":
        return wrong("notes.column.per_cent", percent=shown_number(float(f"{100 * value:.6g}")))
    if unit == "yuan" and abs(value) >= 10_000:
        return wrong("notes.column.ten_thousands", amount=_two_decimals(value / 10_000))
    return wrong("notes.column.yuan", amount=_two_decimals(value)) if unit == "yuan" else Own(_two_decimals(value))


def _two_decimals(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")
