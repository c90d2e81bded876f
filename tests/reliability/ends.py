"""Runs that are killed: kill -9 of the program, of a worker, of a Dask worker; and a shard that always fails."""

import contextlib
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
from tests.reliability.trial import Child, Plan, Trial
from tests.running.made_up_work import Squares

PLACES = {
    "one thread": Workers(count=1),
    "two threads": Workers(count=2),
    "two processes": Workers("processes", 2),
    "Dask, one worker": Workers("local cluster", 1),
    "Dask, two workers": Workers("local cluster", 2),
}
KILLS_PER_RUN = 2
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
    """Kill -9 one of two worker processes at random instants; the run ends by itself with the same hash."""
    trial = Trial("kill -9 of a worker process")
    wanted = _ended(plan.place / "whole", Workers(count=1))
    for first in range(plan.cases.start, plan.cases.stop, KILLS_PER_RUN):
        cases = range(first, min(first + KILLS_PER_RUN, plan.cases.stop))
        with _killing(plan, cases) as killed:
            fault = ""
            try:
                found = _ended(plan.place / f"{first:05d}", Workers("processes", 2))
                fault = "" if found == wanted else f"another hash: {found}"
            except ShardError as error:
                fault = str(error)
        for case in cases:
            trial.check(case, fault or ("" if case in killed else "no worker was there to kill"))
    return trial


def _ended(folder: Path, workers: Workers) -> str:
    store = Store(folder)
    store.begin({}, {})
    run_shards(Slow(), _LONG, store, workers)
    return store.finish(_LONG)


@contextlib.contextmanager
def _killing(plan: Plan, cases: range) -> Iterator[set[int]]:
    """Kill one worker of this process for each case, meanwhile."""
    killed: set[int] = set()
    end = threading.Event()

    def kill() -> None:
        for case in cases:
            chance = plan.chance(case)
            while not end.is_set() and len(_workers()) < 2:
                time.sleep(0.01)
            if end.wait(chance.uniform(0, 0.8)):
                return
            if workers := _workers():
                os.kill(int(chance.choice(workers)), signal.SIGKILL)
                killed.add(case)
            time.sleep(0.3)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        end.set()
        thread.join()


def _workers() -> list[int]:
    """Return the worker processes of a pool of this process: those that `spawn` has started."""
    import multiprocessing

    return sorted(child.pid for child in multiprocessing.active_children() if child.pid is not None)


def same_hash(plan: Plan) -> Trial:
    """The real engine on every kind of worker, and a Dask worker killed in the middle."""
    trial, wanted = Trial("same hash on all kinds of workers"), runs.whole(plan.place)
    words = {
        "one thread": ("--threads", 1), "two threads": ("--threads", 2), "two processes": ("--processes", 2),
        "Dask, one worker": ("--local-cluster", 1), "Dask, two workers": ("--local-cluster", 2),
    }  # fmt: skip
    for case, (name, where) in enumerate(words.items()):
        if case not in plan.cases:
            continue
        folder = plan.folder(case)
        code, said = Child(runs.begun(folder / "kept", folder / "out", *where)).end()
        fault = f"status {code}: {said[-300:]}" if code else runs.unsound(folder / "kept", wanted)
        trial.check(case, f"{name}: {fault}" if fault else "")
    if len(words) in plan.cases:
        trial.check(len(words), _with_a_dask_worker_killed(plan.folder(len(words))))
    return trial


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
    for case in plan.cases:
        name, workers = list(PLACES.items())[case % len(PLACES)]
        bad = int(plan.chance(case).integers(len(_MADE_UP)))
        store = Store(plan.folder(case) / "kept")
        store.begin({}, {})
        try:
            run_shards(Squares(poison=(bad,)), _MADE_UP, store, workers)
            fault = "nothing was said"
        except ShardError as error:
            fault = "" if list(error.reasons) == [_MADE_UP[bad].name] else f"named {list(error.reasons)}"
        if not fault and store.missing(_MADE_UP) != ([_MADE_UP[bad]], 0):
            fault = "the others are not all kept"
        trial.check(case, f"{name}: {fault}" if fault else "")
    return trial
