"""The command stress: what it asks of the stress test, prints, writes and refuses."""

import json
from pathlib import Path

import pytest

import simulator.compiled
import simulator.questions.stress.ask as module
from simulator.questions.stress import found
from tests.cli.written import HEFEI_STAND_IN, answer_of, written_by
from tests.questions.stress.made_up import synthetic_stress, worlds

ROOT = Path(__file__).parents[3]
HEFEI = ROOT / "scenarios" / "hefei.toml"
STRESSES = ROOT / "scenarios" / "stress"


@pytest.fixture
def tests_asked(monkeypatch):
    """Simulate nothing: made-up worlds, severities and downturn; return what was asked for."""
    asked = {}
    made_up = synthetic_stress()

    def compare_worlds(asked_for, *, years, **how):
        asked.update(worlds=asked_for, scenario=asked_for[found.NO_STRESS], years=years, **how)
        return worlds(years=years)

    def smallest_severities(scenario, stresses, *, limit, **how):
        asked.update(stresses={stress.name: stress for stress in stresses}, limit=limit)
        return made_up.severities

    monkeypatch.setattr(module, "compare_worlds", compare_worlds)
    monkeypatch.setattr(module, "smallest_severities", smallest_severities)
    monkeypatch.setattr(module, "reverse_stress", lambda *given, **how: made_up.reverse)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    monkeypatch.setattr("simulator.questions.stress.draw.draw", lambda test: ())
    return asked


def test_six_shipped_stresses_are_applied_by_default(call, tests_asked):
    """Each with the episodes and sources of its file; 1,000 paths; neither together nor in sequence."""
    result = call("stress", HEFEI)
    assert result.exit_code == 0, result.output
    names = {path.stem for path in STRESSES.glob("*.toml")}
    assert set(tests_asked["stresses"]) == names
    assert len(names) == 6
    severe = tests_asked["stresses"]["severe"]
    assert (severe.episodes[0].pd_multiplier, severe.sources["pd_multiplier"].confidence) == (3.0, "derived")
    assert (tests_asked["scenario"].run.paths, tests_asked["scenario"].stress) == (1_000, ())
    assert set(tests_asked["worlds"]) == {found.NO_STRESS, *names}


def test_answer_tables_and_files_are_printed(call, tests_asked):
    """The answer in words first, then the tables; what each stress is comes with its confidence."""
    result = call("stress", HEFEI, "--stress", "mild")
    assert answer_of(result, HEFEI_STAND_IN).startswith(
        "Without stress the chance that the fund runs dry within 5 years is"
    )
    for title in ("Change under each stress", "Lending kept open", "Smallest severity", "What each stress is"):
        assert title in result.stdout
    assert any(path.match("stress/mild.toml") for path in written_by(result))


def test_options_reach_the_stress_test(call, tests_asked, tmp_path):
    """Names and files mix; the sequence is moved to its months."""
    own = tmp_path / "own.toml"
    own.write_text('[[stress]]\nname = "x"\nstart_month = 3\nmonths = 6\npd_multiplier = 2.0\n', encoding="utf-8")
    words = ("--stress", "severe", "--stress", own, "--together", "--sequence", "own@13, severe@49")
    result = call("stress", HEFEI, *words, "--limit", "0.2", "--years", 3, "--paths", 40, "--threads", 1)
    assert result.exit_code == 0, result.output
    assert list(tests_asked["stresses"]) == ["severe", "own"]
    in_turn = tests_asked["worlds"][found.SEQUENCE].stress
    assert [episode.start_month for episode in in_turn] == [13, 49]
    assert (tests_asked["limit"], tests_asked["years"], tests_asked["threads"]) == (0.2, 3, 1)
    assert len(tests_asked["worlds"][found.TOGETHER].stress) == 2
    assert tests_asked["scenario"].run.paths == 40


def test_own_episodes_of_the_scenario_stay_in_every_world(call, tests_asked):
    """An overlay given with --overlay is part of the scenario, not one of the stresses."""
    result = call("stress", HEFEI, "--overlay", STRESSES / "mild.toml", "--stress", "severe")
    assert result.exit_code == 0, result.output
    assert [episode.name for episode in tests_asked["scenario"].stress] == ["mild downturn"]
    assert [episode.name for episode in tests_asked["stresses"]["severe"].episodes] == ["severe downturn"]


def test_it_can_be_repeated_from_its_folder(call, tests_asked):
    """The stress files are copied, and the command printed asks for the same."""
    printed = call("stress", HEFEI, "--stress", "severe", "--sequence", "severe@49", "--years", 4)
    words = printed.stdout.strip().splitlines()[-1].split()
    folder = Path(words[words.index("stress") + 1]).parent
    assert (folder / "stress" / "severe.toml").read_bytes() == (STRESSES / "severe.toml").read_bytes()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "--sequence severe@49 --years 4" in manifest["command"]
    first = {**tests_asked}
    again = call(*words[words.index("stress") :])
    assert again.exit_code == 0, again.output
    assert tests_asked["scenario"].model_dump() == first["scenario"].model_dump()
    assert tests_asked["stresses"]["severe"].episodes == first["stresses"]["severe"].episodes
    assert tests_asked["worlds"][found.SEQUENCE].stress == first["worlds"][found.SEQUENCE].stress


def test_json_is_all_that_is_printed(call, tests_asked):
    """Standard output is one JSON text."""
    assert json.loads(call("stress", HEFEI, "--json").stdout)["years"] == 5


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--stress", "sever"), "neither a file ending in .toml nor one of"),
        (("--stress", "missing.toml"), "there is no such file"),
        (("--stress", "fund.toml"), "sets fund; a stress holds [[stress]] and [sources] only"),
        (("--limit", "10"), "limit: must be above 0 and below 1 (got 10)"),
        (("--limit", "nan"), "limit: must be above 0 and below 1"),
        (("--years", "12"), "the scenario has 10 years of lending (got 12)"),
        (("--sequence", "mild"), "write mild@13 for the thirteenth month"),
        (("--sequence", "mild@121"), "a whole number from 1 to 120"),
        (("--sequence", "storm@5"), "'storm' is not among the stresses"),
        (("--sequence", ""), "'' is not among the stresses"),
        (("--overlay", STRESSES / "mild.toml", "--stress", "mild"), "holds no [[stress]] that the scenario does not"),
    ],
)
def test_mistakes_are_told_in_one_line_each(call, tests_asked, words, fault):
    """Exit status 2, the fault and the way out, nothing simulated and nothing written."""
    Path("fund.toml").write_text("[fund]\nfund_size = 5e6\n", encoding="utf-8")
    result = call("stress", HEFEI, *words)
    assert result.exit_code == 2, result.output
    assert fault in result.stderr
    assert "Traceback" not in result.output
    assert not tests_asked
    assert not Path("outputs").exists()


def test_same_name_twice_is_refused(call, tests_asked, tmp_path):
    """Two files of one name could not be told apart in a table."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "own.toml").write_bytes((STRESSES / "mild.toml").read_bytes())
    result = call("stress", HEFEI, "--stress", "a/own.toml", "--stress", "b/own.toml")
    assert (result.exit_code, "two files are called own.toml" in result.stderr) == (2, True)
