"""What other commands found: read from their folders, only if it is of the same scenario."""

import json

import pytest

from simulator.errors import ScenarioError
from simulator.reporting import run_folder, scenario_file
from simulator.reporting.deciding.evidence import Driver, Evidence, read_evidence
from tests.reporting.synthetic import synthetic_scenario

ESTIMATE = {"value": 5.0, "low": 4.0, "high": 6.0, "note": ""}


def _bar(key, kind="fact", *, is_told=True):
    return {
        "key": key, "kind": kind, "range": [0.2, 0.8], "is_told_from_zero": is_told,
        "change_at_low": {**ESTIMATE, "value": -1.0}, "change_at_high": None,
    }  # fmt: skip


SENSITIVITY = {
    "joint_draws": 64,
    "paths": 400,
    "answers": [
        {
            "key": "additional_lending",
            "as_it_stands": ESTIMATE,
            "parameter_band": {"5 %": 1.0, "50 %": 2.0, "95 %": 9.0},
            "assumptions": [
                _bar("fund.fund_size", "term"), _bar("loans.ip_share"), _bar("loans.lot", is_told=False),
            ],
        },
        {"key": "best_ratio", "as_it_stands": ESTIMATE, "parameter_band": None, "assumptions": []},
    ],
}  # fmt: skip
ATTRIBUTION = {
    "verdict": "moved",
    "paths": 300,
    "deciding_rules": ["breaker"],
    "tables": {
        "rules": [
            {"row": "as_it_stands", "best_ratio": 0.6},
            {"row": "without_quota", "best_ratio": 0.1},
            {"row": "without_breaker", "best_ratio": 0.9},
        ],
        "targets": [{"additional_share": 0.2, "best_ratio": 0.8}, {"additional_share": 0.9, "best_ratio": None}],
    },
}


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes a run folder with an answer."""

    def folder(name, content, scenario=None, command="sensitivity"):
        with run_folder.RunFolder(tmp_path, command) as made:
            made.write("scenario.toml", scenario_file.scenario_toml(scenario or synthetic_scenario()))
            made.write(name, json.dumps(content))
            made.facts = {"command": f"python run.py {command}"}
        return made.path

    return folder


def test_both_answers_are_read(folder):
    """Bands, the facts told from zero in their order, and the verdict with the first deciding rule switched off."""
    places = [folder("sensitivity.json", SENSITIVITY), folder("attribute.json", ATTRIBUTION, command="attribute")]
    found = read_evidence(places, synthetic_scenario())
    assert found.sensitivity.bands["additional_lending"].band == (1.0, 9.0)
    assert found.sensitivity.bands["best_ratio"].band is None
    assert (found.sensitivity.draws, found.sensitivity.paths, found.verdict.paths) == (64, 400, 300)
    assert found.sensitivity.drivers == (Driver("loans.ip_share", 0.2, 0.8, -1.0, None),)
    verdict = found.verdict
    assert (verdict.kind, verdict.rules, verdict.best, verdict.best_without) == ("moved", ("breaker",), 0.6, (0.9,))
    assert verdict.targets == ((0.2, 0.8),)


def test_nothing_given_is_nothing_known():
    """Without folders the report says what is missing."""
    assert read_evidence([], synthetic_scenario()) == Evidence(None, None)


def test_seed_and_paths_may_differ(folder):
    """Sensitivity takes fewer paths than a comparison; the scenario is the same all the same."""
    scenario = synthetic_scenario()
    other = scenario.model_copy(update={"run": scenario.run.model_copy(update={"paths": 12, "seed": 1})})
    assert read_evidence([folder("sensitivity.json", SENSITIVITY, other)], scenario).sensitivity is not None


def test_another_scenario_is_refused_by_the_sections_that_differ(folder):
    """A band of other terms would be a lie beside this comparison."""
    scenario = synthetic_scenario()
    other = scenario.model_copy(update={"fund": scenario.fund.model_copy(update={"fund_size": 1.0})})
    with pytest.raises(ScenarioError, match=r"is of another scenario \(it differs in fund\)"):
        read_evidence([folder("sensitivity.json", SENSITIVITY, other)], scenario)


def test_a_folder_of_another_command_is_refused(folder):
    """The message says which command made it and which are wanted."""
    place = folder("sizes.json", {}, command="size")
    with pytest.raises(ScenarioError, match=r"made by `python run.py size`; give a folder of sensitivity or attribute"):
        read_evidence([place], synthetic_scenario())


def test_two_of_one_command_are_refused(folder):
    """Which of them counts would be a guess."""
    place = folder("sensitivity.json", SENSITIVITY)
    with pytest.raises(ScenarioError, match=r"a second folder of this command"):
        read_evidence([place, place], synthetic_scenario())


def test_a_changed_answer_is_refused(folder):
    """The checksum of the manifest guards what the report repeats."""
    place = folder("sensitivity.json", SENSITIVITY)
    (place / "sensitivity.json").write_text("{}")
    with pytest.raises(ScenarioError, match=r"not as it was written"):
        read_evidence([place], synthetic_scenario())


def test_an_answer_of_another_version_is_refused(folder):
    """A file without the fields that are read gives one line, not a traceback."""
    with pytest.raises(ScenarioError, match=r"made by another version of this program"):
        read_evidence([folder("sensitivity.json", {"answers": []})], synthetic_scenario())
