"""The command `check`: every fault of every file."""

import json
from pathlib import Path

import click

from simulator.cli import progress
from simulator.cli.group import USER_MISTAKE
from simulator.errors import Fault, ScenarioError
from simulator.faults import counted, faults_json
from simulator.questions.design.ask import refuse_limits
from simulator.questions.hindcast.scheme import COMPARED
from simulator.scenario import kinds, shipped
from simulator.scenario.cities import read_cities
from simulator.scenario.design_study import read_design
from simulator.scenario.inherited import copied, inherited
from simulator.scenario.outcomes import read_outcomes
from simulator.scenario.read import Reading, read_scenario
from simulator.scenario.study import read_study


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
            {"file": str(path), "kind": kind, **faults_json(faults), "note": note}
            for path, kind, faults, note in results
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for path, kind, faults, note in results:
            if faults:
                click.echo(
                    f"{path}: {len(faults)} problem(s)\n" + "\n".join(f"  - {fault}" for fault in faults),
                    err=True,
                )
            else:
                click.echo(f"{path}: fine ({kind})" + (f"\n  {note}" if note else ""))
    faulty = sum(1 for _, _, faults, _ in results if faults)
    progress.say(f"{counted(len(results), 'file')} checked, {faulty} with faults", is_quiet=is_quiet)
    if faulty:
        raise click.exceptions.Exit(USER_MISTAKE)


def _result(path: Path, base: Path | None) -> tuple[str, list[Fault], str]:
    """Return the kind of a file, its faults, and what a scenario takes over from another."""
    kind, note = "file", ""
    try:
        kind = kinds.kind_of(path)
        if kind == "study":
            read_study(path)
        elif kind == "outcomes":
            read_outcomes(path, COMPARED, {})
        elif kind == "design study":
            refuse_limits(*read_design(path))
        elif kind == "cities":
            read_cities(path)
        elif kind == "overlay":
            under = base or shipped.hefei()
            read_scenario(under, [path])
            kind = f"overlay, laid over {under}"
        else:
            note = _taken_over(path, read_scenario(path))
    except ScenarioError as error:
        return kind, error.faults, ""
    return kind, [], note


def _taken_over(path: Path, reading: Reading) -> str:
    """Return which sources a scenario has from another: of the files it extends, or of Hefei's that it is a copy of."""
    found = inherited(reading)
    if found is None and path.resolve() != shipped.hefei().resolve():
        found = copied(reading.scenario, read_scenario(shipped.hefei()).scenario, str(shipped.hefei()))
    if found is None:
        return ""
    files = " and ".join(found.files)
    owner = f"that of {files}" if found.is_stand_in else "its own" if reading.scenario.about.stand_in else "missing"
    return (
        f"{found.taken_over} of {found.sources} sourced values come from {files}, {found.assumed} of them marked "
        f"assumption; the sentence on terms that stand in is {owner}"
    )
