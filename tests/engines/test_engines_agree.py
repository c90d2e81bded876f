"""The event engine and the compiled engine give the same ledger, to the fen, path by path."""

from pathlib import Path
from typing import Any

import numba
import pytest
from hypothesis import HealthCheck, given, settings

from simulator.analysis.crosscheck import check_path, crosscheck, expected_applications, scaled
from simulator.engines.replay import prepare_replay
from simulator.inputs.replay import read_replay
from simulator.scenario.read import read_scenario
from simulator.scenario.study import read_study
from tests.engines.books import merged, scenario
from tests.engines.options import POLICIES, WORLD, WORLD_TOOLS, policy
from tests.engines.test_properties import POLICIES as RANDOM_POLICIES
from tests.engines.test_properties import WORLDS as RANDOM_WORLDS
from tests.engines.test_replay import CASES, policy_of, write_loans

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = sorted([*SCENARIOS.glob("*.toml"), *SCENARIOS.glob("schemes/*.toml")])
OVERLAYS = sorted([*SCENARIOS.glob("stress/*.toml"), *SCENARIOS.glob("tools/*.toml")])
STUDIES = ("guangzhou_2023_shares", "hefei_ratio_and_fund_size", "hefei_rules")
MOST_APPLICATIONS = 1500
"""Larger books are scaled down to this many applications a path; how far, the name of the test says."""

PATHS = 1 if numba.config.DISABLE_JIT else 5
"""One path goes through the lines of the kernel; more are for compiled code."""
WORLDS: dict[str, dict[str, Any]] = {
    "equal principal": {"loans": {"repayment": "equal_principal"}},
    "auction": {"disposal": {"method": "auction", "auction_sold_share": 0.5, "unsold_value_share": 0.1}},
    "no run-off": {"clock": {"run_off": False}},
    "fixed recovery": {"disposal": {"method": "fixed", "fixed_recovery": 0.3}},
    "yearly step": {"economy": {"step": "yearly", "persistence": 0.5}},
    "interest owed": {"loans": {"owed": "principal_and_interest"}},
    "always renewing": {"loans": {"renewal_probability": 1.0, "refinancing_default_probability": 1.0}},
    "renewing for years": {
        "clock": {"years": 5},
        "loans": {"terms": ({"months": 9, "share": 1.0},), "renewal_probability": 1.0, "prepayment_per_month": 0.0},
    },
    "fresh signals": {"loans": {"renewal_signal": "fresh"}},
    "lasting signals": {"loans": {"renewal_signal": "lasting"}},
    "tools of the world": {"tools": WORLD_TOOLS},
    "unsold lots to a pool": {
        "disposal": {"method": "auction", "auction_sold_share": 0.3},
        "tools": ({"name": "patent pool", "pool_value_share": 0.3},),
    },
    "overdue": {"loans": {"overdue_per_year": 2.0}},
    "t copula": {"economy": {"step": "yearly", "copula": "t", "degrees_of_freedom": 5}},
    "regimes": {
        "economy": {
            "regimes": (
                {"name": "calm", "mean_shift": 0.4, "to": (0.9, 0.1)},
                {"name": "crisis", "mean_shift": -0.9, "to": (0.3, 0.7)},
            )
        }
    },
}


def shipped(file: Path, overlays: tuple[Path, ...] = ()):
    """Return a shipped scenario, a large book scaled down to `MOST_APPLICATIONS`."""
    whole = read_scenario(file, overlays).scenario
    return scaled(whole, factor_of(whole))


def factor_of(whole) -> float:
    """Return the part of the applications and of the opening book that is kept."""
    return min(1.0, MOST_APPLICATIONS / expected_applications(whole))


def title_of(file: Path) -> str:
    """Return a scenario's name with the part of its book that is kept."""
    factor = factor_of(read_scenario(file).scenario)
    return file.stem if factor == 1 else f"{file.stem} x {factor:.2g}"


def must_agree(whole, paths: int) -> None:
    """Compare both engines; a failure shows the first differing month, account and loan."""
    for result in crosscheck(whole, 0, paths):
        assert result.difference is None
        assert result.loan_rows > 0


@pytest.mark.parametrize("name", POLICIES)
def test_every_option(name):
    """Each option of a policy, in a world in which much happens."""
    must_agree(policy(name), PATHS)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(
    "name",
    [
        "plain",
        *(
            pytest.param(name, marks=(pytest.mark.compiled, pytest.mark.no_cover))
            for name in ("queue", "advance", "purchase", "breaker by bank")
        ),
    ],
)
def test_every_world(name, world):
    """Each option of the world, under policies that see it differently."""
    must_agree(policy(name, **WORLDS[world]), PATHS)


@pytest.mark.no_cover
@pytest.mark.compiled
@pytest.mark.parametrize("file", FILES, ids=title_of)
def test_every_shipped_scheme(file):
    """All schemes of the scenarios folder."""
    must_agree(shipped(file), 2)


@pytest.mark.no_cover
@pytest.mark.compiled
@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda file: file.stem)
def test_every_shipped_overlay(overlay):
    """All stresses and tools, on top of Hefei."""
    must_agree(shipped(SCENARIOS / "hefei.toml", (overlay,)), 2)


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=title_of)
def test_every_shipped_scheme_on_many_paths(file):
    """The same on a hundred paths."""
    must_agree(shipped(file), 100)


@pytest.mark.slow
@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda file: file.stem)
def test_every_shipped_overlay_on_many_paths(overlay):
    """The same on a hundred paths."""
    must_agree(shipped(SCENARIOS / "hefei.toml", (overlay,)), 100)


@pytest.mark.slow
@pytest.mark.parametrize("study", STUDIES)
def test_every_policy_of_the_shipped_studies(study):
    """Each policy on two paths; of a study with many policies every tenth."""
    _, found = read_study(SCENARIOS / f"studies/{study}.toml")
    for chosen in found.policies[:: max(1, len(found.policies) // 10)]:
        must_agree(scaled(chosen.scenario, factor_of(chosen.scenario)), 2)


@pytest.mark.slow
@pytest.mark.parametrize("name", POLICIES)
def test_every_option_on_many_paths(name):
    """The same on a hundred paths."""
    must_agree(policy(name), 100)


@pytest.mark.parametrize("name", CASES)
def test_books_worked_by_hand(name, tmp_path):
    """The three hand-worked books, replayed by both engines."""
    case = CASES[name]
    book = read_replay(write_loans(case, tmp_path))
    assert check_path(prepare_replay(policy_of(case), book), 0).difference is None


def check_random(chosen: dict[str, Any], world: dict[str, Any]) -> None:
    """Compare both engines on one path of a random scenario."""
    small = {"applications": {"per_month": 3.0}, "clock": {"years": 2}}
    (result,) = crosscheck(scenario(**merged(merged(merged(WORLD, small), chosen), world)), 0, 1)
    assert result.difference is None


random = settings(max_examples=100, suppress_health_check=list(HealthCheck))


@pytest.mark.compiled
@random
@given(RANDOM_POLICIES, RANDOM_WORLDS)
def test_random_scenarios(chosen, world):
    """A hundred random combinations of all options; two thousand in the slow set."""
    check_random(chosen, world)


@pytest.mark.slow
@settings(random, max_examples=2000)
@given(RANDOM_POLICIES, RANDOM_WORLDS)
def test_many_random_scenarios(chosen, world):
    """New combinations each time."""
    check_random(chosen, world)
