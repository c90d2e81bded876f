"""The command that holds rules, PDs and forecasts against what happened: backtest."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from simulator.analysis.learning import backtest as backtests
from simulator.analysis.learning import traffic_light
from simulator.cli import progress
from simulator.cli.calling import program, repeated
from simulator.cli.comparing import print_files
from simulator.cli.numbers import confirmed_columns
from simulator.errors import Fault, ScenarioError, wrong
from simulator.inputs.history import History, kind_words, read_history
from simulator.inputs.number_columns import sentence_of
from simulator.inputs.replay import ReplayBook, read_replay
from simulator.inputs.replay_facts import facts_of_book
from simulator.inputs.tables.read import read_table
from simulator.reporting import run_folder, terminal
from simulator.reporting.learning import backtest_tables
from simulator.reporting.learning.backtest_tables import Backtest
from simulator.saying.speaker import said
from simulator.scenario import writing
from simulator.scenario.model import Scenario
from simulator.scenario.read import read_scenario

SHORT = "backtest"
AS_IT_STANDS = "as it stands"


def backtest(
    source: Path,
    places: tuple[Path, ...],
    *,
    rules: tuple[Path, ...],
    units_right: tuple[str, ...],
    overlays: tuple[Path, ...],
    settings: tuple[str, ...],
    out: Path,
    is_json: bool,
) -> None:
    """Test what the files hold, write the run folder and print the verdicts."""
    scenarios = {AS_IT_STANDS: read_scenario(source, overlays, settings).scenario}
    scenarios |= {str(rule): read_scenario(source, (*overlays, rule), settings).scenario for rule in rules}
    data = _read(places, confirmed_columns(units_right))
    found = _tested(scenarios, data)
    if rules and not found.rules:
        raise ScenarioError("--rule", ["--rule: needs a file of loans (with the columns of replay)"])
    words = [SHORT, str(source), *map(str, places), *repeated("--rule", map(str, rules))]
    words += [*repeated("--unit-is-right", units_right)]
    words += [*repeated("--overlay", map(str, overlays)), *repeated("--set", settings)]
    again = " ".join([program(), *map(shlex.quote, words)])
    with run_folder.RunFolder(out, f"{source.stem}-{SHORT}") as folder:
        folder.facts = {"command": again, "versions": run_folder.versions()}
        folder.write("scenario.toml", writing.scenario_toml(found.scenario))
        folder.write_all(backtest_tables.files_of(found))
        for number, place in enumerate(places, start=1):
            folder.write(f"data/{number}-{place.name}", place.read_bytes())
    _print(found, _facts(places, data), folder.files, again, is_json=is_json)


def _facts(places: Sequence[Path], data: Sequence[ReplayBook | History]) -> list[str]:
    """Return what the numbers of each column of each file are, in words."""
    return [
        f"{place}, {said(sentence_of(facts))}."
        for place, one in zip(places, data, strict=True)
        for facts in (one.facts if isinstance(one, History) else facts_of_book(one))
    ]


def _read(places: Sequence[Path], units_right: frozenset[str]) -> list[ReplayBook | History]:
    """Read every file as what its columns say, so that the faults of all are told at once."""
    read: list[ReplayBook | History] = []
    faults = []
    for place in places:
        try:
            read.append(_read_one(place, units_right))
        except ScenarioError as error:
            faults += [fault if fault.place == error.where else fault.within(error.where) for fault in error.faults]
    kinds = [one.kind if isinstance(one, History) else "loans" for one in read]
    faults += [
        Fault(wrong("faults.options.two_files", kind=kind_words(kind)))
        for kind in dict.fromkeys(kinds)
        if kinds.count(kind) > 1
    ]
    if faults:
        raise ScenarioError(SHORT, faults)
    return read


def _read_one(place: Path, units_right: frozenset[str]) -> ReplayBook | History:
    headings = [heading.lower() for heading in read_table(place, "rows").headings]
    say = progress.saying(place)
    if "month_lent" in headings:
        return read_replay(place, say)
    history = read_history(place, say, units_right=units_right)
    if history.kind not in ("PDs used", "forecasts"):
        raise ScenarioError(str(place), [f"holds {history.kind}; give it to calibrate"])
    return history


def _tested(scenarios: dict[str, Scenario], data: Sequence[ReplayBook | History]) -> Backtest:
    base = scenarios[AS_IT_STANDS]
    found = Backtest(base)
    for one in data:
        if isinstance(one, ReplayBook):
            found = replace(found, rules=backtests.replay_rules(scenarios, one))
        elif one.kind == "PDs used":
            found = replace(found, lights=traffic_light.traffic_lights(one, base.economy.asset_correlation))
        else:
            found = replace(found, forecasts=backtests.judge_forecasts(one))
    return found


def _print(found: Backtest, read: list[str], files: list[Path], again: str, *, is_json: bool) -> None:
    if is_json:
        click.echo(backtest_tables.backtest_json(found, read=read, files=files, command=again))
        return
    tables = [backtest_tables.rules_table(found)] if found.rules else []
    tables += [backtest_tables.lights_table(found)] if found.lights else []
    scenario = found.scenario if found.rules else None
    terminal.print_result(scenario, backtest_tables.answer(found), tables, title="Backtest", notes=read)
    print_files(files, again)
