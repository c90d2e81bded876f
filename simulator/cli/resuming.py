"""The command resume: a run in shards, continued by the command that began it."""

from pathlib import Path

from simulator.analysis.streaming.shard_results import ComparisonWork
from simulator.cli import answering, comparing, sharding
from simulator.cli.comparing import Options
from simulator.questions.every import questions
from simulator.running.workers import Workers


def resume(folder: Path, workers: Workers, *, out: Path, is_json: bool, is_quiet: bool) -> None:
    """Compute the shards that are missing and report the run.

    Raises
    ------
    ScenarioError
        When the folder holds no run, or its scenario or this program are not those it was begun with.
    """
    sharded, options = sharding.to_resume(folder), Options(out=out, is_json=is_json, is_quiet=is_quiet)
    work = sharded.work
    if isinstance(work, ComparisonWork):
        comparing.resume(sharded, work, options, workers)
        return
    question = questions()[sharded.command]
    answering.in_shards(question, sharded, sharded.store.folder / question.repeats_from, options, workers)
