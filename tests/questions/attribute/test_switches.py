"""Which rules are in force, and what switching them off leaves."""

from pathlib import Path

import pytest

from simulator.questions.attribute.switches import DEPLETION, LEVERAGE, RULES, rules_in_force, settings_without
from simulator.scenario.read import read_scenario, vary
from tests.questions.attribute.books import LEVERAGE as LIMITED
from tests.questions.attribute.books import reading_of, scheme

SCENARIOS = Path(__file__).parents[3] / "scenarios"
FILES = sorted([SCENARIOS / "hefei.toml", SCENARIOS / "national.toml", *(SCENARIOS / "schemes").glob("*.toml")])


def test_nothing_is_in_force_in_the_plain_scheme():
    """An unlimited fund, no limit, no response."""
    assert rules_in_force(scheme()) == ()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"breaker": {"is_on": True}}, "breaker"),
        ({"scheme": {"step_down": ({"at_least": 0.05, "factor": 0.5},)}}, "step_down"),
        ({"fund": {"is_unlimited": False}}, "depletion"),
        ({"lender": {"monitoring_response": 0.1}}, "monitoring_response"),
        ({"lender": {"screening_response": 0.1}}, "screening_response"),
        ({"lender": {"npl_tolerance": 0.03}}, "npl_tolerance"),
        ({"loans": {"refinancing_default_probability": 0.1}}, "refinancing_default"),
        ({"scheme": {"cap_per_loan": 1e6}}, "caps"),
        ({"scheme": {"stacking_limit": 0.8}}, "caps"),
        ({"gate": {"quota_per_year": 1e7}}, "quota"),
    ],
)
def test_each_rule_is_found_and_switched_off(changes, key):
    """What is in force is found, and its settings leave nothing in force."""
    policy = scheme(changes)
    (rule,) = rules_in_force(policy)
    assert rule.key == key
    assert rules_in_force(vary(reading_of(policy), settings_without(policy, {rule}))) == ()


def test_an_unlimited_fund_has_no_leverage_limit():
    """The engine ignores the multiple there, so it is not a rule in force."""
    assert rules_in_force(scheme({"gate": {"leverage_multiple": 10.0}})) == ()


def test_limit_stays_when_only_depletion_is_switched_off():
    """Ten times one billion is a tenth of a hundred billion; the base no longer falls with the money."""
    policy = scheme(LIMITED)
    assert rules_in_force(policy) == (LEVERAGE, DEPLETION)
    off = vary(reading_of(policy), settings_without(policy, {DEPLETION}))
    assert off.fund.fund_size == 1e11
    assert off.gate.leverage_multiple * off.fund.fund_size == pytest.approx(1e10)
    assert off.gate.leverage_base == "paid_in"


@pytest.mark.no_cover
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_rule_of_every_scenario_can_be_switched_off(file):
    """Alone, and all together: the settings pass the scenario's own checks."""
    reading = read_scenario(file)
    rules = rules_in_force(reading.scenario)
    for rule in rules:
        settings = settings_without(reading.scenario, {rule})
        assert vary(reading, settings) != reading.scenario
    assert rules_in_force(vary(reading, settings_without(reading.scenario, set(rules)))) == ()


def test_only_refinancing_default_is_of_the_world():
    """Every other rule can be switched off in one and the same world."""
    assert [rule.key for rule in RULES if rule.is_of_world] == ["refinancing_default"]
