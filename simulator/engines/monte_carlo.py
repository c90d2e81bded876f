"""The Monte Carlo engine: (policies of one world, seed, paths) -> ledger."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import numpy as np

import simulator.engines.kernel.records as r
from simulator.engines.kernel.paths import simulate_paths
from simulator.engines.preparing import Prepared
from simulator.engines.preparing.scratch import TABLE_OF_OVERFLOW, make_scratch, month_sums
from simulator.ledger import TOTALS, Ledger, check_balances

Progress = Callable[[int, int], None]
LANE_PATHS_PER_CHUNK = 1 << 14
CHUNKS_PER_THREAD = 2
LIMB_BITS = 40


class _Run:
    """One run: hands chunks of paths to threads and gathers what they leave."""

    def __init__(self, prepared: Prepared, paths: int, columns: tuple[str, ...], watched: tuple[int, ...]) -> None:
        self.prepared = prepared
        self.columns = [TOTALS.index(name) for name in columns]
        policies = len(prepared.layout.lane_of)
        self.totals = np.zeros((paths, policies, len(columns)), dtype=np.int64)
        arms = np.unique(prepared.layout.arm_of)
        self.arm_index = np.searchsorted(arms, prepared.layout.arm_of)
        self.arms = arms
        self.arm_totals = np.zeros((paths, len(arms), len(columns)), dtype=np.int64)
        self.balances = np.zeros((paths, prepared.world.last + 1, len(watched)), dtype=np.int64)
        self.shortfalls = np.zeros_like(self.balances)
        self.watched = prepared.layout.lane_of[list(watched)].astype(np.int64)
        self.capital = prepared.lanes.setting[r.CAPITAL, : prepared.lanes.size]
        self.local = threading.local()
        self.sums_high = month_sums(prepared.world, len(watched))
        self.sums_low = np.zeros_like(self.sums_high)
        self.lock = threading.Lock()
        self.stopped = False

    def chunk(self, offset: int, first: int, count: int) -> int:
        """Simulate `count` paths from `first`; write what they leave at `offset`; return `count`."""
        if self.stopped:
            return 0
        prepared = self.prepared
        totals = np.zeros((count, prepared.lanes.size, len(TOTALS)), dtype=np.int64)
        sums = month_sums(prepared.world, len(self.watched))
        balances, shortfalls = (kept[offset : offset + count] for kept in (self.balances, self.shortfalls))
        while True:
            if getattr(self.local, "sizes", None) != prepared.sizes:
                self.local.scratch = make_scratch(prepared.world, prepared.lanes, prepared.sizes)
                self.local.sizes = dict(prepared.sizes)
            sums[:] = 0
            full = simulate_paths(
                prepared.world,
                prepared.lanes,
                self.local.scratch,
                first,
                totals,
                sums,
                balances,
                shortfalls,
                self.watched,
            )
            if full == 0:
                break
            with self.lock:
                table = TABLE_OF_OVERFLOW[full]
                # unless another thread has just made it longer
                if prepared.sizes[table] == self.local.sizes[table]:
                    prepared.sizes[table] *= 2
        check_balances(totals, self.capital, prepared.scenario.clock.run_off, first)
        wanted = totals[:, :, self.columns]
        self.totals[offset : offset + count] = wanted[:, prepared.layout.lane_of]
        self.arm_totals[offset : offset + count] = wanted[:, self.arms]
        with self.lock:
            self.sums_high += sums >> LIMB_BITS
            self.sums_low += sums & ((1 << LIMB_BITS) - 1)
        return count

    def ledger(self, columns: tuple[str, ...], watched: tuple[int, ...]) -> Ledger:
        """Return the ledger of all chunks."""
        paths = len(self.totals)
        exact = self.sums_high.astype(object) * (1 << LIMB_BITS) + self.sums_low.astype(object)
        means = (exact / paths).astype(np.float64)
        arms = self.arm_totals[:, self.arm_index]
        return Ledger(self.totals, arms, columns, means, self.balances, self.shortfalls, watched)


def simulate(
    prepared: Prepared,
    paths: int,
    *,
    first_path: int = 0,
    threads: int | None = None,
    chunk: int | None = None,
    columns: tuple[str, ...] = TOTALS,
    watched: tuple[int, ...] = (),
    progress: Progress | None = None,
) -> Ledger:
    """Simulate paths first_path, first_path + 1, ... and return their ledger.

    The result does not depend on `threads` or `chunk`, to the last bit.

    Parameters
    ----------
    prepared
        From `prepare`.
    paths
        Number of paths.
    threads
        Number of threads; default all processors.
    columns
        Totals to keep for every path.
    watched
        Policies whose month rows, fund balances and shortfalls are kept.
    progress
        Called with (paths done, paths in all).

    Raises
    ------
    BalanceError
        When an account of any path does not balance to the fen.
    """
    run = _Run(prepared, paths, columns, watched)
    workers = threads or os.cpu_count() or 1
    if chunk is None:
        part = -(-paths // (CHUNKS_PER_THREAD * workers))
        chunk = max(16, min(1024, LANE_PATHS_PER_CHUNK // prepared.lanes.size, part))
    starts = range(0, paths, chunk)
    workers = max(1, min(workers, len(starts)))
    done = 0
    with ThreadPoolExecutor(workers) as executor:
        waiting: set[Future[int]] = {
            executor.submit(run.chunk, start, first_path + start, min(chunk, paths - start)) for start in starts
        }
        try:
            while waiting:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                done += sum(future.result() for future in finished)
                if progress is not None:
                    progress(done, paths)
        except BaseException:
            run.stopped = True
            for future in waiting:
                future.cancel()
            raise
    return run.ledger(columns, watched)
