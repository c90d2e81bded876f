"""Which rules tie claims to the fund's size."""

import pytest

from simulator.questions.size.feedback import ties_once_dry, ties_to_size
from tests.engines.books import scenario


def test_plain_scheme_has_no_feedback():
    """No limit, full trust, no top-up: one pass gives every size."""
    assert (ties_to_size(scenario()), ties_once_dry(scenario())) == ((), ())


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"gate": {"leverage_multiple": 10.0}}, "gate.leverage_multiple"),
        ({"gate": {"leverage_multiple": 8.0, "leverage_base": "paid_in"}}, "gate.leverage_multiple"),
        ({"lender": {"trust": "money", "is_screening": True}}, "lender.trust"),
        ({"fund": {"top_up": "to_capital", "top_up_budget": 1e6}}, "fund.top_up"),
        ({"fund": {"top_up": "below_floor", "top_up_budget": 1e6, "top_up_floor": 1e6}}, "fund.top_up"),
        ({"fund": {"running_cost_per_year": 1e5}}, "fund.running_cost_per_year"),
    ],
)
def test_each_rule_is_named(changes, key):
    """By the setting that is the reason."""
    assert ties_to_size(scenario(**changes)) == (key,)


@pytest.mark.parametrize(
    "changes",
    [
        {"fund": {"top_up": "fixed", "top_up_budget": 1e6}},
        {"scheme": {"shortage": "queue"}, "gate": {"is_closed_while_unpaid": True}},
        {"breaker": {"is_on": True, "measure": "payout", "on_at_least": 0.05, "off_below": 0.03}},
        {"gate": {"quota_per_year": 1e6}},
    ],
)
def test_rules_that_cannot_change_the_first_shortage_are_no_tie(changes):
    """A fixed sum, a quota, and what happens once a claim is unpaid."""
    assert ties_to_size(scenario(**changes)) == ()


def test_rules_that_act_once_dry_are_named_apart():
    """They change later lending, not whether the fund runs dry at first."""
    (closed,) = ties_once_dry(scenario(scheme={"shortage": "queue"}, gate={"is_closed_while_unpaid": True}))
    assert closed == "gate.is_closed_while_unpaid"
    (payout,) = ties_once_dry(scenario(breaker={"is_on": True, "measure": "payout"}))
    assert payout == "breaker.measure"
    # without a queue no claim stays unpaid
    assert ties_once_dry(scenario(gate={"is_closed_while_unpaid": True})) == ()
