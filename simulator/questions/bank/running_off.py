"""What performs of new loans at month ends, path by path, from the engine's rows."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.analysis.path_totals import FEN_PER_UNIT

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STARTS = (r.E_LENT, r.E_LENT_ALONE)
ENDS = (r.E_REPAID, r.E_DEFAULT)


def performing(rows: Integers, paths: int, months: Sequence[int], *, is_amortising: bool) -> Floats:
    """Return what performs of new loans at month ends, in currency, shape (paths, months).

    A loan performs from its lending to the month before it is repaid or defaults; instalments are equal, in whole fen.

    Parameters
    ----------
    rows
        Of one policy without renewals and early repayment, with the path in the column `r.ROW_BALANCE`.
    """
    rows = rows[rows[:, r.ROW_BOOK] == 0]
    width = int(rows[:, r.ROW_SLOT].max(initial=0)) + 1
    keys = rows[:, r.ROW_BALANCE] * width + rows[:, r.ROW_SLOT]
    is_lent, is_end = (np.isin(rows[:, r.ROW_EVENT], events) for events in (STARTS, ENDS))
    lent, ends = rows[is_lent][np.argsort(keys[is_lent])], rows[is_end][np.argsort(keys[is_end])]
    start, end = lent[:, r.ROW_MONTH], ends[:, r.ROW_MONTH]
    principal = lent[:, r.ROW_AMOUNT]
    part = np.zeros_like(principal)
    if is_amortising:
        is_default = ends[:, r.ROW_EVENT] == r.E_DEFAULT
        paid = np.where(is_default, principal - ends[:, r.ROW_AMOUNT], principal)
        part = paid // np.maximum(end - start - is_default, 1)
    left = [np.where((start <= t) & (t < end), principal - part * (t - start), 0.0) / FEN_PER_UNIT for t in months]
    return np.stack([np.bincount(lent[:, r.ROW_BALANCE], one, paths) for one in left], axis=-1).astype(np.float64)
