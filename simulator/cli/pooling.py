"""The command for several funds: pool."""

import shlex
from pathlib import Path

import click

from simulator.analysis.pools import pooling as poolings
from simulator.analysis.pools.pooling import Pooling
from simulator.cli import finding, progress
from simulator.cli.calling import program
from simulator.cli.comparing import Options, command_words, print_files
from simulator.errors import ScenarioError
from simulator.reporting import run_folder, scenario_file, terminal
from simulator.reporting.pools import figures_pooling, pooling_tables, pooling_text
from simulator.scenario.cities import CityStudy, read_cities

SHORT = "pool"


def pool(source: Path, options: Options) -> None:
    """Simulate the cities of a study, write the run folder and print the answer."""
    if finding.kind_of(source) != "cities":
        raise ScenarioError(str(source), [f"{source}: names no cities; write a study with [[city]] tables"])
    study = read_cities(source, options.all_settings)
    progress.announce_compiling(is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{source.stem}-{SHORT}") as folder:
        with progress.bar("paths of cities", is_quiet=options.is_quiet) as show:
            found = poolings.pool(study, threads=options.threads, progress=show)
        progress.say(f"simulated {found.paths:,} paths in {found.seconds:.1f} s", is_quiet=options.is_quiet)
        again = _again(folder.path)
        folder.facts = {
            **run_folder.facts_of(study.scenario, command_words([SHORT, str(source)], options, [], study.scenario.run)),
            "title": study.title,
            "repeat_from_this_folder": _again(Path()),
            "cities": [city.name for city in study.cities],
            "notes": list(pooling_text.notes_of(found)),
        }
        _write(folder, study, found, options)
    _print(found, folder.files, again, options)


def _again(folder: Path) -> str:
    return f"{program()} {SHORT} {shlex.quote(str(folder / 'cities.toml'))}"


def _write(folder: run_folder.RunFolder, study: CityStudy, found: Pooling, options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        folder.write("scenario.toml", scenario_file.scenario_toml(study.scenario))
        folder.write("cities.toml", scenario_file.cities_toml(study))
        folder.write_all(pooling_tables.files_of(found))
        folder.write_all(figures_pooling.figure_files(found))


def _print(found: Pooling, files: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(pooling_tables.pooling_json(found, files=files, command=again))
        return
    tables = pooling_tables.tables_of(found)
    terminal.print_result(found.study.scenario, pooling_text.answer(found), tables, title=found.study.title)
    print_files(files, again)
