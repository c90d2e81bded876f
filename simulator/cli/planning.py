"""The command plan: what a run in shards would take."""

import os
import shlex
from pathlib import Path

import click

from simulator.analysis.streaming.planning import PlannedWork, plan_run
from simulator.analysis.streaming.shard_results import ComparisonWork
from simulator.cli import comparing, progress, sharding
from simulator.cli.calling import program, repeated
from simulator.errors import Fault, ScenarioError, wrong
from simulator.places import reading
from simulator.questions.compare import points
from simulator.questions.pool.work import PoolWork
from simulator.reporting import plan_told
from simulator.saying.speaker import Speaker, said
from simulator.saying.words import language_in_force
from simulator.scenario import kinds
from simulator.scenario.cities import read_cities
from simulator.scenario.model import Scenario


def plan(source: Path, options: comparing.Options, *, ratios: str | None, fund_sizes: str | None) -> None:
    """Probe the run, and print what it takes and the command that begins it."""
    work: PlannedWork
    own_words: tuple[str, ...] = ()
    if kinds.kind_of(source) == "cities":
        _refuse_with_cities(source, options, ratios, fund_sizes)
        cities = read_cities(source, options.all_settings)
        command, title, work = sharding.POOL, cities.title, PoolWork(cities)
        scenario = cities.scenario
    else:
        job = comparing.comparison_job(source, options, ratios, fund_sizes)
        command, title, work, own_words = "compare", job.study.title, ComparisonWork(job.study), job.own_words
        scenario = job.scenario
    words = [*repeated("--overlay", map(str, options.overlays)), *repeated("--set", options.settings), *own_words]
    words += repeated("--seed", [] if options.seed is None else [str(options.seed)])
    _plan(work, scenario, title, [command, str(source), *words], options)


def _refuse_with_cities(source: Path, options: comparing.Options, ratios: str | None, fund_sizes: str | None) -> None:
    given = {"--ratios": ratios, "--fund-sizes": fund_sizes, "--overlay": options.overlays}
    faults = [Fault(wrong("faults.options.of_cities"), name) for name, value in given.items() if value]
    if faults:
        raise ScenarioError(str(source), faults)


def _plan(work: PlannedWork, scenario: Scenario, title: str, words: list[str], options: comparing.Options) -> None:
    progress.announce_compiling(is_quiet=options.is_quiet)
    sharding.compile_engine(scenario)
    found = plan_run(work, scenario.run.paths, os.cpu_count() or 1)
    words = [*words, "--paths", str(found.paths), "--shards", "FOLDER", "--shard-paths", str(found.shard_paths)]
    again = f"{program()} {shlex.join(words)}"
    if options.is_json:
        click.echo(plan_told.plan_json(found, again))
        return
    told = plan_told.answer_of(found, points.own_words(title, scenario), scenario)
    reading.print_answer(told, Speaker(language_in_force(), scenario.currency))
    click.echo(f"{said(wrong('plan.begin'))}\n  {again}")
