"""Histories from which parameters are learnt, read from files; the columns say what a file holds."""

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import MOST_FAULTS, capped, got, must_be, names, shown, shown_name
from simulator.inputs.csv_table import ragged, unknown_column, warned
from simulator.inputs.number_columns import ColumnFacts, facts_of, question_of_unit
from simulator.inputs.placeholders import is_placeholder
from simulator.inputs.tables.cells import Broken, cell_text, folded
from simulator.inputs.tables.grid import row_place
from simulator.inputs.tables.read import read_table
from simulator.values import NOTHING, Listed, Own, Phrase, Value

Kind = Literal[
    "default counts", "default rates", "stocks", "payouts", "recoveries", "values", "renewals", "migrations",
    "PDs used", "forecasts",
]  # fmt: skip
Floats = NDArray[np.float64]

_LARGEST_COUNT = 10**7
_LONGEST_TEXT = 500
_FORMULA_SIGNS = ("=", "+", "-", "@")
_WITH_UNIT = re.compile(r"(\S.*?)\s*\((%|share)\)")


@dataclass(frozen=True)
class _Column:
    """What a cell of a column may hold: a number between two ends, a whole one, or text."""

    least: float = 0.0
    most: float = math.inf
    is_whole: bool = False
    is_text: bool = False
    is_strict: bool = False
    """The ends themselves are not allowed."""
    is_below: bool = False
    """The upper end itself is not allowed."""
    is_share: bool = False
    """A share of 1; may be written as per cent."""
    per_cent: int = 1
    """What the file's number for a share of 1 is: 100 under a heading with (%)."""

    def in_per_cent(self) -> "_Column":
        """Return what a cell may hold under a heading with (%)."""
        return replace(self, least=100 * self.least, most=100 * self.most, per_cent=100)


_YEAR = _Column(1900, 2200, is_whole=True)
_COUNT = _Column(0, _LARGEST_COUNT, is_whole=True)
_SHARE = _Column(0, 1, is_strict=True, is_share=True)
_RATE = _Column(0, 1, is_below=True, is_share=True)
_AMOUNT = _Column(0, 1e15)
_POSITIVE = _Column(0, 1e15, is_strict=True)
_ANY = _Column(-1e15, 1e15)
_TEXT = _Column(is_text=True)
_SHARE = _Column(0, 1, is_strict=True, is_share=True)
_COLUMNS: dict[Kind, dict[str, _Column]] = {
    "default counts": {"year": _YEAR, "obligors": _Column(1, _LARGEST_COUNT, is_whole=True), "defaults": _COUNT},
    "default rates": {"year": _YEAR, "default_rate": _RATE},
    "recoveries": {
        "owed": _POSITIVE,
        "recovered": _AMOUNT,
        "months": _Column(0, 600),
        "is_closed": _Column(0, 1, is_whole=True),
    },
    "stocks": {"year": _YEAR, "performing_balance": _POSITIVE, "npl_balance": _AMOUNT, "npl_resolved": _AMOUNT},
    "payouts": {"year": _YEAR, "payout_ratio": _RATE, "growth": _Column(-0.9, 10, is_share=True)},
    "values": {"years": _Column(0, 40, is_strict=True), "value_before": _POSITIVE, "value_after": _POSITIVE},
    "renewals": {"age": _Column(0, 40), "due": _Column(1, _LARGEST_COUNT, is_whole=True), "renewed": _COUNT},
    "migrations": {"from_class": _TEXT, "to_class": _TEXT, "count": _COUNT},
    "PDs used": {
        "year": _YEAR,
        "obligors": _Column(1, _LARGEST_COUNT, is_whole=True),
        "defaults": _COUNT,
        "pd": _SHARE,
    },
    "forecasts": {"forecast": _ANY, "low": _ANY, "high": _ANY, "outcome": _ANY},
}
_SOURCES = {"source": _TEXT, "source_zh": _TEXT}
_OPTIONAL: dict[Kind, dict[str, _Column]] = {
    "default counts": {"grade": _TEXT, **_SOURCES},
    "default rates": _SOURCES,
    "recoveries": {"loan": _TEXT, "value": _POSITIVE, **_SOURCES},
    "stocks": _SOURCES,
    "payouts": _SOURCES,
    "values": {"patent": _TEXT, "sector": _TEXT, **_SOURCES},
    "renewals": _SOURCES,
    "migrations": _SOURCES,
    "PDs used": {"grade": _TEXT, **_SOURCES},
    "forecasts": {"year": _YEAR, "measure": _TEXT, **_SOURCES},
}


_PARTS = {"defaults": "obligors", "recovered": "owed", "renewed": "due"}
"""Columns that must not be above another."""


@dataclass(frozen=True, eq=False)
class History:
    """The columns of one file, each of shape (rows,), in the order of the rows."""

    path: str
    kind: Kind
    numbers: dict[str, Floats]
    texts: dict[str, tuple[str, ...]]
    """Columns of text; those the file does not have are left out."""
    facts: tuple[ColumnFacts, ...] = ()
    """What the numbers of each column are, taken together."""

    @property
    def source(self) -> Own:
        """Every source that the file names, once, and in Chinese where it does; its name when it names none."""
        named, chinese = (dict.fromkeys(filter(None, self.texts.get(name, ()))) for name in _SOURCES)
        return Own("; ".join(named) or self.path, "；".join(chinese))

    def at(self, what: Value) -> Phrase:
        """Return what is wrong with the file, after its name."""
        return wrong("faults.at", place=self.path, what=what)


def read_history(path: Path, say: Callable[[Value], None] = warned, *, units_right: Collection[str] = ()) -> History:
    """Read one file of history, CSV, .xlsx or .parquet.

    The columns, in any order, say what it holds; `source` may stand beside any of them. Shares are numbers from 0 to 1,
    per cent with their sign, or per cent under a heading such as `default_rate (%)`.

    Parameters
    ----------
    say
        Takes what is worth saying about the file: which sheet, hidden rows, results of formulas.
    units_right
        Columns whose unit is confirmed, however unusual their numbers are.

    Raises
    ------
    ScenarioError
        With all faults of all rows; beyond 200 only their number.
    """
    name = shown_name(path)
    table = read_table(path, "rows")
    header, in_per_cent = _names_and_units([heading.lower() for heading in table.headings])
    kind = _kind_of(header, name)
    columns = {**_COLUMNS[kind], **_OPTIONAL[kind]}
    columns |= {column: columns[column].in_per_cent() for column in in_per_cent}
    faults: list[Fault] = []
    numbers: dict[str, list[float]] = {column: [] for column in header if not columns[column].is_text}
    texts: dict[str, list[str]] = {column: [] for column in header if columns[column].is_text}
    row_numbers = table.row_numbers.tolist()
    for number, count, cells in zip(row_numbers, table.cells_in_row.tolist(), table.rows_of_cells(), strict=True):
        if count != len(header):
            faults.append(Fault(ragged(count, len(header)), row_place(number)))
            continue
        for column, raw in zip(header, cells, strict=True):
            cell = cell_text(raw)
            what: Value | None = raw.reason if isinstance(raw, Broken) else None
            if columns[column].is_text:
                what = what or _wrong_text(cell, column)
                texts[column].append("" if is_placeholder(cell) else cell)
            else:
                numbers[column].append(_number(cell, columns[column]))
                what = what or (_not_allowed(columns[column]) if math.isnan(numbers[column][-1]) else None)
            if what is not None:
                faults.append(Fault(got(what, cell), row_place(number, column)))
    if not faults:
        faults += _contradictions(numbers, texts, row_numbers)
    if faults:
        raise ScenarioError(name, capped(faults))
    arrays = {key: np.array(found) / (100 if key in in_per_cent else 1) for key, found in numbers.items()}
    facts = {key: facts_of(key, "share" if columns[key].is_share else "number", array) for key, array in arrays.items()}
    faults = _questions(facts, in_per_cent, units_right)
    if faults:
        raise ScenarioError(name, faults)
    for words in table.notes:
        say(words)
    told = tuple(one for key, one in facts.items() if key != "year")
    return History(name, kind, arrays, {k: tuple(v) for k, v in texts.items()}, told)


def _names_and_units(header: Sequence[str]) -> tuple[list[str], set[str]]:
    """Return the headings of shares without their unit, and which of them are in per cent."""
    shares = {key for columns in _COLUMNS.values() for key, column in columns.items() if column.is_share}
    names, in_per_cent = [], set()
    for heading in header:
        match = _WITH_UNIT.fullmatch(folded(heading))
        is_share = match is not None and match[1] in shares
        names.append(match[1] if match and is_share else heading)
        if match and is_share and match[2] == "%":
            in_per_cent.add(match[1])
    return names, in_per_cent


def _questions(
    facts: Mapping[str, ColumnFacts], in_per_cent: Collection[str], units_right: Collection[str]
) -> list[Fault]:
    """Return what must be asked before the numbers are used."""
    found = []
    for key, one in facts.items():
        way_out = wrong("faults.unit_question.heading", heading=key if key in in_per_cent else f"{key} (%)")
        question = question_of_unit(key, one, units_right, way_out)
        found += [Fault(question, row_place(1, key))] if question else []
    return found


def kind_words(kind: str) -> Phrase:
    """Return what a file of history holds, in words."""
    return wrong(f"faults.kind.{kind.lower().replace(' ', '_')}")


def _kind_of(header: Sequence[str], name: str) -> Kind:
    fits = [kind for kind, columns in _COLUMNS.items() if all(column in header for column in columns)]
    if not fits:
        sets = (wrong("faults.history.set", columns=names(columns)) for columns in _COLUMNS.values())
        wanted = Listed(tuple(sets), "or")
        what = got(wrong("faults.history.columns", columns=wanted), list(header))
        raise ScenarioError(name, [Fault(what, row_place(1))])
    # A file that has the columns of two kinds is of the one that asks for more.
    kind = max(fits, key=lambda fit: len(_COLUMNS[fit]))
    known = {**_COLUMNS[kind], **_OPTIONAL[kind]}
    absent, holds = [column for column in known if column not in header], kind_words(kind)
    faults = [
        Fault(wrong("faults.history.in_file_of", what=unknown_column(column, absent), kind=holds), row_place(1))
        for column in header[:MOST_FAULTS]
        if column not in known
    ]
    twice = sorted({column for column in known if list(header).count(column) > 1})
    faults += [Fault(wrong("faults.table.column_twice", column=column), row_place(1)) for column in twice]
    if faults:
        raise ScenarioError(name, faults)
    return kind


def _wrong_text(cell: str, column: str) -> Phrase | None:
    """Return what is wrong with a text; a source may be empty, and what stands for nothing is no name of anything."""
    if cell and is_placeholder(cell):
        return None if column == "source" else wrong("faults.cell.stands_for_nothing", column=column)
    if not (cell or column == "source") or len(cell) > _LONGEST_TEXT or not cell.isprintable():
        return wrong("faults.cell.printable", most=_LONGEST_TEXT)
    return wrong("faults.cell.formula") if cell.startswith(_FORMULA_SIGNS) else None


def _number(cell: str, column: _Column) -> float:
    """Return the number of a cell; not a number where the column does not allow it."""
    is_plain = cell.isascii() and "_" not in cell
    digits, scale = (cell[:-1].rstrip(), 100 / column.per_cent) if column.is_share and cell.endswith("%") else (cell, 1)
    try:
        value = float(digits) / scale if is_plain else math.nan
    except ValueError:
        value = math.nan
    is_inside = column.least < value < column.most if column.is_strict else column.least <= value <= column.most
    is_inside = is_inside and not (column.is_below and value == column.most)
    if is_inside and math.isfinite(value) and not (column.is_whole and value != int(value)):
        return value
    return math.nan


def _not_allowed(column: _Column) -> Phrase:
    low, high = f"{column.least:g}", f"{column.most:.10g}"
    if math.isinf(column.most):
        found = wrong("faults.range.at_least", limit=low)
    elif column.is_strict:
        ends = wrong("faults.range.above", limit=low), wrong("faults.range.below", limit=high)
        found = wrong("faults.range.both", low=ends[0], high=ends[1])
    else:
        found = wrong("faults.range.to_below" if column.is_below else "faults.range.from_to", low=low, high=high)
    return must_be(wrong("faults.allowed.whole_number" if column.is_whole else "faults.allowed.number", range=found))


def _contradictions(numbers: dict[str, list[float]], texts: dict[str, list[str]], rows: Sequence[int]) -> list[Fault]:
    """Return what is wrong between cells: the same year twice, more defaults than obligors."""
    faults = []
    if "forecast" in numbers:
        faults += [
            Fault(got(wrong("faults.history.forecast"), [low, value, high]), row_place(row, "forecast"))
            for row, low, value, high in zip(rows, numbers["low"], numbers["forecast"], numbers["high"], strict=True)
            if not (low < high and low <= value <= high)
        ]
    elif "year" in numbers:
        grades = texts.get("grade", [""] * len(rows))
        first: dict[tuple[float, str], int] = {}
        for row, year, grade in zip(rows, numbers["year"], grades, strict=True):
            of_grade = wrong("faults.history.of_grade", grade=shown(grade)) if grade else NOTHING
            if first.setdefault((year, grade), row) != row:
                there = {"year": f"{year:g}", "row": str(first[year, grade])}
                faults.append(Fault(wrong("faults.history.again", grade=of_grade, **there), row_place(row, "year")))
    for part, whole in _PARTS.items():
        if part in numbers and whole in numbers:
            faults += [
                Fault(got(wrong("faults.history.above", whole=whole, most=f"{most:.10g}"), value), row_place(row, part))
                for row, value, most in zip(rows, numbers[part], numbers[whole], strict=True)
                if value > most
            ]
    return faults
