"""Peak memory of a run in a process of its own: `python -m benchmarks.memory PATHS`."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.book import stated_book
from benchmarks.peak import peak_memory_bytes
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare

ROOT = Path(__file__).resolve().parent.parent
SMALL_YEARS = 1
SMALL_APPLICATIONS_PER_MONTH = 1.0
COLUMNS = ("lent_covered", "fund_paid", "bank_loss")


def run_small_book(paths: int) -> int:
    """Simulate the stated book at one application a month for a year, one policy; return the peak memory, in bytes.

    Working memory does not depend on the size of the book's paths; what grows is what is kept of each path.
    """
    book = stated_book(years=SMALL_YEARS, applications_per_month=SMALL_APPLICATIONS_PER_MONTH)
    simulate(prepare(book, [book]), paths, threads=2, columns=COLUMNS)
    return peak_memory_bytes()


def peak_of_own_process(paths: int) -> int:
    """Return the peak memory of `run_small_book` in a fresh process, in bytes."""
    command = [sys.executable, "-m", "benchmarks.memory", str(paths)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(json.loads(done.stdout))


if __name__ == "__main__":
    print(json.dumps(run_small_book(int(sys.argv[1]))))
