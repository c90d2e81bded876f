"""The operations study as plain data for JSON: the same numbers as in its tables, in days and shares of 1."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from simulator.analysis.desks.desk_search import DeskSearch
from simulator.analysis.desks.operations import OperationsStudy, Span
from simulator.analysis.desks.waiting import BankDecision, Lags, WaitingCost
from simulator.estimate import Estimate
from simulator.reporting import wording
from simulator.reporting.desks.tables_operations import basis, search_sentence, unbounded_notes
from simulator.reporting.json_text import estimate_json, plain


def operations_json(
    study: OperationsStudy,
    search: DeskSearch | None,
    cost: WaitingCost,
    lags: Lags | None,
    decisions: Mapping[str, BankDecision],
    files: Sequence[Path],
) -> object:
    """Return everything found; numbers that do not exist, and averages of what grows without bound, are null."""
    content = {
        "scenario": study.scenario.about.title,
        "notes": [*basis(study), *unbounded_notes(study)],
        "seed": study.seed,
        "replications": len(study.replications),
        "interval": wording.CONFIDENCE,
        "currency": wording.currency_word(study.scenario),
        "unit": "days",
        "grows_without_bound": study.unbounded,
        "desks": {name: _desk(study, name) for name in study.desks},
        "days": {name: None if name in study.unbounded else _span(span) for name, span in study.spans.items()},
        "paid_within": [
            {"counted_from": start, "days": limit, "share": _estimate(share)}
            for (start, limit), share in study.paid_within.items()
            if f"{start}_to_payment" not in study.unbounded
        ],
        "refused_late": _estimate(study.late),
        "cost_of_waiting": None if "default_to_payment" in study.unbounded else {
            "per_claim": _estimate(cost.per_claim), "per_compensation": _estimate(cost.per_compensation),
        },
        "bank_decision": {name: vars(decision) for name, decision in decisions.items()},
        "lags": None if lags is None else lags.settings(),
        "search": None if search is None else _search(search),
        "files": [str(file) for file in files],
    }  # fmt: skip
    return plain(content)


def _desk(study: OperationsStudy, name: str) -> dict[str, object]:
    desk, is_open = study.desks[name], name in study.unbounded
    return {
        "seats": desk.seats,
        "load_by_year": desk.stability.load.tolist(),
        "growth_per_month": _estimate(desk.stability.growth),
        "utilisation": _estimate(desk.utilisation),
        "wait": None if is_open else _span(desk.wait),
        "waiting": None if is_open else _estimate(desk.waiting),
        "most_waiting": None if is_open else _estimate(desk.most_waiting),
    }


def _span(span: Span) -> dict[str, object]:
    return {
        "mean": _estimate(span.mean),
        "median": _estimate(span.median),
        "ninth_decile": _estimate(span.ninth_decile),
    }


def _estimate(estimate: Estimate | None) -> dict[str, object] | None:
    if estimate is None or not wording.is_defined(estimate):
        return None
    return estimate_json(estimate)


def _search(search: DeskSearch) -> dict[str, object]:
    return {
        "desk": search.desk,
        "within_days": search.within,
        "wanted_share": search.share,
        "counted_from": search.counted_from,
        "fewest": search.fewest,
        "is_proved": search.is_proved,
        "without_queue": _estimate(search.without_queue),
        "tried": [{"desks": seats, "share": _estimate(share)} for seats, share in search.tried.items()],
        "answer": search_sentence(search),
    }
