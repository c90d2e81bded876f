"""The charts of an operations study: who waits at each desk over the years, and how long claims take."""

from simulator.charts import Axis, Band, Chart, Line, Plot, Points, Reference, Span
from simulator.engines.desks import Floats
from simulator.questions.operations.ask import Operations
from simulator.questions.operations.desk_study import DAYS_PER_YEAR, DEADLINES, FLOWS, OperationsStudy
from simulator.questions.operations.said import desk_name, start_name
from simulator.questions.operations.series import SERIES, backlog, paid_by_day
from simulator.values import NOTHING, Number, Phrase, phrase

_LONGEST_SINCE_FILING = 365.0


def draw(found: Operations) -> tuple[Chart, ...]:
    """Return both charts."""
    study = found.study
    panels = tuple(_backlog(study, name) for name in SERIES)
    notes = (phrase("operations.chart.backlog_note"),)
    return Chart("backlog", phrase("operations.chart.backlog"), panels, notes, columns=2), _days_to_payment(study)


def _backlog(study: OperationsStudy, name: str) -> Plot:
    """Return the number waiting at a desk or the claims unpaid, with the band of all replications."""
    days, series = backlog(study, name)
    start = int(study.scenario.clock.start[:4])
    is_desk = name in study.desks
    band = Band(_numbers(series.min(axis=0)), _numbers(series.max(axis=0)))
    line = Line(NOTHING, _numbers(start + days / DAYS_PER_YEAR), _numbers(series.mean(axis=0)), bands=(band,))
    flow = "applications" if name in FLOWS["applications"] else "claims"
    return Plot(
        Axis(phrase("operations.chart.year"), "year", start, start + study.scenario.clock.years),
        Axis(phrase(f"operations.chart.{'waiting' if is_desk else 'number'}"), "count", 0.0,
             max(1.0, 1.05 * float(series.max(initial=0.0)))),
        (line,),
        spans=(Span(start, start + study.warm_up[flow] / DAYS_PER_YEAR),),
        title=_panel_title(study, name),
        names="none",
    )  # fmt: skip


def _numbers(values: Floats) -> tuple[float, ...]:
    return tuple(values.tolist())


def _panel_title(study: OperationsStudy, name: str) -> Phrase:
    if name not in study.desks:
        return phrase("operations.column.unpaid")
    grows = phrase("operations.chart.grows") if study.unbounded.get(name) == name else NOTHING
    seats = Number(study.desks[name].seats, "count")
    return phrase("operations.chart.desk", desk=desk_name(name), n=seats, grows=grows)


def _days_to_payment(study: OperationsStudy) -> Chart:
    """Return the part of claims paid by days since filing and since default."""
    notes = (phrase("operations.chart.days_note", days=Number(_LONGEST_SINCE_FILING, "days")),)
    panels = (_paid(study, "filing"), _paid(study, "default"))
    return Chart("days_to_payment", phrase("operations.chart.days"), panels, notes, columns=2)


def _paid(study: OperationsStudy, start: str) -> Plot:
    days, share = paid_by_day(study, start)
    longest = max(float(days[-1]), 1.05 * DEADLINES[-1]) if len(days) else 1.05 * DEADLINES[-1]
    is_filing = start == "filing"
    line = Line(NOTHING, (*days.tolist(), longest), (*share.tolist(), *share[-1:].tolist()), form="steps")
    marks = tuple(float(share[min(limit, len(share) - 1)]) for limit in DEADLINES) if is_filing and len(days) else ()
    labels = tuple(Number(mark, "share", 2) if mark > 0 else phrase("operations.chart.none") for mark in marks)
    limits = tuple(map(float, DEADLINES)) if is_filing else ()
    return Plot(
        Axis(phrase("operations.chart.since", start=start_name(start)), "days", 0.0,
             min(longest, _LONGEST_SINCE_FILING) if is_filing else longest, ticks=limits),
        Axis(phrase("operations.chart.paid"), "share", 0.0, 1.04),
        (line,) if len(days) else (),
        (Points(None, limits, marks, labels=labels),) if marks else (),
        tuple(Reference(limit, "upright") for limit in limits),
        title=phrase("operations.chart.counted", start=start_name(start)),
        names="none",
        remark=_remark(study, start, has_claims=len(days) > 0),
    )  # fmt: skip


def _remark(study: OperationsStudy, start: str, *, has_claims: bool) -> Phrase | None:
    if not has_claims:
        return phrase("operations.chart.no_claim")
    return phrase("operations.chart.longer") if f"{start}_to_payment" in study.unbounded else None
