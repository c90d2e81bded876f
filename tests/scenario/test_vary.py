"""Scenarios built from values or varied from a reading go through the same checks as files."""

import copy
import tomllib
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.layers import Origin
from simulator.scenario.read import build_scenario, read_scenario, vary


def test_varying_changes_only_what_is_set(small_file: Path) -> None:
    """Touched keys change, the rest is the same record, and the reading itself stays as it was."""
    reading = read_scenario(small_file)
    before = copy.deepcopy(reading.values)
    scenario = vary(reading, {"fund.fund_size": "300 万元", "breaker.is_on": False, "gate.leverage_multiple": None})
    assert (scenario.fund.fund_size, scenario.breaker.is_on, scenario.gate.leverage_multiple) == (3e6, False, None)
    assert scenario.scheme is reading.scenario.scheme
    assert scenario.breaker.on_at_least == 0.05
    assert reading.values == before


def test_world_settings_and_lists_can_be_varied(small_file: Path) -> None:
    """List items by name, whole lists and tables are all within reach."""
    reading = read_scenario(small_file)
    scenario = vary(
        reading,
        {
            "sectors.AI.pd_multiplier": 2,
            "scheme.tiers": ({"above": 1e6, "factor": 0.5},),
            "fund": {"top_up": "fixed", "top_up_budget": 5},
            "disposal.auction_reserves": (0.7, 0.6),
            "disposal.auction_gap_months": [1],
        },
    )
    assert scenario.sectors[0].pd_multiplier == 2
    assert scenario.scheme.tiers[0].factor == 0.5
    assert (scenario.fund.top_up, scenario.fund.fund_size) == ("fixed", 20e6)
    assert scenario.disposal.auction_reserves == (0.7, 0.6)


def test_varying_nothing_gives_an_equal_scenario(small_file: Path) -> None:
    """The varied scenario is the scenario itself when no setting differs."""
    reading = read_scenario(small_file)
    assert vary(reading, {}) == reading.scenario
    assert vary(reading, {"scheme.compensation_ratio": 0.35}) == reading.scenario


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"scheme.compensation_ratio": 1.2}, "settings: scheme.compensation_ratio: must be at most 1"),
        ({"scheme.ratio": 0.5}, "settings: scheme.ratio: unknown key"),
        ({"breaker.off_below": 0.9}, "settings: breaker.off_below: must not be above on_at_least"),
        ({"gate.excluded_sectors": ["x"]}, "must be one of the sectors"),
        ({"fund.fund_size": "5 dollars"}, "is an amount in USD, but the scenario's currency is CNY"),
        ({"sectors.AI.share": 0.9}, "sectors: the shares must sum to 1"),
        ({"sectors.x.share": 0.9}, 'settings: sectors: has no item "x"'),
        ({"nonsense": 1}, "settings: nonsense: unknown key"),
        ({"fund..x": 1}, 'settings: "fund..x" is not a dotted key'),
    ],
)
def test_bad_variations_are_refused_like_bad_files(small_file: Path, settings: dict[str, object], fault: str) -> None:
    """No way around the checks: a variation is as safe as a file."""
    with pytest.raises(ScenarioError) as caught:
        vary(read_scenario(small_file), settings)
    assert any(fault in line for line in caught.value.lines)


def test_faults_of_a_variation_name_their_origin(small_file: Path) -> None:
    """A study's fault points at the study's line, not at the scenario's."""
    origins = {"fund.fund_size": Origin("study.toml", 7)}
    with pytest.raises(ScenarioError, match=r"study.toml:7: fund.fund_size: must be at least 0"):
        vary(read_scenario(small_file), {"fund.fund_size": -1}, origins=origins)


def test_values_make_a_scenario_like_a_file(small_file: Path, small_text: str) -> None:
    """Nested tables give the same record as the file they came from, and are left unchanged."""
    values = tomllib.loads(small_text)
    before = copy.deepcopy(values)
    assert build_scenario(values, "here") == read_scenario(small_file).scenario
    assert values == before


def test_faults_of_values_name_their_source(small_text: str) -> None:
    """Without lines, the message still says where the values came from and which key is wrong."""
    values = tomllib.loads(small_text.replace("risk_weight = 0.85", "risk_weight = -1"))
    with pytest.raises(ScenarioError, match=r"^here: 1 problem\(s\)\n  - here: lender.risk_weight: must be at least 0"):
        build_scenario(values, "here")
