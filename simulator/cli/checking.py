"""The command `check`: every fault of every file."""

import json
from pathlib import Path

import click

from simulator.cli import progress
from simulator.cli.group import USER_MISTAKE
from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import faults_json
from simulator.saying.speaker import said
from simulator.scenario import kinds, shipped
from simulator.scenario.cities import read_cities
from simulator.scenario.design_study import read_design
from simulator.scenario.inherited import copied, inherited
from simulator.scenario.outcomes import read_outcomes
from simulator.scenario.read import Reading, read_scenario
from simulator.scenario.study import read_study
from simulator.values import NOTHING, Listed, Own, Value


def check(places: tuple[Path, ...], *, base: Path | None, is_json: bool, is_quiet: bool) -> None:
    """Check files and folders; print what is fine on standard output and all faults on standard error.

    Raises
    ------
    click.exceptions.Exit
        With status 2 when a file has a fault.
    """
    results = [(path, *_result(path, base)) for path in kinds.toml_files(places)]
    if is_json:
        rows = [
            {"file": str(path), "kind": said(kind), **faults_json(faults), "note": said(note)}
            for path, kind, faults, note in results
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for path, kind, faults, note in results:
            if faults:
                click.echo(str(ScenarioError(str(path), faults)), err=True)
                continue
            click.echo(said(wrong("faults.at", place=str(path), what=wrong("notes.check.fine", kind=kind))))
            if note != NOTHING:
                click.echo(f"  {said(note)}")
    faulty = sum(1 for _, _, faults, _ in results if faults)
    progress.say(wrong("notes.check.checked", n=len(results), faulty=faulty), is_quiet=is_quiet)
    if faulty:
        raise click.exceptions.Exit(USER_MISTAKE)


def _result(path: Path, base: Path | None) -> tuple[Value, list[Fault], Value]:
    """Return the kind of a file, its faults, and what a scenario takes over from another."""
    kind: Value = wrong("notes.kind.file")
    note: Value = NOTHING
    try:
        found = kinds.kind_of(path)
        kind = wrong(f"notes.kind.{found.replace(' ', '_')}")
        if found == "study":
            read_study(path)
        elif found == "outcomes":
            # What simulates takes a second to import, and most files that are checked need none of it.
            from simulator.questions.hindcast.scheme import COMPARED

            read_outcomes(path, COMPARED, {})
        elif found == "design study":
            from simulator.questions.design.ask import refuse_limits

            refuse_limits(*read_design(path))
        elif found == "cities":
            read_cities(path)
        elif found == "overlay":
            under = base or shipped.hefei()
            read_scenario(under, [path])
            kind = wrong("notes.kind.overlay_on", file=str(under))
        else:
            note = _taken_over(path, read_scenario(path))
    except ScenarioError as error:
        return kind, error.faults, NOTHING
    return kind, [], note


def _taken_over(path: Path, reading: Reading) -> Value:
    """Return which sources a scenario has from another: of the files it extends, or of Hefei's that it is a copy of."""
    found = inherited(reading)
    if found is None and path.resolve() != shipped.hefei().resolve():
        found = copied(reading.scenario, read_scenario(shipped.hefei()).scenario, str(shipped.hefei()))
    if found is None:
        return NOTHING
    files = Listed(tuple(map(Own, found.files)))
    own = wrong("notes.check.own") if reading.scenario.about.stand_in else wrong("notes.check.missing")
    owner = wrong("notes.check.of_files", files=files) if found.is_stand_in else own
    counts = {"taken": found.taken_over, "of": found.sources, "assumed": found.assumed}
    return wrong("notes.check.taken_over", files=files, owner=owner, **counts)
