"""The command `replay`: a book whose outcomes are known, loan by loan."""

import json
import shlex
from dataclasses import replace
from pathlib import Path

import click

from simulator.cli import finding, progress
from simulator.cli.calling import program, repeated
from simulator.cli.written import print_written
from simulator.engines.replay import ReplayResult
from simulator.engines.replay import replay as replay_book
from simulator.errors import wrong
from simulator.faults import counted
from simulator.inputs.replay import read_replay
from simulator.reporting import json_text, replay_tables, run_folder, terminal, wording
from simulator.scenario import writing
from simulator.scenario.model import Scenario

MOST_ROWS = 40


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
    """Run the book through the scheme's rules; print the closing balances and the first rows, one per event."""
    scenario = finding.scenario_at(path, overlays, settings).scenario
    book = read_replay(loans, progress.saying(loans, is_quiet=is_quiet))
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
    progress.say(wrong("progress.rows", n=len(result.rows)), is_quiet=is_quiet)


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
    books, outcome = replay_tables.books_table(scenario, result), replay_tables.outcome_table(scenario, result)
    shown = [replace(table, rows=table.rows[:MOST_ROWS]) for table in (books, outcome)]
    left_out = len(books.rows) - len(shown[0].rows)
    further = (f"{counted(left_out, 'more row')}: --out FOLDER writes all of them.",) if left_out > 0 else ()
    terminal.print_result(scenario, [], (replay_tables.balances_table(scenario, result), *shown), notes=further)
    if files:
        print_written(files)


def _write(out: Path, loans: Path, scenario: Scenario, result: ReplayResult, command: list[str]) -> list[Path]:
    """Write the rows, the balances, the scenario and a copy of the loans into a new folder."""
    with run_folder.RunFolder(out, f"{loans.stem}-replay") as folder:
        folder.write("scenario.toml", writing.scenario_toml(scenario))
        folder.write("loans.csv", loans.read_bytes())
        folder.write_all(replay_tables.files_of(result))
        folder.facts = run_folder.facts_of(scenario, map(shlex.quote, command))
    return folder.files
