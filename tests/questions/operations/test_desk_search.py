"""How many desks: bisection against trying every number, and closed forms."""

import math

import numpy as np
import pytest

from simulator.engines.caseload import claim_rules
from simulator.engines.desks import APPRAISERS, AUCTION_SLOTS, BANK_DESKS, CLAIM_ASSESSORS, run_claims
from simulator.engines.preparing import prepare
from simulator.errors import NoAnswerError
from simulator.questions.operations.desk_search import search_desks
from simulator.questions.operations.desk_study import study
from tests.engines.books import scenario
from tests.questions.operations.test_desk_study import BUSY, WIDE, studied

SLOW = {"claim_review": {"law": "exponential", "mean_days": 30.0}, "claim_assessors": 3}


@pytest.fixture(scope="module")
def slow():
    """Return a study with too few assessors."""
    return studied(SLOW)


def _share_by_hand(found, assessors, within):
    """Return the part of claims paid in time with this number of assessors, every one run anew."""
    hits, count = 0, 0
    for replication in found.replications:
        cases = replication.cases.defaults
        seats = {AUCTION_SLOTS: 10_000, CLAIM_ASSESSORS: assessors}
        log = run_claims(cases, claim_rules(found.scenario), seats)
        measured = (cases.default >= found.warm_up["claims"]) & (cases.default <= found.days[-1])
        hits += int(np.sum((log.paid - log.filed)[measured] <= within))
        count += int(np.sum(measured))
    return hits / count


@pytest.mark.parametrize("share", [0.5, 0.7])
def test_bisection_finds_what_trying_every_number_finds(slow, share):
    """The fewest assessors by a search from 1 upwards, one by one."""
    found = search_desks(slow, CLAIM_ASSESSORS, 60, share)
    fewest = next(seats for seats in range(1, 100) if _share_by_hand(slow, seats, 60) >= share)
    assert found.fewest == fewest > 1
    assert found.tried[fewest].value == pytest.approx(_share_by_hand(slow, fewest, 60))
    assert found.tried[fewest - 1].value < share <= found.tried[fewest].value
    assert fewest + 1 in found.tried
    assert found.is_proved


def test_the_part_in_time_rises_with_the_number(slow):
    """What bisection rests on, for all numbers tried."""
    shares = [estimate.value for estimate in search_desks(slow, CLAIM_ASSESSORS, 60, 0.7).tried.values()]
    assert shares == sorted(shares)


def test_no_number_suffices_when_the_work_alone_takes_longer(slow):
    """Exponential review of 30 days and 14 of notice: within 60 days at most 1 - exp(-46 / 30) = 78 %."""
    found = search_desks(slow, CLAIM_ASSESSORS, 60, 0.9)
    assert found.fewest is None
    claims = sum(int(np.sum(r.cases.defaults.has_claim)) for r in slow.replications)
    limit = 1 - math.exp(-46 / 30)
    assert found.without_queue.value == pytest.approx(limit, abs=4 * math.sqrt(limit * (1 - limit) / claims))


def test_counted_from_default_the_court_counts_too(slow):
    """135 days lie between default and filing: nobody within 60, everybody nearly within 300."""
    assert search_desks(slow, CLAIM_ASSESSORS, 60, 0.5, "default").without_queue.value == 0
    assert search_desks(slow, CLAIM_ASSESSORS, 400, 0.9, "default").fewest is not None


@pytest.mark.parametrize(("desk", "proved"), [(APPRAISERS, False), (BANK_DESKS, True), (AUCTION_SLOTS, False)])
def test_other_desks_can_be_searched(desk, proved):
    """From few seats up to enough; only the last desk of a flow has a proof."""
    found = studied({desk: 1}, replications=2)
    result = search_desks(found, desk, 30 if desk != AUCTION_SLOTS else 60, 0.9)
    assert result.counted_from == ("filing" if desk == AUCTION_SLOTS else "application")
    assert result.is_proved == proved
    assert result.fewest is not None


def test_one_desk_can_be_enough():
    """Where nobody waits anyway the answer is 1, and 0 is never tried."""
    found = studied({"claim_review": {"law": "fixed", "mean_days": 0.0}})
    result = search_desks(found, CLAIM_ASSESSORS, 15, 0.9)
    assert (result.fewest, min(result.tried)) == (1, 1)


def test_without_any_case_there_is_no_answer():
    """Nobody to be served: the search says so."""
    one = scenario(**{**BUSY, "applications": {"per_month": 0.0}, "operations": WIDE})
    empty = study(prepare(one, [one]), 2)
    with pytest.raises(NoAnswerError, match="no case passes through"):
        search_desks(empty, CLAIM_ASSESSORS, 60, 0.9)
