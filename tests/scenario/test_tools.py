"""What tools do to the world of a scenario, and names that must fit."""

from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.read import read_scenario
from simulator.scenario.tools import odds_left

TOOL = '[[tools]]\nname = "one"\n'


def test_odds_of_default_never_fall_to_nothing(small_file, write):
    """Cuts multiply: halves leave a quarter; all defaults prevented leave a millionth, so that scores stay finite."""
    halves = write(TOOL + "default_cut = 0.5\n" + TOOL.replace("one", "two") + "default_cut = 0.5\n", "halves.toml")
    whole = write(TOOL + "default_cut = 1.0\n", "whole.toml")
    for overlay, left in ((halves, 0.25), (whole, 1e-6)):
        scenario = read_scenario(small_file, [overlay]).scenario
        assert odds_left(scenario, scenario.sectors[0]) == pytest.approx(left)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TOOL + TOOL, "tools.one.name: two have the same name"),
        (TOOL + 'sectors = ["nowhere"]\n', "must be one of the sectors"),
    ],
)
def test_faults_of_tools_are_named(small_file: Path, write, text, message):
    """With file and line, as every other fault."""
    with pytest.raises(ScenarioError) as caught:
        read_scenario(small_file, [write(text, "tools.toml")])
    (fault,) = caught.value.lines
    assert message in fault
    assert "tools.toml:" in fault
