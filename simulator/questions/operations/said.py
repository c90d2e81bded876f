"""What an operations study says: days, desks needed, what grows without bound, what was measured."""

from simulator.answer import Basis
from simulator.engines.caseload import DAYS_PER_MONTH
from simulator.estimate import CONFIDENCE, Estimate
from simulator.questions.names import setting_name, title_of
from simulator.questions.operations.ask import Operations
from simulator.questions.operations.desk_search import DeskSearch
from simulator.questions.operations.desk_study import DESKS, FLOWS, SPANS, OperationsStudy
from simulator.values import NOTHING, InFolder, Listed, Measured, Number, Own, Phrase, Unit, Value, phrase


def desk_name(name: str) -> Own:
    """Return what a desk is called."""
    return setting_name(f"operations.{name}")


def start_name(start: str) -> Phrase:
    """Return what days are counted from: "application", "filing" or "default"."""
    return phrase(f"operations.start.{start}")


def replications_of(study: OperationsStudy) -> Phrase:
    """Return "10 replications"."""
    return phrase("operations.count.replications", n=Number(len(study.replications), "count"))


def known(estimate: Estimate | None, unit: Unit) -> Value:
    """Return an estimate, and words where no case gives one."""
    return phrase("value.not_applicable") if estimate is None else Measured(estimate, unit)


def unbounded(study: OperationsStudy, key: str) -> Phrase:
    """Return that the backlog behind a desk or span grows without bound, and at which desk if it is another one."""
    cause = study.unbounded[key]
    return (
        phrase("operations.unbounded.at", desk=desk_name(cause))
        if cause != key
        else phrase("operations.unbounded.here")
    )


def basis_of_study(found: Operations) -> Basis:
    """Return what was run and how, from when on it was measured, and which desks do not keep up."""
    study, scenario = found.study, found.scenario
    years = scenario.clock.years
    first = phrase(
        "operations.basis",
        title=title_of(scenario),
        replications=replications_of(study),
        years=phrase("count.years", n=Number(years, "count")),
        seed=Own(str(study.seed)),
        confidence=Number(CONFIDENCE, "share"),
        vague=NOTHING if study.is_precise else phrase("operations.vague"),
    )
    about = scenario.about
    return Basis(
        title=title_of(scenario),
        stand_in=Own(about.stand_in, about.stand_in_zh) if about.stand_in else None,
        paths=len(study.replications),
        seed=study.seed,
        start=scenario.clock.start,
        years=years,
        currency=scenario.currency,
        notes=(_measured_from(study), *unbounded_notes(study)),
        first=first,
    )


def _measured_from(study: OperationsStudy) -> Phrase:
    last = Number(study.scenario.clock.years * 12, "count")
    flows = tuple(
        phrase(
            f"operations.measured.{flow}",
            first=Number(round(start / DAYS_PER_MONTH) + 1, "count"),
            last=last,
            level=NOTHING if study.has_level[flow] else phrase("operations.no_level"),
        )
        for flow, start in study.warm_up.items()
    )
    return phrase("operations.measured_from", flows=Listed(flows, "also"))


def unbounded_notes(study: OperationsStudy) -> tuple[Phrase, ...]:
    """Return one sentence for each desk that does not keep up, or whose overload is held back or passes."""
    return tuple(note for name in DESKS if (note := _keeping_up(study, name)) is not None)


def _keeping_up(study: OperationsStudy, name: str) -> Phrase | None:
    state, cause = study.desks[name].stability, study.unbounded.get(name)
    first_year = int(study.scenario.clock.start[:4])
    over = [Number(first_year + year, "year") for year, load in enumerate(state.load) if load >= 1]
    load = Number(state.load[-1], digits=3)
    if cause == name:
        kind = "growing" if state.growth.value > 0 else "coming"
        growth = Measured(state.growth, "plain", is_difference=True)
        return phrase(f"operations.unbounded.{kind}", desk=desk_name(name), growth=growth, load=load)
    if not over:
        return None
    if cause is not None:
        return phrase("operations.unbounded.shielded", desk=desk_name(name), cause=desk_name(cause), load=load)
    return phrase("operations.unbounded.passing", desk=desk_name(name), first=over[0], last=over[-1])


def said(found: Operations) -> tuple[Phrase, ...]:
    """Return the mean days, the part refused as late, the desks needed, and that there are no lags."""
    study, search = found.study, found.search
    days = {
        span: unbounded(study, span) if span in study.unbounded else known(study.spans[span].mean, "days")
        for span in SPANS
    }
    return (
        phrase("operations.days", **days),
        phrase("operations.late", late=Measured(study.late, "share")),
        *([] if search is None else [search_sentence(search), *search_caveat(study, search)]),
        *([phrase("operations.no_lags")] if found.lags is None else []),
    )


def search_sentence(search: DeskSearch) -> Phrase:
    """Return how many desks are needed, or that no number of them is enough."""
    kind = "none" if search.fewest is None else "fewest" if search.is_proved else "found"
    fewest = 0 if search.fewest is None else search.fewest
    return phrase(
        f"operations.search.{kind}",
        desk=desk_name(search.desk),
        goal=phrase(
            f"operations.search.{_what_is_done(search)}",
            share=Number(search.share, "share"),
            days=Number(search.within, "days"),
            start=start_name(search.counted_from),
        ),
        fewest=Number(fewest, "count"),
        without=Measured(search.without_queue, "share"),
    )


def search_title(search: DeskSearch) -> Phrase:
    """Return the title of the table of numbers tried."""
    days, start = Number(search.within, "days"), start_name(search.counted_from)
    return phrase(
        f"operations.table.needed_{_what_is_done(search)}", days=days, start=start, desk=desk_name(search.desk)
    )


def _what_is_done(search: DeskSearch) -> str:
    return "decided" if search.counted_from == "application" else "paid"


def search_caveat(study: OperationsStudy, search: DeskSearch) -> tuple[Phrase, ...]:
    """Return that a backlog elsewhere in the flow spoils the answer, if one does."""
    flow = next(names for names in FLOWS.values() if search.desk in names)
    others = tuple(desk_name(name) for name in flow if study.unbounded.get(name) == name != search.desk)
    return (phrase("operations.search.spoilt", desks=Listed(others)),) if others else ()


def then(found: Operations) -> tuple[Phrase, ...]:
    """Return the command that simulates the lags found."""
    run, lags = InFolder("scenario.toml", "run"), InFolder("lags.toml")
    return () if found.lags is None else (phrase("operations.then", run=run, lags=lags),)
