"""Where two engines first differ is found and named."""

from dataclasses import replace

import numpy as np
import pytest

import simulator.engines.kernel.records as r
from simulator.analysis.crosscheck import check_path, crosscheck, expected_applications, first_difference, scaled
from simulator.engines.events import simulate_events
from simulator.engines.events.ratio import Ratio
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.ledger import MONTH_ROWS, TOTALS
from tests.engines.books import scenario
from tests.engines.options import policy


def both():
    """Return one path of both engines, without loan rows."""
    prepared = prepare(policy("plain"), [policy("plain")])
    return simulate(prepared, 1, threads=1, watched=(0,)), replace(simulate_events(prepared, 0), log=())


def test_equal_ledgers_have_no_difference():
    """Nothing is found where nothing is."""
    ledger, events = both()
    assert first_difference(0, ledger, [], events) is None


def test_the_first_differing_month_and_account_are_named():
    """A fen in month 7's balance is found before one in month 9's."""
    ledger, events = both()
    months = events.months.copy()
    months[[7, 9], MONTH_ROWS.index("balance")] += 1
    found = first_difference(3, ledger, [], replace(events, months=months))
    assert (found.path, found.month, found.account, found.loan) == (3, 7, "balance", None)
    assert found.events - found.monte_carlo == 1


@pytest.mark.parametrize(("side", "prefix"), [("totals", ""), ("arm", "without the scheme: ")])
def test_a_differing_total_is_named(side, prefix):
    """Totals of the policy and of its no-scheme arm."""
    ledger, events = both()
    changed = getattr(events, side).copy()
    changed[TOTALS.index("bank_loss")] -= 1
    found = first_difference(0, ledger, [], replace(events, **{side: changed}))
    assert (found.month, found.account) == (None, prefix + "bank_loss")


def test_a_rule_applied_differently_is_found_with_its_loan(monkeypatch):
    """One engine steps down to a share of nothing, the other keeps a half: the first claim is named, in its month."""
    own = policy("plain", scheme={"step_down": ({"at_least": 1.0, "factor": 0.0},)}, lender={"is_screening": False})
    prepared = prepare(own, [own])
    monkeypatch.setattr(Ratio, "step_level", lambda *_: 1)
    found = check_path(prepared, 0).difference
    first = next(entry for entry in simulate_events(prepared, 0).log if entry[1] == r.E_ASSESSED)
    assert first[4] == 1
    assert found.account == "claim assessed: share"
    assert found.month == first[0]
    assert found.loan == (0, first[2], first[3], first[4])
    assert (found.monte_carlo, found.events) == (1, 0)


def test_a_row_only_one_engine_has_is_found():
    """A kernel row without its twin: the other side has no such entry."""
    ledger, events = both()
    row = (4, 3, 4 * 65536 + 2, 0, 0, 100, *[0] * 15)
    found = first_difference(0, ledger, [row], events)
    assert (found.month, found.loan, found.monte_carlo, found.events) == (4, (4, 2, 0, 0), 100, None)


def test_scaling_keeps_rules_and_takes_a_part_of_the_volume():
    """A tenth of the applications and of the opening book, at least one loan of each segment."""
    whole = policy("plain")
    part = scaled(whole, 0.1)
    assert part.applications.per_month == pytest.approx(0.5)
    assert [segment.count for segment in part.book] == [1, 1]
    assert part.scheme == whole.scheme


def test_expected_applications_by_hand():
    """10 a month, then 50 % more, then half of that growth again: 120 + 180 + 225."""
    grown = scenario(clock={"years": 3}, applications={"per_month": 10.0, "growth_per_year": 0.5, "growth_kept": 0.5})
    assert expected_applications(grown) == pytest.approx(120 + 180 + 225)


def test_paths_are_those_asked_for():
    """Two paths from number 4 on."""
    assert [result.path for result in crosscheck(policy("cap"), 4, 2)] == [4, 5]
    assert np.all([result.months > 0 for result in crosscheck(policy("cap"), 4, 1)])
