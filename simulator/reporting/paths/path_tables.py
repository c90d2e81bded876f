"""What one path comes to: events counted and summed, totals, and the months that matter."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

import simulator.engines.kernel.records as r
from simulator.analysis.path_events import PathEvents
from simulator.engines.events import codes
from simulator.ledger import MONTH_ROWS, OTHERS
from simulator.reporting import csv_files, wording
from simulator.reporting.paths.event_log import kinds_of_entries, shown_amounts
from simulator.reporting.paths.event_words import EVENTS
from simulator.reporting.tables import Table

_WITHOUT_AMOUNT = (codes.OVERDUE, codes.CURED, codes.ROUND, r.E_TRIPPED, r.E_RELEASED)
_TOTALS = (
    ("lent with cover", ("lent_covered",)),
    ("lent without cover", ("lent_uncovered",)),
    ("owed on defaulted loans", ("owed",)),
    ("recovered", ("recovered",)),
    ("fund paid", ("fund_paid",)),
    ("fund got back", ("fund_recovered",)),
    ("other parties paid", OTHERS),
    ("other parties got back", ("others_recovered",)),
    ("bank's loss", ("bank_loss",)),
    ("claims lapsed", ("lapsed",)),
    ("claims unpaid at the end", ("unpaid",)),
    ("fund's balance at the end", ("balance",)),
    ("fund's lowest balance", ("lowest_balance",)),
)


class Counted(NamedTuple):
    """One kind of event: how often it happened, its amounts (None where it has none) and the fund's change, fen."""

    event: str
    number: int
    amount: int | None
    fund_change: int


def counted(events: PathEvents) -> list[Counted]:
    """Return every kind of event that happened, in the order of `event_words.EVENTS`."""
    kinds, amounts, changes = kinds_of_entries(events), shown_amounts(events), events.column("fund_change")
    found = []
    for kind, words in EVENTS.items():
        chosen = kinds == kind
        if np.any(chosen):
            amount = None if kind in _WITHOUT_AMOUNT else int(amounts[chosen].sum())
            found.append(Counted(words[0], int(chosen.sum()), amount, int(changes[chosen].sum())))
    return found


def totals(events: PathEvents) -> dict[str, int]:
    """Return the path's totals in fen, by what they are called."""
    found = {name: sum(map(events.total, parts)) for name, parts in _TOTALS}
    without = events.total_alone("lent_covered") + events.total_alone("lent_uncovered")
    additional = events.total("lent_covered") + events.total("lent_uncovered") - without
    return {"additional lending": additional, **found}


def events_table(events: PathEvents) -> Table:
    """Return the kinds of events, counted and summed."""
    rows = counted(events)
    style = _style(events, [row.amount or 0 for row in rows])
    cells = [
        (
            row.event,
            f"{row.number:,}",
            "" if row.amount is None else _text(row.amount, style),
            _text(row.fund_change, style) if row.fund_change else "",
        )
        for row in rows
    ]
    columns = ("event", "number", f"amount ({style.label})", f"change of the fund ({style.label})")
    return Table("events", "Events", columns, tuple(cells), notes_of(events))


def totals_table(events: PathEvents) -> Table:
    """Return the path's totals; those that are 0 are left out."""
    found = totals(events)
    style = _style(events, list(found.values()))
    cells = tuple((name, _text(fen, style)) for name, fen in found.items() if fen)
    return Table("totals", "Totals of the path", ("total", f"amount ({style.label})"), cells, notes_of(events))


def _style(events: PathEvents, amounts: Sequence[int]) -> wording.UnitStyle:
    largest = max(map(abs, amounts), default=0) / 100
    return wording.amount_style(largest, wording.currency_word(events.scenario))


def _text(fen: int, style: wording.UnitStyle) -> str:
    return wording.number_text(fen / 100 * style.factor, 2)


def notes_of(events: PathEvents) -> tuple[str, ...]:
    """Return what the path belongs to, and what stands in for what is not known."""
    scenario = events.scenario
    basis = (
        f"{scenario.about.title}, {events.policy}: path {events.path} of seed {scenario.run.seed}, one simulated "
        f"history, so no interval; amounts in {wording.currency_word(scenario)}."
    )
    return (basis, scenario.about.stand_in) if scenario.about.stand_in else (basis,)


def months_that_matter(events: PathEvents) -> tuple[str, ...]:
    """Return in sentences when money ran out, and in which months the breaker was tripped or claims were unpaid."""
    months = dict(zip(MONTH_ROWS, events.ledger.months[1:].T, strict=True))
    depleted = events.total("first_depleted")
    by_bank = " for at least one bank" if events.scenario.breaker.scope == "bank" else ""
    return (
        f"First claim not paid in full for lack of money: {_month(events, depleted) if depleted else 'never'}.",
        f"Breaker tripped{by_bank}: {_stretches(events, (months['shut'] > 0).tolist())}.",
        f"Unpaid claims at the end of the month: {_stretches(events, (months['unpaid'] > 0).tolist())}.",
    )


def _month(events: PathEvents, month: int) -> str:
    return csv_files.month_text(int(events.scenario.clock.start[:4]), month - 1)


def stretches(is_on: Sequence[bool]) -> list[tuple[int, int]]:
    """Return first and last index of each run of true values."""
    found: list[tuple[int, int]] = []
    for index in (index for index, value in enumerate(is_on) if value):
        if found and found[-1][1] == index - 1:
            found[-1] = (found[-1][0], index)
        else:
            found.append((index, index))
    return found


def _stretches(events: PathEvents, is_on: Sequence[bool]) -> str:
    runs = stretches(is_on)
    if not runs:
        return "never"
    texts = [
        _month(events, first + 1) + (f" to {_month(events, last + 1)}" if last > first else "") for first, last in runs
    ]
    count = sum(is_on)
    return f"{count} {'month' if count == 1 else 'months'} ({', '.join(texts)})"


def months_csv(events: PathEvents) -> bytes:
    """Return the fund's stocks and flows month by month: what the timeline draws."""
    columns = ["month", *MONTH_ROWS, "unit"]
    word = wording.currency_word(events.scenario)
    rows = [
        [_month(events, month), *map(csv_files.money_text, row[:-1]), row[-1], word]
        for month, row in enumerate(events.ledger.months.tolist())
        if month > 0
    ]
    return csv_files.csv_bytes([columns, *rows])
