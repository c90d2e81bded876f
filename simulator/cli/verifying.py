"""The command verify: a run folder, or a run in shards, checked."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import click

from simulator.analysis.streaming.streamed import FinishedShards, total_faults
from simulator.cli import progress, sharding
from simulator.cli.group import THRESHOLD_MISSED
from simulator.errors import wrong
from simulator.faults import shown_name
from simulator.questions.pool.work import PoolWork, kept_faults
from simulator.reporting import run_folder, stored
from simulator.running.shards import Shard
from simulator.running.store import DONE, PLAN
from simulator.running.verify import Verified
from simulator.running.verify import verify as verify_shards
from simulator.running.workers import Workers
from simulator.saying.speaker import said
from simulator.values import Listed, Own

_MOST_NAMED = 10


def verify(folder: Path, sample: int | None, workers: Workers, *, is_json: bool, is_quiet: bool) -> None:
    """Check a run folder, or a run in shards, of which `sample` shards are computed again, or all.

    Raises
    ------
    click.exceptions.Exit
        With status 3 when the run is not sound.
    """
    if (folder / run_folder.MANIFEST).exists():
        _verify_run_folder(folder, is_json=is_json)
        return
    sharded = sharding.opened(folder)
    shards = sharded.shards
    count = len(shards) if sample is None else sample
    other = [str(fault) for fault in sharding.version_faults(sharded.store)]
    if count:
        progress.announce_compiling(is_quiet=is_quiet)
        sharding.compile_engine(sharded.scenario)
    with progress.bar(wrong("progress.again"), is_quiet=is_quiet) as show:
        found = verify_shards(sharded.work, shards, sharded.store, workers, count, show)
    unsound = {*found.missing, *found.damaged}
    whole = [shard for shard in shards if shard.name not in unsound]
    faults = _total_faults(sharded, whole)
    is_sound = found.is_sound and not faults
    others = stored.strangers(folder, sharded.store.own_files(shards))
    if is_json:
        content = {"is_sound": is_sound, **dataclasses.asdict(found), "totals": faults, "versions": other}
        click.echo(json.dumps({**content, "not_of_this_run": others}, ensure_ascii=True, indent=2))
    else:
        click.echo("\n".join(_sentences(found, faults, other)))
        _say_what_it_is(others)
    if not is_sound:
        raise click.exceptions.Exit(THRESHOLD_MISSED)


def _total_faults(sharded: sharding.Sharded, whole: Sequence[Shard]) -> list[str]:
    """Return what does not add up in the shards that are whole."""
    work, store = sharded.work, sharded.store
    if isinstance(work, PoolWork):
        return [f"shard {shard.name}: {fault}" for shard in whole for fault in kept_faults(work.study, store, shard)]
    return total_faults(FinishedShards(work, store, whole))


def _verify_run_folder(folder: Path, *, is_json: bool) -> None:
    """Compare every file of a run folder with the checksum in its manifest, and say what was found.

    Raises
    ------
    click.exceptions.Exit
        With status 3 when a file is missing or was changed.
    """
    count, changed = stored.changed_files(folder)
    others = stored.strangers(folder, {*stored.read_manifest(folder)["sha256"], run_folder.MANIFEST})
    if is_json:
        content = {"is_sound": not changed, "files": count, "changed": changed, "not_of_this_run": others}
        click.echo(json.dumps(content, ensure_ascii=True))
    else:
        click.echo(said(wrong("notes.verify.files", whole=count - len(changed), of=count)))
        if changed:
            click.echo(said(wrong("notes.verify.changed", names=_some([shown_name(Path(name)) for name in changed]))))
        _say_what_it_is(others)
    if changed:
        raise click.exceptions.Exit(THRESHOLD_MISSED)


def _say_what_it_is(others: Sequence[str]) -> None:
    """Name the files that are not of the run, and say what such a check can find."""
    if others:
        click.echo(said(wrong("notes.verify.strangers", names=_some([shown_name(Path(name)) for name in others]))))
    files = Listed((Own(run_folder.MANIFEST), Own(PLAN), Own(DONE)), "comma")
    click.echo(said(wrong("notes.verify.what_it_is", files=files)))


def _sentences(found: Verified, faults: list[str], other: list[str]) -> list[str]:
    whole = found.shards - len(found.missing) - len(found.damaged)
    told = [wrong("notes.verify.shards", whole=whole, of=found.shards)]
    for names, key in ((found.missing, "missing"), (found.damaged, "damaged"), (found.different, "different")):
        if names:
            told.append(wrong(f"notes.verify.{key}", names=_some(names)))
    again = {"count": len(found.computed_again), "different": len(found.different)}
    told.append(wrong("notes.verify.again", **again))
    totals = _some(faults) if faults else wrong("notes.verify.agree")
    told.append(wrong("notes.verify.totals", totals=totals))
    if found.sha256 and found.noted_sha256 not in ("", found.sha256):
        told.append(wrong("notes.verify.other_hash", hash=found.sha256, noted=found.noted_sha256))
    elif found.sha256:
        told.append(wrong("notes.verify.hash" if found.noted_sha256 else "notes.verify.open_hash", hash=found.sha256))
    versions = _some(other) if other else wrong("notes.verify.same_versions")
    told.append(wrong("notes.verify.versions", versions=versions))
    return [said(one) for one in told]


def _some(names: Sequence[str]) -> Listed:
    """Return the first names, and how many more there are."""
    more = [wrong("faults.more", n=len(names) - _MOST_NAMED)] if len(names) > _MOST_NAMED else []
    return Listed((*map(Own, names[:_MOST_NAMED]), *more), "comma")
