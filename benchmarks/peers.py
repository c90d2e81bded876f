"""`python -m benchmarks.peers`: the same task done by this program and by its peers, in one table.

$ python3 -m venv peers && peers/bin/pip install -r benchmarks/requirements-peers.txt
$ python -m benchmarks.peers --python peers/bin/python
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from benchmarks.memory import ROOT
from benchmarks.peer_tasks import TOOLS

PATHS = 100_000
ROUNDS = 3
PATIENCE_SECONDS = 600
OURS = {"portfolio": "Monte Carlo", "claims": "exact", "desks": "operations"}
"""By whose processor time those of the others are divided: on a busy machine it moves less than wall time."""
OUR_TOOLS = ("Monte Carlo", "Monte Carlo, 2 threads", "exact", "operations")
PACKAGE_OF = {"PAL": "proteusllp-actuarial-library", "PAL, binomial": "proteusllp-actuarial-library"}
TITLES = {
    "portfolio": "One-year portfolio: 2,000 equal loans, PD 2 %, loss given default 0.6, rho 0.12; {count} paths",
    "claims": "Share and limit: Poisson(40) lognormal claims, the fund pays half, at most 80; {count} paths if any",
    "desks": "Two desks in a row, three seats each, 2.4 people a day, one day's work: {count} people",
}
# Quadrature, Fourier transform, and Erlang C with Burke's theorem: worked out outside this program.
EXACT = {
    "portfolio": {"mean loss": 24.0, "VaR 99.9 %": 178.2},
    "claims": {"fund pays": 59.4069, "bank's VaR 99.5 %": 120.766},
    "desks": {"days at desk 1": 1.078651685393258, "days at desk 2": 1.078651685393258},
}


@dataclass
class Runs:
    """What one tool did of one task: all runs, or why there is none."""

    task: str
    tool: str
    seconds: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)
    memory: float = 0.0
    memory_before: float = 0.0
    figures: dict[str, float] = field(default_factory=dict)
    failure: str = ""

    @property
    def name(self) -> str:
        """The tool's name, with a mark on this program's own."""
        return f"**this program, {self.tool}**" if self.tool in OUR_TOOLS else self.tool


def run_once(runs: Runs, python: str, amount: int) -> None:
    """Run the tool in a process of its own and add what it did; a failure is noted and ends its turns."""
    if runs.failure:
        return
    interpreter = sys.executable if runs.tool in OUR_TOOLS else python
    command = [interpreter, "-m", "benchmarks.peer_tasks", runs.task, runs.tool, str(amount)]
    one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=one_thread, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
        )
        found = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        runs.failure = f"gave up after {PATIENCE_SECONDS} s"
    except (OSError, ValueError, IndexError) as error:
        runs.failure = f"failed: {error}"
    else:
        _add(runs, found, done.stderr)


def _add(runs: Runs, found: dict | None, errors: str) -> None:
    if found is None:
        last = (errors.strip().splitlines() or ["no message"])[-1]
        runs.failure = "not installed" if last.startswith("ModuleNotFoundError") else f"failed: {last[:160]}"
        return
    runs.seconds.append(found["seconds"])
    runs.processor_seconds.append(found["processor_seconds"])
    runs.memory = max(runs.memory, found["memory"])
    runs.memory_before = max(runs.memory_before, found["memory_before"])
    runs.figures = found["figures"]


def measure(tasks: Sequence[str], python: str, paths: int, rounds: int) -> list[Runs]:
    """Run every tool of the tasks in turns, so that a slow spell does not fall on one of them alone."""
    every = [Runs(task, tool) for task in tasks for tool in TOOLS[task]]
    for number in range(rounds):
        for runs in every:
            print(f"round {number + 1}: {runs.task}, {runs.tool}", file=sys.stderr)
            run_once(runs, python, paths)
    return every


def table(task: str, every: Sequence[Runs], paths: int) -> str:
    """Return a task's table as Markdown: each tool's shortest times, its memory, its figures and their errors."""
    mine = [runs for runs in every if runs.task == task]
    ours = next((min(runs.processor_seconds) for runs in mine if runs.tool == OURS[task] and runs.seconds), None)
    names = list(EXACT[task])
    heads = ["tool", "seconds", "processor seconds", "times ours", "peak MB", "more than before", *names]
    exact = ["exact value", *[""] * 5, *(f"{EXACT[task][name]:.4g}" for name in names)]
    title = TITLES[task].format(count=f"{paths:,}")
    lines = [f"### {title}", "", _row(heads), _row(["---", *["---:"] * (len(heads) - 1)])]
    lines += [_row(cells) for cells in (*(_cells(runs, ours, names) for runs in mine), exact)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(runs: Runs, ours: float | None, names: Sequence[str]) -> list[str]:
    if not runs.seconds:
        return [runs.name, runs.failure, *[""] * (4 + len(names))]
    work = min(runs.processor_seconds)
    ratio = "" if ours is None else f"{work / ours:.3g}"
    figures = [f"{runs.figures[name]:.5g} ({_error(runs, name):+.3g} %)" for name in names]
    grown = runs.memory - runs.memory_before
    spent = [f"{min(runs.seconds):.3g}", f"{work:.3g}", ratio]
    return [runs.name, *spent, f"{runs.memory / 1e6:.0f}", f"{grown / 1e6:.0f}", *figures]


def _error(runs: Runs, name: str) -> float:
    exact = EXACT[runs.task][name]
    return 100 * (runs.figures[name] / exact - 1)


def versions(python: str) -> str:
    """Return the machine and the versions of the packages compared."""
    packages = sorted({PACKAGE_OF.get(tool, tool) for tools in TOOLS.values() for tool in tools} - {*OUR_TOOLS})
    code = (
        "import importlib.metadata as m, sys\n"
        "for p in sys.argv[1:]:\n"
        "    try: print(p, m.version(p))\n"
        "    except m.PackageNotFoundError: print(p, 'not installed')"
    )
    done = subprocess.run([python, "-c", code, *packages], capture_output=True, text=True, check=True)
    own = f"NumPy {metadata.version('numpy')}, numba {metadata.version('numba')}"
    machine = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, {own}"
    return f"{machine}; {', '.join(done.stdout.split(chr(10))[:-1])}"


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="interpreter with the peers, another than this one")
    parser.add_argument("--paths", type=int, default=PATHS, help=f"paths, and people at the desks; default {PATHS:,}")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of every tool in turns; default {ROUNDS}")
    options = parser.parse_args()
    # A bare name is looked up on PATH, anything else from here, as the tools run in another folder.
    python = str(Path(options.python).absolute()) if os.sep in options.python else options.python
    every = measure(tuple(TOOLS), python, max(2, options.paths), max(1, options.rounds))
    print("\n\n".join(table(task, every, options.paths) for task in TOOLS))
    print(f"\n{versions(python)}; shortest of {options.rounds} rounds.")


if __name__ == "__main__":
    main()
