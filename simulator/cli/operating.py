"""The command `operations`: waiting at the desks, days to payment, and how many desks are needed."""

import json
import shlex
import time
from dataclasses import dataclass
from pathlib import Path

import click

from simulator.analysis.desks import operations, waiting
from simulator.analysis.desks.desk_search import DeskSearch, search_desks
from simulator.cli import finding, progress
from simulator.cli.calling import program, repeated
from simulator.cli.written import print_written
from simulator.engines.caseload import operations_of
from simulator.engines.preparing import prepare
from simulator.errors import wrong
from simulator.reporting import csv_files, run_folder, tables, terminal
from simulator.reporting.desks import figures_operations, json_operations, operations_files, tables_operations
from simulator.scenario import writing
from simulator.scenario.read import Reading, vary


@dataclass(frozen=True)
class Options:
    """What the user asked for; the names are those of the options."""

    within: float | None = None
    share: float = 0.9
    desk: str = "claim_assessors"
    counted_from: str = "filing"
    replications: int | None = None
    settings: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    seed: int | None = None
    out: Path = Path("outputs")
    is_json: bool = False
    is_quiet: bool = False


@dataclass(frozen=True)
class Findings:
    """All that one call found."""

    study: operations.OperationsStudy
    search: DeskSearch | None
    cost: waiting.WaitingCost
    lags: waiting.Lags | None
    decisions: dict[str, waiting.BankDecision]


def operate(scenario: Path, options: Options) -> None:
    """Study the desks of one scenario, write a run folder, and print what was found."""
    seed = () if options.seed is None else (f"run.seed={options.seed}",)
    reading = finding.scenario_at(scenario, options.overlays, (*options.settings, *seed))
    operations_of(reading.scenario)
    with run_folder.RunFolder(options.out, f"{scenario.stem}-operations") as folder:
        progress.announce_compiling(is_quiet=options.is_quiet)
        start = time.perf_counter()
        findings = _findings(reading, options)
        progress.say(
            wrong(
                "progress.replicated", n=len(findings.study.replications), seconds=f"{time.perf_counter() - start:.1f}"
            ),
            is_quiet=options.is_quiet,
        )
        _write(folder, scenario, reading, findings, options)
    if options.is_json:
        content = json_operations.operations_json(
            findings.study, findings.search, findings.cost, findings.lags, findings.decisions, folder.files
        )
        click.echo(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        _print(findings, folder)


def _findings(reading: Reading, options: Options) -> Findings:
    scenario = reading.scenario
    prepared = prepare(scenario, [scenario])
    with progress.bar(wrong("progress.replications"), is_quiet=options.is_quiet) as show:
        study = operations.study(prepared, options.replications, show)
    search = None
    if options.within is not None:
        with progress.bar(wrong("progress.desks"), is_quiet=options.is_quiet) as show:
            search = search_desks(study, options.desk, options.within, options.share, options.counted_from, show)
    lags = waiting.lags_found(study)
    others = [] if lags is None else [vary(reading, lags.settings())]
    decisions = dict(zip(("the scheme's own", "found here"), waiting.bank_decisions(scenario, others), strict=False))
    return Findings(study, search, waiting.waiting_cost(study), lags, decisions)


def _tables(findings: Findings) -> list[tables.Table]:
    study = findings.study
    shown = [
        tables_operations.desks_table(study),
        tables_operations.spans_table(study),
        tables_operations.paid_table(study),
        tables_operations.load_table(study),
        tables_operations.waiting_table(study),
        tables_operations.cost_table(study, findings.cost, findings.decisions),
    ]
    if findings.search is not None:
        shown.append(tables_operations.search_table(study, findings.search))
    return shown


def _write(folder: run_folder.RunFolder, source: Path, reading: Reading, findings: Findings, options: Options) -> None:
    folder.write("scenario.toml", writing.scenario_toml(reading.scenario))
    if findings.lags is not None:
        folder.write("lags.toml", operations_files.lags_toml(findings.study, findings.lags))
    for table in _tables(findings):
        folder.write(f"tables/{table.name}.csv", csv_files.table_csv(table))
    folder.write_all(operations_files.series_files(findings.study))
    folder.write_all(figures_operations.figure_files(findings.study))
    folder.facts = {
        **run_folder.facts_of(reading.scenario, _command(source, reading, options)),
        "repeat_from_this_folder": " ".join([program(), "operations", "scenario.toml", *_own_words(options)]),
        "replications": len(findings.study.replications),
        "notes": list(tables_operations.basis(findings.study)),
    }


def _command(source: Path, reading: Reading, options: Options) -> list[str]:
    """Return the words of the command that was given, with the seed that was in force."""
    words = [*program().split(), "operations", str(source)]
    words += repeated("--overlay", map(str, options.overlays)) + repeated("--set", options.settings)
    return [shlex.quote(word) for word in [*words, *_own_words(options), "--seed", str(reading.scenario.run.seed)]]


def _own_words(options: Options) -> list[str]:
    words = repeated("--replications", [] if options.replications is None else [str(options.replications)])
    if options.within is None:
        return words
    words += ["--within", f"{options.within:g}", "--share", f"{options.share:g}", "--desk", options.desk]
    return [*words, "--counted-from", options.counted_from]


def _print(findings: Findings, folder: run_folder.RunFolder) -> None:
    terminal.print_result(findings.study.scenario, [], _tables(findings))
    print_written(folder.files)
    if findings.lags is not None:
        scenario, lags = folder.path / "scenario.toml", folder.path / "lags.toml"
        click.echo(
            "See what these lags do to the fund with:\n"
            f"  {program()} run {shlex.quote(str(scenario))} --overlay {shlex.quote(str(lags))}"
        )
    else:
        click.echo("No loan defaulted in any replication: no lags are written.")
