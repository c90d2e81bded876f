"""The commands around runs in shards: what one would take, continue it, check it."""

from pathlib import Path
from typing import Any

import click

from simulator.cli.commands import main
from simulator.cli.options import FILE, JSON, QUIET, RUN_OPTIONS, WORKERS, WORLD_OPTIONS, with_options


@main.command()
@click.argument("scenario_or_study", type=FILE)
@click.option("--ratios", metavar="R,R,...")
@click.option("--fund-sizes", metavar="S,S,...")
@with_options(*WORLD_OPTIONS, *RUN_OPTIONS[:2], JSON, QUIET)
def plan(scenario_or_study: Path, ratios: str | None, fund_sizes: str | None, **options: Any) -> None:
    """Say what a large comparison or pool would take, from a short probe."""
    from simulator.cli import comparing, planning

    planning.plan(scenario_or_study, comparing.Options(**options), ratios=ratios, fund_sizes=fund_sizes)


@main.command()
@click.argument("folder", type=FILE)
@with_options(*RUN_OPTIONS[2:], *WORKERS, JSON, QUIET)
def resume(folder: Path, threads: int | None, is_json: bool, is_quiet: bool, out: Path, **where: Any) -> None:
    """Go on with an interrupted run in shards."""
    from simulator.cli import resuming, sharding

    workers = sharding.WorkerOptions(**where).workers(threads)
    resuming.resume(folder, workers, out=out, is_json=is_json, is_quiet=is_quiet)


@main.command()
@click.argument("folder", type=FILE)
@click.option("--sample", type=click.IntRange(0), default=3, show_default=True)
@click.option("--all", "is_all", is_flag=True)
@with_options(RUN_OPTIONS[3], *WORKERS, JSON, QUIET)
def verify(
    folder: Path, sample: int, is_all: bool, threads: int | None, is_json: bool, is_quiet: bool, **where: Any
) -> None:
    """Check a run folder or a run in shards, bit by bit."""
    from simulator.cli import sharding, verifying

    workers = sharding.WorkerOptions(**where).workers(threads)
    verifying.verify(folder, None if is_all else sample, workers, is_json=is_json, is_quiet=is_quiet)
