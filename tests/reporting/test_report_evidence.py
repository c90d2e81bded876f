"""What other commands found: read from their folders, only if it is of the same scenario."""

import copy
import json

import pytest

from simulator.errors import ScenarioError
from simulator.reporting import run_folder
from simulator.reporting.deciding.evidence import Driver, Evidence, read_evidence
from simulator.scenario import writing
from tests.reporting.evidence_files import ATTRIBUTION, SENSITIVITY
from tests.reporting.synthetic import synthetic_scenario


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes a run folder with an answer."""

    def folder(name, content, scenario=None, command="sensitivity"):
        with run_folder.RunFolder(tmp_path, command) as made:
            made.write("scenario.toml", writing.scenario_toml(scenario or synthetic_scenario()))
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
        read_evidence(
            [folder("sensitivity.json", _changed(("tables", "answers", 0, "row"), "zq"))], synthetic_scenario()
        )


def _changed(place, value, content=SENSITIVITY):
    found = copy.deepcopy(content)
    owner = found
    for part in place[:-1]:
        owner = owner[part]
    owner[place[-1]] = value
    return found


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("sensitivity.json", {"tables": {"answers": [], "tornado": []}}, r"\(tables.answers: "),
        ("sensitivity.json", _changed(("joint_draws",), True), r"\(joint_draws: "),
        ("sensitivity.json", _changed(("tables", "answers", 0, "as_it_stands_low"), 10**400), "as_it_stands_low: "),
        ("sensitivity.json", _changed(("tables", "tornado", 1, "low"), None), "tornado.1.low: "),
        ("attribute.json", _changed(("verdict",), {"x": 1}, ATTRIBUTION), r"\(verdict: "),
        ("attribute.json", _changed(("deciding_rules",), ["zq"], ATTRIBUTION), r"\(deciding_rules.0: "),
        ("attribute.json", _changed(("tables", "rules", 0, "best_ratio"), "0.1", ATTRIBUTION), "rules.0.best_ratio: "),
    ],
)
def test_a_forged_answer_is_refused_at_its_place(folder, name, content, fault):
    """A checksum says nothing of who wrote a file: whatever a report repeats is of its kind, or told."""
    with pytest.raises(ScenarioError, match=rf"holds what no run of this program wrote .*{fault}"):
        read_evidence([folder(name, content)], synthetic_scenario())


def test_a_verdict_on_a_rule_that_was_not_tried_is_refused(folder):
    """The report would have nothing to say of it."""
    forged = _changed(("deciding_rules",), ["caps"], ATTRIBUTION)
    with pytest.raises(ScenarioError, match=r"made by another version of this program"):
        read_evidence([folder("attribute.json", forged)], synthetic_scenario())
