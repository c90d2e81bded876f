"""Tables of a replay: the ledger loan by loan, and the closing balances."""

from collections.abc import Mapping, Sequence

from simulator.engines.replay import ReplayResult
from simulator.reporting import csv_files, wording
from simulator.reporting.tables import Table
from simulator.scenario.model import Scenario


def ledger_table(scenario: Scenario, result: ReplayResult) -> Table:
    """Return one row per event of each loan."""
    return _table("ledger", "Loan by loan", result.columns, result.rows, scenario)


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
