"""What one path tells: events counted and summed, totals, and the months that matter; or one loan's life."""

import shlex
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

import simulator.engines.kernel.records as r
from simulator.analysis.path_events import PathEvents, borrower_of
from simulator.answer import Answer, Basis, Column, Fact, Kind, Row, Table, data_table
from simulator.engines.events import codes
from simulator.ledger import MONTH_ROWS, OTHERS
from simulator.questions.events import case
from simulator.questions.events.ask import AS_IT_STANDS, OpenedPath
from simulator.questions.events.kinds import EVENTS, kinds_of_entries
from simulator.questions.events.loan_names import loan_name, month_text
from simulator.questions.events.log import event_blocks, shown_amounts
from simulator.questions.names import title_of
from simulator.scenario.writing import study_toml
from simulator.values import NOTHING, InFolder, Listed, Number, Own, Phrase, Unit, Value, phrase

MOST_ROWS_OF_A_SPREADSHEET = 1 << 20
FEN = 100
_WITHOUT_AMOUNT = (codes.OVERDUE, codes.CURED, codes.ROUND, r.E_TRIPPED, r.E_RELEASED)
_TOTALS = {
    "lent_with_cover": ("lent_covered",),
    "lent_without_cover": ("lent_uncovered",),
    "owed": ("owed",),
    "recovered": ("recovered",),
    "fund_paid": ("fund_paid",),
    "fund_recovered": ("fund_recovered",),
    "others_paid": OTHERS,
    "others_recovered": ("others_recovered",),
    "bank_loss": ("bank_loss",),
    "lapsed": ("lapsed",),
    "unpaid": ("unpaid",),
    "balance": ("balance",),
    "lowest_balance": ("lowest_balance",),
}


def tell(found: OpenedPath) -> Answer:
    """Return the answer without its chart."""
    events = found.events
    study = {"study.toml": study_toml(found.study).encode("utf-8")}
    facts: dict[str, Fact] = {
        "path": events.path,
        "policy": events.policy,
        "baseline": found.study.baseline,
        "seed": found.scenario.run.seed,
    }
    answer = partial(Answer, question="events", basis=basis_of_path(events), attached=study)
    if found.borrower is not None:
        life = case.life_of(found, found.borrower)
        return answer(title=life.title, said=life.said, tables=life.tables, facts=facts)
    return answer(
        said=(*months_that_matter(events), *_too_long(events)),
        tables=(_events_table(events), _totals_table(events), _months_table(events)),
        facts=facts | _month_facts(events),
        then=_then(found),
        log=partial(event_blocks, events),
    )


def policy_name(policy: str) -> Own | Phrase:
    """Return what the policy of the path is called."""
    return phrase("events.as_it_stands") if policy == AS_IT_STANDS else Own(policy)


def basis_of_path(events: PathEvents) -> Basis:
    """Return what the path belongs to; it is one history, so there is no interval."""
    scenario = events.scenario
    about = scenario.about
    first = phrase(
        "events.basis",
        title=title_of(scenario),
        policy=policy_name(events.policy),
        path=Own(str(events.path)),
        seed=Own(str(scenario.run.seed)),
    )
    return Basis(
        title=title_of(scenario),
        stand_in=Own(about.stand_in, about.stand_in_zh) if about.stand_in else None,
        paths=0,
        seed=scenario.run.seed,
        start=scenario.clock.start,
        years=scenario.clock.years,
        currency=scenario.currency,
        first=first,
    )


class Counted(NamedTuple):
    """One kind of event: how often it happened, its amounts (None where it has none) and the fund's change, fen."""

    event: str
    number: int
    amount: int | None
    fund_change: int


def counted(events: PathEvents) -> list[Counted]:
    """Return every kind of event that happened, in the order of `kinds.EVENTS`."""
    kinds, amounts, changes = kinds_of_entries(events), shown_amounts(events), events.column("fund_change")
    found = []
    for kind, key in EVENTS.items():
        chosen = kinds == kind
        if np.any(chosen):
            amount = None if kind in _WITHOUT_AMOUNT else int(amounts[chosen].sum())
            found.append(Counted(key, int(chosen.sum()), amount, int(changes[chosen].sum())))
    return found


def totals(events: PathEvents) -> dict[str, int]:
    """Return the path's totals in fen, by name."""
    found = {name: sum(map(events.total, parts)) for name, parts in _TOTALS.items()}
    without = events.total_alone("lent_covered") + events.total_alone("lent_uncovered")
    return {"additional_lending": found["lent_with_cover"] + found["lent_without_cover"] - without, **found}


def money(fen: int) -> Number:
    """Return an amount."""
    return Number(fen / FEN, "currency")


def _column(key: str, kind: Kind = "words", unit: Unit = "plain") -> Column:
    return Column(key, phrase(f"events.column.{key}"), kind, unit)


def _events_table(events: PathEvents) -> Table:
    """Return the kinds of events, counted and summed."""
    rows = tuple(
        Row(
            one.event,
            (
                phrase(f"event.{one.event}"),
                Number(one.number, "count"),
                None if one.amount is None else money(one.amount),
                money(one.fund_change),
            ),
        )
        for one in counted(events)
    )
    amounts = (_column(key, "number", "currency") for key in ("amount", "fund_change"))
    columns = (_column("event"), _column("number", "number", "count"), *amounts)
    return Table("events", phrase("events.table.events"), columns, rows)


def _totals_table(events: PathEvents) -> Table:
    """Return the path's totals."""
    rows = tuple(Row(name, (phrase(f"events.total.{name}"), money(fen))) for name, fen in totals(events).items())
    columns = (_column("total"), _column("amount", "number", "currency"))
    return Table("totals", phrase("events.table.totals"), columns, rows)


def _months_table(events: PathEvents) -> Table:
    """Return the fund's stocks and flows month by month: what the timeline draws."""
    amounts = dict.fromkeys(MONTH_ROWS[:-1], ("number", "currency"))
    kinds: Mapping[str, tuple[Kind, Unit]] = {**amounts, MONTH_ROWS[-1]: ("number", "count")}  # type: ignore[dict-item]
    rows = (
        Row(_month(events, month), (*map(money, row[:-1]), Number(row[-1], "count")))
        for month, row in enumerate(events.ledger.months.tolist())
        if month > 0
    )
    return data_table("months", kinds, rows)


def months_that_matter(events: PathEvents) -> tuple[Phrase, ...]:
    """Return when money ran out, and in which months the breaker was tripped or claims were unpaid."""
    depleted = events.total("first_depleted")
    by_bank = phrase("events.by_bank") if events.scenario.breaker.scope == "bank" else NOTHING
    first = Own(_month(events, depleted)) if depleted else phrase("events.never")
    return (
        phrase("events.depleted", when=first),
        phrase("events.tripped", by_bank=by_bank, when=_when(events, is_on(events, "shut"))),
        phrase("events.unpaid", when=_when(events, is_on(events, "unpaid"))),
    )


def _month_facts(events: PathEvents) -> dict[str, Fact]:
    depleted = events.total("first_depleted")
    return {
        "first_depleted": _month(events, depleted) if depleted else None,
        "months_tripped": sum(is_on(events, "shut")),
        "months_unpaid": sum(is_on(events, "unpaid")),
    }


def is_on(events: PathEvents, row: str) -> list[bool]:
    """Return for each month whether a row of the ledger's months is above zero."""
    found: list[bool] = (events.ledger.months[1:, MONTH_ROWS.index(row)] > 0).tolist()
    return found


def _month(events: PathEvents, month: int) -> str:
    return month_text(int(events.scenario.clock.start[:4]), month - 1)


def stretches(values: Sequence[bool]) -> list[tuple[int, int]]:
    """Return first and last index of each run of true values."""
    found: list[tuple[int, int]] = []
    for index in (index for index, value in enumerate(values) if value):
        if found and found[-1][1] == index - 1:
            found[-1] = (found[-1][0], index)
        else:
            found.append((index, index))
    return found


def _when(events: PathEvents, values: Sequence[bool]) -> Phrase:
    spans: list[Value] = []
    for first, last in stretches(values):
        ends = Own(_month(events, first + 1)), Own(_month(events, last + 1))
        spans.append(phrase("events.span", first=ends[0], last=ends[1]) if last > first else ends[0])
    if not spans:
        return phrase("events.never")
    months = phrase("count.months", n=Number(sum(values), "count"))
    return phrase("events.stretches", months=months, spans=Listed(tuple(spans), "comma"))


def _too_long(events: PathEvents) -> tuple[Phrase, ...]:
    rows = len(events.entries)
    return (phrase("events.too_long", rows=Number(rows, "count")),) if rows >= MOST_ROWS_OF_A_SPREADSHEET else ()


def _then(found: OpenedPath) -> tuple[Phrase, ...]:
    """Return the command that tells of the loan that cost the fund most, or the first defaulted one, or any."""
    events = found.events
    if len(found.bearing.loans):
        key = int(borrower_of(found.bearing.loans[found.bearing.fund_paid.argmax()]))
    elif len(events.borrowers.keys):
        key = int(events.borrowers.keys[0])
    else:
        return ()
    loan = loan_name(int(events.scenario.clock.start[:4]), key)
    policy = "" if events.policy == found.study.baseline else f" --policy {shlex.quote(events.policy)}"
    opened = InFolder("study.toml", "events")
    options = {"path": Own(str(events.path)), "policy": Own(policy), "loan": Own(loan)}
    return (phrase("events.then", opened=opened, **options),)
