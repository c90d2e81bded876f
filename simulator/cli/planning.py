"""The command plan: what a run in shards would take."""

import os
import shlex
from pathlib import Path

import click

from simulator.analysis.streaming.planning import plan_run
from simulator.analysis.streaming.shard_results import ComparisonWork
from simulator.cli import comparing, progress, sharding
from simulator.cli.calling import program, repeated
from simulator.reporting import plan_tables, terminal


def plan(source: Path, options: comparing.Options, *, ratios: str | None, fund_sizes: str | None) -> None:
    """Probe the run, and print what it takes and the command that begins it."""
    job = comparing.comparison_job(source, options, ratios, fund_sizes)
    progress.announce_compiling(is_quiet=options.is_quiet)
    sharding.compile_engine(job.reading.scenario)
    found = plan_run(ComparisonWork(job.study), job.reading.scenario.run.paths, os.cpu_count() or 1)
    words = [*repeated("--overlay", map(str, options.overlays)), *repeated("--set", options.settings), *job.own_words]
    words += repeated("--seed", [] if options.seed is None else [str(options.seed)])
    words += ["--paths", str(found.paths), "--shards", "FOLDER", "--shard-paths", str(found.shard_paths)]
    again = f"{program()} compare {shlex.join([str(source), *words])}"
    if options.is_json:
        click.echo(plan_tables.plan_json(found, again))
        return
    console = terminal.result_console()
    terminal.print_answer(console, job.study.title, plan_tables.sentences(found))
    terminal.print_table(console, plan_tables.times_table(found))
    terminal.print_table(console, plan_tables.probes_table(found))
    click.echo(f"Begin it with:\n  {again}")
