"""Ledgers worked by hand whose shares are ratios: no product of shares loses a fen, in either engine."""

import pytest

from simulator.analysis.crosscheck import check_path, crosscheck
from simulator.engines.replay import prepare_replay, replay
from simulator.inputs.replay import ReplayBook
from simulator.ledger import TOTALS
from tests.engines.books import loan, replayed, run, scenario, tape
from tests.engines.options import policy

FIFTEEN = 15_000_000.0
OPEN = {"gate": {"leverage_multiple": None}, "fund": {"fund_size": 1e9}}
GUANGZHOU = ({"above": 5e6, "factor": 0.75}, {"above": 15e6, "factor": 0.5})


def lost(month: int = 2, principal: float = FIFTEEN) -> dict[str, object]:
    """Return a loan that is lost altogether."""
    return loan(principal=principal, default=month)


def whole_loan(**scheme: object):
    """Return a policy that covers whole loans, with a fund that never runs dry."""
    return scenario(**OPEN, scheme={"covers": "whole_loan", **scheme}, breaker={"reading": "claim"})


def both_engines_agree(policy, book: ReplayBook) -> bool:
    """Return whether the event engine has the same ledger, to the fen."""
    return check_path(prepare_replay(policy, book), 0).difference is None


def test_sixty_per_cent_stepped_down_to_a_third_is_a_fifth():
    """Of two losses of 15,000,000.00 the fund bears 0.6, then 0.6 x 1/3 = 0.2: 9,000,000.00 and 3,000,000.00."""
    stepped = whole_loan(compensation_ratio=0.6, step_down=({"at_least": 0.1, "factor": 1 / 3},))
    # the claim of the first loss is assessed before its loss counts: no step is reached yet
    book = tape(lost(2), lost(6), loan(principal=FIFTEEN))
    rows = [row for row in replay(stepped, book).rows if row["event"] == "collateral sold"]
    assert [(row["fund_share_bp"], row["claim_fund"], row["bank"]) for row in rows] == [
        (6000, 9_000_000.0, 6_000_000.0), (2000, 3_000_000.0, 12_000_000.0),
    ]  # fmt: skip
    assert both_engines_agree(stepped, book)


def test_a_step_may_be_written_as_a_ratio():
    """The text 1/3 in a scenario file is one third."""
    written = whole_loan(compensation_ratio=0.6, step_down=({"at_least": 0.0, "factor": "1/3"},))
    assert replayed(written, lost(2), lost(6))["fund_paid"] == 6_000_000


@pytest.mark.parametrize(
    ("scheme", "principal", "paid"),
    [
        ({"compensation_ratio": 0.4, "tiers": GUANGZHOU, "tier_rule": "marginal"}, 15e6, 5_000_000.0),
        ({"compensation_ratio": 0.4, "tiers": GUANGZHOU, "tier_rule": "marginal"}, 30e6, 8_000_000.0),
        ({"compensation_ratio": 0.3, "tiers": ({"above": 1e6, "factor": 2 / 3},)}, 15e6, 3_000_000.0),
        ({"compensation_ratio": 1 / 6, "priority_bonus": 1 / 6}, 15e6, 5_000_000.0),
        ({"compensation_ratio": 0.9, "stacking_limit": 2 / 3}, 15e6, 10_000_000.0),
        ({"compensation_ratio": 0.9, "insurer_share": 2 / 3}, 15e6, 5_000_000.0),
        ({"compensation_ratio": 0.9, "cumulative_cap_rate": 1 / 27}, 15e6, 500_000.0),
        ({"timing": "purchase", "purchase_price_share": 1 / 3}, 15e6, 5_000_000.0),
    ],
    ids=["marginal 1/3", "marginal 4/15", "tier", "bonus", "stacking", "what others leave", "cap rate", "price"],
)  # fmt: skip
def test_every_product_of_shares_is_paid_to_the_fen(scheme, principal, paid):
    """Each by hand: for instance (5 x 0.4 + 10 x 0.3) / 15 = 1/3, or 0.9 x 1/27 = 1/30 of the covered lending."""
    priority = ({"name": "all", "share": 1.0, "patent_decay_per_year": 0.0, "is_priority": True},)
    exact = scenario(**OPEN, scheme={"covers": "whole_loan", **scheme}, sectors=priority)
    book = tape(lost(principal=principal))
    assert replayed(exact, lost(principal=principal))["fund_paid"] == paid
    assert both_engines_agree(exact, book)


def test_others_with_a_third_each_pay_a_third():
    """Guarantor and insurer a third each of 15,000,000.00, the fund the rest: nothing is left to the bank."""
    thirds = whole_loan(compensation_ratio=0.9, guarantor_share=1 / 3, insurer_share=1 / 3)
    found = replayed(thirds, lost())
    assert [found[name] for name in ("guarantor_paid", "insurer_paid", "fund_paid", "bank_loss")] == [5e6, 5e6, 5e6, 0]


def test_a_third_of_a_loan_is_secured_by_its_patents():
    """With an IP part of 1/3 every defaulted loan of 3,000,000.00 owes 1,000,000.00 on it."""
    loans, patents = {"ip_share": 1 / 3, "pledge_rate_invention": 1.0}, {"base_mean": 9e8}
    third = policy("plain", loans=loans, patents=patents, book=(), applications={"amount_sd_log": 0.0})
    (found,) = run(third, 3).totals.sum(axis=0)
    totals = dict(zip(TOTALS, found, strict=True))
    assert totals["defaults_covered"] > 0
    assert totals["covered_owed"] == totals["defaults_covered"] * 100_000_000
    assert all(path.difference is None for path in crosscheck(third, 0, 3))
