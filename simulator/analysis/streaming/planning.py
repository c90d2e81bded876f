"""How long a run in shards takes, what it needs, and how large its shards should be: from a short probe."""

import time
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from simulator.analysis.path_totals import FAN_PATHS
from simulator.analysis.streaming.shard_size import FEWEST_PATHS, Unit
from simulator.running.shard_file import encoded
from simulator.running.shards import Shard, Work

PROBE_SECONDS = 1.5
TIMED = 2
LARGEST_OVERHEAD = 0.05
BUSY = 1.25
"""By the clock a probe takes this many times its processor time where something else runs."""
SHARDS_PER_WORKER = 4
MORE_WORKERS = (4, 8, 16, 32, 64)


class PlannedWork(Work, Protocol):
    """Work that knows its size."""

    unit: ClassVar[Unit]

    @property
    def units(self) -> int:
        """Number of policies or funds."""

    @property
    def applicants(self) -> float:
        """Mean number of applications of one of them on one path."""

    def most_paths(self, paths: int) -> int:
        """Return the paths of the largest shard."""


@dataclass(frozen=True)
class Probe:
    """One shard that was computed twice: its paths, the shorter times in seconds, bytes on disk, bytes of memory."""

    paths: int
    seconds: float
    """Of a processor."""
    wall_seconds: float
    """By the clock."""
    disk: int
    memory: int


@dataclass(frozen=True)
class TimeByWorkers:
    """How long the run takes with so many workers; reckoned where this machine has fewer processors."""

    workers: int
    seconds: float
    is_reckoned: bool


@dataclass(frozen=True)
class RunPlan:
    """What a run in shards takes.

    Attributes
    ----------
    paths
        Of the run.
    unit, units
        Of what each path holds several, and how many.
    applicants
        Mean number of applications of one unit on one path.
    overhead, per_path
        Seconds on one worker: of a shard whatever its size, and of each of its paths.
    efficiency
        Work done by all processors together, per processor, against one alone.
    shard_paths
        Best size of a shard.
    shards
        Their number.
    disk
        Bytes that the shards take.
    memory
        Bytes that one worker takes beside the program itself.
    times
        By number of workers.
    probes
        What was measured.
    is_busy
        Whether something else used the processors meanwhile, so that the efficiency is too low.
    """

    paths: int
    unit: Unit
    units: int
    applicants: float
    overhead: float
    per_path: float
    efficiency: float
    shard_paths: int
    shards: int
    disk: int
    memory: int
    times: tuple[TimeByWorkers, ...]
    probes: tuple[Probe, ...]
    is_busy: bool

    @property
    def nanoseconds(self) -> float:
        """Return the cost of one applicant of one unit on one path, on one worker, in nanoseconds."""
        each = self.per_path + self.overhead / self.shard_paths
        return 1e9 * each / (self.applicants * self.units) if self.applicants else 0.0


def plan_run(work: PlannedWork, paths: int, processors: int) -> RunPlan:
    """Return what a run takes, after computing a few shards of rising size on one thread.

    Seconds, disk and memory of a shard are taken to be straight lines in its paths, drawn through the probes. The best
    size is the smallest at which what a shard costs whatever its size is at most 5 % of it, as long as it fits into
    memory and every worker gets some shards.

    Parameters
    ----------
    processors
        Number of workers that this machine runs at once.
    """
    most = work.most_paths(paths)
    work.results(Shard(0, 0, 1))
    probes = _probes(work, most)
    overhead, per_path = _line(probes, lambda probe: probe.seconds)
    size = _best_size(overhead / per_path if per_path else 0.0, most, paths, processors)
    shards = -(-paths // size)
    efficiency = _efficiency(work, probes[-1], processors)
    alone = shards * overhead + paths * per_path
    disk, disk_per_path = _line(probes, lambda probe: float(probe.disk))
    memory, memory_per_path = _line(probes, lambda probe: float(probe.memory))
    return RunPlan(
        paths=paths,
        unit=work.unit,
        units=work.units,
        applicants=work.applicants,
        overhead=overhead,
        per_path=per_path,
        efficiency=efficiency,
        shard_paths=size,
        shards=shards,
        disk=round(shards * disk + paths * disk_per_path),
        memory=round(memory + size * memory_per_path),
        times=tuple(_times(alone, efficiency, shards, processors)),
        probes=tuple(probes),
        is_busy=probes[-1].wall_seconds > BUSY * probes[-1].seconds,
    )


def _probes(work: PlannedWork, most: int) -> list[Probe]:
    """Return shards of doubling size, until one takes long enough or is as large as may be."""
    found = [_probe(work, max(1, min(FEWEST_PATHS, most // 2)))]
    while len(found) < 2 or (found[-1].wall_seconds < PROBE_SECONDS and found[-1].paths < most):
        found.append(_probe(work, min(most, 2 * found[-1].paths) if most > 1 else 2))
    return found


def _probe(work: PlannedWork, paths: int) -> Probe:
    # Beyond the paths whose balance is drawn, as most shards of a large run are.
    # Processor time: what else runs on the machine does not count.
    times, waits = [], []
    for _ in range(TIMED):
        start, start_wall = time.process_time(), time.perf_counter()
        content = encoded(work.results(Shard(0, FAN_PATHS, paths)))
        times.append(time.process_time() - start)
        waits.append(time.perf_counter() - start_wall)
    tracemalloc.start()
    try:
        encoded(work.results(Shard(0, 0, paths)))
        memory = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return Probe(paths, min(times), min(waits), len(content), memory)


def _line(probes: Sequence[Probe], read: Callable[[Probe], float]) -> tuple[float, float]:
    """Return what is there at 0 paths, at least 0, and what each path adds: the line with the least relative errors."""
    paths = np.array([probe.paths for probe in probes], dtype=np.float64)
    values = np.array([read(probe) for probe in probes])
    design = np.stack([np.ones_like(paths), paths], axis=1) / values[:, None]
    (fixed, each), *_ = np.linalg.lstsq(design, np.ones_like(values))
    if fixed < 0 or each < 0:
        return 0.0, float(values.sum() / paths.sum())
    return float(fixed), float(each)


def _best_size(overhead_paths: float, most: int, paths: int, processors: int) -> int:
    """Return the size of a shard, given to how many paths its overhead is equal."""
    wanted = max(FEWEST_PATHS, round(overhead_paths / LARGEST_OVERHEAD))
    shared_out = max(FEWEST_PATHS, paths // (SHARDS_PER_WORKER * processors))
    return max(1, min(wanted, most, shared_out, paths))


def _efficiency(work: PlannedWork, probe: Probe, processors: int) -> float:
    """Return how much of its speed a worker keeps when all processors work."""
    if processors == 1:
        return 1.0
    start = time.perf_counter()
    with ThreadPoolExecutor(processors) as pool:
        list(pool.map(work.results, [Shard(i, FAN_PATHS + i * probe.paths, probe.paths) for i in range(processors)]))
    return min(1.0, probe.seconds / (time.perf_counter() - start))


def _times(alone: float, efficiency: float, shards: int, processors: int) -> list[TimeByWorkers]:
    counts = sorted({1, processors, *(count for count in MORE_WORKERS if count > processors)})
    found = []
    for count in counts:
        rounds = -(-shards // count)
        kept = 1.0 if count == 1 else efficiency
        found.append(TimeByWorkers(count, rounds * alone / shards / kept, count > processors))
    return found
