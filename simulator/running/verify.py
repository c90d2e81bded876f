"""A finished or unfinished run, checked: every checksum, the hash of the run, and shards computed once more."""

import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from simulator.running.identity import versions
from simulator.running.shard_file import DamagedShardError, checked_digest, digest_of
from simulator.running.shards import Shard, Work, content_of
from simulator.running.store import Store
from simulator.running.workers import Workers, at_once, finished

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Verified:
    """What was found; shards by their names.

    Attributes
    ----------
    shards
        Number of shards of the run.
    missing, damaged
        Not there; there, but with other bits than were written.
    computed_again, different
        Computed once more; those that came out differently.
    sha256
        Hash of the run as it is now; empty while shards are missing or damaged.
    noted_sha256
        Hash noted when the run was finished; empty before.
    """

    shards: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    computed_again: tuple[str, ...]
    different: tuple[str, ...]
    sha256: str
    noted_sha256: str

    @property
    def is_sound(self) -> bool:
        """Return whether nothing is missing, damaged or different."""
        is_same = self.noted_sha256 in ("", self.sha256)
        return not (self.missing or self.damaged or self.different) and is_same


def verify(
    work: Work, shards: Sequence[Shard], store: Store, workers: Workers, sample: int, progress: Progress | None = None
) -> Verified:
    """Check every shard's checksum and compute a sample of the shards, evenly spread, once more.

    Parameters
    ----------
    sample
        How many shards to compute again; as many as there are: all.
    progress
        Called with (paths done, paths in all) of those computed again.
    """
    missing, damaged, whole = [], [], []
    for shard in shards:
        try:
            checked_digest(store.path_of(shard))
            whole.append(shard)
        except FileNotFoundError:
            missing.append(shard.name)
        except DamagedShardError:
            damaged.append(shard.name)
    chosen = _spread(whole, sample)
    noted = store.done() or {}
    return Verified(
        shards=len(shards),
        missing=tuple(missing),
        damaged=tuple(damaged),
        computed_again=tuple(shard.name for shard in chosen),
        different=tuple(_different(work, chosen, store, workers, progress)),
        sha256="" if missing or damaged else store.hash_of(shards),
        noted_sha256=str(noted.get("sha256", "")),
    )


def _spread(shards: Sequence[Shard], sample: int) -> list[Shard]:
    """Return evenly spread shards, the last one among them."""
    count = min(sample, len(shards))
    return [shards[(number + 1) * len(shards) // count - 1] for number in range(count)]


def _different(
    work: Work, chosen: Sequence[Shard], store: Store, workers: Workers, progress: Progress | None
) -> list[str]:
    if not chosen:
        return []
    packed, found, done = pickle.dumps(work), [], 0
    executor: Executor = workers.open()
    try:
        count = at_once(executor, workers)
        for first in range(0, len(chosen), count):
            together = chosen[first : first + count]
            futures = [executor.submit(content_of, packed, versions(), shard) for shard in together]
            for shard, future in zip(together, futures, strict=True):
                finished(executor, [future])
                if digest_of(future.result()) != checked_digest(store.path_of(shard)):
                    found.append(shard.name)
                done += shard.paths
                if progress is not None:
                    progress(done, sum(shard.paths for shard in chosen))
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    return found
