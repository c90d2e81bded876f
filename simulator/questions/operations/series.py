"""Backlogs over time and the distribution of days to payment, as the charts and the data tables show them."""

import numpy as np

from simulator.engines.desks import Floats
from simulator.questions.operations.desk_study import DESKS, OperationsStudy, claims_between, span_days
from simulator.questions.operations.queues import WEEK

SERIES = (*DESKS, "unpaid")
LONGEST_SHOWN_DAYS = 3650
WEEKS = 4


def backlog(study: OperationsStudy, name: str) -> tuple[Floats, Floats]:
    """Return the number waiting at a desk, or "unpaid" claims, as means of four weeks.

    Returns
    -------
    tuple
        Day at the middle of each four weeks, (periods,), and the means, (replications, periods).
    """
    weekly = np.array([r.unpaid if name == "unpaid" else r.desks[name].waiting for r in study.replications])
    periods = weekly.shape[1] // WEEKS
    middle = (np.arange(periods) + 0.5) * WEEKS * WEEK
    return middle, weekly[:, : periods * WEEKS].reshape(len(weekly), periods, WEEKS).mean(axis=2)


def paid_by_day(study: OperationsStudy, start: str) -> tuple[Floats, Floats]:
    """Return days and the part of all claims measured that are paid by then, both (points,).

    Empty when there is no claim.

    Parameters
    ----------
    start
        What the days are counted from: "filing" or "default".
    """
    first, last = study.warm_up["claims"], study.days[-1]
    count = sum(claims_between(replication, first, last) for replication in study.replications)
    if not count:
        return np.zeros(0), np.zeros(0)
    span = f"{start}_to_payment"
    ordered = np.sort(np.concatenate([span_days(one, span, first, last) for one in study.replications]))
    days = np.arange(0, min(LONGEST_SHOWN_DAYS, int(ordered[-1]) + 2 if len(ordered) else 1), dtype=np.float64)
    return days, np.searchsorted(ordered, days, side="right") / count
