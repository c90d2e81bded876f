"""The command `events`: one path opened from a scenario, a study or a run folder."""

import csv
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.scenario import writing
from simulator.scenario.study import Policy, Study
from tests.cli.written import written_by
from tests.engines.options import policy

ROOT = Path(__file__).parents[3]


@pytest.fixture
def small(call):
    """Write the small busy world as a scenario file, in the empty folder in which the program is called."""
    Path("small.toml").write_text(writing.scenario_toml(policy("queue")), encoding="utf-8")
    return Path("small.toml")


@pytest.fixture
def study(small):
    """Write a study of two policies in that world."""
    world = policy("queue")
    other = {
        "scheme.compensation_ratio": 0.9,
        "breaker.is_on": True,
        "breaker.on_at_least": 0.02,
        "breaker.off_below": 0.01,
    }
    policies = (Policy("as it is", {}, world), Policy("generous", other, world))
    text = writing.study_toml(Study("Two", "Which?", "as it is", policies), "small.toml")
    Path("study.toml").write_text(text, encoding="utf-8")
    return Path("study.toml")


def _folder(parent="outputs"):
    (found,) = Path(parent).iterdir()
    return found


def test_events_writes_log_timeline_and_what_repeats_them(call, small):
    """Every file is named; the log has a row per event; the last line opens a case file."""
    result = call("events", small, "--path", 3)
    assert result.exit_code == 0, result.output
    folder = _folder()
    assert folder.name.endswith("-small-events")
    written = written_by(result)
    names = {str(path.relative_to(folder)) for path in written} - {"data/log.parquet"}
    assert names == {
        "scenario.toml", "study.toml", "manifest.json", "events.json", "data/log.csv", "data/months.csv",
        "data/events.csv", "data/totals.csv", *(f"tables/{table}.{kind}" for table in ("events", "totals")
        for kind in ("csv", "md", "tex")), *(f"figures/timeline.{kind}" for kind in ("png", "svg", "pdf")),
    }  # fmt: skip
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["path"], manifest["policy"]) == (3, "as it stands")
    assert manifest["command"].endswith("events small.toml --path 3 --seed 11")


def test_the_printed_command_opens_the_loan_that_cost_most(call, small):
    """What the terminal proposes works, and tells of a payment by the fund."""
    printed = call("events", small, "--path", 3).stdout
    words = re.search(
        r"simulator (events \S+study.toml --path 3 --loan \S+)|run.py (events \S+ --path 3 --loan \S+)", printed
    )
    command = next(filter(None, words.groups())).split()
    result = call(*command, "--out", "case")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"Loan {command[-1]}: path 3, as it")
    assert "The fund pays" in result.stdout


def test_the_folder_opens_the_same_path_again(call, small):
    """The folder alone is enough, seed and settings included."""
    call("events", small, "--path", 3, "--seed", 5, "--set", "scheme.compensation_ratio=0.7", "--out", "first")
    result = call("events", _folder("first"), "--path", 3, "--out", "second")
    assert result.exit_code == 0, result.output
    assert _folder("second").name.endswith("-events")
    logs = [(_folder(place) / "data/log.csv").read_bytes() for place in ("first", "second")]
    assert logs[0] == logs[1]
    other = call("events", small, "--path", 3, "--out", "third")
    assert other.exit_code == 0
    assert (_folder("third") / "data/log.csv").read_bytes() != logs[0]


def test_a_policy_is_opened_by_its_name(call, study):
    """The baseline when none is named; a wrong name is answered with the right ones."""
    base = json.loads(call("events", study, "--path", 3, "--json", "--quiet").stdout)
    other = json.loads(call("events", study, "--path", 3, "--policy", "generous", "--json", "--quiet").stdout)
    assert (base["policy"], other["policy"]) == ("as it is", "generous")
    assert base["tables"]["totals"] != other["tables"]["totals"]
    result = call("events", study, "--path", 3, "--policy", "generus")
    assert result.exit_code == 2
    assert "did you mean generous?; of 2 policies there are as it is, generous" in result.stderr


def test_a_policy_stays_in_the_world_of_its_baseline(call, study):
    """The folder of another policy holds the baseline as well, so that the pool is calibrated as before."""
    call("events", study, "--path", 3, "--policy", "generous", "--out", "first")
    again = call("events", _folder("first"), "--path", 3, "--policy", "generous", "--out", "second")
    assert again.exit_code == 0, again.output
    logs = [(_folder(place) / "data/log.csv").read_bytes() for place in ("first", "second")]
    assert logs[0] == logs[1]


def test_a_case_file_in_both_languages_and_as_json(call, small):
    """The sentences are in the language, the numbers are the same."""
    words = ("events", small, "--path", 3, "--loan", "book-00006", "--quiet")
    english, chinese = (call(*words, "--lang", language) for language in ("en", "zh"))
    content = json.loads(call(*words, "--json").stdout)
    assert "Who bore what" in english.stdout
    assert "损失分担" in chinese.stdout
    amounts = {row["row"].split()[1]: row["amount"] for row in content["tables"]["bearing"]}
    assert amounts["fund"] + amounts["bank"] == pytest.approx(amounts["owed"] - amounts["recovered"])
    assert english.stderr == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--path", "3", "--loan", "2026-01-9999"), "there is no such loan on this path; the nearest are 2026-01-00"),
        (("--path", "3", "--loan", "$(rm -rf /)"), "is no name of a loan"),
        (("--path", "-1"), "path: must be"),
        ((), "Missing option '--path'"),
    ],
)
def test_mistakes_end_with_2_and_leave_nothing(call, small, words, message):
    """A message, no traceback, no folder."""
    result = call("events", small, *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("outputs").exists() and not Path("x").exists()


def test_other_folders_and_overlays_over_a_folder_are_refused(call, study):
    """A folder without study.toml is not a run folder; a run folder has its overlays in it."""
    Path("empty").mkdir()
    assert "holds no study.toml" in call("events", "empty", "--path", 1).stderr
    overlay = ROOT / "scenarios/stress/mild.toml"
    result = call("events", Path("study.toml"), "--path", 1, "--overlay", overlay)
    assert result.exit_code == 2
    assert "--overlay: a run folder or a study names its own overlays" in result.stderr


def test_out_that_cannot_be_written_is_refused_before_anything_is_simulated(call, small, monkeypatch):
    """A bad --out costs no waiting."""
    Path("file").write_text("x")
    monkeypatch.setattr("simulator.questions.events.ask.open_path", None)
    result = call("events", small, "--path", 3, "--out", "file")
    assert result.exit_code == 2
    assert "cannot write file" in result.stderr


def test_a_disk_that_fills_up_leaves_nothing(call, small, monkeypatch):
    """No half-written log, not even its folder."""

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulator.reporting.run_folder.os.fsync", full)
    result = call("events", small, "--path", 3)
    assert result.exit_code == 2
    assert "No space left on device; nothing was kept" in result.stderr
    assert not Path("outputs").exists()


def test_interrupt_in_the_middle_of_the_log_leaves_nothing(call, small):
    """Ctrl-C while the log is being written: status 130, no folder."""
    program = (
        "import sys, time\n"
        "from simulator.cli import main\n"
        "from simulator.places import log\n"
        "def parts(events):\n"
        "    yield b'half'\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
        "log.csv_parts = parts\n"
        f"main(['events', {str(small.resolve())!r}, '--path', '3', '--out', {str(Path('out').resolve())!r}])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted; nothing half-written is left" in errors
    assert not Path("out").exists()


def _totals(call, folder, name, path):
    """Return the totals of one path, opened from the run folder."""
    result = call("events", folder, "--path", path, "--policy", name, "--out", "paths", "--json", "--quiet")
    opened = json.loads(result.stdout)
    totals = {row["row"]: row["amount"] for row in opened["tables"]["totals"]}
    return {**totals, "first": opened["first_depleted"] or "never"}


def _value(totals, row):
    if row["month"]:
        return totals["first"]
    return f"{totals[row['measure']]:.2f}"


@pytest.mark.no_cover
@pytest.mark.compiled
@pytest.mark.parametrize("words", [("run", "small.toml"), ("compare", "study.toml")])
def test_extreme_paths_are_found_under_their_numbers(call, study, words, monkeypatch):
    """Every path that a run's table names has, opened from the folder, exactly the value of the table."""
    monkeypatch.setattr("simulator.drawing.style.files_of", lambda figure, name: {})
    printed = call(*words, "--paths", 12, "--quiet", "--out", "outputs", "--set", "fund.fund_size=1 million")
    assert printed.exit_code == 0, printed.output
    folder = _folder()
    with (folder / "data/extreme_paths.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 16 * (1 if words[0] == "run" else 2)
    assert any(row["measure"] == "first_depleted" and row["path"] for row in rows)
    totals = {
        place: _totals(call, folder, *place) for place in {(row["policy"], row["path"]) for row in rows if row["path"]}
    }
    for row in rows:
        wanted = row["month"] or f"{float(row['amount']):.2f}"
        assert (_value(totals[row["policy"], row["path"]], row) if row["path"] else "never") == wanted
    command = re.search(rf"run.py events {re.escape(str(folder))} --path \d+|simulator events .*", printed.stdout)
    assert command is not None
