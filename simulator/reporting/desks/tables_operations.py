"""Tables of the operations study: desks, days, claims paid in time, years, desks needed, and what waiting costs."""

from collections.abc import Mapping, Sequence

import numpy as np

from simulator.analysis.desks.desk_search import DeskSearch
from simulator.analysis.desks.operations import (
    DAYS_PER_YEAR,
    DEADLINES,
    DESKS,
    FLOWS,
    SPANS,
    OperationsStudy,
    Span,
    mean_number,
)
from simulator.analysis.desks.waiting import BankDecision, WaitingCost
from simulator.engines.caseload import DAYS_PER_MONTH
from simulator.estimate import NO_DENOMINATOR, Estimate
from simulator.faults import counted
from simulator.reporting import wording
from simulator.reporting.tables import Table

UNBOUNDED = "grows without bound"
_SPAN_WORDS = {
    "application_to_decision": "application to decision",
    "default_to_sale": "default to sale (lots sold)",
    "filing_to_payment": "filing to payment",
    "default_to_payment": "default to payment",
}


def desk_words(name: str) -> str:
    """Return the name of a desk in words."""
    return name.replace("_", " ")


def basis(study: OperationsStudy) -> tuple[str, ...]:
    """Return the sentences that stand under every table and figure: what was run, how, and what stands in."""
    scenario, count = study.scenario, len(study.replications)
    last = scenario.clock.years * 12
    spans = [
        f"{flow} from month {round(start / DAYS_PER_MONTH) + 1} to {last}"
        + ("" if study.has_level[flow] else " (no level reached: second half of the lending years)")
        for flow, start in study.warm_up.items()
    ]
    stand_in = (scenario.about.stand_in,) if scenario.about.stand_in else ()
    precise = "" if study.is_precise else " The means are known to no better than 5 %: ask for more replications."
    return (
        f"{scenario.about.title}: {counted(count, 'replication')} of {counted(scenario.clock.years, 'lending year')}, "
        f"seed {study.seed}, calendar days, {wording.CONFIDENCE} intervals (Student, over replications) in "
        f"brackets.{precise}",
        f"Measured after a warm-up by MSER-5: {'; '.join(spans)}; each case is followed to its end. "
        "Default is the day a loan turns non-performing: 90 days past due lie behind it.",
        *stand_in,
    )


def unbounded_notes(study: OperationsStudy, names: Sequence[str] = DESKS) -> tuple[str, ...]:
    """Return one sentence for each of these desks that does not keep up, or whose overload is held back or passes."""
    notes = []
    first_year = int(study.scenario.clock.start[:4])
    for name in names:
        state, cause = study.desks[name].stability, study.unbounded.get(name)
        over = [first_year + year for year, load in enumerate(state.load) if load >= 1]
        if cause == name:
            growth = wording.with_interval(state.growth, 1, is_signed=True)
            pace = f"by {growth} a month over" if state.growth.value > 0 else "but has not begun to within"
            notes.append(
                f"{desk_words(name)}: the backlog {UNBOUNDED}, {pace} the second half of the lending "
                f"years; the last year brings {state.load[-1]:.2f} times what the desk can do. "
                "No average is given for it, nor for what lies behind it."
            )
        elif cause is not None and over:
            notes.append(
                f"{desk_words(name)}: only the backlog at {desk_words(cause)} keeps it from being overloaded "
                f"(load {state.load[-1]:.2f})."
            )
        elif over:
            notes.append(
                f"{desk_words(name)}: offered more than it can do in {over[0]} to {over[-1]}, but not at the end."
            )
    return tuple(notes)


def desks_table(study: OperationsStudy) -> Table:
    """Return load, utilisation, waiting time and backlog of each desk."""
    rows = []
    for name in DESKS:
        desk = study.desks[name]
        head = (desk_words(name), f"{desk.seats:,}", f"{desk.stability.load[-1]:.2f}", _percent(desk.utilisation))
        if name in study.unbounded:
            rows.append((*head, _blame(study, name), "", "", ""))
        else:
            waits = (_days(desk.wait.mean), _days(desk.wait.ninth_decile))
            rows.append((*head, *waits, _plain(desk.waiting), _plain(desk.most_waiting)))
    return Table(
        name="desks",
        title="Desks",
        columns=(
            "desk", "seats", "load (last year)", "in use (%)", "wait, mean (days)", "wait, 90 % (days)",
            "waiting (mean)", "waiting (most)",
        ),
        rows=tuple(rows),
        notes=(
            *basis(study),
            "Load: work brought by the last lending year's cases per seat and day; 1 or more cannot be kept up with. "
            "Wait: mean and 90th percentile. Waiting: mean number, and the largest (mean over replications).",
            *unbounded_notes(study),
        ),
    )  # fmt: skip


def _blame(study: OperationsStudy, key: str) -> str:
    cause = study.unbounded[key]
    return UNBOUNDED if cause == key else f"{UNBOUNDED} ({desk_words(cause)})"


def spans_table(study: OperationsStudy) -> Table:
    """Return the days from step to step: mean, median, 90th percentile."""
    rows = []
    for span in SPANS:
        if span in study.unbounded:
            rows.append((_SPAN_WORDS[span], _blame(study, span), "", ""))
        else:
            rows.append((_SPAN_WORDS[span], *_span_cells(study.spans[span])))
    columns = ("days from", "mean (days)", "median (days)", "90th percentile (days)")
    return Table("days", "Days from step to step", columns, tuple(rows), (*basis(study), *unbounded_notes(study)))


def _span_cells(span: Span) -> tuple[str, str, str]:
    return _days(span.mean), _days(span.median), _days(span.ninth_decile)


def paid_table(study: OperationsStudy) -> Table:
    """Return the part of claims paid within 30, 60, 90 and 180 days of filing and of default."""
    rows = []
    for start in ("filing", "default"):
        key = f"{start}_to_payment"
        cells = [_share(study.paid_within[start, limit]) for limit in DEADLINES]
        is_open = key in study.unbounded
        rows.append((start, _blame(study, key), "", "", "") if is_open else (start, *cells))
    late = _share(study.late) + ("" if study.late.note == NO_DENOMINATOR else " %")
    return Table(
        name="paid_in_time",
        title="Claims paid in time (% of claims)",
        columns=("counted from", *(f"within {limit} days (%)" for limit in DEADLINES)),
        rows=tuple(rows),
        notes=(
            *basis(study),
            f"Claims refused because they were filed after the deadline: {late}.",
            *unbounded_notes(study),
        ),
    )


def load_table(study: OperationsStudy) -> Table:
    """Return each lending year's offered load at each desk."""
    first = int(study.scenario.clock.start[:4])
    rows = tuple(
        (str(first + year), *(f"{study.desks[name].stability.load[year]:.2f}" for name in DESKS))
        for year in range(study.scenario.clock.years)
    )
    return Table(
        name="load",
        title="Load: work brought by the cases of each year, per seat and day",
        columns=("year", *map(desk_words, DESKS)),
        rows=rows,
        notes=(*basis(study), "A load of 1 or more cannot be kept up with. Mean over the replications."),
    )


def waiting_table(study: OperationsStudy) -> Table:
    """Return the number waiting at each desk, and the claims unpaid, at the end of each lending year."""
    first = int(study.scenario.clock.start[:4])
    rows = []
    for year in range(study.scenario.clock.years):
        week = int(np.searchsorted(study.days, (year + 1) * DAYS_PER_YEAR, side="right")) - 1
        waiting = [_plain(mean_number([r.desks[name].waiting[week] for r in study.replications])) for name in DESKS]
        unpaid = _plain(mean_number([r.unpaid[week] for r in study.replications]))
        rows.append((str(first + year), *waiting, unpaid))
    return Table(
        name="waiting",
        title="Waiting at the end of each year (number)",
        columns=("end of", *map(desk_words, DESKS), "claims unpaid"),
        rows=tuple(rows),
        notes=(
            *basis(study),
            "Claims unpaid: of defaulted loans, neither paid nor refused; those in court and at sale are counted.",
        ),
    )


def search_table(study: OperationsStudy, search: DeskSearch) -> Table:
    """Return the part in time with each number of desks tried."""
    rows = tuple((f"{seats:,}", _share(share)) for seats, share in search.tried.items())
    marked = list(search.tried).index(search.fewest) if search.fewest is not None else None
    return Table(
        name="desks_needed",
        title=f"Part {_done(search)} within {search.within:g} days of {search.counted_from}, by number of "
        f"{desk_words(search.desk)}",
        columns=(desk_words(search.desk), f"within {search.within:g} days (%)"),
        rows=rows,
        notes=(*basis(study), search_sentence(search), *_search_caveat(study, search)),
        marked_row=marked,
    )


def _search_caveat(study: OperationsStudy, search: DeskSearch) -> tuple[str, ...]:
    flow = next(names for names in FLOWS.values() if search.desk in names)
    others = [desk_words(name) for name in flow if study.unbounded.get(name) == name != search.desk]
    if not others:
        return ()
    return (f"The backlog at {' and '.join(others)} {UNBOUNDED} meanwhile, so the answer holds for this run only.",)


def _done(search: DeskSearch) -> str:
    return "decided" if search.counted_from == "application" else "of claims paid"


def search_sentence(search: DeskSearch) -> str:
    """Return the answer to how many desks are needed, in one or two sentences."""
    desk, wanted = desk_words(search.desk), f"{100 * search.share:g} %"
    goal = f"{wanted} {_done(search)} within {search.within:g} days of {search.counted_from}"
    if search.fewest is None:
        return (
            f"No number of {desk} brings {goal}: with no queue there at all it is {_share(search.without_queue)} %; "
            "delays, windows, the work itself and the other desks take longer."
        )
    proof = "" if search.is_proved else " (found by search: behind this desk stands another, so no proof)"
    return (
        f"Fewest {desk} for {goal}: {search.fewest:,}{proof}; with no queue there at all it would be "
        f"{_share(search.without_queue)} %."
    )


def cost_table(study: OperationsStudy, cost: WaitingCost, decisions: Mapping[str, BankDecision]) -> Table:
    """Return what the wait costs the bank, and its decision under the scheme's own lags and under those found."""
    funding = study.scenario.lender.funding_cost
    rows = [
        (
            name, f"{decision.wait_months:g}", f"{100 * funding * decision.wait_months / 12:.2f}",
            f"{100 * decision.largest_pd:.3f}", _break_even(decision.break_even_share),
        )
        for name, decision in decisions.items()
    ]  # fmt: skip
    return Table(
        name="bank",
        title="What the wait does to the bank's decision",
        columns=(
            "lags", "wait (months)", "cost of waiting (% of compensation)", "largest PD (%)",
            "break-even ratio (mean PD)",
        ),
        rows=tuple(rows),
        notes=(*basis(study), *_cost_notes(study, cost)),
    )  # fmt: skip


def _break_even(share: float) -> str:
    return "pays without cover" if share <= 0 else f"{share:.3f}" if share <= 1 else "pays at no ratio"


def _cost_notes(study: OperationsStudy, cost: WaitingCost) -> Sequence[str]:
    notes = [
        "Cost of waiting: funding cost x years from default to payment x compensation. The bank lends up to the "
        "largest PD; calibration and all else stay as under the scheme's own lags."
    ]
    if "default_to_payment" in study.unbounded:
        return [
            *notes,
            f"The cost of waiting {UNBOUNDED}; the lags found are those of this run and rise with its length.",
        ]
    if cost.per_claim.note == NO_DENOMINATOR:
        return [*notes, "No claim was paid, so there is no cost."]
    word = wording.currency_word(study.scenario)
    per_claim = wording.with_interval(cost.per_claim, 1, is_signed=False)
    if cost.per_compensation.note == NO_DENOMINATOR:
        return [*notes, "The claims paid were of no amount, so there is no cost."]
    share = wording.with_interval(cost.per_compensation, 100, is_signed=False)
    return [*notes, f"Mean cost of waiting found: {per_claim} {word} per claim paid, {share} % of the compensation."]


def _days(estimate: Estimate | None) -> str:
    return wording.NOT_DEFINED if estimate is None else wording.with_interval(estimate, 1, is_signed=False)


def _plain(estimate: Estimate) -> str:
    return wording.with_interval(estimate, 1, is_signed=False)


def _percent(estimate: Estimate) -> str:
    return wording.with_interval(estimate, 100, is_signed=False)


def _share(estimate: Estimate) -> str:
    """Return a share in per cent; never 0 or 100 where cases are few: the exact bound stands instead."""
    if estimate.note == NO_DENOMINATOR:
        return wording.NOT_DEFINED
    if estimate.value == 0:
        return f"below {wording.bound_text(100 * estimate.high)}"
    if estimate.value == 1 and estimate.low < 1:
        return f"above {100 - float(wording.bound_text(100 * (1 - estimate.low))):g}"
    return _percent(estimate)
