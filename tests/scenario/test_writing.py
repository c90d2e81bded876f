"""The effective scenario and study as files: reading them gives the same records."""

import json
import tomllib
from pathlib import Path

import pytest

from simulator.scenario import writing
from simulator.scenario.model import Scenario
from simulator.scenario.read import read_scenario
from simulator.scenario.study import default_study, read_study
from tests.reporting.synthetic import synthetic_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def test_any_nested_values_come_back():
    """Text with quotes, control characters and Chinese, nested tables, empty lists, odd keys."""
    values = {
        "text": 'say "hi"\n\t\\ 合肥 \x7f \x01',
        "numbers": [1, 2.5, 1e16, -0.0, True],
        "empty": [],
        "deep": {"only": {"inner": {"x": 1}}},
        "odd key.with dot": {"ä": "1"},
        "list": [{"a": 1, "more": [{"b": 2}, {"b": 3}]}, {"a": 4, "sub": {"c": 5}}, {}],
        "nothing": {},
    }
    assert tomllib.loads(writing.toml_text(values)) == values


def test_what_toml_cannot_say_is_refused():
    """A value without a TOML form is our mistake, never a silent text."""
    with pytest.raises(TypeError, match="NoneType"):
        writing.toml_text({"x": [None]})


def test_scenario_with_quotes_in_its_text_comes_back():
    """Every effective value, defaults included, is in the file."""
    scenario = synthetic_scenario(question='Is "50 %" enough?')
    values = tomllib.loads(writing.scenario_toml(scenario))
    assert Scenario.model_validate_json(json.dumps(values)) == scenario
    assert values["scheme"]["shortage"] == "lapse"


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.toml")) + sorted(SCENARIOS.glob("schemes/*.toml")), ids=str)
def test_each_shipped_scenario_comes_back(tmp_path, file):
    """A run can be repeated from its folder alone."""
    scenario = read_scenario(file).scenario
    copy = tmp_path / "scenario.toml"
    copy.write_text(writing.scenario_toml(scenario), encoding="utf-8")
    assert read_scenario(copy).scenario == scenario


def test_study_comes_back_with_its_policies(tmp_path):
    """The policies of a default study are written by name, beside their scenario."""
    reading = read_scenario(SCENARIOS / "hefei.toml")
    study = default_study(reading, [0.0, 0.5], [1e7])
    (tmp_path / "scenario.toml").write_text(writing.scenario_toml(reading.scenario), encoding="utf-8")
    (tmp_path / "study.toml").write_text(writing.study_toml(study), encoding="utf-8")
    _, again = read_study(tmp_path / "study.toml")
    assert again == study


def test_setting_switched_off_is_written_with_a_word():
    """A policy may take a limit away."""
    reading = read_scenario(SCENARIOS / "hefei.toml")
    study = default_study(reading, [0.5], [1e7])
    study.policies[0].settings["scheme.cap_per_loan"] = None
    assert '"scheme.cap_per_loan" = "none"' in writing.study_toml(study)
