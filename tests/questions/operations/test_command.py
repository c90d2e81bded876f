"""The command `operations`: what it prints and writes, mistakes, interruptions, a full disk."""

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulator.scenario.read import read_scenario
from tests.cli.conftest import engine as engine
from tests.cli.written import written_by

ROOT = Path(__file__).parents[3]
HEFEI = ROOT / "scenarios" / "hefei.toml"
SMALL = ("--replications", "2", "--set", "clock.years=3")


@pytest.fixture
def quick(monkeypatch):
    """Leave out the figures, which have their own tests."""
    monkeypatch.setattr("simulator.questions.operations.draw.draw", lambda found: ())


def _folder(result):
    return Path(re.search(r"^Written: (\S+)", result.stdout, re.M)[1])


def test_tables_are_printed_and_every_file_is_named(call, quick):
    """Desks, days, claims in time, loads, waiting, the bank; all in one new folder with lags and a manifest."""
    result = call("operations", HEFEI, *SMALL, "--within", "90", "--share", "0.5")
    assert result.exit_code == 0, result.output
    for words in ("Desks", "Days from step to step", "Claims paid in time", "Load:", "Waiting at the end of each year",
                  "What the wait does to the bank's decision", "by number of claim assessors"):  # fmt: skip
        assert words in result.stdout
    folder = _folder(result)
    written = written_by(result)
    names = {str(path.relative_to(folder)) for path in written}
    assert {"scenario.toml", "lags.toml", "manifest.json", "data/backlog.csv", "data/days_to_payment.csv"} < names


def test_the_same_call_gives_the_same_files(call, quick):
    """The manifest's command, given again, writes the same tables."""
    first = call("operations", HEFEI, *SMALL)
    command = json.loads((_folder(first) / "manifest.json").read_text("utf-8"))["command"].split()
    second = call(*command[command.index("operations") :])
    tables = [sorted((_folder(result) / "tables").iterdir()) for result in (first, second)]
    assert [path.name for path in tables[0]] == [path.name for path in tables[1]]
    assert [path.read_bytes() for path in tables[0]] == [path.read_bytes() for path in tables[1]]


def test_lags_are_an_overlay_that_the_monthly_engine_reads(call, quick, engine):
    """`run SCENARIO --overlay lags.toml` simulates the lags found, and says where they come from."""
    folder = _folder(call("operations", HEFEI, *SMALL))
    text = (folder / "lags.toml").read_text("utf-8")
    assert "Lags found by an operations study" in text
    result = call("run", HEFEI, "--paths", "50", "--overlay", folder / "lags.toml")
    assert result.exit_code == 0, result.output
    scenario = engine["study"].policies[0].scenario
    numbers = dict(re.findall(r"^(\w+_months\w*) = (\d+)$", text, re.M))
    found = (scenario.disposal.lag_months_min, scenario.disposal.lag_months_max, scenario.scheme.claim_lag_months)
    keys = ("lag_months_min", "lag_months_max", "claim_lag_months")
    assert found == tuple(int(numbers[key]) for key in keys)
    assert scenario.sources["scheme.claim_lag_months"].confidence == "derived"
    assert call("check", folder / "lags.toml", "--base", HEFEI).exit_code == 0


def test_congestion_reaches_the_lags(call, quick):
    """A slow claims office lengthens the claim lag that the monthly engine gets."""
    lags = []
    for days in (20, 400):
        folder = _folder(call("operations", HEFEI, *SMALL, "--set", f"operations.claim_review.mean_days={days}"))
        lags.append(read_scenario(HEFEI, [folder / "lags.toml"]).scenario.scheme.claim_lag_months)
    assert lags[1] >= lags[0] + 10


def test_json_is_one_document(call, quick):
    """Programs read standard output; what has no average is null and named."""
    words = ("--set", "operations.appraisers=1", "--within", "30", "--share", "0.5", "--desk", "appraisers")
    result = call("operations", HEFEI, *SMALL, *words, "--json", "--quiet")
    content = json.loads(result.stdout)
    decided, *_, paid = content["tables"]["days"]
    assert content["tables"]["unbounded_days"][0]["grows_because_of"] == "appraisers"
    assert decided["mean"] is None
    assert paid["mean"] > 300
    assert content["fewest"] > 5
    assert all(Path(file).is_file() for file in content["files"])
    assert result.stderr == ""


def test_a_scheme_without_defaults_has_no_claims_and_no_lags(call, quick):
    """Nobody applies: the tables say n/a, nothing breaks, no lags are written."""
    result = call("operations", HEFEI, *SMALL, "--set", "applications.per_month=0")
    assert result.exit_code == 0, result.output
    assert "No loan defaulted in any replication: no lags are written." in result.stdout
    assert "n/a" in result.stdout
    assert not (_folder(result) / "lags.toml").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--set", "operations=none"), "operations: the section is missing"),
        (("--set", "operations.appraisers=0"), "operations.appraisers: must be at least 1 (got 0)"),
        (("--set", "operations.suit.law=weibull"), 'must be one of "fixed", "exponential"'),
        (("--set", "operations.court.sd_days=90000"), "operations.court.sd_days: must be at most 3650"),
        (("--set", "applications.per_month=0", "--within", "30", "--replications", "2"), "no case passes through"),
        (("--within", "-1"), "within: must be"),
        (("--share", "1.5", "--within", "30"), "share: must be"),
        (("--replications", "1"), "replications: must be"),
        (("--out", "taken"), "cannot write taken"),
    ],
)
def test_mistakes_end_with_status_2_and_nothing_written(call, words, message):
    """One clear message, no traceback, nothing left."""
    Path("taken").write_text("a file")
    result = call("operations", HEFEI, *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert [path.name for path in Path().iterdir()] == ["taken"]


def test_a_full_disk_is_said_and_leaves_nothing(call, quick, monkeypatch):
    """The study is lost, with a clear word, and no half of it is kept."""

    def refuse(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    result = call("operations", HEFEI, *SMALL)
    assert result.exit_code == 2
    assert "No space left on device; nothing was kept" in result.stderr
    assert not Path("outputs").exists()


def test_an_interruption_in_the_study_leaves_nothing(call, monkeypatch):
    """Status 130, no folder."""

    def stop(*words):
        raise KeyboardInterrupt

    monkeypatch.setattr("simulator.questions.operations.ask.study", stop)
    result = call("operations", HEFEI, *SMALL)
    assert (result.exit_code, Path("outputs").exists()) == (130, False)


@pytest.mark.slow
def test_ctrl_c_among_5000_applications_a_month_leaves_nothing(tmp_path):
    """The signal comes while people wait at desks: a message, status 130, and an empty place."""
    words = ("operations", str(HEFEI), "--set", "applications.per_month=5000", "--out", str(tmp_path / "runs"))
    process = subprocess.Popen(
        [sys.executable, "run.py", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not list(tmp_path.glob("runs/.tmp-*")):
        assert process.poll() is None
        time.sleep(0.2)
    time.sleep(20)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert errors.strip().endswith("interrupted; nothing half-written is left")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_month_of_5000_applications_runs(call, quick):
    """Sixteen appraisers for 5,000 applications a month: it runs, and says that the backlog grows without bound."""
    words = ("--replications", "2", "--set", "applications.per_month=5000", "--set", "clock.years=1")
    result = call("operations", HEFEI, *words)
    assert result.exit_code == 0, result.output
    assert "appraisers: the backlog grows without bound" in result.stdout
