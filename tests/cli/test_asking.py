"""The command attribute: what it asks, prints and writes."""

import json
from pathlib import Path

import pytest

import simulator.compiled
from simulator.questions.attribute import ask
from simulator.reporting.deciding.evidence_form import AttributionForm
from simulator.reporting.stored_form import checked_form
from tests.cli.written import written_by
from tests.questions.attribute.books import BREAKER, reading_of, scheme

ROOT = Path(__file__).parents[2]
HEFEI = ROOT / "scenarios" / "hefei.toml"


@pytest.fixture(scope="module")
def small():
    """Return the attribution of a scheme in which the breaker decides."""
    return ask.ask(reading_of(scheme(BREAKER)), threads=1)


@pytest.fixture
def asked(monkeypatch, small):
    """Put the small scheme in the place of the one asked for; return what was asked."""
    asked = {}

    def attribute(reading, *, threads=None, progress=None):
        asked.update(scenario=reading.scenario, threads=threads)
        return small

    monkeypatch.setattr(ask, "ask", attribute)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    monkeypatch.setattr("simulator.places.files.chart_files", lambda *_: {"figures/x.png": b"png"})
    return asked


def test_verdict_comes_first_and_every_file_is_named(call, asked):
    """The deciding rule in the first sentence, then the table; files at the end."""
    result = call("attribute", HEFEI)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[1].startswith("The breaker decides: without it there is no interior optimum")
    assert "without the breaker" in result.stdout
    written_by(result)
    kept = checked_form(AttributionForm, next(Path("outputs").rglob("attribute.json")).read_bytes())
    assert kept["deciding_rules"] == ["breaker"]


def test_paths_and_settings_reach_the_scenario(call, asked):
    """A thousand paths unless asked otherwise, whatever the scenario says."""
    assert call("attribute", HEFEI).exit_code == 0
    assert asked["scenario"].run.paths == 1_000
    words = ("--paths", 60, "--seed", 9, "--threads", 1, "--set", "breaker.is_on=false")
    assert call("attribute", HEFEI, *words).exit_code == 0
    scenario = asked["scenario"]
    assert (scenario.run.paths, scenario.run.seed, scenario.breaker.is_on, asked["threads"]) == (60, 9, False, 1)


def test_it_can_be_repeated_from_its_folder(call, asked):
    """The command printed runs, with the same number of paths."""
    printed = call("attribute", HEFEI, "--paths", 70)
    words = printed.stdout.strip().splitlines()[-1].split()
    again = call(*words[words.index("attribute") :])
    assert again.exit_code == 0, again.output
    assert asked["scenario"].run.paths == 70


def test_json_has_the_verdict(call, asked):
    """One document: verdict, rules, curves."""
    result = call("attribute", HEFEI, "--json", "--quiet")
    content = json.loads(result.stdout)
    assert (content["verdict"], content["deciding_rules"]) == ("one_rule", ["breaker"])
    assert content["tables"]["rules"][1]["best_ratio"] == 1.0
    own = [row for row in content["tables"]["curves"] if row["row"] == "as_it_stands"]
    assert len(own) == 12
    assert result.stderr == ""


def test_a_study_is_refused(call, asked):
    """It has several policies; its scenario file is wanted."""
    result = call("attribute", ROOT / "scenarios/studies/hefei_rules.toml")
    assert result.exit_code == 2
    assert "is a study; give the scenario file that it names" in result.stderr
    assert not Path("outputs").exists()


@pytest.mark.slow
def test_hefei_for_real(call):
    """The whole way: every rule of Hefei is there, and the own target beside the seven others."""
    result = call("attribute", HEFEI, "--paths", 200, "--json", "--quiet")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    rows = found["tables"]["rules"]
    assert [row["row"].removeprefix("without_") for row in rows[1:-1]] == [
        "leverage", "breaker", "depletion", "monitoring_response", "screening_response", "refinancing_default", "caps",
    ]  # fmt: skip
    assert len(found["tables"]["targets"]) == 8
    assert rows[-1]["interior"] != "interior"


def test_it_answers_in_chinese(call, asked):
    """What is read follows --lang, or the locale; names of files and settings stay."""
    result = call("attribute", HEFEI, "--lang", "zh", "--quiet")
    lines = result.stdout.splitlines()
    assert lines[1].startswith("起决定作用的是熔断机制：取消后不存在中间最优比例")
    table = next(Path("outputs").rglob("rules.md")).read_text("utf-8")
    assert table.startswith("**单独取消各项规则时的最优比例**")
