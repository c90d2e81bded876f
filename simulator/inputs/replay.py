"""A book of loans whose outcomes are known, read from a CSV file for replay through any policy."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.faults import MOST_FAULTS, did_you_mean, shown, shown_name
from simulator.inputs.csv_text import csv_rows

LARGEST_FILE_BYTES = 50_000_000
LARGEST_AMOUNT_FEN = 10**15
LONGEST_MONTHS = 240
REQUIRED_COLUMNS = (
    "loan",
    "month_lent",
    "principal",
    "term_months",
    "default_month",
    "sale_proceeds",
    "sale_lag_months",
)
OPTIONAL_COLUMNS = ("ip_part", "bank", "sector", "fund_paid")
_COLUMNS = REQUIRED_COLUMNS + OPTIONAL_COLUMNS
_LONGEST_NAME = 80
_AMOUNT = re.compile(r"([0-9]{1,16})(?:\.([0-9]{0,2})0*)?")
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0*)?")

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ReplayBook:
    """Loans in the order of the file, one entry per loan in each column; the arrays are read-only.

    Arrays have shape (loans,). Amounts are in fen (hundredths of the currency unit), months count from 1.
    """

    loans: tuple[str, ...]
    """Names of the loans, all different."""
    month_lent: Integers
    principal_fen: Integers
    ip_part_fen: Integers
    """Part of the principal that the patents secure; the whole principal where the file does not say."""
    term_months: Integers
    default_month: Integers
    """Month of default; 0 for a loan that was repaid."""
    sale_proceeds_fen: Integers
    sale_lag_months: Integers
    """Months from default to the sale; 0 for a loan that was repaid."""
    bank: Integers
    """Index into `bank_names`."""
    bank_names: tuple[str, ...]
    sector: Integers
    """Index into `sector_names`."""
    sector_names: tuple[str, ...]
    fund_paid_fen: Integers | None = None
    """What the fund really paid on each loan; None where the file does not say."""


class _Row:
    """One row of the file: reads its cells and notes what is wrong with them."""

    def __init__(self, number: int, cells: dict[str, str], note: Callable[[str], None]) -> None:
        self.number = number
        self.cells = cells
        self.note = note

    def fault(self, column: str, words: str) -> None:
        self.note(f"row {self.number}, {column}: {words} (got {shown(self.cells.get(column, ''))})")

    def amount_fen(self, column: str, default: int | None = None, least: int = 0) -> int | None:
        text = self.cells.get(column, "")
        if text == "" and default is not None:
            return default
        match = _AMOUNT.fullmatch(text)
        fen = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else -1
        if least <= fen <= LARGEST_AMOUNT_FEN:
            return fen
        limits = f"from {least / 100:g} to {LARGEST_AMOUNT_FEN // 100}"
        self.fault(column, f"must be an amount {limits}, with at most two decimals and no unit")
        return None

    def whole(self, column: str, least: int, most: int, default: int | None = None) -> int | None:
        text = self.cells.get(column, "")
        if text == "" and default is not None:
            return default
        match = _WHOLE.fullmatch(text)
        if match and least <= int(match[1]) <= most:
            return int(match[1])
        self.fault(column, f"must be a whole number from {least} to {most}" + (", or empty" if default == 0 else ""))
        return None

    def name(self, column: str) -> str | None:
        text = self.cells.get(column, "")
        if 1 <= len(text) <= _LONGEST_NAME and text.isprintable():
            return text
        self.fault(column, f"must be a name of 1 to {_LONGEST_NAME} characters")
        return None


def read_replay(path: Path | str) -> ReplayBook:
    """Read a CSV file of loans with known outcomes.

    Columns, in any order: loan, month_lent, principal, term_months, default_month (empty: no default), sale_proceeds,
    sale_lag_months; optional: ip_part (default: the principal), bank, sector, fund_paid (what the fund really paid;
    empty: nothing). Amounts are in main currency units with at most two decimals. The text is UTF-8 or GB18030.

    Raises
    ------
    ScenarioError
        With all faults of all rows; beyond 200 only their number.
    """
    path = Path(path)
    rows = csv_rows(path, LARGEST_FILE_BYTES)
    header = _header(next(rows, (1, []))[1], path)
    faults: list[str] = []
    count = [0]

    def note(fault: str) -> None:
        count[0] += 1
        if len(faults) < MOST_FAULTS:
            faults.append(fault)

    records = _records(rows, header, note)
    if not records and not count[0]:
        note("has a header, but no loans")
    if count[0] > len(faults):
        faults.append(f"and {count[0] - len(faults)} more")
    if faults:
        raise ScenarioError(shown_name(path), faults)
    return _book(records, has_payments="fund_paid" in header)


def _header(cells: list[str], path: Path) -> list[str]:
    columns = [cell.lower() for cell in cells]
    faults = []
    if len(columns) == 1 and re.search("[;\t]", columns[0]):
        raise ScenarioError(shown_name(path), ["row 1: columns must be separated by commas"])
    missing = [column for column in REQUIRED_COLUMNS if column not in columns]
    unknown = [column for column in columns if column not in _COLUMNS]
    absent = [column for column in _COLUMNS if column not in columns]
    faults += [
        f"row 1: unknown column {shown(column)}{did_you_mean(column, absent)}" for column in unknown[:MOST_FAULTS]
    ]
    faults += [f"row 1: the column {column} is missing" for column in missing]
    twice = {column for column in columns if columns.count(column) > 1} if len(columns) < 1000 else set()
    faults += [f"row 1: the column {shown(column)} is given twice" for column in sorted(twice)]
    if faults:
        raise ScenarioError(shown_name(path), faults)
    return columns


def _records(
    rows: Iterable[tuple[int, list[str]]], header: list[str], note: Callable[[str], None]
) -> list[dict[str, Any]]:
    records = []
    row_of_loan: dict[str, int] = {}
    for number, cells in rows:
        if len(cells) != len(header):
            note(f"row {number}: has {len(cells)} cells, but the header has {len(header)} columns")
            continue
        row = _Row(number, dict(zip(header, cells, strict=True)), note)
        records.append(_record(row, header))
        loan = row.cells["loan"]
        if row_of_loan.setdefault(loan, number) != number:
            row.fault("loan", f"is the same loan as in row {row_of_loan[loan]}; each needs its own name")
    return records


def _record(row: _Row, header: list[str]) -> dict[str, Any]:
    """Return the values of one row; those that are wrong are noted and None."""
    month = row.whole("month_lent", 1, LONGEST_MONTHS)
    term = row.whole("term_months", 1, LONGEST_MONTHS)
    principal = row.amount_fen("principal", least=1)
    ip_part = row.amount_fen("ip_part", default=-1)
    if ip_part is not None and principal is not None and ip_part > principal:
        row.fault("ip_part", f"must not be above the principal {row.cells['principal']}")
    first, last = (1, 2 * LONGEST_MONTHS) if month is None or term is None else (month + 1, month + term)
    default = row.whole("default_month", first, last, default=0)
    is_repaid = row.cells["default_month"] == ""
    proceeds = row.amount_fen("sale_proceeds", default=0 if is_repaid else None)
    if is_repaid and proceeds:
        row.fault("sale_proceeds", "must be 0 or empty without a default_month")
    lag = row.whole("sale_lag_months", 0, LONGEST_MONTHS, default=0 if is_repaid else None)
    paid = row.amount_fen("fund_paid", default=0)
    if paid and proceeds is not None and principal is not None and paid > principal - min(proceeds, principal):
        row.fault("fund_paid", "must not be above the principal less the sale's proceeds")
    return {
        "loan": row.name("loan"),
        "fund_paid_fen": paid,
        "month_lent": month,
        "principal_fen": principal,
        "ip_part_fen": principal if ip_part == -1 else ip_part,
        "term_months": term,
        "default_month": default,
        "sale_proceeds_fen": proceeds,
        "sale_lag_months": 0 if is_repaid else lag,
        "bank": row.name("bank") if "bank" in header else "bank",
        "sector": row.name("sector") if "sector" in header else "sector",
    }


def _book(records: list[dict[str, Any]], *, has_payments: bool) -> ReplayBook:
    bank, bank_names = _indexed(record["bank"] for record in records)
    sector, sector_names = _indexed(record["sector"] for record in records)

    def column(name: str) -> Integers:
        return _read_only([record[name] for record in records])

    return ReplayBook(
        loans=tuple(record["loan"] for record in records),
        month_lent=column("month_lent"),
        principal_fen=column("principal_fen"),
        ip_part_fen=column("ip_part_fen"),
        term_months=column("term_months"),
        default_month=column("default_month"),
        sale_proceeds_fen=column("sale_proceeds_fen"),
        sale_lag_months=column("sale_lag_months"),
        bank=bank,
        bank_names=bank_names,
        sector=sector,
        sector_names=sector_names,
        fund_paid_fen=column("fund_paid_fen") if has_payments else None,
    )


def _read_only(values: list[int]) -> Integers:
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array


def _indexed(names: Iterable[str]) -> tuple[Integers, tuple[str, ...]]:
    """Return the index of each name, and the names in the order of their first loan."""
    index_of: dict[str, int] = {}
    indexes = [index_of.setdefault(name, len(index_of)) for name in names]
    return _read_only(indexes), tuple(index_of)
