"""What a pool costs as funds, paths, shards, books, worlds and workers grow: `python -m benchmarks.pooling`.

The funds are those of `scenarios/studies/national_cities.toml`; every cost is of both economies together.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.memory import ROOT
from simulator.questions.pool.ask import of_shards
from simulator.questions.pool.work import ECONOMIES, PoolWork
from simulator.running.execute import run_shards
from simulator.running.shards import shards_of
from simulator.running.store import Store
from simulator.running.workers import Workers
from simulator.scenario.cities import City, CityStudy, read_cities
from simulator.scenario.read import read_scenario, vary

STUDY = ROOT / "scenarios" / "studies" / "national_cities.toml"
ONE = Workers(count=1)
REPETITIONS = 2
SHARD = 20
PER_MONTH = 170 / 12


@dataclass(frozen=True)
class Case:
    """What is varied, what it is called, and the run."""

    varied: str
    name: str
    study: CityStudy
    paths: int
    shard_paths: int = SHARD
    workers: Workers = ONE


def study_of(funds: int, paths: int, *, worlds: int = 1, per_month: float = PER_MONTH) -> CityStudy:
    """Return the national study with so many funds, evenly of so many worlds: compensation ratios."""
    study = read_cities(STUDY, (f"run.paths={paths}",))
    reading = read_scenario(STUDY.parent / "../hefei.toml", settings=(f"run.paths={paths}",))
    own = {**study.cities[0].settings, "applications.per_month": per_month}
    ratio = study.scenario.scheme.compensation_ratio
    cities = []
    for world in range(worlds):
        settings = {**own, "scheme.compensation_ratio": ratio + 0.1 * world / worlds}
        cities.append(City(f"City {world}", settings, vary(reading, settings), funds // worlds))
    return CityStudy(study.title, study.question, study.scenario, tuple(cities), study.centre)


def cases() -> Iterator[Case]:
    """Yield every run; one thing is varied at a time."""
    for funds in (1, 10, 100, 300):
        yield Case("funds", f"{funds} funds", study_of(funds, 20), 20)
    for paths in (20, 100):
        yield Case("paths", f"{paths} paths", study_of(100, paths), paths)
    for size in (1, 5, 20, 80):
        yield Case("shard", f"{size} paths a shard", study_of(100, 80), 80, size)
    for per_month in (1.0, PER_MONTH, 3 * PER_MONTH):
        yield Case("book", f"{12 * per_month:.0f} applications a year", study_of(50, 20, per_month=per_month), 20)
    for worlds in (1, 10, 50):
        yield Case("worlds", f"{worlds} worlds", study_of(50, 20, worlds=worlds), 20)
    for workers in (ONE, Workers(count=2)):
        yield Case("workers", f"{workers.count} {workers.kind}", study_of(100, 80), 80, SHARD, workers)


def measure(asked: Iterable[Case] | None = None) -> list[dict[str, object]]:
    """Return one row per case: seconds, and the processor's per fund and path and per applicant, of one economy."""
    _run(Case("", "", study_of(2, 2), 2))
    rows: list[dict[str, object]] = []
    for case in cases() if asked is None else asked:
        found = [_run(case) for _ in range(REPETITIONS)]
        best = min(found, key=lambda seconds: seconds["processor_seconds"])
        work = PoolWork(case.study)
        fund_paths = work.units * case.paths
        rows.append(
            {
                "varied": case.varied,
                "case": case.name,
                **best,
                "ms_per_fund_path": 1e3 * best["processor_seconds"] / (len(ECONOMIES) * fund_paths),
                "ns": 1e9 * best["processor_seconds"] / (fund_paths * work.applicants),
            }
        )
    return rows


def _run(case: Case) -> dict[str, float]:
    """Run all shards, read them together; return the seconds of each."""
    with tempfile.TemporaryDirectory() as place:
        store = Store(Path(place) / "run")
        store.begin({}, {})
        shards = shards_of(case.paths, case.shard_paths)
        work = PoolWork(case.study)
        times = [time.process_time()]
        clock = time.perf_counter()
        run_shards(work, shards, store, case.workers)
        clock = time.perf_counter() - clock
        times.append(time.process_time())
        store.finish(shards)
        if case.study.funds > 1:
            of_shards(work, store, shards)
        times.append(time.process_time())
    names = ("processor_seconds", "reading_seconds")
    return {"clock_seconds": clock, **dict(zip(names, (b - a for a, b in pairwise(times)), strict=True))}


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pooling", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    rows = measure()
    if parser.parse_args().json:
        print(json.dumps(rows, indent=2))
        return
    columns = {
        "clock_seconds": "seconds", "processor_seconds": "processor (s)",
        "reading_seconds": "reading (s)", "ms_per_fund_path": "ms per fund and path", "ns": "ns per applicant and path",
    }  # fmt: skip
    table = Table("varied", "case", *columns.values())
    for row in rows:
        table.add_row(str(row["varied"]), str(row["case"]), *(f"{row[key]:.3f}" for key in columns))
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
