"""The command toolkits: what it asks, prints and writes."""

import dataclasses
import json
from pathlib import Path

import pytest

import simulator.analysis.tooling.toolkits
import simulator.compiled
from tests.analysis.toolkit_books import found, outcome, required
from tests.cli.written import HEFEI_STAND_IN, answer_of, written_by

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HEFEI = SCENARIOS / "hefei.toml"
BONUS = SCENARIOS / "tools" / "bank_bonus.toml"


@pytest.fixture
def asked(monkeypatch):
    """Put a made-up comparison in the place of the one asked for; return what was asked."""
    asked = {}

    def compare_tools(reading, tools, sectors, *, threads=None, progress=None):
        asked.update(scenario=reading.scenario, tools=list(tools), sectors=list(sectors), threads=threads)
        return dataclasses.replace(found(outcome(), required=[required()]), scenario=reading.scenario)

    monkeypatch.setattr(simulator.analysis.tooling.toolkits, "compare_tools", compare_tools)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    monkeypatch.setattr(
        "simulator.reporting.tooling.figures_toolkits.figure_files", lambda found: {"figures/x.png": b"png"}
    )
    return asked


def test_shipped_tools_are_compared_in_every_sector(call, asked):
    """Without --tool all files of scenarios/tools, called by their names in words."""
    result = call("toolkits", HEFEI)
    assert result.exit_code == 0, result.output
    assert asked["tools"] == [
        "appraisal fee subsidy", "bank bonus", "early warning", "interest subsidy", "ip navigation",
        "litigation insurance", "patent pool", "priority reserve", "quality threshold",
    ]  # fmt: skip
    assert (len(asked["sectors"]), asked["scenario"].run.paths) == (6, 1_000)


def test_answer_comes_first_and_every_file_is_named(call, asked):
    """The best buy in the first sentence, the required effect further down; files at the end."""
    result = call("toolkits", HEFEI, "--tool", BONUS)
    assert answer_of(result, HEFEI_STAND_IN).startswith(
        "Per 10,000 yuan of public money most additional lending comes from ratio 0.5 (+0.1)"
    )
    assert "Navigation pays for itself only if it cuts the appraisal error by at least 50 % [40, 60]" in result.stdout
    written_by(result)


def test_it_can_be_repeated_from_its_folder(call, asked):
    """The command printed runs with the same tools, sectors and paths, though the tool's file has gone."""
    tool = Path("mine.toml")
    tool.write_text(BONUS.read_text("utf-8"), "utf-8")
    printed = call("toolkits", HEFEI, "--tool", tool, "--paths", 70, "--sectors", "AI,quantum", "--seed", 9)
    tool.unlink()
    words = printed.stdout.strip().splitlines()[-1].split()
    again = call(*words[words.index("toolkits") :])
    assert again.exit_code == 0, again.output
    assert (asked["tools"], asked["sectors"]) == (["mine"], ["AI", "quantum"])
    assert (asked["scenario"].run.paths, asked["scenario"].run.seed) == (70, 9)


def test_json_has_levers_and_required_effects(call, asked):
    """One document in plain units."""
    result = call("toolkits", HEFEI, "--json", "--quiet")
    content = json.loads(result.stdout)
    assert [lever["lever"] for lever in content["levers"]] == ["ratio 0.5 (+0.1)", "navigation"]
    assert content["levers"][1]["lending_per_cost"]["value"] == 2.0
    assert content["required_effects"][0]["pays_for_itself_from"] == {"value": 0.5, "low": 0.4, "high": 0.6}
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--sectors", "AI,chips"), "--sectors: the scenario has no sector 'chips'; it has AI, quantum"),
        (("--tool", "nowhere.toml"), "nowhere.toml"),
        (("--tool", BONUS, "--tool", SCENARIOS / "tools"), ""),
        (("--tool", BONUS, "--tool", "other/bank_bonus.toml"), "--tool: two files are called bank_bonus.toml"),
        (("--set", "currency=KRW"), "is an amount in CNY, but the scenario's currency is KRW"),
    ],
)
def test_mistakes_end_with_status_2(call, asked, words, message):
    """One clear line each, nothing written."""
    Path("other").mkdir()
    Path("other/bank_bonus.toml").write_text(BONUS.read_text("utf-8"), "utf-8")
    result = call("toolkits", HEFEI, *words)
    if not message:
        # A file named twice, by itself and by its folder, is one file.
        assert result.exit_code == 0, result.output
        return
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert not Path("outputs").exists()


def test_no_sector_alone(call, asked):
    """The word none leaves the sectors out."""
    assert call("toolkits", HEFEI, "--sectors", "none").exit_code == 0
    assert asked["sectors"] == []


def test_a_study_is_refused(call, asked):
    """It has several policies; its scenario file is wanted."""
    result = call("toolkits", SCENARIOS / "studies/hefei_rules.toml")
    assert result.exit_code == 2
    assert "is a study; give the scenario file that it names" in result.stderr


@pytest.mark.slow
def test_hefei_for_real(call):
    """The whole way on few paths: a bonus buys lending, and a subsidy never pays for itself."""
    subsidy = SCENARIOS / "tools" / "interest_subsidy.toml"
    words = ("--tool", BONUS, "--tool", subsidy, "--sectors", "none", "--paths", 100, "--json", "--quiet")
    result = call("toolkits", HEFEI, *words)
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    levers = {lever["lever"]: lever for lever in content["levers"]}
    assert levers["bank bonus"]["verdict"] == "buys"
    # half of the LPR on all covered lending is paid whether or not anybody would have borrowed without it
    assert levers["interest subsidy"]["public_cost"]["low"] > 0
    (needed,) = content["required_effects"]
    assert needed["effect"] == "application_response"
