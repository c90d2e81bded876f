"""A combined pledge through the compiled engine and the event engine, worked by hand.

10 m lent, 6 m of it on patents. Recovered: 0.5 m from the patents, 2 m from property (half of the other 4 m), 0.3 m
from the controller's guarantee (3 % of what is owed). By part, the guarantee shared 6 : 4: 0.68 m on the IP part.
Loss on it 5.32 m; the fund pays half, 2.66 m; the bank bears 10 - 2.8 - 2.66 = 4.54 m.
"""

import pytest

from simulator.engines.events.engine import simulate_events
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import prepare
from simulator.engines.replay import FEN, replay_scenario, replayed_of
from simulator.ledger import TOTALS
from tests.engines.books import loan, merged, scenario, tape

BOOK = tape(loan(principal=10e6, ip_part=6e6, term=12, default=6, proceeds=500_000.0))
SECURITY = {"other_collateral_recovery": 0.5, "guarantee_recovery": 0.03}


def prepared(**scheme):
    """Return the loan under a fund that pays half of the IP part's loss, its securities on top of the replay's."""
    policy = scenario(fund={"fund_size": 50e6}, scheme={"compensation_ratio": 0.5, "covers": "ip_part", **scheme})
    bare = replay_scenario(policy, BOOK).model_dump()
    own = type(policy).model_validate(merged(bare, {"loans": SECURITY}))
    return prepare(own, [own], replayed=replayed_of(BOOK, own))


def by_kernel(book):
    """Return the totals of the compiled engine."""
    return simulate(book, 1, threads=1).totals[0, 0]


def by_events(book):
    """Return the totals of the event engine."""
    return simulate_events(book, 0).totals


@pytest.mark.parametrize("engine", [by_kernel, by_events])
@pytest.mark.parametrize(
    ("refused", "paid", "bank"), [(0.0, 2_660_000, 4_540_000), (1.0, 0, 7_200_000)], ids=["in time", "filed late"]
)
def test_a_combined_pledge_is_split_by_part(engine, refused, paid, bank):
    """Every party's part to the fen; a claim that is refused, such as one filed late, leaves all to the bank."""
    totals = dict(zip(TOTALS, engine(prepared(refusal_probability=refused)).tolist(), strict=True))
    assert totals["recovered"] == 2_800_000 * FEN
    assert totals["loss_covered"] == 5_320_000 * FEN
    assert (totals["fund_paid"], totals["bank_loss"]) == (paid * FEN, bank * FEN)
