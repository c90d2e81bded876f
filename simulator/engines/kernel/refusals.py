"""Why the gate refused cover."""

import simulator.engines.kernel.records as r
from simulator.compiled import inner


@inner
def attribute_refusals(lanes: r.Lanes, scratch: r.Scratch, row: int, principal: int) -> None:
    """Count what the gate refused by the first reason: breaker, unpaid claims, quota, leverage.

    Parameters
    ----------
    row
        Gate row that refused.
    principal
        Principal of the one application, or 0 for a whole month (only without quota).
    """
    tripped = scratch.tripped[row % scratch.tripped.shape[0]]
    state = scratch.state
    total = scratch.total
    stops_payment = lanes.setting[r.NO_PAYMENT]
    closes_unpaid = lanes.setting[r.CLOSED_UNPAID]
    for p in range(lanes.width):
        # the rules again, in the gate's order: `offer` only knows that it refused, because asking why costs a branch
        refused = state[r.REFUSED + p]
        by_breaker = refused if tripped[p] > 0 and stops_payment[p] == 0 else 0
        refused -= by_breaker
        by_unpaid = refused if closes_unpaid[p] > 0 and state[r.UNPAID + p] > 0 else 0
        refused -= by_unpaid
        by_quota = refused if principal > state[r.QUOTA_ROOM + p] else 0
        total[r.T_REFUSED_BREAKER + p] += by_breaker
        total[r.T_REFUSED_UNPAID + p] += by_unpaid
        total[r.T_REFUSED_QUOTA + p] += by_quota
        total[r.T_REFUSED_LEVERAGE + p] += refused - by_quota
        state[r.REFUSED + p] = 0
