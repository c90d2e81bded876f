"""What runs shards: threads or processes of this machine, or a Dask cluster; each a `concurrent.futures` executor."""

import importlib
import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from simulator.errors import ScenarioError

RETRIES_ON_CLUSTER = 3
_CONNECT_SECONDS = "10s"


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
            When the scheduler does not answer.
        """
        if self.kind == "threads":
            return ThreadPoolExecutor(self.count)
        if self.kind == "processes":
            # A forked process would inherit locks of threads that it does not have.
            spawning = multiprocessing.get_context("spawn")
            return ProcessPoolExecutor(self.count, mp_context=spawning, initializer=_follow_parent)
        return _Cluster(self)


def at_once(executor: Executor, workers: Workers) -> int:
    """Return how many shards an executor that `workers` opened computes at once."""
    return executor.threads() if isinstance(executor, _Cluster) else workers.count


class _Cluster(Executor):
    """A Dask cluster as an executor, closed together with what was opened for it."""

    def __init__(self, workers: Workers) -> None:
        # Without a name of its own: Dask is an extra, and has no types.
        dask: Any = importlib.import_module("distributed")
        self._cluster: Any = None
        address: Any = workers.address
        if workers.kind == "local cluster":
            # What went wrong with a shard is said once, at the end; a worker would say it with a traceback each time.
            self._cluster = dask.LocalCluster(
                n_workers=workers.count,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
            address = self._cluster
        try:
            self.client: Any = dask.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ScenarioError(
                "--scheduler", [f"--scheduler: no Dask scheduler answers at {workers.address!r} ({error})"]
            ) from error
        # Two runs of a shard give the same, but Dask shall not give the first one's answer for the second.
        self._executor: Executor = self.client.get_executor(pure=False, retries=RETRIES_ON_CLUSTER)

    def threads(self) -> int:
        """Return the threads of all workers that there are now; 1 while there is none."""
        count: int = sum(self.client.nthreads().values())
        return max(1, count)

    def submit(self, function: Callable[..., Any], /, *words: Any, **named: Any) -> Future[Any]:
        """Send one call to the cluster."""
        return self._executor.submit(function, *words, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; one made for this run ends."""
        self._executor.shutdown(wait=wait and not cancel_futures)
        self.client.close()
        if self._cluster is not None:
            self._cluster.close()


def _follow_parent() -> None:
    """Let the parent alone answer Ctrl-C, which a terminal sends to all, and end when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os._exit(1)
