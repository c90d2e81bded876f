"""What is pulled beside the scheme: tools in all and in single sectors, a higher ratio, a larger fund."""

import pytest

from simulator.errors import ScenarioError
from simulator.questions.toolkits.levers import compensation_levers, tool_levers
from tests.questions.toolkits.books import NAVIGATION, reading_with

BASE = reading_with().scenario


def names_and_sectors(levers):
    """Return each lever's name, sector, and the sectors of its tools."""
    return [(lever.name, lever.sector, [tool.sectors for tool in lever.policy.tools]) for lever in levers]


def test_a_tool_is_pulled_whole_and_in_each_sector():
    """One row for all its sectors, then one for each sector asked for."""
    levers = tool_levers("file", BASE, reading_with(NAVIGATION), ["chips", "drugs"])
    assert names_and_sectors(levers) == [
        ("navigation", "", [()]),
        ("navigation", "chips", [("chips",)]),
        ("navigation", "drugs", [("drugs",)]),
    ]


def test_a_tool_is_not_tried_outside_its_sectors():
    """A tool for drugs has nothing to do among chips."""
    levers = tool_levers("file", BASE, reading_with({**NAVIGATION, "sectors": ["drugs"]}), ["chips", "drugs"])
    assert names_and_sectors(levers) == [("navigation", "", [("drugs",)]), ("navigation", "drugs", [("drugs",)])]


def test_several_tools_in_one_file_are_one_toolkit():
    """They go by the file's name, and into a sector together; the scheme's own tools stay as they are."""
    own, other = {"name": "own", "cost_per_year": 1.0}, {"name": "other", "cost_per_loan": 2.0}
    toolkit = reading_with(own, NAVIGATION, other)
    levers = list(tool_levers("for chips", reading_with(own).scenario, toolkit, ["chips"]))
    assert names_and_sectors(levers) == [
        ("for chips", "", [(), (), ()]),
        ("for chips", "chips", [(), ("chips",), ("chips",)]),
    ]


def test_a_file_of_settings_has_no_sectors():
    """A rule of the gate holds for the whole scheme."""
    (lever,) = tool_levers("reserve", BASE, reading_with(gate={"priority_reserve": 0.2}), ["chips"])
    assert (lever.name, lever.kind, lever.sector) == ("reserve", "setting", "")


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"economy": {"asset_correlation": 0.1}}, "file: changes the section economy, the same for every policy"),
        ({}, "file: changes nothing in this scheme"),
    ],
)
def test_a_file_must_change_the_policy_and_only_that(sections, message):
    """Another world cannot be paid for, and a file without effect is a mistake."""
    with pytest.raises(ScenarioError, match=message):
        list(tool_levers("file", BASE, reading_with(**sections), []))


@pytest.mark.parametrize(
    ("sections", "names"),
    [
        ({"ratio": 0.4}, ["ratio 0.5 (+0.1)", "ratio 0.6 (+0.2)", "fund 1.1 times as large"]),
        ({"ratio": 0.85}, ["ratio 0.95 (+0.1)", "fund 1.1 times as large"]),
        ({"ratio": 0.95, "fund": {"is_unlimited": True}}, []),
        ({"ratio": 0.0, "fund": {"fund_size": 0.0}}, []),
    ],
)
def test_steps_of_compensation_that_exist(sections, names):
    """No ratio above 1, no larger fund where there is no limit."""
    levers = list(compensation_levers(reading_with(**sections)))
    assert [lever.name for lever in levers] == names
    if levers:
        assert levers[-1].policy.fund.fund_size == pytest.approx(22e6)
