"""The command that holds the model against what schemes are known to have done: hindcast."""

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from simulator.analysis import hindcast as hindcasts
from simulator.analysis.hindcast import Hindcast
from simulator.cli import progress
from simulator.cli.calling import program
from simulator.cli.comparing import Options, print_files
from simulator.errors import ScenarioError
from simulator.reporting import hindcast_tables, run_folder, terminal
from simulator.scenario import kinds, shipped, writing
from simulator.scenario.outcomes import Outcomes, read_outcomes

SHORT = "hindcast"
# The range of the paths is wanted, not a mean to the last digit.
PATHS = 500


def hindcast(places: tuple[Path, ...], options: Options) -> None:
    """Simulate the schemes of some outcome files, write the run folder and print outcome beside model."""
    files = kinds.toml_files(places or (shipped.hefei().parent / "outcomes",))
    outcomes_of_files = _read(files, options)
    progress.announce_compiling(is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, SHORT) as folder:
        found = [_simulated(outcomes, options) for outcomes in outcomes_of_files]
        again = _again(files, found)
        names = [f"{number}-{file.stem}" for number, file in enumerate(files, start=1)]
        folder.facts = {
            "command": again,
            "seed": found[0].scenario.run.seed,
            "paths": found[0].scenario.run.paths,
            "scenarios_sha256": {
                name: run_folder.scenario_hash(one.scenario) for name, one in zip(names, found, strict=True)
            },
            "versions": run_folder.versions(),
        }
        folder.write("tables/hindcast.csv", hindcast_tables.hindcast_csv(found))
        for name, one in zip(names, found, strict=True):
            folder.write(f"scenarios/{name}.toml", writing.scenario_toml(one.scenario))
    _print(found, folder.files, again, options)


def _read(files: Sequence[Path], options: Options) -> list[Outcomes]:
    """Read every file before the first is simulated, so that a fault costs no waiting."""
    settings: dict[str, object] = {"run.paths": options.paths or PATHS}
    if options.seed is not None:
        settings["run.seed"] = options.seed
    read, faults = [], []
    for file in files:
        try:
            if kinds.kind_of(file) != "outcomes":
                raise ScenarioError(str(file), [f"{file}: has no [[outcome]]; give a file of scenarios/outcomes"])
            read.append(read_outcomes(file, hindcasts.COMPARED, settings))
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(SHORT, faults)
    return read


def _simulated(outcomes: Outcomes, options: Options) -> Hindcast:
    with progress.bar(f"{outcomes.title}, paths", is_quiet=options.is_quiet) as show:
        found = hindcasts.hindcast(outcomes, threads=options.threads, progress=show)
    progress.say(f"{outcomes.title}: simulated in {found.seconds:.1f} s", is_quiet=options.is_quiet)
    return found


def _again(files: Sequence[Path], found: Sequence[Hindcast]) -> str:
    run = found[0].scenario.run
    words = [*map(str, files), "--seed", str(run.seed), "--paths", str(run.paths)]
    return " ".join([program(), SHORT, *map(shlex.quote, words)])


def _print(found: Sequence[Hindcast], files: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(hindcast_tables.hindcasts_json(found, files=files, command=again))
        return
    tables = [hindcast_tables.scheme_table(one) for one in found]
    terminal.print_result(None, hindcast_tables.answer(found), tables, title="Published outcomes beside the model")
    print_files(files, again)
