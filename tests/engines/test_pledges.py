"""Draws of single pledges: the law of value, and the engine's own recoveries on a book of such loans."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.analysis.intervals import ratio_interval
from simulator.engines.pledges import Pledge, draw_defaults, draw_values
from simulator.engines.preparing import prepare
from simulator.ledger import TOTALS
from simulator.scenario.model import Scenario
from tests.engines.books import merged, run, scenario

ORACLES = json.loads((Path(__file__).parents[1] / "validation/oracles.json").read_text(encoding="utf-8"))
PATHS = 6000
SECTOR = {"name": "all", "share": 1.0, "patent_decay_per_year": 0.15}
HAIRCUT = {"method": "haircut", "sale_share_mean": 0.5, "sale_share_sd": 0.2, "sold_share": 0.6}


def values_of(tested: Scenario, pledge: Pledge, months: int, paths: int = PATHS) -> np.ndarray:
    """Return values by path and month."""
    return draw_values(prepare(tested, [tested]), [pledge], paths, months).value[:, 0]


@pytest.mark.compiled
@pytest.mark.parametrize("row", ORACLES["I_patent_jump_diffusion"]["rows"], ids=["jumps", "no jumps"])
def test_value_over_the_loan_follows_the_tabulated_law(row: dict[str, Any]) -> None:
    """Mean, deviation, P(V < K) and E min(V, K) after t years, each within four standard errors."""
    sector = {
        **SECTOR,
        "patent_decay_per_year": row["decay"],
        "obsolescence_per_year": row["jump_rate"],
        "obsolescence_mean_log": row["jump_mean"],
        "obsolescence_sd_log": row["jump_sd"],
    }
    patents = {"volatility": row["sigma"], "fee_lapse_per_year": row["invalidation"]}
    tested = scenario(sectors=(sector,), patents=patents, clock={"years": 2}, disposal=HAIRCUT)
    months = round(12 * row["t"])
    values = 100 * values_of(tested, Pledge(0, 0, round(12 * row["life"]), 12, 1e6), months)[:, months]

    def off(sample: np.ndarray, wanted: float) -> float:
        return abs(float(np.mean(sample)) - wanted) / max(float(np.std(sample)) / math.sqrt(PATHS), 1e-12)

    assert off(values, row["mean"]) < 4
    assert off((values - row["mean"]) ** 2, row["sd"] ** 2) < 4
    for level, wanted in row["E_min_V_K"].items():
        # where all but one path in a hundred million is above K, the sample has no spread to judge by
        assert off(np.minimum(values, float(level)), wanted) < 4 or abs(wanted - float(level)) < 1e-10
    for level, wanted in row["P_below"].items():
        assert abs(np.mean(values < float(level)) - wanted) < 4 * math.sqrt(wanted * (1 - wanted) / PATHS) + 1e-12


def test_value_without_noise_by_hand() -> None:
    """15 % a year gone in logs, from the true value an appraisal 1.25 times too high leaves; nothing after expiry."""
    tested = scenario(sectors=(SECTOR,), patents={"appraisal_bias": 1.25}, clock={"years": 2}, disposal=HAIRCUT)
    values = values_of(tested, Pledge(0, 0, 18, 12, 1e6), 24, paths=3)
    wanted = [0.8 * math.exp(-0.15 * month / 12) if month < 18 else 0.0 for month in range(25)]
    np.testing.assert_allclose(values, np.tile(wanted, (3, 1)), rtol=1e-12)


def test_proceeds_without_noise_by_hand() -> None:
    """Half of the decayed value less 10 % cost, six months after a default; nothing where the patent expires before."""
    sale = {**HAIRCUT, "sold_share": 1.0, "sale_share_sd": 0.0, "lag_months_min": 6, "lag_months_max": 6}
    tested = scenario(sectors=(SECTOR,), disposal={**sale, "legal_cost_share": 0.1})
    pledges = [Pledge(0, 0, 240, 12, 1e6), Pledge(0, 0, 12, 12, 1e6)]
    drawn = draw_defaults(prepare(tested, [tested]), pledges, 40, 3)
    assert set(np.unique(drawn.month)) == set(range(1, 13))
    assert np.all(drawn.lag_months == 6)
    np.testing.assert_allclose(drawn.proceeds[0], 0.45 * np.exp(-0.15 * (drawn.month[0] + 6) / 12), atol=2e-8)
    np.testing.assert_allclose(drawn.proceeds[1], np.where(drawn.month[1] < 6, drawn.proceeds[0], 0.0))


@pytest.mark.compiled
def test_month_of_default_has_the_hazard_s_law() -> None:
    """A constant hazard: the conditional months are geometric, the chance is the yearly PD on every path."""
    tested = scenario(disposal=HAIRCUT, grades=({"name": "one", "share": 1.0, "pd_per_year": 0.3},))
    drawn = draw_defaults(prepare(tested, [tested]), [Pledge(0, 0, 240, 12, 1e6)], 2000, 4)
    np.testing.assert_allclose(drawn.chance, 0.3, rtol=1e-12)
    hazard = 1 - 0.7 ** (1 / 12)
    law = hazard * (1 - hazard) ** np.arange(12) / 0.3
    np.testing.assert_allclose(drawn.month_law[0, 1:13], law * 0.3, rtol=1e-9)
    found = np.bincount(drawn.month.astype(int).ravel(), minlength=13)[1:] / drawn.month.size
    assert np.all(np.abs(found - law) < 4 * np.sqrt(law * (1 - law) / drawn.month.size))
    np.testing.assert_allclose(drawn.month_chance, law[drawn.month.astype(int) - 1], rtol=1e-9)


WORLD: dict[str, Any] = {
    "run": {"seed": 5},
    "economy": {"step": "monthly", "persistence": 0.9, "asset_correlation": 0.15},
    "sectors": (
        {
            **SECTOR,
            "macro_weight": 0.6,
            "obsolescence_per_year": 0.5,
            "obsolescence_mean_log": -0.5,
            "obsolescence_sd_log": 0.2,
        },
    ),
    "grades": (
        {"name": "good", "share": 0.5, "pd_per_year": 0.04},
        {"name": "poor", "share": 0.5, "pd_per_year": 0.2},
    ),
    "loans": {"pledge_rate_invention": 0.5, "lot": 0.01},
    "patents": {
        "base_sd_log": 0.8,
        "appraisal_bias": 1.2,
        "appraisal_error_sd_log": 0.5,
        "volatility": 0.3,
        "wrong_way_beta": 0.6,
        "challenge_per_year": 0.2,
        "full_invalidation_invention": 0.4,
        "partial_invalidation_invention": 0.4,
        "remaining_life_years_min": 2.0,
        "remaining_life_years_max": 2.0,
    },
    "disposal": {**HAIRCUT, "lag_months_min": 3, "lag_months_max": 15, "legal_cost_share": 0.05},
    "lender": {"monitoring_response": 0.0},
}
AUCTION = {"disposal": {"method": "auction", "auction_cycle": 0.3, "unsold_value_share": 0.1}}
BOOK = {
    "book": tuple(
        {"name": grade, "count": 40, "principal": 1e6, "months_left": 12, "sector": "all", "grade": grade}
        for grade in ("good", "poor")
    )
}


@pytest.mark.compiled
@pytest.mark.parametrize(
    "changes", [{}, AUCTION, {"economy": {"step": "yearly"}}], ids=["haircut", "auction", "yearly"]
)
def test_engine_loses_as_much_on_a_book_of_such_loans(changes: dict[str, Any]) -> None:
    """Recovered over owed in the engine and from single pledges, other seeds, within four standard errors."""
    tested = scenario(**merged(merged(WORLD, changes), BOOK))
    totals = run(tested, 1500).totals[:, 0]
    engine = ratio_interval(totals[:, TOTALS.index("recovered")], totals[:, TOTALS.index("owed")])
    other = scenario(**merged(merged(WORLD, changes), {"run": {"seed": 6}}))
    drawn = draw_defaults(prepare(other, [other]), [Pledge(0, 0, 24, 12, 2e6)], 4000, 4)
    recovered = np.minimum(drawn.proceeds[0] / 0.5, 1.0)
    single = ratio_interval(np.sum(drawn.chance[0] * recovered, axis=1), np.sum(drawn.chance[0], axis=1))
    errors = [(estimate.high - estimate.low) / (2 * 1.96) for estimate in (engine, single)]
    assert 0.1 < engine.value < 0.9
    assert max(errors) < 0.02
    assert abs(engine.value - single.value) < 4 * math.hypot(*errors)
