"""The command design: what it asks of the search, prints and writes."""

import json
import re
from pathlib import Path

import pytest

import simulator.compiled
from simulator.questions.design import ask
from simulator.scenario.design_study import read_design
from tests.cli.written import answer_of, written_by
from tests.questions.design.studies import study_file

ROOT = Path(__file__).parents[3]
STUDY = ROOT / "scenarios" / "studies" / "hefei_design.toml"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return the best policies of a small scheme."""
    return ask.ask(study_file(tmp_path_factory.mktemp("study")), threads=1)


@pytest.fixture
def asked(monkeypatch, small):
    """Put the small scheme in the place of the one asked for; return what was asked."""
    asked = {}

    def design(study, settings=(), *, threads=None, progress=None):
        reading, wanted = read_design(study, settings)
        asked.update(reading=reading, study=wanted, threads=threads)
        return small

    monkeypatch.setattr(ask, "ask", design)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    monkeypatch.setattr("simulator.places.files.chart_files", lambda *_: {"figures/x.png": b"png"})
    return asked


def test_answer_comes_first_and_every_file_is_named(call, asked):
    """Title, the policy with the most lending, tables; the policies as a folder; how to run and repeat it."""
    result = call("design", STUDY)
    assert result.exit_code == 0, result.output
    assert answer_of(result).startswith("Most additional lending: policy 1 (ratio ")
    assert "What these policies set" in result.stdout
    written_by(result)
    (folder, count) = re.findall(r"^  (outputs/\S+) \((\d+) scenario files\)$", result.stdout, re.M)[0]
    assert len(list(Path(folder).iterdir())) == int(count)


def test_printed_commands_run(call, asked):
    """The policy's file passes the check, and the study of the folder can be searched again."""
    printed = call("design", STUDY).stdout
    (policy,) = re.findall(r"run (outputs/\S+policy_\d+\.toml)$", printed, re.M)
    assert call("check", policy).exit_code == 0
    words = printed.strip().splitlines()[-1].split()
    assert call(*words[words.index("design") :]).exit_code == 0


def test_seed_paths_and_settings_reach_the_search(call, asked):
    """--paths are the fresh ones; those of the search stand in the study."""
    words = ("--paths", 60, "--seed", 9, "--threads", 1, "--set", "scheme.stacking_limit=0.7")
    assert call("design", STUDY, *words).exit_code == 0
    scenario = asked["reading"].scenario
    assert (scenario.run.paths, scenario.run.seed, scenario.scheme.stacking_limit) == (60, 9, 0.7)
    assert (asked["threads"], asked["study"].search_paths) == (1, 500)


def test_json_is_one_document(call, asked, small):
    """For programs: the front by number, nothing on standard error."""
    result = call("design", STUDY, "--json", "--quiet")
    content = json.loads(result.stdout)
    front = [row["row"] for row in content["tables"]["front"]]
    assert front == ["as_it_stands", *(str(policy.number) for policy in small.front)]
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("design", STUDY, "--overlay", "x.toml"), "--overlay"),
        (("compare", STUDY), "is a design study; give it to the command design"),
        (("size", STUDY), "is a design study; give it to the command design"),
        (("design", "nowhere.toml"), "there is no such file"),
    ],
)
def test_mistakes_are_one_line(call, asked, words, fault):
    """Exit status 2, and nothing is written."""
    result = call(*words)
    assert result.exit_code == 2
    assert fault in result.stderr
    assert "Traceback" not in result.output and not Path("outputs").exists()


def test_a_scenario_is_no_design_study(call):
    """The table that it needs is named, and nothing is written."""
    result = call("design", ROOT / "scenarios/hefei.toml", "--quiet")
    assert (result.exit_code, "is no design study; it needs a table [levers]" in result.stderr) == (2, True)
    assert not Path("outputs").exists()


def test_check_knows_design_studies(call, tmp_path):
    """The shipped one is fine; limits on no measure are faults too."""
    assert "fine (design study)" in call("check", STUDY).stdout
    result = call("check", study_file(tmp_path, limits="lentt = { at_most = 1 }"))
    assert result.exit_code == 2 and "limits.lentt: is no measure; did you mean lent" in result.stderr


@pytest.mark.slow
def test_hefei_for_real(call):
    """The whole way: the shipped study, few fresh paths, and the recommended policy run from its file."""
    result = call("design", STUDY, "--paths", 200, "--json", "--quiet")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["tried"], found["combinations"]) == (2_000, 37_800)
    best = found["tables"]["front"][found["recommended_most"]]
    assert best["fiscal_cost_high"] <= 15e6 and best["p_depleted_high"] <= 0.05
    folder = next(Path("outputs").iterdir())
    again = call("run", folder / best["file"], "--json", "--quiet")
    assert again.exit_code == 0, again.output


def test_it_answers_in_chinese(call, asked):
    """Sentences, tables, and what may be done next."""
    result = call("design", STUDY, "--lang", "zh", "--quiet")
    assert result.stdout.splitlines()[1].startswith("净增贷款最多：方案 1（补偿比例 ")
    assert re.search(r"（\d+ 个方案文件）\n运行方案 1：\n  .* run outputs/", result.stdout)
