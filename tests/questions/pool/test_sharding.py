"""Pools in shards from the command line: begun, continued, checked, planned, killed."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import ANY

import numpy as np
import pytest

from simulator.errors import BalanceError
from simulator.questions.pool import work as pool_shards
from simulator.questions.pool.side_by_side import Histories
from simulator.values import Own

ROOT = Path(__file__).parents[3]
STUDY = ROOT / "scenarios/studies/anhui_cities.toml"
FEW = ("--paths", 60, "--shard-paths", 13)


def made_up(study, first_path, paths, *, threads=None, progress=None):
    """Return histories that follow from the numbers of the paths: every tenth is dry, in all funds or in one."""
    path, fund = np.arange(first_path, first_path + paths), np.arange(study.funds)[:, None]
    found = []
    for is_dry in (path % 10 == 0 * fund, path % 10 == fund):
        lacked = np.count_nonzero(is_dry, axis=0) * 1000.0 * (1 + path % 7)
        found.append(Histories([np.where(is_dry, 30, 0).astype(np.int16)], study.money - path - 2 * lacked, lacked))
    return tuple(found)


@pytest.fixture(autouse=True)
def engine(request, monkeypatch):
    """Put made-up histories in the place of simulated ones, but where the real engine runs; no figures."""
    if "slow" in request.keywords:
        return
    monkeypatch.setattr(pool_shards, "simulate_cities", made_up)
    monkeypatch.setattr("simulator.cli.sharding.is_compiled", lambda: True)
    monkeypatch.setattr("simulator.compiled.is_compiled", lambda: True)
    monkeypatch.setattr("simulator.places.files.chart_files", lambda *_: {"figures/x.png": b"png"})


def hash_in(result):
    """Return the hash that was said on standard error."""
    assert result.exit_code == 0, result.output
    return re.search(r"hash of the run: ([0-9a-f]{64})$", result.stderr, re.M)[1]


def numbers_in(result):
    """Return what was printed as JSON, without files and commands."""
    content = json.loads(result.stdout)
    return {key: value for key, value in content.items() if key not in ("files", "command")}


def pooled(call, folder, *words):
    """Pool four cities in shards."""
    return call("pool", STUDY, *FEW, "--shards", folder, *words)


def test_a_pool_in_shards_says_what_one_without_says(call):
    """Every number; the manifest has the hash and where the shards are; the folder has the cities."""
    plain = call("pool", STUDY, *FEW[:2], "--json")
    found = pooled(call, "kept", "--json", "--out", "here")
    assert numbers_in(found) == numbers_in(plain)
    assert hash_in(found) == json.loads(Path("kept/done.json").read_text())["sha256"]
    manifest = json.loads(next(Path("here").rglob("manifest.json")).read_text())
    assert (manifest["shards"], manifest["shards_sha256"], manifest["funds"]) == ("kept", hash_in(found), 4)
    assert next(Path("here").iterdir()).name.endswith("kept-pool")
    assert json.loads(Path("kept/plan.json").read_text())["funds"] == 4


def test_another_size_of_a_shard_is_the_same_answer(call):
    """Same numbers from shards of 13 and of 60; another number of paths is another run."""
    first, second = pooled(call, "one", "--json"), pooled(call, "two", "--json", "--shard-paths", 60)
    assert numbers_in(first) == numbers_in(second)
    assert hash_in(pooled(call, "three", "--threads", 1)) == hash_in(first)
    assert hash_in(pooled(call, "four", "--paths", 61)) != hash_in(first)


def test_resume_finishes_what_is_missing_and_damaged(call):
    """Same hash, same answer."""
    whole = pooled(call, "kept", "--json")
    Path("kept/shards/0000001").unlink()
    Path("kept/shards/0000003").write_bytes(b"shard 1\n")
    again = call("resume", "kept", "--json")
    assert hash_in(again) == hash_in(whole)
    assert numbers_in(again) == numbers_in(whole)


@pytest.mark.parametrize("name", ["scenario.toml", "cities.toml", "plan.json"])
def test_a_changed_file_is_refused(call, name):
    """Another fund, another seed."""
    pooled(call, "kept")
    path = Path("kept") / name
    path.write_text(path.read_text("utf-8").replace("a", "b", 1), "utf-8")
    result = call("resume", "kept")
    assert result.exit_code == 2, result.output
    assert f"{name}: is not as it was written (its checksum differs)" in result.stderr


def test_verify_says_that_all_is_well_or_what_is_not(call):
    """Checksums, shards computed again, payments against dry funds, hash and versions; status 3 when one is missing."""
    sha256 = hash_in(pooled(call, "kept"))
    assert call("verify", "kept", "--sample", 2).stdout.splitlines()[:-1] == [
        "shards: 5 of 5 whole",
        "computed again: 2, of which 0 came out differently",
        "totals: all agree",
        f"hash of the run: {sha256}",
        "versions: those the run was begun with",
    ]
    Path("kept/shards/0000002").unlink()
    result = call("verify", "kept")
    assert (result.exit_code, "missing: 0000002" in result.stdout) == (3, True)


def test_a_faulty_city_names_itself_and_its_shard(call, monkeypatch):
    """Status 1, one line with shard and city, no traceback; the other shards are kept."""

    def fails(study, first_path, paths, **words):
        if first_path == 26:
            raise BalanceError(Own("Wuhu: path 30: one fen is missing"))
        return made_up(study, first_path, paths, **words)

    monkeypatch.setattr(pool_shards, "simulate_cities", fails)
    result = pooled(call, "kept")
    assert result.exit_code == 1
    assert "shard 0000002: BalanceError: Wuhu: path 30: one fen is missing" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(list(Path("kept/shards").iterdir())) == 4


def test_one_path_is_refused_before_anything_is_written(call):
    """No interval comes from one path."""
    result = call("pool", STUDY, "--paths", 1, "--shards", "kept")
    assert result.exit_code == 2
    assert "run.paths: at least 2 are needed (got 1)" in result.stderr
    assert not list(Path().iterdir())


def test_plan_says_what_a_pool_takes_and_how_to_begin_it(call, monkeypatch):
    """Funds instead of policies; the command it prints is understood; nothing is written."""
    monkeypatch.setattr("simulator.analysis.streaming.planning.PROBE_SECONDS", 0.01)
    words = ("plan", STUDY, "--paths", 500, "--seed", 5, "--set", "fund.top_up=fixed")
    result = call(*words)
    assert result.exit_code == 0, result.output
    assert "500 paths of 4 funds, in one economy and in economies of their own, take about" in result.stdout
    assert "One applicant of one fund on one path of one economy costs" in result.stdout
    assert not list(Path().iterdir())
    again = shlex.split(result.stdout.strip().splitlines()[-1])
    shards = ["--paths", "500", "--shards", "FOLDER", "--shard-paths", ANY]
    assert again[again.index("pool") + 2 :] == ["--set", "fund.top_up=fixed", "--seed", "5", *shards]
    assert call(*again[again.index("pool") :]).exit_code == 0
    assert json.loads(call(*words, "--json").stdout)["units"] == 4


@pytest.mark.parametrize("words", [("--ratios", "0.3"), ("--fund-sizes", "1e6"), ("--overlay", "x.toml")])
def test_plan_of_a_pool_refuses_what_the_study_says(call, words):
    """One line, status 2."""
    result = call("plan", STUDY, *words)
    assert result.exit_code == 2
    assert f"{words[0]}: a study of cities says what each city changes; write it there" in result.stderr


def _program(*words):
    command = [sys.executable, "run.py", *map(str, words), "--quiet", "--json"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


def _begin(folder, *where):
    out = folder.parent / "out"
    return _program("pool", STUDY, "--paths", 200, "--shard-paths", 4, "--shards", folder, "--out", out, *where)


@pytest.mark.slow
def test_killed_and_gone_on_with_gives_the_same_hash(tmp_path):
    """Kill -9 at five random instants of one run, the real engine; begun on threads and on processes."""
    whole, folder = tmp_path / "whole", tmp_path / "killed"
    assert _begin(whole, "--processes", 2).wait() == 0
    chance = np.random.default_rng(51)
    process = _begin(folder, "--threads", 1)
    for _ in range(5):
        while process.poll() is None and not (folder / "plan.json").exists():
            time.sleep(0.01)
        time.sleep(chance.uniform(0.2, 4.0))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        # So that all kills fall into one run, most of the finished shards go again.
        for path in sorted((folder / "shards").glob("*[0-9]"))[chance.integers(1, 20) :]:
            path.unlink()
        process = _program("resume", folder, "--threads", 1, "--out", tmp_path / "out")
    assert process.wait() == 0
    for name in ("done.json", "plan.json"):
        assert (folder / name).read_text() == (whole / name).read_text()
