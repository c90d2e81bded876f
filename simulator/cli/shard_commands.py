"""The commands around runs in shards: what one would take, go on with it, check it."""

from pathlib import Path
from typing import Any

import click

from simulator.cli.commands import main
from simulator.cli.options import FILE, JSON, QUIET, RUN_OPTIONS, WORKERS, WORLD_OPTIONS, with_options


@main.command()
@click.argument("scenario_or_study", type=FILE)
@click.option("--ratios", metavar="R,R,...", help="Compensation ratios to compare  [default: 11]")
@click.option("--fund-sizes", metavar="S,S,...", help="Fund sizes  [default: 9]")
@with_options(*WORLD_OPTIONS, *RUN_OPTIONS[:2], JSON, QUIET)
def plan(scenario_or_study: Path, ratios: str | None, fund_sizes: str | None, **options: Any) -> None:
    """Say what a large comparison or pool would take, from a short probe.

    Time by number of workers, disk, memory, and the best size of a shard for `compare --shards` or, where the study
    names cities, `pool --shards`.
    """
    from simulator.cli import comparing, planning

    planning.plan(scenario_or_study, comparing.Options(**options), ratios=ratios, fund_sizes=fund_sizes)


@main.command()
@click.argument("folder", type=FILE)
@with_options(*RUN_OPTIONS[2:], *WORKERS, JSON, QUIET)
def resume(folder: Path, threads: int | None, is_json: bool, is_quiet: bool, out: Path, **where: Any) -> None:
    """Go on with an interrupted run in shards.

    FOLDER is what was given to --shards. Finished shards are kept, damaged ones are computed again, and the result
    is that of an uninterrupted run, to the last bit. Also repeats the tables of a finished run.
    """
    from simulator.cli import resuming, sharding

    workers = sharding.WorkerOptions(**where).workers(threads)
    resuming.resume(folder, workers, out=out, is_json=is_json, is_quiet=is_quiet)


@main.command()
@click.argument("folder", type=FILE)
@click.option("--sample", type=click.IntRange(0), default=3, show_default=True, help="Shards to compute again.")
@click.option("--all", "is_all", is_flag=True, help="Compute all shards again.")
@with_options(RUN_OPTIONS[3], *WORKERS, JSON, QUIET)
def verify(
    folder: Path, sample: int, is_all: bool, threads: int | None, is_json: bool, is_quiet: bool, **where: Any
) -> None:
    """Check a run folder or a run in shards, bit by bit.

    Of a run folder, every file by its checksum.
    Of a run in shards, every checksum and total, the hash of the run, and a sample of shards computed again.
    Exit status 3 when something is missing, damaged or comes out differently.
    """
    from simulator.cli import sharding, verifying

    workers = sharding.WorkerOptions(**where).workers(threads)
    verifying.verify(folder, None if is_all else sample, workers, is_json=is_json, is_quiet=is_quiet)
