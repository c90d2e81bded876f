"""Scenarios that differ in their world, simulated on the same draws, so that any two can be compared path by path."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.path_totals import Batch, PathTotals, batches, simulate_batch, warm_up
from simulator.compiled import is_compiled
from simulator.engines.preparing import prepare
from simulator.ledger import MONTH_ROWS
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario
from simulator.scenario.tools import world_of_tools

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
            show = None if progress is None else _step(progress, done, len(fresh), len(cases), run.paths)
            batch = simulate_policies(
                world, [policies[i] for i in part], run.paths, seed=run.seed, threads=threads, progress=show
            )
            for number, figure in enumerate(figures):
                values[number, places] = figure(batch.totals)
            fitted |= dict.fromkeys(places, batch.fitted)
            seconds += batch.seconds
            done += len(fresh)
    return Simulated(values, tuple(fitted[i] for i in range(len(cases))), seconds)


def simulate_policies(
    scenario: Scenario,
    policies: Sequence[Scenario],
    paths: int,
    *,
    first_path: int = 0,
    seed: int | None = None,
    watched: Sequence[int] = (),
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Batch:
    """Simulate the policies of one batch, each in the world that its tools make; no-scheme arms have no tools.

    Parameters
    ----------
    scenario
        The calibration is fitted to its terms.
    first_path
        Number of the first path: other numbers are other draws.
    seed
        Seed; default the scenario's.
    watched
        Policies whose balance is kept, for the first `path_totals.FAN_PATHS` paths.
    progress
        Called with the number of paths done.

    Raises
    ------
    BalanceError
        When an account of any path does not balance to the fen.
    """
    bare = {policy.lender: policy.model_copy(update={"tools": ()}) for policy in policies}
    groups: dict[object, list[int]] = {world_of_tools(policy): [] for policy in bare.values()}
    for i, policy in enumerate(policies):
        groups.setdefault(world_of_tools(policy), []).append(i)
    plain, *others = groups.values()
    lenders = {policies[i].lender for i in plain}
    extra = [policy for lender, policy in bare.items() if lender not in lenders]
    worlds = [plain, *others]
    found = []
    for number, members in enumerate(worlds):
        together = [*(policies[i] for i in members), *(extra if number == 0 else [])]
        prepared = prepare(scenario, together, seed=seed)
        if not is_compiled():
            warm_up(prepared)
        found.append(
            simulate_batch(
                prepared,
                together,
                paths,
                first_path=first_path,
                watched=[members.index(i) for i in watched if i in members],
                threads=threads,
                progress=None if progress is None else _part(progress, number, len(worlds), paths),
            )
        )
    return found[0] if len(found) == 1 else _joined(found, worlds, policies, watched)


def _joined(
    found: Sequence[Batch], groups: Sequence[Sequence[int]], policies: Sequence[Scenario], watched: Sequence[int]
) -> Batch:
    """Return the batches of several worlds as one, with the no-scheme arms of the first."""
    first = found[0].totals
    paths = first.values.shape[2]
    values = np.empty((len(first.values), len(policies), paths), dtype=np.int64)
    shut_rows = np.ones((len(policies), 1), dtype=np.int64)
    months = max(batch.balances.shape[1] for batch in found)
    balances = np.zeros((max(len(batch.balances) for batch in found), months, len(watched)), dtype=np.int64)
    block_paths = max((batch.block_paths for batch in found), key=len)
    rows = np.zeros((len(block_paths), months, len(MONTH_ROWS), len(watched)))
    for batch, members in zip(found, groups, strict=True):
        values[:, members] = batch.totals.values[:, : len(members)]
        shut_rows[members] = np.broadcast_to(batch.totals.shut_rows, (len(batch.totals.policies), 1))[: len(members)]
        kept = [place for place, i in enumerate(watched) if i in members]
        if kept:
            last = batch.balances.shape[1]
            balances[:, :last, kept] = batch.balances
            balances[:, last:, kept] = batch.balances[:, -1:]
            rows[:, :last, :, kept] = np.moveaxis(batch.months, -1, 0)
            rows[:, last:, MONTH_ROWS.index("balance"), kept] = np.moveaxis(
                batch.months[:, -1:, MONTH_ROWS.index("balance")], -1, 0
            )
    arm_of_lender = {policy.lender: first.arm_of[place] for place, policy in enumerate(first.policies)}
    arm_of = np.array([arm_of_lender[policy.lender] for policy in policies])
    totals = PathTotals(tuple(policies), values, first.arms, arm_of, shut_rows)
    seconds = sum(batch.seconds for batch in found)
    return Batch(totals, balances, rows, block_paths, found[0].fitted, seconds)


def _part(progress: Callable[[int], None], number: int, worlds: int, paths: int) -> Callable[[int], None]:
    """Return the progress of one of several worlds, so that together they count to the number of paths."""
    return lambda done: progress((number * paths + done) // worlds)


def _groups(cases: Sequence[Case]) -> list[list[int]]:
    """Return the cases of each world, in the order of the first of each."""
    groups: dict[str, list[int]] = {}
    for i, case in enumerate(cases):
        groups.setdefault(case.world.model_dump_json(exclude={"run"}), []).append(i)
    return list(groups.values())


def _step(progress: Progress, done: int, members: int, cases: int, paths: int) -> Callable[[int], None]:
    return lambda path: progress(done * paths + members * path, cases * paths)
