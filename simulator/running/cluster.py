"""A Dask cluster as an executor: whether it can compute is found before the first shard, and looked at meanwhile."""

import importlib
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from simulator.errors import Fault, LostClusterError, ScenarioError, wrong
from simulator.own_folder import OwnFolder
from simulator.running.identity import versions
from simulator.values import Phrase

RETRIES = 3
_CONNECT_SECONDS = 10.0
_WORKERS_SECONDS = 10.0
_ANSWER_SECONDS = 60.0
_CLOSE_SECONDS = 5.0
_LOOK_SECONDS = 5.0
_WITHOUT_WORKERS_SECONDS = 30.0
# What a Dask server says first when it is called: the bytes of its greeting, as 8 bytes.
_GREETING = struct.Struct("<Q")
_LONGEST_GREETING = 1_000_000
# Text, not a function of ours: a worker without this program could not read the function's name.
_VERSIONS = "__import__('simulator.running.identity', fromlist=['versions']).versions()"
_CAN_IMPORT = "__import__('simulator.running.shards') and True"


class Cluster(Executor):
    """A Dask cluster, closed together with what was opened for it.

    Parameters
    ----------
    address
        Address of a scheduler that runs already; empty: a cluster is made on this machine.
    count
        Workers of the cluster that is made.

    Raises
    ------
    ScenarioError
        Within seconds, when no scheduler answers, it has no workers, or one of them cannot run this program.
    """

    def __init__(self, address: str, count: int) -> None:
        # Without a name of its own: Dask is an extra, and has no types.
        self._dask: Any = importlib.import_module("distributed")
        _silence()
        self.address = address
        self._cluster: Any = None
        self._own = OwnFolder()
        self.client: Any = None
        self._seen_workers = self._looked = time.monotonic()
        try:
            if not address:
                self._cluster = self._made_here(count)
            self.client = self._connected()
            if address:
                self._refuse_unable()
        except BaseException:
            self._close()
            raise
        # Two runs of a shard give the same, but Dask shall not give the first one's answer for the second.
        self._executor: Any = self.client.get_executor(pure=False, retries=RETRIES)

    def _made_here(self, count: int) -> Any:
        return self._dask.LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
            local_directory=str(self._own.make()),
        )

    def _connected(self) -> Any:
        if self._cluster is None:
            self._refuse_other_servers()
        target = self.address if self._cluster is None else self._cluster
        try:
            return _within(
                _CONNECT_SECONDS + _CLOSE_SECONDS,
                lambda: self._dask.Client(target, timeout=_CONNECT_SECONDS, set_as_default=False),
            )
        except (OSError, ValueError) as error:
            raise self._refusal(
                wrong("faults.cluster.no_answer", address=repr(self.address), reason=str(error))
            ) from error

    def _refuse_other_servers(self) -> None:
        """Call an address without encryption and hear whether the answer is Dask's: a client would wait for ever."""
        addressing: Any = importlib.import_module("distributed.comm.addressing")
        try:
            scheme, place = addressing.parse_address(self.address)
            if scheme != "tcp":
                return
            host, port = addressing.parse_host_port(place)
            with socket.create_connection((host, port), _CONNECT_SECONDS) as call:
                call.settimeout(_CLOSE_SECONDS)
                said = call.recv(_GREETING.size, socket.MSG_WAITALL)
        except TimeoutError as error:
            raise self._refusal(wrong("faults.cluster.silent", address=repr(self.address))) from error
        except (OSError, ValueError, OverflowError) as error:
            raise self._refusal(
                wrong("faults.cluster.no_answer", address=repr(self.address), reason=str(error))
            ) from error
        if len(said) < _GREETING.size or not 0 < _GREETING.unpack(said)[0] < _LONGEST_GREETING:
            raise self._refusal(wrong("faults.cluster.other", address=repr(self.address)))

    def _refuse_unable(self) -> None:
        """Raise when the cluster has no workers, or a part of it lacks this program or has another version of it."""
        try:
            self.client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
            answers: dict[Any, Any] = {wrong("faults.cluster.scheduler"): self._answer(self._asked_scheduler)}
            answers |= self._answer(lambda: self.client.run(eval, _VERSIONS, on_error="return"))
        except (OSError, TimeoutError) as error:
            if not self.client.scheduler_info()["workers"]:
                command = f"dask worker {self.address}"
                what = wrong("faults.cluster.no_workers", address=repr(self.address), command=command)
                raise self._refusal(what) from error
            reason = str(error)
            what = wrong("faults.cluster.does_not_answer", address=repr(self.address), reason=reason)
            raise self._refusal(what) from error
        found = {name: _fault_in(answer) for name, answer in answers.items()}
        faults = [
            Fault(what, wrong("faults.at", place="--scheduler", what=name))
            for name, what in found.items()
            if what is not None
        ]
        if faults:
            raise ScenarioError("--scheduler", faults)

    def _asked_scheduler(self) -> object:
        try:
            return versions() if self.client.run_on_scheduler(eval, _CAN_IMPORT) else None
        except Exception as error:
            return error

    def _answer(self, question: Callable[[], Any]) -> Any:
        return _within(_ANSWER_SECONDS, question)

    def _refusal(self, what: Phrase) -> ScenarioError:
        return ScenarioError("--scheduler", [Fault(what, "--scheduler")])

    def threads(self) -> int:
        """Return the threads of all workers that there are now; 1 while there is none.

        Raises
        ------
        LostClusterError
            When the scheduler does not answer any more.
        """
        try:
            count: int = sum(self.client.nthreads().values())
        except OSError as error:
            raise self._lost(wrong("faults.cluster.gone")) from error
        if count:
            self._seen_workers = time.monotonic()
        return max(1, count)

    def refuse_lost(self) -> None:
        """Raise when nothing can be expected any more; asked often, it looks every few seconds.

        Raises
        ------
        LostClusterError
            When the scheduler is gone, or there has been no worker for a while.
        """
        if self.client.status != "running":
            raise self._lost(wrong("faults.cluster.gone"))
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        self.threads()
        if now - self._seen_workers > _WITHOUT_WORKERS_SECONDS:
            raise self._lost(wrong("faults.cluster.idle", seconds=round(_WITHOUT_WORKERS_SECONDS)))

    def _lost(self, reason: Phrase) -> LostClusterError:
        name = self.address or wrong("faults.cluster.made_here")
        what = wrong("faults.cluster.lost", cluster=name, reason=reason)
        return LostClusterError("--scheduler", [Fault(what, "--scheduler")])

    def submit(self, function: Callable[..., Any], /, *words: Any, **named: Any) -> Future[Any]:
        """Send one call to the cluster."""
        future: Future[Any] = self._executor.submit(function, *words, **named)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; one made for this run ends."""
        if self.client.status == "running":
            self._executor.shutdown(wait=wait and not cancel_futures)
        self._close()

    def _close(self) -> None:
        if self.client is not None:
            self.client.close(timeout=_CLOSE_SECONDS)
        if self._cluster is not None:
            self._cluster.close()
        self._own.remove()


def _silence() -> None:
    """Leave it to this program to say in plain words, once, what happens to a cluster: Dask would by tracebacks."""
    for name in ("distributed", *logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _fault_in(answer: object) -> Phrase | None:
    """Return what is wrong with a part of the cluster, from its answer to the question for its versions."""
    if isinstance(answer, Exception):
        return wrong("faults.cluster.cannot_run", reason=str(answer))
    if answer != versions():
        return wrong("faults.cluster.other_versions", there=str(answer), here=str(versions()))
    return None


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """Return what a call gives.

    Raises
    ------
    TimeoutError
        When it takes longer; it goes on in the background, and ends with the program.
    """
    ends: Future[Any] = Future()

    def run() -> None:
        try:
            ends.set_result(call())
        except BaseException as error:
            ends.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return ends.result(seconds)
    except TimeoutError:
        if ends.done():
            raise
        raise TimeoutError(f"no answer within {seconds:.0f} s") from None
