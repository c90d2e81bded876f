"""A book of loans whose outcomes are known, read from a file for replay through any policy."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import wrong
from simulator.inputs.csv_table import Row, read_records, warned
from simulator.values import Value

LONGEST_MONTHS = 240
LONGEST_OVERDUE_MONTHS = 60
"""From the due date to the default: 90 days past due, and what banks may extend by (three years in China)."""
NOT_SAID = -1
"""In place of an amount that the file does not say; the scenario fills it."""
REQUIRED_COLUMNS = (
    "loan",
    "month_lent",
    "principal",
    "term_months",
    "default_month",
    "sale_proceeds",
    "sale_lag_months",
)
_OUTCOMES = ("balance_at_default", "other_proceeds", "guarantee_proceeds")
"""Columns about a loan that defaulted, beside what the patents brought."""
OPTIONAL_COLUMNS = ("ip_part", "bank", "sector", *_OUTCOMES, "fund_paid")

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
    """Part of the principal that the patents secure; NOT_SAID where the file does not say."""
    term_months: Integers
    default_month: Integers
    """Month of default, which may lie after the due date; 0 for a loan that was repaid."""
    sale_proceeds_fen: Integers
    sale_lag_months: Integers
    """Months from default to the sale; 0 for a loan that was repaid."""
    bank: Integers
    """Index into `bank_names`."""
    bank_names: tuple[str, ...]
    sector: Integers
    """Index into `sector_names`."""
    sector_names: tuple[str, ...]
    balance_fen: Integers
    """Principal outstanding at default; NOT_SAID where the scenario's repayment gives it."""
    other_proceeds_fen: Integers
    """What other collateral brought; NOT_SAID where the scenario's share gives it."""
    guarantee_proceeds_fen: Integers
    """What the controller's guarantee brought; NOT_SAID where the scenario's share gives it."""
    fund_paid_fen: Integers | None = None
    """What the fund really paid on each loan; None where the file does not say."""


def read_replay(path: Path | str, say: Callable[[Value], None] = warned) -> ReplayBook:
    """Read a file of loans with known outcomes, CSV, .xlsx or .parquet.

    Columns, in any order: loan, month_lent, principal, term_months, default_month (empty: no default), sale_proceeds,
    sale_lag_months; optional: ip_part, balance_at_default, other_proceeds, guarantee_proceeds (empty: as the scenario
    says), bank, sector, fund_paid (what the fund really paid; empty: nothing). Amounts are in main currency units with
    at most two decimals.

    Parameters
    ----------
    say
        Takes what is worth saying about the file: which sheet, hidden rows, results of formulas.

    Raises
    ------
    ScenarioError
        With all faults of all rows; beyond 200 only their number.
    """
    return _book(read_records(Path(path), REQUIRED_COLUMNS, OPTIONAL_COLUMNS, _record, rows="loans", say=say))


def _record(row: Row) -> dict[str, Any]:
    """Return the values of one row; those that are wrong are noted and None."""
    month = row.whole("month_lent", 1, LONGEST_MONTHS)
    term = row.whole("term_months", 1, LONGEST_MONTHS)
    principal = row.amount_fen("principal", least=1)
    ip_part = row.amount_fen("ip_part", default=NOT_SAID)
    if ip_part is not None and principal is not None and ip_part > principal:
        row.fault("ip_part", wrong("faults.replay.above_principal", principal=row.cells["principal"]))
    first, last = (
        (1, 2 * LONGEST_MONTHS) if month is None or term is None else (month + 1, month + term + LONGEST_OVERDUE_MONTHS)
    )
    default = row.whole("default_month", first, last, default=0)
    is_repaid = row.cells["default_month"] == ""
    proceeds = row.amount_fen("sale_proceeds", default=0 if is_repaid else None)
    if is_repaid and proceeds:
        row.fault("sale_proceeds", wrong("faults.replay.no_proceeds", column="default_month"))
    lag = row.whole("sale_lag_months", 0, LONGEST_MONTHS, default=0 if is_repaid else None)
    balance, other, guarantee = (row.amount_fen(column, default=NOT_SAID) for column in _OUTCOMES)
    _check_outcomes(row, is_repaid, principal, balance)
    owed = principal if balance is None or balance == NOT_SAID else balance
    paid = row.amount_fen("fund_paid", default=0)
    if paid and proceeds is not None and owed is not None and paid > owed - min(proceeds, owed):
        row.fault("fund_paid", wrong("faults.replay.paid"))
    return {
        "loan": row.name("loan"),
        "fund_paid_fen": paid if "fund_paid" in row.cells else None,
        "month_lent": month,
        "principal_fen": principal,
        "ip_part_fen": ip_part,
        "term_months": term,
        "default_month": default,
        "sale_proceeds_fen": proceeds,
        "sale_lag_months": 0 if is_repaid else lag,
        "bank": row.name("bank") if "bank" in row.cells else "bank",
        "sector": row.name("sector") if "sector" in row.cells else "sector",
        "balance_fen": balance,
        "other_proceeds_fen": other,
        "guarantee_proceeds_fen": guarantee,
    }


def _check_outcomes(row: Row, is_repaid: bool, principal: int | None, balance: int | None) -> None:
    """Note outcomes of a default that a repaid loan cannot have, and a balance that cannot be."""
    for column in _OUTCOMES:
        if is_repaid and row.cells.get(column, "") != "":
            row.fault(column, wrong("faults.replay.no_outcome", column="default_month"))
    if balance == 0 and not is_repaid:
        row.fault("balance_at_default", wrong("faults.replay.nothing_owed"))
    if balance is not None and principal is not None and balance > principal:
        row.fault("balance_at_default", wrong("faults.replay.above_principal", principal=row.cells["principal"]))


def _book(records: list[dict[str, Any]]) -> ReplayBook:
    has_payments = records[0]["fund_paid_fen"] is not None
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
        balance_fen=column("balance_fen"),
        other_proceeds_fen=column("other_proceeds_fen"),
        guarantee_proceeds_fen=column("guarantee_proceeds_fen"),
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
