"""The command size: what it asks of the sizing, prints and writes."""

import json
from pathlib import Path

import pytest

import simulator.analysis.sizing.size_fund
import simulator.compiled
from tests.cli.written import answer_of, written_by
from tests.reporting.synthetic_sizing import synthetic_sizing

ROOT = Path(__file__).parents[2]
HEFEI = ROOT / "scenarios" / "hefei.toml"


@pytest.fixture
def sizes(monkeypatch):
    """Put a made-up sizing in the place of the real one; return what was asked for."""
    asked = {}

    def size_fund(reading, chance, *, ratios, threads=None, progress=None):
        asked.update(scenario=reading.scenario, chance=chance, ratios=tuple(ratios), threads=threads)
        return synthetic_sizing(is_humped=True)

    monkeypatch.setattr(simulator.analysis.sizing.size_fund, "size_fund", size_fund)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    monkeypatch.setattr(
        "simulator.reporting.sizing.figures_sizing.figure_files", lambda sizing: {"figures/x.png": b"png"}
    )
    return asked


def test_answer_comes_first_and_every_file_is_named(call, sizes):
    """Title, the sentence, then tables; files and the way to repeat at the end."""
    result = call("size", HEFEI, "--paths", 50)
    assert result.exit_code == 0, result.output
    assert answer_of(result, "Another city's terms stand in.").startswith("At ratio 0.4, 26.4 m yuan is the")
    assert "Capital and yearly top-up of equal safety" in result.stdout
    written_by(result)
    assert "simulated 10,000 paths" in result.stderr


def test_chance_years_and_ratios_reach_the_sizing(call, sizes):
    """The horizon becomes the clock; the default ratios stand in for none given."""
    assert call("size", HEFEI).exit_code == 0
    assert (sizes["chance"], sizes["ratios"], sizes["scenario"].clock.years) == (0.01, (0.2, 0.5, 0.8), 5)
    words = ("--chance", "0.05", "--years", 3, "--ratios", "0.3,60 %", "--paths", 60, "--seed", 9, "--threads", 1)
    assert call("size", HEFEI, *words).exit_code == 0
    assert (sizes["chance"], sizes["ratios"], sizes["threads"]) == (0.05, (0.3, 0.6), 1)
    scenario = sizes["scenario"]
    assert (scenario.clock.years, scenario.run.paths, scenario.run.seed) == (3, 60, 9)


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
    assert "--chance 0.02 --years 4 --ratios 0.6 --seed 20260101 --paths 10000" in manifest["command"]
    again = call(*words[words.index("size") :])
    assert again.exit_code == 0, again.output
    assert (sizes["chance"], sizes["ratios"], sizes["scenario"].clock.years) == (0.02, (0.6,), 4)


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
        (("--chance", "0"), "--chance: must be above 0 and below 1 (got 0); write 0.01 for 1 %"),
        (("--chance", "1"), "--chance: must be above 0 and below 1 (got 1)"),
        (("--chance", "nan"), "--chance: must be above 0 and below 1 (got nan)"),
        (("--years", "12"), "the scenario has 10 years of lending (got 12); add --set clock.years=12"),
        (("--ratios", "35"), "must be from 0 to 1"),
        (("--years", "0"), "0 is not in the range"),
    ],
)
def test_mistakes_are_refused_before_anything_is_written(call, sizes, words, message):
    """Status 2, the way out, no folder."""
    result = call("size", HEFEI, *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not sizes
    assert not Path("outputs").exists()


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
    assert "gate.leverage_multiple = 10" in found["rules_that_tie_claims_to_size"][0]
    assert "30 % + 5 points stands in" in found["notes"][0]
    for ratio in found["ratios"]:
        size, curve = ratio["size"], ratio["chance_by_size"]
        assert size["low"] <= size["value"] <= size["high"]
        assert ratio["values"]["p_depleted"]["value"] <= 0.01
        assert all(point["value"] <= 0.01 for point in curve if point["size"] >= size["value"])
        assert next(point for point in curve if point["size"] == ratio["fails_below"])["value"] > 0.01
