"""The worked example of the model's page: what it says of one loan is what the engine and the rules compute."""

import math
from pathlib import Path

import pytest

from simulator.engines.preparing import calibrated, prepare
from simulator.engines.preparing.screening import lending_terms
from simulator.engines.replay import replay
from simulator.rules.calibration import largest_pd_of
from simulator.rules.disposal import after_legal_cost
from simulator.scenario.read import read_scenario
from tests.engines.books import loan, tape

ROOT = Path(__file__).parents[2]
HEFEI = read_scenario(ROOT / "scenarios/hefei.toml").scenario
PAGE = (ROOT / "docs/explanation/model.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.partition("## One loan's life in yuan\n")[2].partition("\n## ")[0]


def is_said(number: float) -> bool:
    """Return whether the example has this amount, in yuan."""
    return f"{number:,.0f}" in EXAMPLE


@pytest.fixture(scope="module")
def rows():
    """Return the rows of the example's loan by event, replayed under Hefei's own terms."""
    life = {"month": 3, "principal": 4.5e6, "term": 12, "default": 11, "proceeds": 9e5, "sale_lag_months": 15}
    book = tape(loan(**life, ip_part=-0.01, sector="AI"))
    return {row["event"]: row for row in replay(HEFEI, book).rows}


def test_the_principal_is_what_the_pledge_allows():
    """Appraisal x pledge rate / IP part, floored to the lot, by the kernel's own table."""
    world = prepare(HEFEI, [HEFEI]).world
    limit = world.pledge[0] * 1_201_000_000
    principal = int(limit / world.lot) * world.lot
    assert principal == 450_000_000
    assert all(is_said(fen / 100) for fen in (1_201_000_000, limit, world.lot, principal))


def test_the_bank_lends_up_to_the_pd_that_the_example_says():
    """2.01 % without cover, 2.76 % with: the break-even of the calibrated bank."""
    _, fitted = calibrated(HEFEI)
    terms = lending_terms(HEFEI)
    margin, income = 100 * terms.margin, 100 * fitted.other_income
    assert f"{margin:.3f} % are left" in EXAMPLE
    assert f"brings {income:.3f} % more" in EXAMPLE
    for share in (0.0, HEFEI.scheme.compensation_ratio):
        assert f"{100 * largest_pd_of(terms, share, fitted.other_income):.2f} %" in EXAMPLE
    cost = terms.rate + terms.covered_loss + terms.uncovered_loss
    assert math.isclose(cost, 0.749)
    assert f"{margin + income:.3f} % / {cost:.3f}" in EXAMPLE


def test_the_securities_bring_what_the_example_says(rows):
    """Patents after cost, other collateral and guarantee come to what the engine recovers."""
    legal_ppm, fixed = round(1e6 * HEFEI.disposal.legal_cost_share), round(HEFEI.disposal.legal_cost_fixed)
    patents = after_legal_cost(100_000_000, legal_ppm, fixed) / 100
    other, guarantee = 0.4 * 0.2 * 4.5e6, 0.05 * 4.5e6
    assert rows["collateral sold"]["amount"] == patents + other + guarantee
    assert all(is_said(amount) for amount in (patents, other, guarantee, patents + other + guarantee))


def test_fund_and_bank_bear_what_the_example_says(rows):
    """Loss, claim, the bank's part, and the fund's balance before and after."""
    claim = rows["claim assessed"]
    assert claim["loss"] == 3.6e6 - 9e5 - 1.8e5
    assert claim["claim_fund"] == 0.35 * claim["loss"]
    assert claim["claim_fund"] + claim["bank"] + rows["collateral sold"]["amount"] == 4.5e6
    balances = (claim["fund_balance"], rows["fund pays claim"]["fund_balance"], rows["lent"]["fund_balance"])
    room = HEFEI.gate.leverage_multiple * claim["claim_fund"]
    assert all(is_said(amount) for amount in (claim["loss"], claim["claim_fund"], claim["bank"], *balances, room))


def test_things_happen_in_the_months_that_the_example_says(rows):
    """March and November of the first year, February and April of the third."""
    months = [rows[event]["month"] for event in ("lent", "default", "collateral sold", "claim assessed")]
    assert months == [3, 11, 2 * 12 + 2, 2 * 12 + 4]
