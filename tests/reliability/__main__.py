"""Failures tried and counted.  Run as `python -m tests.reliability [--quick] [names...]`, or `make reliability`.

Each row of the summary is one trial: how many cases were tried, how many went as they should, and the seconds it took.
Exit status 1 when a case went wrong; `--seed S --case N NAME` repeats it.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from tests.reliability import (
    caches,
    clusters,
    damage,
    disks,
    ends,
    folders,
    forged,
    hostile_tables,
    names,
    redirected,
    scenario_files,
    stops,
    tapes,
    wrong_requests,
)  # fmt: skip
from tests.reliability.trial import Plan, Trial, timed

_MOST_SHOWN = 20


@dataclass(frozen=True)
class Kind:
    """A trial, and how many cases it has: in full, and to be quick."""

    run: Callable[[Plan], Trial]
    full: int
    quick: int


KINDS = {
    "hash": Kind(ends.same_hash, 6, 2),
    "kill": Kind(ends.killed_programs, 200, 4),
    "worker": Kind(ends.killed_workers, 50, 2),
    "poison": Kind(ends.poison, 10, 2),
    "full-disk": Kind(disks.failing_writes, 70, 6),
    "file-size": Kind(disks.limited_files, 50, 4),
    "small-disk": Kind(disks.small_disks, 50, 3),
    "damage": Kind(damage.damaged_files, 1000, 40),
    "read-only": Kind(folders.read_only, 4, 4),
    "one-folder": Kind(folders.two_at_once, 20, 3),
    "scenarios": Kind(scenario_files.mutated_scenario_files, 10_000, 60),
    "tapes": Kind(tapes.mutated_tapes, 2_000, 30),
    "encodings": Kind(redirected.in_every_encoding, 520, 6),
    "caches": Kind(caches.attacked_caches, 300, len(caches.ATTACKS)),
    "stops": Kind(stops.terminated_programs, 200, 4),
    "clusters": Kind(clusters.faulty_clusters, 70, len(clusters.FAULTS)),
    "tables": Kind(hostile_tables.hostile_tables, 500, 10),
    "requests": Kind(wrong_requests.wrong_requests, 2_000, 50),
    "forged": Kind(forged.forged_folders, 300, 10),
    "names": Kind(names.hostile_names, len(names.CASES), len(names.CASES)),
}


def main(words: list[str]) -> int:
    """Run the trials asked for, print the summary, and return the exit status."""
    asked = _asked(words)
    trials = []
    for name in asked.names or KINDS:
        kind = KINDS[name]
        count = asked.count or (kind.quick if asked.quick else kind.full)
        cases = range(count) if asked.case is None else range(asked.case, asked.case + 1)
        with tempfile.TemporaryDirectory(prefix="reliability-", dir=asked.place) as place:
            trial = _tried(kind, Plan(cases, asked.seed, Path(place)))
        trials.append((name, trial))
        click.echo(_row(name, trial))
        for case, fault in list(trial.failures.items())[:_MOST_SHOWN]:
            click.echo(f"    --seed {asked.seed} --case {case} {name}: {fault[:6000]}")
    bad = sum(len(trial.failures) for _, trial in trials)
    click.echo(f"{sum(trial.tried for _, trial in trials):,} cases, {bad:,} went wrong (seed {asked.seed})")
    return 1 if bad else 0


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="name", help=f"trials, all when none is named: {', '.join(KINDS)}")
    parser.add_argument("--quick", action="store_true", help="few cases of each")
    parser.add_argument("--count", type=int, help="cases of each trial")
    parser.add_argument("--seed", type=int, default=1, help="seed of all draws")
    parser.add_argument("--case", type=int, help="this case alone")
    parser.add_argument("--place", type=Path, help="folder for what is written meanwhile")
    asked = parser.parse_args(words)
    if unknown := [name for name in asked.names if name not in KINDS]:
        parser.error(f"no such trial: {', '.join(unknown)}")
    return asked


def _tried(kind: Kind, plan: Plan) -> Trial:
    trial = Trial("")
    with timed(trial):
        found = kind.run(plan)
    found.seconds = trial.seconds
    return found


def _row(name: str, trial: Trial) -> str:
    words = f"{name:<11}{trial.name:<44}{trial.tried:>7,} tried{trial.good:>8,} good{trial.seconds:>8.0f} s"
    return "  ".join([words, *trial.notes])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
