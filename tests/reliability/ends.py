"""Runs that are killed: kill -9 of the program, of a worker, of a Dask worker; and a shard that always fails."""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.errors import ShardError
from simulator.running.execute import run_shards
from simulator.running.shards import Shard, shards_of
from simulator.running.store import PLAN, SHARDS, Store
from simulator.running.workers import Workers
from tests.reliability import runs
from tests.reliability.trial import Child, Plan, Trial, in_blocks
from tests.running.made_up_work import Squares

PLACES = (
    Workers(count=1),
    Workers(count=2),
    Workers("processes", 2),
    Workers("local cluster", 1),
    Workers("local cluster", 2),
)
OPTIONS = (("--threads", 1), ("--threads", 2), ("--processes", 2), ("--local-cluster", 1), ("--local-cluster", 2))
_MADE_UP = shards_of(103, 10)
_LONG = shards_of(400, 10)


def killed_programs(plan: Plan) -> Trial:
    """Kill -9 at a random instant, perhaps once more while going on, then go on to the end."""
    trial, wanted, kept = Trial("kill -9 of the program, then resume"), runs.whole(plan.place), []
    for case in plan.cases:
        chance, folder = plan.chance(case), plan.folder(case)
        shards, out = folder / "kept", folder / "out"
        _killed(Child(runs.begun(shards, out, "--threads", 1 + case % 2)), chance.uniform(0, 1.1 * wanted.seconds))
        kept.append(_count(shards))
        if case % 3 == 0 and (shards / PLAN).exists():
            _killed(Child(runs.resumed(shards, out)), chance.uniform(0, wanted.seconds))
        trial.check(case, runs.finished(shards, out, wanted))
    part = sum(0 < count < 20 for count in kept)
    trial.notes.append(f"{kept.count(0)} before the first shard, {part} amid them, {kept.count(20)} after the last")
    return trial


def _killed(child: Child, seconds: float) -> None:
    time.sleep(seconds)
    child.kill()
    child.end()


def _count(folder: Path) -> int:
    return len([path for path in (folder / SHARDS).glob("*") if path.suffix == ""]) if folder.exists() else 0


@dataclass(frozen=True)
class Slow:
    """The made-up squares, with the time that a small shard of a real run takes."""

    def results(self, shard: Shard) -> dict[str, np.ndarray]:
        """Return the squares after a while."""
        time.sleep(0.05)
        return Squares().results(shard)


def killed_workers(plan: Plan) -> Trial:
    """Kill -9 one of two worker processes at a random instant; the run ends by itself with the same hash."""
    trial = Trial("kill -9 of a worker process")
    wanted = _ended(plan.place / "whole", Workers(count=1))
    in_blocks(plan, trial, lambda case: _with_a_worker_killed(plan, case, wanted), is_limited=False)
    return trial


def _with_a_worker_killed(plan: Plan, case: int, wanted: str) -> str:
    with _killing(plan.chance(case).uniform(0, 0.8)) as killed:
        try:
            found = _ended(plan.folder(case) / "kept", Workers("processes", 2))
        except ShardError as error:
            return str(error)
    if not killed:
        return "no worker was killed"
    return "" if found == wanted else f"another hash: {found}"


def _ended(folder: Path, workers: Workers) -> str:
    store = Store(folder)
    store.begin({}, {})
    run_shards(Slow(), _LONG, store, workers)
    return store.finish(_LONG)


@contextlib.contextmanager
def _killing(seconds: float) -> Iterator[list[int]]:
    """Kill one worker of this process, so long after both have begun."""
    killed: list[int] = []
    end = threading.Event()

    def kill() -> None:
        while not end.is_set() and len(_workers()) < 2:
            time.sleep(0.01)
        if not end.wait(seconds):
            killed.append(_workers()[-1])
            os.kill(killed[0], signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        end.set()
        thread.join()


def _workers() -> list[int]:
    """Return the worker processes of a pool of this process: those that `spawn` has started."""
    return sorted(child.pid for child in multiprocessing.active_children() if child.pid is not None)


def same_hash(plan: Plan) -> Trial:
    """The real engine on every kind of worker, and a Dask worker killed in the middle."""
    trial, wanted = Trial("same hash on all kinds of workers"), runs.whole(plan.place)
    in_blocks(plan, trial, lambda case: _hashed(plan.folder(case), case, wanted), is_limited=False)
    return trial


def _hashed(folder: Path, case: int, wanted: runs.Whole) -> str:
    if case >= len(OPTIONS):
        return _with_a_dask_worker_killed(folder)
    code, said = Child(runs.begun(folder / "kept", folder / "out", *OPTIONS[case])).end()
    fault = f"status {code}: {said[-300:]}" if code else runs.unsound(folder / "kept", wanted)
    return f"{OPTIONS[case]}: {fault}" if fault else ""


def _with_a_dask_worker_killed(folder: Path) -> str:
    store, wanted = Store(folder / "kept"), Store(folder / "whole")
    store.begin({}, {})
    wanted.begin({}, {})
    run_shards(Squares(), _MADE_UP, wanted, Workers(count=1))
    (folder / "notes").mkdir()
    work = Squares(deadly=(4,), once=str(folder / "notes"))
    run_shards(work, _MADE_UP, store, Workers("local cluster", 2))
    if not (folder / "notes" / _MADE_UP[4].name).exists():
        return "no Dask worker was killed"
    return "" if store.finish(_MADE_UP) == wanted.finish(_MADE_UP) else "another hash with a Dask worker killed"


def poison(plan: Plan) -> Trial:
    """One shard always fails, everywhere: it is named alone, all others are kept."""
    trial = Trial("a shard that always fails")
    in_blocks(plan, trial, lambda case: _poisoned(plan, case), is_limited=False)
    return trial


def _poisoned(plan: Plan, case: int) -> str:
    bad = int(plan.chance(case).integers(len(_MADE_UP)))
    store, workers = Store(plan.folder(case) / "kept"), PLACES[case % len(PLACES)]
    store.begin({}, {})
    try:
        run_shards(Squares(poison=(bad,)), _MADE_UP, store, workers)
    except ShardError as error:
        if list(error.reasons) != [_MADE_UP[bad].name]:
            return f"{workers}: named {list(error.reasons)}"
        is_kept = store.missing(_MADE_UP) == ([_MADE_UP[bad]], 0)
        return "" if is_kept else f"{workers}: the others are not all kept"
    return f"{workers}: nothing was said"
