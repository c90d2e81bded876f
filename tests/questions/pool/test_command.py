"""The command pool: what it asks, prints and writes."""

import dataclasses
import json
from pathlib import Path

import pytest

import simulator.compiled
from simulator.questions.pool import ask
from tests.cli.written import answer_of, written_by
from tests.questions.pool.made_up import compared, two_cities

ROOT = Path(__file__).parents[3]
STUDY = ROOT / "scenarios/studies/anhui_cities.toml"


@pytest.fixture
def asked(monkeypatch):
    """Put two made-up cities in the place of those asked for; return what was asked."""
    asked = {}

    def pool(study, settings=(), *, threads=None, progress=None):
        wanted, found = ask.work_of(study, settings).study, compared(*two_cities())
        asked.update(study=wanted, threads=threads)
        return dataclasses.replace(found, study=wanted) if wanted.funds == found.study.funds else found

    monkeypatch.setattr(ask, "ask", pool)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    monkeypatch.setattr("simulator.places.files.chart_files", lambda *_: {"figures/x.png": b"png"})
    return asked


def test_answer_comes_first_and_every_file_is_named(call, asked):
    """Title and sentences, tables, files at the end."""
    result = call("pool", STUDY)
    assert result.exit_code == 0, result.output
    assert answer_of(result).startswith("Two or more of the 2 funds run dry in the same year")
    for title in ("Chance of running dry", "so many funds run dry in the same year", "What the centre pays"):
        assert title in result.stdout
    written_by(result)


def test_settings_reach_every_city(call, asked):
    """Seed, paths and `--set` are those of the common scenario."""
    words = ("--paths", 60, "--seed", 9, "--threads", 1, "--set", "scheme.compensation_ratio=0.5")
    assert call("pool", STUDY, *words).exit_code == 0
    study = asked["study"]
    assert (study.scenario.run.paths, study.scenario.run.seed, asked["threads"]) == (60, 9, 1)
    assert {city.scenario.scheme.compensation_ratio for city in study.cities} == {0.5}


def test_it_can_be_repeated_from_its_folder(call, asked):
    """The study written gives the same cities and the same centre."""
    source = Path("own.toml")
    source.write_text(
        f'title = "Own"\nscenario = "{ROOT / "scenarios/hefei.toml"}"\n[[city]]\nname = "A"\nset = {{}}\n'
        '[[city]]\nname = "B"\nset = { "fund.fund_size" = "5 million" }\n'
        '[centre]\ncovers = "excess"\nshare = 0.5\ncapital = "3 million"\n',
        encoding="utf-8",
    )
    printed = call("pool", source, "--paths", 70)
    first = asked["study"]
    words = printed.stdout.strip().splitlines()[-1].split()
    again = call(*words[words.index("pool") :])
    assert again.exit_code == 0, again.output
    second = asked["study"]
    assert [city.scenario for city in second.cities] == [city.scenario for city in first.cities]
    assert (second.centre, second.title, second.scenario) == (first.centre, first.title, first.scenario)


def test_json_is_one_document(call, asked):
    """Programs read standard output; nothing else is on it."""
    result = call("pool", STUDY, "--json", "--quiet")
    content = json.loads(result.stdout)
    assert content["answer"][0].startswith("Two or more")
    assert {row["measure"] for row in content["tables"]["numbers"]} >= {"p_depleted", "pot_capital", "centre_quantile"}
    assert all(Path(file).is_file() for file in content["files"])
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (ROOT / "scenarios/hefei.toml", "names no cities; write a study with [[city]] tables"),
        (ROOT / "scenarios/studies/hefei_rules.toml", "names no cities"),
        ("nowhere.toml", "there is no such file"),
    ],
)
def test_other_files_are_refused(call, asked, source, message):
    """Status 2, the way out, no folder."""
    result = call("pool", source)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("outputs").exists()


@pytest.mark.parametrize("command", ["size", "compare", "attribute", "run"])
def test_other_commands_refuse_a_study_of_cities(call, command):
    """A study of cities is no scenario and no comparison."""
    result = call(command, STUDY)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    if command == "compare":
        assert "is a study of cities; give it to the command pool" in result.stderr
    assert not Path("outputs").exists()


@pytest.mark.slow
def test_anhui_for_real(call):
    """The whole way with the engine, the figure included."""
    result = call("pool", STUDY, "--paths", 100, "--json", "--quiet")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["money"] == 85e6
    assert any(file.endswith("dry_together.png") for file in found["files"])


def test_it_answers_in_chinese(call, asked):
    """Sentences and tables."""
    result = call("pool", STUDY, "--lang", "zh", "--quiet")
    assert "2 只资金中有两只及以上在同一年耗尽的概率为 10%" in result.stdout
    assert "上级兜底方在整个期间的支付" in result.stdout
