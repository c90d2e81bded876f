"""The command resume: a run in shards, gone on with by the command that began it."""

from pathlib import Path

from simulator.analysis.pools.pool_shards import PoolWork
from simulator.cli import comparing, pooling, sharding
from simulator.cli.comparing import Options
from simulator.running.workers import Workers


def resume(folder: Path, workers: Workers, *, out: Path, is_json: bool, is_quiet: bool) -> None:
    """Compute the shards that are missing and report the run.

    Raises
    ------
    ScenarioError
        When the folder holds no run, or its scenario or this program are not those it was begun with.
    """
    sharded, options = sharding.to_resume(folder), Options(out=out, is_json=is_json, is_quiet=is_quiet)
    if isinstance(sharded.work, PoolWork):
        pooling.resume(sharded, sharded.work, options, workers)
    else:
        comparing.resume(sharded, sharded.work, options, workers)
