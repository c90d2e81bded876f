"""The command hindcast: which files it takes, what it asks, prints and writes."""

import json
from pathlib import Path

import pytest

import simulator.compiled
import simulator.questions.hindcast.ask
from simulator.analysis.measures import measures_of
from simulator.estimate import Estimate
from simulator.questions.hindcast.scheme import Hindcast, HindcastRow
from simulator.rules.calibration import Fitted
from tests.cli.written import written_by

ROOT = Path(__file__).parents[3]
OUTCOMES = ROOT / "scenarios" / "outcomes"


@pytest.fixture
def asked(monkeypatch):
    """Put a model that is 10 % above every figure in the engine's place; return what was asked for."""
    asked = []

    def hindcast(outcomes, *, threads=None, progress=None):
        asked.append((outcomes, threads))
        definitions = {m.definition.key: m.definition for m in measures_of(outcomes.scenario)}
        rows = [
            HindcastRow(
                one, definitions[one.measure],
                Estimate(1.1 * one.published, one.published, 1.2 * one.published, "mean"),
                0.9 * one.published, 1.3 * one.published, "input" if one.is_input else "inside", 3,
            )
            for one in outcomes.outcomes
        ]  # fmt: skip
        return Hindcast(outcomes, tuple(rows), Fitted(1.0, 0.0, 0.03))

    monkeypatch.setattr(simulator.questions.hindcast.ask, "hindcast", hindcast)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    return asked


def test_all_shipped_outcomes_are_taken_without_files(call, asked):
    """Answer first, then a table and the reasons of each scheme; every file is named."""
    result = call("hindcast")
    assert result.exit_code == 0, result.output
    assert [outcomes.title for outcomes, _ in asked] == [
        "Haidian pool", "Hefei city fund, to September 2024", "Korea, first half of 2024",
        "Korea, lending 2021 to 2025", "Neijiang, 2025", "Zhongshan four-party model",
    ]  # fmt: skip
    assert all(outcomes.scenario.run.paths == 500 for outcomes, _ in asked)
    words = " ".join(result.stdout.split())
    assert "13 published figures can test the model: 13 within the range" in words
    assert "input, no test" in words
    assert "Covered loans: Applications are assumed ample" in words
    assert "Anhui provincial pool's 30 % + 5 points stands in" in words
    written_by(result)


def test_paths_seed_and_threads_reach_the_schemes(call, asked):
    """Also of those whose window is not known."""
    result = call("hindcast", OUTCOMES / "hefei.toml", "--paths", 60, "--seed", 9, "--threads", 1)
    assert result.exit_code == 0, result.output
    ((outcomes, threads),) = asked
    assert threads == 1
    assert {(w.run.paths, w.run.seed) for w in outcomes.windows} == {(60, 9)}


def test_it_can_be_repeated(call, asked):
    """The command printed asks for the same; the manifest holds it."""
    printed = call("hindcast", OUTCOMES / "korea.toml", "--paths", 60)
    words = printed.stdout.strip().splitlines()[-1].split()
    folder = next(Path("outputs").iterdir())
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["paths"] == 60
    assert (folder / "scenarios" / "1-korea.toml").is_file()
    assert call(*words[words.index("hindcast") :]).exit_code == 0
    assert asked[0][0].scenario == asked[1][0].scenario


def test_json_is_one_document(call, asked):
    """Programs read standard output; nothing else is on it."""
    result = call("hindcast", OUTCOMES / "zhongshan.toml", "--json", "--quiet", "--out", "elsewhere")
    content = json.loads(result.stdout)
    lent = content["tables"]["hindcast"][0]
    assert (lent["measure"], lent["currency_of_amounts"], lent["published"]) == ("covered", "CNY", 2.197e9)
    assert lent["model_per_published"] == pytest.approx(1.1)
    assert [lent["paths_low"], lent["paths_high"]] == pytest.approx([0.9 * 2.197e9, 1.3 * 2.197e9])
    assert all(Path(file).is_file() for file in content["files"])
    assert result.stderr == ""


def test_faults_of_every_file_are_named_before_anything_is_simulated(call, asked):
    """A scenario has no outcomes, a wrong file has faults: both at once, status 2, no folder."""
    Path("wrong.toml").write_text('title = "x"\n[[outcome]]\n')
    result = call("hindcast", ROOT / "scenarios/hefei.toml", "wrong.toml")
    assert result.exit_code == 2
    assert "has no [[outcome]]; give a file of scenarios/outcomes" in result.stderr
    assert "scenario: is required, but missing" in result.stderr
    assert not asked
    assert not Path("outputs").exists()


def test_check_knows_outcome_files(call):
    """Their faults are found without simulating."""
    result = call("check", OUTCOMES)
    assert result.stdout.count("fine (outcomes)") == 6
