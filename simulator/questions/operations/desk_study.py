"""The operations study: replications of the desks, days to payment and sale, backlogs, and what does not settle.

One replication is one path of the monthly model, dated to the day. Applications and defaults of the lending years are
measured after a warm-up (MSER-5 on the weekly backlog, mean over replications) and followed to their end. Intervals
are Student's over replications, by the delta method where a ratio is meant; quantiles after Woodruff (1952).
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.analysis.bounded import AT_LEAST_0, SHARE, bounded_mean, bounded_ratio
from simulator.analysis.intervals import clustered_quantile, proportion_interval
from simulator.engines.caseload import Caseload, caseload, claim_rules, operations_of
from simulator.engines.desks import (
    APPRAISERS,
    AUCTION_SLOTS,
    BANK_DESKS,
    CLAIM_ASSESSORS,
    DecidedApplications,
    Floats,
    SettledClaims,
    run_applications,
    run_claims,
)
from simulator.engines.preparing import Prepared
from simulator.estimate import NO_DENOMINATOR, Estimate
from simulator.questions.operations.queues import (
    DeskLog,
    Stability,
    count_until,
    desk_log,
    mser5,
    stability,
    weekly_days,
)
from simulator.scenario.model import Scenario

Progress = Callable[[int, int], None]

DESKS = (APPRAISERS, BANK_DESKS, AUCTION_SLOTS, CLAIM_ASSESSORS)
FLOWS = {"applications": (APPRAISERS, BANK_DESKS), "claims": (AUCTION_SLOTS, CLAIM_ASSESSORS)}
SPANS = ("application_to_decision", "default_to_sale", "filing_to_payment", "default_to_payment")
PRECISE_SPANS = ("application_to_decision", "default_to_payment")
DEADLINES = (30, 60, 90, 180)
DAYS_PER_YEAR = 365
FIRST_REPLICATIONS, MOST_REPLICATIONS, MOST_APPLICATIONS = 10, 160, 2_000_000
PRECISION = 0.05


@dataclass(frozen=True)
class Replication:
    """One path: its cases, what became of them, and the desks' logs."""

    cases: Caseload
    decided: Floats
    settled: SettledClaims
    desks: dict[str, DeskLog]
    work: dict[str, Floats]
    """Seat-days of work brought by the cases of each lending year, (years,)."""
    unpaid: Floats
    """Claims of defaulted loans neither paid nor refused, weekly, (weeks + 1,)."""


@dataclass(frozen=True)
class Span:
    """Days from one step to another, over all cases measured: mean, median, 90th percentile; None without a case."""

    mean: Estimate | None
    median: Estimate | None
    ninth_decile: Estimate | None


@dataclass(frozen=True)
class DeskMeasures:
    """One desk over the measured time."""

    seats: int
    stability: Stability
    utilisation: Estimate
    wait: Span
    waiting: Estimate
    """Mean number waiting."""
    most_waiting: Estimate
    """Largest number waiting in a replication, mean over replications."""


@dataclass(frozen=True)
class OperationsStudy:
    """Everything that the study found."""

    scenario: Scenario
    seed: int
    replications: tuple[Replication, ...]
    days: Floats
    """Days of the weekly series, over the lending years."""
    warm_up: dict[str, float]
    """Days left out at the start, per flow."""
    has_level: dict[str, bool]
    """Whether the backlog of the flow reached a level (else the second half of the lending years is measured)."""
    desks: dict[str, DeskMeasures]
    spans: dict[str, Span]
    paid_within: dict[tuple[str, int], Estimate]
    """Part of all claims paid within so many days, counted from "filing" or "default"."""
    late: Estimate
    """Part of all claims refused because they were filed after the deadline."""
    unbounded: dict[str, str]
    """For each desk and span without a finite mean: the desk that does not keep up."""
    is_precise: bool
    """Whether the mean days are known to within 5 % (else more replications would help)."""


def seats_of(scenario: Scenario) -> dict[str, int]:
    """Return the number of seats at each desk."""
    operations = operations_of(scenario)
    return {name: getattr(operations, name) for name in DESKS}


def study(prepared: Prepared, replications: int | None = None, progress: Progress | None = None) -> OperationsStudy:
    """Run replications and measure.

    Parameters
    ----------
    prepared
        The scenario's world and its one policy (`monte_carlo.prepare`).
    replications
        How many; default 10, doubled until the mean days to decision and to payment are known to within 5 % (where
        they have a mean), 160 are done, or two million applications have passed.
    progress
        Called with (done, total).
    """
    days = weekly_days(prepared.scenario.clock.years * DAYS_PER_YEAR)
    done: list[Replication] = []
    wanted = replications or FIRST_REPLICATIONS
    while True:
        for path in range(len(done), wanted):
            done.append(_replication(prepared, path, days))
            if progress is not None:
                progress(len(done), wanted)
        found = _measured(prepared, tuple(done), days)
        passed = sum(len(replication.decided) for replication in done)
        is_enough = found.is_precise or wanted >= MOST_REPLICATIONS or passed > MOST_APPLICATIONS
        if replications is not None or is_enough:
            return found
        wanted *= 2


def _replication(prepared: Prepared, path: int, days: Floats) -> Replication:
    scenario, cases = prepared.scenario, caseload(prepared, path)
    seats = seats_of(scenario)
    decided: DecidedApplications = run_applications(cases.applications, seats)
    settled = run_claims(cases.defaults, claim_rules(scenario), seats)
    logs = {name: desk_log(visits, days) for name, visits in (decided.visits | settled.visits).items()}
    defaults = cases.defaults
    claimed = defaults.default[defaults.has_claim]
    closed = np.where(np.isnan(settled.paid), settled.filed, settled.paid)[defaults.has_claim]
    unpaid = count_until(claimed, days) - count_until(closed, days)
    return Replication(cases, decided.decided, settled, logs, _work(cases, scenario.clock.years), unpaid)


def _work(cases: Caseload, years: int) -> dict[str, Floats]:
    applications, defaults = cases.applications, cases.defaults
    turns = np.arange(defaults.round_days.shape[1])
    selling = np.sum(defaults.round_days * (turns < defaults.rounds[:, None]), axis=1)

    def by_year(arrival: Floats, work: Floats) -> Floats:
        year = np.minimum(arrival // DAYS_PER_YEAR, years).astype(np.int64)
        return np.bincount(year, work, minlength=years + 1)[:years].astype(np.float64)

    return {
        APPRAISERS: by_year(applications.arrival, applications.appraisal),
        BANK_DESKS: by_year(applications.arrival, applications.decision),
        AUCTION_SLOTS: by_year(defaults.default, selling),
        CLAIM_ASSESSORS: by_year(defaults.default, defaults.review * defaults.has_claim),
    }


def span_days(replication: Replication, span: str, first: float, last: float) -> Floats:
    """Return the days of one span for each case that entered between two days, (cases,).

    Cases that never reach the end of the span (not sold, without a claim, refused) are left out.
    """
    if span == "application_to_decision":
        begin, end = replication.cases.applications.arrival, replication.decided
        entered = begin
    else:
        defaults, settled = replication.cases.defaults, replication.settled
        entered = defaults.default
        begin = settled.filed if span == "filing_to_payment" else defaults.default
        end = np.where(defaults.is_sold, settled.disposed, np.nan) if span == "default_to_sale" else settled.paid
    found: Floats = (end - begin)[(entered >= first) & (entered <= last)]
    return found[~np.isnan(found)]


def mean_of(samples: Sequence[Floats]) -> Estimate | None:
    """Return the mean over all values, samples (one per replication) being independent; None without a value."""
    sums, counts = [float(np.sum(part)) for part in samples], [len(part) for part in samples]
    found = bounded_ratio(sums, counts, AT_LEAST_0, may_be_rare=False)
    return None if found.note == NO_DENOMINATOR else found


def share_of(hits: Sequence[int], counts: Sequence[int]) -> Estimate:
    """Return the part of all cases that are hits, both per replication.

    Where none or all are hits no spread is seen: the exact bounds of a proportion are given instead.
    """
    total, hit = sum(counts), sum(hits)
    if total > 0 and hit in (0, total):
        return proportion_interval(hit, total)
    return bounded_ratio(hits, counts, SHARE)


def mean_number(values: Sequence[float]) -> Estimate:
    """Return the mean of numbers that cannot be negative, one per replication; 0 in each is taken as certain."""
    return bounded_mean(values, may_be_rare=False)


def _is_precise(replications: Sequence[Replication], last: float, spans: Iterable[str]) -> bool:
    """Return whether the mean days of these spans have intervals of at most +-5 %."""
    for span in spans:
        mean = mean_of([span_days(replication, span, 0.0, last) for replication in replications])
        if mean is not None and not mean.high - mean.low <= 2 * PRECISION * mean.value:
            return False
    return True


def _span(samples: Sequence[Floats]) -> Span:
    mean = mean_of(samples)
    if mean is None:
        return Span(None, None, None)
    return Span(mean, clustered_quantile(samples, 0.5), clustered_quantile(samples, 0.9))


def _measured(prepared: Prepared, replications: tuple[Replication, ...], days: Floats) -> OperationsStudy:
    scenario = prepared.scenario
    warm_up = {flow: _warm_up(replications, names, days) for flow, names in FLOWS.items()}
    desks = {
        name: _desk(replications, name, seats_of(scenario)[name], days, warm_up[flow])
        for flow, names in FLOWS.items()
        for name in names
    }
    first = {span: warm_up["applications" if span == SPANS[0] else "claims"] for span in SPANS}
    samples = {span: [span_days(r, span, first[span], days[-1]) for r in replications] for span in SPANS}
    claims = [claims_between(r, warm_up["claims"], days[-1]) for r in replications]
    paid_within = {
        (start, limit): share_of([int(np.sum(part <= limit)) for part in samples[f"{start}_to_payment"]], claims)
        for start, limit in itertools.product(("filing", "default"), DEADLINES)
    }
    late = share_of(
        [count - len(part) for count, part in zip(claims, samples["filing_to_payment"], strict=True)], claims
    )
    unbounded = _unbounded(desks, is_after_sale=scenario.scheme.timing == "after_recovery")
    return OperationsStudy(
        scenario=scenario,
        seed=int(prepared.world.seed),
        replications=replications,
        days=days,
        warm_up=warm_up,
        has_level={flow: start < days[-1] / 2 - 5 * 7 for flow, start in warm_up.items()},
        desks=desks,
        spans={span: _span(samples[span]) for span in SPANS},
        paid_within=paid_within,
        late=late,
        unbounded=unbounded,
        is_precise=_is_precise(replications, days[-1], set(PRECISE_SPANS) - set(unbounded)),
    )


def _warm_up(replications: Sequence[Replication], names: Sequence[str], days: Floats) -> float:
    """Return the longest warm-up of a flow's desks, in days."""
    series = [np.mean([r.desks[name].present for r in replications], axis=0) for name in names]
    return float(days[max(mser5(part) for part in series)])


def claims_between(replication: Replication, first: float, last: float) -> int:
    """Return how many claims are of loans that defaulted between two days."""
    defaults = replication.cases.defaults
    return int(np.sum(defaults.has_claim & (defaults.default >= first) & (defaults.default <= last)))


def _desk(replications: Sequence[Replication], name: str, seats: int, days: Floats, warm_up: float) -> DeskMeasures:
    logs = [replication.desks[name] for replication in replications]
    load = np.mean([replication.work[name] for replication in replications], axis=0) / (seats * DAYS_PER_YEAR)
    from_week = int(np.searchsorted(days, warm_up))
    length = max(days[-1] - days[from_week], 1e-9)
    waits = [log.wait[(log.arrival >= warm_up) & (log.arrival <= days[-1])] for log in logs]
    used = mean_number([round((log.busy[-1] - log.busy[from_week]) / (seats * length), 9) for log in logs])
    return DeskMeasures(
        seats=seats,
        stability=stability(load, logs, days),
        utilisation=replace(used, high=min(used.high, 1.0)),
        wait=_span(waits),
        waiting=mean_number([float(np.mean(log.waiting[from_week:])) for log in logs]),
        most_waiting=mean_number([float(np.max(log.waiting[from_week:])) for log in logs]),
    )


def _unbounded(desks: dict[str, DeskMeasures], *, is_after_sale: bool) -> dict[str, str]:
    """Return what has no finite mean, desks and spans, and the desk to blame.

    A desk behind one that does not keep up is held back by it, unless its own backlog grows as well.
    """
    blame: dict[str, str] = {}
    for flow, names in FLOWS.items():
        before = ""
        for name in names:
            state = desks[name].stability
            if state.is_growing or (state.is_overloaded and not before):
                blame[name] = name
            elif before:
                blame[name] = before
            is_followed = flow == "applications" or is_after_sale
            before = blame.get(name, "") if is_followed else ""
    ends = {SPANS[0]: BANK_DESKS, SPANS[1]: AUCTION_SLOTS, SPANS[2]: CLAIM_ASSESSORS, SPANS[3]: CLAIM_ASSESSORS}
    return blame | {span: blame[desk] for span, desk in ends.items() if desk in blame}
