"""The command `replay`: a book whose outcomes are known, loan by loan."""

import json
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from simulator.cli import finding, progress
from simulator.cli.calling import print_written, program, repeated
from simulator.engines.replay import ReplayResult
from simulator.engines.replay import replay as replay_book
from simulator.inputs.replay import read_replay
from simulator.reporting import csv_files, json_text, run_folder, scenario_file, tables, terminal, wording
from simulator.scenario.model import Scenario


def replay(
    path: Path,
    loans: Path,
    *,
    overlays: tuple[Path, ...],
    settings: tuple[str, ...],
    out: Path | None,
    is_json: bool,
    is_quiet: bool,
) -> None:
    """Run the book through the scheme's rules; print one row per loan and the closing balances."""
    scenario = finding.scenario_at(path, overlays, settings).scenario
    book = read_replay(loans)
    result = replay_book(scenario, book)
    files: list[Path] = []
    if out is not None:
        command = [*program().split(), "replay", str(path), str(loans)]
        command += repeated("--overlay", map(str, overlays)) + repeated("--set", settings) + ["--out", str(out)]
        files = _write(out, loans, scenario, result, command)
    if is_json:
        _print_json(scenario, result, files)
    else:
        _print_tables(scenario, result, files)
    progress.say(f"{len(result.rows)} rows", is_quiet=is_quiet)


def _print_json(scenario: Scenario, result: ReplayResult, files: list[Path]) -> None:
    content = {
        "scenario": scenario.about.title,
        "note": scenario.about.stand_in,
        "currency": wording.currency_word(scenario),
        "columns": list(result.columns),
        "rows": [{column: row[column] for column in result.columns} for row in result.rows],
        "balances": dict(result.balances),
        "files": [str(file) for file in files],
    }
    click.echo(json.dumps(json_text.plain(content), ensure_ascii=False, indent=2, allow_nan=False))


def _print_tables(scenario: Scenario, result: ReplayResult, files: list[Path]) -> None:
    console = terminal.result_console()
    terminal.print_table(console, _table("ledger", "Loan by loan", result.columns, result.rows, scenario))
    balances = [{"account": name, "closing balance": amount} for name, amount in result.balances.items()]
    table = _table("balances", "Closing balances", ("account", "closing balance"), balances, scenario)
    terminal.print_table(console, table)
    terminal.print_notes(console, table.notes)
    if files:
        print_written(files)


def _table(
    name: str, title: str, columns: tuple[str, ...], rows: Sequence[Mapping[str, object]], scenario: Scenario
) -> tables.Table:
    stand_in = (scenario.about.stand_in,) if scenario.about.stand_in else ()
    basis = f"{scenario.about.title}: known outcomes, nothing simulated, amounts in {wording.currency_word(scenario)}."
    cells = tuple(tuple(_text(row[column]) for column in columns) for row in rows)
    return tables.Table(name, title, tuple(columns), cells, (basis, *stand_in))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.2f}".removesuffix(".00") if isinstance(value, float) else str(value)


def _write(out: Path, loans: Path, scenario: Scenario, result: ReplayResult, command: list[str]) -> list[Path]:
    """Write the rows, the balances, the scenario and a copy of the loans into a new folder."""
    rows = [[row[column] for column in result.columns] for row in result.rows]
    with run_folder.RunFolder(out, f"{loans.stem}-replay") as folder:
        folder.write("scenario.toml", scenario_file.scenario_toml(scenario))
        folder.write("loans.csv", loans.read_bytes())
        folder.write("tables/ledger.csv", csv_files.csv_bytes([list(result.columns), *rows]))
        folder.write("tables/balances.csv", csv_files.csv_bytes([["account", "balance"], *result.balances.items()]))
        folder.facts = run_folder.facts_of(scenario, map(shlex.quote, command))
    return folder.files
