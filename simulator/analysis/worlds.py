"""Scenarios that differ in their world, simulated on the same draws, so that any two can be compared path by path."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.path_totals import PathTotals, batches, simulate_batch, warm_up
from simulator.compiled import is_compiled
from simulator.engines.preparing import prepare
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
Reading = Callable[[PathTotals], Floats]


@dataclass(frozen=True)
class Case:
    """A policy in a world.

    Attributes
    ----------
    world
        The calibration is fitted to the terms of this scenario.
    policy
        Differs from it in policy settings only.
    """

    world: Scenario
    policy: Scenario


@dataclass(frozen=True)
class Simulated:
    """What was read of every case, in their order.

    Attributes
    ----------
    values
        Shape (figures, cases, paths).
    fitted
        What the calibration found for each case.
    seconds
        Time spent simulating.
    """

    values: Floats
    fitted: tuple[Fitted, ...]
    seconds: float


def simulate_cases(
    cases: Sequence[Case],
    figures: Sequence[Reading],
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Simulated:
    """Simulate every case on the same draws and read figures from each path.

    Cases of equal worlds are simulated together. Seed and number of paths are those of the first world. Draws are
    keyed by applicant, firm and month, so that a path of two worlds differs only by what the worlds change.

    Parameters
    ----------
    figures
        Each from path totals to numbers of shape (policies, paths), such as `measures.additional`.
    threads
        Number of threads; default all processors.
    progress
        Called with (paths done, paths in all), over all worlds.

    Raises
    ------
    NoAnswerError
        When a world cannot be calibrated.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    run = cases[0].world.run
    values = np.empty((len(figures), len(cases), run.paths))
    fitted: dict[int, Fitted] = {}
    seconds, done = 0.0, 0
    for members in _groups(cases):
        world = cases[members[0]].world
        policies = [cases[i].policy for i in members]
        for part in batches(policies, 0, run.paths):
            fresh = part if members[part[0]] not in fitted else part[1:]
            places = [members[i] for i in part]
            together = [policies[i] for i in part]
            prepared = prepare(world, together, seed=run.seed)
            if not is_compiled():
                warm_up(prepared)
            show = None if progress is None else _step(progress, done, len(fresh), len(cases), run.paths)
            batch = simulate_batch(prepared, together, run.paths, threads=threads, progress=show)
            for number, figure in enumerate(figures):
                values[number, places] = figure(batch.totals)
            fitted |= dict.fromkeys(places, prepared.fitted)
            seconds += batch.seconds
            done += len(fresh)
    return Simulated(values, tuple(fitted[i] for i in range(len(cases))), seconds)


def _groups(cases: Sequence[Case]) -> list[list[int]]:
    """Return the cases of each world, in the order of the first of each."""
    groups: dict[str, list[int]] = {}
    for i, case in enumerate(cases):
        groups.setdefault(case.world.model_dump_json(exclude={"run"}), []).append(i)
    return list(groups.values())


def _step(progress: Progress, done: int, members: int, cases: int, paths: int) -> Callable[[int], None]:
    return lambda path: progress(done * paths + members * path, cases * paths)
