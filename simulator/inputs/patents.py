"""Patents to be valued: what is known of each, from a file or from options."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import capped, shown_name
from simulator.inputs.csv_table import Row, read_records, warned
from simulator.inputs.number_columns import ColumnFacts, Unit, facts_of, question_of_unit
from simulator.inputs.tables.grid import row_place
from simulator.values import Value

Kind = Literal["invention", "utility"]
KINDS: tuple[Kind, ...] = ("invention", "utility")
LONGEST_LIFE_YEARS: dict[str, int] = {"invention": 20, "utility": 10}
"""Full legal lives: Patent Law of the PRC, article 42."""
MOST_PATENTS = 200
SMALLEST_VALUE = 1000.0
"""In main currency units: proceeds are whole fen."""
AMOUNTS = ("revenue", "appraised_value", "cost", "market", "recovered")
LIMITS: dict[str, tuple[float, float]] = {
    "remaining_life_years": (0.1, 20.0),
    "royalty_rate": (0.0, 1.0),
    "tax_rate": (0.0, 1.0),
    "growth_per_year": (-0.5, 1.0),
    "discount_rate_per_year": (-0.5, 1.0),
}
REQUIRED_COLUMNS = ("patent", "sector", "kind", "remaining_life_years")
OPTIONAL_COLUMNS = (*AMOUNTS, *(name for name in LIMITS if name not in REQUIRED_COLUMNS))


@dataclass(frozen=True)
class Patent:
    """One patent or portfolio; amounts in main currency units, None where nothing is known."""

    name: str
    sector: str
    kind: Kind
    remaining_life_years: float
    revenue: float | None = None
    """Revenue of the first year that the patent covers."""
    royalty_rate: float | None = None
    """Royalty per unit of covered revenue."""
    tax_rate: float | None = None
    growth_per_year: float | None = None
    """Growth of covered revenue before decay."""
    discount_rate_per_year: float | None = None
    """Rate at which royalties are discounted, continuous."""
    appraised_value: float | None = None
    """Appraised value on which the loan is measured; by relief from royalty when not given."""
    cost: float | None = None
    """What making the same again would cost."""
    market: float | None = None
    """What comparable patents were sold or licensed for."""
    recovered: float | None = None
    """What its sale after a default brought, where that is known."""


def read_patents(
    path: Path,
    sectors: Sequence[str],
    say: Callable[[Value], None] = warned,
    *,
    sector_words: Mapping[str, str] | None = None,
    units_right: Collection[str] = (),
) -> tuple[Patent, ...]:
    """Read a file of patents, CSV, .xlsx or .parquet.

    Columns, in any order: patent, sector, kind (invention or utility), remaining_life_years; optional: revenue,
    royalty_rate, tax_rate, growth_per_year, discount_rate_per_year, appraised_value, cost, market, recovered. Shares
    are from 0 to 1 or per cent with their sign, amounts in main currency units.

    Parameters
    ----------
    say
        Takes what is worth saying about the file: which sheet, hidden rows, results of formulas.
    sector_words
        What sectors are called besides -> the sector.
    units_right
        Columns whose unit is confirmed, however unusual their numbers are.

    Raises
    ------
    ScenarioError
        With all faults of all rows; beyond 200 only their number.
    """

    def read_row(row: Row) -> Patent:
        sector = row.cells.get("sector", "")
        row.cells["sector"] = (sector_words or {}).get(sector, sector)
        return _patent(row, sectors)

    patents = read_records(path, REQUIRED_COLUMNS, OPTIONAL_COLUMNS, read_row, rows="patents", say=say)
    if len(patents) > MOST_PATENTS:
        what = wrong("faults.patents.many", count=len(patents), most=MOST_PATENTS)
        raise ScenarioError(shown_name(path), [Fault(what, shown_name(path))])
    faults = [
        Fault(question, row_place(1, facts.column))
        for facts in facts_of_patents(patents)
        if (question := question_of_unit(facts.column, facts, units_right, wrong("faults.unit_question.other_numbers")))
    ]
    if faults:
        raise ScenarioError(shown_name(path), faults)
    return tuple(patents)


def facts_of_patents(patents: Sequence[Patent]) -> tuple[ColumnFacts, ...]:
    """Return what the numbers of each column are, taken together; columns that nobody gave are left out."""
    shares: dict[str, Unit] = {key: "share" for key in LIMITS if key != "remaining_life_years"}
    columns: dict[str, Unit] = {"remaining_life_years": "number", **shares, **dict.fromkeys(AMOUNTS, "yuan")}
    given = {key: [value for one in patents if (value := getattr(one, key)) is not None] for key in columns}
    return tuple(facts_of(key, unit, np.array(given[key])) for key, unit in columns.items() if given[key])


def patent_of(values: Mapping[str, str], sectors: Sequence[str], place: Callable[[str], str]) -> Patent:
    """Return the patent whose cells are given as text by the name of the column.

    Parameters
    ----------
    place
        Where the cell of a column was given, such as an option.

    Raises
    ------
    ScenarioError
        With all faults.
    """
    faults: list[Fault] = []
    patent = _patent(Row(place, dict(values), faults.append), sectors)
    if faults:
        raise ScenarioError("options", capped(faults))
    return patent


def _patent(row: Row, sectors: Sequence[str]) -> Patent:
    """Return the patent of a row; what is wrong is noted on the row."""
    kind = row.choice("kind", KINDS)
    life = row.number_between("remaining_life_years", *LIMITS["remaining_life_years"])
    if kind is not None and life is not None and life > LONGEST_LIFE_YEARS[kind]:
        what = wrong("faults.patents.life", most=str(LONGEST_LIFE_YEARS[kind]))
        row.fault("remaining_life_years", what)
    rates = [name for name in LIMITS if name not in REQUIRED_COLUMNS and row.cells.get(name)]
    known: dict[str, Any] = {name: row.number_between(name, *LIMITS[name]) for name in rates}
    for name in (name for name in AMOUNTS if row.cells.get(name)):
        found = row.amount_fen(name, least=round(100 * SMALLEST_VALUE) if name == "appraised_value" else 0)
        known[name] = None if found is None else found / 100
    if not row.cells.get("appraised_value") and not (row.cells.get("revenue") and row.cells.get("royalty_rate")):
        row.fault("appraised_value", wrong("faults.patents.no_value", first="revenue", second="royalty_rate"))
    known |= {"remaining_life_years": life or 0.0, "kind": kind or "invention"}
    return Patent(name=row.name("patent") or "", sector=row.choice("sector", sectors) or "", **known)
