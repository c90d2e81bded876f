"""Desks: waiting times against Erlang C and Pollaczek-Khinchine, Little's law, and cases followed by hand.

The queues of the study itself are tested: applications arrive at random, and the appraisers are the M/M/c or M/G/1
desk. The bank desks behind them are one too: what leaves an M/M/c desk is again a Poisson stream (Burke 1956).
"""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import simpy

from simulator.analysis.intervals import mean_interval
from simulator.engines.desks import (
    APPRAISERS,
    AUCTION_SLOTS,
    BANK_DESKS,
    CLAIM_ASSESSORS,
    Applications,
    ClaimRules,
    Defaults,
    Desk,
    run_applications,
    run_claims,
)
from simulator.rules.service_times import service_times
from simulator.scenario.operations import Duration

# plain Python: once is enough
pytestmark = pytest.mark.compiled

# Erlang C; Pollaczek-Khinchine Wq = rho (1 + cs^2) / (2 mu (1 - rho)): worked out outside this program.
QUEUES = json.loads((Path(__file__).parents[1] / "validation/oracles.json").read_text(encoding="utf-8"))["G_queues"]
MARKOV = [row for row in QUEUES["rows"] if row["model"] == "M/M/c"]
ERLANG = next(row for row in QUEUES["rows"] if row["model"] == "M/E2/1")
REPLICATIONS, SERVED, WARM_UP = 12, 12_000, 2_000
LARGE = 10**6


def _replications(rate, appraisal, decision, seats):
    """Return mean waits and shares that wait at both desks, per replication, (REPLICATIONS, 2) each."""
    waits, shares = [], []
    for replication in range(REPLICATIONS):
        rng = np.random.Generator(np.random.Philox(replication))
        u = rng.uniform(size=(3, SERVED))
        cases = Applications(
            np.cumsum(-np.log1p(-u[0]) / rate), service_times(appraisal, u[1]), service_times(decision, u[2])
        )
        visits = run_applications(cases, seats).visits
        wait = [visit.start - visit.arrival for visit in visits.values()]
        waits.append([w[WARM_UP:].mean() for w in wait])
        shares.append([(w[WARM_UP:] > 1e-9).mean() for w in wait])
    return np.array(waits), np.array(shares)


def _exponential(mean):
    return Duration(law="exponential", mean_days=mean)


@pytest.mark.no_cover
@pytest.mark.parametrize("row", MARKOV, ids=lambda row: f"c={row['c']}")
def test_waits_at_both_desks_are_those_of_erlang_c(row):
    """M/M/c into M/M/c: Wq and the chance of waiting lie within their 99.9 % intervals at both desks."""
    service = _exponential(1 / row["mu"])
    waits, shares = _replications(row["lam"], service, service, {APPRAISERS: row["c"], BANK_DESKS: row["c"]})
    for desk in range(2):
        wait, share = mean_interval(waits[:, desk], 0.999), mean_interval(shares[:, desk], 0.999)
        assert wait.low <= row["Wq"] <= wait.high
        assert share.low <= row["P_wait"] <= share.high
        assert wait.high - wait.low < 0.9 * row["Wq"]


@pytest.mark.no_cover
def test_wait_with_erlang_service_is_that_of_pollaczek_and_khinchine():
    """M/E2/1: service of two stages waits less than exponential service (3 days, not 4)."""
    service = Duration(law="erlang", mean_days=1 / ERLANG["mu"], stages=2)
    seats = {APPRAISERS: 1, BANK_DESKS: LARGE}
    waits, _ = _replications(ERLANG["lam"], service, _exponential(1.0), seats)
    wait = mean_interval(waits[:, 0], 0.999)
    assert wait.low <= ERLANG["Wq"] <= wait.high < MARKOV[0]["Wq"]
    assert np.all(waits[:, 1] == 0)


@pytest.mark.no_cover
def test_little_s_law_holds_for_a_queue_seen_from_outside():
    """Mean number waiting, seen at fixed times in the resource itself, is arrival rate x mean wait (Little 1961)."""
    rng = np.random.Generator(np.random.Philox(5))
    arrival = np.cumsum(rng.exponential(1 / 2.4, 60_000))
    work = rng.exponential(1.0, 60_000)
    env, seen = simpy.Environment(), []
    desk = Desk(env, 3)

    def people():
        for time, days in zip(arrival, work, strict=True):
            yield env.timeout(time - env.now)
            env.process(desk.serve(days))

    def watch():
        while env.now < arrival[-1]:
            yield env.timeout(0.5)
            seen.append(len(desk.resource.queue))

    env.process(people())
    env.process(watch())
    env.run()
    rate = len(arrival) / arrival[-1]
    wait = np.mean(desk.visits.start - desk.visits.arrival)
    assert np.mean(seen) == pytest.approx(rate * wait, rel=0.01)


def test_service_is_first_in_first_out_and_never_before_a_seat_is_free():
    """Two seats, four cases at once: starts 0, 0, 2, 3 by hand."""
    cases = Applications(np.zeros(4), np.array([2.0, 3.0, 4.0, 1.0]), np.zeros(4))
    visits = run_applications(cases, {APPRAISERS: 2, BANK_DESKS: 1}).visits[APPRAISERS]
    by_start = sorted(zip(visits.start, visits.end, strict=True))
    assert by_start == [(0, 2), (0, 3), (2, 6), (3, 4)]


@pytest.mark.parametrize("desk", [APPRAISERS, BANK_DESKS])
def test_one_seat_more_makes_nobody_wait_longer_at_the_last_desk(desk):
    """First in, first out, same work: each case is decided no later (what bisection over desks rests on)."""
    rng = np.random.Generator(np.random.Philox(3))
    cases = Applications(np.cumsum(rng.exponential(1.0, 3000)), rng.exponential(2.5, 3000), rng.exponential(0.01, 3000))
    if desk == BANK_DESKS:
        cases = Applications(cases.arrival, cases.decision * 0, cases.appraisal)
    fixed = {APPRAISERS: LARGE, BANK_DESKS: LARGE}
    runs = [run_applications(cases, {**fixed, desk: seats}).decided for seats in (2, 3, 4, 5)]
    assert all(np.all(more <= fewer + 1e-9) for fewer, more in itertools.pairwise(runs))
    assert np.any(runs[3] < runs[0] - 1)


def _defaults(count, **changes):
    """Return defaults on day 0 that take no time anywhere, with changes."""
    zero = np.zeros(count)
    plain = {
        "default": zero, "has_claim": np.ones(count, bool), "suit": zero, "court": zero,
        "round_days": np.zeros((count, 1)), "rounds": np.ones(count, int), "is_sold": np.ones(count, bool),
        "filing": zero, "review": zero,
    }  # fmt: skip
    return Defaults(**{**plain, **changes})


AFTER_SALE = ClaimRules(is_after_sale=True, round_gap=(), earliest=0, deadline=np.inf, window=0, notice=0)
ONE_EACH = {AUCTION_SLOTS: 1, CLAIM_ASSESSORS: 1}


def _rules(**changes):
    return ClaimRules(**{**vars(AFTER_SALE), **changes})


def test_a_claim_after_the_sale_passes_every_step_in_turn():
    """Suit 10, court 20, round 5, gap 60, round 5; 3 to file, 7 review, 14 notice: sold 100, filed 103, paid 124."""
    cases = _defaults(
        1, suit=np.array([10.0]), court=np.array([20.0]), round_days=np.array([[5.0, 5.0]]), rounds=np.array([2]),
        filing=np.array([3.0]), review=np.array([7.0]),
    )  # fmt: skip
    log = run_claims(cases, _rules(round_gap=(60.0,), notice=14.0), ONE_EACH)
    assert (log.first_round[0], log.disposed[0], log.filed[0], log.paid[0]) == (35, 100, 103, 124)
    assert len(log.visits[AUCTION_SLOTS].end) == 2


def test_a_claim_paid_in_advance_does_not_wait_for_the_sale():
    """Suit 10, filing 3, review 7: paid on day 20, sold on day 35."""
    cases = _defaults(
        1, suit=np.array([10.0]), court=np.array([20.0]), round_days=np.array([[5.0]]),
        filing=np.array([3.0]), review=np.array([7.0]),
    )  # fmt: skip
    log = run_claims(cases, _rules(is_after_sale=False), ONE_EACH)
    assert (log.paid[0], log.disposed[0]) == (20, 35)


def test_no_claim_before_its_trigger_and_none_after_its_deadline():
    """The trigger holds the first claim back to day 90; the second, filed on day 401, is refused."""
    cases = _defaults(2, suit=np.array([10.0, 401.0]))
    log = run_claims(cases, _rules(earliest=90.0, deadline=400.0), ONE_EACH)
    assert log.filed.tolist() == [90, 401]
    assert log.paid[0] == 90
    assert np.isnan(log.paid[1])


def test_the_window_opens_once_a_year_and_keeps_the_order_of_filing():
    """Claims filed on days 300, 200 and 365 are all taken in on day 365: by one assessor, in order of filing."""
    cases = _defaults(3, suit=np.array([300.0, 200.0, 365.0]), review=np.array([10.0, 10.0, 10.0]))
    log = run_claims(cases, _rules(window=365.0), ONE_EACH)
    assert log.paid.tolist() == [385, 375, 395]


def test_a_default_without_a_claim_is_sold_and_never_paid():
    """Loans without cover take up court and auction slots, but no assessor."""
    log = run_claims(_defaults(2, has_claim=np.array([False, True])), AFTER_SALE, ONE_EACH)
    assert np.isnan(log.filed).tolist() == [True, False]
    assert len(log.visits[AUCTION_SLOTS].end) == 2
    assert len(log.visits[CLAIM_ASSESSORS].end) == 1


def test_nobody_at_all_is_no_mistake():
    """No application and no default: empty logs."""
    empty = np.zeros(0)
    decided = run_applications(Applications(empty, empty, empty), {APPRAISERS: 1, BANK_DESKS: 1})
    assert len(decided.decided) == 0
    none = _defaults(0, round_days=np.zeros((0, 1)))
    assert len(run_claims(none, AFTER_SALE, ONE_EACH).paid) == 0
