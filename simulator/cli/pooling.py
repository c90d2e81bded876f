"""The command for several funds: pool."""

import shlex
from collections.abc import Callable
from pathlib import Path

import click

from simulator.analysis.pools import pooling as poolings
from simulator.analysis.pools.pool_shards import PoolWork
from simulator.analysis.pools.pooling import Pooling
from simulator.cli import progress, sharding
from simulator.cli.calling import program
from simulator.cli.comparing import Options, command_words, print_files
from simulator.errors import ScenarioError
from simulator.reporting import run_folder, terminal
from simulator.reporting.pools import figures_pooling, pooling_tables, pooling_text
from simulator.running.workers import Workers
from simulator.scenario import kinds, writing
from simulator.scenario.cities import CityStudy, read_cities

SHORT = sharding.POOL


def pool(source: Path, options: Options, shards: sharding.ShardOptions | None = None) -> None:
    """Simulate the cities of a study, write the run folder and print the answer."""
    if kinds.kind_of(source) != "cities":
        raise ScenarioError(str(source), [f"{source}: names no cities; write a study with [[city]] tables"])
    study = read_cities(source, options.all_settings)
    poolings.refuse_one_path(study)
    progress.announce_compiling(is_quiet=options.is_quiet)
    if shards is None:
        _report(study, source, options, lambda: (_simulated(study, options), {}))
        return
    work, workers = PoolWork(study), shards.workers
    sharded = sharding.begin(SHORT, study.scenario, work, shards)
    _report(study, source, options, lambda: _finished(sharded, work, workers, options), shards.folder.name)


def resume(sharded: sharding.Sharded, work: PoolWork, options: Options, workers: Workers) -> None:
    """Go on with a pool in shards and report it."""
    progress.announce_compiling(is_quiet=options.is_quiet)
    source = sharded.store.folder / sharding.CITIES_FILE
    _report(work.study, source, options, lambda: _finished(sharded, work, workers, options), source.parent.name)


def _simulated(study: CityStudy, options: Options) -> Pooling:
    with progress.bar("paths of funds", is_quiet=options.is_quiet) as show:
        return poolings.pool(study, threads=options.threads, progress=show)


def _finished(
    sharded: sharding.Sharded, work: PoolWork, workers: Workers, options: Options
) -> tuple[Pooling, dict[str, str]]:
    """Run the shards that are missing; return the answer, and where the shards are with the hash of the run."""
    seconds, sha256 = sharding.finish(sharded, workers, is_quiet=options.is_quiet)
    progress.say(f"hash of the run {sha256}", is_quiet=options.is_quiet)
    found = poolings.pool_of_shards(work, sharded.store, sharded.shards, seconds)
    return found, {"shards": str(sharded.store.folder), "shards_sha256": sha256}


def _report(
    study: CityStudy,
    source: Path,
    options: Options,
    simulated: Callable[[], tuple[Pooling, dict[str, str]]],
    name: str = "",
) -> None:
    """Simulate, write the run folder and print the answer; the folder is opened first, so that --out is known good."""
    with run_folder.RunFolder(options.out, f"{name or source.stem}-{SHORT}") as folder:
        found, of_shards = simulated()
        progress.simulated(found.paths, found.seconds, is_quiet=options.is_quiet)
        folder.facts = {
            **run_folder.facts_of(study.scenario, command_words([SHORT, str(source)], options, [], study.scenario.run)),
            "title": study.title,
            "repeat_from_this_folder": _again(Path()),
            "cities": [city.name for city in study.cities],
            "funds": study.funds,
            "notes": list(pooling_text.notes_of(found)),
            **of_shards,
        }
        _write(folder, study, found, options)
    _print(found, folder.files, _again(folder.path), options)


def _again(folder: Path) -> str:
    return f"{program()} {SHORT} {shlex.quote(str(folder / sharding.CITIES_FILE))}"


def _write(folder: run_folder.RunFolder, study: CityStudy, found: Pooling, options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        folder.write("scenario.toml", writing.scenario_toml(study.scenario))
        folder.write(sharding.CITIES_FILE, writing.cities_toml(study))
        folder.write_all(pooling_tables.files_of(found))
        folder.write_all(figures_pooling.figure_files(found))


def _print(found: Pooling, files: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(pooling_tables.pooling_json(found, files=files, command=again))
        return
    tables = pooling_tables.tables_of(found)
    terminal.print_result(found.study.scenario, pooling_text.answer(found), tables, title=found.study.title)
    print_files(files, again)
