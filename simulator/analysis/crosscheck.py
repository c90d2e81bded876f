"""Both engines on the same paths: where they first differ, if they do."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

import simulator.engines.kernel.records as r
from simulator.engines.events import EventLedger, simulate_events
from simulator.engines.events.accounts import LOG
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import Prepared, prepare
from simulator.engines.preparing.applicants import mean_applications
from simulator.engines.rows import EVENTS, simulate_rows
from simulator.ledger import MONTH_ROWS, TOTALS, Ledger
from simulator.scenario.model import Scenario

Row = tuple[int, ...]

COMPARED = LOG[: LOG.index("reason") + 1]
"""Columns of loan rows that both engines write."""
ROW_COLUMNS = (
    r.ROW_MONTH,
    r.ROW_EVENT,
    r.ROW_SLOT,
    r.ROW_GENERATION,
    r.ROW_BOOK,
    r.ROW_AMOUNT,
    r.ROW_BALANCE,
    r.ROW_PERFORMING,
    r.ROW_NPL,
    r.ROW_QUEUE,
    r.ROW_RATIO,
    r.ROW_LOSS,
    r.ROW_SHARE,
    r.ROW_WHOLE,
    r.ROW_CLAIM,
    r.ROW_INSURER,
    r.ROW_GUARANTOR,
    r.ROW_REINSURER,
    r.ROW_APPRAISER,
    r.ROW_BANK,
    r.ROW_REASON,
)
OF_THE_LOAN = 5
"""The first columns name the entry: month, event, loan."""


@dataclass(frozen=True)
class Difference:
    """The first place where the engines differ on one path; amounts in fen.

    `loan` is (month of application, number within it, generation, 1 for the opening book), None when no loan is
    concerned; a side that has no such entry has None.
    """

    path: int
    month: int | None
    account: str
    loan: tuple[int, int, int, int] | None
    monte_carlo: int | None
    events: int | None


@dataclass(frozen=True)
class PathCheck:
    """What was compared on one path, and the first difference."""

    path: int
    loan_rows: int
    months: int
    difference: Difference | None


def expected_applications(scenario: Scenario) -> float:
    """Return the mean number of loans and applications on a path, without renewals."""
    new = float(mean_applications(scenario, 12 * scenario.clock.years).sum())
    return new + sum(segment.count for segment in scenario.book)


def scaled(scenario: Scenario, factor: float) -> Scenario:
    """Return the scenario with that part of its applications and of its opening book; the rules stay."""
    values = scenario.model_dump()
    values["applications"]["per_month"] *= factor
    for segment in values["book"]:
        segment["count"] = max(1, int(segment["count"] * factor))
    return Scenario.model_validate(values)


def crosscheck(scenario: Scenario, first_path: int, paths: int) -> Iterator[PathCheck]:
    """Run both engines on the same paths, one by one, and compare totals, month rows and loan rows.

    Raises
    ------
    BalanceError
        When the accounts of either engine do not balance.
    """
    prepared = prepare(scenario, [scenario])
    for path in range(first_path, first_path + paths):
        yield check_path(prepared, path)


def check_path(prepared: Prepared, path: int) -> PathCheck:
    """Compare both engines on one path of the first policy."""
    ledger = simulate(prepared, 1, first_path=path, threads=1, watched=(0,))
    events = simulate_events(prepared, path)
    recorded, _ = simulate_rows(prepared, path)
    lane = int(prepared.layout.lane_of[0])
    rows = [tuple(row) for row in recorded[recorded[:, r.ROW_LANE] == lane][:, ROW_COLUMNS].tolist()]
    difference = first_difference(path, ledger, rows, events)
    return PathCheck(path, len(rows), prepared.world.last, difference)


def first_difference(path: int, ledger: Ledger, rows: list[Row], events: EventLedger) -> Difference | None:
    """Return where the engines first differ: by month loan rows before month rows, then totals.

    Parameters
    ----------
    ledger
        One path of the Monte Carlo engine, its first policy watched.
    rows
        Loan rows of the same path, columns `COMPARED`.
    events
        The same path of the event engine.
    """
    in_rows = _in_rows(path, rows, [entry[: len(COMPARED)] for entry in events.log if entry[1] < r.E_END])
    in_months = _in_months(path, ledger, events)
    found = [difference for difference in (in_rows, in_months) if difference is not None]
    if found:
        return min(found, key=lambda difference: difference.month or 0)
    return _in_totals(path, ledger, events)


def _in_rows(path: int, kernel: list[Row], events: list[Row]) -> Difference | None:
    ours, theirs = Counter(kernel), Counter(events)
    only_kernel, only_events = sorted((ours - theirs).elements()), sorted((theirs - ours).elements())
    if not only_kernel and not only_events:
        return None
    first = min([*only_kernel[:1], *only_events[:1]])
    key = first[:OF_THE_LOAN]
    left = next((row for row in only_kernel if row[:OF_THE_LOAN] == key), None)
    right = next((row for row in only_events if row[:OF_THE_LOAN] == key), None)
    column = OF_THE_LOAN
    if left is not None and right is not None:
        column = next(i for i in range(len(left)) if left[i] != right[i])
    month, event, slot, generation, book = key
    loan = None if slot < 0 else (0 if book else slot >> 16, slot if book else slot & 0xFFFF, generation, book)
    account = f"{EVENTS[event]}: {COMPARED[column]}"
    return Difference(path, month, account, loan, _at(left, column), _at(right, column))


def _at(row: Row | None, column: int) -> int | None:
    return None if row is None else row[column]


def _in_months(path: int, ledger: Ledger, events: EventLedger) -> Difference | None:
    kernel = ledger.months[:, :, 0].astype(np.int64)
    places = np.argwhere(kernel != events.months)
    if len(places) == 0:
        return None
    month, row = (int(i) for i in places[0])
    return Difference(path, month, MONTH_ROWS[row], None, int(kernel[month, row]), int(events.months[month, row]))


def _in_totals(path: int, ledger: Ledger, events: EventLedger) -> Difference | None:
    sides = (("", ledger.totals[0, 0], events.totals), ("without the scheme: ", ledger.arms[0, 0], events.arm))
    for prefix, kernel, other in sides:
        for i, name in enumerate(TOTALS):
            if kernel[i] != other[i]:
                return Difference(path, None, prefix + name, None, int(kernel[i]), int(other[i]))
    return None
