"""Which paths are the bad ones: the path at each quantile of what a regulator fears, by its number."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.analysis.columns import Column
from simulator.analysis.path_totals import PathTotals
from simulator.ledger import Ints

PERCENTS = (50, 90, 99, 100)
NEVER = 0
ADDITIONAL = "additional_lending"
_LATER_THAN_ANY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class ExtremePath:
    """One path of a policy, and where it stands among all.

    Attributes
    ----------
    measure
        Key in `MEASURES`.
    percent
        Of the paths that are no worse: 99 begins the worst 1 %, 100 is the worst.
    value
        The measure on this path: fen, or the month from 1 on (`NEVER` where it does not happen).
    path
        Number of the path; the lowest one where several have the same value.
    """

    measure: str
    percent: int
    value: int
    path: int


@dataclass(frozen=True)
class ExtremeMeasure:
    """What is looked for: its name, its unit, and how it is read off a policy's totals (fen or months)."""

    label: str
    unit: Literal["currency", "month"]
    read: Callable[[PathTotals, int], Ints]
    badness: Callable[[Ints], Ints]
    """Number that is larger the worse the path."""


def _total(name: str) -> Callable[[PathTotals, int], Ints]:
    def read(totals: PathTotals, place: int) -> Ints:
        column: Ints = totals.whole(name)[place]
        return column

    return read


def _additional(totals: PathTotals, place: int) -> Ints:
    lent = totals.whole("lent_covered") + totals.whole("lent_uncovered")
    alone = totals.whole_alone("lent_covered") + totals.whole_alone("lent_uncovered")
    additional: Ints = lent[place] - alone[place]
    return additional


def _early(months: Ints) -> Ints:
    return -np.where(months == NEVER, _LATER_THAN_ANY, months)


MEASURES = {
    "fund_paid": ExtremeMeasure("fund paid", "currency", _total("fund_paid"), np.positive),
    "bank_loss": ExtremeMeasure("bank's loss", "currency", _total("bank_loss"), np.positive),
    "first_depleted": ExtremeMeasure("first month of depletion", "month", _total("first_depleted"), _early),
    ADDITIONAL: ExtremeMeasure("additional lending", "currency", _additional, np.negative),
}
"""Bad means: much paid, much lost, early, little lent."""


def extreme_paths(column_of: Callable[[str], Column]) -> tuple[ExtremePath, ...]:
    """Return the paths of a policy at the percentages of every measure.

    Parameters
    ----------
    column_of
        From a key of `MEASURES` to what it is on every path of the policy.
    """
    found = []
    for key, measure in MEASURES.items():
        column = column_of(key)
        bad = column.mapped(measure.badness)
        ranks = [-(-percent * column.paths // 100) for percent in PERCENTS]
        values = bad.ranked(ranks)
        for percent, rank in zip(PERCENTS, ranks, strict=True):
            path, value = _first_path(column, bad, values[rank])
            found.append(ExtremePath(key, percent, value, path))
    return tuple(found)


def _first_path(column: Column, bad: Column, wanted: int) -> tuple[int, int]:
    """Return the first path that is as bad as wanted, and its value."""
    first = 0
    for badness, piece in zip(bad.pieces(0, bad.paths), column.pieces(0, column.paths), strict=True):
        hits = np.flatnonzero(badness == wanted)
        if len(hits):
            return first + int(hits[0]), int(piece[hits[0]])
        first += len(piece)
    raise AssertionError("a value that was selected is in the column")


def worst_percent(paths: tuple[ExtremePath, ...]) -> ExtremePath:
    """Return the path that begins the worst 1 % by what the fund paid, or by the bank's loss if it never pays much."""
    begun = [path for path in paths if path.percent == 99]
    return next((path for path in begun if path.measure == "fund_paid" and path.value > 0), begun[1])
