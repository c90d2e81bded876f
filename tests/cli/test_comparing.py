"""The commands that simulate: what they print where, and which files they leave."""

import json
import re
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario import shipped
from tests.cli.written import written_by

ROOT = Path(__file__).parents[2]
HEFEI = ROOT / "scenarios" / "hefei.toml"


SMALL_STUDY = ("--ratios", "0,0.35", "--fund-sizes", "10 million,20 million", "--paths", "50")


def _run_folder(folder="outputs"):
    (found,) = Path(folder).iterdir()
    return found


def test_compare_prints_tables_and_names_every_file(call, engine):
    """Results on standard output, progress on standard error, everything in one new folder."""
    result = call("compare", HEFEI, *SMALL_STUDY)
    assert result.exit_code == 0, result.output
    assert "Differences to the baseline (ratio 0.35, fund 20 m yuan, breaker on)" in result.stdout
    assert "simulated 50 paths of 8 policies" in result.stderr
    folder = _run_folder()
    written_by(result)
    assert {path.name for path in folder.iterdir()} == {
        "scenario.toml", "study.toml", "comparison.json", "manifest.json", "tables", "data", "figures",
    }  # fmt: skip


def test_compare_can_be_repeated_from_its_folder_alone(call, engine):
    """The command printed gives the same study in the same world."""
    printed = call("compare", HEFEI, *SMALL_STUDY, "--seed", "9", "--set", "fund.interest_per_year=0.02")
    first = engine["study"]
    command = printed.stdout.strip().splitlines()[-1].split()
    again = call(*command[command.index("compare") :])
    assert again.exit_code == 0, again.output
    assert engine["study"].policies == first.policies
    assert engine["study"].policies[0].scenario.run.seed == 9
    manifest = json.loads((_run_folder_of(printed) / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"].endswith(
        "--set fund.interest_per_year=0.02 --ratios 0,0.35 --fund-sizes '10 million,20 million' --seed 9 --paths 50"
    )
    assert (manifest["seed"], manifest["paths"]) == (9, 50)


def test_compare_speaks_the_languages_asked_for(call, engine):
    """Chinese figures and tables stand beside the English ones."""
    result = call("compare", HEFEI, *SMALL_STUDY, "--lang", "both")
    assert result.exit_code == 0, result.output
    folder = _run_folder()
    figures = {path.name for path in (folder / "figures").iterdir()}
    assert {"curves.png", "curves.zh.png"} <= figures
    assert "净增贷款" in (folder / "tables" / "totals.zh.tex").read_text(encoding="utf-8")
    assert "additional lending" in (folder / "tables" / "totals.tex").read_text(encoding="utf-8")
    assert result.stdout.strip().endswith("study.toml --lang both")
    assert "--lang both" in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["command"]


@pytest.mark.parametrize("source", [HEFEI, ROOT / "scenarios/studies/hefei_rules.toml"])
def test_panel_is_a_file_of_the_run_and_is_asked_for_again(call, engine, source):
    """A scenario and a study alike; the command that repeats the run writes it too."""
    result = call("compare", source, "--paths", 50, "--panel", "csv")
    assert result.exit_code == 0, result.output
    tables = _run_folder() / "tables"
    assert (
        (tables / "panel.csv").read_bytes().startswith(b"\xef\xbb\xbfpath,policy,compensation_ratio,fund_size,breaker,")
    )
    assert (tables / "panel_columns.csv").is_file()
    assert result.stdout.strip().endswith("study.toml --panel csv")
    manifest = json.loads((_run_folder() / "manifest.json").read_text(encoding="utf-8"))
    assert "--panel csv" in manifest["command"]
    assert {"tables/panel.csv", "tables/panel_columns.csv"} <= set(manifest["sha256"])


def test_panel_is_refused_in_shards(call, engine):
    """Shards keep sums: what they cannot give is said before anything is simulated."""
    result = call("compare", HEFEI, *SMALL_STUDY, "--panel", "csv", "--shards", "kept")
    assert result.exit_code == 2
    assert "--panel: not together with --shards" in result.stderr
    assert not Path("kept").exists()
    assert not Path("outputs").exists()


def _run_folder_of(result):
    return Path(re.search(r"^  (outputs/[^/]+)/", result.stdout, re.M)[1])


def test_compare_answers_what_if(call, engine):
    """Everything named changes at once, in one alternative beside the scenario as it stands."""
    changes = ("--what-if", "scheme.compensation_ratio=0.7", "--what-if", "fund.top_up_budget=2 million")
    result = call("compare", HEFEI, "--paths", 20, "--threads", 1, *changes)
    assert result.exit_code == 0, result.output
    assert engine["study"].question.startswith("What if scheme.compensation_ratio = 0.7, fund.top_up_budget = ")
    base, other = engine["study"].policies
    assert (base.name, base.settings, engine["study"].baseline) == ("as it stands", {}, "as it stands")
    assert other.scenario.scheme.compensation_ratio == 0.7
    assert other.scenario.fund.top_up_budget == 2_000_000


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--what-if", "nonsense"), "must be written key=value"),
        (("--what-if", "scheme.ratio=0.7"), "unknown key"),
        (("--what-if", "economy.persistence=0.5"), "policies are compared in the same world"),
        (("--what-if", "scheme.compensation_ratio=0.7", "--ratios", "0.1,0.2"), "leave out ratios and sizes"),
    ],
)
def test_what_if_says_what_is_wrong(call, engine, words, fault):
    """One clear line, exit 2."""
    result = call("compare", HEFEI, *words)
    assert result.exit_code == 2
    assert fault in " ".join(result.stderr.split())


def test_compare_takes_a_study_file(call, engine):
    """A study names its own policies."""
    result = call("compare", ROOT / "scenarios/studies/hefei_rules.toml", "--paths", 50, "--threads", 1)
    assert result.exit_code == 0, result.output
    assert "claims queue when money is short" in result.stdout
    assert engine["threads"] == 1


def test_study_file_refuses_what_it_says_itself(call, engine):
    """Ratios, sizes and overlays beside a study would be silently ignored: they are refused, all at once."""
    study = ROOT / "scenarios/studies/hefei_rules.toml"
    result = call("compare", study, "--ratios", "0.5", "--fund-sizes", "1 million", "--overlay", "x.toml")
    assert result.exit_code == 2
    assert [word in result.stderr for word in ("--ratios:", "--fund-sizes:", "--overlay:")] == [True] * 3
    assert not Path("outputs").exists()


def test_overlay_and_settings_reach_the_scenario(call, engine):
    """What is laid over is what is simulated."""
    overlay = ROOT / "scenarios/stress/mild.toml"
    result = call("compare", HEFEI, *SMALL_STUDY, "--overlay", overlay, "--set", "clock.years=3")
    assert result.exit_code == 0, result.output
    scenario = engine["study"].policies[0].scenario
    assert (scenario.stress[0].name, scenario.clock.years) == ("mild downturn", 3)


def test_json_is_one_document_with_files_and_command(call, engine):
    """Programs read standard output; nothing else is on it."""
    result = call("compare", HEFEI, *SMALL_STUDY, "--json", "--quiet", "--out", "elsewhere")
    content = json.loads(result.stdout)
    assert content["policies"] == 8
    assert all(Path(file).is_file() for file in content["files"])
    assert _run_folder("elsewhere").name in content["command"]
    assert result.stderr == ""


def test_run_prints_every_measure_of_the_scenario_as_it_stands(call, engine):
    """One policy, all measures, its own folder; the command to repeat it is `run`."""
    result = call("run", HEFEI, "--paths", 50)
    assert result.exit_code == 0, result.output
    assert "All measures: as it stands" in result.stdout
    assert "simulated 50 paths of 1 policy in" in result.stderr
    assert result.stdout.strip().splitlines()[-1].strip().startswith("simulator run outputs/")
    assert _run_folder().name.endswith("-hefei-run")


def test_run_as_json(call, engine):
    """The same numbers for programs."""
    content = json.loads(call("run", HEFEI, "--paths", 50, "--json").stdout)
    assert {row["policy"] for row in content["tables"]["measures_long"]} == {"as it stands"}


def test_demo_is_small_and_explains(call, engine):
    """A newcomer sees an answer and how to read it."""
    result = call("demo")
    assert result.exit_code == 0, result.output
    assert engine["study"].policies[0].scenario.run.paths == 500
    assert "How to read this" in result.stdout
    assert "How to read this" not in call("demo", "--json", "--paths", 60).stdout
    assert engine["study"].policies[0].scenario.run.paths == 60


def test_hefei_is_found_in_the_working_folder_first(call, monkeypatch):
    """A user who changed the shipped scenario sees the demo of that one; without any, a clear message."""
    assert shipped.hefei() == HEFEI
    Path("scenarios").mkdir()
    Path("scenarios/hefei.toml").write_text("x = 1")
    assert shipped.hefei() == Path("scenarios/hefei.toml")
    Path("scenarios/hefei.toml").unlink()
    monkeypatch.setattr(shipped, "__file__", "/nowhere/simulator/scenario/shipped.py")
    with pytest.raises(ScenarioError, match="no such file here"):
        shipped.hefei()
