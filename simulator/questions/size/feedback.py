"""Which rules of a policy make its claims, or its account, depend on the size of the fund.

Without any, one pass gives the chance of running dry of every fund size. Rules that act only once an approved claim
has gone unpaid change what is lent afterwards, never whether the fund runs dry at first.
"""

from simulator.scenario.model import Scenario


def ties_to_size(policy: Scenario) -> tuple[str, ...]:
    """Return the setting of each rule by which the fund's size changes whether it runs dry; empty: none does.

    A leverage limit lets a smaller fund cover fewer loans; banks that trust money lend less under a fund that is
    short; some top-ups add money according to the fund's size; a running cost is paid only while there is money.
    """
    fund = policy.fund
    rules = {
        "gate.leverage_multiple": policy.gate.leverage_multiple is not None,
        "lender.trust": policy.lender.trust == "money" and policy.lender.is_screening,
        "fund.top_up": fund.top_up in ("to_capital", "below_floor"),
        "fund.running_cost_per_year": fund.running_cost_per_year > 0,
    }
    return tuple(key for key, is_in_force in rules.items() if is_in_force)


def ties_once_dry(policy: Scenario) -> tuple[str, ...]:
    """Return the setting of each rule by which an unpaid claim changes later lending.

    A gate that closes stops new cover while an approved claim is unpaid; a breaker or step-down on payouts reads what
    the fund has paid.
    """
    reads = policy.breaker.is_on or bool(policy.scheme.step_down)
    rules = {
        "gate.is_closed_while_unpaid": policy.gate.is_closed_while_unpaid and policy.scheme.shortage == "queue",
        "breaker.measure": policy.breaker.measure == "payout" and reads,
    }
    return tuple(key for key, is_in_force in rules.items() if is_in_force)
