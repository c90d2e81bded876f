"""Who comes to the desks in one simulated history: the scheme's own applications and defaults, dated to the day.

A day within its month and every service time is drawn for (seed, path, slot, generation, step), so that a run with
other numbers of desks meets the same people with the same work. A default is the day on which the loan turns
non-performing: 90 days past due already lie behind it.
"""

from dataclasses import dataclass

import numpy as np

import simulator.engines.kernel.records as r
from simulator.engines.desks import Applications, ClaimRules, Defaults, Floats, Ints, Truths
from simulator.engines.kernel.single import application_counts
from simulator.engines.preparing import Prepared
from simulator.engines.preparing.units import FEN
from simulator.engines.rows import simulate_rows
from simulator.errors import Fault, ScenarioError, wrong
from simulator.randomness.keyed import keyed_uniforms
from simulator.randomness.streams import BOOK_STREAMS, OPERATIONS, SLOTS_PER_MONTH
from simulator.rules.service_times import service_times
from simulator.scenario.model import Scenario
from simulator.scenario.operations import Operations
from simulator.values import Own

DAYS_PER_MONTH = 365 / 12
OVERDUE_AT_DEFAULT_DAYS = 90

# Steps of a case: one block of four uniforms each.
_STEP_APPLICATION, _STEP_DEFAULT, _STEP_CLAIM, _STEP_ROUNDS = 0, 1, 2, 3
_STEPS = 256


@dataclass(frozen=True)
class Caseload:
    """One history's cases, and what its claims are about."""

    applications: Applications
    defaults: Defaults
    compensation: Floats
    """What the fund pays on each default, (defaults,), in main currency units."""


def operations_of(scenario: Scenario) -> Operations:
    """Return the scenario's section `operations`.

    Raises
    ------
    ScenarioError
        When it has none.
    """
    if scenario.operations is None:
        what = wrong("faults.scenario.no_operations", example="scenarios/hefei.toml")
        title = Own(scenario.about.title, scenario.about.title_zh)
        raise ScenarioError(title, [Fault(what, "operations")])
    return scenario.operations


def rounds_of(scenario: Scenario) -> int:
    """Return how many auction rounds a lot can go through: one unless the disposal is an auction."""
    disposal = scenario.disposal
    return len(disposal.auction_reserves) if disposal.method == "auction" else 1


def chance_per_round(scenario: Scenario) -> float:
    """Return q with 1 - (1 - q)^rounds = the part of lots sold in all rounds together."""
    disposal = scenario.disposal
    sold = {"auction": disposal.auction_sold_share, "haircut": disposal.sold_share, "fixed": 1.0}[disposal.method]
    return float(1 - (1 - sold) ** (1 / rounds_of(scenario)))


def claim_rules(scenario: Scenario) -> ClaimRules:
    """Return the rules that hold for all claims of the scenario."""
    desk = operations_of(scenario)
    return ClaimRules(
        is_after_sale=scenario.scheme.timing == "after_recovery",
        round_gap=tuple(gap * DAYS_PER_MONTH for gap in scenario.disposal.auction_gap_months),
        earliest=max(0.0, desk.claim_trigger_days_past_due - OVERDUE_AT_DEFAULT_DAYS),
        deadline=np.inf if desk.filing_deadline_days is None else desk.filing_deadline_days,
        window=(desk.claim_window_months or 0) * DAYS_PER_MONTH,
        notice=desk.public_notice_days,
    )


def caseload(prepared: Prepared, path: int) -> Caseload:
    """Return the cases of one path: the same as in any other run of the scenario and seed."""
    rows, _ = simulate_rows(prepared, path)
    rows = rows[rows[:, r.ROW_LANE] == prepared.layout.lane_of[0]]
    applications = _applications(prepared, path, rows)
    defaults, compensation = _defaults(prepared, path, rows)
    return Caseload(applications, defaults, compensation)


def _uniforms(prepared: Prepared, path: int, keys: Ints, step: int) -> Floats:
    """Return four uniforms for one step of each case, (cases, 4); keys are slot, generation and book, (cases, 3)."""
    streams = OPERATIONS + BOOK_STREAMS * keys[:, 2]
    return keyed_uniforms(prepared.world.seed, path, streams, keys[:, 0], keys[:, 1] * _STEPS + step)


def _applications(prepared: Prepared, path: int, rows: Ints) -> Applications:
    """Return all who ask: every new applicant, and who holds a loan of the lane and asks for its renewal."""
    counts = application_counts(prepared.world, path)
    months = np.repeat(np.arange(1, len(counts) + 1), counts)
    index = np.arange(len(months)) - np.repeat(np.cumsum(counts) - counts, counts)
    new = np.stack([months * SLOTS_PER_MONTH + index, np.zeros_like(months), np.zeros_like(months)], axis=1)
    renewals = _renewals(rows)
    keys = np.concatenate([new, _keys(renewals)])
    u = _uniforms(prepared, path, keys, _STEP_APPLICATION)
    arrival = _day(np.concatenate([months, renewals[:, r.ROW_MONTH]]), u[:, 0])
    order = np.argsort(arrival, kind="stable")
    desk = operations_of(prepared.scenario)
    return Applications(
        arrival[order], service_times(desk.appraisal, u[order, 1]), service_times(desk.bank_decision, u[order, 2])
    )


def _renewals(rows: Ints) -> Ints:
    """Return the decisions on renewals of loans that the lane holds (others are decided for other lanes only)."""
    event = rows[:, r.ROW_EVENT]
    is_lent = (event == r.E_LENT) | (event == r.E_LENT_ALONE)
    held = _identity(rows[is_lent], 1)
    is_renewal = (is_lent | (event == r.E_REFUSED)) & (rows[:, r.ROW_GENERATION] > 0)
    is_of_book = (rows[:, r.ROW_BOOK] > 0) & (rows[:, r.ROW_GENERATION] == 1)
    return rows[is_renewal & (is_of_book | np.isin(_identity(rows, 0), held))]


def _keys(rows: Ints) -> Ints:
    return rows[:, [r.ROW_SLOT, r.ROW_GENERATION, r.ROW_BOOK]]


def _identity(rows: Ints, later: int) -> Ints:
    """Return one number for each row's loan, `later` generations on."""
    return (rows[:, r.ROW_SLOT] << 28) + ((rows[:, r.ROW_GENERATION] + later) << 16) + rows[:, r.ROW_BOOK]


def _day(months: Ints, u: Floats) -> Floats:
    """Return the day, counted from 0, at a uniform place within each month, counted from 1."""
    return (months - 1 + u) * DAYS_PER_MONTH


def _defaults(prepared: Prepared, path: int, rows: Ints) -> tuple[Defaults, Floats]:
    scenario = prepared.scenario
    found = rows[rows[:, r.ROW_EVENT] == r.E_DEFAULT]
    u = _uniforms(prepared, path, _keys(found), _STEP_DEFAULT)
    day = _day(found[:, r.ROW_MONTH], u[:, 0])
    order = np.argsort(day, kind="stable")
    found, u = found[order], u[order]
    desk = operations_of(scenario)
    work = _uniforms(prepared, path, _keys(found), _STEP_CLAIM)
    round_days, rounds, is_sold = _auction(prepared, path, found)
    has_claim, compensation = _claims(prepared, rows, found)
    defaults = Defaults(
        default=day[order],
        has_claim=has_claim,
        suit=service_times(desk.suit, u[:, 1]),
        court=service_times(desk.court, u[:, 2]),
        round_days=round_days,
        rounds=rounds,
        is_sold=is_sold,
        filing=service_times(desk.claim_filing, u[:, 3]),
        review=service_times(desk.claim_review, work[:, 0]),
    )
    return defaults, compensation


def _auction(prepared: Prepared, path: int, found: Ints) -> tuple[Floats, Ints, Truths]:
    """Return each lot's days per round, (n, rounds), how many rounds it goes through, and whether it is sold."""
    count, chance = rounds_of(prepared.scenario), chance_per_round(prepared.scenario)
    days, is_sold_in = np.zeros((len(found), count)), np.zeros((len(found), count), dtype=np.bool_)
    for turn in range(count):
        u = _uniforms(prepared, path, _keys(found), _STEP_ROUNDS + turn)
        days[:, turn] = service_times(operations_of(prepared.scenario).auction_round, u[:, 0])
        is_sold_in[:, turn] = u[:, 1] < chance
    is_sold: Truths = np.any(is_sold_in, axis=1)
    return days, np.where(is_sold, is_sold_in.argmax(axis=1) + 1, count), is_sold


def _claims(prepared: Prepared, rows: Ints, found: Ints) -> tuple[Truths, Floats]:
    """Return which defaults leave a covered loss, and what the fund pays on each, in main currency units.

    Where a run without run-off ends before the loss is known, every covered default counts, with no amount.
    """
    assessed = rows[rows[:, r.ROW_EVENT] == r.E_ASSESSED]
    identity, first = np.unique(_identity(assessed, 0), return_index=True)
    place = np.searchsorted(identity, _identity(found, 0))
    inside = np.minimum(place, max(len(identity) - 1, 0))
    is_assessed = np.isin(_identity(found, 0), identity)
    loss, paid = np.zeros(len(found), dtype=np.int64), np.zeros(len(found), dtype=np.int64)
    if len(identity):
        loss = np.where(is_assessed, assessed[first[inside], r.ROW_LOSS], 0)
        paid = np.where(is_assessed, assessed[first[inside], r.ROW_CLAIM], 0)
    return np.where(is_assessed, loss > 0, _is_covered(prepared, rows, found)), paid / FEN


def _is_covered(prepared: Prepared, rows: Ints, found: Ints) -> Truths:
    """Return whether the fund covers each defaulted loan whose loss was not assessed within the run."""
    if prepared.scenario.clock.run_off:
        return np.zeros(len(found), dtype=np.bool_)
    covered = _identity(rows[rows[:, r.ROW_EVENT] == r.E_LENT], 0)
    is_covered = np.isin(_identity(found, 0), covered)
    book = prepared.world.book
    if len(book):
        is_own = (found[:, r.ROW_BOOK] > 0) & (found[:, r.ROW_GENERATION] == 0)
        segment = np.searchsorted(book[:, r.BOOK_FIRST], found[:, r.ROW_SLOT], side="right") - 1
        is_covered |= is_own & (book[np.maximum(segment, 0), r.BOOK_COVERED] > 0)
    return is_covered
