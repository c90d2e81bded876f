"""Dask clusters that cannot compute, or are lost: told within seconds, by name, with what to do."""

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.reliability import runs
from tests.reliability.trial import Child, Plan, Trial, in_blocks, is_traceback
from tests.running.clusters import Processes, other_server, processes

MOST_SECONDS = 90
_GREETINGS = (b"", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0" * 8, b"\xff" * 64)


def faulty_clusters(plan: Plan) -> Trial:
    """Give a run a cluster with a fault; where it had begun, go on without the cluster."""
    trial, wanted = Trial("clusters that cannot compute or are lost"), runs.whole(plan.place)
    in_blocks(plan, trial, lambda case: _tested(plan.folder(case), plan.chance(case), case, wanted), is_limited=False)
    return trial


def _tested(folder: Path, chance: np.random.Generator, case: int, wanted: runs.Whole) -> str:
    name, fault_of = list(FAULTS.items())[case % len(FAULTS)]
    start = time.monotonic()
    with processes(folder) as started:
        fault = fault_of(started, folder, chance)
    seconds = time.monotonic() - start
    if not fault and seconds > MOST_SECONDS:
        fault = f"took {seconds:.0f} s"
    fault = fault or runs.finished(folder / "kept", folder / "out", wanted)
    return f"{name}: {fault}" if fault else ""


def _refused(folder: Path, address: str, *words: str) -> str:
    """Return what went wrong when a run on a cluster had to be refused with one of these words."""
    code, said = Child(runs.begun(folder / "kept", folder / "out", "--scheduler", address)).end()
    is_clear = code == 2 and not is_traceback(said) and any(word in said for word in words)
    return "" if is_clear else f"status {code}: {said[:3000]}"


def _other_server(_: Processes, folder: Path, chance: np.random.Generator) -> str:
    with other_server(_GREETINGS[int(chance.integers(len(_GREETINGS)))]) as address:
        return _refused(folder, address, "is not a Dask scheduler")


def _nothing_there(_: Processes, folder: Path, __: np.random.Generator) -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return _refused(folder, f"tcp://127.0.0.1:{free.getsockname()[1]}", "no Dask scheduler answers")


def _no_workers(started: Processes, folder: Path, _: np.random.Generator) -> str:
    return _refused(folder, started.scheduler(), "has no workers; start one with")


def _worker_without(started: Processes, folder: Path, _: np.random.Generator) -> str:
    address = started.scheduler()
    started.worker(address, has_program=False)
    return _refused(folder, address, "cannot run this program")


def _scheduler_without(started: Processes, folder: Path, _: np.random.Generator) -> str:
    address = started.scheduler(has_program=False)
    started.worker(address)
    return _refused(folder, address, "the scheduler: cannot run this program")


def _lost(number: int) -> Callable[[Processes, Path, np.random.Generator], str]:
    """Kill the scheduler (0) or the only worker (1) once some shards are kept."""

    def lost(started: Processes, folder: Path, chance: np.random.Generator) -> str:
        address = started.scheduler()
        started.worker(address)
        after = int(chance.integers(1, 8))
        killer = threading.Thread(target=_kill, args=(started, number, folder / "kept" / "shards", after), daemon=True)
        child = Child(runs.begun(folder / "kept", folder / "out", "--scheduler", address))
        killer.start()
        code, said = child.end()
        # All shards may be there before the end of a process is noticed.
        is_clear = "was lost" in said and "shards are kept. Go on with:" in said
        return (
            "" if code == 0 or (code == 2 and is_clear and not is_traceback(said)) else f"status {code}: {said[:3000]}"
        )

    return lost


def _kill(started: Processes, number: int, shards: Path, after: int) -> None:
    while not shards.exists() or len(list(shards.iterdir())) < after:
        time.sleep(0.01)
    started.kill(number)


FAULTS: dict[str, Callable[[Processes, Path, np.random.Generator], str]] = {
    "another server": _other_server,
    "nothing there": _nothing_there,
    "no workers": _no_workers,
    "a worker without the program": _worker_without,
    "a scheduler without the program": _scheduler_without,
    "the scheduler lost": _lost(0),
    "the only worker lost": _lost(1),
}
