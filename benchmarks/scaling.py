"""What a run in shards costs as books, paths, worlds and workers grow: `python -m benchmarks.scaling`.

`--memory PATHS` runs a small book of that many paths to its tables in this process, and prints the most memory it held.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.book import applicants_per_path, stated_book
from benchmarks.memory import ROOT, SMALL_APPLICATIONS_PER_MONTH, SMALL_YEARS, peak_memory_bytes
from simulator.analysis.streaming.shard_results import ComparisonWork
from simulator.analysis.streaming.shard_size import fitting_shard
from simulator.analysis.streaming.streamed import FinishedShards, streamed
from simulator.running.execute import run_shards
from simulator.running.shards import shards_of
from simulator.running.store import Store
from simulator.running.workers import Workers
from simulator.scenario.study import Policy, Study

ONE = Workers(count=1)
YEARS = 2
PER_MONTH = 10.0
POLICIES = 10
PATHS = 2_000
REPETITIONS = 2


def _study(policies: int, years: int = YEARS, per_month: float = PER_MONTH) -> Study:
    """Return a study of the stated book under rising ratios."""
    ratios = [(number + 1) / (policies + 1) for number in range(policies)]
    made = [
        Policy(f"ratio {ratio:.3f}", {}, stated_book(ratio, years=years, applications_per_month=per_month))
        for ratio in ratios
    ]
    return Study("Scaling", "", made[0].name, tuple(made))


@dataclass(frozen=True)
class Cost:
    """Seconds of one run: of its shards by the clock, of its shards on processors of this process, of the reading."""

    clock: float
    processor: float
    reading: float


def run_whole(study: Study, paths: int, workers: Workers = ONE, shard_paths: int = 0) -> Cost:
    """Run all shards and read them together."""
    with tempfile.TemporaryDirectory() as place:
        store = Store(Path(place) / "run")
        store.begin({}, {})
        shards = shards_of(paths, shard_paths or fitting_shard(len(study.policies), paths))
        work = ComparisonWork(study)
        clock, processor = time.perf_counter(), time.process_time()
        run_shards(work, shards, store, workers)
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        reading = time.process_time()
        store.finish(shards)
        streamed(FinishedShards(work, store, shards), 0.0)
        return Cost(clock, processor, time.process_time() - reading)


@dataclass(frozen=True)
class Case:
    """What is varied, what it is called, and the run: study, paths, workers, paths of a shard (0: what fits)."""

    varied: str
    name: str
    run: tuple[Study, int, Workers, int]


def _cases() -> Iterator[Case]:
    for per_month in (1.0, 10.0, 100.0, 1000.0):
        paths = round(PATHS * min(1.0, PER_MONTH / per_month))
        yield Case(
            "book", f"{per_month:g} applications a month", (_study(POLICIES, per_month=per_month), paths, ONE, 0)
        )
    for paths in (500, 2_000, 20_000):
        yield Case("paths", f"{paths:,} paths", (_study(POLICIES), paths, ONE, 500))
    for size in (20, 100, 500, 2_000):
        yield Case("shard", f"{size:,} paths a shard", (_study(POLICIES), PATHS, ONE, size))
    for policies in (1, 10, 100):
        yield Case("policies", f"{policies} policies", (_study(policies), PATHS, ONE, 500))
    for workers in (ONE, Workers(count=2), Workers("processes", 1), Workers("processes", 2)):
        yield Case("workers", f"{workers.count} {workers.kind}", (_study(POLICIES), 5 * PATHS, workers, 500))


def measure(cases: Iterable[Case] | None = None) -> list[dict[str, object]]:
    """Return one row per case: seconds, and nanoseconds of a processor per applicant, path and policy.

    Work of other processes is not in their parent's processor time: their row has none.
    """
    run_whole(_study(2), 20)
    rows: list[dict[str, object]] = []
    for case in _cases() if cases is None else cases:
        cost = min((run_whole(*case.run) for _ in range(REPETITIONS)), key=lambda cost: cost.clock)
        study, paths, workers, _ = case.run
        each = paths * applicants_per_path(study.policies[0].scenario) * len(study.policies)
        is_here = workers.kind == "threads"
        rows.append(
            {
                "varied": case.varied,
                "case": case.name,
                "clock_seconds": cost.clock,
                "reading_seconds": cost.reading,
                "ns": 1e9 * cost.processor / each if is_here else None,
            }
        )
    return rows


def peak_of_run(paths: int) -> int:
    """Return the peak memory in bytes of a small book run in shards to its tables, in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.scaling", "--memory", str(paths)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(json.loads(done.stdout)["peak_bytes"])


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--memory", type=int, metavar="PATHS", help="peak memory of so many paths of a small book")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    options = parser.parse_args()
    if options.memory:
        small = _study(1, years=SMALL_YEARS, per_month=SMALL_APPLICATIONS_PER_MONTH)
        cost = run_whole(small, options.memory, Workers(count=2))
        print(json.dumps({"paths": options.memory, "peak_bytes": peak_memory_bytes(), **asdict(cost)}))
        return
    rows = measure()
    if options.json:
        print(json.dumps(rows, indent=2))
        return
    table = Table("varied", "case", "seconds", "reading (s)", "ns of a processor per applicant, path, policy")
    for row in rows:
        cells = [row[key] for key in ("clock_seconds", "reading_seconds", "ns")]
        table.add_row(str(row["varied"]), str(row["case"]), *("-" if cell is None else f"{cell:.2f}" for cell in cells))
    Console().print(table)


if __name__ == "__main__":
    main()
