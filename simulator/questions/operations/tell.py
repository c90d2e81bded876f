"""What an operations study tells: desks, days, claims paid in time, loads, what waits, the bank's decision."""

import math

import numpy as np

from simulator.answer import Answer, Column, Fact, Kind, Row, Table, data_table
from simulator.estimate import NO_DENOMINATOR
from simulator.questions.operations.ask import Operations
from simulator.questions.operations.desk_search import DeskSearch
from simulator.questions.operations.desk_study import (
    DAYS_PER_YEAR,
    DEADLINES,
    DESKS,
    SPANS,
    OperationsStudy,
    Span,
    mean_number,
)
from simulator.questions.operations.lags import overlay
from simulator.questions.operations.said import (
    basis_of_study,
    desk_name,
    known,
    said,
    search_title,
    start_name,
    then,
    unbounded,
)
from simulator.questions.operations.series import SERIES, backlog, paid_by_day
from simulator.questions.operations.waiting import BankDecision
from simulator.values import Cell, Measured, Number, Own, Phrase, Unit, Value, phrase

STARTS = ("filing", "default")
DECISIONS = ("own", "found")


def tell(found: Operations) -> Answer:
    """Return the answer without its charts."""
    study, search = found.study, found.search
    return Answer(
        question="operations",
        basis=basis_of_study(found),
        said=said(found),
        tables=(
            _desks_table(study),
            _spans_table(study),
            _paid_table(study),
            _load_table(study),
            _waiting_table(study),
            _bank_table(found),
            *([] if search is None else [_search_table(search)]),
            *_data_tables(found),
        ),
        facts=_facts(found),
        then=then(found),
        attached=overlay(found),
    )


def _facts(found: Operations) -> dict[str, Fact]:
    search = found.search
    lags = {} if found.lags is None else found.lags.settings()
    facts: dict[str, Fact] = {"replications": len(found.study.replications), **lags}
    if search is None:
        return facts
    return facts | {
        "desk": search.desk,
        "within_days": search.within,
        "wanted_share": search.share,
        "counted_from": search.counted_from,
        "fewest": search.fewest,
        "is_proved": search.is_proved,
    }


def _columns(kind: Kind, unit: Unit, *keys: str) -> tuple[Column, ...]:
    return tuple(Column(key, phrase(f"operations.column.{key}"), kind, unit) for key in keys)


def _desk_columns(kind: Kind, unit: Unit) -> tuple[Column, ...]:
    return tuple(Column(name, desk_name(name), kind, unit) for name in DESKS)


def _desks_table(study: OperationsStudy) -> Table:
    """Return load, utilisation, waiting time and backlog of each desk."""
    columns = (
        *_columns("words", "plain", "desk"),
        *_columns("number", "count", "seats"),
        *_columns("number", "plain", "load"),
        *_columns("measured", "share", "utilisation"),
        *_columns("measured", "days", "wait", "wait_ninth_decile"),
        *_columns("measured", "plain", "waiting", "most_waiting"),
    )
    rows = tuple(Row(name, _desk_cells(study, name)) for name in DESKS)
    return Table("desks", phrase("operations.table.desks"), columns, rows, (phrase("operations.note.desks"),))


def _desk_cells(study: OperationsStudy, name: str) -> tuple[Cell, ...]:
    desk = study.desks[name]
    load, used = Number(desk.stability.load[-1], digits=3), Measured(desk.utilisation, "share")
    head = (desk_name(name), Number(desk.seats, "count"), load, used)
    if name in study.unbounded:
        return (*head, unbounded(study, name), None, None, None)
    waits = (known(desk.wait.mean, "days"), known(desk.wait.ninth_decile, "days"))
    return (*head, *waits, Measured(desk.waiting, "plain"), Measured(desk.most_waiting, "plain"))


def _spans_table(study: OperationsStudy) -> Table:
    """Return the days from step to step: mean, median, 90th percentile."""
    rows = tuple(Row(span, (phrase(f"operations.span.{span}"), *_span_cells(study, span))) for span in SPANS)
    columns = (*_columns("words", "plain", "from"), *_columns("measured", "days", "mean", "median", "ninth_decile"))
    return Table("days", phrase("operations.table.days"), columns, rows)


def _span_cells(study: OperationsStudy, span: str) -> tuple[Cell, ...]:
    if span in study.unbounded:
        return unbounded(study, span), None, None
    found: Span = study.spans[span]
    return known(found.mean, "days"), known(found.median, "days"), known(found.ninth_decile, "days")


def _paid_table(study: OperationsStudy) -> Table:
    """Return the part of claims paid within 30, 60, 90 and 180 days of filing and of default."""
    limits = tuple(
        Column(f"within_{limit}", phrase("operations.column.within", days=Number(limit, "days")), "measured", "share")
        for limit in DEADLINES
    )
    rows = tuple(Row(start, (start_name(start), *_paid_cells(study, start))) for start in STARTS)
    columns = (*_columns("words", "plain", "counted_from"), *limits)
    return Table("paid_in_time", phrase("operations.table.paid_in_time"), columns, rows)


def _paid_cells(study: OperationsStudy, start: str) -> tuple[Cell, ...]:
    key = f"{start}_to_payment"
    if key in study.unbounded:
        return (unbounded(study, key), *[None] * (len(DEADLINES) - 1))
    return tuple(Measured(study.paid_within[start, limit], "share") for limit in DEADLINES)


def _year_rows(study: OperationsStudy, cells: list[tuple[Cell, ...]]) -> tuple[Row, ...]:
    first = int(study.scenario.clock.start[:4])
    return tuple(Row(str(year), (Number(year, "year"), *own)) for year, own in enumerate(cells, start=first))


def _load_table(study: OperationsStudy) -> Table:
    """Return each lending year's offered load at each desk."""
    loads = [study.desks[name].stability.load for name in DESKS]
    cells: list[tuple[Cell, ...]] = [tuple(Number(load, digits=3) for load in year) for year in np.transpose(loads)]
    columns = (*_columns("number", "year", "year"), *_desk_columns("number", "plain"))
    note = phrase("operations.note.load")
    return Table("load", phrase("operations.table.load"), columns, _year_rows(study, cells), (note,))


def _waiting_table(study: OperationsStudy) -> Table:
    """Return the number waiting at each desk, and the claims unpaid, at the end of each lending year."""
    ends = [
        int(np.searchsorted(study.days, (year + 1) * DAYS_PER_YEAR, side="right")) - 1
        for year in range(study.scenario.clock.years)
    ]
    cells: list[tuple[Cell, ...]] = [
        tuple(
            Measured(mean_number([(r.unpaid if name == "unpaid" else r.desks[name].waiting)[week]
                                  for r in study.replications]), "plain")
            for name in SERIES
        )
        for week in ends
    ]  # fmt: skip
    columns = (
        *_columns("number", "year", "end_of"),
        *_desk_columns("measured", "plain"),
        *_columns("measured", "plain", "unpaid"),
    )
    note = phrase("operations.note.unpaid")
    return Table("waiting", phrase("operations.table.waiting"), columns, _year_rows(study, cells), (note,))


def _search_table(search: DeskSearch) -> Table:
    """Return the part in time with each number of desks tried."""
    rows = tuple(
        Row(str(seats), (Number(seats, "count"), Measured(share, "share"))) for seats, share in search.tried.items()
    )
    columns = (
        Column("desks", desk_name(search.desk), "number", "count"),
        Column("share", phrase("operations.column.within", days=Number(search.within, "days")), "measured", "share"),
    )
    return Table("desks_needed", search_title(search), columns, rows, marked=str(search.fewest))


def _bank_table(found: Operations) -> Table:
    """Return the bank's decision under the scheme's own lags and under those found."""
    funding = found.scenario.lender.funding_cost
    rows = tuple(
        Row(
            name,
            (
                phrase(f"operations.lags_of.{name}"),
                Number(decision.wait_months, "months"),
                Number(funding * decision.wait_months / 12, "share", 3),
                _largest_pd(decision),
                _break_even(decision),
            ),
        )
        for name, decision in zip(DECISIONS, found.decisions, strict=False)
    )
    columns = (
        *_columns("words", "plain", "lags"),
        *_columns("number", "months", "wait_months"),
        *_columns("number", "share", "cost_of_waiting", "largest_pd"),
        *_columns("number", "ratio", "break_even_ratio"),
    )
    return Table("bank", phrase("operations.table.bank"), columns, rows, _cost_notes(found))


def _largest_pd(decision: BankDecision) -> Value:
    return Number(decision.largest_pd, "share", 4) if math.isfinite(decision.largest_pd) else phrase("hurdle.pd.any")


def _break_even(decision: BankDecision) -> Value:
    share = decision.break_even_share
    if share <= 0:
        return phrase("operations.break_even.without_cover")
    return Number(share, "ratio", 3) if share <= 1 else phrase("operations.break_even.at_no_ratio")


def _cost_notes(found: Operations) -> tuple[Phrase, ...]:
    cost, how = found.cost, phrase("operations.cost.how")
    if "default_to_payment" in found.study.unbounded:
        return how, phrase("operations.cost.growing")
    if cost.per_claim.note == NO_DENOMINATOR:
        return how, phrase("operations.cost.no_claim")
    if cost.per_compensation.note == NO_DENOMINATOR:
        return how, phrase("operations.cost.no_amount")
    parts = {"claim": Measured(cost.per_claim, "currency"), "share": Measured(cost.per_compensation, "share")}
    return how, phrase("operations.cost.found", **parts)


def _data_tables(found: Operations) -> tuple[Table, ...]:
    study = found.study
    desk_rows = (
        Row(name, (_cause(study, name), Measured(desk.stability.growth, "plain"), _median_wait(study, name)))
        for name, desk in study.desks.items()
    )
    decisions = (
        Row(name, (Number(one.wait_months), Number(one.largest_pd), Number(one.break_even_share)))
        for name, one in zip(DECISIONS, found.decisions, strict=False)
    )
    cause: dict[str, tuple[Kind, Unit]] = {"grows_because_of": ("words", "plain")}
    return (
        data_table("stability", {**cause, "growth_per_month": _MEASURED, "median_wait": _MEASURED}, desk_rows),
        data_table("unbounded_days", cause, (Row(span, (_cause(study, span),)) for span in SPANS)),
        data_table("single_numbers", {"value": _MEASURED}, _single_rows(found)),
        data_table("decisions", dict.fromkeys(("wait_months", "largest_pd", "break_even_share"), _NUMBER), decisions),
        data_table(
            "backlog", dict.fromkeys(("middle_day", "mean", "lowest", "highest"), _NUMBER), _backlog_rows(study)
        ),
        data_table("days_to_payment", dict.fromkeys(("days", "share_paid"), _NUMBER), _payment_rows(study)),
    )


_MEASURED: tuple[Kind, Unit] = ("measured", "plain")
_NUMBER: tuple[Kind, Unit] = ("number", "plain")
_BACKLOG = ("middle_day", "mean", "lowest", "highest")


def _cause(study: OperationsStudy, key: str) -> Cell:
    return Own(study.unbounded[key]) if key in study.unbounded else None


def _median_wait(study: OperationsStudy, name: str) -> Cell:
    median = study.desks[name].wait.median
    return None if name in study.unbounded or median is None else Measured(median, "days")


def _single_rows(found: Operations) -> list[Row]:
    """Return the part refused as late, what the wait costs where it has a mean, the part in time without a queue."""
    numbers = {"refused_late": found.study.late}
    if "default_to_payment" not in found.study.unbounded:
        numbers |= {"cost_per_claim": found.cost.per_claim, "cost_per_compensation": found.cost.per_compensation}
    if found.search is not None:
        numbers["share_without_queue"] = found.search.without_queue
    return [
        Row(name, (None if one.note == NO_DENOMINATOR else Measured(one, "plain"),)) for name, one in numbers.items()
    ]


def _backlog_rows(study: OperationsStudy) -> list[Row]:
    return [
        Row(name, tuple(map(Number, (day, column.mean(), column.min(), column.max()))))
        for name in SERIES
        for days, series in [backlog(study, name)]
        for day, column in zip(days.tolist(), series.T, strict=True)
    ]


def _payment_rows(study: OperationsStudy) -> list[Row]:
    return [
        Row(start, (Number(day), Number(share)))
        for start in STARTS
        for day, share in zip(*(part.tolist() for part in paid_by_day(study, start)), strict=True)
    ]
