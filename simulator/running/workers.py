"""What runs shards: threads or processes of this machine, or a Dask cluster; each a `concurrent.futures` executor."""

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Literal

from simulator.running.cluster import Cluster

_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Workers:
    """Where shards run.

    Attributes
    ----------
    kind
        Threads or processes of this machine, a Dask cluster made on this machine, or the Dask cluster of a scheduler.
    count
        How many; a scheduler knows its own.
    address
        Address of the scheduler.
    """

    kind: Literal["threads", "processes", "local cluster", "scheduler"] = "threads"
    count: int = os.cpu_count() or 1
    address: str = ""

    def open(self) -> Executor:
        """Return an executor; `shutdown` closes all that belongs to it.

        Raises
        ------
        ScenarioError
            When no scheduler answers, or its cluster cannot compute.
        """
        if self.kind == "threads":
            return ThreadPoolExecutor(self.count)
        if self.kind == "processes":
            # A forked process would inherit locks of threads that it does not have.
            spawning = multiprocessing.get_context("spawn")
            return ProcessPoolExecutor(self.count, mp_context=spawning, initializer=_follow_parent)
        return Cluster(self.address if self.kind == "scheduler" else "", self.count)


def at_once(executor: Executor, workers: Workers) -> int:
    """Return how many shards an executor that `workers` opened computes at once."""
    return executor.threads() if isinstance(executor, Cluster) else workers.count


def finished(executor: Executor, futures: Collection[Future[bytes]]) -> set[Future[bytes]]:
    """Wait until one of them is finished at least, and return those that are.

    Raises
    ------
    LostClusterError
        When they run on a Dask cluster from which nothing can be expected any more.
    """
    if not isinstance(executor, Cluster):
        return wait(futures, return_when=FIRST_COMPLETED).done
    while True:
        found = wait(futures, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED).done
        # Dask cancels what it cannot bring any more.
        if not found or any(future.cancelled() for future in found):
            executor.refuse_lost()
        if found:
            return found


def _follow_parent() -> None:
    """Let the parent alone answer Ctrl-C, which a terminal sends to all, and end when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os._exit(1)
