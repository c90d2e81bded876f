"""Runs in shards from the command line: begun, interrupted, continued, checked, refused."""

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

import simulator.cli.sharding
from simulator.running.sealed import sealed, unsealed
from tests.analysis.hand_made import Engine
from tests.analysis.streaming.test_streamed import totals_of

ROOT = Path(__file__).parents[2]
HEFEI = ROOT / "scenarios" / "hefei.toml"
FEW = ("--paths", 60, "--shard-paths", 13)
GRID = ("--ratios", "0,0.35,0.7", "--fund-sizes", "20 million")


@pytest.fixture(autouse=True)
def engine(monkeypatch):
    """Put a made-up engine in the place of the real one; figures have their own tests."""
    monkeypatch.setattr("simulator.cli.sharding.is_compiled", lambda: True)
    monkeypatch.setattr("simulator.compiled.is_compiled", lambda: True)
    monkeypatch.setattr("simulator.places.files.chart_files", lambda chart, *_: {f"figures/{chart.key}.png": b"png"})
    return Engine(monkeypatch, totals_of)


def hash_in(result):
    """Return the hash that was said on standard error."""
    assert result.exit_code == 0, result.output
    return re.search(r"hash of the run: ([0-9a-f]{64})$", result.stderr, re.M)[1]


def numbers_in(result):
    """Return the numbers of a result printed as JSON, without files and commands."""
    content = json.loads(result.stdout)
    return {key: value for key, value in content.items() if key not in ("files", "command")}


def compared(call, folder, *words):
    """Compare three ratios in shards."""
    return call("compare", HEFEI, *FEW, *GRID, "--shards", folder, *words)


def test_a_run_in_shards_says_what_one_without_says(call):
    """The same tables; the manifest has the hash and where the shards are."""
    plain = call("compare", HEFEI, *FEW[:2], *GRID, "--json")
    found = compared(call, "kept", "--json", "--out", "here")
    assert hash_in(found) == json.loads(Path("kept/done.json").read_text())["sha256"]
    assert numbers_in(found)["baseline"] == numbers_in(plain)["baseline"]
    assert numbers_in(found)["tables"]["extreme_paths"] == numbers_in(plain)["tables"]["extreme_paths"]
    manifest = json.loads(next(Path("here").rglob("manifest.json")).read_text())
    assert (manifest["shards"], manifest["shards_sha256"]) == ("kept", hash_in(found))


@pytest.mark.parametrize("where", [("--threads", 2), ("--threads", 1)])
def test_the_hash_is_the_same_wherever_it_runs(call, where):
    """And another number of paths is another run."""
    assert hash_in(compared(call, "one")) == hash_in(compared(call, "two", *where))
    assert hash_in(compared(call, "other", "--paths", 61)) != hash_in(compared(call, "again"))


def test_resume_finishes_what_is_missing_and_damaged(call):
    """Same hash, same answer; only the two are computed again."""
    whole = compared(call, "kept", "--json")
    Path("kept/shards/0000001").unlink()
    Path("kept/shards/0000003").write_bytes(b"shard 1\n")
    again = call("resume", "kept", "--json")
    assert hash_in(again) == hash_in(whole)
    assert numbers_in(again) == numbers_in(whole)
    assert "1 damaged shard will be computed again" in again.stderr


def test_run_is_gone_on_with_as_run(call):
    """The command that began it decides on what is printed."""
    begun = call("run", HEFEI, *FEW, "--shards", "kept")
    again = call("resume", "kept")
    assert hash_in(begun) == hash_in(again)
    assert "Meaning" in again.stdout or "meaning" in again.stdout
    assert begun.stdout.split("\nWritten:")[0] == again.stdout.split("\nWritten:")[0]


def test_an_interruption_says_how_to_go_on(call, monkeypatch):
    """Ctrl-C: status 130, what is kept, the command; no run folder is left."""

    def interrupted(work, shards, store, workers, progress=None):
        real(work, shards[:2], store, workers)
        raise KeyboardInterrupt

    real = simulator.cli.sharding.run_shards
    monkeypatch.setattr("simulator.cli.sharding.run_shards", interrupted)
    result = compared(call, "kept")
    assert result.exit_code == 130
    assert "interrupted; 2 of 5 shards are kept. Continue with:" in result.stderr
    assert result.stderr.strip().endswith("resume kept")
    assert not list(Path("outputs").glob("*")) if Path("outputs").exists() else True
    monkeypatch.setattr("simulator.cli.sharding.run_shards", real)
    assert hash_in(call("resume", "kept")) == hash_in(compared(call, "whole"))


def edit_plan(change):
    """Change a plan as another version of the program would have written it."""
    plan = Path("kept/plan.json")
    content = unsealed(plan.read_bytes())
    change(content)
    plan.write_text(sealed(content), "utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plan: plan.update(fingerprint="0"), "the scenario or its policies mean something else"),
        (lambda plan: plan["versions"].update(sources="0123"), "sources: the run was begun with 0123, this is"),
        (lambda plan: plan["versions"].update(numpy="1.0"), "numpy: the run was begun with 1.0"),
        (lambda plan: plan.pop("command"), "plan.json: holds what no run of this program wrote: command"),
        (lambda plan: plan.update(shard_paths=True), "holds what no run of this program wrote: shard_paths"),
        (lambda plan: plan.update(fingerprint=None), "holds what no run of this program wrote: fingerprint"),
        (lambda plan: plan.update(versions=[]), "holds what no run of this program wrote: versions"),
        (lambda plan: plan.pop("files"), "holds what no run of this program wrote: files"),
        (lambda plan: plan["files"].update({"../x": "0"}), "holds what no run of this program wrote: files"),
    ],
)
def test_another_meaning_or_version_is_refused(call, change, said):
    """Shards of two versions must not be mixed."""
    compared(call, "kept")
    edit_plan(change)
    result = call("resume", "kept")
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["scenario.toml", "study.toml", "plan.json", "done.json"])
def test_a_changed_file_is_refused(call, name):
    """Another seed, title or policy beside the shards; even the noted hash."""
    compared(call, "kept")
    path = Path("kept") / name
    path.write_text(path.read_text("utf-8").replace("a", "b", 1), "utf-8")
    result = call("verify", "kept")
    assert result.exit_code == 2, result.output
    assert f"{name}: is not as it was written (its checksum differs)" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--processes", 2), "--processes: needs --shards FOLDER"),
        (("--scheduler", "tcp://127.0.0.1:9"), "--scheduler: needs --shards FOLDER"),
        (("--shard-paths", 5), "--shard-paths: needs --shards FOLDER"),
        (("--shards", "kept", "--threads", 2, "--processes", 2), "--processes: not together with --threads"),
        (("--shards", ROOT), "already holds other files; give another folder"),
    ],
)
def test_what_makes_no_sense_is_refused(call, words, said):
    """One line, status 2."""
    result = call("compare", HEFEI, "--paths", 20, *words)
    assert result.exit_code == 2, result.output
    assert said in result.stderr


def test_dask_that_is_not_there_is_said_before_anything_is_written(call, monkeypatch):
    """With the way to install it."""
    monkeypatch.setattr("simulator.cli.sharding.find_spec", lambda name: None)
    result = compared(call, "kept", "--local-cluster", 2)
    assert result.exit_code == 2
    assert "--local-cluster: needs the package Dask" in result.stderr
    assert not Path("kept").exists()


@pytest.mark.parametrize("command", ["resume", "verify"])
def test_a_folder_that_is_no_run_is_refused(call, command):
    """Nothing there, and something else there."""
    Path("else").mkdir()
    for folder in ("nothing", "else"):
        result = call(command, folder)
        assert result.exit_code == 2
        assert "is not a run in shards: give the folder that was given to --shards" in result.stderr


def test_a_failed_shard_is_named_and_the_others_are_kept(call, engine):
    """Status 1, one line with the shard and the reason, no traceback."""
    good = engine.simulate

    def fails(prepared, paths, *, first_path, **words):
        if first_path == 26:
            raise ValueError("made up")
        return good(prepared, paths, first_path=first_path, **words)

    import simulator.analysis.path_totals as place

    place.simulate = fails
    result = compared(call, "kept")
    assert result.exit_code == 1
    assert "shard 0000002: ValueError: made up" in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(path.name for path in Path("kept/shards").iterdir()) == [f"000000{i}" for i in (0, 1, 3, 4)]


def test_verify_says_that_all_is_well(call):
    """Every shard, a sample computed again, totals, hash and versions."""
    sha256 = hash_in(compared(call, "kept"))
    result = call("verify", "kept", "--sample", 2)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[:-1] == [
        "shards: 5 of 5 whole",
        "computed again: 2, of which 0 came out differently",
        "totals: all agree",
        f"hash of the run: {sha256}",
        "versions: those the run was begun with",
    ]
    assert json.loads(call("verify", "kept", "--all", "--json").stdout)["computed_again"] == [
        f"000000{i}" for i in range(5)
    ]


def test_verify_finds_damage_and_other_versions(call):
    """Status 3; another version alone is only said."""
    compared(call, "kept")
    edit_plan(lambda plan: plan["versions"].update(numpy="1.0"))
    result = call("verify", "kept", "--sample", 0)
    assert result.exit_code == 0
    assert "versions: numpy: the run was begun with 1.0, this is" in result.stdout
    Path("kept/shards/0000001").unlink()
    content = bytearray(Path("kept/shards/0000002").read_bytes())
    content[2_000] ^= 1
    Path("kept/shards/0000002").write_bytes(content)
    result = call("verify", "kept")
    assert result.exit_code == 3
    assert "shards: 3 of 5 whole\nmissing: 0000001\ndamaged: 0000002\n" in result.stdout


def test_verify_checks_a_run_folder(call):
    """Every file of it; status 3 with the name of the one that was changed, 2 when the manifest itself was."""
    compared(call, "kept", "--out", "here")
    manifest = next(Path("here").rglob("manifest.json"))
    count = len(json.loads(manifest.read_text("utf-8"))["sha256"])
    assert call("verify", manifest.parent).stdout.startswith(f"files: {count} of {count} as they were written\n")
    table = manifest.parent / "data" / "measures_long.csv"
    table.write_bytes(table.read_bytes()[:-1])
    result = call("verify", manifest.parent)
    assert result.exit_code == 3
    assert "missing or changed: data/measures_long.csv\n" in result.stdout
    assert json.loads(call("verify", manifest.parent, "--json").stdout)["is_sound"] is False
    manifest.write_text(manifest.read_text("utf-8").replace("seed", "sead", 1), "utf-8")
    result = call("verify", manifest.parent)
    assert (result.exit_code, "manifest.json is not as it was written" in result.stderr) == (2, True)


def test_plan_says_what_a_run_takes_and_how_to_begin_it(call, monkeypatch):
    """The command it prints is understood; nothing is written."""
    monkeypatch.setattr("simulator.analysis.streaming.planning.PROBE_SECONDS", 0.01)
    words = ("plan", HEFEI, *GRID, "--paths", 500, "--seed", 5, "--set", "fund.top_up=fixed")
    result = call(*words)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[1].startswith("500 paths of 6 policies take about ")
    assert not list(Path().iterdir())
    again = shlex.split(result.stdout.strip().splitlines()[-1])
    shards = ["--paths", "500", "--shards", "FOLDER", "--shard-paths", ANY]
    assert again[again.index("compare") + 2 :] == ["--set", "fund.top_up=fixed", *GRID, "--seed", "5", *shards]
    assert call(*again[again.index("compare") :]).exit_code == 0
    content = json.loads(call(*words, "--json").stdout)
    assert content["shards"] == -(-500 // content["shard_paths"])


def _begin(folder, *where, **streams):
    command = [sys.executable, "run.py", "compare", str(HEFEI), "--ratios", "0.2,0.35", "--fund-sizes", "20 million"]
    command += ["--paths", "2000", "--shard-paths", "10", "--quiet", "--json", "--shards", str(folder), *where]
    return subprocess.Popen(
        [*command, "--out", str(folder.parent / "out")], cwd=ROOT, stdout=subprocess.DEVNULL, **streams
    )


def _resume(folder):
    command = [sys.executable, "run.py", "resume", str(folder), "--quiet", "--json", "--threads", "1"]
    return subprocess.Popen([*command, "--out", str(folder.parent / "out")], cwd=ROOT, stdout=subprocess.DEVNULL)


@pytest.mark.slow
@pytest.mark.parametrize("where", [("--threads", "1"), ("--processes", "2")])
def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(tmp_path, where):
    """The real engine: status 130 within seconds, shards that are whole, no traceback of any worker."""
    folder = tmp_path / "kept"
    process = _begin(folder, *where, start_new_session=True, stderr=subprocess.PIPE)
    while not (folder / "shards" / "0000003").exists():
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"of 200 shards are kept. Continue with:" in said
    assert b"Traceback" not in said
    assert _resume(folder).wait() == 0
    assert json.loads((folder / "done.json").read_text())["shards"] == 200


@pytest.mark.slow
def test_killed_at_random_instants_and_gone_on_with_gives_the_same_hash(tmp_path):
    """Kill -9 at fifty random instants of one run, the real engine: the hash is the same."""
    whole = tmp_path / "whole"
    assert _begin(whole, "--threads", "1").wait() == 0
    chance = np.random.default_rng(50)
    folder = tmp_path / "killed"
    process, kills = _begin(folder, "--threads", "1"), 0
    while kills < 50:
        shards = folder / "shards"
        before = time.monotonic() + 30
        while time.monotonic() < before and not (folder / "plan.json").exists():
            time.sleep(0.01)
        time.sleep(chance.uniform(1.0, 3.5))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
        kept = sorted(shards.glob("*[0-9]"))
        # So that fifty kills fall into one run, all but a few of the finished shards go again.
        for path in kept[chance.integers(1, 80) :]:
            path.unlink()
        process = _resume(folder)
    assert process.wait() == 0
    for name in ("done.json", "plan.json"):
        assert (folder / name).read_text() == (whole / name).read_text()
