"""A run in shards, as run, compare and pool begin it with --shards and resume goes on with it."""

import hashlib
import os
import shlex
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from simulator.analysis.streaming.shard_results import ComparisonWork
from simulator.analysis.worlds import simulate_policies
from simulator.cli import progress
from simulator.cli.calling import program
from simulator.cli.ending import status_of
from simulator.compiled import is_compiled
from simulator.errors import Fault, LostClusterError, ScenarioError, wrong
from simulator.questions.pool.work import PoolWork
from simulator.reporting import run_folder
from simulator.running.execute import run_shards
from simulator.running.identity import versions
from simulator.running.shards import Shard, shards_of
from simulator.running.store import Store
from simulator.running.workers import Workers
from simulator.saying.speaker import said
from simulator.scenario import writing
from simulator.scenario.cities import City, read_cities
from simulator.scenario.model import Scenario
from simulator.scenario.study import Policy, read_study
from simulator.values import Phrase

POOL = "pool"
CITIES_FILE = "cities.toml"
STUDY_FILE = "study.toml"


@dataclass(frozen=True)
class WorkerOptions:
    """Where shards run; the names are those of the options."""

    processes: int | None = None
    scheduler: str | None = None
    local_cluster: int | None = None

    def workers(self, threads: int | None) -> Workers:
        """Return the workers asked for; all processors as threads when nothing is.

        Raises
        ------
        ScenarioError
            When more than one kind is asked for, or a Dask cluster without Dask.
        """
        given = {
            "--threads": threads,
            "--processes": self.processes,
            "--scheduler": self.scheduler,
            "--local-cluster": self.local_cluster,
        }
        names = [name for name, value in given.items() if value is not None]
        if len(names) > 1:
            raise ScenarioError(names[1], [Fault(wrong("faults.options.not_together", other=names[0]), names[1])])
        if (self.scheduler or self.local_cluster) and find_spec("distributed") is None:
            command = "pip install --editable '.[distributed]'"
            raise ScenarioError(names[0], [Fault(wrong("faults.package", package="Dask", command=command), names[0])])
        if self.scheduler is not None:
            return Workers("scheduler", address=self.scheduler)
        if self.local_cluster is not None:
            return Workers("local cluster", self.local_cluster)
        return Workers("processes", self.processes) if self.processes else Workers(count=threads or os.cpu_count() or 1)


@dataclass(frozen=True)
class ShardOptions:
    """What was asked for beside the workers.

    Attributes
    ----------
    folder
        Folder that keeps the shards.
    shard_paths
        Paths of a shard; default as many as fit.
    """

    folder: Path
    shard_paths: int | None
    workers: Workers


@dataclass(frozen=True)
class Sharded:
    """A run whose shards are kept in a folder."""

    command: str
    scenario: Scenario
    work: ComparisonWork | PoolWork
    store: Store
    shards: tuple[Shard, ...]


def options_of(shards: Path | None, shard_paths: int | None, threads: int | None, **where: Any) -> ShardOptions | None:
    """Return the options of a run in shards; None when it is not to run in shards.

    Raises
    ------
    ScenarioError
        When an option that needs --shards is given without it.
    """
    options = WorkerOptions(**where)
    if shards is not None:
        return ShardOptions(shards, shard_paths, options.workers(threads))
    given = {"--shard-paths": shard_paths, "--processes": options.processes, "--scheduler": options.scheduler}
    given["--local-cluster"] = options.local_cluster
    faults = [Fault(wrong("faults.options.needs_shards"), name) for name, value in given.items() if value is not None]
    if faults:
        raise ScenarioError("--shards", faults)
    return None


def begin(command: str, scenario: Scenario, work: ComparisonWork | PoolWork, options: ShardOptions) -> Sharded:
    """Make the folder of a run in shards, and return the run as it is read back from there."""
    paths = scenario.run.paths
    files = {"scenario.toml": writing.scenario_toml(scenario)}
    if isinstance(work, PoolWork):
        files[CITIES_FILE] = writing.cities_toml(work.study)
    else:
        files[STUDY_FILE] = writing.study_toml(work.study)
    plan = {
        "command": command,
        "versions": versions(),
        "seed": scenario.run.seed,
        "paths": paths,
        work.unit: work.units,
        "shard_paths": options.shard_paths or work.most_paths(paths),
        "fingerprint": _fingerprint(work),
    }
    Store(options.folder).begin(plan, files)
    return opened(options.folder)


def opened(folder: Path) -> Sharded:
    """Return the run that a folder holds.

    Raises
    ------
    ScenarioError
        When the folder holds no run, a file in it was changed, or its scenario means something else by now.
    """
    store = Store(folder)
    command, size = store.planned("command", str), store.planned("shard_paths", int)
    work, scenario = _read_work(folder, is_pool=command == POOL)
    if store.planned("fingerprint", str) != _fingerprint(work):
        raise ScenarioError(str(folder), [Fault(wrong("faults.running.other_meaning"), str(folder))])
    return Sharded(command, scenario, work, store, shards_of(scenario.run.paths, size))


def _read_work(folder: Path, *, is_pool: bool) -> tuple[ComparisonWork | PoolWork, Scenario]:
    if is_pool:
        cities = read_cities(folder / CITIES_FILE)
        return PoolWork(cities), cities.scenario
    reading, study = read_study(folder / STUDY_FILE)
    return ComparisonWork(study), reading.scenario


def to_resume(folder: Path) -> Sharded:
    """Return the run that a folder holds, to continue.

    Raises
    ------
    ScenarioError
        When the folder holds no run, or its scenario or this program are not those it was begun with.
    """
    sharded = opened(folder)
    faults = version_faults(sharded.store)
    if faults:
        raise ScenarioError(str(folder), [fault.within(str(folder)) for fault in faults])
    return sharded


def version_faults(store: Store) -> list[Fault]:
    """Return how the versions of this program differ from those with which a run was begun."""
    then, now = store.planned("versions", dict), versions()
    return [
        Fault(wrong("faults.running.begun_with", then=str(then.get(name)), now=str(value)), name)
        for name, value in now.items()
        if then.get(name) != value
    ]


def finish(sharded: Sharded, workers: Workers, *, is_quiet: bool) -> tuple[float, str]:
    """Run the shards that are missing and return the seconds that it took, and the hash of the run.

    Raises
    ------
    ScenarioError
        When another program computes shards in the same folder, or the workers cannot compute.
    LostClusterError
        When the cluster is lost meanwhile, saying what is kept and how to go on.
    click.exceptions.Exit
        When interrupted, after saying what is kept and how to go on.
    """
    store = sharded.store
    with store.alone():
        missing, damaged = store.missing(sharded.shards)
        if damaged:
            progress.say(wrong("progress.damaged", n=damaged), is_quiet=is_quiet)
        compile_engine(sharded.scenario)
        start = time.perf_counter()
        try:
            with progress.bar(wrong("progress.shards"), is_quiet=is_quiet) as show:
                run_shards(sharded.work, missing, store, workers, progress=show)
        except KeyboardInterrupt as error:
            click.echo(said(wrong("notes.interrupted_run", kept=_kept(sharded))), err=True)
            raise click.exceptions.Exit(status_of(error)) from None
        except LostClusterError as error:
            kept = _kept(sharded)
            faults = [Fault(wrong("faults.running.and_kept", what=fault.value, kept=kept)) for fault in error.faults]
            raise LostClusterError(error.where, faults) from error
        seconds = time.perf_counter() - start
        return seconds, store.finish(sharded.shards)


def _kept(sharded: Sharded) -> Phrase:
    """Say how many shards are there, and how to go on."""
    store, count = sharded.store, len(sharded.shards)
    kept = count - len(store.missing(sharded.shards)[0])
    again = f"{program()} resume {shlex.quote(str(store.folder))}"
    return wrong("notes.kept", kept=kept, n=count, command=again)


def compile_engine(scenario: Scenario) -> None:
    """Compile here and once, so that workers find the engine on disk."""
    if not is_compiled():
        simulate_policies(scenario, [scenario], 1, threads=1)


def _fingerprint(work: ComparisonWork | PoolWork) -> str:
    """Return the hash of what is computed: of the baseline, or of cities and centre as written, and of every record."""
    parts: Sequence[Policy | City]
    if isinstance(work, PoolWork):
        first, parts = writing.cities_toml(work.study), work.study.cities
    else:
        first, parts = work.study.baseline, work.study.policies
    digest = hashlib.sha256(first.encode("utf-8"))
    for part in parts:
        digest.update(part.name.encode("utf-8") + b"\0")
        digest.update(run_folder.scenario_hash(part.scenario).encode("ascii"))
    return digest.hexdigest()
