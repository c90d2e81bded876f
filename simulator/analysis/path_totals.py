"""Path totals of the policies of one batch, turned so that the paths of one policy lie side by side."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.intervals import BATCHES
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import Prepared
from simulator.engines.preparing.settings import is_by_bank
from simulator.errors import BalanceError, wrong
from simulator.ledger import MONTH_ROWS, OTHERS
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

FEN_PER_UNIT = 100
REFUSALS = ("refused_breaker", "refused_leverage", "refused_unpaid", "refused_quota", "refused_ineligible")
COLUMNS = (
    "lent_covered",
    "lent_uncovered",
    "newly_lent",
    "labelled",
    "loans_covered",
    *REFUSALS,
    "defaulted_covered",
    "defaults_covered",
    "owed",
    "recovered",
    "loss_covered",
    *OTHERS,
    "others_recovered",
    "bank_loss",
    "fund_paid",
    "fund_recovered",
    "lapsed",
    "unpaid",
    "first_depleted",
    "months_shut",
    "lowest_balance",
    "years_without_claim",
    "peak_covered",
    "covered_months",
    "uncovered_months",
    "public_in_present",
    "lent_priority",
    "tool_cost",
    "guarantor_short",
)
"""Totals that the measures need, out of `ledger.TOTALS`."""

MOST_BYTES = 1 << 30
BLOCK_BYTES = 1 << 27
# So few paths stay in the processor's cache while they are read column by column.
TURNED_AT_ONCE = 64
MOST_POLICIES = 400
MOST_LANES = 500
# More paths would not move the drawn quantiles, and the balances take a number per month and path.
FAN_PATHS = 20_000


@dataclass(frozen=True)
class PathTotals:
    """Totals of every path under every policy of a batch.

    Attributes
    ----------
    policies
        Scenario of each policy.
    values
        Totals, shape (columns, policies, paths), in the order of `COLUMNS`, fen.
    arms
        The same of the no-scheme arms, shape (columns, arms, paths).
    arm_of
        Arm of each policy, shape (policies,).
    shut_rows
        What `months_shut` counts in a month: the banks where a policy reads its ratio bank by bank, else 1;
        a number, or shape (policies, 1).
    """

    policies: tuple[Scenario, ...]
    values: Ints
    arms: Ints
    arm_of: Ints
    shut_rows: int | Ints = 1

    def __repr__(self) -> str:
        _, policies, paths = self.values.shape
        return f"PathTotals(policies={policies}, paths={paths}, columns={COLUMNS})"

    def whole(self, name: str) -> Ints:
        """Return a total as it was counted (fen, months, number), shape (policies, paths)."""
        column: Ints = self.values[COLUMNS.index(name)]
        return column

    def number(self, name: str) -> Floats:
        """Return a count or a number of months, shape (policies, paths)."""
        return self.whole(name).astype(np.float64)

    def amount(self, *names: str) -> Floats:
        """Return the sum of totals in main currency units, shape (policies, paths)."""
        whole = self.whole(names[0])
        for name in names[1:]:
            whole = whole + self.whole(name)
        found: Floats = whole / FEN_PER_UNIT
        return found

    def alone(self, *names: str) -> Floats:
        """Return the same sum in the no-scheme arm of each policy."""
        columns = [COLUMNS.index(name) for name in names]
        found: Floats = (self.arms[columns].sum(axis=0) / FEN_PER_UNIT)[self.arm_of]
        return found

    def whole_alone(self, name: str) -> Ints:
        """Return a total as it was counted in the no-scheme arm of each policy, shape (policies, paths)."""
        column: Ints = self.arms[COLUMNS.index(name)][self.arm_of]
        return column

    def setting(self, read: Callable[[Scenario], float]) -> Floats:
        """Return one number of each policy, shape (policies, 1)."""
        return np.array([[read(policy)] for policy in self.policies], dtype=np.float64)


@dataclass(frozen=True)
class Batch:
    """What one batch leaves.

    Attributes
    ----------
    totals
        Of every policy and path.
    balances
        Fund balance of the watched policies, shape (paths, months + 1, watched), fen.
    months
        Means of the watched policies' month rows by block of paths, shape (blocks, months + 1, rows, watched), fen.
    block_paths
        Number of paths of each block, shape (blocks,).
    fitted
        What the calibration found.
    seconds
        Time spent simulating.
    """

    totals: PathTotals
    balances: Ints
    months: Floats
    block_paths: Ints
    fitted: Fitted
    seconds: float


def batches(policies: Sequence[Scenario], baseline: int, paths: int) -> list[list[int]]:
    """Return the policies of each batch, the baseline first in every one, so that differences can be paired.

    A batch is limited by the engine's lanes (one per policy and one per distinct lender) and by memory.
    """
    most = max(2, min(MOST_POLICIES, MOST_BYTES // (len(COLUMNS) * 8 * paths)))
    found = [[baseline]]
    lenders = {policies[baseline].lender}
    for index, policy in enumerate(policies):
        if index == baseline:
            continue
        grown = lenders | {policy.lender}
        if len(found[-1]) >= most or len(found[-1]) + 1 + len(grown) > MOST_LANES:
            found.append([baseline])
            grown = {policies[baseline].lender, policy.lender}
        found[-1].append(index)
        lenders = grown
    return found


def warm_up(prepared: Prepared) -> None:
    """Simulate one path, so that the engine is compiled before the time is taken."""
    simulate(prepared, 1, threads=1)


def simulate_batch(
    prepared: Prepared,
    policies: Sequence[Scenario],
    paths: int,
    *,
    first_path: int = 0,
    watched: Sequence[int] = (),
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Batch:
    """Simulate the paths of one batch block by block, so that only one copy of the totals is held.

    Parameters
    ----------
    prepared
        From `prepare`, for these policies in this order.
    first_path
        Number of the first path: other numbers are other draws.
    watched
        Policies whose balance is kept, for the first `FAN_PATHS` paths.
    progress
        Called with the number of paths done.

    Raises
    ------
    BalanceError
        When what the parties bore does not sum to the loss on any path.
    """
    arms, first_of_arm, arm_of = np.unique(prepared.layout.arm_of, return_index=True, return_inverse=True)
    values = np.empty((len(COLUMNS), len(policies), paths), dtype=np.int64)
    alone = np.empty((len(COLUMNS), len(arms), paths), dtype=np.int64)
    balances, months, block_paths, seconds = [], [], [], 0.0
    for first, count in _blocks(paths, len(policies), is_watched=len(watched) > 0):
        drawn = tuple(watched) if first < FAN_PATHS else ()
        start = time.perf_counter()
        ledger = simulate(
            prepared,
            count,
            first_path=first_path + first,
            threads=threads,
            columns=COLUMNS,
            watched=drawn,
            progress=None if progress is None else _from(first, progress),
        )
        seconds += time.perf_counter() - start
        _turn(ledger.totals, values[:, :, first : first + count])
        _turn(ledger.arms[:, first_of_arm], alone[:, :, first : first + count])
        if drawn:
            balances.append(ledger.balances)
            months.append(ledger.months)
            block_paths.append(count)
    rows = np.array([[len(policy.banks) if is_by_bank(policy) else 1] for policy in policies])
    totals = PathTotals(tuple(policies), values, alone, arm_of, rows)
    check_split(totals)
    kept = np.concatenate(balances) if balances else np.zeros((0, 1, 0), dtype=np.int64)
    by_block = np.stack(months) if months else np.zeros((0, 1, len(MONTH_ROWS), 0))
    return Batch(totals, kept, by_block, np.array(block_paths, dtype=np.int64), prepared.fitted, seconds)


def check_split(totals: PathTotals) -> None:
    """Raise when fund, bank and other parties together did not bear owed less recovered, to the fen.

    Raises
    ------
    BalanceError
        Naming the policy and the path.
    """
    left = totals.whole("owed") - totals.whole("recovered")
    for name, sign in (
        ("fund_paid", -1), ("fund_recovered", 1), ("bank_loss", -1), ("others_recovered", 1),
        *((party, -1) for party in OTHERS),
    ):  # fmt: skip
        left += sign * totals.whole(name)
    if np.any(left):
        policy, path = (int(i) for i in np.argwhere(left)[0])
        where = {"policy": str(policy), "path": str(path), "difference": str(int(left[policy, path]))}
        raise BalanceError(wrong("faults.balance.parts", **where))


def _blocks(paths: int, policies: int, *, is_watched: bool) -> Iterator[tuple[int, int]]:
    """Return the first path and the number of paths of each block.

    Watched policies are simulated in at least `BATCHES` blocks, whose spread gives their month rows an interval.
    """
    size = max(1, BLOCK_BYTES // (len(COLUMNS) * 8 * policies * TURNED_AT_ONCE)) * TURNED_AT_ONCE
    watched_size = max(1, min(size, min(paths, FAN_PATHS) // BATCHES)) if is_watched else size
    first = 0
    while first < paths:
        end = FAN_PATHS if first < FAN_PATHS else paths
        count = min(watched_size if first < FAN_PATHS else size, end - first, paths - first)
        yield first, count
        first += count


def _from(first: int, progress: Callable[[int], None]) -> Progress:
    return lambda done, _: progress(first + done)


def _turn(totals: Ints, place: Ints) -> None:
    """Write totals, shape (paths, policies, columns), into place, shape (columns, policies, paths)."""
    for first in range(0, len(totals), TURNED_AT_ONCE):
        place[:, :, first : first + TURNED_AT_ONCE] = totals[first : first + TURNED_AT_ONCE].transpose(2, 1, 0)
