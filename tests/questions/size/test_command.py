"""The command size: what it asks of the sizing, prints and writes."""

import json
from pathlib import Path

import pytest

import simulator.compiled
from simulator.questions.size import ask
from tests.cli.written import answer_of, written_by
from tests.questions.size.made_up import synthetic_sizing

ROOT = Path(__file__).parents[3]
HEFEI = ROOT / "scenarios" / "hefei.toml"


@pytest.fixture
def sizes(monkeypatch):
    """Put a made-up sizing in the place of the real one; return what was asked for."""
    asked = {}

    def size(reading, *, chance=0.01, years=5, ratios=(0.2, 0.5, 0.8), threads=None, progress=None):
        asked.update(scenario=reading.scenario, chance=chance, years=years, ratios=tuple(ratios), threads=threads)
        return synthetic_sizing(is_humped=True, chance=chance, years=years)

    monkeypatch.setattr(ask, "ask", size)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    monkeypatch.setattr("simulator.places.files.chart_files", lambda *_: {"figures/x.png": b"png"})
    return asked


def test_answer_comes_first_and_every_file_is_named(call, sizes):
    """Title, the sentence, then tables; files and the way to repeat at the end."""
    result = call("size", HEFEI, "--paths", 50)
    assert result.exit_code == 0, result.output
    assert answer_of(result, "Another city's terms stand in.").startswith("At ratio 0.4, 26.4 m yuan is the")
    assert "Capital and yearly top-up of equal safety" in result.stdout
    written_by(result)


def test_chance_years_and_ratios_reach_the_sizing(call, sizes):
    """The default ratios stand in for none given."""
    assert call("size", HEFEI).exit_code == 0
    assert (sizes["chance"], sizes["ratios"], sizes["years"]) == (0.01, (0.2, 0.5, 0.8), 5)
    words = ("--chance", "0.05", "--years", 3, "--ratios", "0.3,60 %", "--paths", 60, "--seed", 9, "--threads", 1)
    assert call("size", HEFEI, *words).exit_code == 0
    assert (sizes["chance"], sizes["ratios"], sizes["threads"]) == (0.05, (0.3, 0.6), 1)
    scenario = sizes["scenario"]
    assert (sizes["years"], scenario.run.paths, scenario.run.seed) == (3, 60, 9)


def test_overlay_and_settings_reach_the_scenario(call, sizes):
    """What is laid over is what is sized."""
    overlay = ROOT / "scenarios/stress/mild.toml"
    result = call("size", HEFEI, "--overlay", overlay, "--set", "gate.leverage_multiple=none")
    assert result.exit_code == 0, result.output
    assert sizes["scenario"].stress[0].name == "mild downturn"
    assert sizes["scenario"].gate.leverage_multiple is None


def test_it_can_be_repeated_from_its_folder(call, sizes):
    """The command printed asks for the same; the manifest has the command given and the wanted chance."""
    printed = call("size", HEFEI, "--chance", "0.02", "--years", 4, "--ratios", "0.6")
    words = printed.stdout.strip().splitlines()[-1].split()
    folder = Path(words[words.index("size") + 1]).parent
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["wanted_chance"], manifest["years"]) == (0.02, 4)
    assert "--chance 0.02 --years 4 --ratios 0.6" in manifest["command"]
    again = call(*words[words.index("size") :])
    assert again.exit_code == 0, again.output
    assert (sizes["chance"], sizes["ratios"], sizes["years"]) == (0.02, (0.6,), 4)


def test_json_is_one_document(call, sizes):
    """Programs read standard output; nothing else is on it."""
    result = call("size", HEFEI, "--json", "--quiet", "--out", "elsewhere")
    content = json.loads(result.stdout)
    assert content["wanted_chance"] == 0.01
    assert all(Path(file).is_file() for file in content["files"])
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--chance", "0"), "chance: must be above 0 and below 1 (got 0)"),
        (("--chance", "1"), "chance: must be above 0 and below 1 (got 1)"),
        (("--chance", "nan"), "chance: must be above 0 and below 1 (got nan)"),
        (("--ratios", "35"), "must be from 0 to 1"),
        (("--years", "0"), "years: must be from 1 to 20 (got 0)"),
    ],
)
def test_mistakes_are_refused_before_anything_is_written(call, sizes, words, message):
    """Status 2, the way out, no folder."""
    result = call("size", HEFEI, *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not sizes
    assert not Path("outputs").exists()


def test_years_beyond_those_of_the_scenario_are_refused(call):
    """Ten years of lending are no twelve; the setting that would give them is named."""
    result = call("size", HEFEI, "--years", 12, "--quiet")
    assert result.exit_code == 2
    assert "the scenario has 10 years of lending (got 12); set clock.years = 12" in " ".join(result.stderr.split())


def test_a_study_is_refused(call, sizes):
    """It has several policies; its scenario file is wanted."""
    result = call("size", ROOT / "scenarios/studies/hefei_rules.toml")
    assert result.exit_code == 2
    assert "is a study; give the scenario file that it names" in result.stderr


@pytest.mark.slow
def test_hefei_is_sized_for_real(call):
    """The whole way with the engine: what is said holds for the numbers beside it."""
    result = call("size", HEFEI, "--paths", 1_000, "--json", "--quiet")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["rules_that_tie_claims_to_size"] == ["gate.leverage_multiple"]
    assert "30 % + 5 points stands in" in found["notes"][0]
    tables = found["tables"]
    fails = {row["row"]: row["fails_below"] for row in tables["search"]}
    for row in tables["sizes"][1:]:
        curve = {p["fund_size"]: p["p_depleted"] for p in tables["chance_by_size"] if p["row"] == row["row"]}
        assert row["size_low"] <= row["size"] <= row["size_high"]
        assert row["p_depleted"] <= 0.01
        assert all(chance <= 0.01 for size, chance in curve.items() if size >= row["size"])
        assert curve[fails[row["row"]]] > 0.01


def test_it_answers_in_chinese(call, sizes):
    """Sentences, tables and names of rows."""
    result = call("size", HEFEI, "--lang", "zh", "--quiet")
    assert "可证实放贷 5 年及其存量消化期内耗尽概率不超过 1% 的最小资金规模为 2,640 万元" in result.stdout.replace(
        "\n", ""
    )
    assert "现有资金" in next(Path("outputs").rglob("sizes.md")).read_text("utf-8")
