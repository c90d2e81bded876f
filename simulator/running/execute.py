"""Shards handed to workers, a few at a time; finished ones kept at once, failed ones tried again."""

import pickle
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future

from simulator.errors import ShardError
from simulator.running.identity import versions
from simulator.running.shards import Shard, Work, content_of
from simulator.running.store import Store
from simulator.running.workers import Workers, at_once, finished
from simulator.values import Own, Value

TRIES = 3
UNDER_WAY_PER_WORKER = 2
Progress = Callable[[int, int], None]


def run_shards(
    work: Work, shards: Sequence[Shard], store: Store, workers: Workers, *, progress: Progress | None = None
) -> None:
    """Compute the shards and keep each in the store as soon as it is finished.

    The results do not depend on where or in which order the shards run. At most a few per worker are under way, so
    that memory does not grow with their number. A worker that dies costs its shard another try.

    Parameters
    ----------
    shards
        Those that are still missing.
    progress
        Called with (paths done, paths in all).

    Raises
    ------
    ShardError
        After all others are finished, naming each shard that failed in every try.
    ScenarioError
        When a shard cannot be written, or the workers cannot compute.
    LostClusterError
        When the cluster is lost meanwhile; what was finished is kept.
    """
    _Run(work, shards, store, workers, progress).all()


class _Run:
    """One run over the missing shards."""

    def __init__(
        self, work: Work, shards: Sequence[Shard], store: Store, workers: Workers, progress: Progress | None
    ) -> None:
        self.packed, self.versions = pickle.dumps(work), versions()
        self.store, self.workers, self.progress = store, workers, progress
        self.waiting = deque(shards)
        self.suspects: deque[Shard] = deque()
        """Those under way when a pool broke: run one by one, so that the one that breaks it is known."""
        self.under_way: dict[Future[bytes], Shard] = {}
        self.failures: Counter[Shard] = Counter()
        self.reasons: dict[Shard, Value] = {}
        self.done, self.total = 0, sum(shard.paths for shard in shards)

    def all(self) -> None:
        """Run until nothing is left, then name what failed."""
        executor = self.workers.open()
        is_through = False
        try:
            while self.waiting or self.suspects or self.under_way:
                if not self._step(executor):
                    executor.shutdown(wait=False, cancel_futures=True)
                    executor = self.workers.open()
            is_through = True
        finally:
            for future in self.under_way:
                future.cancel()
            executor.shutdown(wait=True, cancel_futures=not is_through)
        if self.reasons:
            raise ShardError({shard.name: reason for shard, reason in self.reasons.items()})

    def _step(self, executor: Executor) -> bool:
        """Hand out what may be under way, take in what is finished; false when the executor is broken."""
        try:
            self._hand_out(executor)
        except BrokenExecutor as error:
            self._break(error)
            return False
        for future in finished(executor, self.under_way):
            reason = future.exception()
            if isinstance(reason, BrokenExecutor):
                self._break(reason)
                return False
            shard = self.under_way.pop(future)
            if reason is None:
                self._keep(shard, future.result())
            else:
                self._fail(shard, reason)
        return True

    def _hand_out(self, executor: Executor) -> None:
        most = 1 if self.suspects else UNDER_WAY_PER_WORKER * at_once(executor, self.workers)
        while len(self.under_way) < most and (self.suspects or self.waiting):
            queue = self.suspects or self.waiting
            self.under_way[executor.submit(content_of, self.packed, self.versions, queue[0])] = queue[0]
            queue.popleft()
            most = 1 if self.suspects else most

    def _keep(self, shard: Shard, content: bytes) -> None:
        self.store.write(shard, content)
        self.done += shard.paths
        if self.progress is not None:
            self.progress(self.done, self.total)

    def _break(self, error: BaseException) -> None:
        """Take back what was under way: alone it is guilty, among others all are suspects."""
        shards = list(self.under_way.values())
        for future, shard in list(self.under_way.items()):
            if future.done() and future.exception() is None:
                self._keep(shard, future.result())
                shards.remove(shard)
        self.under_way.clear()
        if len(shards) == 1:
            self._fail(shards[0], error)
        else:
            self.suspects.extend(shards)

    def _fail(self, shard: Shard, error: BaseException) -> None:
        self.failures[shard] += 1
        if self.failures[shard] < TRIES:
            self.suspects.append(shard)
        else:
            self.reasons[shard] = Own(f"{type(error).__name__}: {error}")
