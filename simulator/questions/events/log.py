"""The log of one path, column by column and block by block."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

import simulator.engines.kernel.records as r
from simulator.analysis.path_events import Bools, PathEvents, borrower_of, generation_of, is_of
from simulator.answer import LogColumn
from simulator.engines.events import codes
from simulator.engines.events.accounts import LOG
from simulator.ledger import Ints
from simulator.questions.events.kinds import EVENTS, REASONS, kinds_of_entries
from simulator.questions.events.loan_names import loan_name, month_text
from simulator.saying.words import template

BLOCK = 1 << 16
"""Entries turned into text at a time, so that memory stays bounded."""

_ALWAYS = ("fund_change", "balance", "performing", "npl", "queue")
_WHEN_ASSESSED = ("loss", "share", "claim", "guarantor", "reinsurer", "insurer", "appraiser", "bank")


def event_blocks(events: PathEvents) -> Iterator[list[LogColumn]]:
    """Yield the log block by block; every block has the same columns."""
    shown = _Shown(
        kinds_of_entries(events),
        shown_amounts(events),
        np.isin(events.loans, events.loans[is_of(events, r.E_SOLD)]),
    )
    for first in range(0, max(1, len(shown.kinds)), BLOCK):
        yield _block(events, shown, slice(first, first + BLOCK))


def shown_amounts(events: PathEvents) -> Ints:
    """Return the amount of each entry as it is shown, in fen; shape (entries,).

    The engine writes what the sale brought beside an assessed claim; shown is what was approved.
    """
    approved = events.column("claim") + events.column("detail")
    return np.where(is_of(events, r.E_ASSESSED), approved, events.column("amount"))


class _Shown(NamedTuple):
    """What is worked out for all entries at once: kind, amount, and whether the loan's sale has an entry of its own."""

    kinds: Ints
    amounts: Ints
    has_sale: Bools


def _block(events: PathEvents, shown: _Shown, part: slice) -> list[LogColumn]:
    kinds = shown.kinds[part]
    every = np.ones(len(kinds), dtype=np.bool_)
    column = dict(zip(LOG, events.entries[part].T, strict=True))
    detail, is_assessed = column["detail"], kinds == r.E_ASSESSED

    def money(name: str, values: Ints, has_value: Bools = every) -> LogColumn:
        return LogColumn(name, "money", values, has_value)

    always = {name: money(name, column[name]) for name in _ALWAYS}
    parts = {name: money(name, column[name], is_assessed) for name in _WHEN_ASSESSED}
    return [
        *_who_and_what(events, kinds, column, part),
        money("amount", shown.amounts[part]),
        always["fund_change"],
        money("fund_balance", column["balance"]),
        always["performing"],
        always["npl"],
        money("unpaid", column["queue"]),
        LogColumn("ratio", "basis points", column["ratio"], column["ratio"] >= 0),
        money("owed", detail, kinds == r.E_DEFAULT),
        money("recovered", column["amount"], (kinds == r.E_SOLD) | (is_assessed & ~shown.has_sale[part])),
        parts["loss"],
        LogColumn("fund_share", "ppm", _ppm(column["share"], column["whole"]), is_assessed),
        money("fund_part", column["claim"], is_assessed),
        money("waiting_for_budget", detail, is_assessed),
        *(parts[name] for name in ("guarantor", "reinsurer", "insurer", "appraiser")),
        money("bank_part", column["bank"], is_assessed),
        money("returned_to_others", detail, kinds == codes.PROCEEDS),
        LogColumn("auction_round", "number", detail, kinds == codes.ROUND),
    ]


def _ppm(part: Ints, whole: Ints) -> Ints:
    """Return part / whole to the nearest millionth, in parts per million; 0 where there is no share."""
    return np.rint(1e6 * (part / np.maximum(whole, 1))).astype(np.int64)


def _who_and_what(events: PathEvents, kinds: Ints, column: dict[str, Ints], part: slice) -> list[LogColumn]:
    scenario, borrowers = events.scenario, events.borrowers
    start = int(scenario.clock.start[:4])
    has_loan = column["slot"] >= 0
    loans, names = np.unique(events.loans[part], return_inverse=True)
    whose = zip(borrower_of(loans).tolist(), generation_of(loans).tolist(), strict=True)
    loan_words = [loan_name(start, key, generation) for key, generation in whose]
    place = np.where(has_loan, borrowers.place(events.keys[part]), 0)
    last_month = int(column["month"].max(initial=1))
    nobody = np.zeros(len(kinds), dtype=np.int64)

    def of_borrower(name: str, owner: Ints, parts: Sequence[Any]) -> LogColumn:
        values = owner[place] if len(owner) else nobody
        return LogColumn(name, "text", values, has_loan, [part.name for part in parts])

    codes_of_events = list(EVENTS)
    lookup = np.zeros(max(codes_of_events) + 1, dtype=np.int64)
    lookup[codes_of_events] = np.arange(len(codes_of_events))
    months = [month_text(start, month - 1) for month in range(last_month + 1)]
    every = np.ones(len(kinds), dtype=np.bool_)
    return [
        LogColumn("month", "text", column["month"], every, months),
        LogColumn("loan", "text", names, has_loan, loan_words),
        of_borrower("sector", borrowers.sector, scenario.sectors),
        of_borrower("grade", borrowers.grade, scenario.grades),
        of_borrower("bank", borrowers.bank, scenario.banks),
        LogColumn("event", "text", lookup[kinds], every, _words("event", EVENTS)),
        LogColumn("reason", "text", column["reason"], column["reason"] > 0, ["", *_words("reason", REASONS)]),
    ]


def _words(section: str, keys: Mapping[int, str]) -> list[str]:
    """Return kinds in English, which a log for programs has whatever the language."""
    return [template(f"{section}.{key}", "en") for key in keys.values()]
