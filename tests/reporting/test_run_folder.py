"""A run folder is there whole or not at all."""

import errno
import hashlib
import json
import os
import shlex
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.reporting import run_folder
from simulator.reporting.run_folder import RunFolder
from tests.reporting.synthetic import synthetic_scenario

MOMENT = datetime(2026, 11, 22, 13, 5, 9)


def _left_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_folder_appears_whole_with_every_file_named(tmp_path):
    """Every file written is named, and its hash is in the manifest."""
    with RunFolder(tmp_path, "Hefei: ratio & size!", MOMENT) as folder:
        folder.facts = {"seed": 7, "title": "合肥"}
        folder.write("scenario.toml", "currency = 1\n")
        folder.write_all({"tables/a.csv": b"1", "figures/b.png": b"2"})
        with pytest.raises(RuntimeError, match="no name before its block is left"):
            _ = folder.path
    assert _left_in(tmp_path) == ["20261122-130509-hefei-ratio-size"]
    names = [str(file.relative_to(folder.path)) for file in folder.files]
    assert names == ["scenario.toml", "tables/a.csv", "figures/b.png", "manifest.json"]
    assert all(file.is_file() for file in folder.files)
    manifest = json.loads((folder.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["title"] == "合肥"
    assert manifest["sha256"]["tables/a.csv"] == hashlib.sha256(b"1").hexdigest()
    assert (folder.path.stat().st_mode & 0o777) == 0o755


def test_second_run_in_the_same_second_gets_its_own_name(tmp_path):
    """Nothing is ever overwritten."""
    for content in ("first", "second", "third"):
        with RunFolder(tmp_path, "x", MOMENT) as folder:
            folder.write("a.txt", content)
    assert _left_in(tmp_path) == ["20261122-130509-x", "20261122-130509-x-2", "20261122-130509-x-3"]
    assert (tmp_path / "20261122-130509-x" / "a.txt").read_text() == "first"
    assert folder.files[0] == tmp_path / "20261122-130509-x-3" / "a.txt"


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_interruption_leaves_nothing(tmp_path, error):
    """Ctrl-C or a defect in the middle leaves neither the folder nor its parents."""
    parent = tmp_path / "deep" / "outputs"
    with pytest.raises(error, match="stop"), RunFolder(parent, "x", MOMENT) as folder:
        folder.write("a.txt", "half")
        raise error("stop")
    assert _left_in(tmp_path) == []


def test_what_was_there_before_stays(tmp_path):
    """Cleaning up after an error touches nothing but the draft."""
    (tmp_path / "kept.txt").write_text("x")
    with pytest.raises(ValueError, match="bad"), RunFolder(tmp_path, "x", MOMENT):
        raise ValueError("bad")
    assert _left_in(tmp_path) == ["kept.txt"]


def test_out_that_is_a_file_is_the_users_mistake(tmp_path):
    """One clear message instead of a traceback."""
    place = tmp_path / "file"
    place.write_text("mine")
    with pytest.raises(ScenarioError, match=r"--out.*\n.*cannot write .*file"), RunFolder(place, "x", MOMENT):
        pytest.fail("must not get here")
    assert place.read_text() == "mine"


def test_place_that_cannot_be_made_is_the_users_mistake():
    """The kernel's own file system takes no folders, whoever asks."""
    with pytest.raises(ScenarioError, match="cannot write /proc/nowhere"), RunFolder(Path("/proc/nowhere"), "x"):
        pytest.fail("must not get here")


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "No space left"), (errno.EROFS, "Read-only")])
def test_full_or_read_only_disk_is_said_and_leaves_nothing(tmp_path, monkeypatch, number, words):
    """The disk may fill up at any file."""

    def refuse(descriptor):
        raise OSError(number, os.strerror(number))

    with pytest.raises(ScenarioError, match=f"cannot write .*a.txt: {words}"), RunFolder(tmp_path, "x") as folder:
        monkeypatch.setattr(os, "fsync", refuse)
        folder.write("a.txt", "x")
    assert _left_in(tmp_path) == []


def test_rename_that_fails_is_said_and_leaves_nothing(tmp_path, monkeypatch):
    """The last step may fail as well."""

    def refuse(source, target):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(ScenarioError, match="Permission denied"), RunFolder(tmp_path, "x", MOMENT) as folder:
        folder.write("a.txt", "x")
    assert _left_in(tmp_path) == []


def test_name_taken_at_the_last_moment_is_left_alone(tmp_path, monkeypatch):
    """Another process may take the name between the look and the rename."""
    rename = os.rename

    def late(source, target):
        monkeypatch.setattr(os, "rename", rename)
        Path(target).mkdir()
        (Path(target) / "theirs.txt").write_text("x")
        rename(source, target)

    monkeypatch.setattr(os, "rename", late)
    with RunFolder(tmp_path, "x", MOMENT) as folder:
        folder.write("a.txt", "x")
    assert folder.path.name == "20261122-130509-x-2"
    assert _left_in(tmp_path / "20261122-130509-x") == ["theirs.txt"]


def test_no_free_name_is_refused(tmp_path, monkeypatch):
    """The search for a name ends."""
    monkeypatch.setattr(run_folder, "_MOST_TRIES", 2)
    (tmp_path / "20261122-130509-x").mkdir()
    with pytest.raises(ScenarioError, match="choose another --out"), RunFolder(tmp_path, "x", MOMENT):
        pass
    assert _left_in(tmp_path) == ["20261122-130509-x"]


def test_system_that_cannot_open_folders_still_writes(tmp_path, monkeypatch):
    """Windows has no way to make a folder's entries durable."""
    monkeypatch.setattr(run_folder, "_IS_POSIX", False)
    with RunFolder(tmp_path, "x", MOMENT) as folder:
        folder.write("a.txt", "x")
    assert folder.files[0].is_file()


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Hefei", "hefei"), ("../../etc", "etc"), ("", "run"), ("合肥 2026", "合肥-2026"), ("a" * 99, "a" * 40)],
)
def test_slug_is_a_plain_name(text, slug):
    """A title can never lead out of the output folder."""
    assert run_folder.slug_of(text) == slug


def test_manifest_names_seed_versions_and_command():
    """Everything needed to repeat a run."""
    facts = run_folder.facts_of(synthetic_scenario(), ["python", "run.py", shlex.quote("a b")])
    assert (facts["seed"], facts["paths"]) == (7, 10_000)
    assert facts["command"] == "python run.py 'a b'"
    assert {"python", "numpy", "numba", "simulator"} <= set(facts["versions"])


def test_scenario_hash_changes_with_any_value():
    """Two scenarios that differ anywhere have different hashes; equal ones the same."""
    assert run_folder.scenario_hash(synthetic_scenario()) == run_folder.scenario_hash(synthetic_scenario())
    assert run_folder.scenario_hash(synthetic_scenario()) != run_folder.scenario_hash(synthetic_scenario("EUR"))


def test_package_run_from_a_clone_has_no_version(monkeypatch):
    """A clone that was never installed says so instead of failing."""
    monkeypatch.setattr(run_folder, "_PACKAGES", ("no-such-package-anywhere",))
    assert run_folder.versions()["no-such-package-anywhere"] == "not installed as a package"


def test_parts_of_a_file_are_joined(tmp_path):
    """A file too large for memory is written part by part, and its hash is that of the whole."""
    with RunFolder(tmp_path, "x", MOMENT) as folder:
        folder.write("a.csv", iter([b"one\r\n", b"two\r\n"]))
    assert folder.files[0].read_bytes() == b"one\r\ntwo\r\n"
    manifest = json.loads((folder.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["sha256"]["a.csv"] == hashlib.sha256(b"one\r\ntwo\r\n").hexdigest()


def test_a_part_that_fails_leaves_nothing(tmp_path):
    """A defect or Ctrl-C between two parts leaves no half-written file."""

    def parts():
        yield b"half"
        raise KeyboardInterrupt("stop")

    with pytest.raises(KeyboardInterrupt, match="stop"), RunFolder(tmp_path / "outputs", "x", MOMENT) as folder:
        folder.write("a.csv", parts())
    assert _left_in(tmp_path) == []


def test_a_disk_that_is_full_at_the_very_end_leaves_nothing(tmp_path, monkeypatch):
    """The folder has its name already when the place that holds it cannot be made durable."""

    def full(folder):
        if folder == tmp_path:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulator.reporting.run_folder._sync_folder", full)
    kept = "No space left on device; nothing was kept"
    with pytest.raises(ScenarioError, match=kept), RunFolder(tmp_path, "late") as folder:
        folder.write("a.txt", "a")
    assert list(tmp_path.iterdir()) == []


def test_file_is_written_while_the_run_goes_on(tmp_path):
    """Other files may be written meanwhile; its hash is that of the whole."""
    with RunFolder(tmp_path, "x", MOMENT) as folder:
        with folder.open("tables/panel.csv") as file:
            file.write(b"one\r\n")
            folder.write("a.txt", "x")
            file.write(b"two\r\n")
        with pytest.raises(RuntimeError, match="no name before its block is left"):
            _ = folder.path
    assert [file.name for file in folder.files] == ["a.txt", "panel.csv", "manifest.json"]
    manifest = json.loads((folder.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["sha256"]["tables/panel.csv"] == hashlib.sha256(b"one\r\ntwo\r\n").hexdigest()


def test_only_what_the_file_refuses_is_called_a_refusal(tmp_path):
    """An error of the simulation that has nothing to do with the file keeps its name, and leaves nothing."""
    with pytest.raises(BrokenPipeError, match="pipe"), RunFolder(tmp_path, "x") as folder, folder.open("panel.csv"):
        raise BrokenPipeError("pipe")
    assert _left_in(tmp_path) == []


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path):
    """Killed without warning in the middle of a file; a run that is at work beside it keeps its draft."""
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from simulator.reporting.run_folder import RunFolder\n"
        "with RunFolder(Path(sys.argv[1]), 'killed') as folder:\n"
        "    folder.write('a.csv', 'x')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    subprocess.run(command, cwd=Path(__file__).parents[2], check=False)
    (left,) = tmp_path.iterdir()
    with RunFolder(tmp_path, "at work", MOMENT) as folder:
        folder.write("a.csv", "x")
        assert not left.exists()
        with RunFolder(tmp_path, "beside", MOMENT) as beside:
            beside.write("a.csv", "x")
    assert _left_in(tmp_path) == ["20261122-130509-at-work", "20261122-130509-beside"]
