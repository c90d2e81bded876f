"""Full rows of one path: the ledger at its finest resolution."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.kernel.paths import simulate_paths
from simulator.engines.preparing import Prepared
from simulator.engines.preparing.scratch import TABLE_OF_OVERFLOW, make_scratch, month_sums
from simulator.ledger import TOTALS, check_balances

START_ROWS = 1 << 14
EVENTS = {
    r.E_PAID_IN: "fund paid in",
    r.E_LENT: "lent",
    r.E_REFUSED: "refused",
    r.E_DEFAULT: "default",
    r.E_SOLD: "collateral sold",
    r.E_PAYS: "fund pays claim",
    r.E_TOP_UP: "annual top-up",
    r.E_TRIPPED: "breaker tripped",
    r.E_RELEASED: "breaker released",
    r.E_REPAID: "repaid",
    r.E_ASSESSED: "claim assessed",
    r.E_CLOSED: "closed",
    r.E_LENT_ALONE: "lent without cover",
    r.E_END: "end",
}
REASONS = {
    r.REASON_NONE: "",
    r.REASON_BREAKER: "breaker",
    r.REASON_UNPAID: "queue",
    r.REASON_QUOTA: "quota",
    r.REASON_LEVERAGE: "leverage",
    r.REASON_INELIGIBLE: "ineligible",
    r.REASON_BANK: "bank",
    r.REASON_WARNING: "warning",
}


def simulate_rows(prepared: Prepared, path: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every row of one path, shape (rows, r.ROWS), and its totals, shape (1, lanes, totals).

    The path is the one with the same number in any other run of the same scenario and seed.
    """
    rows, totals = next(rows_of_paths(prepared, range(path, path + 1)))
    check_totals(prepared, totals, path)
    return rows, totals


def check_totals(prepared: Prepared, totals: NDArray[np.int64], first_path: int) -> None:
    """Raise when any account of totals, shape (paths, lanes, totals), does not balance to the fen.

    Raises
    ------
    BalanceError
        Naming the account, the path, the lane and the difference.
    """
    capital = prepared.lanes.setting[r.CAPITAL, : prepared.lanes.size]
    check_balances(totals, capital, prepared.scenario.clock.run_off, first_path)


def rows_of_paths(prepared: Prepared, paths: range) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield rows and totals of one path after the other, in one working memory.

    Totals are as the engine left them: `check_totals` is for whoever has them all, since a check of one path takes as
    long as the path.
    """
    sizes = {**prepared.sizes, "rows": START_ROWS}
    scratch = make_scratch(prepared.world, prepared.lanes, sizes)
    sums = month_sums(prepared.world, 0)
    balances = np.zeros((1, prepared.world.last + 1, 0), dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    for path in paths:
        totals = np.zeros((1, prepared.lanes.size, len(TOTALS)), dtype=np.int64)
        while full := simulate_paths(
            prepared.world, prepared.lanes, scratch, path, totals, sums, balances, balances, none
        ):
            sizes[TABLE_OF_OVERFLOW[full]] *= 2
            scratch = make_scratch(prepared.world, prepared.lanes, sizes)
        yield scratch.rows[: scratch.counter[r.USED_ROWS]].copy(), totals
