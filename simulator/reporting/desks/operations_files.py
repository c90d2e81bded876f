"""Files of the operations study beside its tables: lags for the monthly engine, backlogs, days to payment."""

import numpy as np

from simulator.analysis.desks.operations import DESKS, OperationsStudy, span_days
from simulator.analysis.desks.queues import WEEK
from simulator.analysis.desks.waiting import Lags
from simulator.engines.desks import Floats
from simulator.faults import counted
from simulator.reporting.csv_files import csv_bytes
from simulator.reporting.desks.tables_operations import UNBOUNDED, unbounded_notes
from simulator.scenario.writing import toml_text

LONGEST_SHOWN_DAYS = 3650
WEEKS = 4


def lags_toml(study: OperationsStudy, lags: Lags) -> str:
    """Return an overlay with the lags found, and how they were found."""
    start = "the sale" if study.scenario.scheme.timing == "after_recovery" else "default"
    source = (
        f"operations study of {study.scenario.about.title}: {counted(lags.cases, 'default')} and "
        f"{counted(lags.paid, 'paid claim')} in {counted(len(study.replications), 'replication')}, seed {study.seed}"
    )
    lines = [
        "Lags found by an operations study, for the monthly engine: lay this file over the scenario with --overlay.",
        source + ".",
        "disposal.lag_months_*: days from default to the end of the first sale round; a uniform law with the mean and",
        "the standard deviation found (mean -+ sqrt(3) standard deviations, from 0 to 240), in whole months.",
        f"scheme.claim_lag_months: mean days from {start} to payment, in whole months"
        + (" (left out: no claim was paid)." if lags.claim is None else "."),
    ]
    if study.unbounded:
        lines += [
            "",
            f"A backlog {UNBOUNDED}: these are the lags of this run, and a longer run would find longer ones.",
        ]
        lines += unbounded_notes(study)
    settings: dict[str, dict[str, object]] = {}
    for key, months in lags.settings().items():
        section, _, name = key.partition(".")
        settings.setdefault(section, {})[name] = months
    settings["sources"] = {key: {"source": source, "confidence": "derived"} for key in lags.settings()}
    return "".join(f"# {line}".rstrip() + "\n" for line in lines) + "\n" + toml_text(settings)


def series_files(study: OperationsStudy) -> dict[str, bytes]:
    """Return the backlogs and the distribution of days to payment, by path in the run folder."""
    return {"tables/backlog.csv": _backlog_csv(study), "tables/days_to_payment.csv": _days_csv(study)}


def backlog(study: OperationsStudy, name: str) -> tuple[Floats, Floats]:
    """Return the number waiting at a desk, or "unpaid" claims, as means of four weeks.

    Returns
    -------
    tuple
        Day at the middle of each four weeks, (periods,), and the means, (replications, periods).
    """
    weekly = np.array([r.unpaid if name == "unpaid" else r.desks[name].waiting for r in study.replications])
    periods = weekly.shape[1] // WEEKS
    middle = (np.arange(periods) + 0.5) * WEEKS * WEEK
    return middle, weekly[:, : periods * WEEKS].reshape(len(weekly), periods, WEEKS).mean(axis=2)


def _backlog_csv(study: OperationsStudy) -> bytes:
    head = ["series", "middle_day", "mean", "lowest", "highest", "unit", "replications", "seed", "scenario"]
    title, count = study.scenario.about.title, len(study.replications)
    rows = []
    for name in (*DESKS, "unpaid"):
        days, series = backlog(study, name)
        for day, column in zip(days, series.T, strict=True):
            band = [float(column.mean()), float(column.min()), float(column.max())]
            rows.append([name, float(day), *band, "number", count, study.seed, title])
    return csv_bytes([head, *rows])


def paid_by_day(study: OperationsStudy, span: str) -> tuple[Floats, Floats]:
    """Return days and the part of all claims measured that are paid by then, both (points,).

    Empty when there is no claim.
    """
    first, last = study.warm_up["claims"], study.days[-1]
    samples = [span_days(replication, span, first, last) for replication in study.replications]
    counts = [_claims(study, index) for index in range(len(samples))]
    if not sum(counts):
        return np.zeros(0), np.zeros(0)
    ordered = np.sort(np.concatenate(samples))
    days = np.arange(0, min(LONGEST_SHOWN_DAYS, int(ordered[-1]) + 2 if len(ordered) else 1), dtype=np.float64)
    return days, np.searchsorted(ordered, days, side="right") / sum(counts)


def _claims(study: OperationsStudy, index: int) -> int:
    defaults = study.replications[index].cases.defaults
    is_measured = (defaults.default >= study.warm_up["claims"]) & (defaults.default <= study.days[-1])
    return int(np.sum(defaults.has_claim & is_measured))


def _days_csv(study: OperationsStudy) -> bytes:
    head = ["counted_from", "days", "share_paid", "replications", "seed", "scenario"]
    rows = [
        [start, int(day), float(share), len(study.replications), study.seed, study.scenario.about.title]
        for start in ("filing", "default")
        for day, share in zip(*paid_by_day(study, f"{start}_to_payment"), strict=True)
    ]
    return csv_bytes([head, *rows])
