"""Tables of a replay: the ledger loan by loan, and the closing balances."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from simulator.engines.replay import ReplayResult
from simulator.reporting import csv_files, wording
from simulator.reporting.tables import Table
from simulator.scenario.model import Scenario

OUTCOME = ("loan", "event", "loss", "claim_fund", "bank", "reason")
BOOKS = ("month", "event", "loan", "amount", "fund_balance", "performing", "npl", "queue", "npl_bp")


def ledger_table(scenario: Scenario, result: ReplayResult) -> Table:
    """Return one row per event of each loan."""
    return _table("ledger", "Loan by loan", result.columns, result.rows, scenario)


def outcome_table(scenario: Scenario, result: ReplayResult) -> Table:
    """Return who bears what of each loss, and why a loan or a claim was refused; what is asked first stands first."""
    first = [column for column in OUTCOME if column in result.columns]
    columns = (*first, *(column for column in result.columns if column not in (*OUTCOME, *BOOKS)))
    told = [column for column in columns if column not in BOOKS]
    rows = [row for row in result.rows if any(row[column] not in (None, "") for column in told)]
    return replace(
        _table("outcome", "Losses, claims and refusals", columns, rows, scenario), text_columns=("event", "reason")
    )


def books_table(scenario: Scenario, result: ReplayResult) -> Table:
    """Return what each event moves, and the books after it."""
    columns = tuple(column for column in BOOKS if column in result.columns)
    return replace(_table("books", "Loan by loan", columns, result.rows, scenario), text_columns=("event", "loan"))


def balances_table(scenario: Scenario, result: ReplayResult) -> Table:
    """Return the closing balance of each account."""
    balances = [{"account": name, "closing balance": amount} for name, amount in result.balances.items()]
    return _table("balances", "Closing balances", ("account", "closing balance"), balances, scenario)


def _table(
    name: str, title: str, columns: tuple[str, ...], rows: Sequence[Mapping[str, object]], scenario: Scenario
) -> Table:
    stand_in = (scenario.about.stand_in,) if scenario.about.stand_in else ()
    basis = f"{scenario.about.title}: known outcomes, nothing simulated, amounts in {wording.currency_word(scenario)}."
    cells = tuple(tuple(_text(row[column]) for column in columns) for row in rows)
    return Table(name, title, tuple(columns), cells, (basis, *stand_in))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.2f}".removesuffix(".00") if isinstance(value, float) else str(value)


def files_of(result: ReplayResult) -> dict[str, bytes]:
    """Return both tables as files by their path in the run folder, amounts in main currency units."""
    rows = [[row[column] for column in result.columns] for row in result.rows]
    return {
        "tables/ledger.csv": csv_files.csv_bytes([list(result.columns), *rows]),
        "tables/balances.csv": csv_files.csv_bytes([["account", "balance"], *result.balances.items()]),
    }
