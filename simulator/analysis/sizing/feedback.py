"""Which rules of a policy make its claims, or its account, depend on the size of the fund.

Without any, one pass gives the chance of running dry of every fund size. Rules that act only once an approved claim
has gone unpaid change what is lent afterwards, never whether the fund runs dry at first.
"""

from simulator.scenario.model import Scenario


def ties_to_size(policy: Scenario) -> tuple[str, ...]:
    """Return a phrase for each rule by which the fund's size changes whether it runs dry; empty: none does."""
    fund, gate = policy.fund, policy.gate
    found = []
    if gate.leverage_multiple is not None:
        found.append(
            f"gate.leverage_multiple = {gate.leverage_multiple:g} lets a smaller fund cover fewer loans "
            f"(base: {_BASES[gate.leverage_base]})"
        )
    if policy.lender.trust == "money":
        found.append("lender.trust = money lets banks lend less under a fund that is short")
    if fund.top_up in ("to_capital", "below_floor"):
        found.append(f"fund.top_up = {fund.top_up} adds money according to the fund's size")
    if fund.running_cost_per_year > 0:
        found.append("fund.running_cost_per_year is paid only while there is money")
    return tuple(found)


_BASES = {"net": "balance net of unpaid claims", "gross": "balance", "paid_in": "paid-in capital"}


def ties_once_dry(policy: Scenario) -> tuple[str, ...]:
    """Return a phrase for each rule by which an unpaid claim changes later lending."""
    found = []
    if policy.gate.is_closed_while_unpaid and policy.scheme.shortage == "queue":
        found.append("gate.is_closed_while_unpaid stops new cover while an approved claim is unpaid")
    reads_payout = policy.breaker.measure == "payout" and (policy.breaker.is_on or bool(policy.scheme.step_down))
    if reads_payout:
        found.append("breaker.measure = payout reads what the fund has paid")
    return tuple(found)
