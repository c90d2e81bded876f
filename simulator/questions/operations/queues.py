"""What a desk's log tells: weekly series, warm-up, offered load, and whether the backlog stays finite."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.analysis.intervals import mean_interval
from simulator.engines.caseload import DAYS_PER_MONTH
from simulator.engines.desks import Floats, Visits
from simulator.estimate import Estimate

WEEK = 7.0
MSER_BATCH = 5
GROWTH_SHARE = 0.05
"""A backlog that keeps growing by this part of the arrivals has no finite mean in sight."""


@dataclass(frozen=True)
class DeskLog:
    """One desk in one replication: what its visits waited, (visits,), and weekly series, (weeks + 1,)."""

    arrival: Floats
    wait: Floats
    waiting: Floats
    """Number waiting at the end of each week."""
    present: Floats
    """Number waiting or served."""
    busy: Floats
    """Seat-days worked since day 0."""


def weekly_days(days: float) -> Floats:
    """Return day 0, 7, 14, ... up to `days`."""
    return np.arange(int(days / WEEK) + 1, dtype=np.float64) * WEEK


def desk_log(visits: Visits, days: Floats) -> DeskLog:
    """Return a desk's waits and its series at the given days."""
    start, end = np.sort(visits.start), np.sort(visits.end)
    here = count_until(visits.arrival, days)
    return DeskLog(
        arrival=visits.arrival,
        wait=visits.start - visits.arrival,
        waiting=here - count_until(start, days),
        present=here - count_until(end, days),
        busy=_days_since(start, days) - _days_since(end, days),
    )


def count_until(times: Floats, days: Floats) -> Floats:
    """Return how many times lie at or before each day; times that never came (nan) are not counted."""
    return np.searchsorted(np.sort(times[~np.isnan(times)]), days, side="right").astype(np.float64)


def _days_since(ordered: Floats, days: Floats) -> Floats:
    """Return, for each day, the sum over all times before it of the days passed since."""
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    count = np.searchsorted(ordered, days, side="right")
    since: Floats = count * days - sums[count]
    return since


def mser5(series: Floats) -> int:
    """Return how many leading observations to leave out: the MSER-5 rule (White & Spratt 2000).

    Means of five observations; of all cuts in the first half, the one with the smallest squared standard error of
    what is left, sum of (mean - grand mean)^2 / number^2. A result at half the series says that no level was reached.

    Parameters
    ----------
    series
        Observations at equal steps, best averaged over replications, (n,).
    """
    batches = len(series) // MSER_BATCH
    means = series[: batches * MSER_BATCH].reshape(batches, MSER_BATCH).mean(axis=1)
    errors = [float(np.sum((means[cut:] - means[cut:].mean()) ** 2)) / (batches - cut) ** 2 for cut in _cuts(batches)]
    return int(np.argmin(errors)) * MSER_BATCH if errors else 0


def _cuts(batches: int) -> range:
    return range(batches // 2 + 1) if batches > 1 else range(0)


@dataclass(frozen=True)
class Stability:
    """Whether a desk keeps up with what comes."""

    load: Floats
    """Offered load of each lending year: work brought by that year's cases per seat-day, (years,)."""
    growth: Estimate
    """Growth of the number waiting, per month, over the second half of the lending years."""
    is_overloaded: bool
    """The last lending year brings as much work as the seats can do, or more."""
    is_growing: bool
    """The number waiting certainly keeps growing."""


def stability(load: Floats, logs: Sequence[DeskLog], days: Floats) -> Stability:
    """Return a desk's stability.

    A desk that is overloaded or growing has a backlog without bound, unless one before it holds the work back.
    Growing means: the interval of the growth of the number waiting, through the second half of the lending years,
    lies above 5 % of the arrivals.

    Parameters
    ----------
    load
        Offered load per year, mean over replications.
    logs
        The desk in each replication.
    days
        Days of the weekly series.
    """
    late = days >= days[-1] / 2
    growth = mean_interval([_slope(days[late], log.waiting[late]) * DAYS_PER_MONTH for log in logs])
    months = max(days[-1] / 2 / DAYS_PER_MONTH, 1e-9)
    arrivals = np.mean([np.sum((log.arrival >= days[-1] / 2) & (log.arrival <= days[-1])) for log in logs]) / months
    is_growing = bool(arrivals > 0 and growth.low > GROWTH_SHARE * arrivals)
    return Stability(load, growth, bool(load[-1] >= 1), is_growing)


def _slope(x: Floats, y: Floats) -> float:
    """Return the slope of the straight line of least squares; 0 with fewer than two points."""
    centred = x - x.mean()
    spread = float(centred @ centred)
    return float(centred @ y) / spread if spread > 0 else 0.0
