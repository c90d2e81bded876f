"""The command toolkits: what it asks, prints and writes."""

import dataclasses
import json
from pathlib import Path

import pytest

import simulator.compiled
import simulator.questions.toolkits.ask
from simulator.questions.overlays import overlaid
from simulator.scenario.shipped import overlay_files
from tests.cli.written import HEFEI_STAND_IN, answer_of, written_by
from tests.questions.toolkits.books import found, outcome, required

SCENARIOS = Path(__file__).parents[3] / "scenarios"
HEFEI = SCENARIOS / "hefei.toml"
BONUS = SCENARIOS / "tools" / "bank_bonus.toml"


@pytest.fixture
def asked(monkeypatch):
    """Put a made-up comparison in the place of the one asked for; return what was asked."""
    asked = {}

    def ask(reading, tools=None, *, sectors=None, threads=None, progress=None):
        files = overlay_files("tools") if tools is None else tools
        asked.update(scenario=reading.scenario, tools=list(files), sectors=sectors, threads=threads)
        made_up = found(outcome(), required=[required()])
        return dataclasses.replace(made_up, scenario=reading.scenario, tools=overlaid(reading, files))

    monkeypatch.setattr(simulator.questions.toolkits.ask, "ask", ask)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    monkeypatch.setattr("simulator.questions.toolkits.draw.draw", lambda found: ())
    return asked


def test_shipped_tools_are_compared(call, asked):
    """Without --tool all files of scenarios/tools; a name alone is one of them."""
    result = call("toolkits", HEFEI)
    assert result.exit_code == 0, result.output
    assert (len(asked["tools"]), asked["sectors"], asked["scenario"].run.paths) == (9, None, 1_000)
    assert call("toolkits", HEFEI, "--tool", "bank_bonus").exit_code == 0
    assert asked["tools"] == ["bank_bonus"]


def test_answer_comes_first_and_every_file_is_named(call, asked):
    """The best buy in the first sentence, the required effect further down; files at the end."""
    result = call("toolkits", HEFEI, "--tool", BONUS)
    assert answer_of(result, HEFEI_STAND_IN).startswith(
        "Per 10,000 yuan of public money most additional lending comes from ratio 0.5"
    )
    assert "navigation pays for itself only if it cuts the appraisal error by at least 50 % [40, 60]" in result.stdout
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
    tables = json.loads(result.stdout)["tables"]
    assert [lever["row"] for lever in tables["levers"]] == ["ratio 0.5 (+0.1)", "navigation"]
    assert tables["outcomes"][1]["lending_per_cost"] == 2.0
    assert tables["required_effect"][0]["pays_for_itself_from_high"] == 0.6
    assert result.stderr == ""


def test_chinese_screen_has_chinese_words(call, asked):
    """Sentences, headings and notes; the stand-in sentence is the scenario's own."""
    result = call("toolkits", HEFEI, "--lang", "zh", "--quiet")
    assert "每 1 万元财政资金带动净增贷款最多的是补偿比例 50%" in result.stdout
    assert "政策工具物有所值所需的最小成效" in result.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
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
    tables = json.loads(result.stdout)["tables"]
    levers = {lever["row"]: lever for lever in tables["outcomes"]}
    assert levers["bank bonus"]["verdict"] == "buys"
    # half of the LPR on all covered lending is paid whether or not anybody would have borrowed without it
    assert levers["interest subsidy"]["public_cost_low"] > 0
    (needed,) = tables["required_effect"]
    assert needed["effect"] == "application_response"
